"""Identifications and the law to one finding: the case is put together, the rules judge it, the caps are applied.

Caps (the contract's): an identification that is weak, or a text that does not say the thing was bought, gives at most
``review``; a text that only forbids a maker gives ``clear``. A score never decides anything.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from debar.model import (
    AMOUNTS_TO,
    SEVERITY,
    Case,
    Counterparty,
    Designation,
    Finding,
    Identification,
    Item,
    Outcome,
    Purchase,
    RuleResult,
    Said,
    Strength,
)
from debar.regimes.engine import judge
from debar.regimes.terms import phrase
from debar.screening.reference import Reference

FIRM = (Strength.EXACT, Strength.STRONG)


@dataclass(frozen=True, slots=True)
class View:
    """The two clocks of a run: ``as_of`` judges every record at that day, ``known_at`` ignores what came later."""

    as_of: date | None = None
    known_at: date | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The identifications of one subject that point to one maker, or to one listed party (``maker`` empty)."""

    maker: str
    identifications: tuple[Identification, ...]

    @property
    def entity(self) -> str:
        """The id of the listed party the group stands for; empty when there is none."""
        return next((i.entity for i in self.identifications if i.entity), "")


def group_identifications(found: Sequence[Identification], reference: Reference, on: date | None) -> tuple[Group, ...]:
    """Return one group a maker, in order of first mention, and one for the listed parties that are no known maker.

    Mentions of an owner join the group of the maker it owned on that day. Of several listed parties a supplier may
    be, only full matches stand where there is one.
    """
    makers: dict[str, list[Identification]] = {}
    parties: list[Identification] = []
    for identification in found:
        if identification.maker:
            makers.setdefault(identification.maker, []).append(identification)
        else:
            parties.append(identification)
    for maker in list(makers):
        owners = reference.catalog.owners(maker, on)[1:]
        for owner in owners:
            if owner in makers and maker in makers:
                makers[maker] += makers.pop(owner)
    groups = [Group(maker, tuple(identifications)) for maker, identifications in makers.items()]
    if parties:
        firm = [i for i in parties if i.strength in FIRM]
        groups.append(Group("", tuple(firm or parties)))
    return tuple(groups)


def make_case(purchase: Purchase, group: Group, reference: Reference, view: View) -> Case:
    """Return the case the rules look at: the purchase, who made the thing, who sells it, and all their listings."""
    on = view.as_of or purchase.date
    makers = reference.catalog.owners(group.maker, on) if group.maker else ()
    component = bool(group.identifications) and all(i.component for i in group.identifications)
    sellers = [i for i in group.identifications if i.field == "supplier"]
    designations = known(reference.designations_of_makers(makers), view.known_at)
    if group.maker:
        seller_designations = designations if sellers else ()
    else:
        entities = dict.fromkeys(i.entity for i in sellers or group.identifications)
        listed = [d for entity in entities for d in reference.entity_by_id(entity).designations]
        seller_designations = known(listed, view.known_at)
    categories = dict.fromkeys(c for i in group.identifications for c in i.categories)
    brands = tuple(dict.fromkeys(i.brand for i in group.identifications if i.brand))
    item = Item(
        text=purchase.text,
        makers=() if component else makers,
        brand=brands[0] if brands else "",
        brands=brands,
        categories=tuple(categories),
        components=makers if component else (),
    )
    return Case(
        date=on,
        buyer=purchase.buyer,
        action=purchase.action,
        item=item,
        counterparty=Counterparty(
            name=purchase.supplier, makers=makers if sellers else (), designations=seller_designations
        ),
        designations=designations,
        purpose=purchase.purpose,
        funding=purchase.funding,
        amount=purchase.amount,
        facts=purchase.facts,
    )


def known(designations: Sequence[Designation], at: date | None) -> tuple[Designation, ...]:
    """Return the designations that could be known at that day (all of them when no day is given)."""
    return tuple(d for d in designations if at is None or d.known_from is None or d.known_from <= at)


def cap_of(identifications: Sequence[Identification]) -> tuple[Outcome | None, str]:
    """Return the most an answer on these identifications may be and why; (None, "") when nothing limits it."""
    bought = [i for i in identifications if i.said is Said.BOUGHT]
    if any(i.strength in FIRM for i in bought):
        return None, ""
    if bought:
        return Outcome.REVIEW, f"the identification is not firm: {bought[0].because.rstrip('.')}"
    said = identifications[0].said
    if all(i.said is Said.FORBIDDEN for i in identifications):
        return Outcome.CLEAR, "the text forbids it; nothing says it was bought"
    words = {
        Said.REMOVED: "the text speaks of removing it, not of buying it",
        Said.ACCESSORY: "the text names it as what an accessory is for",
        Said.REFERENCE: "the text names it as a reference or an equivalent",
        Said.FORBIDDEN: "the text forbids it",
    }
    return Outcome.REVIEW, words.get(said, "the text mentions it and does not say that it was bought")


def conclude(purchase: Purchase, group: Group, reference: Reference, view: View) -> Finding:
    """Return the finding on one subject and one maker or listed party."""
    case = make_case(purchase, group, reference, view)
    results, not_checked = reference.rulebook.judge(case)
    most, reason = cap_of(group.identifications)
    if most is not None:
        results = tuple(_capped(result, most, reason) for result in results)
    ordered = tuple(sorted(results, key=_severity))
    outcome = finding_outcome(ordered)
    maker = (group.maker, reference.catalog.makers[group.maker].name) if group.maker else None
    return Finding(
        id=_finding_id(purchase, group),
        ground=_ground(group, case, ordered, reference),
        outcome=outcome,
        sentence=_sentence(outcome, ordered, _thing(group, reference), reason),
        subject=purchase,
        maker=maker,
        identifications=group.identifications,
        rules=ordered,
        not_checked=not_checked + reference.not_known(view.known_at),
        editions=reference.editions_data,
    )


def conclude_nothing(purchase: Purchase, reference: Reference, view: View) -> Finding:
    """Return the finding on a subject in which nothing was identified: clear, with what was and was not checked."""
    case = Case(date=view.as_of or purchase.date, buyer=purchase.buyer, action=purchase.action)
    _, not_checked = judge((), case)
    counted = len(reference.editions)
    return Finding(
        id=_finding_id(purchase, Group("", ())),
        ground="",
        outcome=Outcome.CLEAR,
        sentence="Nothing was identified: no maker, label or model of the catalog in the text, "
        f"and no party of {counted} lists. That is not permission.",
        subject=purchase,
        not_checked=not_checked + reference.not_known(view.known_at),
        editions=reference.editions_data,
    )


def finding_outcome(results: Sequence[RuleResult]) -> Outcome:
    """Return the most severe finding outcome that any of the results amounts to."""
    amounts = {AMOUNTS_TO.get(result.outcome, Outcome.CLEAR) for result in results}
    return next((outcome for outcome in SEVERITY if outcome in amounts), Outcome.CLEAR)


def _severity(result: RuleResult) -> tuple[int, bool, str]:
    rank = SEVERITY.index(AMOUNTS_TO.get(result.outcome, Outcome.CLEAR))
    return rank, result.outcome is Outcome.NOT_COVERED, result.rule


def _capped(result: RuleResult, most: Outcome, reason: str) -> RuleResult:
    amount = AMOUNTS_TO.get(result.outcome, Outcome.CLEAR)
    if SEVERITY.index(amount) >= SEVERITY.index(most):
        return result
    outcome = Outcome.REVIEW if most is Outcome.REVIEW else Outcome.INFO
    because = f"At most {outcome}: {reason}. Otherwise {result.outcome}: {result.because}"
    return replace(result, outcome=outcome, because=because)


def _thing(group: Group, reference: Reference) -> str:
    if group.maker:
        return reference.catalog.makers[group.maker].short_name
    return reference.entity_by_id(group.entity).caption


def _sentence(outcome: Outcome, results: Sequence[RuleResult], thing: str, reason: str) -> str:
    deciding = next((r for r in results if AMOUNTS_TO.get(r.outcome, Outcome.CLEAR) is outcome), None)
    if outcome is Outcome.CLEAR or deciding is None:
        held = f" {reason[:1].upper()}{reason[1:]}." if reason else ""
        return f"{thing} was identified; no rule held here bars this. Clear is not permission.{held}"
    if outcome is Outcome.DEPENDS:
        missing = dict.fromkeys(m for r in results if r.outcome is Outcome.DEPENDS for m in r.missing)
        facts = ", ".join(phrase("fact", fact) for fact in missing)
        return f"{thing}: it depends on what is not known: {facts}. {deciding.because}"
    if outcome is Outcome.REVIEW:
        return f"{thing}: a person must look. {(reason[:1].upper() + reason[1:] + '.') if reason else deciding.because}"
    return f"{thing}: {deciding.because}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]


def _finding_id(purchase: Purchase, group: Group) -> str:
    place = json.dumps(dict(purchase.place), sort_keys=True, default=str)
    return _digest(purchase.sha256, place, str(purchase.row), purchase.text, group.maker or group.entity)


def _ground(group: Group, case: Case, results: Sequence[RuleResult], reference: Reference) -> str:
    hits = ["|".join((i.kind, i.text, i.said, i.strength, i.maker, i.entity, *i.rows)) for i in group.identifications]
    listed = [f"{d.list}|{d.program}|{d.from_}|{d.to}" for d in case.designations + case.counterparty.designations]
    versions = reference.rule_versions
    binding = [f"{r.rule}|{versions[r.rule]}|{r.outcome}" for r in results if r.outcome in AMOUNTS_TO]
    return _digest(*sorted(hits), *sorted(listed), *sorted(binding))

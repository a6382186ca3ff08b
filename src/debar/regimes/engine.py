"""What each rule says of a case: pure and total, exactly one result a rule, whatever the case holds.

A clause is read in a fixed order: who is bound, what is done, what is reached, facts, money, purpose; the first that
fails decides. Then the day: a clause that would apply is not yet effective, suspended, expired, or in force. Then
exceptions; then facts that are missing (``depends``). A claim for which no source was read caps the answer at
``review`` where the answer rests on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from debar.model import Case, Citation, Duty, Outcome, RuleResult
from debar.regimes import conditions, subjects
from debar.regimes.conditions import Answer, Holds
from debar.regimes.contradiction import as_named, reconcile
from debar.regimes.duties import holds_on, state_duty
from debar.regimes.reading import Reading
from debar.regimes.rule import Clause, Exemption, Phase, Rule
from debar.regimes.subjects import Hit
from debar.regimes.terms import NOT_HELD_FEDERAL, listed, phrase
from debar.regimes.timing import Timing, current, doubt_on, find_timing, shown_phase

#: Of several clauses of a rule the most telling speaks, in this order.
ORDER: tuple[Outcome, ...] = (
    Outcome.BLOCKED,
    Outcome.PROHIBITED,
    Outcome.PRESUMED_BARRED,
    Outcome.LICENSE_REQUIRED,
    Outcome.REPORT_DUE,
    Outcome.DISCLOSURE_DUE,
    Outcome.DEPENDS,
    Outcome.REVIEW,
    Outcome.EXEMPT,
    Outcome.SUSPENDED,
    Outcome.INFO,
    Outcome.NOT_YET_EFFECTIVE,
    Outcome.EXPIRED,
    Outcome.NOT_COVERED,
)
_RANK = {outcome: rank for rank, outcome in enumerate(ORDER)}
#: Outcomes that an unverified claim may not carry.
_FIRM = frozenset(ORDER[: ORDER.index(Outcome.REVIEW)])
#: The depth of a clause that fails because it does not cover the thing or the party.
_SUBJECT = 2


@dataclass(frozen=True, slots=True)
class Said:
    """What one clause says; ``depth`` is how many of its tests passed before one failed."""

    outcome: Outcome
    because: str
    depth: int = 0
    missing: tuple[str, ...] = ()
    phase: Phase | None = None
    hit: Hit | None = None
    citations: tuple[Citation, ...] = ()
    duties: tuple[Duty, ...] = ()
    change: str = ""
    unverified: str = ""


def judge(rules: Sequence[Rule], case: Case) -> tuple[tuple[RuleResult, ...], tuple[str, ...]]:
    """Return one result a rule, in the order of the rules, and what was not checked for lack of a rule."""
    reading = Reading(case)
    results, unchecked = tuple(_judge(rule, reading) for rule in rules), _not_checked(rules, reading)
    other = as_named(case)
    if other is None:
        return results, unchecked
    named, more = judge(rules, other)
    reconciled = tuple(reconcile(one, two, case, other) for one, two in zip(results, named, strict=True))
    return reconciled, tuple(dict.fromkeys((*unchecked, *more)))


def judge_rule(rule: Rule, case: Case) -> RuleResult:
    """Return what one rule says of a case, why, what is missing to say more, and what would change it."""
    return judge((rule,), case)[0][0]


def _judge(rule: Rule, reading: Reading) -> RuleResult:
    said = min(
        (_clause(rule, clause, reading) for clause in rule.clauses),
        key=lambda one: (_RANK[one.outcome], -one.depth),
    )
    phase = said.phase or shown_phase(rule.phases_of(rule.clauses[0]), reading.on)
    return RuleResult(
        rule=rule.id,
        title=rule.title,
        outcome=said.outcome,
        because=said.because,
        missing=said.missing,
        in_force=(phase.from_, phase.to),
        citations=tuple(dict.fromkeys((*phase.citations, *said.citations))) if said.citations else phase.citations,
        duties=said.duties,
        would_change=said.change,
        unverified=said.unverified,
        near=said.outcome is Outcome.NOT_COVERED and said.depth != _SUBJECT and _near(rule, reading),
    )


def _near(rule: Rule, reading: Reading) -> bool:
    """Whether a rule of the buyer's own jurisdiction, in force that day, names the maker."""
    if rule.jurisdiction not in ("US", f"US-{reading.state}"):
        return False
    return any(
        subjects.named(clause, reading)
        for clause in rule.clauses
        if reading.on is None or current(rule.phases_of(clause), reading.on)
    )


def _clause(rule: Rule, clause: Clause, reading: Reading) -> Said:
    """Read one clause: the tests in order, then the day, then exceptions and missing facts."""
    answers: list[Answer] = []
    for number, test in enumerate((conditions.bound, conditions.reached)):
        answer = test(clause, reading, rule.short)
        if answer.holds is Holds.NO:
            return Said(Outcome.NOT_COVERED, answer.because, number, change=answer.change)
        answers.append(answer)
    found = subjects.hits(clause, reading)
    if not found:
        change = f"It would reach {clause.covers}."
        return Said(Outcome.NOT_COVERED, subjects.not_reached(clause, reading, rule.short), _SUBJECT, change=change)
    timed = find_timing(rule.phases_of(clause), found, reading.on)
    failed = _remaining(rule, clause, reading, timed, answers)
    if failed:
        return failed
    return _decide(rule, clause, reading, timed, answers)


def _remaining(rule: Rule, clause: Clause, reading: Reading, timed: Timing, answers: list[Answer]) -> Said | None:
    """The tests that need the subject: facts, money, purpose. Returns the failure that decides or fills ``answers``."""
    for test in clause.tests:
        answer = conditions.check_fact(test, reading)
        if answer.holds is Holds.NO:
            because = (
                answer.because or f"{rule.short} does not reach this: {test.missing or test.field} says otherwise."
            )
            return Said(Outcome.NOT_COVERED, because, 3, change=answer.change)
        answers.append(answer)
    if clause.money and not (clause.money.unsettled and conditions.unsettled(clause.money, reading)):
        answer = conditions.paid(clause.money, reading, rule.short, any_award=timed.kind == "later")
        if answer.holds is Holds.NO:
            return Said(Outcome.NOT_COVERED, answer.because, 4, change=answer.change)
        answers.append(answer)
    if clause.purpose:
        makers = tuple(dict.fromkeys(maker for hit in timed.hits for maker in hit.makers))
        answers.append(conditions.purposed(clause.purpose, reading, makers))
    return None


# --- the answer -----------------------------------------------------------------------------------


def _decide(rule: Rule, clause: Clause, reading: Reading, timed: Timing, answers: Sequence[Answer]) -> Said:
    phase, hits = timed.phase, timed.hits
    base = Said(Outcome.NOT_COVERED, "", 6, phase=phase, hit=hits[0], citations=_listing_citations(hits))
    if timed.kind in ("later", "ended", "suspended", "never"):
        return _out_of_time(rule, clause, reading, timed, base)
    open_ = conditions.both(answers)
    missing = [*open_.missing, *hits[0].missing]
    reasons = [reason for reason in (open_.because, hits[0].why) if reason]
    if timed.kind == "undated":
        missing, reasons = ["date", *missing], ["the day is not known", *reasons]
    for exemption in clause.exemptions if timed.kind == "now" else ():
        answer = _exempt(exemption, reading, hits[0])
        if answer.holds is Holds.YES:
            citations = (Citation(exemption.cite), *base.citations)
            exempt = replace(base, outcome=Outcome.EXEMPT, because=exemption.text, citations=citations)
            return _capped(exempt, [exemption.unverified], always=True)
        if answer.holds is Holds.UNKNOWN:
            missing, reasons = [*missing, *answer.missing], [*reasons, answer.because]
    claims = _claims(clause, timed, reading.on)
    if missing:
        return _capped(_missing_facts(rule, clause, base, missing, reasons), claims)
    if clause.money and clause.money.unsettled and conditions.unsettled(clause.money, reading):
        return replace(base, outcome=Outcome.REVIEW, because=clause.money.unsettled_text)
    applied = _applies(clause, reading, base, [answer.because for answer in answers if answer.because])
    return _doubted(_capped(applied, claims), hits)


def _applies(clause: Clause, reading: Reading, base: Said, notes: Sequence[str]) -> Said:
    """The clause applies: its sentence, with what a test had to say for it, and the duties that come with it."""
    sentence = _say(clause, reading, base.hit or Hit())
    return replace(
        base,
        outcome=clause.outcome,
        because="; ".join((sentence.rstrip("."), *notes)) + ".",
        duties=tuple(state_duty(duty, reading.on) for duty in clause.duties if holds_on(duty, reading.on)),
        change=clause.would_change,
    )


def _missing_facts(rule: Rule, clause: Clause, base: Said, missing: Sequence[str], reasons: Sequence[str]) -> Said:
    """``depends`` with the facts by name; a clause that only informs says nothing until it is sure."""
    names = listed(dict.fromkeys(missing), "and")
    because = f"{rule.short} turns on a fact that is missing: {'; '.join(dict.fromkeys(reasons))}."
    if clause.outcome is Outcome.INFO:
        return replace(base, because=because, phase=None, depth=0)
    outcome = Outcome.REVIEW if clause.outcome is Outcome.REVIEW else Outcome.DEPENDS
    change = f"Knowing {names} decides it."
    return replace(base, outcome=outcome, because=because, missing=tuple(dict.fromkeys(missing)), change=change)


def _out_of_time(rule: Rule, clause: Clause, reading: Reading, timed: Timing, base: Said) -> Said:
    hit, list_name = timed.hits[0], subjects.listing_name(timed.hits[0])
    if timed.kind == "suspended" and timed.phase:
        return replace(base, outcome=Outcome.SUSPENDED, because=timed.phase.text)
    if clause.outcome is Outcome.INFO or timed.kind == "never":
        because = f"{rule.short} had no force on {reading.on} for {reading.thing}."
        return replace(base, because=because, phase=None, citations=(), depth=0)
    if timed.kind == "later":
        listing = list_name and hit.from_ == timed.start
        begins = "begins on" if not hit.doubt else "begins at the earliest on"
        what = f"the listing on {list_name} {begins}" if listing else f"{rule.short} binds from"
        because = f"On {reading.on} this was not yet in force: {what} {timed.start}."
        change = f"From {timed.start} on the answer is another."
        return replace(base, outcome=Outcome.NOT_YET_EFFECTIVE, because=because, change=change)
    ended = timed.phase.to if timed.phase and timed.phase.to else hit.to
    what = f"the listing on {list_name}" if list_name else rule.short
    because = f"On {reading.on} this was no longer in force: {what} ended on {ended}."
    return replace(base, outcome=Outcome.EXPIRED, because=because)


def _exempt(exemption: Exemption, reading: Reading, hit: Hit) -> Answer:
    """Whether an exception holds; one that rests on facts is not looked at until one of them is given."""
    no = Answer(Holds.NO)
    on = reading.on
    if on is not None and ((exemption.from_ and on < exemption.from_) or (exemption.to and on > exemption.to)):
        return no
    if exemption.actions and reading.case.action not in exemption.actions:
        return no
    if exemption.categories_not and reading.categories.intersection(exemption.categories_not):
        return no
    if exemption.who and conditions.meets(exemption.who, reading).holds is not Holds.YES:
        return no
    if exemption.listed_within_days is not None and not _recent(hit, on, exemption.listed_within_days):
        return no
    if exemption.tests and not any(conditions.given(test, reading) for test in exemption.tests):
        return no
    return conditions.both(conditions.check_fact(test, reading) for test in exemption.tests)


def _recent(hit: Hit, on: date | None, days: int) -> bool:
    return on is not None and hit.from_ is not None and (on - hit.from_).days <= days


def _claims(clause: Clause, timed: Timing, on: date | None) -> list[str]:
    """The claims without a source on which the answer rests.

    Without a day a claim on some days only does not count: the day is missing first.
    """
    claims = [clause.unverified]
    phase = timed.phase
    if phase and not (timed.kind == "undated" and phase.unverified_until):
        claims.append(doubt_on(phase, on))
    if timed.hits and all(hit.unverified for hit in timed.hits):
        claims.append(timed.hits[0].unverified)
    return claims


def _capped(said: Said, claims: Sequence[str], *, always: bool = False) -> Said:
    claim = "; ".join(dict.fromkeys(claim for claim in claims if claim))
    if not claim or not (always or said.outcome in _FIRM):
        return said
    because = f"{said.because.rstrip('.')}; this rests on a claim for which no source was read ({claim})."
    return replace(said, outcome=Outcome.REVIEW, because=because, unverified=claim)


def _doubted(said: Said, found: Sequence[Hit]) -> Said:
    """An answer that rests on listings of which it is not certain that they held on the day is for a person."""
    if not all(hit.doubt for hit in found) or said.outcome not in _FIRM:
        return said
    because = f"{said.because.rstrip('.')}; it is not certain for that day: {found[0].doubt}."
    return replace(said, outcome=Outcome.REVIEW, because=because)


def _say(clause: Clause, reading: Reading, hit: Hit) -> str:
    listing = hit.designation
    since = listing.from_ if listing else hit.from_
    earlier = " or earlier" if listing and listing.from_bounded else ""
    slots = {
        "{what}": reading.other_side if hit.place == "counterparty" else reading.thing,
        "{who}": conditions.describe(reading),
        "{list}": subjects.listing_name(hit),
        "{since}": f" since {since}{earlier}" if since else "",
    }
    text = clause.says
    for slot, value in slots.items():
        text = text.replace(slot, value)
    return text


def _listing_citations(hits: Sequence[Hit]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(citation for hit in hits for citation in hit.citations))[:3]


# --- what was not looked at -----------------------------------------------------------------------


def _not_checked(rules: Sequence[Rule], reading: Reading) -> tuple[str, ...]:
    """The bodies of law that no rule held here speaks for."""
    buyer = reading.case.buyer
    if not reading.domestic:
        code = buyer.country.strip().upper()
        return (f"law of {phrase('country', code)} ({code}) not checked",)
    if buyer.type == "federal-agency":
        return NOT_HELD_FEDERAL
    if not reading.state:
        return ("state law not checked: the buyer's state is not known",)
    held = {rule.jurisdiction for rule in rules}
    return () if f"US-{reading.state}" in held else (f"state law of {reading.state} not checked",)

"""What a rule file must hold beyond its layout: known words, phases that do not overlap, a source for every phase."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from debar.errors import DataError
from debar.model import ACTIONS, BUYER_ROLES, BUYER_TYPES, FUNDING_KINDS, Outcome
from debar.regimes.rule import Attribute, Clause, Exemption, FactTest, Party, Penalty, Phase, Rule, Subject
from debar.regimes.terms import CAPABILITIES, CATEGORIES, FACTS, LISTS, PLACES, PURPOSES, STATES
from debar.regimes.timing import STATUSES

#: What may stand beside the phases of a rule.
ATTRIBUTES = ("waiver", "recoding", "amendment", "court", "list", "guidance", "pending")
WHERE = ("item", "component", "counterparty", "service", "uses")
#: What a rule may warn of where ownership does not suffice.
CAUTIONS = ("minority", "control", "divestment")
ANSWERS = ("holds", "fails", "unknown")
#: What a clause may say when it applies; the other outcomes follow from time and facts.
EFFECTS = (
    Outcome.PROHIBITED,
    Outcome.BLOCKED,
    Outcome.PRESUMED_BARRED,
    Outcome.LICENSE_REQUIRED,
    Outcome.REPORT_DUE,
    Outcome.DISCLOSURE_DUE,
    Outcome.REVIEW,
    Outcome.INFO,
)
_ID = re.compile(r"(us|st|contract)-[a-z0-9-]+\Z")
_FIELD = re.compile(r"(fact:[a-z_]+|capability:[a-z_]+|purpose|text|amount|fcc_grant|origin)\Z")
_SLOT = re.compile(r"\{(\w*)\}")
SLOTS = ("what", "who", "list", "since")


def check_rule(rule: Rule, place: str) -> None:
    """Raise DataError naming file and key when a rule uses a word nobody knows or a phase has no source."""
    if not _ID.match(rule.id):
        raise DataError(f"{place}.id: {rule.id!r} is no rule id")
    if not rule.clauses:
        raise DataError(f"{place}.clauses: a rule needs a clause")
    _unique((source.id for source in rule.sources), f"{place}.sources")
    _unique((clause.id for clause in rule.clauses), f"{place}.clauses")
    sources = {source.id for source in rule.sources}
    _check_phases(rule.phases, sources, f"{place}.phases")
    _check_dates_of_care(rule, place)
    _check_beside(rule, sources, place)
    for clause in rule.clauses:
        where = f"{place}.clauses[{clause.id}]"
        if not rule.phases_of(clause):
            raise DataError(f"{where}.phases: neither the clause nor the rule has phases")
        _check_phases(clause.phases, sources, f"{where}.phases")
        _check_clause(clause, sources, where)


def _check_dates_of_care(rule: Rule, place: str) -> None:
    if rule.recheck and rule.checked and rule.recheck <= rule.checked:
        raise DataError(f"{place}.recheck: {rule.recheck} is not after the day of the last check (`checked`)")
    read = [source.retrieved for source in rule.sources if source.retrieved]
    if rule.checked and rule.checked > max(read, default=date.min):
        raise DataError(f"{place}.checked: no source was retrieved on {rule.checked} or later; leave `checked` out")


def _check_beside(rule: Rule, sources: set[str], place: str) -> None:
    """Penalties and attributes: known kinds, and a source or the word that there is none."""
    _unique((attribute.id for attribute in rule.attributes), f"{place}.attributes")
    for attribute in rule.attributes:
        where = f"{place}.attributes[{attribute.id}]"
        _known([attribute.kind], ATTRIBUTES, f"{where}.kind")
        if attribute.from_ and attribute.to and attribute.to < attribute.from_:
            raise DataError(f"{where}.to: {attribute.to} is before {attribute.from_}")
    parts: tuple[Penalty | Attribute, ...] = (*rule.penalties, *rule.attributes)
    for part in parts:
        if not part.unverified:
            _check_sources(part.sources, sources, f"{place}: {part.text[:40]}")


def _check_phases(phases: tuple[Phase, ...], sources: set[str], place: str) -> None:
    _unique((phase.id for phase in phases), place)
    end: date | None = None
    for number, phase in enumerate(phases):
        where = f"{place}[{phase.id}]"
        _known([phase.status], STATUSES, f"{where}.status")
        _check_sources(phase.sources, sources, where)
        if not phase.citations:
            raise DataError(f"{where}.citations: a phase needs a citation")
        if phase.from_ and phase.to and phase.to < phase.from_:
            raise DataError(f"{where}.to: {phase.to} is before {phase.from_}")
        if number and (phase.from_ is None or end is None or phase.from_ <= end):
            raise DataError(f"{where}.from: the phase overlaps the one before it, or they are out of order")
        if end is not None and phase.from_ is not None and (phase.from_ - end).days != 1:
            raise DataError(f"{where}.from: there is a gap between {end} and {phase.from_}; no day is without a phase")
        if phase.status == "scheduled" and not phase.unverified:
            raise DataError(f"{where}.unverified: a scheduled phase says which claim nobody has confirmed yet")
        if phase.unverified_until and not phase.unverified:
            raise DataError(f"{where}.unverified_until: say in `unverified` which claim is in doubt until then")
        end = phase.to


def _check_sources(named: tuple[str, ...], sources: set[str], place: str) -> None:
    if not named:
        raise DataError(f"{place}.sources: a source is needed (mark what none was read for with `unverified`)")
    _known(named, sources, f"{place}.sources")


def _check_clause(clause: Clause, sources: set[str], place: str) -> None:
    _known([clause.outcome], EFFECTS, f"{place}.outcome")
    _known(clause.actions, ACTIONS, f"{place}.actions")
    _known(_SLOT.findall(clause.says), SLOTS, f"{place}.says")
    for party in _parties(clause):
        _check_party(party, place)
    for subject in clause.subjects:
        _check_subject(subject, sources, f"{place}.subjects")
    for test in _tests(clause):
        _check_test(test, place)
    if clause.money:
        _known([*clause.money.kinds, *clause.money.unsettled], FUNDING_KINDS, f"{place}.money.kinds")
    if clause.purpose:
        _known(clause.purpose.purposes, PURPOSES, f"{place}.purpose.purposes")
    for exemption in clause.exemptions:
        _check_exemption(exemption, sources, f"{place}.exemptions[{exemption.id}]")


def _parties(clause: Clause) -> Iterator[Party]:
    yield from clause.who
    yield from clause.money.ask if clause.money else ()
    yield from clause.purpose.facility if clause.purpose else ()
    for exemption in clause.exemptions:
        yield from exemption.who


def _tests(clause: Clause) -> Iterator[FactTest]:
    yield from clause.tests
    for party in _parties(clause):
        yield from party.needs
    for exemption in clause.exemptions:
        yield from exemption.tests


def _check_party(party: Party, place: str) -> None:
    _known([*party.types, *party.types_not], BUYER_TYPES, f"{place}.who.types")
    _known(party.roles, BUYER_ROLES, f"{place}.who.roles")
    _known(party.contractor, ("prime", "sub"), f"{place}.who.contractor")
    _known(party.states, STATES, f"{place}.who.states")
    _known([party.unknown_type], ("ask", "bound", "not-bound"), f"{place}.who.unknown_type")
    _known([party.branch or "executive"], ("executive", "legislative", "judicial"), f"{place}.who.branch")


def _check_subject(subject: Subject, sources: set[str], place: str) -> None:
    _known(subject.in_, WHERE, f"{place}.in")
    _known(subject.lists, LISTS, f"{place}.lists")
    _known([*subject.categories, *subject.categories_not], CATEGORIES, f"{place}.categories")
    _known([subject.unnamed or "ask"], ("ask", "maker"), f"{place}.unnamed")
    _known(subject.sources, sources, f"{place}.sources")
    named = subject.makers or subject.lists or subject.any_maker or subject.owners or subject.categories
    if not named:
        raise DataError(f"{place}: a subject names makers, lists, categories or owners")
    if subject.owners:
        _known(subject.owners.lists, LISTS, f"{place}.owners.lists")
        _known(subject.owners.countries, PLACES, f"{place}.owners.countries")
        _known((each.list for each in subject.owners.programs), subject.owners.lists, f"{place}.owners.programs")
        _known((each.kind for each in subject.owners.cautions), CAUTIONS, f"{place}.owners.cautions")


def _check_test(test: FactTest, place: str) -> None:
    if not _FIELD.match(test.field):
        raise DataError(f"{place}: {test.field!r} is no field that a fact test can read")
    _known([test.absent, test.other], ANSWERS, f"{place}.{test.field}")
    _check_key(test.field, place)
    if "unknown" in (test.absent, test.other) and not test.missing:
        raise DataError(f"{place}.{test.field}: may be unknown, so `missing` must name the fact")


def _check_key(field: str, place: str) -> None:
    """A fact or capability is one of the published vocabulary (facts.toml)."""
    kind, _, key = field.partition(":")
    if kind in ("fact", "capability"):
        _known([key], FACTS if kind == "fact" else CAPABILITIES, f"{place}.{kind}")


def _check_exemption(exemption: Exemption, sources: set[str], place: str) -> None:
    _check_sources(exemption.sources, sources, place)
    _known(exemption.actions, ACTIONS, f"{place}.actions")
    _known(exemption.categories_not, CATEGORIES, f"{place}.categories_not")


def _known(words: Iterable[str], allowed: Iterable[str], place: str) -> None:
    allowed = tuple(allowed)
    for word in words:
        if word not in allowed:
            raise DataError(f"{place}: {word!r} is not known here; known: {', '.join(sorted(allowed))}")


def _unique(names: Iterable[str], place: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise DataError(f"{place}: {name!r} stands there twice")
        seen.add(name)

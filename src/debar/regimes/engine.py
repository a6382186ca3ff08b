"""What each rule says of a case: pure and total, exactly one result a rule, whatever the case holds.

A clause is read in a fixed order: who is bound, what is done, what is reached, facts, money, purpose; the first that
fails decides. Then the day: a clause that would apply is not yet effective, suspended, expired, or in force. Then
exceptions; then facts that are missing (``depends``). A claim for which no source was read caps the answer at
``review`` where the answer rests on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from debar.model import Case, Citation, Outcome, RuleResult
from debar.regimes import conditions, subjects
from debar.regimes.conditions import Answer, Holds
from debar.regimes.contradiction import Judgement, both_ways
from debar.regimes.duties import holds_on, state_duty
from debar.regimes.reading import Reading
from debar.regimes.rule import Clause, Exemption, Obligation, Phase, Rule
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
#: What the sentence of a clause leaves open.
_SLOT = re.compile(r"\{(what|who|list|since)\}")
#: The depth of a clause that fails because it does not cover the thing or the party.
_SUBJECT = 2


@dataclass(frozen=True, slots=True)
class Said:
    """What one clause says; ``depth`` is how many of its tests passed before one failed.

    ``kept`` says that it is remembered for cases that are alike in the party or in the subject.
    """

    outcome: Outcome
    because: str
    depth: int = 0
    missing: tuple[str, ...] = ()
    phase: Phase | None = None
    hit: Hit | None = None
    citations: tuple[Citation, ...] = ()
    duties: tuple[Obligation, ...] = ()
    change: str = ""
    unverified: str = ""
    kept: bool = False


@dataclass(slots=True, eq=False)
class Draft:
    """A result but for the duties of its day; drawn up with slots it leaves room for the day and a name as well.

    Alike only with itself: what it was filled in with is known by it.
    """

    result: RuleResult
    duties: tuple[Obligation, ...] = ()


def judge(rules: Sequence[Rule], case: Case) -> Judgement:
    """Return one result a rule, in the order of the rules, and what was not checked for lack of a rule."""
    return both_ways(case, lambda way: _judge_reading(rules, Reading(way)))


def judge_rule(rule: Rule, case: Case) -> RuleResult:
    """Return what one rule says of a case, why, what is missing to say more, and what would change it."""
    return judge((rule,), case)[0][0]


def _judge_reading(rules: Sequence[Rule], reading: Reading) -> Judgement:
    return tuple(_judge_one(rule, reading) for rule in rules), not_checked(rules, reading)


def _judge_one(rule: Rule, reading: Reading) -> RuleResult:
    draft = draft_one(rule, reading)
    if not draft.duties:
        return draft.result
    return replace(draft.result, duties=tuple(state_duty(duty, reading.on) for duty in draft.duties))


def draft_one(rule: Rule, reading: Reading) -> Draft:
    """Return what a rule says of a case that is read already; where it does not cover alike cases, one for them all."""
    said = _best(rule, reading)
    phase = said.phase or shown_phase(rule.phases_of(rule.clauses[0]), reading.on)
    near = said.outcome is Outcome.NOT_COVERED and said.depth != _SUBJECT and _near(rule, reading)
    if not said.kept:
        return Draft(_result(rule, said, phase, near=near), said.duties)
    known = reading.of_party if said.depth < _SUBJECT else reading.of_subject
    key = (id(said), id(phase), near)
    draft: Draft | None = known.get(key)
    if draft is None:
        draft = known[key] = Draft(_result(rule, said, phase, near=near), said.duties)
    return draft


def is_closed(rule: Rule, reading: Reading) -> bool:
    """Return whether a rule that was asked binds no such party for no such deed, whatever the subject."""
    return (id(rule), reading.case.action) in reading.of_party


def _best(rule: Rule, reading: Reading) -> Said:
    """What the most telling clause says; a rule that binds no such party for no such deed is not read further."""
    key = (id(rule), reading.case.action)
    closed: Said | None = reading.of_party.get(key)
    if closed is not None:
        return closed
    said = [_clause(rule, clause, reading) for clause in rule.clauses]
    best = said[0] if len(said) == 1 else min(said, key=lambda one: (_RANK[one.outcome], -one.depth))
    if all(one.kept and one.depth < _SUBJECT for one in said):
        reading.of_party[key] = best
    return best


def _result(rule: Rule, said: Said, phase: Phase, *, near: bool) -> RuleResult:
    return RuleResult(
        rule=rule.id,
        title=rule.title,
        outcome=said.outcome,
        because=said.because,
        missing=said.missing,
        in_force=(phase.from_, phase.to),
        citations=tuple(dict.fromkeys((*phase.citations, *said.citations))) if said.citations else phase.citations,
        would_change=said.change,
        unverified=said.unverified,
        near=near,
    )


def _near(rule: Rule, reading: Reading) -> bool:
    """Whether a rule of the buyer's own jurisdiction, in force that day, names the maker."""
    if rule.jurisdiction not in ("US", f"US-{reading.state}"):
        return False
    key = (id(rule), "named")
    naming: list[tuple[Clause, tuple[Hit, ...]]] | None = reading.of_subject.get(key)
    if naming is None:
        looked = reading.candidates
        among = [clause for clause in rule.clauses if looked is None or id(clause) in looked.naming]
        each = [(clause, subjects.naming(clause, reading)) for clause in among]
        naming = reading.of_subject[key] = [(clause, hits) for clause, hits in each if hits]
    on = reading.on
    return bool(naming) and any(
        on is None or (any(hit.active(on) for hit in hits) and current(rule.phases_of(clause), on))
        for clause, hits in naming
    )


def _clause(rule: Rule, clause: Clause, reading: Reading) -> Said:
    """Read one clause: the tests in order, then the day, then exceptions and missing facts."""
    key = (id(clause), reading.case.action)
    opened = reading.of_party.get(key)
    if opened is None:
        opened = reading.of_party[key] = _open(rule, clause, reading)
    if isinstance(opened, Said):
        return opened
    found: tuple[Hit, ...] | None = reading.of_subject.get(id(clause))
    if found is None:
        candidates = reading.candidates
        found = subjects.hits(clause, reading) if candidates is None or id(clause) in candidates.reaching else ()
        reading.of_subject[id(clause)] = found
    if not found:
        return _not_reached(rule, clause, reading)
    timed = find_timing(rule.phases_of(clause), found, reading.on)
    answers = list(opened)
    failed = _remaining(rule, clause, reading, timed, answers)
    if failed:
        return failed
    return _decide(rule, clause, reading, timed, answers)


def _open(rule: Rule, clause: Clause, reading: Reading) -> Said | tuple[Answer, ...]:
    """The tests of the party and its deed alone: what fails, else their answers."""
    bound: Answer | None = reading.of_party.get(id(clause))
    if bound is None:
        bound = reading.of_party[id(clause)] = conditions.bound(clause, reading, rule.short)
    if bound.holds is Holds.NO:
        return Said(Outcome.NOT_COVERED, bound.because, 0, change=bound.change, kept=True)
    reached = conditions.reached(clause, reading, rule.short)
    if reached.holds is Holds.NO:
        return Said(Outcome.NOT_COVERED, reached.because, 1, change=reached.change, kept=True)
    return bound, reached


def _not_reached(rule: Rule, clause: Clause, reading: Reading) -> Said:
    """The thing or the other side is not what the clause covers; kept unless it calls the other side by its name."""
    key = (id(clause), "not reached")
    said: Said | None = reading.of_subject.get(key)
    if said is None:
        named = subjects.speaks_of_other_side(clause) and not reading.slots
        because, change = subjects.not_reached(clause, reading, rule.short), f"It would reach {clause.covers}."
        said = Said(Outcome.NOT_COVERED, because, _SUBJECT, change=change, kept=not named)
        if not named:
            reading.of_subject[key] = said
    return said


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
        duties=tuple(duty for duty in clause.duties if holds_on(duty, reading.on)),
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
        because = f"{rule.short} had no force on {reading.day} for {reading.thing}."
        return replace(base, because=because, phase=None, citations=(), depth=0)
    if timed.kind == "later":
        listing = list_name and hit.from_ == timed.start
        begins = "begins on" if not hit.doubt else "begins at the earliest on"
        what = f"the listing on {list_name} {begins}" if listing else f"{rule.short} binds from"
        because = f"On {reading.day} this was not yet in force: {what} {timed.start}."
        change = f"From {timed.start} on the answer is another."
        return replace(base, outcome=Outcome.NOT_YET_EFFECTIVE, because=because, change=change)
    ended = timed.phase.to if timed.phase and timed.phase.to else hit.to
    what = f"the listing on {list_name}" if list_name else rule.short
    because = f"On {reading.day} this was no longer in force: {what} ended on {ended}."
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
        "what": reading.other_side if hit.place == "counterparty" else reading.thing,
        "who": conditions.describe(reading),
        "list": subjects.listing_name(hit),
        "since": f" since {since}{earlier}" if since else "",
    }
    return _SLOT.sub(lambda slot: slots[slot[1]], clause.says)


def _listing_citations(hits: Sequence[Hit]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(citation for hit in hits for citation in hit.citations))[:3]


# --- what was not looked at -----------------------------------------------------------------------


def not_checked(rules: Sequence[Rule], reading: Reading) -> tuple[str, ...]:
    """Return the bodies of law that no rule held here speaks for."""
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

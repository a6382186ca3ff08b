"""What binds a kind of buyer in a state on a day, and what to do about it: the facts of a one-page guide.

Which rules bind is read from the rule files by the test that judges a case (:func:`debar.regimes.conditions.bound`),
asked of the buyer alone: no item and no money is known yet. So a rule stands under what must be added for it to apply:
nothing, a kind of money, a kind of deed, or a federal contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from debar.errors import InputError
from debar.model import BUYER_TYPES, Buyer, Case, Citation, Outcome
from debar.regimes.conditions import Holds, bound
from debar.regimes.duties import holds_on
from debar.regimes.engine import ORDER, judge
from debar.regimes.guide_texts import Question, SolicitationClause, Step, load_texts
from debar.regimes.reading import Reading
from debar.regimes.rule import Clause, Obligation, Phase, Rule
from debar.regimes.terms import STATES, listed, maker_name, phrase, phrases, purpose_name
from debar.regimes.timing import BINDING, current, doubt_on, stretch_on

#: What a public buyer does every day; a clause about anything else stands under what it is about.
_BUYING = frozenset({"buy", "renew", "lease", "contract", "use", "operate"})
#: Who is told to sell, export or import as well as to buy may not deal at all.
_DEALING = frozenset({"buy", "sell", "import"})
#: Kinds of groups in the order of the page.
STATE, ALWAYS, MONEY, FACT, EVERYONE = "state", "always", "money", "fact", "everyone"
CONTRACT, DEED, INFORMS = "contract", "deed", "informs"
_ORDER = (STATE, ALWAYS, MONEY, FACT, EVERYONE, CONTRACT, DEED, INFORMS)
#: The kinds under which a rule binds by buying.
_BUYERS = (STATE, ALWAYS, MONEY, FACT, EVERYONE)


@dataclass(frozen=True, slots=True)
class GuideRule:
    """One rule as it binds under one condition.

    ``state`` is ``now``, ``later`` (``since`` is its first day) or ``suspended``; ``since`` is None when the first day
    is not known or not set. ``does`` are actions; ``duties`` stand there once each. ``outcome`` is ``review`` at most
    where the rule rests on a claim without a source.
    """

    rule: str
    title: str
    short: str
    outcome: Outcome
    state: str
    does: tuple[str, ...]
    covers: str
    limit: str
    since: date | None
    to: date | None
    citations: tuple[Citation, ...]
    duties: tuple[Obligation, ...] = ()
    unverified: str = ""


@dataclass(frozen=True, slots=True)
class GuideGroup:
    """Rules that bind under the same condition; ``heading`` is the condition in words."""

    kind: str
    heading: str
    rules: tuple[GuideRule, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide for one buyer and day; ``later`` are rules that are law and do not bind yet, or are suspended."""

    buyer: Buyer
    who: str
    on: date
    groups: tuple[GuideGroup, ...]
    later: tuple[GuideGroup, ...]
    steps: tuple[Step, ...]
    clauses: tuple[SolicitationClause, ...]
    questions: tuple[Question, ...]
    not_checked: tuple[str, ...]


def make_guide(rules: Sequence[Rule], buyer: Buyer, on: date) -> Guide:
    """Return the guide for a buyer (type, state, contractor, role) on a day.

    Raises InputError for a buyer type or a state that is not known.
    """
    _known(buyer)
    found: dict[tuple[str, str], list[GuideRule]] = {}
    for key, rule in _bindings(rules, buyer, on):
        found.setdefault(key, []).append(rule)
    groups = [
        GuideGroup(*key, tuple(_merged(found[key]))) for key in sorted(found, key=lambda key: _ORDER.index(key[0]))
    ]
    now = tuple(filter(None, (_only(group, now=True) for group in groups)))
    later = tuple(filter(None, (_only(group, now=False) for group in groups if group.kind != INFORMS)))
    telling = [rule for group in (*now, *later) if group.kind in _BUYERS for rule in group.rules]
    texts = load_texts()
    held = frozenset(rule.rule for rule in telling)
    return Guide(
        buyer=buyer,
        who=_who(buyer),
        on=on,
        groups=now,
        later=later,
        steps=tuple(step for step in texts.steps if held.intersection(step.rules)),
        clauses=tuple(clause for clause in texts.clauses if held.intersection(clause.rules)),
        questions=tuple(question for question in texts.questions if held.intersection(question.rules)),
        not_checked=judge(rules, Case(date=on, buyer=buyer))[1],
    )


def _known(buyer: Buyer) -> None:
    if buyer.type not in BUYER_TYPES:
        raise InputError(f"buyer type {buyer.type!r} is not known; use one of: {', '.join(BUYER_TYPES)}")
    state = buyer.state.strip().upper()
    if state and state not in STATES:
        raise InputError(f"state {buyer.state!r} is not known; write two letters, such as OH")


def _who(buyer: Buyer) -> str:
    who = phrase("role", buyer.role) if buyer.role else phrase("buyer", buyer.type)
    state = buyer.state.strip().upper()
    where = f" in {phrase('state', state)}" if state else ""
    held = ", holding a federal contract" if buyer.federal_contractor == "prime" else ""
    return f"{who}{where}{held or (', working under a federal contract' if buyer.federal_contractor == 'sub' else '')}"


# --- which rules, under which condition -------------------------------------------------------------


def _bindings(rules: Sequence[Rule], buyer: Buyer, on: date) -> Iterator[tuple[tuple[str, str], GuideRule]]:
    """Each clause that binds the buyer, or would with a federal contract, and the condition it stands under."""
    reading = Reading(Case(date=on, buyer=buyer))
    contractor = Reading(Case(date=on, buyer=replace(buyer, federal_contractor="prime")))
    federal = buyer.federal_contractor or buyer.type in ("federal-agency", "federal-contractor")
    for rule in rules:
        for clause in rule.clauses:
            timed = _timed(rule.phases_of(clause), on)
            if timed is None:
                continue
            answer = bound(clause, reading, rule.short)
            if answer.holds is Holds.NO:
                if federal or bound(clause, contractor, rule.short).holds is not Holds.YES:
                    continue
                key = (CONTRACT, "If you hold a federal contract")
            elif answer.holds is Holds.UNKNOWN:
                key = (FACT, f"Depending on {listed((phrase('fact', name) for name in answer.missing), 'and')}")
            else:
                key = _condition(rule, clause)
            yield _informing(clause) or key, _told(rule, clause, *timed, on)


def _informing(clause: Clause) -> tuple[str, str] | None:
    return (
        (INFORMS, "Good to know: rules that name such things and bind others")
        if clause.outcome is Outcome.INFO
        else None
    )


def _condition(rule: Rule, clause: Clause) -> tuple[str, str]:
    if clause.money:
        return MONEY, f"When {phrases('funding', clause.money.kinds)} pays"
    if clause.actions and not _BUYING.intersection(clause.actions):
        return DEED, "Only if you also sell, export, import or trade in securities"
    if rule.nearness == 2:
        return EVERYONE, "Like everyone in the United States, whatever the money"
    if rule.nearness == 0:
        return STATE, f"The law of {phrase('state', rule.jurisdiction.removeprefix('US-'))}, whatever the money"
    return ALWAYS, "Whatever the money"


def _timed(phases: Sequence[Phase], on: date) -> tuple[str, Phase] | None:
    """How the clause stands that day, with the phase that says so; None when it is over."""
    today = current(phases, on)
    if today and today.status in BINDING:
        return "now", today
    if today and today.status == "suspended":
        return "suspended", today
    coming = next((p for p in phases if p.status in BINDING and p.from_ and p.from_ > on), None)
    if coming:
        return "later", coming
    return ("later", today) if today and today.status in ("enacted", "adopted") else None


def _told(rule: Rule, clause: Clause, state: str, phase: Phase, on: date) -> GuideRule:
    doubt = "; ".join(dict.fromkeys(claim for claim in (clause.unverified, doubt_on(phase, on)) if claim))
    firm = ORDER.index(clause.outcome) < ORDER.index(Outcome.REVIEW)
    return GuideRule(
        rule=rule.id,
        title=rule.title,
        short=rule.short,
        outcome=Outcome.REVIEW if doubt and firm else clause.outcome,
        state=state,
        does=clause.actions,
        covers=clause.covers,
        limit=_limit(clause),
        since=_since(rule.phases_of(clause), phase, on),
        to=phase.to if state == "suspended" else rule.phases_of(clause)[-1].to,
        citations=phase.citations,
        duties=tuple(duty for duty in clause.duties if holds_on(duty, on)),
        unverified=doubt,
    )


def _since(phases: Sequence[Phase], phase: Phase, on: date) -> date | None:
    """The first day of the time without interruption in which it binds, or will; None where no such day is set."""
    if phase.status in BINDING and phase.from_ and phase.from_ <= on:
        return stretch_on(phases, on)[0]
    return phase.from_ if phase.status not in ("enacted", "adopted") else None


def _limit(clause: Clause) -> str:
    told = []
    if clause.purpose:
        makers = listed((maker_name(maker) for maker in clause.purpose.makers), "and")
        told.append(f"{makers}: only for {listed(map(purpose_name, clause.purpose.purposes))}")
    turns = dict.fromkeys(test.missing for test in clause.tests if test.missing)
    if turns:
        told.append(f"It turns on {listed(turns, 'and')}")
    return ". ".join(told)


def _merged(told: Iterable[GuideRule]) -> Iterator[GuideRule]:
    """One entry a rule and state: the most severe clause speaks, the duties of all are kept, each once.

    A clause about other deeds, with a first day of its own, is an entry of its own.
    """
    entries: dict[tuple[str, str], list[list[GuideRule]]] = {}
    for one in sorted(told, key=lambda one: (ORDER.index(one.outcome), one.rule)):
        same = entries.setdefault((one.rule, one.state), [])
        fitting = next((entry for entry in same if _joins(one, entry[0])), None)
        if fitting is None:
            same.append([one])
        else:
            fitting.append(one)
    joined = [entry for same in entries.values() for entry in same]
    for entry in sorted(joined, key=lambda entry: (ORDER.index(entry[0].outcome), entry[0].rule)):
        first = entry[0]
        duties = dict.fromkeys(duty for one in entry for duty in one.duties)
        does = dict.fromkeys(deed for one in entry if one.outcome is first.outcome for deed in one.does)
        yield replace(first, duties=tuple(duties), does=tuple(does))


def _joins(one: GuideRule, entry: GuideRule) -> bool:
    return one.since == entry.since or not one.does or not set(one.does).isdisjoint(entry.does)


def reach(rule: GuideRule, kind: str) -> str:
    """Return what a rule is about, in words: deeds and things; under most kinds of group only the deeds of a buyer."""
    if set(rule.does) >= _DEALING:
        return f"any {rule.covers}" if rule.covers.startswith("dealings ") else f"any dealing with {rule.covers}"
    told = [deed for deed in rule.does if deed in _BUYING or kind in (CONTRACT, DEED)]
    doing = phrases("action", tuple(told or rule.does))
    return f"{doing}: {rule.covers}" if doing else rule.covers


def limit(rule: GuideRule, kind: str) -> str:
    """Return the purposes a rule is limited to and the facts it turns on, where it binds by buying; else empty."""
    return rule.limit if kind in _BUYERS else ""


def _only(group: GuideGroup, *, now: bool) -> GuideGroup | None:
    rules = tuple(rule for rule in group.rules if (rule.state == "now") is now)
    return replace(group, rules=rules) if rules else None

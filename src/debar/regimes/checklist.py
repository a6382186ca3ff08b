"""What binds one kind of buyer on one day, as a checklist; lines for tables of rules; rules due for a new look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from debar.model import Buyer, Case, Duty, Outcome
from debar.regimes import conditions
from debar.regimes.conditions import Answer, Holds
from debar.regimes.duties import holds_on, state_duty
from debar.regimes.engine import ORDER
from debar.regimes.reading import Reading
from debar.regimes.rule import Clause, FactTest, Rule
from debar.regimes.terms import FACTS, listed, maker_name, phrase, phrases, purpose_name
from debar.regimes.timing import BINDING, State, doubt_on, next_change, shown_phase, state_on, stretch_on

#: The parts of a checklist, in their order: what is done -> the actions of it.
DEEDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("buying, renewing, leasing", frozenset({"buy", "renew", "lease", "contract", "acquire"})),
    ("using what is there", frozenset({"use", "operate", "discover"})),
    ("selling, exporting, importing", frozenset({"sell", "resell", "export", "import"})),
    ("investing", frozenset({"buy-securities", "sell-securities"})),
)
COMING = "not binding yet"
INFORMING = "to know"


@dataclass(frozen=True, slots=True)
class Checklist:
    """``entries`` bind, or may bind; ``others`` are (rule id, whom it binds) of those that do not; ``not_checked``."""

    entries: tuple[dict[str, Any], ...]
    others: tuple[tuple[str, str], ...]
    not_checked: tuple[str, ...]


def rule_row(rule: Rule, on: date) -> dict[str, Any]:
    """Return a line for a table of rules: whom the first clause binds, its effect, the phase of that day (or next)."""
    clause = rule.clauses[0]
    phases = rule.phases_of(clause)
    phase, state = shown_phase(phases, on), state_on(phases, on)
    return {
        "rule": rule.id,
        "title": rule.title,
        "who": clause.binds,
        "not_bound": "; ".join(rule.not_bound),
        "effect": clause.outcome.value,
        "from": phase.from_.isoformat() if phase.from_ else "",
        "to": phase.to.isoformat() if phase.to else "",
        "citation": phase.citations[0].title,
        "status": phase.status,
        "state": state.name,
        "confidence": rule.confidence,
        "checked": rule.checked.isoformat() if rule.checked else "",
        "recheck": rule.recheck.isoformat() if rule.recheck else "",
        "unverified": doubt_on(phase, on),
        "version": rule.version,
    }


def due_rows(rules: Iterable[Rule], on: date) -> list[dict[str, Any]]:
    """Return the rules whose day of re-check has come by ``on``, the longest due first, those never compared before.

    ``compared`` is how many of the sources were read and compared with the rule, of how many.
    """
    due = [rule for rule in rules if rule.checked is None or rule.recheck is None or rule.recheck <= on]
    return [
        {
            "rule": rule.id,
            "title": rule.title,
            "checked": rule.checked.isoformat() if rule.checked else "",
            "recheck": rule.recheck.isoformat() if rule.recheck else "",
            "compared": "{} of {}".format(*rule.compared),
            "overdue_days": (on - rule.recheck).days if rule.recheck and rule.recheck <= on else None,
            "unverified": list(rule.claims),
            "url": rule.url,
        }
        for rule in sorted(due, key=lambda rule: (rule.checked is not None, rule.recheck or date.min, rule.id))
    ]


def draw_checklist(rules: Sequence[Rule], buyer: Buyer, on: date) -> Checklist:
    """Return what binds this buyer on that day, grouped by what it does, and the rules that do not bind it.

    In a group the law of the buyer's state comes first, then what names its kind or its money, then what binds all.
    """
    reading = Reading(Case(date=on, buyer=buyer))
    entries: list[dict[str, Any]] = []
    others: list[tuple[str, str]] = []
    for rule in rules:
        bound = [pair for pair in _answers(rule, reading) if pair[1].holds is not Holds.NO]
        if not bound and rule.jurisdiction in ("US", f"US-{reading.state}"):
            others.append((rule.id, rule.clauses[0].binds))
        entries += _entries(rule, bound, on)
    order = [name for name, _ in DEEDS] + [COMING, INFORMING]
    near = {rule.id: rule.nearness for rule in rules}
    entries.sort(
        key=lambda entry: (
            order.index(entry["group"]),
            near[entry["rule"]],
            _severity(entry["effect"]),
            entry["rule"],
        )
    )
    return Checklist(tuple(entries), tuple(others), _not_held(rules, reading))


def _answers(rule: Rule, reading: Reading) -> Iterable[tuple[Clause, Answer]]:
    """Each clause with whether it binds the buyer."""
    for clause in rule.clauses:
        yield clause, conditions.meets(clause.who, reading) if clause.who else conditions.YES


def _entries(rule: Rule, bound: Sequence[tuple[Clause, Answer]], on: date) -> Iterable[dict[str, Any]]:
    """One entry a rule and deed: of several clauses the most telling one that binds on the day."""
    live = [pair for pair in bound if state_on(rule.phases_of(pair[0]), on).name in BINDING]
    firm = [pair for pair in live if pair[0].outcome is not Outcome.INFO]
    for deed, actions in DEEDS:
        fitting = [pair for pair in firm if not pair[0].actions or actions.intersection(pair[0].actions)]
        if fitting:
            yield _entry(rule, *_most_telling(fitting), deed, on)
    if live and not firm:
        yield _entry(rule, *live[0], INFORMING, on)
    waiting = [pair for pair in bound if _waits(rule, pair[0], on)]
    if waiting:
        yield _entry(rule, *_most_telling(waiting), COMING, on)


def _most_telling(pairs: Sequence[tuple[Clause, Answer]]) -> tuple[Clause, Answer]:
    return min(pairs, key=lambda pair: (_severity(pair[0].outcome), pair[1].holds is Holds.UNKNOWN))


def _waits(rule: Rule, clause: Clause, on: date) -> bool:
    """Whether a clause does not bind on the day and will, by what is known, on a later one."""
    phases = rule.phases_of(clause)
    return state_on(phases, on).name not in BINDING and any(
        phase.status in BINDING and phase.from_ is not None and phase.from_ > on for phase in phases
    )


def _severity(outcome: str) -> int:
    return ORDER.index(Outcome(outcome))


def _entry(rule: Rule, clause: Clause, answer: Answer, group: str, on: date) -> dict[str, Any]:
    phases = rule.phases_of(clause)
    phase, state = shown_phase(phases, on), state_on(phases, on)
    since, until = stretch_on(phases, on)
    duties = [state_duty(duty, None) for duty in clause.duties if holds_on(duty, on)]
    return {
        "on": on.isoformat(),
        "group": group,
        "rule": rule.id,
        "title": rule.title,
        "effect": clause.outcome.value,
        "covers": clause.covers,
        "when": phrases("action", clause.actions) if clause.actions else "",
        "if": "; ".join(_limits(clause, answer)),
        "state": state.name,
        "from": since.isoformat() if since else "",
        "to": until.isoformat() if until else "",
        "next": _next(phases, on, state),
        "unless": [f"{part.text} ({part.cite})" for part in _exemptions(clause, on)],
        "do": [_deed(duty) for duty in duties],
        "citation": "; ".join(citation.title for citation in phase.citations),
        "url": next((citation.url for citation in phase.citations if citation.url), rule.url),
        "unverified": "; ".join(filter(None, (clause.unverified, doubt_on(phase, on)))),
        "version": rule.version,
    }


def _deed(duty: Duty) -> str:
    term = f", {'' if duty.within.startswith('each') else 'within '}{duty.within}" if duty.within else ""
    return f"{duty.what}{term} ({duty.cite})"


def _exemptions(clause: Clause, on: date) -> list[Any]:
    """The exceptions of the day; those that say the same are told once."""
    told: dict[str, Any] = {}
    for part in clause.exemptions:
        if (part.from_ is None or part.from_ <= on) and (part.to is None or on <= part.to):
            told.setdefault(part.text, part)
    return list(told.values())


def _limits(clause: Clause, answer: Answer) -> Iterable[str]:
    """What must hold besides, in words: who exactly, money, purpose, facts of the case."""
    if answer.holds is Holds.UNKNOWN:
        yield f"it turns on {listed((phrase('fact', fact) for fact in answer.missing), 'and')}"
    if clause.money:
        since = f" of {clause.money.award_from} or later" if clause.money.award_from else ""
        yield f"{phrases('funding', clause.money.kinds)}{since} pays for any part"
    if clause.purpose:
        makers = listed((maker_name(maker) for maker in clause.purpose.makers), "and")
        yield f"{makers} only for {listed(purpose_name(purpose) for purpose in clause.purpose.purposes)}"
    for test in clause.tests:
        yield _question(test)


def _question(test: FactTest) -> str:
    kind, _, key = test.field.partition(":")
    if kind == "fact":
        return f"asks: {FACTS[key]['says'][:1].lower()}{FACTS[key]['says'][1:].rstrip('.')}"
    if kind == "amount" and test.at_least is not None:
        return f"from {test.at_least:,} dollars"
    return f"asks: {(test.missing or kind).replace('_', ' ')}"


def _next(phases: Sequence[Any], on: date, state: State) -> str:
    change = next_change(phases, on)
    if change is None:
        return ""
    return f"{change.from_}: {change.text}" if change.status != state.name else ""


def _not_held(rules: Sequence[Rule], reading: Reading) -> tuple[str, ...]:
    if not reading.state:
        return ("state law: name the state with --state",)
    held = any(rule.jurisdiction == f"US-{reading.state}" for rule in rules)
    return () if held else (f"state law of {reading.state}: no rule of it is held here",)

"""Fact patterns: what the rules can read of a case, as a key.

Cases with one pattern have one answer on one day, but for the name by which it calls the other side.

A pattern has parts, so that what rests on some of them alone is worked out once for it: the party and its state, the
thing and the other side, and the rest (what is done, money, purpose, figures). Text is in it only as far as rules read
it: the words of a record that names a maker are no part of its pattern, and of the other side's name only that there is
one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from debar.model import Case, Counterparty, Designation
from debar.regimes.conditions import USING, compare
from debar.regimes.reading import Candidates, Reading, as_text, dots_after, name_of, read_lists, read_owners
from debar.regimes.rule import Clause, FactTest, Party, Rule, Subject
from debar.regimes.terms import categories_in

Key = tuple[Any, ...]
#: Texts whose reading is remembered; beyond that the memory starts anew.
_REMEMBERED = 20_000
#: Facts that are read by their shape and not as text alone.
_OWNERS, _LISTS, _USES = "owners", "counterparty_lists", "counterparty_uses_makers"
_OF_SUBJECT = frozenset({"counterparty_uses", _OWNERS, _LISTS, _USES})
_READ_BY_ALL = _OF_SUBJECT | {"branch"}


class Pattern(NamedTuple):
    """The parts; each stands for everything that rules read of it, ``party`` for the party but its state."""

    state: str
    party: Key
    subject: Key
    rest: Key


class PatternReader:
    """Finds the pattern of a case as some rules read it; facts that none of them reads are no part of it."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        clauses = [clause for rule in rules for clause in rule.clauses]
        tests = {test for clause in clauses for test in tests_of(clause)}
        needs = {need for clause in clauses for party in clause.who for need in party.needs}
        self._facts = _READ_BY_ALL | _keys("fact:", tests)
        self._of_party = {"branch"} | _keys("fact:", needs)
        self._capabilities = sorted(_keys("capability:", tests))
        self._of_text = sorted((test for test in tests if test.field == "text"), key=repr)
        self._of_amount = sorted((test for test in tests if test.field == "amount"), key=repr)
        #: True when who is bound turns on more than the party, facts and the origin of the thing.
        self._wide = any(need.field != "origin" and not need.field.startswith("fact:") for need in needs)
        self._states = {state for rule in rules for state in states_of(rule)}
        subjects = [subject for clause in clauses for subject in clause.subjects]
        exempt = {kind for clause in clauses for each in clause.exemptions for kind in each.categories_not}
        kinds = {kind for subject in subjects for kind in (*subject.categories, *subject.categories_not)}
        self._kinds = frozenset({"service"} | kinds | exempt)
        self._labels = frozenset(label for subject in subjects for label in subject.brands_not)
        self._texts: dict[str, Key] = {}
        self._things: dict[Key, Key] = {}

    def read(self, case: Case) -> Pattern:
        """Return the pattern. Listings are in it by identity: it stands for the case while they are kept."""
        item, other, buyer = case.item, case.counterparty, case.buyer
        facts = self._read_facts(case.facts) if case.facts else ()
        capabilities = tuple(map(item.capabilities.get, self._capabilities)) if item.capabilities else ()
        amount = self._read_amount(case.amount.value) if case.amount else ()
        text = self._read_text(item.text)
        grant = (item.fcc_grant, item.fcc_grant_known)
        rest = (case.action, case.purpose, case.funding, amount, tuple(map(_plain, capabilities)), grant, text[1])
        party = (
            *(buyer.type, buyer.country, buyer.role, buyer.federal_contractor, buyer.dod, buyer.branch),
            *(case.action in USING, item.origin),
            *(fact for fact in facts if fact[0] in self._of_party),
            *(rest if self._wide else ()),
        )
        by_maker = bool(item.makers or item.components)
        called = "" if by_maker else item.brand or item.text.strip()[:60]
        labels = item.brands or ((item.brand,) if item.brand else ())
        subject = (
            *(item.makers, item.components, self._read_thing(labels, item.categories or text[0]), item.origin),
            *(called, _kind_of_name(other), other.makers),
            *(identities(case.designations), identities(other.designations)),
            *(fact for fact in facts if fact[0] in _OF_SUBJECT),
        )
        return Pattern(self._read_state(buyer.state), party, subject, (*rest, *facts))

    def _read_state(self, state: str) -> str:
        """The state where a rule speaks of it; all others are alike."""
        said = state.strip().upper()
        return said if said in self._states or not said else "other"

    def _read_thing(self, labels: tuple[str, ...], kinds: Collection[str]) -> Key:
        """The labels and the kinds of thing that rules speak of, and whether there are others."""
        key = (labels, kinds)
        found = self._things.get(key)
        if found is None:
            if len(self._things) >= _REMEMBERED:
                self._things.clear()
            each = ((frozenset(labels), self._labels), (frozenset(kinds), self._kinds))
            found = self._things[key] = tuple((said & read, bool(said - read)) for said, read in each)
        return found

    def _read_text(self, text: str) -> Key:
        """(kinds of thing that the text names, what each test says of it)."""
        found = self._texts.get(text)
        if found is None:
            if len(self._texts) >= _REMEMBERED:
                self._texts.clear()
            said = text.strip()
            verdicts = tuple(compare(test, said) for test in self._of_text) if said else ()
            found = self._texts[text] = (categories_in(text), verdicts)
        return found

    def _read_amount(self, value: Decimal) -> Key:
        return tuple(compare(test, value) for test in self._of_amount)

    def _read_facts(self, facts: Mapping[str, Any]) -> Key:
        return tuple((key, _fact(key, facts[key])) for key in sorted(self._facts.intersection(facts)))


def tests_of(clause: Clause) -> Iterable[FactTest]:
    """Yield every test of a fact in a clause: its own, its exceptions' and those by which parties are told."""
    yield from clause.tests
    for exemption in clause.exemptions:
        yield from exemption.tests
    for party in parties_of([clause]):
        yield from party.needs


def states_of(rule: Rule) -> frozenset[str]:
    """Return the states of which a rule speaks, its own among them; to a rule of none all are alike."""
    spoken = {state for party in parties_of(rule.clauses) for state in party.states}
    own = rule.jurisdiction.removeprefix("US-")
    return frozenset(spoken | {own} if own != rule.jurisdiction else spoken)


def parties_of(clauses: Iterable[Clause]) -> Iterable[Party]:
    """Yield every kind of party of which clauses speak."""
    for clause in clauses:
        yield from clause.who
        yield from clause.money.ask if clause.money else ()
        yield from clause.purpose.facility if clause.purpose else ()
        for exemption in clause.exemptions:
            yield from exemption.who


def _keys(kind: str, tests: Iterable[FactTest]) -> set[str]:
    return {test.field.removeprefix(kind) for test in tests if test.field.startswith(kind)}


def identities(listings: Sequence[Designation]) -> Key:
    """Return listings as a key that is quick to compare; it holds as long as they are kept."""
    return tuple(map(id, listings)) if listings else ()


def _kind_of_name(party: Counterparty) -> str | None:
    """What sentences need of a name beside the name itself: None where there is none."""
    name = name_of(party)
    return dots_after(name) if name else None


def _plain(value: Any) -> str | None:
    return None if value is None else as_text(value)


def _fact(key: str, value: Any) -> Any:
    if key == _OWNERS:
        return repr(read_owners(value))
    if key == _LISTS:
        return read_lists(value)
    if key == _USES:
        listed = isinstance(value, (list, tuple)) and bool(value)
        return tuple(entry for entry in value if isinstance(entry, str)) if listed else None
    return as_text(value)


class ClauseIndex:
    """Finds the clauses that may reach the makers and listings of a case: by name, and all that look further."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._always: set[int] = set()
        self._by_name: dict[str, set[int]] = {}
        for clause in (clause for rule in rules for clause in rule.clauses):
            if not clause.subjects or any(map(_looks_further, clause.subjects)):
                self._always.add(id(clause))
            for name in (name for subject in clause.subjects for name in (*subject.makers, *subject.lists)):
                self._by_name.setdefault(name, set()).add(id(clause))

    def candidates(self, reading: Reading) -> Candidates:
        """Return the clauses; no other reaches the case or names its maker."""
        case = reading.case
        makers = (*case.item.makers, *case.item.components, *case.counterparty.makers)
        lists = (listing.list for listing in (*case.designations, *reading.listed))
        naming = frozenset().union(*(self._by_name.get(name, ()) for name in {*makers, *lists}))
        return Candidates(naming | self._always, naming)


def _looks_further(subject: Subject) -> bool:
    """Whether it may be hit by more than the makers and the listings of the case."""
    by_name = bool(subject.makers or subject.lists)
    return not by_name or subject.any_maker or bool(subject.owners) or not {"service", "uses"}.isdisjoint(subject.in_)

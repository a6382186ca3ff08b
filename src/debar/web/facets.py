"""How many findings of a scan there are of each kind, under filters; every figure links to the findings it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from debar.catalog import Catalog
from debar.errors import InputError
from debar.model import SEVERITY, Outcome
from debar.model.casework import KeptScan
from debar.places.states import STATES
from debar.report.text import plain
from debar.report.words import look, words_of
from debar.store.casework import Casework
from debar.web.rendering import address

Combinations = Mapping[tuple[str, str, str, str], int]

#: What findings are filtered by, in the order of ``Combinations``, with the heading.
FACETS: Mapping[str, str] = {"outcome": "Outcome", "maker": "Maker", "state": "State", "buyer_type": "Buyer"}
#: Stands in addresses for what a finding does not have.
NONE = "none"
#: Values shown of one facet; the chosen one always.
_SHOWN = 12
#: Scans whose counts are held.
_SCANS = 31


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: its words, how many findings there are, where it leads, whether it is chosen now."""

    words: str
    count: int
    href: str
    chosen: bool
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet; ``more`` values are not shown; ``clear`` leads to all of them where one is chosen."""

    name: str
    title: str
    choices: tuple[Choice, ...]
    more: int
    clear: str


class Counted:
    """The combinations of the scans looked at last, counted once: a kept scan changes only as a whole."""

    def __init__(self) -> None:
        self._held: dict[tuple[int, str, int], Combinations] = {}

    def combinations(self, casework: Casework, scan: KeptScan) -> Combinations:
        """Return how many findings of a scan have each outcome, maker, state and type of buyer together."""
        key = (scan.id, scan.at, scan.findings)
        found = self._held.get(key)
        if found is None:
            found = casework.combinations(scan.id)
            self._held = {**dict(list(self._held.items())[-_SCANS:]), key: found}
        return found


def read_filters(given: Mapping[str, str]) -> dict[str, str]:
    """Return the filters of an address. Raises InputError for an outcome that is none."""
    found = {name: given[name] for name in FACETS if given.get(name)}
    if "outcome" in found and found["outcome"] not in map(str, SEVERITY):
        raise InputError(f"outcome: {found['outcome']!r} is none; take one of {', '.join(map(str, SEVERITY))}")
    return found


def stored(filters: Mapping[str, str]) -> dict[str, str]:
    """Return filters as the store has the values."""
    return {name: "" if value == NONE else value for name, value in filters.items()}


def count_outcomes(combinations: Combinations, filters: Mapping[str, str]) -> Counter[Outcome]:
    """Return how many findings of each outcome the filters let through."""
    return Counter({Outcome(value): n for value, n in _counted(combinations, filters, 0).items()})


def draw_facets(
    combinations: Combinations, filters: Mapping[str, str], path: str, catalog: Catalog
) -> tuple[Facet, ...]:
    """Return the facets; each counts what the filters of the others let through."""
    found = []
    for at, (name, title) in enumerate(FACETS.items()):
        others = {key: value for key, value in filters.items() if key != name}
        counted = _counted(combinations, others, at)
        order = [value for value, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0]))]
        if name == "outcome":
            order = [str(outcome) for outcome in SEVERITY if str(outcome) in counted]
        chosen = "" if filters.get(name) == NONE else filters.get(name)
        shown = [value for n, value in enumerate(order) if n < _SHOWN or value == chosen]
        choices = tuple(
            Choice(
                value_words(name, value, catalog),
                counted[value],
                address(path, others, **{name: value or NONE}),
                value == chosen,
                Outcome(value) if name == "outcome" else None,
            )
            for value in shown
        )
        found.append(Facet(name, title, choices, len(order) - len(shown), address(path, others)))
    return tuple(found)


def value_words(name: str, value: str, catalog: Catalog) -> str:
    """Return a value of a facet as people say it."""
    if not value or value == NONE:
        return {"maker": "no maker: a listed party", "state": "state not known"}.get(name, "not known")
    if name == "outcome":
        return look(Outcome(value)).word
    if name == "maker":
        return plain(catalog.makers[value].name if value in catalog.makers else value)
    if name == "state":
        return STATES[value].name if value in STATES else plain(value)
    return plain(words_of(value))


def _counted(combinations: Combinations, filters: Mapping[str, str], by: int) -> Counter[str]:
    wanted = [(at, stored(filters)[name]) for at, name in enumerate(FACETS) if name in filters]
    counted: Counter[str] = Counter()
    for values, count in combinations.items():
        if all(values[at] == value for at, value in wanted):
            counted[values[by]] += count
    return counted

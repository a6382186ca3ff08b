"""How many findings of a scan there are of each kind, under filters; every figure links to the findings it counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
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

Combinations = Mapping[tuple[str, str, str, str, str], int]

#: What findings are filtered by, in the order of ``Combinations``, with the heading.
FACETS: Mapping[str, str] = {"outcome": "Outcome", "maker": "Maker", "state": "State", "buyer_type": "Buyer"}
#: The first and last month that a view goes by.
MONTHS = ("from", "to")
_MONTH = re.compile(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])")
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
        """Return how many findings of a scan have each outcome, maker, state, type of buyer and month together."""
        key = (scan.id, scan.at, scan.findings)
        found = self._held.get(key)
        if found is None:
            found = casework.combinations(scan.id)
            self._held = {**dict(list(self._held.items())[-_SCANS:]), key: found}
        return found


def read_filters(given: Mapping[str, str]) -> dict[str, str]:
    """Return the filters of an address. Raises InputError for an outcome or a month that is none."""
    found = {name: given[name] for name in (*FACETS, *MONTHS) if given.get(name)}
    for name in MONTHS:
        if name in found and not _MONTH.fullmatch(found[name]):
            raise InputError(f"{name}: {plain(found[name][:20])!r} is no month; write it as 2021-03")
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
    found = [_draw_years(combinations, filters, path)]
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


def view_words(filters: Mapping[str, str], catalog: Catalog) -> list[tuple[str, str]]:
    """Return what a view is filtered by: the heading, and the value as people say it."""
    said = [(FACETS[name], value_words(name, value, catalog)) for name, value in filters.items() if name in FACETS]
    first, last = filters.get("from", ""), filters.get("to", "")
    if first and last:
        return [*said, ("Month" if first == last else "Months", first if first == last else f"{first} to {last}")]
    return [*said, *([("Months", f"from {first}" if first else f"to {last}")] if first or last else [])]


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


def count_by(combinations: Combinations, filters: Mapping[str, str], name: str) -> dict[str, Counter[Outcome]]:
    """Return how many findings of each outcome there are by ``state`` or ``month``, under the filters of all else."""
    others = {key: value for key, value in filters.items() if key != name and not (name == "month" and key in MONTHS)}
    at = [*FACETS, "month"].index(name)
    counted: dict[str, Counter[Outcome]] = {}
    for values, count in _let_through(combinations, others):
        counted.setdefault(values[at], Counter())[Outcome(values[0])] += count
    return counted


def _draw_years(combinations: Combinations, filters: Mapping[str, str], path: str) -> Facet:
    """The years that records are of, as a facet; a choice sets the first and last month."""
    others = {key: value for key, value in filters.items() if key not in MONTHS}
    counted: Counter[str] = Counter()
    for values, count in _let_through(combinations, others):
        counted[values[-1][:4]] += count
    years = sorted((year for year in counted if year), reverse=True)
    chosen = (filters.get("from"), filters.get("to"))
    choices = tuple(
        Choice(
            year,
            counted[year],
            address(path, others, **{"from": f"{year}-01", "to": f"{year}-12"}),
            chosen == (f"{year}-01", f"{year}-12"),
        )
        for year in years[:_SHOWN]
    )
    return Facet("year", "Year", choices, max(len(years) - _SHOWN, 0), address(path, others))


def _counted(combinations: Combinations, filters: Mapping[str, str], by: int) -> Counter[str]:
    counted: Counter[str] = Counter()
    for values, count in _let_through(combinations, filters):
        counted[values[by]] += count
    return counted


def _let_through(
    combinations: Combinations, filters: Mapping[str, str]
) -> Iterator[tuple[tuple[str, str, str, str, str], int]]:
    wanted = [(at, stored(filters)[name]) for at, name in enumerate(FACETS) if name in filters]
    first, last = filters.get("from", ""), filters.get("to", "")
    for values, count in combinations.items():
        within = not (first or last) or (values[-1] and first <= values[-1] <= (last or "9999-12"))
        if within and all(values[at] == value for at, value in wanted):
            yield values, count

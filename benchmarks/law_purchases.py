"""A generated national file of purchases, as cases: what the rules are asked of when such a file is scanned.

The things are the lines of tests/golden/purchases in which the catalog finds something bought, with the makers, labels
and kinds that it finds: a few makers make most of them (Zipf's law over the lines, shuffled). Each row has one of 3,000
buyers (types and states in the proportions below, big buyers more often) and one of 5,000 suppliers by name, and a
working day of ten years, more often of the last ones. Nine rows in ten say nothing of the money. One row in twenty is a
case of the scenario files instead, moved by up to a year. Listings are those of the makers table of the scenarios.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path

from tests.rules.test_rule_scenarios import resolve

from benchmarks.identification.lines import read_lines
from debar.catalog import load
from debar.model import Buyer, Case, Counterparty, Designation, Funding, Item, Said
from debar.screening.identify import TextIdentifier

LABELLED = Path(__file__).resolve().parent.parent / "tests" / "golden" / "purchases"
TYPES = {
    "city": 26,
    "school-district": 24,
    "county": 15,
    "state": 9,
    "university": 8,
    "special-district": 5,
    "federal-agency": 5,
    "utility": 3,
    "transit": 2,
    "hospital": 2,
    "unknown": 1,
}
STATES = {"CA": 12, "TX": 9, "FL": 7, "NY": 6, "PA": 4, "IL": 4, "OH": 4, "GA": 3, "NC": 3, "MI": 3, "NJ": 3, "VA": 3}
OTHER_STATES = "AL AZ AR CO CT ID IN IA KS KY LA MD MA MN MS MO NE NV NM OK OR SC SD TN UT VT WA WI".split()
FUNDING = {"unknown": 90, "own": 4, "federal-grant": 4, "state": 1, "e-rate": 1}
BUYERS, SUPPLIERS = 3_000, 5_000
LAST, YEARS = date(2026, 10, 30), 10
#: One row in so many is a case of the scenario files.
WRITTEN = 20


@cache
def listings(maker: str) -> tuple[Designation, ...]:
    """The listings of a maker, the same objects each time, as a reference keeps them."""
    return resolve(maker, LAST)[1]


def things() -> list[tuple[Item, tuple[Designation, ...]]]:
    """What the catalog finds bought in the labelled lines, one a maker, with its listings."""
    identifier, found = TextIdentifier(load()), []
    for path in sorted(LABELLED.glob("rows*.tsv")):
        for line in read_lines(path):
            bought = [each for each in identifier.identify(line.text, line.on) if each.said is Said.BOUGHT]
            for maker in dict.fromkeys(each.maker for each in bought if each.maker and not each.component):
                its = [each for each in bought if each.maker == maker]
                brands = tuple(dict.fromkeys(each.brand for each in its if each.brand))
                kinds = tuple(dict.fromkeys(kind for each in its for kind in each.categories))
                item = Item(
                    text=line.text, makers=(maker,), brand=brands[0] if brands else "", brands=brands, categories=kinds
                )
                found.append((item, listings(maker)))
    return found


def _falling(size: int) -> list[float]:
    """Weights by Zipf's law, added up."""
    return list(accumulate(1 / rank for rank in range(1, size + 1)))


def generate(written: Sequence[Case], size: int) -> list[Case]:
    """So many rows, the same each time."""
    chance = random.Random(52_204)  # noqa: S311  data, not secrets
    states = {**STATES, **dict.fromkeys(OTHER_STATES, 1.3)}
    buyers = [
        Buyer(
            name=f"Buyer {number}",
            type=chance.choices([*TYPES], [*TYPES.values()])[0],
            state=chance.choices([*states], [*states.values()])[0],
        )
        for number in range(BUYERS)
    ]
    goods = things()
    chance.shuffle(goods)
    suppliers = [Counterparty(name=f"Supplier {number}, Inc.") for number in range(SUPPLIERS)]
    rows = []
    often = {len(kind): _falling(len(kind)) for kind in (goods, buyers, suppliers)}
    for _ in range(size):
        if chance.randrange(WRITTEN) == 0:
            case = chance.choice(written)
            rows.append(replace(case, date=case.date + timedelta(chance.randrange(365))) if case.date else case)
            continue
        item, listed = chance.choices(goods, cum_weights=often[len(goods)])[0]
        money = chance.choices([*FUNDING], [*FUNDING.values()])[0]
        day = LAST - timedelta(int(YEARS * 365 * chance.random() ** 1.5))
        rows.append(
            Case(
                date=day - timedelta(max(day.weekday() - 4, 0)),
                buyer=chance.choices(buyers, cum_weights=often[len(buyers)])[0],
                action="buy",
                item=item,
                counterparty=chance.choices(suppliers, cum_weights=often[len(suppliers)])[0],
                designations=listed,
                funding=(Funding(money),),
            )
        )
    return rows

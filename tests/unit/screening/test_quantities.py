"""How many and at what price, where a purchase line writes it."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.screening.quantities import find_quantities, find_unit_price

ROWS = Path(__file__).parents[2] / "golden" / "purchases" / "rows.tsv"


def _rows() -> list[dict[str, str]]:
    with ROWS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in rows if row["split"] == "tune"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("QTY 6 HIKVISION TURRET CAMERA", [6]),
        ("18 ea. Hikvision turrets", [18]),
        ("1,200 ZTE hotspots", [1200]),
        ("Dahua dome (4)", [4]),
        ("Huawei P20 lite x3", [3]),
        ("Five Dahua PTZ cameras", [5]),
        ("remove 8 domes, install 10 turrets", [8, 10]),
        ("DS-2CD2143G0-I 4MP dome 2.8mm", []),
        ("Honor 9X phone", []),
    ],
)
def test_numbers_that_count_are_found_and_others_are_not(text: str, numbers: list[int]) -> None:
    assert [quantity.number for quantity in find_quantities(text)] == numbers


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("25 HIKVISION IP CAMERAS @ $175.00 EA", "175.00"),
        ("14 turret cameras at $109 each", "109"),
        ("QTY: 10 UNIT: 118.25 EXT: 1,182.50", "118.25"),
        ("2 tablets, USD 349.00 each", "349.00"),
        ("24 EA 104.00", "104.00"),
        ("32 cameras for $2,792.00", None),
        ("antivirus 1 year", None),
    ],
)
def test_the_price_of_one_is_found_and_not_a_total(text: str, amount: str | None) -> None:
    price = find_unit_price(text)
    assert (price and price.amount) == (Decimal(amount) if amount else None)


def test_places_are_those_of_the_text() -> None:
    text = "(6) DAHUA N45BB5Z - UNIT COST $158.40"
    (quantity,) = find_quantities(text)
    price = find_unit_price(text)
    assert text[quantity.start : quantity.end] == "6"
    assert price is not None
    assert text[price.start : price.end] == "158.40"


def test_quantities_and_prices_of_the_labelled_rows() -> None:
    rows = _rows()
    counted = [row for row in rows if row["quantity"]]
    priced = [row for row in rows if row["price"]]
    found = [row for row in counted if int(row["quantity"]) in {q.number for q in find_quantities(row["text"])}]
    right = [row for row in priced if (price := find_unit_price(row["text"])) and price.amount == Decimal(row["price"])]
    assert len(found) >= 0.97 * len(counted)
    assert len(right) >= 0.97 * len(priced)


@given(st.text(max_size=300))
def test_any_text_is_read_without_error(text: str) -> None:
    for quantity in find_quantities(text):
        assert quantity.number > 0
    find_unit_price(text)

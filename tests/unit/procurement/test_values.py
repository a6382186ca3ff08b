"""Dates and amounts as records write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.model import Money
from debar.procurement.amounts import parse_amount
from debar.procurement.dates import day_comes_first, parse_date

DAY = date(2019, 3, 12)


@pytest.mark.parametrize(
    "text",
    [
        "2019-03-12",
        "2019/3/12 10:14:44 AM",
        "2019-03-12T00:00:00-07:00",
        "2019-03-12T09:45:00Z",
        "20190312",
        "03/12/2019",
        "3-12-2019",
        "3/12/19",
        "12-Mar-19",
        "12 March 2019",
        "Mar 12, 2019",
        "march 12th 2019",
        "Tue, 12 Mar 2019 00:00:00 GMT",
        "43536",
        "43536.75",
        "12.3.2019",
        " 2019-03-12 ",
    ],
)
def test_the_usual_ways_to_write_a_day_are_read(text: str) -> None:
    assert parse_date(text) == DAY


def test_a_part_above_twelve_is_the_day_whatever_the_column_says() -> None:
    assert parse_date("13/02/2019") == parse_date("02/13/2019", day_first=True) == date(2019, 2, 13)
    assert parse_date("12/03/2019", day_first=True) == DAY


@pytest.mark.parametrize(
    "text", ["", "n/a", "2019", "31/02/2019", "13/13/2019", "0001-01-01", "9999-12-31", "1900-01-01", "12345", "FY19"]
)
def test_what_names_no_day_is_none(text: str) -> None:
    assert parse_date(text) is None


@given(st.dates(date(1971, 1, 1), date(2068, 12, 31)), st.booleans())
def test_a_day_written_in_a_known_order_comes_back(day: date, day_first: bool) -> None:
    order = "%d/%m/%Y" if day_first else "%m/%d/%Y"
    assert parse_date(day.strftime(order), day_first=day_first) == day
    assert parse_date(day.strftime(order.replace("%Y", "%y")), day_first=day_first) == day
    assert parse_date(day.isoformat(), day_first=day_first) == day


def test_the_order_of_a_column_is_told_by_its_values() -> None:
    assert day_comes_first(["3/4/2019", "25/4/2019"]) is True
    assert day_comes_first(["3/4/2019", "4/25/2019"]) is False
    assert day_comes_first(["3/4/2019", "2019-04-25", "n/a"]) is None


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("$1,234.56", "1234.56", ""),
        ("(1,234.56)", "-1234.56", ""),
        ("-$5", "-5", ""),
        ("100-", "-100", ""),
        ("50.00 CR", "-50.00", ""),
        ("1.234,56", "1234.56", ""),
        ("1 234,56 €", "1234.56", "EUR"),
        ("USD 100", "100", "USD"),
        ("100 cad", "100", "CAD"),
        ("US$7", "7", "USD"),
        ("£12", "12", "GBP"),
        ("1.2E+05", "1.2E+5", ""),
        (".50", "0.50", ""),
        ("1,234", "1234", ""),
        ("0,5", "0.5", ""),
        ("1.234.567", "1234567", ""),
        ("12,34,567.00", "1234567.00", ""),
    ],
)
def test_the_usual_ways_to_write_an_amount_are_read(text: str, value: str, currency: str) -> None:
    assert parse_amount(text) == Money(Decimal(value), currency)


@pytest.mark.parametrize(
    "text", ["", "N/A", "$", "12%", "(5", "1,23,4", "1,234,56", "12-34", "see note", "10 boxes of 5"]
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert parse_amount(text) is None


def test_a_currency_in_the_text_beats_the_columns() -> None:
    assert parse_amount("£5", "CAD") == Money(Decimal(5), "GBP")
    assert parse_amount("5", "cad") == Money(Decimal(5), "CAD")


@given(st.decimals(-(10**12), 10**12, places=2))
def test_an_amount_written_with_separators_comes_back(value: Decimal) -> None:
    assert parse_amount(f"{value:,}") == Money(value)
    assert parse_amount(f"${value:,}") == Money(value)

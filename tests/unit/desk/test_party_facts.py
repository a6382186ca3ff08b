"""What files and users say of a party beside its name."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.desk.party_facts import (
    Facts,
    country_codes,
    identifier_fault,
    read_birth_date,
    read_identifier,
    refuse_birth_dates,
    told_facts,
)
from debar.errors import InputError
from debar.model import PartyQuery


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1965", "1965"),
        ("1965-03", "1965-03"),
        ("1965-03-01", "1965-03-01"),
        ("1965-03-01 00:00:00", "1965-03-01"),
        ("19650301", "1965-03-01"),
        ("13 Dec 1963", "1963-12-13"),
        ("Mar 1965", "1965-03"),
        ("12/13/1965", "1965-12-13"),
        ("3.4.1965", "1965-04-03"),
        ("3/4/1965", "1965"),
        ("3/4/65", ""),
        ("13-Mar-65", ""),
        ("23456", ""),
        ("2/30/1965", ""),
        ("1965-02-29", ""),
        ("1964-02-29", "1964-02-29"),
        ("circa 1963", ""),
        ("unknown", ""),
        ("1" * 10_000, ""),
    ],
)
def test_a_birth_date_says_no_more_than_is_certain(text: str, read: str) -> None:
    assert read_birth_date(text) == read


def test_the_file_settles_which_of_two_numbers_is_the_day() -> None:
    assert read_birth_date("3/4/1965", day_first=True) == "1965-04-03"
    assert read_birth_date("3/4/1965", day_first=False) == "1965-03-04"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Iran", ("ir",)),
        ("IRN", ("ir",)),
        ("Russian Federation; China", ("ru", "cn")),
        ("US/CN", ("us", "cn")),
        ("Korea, North", ("kp",)),
        ("Freedonia", None),
        ("China and more", None),
        ("", None),
    ],
)
def test_countries_are_read_by_name_and_code(text: str, codes: tuple[str, ...] | None) -> None:
    assert country_codes(text) == codes


@given(st.text(max_size=300))
def test_no_cell_is_an_error(text: str) -> None:
    told = Facts(PartyQuery(""), None, lambda _what, _text: None)
    cells = {key: [text] for key in ("schema", "birth_date", "country", "address", "id:uei")}
    assert told.party("A", cells).name == "A"


def test_a_row_says_more_than_what_is_given_for_all() -> None:
    unread: list[tuple[str, str]] = []
    facts = Facts(PartyQuery("", countries=("us",), birth_dates=("1970",)), None, lambda *what: unread.append(what))
    cells = {"country": ["Cuba"], "birth_date": ["n/a"], "id:uei": ["A1; B2"], "address": ["1 Main St", "Ulm"]}
    party = facts.party("X", cells | {"schema": ["Martian"]})
    numbers = (("uei", "A1"), ("uei", "B2"))
    assert party == PartyQuery("X", "", numbers, ("1970",), ("cu",), ("1 Main St, Ulm",))
    assert [(what.partition(",")[0], text) for what, text in unread] == [
        ("id:uei of a wrong form", "A1"),
        ("id:uei of a wrong form", "B2"),
        ("schema not understood", "Martian"),
    ]


def test_options_are_read_strictly() -> None:
    told = told_facts(birth_dates=["1965-03"], countries=["RU"], identifiers=["imo:9074092", "passport:ru:75 1"])
    assert told == PartyQuery("", "", (("imo", "9074092"), ("passport:ru", "75 1")), ("1965-03",), ("ru",))
    for wrong in ({"birth_dates": ["3/4/1965"]}, {"countries": ["Freedonia"]}, {"identifiers": ["x"]}):
        with pytest.raises(InputError, match="--"):
            told_facts(**wrong)


@pytest.mark.parametrize(
    ("kind", "value", "fault"),
    [
        ("imo", "9074729", ""),
        ("imo", "9074720", "with a wrong check digit"),
        ("imo", "907472", "of a wrong form"),
        ("uei", "L78SCHFL4JN8", ""),
        ("uei", "L78SCHFL4JN", "of a wrong form"),
        ("uei", "000000000000", ""),
        ("uei", "A" * 1_000, "too long for a number"),
    ],
)
def test_a_number_that_cannot_be_right_has_its_fault_said(kind: str, value: str, fault: str) -> None:
    assert identifier_fault(kind, value) == fault


def test_a_birth_date_that_nobody_on_a_list_can_have_is_not_used() -> None:
    unread: list[tuple[str, str]] = []
    facts = Facts(PartyQuery(""), None, lambda *what: unread.append(what), date(2026, 8, 17))
    for cell in ("2026-08-18", "2027", "2026-09", "1749-01-01"):
        assert facts.party("X", {"birth_date": [cell]}).birth_dates == ()
        with pytest.raises(InputError, match="--birth-date"):
            refuse_birth_dates(told_facts(birth_dates=[cell]), date(2026, 8, 17))
    for cell in ("2026-08-17", "2026", "2026-08", "1850"):
        assert facts.party("X", {"birth_date": [cell]}).birth_dates == (cell,)
        refuse_birth_dates(told_facts(birth_dates=[cell]), date(2026, 8, 17))
    assert {what.partition(",")[0] for what, _ in unread} == {"birth_date after 2026-08-17", "birth_date before 1850"}


@pytest.mark.parametrize("text", ["nix:1", "imo:", "imo", ":1", "uei:n/a"])
def test_an_identifier_without_a_known_kind_or_a_number_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="--id"):
        read_identifier(text)

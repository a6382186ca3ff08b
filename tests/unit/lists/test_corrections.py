"""Corrected dates: the list's value is kept, the source is named, and a row touches only the listing it speaks of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import yaml

from debar.errors import DataError
from debar.lists import corrections
from debar.model import Citation, Designation, Entity

RULE, LATER = Citation("84 FR 22961"), Citation("85 FR 29852")
PRINTED, EFFECTIVE = date(2019, 5, 21), date(2019, 5, 16)


def party(list_id: str, own: str, name: str, **listing: Any) -> Entity:
    made = replace(Designation(list=list_id), **listing)
    return Entity(id=f"{list_id}:{own}", list=list_id, schema="Company", names=(name,), designations=(made,))


def corrected(entity: Entity) -> Designation:
    return corrections.load().applied(entity).designations[0]


def test_huawei_is_in_force_five_days_before_the_rule_was_printed() -> None:
    made = corrected(
        party("us-bis-el", "1", "Huawei", from_=PRINTED, published=PRINTED, citations=(Citation("84 FR 22963"), LATER))
    )
    assert (made.from_, made.published) == (EFFECTIVE, PRINTED)
    assert [(each.field, each.stated, each.value) for each in made.corrections] == [
        ("from", "2019-05-21", "2019-05-16")
    ]
    assert made.corrections[0].citation.url.startswith("https://www.federalregister.gov/")
    assert made.corrections[0].note


def test_the_screening_list_gets_the_day_of_printing_too() -> None:
    made = corrected(party("us-csl", "1", "Huawei", from_=PRINTED, citations=(RULE, LATER)))
    assert (made.from_, made.published) == (EFFECTIVE, PRINTED)
    assert [(each.field, each.stated) for each in made.corrections] == [("from", "2019-05-21"), ("published", "")]


def test_an_older_listing_that_a_rule_only_amended_keeps_its_date() -> None:
    old = party("us-bis-el", "1", "X", from_=date(2014, 8, 1), published=date(2014, 8, 1), citations=(RULE, LATER))
    assert corrected(old) == old.designations[0]
    undated = party("us-csl", "1", "X", citations=(Citation("79 FR 1"), RULE))
    assert corrected(undated) == undated.designations[0]


def test_three_dates_of_the_screening_list_are_corrected_by_name() -> None:
    for name in ("NetPosa", "SENSENETS", "Nanjing FiberHome Starrysky Communication Development Co."):
        made = corrected(party("us-csl", "1", name, from_=date(2019, 10, 9), citations=(Citation("84 FR 54004"),)))
        assert made.from_ == date(2020, 6, 5), name
        assert made.corrections[0].stated == "2019-10-09"
    right = party("us-csl", "1", "NetPosa", from_=date(2020, 6, 5))
    assert corrected(right) == right.designations[0]
    assert corrected(party("us-bis-el", "1", "NetPosa", from_=date(2019, 10, 9))).corrections == ()


def test_a_bounded_start_is_replaced_by_the_day_that_is_documented() -> None:
    bounded: dict[str, Any] = {"program": "GLOMAG", "from_bounded": True, "from_": date(2021, 4, 25)}
    police = party("us-ofac-sdn", "29159", "X", from_after=date(2019, 1, 4), **bounded)
    made = corrected(police)
    assert (made.from_, made.from_after, made.from_bounded) == (date(2020, 7, 9), None, False)
    assert made.corrections[0].stated == ""
    again = party("us-ofac-sdn", "29159", "X", from_after=date(2021, 1, 1), **bounded)
    assert corrected(again) == again.designations[0], "a day outside the bounds belongs to another listing"
    assert corrected(party("us-ofac-sdn", "29159", "X", program="SDGT")).corrections == ()


def test_a_bounded_end_is_replaced_only_within_its_bounds() -> None:
    row = """
- lists: [us-x]
  id: 7
  to: 2019-01-26
  citation: {title: T, url: "https://example.org"}
  why: because
"""
    known = corrections.corrections(corrections.read(yaml.safe_load(row), where="here"))
    bounded: dict[str, Any] = {"to": date(2021, 4, 24), "to_bounded": True}
    ended = known.applied(party("us-x", "7", "X", to_after=date(2019, 1, 4), **bounded)).designations[0]
    assert (ended.to, ended.to_after, ended.to_bounded) == (date(2019, 1, 26), None, False)
    assert (ended.corrections[0].field, ended.corrections[0].stated) == ("to", "")
    for other in (
        party("us-x", "7", "X"),
        party("us-x", "7", "X", to_after=date(2020, 1, 1), **bounded),
    ):
        assert known.applied(other) is other


def test_a_party_without_a_row_is_the_very_same() -> None:
    entity = party("us-ofac-sdn", "36", "AEROCARIBBEAN AIRLINES", program="CUBA")
    assert corrections.load().applied(entity) is entity


ROW = """
- lists: [us-x]
  id: 7
  from: 2020-01-01
  citation: {title: T, url: "https://example.org"}
  why: because
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: 7", "id: 7\n  name: X", "exactly one of id, name and cites"),
        ("  id: 7\n", "", "exactly one of id, name and cites"),
        ("from: 2020-01-01", "from: soon", "'from' must be a date"),
        ("from: 2020-01-01", "start: 2020-01-01", "keys among"),
        ("  from: 2020-01-01\n", "", "needs lists"),
        ("  why: because\n", "", "needs lists"),
        ('url: "https://example.org"', "link: x", "'citation'"),
        ("[us-x]", "us-x", "'lists' must be a list"),
        ("[us-x]", "[us-x, us-y]", "an id belongs to one list"),
    ],
)
def test_a_wrong_row_is_refused_with_its_place(old: str, new: str, said: str) -> None:
    assert old in ROW
    with pytest.raises(DataError, match=rf"here, row 1.*{said}"):
        corrections.read(yaml.safe_load(ROW.replace(old, new)), where="here")


def test_a_right_row_is_read() -> None:
    assert corrections.read(yaml.safe_load(ROW), where="here")[0].values == {"from": date(2020, 1, 1)}

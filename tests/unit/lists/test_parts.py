"""Citations, ids, countries, records and remarks: the small parts that every parser stands on."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.errors import DataError
from debar.lists import citations, countries, ofac_remarks, records
from debar.lists.ids import derived_id
from debar.model import Citation, Designation, Entity


@pytest.mark.parametrize(
    ("text", "title", "day"),
    [
        ("84 FR 54004, 10/9/19", "84 FR 54004", date(2019, 10, 9)),
        ("62 FR 35334, 6/30/97 66 FR 24267, 5/14/01", "62 FR 35334", date(1997, 6, 30)),
        ("73 FR 54504,\n9/22/08.", "73 FR 54504", date(2008, 9, 22)),
        ("81 FR 61601 preview citation details, 9/7/16", "81 FR 61601", date(2016, 9, 7)),
        ("50 F.R. 29244 7/18/85", "50 FR 29244", date(1985, 7, 18)),
        ("86 FR 67319", "86 FR 67319", None),
        ("84 FR 1, 13/45/19", "84 FR 1", None),
    ],
)
def test_citations_are_read_as_the_lists_write_them(text: str, title: str, day: date | None) -> None:
    citation, published = citations.cited(text)[0]
    assert (citation.title, published) == (title, day)


def test_the_earliest_citation_dates_a_listing_whatever_its_place() -> None:
    found = citations.first_published(citations.cited("85 FR 34505, 6/5/20.\n84 FR 54004, 10/9/19"))
    assert found is not None
    assert found[0].title == "84 FR 54004"
    assert citations.first_published(citations.cited("86 FR 67319")) is None


def test_a_derived_id_survives_case_punctuation_and_spacing() -> None:
    first = derived_id("us-bis-el", "Hangzhou Hikvision Digital Technology Co., Ltd.", "China", "84 FR 54004")
    assert first == derived_id("us-bis-el", "HANGZHOU HIKVISION  DIGITAL TECHNOLOGY CO LTD", "CHINA", "84 FR 54004")
    assert first != derived_id("us-bis-el", "Hangzhou Hikvision Digital Technology Co., Ltd.", "China", "85 FR 1")
    assert derived_id("x", "商湯", "", "") != derived_id("x", "華為", "", "")


def test_an_unknown_country_spelling_is_never_lost_in_silence() -> None:
    assert countries.codes("Korea, North") == ("kp",)
    assert countries.codes("undetermined") == ()
    with pytest.raises(DataError, match="Atlantis"):
        countries.codes("Atlantis")


words = st.text(min_size=1, max_size=30)
days = st.none() | st.dates()
listings = st.builds(
    Designation,
    list=st.just("x"),
    authority=st.just("A"),
    program=words,
    from_=days,
    to=days,
    published=days,
    citations=st.lists(
        st.builds(Citation, words, st.text(max_size=20))
        | st.builds(citations.register, st.integers(1, 99), st.integers(1, 99999)),
        max_size=2,
    ).map(tuple),
    scope=st.text(max_size=30),
    note=st.text(max_size=30),
    details=st.lists(st.tuples(words, words), max_size=2).map(tuple),
)
entities = st.builds(
    Entity,
    id=words,
    list=st.just("x"),
    schema=st.sampled_from(["Company", "Person"]),
    names=st.lists(words, min_size=1, max_size=3).map(tuple),
    weak_names=st.lists(words, max_size=2).map(tuple),
    countries=st.lists(words, max_size=2).map(tuple),
    addresses=st.lists(words, max_size=2).map(tuple),
    identifiers=st.lists(st.tuples(words, words), max_size=2).map(tuple),
    birth_dates=st.lists(words, max_size=2).map(tuple),
    designations=st.lists(listings, max_size=2).map(tuple),
)


@given(entities)
def test_a_record_says_all_that_a_parser_gave(entity: Entity) -> None:
    text = records.text(entity)
    assert records.entity(text, list_id="x", authority="A") == entity
    assert records.text(records.entity(text, list_id="x", authority="B")) == text
    assert "\n" not in text


def test_a_broken_record_is_refused_with_its_list() -> None:
    for text in ("nonsense", "{}", '{"id":"x:2"}', '{"id":"x:1","names":["A"],"schema":"S","listings":[{"from":"x"}]}'):
        with pytest.raises(DataError, match="x: broken record"):
            records.entity(text, list_id="x", authority="")


def test_the_remarks_language_is_understood() -> None:
    written = (
        "DOB 1 Jan 1970; alt. DOB 1971; POB Tehran, Iran; nationality Iran; Gender Male; a.k.a. 'ABU X'; "
        "Passport A123 (Iran) issued 1 Feb 2001 expires 1 Feb 2011; alt. Tax ID No. 7702235133 (Russia); "
        "Linked To: SOME COMPANY; Listing Date (EO 14024 Directive 3): 24 Feb 2022; all offices worldwide."
    )
    remarks = ofac_remarks.parse(ofac_remarks.notes(written))
    assert remarks.birth_dates == ["1 Jan 1970", "1971"]
    assert remarks.countries == ["ir"]
    assert remarks.weak_names == ["ABU X"]
    assert remarks.identifiers == [("passport", "A123"), ("tax-id", "7702235133")]
    assert ("linked to", "SOME COMPANY") in remarks.details
    assert remarks.dates == [("listing", "EO 14024 Directive 3", date(2022, 2, 24))]
    assert remarks.rest == ["all offices worldwide"]

"""What changed between two editions or two days: real changes are found, changes of form are not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.history import collect
from debar.lists import records
from debar.lists.diffs import compare_days, compare_editions, flatten
from debar.lists.folding import fold, same
from debar.model import Citation, Correction, Designation, Edition, Entity

LIST = "xx-list"


def edition(day: date, lacks: tuple[str, ...] = ()) -> Edition:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Edition(
        list=LIST,
        title="X",
        authority="A",
        sha256=str(day),
        published=day,
        retrieved_at=moment,
        entities=0,
        lacks=lacks,
    )


def party(own: str = "1", *names: str, **fields: object) -> Entity:
    listing = Designation(list=LIST, program="P", from_=date(2020, 1, 2), citations=(Citation("84 FR 1"),))
    made = Entity(id=f"{LIST}:{own}", list=LIST, schema="Company", names=names or ("Acme",), designations=(listing,))
    return replace(made, **fields)  # type: ignore[arg-type]


def texts(*entities: Entity) -> Mapping[str, str]:
    return {entity.id: records.text(entity) for entity in entities}


def diff_of(old: tuple[Entity, ...], new: tuple[Entity, ...], lacks: tuple[str, ...] = ()):  # type: ignore[no-untyped-def]
    pairs = [(edition(date(2024, 1, 1)), texts(*old)), (edition(date(2024, 2, 1), lacks), texts(*new))]
    return compare_editions(collect(LIST, pairs), 0, 1)


def test_additions_removals_and_changes_carry_the_lists_own_id() -> None:
    old = (party("1"), party("2", "Bolt"))
    new = (party("2", "Bolt", "Bolt Ltd", countries=("cn",)), party("3", "Cog"))
    diff = diff_of(old, new)
    assert [(each.id, each.entity, each.name) for each in diff.added] == [("3", "xx-list:3", "Cog")]
    assert [each.id for each in diff.removed] == ["1"]
    assert diff.changed[0].fields == {"aliases": ((), ("Bolt Ltd",)), "countries": ((), ("cn",))}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Acme Trading", "ACME  TRADING "),
        ("People's Bureau", "People’s Bureau"),
        ("People?s Bureau", "People’s Bureau"),
        ("People?s Bureau", "People's Bureau"),
        ("Jos? Mu?oz", "José Muñoz"),
        ("Jos\ufffd Mu\ufffdoz", "José Muñoz"),
        ("José Muñoz", "Jose Munoz"),
        ("Łódź – Nord", "Lodz - Nord"),
        ("Straße", "STRASSE"),
        ("Smith &amp; Co", "Smith & Co"),
        ("??????", "华为技术"),
    ],
)
def test_letter_case_spaces_and_encodings_are_no_change(old: str, new: str) -> None:
    for before, after in ((old, new), (new, old)):
        diff = diff_of((party("1", "A", before),), (party("1", "A", after),))
        assert diff.changed == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Acme?", "Acme Ltd"),
        ("What?", "Whats"),
        ("Bolt", "Bold"),
        ("A?B", "AxB"),
        ("?", "华为技术"),
        ("Huawei", "华为"),
    ],
)
def test_other_words_are_a_change(old: str, new: str) -> None:
    for before, after in ((old, new), (new, old)):
        assert not same([before], [after])


def test_the_order_of_values_and_listings_is_no_change() -> None:
    listings = (Designation(list=LIST, program="P"), Designation(list=LIST, program="Q"))
    old = party("1", "A", "B", "C", addresses=("x", "y"), designations=listings)
    new = party("1", "A", "C", "B", addresses=("y", "x"), designations=listings[::-1])
    assert diff_of((old,), (new,)).changed == ()


def test_the_order_of_an_addresss_parts_is_no_change() -> None:
    old, new = party(addresses=("Niederseeon, D8019, DE",)), party(addresses=("NIEDERSEEON, DE D8019",))
    assert diff_of((old,), (new,)).changed == ()
    assert diff_of((old,), (party(addresses=("Niederseeon, D8018, DE",)),)).changed


def test_a_weak_alias_that_became_a_name_is_no_change_where_aliases_are_not_given() -> None:
    old, new = party("1", "A", weak_names=("W", "V")), party("1", "A", "W", weak_names=("V",))
    assert diff_of((old,), (new,), ("aliases",)).changed == ()
    assert set(diff_of((old,), (new,)).changed[0].fields) == {"aliases", "weak_aliases"}
    assert diff_of((old,), (party("1", "A"),), ("aliases",)).changed


def test_our_own_note_is_no_change() -> None:
    listing = Designation(list=LIST, program="P", note="one")
    old, new = party(designations=(listing,)), party(designations=(replace(listing, note="two"),))
    assert records.text(old) != records.text(new)
    assert diff_of((old,), (new,)).changed == ()


def test_what_an_editions_files_do_not_give_is_not_compared() -> None:
    details = (Designation(list=LIST, program="P", details=(("remarks", "r"), ("title", "t"))),)
    bare = (Designation(list=LIST, program="P"),)
    old = party("1", "A", "B", addresses=("x",), identifiers=(("uei", "1"),), designations=details)
    new = party("1", "A", designations=bare)
    lacks = ("addresses", "aliases", "details.remarks", "identifiers")
    diff = diff_of((old,), (new,), lacks)
    assert diff.not_compared == lacks
    assert [tuple(each.fields) for each in diff.changed] == [("details.title",)]


def test_every_field_of_a_record_is_named() -> None:
    listing = Designation(
        list=LIST,
        program="P",
        authority="B",
        from_=date(2020, 1, 2),
        to=date(2021, 1, 2),
        published=date(2020, 1, 3),
        citations=(Citation("Notice 1", "https://example.org"),),
        scope="all",
        note="ours",
        details=(("k", "v"),),
    )
    made = party(
        "1",
        "A",
        "B",
        weak_names=("W",),
        countries=("cn",),
        addresses=("x",),
        identifiers=(("uei", "9"),),
        birth_dates=("1970",),
        designations=(listing,),
    )
    assert flatten(records.packed(made)) == {
        "schema": ("Company",),
        "name": ("A",),
        "aliases": ("B",),
        "weak_aliases": ("W",),
        "countries": ("cn",),
        "addresses": ("x",),
        "identifiers.uei": ("9",),
        "birth_dates": ("1970",),
        "program": ("P",),
        "authority": ("B",),
        "from": ("2020-01-02",),
        "to": ("2021-01-02",),
        "published": ("2020-01-03",),
        "citations": ("Notice 1",),
        "scope": ("all",),
        "details.k": ("v",),
    }
    assert records.entity(records.text(made), list_id=LIST, authority="A") == made


@given(st.text(st.characters(exclude_characters="&"), max_size=20))
def test_folding_twice_is_folding_once(value: str) -> None:
    assert fold(fold(value)) == fold(value)


@given(st.lists(st.text(max_size=8), max_size=5), st.lists(st.text(max_size=8), max_size=5))
def test_sameness_does_not_depend_on_the_side(old: list[str], new: list[str]) -> None:
    assert same(old, new) == same(new, old)
    assert same(old, [value.upper() for value in old] if all(map(str.isascii, old)) else old)


def test_a_day_diff_counts_by_dates_in_force_and_shows_what_a_correction_moved() -> None:
    wrong = Correction("from", "2019-10-09", "2020-06-05", Citation("85 FR 34503"), "misfiled")
    day = date(2019, 10, 9)
    began = party("1", designations=(Designation(list=LIST, from_=day),))
    moved = party("2", designations=(Designation(list=LIST, from_=date(2020, 6, 5), corrections=(wrong,)),))
    ended = party("3", designations=(Designation(list=LIST, from_=date(2010, 1, 1), to=date(2019, 10, 8)),))
    diff = compare_days([began, moved, ended], date(2019, 10, 8), day)
    assert [each.id for each in diff.began] == ["1"]
    assert [each.id for each in diff.ended] == ["3"]
    assert [(each.id, each.day, each.correction) for each in diff.corrected] == [("2", day, wrong)]
    later = compare_days([began, moved, ended], day, date(2020, 6, 5))
    assert [each.id for each in later.began] == ["2"]
    assert later.ended == later.corrected == ()
    with pytest.raises(ValueError, match="before"):
        compare_days([], day, date(2019, 1, 1))

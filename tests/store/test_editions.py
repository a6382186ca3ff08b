"""Editions come in any order, are refused, replaced and removed; what is read is always what was put in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from debar.errors import DataError, InputError, RefusedError
from debar.model import Edition
from debar.store import Account, AlreadyHeldError, Counts, Store
from store.lists import State, accept, add, edition, numbered, states, stream

_names = count()
_STATE = st.dictionaries(st.sampled_from([f"k{number}" for number in range(6)]), st.sampled_from("ABC"), max_size=6)
_SOME = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
DAY = date(2024, 1, 1)


def differing(before: State, after: State) -> set[tuple[str, str]]:
    """The versions that one of two states holds but not the other."""
    return set(before.items()) ^ set(after.items())


def assert_replays(store: Store, name: str, expected: list[Mapping[str, str]]) -> None:
    """Every edition is rebuilt from the spans, and every pair differs as the states themselves do."""
    assert states(store, name) == expected
    chronicle = store.chronicle(name)
    ordered = [(version.key, version.spans) for version in chronicle.versions()]
    assert ordered == sorted(ordered)
    for first in range(len(expected)):
        for last in range(first, len(expected)):
            found = [(version.key, version.record) for version in chronicle.versions((first, last))]
            assert len(found) == len(set(found))
            assert set(found) == differing(expected[first], expected[last])
            whole = {(version.key, version.record): version.spans for version in chronicle.versions()}
            assert all(whole[v.key, v.record] == v.spans for v in chronicle.versions((first, last)))


@_SOME
@given(editions=st.lists(st.tuples(st.integers(0, 5), _STATE), min_size=1, max_size=7))
def test_editions_imported_in_any_order_are_rebuilt_exactly(
    store: Store, editions: list[tuple[int, dict[str, str]]]
) -> None:
    name = f"list-{next(_names)}"
    for moment, (day, state) in enumerate(editions):
        add(store, name, state, edition(DAY + timedelta(days=day), hour=moment))
    in_order = sorted(enumerate(editions), key=lambda one: (one[1][0], one[0]))
    assert_replays(store, name, [state for _, (_, state) in in_order])
    assert not list(store.verify())


@_SOME
@given(
    editions=st.lists(_STATE, min_size=2, max_size=6),
    steps=st.lists(st.tuples(st.integers(0, 5), st.none() | st.tuples(st.integers(0, 9), _STATE)), max_size=5),
)
def test_removed_and_reparsed_editions_leave_the_others_as_they_are(
    store: Store, editions: list[dict[str, str]], steps: list[tuple[int, tuple[int, dict[str, str]] | None]]
) -> None:
    name = f"list-{next(_names)}"
    held: dict[str, tuple[date, dict[str, str]]] = {}
    for number, state in enumerate(editions):
        day = DAY + timedelta(days=number)
        add(store, name, state, edition(day, published=day, sha256=f"{number}", hour=number))
        held[f"{number}"] = (day, state)
    for which, new in steps:
        sha256 = f"{which % len(editions)}"
        if sha256 not in held:
            continue
        with store.writing() as writer:
            if new is None:
                writer.remove_edition(name, sha256)
                del held[sha256]
                continue
            day, state = DAY + timedelta(days=new[0]), new[1]
            sealed = edition(DAY, published=day, hour=int(sha256), parser="csv/2")
            added = writer.replace_records(name, sha256, state.items(), lambda _, sealed=sealed: sealed, accept)
            assert (added.edition.sha256, added.edition.parser) == (sha256, "csv/2")
            held[sha256] = (day, state)
    chronicle = store.chronicle(name)
    days = [(held[one.sha256][0], one.retrieved_at) for one in chronicle.editions]
    assert days == sorted(days)
    assert_replays(store, name, [held[one.sha256][1] for one in chronicle.editions])
    assert len(chronicle.editions) == len(held)
    assert not list(store.verify())


def test_editions_are_ordered_by_day_then_bundled_first_then_retrieval(store: Store) -> None:
    add(store, "x", {"a": "1"}, edition(DAY, hour=9, sha256="late"))
    add(store, "x", {"a": "2"}, edition(DAY, hour=8, sha256="early"))
    add(store, "x", {"a": "3"}, edition(DAY, hour=23, sha256="bundled", origin="bundled"))
    add(
        store, "x", {"a": "4"}, edition(DAY + timedelta(days=30), published=DAY - timedelta(days=1), sha256="published")
    )
    add(store, "x", {"a": "5"}, edition(DAY, hour=9, sha256="again"))
    held = store.chronicle("x").editions
    assert [one.sha256 for one in held] == ["published", "bundled", "early", "late", "again"]


def test_every_field_of_an_edition_comes_back(store: Store) -> None:
    given_ = Edition(
        list="x",
        title="Specially Designated Nationals",
        authority="OFAC",
        sha256="ab" * 32,
        published=date(2024, 1, 2),
        retrieved_at=datetime(2024, 1, 3, 4, 5, 6, 789, tzinfo=UTC),
        entities=2,
        designations=3,
        source="SDN.CSV",
        official_url="https://example.org/sdn.csv",
        licence="public domain",
        completeness="partial",
        parts=(("sdn.csv", "2024-01-02"), ("add.csv", "")),
        lacks=("aliases", "details.remarks"),
        origin="fetched",
        layout="csv",
        parser="csv/3",
        note="half of it",
        confirmed=date(2024, 1, 9),
    )
    account = Account(
        rows=5,
        rejections=1,
        rejected=(("sdn.csv:3", "no name"),),
        warnings=9,
        warned=(("a", "b"), ("c", "d")),
        notes=("n",),
    )
    with store.writing() as writer:
        added = writer.add_edition("x", numbered(2).items(), [], lambda _: given_, lambda _: account)
    assert added.edition == given_ == store.chronicle("x").editions[0]
    assert added.account == account == store.account("x", given_.sha256)


def test_counts_compare_with_the_edition_before_in_order(store: Store) -> None:
    first = add(store, "x", {"a": "1", "b": "1", "c": "1"}, edition(DAY))
    assert (first.counts.entities, first.counts.had, first.counts.previous) == (3, 0, None)
    last = add(store, "x", {"a": "9"}, edition(DAY + timedelta(days=9)))
    assert (last.counts.added, last.counts.removed, last.counts.changed) == (0, 2, 1)
    middle = add(store, "x", {"a": "1", "b": "2", "d": "1"}, edition(DAY + timedelta(days=4)))
    assert middle.counts == Counts(3, 3, added=1, removed=1, changed=1, previous=first.edition)
    same = add(store, "x", {"a": "9"}, edition(DAY + timedelta(days=10)))
    assert same.counts.same_as_previous
    assert not first.counts.same_as_previous


def test_alike_records_merge_and_differing_ones_of_a_key_are_refused(store: Store) -> None:
    twice = [("a", "1"), ("b", "1"), ("a", "1")]
    with store.writing() as writer:
        added = writer.add_edition("x", stream(twice), [], lambda _: edition(DAY, sha256="1"), accept)
    assert (added.counts.entities, added.counts.doubled) == (2, 1)
    with pytest.raises(DataError, match="a: comes twice"), store.writing() as writer:
        writer.add_edition("x", stream([*twice, ("a", "2")]), [], lambda _: edition(DAY, sha256="2"), accept)
    assert states(store, "x") == [{"a": "1", "b": "1"}]


@pytest.mark.parametrize("text", ["nul \0", "half \ud800"])
def test_what_is_not_text_is_refused_naming_the_key(store: Store, text: str) -> None:
    with pytest.raises(DataError, match="'key'"), store.writing() as writer:
        writer.add_edition("x", [("key", text)], [], lambda _: edition(DAY, sha256="1"), accept)
    assert store.list_ids() == ()


def test_odd_file_names_and_notes_are_kept_readably(store: Store) -> None:
    odd = edition(DAY, sha256="1", source="liste-\udce9.csv", note="a\0b")
    with store.writing() as writer:
        added = writer.add_edition("x", [("a", "1")], [], lambda _: odd, accept)
    assert added.edition.source == "liste-?.csv"
    assert added.edition.note == "a\ufffdb"


def test_the_same_edition_twice_is_told_and_changes_nothing(store: Store) -> None:
    add(store, "x", {"a": "1"}, edition(DAY))
    token = store.token()
    with pytest.raises(AlreadyHeldError, match="x: the edition of 2024-01-01"):
        add(store, "x", {"a": "1", "b": "parsed otherwise"}, edition(DAY), data=b"a,1")
    assert store.token() == token
    add(store, "x", {"a": "1"}, edition(DAY, hour=13))
    assert len(store.chronicle("x").editions) == 2
    assert not list(store.verify())


def test_one_refused_edition_leaves_the_rest_of_the_transaction(store: Store) -> None:
    def refuse(counts: Counts) -> NoReturn:
        raise RefusedError(f"had {counts.had}")

    with store.writing() as writer:
        writer.add_edition("x", numbered(9).items(), [], lambda _: edition(DAY, sha256="1"), accept)
        with pytest.raises(RefusedError, match="had 9"):
            writer.add_edition("x", numbered(2, "new").items(), [], lambda _: edition(DAY, sha256="2"), refuse)
        writer.add_edition("x", numbered(8).items(), [], lambda _: edition(DAY, sha256="3"), accept)
    assert states(store, "x") == [numbered(9), numbered(8)]
    assert not list(store.verify())


def test_any_error_in_the_block_undoes_all_of_it(store: Store) -> None:
    add(store, "x", numbered(3), edition(DAY))
    token = store.token()

    def write_and_fail() -> None:
        with store.writing() as writer:
            writer.add_edition("x", numbered(9).items(), [], lambda _: edition(DAY, sha256="2"), accept)
            writer.keep_ids("x", {"a": "b"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert states(store, "x") == [numbered(3)]
    assert store.token() == token
    assert store.kept_ids("x") == {}


def test_confirmation_moves_the_newest_edition_forward_only(store: Store) -> None:
    add(store, "x", {"a": "1"}, edition(DAY))
    add(store, "x", {"a": "2"}, edition(DAY + timedelta(days=1)))
    for day in (DAY + timedelta(days=8), DAY + timedelta(days=5)):
        with store.writing() as writer:
            writer.confirm("x", day)
    assert [one.confirmed for one in store.chronicle("x").editions] == [None, DAY + timedelta(days=8)]
    with pytest.raises(InputError, match="y: no edition"), store.writing() as writer:
        writer.confirm("y", DAY)


def test_reparsing_keeps_originals_and_confirmation_and_wants_one_edition(store: Store) -> None:
    first = add(store, "x", {"a": "1"}, edition(DAY)).edition
    with store.writing() as writer:
        writer.confirm("x", DAY + timedelta(days=3))
        added = writer.replace_records(
            "x", first.sha256, [("a", "2")], lambda _: replace(first, parser="csv/2"), accept
        )
    assert added.edition == replace(first, parser="csv/2", confirmed=DAY + timedelta(days=3))
    assert states(store, "x") == [{"a": "2"}]
    assert [b"".join(store.read_original(one.sha256)) for one in store.originals("x", first.sha256)] == [b"a,1"]
    add(store, "x", {"a": "1"}, edition(DAY, hour=20))
    with pytest.raises(InputError, match="several editions"), store.writing() as writer:
        writer.remove_edition("x", first.sha256)
    with store.writing() as writer:
        writer.remove_edition("x", first.sha256, retrieved_at=first.retrieved_at)
    assert states(store, "x") == [{"a": "1"}]
    with pytest.raises(InputError, match="no such edition"), store.writing() as writer:
        writer.replace_records("x", "ff", [], lambda _: first, accept)


def test_lists_do_not_mix(store: Store) -> None:
    add(store, "x", {"a": "1"}, edition(DAY))
    add(store, "y", {"a": "1"}, edition(DAY))
    add(store, "y", {}, edition(DAY + timedelta(days=1)))
    assert store.list_ids() == ("x", "y")
    assert (states(store, "x"), states(store, "y")) == ([{"a": "1"}], [{"a": "1"}, {}])
    assert store.chronicle("z").editions == ()
    assert list(store.chronicle("z").versions()) == []


def test_keys_sort_by_code_point(store: Store) -> None:
    keys = ["b", "B", "a-1", "a1", "ä", "中", "\U0001f600", "\uff21", "a b"]
    add(store, "x", dict.fromkeys(keys, "1"), edition(DAY))
    found = [version.key for version in store.chronicle("x").versions()]
    assert found == sorted(keys)


def test_a_long_history_keeps_spans_apart(store: Store) -> None:
    shown = [number % 3 != 0 for number in range(30)]
    for number, present in enumerate(shown):
        add(store, "x", {"a": "1"} if present else {"b": "1"}, edition(DAY + timedelta(days=number)))
    spans = next(version.spans for version in store.chronicle("x").versions() if version.key == "a")
    assert [place for first, last in spans for place in range(first, last + 1)] == [
        place for place, present in enumerate(shown) if present
    ]
    assert all(before[1] + 1 < after[0] for before, after in pairwise(spans))

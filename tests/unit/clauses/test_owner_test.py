"""The ownership tests of a clause: what its words say for certain, and what they may say."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.clauses.owner_test import owner_tests, read_owner_words
from debar.clauses.vocabulary import screened_programs
from debar.model.clauses import OwnershipTerms

TERMS = st.builds(
    OwnershipTerms,
    threshold=st.none() | st.decimals(0, 100, places=2),
    operator=st.sampled_from([">=", ">"]),
    indirect=st.none() | st.booleans(),
    aggregate=st.none() | st.booleans(),
    control=st.booleans(),
)


@given(TERMS)
def test_what_is_certain_is_never_wider_than_what_may_be(terms: OwnershipTerms) -> None:
    narrow, broad, why = owner_tests(terms, ["OFAC SDN"])
    assert (narrow.percent, narrow.more) >= (broad.percent, broad.more)
    assert narrow.indirect <= broad.indirect
    assert narrow.aggregate <= broad.aggregate
    assert narrow.control == broad.control == terms.control
    assert (narrow == broad) == (why == ())


def test_what_the_words_leave_open_is_named() -> None:
    read = read_owner_words("Entity List parties or companies 33.5% or more owned by them")
    assert read.lists == ("us-bis-el",)
    assert read.narrow is not None
    assert read.broad is not None
    assert (read.broad.percent, read.narrow.percent) == (33, 34)
    assert len(read.open_) == 3


def test_several_tests_in_one_clause_make_one_that_is_certain_and_one_that_may_be() -> None:
    read = read_owner_words(
        "no company 50% or more owned, directly or indirectly, in the aggregate by SDNs; "
        "no company more than 25% owned, directly or indirectly, in the aggregate by parties on the Entity List"
    )
    assert read.narrow is not None
    assert read.broad is not None
    assert (read.narrow.percent, read.broad.percent) == (50, 25)
    assert read.lists == ("us-ofac-sdn", "us-bis-el")
    assert "sets 2 tests" in read.open_[0]


@pytest.mark.parametrize("words", ["", "no resale to Iran", "a company 50% or more owned by the seller", "own use"])
def test_words_without_listed_owners_set_no_test(words: str) -> None:
    assert read_owner_words(words).narrow is None


def test_a_part_of_a_list_counts_only_where_the_whole_is_not_named() -> None:
    (part,) = screened_programs(["OFAC FSE"])
    assert (part.list, part.words) == ("us-ofac-cons", ("FSE-IR", "FSE-SY", "FSE"))
    assert screened_programs(["OFAC FSE", "OFAC consolidated list"]) == ()
    assert screened_programs(["OFAC SDN", "places"]) == ()


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    read = read_owner_words(text)
    assert (read.narrow is None) == (read.broad is None)


@pytest.mark.parametrize(
    ("words", "percent", "broad"),
    [
        ("a party on the SDN List or any entity such a listed party controls or owns by 30% or more", 30, True),
        ("companies of which any one SDN, directly or indirectly, owns 50% or more", 50, False),
    ],
)
def test_owners_may_stand_before(words: str, percent: int, broad: bool) -> None:
    read = read_owner_words(words)
    assert read.narrow is not None
    assert read.broad is not None
    assert (read.narrow.percent, read.narrow.more) == (percent, False)
    assert (read.narrow.aggregate, read.broad.aggregate) == (False, broad)


def test_a_threshold_is_read_as_a_decimal() -> None:
    narrow, _, _ = owner_tests(OwnershipTerms(Decimal("12.5"), ">="), ["BIS Entity List"])
    assert (narrow.percent, narrow.lists) == (13, ("us-bis-el",))

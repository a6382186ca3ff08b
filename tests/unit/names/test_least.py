"""Many pairs of names with a least score: those that reach it are as compared without one, the others are None."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from debar.names.compare import REVIEW, compare, compare_many

WORDS = (
    *("hangzhou", "hikvision", "hikvison", "digital", "technology", "huawei", "dahua", "kaspersky", "lab", "bank"),
    *("rossiya", "emma", "ian", "maduro", "nicolas", "al", "muhammad", "n", "7601", "trading", "ltd", "gmbh", "dba"),
)
names = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
schemata = st.sampled_from(("LegalEntity", "Company", "Person", "Vessel"))


@settings(max_examples=60)
@given(st.lists(st.tuples(names, names), max_size=90), schemata, st.sampled_from((0.0, 0.5, 0.7, 0.9, 1.0)))
def test_found_is_each_pair_that_scores_so_much_alone(pairs: list[tuple[str, str]], schema: str, least: float) -> None:
    """None is left out, however many are compared together."""
    alone = [compare(left, right, schema) for left, right in pairs]
    assert compare_many(pairs, schema, least=least) == [one if one.score >= least else None for one in alone]
    assert compare_many(pairs, schema) == alone


def test_a_short_name_with_and_without_a_legal_form_scores_the_same_both_ways() -> None:
    pairs = [("NIO, Inc.", "NIO"), ("NIO", "NIO, Inc.")]
    there, back = compare_many(pairs, "Company")
    assert there.score == back.score


def test_the_initials_of_a_firm_are_not_ruled_out() -> None:
    """They share no word and no letters in a row with it."""
    pair = ("CASC", "China Aerospace Science Corporation Company")
    assert compare_many([pair], "Company", least=REVIEW)[0] == compare(*pair, "Company")


def test_names_without_anything_in_common_are_ruled_out() -> None:
    """They give nothing, and no pairs give an empty list."""
    assert compare_many([("Hangzhou Hikvision", "Emma Maduro")], least=REVIEW) == [None]
    assert compare_many([], least=REVIEW) == []

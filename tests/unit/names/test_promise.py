"""Many pairs of names at once: those that cannot reach a score are ruled out beforehand, all others are as compared."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from debar.names.compare import REVIEW, compare, compare_many

WORDS = (
    *("hangzhou", "hikvision", "hikvison", "digital", "technology", "huawei", "dahua", "kaspersky", "lab", "bank"),
    *("rossiya", "emma", "ian", "maduro", "nicolas", "al", "muhammad", "n", "7601", "trading", "ltd", "gmbh", "dba"),
)
names = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
schemata = st.sampled_from(("LegalEntity", "Company", "Person", "Vessel"))


@given(st.lists(st.tuples(names, names), max_size=6), schemata, st.sampled_from((0.0, 0.5, 0.7, 0.9)))
def test_what_is_found_is_what_each_pair_gives_alone(pairs: list[tuple[str, str]], schema: str, least: float) -> None:
    """Found pairs score at least so much and as they do alone; below 0.7 none of those is left out."""
    alone = [compare(left, right, schema) for left, right in pairs]
    found = compare_many(pairs, schema, least=least)
    assert len(found) == len(pairs)
    for one, other in zip(alone, found, strict=True):
        assert other is None or other == one
        assert other is None or other.score >= least
        assert other is not None or one.score < least or least >= REVIEW


@given(names.filter(bool), schemata)
def test_a_name_is_never_ruled_out_beside_itself(name: str, schema: str) -> None:
    """Nor is it in another order of its words."""
    turned = " ".join(reversed(name.split()))
    same, ordered = compare_many([(name, name), (name, turned)], schema, least=REVIEW)
    assert same is not None
    assert (ordered is None) == (compare(name, turned, schema).score < REVIEW)


def test_the_initials_of_a_firm_are_not_ruled_out() -> None:
    """They share no word and no letters in a row with it."""
    pair = ("CASC", "China Aerospace Science Corporation Company")
    assert compare_many([pair], "Company", least=REVIEW)[0] == compare(*pair, "Company")


def test_names_without_anything_in_common_are_ruled_out() -> None:
    """They give nothing, and no pairs give an empty list."""
    assert compare_many([("Hangzhou Hikvision", "Emma Maduro")], least=REVIEW) == [None]
    assert compare_many([], least=REVIEW) == []

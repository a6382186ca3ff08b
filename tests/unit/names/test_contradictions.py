"""Names that differ in a single letter or in a number with letters are two names."""

from __future__ import annotations

import pytest

from debar.names.codes import with_codes
from debar.names.compare import REVIEW, compare
from debar.names.index import NameIndex
from debar.names.match import match_many
from debar.names.spelling import is_code, likeness


@pytest.mark.parametrize(
    ("left", "right", "schema"),
    [
        ("Rosneft Fund A", "ROSNEFT FUND B", "Company"),
        ("Class A Trust", "CLASS B TRUST", "Company"),
        ("Terminal A LLC", "TERMINAL B LLC", "Company"),
        ("Terminal A LLC", "TERMINAL 1 LLC", "Company"),
        ("ZTE A", "ZTE B", "Company"),
        ("LADY M", "LADY R", "Vessel"),
        ("PLA Unit 61398A", "PLA UNIT 61399A", "Company"),
        ("PLA Unit 61398A", "PLA UNIT 61399", "Company"),
        ("Model Z10 Kalash", "MODEL Z11 KALASH", "Company"),
        ("FU YUAN YU F76", "FU YUAN YU F77", "Vessel"),
        ("Zebrawood Terminal1", "Zebrawood Terminal3", "Company"),
        ("Terminal1", "Terminal12", "Company"),
        ("Factory10", "FACTORY15", "Company"),
        ("Unit B-12 Logistics", "Unit B13 Logistics", "Company"),
        ("AB-12 Trading LLC", "AB13 Trading", "Company"),
        ("A 11", "A1 1", "Company"),
        ("AB 1 2", "AB 12", "Company"),
        ("7-11", "711", "Company"),
    ],
)
def test_two_of_a_series_are_not_alike(left: str, right: str, schema: str) -> None:
    for one, other in ((left, right), (right, left)):
        found = compare(one, other, schema)
        assert found.score < REVIEW
        assert not any(part["how"] == "spelling" for part in found.parts)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ivan A. Petrovskikh", "PETROVSKIKH, Ivan B."),
        ("A. Petrovskikh", "B. PETROVSKIKH"),
        ("Igor A. Sechin", "SECHIN, Igor Ivanovich"),
    ],
)
def test_persons_of_other_initials_are_no_match(left: str, right: str) -> None:
    for one, other in ((left, right), (right, left)):
        assert compare(one, other, "Person").outcome != "match"


@pytest.mark.parametrize(
    ("left", "right", "schema"),
    [
        ("Igor I. Sechin", "SECHIN, Igor Ivanovich", "Person"),
        ("Ivan A. Petrovskikh", "PETROVSKIKH, Ivan", "Person"),
        ("J P Morgan Quoin", "JP Morgan Quoin", "Company"),
        ("H1KVISI0N", "HIKVISION", "Company"),
        ("Jaish-i-Mohammed", "JAISH-E-MOHAMMED", "Organization"),
        ("Cho, Il-U", "CHO, Il Woo", "Person"),
    ],
)
def test_letters_that_agree_and_misread_ones_still_match(left: str, right: str, schema: str) -> None:
    assert compare(left, right, schema).outcome == "match"


def test_codes_are_told_from_misread_words() -> None:
    assert all(map(is_code, ("z10", "f76", "61398a", "b747")))
    assert not any(map(is_code, ("h1kvisi0n", "otvet5tvenn0stju", "iran", "61398", "l1mited")))
    assert likeness("z10", "z11") == 0.0
    assert likeness("z10", "zi0") > 0.0


@pytest.mark.parametrize(("code", "word"), [("v33805", "vaibos"), ("m31503", "meisoe"), ("s0150", "solso")])
def test_a_code_of_more_digits_than_letters_is_no_word_misread(code: str, word: str) -> None:
    assert likeness(code, word) == 0.0
    assert compare(code, word).score == 0.0


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("A-1", "A1"),
        ("A 1", "a1"),
        ("AB-12", "AB12"),
        ("AB 12", "AB12"),
        ("B 52", "B-52"),
        ("G-4-S", "G4S"),
        ("3-M Company", "3M Company"),
        ("A-1 Auto Repair LLC", "A1 Auto Repair Inc"),
        ("AB-12 Trading LLC", "AB12 Trading"),
        ("Unit B 12 Logistics Ltd", "Unit B12 Logistics"),
        ("10 000 Zebrawood", "10000 Zebrawood"),
    ],
)
def test_a_code_is_one_however_it_is_divided(left: str, right: str) -> None:
    assert compare(left, right).is_match
    for query, listed in ((left, right), (right, left)):
        index = NameIndex.build(["Vector", listed, "Zenit B 14"], [0, 1, 2])
        assert [number for number, _ in match_many(index, [query])[0]] == [1]


@pytest.mark.parametrize(
    ("words", "together"),
    [
        ("a 1 storage", "a1 storage"),
        ("g 4 s", "g4s"),
        ("volvo ab 12", "volvo ab 12"),
        ("plant no 7", "plant no 7"),
        ("route 66", "route 66"),
        ("unit 12 34", "unit 12 34"),
        ("21 co", "21 co"),
    ],
)
def test_only_what_may_be_a_code_is_put_together(words: str, together: str) -> None:
    assert with_codes(words.split()) == tuple(together.split())


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("International", "MRS International"),
        ("Technology", "DR TECHNOLOGY"),
        ("Global", "MR GLOBAL"),
        ("Trading", "MISS TRADING"),
    ],
)
def test_a_general_word_without_a_title_is_no_name(left: str, right: str) -> None:
    """What is left of a business's name without the title must tell whose it is."""
    assert compare(left, right, "Company").score < REVIEW
    assert compare("Zebrawood", "MR ZEBRAWOOD", "Company").outcome == "match"

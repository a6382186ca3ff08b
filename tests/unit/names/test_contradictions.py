"""Names that differ in a single letter or in a number with letters are two names."""

from __future__ import annotations

import pytest

from debar.names.compare import REVIEW, compare
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

"""Short mentions of goods as buyers write them, found by maker; words of other makers and plain words, not found.

``spoken.tsv`` was written from the market and from how purchase lines run, not from the patterns of the catalog. Its
kinds are ``label`` (the label stands in it), ``line`` (a series or a number only) and ``other`` (nothing of ours).
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from debar.catalog import load
from debar.model import Identification, Said, Strength
from debar.screening.identify import TextIdentifier

ROWS = Path(__file__).with_name("spoken.tsv")
FLOORS = {"label": 0.99, "line": 0.98}
#: Share of the other mentions that may lead to a doubt; none may be held for sure.
DOUBTED = 0.01
#: Labels and numbers that the catalog holds on weak grounds stay weak however they are written.
FIRM = frozenset({Strength.EXACT, Strength.STRONG})

IDENTIFIER = TextIdentifier(load())


def _rows(*kinds: str) -> list[dict[str, str]]:
    with ROWS.open(encoding="utf-8", newline="") as lines:
        read = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in read if row["kind"] in kinds]


def _found(text: str, on: date | None = None) -> tuple[Identification, ...]:
    return IDENTIFIER.identify(text, on)


def test_the_sample_is_as_large_as_it_says() -> None:
    assert len(_rows("label")) >= 380
    assert len(_rows("line")) >= 500
    assert len(_rows("other")) >= 350
    texts = [row["text"] for row in _rows("label", "line", "other")]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("kind", FLOORS)
def test_what_a_line_names_is_found_as_bought(kind: str) -> None:
    rows = _rows(kind)
    missed = [
        row["text"]
        for row in rows
        if not any(f.maker == row["maker"] and f.said is Said.BOUGHT for f in _found(row["text"]))
    ]
    assert 1 - len(missed) / len(rows) >= FLOORS[kind], missed


def test_no_other_maker_is_named_beside_the_one_meant() -> None:
    rows = [row for row in _rows("label", "line") if " VS " not in row["text"]]
    wrong = [
        (row["text"], found.maker)
        for row in rows
        for found in _found(row["text"])
        if found.maker != row["maker"] and found.strength in FIRM
    ]
    assert len(wrong) / len(rows) <= DOUBTED, wrong


def test_words_of_others_are_never_held_for_ours() -> None:
    rows = _rows("other")
    doubted = [(row["text"], found.maker, found.strength) for row in rows for found in _found(row["text"])]
    assert not [one for one in doubted if one[2] in FIRM]
    assert len({text for text, _, _ in doubted}) / len(rows) <= DOUBTED, doubted


@pytest.mark.parametrize(
    ("text", "maker"),
    [
        ("HYT TC-508 U1 16CH W/ BELT CLIP", "hytera"),
        ("HYT TC-508 two way radios", "hytera"),
        ("TRENDNET TV-IP1314PI BULLET 4M", "hikvision"),
        ("TV-IP1318PI 8MP BULLET", "hikvision"),
        ("Kasa smart plugs HS103 4 pack", "tp-link"),
        ("KASA SMART PLUG 4PK", "tp-link"),
        ("TAPO PLUGS", "tp-link"),
    ],
)
def test_a_doubtful_ground_stays_a_doubt_in_every_year(text: str, maker: str) -> None:
    for year in (2016, 2021, 2025):
        found = _found(text, date(year, 5, 1))
        assert {one.maker for one in found} == {maker}
        assert not FIRM & {one.strength for one in found}


@pytest.mark.parametrize(
    ("on", "strength"), [(date(2016, 1, 1), None), (date(2019, 1, 1), "strong"), (date(2024, 1, 1), "weak")]
)
def test_norsat_is_hyteras_while_it_was_seen_to_be(on: date, strength: str | None) -> None:
    found = _found("NORSAT GLOBETREKKER TERMINAL", on)
    assert [one.strength for one in found] == ([strength] if strength else [])


def test_a_long_line_of_line_words_is_read_at_once() -> None:
    text = " ".join(["KASA TAPO MINI AIR PICO EVO MATEPAD TC-C3 CS-C6N- RE DHI-KT TV-NVR"] * 150)
    assert len(text) > 10_000
    assert {found.maker for found in _found(text)} <= {"tp-link", "hikvision", "dahua", "tiandy"}

"""The wording around a hit, weighed beside what the rules say of it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from debar.catalog import load
from debar.model import Said
from debar.screening.clauses import Hit
from debar.screening.governing import Spoken
from debar.screening.identify import TextIdentifier
from debar.screening.weighing import Around, Weights, wording

CATALOG = load()
RULES = TextIdentifier(replace(CATALOG, weights={}))
WEIGHED = TextIdentifier(CATALOG)
BOUGHT = Spoken(Said.BOUGHT)


def _around(text: str, word: str = "hikvision") -> Around:
    start = text.index(word)
    return Around(
        folded=text, hit=Hit(span=(start, start + len(word)), numbered=False), near=(), products=(), others=()
    )


def test_without_weights_what_the_rules_say_stands() -> None:
    assert Weights({}).settled(BOUGHT, None, _around("crate of hikvision domes")) == BOUGHT


def test_wording_that_weighs_against_a_purchase_is_quoted() -> None:
    weights = Weights({"verdict wording": 1.0, "line recycl": -2.0, "line crat": -0.5})
    spoken = weights.settled(BOUGHT, None, _around("crate of hikvision domes, recycled"))
    assert (spoken.said, spoken.words) == (Said.MENTIONED, "recycled")


def test_wording_that_weighs_for_a_purchase_outdoes_the_rules() -> None:
    weights = Weights({"verdict wording": 1.0, "verdict said mentioned": -1.0, "<0 of": 2.0})
    assert weights.settled(Spoken(Said.MENTIONED, "crate"), None, _around("crate of hikvision domes")) == BOUGHT


def test_a_part_of_another_thing_is_not_weighed() -> None:
    part = Spoken(Said.BOUGHT, "chipset", component=True)
    assert Weights({"verdict start": -9.0}).settled(part, None, _around("hikvision chipset")) is part


def test_words_far_away_do_not_count() -> None:
    near = wording(_around("recycled " + "a " * 20 + "hikvision"))
    far = wording(_around("recycled " + "a " * 900 + "hikvision"))
    assert "line recycl" in near
    assert "line recycl" not in far


def test_numbers_count_as_numbers_whatever_they_are() -> None:
    assert wording(_around("12 hikvision domes at 90.00")) == wording(_around("7 hikvision domes at 15.50"))


@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_any_text_is_weighed_and_gives_the_same_marks_again(before: str, after: str) -> None:
    around = _around(f"{before}hikvision{after}")
    assert wording(around) == wording(around)
    assert Weights({"start": 1.0, "verdict wording": 1.0}).settled(BOUGHT, None, around) == BOUGHT


def test_a_switch_tagged_for_recycling_is_no_purchase() -> None:
    text = "Rmvd from rack 2B: Huawei S5720-28X-PWR-SI, tagged for recycle 6/4"
    assert [found.said for found in RULES.identify(text, None)] == [Said.BOUGHT]
    (found,) = WEIGHED.identify(text, None)
    assert found.said is not Said.BOUGHT
    assert found.because.count("“") == 2

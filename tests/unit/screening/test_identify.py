"""Text to identifications: spans, tiers, dates, joined labels, and a batch pass that misses nothing."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debar.catalog import Grammar, load
from debar.model import Identification, Said, Strength
from debar.screening.identify import TextIdentifier

CATALOG = load()
IDENTIFIER = TextIdentifier(CATALOG)
GRAMMARS = {grammar.id: grammar for grammar in CATALOG.grammars}


def _one(text: str, on: str = "") -> Identification:
    found = IDENTIFIER.identify(text, date.fromisoformat(on) if on else None)
    assert len(found) == 1, found
    return found[0]


def _context(grammar: Grammar) -> str:
    """A product word of the grammar's first group, as the catalog writes it."""
    words = (term.term for term in CATALOG.terms if term.use == "support" and term.group in grammar.needs)
    return next(words, "")


def _positives() -> list[tuple[str, str]]:
    reported = [grammar for grammar in CATALOG.grammars if grammar.tier != "counter"]
    return [(grammar.id, example) for grammar in reported for example in grammar.positive]


@pytest.mark.parametrize(("grammar_id", "example"), _positives())
def test_every_positive_example_is_identified_beside_its_label(grammar_id: str, example: str) -> None:
    grammar = GRAMMARS[grammar_id]
    brand = CATALOG.brands[grammar.brand]
    label = (*brand.spellings, *brand.doubtful, example)[0]
    text = f"{label} {example} {_context(grammar)}"
    days = [row.period.first for row in CATALOG.relabels_of.get(brand.id, ()) if row.model in ("", grammar.id)]
    on = max((day for day in days if day), default=None)
    found = IDENTIFIER.identify(text, on)
    assert any(f"models/{grammar_id}" in i.rows or i.model for i in found), found
    assert IDENTIFIER.hits([text]) == [0]


@pytest.mark.parametrize(
    ("grammar_id", "example"), [pair for pair in _positives() if GRAMMARS[pair[0]].tier.startswith("strong")]
)
def test_a_number_of_a_strong_tier_is_enough_alone(grammar_id: str, example: str) -> None:
    assert IDENTIFIER.identify(example, None), grammar_id


@pytest.mark.parametrize(
    "example",
    ["N45BB5Z", "IPC-B120HA", "PD782G", "MF279", "AGS2-W09", "M30T", "Inspire 2", "QCN7005B", "EC25-AF", "DB1"],
)
def test_a_number_of_the_other_tiers_gives_nothing_alone(example: str) -> None:
    assert IDENTIFIER.identify(example, None) == ()


@pytest.mark.parametrize(
    ("grammar_id", "example"), [(g.id, e) for g in CATALOG.grammars if g.tier == "counter" for e in g.positive]
)
def test_a_family_that_must_not_be_reported_gives_nothing(grammar_id: str, example: str) -> None:
    assert IDENTIFIER.identify(f"{example} camera", None) == (), grammar_id


def test_a_span_is_the_place_in_the_original_text() -> None:
    text = "CAMERA SYSTEM, HILOOK IPC-T240H W/ INSTALL"
    found = _one(text)
    assert found.span == (15, 31)
    assert found.text == text[15:31] == "HILOOK IPC-T240H"


def test_spans_stay_true_behind_other_scripts_and_long_lower_cases() -> None:
    for before in ("İİİ ", "摄像机 ", "\u00a0é ", "ＡＢ\t\n"):
        text = f"{before}Hikvision DS‑2CD2143G0‑I dome"
        found = _one(text)
        assert found.text == "Hikvision DS‑2CD2143G0‑I"
        assert found.span is not None
        assert text[slice(*found.span)] == found.text


def test_the_examples_of_the_contract() -> None:
    lts = _one("LTS CMIP8C42W-28", "2021-03-18")
    assert (lts.kind, lts.maker, lts.strength, lts.said) == ("relabel", "hikvision", Strength.WEAK, Said.BOUGHT)
    hilook = _one("HiLook IPC-T240H", "2021-03-18")
    assert (hilook.kind, hilook.maker, hilook.strength) == ("model", "hikvision", Strength.EXACT)
    terminal = _one("Hikvision DS-K1T671TM temperature terminal", "2020-09-01")
    assert (terminal.kind, terminal.strength) == ("model", Strength.EXACT)
    assert terminal.categories == ("access", "thermal")
    assert _one("NVR N52B3P 16CH").maker == "dahua"
    assert _one("Hytera PD682").categories == ("radio",)
    assert _one("DJI Mavic 3").maker == "dji"


@pytest.mark.parametrize(
    ("on", "strength"), [("2021-06-01", Strength.STRONG), ("2023-06-01", Strength.WEAK), ("", Strength.WEAK)]
)
def test_a_label_that_was_sold_is_strong_only_in_its_days(on: str, strength: Strength) -> None:
    found = _one("Lorex 4K NVR kit", on)
    assert (found.kind, found.maker, found.brand, found.strength) == ("relabel", "dahua", "Lorex", strength)


def test_a_lead_counts_only_beside_a_product_word() -> None:
    assert {i.strength for i in IDENTIFIER.identify("Speco 4MP camera", None)} == {Strength.LEAD}
    assert IDENTIFIER.identify("Speco amplifier", None) == ()


def test_a_plain_conglomerate_label_gives_nothing_and_its_line_does() -> None:
    for text in ("Honeywell thermostat", "Honeywell security camera", "HONEYWELL HC30W45R3 CAMERA"):
        assert IDENTIFIER.identify(text, date(2019, 1, 1)) == ()
    assert _one("Honeywell HEN16144 NVR", "2019-01-01").strength is Strength.STRONG
    assert IDENTIFIER.identify("Honeywell HEN16144 NVR", date(2023, 1, 1)) == ()


def test_a_number_of_ambiguous_form_needs_a_product_word_and_stays_weak() -> None:
    assert IDENTIFIER.identify("PD682", None) == ()
    assert _one("PD682 portable radio").strength is Strength.WEAK
    assert IDENTIFIER.identify("HP705 laserjet radio", None) == ()


def test_a_label_and_its_number_apart_are_one_identification() -> None:
    found = _one("Hikvision dome camera, outdoor, model DS-2CD2143G0-I")
    assert (found.text, found.strength) == ("DS-2CD2143G0-I", Strength.EXACT)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("DS - 2CD2342WD for the gym", "DS-2CD2342WD"),
        ("cameras IPC- HFW4431R", "IPC-HFW4431R"),
        ("DS \u2013 7608NI recorder", "DS\u20137608NI"),
        ("DS-2CD2342WD-I for the gym", "DS-2CD2342WD-I"),
    ],
)
def test_a_number_with_blanks_round_its_dashes_is_the_number_without(text: str, number: str) -> None:
    found = _one(text)
    assert (found.model, IDENTIFIER.hits([text])) == (number, [0])
    assert found.span is not None
    assert text[slice(*found.span)] == found.text


def test_a_dash_between_words_joins_no_number() -> None:
    assert IDENTIFIER.identify("lot DS - 2 boxes of paper", None) == ()


def test_each_maker_of_a_row_is_found_and_each_number_once() -> None:
    text = "2 x DS-2CD2143G0-I, DS-2CD2143G0-I, 1 Dahua NVR, ZTE MF833V modem"
    found = IDENTIFIER.identify(text, None)
    assert [i.maker for i in found] == ["hikvision", "dahua", "zte"]


def test_overlapping_numbers_give_one_identification() -> None:
    found = IDENTIFIER.identify("DHI-NVR4216-16P-4KS2/L IPC-HDBW4431R-ZS NVR302-16E2-P16", None)
    spans = [i.span for i in found if i.span]
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    assert [i.maker for i in found] == ["dahua", "dahua", "uniview"]


def test_a_chip_is_a_component_and_no_device() -> None:
    found = _one("board with Hi3516DV300 SoC")
    assert (found.maker, found.component, found.categories) == ("hisilicon", True, ("component",))


def test_an_identification_carries_its_rows_and_sources() -> None:
    found = _one("LTS CMIP8C42W-28")
    assert found.rows == ("brands/lts", "models/rl-lts", "relabels/lts-hikvision-2")
    assert found.evidence
    assert all(evidence.title for evidence in found.evidence)
    assert "weak" in found.because


@pytest.mark.parametrize("length", [5_000, 60_000])
def test_hostile_texts_end_and_keep_the_promise_of_the_batch_pass(length: int) -> None:
    for text in ("DS-2CD" + "2" * length, "IPC-" * (length // 4), "hikvision " * (length // 10), "(" * length):
        assert not IDENTIFIER.identify(text, None) or IDENTIFIER.hits([text]) == [0]


def test_an_empty_batch_and_empty_texts_are_no_hits() -> None:
    assert IDENTIFIER.hits([]) == []
    assert IDENTIFIER.hits(["", " ", "\0", "摄像机"]) == []
    assert IDENTIFIER.identify("", None) == ()


PIECES = st.one_of(
    st.sampled_from([word for brand in CATALOG.brands.values() for word in (*brand.spellings, *brand.doubtful)]),
    st.sampled_from([word for brand in CATALOG.brands.values() for word in brand.scripts]),
    st.sampled_from([example for grammar in CATALOG.grammars for example in (*grammar.positive, *grammar.negative)]),
    st.sampled_from([term.term.replace("#", "4") for term in CATALOG.terms]),
    st.text(max_size=6),
    st.text(alphabet="DSIPCNVRHT0123456789-/ ()", max_size=14),
)
JOINTS = st.sampled_from(["", " ", "  ", "-", ", ", "\t", "\n", "\0", "_", "é", "文", "@", "\u2011", "/"])


@st.composite
def _texts(draw: st.DrawFn) -> str:
    parts = [piece for _ in range(draw(st.integers(0, 4))) for piece in (draw(PIECES), draw(JOINTS))]
    text = "".join(parts)
    return draw(st.sampled_from([text, text.upper(), text.title()]))


@settings(max_examples=400, deadline=None)
@given(st.lists(_texts(), min_size=1, max_size=8))
def test_the_batch_pass_never_misses_a_text_in_which_something_is_identified(texts: list[str]) -> None:
    hits = IDENTIFIER.hits(texts)
    assert hits == sorted(set(hits))
    for number, text in enumerate(texts):
        for found in IDENTIFIER.identify(text, None):
            assert found.span is not None
            assert text[slice(*found.span)] == found.text
            assert number in hits, (text, found)


@settings(max_examples=150, deadline=None)
@given(st.lists(_texts(), min_size=1, max_size=8))
def test_a_batch_gives_what_its_texts_give_one_by_one(texts: list[str]) -> None:
    assert IDENTIFIER.hits(texts) == [i for i, text in enumerate(texts) if IDENTIFIER.hits([text])]


@settings(max_examples=150, deadline=None)
@given(_texts())
def test_identification_is_the_same_each_time_and_in_order(text: str) -> None:
    found = IDENTIFIER.identify(text, None)
    assert found == IDENTIFIER.identify(text, None)
    assert [i.span for i in found] == sorted((i.span for i in found if i.span), key=lambda s: (s[0], -s[1]))


def test_few_ordinary_rows_are_left_to_read() -> None:
    ordinary = [
        "PARTS - MACHINERY & EQUIPMENT TRUFLEX BELT",
        "OFFICE SUPPLIES TONER HP 85A",
        "HOTEL ACCOMMODATION CONFERENCE",
        "15A 120V LA SP LITED DECO SWITCH",
        "ADULTS CLOTHING, RESULTS CONSULTING, LIMOUSINE",
        "HONEYWELL THERMOSTAT T6 PRO",
        "FLIR THERMAL IMAGER E8",
    ]
    assert IDENTIFIER.hits(ordinary * 50) == []


def test_stock_sold_after_a_label_stopped_buying_is_a_doubt() -> None:
    before, after = (_one("Honeywell HEN16104 NVR", on) for on in ("2019-03-01", "2022-07-15"))
    assert (before.maker, before.strength) == ("dahua", Strength.STRONG)
    assert (after.maker, after.strength) == ("dahua", Strength.WEAK)


def test_the_full_name_of_a_maker_is_not_taken_for_a_namesake() -> None:
    assert _one("Zhejiang Dahua Technology Co Ltd").strength is Strength.STRONG
    assert not IDENTIFIER.identify("Shanghai Dahua Scale Factory platform scale", None)

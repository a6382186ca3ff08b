"""Hints at the money behind a purchase: found with their words, never made facts, not found where there is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.model import FUNDING_KINDS
from debar.procurement.funding_hints import funding_hints, hints_in


@pytest.mark.parametrize(
    ("text", "programme", "quote"),
    [
        ("Hikvision cameras, COPS SVPP FY21 grant", "cops", "COPS SVPP"),
        ("PTZ camera per UASI 2019 allocation", "uasi", "UASI"),
        ("switches - E-Rate Cat 2, FRN 2199012345", "e-rate", "E-Rate"),
        ("FCC Form 471 wireless access points", "e-rate", "FCC Form 471"),
        ("Chromebooks ESSER III", "esser", "ESSER III"),
        ("ARPA/SLFRF security camera upgrade", "arpa", "ARPA"),
        ("radios, CFDA 97.067", "aln", "CFDA 97.067"),
        ("cameras, Treasury grant 21.027", "aln-bare", "21.027"),
        ("Assistance Listing Number 84.425D laptops", "aln", "Assistance Listing Number 84.425D"),
        ("EMW-2019-SS-00045 mobile command", "fema-number", "EMW-2019-SS-00045"),
        ("2019-DJ-BX-0123 body cameras", "doj-number", "2019-DJ-BX-0123"),
        ("15PBJA-21-GG-00123-JAGX in-car video", "doj-number", "15PBJA-21-GG-00123-JAGX"),
        ("S425D210001 tablets", "ed-number", "S425D210001"),
        ("CDBG-CV cameras for shelter", "cdbg", "CDBG-CV"),
        ("USDA ReConnect fiber OLT", "rus", "USDA ReConnect"),
        ("Byrne JAG drones", "jag", "Byrne JAG"),
        ("police JAG grant", "jag", "JAG"),
        ("Title I funds: tablets", "title-i", "Title I funds"),
        ("Operation Stonegarden night vision", "hsgp", "Operation Stonegarden"),
        ("FEMA Public Assistance DR-4332-TX generator cams", "fema", "FEMA Public Assistance"),
        ("Emergency Connectivity Fund hotspots", "ecf", "Emergency Connectivity Fund"),
        ("federally funded camera project", "federal", "federally funded"),
        ("School safety grant cameras", "state-grant", "School safety grant"),
    ],
)
def test_a_programme_is_hinted_at_by_its_words(text: str, programme: str, quote: str) -> None:
    found = {hint.id: hint for hint in hints_in(text)}
    assert programme in found, found
    hint = found[programme]
    assert hint.quote == quote == text[hint.start : hint.end]
    assert hint.kind in FUNDING_KINDS
    assert "not a fact" in hint.because
    assert quote in hint.because
    assert hint.ask


@pytest.mark.parametrize(
    "text",
    [
        "Jaguar XF tail light, JAG part 4421",
        "ARPA-E laboratory services",
        "not paid with federal funds",
        "non-federal funds",
        "no ESSER money used",
        "title 1 of the set, hardcover",
        "21.027 lb pallet",
        "copy paper and staples",
        "Grant Street sidewalk repair",
        "COPS and robbers costume",
        "ECF spruce lumber",
        "Model DR-1234 shredder",
        "",
    ],
)
def test_other_words_are_no_hint(text: str) -> None:
    assert hints_in(text) == ()


def test_a_column_of_grants_hints_by_what_it_holds() -> None:
    (hint,) = funding_hints("cameras", {"Description": "cameras", "FAIN": "693JJ32250012"})
    assert (hint.kind, hint.column, hint.quote) == ("federal-grant", "FAIN", "693JJ32250012")
    assert "the column 'FAIN' holds '693JJ32250012'" in hint.because
    (open_,) = funding_hints("cameras", {"Grant Number": "G-1200"})
    assert open_.kind == "unknown"
    assert "who gave it" in open_.ask
    for empty in ("", "N/A", "none", "0", "000000", "  "):
        assert funding_hints("cameras", {"Grant Number": empty, "CFDA": empty}) == ()


def test_a_named_programme_goes_before_general_words_and_text_before_columns() -> None:
    found = funding_hints("ESSER II tablets, federally funded", {"Grant": "ESSER II", "Fund": "Federal Funds"})
    assert [(hint.id, hint.column) for hint in found] == [("esser", "")]


@given(st.text(max_size=200))
def test_any_text_is_read_and_quotes_are_of_it(text: str) -> None:
    for hint in hints_in(text):
        assert text[hint.start : hint.end] == hint.quote


def test_a_hostile_text_is_cut_and_read_once() -> None:
    assert hints_in("grant " * 50_000 + "ESSER") == ()
    assert hints_in("not " * 2_400 + "ESSER") == ()

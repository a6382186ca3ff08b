"""Rows of a list of subsidiaries are quoted by their own words, never by those of a row beside them."""

from __future__ import annotations

from debar.dossiers.evidence import text_source
from debar.dossiers.subsidiary_records import subsidiary_records
from debar.ownership.readers.exhibit21 import Exhibit, ExhibitRow


def quotes(text: str, *rows: ExhibitRow) -> list[str]:
    source = text_source(text.encode(), text, "ex21.txt", "txt")
    records = subsidiary_records(source, Exhibit("Alder Corp", rows, ()), "", None)
    return [each.quotations[0].quote for each in records]


def test_a_place_of_the_next_row_is_not_quoted() -> None:
    text = "Alder East LLC    NV\nAlder West LLC    Nevada\n"
    rows = (ExhibitRow(1, "Alder East LLC", "Nevada"), ExhibitRow(2, "Alder West LLC", "Nevada"))
    assert quotes(text, *rows) == ["Alder East LLC", "Alder West LLC    Nevada"]


def test_a_name_is_not_found_within_a_longer_word() -> None:
    text = "NORTHERN LIGHTS SA    France\nERN LIGHTS SA    Spain\n"
    rows = (ExhibitRow(1, "NORTHERN LIGHTS SA", "France"), ExhibitRow(2, "ERN LIGHTS SA", "Spain"))
    assert quotes(text, *rows) == ["NORTHERN LIGHTS SA    France", "ERN LIGHTS SA    Spain"]


def test_a_row_without_its_place_in_the_order_does_not_move_the_rows_behind_it() -> None:
    text = "Birch LLC of old\n\nCedar LLC    Texas\nDogwood LLC    Ohio\n\nBirch LLC, Cedar LLC    Utah\n"
    rows = (
        ExhibitRow(3, "Cedar LLC", "Texas"),
        ExhibitRow(4, "Dogwood LLC", "Ohio"),
        ExhibitRow(6, "Cedar LLC", "Utah"),
    )
    assert quotes(text, *rows) == ["Cedar LLC    Texas", "Dogwood LLC    Ohio", "Cedar LLC    Utah"]

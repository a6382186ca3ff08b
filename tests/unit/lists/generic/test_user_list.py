"""A user's own list: documented columns, any columns with a mapping, and what careless people and programs write."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from debar.errors import DataError, DebarError, FormatError, MappingError
from debar.lists.generic.columns import FIELDS, IDENTIFIERS, map_columns
from debar.lists.parsing import File
from debar.model import Entity
from sources.samples import layout_of, read

LIST = "watchlist"
DOCUMENTED = "id,schema,name,alias,country,address,uei,birth_date,program,from,to,citation,url,note\n"
ROW = (
    '7,Company,Acme Optics Ltd,"Acme; AO",China,"1 Road, Town",ABCDEFGHJKL1,,HOUSE,2024-05-01,2025-04-30,Memo 7,'
    "https://example.org/7,seen in bids\n"
)


def table(text: str | bytes, name: str = "list.csv") -> File:
    return File(name, text.encode() if isinstance(text, str) else text)


def workbook(rows: list[list[str]], sheet: str = "Suppliers") -> File:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    return File("list.xlsx", content.getvalue())


def only(file: File, **mapping: str) -> Entity:
    entities, _ = read(LIST, file, mapping=mapping)
    assert len(entities) == 1
    return entities[0]


def test_the_documented_columns_are_all_read() -> None:
    acme = only(table(DOCUMENTED + ROW))
    assert (acme.id, acme.schema) == ("watchlist:7", "Company")
    assert acme.names == ("Acme Optics Ltd", "Acme", "AO")
    assert (acme.countries, acme.addresses) == (("cn",), ("1 Road, Town",))
    assert acme.identifiers == (("uei", "ABCDEFGHJKL1"),)
    listing = acme.designations[0]
    assert (listing.program, listing.from_, listing.to) == ("HOUSE", date(2024, 5, 1), date(2025, 4, 30))
    assert [(cite.title, cite.url) for cite in listing.citations] == [("Memo 7", "https://example.org/7")]
    assert listing.note == "seen in bids"


def test_csv_tsv_workbook_and_json_lines_give_the_same_party() -> None:
    cells = [["id", "schema", "name", "alias"], ["7", "Company", "Acme Optics Ltd", "Acme; AO"]]
    lines = json.dumps(dict(zip(*cells, strict=True))) + "\n"
    files = [
        table("\n".join(",".join(row) for row in cells) + "\n"),
        table("\n".join("\t".join(row) for row in cells) + "\n", "list.tsv"),
        table(lines + lines.replace("7", "8"), "list.jsonl"),
        workbook(cells),
    ]
    found = [read(LIST, file)[0][0] for file in files]
    assert all(entity == found[0] for entity in found)


@pytest.mark.parametrize(
    "heading", ["NAME", "Company Name", "supplier_name", "Vendor", "Legal Business Name", "Entity-Name", "party name"]
)
def test_usual_headings_are_known_in_any_case(heading: str) -> None:
    assert only(table(f"No,{heading},Other\n1,Acme Optics Ltd,x\n")).caption == "Acme Optics Ltd"


def test_any_column_can_be_mapped_and_the_mapping_overrules_the_headings() -> None:
    text = "Ref,Firma,Land,Name\nA-1,Acme GmbH,Germany,Frau Muster\n"
    found = only(table(text), name="Firma", id="Ref", country="Land")
    assert (found.id, found.caption, found.countries) == ("watchlist:A-1", "Acme GmbH", ("de",))


def test_several_columns_make_up_one_field() -> None:
    found = only(
        table("name,Alt 1,Alt 2,Street,City\nAcme,A,B,1 Road,Town\n"), alias="Alt 1+Alt 2", address="Street+City"
    )
    assert found.names == ("Acme", "A", "B")
    assert found.addresses == ("1 Road", "Town")


def test_a_list_without_a_column_of_names_shows_its_columns_and_how_to_map_them() -> None:
    with pytest.raises(MappingError, match=r"no column holds the names.*'Ref', 'Betrag'.*--map name='Ref'"):
        read(LIST, table("Ref,Betrag\nA,1\n"))
    with pytest.raises(MappingError, match="no column 'Nope'"):
        read(LIST, table("Ref,Betrag\nA,1\n"), mapping={"name": "Nope"})
    with pytest.raises(MappingError, match="no such field; there are id, schema, name"):
        read(LIST, table("Ref,Betrag\nA,1\n"), mapping={"colour": "Ref"})


def test_a_table_without_header_is_refused_with_advice() -> None:
    with pytest.raises(FormatError, match=r"no header.*id,schema,name,alias"):
        read(LIST, table("1,2024-01-01,Acme Optics Ltd\n2,2024-01-02,Beta Optics Ltd\n"))


def test_rows_without_a_name_are_rejected_with_their_number_and_blank_rows_are_none() -> None:
    entities, log = read(LIST, table("id,name\n1,Acme\n2,\n\n4,Beta\n"))
    assert [entity.caption for entity in entities] == ["Acme", "Beta"]
    assert [(problem.where, problem.what) for problem in log.rejected] == [("list.csv, row 2", "no name")]
    assert log.rows == 3


def test_a_list_without_ids_gets_stable_ones_that_letter_case_does_not_change() -> None:
    first = only(table("name,country\nAcme Optics Ltd.,CN\n"))
    again = only(table("country,NAME\nChina,ACME OPTICS LTD\n"))
    assert first.id == again.id
    assert first.id.startswith("watchlist:")


def test_one_id_for_two_parties_is_refused_with_both_rows() -> None:
    with pytest.raises(DataError, match=r"row 1 and list\.csv, row 3: both have the id '7'"):
        read(LIST, table("id,name\n7,Acme\n8,Beta\n7,Gamma\n"))


def test_rows_of_one_party_below_one_another_are_one_party() -> None:
    entities, log = read(LIST, table("id,name,address\n7,Acme,1 Road\n7,Acme,2 Road\n8,Beta,3 Road\n7,acme,4 Road\n"))
    assert [entity.addresses for entity in entities] == [("1 Road", "2 Road"), ("3 Road",)]
    assert log.rows == 4
    assert "is the party of list.csv, row 1 again" in log.rejected[0].what


def test_formula_cells_are_text() -> None:
    formula = '=HYPERLINK("https://x.org","Acme")'
    assert only(workbook([["id", "name", "note"], ["1", formula, "+1"]])).caption == formula
    doubled = formula.replace('"', '""')
    assert only(table(f'id,name\n1,"{doubled}"\n')).caption == formula


def test_lines_of_another_encoding_are_read_with_a_warning() -> None:
    entities, log = read(LIST, table("id,name\n1,Müller GmbH\n".encode() + "2,Société\n".encode("cp1252")))
    assert [entity.caption for entity in entities] == ["Müller GmbH", "Société"]
    assert "not UTF-8" in log.warned[0].what


def test_a_utf_16_export_is_read() -> None:
    assert only(table("id\tname\r\n1\tMüller GmbH\r\n".encode("utf-16"), "list.txt")).caption == "Müller GmbH"


def test_what_cannot_be_understood_is_warned_of_and_the_party_kept() -> None:
    entities, log = read(
        LIST,
        table("name,schema,country,from,to\nAcme,Spaceship,Atlantis,sometime,2024-13-45\nBeta,,,3/4/2024,2020-01-01\n"),
    )
    assert [entity.schema for entity in entities] == ["LegalEntity", "LegalEntity"]
    said = " | ".join(problem.what for problem in log.warned)
    for what in ("Spaceship", "Atlantis", "'sometime' is no day", "2024-13-45", "month/day/year", "before it begins"):
        assert what in said


def test_columns_that_hold_no_field_are_named_in_the_notes() -> None:
    _, log = read(LIST, table("name,Shoe size\nAcme,43\n"))
    assert log.notes == ["list.csv: columns not read: Shoe size"]


@pytest.mark.parametrize(
    "data",
    [b"", b" \n", b"<!DOCTYPE html><html></html>", b"<?xml version='1.0'?><x/>", b"%PDF-1.7", bytes(range(1, 27)) * 40],
)
def test_empty_files_pages_and_binaries_are_no_list(data: bytes) -> None:
    assert layout_of(LIST, File("list.csv", data)) == ""


def test_a_file_on_disk_is_read_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(DOCUMENTED + ROW, encoding="utf-8")
    assert read(LIST, File("mine.csv", path=path))[0] == read(LIST, table(DOCUMENTED + ROW, "mine.csv"))[0]


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t\0;,"), max_size=12)


@settings(max_examples=80)
@given(st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=6))
def test_no_table_brings_the_reader_down_and_every_row_is_accounted_for(rows: list[list[str]]) -> None:
    text = "id,name,country,from\n" + "\n".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows
    )
    try:
        entities, log = read(LIST, table(text + "\n"), layout="user-list")
    except DebarError:
        return
    assert len(entities) + log.rejections <= log.rows
    assert all(entity.names and entity.id.startswith("watchlist:") for entity in entities)


@given(st.lists(st.sampled_from([*FIELDS, *IDENTIFIERS, "colour", "size"]), min_size=1, unique=True))
def test_every_field_is_found_under_its_own_name_wherever_its_column_stands(header: list[str]) -> None:
    try:
        columns = map_columns(header, {}, "x")
    except MappingError:
        assert "name" not in header
        return
    assert columns.fields == {name: (at,) for at, name in enumerate(header) if name in (*FIELDS, *IDENTIFIERS)}


def test_a_sheet_without_names_is_passed_over_and_said_and_a_workbook_without_any_is_refused() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.add_worksheet("Notes").write_row(0, 0, ["kept by", "since"])
        page = book.add_worksheet("Suppliers")
        page.write_row(0, 0, ["name"])
        page.write_row(1, 0, ["Acme Optics"])
    found, log = read(LIST, File("list.xlsx", content.getvalue()))
    assert [entity.caption for entity in found] == ["Acme Optics"]
    assert [(each.where, each.what[:58]) for each in log.warned] == [
        ("list.xlsx#Notes", "this sheet was not read: no column holds the names of the ")
    ]
    with pytest.raises(MappingError, match="Notes: no column holds the names"):
        read(LIST, workbook([["kept by", "since"], ["me", "2024"]], "Notes"))


def test_a_text_of_a_million_characters_is_no_name() -> None:
    found, log = read(LIST, table(f"id,name,alias\n1,{'x' * 1_000_000},\n2,Beta,B2;{'y' * 1_000_000}\n"))
    assert [entity.names for entity in found] == [("Beta", "B2")]
    assert [each.what[:58] for each in log.warned] == ["alias of 1,000,000 characters is no name and was left out;"]
    assert [each.what for each in log.rejected] == [f"a text of 1,000,000 characters is no name; it begins: {'x' * 60}"]


def test_an_id_is_kept_as_the_user_wrote_it() -> None:
    found, _ = read(LIST, table('id,name\na b,One\na-b,Two\nc:d,Three\n\u540d,Four\n" : ",Five\n'))
    own = [entity.id.removeprefix(f"{LIST}:") for entity in found]
    assert own[:4] == ["a b", "a-b", "c:d", "\u540d"]
    assert len(own[4]) == 10, "an id of punctuation alone is made of the name"


def test_an_encoding_is_doubted_once() -> None:
    _, log = read(LIST, table("id,name\n1,Soci\u00e9t\u00e9\n".encode("cp1252")))
    assert ([each.what for each in log.warned], log.notes) == (["1 lines are not UTF-8 and were read as cp1252"], [])

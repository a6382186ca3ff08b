"""SAM exclusions, on real rows of the public V2 extract and of a copy aggregated by unique entity id."""

from __future__ import annotations

from datetime import date

import pytest

from debar.errors import FormatError
from debar.lists.parsing import File
from sources.samples import by_caption, layout_of, read, sample

LIST = "us-sam-exclusions"
V2 = sample(LIST, "public_v2.csv")
HEADER, *ROWS = V2.decode().splitlines(keepends=True)
ZTE = ROWS[0]


def extract(*rows: str, header: str = HEADER) -> File:
    return File("SAM_Exclusions_Public_Extract_V2_23326.CSV", (header + "".join(rows)).encode())


def changed(row: str, **cells: str) -> str:
    """A row with some of its cells put in place of others, by the column's name with spaces as underscores."""
    columns = [cell.strip('"\n') for cell in HEADER.split('","')]
    found = row.strip().strip('"').split('","')
    for name, value in cells.items():
        found[columns.index(name.replace("_", " "))] = value
    return '"' + '","'.join(found) + '"\n'


def test_a_record_has_the_id_the_dates_and_the_scope_that_sam_gives_it() -> None:
    entities, log = read(LIST, extract(*ROWS))
    zte = by_caption(entities)["ZTE CORPORATION"]
    assert zte.id == "us-sam-exclusions:S4MRB9MLP"
    assert (zte.schema, zte.countries) == ("Company", ("cn",))
    assert zte.identifiers == (("uei", "HWEKRJ3F3N29"),)
    assert zte.addresses == ("NO.55, HI-TECH SOUTH ROAD, NANSHAN DISTRICT, SHENZHEN, 518057",)
    listing = zte.designations[0]
    assert (listing.from_, listing.to, listing.published) == (date(2019, 12, 13), None, date(2019, 12, 13))
    assert "The entity is not itself excluded" in listing.scope
    assert (listing.program, dict(listing.details)["agency"]) == ("Prohibition/Restriction", "GSA")
    assert (log.rows, log.rejections, log.warnings) == (4, 0, 0)
    assert log.published == date(2023, 11, 22)  # the 326th day, as the file's name says


def test_rows_of_one_sam_number_are_one_record_wherever_they_stand() -> None:
    terra = ROWS[1]
    other = changed(terra, Address_1="1 OTHER STREET")
    entities, log = read(LIST, extract(terra, ZTE, other, ROWS[3]))
    found = by_caption(entities)["TERRA KLEAN SOLUTIONS INC."]
    assert len(entities) == 3
    assert len(found.addresses) == 2
    assert len(found.designations) == 1
    assert log.rows == 4


def test_a_person_is_named_by_the_parts_of_the_name() -> None:
    row = changed(ZTE, Classification="Individual", Name="", First="JANE", Middle="Q", Last="SAMPLE", Suffix="III")
    entities, _ = read(LIST, extract(row))
    assert (entities[0].schema, entities[0].names) == ("Person", ("JANE Q SAMPLE III",))


def test_dates_are_read_in_both_forms_and_indefinite_is_no_end() -> None:
    row = changed(ZTE, Active_Date="2025-01-15", Termination_Date="10/26/2024")
    entities, log = read(LIST, extract(row))
    assert (entities[0].designations[0].from_, entities[0].designations[0].to) == (
        date(2025, 1, 15),
        date(2024, 10, 26),
    )
    assert "before it begins" in log.warned[0].what


def test_what_is_odd_in_a_record_is_warned_of_and_the_record_kept() -> None:
    row = changed(ZTE, Classification="Spaceship", Country="XKS", Active_Date="0097-06-30", Termination_Date="soon")
    entities, log = read(LIST, extract(row))
    assert entities[0].schema == "LegalEntity"
    said = " | ".join(problem.what for problem in log.warned)
    for what in ("Spaceship", "XKS", "0097-06-30", "soon"):
        assert what in said
    assert all("line 2" in problem.where for problem in log.warned)


def test_a_record_without_name_or_number_is_rejected_with_its_line() -> None:
    entities, log = read(LIST, extract(ZTE, changed(ZTE, Name="", SAM_Number="X"), changed(ZTE, SAM_Number="")))
    assert len(entities) == 1
    assert [(p.where.rpartition(", ")[2], p.what[:7]) for p in log.rejected] == [
        ("line 3", "no name"),
        ("line 4", "no SAM "),
    ]


def test_a_column_that_is_missing_renamed_or_new_is_seen() -> None:
    with pytest.raises(FormatError, match="no column 'SAM Number'"):
        read(LIST, extract(ZTE, header=HEADER.replace("SAM Number", "Record Number")))
    entities, log = read(LIST, extract(ZTE.strip() + ',"x"\n', header=HEADER.strip() + ',"Colour"\n'))
    assert len(entities) == 1
    assert [problem.what for problem in log.warned] == ["column 'colour' is new and was not read"]


def test_a_file_cut_short_in_a_row_is_refused_with_the_line() -> None:
    data = V2[:-60]
    with pytest.raises(FormatError, match="line 5"):
        read(LIST, File("x.csv", data))


def test_letter_case_and_order_of_the_columns_do_not_count() -> None:
    columns = HEADER.strip().split(",")
    cells = ZTE.strip().strip('"').split('","')
    turned = ",".join(reversed([column.upper() for column in columns])) + "\n"
    row = ",".join(f'"{cell}"' for cell in reversed(cells)) + "\n"
    assert read(LIST, extract(row, header=turned))[0] == read(LIST, extract(ZTE))[0]


def test_a_line_in_another_encoding_is_read_and_said() -> None:
    data = V2.replace(b"TERRA KLEAN", b"TERR\xc9 KLEAN")
    entities, log = read(LIST, File("x.csv", data))
    assert "TERRÉ KLEAN SOLUTIONS INC." in by_caption(entities)
    assert {problem.what for problem in log.warned} == {"is not UTF-8 and was read as cp1252"}


def test_the_aggregated_copy_keeps_every_row_and_can_be_cut_to_the_section_889_companies() -> None:
    copy = File("SAM_Exclusions_with_UEI.csv", sample(LIST, "exclusions.csv"))
    everyone, log = read(LIST, copy)
    assert len(everyone) == log.rows == copy.read().count(b"\n") - 1
    companies, _ = read(LIST, copy, layout="sam-by-uei-889")
    assert len(everyone) > len(companies) == 2
    hikvision = next(entity for entity in companies if entity.id.endswith("L78SCHFL4JN8"))
    assert hikvision.identifiers == (("uei", "L78SCHFL4JN8"),)
    assert hikvision.designations[0].from_ == date(2019, 12, 13)
    assert hikvision.designations[0].note == "excluded by GSA"


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"<!doctype html><html><table></table></html>", b"{}", b"\0\0"])
def test_files_of_other_kinds_are_not_taken_for_this_list(data: bytes) -> None:
    assert layout_of(LIST, File("exclusions.csv", data)) == ""

"""OFAC's delimited files: real lines of real editions, with the quirks that the feed has."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debar.errors import FormatError
from debar.lists import ofac_remarks
from debar.lists.parsing import File, Given, Log
from debar.model import Entity
from sources.ofac_samples import LAYOUTS, changed, cons_files, read, sample, sdn_files


@pytest.fixture(scope="module")
def sdn() -> dict[str, Entity]:
    return read("us-ofac-sdn", sdn_files())[0]


@pytest.fixture(scope="module")
def cons() -> dict[str, Entity]:
    return read("us-ofac-cons", cons_files())[0]


def replaced(old: bytes, new: bytes) -> list[File]:
    first, *others = sdn_files()
    return [changed(first, old, new), *others]


def parse_as_primary(data: bytes) -> list[Entity]:
    """Read bytes as the primary file of the SDN List, whatever they are."""
    layout = next(each for each in LAYOUTS["us-ofac-sdn"] if each.id == "ofac-delimited")
    files = {"primary": File("sdn.csv", data)}
    return list(layout.parse(Given("us-ofac-sdn", files, date(2024, 5, 3), Log())))


def test_the_ctrl_z_line_is_no_party_and_every_other_line_is_one(sdn: dict[str, Entity]) -> None:
    data = sdn_files()[0].read()
    assert data.endswith(b"\x1a")
    assert len(sdn) == len(data.removesuffix(b"\x1a").splitlines()) == 10


def test_the_null_of_the_feed_is_never_a_value(sdn: dict[str, Entity]) -> None:
    assert "-0-" not in "".join(
        repr(pair) for entity in sdn.values() for pair in (entity.names, entity.addresses, entity.identifiers)
    )


def test_types_become_schemata(sdn: dict[str, Entity]) -> None:
    assert [sdn[number].schema for number in ("36", "2674", "15055", "15431")] == [
        "Organization",
        "Person",
        "Vessel",
        "Airplane",
    ]


def test_several_programs_in_one_field_are_several_listings(sdn: dict[str, Entity]) -> None:
    assert [listing.program for listing in sdn["15055"].designations] == ["IRAN", "SDGT"]


def test_weak_aliases_of_the_remarks_stand_apart_from_the_strong_ones(sdn: dict[str, Entity]) -> None:
    assert "BNC" in sdn["306"].weak_names
    assert sdn["306"].names == ("BANCO NACIONAL DE CUBA", "NATIONAL BANK OF CUBA")
    assert sdn["9647"].weak_names == ("AL-ZAHAR, Mahmoud", "ZAHAR, Mahmoud")


def test_former_names_are_aliases_and_said_to_be_former(sdn: dict[str, Entity]) -> None:
    assert "HENGAM" in sdn["15055"].names
    assert ("formerly known as", "HENGAM") in sdn["15055"].designations[0].details


def test_birth_nationality_and_documents_come_out_of_the_remarks(sdn: dict[str, Entity]) -> None:
    assert sdn["9647"].birth_dates == ("1945",)
    assert "ps" in sdn["9647"].countries
    assert ("imo", "9212905") in sdn["15055"].identifiers
    assert any(kind == "digital-currency" for kind, _ in sdn["25308"].identifiers)
    assert ("linked to", "HAMAS") in sdn["9647"].designations[0].details


def test_a_document_keeps_its_issuer_and_validity_beside_the_bare_number() -> None:
    remarks = ofac_remarks.parse(["Passport A0181988 (Somalia) issued 01 Oct 2001 expires 23 Jan 2011"])
    assert remarks.identifiers == [("passport", "A0181988")]
    assert remarks.details == [("passport", "A0181988 (Somalia) issued 01 Oct 2001 expires 23 Jan 2011")]


def test_the_delimited_sdn_files_date_nothing_and_say_so() -> None:
    found, log = read("us-ofac-sdn", sdn_files())
    listings = [listing for entity in found.values() for listing in entity.designations]
    assert {(listing.from_, listing.published, listing.known_from) for listing in listings} == {(None, None, None)}
    assert {"from", "published", "citations"} <= log.lacks


def test_dates_of_an_earlier_directive_do_not_date_the_blocking(sdn: dict[str, Entity]) -> None:
    """Sberbank's remarks date its correspondent-account directive of February 2022; the SDN listing came later."""
    sberbank = sdn["17018"]
    assert ("listing date (EO 14024 Directive 2)", "2022-02-24") in sberbank.designations[0].details
    assert {listing.from_ for listing in sberbank.designations} == {None}


def test_remarks_cut_by_the_feed_are_said_to_be_cut_and_their_last_note_is_no_fact(sdn: dict[str, Entity]) -> None:
    _, log = read("us-ofac-sdn", sdn_files())
    details = sdn["17018"].designations[0].details
    assert ("remarks cut", "at 1,000 characters") in details
    assert any("cut at 1,000" in problem.what and problem.where == "sdn.csv, line 9" for problem in log.warned)
    whole = dict(details)["remarks"]
    assert whole.endswith("Listing Date (EO 14024 Directive 3)")
    assert not [value for key, value in details if key != "remarks" and value.startswith("Listing Date")]


def test_a_copy_that_trims_its_cells_is_cut_where_the_feed_is() -> None:
    """The 1,000th character of the feed was a space: the copy's cell has 999, and must not read as a change."""
    remarks = "x" * 900 + "; Digital Currency Address - XBT "
    remarks = "y" * (1000 - len(remarks)) + remarks
    feed, copy = (
        parse_as_primary(f'1,"ACME","individual","CYBER2"{",-0- " * 7},"{cell}"\r\n'.encode())
        for cell in (remarks, remarks.strip())
    )
    assert len(remarks) == 1000
    assert feed == copy
    assert feed[0].identifiers == ()


@pytest.mark.parametrize("role", range(3))
@pytest.mark.parametrize("nothing", [b"", b"\r\n", b"\x1a"])
def test_an_empty_file_is_refused(role: int, nothing: bytes) -> None:
    files = sdn_files()
    layout = LAYOUTS["us-ofac-sdn"][-1]
    names = ("primary", "aliases", "addresses")
    roles = {
        name: File(file.name, nothing if at == role else file.read())
        for at, (name, file) in enumerate(zip(names, files, strict=True))
    }
    with pytest.raises(FormatError, match=f"{files[role].name}: the file is empty"):
        list(layout.parse(Given("us-ofac-sdn", roles, date(2024, 5, 3), Log())))


def test_an_error_page_served_instead_of_the_file_is_refused() -> None:
    page = b"<html>\r\n<body>busy</body>\r\n"
    with pytest.raises(FormatError, match=r"sdn.csv, line 1: .*no column 'entnum'"):
        parse_as_primary(page)
    assert not any(layout.recognise("sdn.csv", page) for layout in LAYOUTS["us-ofac-sdn"])


@pytest.mark.parametrize(
    ("end", "why"), [(-3, "breaks off"), (-60, "breaks off"), (38, "breaks off"), (121, "fields")], ids=str
)
def test_a_file_that_breaks_off_within_a_row_is_refused(end: int, why: str) -> None:
    data = sdn_files()[0].read().removesuffix(b"\x1a").rstrip()
    with pytest.raises(FormatError, match=rf"sdn.csv, line \d+.*: .*{why}"):
        parse_as_primary(data[:end])


def test_a_file_that_breaks_off_between_two_rows_is_doubted() -> None:
    """Such a file is whole as far as it goes: the missing end mark is all that tells."""
    first, *others = sdn_files()
    rows = first.read().splitlines(keepends=True)
    _, log = read("us-ofac-sdn", [File("sdn.csv", b"".join(rows[:5])), *others])
    assert any("Ctrl-Z" in problem.what for problem in log.warned)
    assert any("not of one day" in problem.what for problem in log.warned)


def test_a_row_of_another_width_is_refused_with_its_line() -> None:
    with pytest.raises(FormatError, match=r"line 1, which begins .36.: 13 fields"):
        parse_as_primary(sdn_files()[0].read().replace(b',"CUBA",', b',"CUBA",x,', 1))


def test_two_rows_with_one_number_are_refused() -> None:
    rows = sdn_files()[0].read().splitlines(keepends=True)
    with pytest.raises(FormatError, match=r"line 2: a second entry 36 .*first: sdn.csv, line 1"):
        parse_as_primary(b"".join([rows[0], *rows]))


def test_copies_with_header_lf_and_empty_nulls_read_the_same(sdn: dict[str, Entity]) -> None:
    first, *others = sdn_files()
    copied = first.read().removesuffix(b"\x1a").replace(b"-0- ", b"").replace(b"\r\n", b"\n")
    header = b"ent_num,SDN_Name,SDN_Type,Program,Title,Call_Sign,Vess_type,Tonnage,GRT,Vess_flag,Vess_owner,Remarks\n"
    assert read("us-ofac-sdn", [File("OFAC_SDN.csv", header + copied), *others])[0] == sdn


def test_columns_are_found_by_the_header_where_there_is_one(sdn: dict[str, Entity]) -> None:
    """A copy with its columns in another order and one more of its own reads the same, and the new one is told of."""
    first, *others = sdn_files()
    header = "ent_num,SDN_Name,SDN_Type,Program,Title,Call_Sign,Vess_type,Tonnage,GRT,Vess_flag,Vess_owner,Remarks"
    rows = [header.split(","), *csv.reader(first.read().decode().removesuffix("\x1a").splitlines())]
    turned = io.StringIO()
    csv.writer(turned).writerows([[row[11], f"my note {at}", *row[:11]] for at, row in enumerate(rows)])
    found, log = read("us-ofac-sdn", [File("sdn.csv", turned.getvalue().encode()), *others])
    assert found == sdn
    assert any("my note 0" in problem.what for problem in log.warned)


def test_a_renamed_column_is_refused_by_name() -> None:
    header = b"ent_num,SDN_Name,SDN_Type,Programme,Title,Call_Sign,Vess_type,Tonnage,GRT,Vess_flag,Vess_owner,Remarks\n"
    with pytest.raises(FormatError, match="no column 'program'"):
        parse_as_primary(header + sdn_files()[0].read())


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "cp1252"])
def test_line_ends_and_encodings_make_no_difference(end: bytes, coding: str) -> None:
    text = '36,"CAFÉ CUBA",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"POB Málaga."\r\n\x1a'
    data = text.encode(coding).replace(b"\r\n", end)
    (entity,) = parse_as_primary(data)
    assert entity.names == ("CAFÉ CUBA",)
    assert ("place of birth", "Málaga") in entity.designations[0].details


def test_an_unknown_type_and_country_are_kept_and_warned_of() -> None:
    odd = b'36,"X",submarine,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,"Atlantis",-0- ,-0- \r\n\x1a'
    layout, log = LAYOUTS["us-ofac-sdn"][-1], Log()
    (entity,) = layout.parse(Given("us-ofac-sdn", {"primary": File("sdn.csv", odd)}, date(2024, 5, 3), log))
    assert entity.schema == "LegalEntity"
    told = " ".join(problem.what for problem in log.warned)
    assert "submarine" in told
    assert "Atlantis" in told


def test_the_primary_file_alone_says_what_it_does_not_give() -> None:
    _, log = read("us-ofac-sdn", [sample("us_ofac_sdn", "sdn_2015-01-17.csv")])
    assert {"aliases", "addresses", "countries"} <= log.lacks
    assert any("aliases is not given" in problem.what for problem in log.warned)


def test_any_changed_cell_changes_the_entity() -> None:
    """Every field of a row is in the entity: what differs between two editions' rows differs between their entities."""
    row = '15055,"N","vessel","P","T","CS","VT","1","2","Iran","O","R"'
    before = parse_as_primary(row.encode())
    for old, new in (("N", "M"), ("vessel", "aircraft"), ("P", "Q"), ("T", "U"), ("CS", "CT"), ("VT", "VU")):
        assert parse_as_primary(row.replace(f'"{old}"', f'"{new}"').encode()) != before
    for old, new in (("1", "3"), ("2", "4"), ("Iran", "Malta"), ("O", "P"), ("R", "S")):
        assert parse_as_primary(row.replace(f'"{old}"', f'"{new}"').encode()) != before


def test_remarks_overflow_is_joined_in_the_middle_of_a_word(cons: dict[str, Entity]) -> None:
    """'Registratio' ends the field and 'n Number ...' begins the overflow of entry 17014's and 17016's remarks."""
    assert ("registration", "1027700342890") in cons["17014"].identifiers
    assert cons["17014"].weak_names == ("RUSAG",)
    assert ("lei", "253400WSS48YWMBUA688") in cons["17016"].identifiers


def test_the_non_sdn_list_is_dated_by_its_own_remarks(cons: dict[str, Entity]) -> None:
    listing = cons["30946"].designations[0]
    assert (listing.program, listing.from_, listing.published) == (
        "CMIC-EO13959",
        date(2021, 8, 2),
        date(2021, 6, 3),
    )
    russia = next(found for found in cons["17016"].designations if found.program == "RUSSIA-EO14024")
    assert (russia.from_, russia.published) == (date(2022, 3, 26), date(2022, 2, 24))


def test_a_file_of_the_other_list_is_told_by_its_name_and_doubted_by_its_programs() -> None:
    sdn, cons = LAYOUTS["us-ofac-sdn"], LAYOUTS["us-ofac-cons"]
    primary = sample("us_ofac_cons", "cons_prim.csv")
    assert not any(layout.recognise(primary.name, primary.head()) for layout in sdn)
    assert [layout.recognise(primary.name, primary.head()) for layout in cons][-1] == "primary"
    _, log = read("us-ofac-sdn", [File("download.csv", primary.read())])
    assert any("us-ofac-cons?" in problem.what for problem in log.warned)
    _, log = read("us-ofac-cons", [File("download.csv", sdn_files()[0].read())])
    assert any("us-ofac-sdn?" in problem.what for problem in log.warned)


def test_other_tables_are_no_files_of_ofac() -> None:
    for text in (b"id,name\n1,x\n", b"1,2,3,4,5\n", b'{"list_id": "x"}', b"a;b\n", b"1,x,y,z,a,b,c,d,e,f,g,h\n"):
        for layouts in LAYOUTS.values():
            assert not any(layout.recognise("table.csv", text) for layout in layouts)


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=40), max_size=12))
@settings(max_examples=200, deadline=None)
def test_reading_remarks_is_total(notes: list[str]) -> None:
    """Whatever stands in the remarks, nothing fails and every note is kept somewhere."""
    read_notes = list(ofac_remarks.notes("; ".join(notes)))
    found = ofac_remarks.parse(read_notes)
    kept = sum(map(len, (found.birth_dates, found.identifiers, found.dates, found.rest, found.weak_names)))
    assert kept + len(found.details) + len(found.countries) >= len(read_notes)

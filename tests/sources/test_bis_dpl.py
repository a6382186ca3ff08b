"""The Denied Persons List: real rows of dpl.txt, of the agency's extract and of the CSL."""

from __future__ import annotations

from datetime import date

import pytest

from debar.errors import FormatError
from debar.lists import registry
from debar.lists.parsing import File, Given, Log
from debar.model import Entity
from sources.samples import by_caption, layout_of, read, sample

LIST = "us-bis-dpl"
TEXT = File("dpl.txt", sample(LIST, "dpl_2023-11-30.txt"))
CSL = File("consolidated.csv", sample("us-csl", "consolidated_2022-05-16.csv"))


def parsed(layout_id: str, data: bytes, log: Log) -> list[Entity]:
    layout = next(each for each in registry.layouts(LIST) if each.id == layout_id)
    return list(layout.parse(Given(LIST, {"orders": File("dpl.txt", data)}, date(2023, 11, 30), log)))


def test_a_person_with_several_rows_is_one_party_and_every_row_is_counted() -> None:
    found, log = read(LIST, TEXT)
    assert log.rows == TEXT.read().count(b"\n") - 1
    assert len(found) == len({line.split(b"\t")[0].strip(b'" ') for line in TEXT.read().splitlines()[1:]})
    sheng = by_caption(found)["ZIMO SHENG"]
    assert (len(sheng.addresses), sheng.countries) == (2, ("us", "cn"))
    assert len(sheng.designations) == 1


def test_slips_between_the_rows_of_one_order_are_told_and_make_no_second_order() -> None:
    found, log = read(LIST, TEXT)
    amini = by_caption(found)["MAHMOUD AMINI"].designations
    assert len(amini) == 1
    assert amini[0].to == date(2024, 10, 30)
    assert ("end date in another row", "2024-10-20") in amini[0].details
    assert any("2024-10-20" in warned.what for warned in log.warned)


def test_a_renewed_order_began_with_its_first_publication() -> None:
    listing = by_caption(read(LIST, TEXT)[0])["MAHMOUD AMINI"].designations[0]
    assert listing.from_ == listing.published == date(2011, 3, 7)
    assert ("effective date of the current order", "2023-10-31") in listing.details
    assert listing.note.startswith("renewed order")


def test_a_new_order_holds_before_it_is_printed() -> None:
    listing = by_caption(read(LIST, TEXT)[0])["AARON ABRAHAM VILLA"].designations[0]
    assert (listing.from_, listing.published, listing.to) == (date(2022, 8, 24), date(2022, 8, 29), date(2026, 1, 14))


def test_a_blank_country_with_a_state_and_a_zip_code_is_the_united_states() -> None:
    assert by_caption(read(LIST, TEXT)[0])["AARON ABRAHAM VILLA"].countries == ("us",)


def test_a_blank_row_and_rows_without_their_last_cells_are_read_over() -> None:
    found, log = read(LIST, File("dpl.txt", sample(LIST, "ita.txt")))
    assert (log.rows, log.rejections, len(found)) == (9, 0, 9)
    adt = by_caption(found)["ADT ANALOG AND DIGITAL TECHNIK"].designations[0]
    assert [citation.title for citation in adt.citations] == ["46 FR 46154", "46 FR 19290"]
    assert adt.published == date(1981, 3, 30)


def test_the_text_file_and_the_csl_give_a_person_one_id_and_one_term() -> None:
    ours, theirs = by_caption(read(LIST, TEXT)[0]), by_caption(read(LIST, CSL)[0])
    for name in ("ZIMO SHENG", "I. ASH"):
        assert ours[name].id == theirs[name].id
        assert ours[name].designations[0].from_ == theirs[name].designations[0].from_
        assert ours[name].designations[0].to == theirs[name].designations[0].to


def test_the_same_columns_with_commas_are_read_alike() -> None:
    import_free = TEXT.read().decode().replace("\t", ",").encode()
    csv_file = File("dpl.csv", import_free)
    assert layout_of(LIST, csv_file) == "bis-csv"
    assert read(LIST, csv_file)[0] == read(LIST, TEXT)[0]


def test_the_csv_with_name_and_address_in_one_column_is_read() -> None:
    data = (
        b"Name and Address,Type of Denial,Effective Date,Expiration Date,Appropriate Federal Register Citations\n"
        b'"ZIMO SHENG, 3975 N. CRAMER STREET, UNIT 204, MILWAUKEE, WI",Standard,03/16/2020,12/13/2028,'
        b"85 F.R. 16054 3/20/2020\n"
    )
    found, _ = read(LIST, File("dpl.csv", data))
    assert found[0].id == by_caption(read(LIST, TEXT)[0])["ZIMO SHENG"].id
    assert found[0].addresses == ("3975 N. CRAMER STREET, UNIT 204, MILWAUKEE, WI",)


def test_an_extract_gives_a_party_with_several_addresses_once_with_its_term() -> None:
    found = by_caption(read(LIST, File("bis_dpl.json", sample(LIST, "entities.json")))[0])
    tetrabal = found["TETRABAL CORPORATION"]
    assert len(tetrabal.addresses) == 3
    assert {listing.to for listing in tetrabal.designations} == {date(2056, 6, 29)}
    assert found["SABA AGNESE"].designations[0].from_ == date(1985, 7, 11)
    mahan = found["MAHAN AIRWAYS"].designations[0]
    assert mahan.published == date(2008, 3, 21)
    assert ("effective date of the current order", "2025-10-27") in mahan.details


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"<html>Not found</html>", "web page"),
        (TEXT.read()[:-120], r"line \d+"),
        (TEXT.read().replace(b"Effective_Date", b"Start", 1), "no column 'Effective_Date'; it has 'Start'"),
    ],
)
def test_a_damaged_file_is_refused_with_its_place(data: bytes, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        parsed("bis-text", data, Log())


def test_a_new_column_and_an_impossible_date_are_warned_of() -> None:
    lines = TEXT.read().decode().replace("08/24/2022", "08/24/0222").splitlines()
    data = "\n".join([f"{lines[0]}\tReason", *(f"{line}\tnone" for line in lines[1:])]) + "\n"
    log = Log()
    villa = by_caption(parsed("bis-text", data.encode(), log))["AARON ABRAHAM VILLA"].designations[0]
    assert "new column 'Reason'" in log.warned[0].what
    assert ("start date as stated", "08/24/0222") in villa.details


def test_a_quote_inside_a_field_is_read_as_it_stands_with_a_warning() -> None:
    data = TEXT.read().replace(b'"AARON ABRAHAM VILLA"', b'"AARON" ABRAHAM VILLA')
    log = Log()
    found = parsed("bis-text", data, log)
    assert len(found) == len(read(LIST, TEXT)[0])
    assert by_caption(found)["AARON ABRAHAM VILLA"].id
    assert "quotes are taken as they stand" in log.warned[0].what

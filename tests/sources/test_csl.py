"""The Consolidated Screening List: real rows of three editions, and the same rows in the JSON export's form."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debar.errors import FormatError
from debar.lists import csl, ids
from debar.lists.parsing import File, Given, Log
from debar.lists.registry import layouts
from debar.model import Entity
from sources.samples import layout_of, read, sample

CSV = "consolidated_2022-05-16.csv"
MEMBERS = ("us-bis-el", "us-bis-uvl", "us-bis-meu", "us-bis-dpl", "us-state-isn", "us-state-ddtc")


def file(name: str = CSV) -> File:
    return File(name, sample("us-csl", name))


def one(entities: list[Entity], name: str) -> Entity:
    return next(entity for entity in entities if name in entity.names)


def test_every_row_is_counted_and_each_party_comes_once() -> None:
    found, log = read("us-csl", file())
    assert log.rows == len(sample("us-csl", CSV).decode().splitlines()) - 1 == 40
    assert log.rejections == 0
    assert len({entity.id for entity in found}) == len(found)


def test_a_row_of_the_treasury_has_its_entry_number_for_an_id_and_a_listing_a_program() -> None:
    found, _ = read("us-csl", file())
    rim = one(found, "'ABBAS, Rim")
    assert (rim.id, rim.schema, rim.countries, rim.birth_dates) == (
        "us-csl:SDN-21944",
        "Person",
        ("sy",),
        ("1973-03-25",),
    )
    assert [listing.program for listing in rim.designations] == ["SYRIA"]
    hikvision = one(found, "HANGZHOU HIKVISION DIGITAL TECHNOLOGY CO., LTD.")
    assert hikvision.id.startswith("us-csl:CMIC-")
    assert "uscc" in dict(hikvision.identifiers)
    assert (hikvision.designations[0].from_, hikvision.designations[0].published) == (
        date(2021, 8, 2),
        date(2021, 6, 3),
    )


def test_a_row_of_commerce_has_the_programme_of_its_list_and_is_dated_by_publication() -> None:
    listing = one(read("us-csl", file())[0], "Hangzhou Hikvision Digital Technology Co., Ltd.").designations[0]
    assert (listing.program, listing.from_, listing.published) == ("US-BIS-EL", date(2019, 10, 9), date(2019, 10, 9))
    assert listing.citations[0].title == "84 FR 54002"
    assert dict(listing.details)["license review policy"]


def test_a_date_that_cannot_be_is_left_unset_warned_of_and_kept_as_stated() -> None:
    found, log = read("us-csl", file())
    stated = [
        dict(entity.designations[0].details)["start date as stated"]
        for entity in found
        if "start date as stated" in dict(entity.designations[0].details)
    ]
    assert set(stated) == {"0097-06-30"}
    assert any("0097-06-30" in warned.what for warned in log.warned)


def test_a_lost_apostrophe_stays_as_the_list_has_it_and_is_warned_of() -> None:
    found, log = read("us-csl", file())
    assert one(found, "Donetsk People?s Republic")
    assert any("Donetsk People?s Republic" in warned.what for warned in log.warned)


def test_rows_of_one_party_are_one_entity_and_dates_counted_up_by_a_spreadsheet_are_told() -> None:
    found, _ = read("us-csl", file())
    ann = [entity for entity in found if entity.caption == "Ann Teck Tong"]
    assert len(ann) == 1
    assert len(ann[0].addresses) == 2
    assert ann[0].designations[0].from_ == date(2008, 9, 22)
    assert ("start date in another row", "2008-09-23") in ann[0].designations[0].details


def test_a_party_under_another_entry_is_a_party_of_its_own() -> None:
    found, _ = read("us-csl", file())
    marine = one(found, "Huawei Marine Networks Co., Ltd.")
    assert marine.caption == "Huawei Marine Networks Co., Ltd."
    assert marine.id != one(found, "Huawei Technologies Co., Ltd.").id


@pytest.mark.parametrize("list_id", MEMBERS)
def test_a_list_in_the_csl_keeps_its_own_rows_alone_under_the_same_id(list_id: str) -> None:
    whole = {entity.id for entity in read("us-csl", file())[0]}
    code = {"us-state-ddtc": "DTC"}.get(list_id, list_id.rsplit("-", 1)[1].upper())
    own, log = read(list_id, file())
    assert log.rows == sample("us-csl", CSV).decode().count(f"({code})")
    assert {entity.id.replace(f"{list_id}:", f"us-csl:{code}-") for entity in own} == {
        each for each in whole if each.startswith(f"us-csl:{code}-")
    }


def test_28_columns_and_29_are_read_alike_and_a_header_that_comes_twice_is_no_party() -> None:
    older, _ = read("us-csl", file("consolidated_2019-12-03.csv"))
    newer, log = read("us-csl", file("consolidated_2023-11-30.csv"))
    middle, _ = read("us-csl", file())
    assert {entity.id for entity in older} & {entity.id for entity in middle}
    assert {entity.id for entity in newer} <= {entity.id for entity in middle}
    assert [(each.where.rsplit(" ", 1)[1], each.what) for each in log.rejected] == [("2", "the header once more")]


def test_the_json_export_gives_the_parties_that_the_csv_gives() -> None:
    exported, log = read("us-csl", file("consolidated.json"))
    written = {entity.id: entity for entity in read("us-csl", file())[0]}
    assert len(exported) == log.rows == 4
    for entity in exported:
        assert entity == written[entity.id]


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        ("CN, 9133, Unified Social Credit Code (USCC)", ("Unified Social Credit Code (USCC)", "9133", "cn")),
        ("Unified Social Credit Code (USCC), 9133, CN", ("Unified Social Credit Code (USCC)", "9133", "cn")),
        ("002415 CN, Equity Ticker", ("Equity Ticker", "002415 CN", "")),
        ("Equity Ticker, 002415 CN", ("Equity Ticker", "002415 CN", "")),
        ("something else", ("", "something else", "")),
    ],
)
def test_a_document_is_read_in_both_orders(piece: str, expected: tuple[str, str, str]) -> None:
    head = sample("us-csl", CSV).decode().splitlines()[0]
    cells = dict.fromkeys(head.split(","), "")
    cells |= {"source": "Entity List (EL) - X", "name": "A", "ids": piece}
    line = ",".join('"' + cells[column].replace('"', '""') + '"' for column in head.split(","))
    from_csv = next(csl.csv_rows(File("a.csv", f"{head}\n{line}\n".encode()), Log()))
    assert (from_csv.documents[0].type, from_csv.documents[0].value, from_csv.documents[0].country) == expected


def test_an_address_that_holds_and_is_two_and_a_country_alone_is_no_address() -> None:
    head = sample("us-csl", CSV).decode().splitlines()[0]
    cells = dict.fromkeys(head.split(","), "")
    cells |= {"source": "Entity List (EL) - X", "name": "A", "addresses": "1 Road, Beijing; and 2 Road, Harbin, CN; CN"}
    line = ",".join(f'"{cells[column]}"' for column in head.split(","))
    found, _ = read("us-csl", File("a.csv", f"{head}\n{line}\n".encode()))
    assert (found[0].addresses, found[0].countries) == (("1 Road, Beijing", "2 Road, Harbin, CN"), ("cn",))


def test_a_new_source_and_a_new_type_are_kept_with_a_warning() -> None:
    data = (
        sample("us-csl", CSV)
        .decode()
        .replace("Entity List (EL) -", "Brand New List (BNL) -")
        .replace(",Vessel,", ",Balloon,")
    )
    found, log = read("us-csl", File(CSV, data.encode()))
    assert any(entity.id.startswith("us-csl:BNL-") for entity in found)
    said = " ".join(warned.what for warned in log.warned)
    assert "Brand New List" in said
    assert "Balloon" in said


def broken(how: str) -> File:
    data = sample("us-csl", CSV)
    made = {
        "empty": b"",
        "page": b"<!DOCTYPE html><html><body>Service unavailable</body></html>",
        "cut": data[: data.rindex(b",") - 40],
        "renamed": data.replace(b"alt_names", b"aka", 1),
        "narrow": data + b"a,b,c\n",
        "nothing": data.splitlines(keepends=True)[0],
    }
    return File("consolidated.csv", made[how])


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("empty", "consolidated.csv: the file is empty"),
        ("page", "is a web page"),
        ("cut", r"consolidated.csv, line \d+"),
        ("renamed", "no column 'alt_names'; it has 'aka'"),
        ("narrow", r"line 42: 3 fields, the header has 29"),
        ("nothing", "holds no row"),
    ],
)
def test_a_damaged_file_is_refused_with_its_place(how: str, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        parsed("csl-csv", broken(how))


def parsed(layout_id: str, data: File) -> list[Entity]:
    """What the parser itself makes of a file, whether or not a layout would claim it."""
    layout = next(each for each in layouts("us-csl") if each.id == layout_id)
    return list(layout.parse(Given("us-csl", {"csl": data}, date(2022, 5, 16), Log())))


@pytest.mark.parametrize("how", ["empty", "page"])
def test_no_layout_claims_a_file_that_is_no_list(how: str) -> None:
    assert layout_of("us-csl", broken(how)) == ""


def test_a_new_column_is_a_warning_that_names_it() -> None:
    lines = sample("us-csl", CSV).decode().splitlines()
    data = "\n".join([f"{lines[0]},risk_score", *(f"{line},5" for line in lines[1:3])]) + "\n"
    found, log = read("us-csl", File(CSV, data.encode()))
    assert len(found) == 2
    assert "new column 'risk_score'" in log.warned[0].what


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"results": [', "broken or broken off"),
        ('{"total": 9, "results": [{"source": "A (EL)", "name": "B", "addresses": [], "alt_names": []}]}', "1 of 9"),
        ('{"total": 1, "results": [{"source": "A (EL)", "name": "B", "addresses": []}]}', "'alt_names'"),
        ('{"results": []}', "no list of results"),
    ],
)
def test_a_damaged_export_is_refused(content: str, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        parsed("csl-json", File("consolidated.json", content.encode()))


def test_a_bare_list_of_records_is_read_as_the_export() -> None:
    results = json.loads(sample("us-csl", "consolidated.json"))["results"]
    bare, _ = read("us-csl", File("consolidated.json", json.dumps(results).encode()))
    assert bare == read("us-csl", file("consolidated.json"))[0]


@settings(max_examples=30)
@given(st.randoms(use_true_random=False))
def test_the_order_of_columns_changes_no_party(order: Random) -> None:
    lines = _table()
    columns = list(range(len(lines[0])))
    order.shuffle(columns)
    mixed = "".join(",".join('"' + row[at].replace('"', '""') + '"' for at in columns) + "\n" for row in lines)
    assert read("us-csl", File(CSV, mixed.encode()))[0] == read("us-csl", file())[0]


def _table() -> list[list[str]]:
    return list(csv.reader(io.StringIO(sample("us-csl", CSV).decode(), newline="")))


@given(st.lists(st.sampled_from(["De", "Leon,", "Aaron", "Ltd."]), min_size=1, max_size=5))
def test_an_id_by_words_in_any_order_does_not_depend_on_it(words: list[str]) -> None:
    assert ids.any_order(" ".join(words)) == ids.any_order(" ".join(reversed(words)))


def test_a_row_that_is_an_address_and_no_name_is_never_matched_by_name() -> None:
    head = sample("us-csl", CSV).decode().splitlines()[0]
    cells = dict.fromkeys(head.split(","), "")
    cells |= {"source": "Entity List (EL) - X", "name": "Address 16", "addresses": "14C, Main Street, Yuen Long, HK"}
    line = ",".join(f'"{cells[column]}"' for column in head.split(","))
    found, _ = read("us-csl", File("a.csv", f"{head}\r\n{line}\r\n".encode("utf-8-sig")))
    assert (found[0].schema, found[0].by_name, found[0].caption) == (
        "Address",
        False,
        "14C, Main Street, Yuen Long, HK",
    )

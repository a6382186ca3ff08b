"""The pages of DHS (UFLPA Entity List) and of the FCC (Covered List), on real rows."""

from __future__ import annotations

from datetime import date

import pytest

from debar.errors import FormatError
from debar.lists.parsing import File
from debar.lists.sources.us_dhs_uflpa.parse import read_cell
from debar.model import Entity
from sources.samples import by_caption, layout_of, read, sample

PAGE = sample("us-dhs-uflpa", "page.html")
TABLE = sample("us-fcc-covered", "table.csv")
#: The text that stands before each table of the page.
SECTIONS = (b"Section 2(d)(2)(B)(i)", b"Section 2(d)(2)(B)(ii)", b"Section 2(d)(2)(B)(v)")


def uflpa(data: bytes) -> dict[str, Entity]:
    return by_caption(read("us-dhs-uflpa", File("page.html", data))[0])


def covered(data: bytes = TABLE, name: str = "table.csv") -> dict[str, Entity]:
    return by_caption(read("us-fcc-covered", File(name, data))[0])


def with_sections(order: tuple[int, ...]) -> bytes:
    """The page with its tables in another order, each below the text that names its sublist."""
    start, *tables = PAGE.split(b"<table")
    texts = [b"<p>" + SECTIONS[n] + b"</p><table" + tables[n].replace(b"</body></html>", b"") for n in order]
    return start + b"".join(texts) + b"</body></html>"


def test_a_uflpa_party_on_two_sublists_is_one_party_with_two_listings() -> None:
    found = uflpa(PAGE)
    hoshine = found["Hoshine Silicon Industry (Shanshan) Co., Ltd"]
    assert [dict(listing.details)["sublist"] for listing in hoshine.designations] == ["(i)", "(v)"]
    assert {listing.scope for listing in hoshine.designations} == {"and subsidiaries"}
    assert len(found) == 5


def test_the_sublist_is_told_by_the_text_above_a_table_not_by_its_place() -> None:
    def told(data: bytes) -> dict[str, list[str]]:
        return {
            name: sorted(dict(listing.details)["sublist"] for listing in entity.designations)
            for name, entity in uflpa(data).items()
        }

    assert sorted(told(with_sections((2, 0, 1))).values()) == sorted(told(PAGE).values())


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        (
            "Jiangsu Meike Co., Ltd. (also known as Meike Co. and formerly known as Jiangsu Gaozhao Co., Ltd.)",
            ("Jiangsu Meike Co., Ltd.", "Meike Co.", "Jiangsu Gaozhao Co., Ltd."),
        ),
        (
            "Juye Cotton and Linen Station of the Heze Cotton and Linen Corporation",
            ("Juye Cotton and Linen Station of the Heze Cotton and Linen Corporation",),
        ),
        ("Xinjiang Energy (Group) Co., Ltd.", ("Xinjiang Energy (Group) Co., Ltd.",)),
    ],
)
def test_a_uflpa_cell_is_taken_apart(cell: str, names: tuple[str, ...]) -> None:
    assert read_cell(cell).names == names


def test_a_uflpa_page_with_a_table_missing_or_a_date_changed_is_refused() -> None:
    with pytest.raises(FormatError, match="2 tables"):
        uflpa(PAGE.replace(b"<table", b"<div", 1))
    with pytest.raises(FormatError, match="'21 June 2022' is no day"):
        uflpa(PAGE.replace(b"June 21, 2022", b"21 June 2022", 1))


def test_tables_of_the_page_that_hold_no_entities_are_passed_over() -> None:
    other = PAGE.replace(b"<table", b"<table><tr><th>Questions</th></tr></table><table", 1)
    assert list(uflpa(other)) == list(uflpa(PAGE))


def test_an_extract_gives_the_parties_of_the_page_the_same_ids() -> None:
    page = {name.rstrip("."): entity.id for name, entity in uflpa(PAGE).items()}
    rows = by_caption(read("us-dhs-uflpa", File("x.json", sample("us-dhs-uflpa", "entities.json")))[0])
    shared = {name.rstrip(".") for name in rows} & page.keys()
    assert len(shared) >= 2
    assert all(entity.id == page[name.rstrip(".")] for name, entity in rows.items() if name.rstrip(".") in shared)


def test_purpose_limited_rows_of_the_covered_list_are_told_from_the_others() -> None:
    limited = {name: dict(entity.designations[0].details)["purpose_limited"] for name, entity in covered().items()}
    assert limited["Hangzhou Hikvision Digital Technology Company"] == "yes"
    assert limited["Huawei Technologies Company"] == "no"


def test_one_row_may_name_two_providers() -> None:
    found = covered()
    rows = {dict(found[name].designations[0].details)["row"] for name in ("Pacific Networks Corp", "ComNet (USA) LLC")}
    assert len(rows) == 1


def test_a_category_row_is_kept_with_its_updates_and_never_matched_by_name() -> None:
    drones = covered()["Uncrewed aircraft systems and UAS critical components produced in a foreign country"]
    assert not drones.by_name
    updates = [value for key, value in drones.designations[0].details if key == "updated"]
    assert updates == ["2026-01-07", "2026-03-18", "2026-06-15", "2026-07-21"]
    assert drones.designations[0].from_ == date(2025, 12, 22)
    assert "Visit -" not in drones.designations[0].scope


def test_a_party_reached_by_reference_says_so() -> None:
    dji = covered()["Shenzhen Da-Jiang Innovations Sciences and Technologies Company Limited"]
    assert "reached by reference" in dji.designations[0].note
    assert "Pub. L. 118-159 sec. 1709(a)(1)" in [cite.title for cite in dji.designations[0].citations]


def test_a_category_nobody_described_yet_is_kept_warned_of_and_never_matched() -> None:
    table = TABLE + b'"Foreign toasters, except those approved by DoW.","July 1, 2027"\n'
    entities, log = read("us-fcc-covered", File("table.csv", table))
    toasters = by_caption(entities)["Foreign toasters"]
    assert not toasters.by_name
    assert "Foreign toasters" in log.warned[0].what


def test_a_covered_list_without_rows_or_with_a_broken_day_is_refused() -> None:
    with pytest.raises(FormatError, match="no rows"):
        covered(TABLE.splitlines(keepends=True)[0])
    with pytest.raises(FormatError, match="line 2: 'Marchy 12, 2021' is no day"):
        covered(TABLE.replace(b"March 12, 2021", b"Marchy 12, 2021", 1))


def test_the_page_itself_gives_what_the_copy_of_its_table_gives() -> None:
    cells = (
        "Telecommunications equipment produced by Huawei Technologies Company, including telecommunications or video "
        "surveillance services provided by such entity or using such equipment."
    )
    page = (
        "<!DOCTYPE html><html><body><h1>Covered List</h1><table><tr><td>menu</td></tr></table><table><thead><tr>"
        "<th>Covered Equipment or Services*</th><th>Date of Inclusion on Covered List</th></tr></thead>"
        f"<tbody><tr><td><p>{cells}</p></td><td>March 12, 2021</td></tr></tbody></table></body></html>"
    )
    table = f'covered_equipment_or_services,date_of_inclusion_on_covered_list\n"{cells}","March 12, 2021"\n'
    assert covered(page.encode(), "page.html") == covered(table.encode())
    with pytest.raises(FormatError, match="no table headed"):
        covered(page.replace("Covered Equipment", "Covered Goods").encode(), "page.html")


def test_an_extract_gives_the_rows_of_the_covered_list_the_same_ids() -> None:
    table = covered()
    entities, log = read("us-fcc-covered", File("x.json", sample("us-fcc-covered", "entities.json")))
    rows = by_caption(entities)
    shared = rows.keys() & table.keys()
    assert {"Huawei Technologies Company", "Routers produced in a foreign country"} <= shared
    assert all(rows[name].id == table[name].id for name in shared)
    assert "scope" in log.lacks


@pytest.mark.parametrize("list_id", ["us-dhs-uflpa", "us-fcc-covered"])
@pytest.mark.parametrize("data", [b"", b"<html><body>503 Service Unavailable</body></html>", b"a,b\n1,2\n", b"\0"])
def test_empty_and_foreign_files_are_not_taken_for_these_lists(list_id: str, data: bytes) -> None:
    assert layout_of(list_id, File("x", data)) == ""

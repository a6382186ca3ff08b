"""OCDS: a process counts once however many releases speak of it, and sheets of a workbook make releases again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import xlsxwriter

from debar.model import Purchase
from debar.procurement.ocds_merge import merged, processes, releases_of_sheets
from debar.procurement.readers import open_purchases


def release(number: int, **parts: Any) -> dict[str, Any]:
    return {"ocid": "ocds-x-1", "id": str(number), "date": f"2023-01-0{number}T00:00:00Z", **parts}


AWARD = {"id": "a1", "title": "IP cameras", "suppliers": [{"id": "s", "name": "ACME"}], "value": {"amount": 5}}
CONTRACT = {
    "id": "c1",
    "awardID": "a1",
    "items": [{"id": "1", "description": "dome camera"}],
    "dateSigned": "2023-01-05",
}
RELEASES = [
    release(1, tender={"id": "t", "title": "Cameras wanted"}, buyer={"name": "City of X"}),
    release(2, awards=[AWARD]),
    release(3, contracts=[CONTRACT]),
    release(4, contracts=[{"id": "c1", "awardID": "a1", "title": "Camera contract", "value": {"amount": 6}}]),
]


def read(path: Path) -> tuple[list[Purchase], list[str]]:
    batches = [batch for file in open_purchases(path) for batch in file.batches()]
    made = [batch.make(i) for batch in batches for i in range(len(batch))]
    return made, [rejection.reason for batch in batches for rejection in batch.rejected]


def test_a_package_of_releases_of_one_process_is_one_purchase(tmp_path: Path) -> None:
    (tmp_path / "o.json").write_text(json.dumps({"releases": RELEASES}))
    (purchase,), reasons = read(tmp_path / "o.json")
    assert purchase.text == "Camera contract | dome camera"
    assert (purchase.supplier, purchase.buyer.name, str(purchase.date)) == ("ACME", "City of X", "2023-01-05")
    assert str(purchase.amount and purchase.amount.value) == "6"
    assert len(reasons) == 3
    assert all(reason.startswith("duplicate") for reason in reasons)


def test_the_order_of_the_releases_does_not_matter_their_dates_do() -> None:
    assert merged(RELEASES[::-1]) == merged(RELEASES)
    both = [release(1, tender={"title": "a"}), {"ocid": "other", "tender": {"title": "b"}}, release(2, awards=[AWARD])]
    assert [len(group) for _, group in processes(both)] == [2, 1]


def test_equal_releases_of_a_jsonl_file_count_once(tmp_path: Path) -> None:
    lines = [release(1, awards=[AWARD]), release(2, awards=[AWARD]), release(3, awards=[AWARD | {"title": "NVR"}])]
    (tmp_path / "o.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    found, reasons = read(tmp_path / "o.jsonl")
    assert [p.text for p in found] == ["IP cameras", "NVR"]
    assert reasons == ["duplicate: the same in an earlier release of the process"]


def test_a_record_that_only_links_to_its_releases_says_so(tmp_path: Path) -> None:
    record = {"ocid": "o", "releases": [{"url": "https://example.org/1.json", "date": "2023-01-01", "tag": ["award"]}]}
    (tmp_path / "o.json").write_text(json.dumps({"records": [record], "uri": "x"}))
    found, (reason,) = read(tmp_path / "o.json")
    assert not found
    assert "fetch" in reason


def test_the_sheets_of_a_flattened_workbook_are_one_purchase(tmp_path: Path) -> None:
    sheets = {
        "releases": [["ocid", "id", "date", "buyer/name"], ["o-1", "r", "2023-01-01", "City of X"]],
        "awards": [
            ["ocid", "id", "awards/0/id", "awards/0/title", "awards/0/suppliers/0/id", "awards/0/suppliers/0/name"],
            ["o-1", "r", "a1", "IP cameras", "s1", "ACME"],
            ["o-1", "r", "a2", "Cables", "s2", "BETA"],
        ],
        "items": [
            ["ocid", "id", "awards/0/id", "awards/0/items/0/id", "awards/0/items/0/description"],
            ["o-1", "r", "a1", "1", "dome"],
            ["o-1", "r", "a1", "2", "bullet"],
            ["o-1", "r", "a2", "1", "cat 6"],
        ],
        "Meta": [["version", "1.1"]],
    }
    with xlsxwriter.Workbook(str(tmp_path / "o.xlsx")) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    found, reasons = read(tmp_path / "o.xlsx")
    assert [(p.text, p.supplier, p.buyer.name) for p in found] == [
        ("IP cameras | dome | bullet", "ACME", "City of X"),
        ("Cables | cat 6", "BETA", "City of X"),
    ]
    assert reasons == []


def test_odd_pointers_do_not_break_the_releases() -> None:
    header = ["ocid", "id", "awards/0", "awards/0/0/x", "tender", "tender/title", "/", ""]
    (found,) = releases_of_sheets([(header, [["o", "r", "1", "2", "3", "4", "5", "6"]])])
    assert found["ocid"] == "o"

"""Files: told by content, archives opened, bombs and broken ones refused with a reason."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import os
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from debar.errors import FormatError, InputError
from debar.tables import Skipped, Table, open_tables
from debar.tables.objects import flatten

CSV = b"description,vendor\nNVR recorder,Acme\nIP camera,Beta\n"


def contents(path: Path | str, skipped: list[Skipped] | None = None) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for table in open_tables(path, skipped):
        found[table.name] = [table.header] + [b.row(i) for b in table.batches() for i in range(len(b))]
    return found


EXPECTED = [["description", "vendor"], ["NVR recorder", "Acme"], ["IP camera", "Beta"]]


def tgz(path: Path, members: dict[str, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_packed_csv_is_read_under_its_own_name(tmp_path: Path, pack: object) -> None:
    path = tmp_path / "po.csv.gz"
    path.write_bytes(pack(CSV))  # type: ignore[operator]
    assert contents(path) == {"po.csv.gz": EXPECTED}


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_each_member_of_a_tar_is_a_table(tmp_path: Path, mode: str) -> None:
    path = tgz(tmp_path / "a.tgz", {"2017/a.csv": CSV, "../b.csv": CSV, "c.csv.gz": gzip.compress(CSV)}, mode)
    assert contents(path) == {"a.tgz/2017/a.csv": EXPECTED, "a.tgz/../b.csv": EXPECTED, "a.tgz/c.csv.gz": EXPECTED}


def test_a_zip_leaves_out_what_the_archiver_added_and_notes_what_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x/a.csv", CSV)
        archive.writestr("__MACOSX/x/._a.csv", b"\0\1\2")
        archive.writestr("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(50))
        archive.writestr("empty.csv", b"")
    skipped: list[Skipped] = []
    assert contents(path, skipped) == {"a.zip/x/a.csv": EXPECTED}
    assert [(s.name, s.reason.split(",")[0]) for s in skipped] == [
        ("a.zip/photo.png", "is a PNG image"),
        ("a.zip/empty.csv", "the file is empty. Check that the export finished."),
    ]


def test_without_a_list_for_them_unreadable_members_raise(tmp_path: Path) -> None:
    path = tgz(tmp_path / "a.tgz", {"photo.png": b"\x89PNG\r\n\x1a\n" + bytes(50)})
    with pytest.raises(FormatError, match=r"a\.tgz/photo\.png: is a PNG image"):
        contents(path)


def test_the_hash_is_of_the_file_as_given(tmp_path: Path) -> None:
    path = tgz(tmp_path / "a.tgz", {"a.csv": CSV})
    assert next(open_tables(path)).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_decompression_bomb_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    line = b"description,vendor\n" * 50_000
    with gzip.open(path, "wb", compresslevel=9) as file:
        for _ in range(100):
            file.write(line)
    with pytest.raises(FormatError, match="more than 200 times its size"):
        contents(path)


def test_archives_in_archives_end_somewhere(tmp_path: Path) -> None:
    data = CSV
    for _ in range(6):
        data = gzip.compress(data)
    path = tmp_path / "deep.gz"
    path.write_bytes(data)
    with pytest.raises(FormatError, match="too deep"):
        contents(path)


def test_a_truncated_archive_says_so(tmp_path: Path) -> None:
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(gzip.compress(os.urandom(2_000).hex().encode() * 20)[:900])
    with pytest.raises(FormatError, match="broken"):
        contents(path)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n", "PDF document"),
        (b"\x89PNG\r\n\x1a\n", "PNG image"),
        (b"MZ\x90\x00\x03" + bytes(100), "Windows program"),
        (bytes(range(256)) * 40, "binary file"),
        (b"a,b\n" + bytes(4000), "binary file"),
        (b"<!doctype html><html><table></table>", "HTML page"),
        (b"<?xml version='1.0'?><a/>", "XML"),
        (b'{"a": 1, "b": 2}', "no single list of records"),
        (b'[{"a": 1},', "not valid JSON"),
    ],
)
def test_what_is_no_table_is_refused_by_name_and_with_what_to_do(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(data)
    with pytest.raises(FormatError, match=rf"file\.csv: .*{said}.*\."):
        contents(path)


def test_missing_files_and_directories_are_input_errors(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        contents(tmp_path / "nowhere.csv")
    with pytest.raises(InputError, match="directory"):
        contents(tmp_path)


def test_standard_input_is_read_and_hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CSV)))
    table = next(tables := open_tables("-"))
    assert (table.name, table.sha256) == ("-", hashlib.sha256(CSV).hexdigest())
    assert sum(len(batch) for batch in table.batches()) == 2
    assert next(tables, None) is None


def test_a_named_pipe_is_spooled() -> None:
    read, write = os.pipe()
    os.write(write, CSV)
    os.close(write)
    assert [rows[1:] for rows in contents(f"/dev/fd/{read}").values()] == [EXPECTED[1:]]
    os.close(read)


def workbook(path: Path) -> Path:
    book = xlsxwriter.Workbook(path)
    first = book.add_worksheet("Orders")
    first.write(0, 0, "City of X, purchases")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for column, name in enumerate(["Date", "Description", "Amount", "PO"]):
        first.write(2, column, name)
    first.write_number(3, 0, 44927, day)
    first.write(3, 1, "IP camera")
    first.write(3, 2, 1250.5)
    first.write(3, 3, 4500012345)
    first.write(5, 1, "NVR")
    second = book.add_worksheet("More")
    second.write_row(0, 0, ["Description", "Vendor"])
    second.write_row(1, 0, ["Switch", "Acme"])
    book.add_worksheet("Empty")
    book.close()
    return path


def test_a_workbook_gives_a_table_a_sheet_with_titles_dates_and_numbers_as_people_write_them(tmp_path: Path) -> None:
    skipped: list[Skipped] = []
    assert contents(workbook(tmp_path / "w.xlsx"), skipped) == {
        "w.xlsx#Orders": [
            ["Date", "Description", "Amount", "PO"],
            ["2023-01-01", "IP camera", "1250.5", "4500012345"],
            ["", "", "", ""],
            ["", "NVR", "", ""],
        ],
        "w.xlsx#More": [["Description", "Vendor"], ["Switch", "Acme"]],
    }
    assert skipped == [], "an empty sheet beside others holds nothing that could be missed"


def test_a_workbook_in_a_zip_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(workbook(tmp_path / "w.xlsx"), "in/w.xlsx")
    assert "a.zip/in/w.xlsx#Orders" in contents(path, [])


def test_a_broken_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(FormatError, match="cannot be read as a workbook"):
        contents(path)


def test_json_lines_keep_every_field_and_bad_lines_their_row(tmp_path: Path) -> None:
    lines = [
        '{"text": "camera", "vendor": {"name": "Acme", "id": 7}}',
        "",
        "{broken",
        '{"text": "nvr", "tags": ["a", "b"]}',
    ]
    path = tmp_path / "t.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    table: Table = next(tables := open_tables(path))
    batch = next(table.batches())
    assert table.header == ["text", "vendor/name", "vendor/id", "tags"]
    assert [batch.row(i) for i in range(len(batch))] == [
        ["camera", "Acme", "7", ""],
        ["", "", "", ""],
        ["", "", "", ""],
        ["nvr", "", "", "a; b"],
    ]
    assert list(batch.unreadable) == [2]
    assert next(tables, None) is None


def test_a_field_first_seen_late_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text("\n".join([json.dumps({"text": "a"})] * 3_000 + [json.dumps({"text": "b", "late": "x"})]), "utf-8")
    table = next(tables := open_tables(path))
    assert [b.row(len(b) - 1) for b in table.batches()][-1] == ["b", "late=x"]
    assert next(tables, None) is None


def test_a_json_list_of_objects_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text(
        json.dumps({"page": {"n": 1}, "results": [{"text": "a", "n": None}, {"text": "b"}]}, indent=1), "utf-8"
    )
    assert contents(path) == {"t.json": [["text", "n"], ["a", ""], ["b", ""]]}


def test_flattening_names_nested_fields_by_their_path() -> None:
    assert flatten({"a": {"b": {"c": 1.5}}, "d": [1, "x"], "e": [{"f": 1}], "g": None, "h": True}) == {
        "a/b/c": "1.5",
        "d": "1; x",
        "e": '[{"f": 1}]',
        "g": "",
        "h": "true",
    }


def test_a_line_of_json_nested_too_deep_costs_that_line_only(tmp_path: Path) -> None:
    path = tmp_path / "deep.jsonl"
    path.write_text('{"text":"a","x":' + "[" * 20_000 + "]" * 20_000 + '}\n{"text":"b"}\n')
    batches = [batch for table in open_tables(path) for batch in table.batches()]
    assert [list(batch.unreadable) for batch in batches] == [[0]], "rows count from 0 in a batch"


@pytest.mark.parametrize("name", ["s.jsonl", "s.json"])
def test_half_a_surrogate_pair_costs_no_row(tmp_path: Path, name: str) -> None:
    records = ['{"text":"camera \\ud800 dome"}', '{"text":"\\ud83d\\ude00"}']
    path = tmp_path / name
    path.write_text("\n".join(records) if name == "s.jsonl" else f"[{','.join(records)}]")
    assert contents(path) == {name: [["text"], ["camera ? dome"], ["\U0001f600"]]}


@pytest.mark.parametrize(
    "lines", ["nonsense\nmore of it\n", "[1]\nnull\n", '{"name": no}\n{"name": \'x\'}\n', "\n\n{\n"]
)
@pytest.mark.parametrize("name", ["t.jsonl", "t.ndjson"])
def test_json_lines_of_which_none_can_be_read_are_an_error(tmp_path: Path, name: str, lines: str) -> None:
    path = tmp_path / name
    path.write_text(lines)
    with pytest.raises(FormatError, match="no line is a JSON object"):
        next(open_tables(path))


def test_json_lines_are_read_though_the_first_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"name": no}\n{"name":\n{"name": "A"}\n')
    (batch,) = next(open_tables(path)).batches()
    assert batch.columns[0] == ["", "", "A"]
    assert batch.unreadable == dict.fromkeys((0, 1), "not valid JSON (Expecting value)")

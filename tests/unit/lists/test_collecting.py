"""From files, archives and directories to groups of one edition each: nothing twice, nothing dropped in silence."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from datetime import date
from pathlib import Path

import pytest

from debar.errors import InputError
from debar.lists.collecting import Collector, Group, day_in, misdated_in


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


@pytest.fixture
def given(tmp_path: Path) -> Path:
    folder = tmp_path / "given"
    folder.mkdir()
    return folder


def packed(**files: bytes) -> bytes:
    """A zip; "__" in a name parts folders."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return content.getvalue()


def told(groups: list[Group]) -> list[tuple[date | None, list[str], bool]]:
    return [(group.day, [file.name for file in group.files], bool(group.problem)) for group in groups]


@pytest.mark.parametrize(
    ("name", "day", "odd"),
    [
        ("sdn_2022-02-24.csv", date(2022, 2, 24), ""),
        ("20240229", date(2024, 2, 29), ""),
        ("20240230", None, "20240230"),
        ("2024-13-45", None, "2024-13-45"),
        ("2024-13-45_2024-01-08", date(2024, 1, 8), "2024-13-45"),
        ("dpl.txt", None, ""),
        ("a-120240108-b", None, ""),
    ],
)
def test_a_date_in_a_name_is_read_and_what_only_looks_like_one_is_told(name: str, day: date | None, odd: str) -> None:
    assert (day_in(name), misdated_in(name)) == (day, odd)


def test_the_editions_in_one_archive_are_parted_by_the_dates_of_folders_and_names(given: Path, scratch: Path) -> None:
    (given / "a.zip").write_bytes(
        packed(**{"2024-01-01__x": b"1", "2024-01-01__y": b"2", "2024-02-01__x": b"3", "x_2023-05-01": b"4"})
    )
    found = Collector(scratch).groups([given / "a.zip"])
    assert told(found) == [
        (date(2023, 5, 1), ["x_2023-05-01"], False),
        (date(2024, 1, 1), ["x", "y"], False),
        (date(2024, 2, 1), ["x"], False),
    ]
    assert [group.name.removeprefix(str(given)) for group in found] == [
        "/a.zip/x_2023-05-01",
        "/a.zip/2024-01-01",
        "/a.zip/2024-02-01/x",
    ]


def test_archives_in_archives_are_opened_and_what_archivers_add_is_not_read(given: Path, scratch: Path) -> None:
    inner = packed(x=gzip.compress(b"text"))
    (given / "a.zip").write_bytes(packed(**{"inner.zip": inner, "folder/._x": b"z"}))
    (group,) = Collector(scratch).groups([given / "a.zip"])
    assert [(file.name, file.read()) for file in group.files] == [("x", b"text")]


def test_an_archive_in_too_many_archives_is_refused(given: Path, scratch: Path) -> None:
    data = b"text"
    for _ in range(6):
        data = packed(x=data)
    (given / "a.zip").write_bytes(data)
    (group,) = Collector(scratch).groups([given / "a.zip"])
    assert "archives in archives too deep" in group.problem


def test_a_spreadsheet_of_any_office_is_a_table_and_no_archive(given: Path, scratch: Path) -> None:
    ods = packed(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": b"<x/>"})
    (given / "list.ods").write_bytes(ods)
    (group,) = Collector(scratch).groups([given / "list.ods"])
    assert [(file.name, file.read()) for file in group.files] == [("list.ods", ods)]


def test_a_broken_archive_among_others_is_told_and_the_others_are_read(given: Path, scratch: Path) -> None:
    (given / "x_2024-01-01.csv.gz").write_bytes(gzip.compress(b"x" * 10_000)[:20])
    (given / "x_2024-02-01.csv.gz").write_bytes(gzip.compress(b"x"))
    (given / "y_2024-01-01.csv").write_bytes(b"y")  # of the same edition, which is not whole without the other
    found = Collector(scratch).groups([given])
    assert told(found) == [
        (date(2024, 1, 1), ["y_2024-01-01.csv"], True),
        (date(2024, 2, 1), ["x_2024-02-01.csv"], False),
    ]
    assert "the packed data is broken" in found[0].problem


def test_links_that_lead_back_are_followed_once_and_links_to_nowhere_are_told(given: Path, scratch: Path) -> None:
    (given / "x.csv").write_bytes(b"x")
    (given / "loop").symlink_to(given)
    (given / "gone.csv").symlink_to(given / "nothing")
    os.mkfifo(given / "pipe.csv")
    found = Collector(scratch).groups([given])
    assert sorted(group.name.removeprefix(f"{given}/") for group in found) == ["gone.csv", "pipe.csv", "x.csv"]
    assert all("is no file, or a link to nowhere" in group.problem for group in found if not group.files)


def test_a_name_with_no_day_of_the_calendar_is_told_unless_another_dates_it(given: Path, scratch: Path) -> None:
    for name in ("2024-13-45", "20240230"):
        (given / name).mkdir()
        (given / name / "x.csv").write_bytes(b"x")
    (given / "20240230" / "x_2024-03-01.csv").write_bytes(b"x")
    found = Collector(scratch).groups([given])
    assert [(group.day, group.misdated) for group in found] == [
        (date(2024, 3, 1), ""),
        (None, "2024-13-45"),
        (None, "20240230"),
    ]


def test_a_path_that_is_not_there_is_an_error_before_anything_is_read(given: Path, scratch: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        Collector(scratch).groups([given / "nothing.csv"])

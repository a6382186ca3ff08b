"""Large tables are given in parts: every row once, whole, below the heading."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest

from debar.desk import dossier_files
from debar.desk.dossier_files import given_files

HEADING = ["Date", "Contact Name", "Description"]
ROWS = [[f"0{n % 9 + 1}/02/2013", f"Ann {n}", f'no {n}, "said"\non two lines'] for n in range(200)]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dossier_files, "_WHOLE", 1_000)
    monkeypatch.setattr(dossier_files, "_PART", 900)


def table() -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEADING, *ROWS])
    return text.getvalue()


@pytest.mark.parametrize("packed", [False, True])
def test_every_row_is_in_one_part_below_the_heading(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / ("large.zip" if packed else "large.csv")
    if packed:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("large.csv", table())
    else:
        path.write_text(table(), encoding="utf-8")
    parts = list(given_files([str(path)]))
    assert len(parts) > 5
    rows = []
    for part in parts:
        heading, *taken = csv.reader(io.StringIO(part.content.decode()))
        assert (heading, part.part, part.fault) == (HEADING, True, "")
        rows += taken
    assert rows == ROWS


def test_a_part_says_the_line_of_the_file_at_which_it_begins(tmp_path: Path) -> None:
    (tmp_path / "large.csv").write_text(table(), encoding="utf-8")
    lines = table().splitlines()
    for part in given_files([str(tmp_path / "large.csv")]):
        line = int(part.name.rpartition("from line ")[2].removesuffix(").csv"))
        assert part.content.decode().splitlines()[1] == lines[line - 1]


def test_a_quotation_that_never_ends_does_not_make_one_part_of_all(tmp_path: Path) -> None:
    rows = "".join(f"{n},plain\n" for n in range(2_000))
    (tmp_path / "large.csv").write_text('a,b\n0,"open\n' + rows, encoding="utf-8")
    parts = list(given_files([str(tmp_path / "large.csv")]))
    assert len(parts) > 5
    assert b"".join(part.content.removeprefix(b"a,b\n") for part in parts).decode() == '0,"open\n' + rows


@pytest.mark.parametrize("content", [b"x" * 2_000_000, "a,b\n1,2\n".encode("utf-16") * 200])
def test_a_large_file_without_lines_is_refused_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "large.csv").write_bytes(content)
    (refused,) = given_files([str(tmp_path / "large.csv")])
    assert "split it, and give the parts" in refused.fault

"""The tables of the golden set: written to the same byte every time, and the small ones kept by hand."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

GOLDEN = Path(__file__).parent.parent / "tests" / "golden" / "names"


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a gzip table that is the same to the byte whenever its rows are."""
    text = "".join("\t".join(row) + "\n" for row in (header, *rows))
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as out:
        out.write(text.encode())


def read_notes(name: str) -> list[dict[str, str]]:
    """Rows of a small table written by hand beside the golden set."""
    path = GOLDEN / name
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8")), delimiter="\t")) if path.exists() else []

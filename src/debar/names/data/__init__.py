"""The tables of this package: tab-separated, one header line, a source on every row."""

from __future__ import annotations

from pathlib import Path

from debar.errors import DataError

_FOLDER = Path(__file__).parent


def read_rows(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of one table as ``{column: cell}``, in file order.

    Raises DataError when the header is not ``columns``, a row has another number of cells, or a cell is empty.
    """
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    if not lines or tuple(lines[0].split("\t")) != columns:
        raise DataError(f"names/data/{name}: the header must be {', '.join(columns)} (tab-separated)")
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(columns) or not all(cells):
            raise DataError(f"names/data/{name}, line {number}: needs {len(columns)} filled cells; mend the row")
        rows.append(dict(zip(columns, cells, strict=True)))
    return rows

"""Names to be matched: from the command line, standard input, or a column of a table."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from debar.errors import InputError, MappingError
from debar.tables import Table, open_tables

#: Header words that mean "this column holds the party's name", best first.
NAME_COLUMNS = (
    "name",
    "vendor name",
    "vendor",
    "supplier name",
    "supplier",
    "merchant name",
    "company",
    "party",
    "entity",
)
BATCH = 5_000


def read_names(names: Sequence[str], path: str, column: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (row of the first, names) in batches; rows count from 1, of a table after its header.

    ``-`` as the only name stands for standard input with one name a line.

    Raises InputError when there is nothing to match, MappingError when the table has no such column.
    """
    if path:
        if names:
            raise InputError("give names or --input, not both")
        for table in open_tables(path):
            yield from _column_names(table, column)
        return
    if not names:
        raise InputError('nothing to match: give names, or a table with --input FILE --column "Vendor"')
    yield 1, _lines_of_standard_input() if list(names) == ["-"] else list(names)


def _lines_of_standard_input() -> list[str]:
    found = [line.strip() for line in sys.stdin.buffer.read().decode("utf-8-sig", "replace").splitlines()]
    if not any(found):
        raise InputError("-: standard input holds no name; give one a line")
    return found


def _column_names(table: Table, column: str) -> Iterator[tuple[int, list[str]]]:
    place = _find_column(table, column)
    for batch in table.batches(BATCH, [place]):
        yield batch.first, [cell.strip() for cell in batch.columns[place]]


def _find_column(table: Table, column: str) -> int:
    folded = [cell.strip().casefold() for cell in table.header]
    wanted = (column.strip().casefold(),) if column else NAME_COLUMNS
    for name in wanted:
        if name in folded:
            return folded.index(name)
    if not column and len(folded) == 1:
        return 0
    held = ", ".join(repr(cell) for cell in table.header)
    raise MappingError(f"{table.name}: no column {column or 'of names'!r}; it has {held}; name one with --column")

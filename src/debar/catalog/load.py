"""The catalog from its data files, read and validated."""

from __future__ import annotations

from collections.abc import Sequence

from debar.catalog.catalog import Catalog
from debar.catalog.files import ReadText, packaged, read_tables
from debar.catalog.validate import validate


def load(read: ReadText = packaged, models: Sequence[str] | None = None) -> Catalog:
    """The catalog from its data files; ``read`` gives a file's text by name, ``models`` names those of numbers.

    Raises DataError, naming file and row, when a row breaks the layout: no evidence, an unknown id, a pattern that is
    no RE2, an example that does not do what it should.
    """
    tables = read_tables(read, models)
    validate(tables)
    return Catalog.from_tables(tables)

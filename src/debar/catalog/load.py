"""The catalog from its data files, read and validated."""

from __future__ import annotations

from debar.catalog.catalog import Catalog
from debar.catalog.files import ReadText, packaged, read_tables
from debar.catalog.validate import validate


def load(read: ReadText = packaged) -> Catalog:
    """The catalog from its data files; ``read`` gives the text of a file by its name.

    Raises DataError, naming file and row, when a row breaks the layout: no evidence, an unknown id, a pattern that is
    no RE2, an example that does not do what it should.
    """
    tables = read_tables(read)
    validate(tables)
    return Catalog.from_tables(tables)

"""Things rather than parties: makers, labels, relabels, model grammars and the words buyers use.

``load()`` reads and validates the data files beside this module; ``Catalog.from_data`` opens what was compiled from
them.
"""

from __future__ import annotations

from debar.catalog.catalog import Catalog
from debar.catalog.files import ReadText, packaged, read_tables
from debar.catalog.fold import fold
from debar.catalog.rows import Affiliate, Brand, Form, Grammar, Maker, NotRelabel, Owner, Period, Relabel, Source, Term
from debar.catalog.validate import validate

__all__ = [
    "Affiliate",
    "Brand",
    "Catalog",
    "Form",
    "Grammar",
    "Maker",
    "NotRelabel",
    "Owner",
    "Period",
    "Relabel",
    "Source",
    "Term",
    "fold",
    "load",
]


def load(read: ReadText = packaged) -> Catalog:
    """The catalog from its data files; ``read`` gives the text of a file by its name.

    Raises DataError, naming file and row, when a row breaks the layout: no evidence, an unknown id, a pattern that is
    no RE2, an example that does not do what it should.
    """
    tables = read_tables(read)
    validate(tables)
    return Catalog.from_tables(tables)

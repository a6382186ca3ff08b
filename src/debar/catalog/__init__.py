"""Things rather than parties: makers, labels, relabels, model grammars and the words buyers use.

``load()`` reads and validates the data files beside this module; ``Catalog.from_data`` opens what was compiled from
them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from debar.catalog.catalog import Catalog
from debar.catalog.fold import fold
from debar.catalog.rows import Affiliate, Brand, Form, Grammar, Maker, NotRelabel, Owner, Period, Relabel, Source, Term

if TYPE_CHECKING:
    from debar.catalog.load import load

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


def __getattr__(name: str) -> Any:
    # What reads and validates the data files is needed to compile a reference, not to open one.
    if name == "load":
        from debar.catalog.load import load  # noqa: PLC0415

        globals()["load"] = load
        return load
    raise AttributeError(f"module 'debar.catalog' has no attribute {name!r}")

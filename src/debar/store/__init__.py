"""The store: every edition of every list with its original bytes, over SQLite or PostgreSQL.

    with open_store() as store:
        with store.writing() as writer:
            writer.add_edition("us-ofac-sdn", records, originals, seal, check)
        chronicle = store.chronicle("us-ofac-sdn")

An edition is kept as what changed since the one before it, its files as differences from the files before them. What
needs SQLAlchemy is loaded when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from debar.store.errors import AlreadyHeldError, StoreError
from debar.store.place import DECIDED, default_url, note_of, token_of
from debar.store.types import (
    Account,
    Added,
    Attempt,
    Bytes,
    Counts,
    Fault,
    Original,
    PartyDecision,
    Remembered,
)

if TYPE_CHECKING:
    from debar.store.opening import open_store
    from debar.store.reading import Store
    from debar.store.writing import Writer

_DOORS = {
    "Store": "debar.store.reading",
    "Writer": "debar.store.writing",
    "open_store": "debar.store.opening",
}

__all__ = [
    "DECIDED",
    "Account",
    "Added",
    "AlreadyHeldError",
    "Attempt",
    "Bytes",
    "Counts",
    "Fault",
    "Original",
    "PartyDecision",
    "Remembered",
    "Store",
    "StoreError",
    "Writer",
    "default_url",
    "note_of",
    "open_store",
    "token_of",
]


def __getattr__(name: str) -> Any:
    if name not in _DOORS:
        raise AttributeError(f"module 'debar.store' has no attribute {name!r}")
    value = getattr(import_module(_DOORS[name]), name)
    globals()[name] = value
    return value

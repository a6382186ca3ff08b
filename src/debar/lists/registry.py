"""Every list's layouts, by list id: the folders under ``sources`` are found, not registered.

A source is a package ``sources/<list_id with underscores>`` whose ``parse`` module has ``LAYOUTS``. A list without such
a folder is the user's own or a third party's, and is read by the generic layouts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module

from debar.errors import DataError
from debar.lists import generic
from debar.lists.parsing import Layout
from debar.lists.source import source_ids


@cache
def layouts(list_id: str) -> tuple[Layout, ...]:
    """Return the layouts in which a list is read, best first; for an id without a source, the generic ones.

    Raises DataError when a source has no layouts of its own.
    """
    if list_id not in source_ids():
        return generic.LAYOUTS
    folder = list_id.replace("-", "_")
    found = getattr(import_module(f"debar.lists.sources.{folder}.parse"), "LAYOUTS", None)
    if not isinstance(found, tuple) or not found or not all(isinstance(each, Layout) for each in found):
        raise DataError(f"lists/sources/{folder}/parse.py: LAYOUTS must be a tuple of at least one Layout")
    return found


class _Layouts(Mapping[str, tuple[Layout, ...]]):
    """The layouts of every source; a parser is imported when it is asked for."""

    def __getitem__(self, list_id: str) -> tuple[Layout, ...]:
        if list_id not in source_ids():
            raise KeyError(list_id)
        return layouts(list_id)

    def __iter__(self) -> Iterator[str]:
        return iter(source_ids())

    def __len__(self) -> int:
        return len(source_ids())


#: The layouts of each list that has a source, by list id.
LAYOUTS: Mapping[str, tuple[Layout, ...]] = _Layouts()

"""Lists brought up to date from their official places: fetched, read, checked and stored, or refused with the reason.

Whatever goes wrong with one list, the edition before it stays in force, the reason is recorded, and the next list
follows.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from debar.errors import DebarError, FetchError, RefusedError
from debar.lists.fetch import Fetching
from debar.lists.fetch_types import Fetched, FetchOptions
from debar.lists.importing import Imported, ImportOptions, Tick, import_files, why_none
from debar.lists.parsing import Layout
from debar.lists.registry import layouts
from debar.lists.shelf import Shelf
from debar.lists.source import Source, load
from debar.store import Attempt, Remembered, StoreError

if TYPE_CHECKING:
    from debar.store import Store, Writer


@dataclass(frozen=True, slots=True)
class Updated:
    """What became of one list: new, unchanged, refused, failed, or manual (a person must get its files).

    ``reason`` says in a sentence why it was not renewed, ``url`` where it was asked for."""

    list: str
    outcome: str
    reason: str = ""
    url: str = ""
    imported: Imported | None = None


def update(
    store: Store,
    list_ids: Sequence[str],
    options: FetchOptions,
    *,
    accept_smaller: bool = False,
    tick: Tick | None = None,
) -> Iterator[Updated]:
    """Yield what became of each list, in the order given; every list is a transaction of its own."""
    for list_id in list_ids:
        source = load(list_id)
        by_hand = _by_hand(source)
        if by_hand and not options.mirror:
            yield Updated(list_id, "manual", by_hand)
            continue
        with tempfile.TemporaryDirectory(prefix="debar-") as scratch:
            try:
                fetching = Fetching(source, _remembered(store, list_id), options, Path(scratch))
                updated = _first_taken(store, source, fetching, accept_smaller, tick)
            except FetchError as error:
                updated = Updated(list_id, "manual" if by_hand else "failed", str(error))
            except StoreError as error:
                updated = Updated(list_id, "failed", str(error))
        with suppress(StoreError):  # what the store refuses is told, if it cannot be kept
            _note(store, updated, options.clock())
        yield updated


def _first_taken(store: Store, source: Source, fetching: Fetching, accept_smaller: bool, tick: Tick | None) -> Updated:
    """What became of the list with the first place whose files are believed, and why those before it were not.

    Raises FetchError when no place serves it, StoreError when it cannot be kept.
    """
    updated, refusals = Updated(source.id, "refused"), list[str]()
    for fetched in fetching:
        updated = _taken(store, source, fetched, accept_smaller, tick)
        if updated.outcome != "refused":
            break
        refusals.append(updated.reason)
    before = "; ".join([*refusals, *fetching.failures])
    if updated.outcome == "refused":
        return replace(updated, reason=before)
    return replace(updated, reason=f"from another place, as better ones failed: {before}") if before else updated


def _by_hand(source: Source) -> str:
    """What a person must do to get the list; "" when some place serves it."""
    manual = [download for download in source.downloads if download.manual]
    if len(manual) < len(source.downloads):
        return ""
    return f"{manual[0].reason} {manual[0].instruction}" if manual else "no official place serves it as a file"


def _remembered(store: Store, list_id: str) -> Callable[[str], Remembered | None]:
    """What is remembered of an address, as long as its bytes are part of the edition in force.

    Else "not changed since" would confirm an edition that was brought in by hand in the meantime.
    """
    newest = store.chronicle(list_id).editions[-1:] if list_id in store.list_ids() else ()
    in_force = {original.sha256 for edition in newest for original in store.originals(list_id, edition.sha256)}

    def look_up(url: str) -> Remembered | None:
        found = store.remembered(url)
        return found if found is not None and found.sha256 in in_force else None

    return look_up


def _taken(store: Store, source: Source, fetched: Fetched, accept_smaller: bool, tick: Tick | None) -> Updated:
    url = fetched.answers[0].url if fetched.answers else ""

    def remember(writer: Writer) -> None:
        writer.confirm(source.id, fetched.retrieved_at.date())
        for answer in fetched.answers:
            writer.remember(answer.address, Remembered(answer.etag, answer.last_modified, answer.sha256))

    if fetched.unchanged and source.id in store.list_ids():
        with store.writing() as writer:
            remember(writer)
        return Updated(source.id, "unchanged", url=url)
    shelf = Shelf(store)
    options = ImportOptions(
        list_id=source.id,
        now=fetched.retrieved_at,
        retrieved_at=fetched.retrieved_at,
        accept_smaller=accept_smaller,
        expected=True,
        origin="fetched",
        cut="; ".join(answer.note for answer in fetched.answers if answer.note),
        in_force=shelf.current(source.id) if source.id in shelf.list_ids() else None,
    )
    try:
        layout = _layout(source, fetched)
        imported = import_files(
            store,
            layout,
            fetched.files,
            options,
            name=url or source.id,
            day=fetched.day,
            tick=tick,
            afterwards=remember,
        )
    except StoreError:
        raise
    except DebarError as error:
        return Updated(source.id, "refused", str(error), url)
    return Updated(source.id, "new", url=url, imported=imported)


def _layout(source: Source, fetched: Fetched) -> Layout:
    """The layout that was asked for. Raises RefusedError when a file that came is none of it."""
    layout = next(layout for layout in layouts(source.id) if layout.id == fetched.layout)
    for role, file in fetched.files.items():
        if layout.recognise(file.name.lower(), file.head()) != role:
            raise RefusedError(why_none(file, [layout]))
    return layout


def _note(store: Store, updated: Updated, at: datetime) -> None:
    """Record in the store what became of a list, so that it can be shown later."""
    edition = updated.imported.edition.sha256 if updated.imported and updated.imported.edition else ""
    with store.writing() as writer:
        writer.add_attempt(Attempt(updated.list, at, updated.url, updated.outcome, updated.reason, edition))

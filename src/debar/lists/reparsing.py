"""An old edition read once more, from its original bytes, with the parser of this version of debar."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from debar.errors import DebarError, InputError
from debar.lists import records
from debar.lists.importing import MAPPING, Imported, ImportOptions, Reading, Tick
from debar.lists.parsing import File, Layout
from debar.lists.registry import layouts
from debar.model import Edition

if TYPE_CHECKING:
    from debar.store import Store


def reparse(store: Store, edition: Edition, now: datetime, tick: Tick | None = None) -> Imported:
    """Replace what was read from an edition's bytes; the edition says by which parser it was read first and last.

    What cannot be read any more stays as it is and is returned as refused.
    """
    name = f"{edition.list} of {edition.dated}"
    try:
        layout = _layout(edition)
        with tempfile.TemporaryDirectory(prefix="debar-") as scratch:
            roles = _originals(store, edition, Path(scratch))
            mapping = roles.pop(MAPPING, None)
            options = ImportOptions(
                list_id=edition.list,
                now=now,
                published=edition.published,
                retrieved_at=edition.retrieved_at,
                mapping=json.loads(mapping.read()) if mapping else {},
                title=edition.title,
                licence=edition.licence,
                accept_smaller=True,
                origin=edition.origin,
            )
            reading = Reading(layout, roles, options, name=edition.source or name, day=edition.published, tick=tick)
            kept = store.kept_ids(edition.list)
            entities = (replace(entity, id=kept.get(entity.id, entity.id)) for entity in reading.entities())
            texts = ((entity.id, records.text(entity)) for entity in entities)
            with store.writing() as writer:
                added = writer.replace_records(edition.list, edition.sha256, texts, reading.seal, reading.check)
    except DebarError as error:
        return Imported(name, layout=edition.layout, refused=str(error))
    return Imported(name, tuple(file.name for file in roles.values()), layout.id, added.edition, added.account, added)


def _layout(edition: Edition) -> Layout:
    for layout in layouts(edition.list):
        if layout.id == edition.layout:
            return layout
    raise InputError(f"{edition.list}: this version of debar has no layout {edition.layout!r}, which it was read with")


def _originals(store: Store, edition: Edition, scratch: Path) -> dict[str, File]:
    roles = {}
    for number, original in enumerate(store.originals(edition.list, edition.sha256)):
        path = scratch / f"{number}.part"
        with path.open("wb") as out:
            for block in store.read_original(original.sha256):
                out.write(block)
        roles[original.role] = File(original.name, path=path)
    return roles

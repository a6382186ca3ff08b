"""What the tests of sources share: real samples, and one reading of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from debar.lists.parsing import File, Given, Log, choose
from debar.lists.registry import layouts
from debar.model import Entity

HERE = Path(__file__).parent


def sample(list_id: str, name: str) -> bytes:
    """The bytes of a sample beside the tests."""
    return (HERE / list_id.replace("-", "_") / name).read_bytes()


def read(
    list_id: str, *files: File, layout: str = "", mapping: Mapping[str, str] | None = None
) -> tuple[list[Entity], Log]:
    """The entities and the log of files, in the first layout that fits them (or the one that is named)."""
    found = choose([each for each in layouts(list_id) if layout in ("", each.id)], files)
    assert found is not None
    log = Log()
    given = Given(list_id, found[1], date(2026, 11, 22), log, mapping or {})
    return list(found[0].parse(given)), log


def layout_of(list_id: str, *files: File) -> str:
    """The id of the layout that fits the files, empty when none does."""
    found = choose(layouts(list_id), files)
    return found[0].id if found else ""


def by_caption(entities: list[Entity]) -> dict[str, Entity]:
    """The entities by their first name."""
    return {entity.caption: entity for entity in entities}

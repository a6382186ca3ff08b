"""The compiled reference of the bundled editions: made once, kept in the user's cache, found again by what it was
made from."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from debar.errors import DataError
from debar.model import Entity
from debar.screening.reference import Reference, open_reference

if TYPE_CHECKING:
    from debar.screening.build import Compiled

#: What goes into the reference: a change in any of these makes it anew.
INGREDIENTS = ("catalog", "lists", "model", "names", "regimes", "screening")
CACHE_VARIABLE = "DEBAR_CACHE_DIR"

Tell = Callable[[str], None]


def bundled_reference(tell: Tell | None = None) -> Reference:
    """Return the reference over the bundled editions, from the cache when it is there.

    ``tell`` is called with a sentence before slow work. A cache that cannot be written costs time, never the answer.
    """
    path = cache_dir() / f"reference-{fingerprint()}.bin"
    if path.exists():
        try:
            return open_reference(path)
        except DataError:
            path.unlink(missing_ok=True)
    if tell:
        tell("Compiling the bundled lists, catalog and rules (once) ...")
    compiled = compile_bundled()
    try:
        compiled.save(path)
        _forget_older(path)
    except OSError as error:
        if tell:
            tell(
                f"The compiled reference cannot be kept in {path.parent} ({error.strerror}); it is made anew each time."
            )
    return compiled.reference()


def compile_bundled() -> Compiled:
    """Compile the files that come with the package."""
    # What reads and validates the data files is needed once; opening the compiled reference must not pay for it.
    from debar.catalog import load as load_catalog  # noqa: PLC0415
    from debar.lists import bundled  # noqa: PLC0415
    from debar.regimes.schema import load_rules  # noqa: PLC0415
    from debar.screening.build import build  # noqa: PLC0415

    editions = bundled.editions()

    def entities() -> Iterator[Entity]:
        for edition in editions:
            yield from bundled.entities(edition.list)

    return build(editions, entities(), load_catalog(), load_rules())


def cache_dir() -> Path:
    """Return where compiled references are kept: ``DEBAR_CACHE_DIR``, else the user's cache directory."""
    return Path(os.environ.get(CACHE_VARIABLE) or platformdirs.user_cache_dir("debar", appauthor=False))


def fingerprint() -> str:
    """Return a hash over the bundled data and the code that compiles it."""
    digest = hashlib.sha256()
    root = files("debar")
    for name in INGREDIENTS:
        for place, file in _walk(root / name, name):
            digest.update(place.encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _walk(folder: Traversable, place: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _walk(entry, f"{place}/{entry.name}")
        elif entry.is_file():
            yield f"{place}/{entry.name}", entry


def _forget_older(kept: Path) -> None:
    """Remove references of earlier versions that nobody has opened for a month."""
    month = 30 * 86400
    for path in kept.parent.glob("reference-*.bin"):
        if path != kept and kept.stat().st_mtime - path.stat().st_mtime > month:
            path.unlink(missing_ok=True)

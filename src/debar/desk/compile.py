"""The compiled reference of the lists in use: made once, kept in the user's cache, found again by what it was made
from."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from debar.errors import DataError
from debar.screening.reference import Reference, open_reference

if TYPE_CHECKING:
    from debar.lists.shelf import Shelf

#: What goes into the reference: a change in any of these makes it anew.
INGREDIENTS = ("catalog", "lists", "model", "names", "regimes", "screening")
CACHE_VARIABLE = "DEBAR_CACHE_DIR"
#: Seconds after which a compiled reference that nobody opened is removed; the number that always stays, and the most.
_FORGET_AFTER = 30 * 86400
_KEEP, _MOST = 8, 24

Tell = Callable[[str], None]
OpenShelf = Callable[[], "Shelf"]


def compiled_reference(
    open_shelf: OpenShelf, state: str, known_at: date | None = None, tell: Tell | None = None
) -> Reference:
    """Return the reference over a shelf, from the cache when it is there; then the shelf is not even opened.

    ``state`` identifies what is on the shelf. With ``known_at`` only editions retrieved by that day go in. ``tell`` is
    called with a sentence before slow work. A cache that cannot be written costs time, never the answer.
    """
    if known_at is not None:
        state = open_shelf().fingerprint(known_at)
    path = cache_dir() / f"reference-{_hash(fingerprint(), state)}.bin"
    if path.exists():
        try:
            return open_reference(path)
        except DataError:
            path.unlink(missing_ok=True)
    if tell:
        then = f" as known on {known_at}" if known_at else ""
        tell(f"Compiling the lists{then}, catalog and rules (once) ...")
    # What reads and validates the data files is needed once; opening the compiled reference must not pay for it.
    from debar.desk.compiling import compile_shelf  # noqa: PLC0415

    compiled = compile_shelf(open_shelf(), known_at)
    try:
        compiled.save(path)
        _forget_older(path)
        return open_reference(path)
    except OSError as error:
        if tell:
            tell(
                f"The compiled reference cannot be kept in {path.parent} ({error.strerror}); it is made anew each time."
            )
    return compiled.reference()


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


def _hash(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def _walk(folder: Traversable, place: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _walk(entry, f"{place}/{entry.name}")
        elif entry.is_file():
            yield f"{place}/{entry.name}", entry


def _forget_older(kept: Path) -> None:
    """Remove references that nobody has made or opened for a month, but for the newest few, and all beyond the most."""
    found = sorted(kept.parent.glob("reference-*.bin"), key=lambda path: path.stat().st_mtime, reverse=True)
    for place, path in enumerate(found[_KEEP:], _KEEP):
        old = kept.stat().st_mtime - path.stat().st_mtime > _FORGET_AFTER
        if path != kept and (old or place >= _MOST):
            path.unlink(missing_ok=True)

"""A folder of originals as they were fetched, with a note of each: address, hash, when, what the server calls it.

The notes stand in ``.debar-fetched.jsonl`` beside the files, one line a fetch, the last of an address in force. An
import of the folder takes each file's address and moment of retrieval from there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urlsplit

from debar.errors import InputError

NOTES = ".debar-fetched.jsonl"
_PARTS = ".debar-parts"
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class FetchNote:
    """What is noted of one fetch. ``file`` is the name in the folder; ``retrieved_at`` an ISO moment in UTC."""

    source: str
    address: str
    file: str
    sha256: str
    retrieved_at: str
    etag: str = ""
    last_modified: str = ""


class Originals:
    """The folder. With ``dated`` the day stands in each name and nothing is written over; else the newest stays."""

    def __init__(self, folder: Path, *, dated: bool = True) -> None:
        """Make the folder. Raises InputError when that cannot be."""
        self.folder = folder
        self._dated = dated
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"{folder}: no folder can be made there ({error.strerror}); name another") from None
        self._notes = dict(notes_of(folder))

    @property
    def parts(self) -> Path:
        """Where what came before a cut is kept for the next run."""
        return self.folder / _PARTS

    def known(self, address: str) -> FetchNote | None:
        """The note of an address whose file is here still, unchanged."""
        note = next((each for each in self._notes.values() if each.address == address), None)
        path = self.folder / note.file if note else None
        if note is None or path is None or not path.is_file() or hash_file(path) != note.sha256:
            return None
        return note

    def name(self, stem: str, suffix: str, day: str) -> str:
        """A file name out of words of any kind."""
        plain = re.sub(r"[^A-Za-z0-9.]+", "-", unquote(stem)).strip("-.")[:_LONGEST] or "original"
        return f"{plain}_{day}{suffix}" if self._dated else f"{plain}{suffix}"

    def take(self, given: Path, note: FetchNote) -> FetchNote:
        """Move a file here under the note's name, beside another of that name when the bytes differ; note it."""
        target, number = self.folder / note.file, 1
        stem, dot, suffix = note.file.partition(".")
        while self._dated and target.is_file() and hash_file(target) != note.sha256:
            number += 1
            target = self.folder / f"{stem}_{number}{dot}{suffix}"
        given.replace(target)
        taken = FetchNote(**{**asdict(note), "file": target.name})
        with (self.folder / NOTES).open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(taken), ensure_ascii=False) + "\n")
        self._notes = {name: each for name, each in self._notes.items() if each.address != taken.address}
        self._notes[taken.file] = taken
        return taken


def notes_of(folder: Path) -> Mapping[str, FetchNote]:
    """The notes of a folder by file name; none where nothing was fetched. Lines that are no notes are passed over."""
    found: dict[str, FetchNote] = {}
    try:
        lines = (folder / NOTES).read_text("utf-8", "replace").splitlines()
    except OSError:
        return found
    for line in lines:
        try:
            note = FetchNote(**json.loads(line))
        except (ValueError, TypeError, RecursionError):  # cut in the middle, or written by hand
            continue
        if all(isinstance(value, str) for value in asdict(note).values()):
            found[note.file] = note
    return found


def name_of(address: str) -> tuple[str, str]:
    """The stem and the ending of a file by its address: the last two parts of the path."""
    parts = [part for part in urlsplit(address).path.split("/") if part][-2:]
    stem, dot, suffix = "_".join(parts).rpartition(".")
    return (stem, f".{suffix.lower()}") if dot and suffix.isalnum() and len(suffix) < 6 else ("_".join(parts), ".txt")


def hash_file(path: Path) -> str:
    """The sha256 of a file's bytes."""
    with path.open("rb") as file:
        digest = sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()

"""Names with the truth about them, read from either of two layouts; nothing but the standard library is needed."""

from __future__ import annotations

import csv
import gzip
import hashlib
import random
from dataclasses import dataclass, replace
from pathlib import Path

#: What may be asked about, in the order of reports.
QUERY, VENDOR, CLEAN = "query", "vendor", "clean"
_FILES = ("targets.csv", "queries.csv", "vendors.csv")
_PARTY_KINDS = {"individual": "person", "entity": "company", "vessel": "vessel", "aircraft": "vessel"}


@dataclass(frozen=True, slots=True)
class Listed:
    """A name on a list: the number of its party, person, company or vessel (empty: not said), and the name."""

    party: int
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A name asked about: query, vendor or clean; how it was changed; the parties that are right; the name."""

    record: str
    kind: str
    parties: frozenset[int]
    name: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """Listed names, names asked about, and a digest (SHA-256) of the files they came from."""

    title: str
    listed: tuple[Listed, ...]
    asked: tuple[Asked, ...]
    digest: str

    def count(self, record: str) -> int:
        """How many names of that record (query, vendor, clean) are asked about."""
        return sum(row.record == record for row in self.asked)

    def sample(self, clean: int, seed: int = 1) -> Labelled:
        """The same with at most so many clean names, drawn by a fixed seed; 0 keeps all."""
        rest = [row for row in self.asked if row.record == CLEAN]
        if not clean or len(rest) <= clean:
            return self
        drawn = random.Random(seed).sample(rest, clean)  # noqa: S311  a sample, not a secret
        return replace(self, asked=(*(row for row in self.asked if row.record != CLEAN), *drawn))


def read(path: Path) -> Labelled:
    """Read a directory with targets.csv, queries.csv and vendors.csv, or one tab-separated file of golden names.

    The layouts are described in the README beside each. Raises ValueError saying what is wrong with the path.
    """
    if path.is_dir():
        return _read_directory(path)
    if not path.is_file():
        raise ValueError(f"{path}: no such file or directory; give a labelled file or a directory with {_FILES[0]}")
    return _read_file(path)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names and whether they are one party's (``is_same``); ``split`` is tune or judge."""

    left: str
    right: str
    schema: str
    is_same: bool
    kind: str
    split: str


def holds_pairs(path: Path) -> bool:
    """Whether a file lists pairs rather than names."""
    return path.is_file() and _text(path).startswith("left\tright\t")


def read_pairs(path: Path, split: str = "") -> list[Pair]:
    """The labelled pairs of a file; ``split`` keeps one part. Raises ValueError for a line that is no pair."""
    found = []
    for number, line in enumerate(_text(path).splitlines()[1:], 2):
        columns = line.split("\t")
        if len(columns) < 6 or columns[3] not in {"same", "different"}:
            raise ValueError(f"{path}, line {number}: expected left, right, schema, label, kind, split")
        left, right, schema, label, kind, part = columns[:6]
        if not split or part == split:
            found.append(Pair(left, right, schema, label == "same", kind, part))
    return found


def _text(path: Path) -> str:
    raw = path.read_bytes()
    return (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode()


def _read_directory(path: Path) -> Labelled:
    if missing := [name for name in _FILES if not (path / name).is_file()]:
        raise ValueError(f"{path}: {', '.join(missing)} not there; a directory must hold {', '.join(_FILES)}")
    targets, queries, vendors = (_rows(path / name) for name in _FILES)
    listed = tuple(
        Listed(int(row["entity_id"]), _PARTY_KINDS.get(row["etype"], ""), row["display"] or row["name"])
        for row in targets
    )
    asked = [Asked(QUERY, row["kind"], _parties(row["entity_ids"]), row["query"]) for row in queries]
    for row in vendors:
        parties = _parties(row["truth"])
        asked.append(Asked(VENDOR if parties else CLEAN, row["kind"], parties, row["name"]))
    return Labelled(path.name, listed, tuple(asked), _digest([path / name for name in _FILES]))


def _read_file(path: Path) -> Labelled:
    if holds_pairs(path):
        raise ValueError(f"{path} holds pairs of names, which --errors shows; give a file or directory of lists")
    listed, asked = [], []
    for number, line in enumerate(_text(path).splitlines()[1:], 2):
        columns = line.split("\t")
        if len(columns) != 4 or columns[0] not in {"listed", QUERY, VENDOR, CLEAN}:
            raise ValueError(f"{path}, line {number}: expected record, kind, parties, name, separated by tabs")
        record, kind, parties, name = columns
        if record == "listed":
            listed.append(Listed(int(parties), kind, name))
        else:
            asked.append(Asked(record, kind, _parties(parties), name))
    return Labelled(path.name, tuple(listed), tuple(asked), _digest([path]))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _parties(text: str) -> frozenset[int]:
    return frozenset(int(part) for part in text.split("|") if part.strip("- "))


def _digest(paths: list[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(path.read_bytes())
    return total.hexdigest()

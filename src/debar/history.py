"""The history of anything that comes in editions: the editions in order, and every version of every record.

A bundled history (:mod:`debar.lists.bundled`) and the store (:mod:`debar.store`) both give one; what is computed from
it (diffs, listings on two clocks, exports) does not know where it came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Protocol

from debar.model import Edition

#: Pairs (first, last) of places in ``Chronicle.editions``, in order, both included.
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one record: its key (the entity id), its canonical text, and who held it.

    ``spans`` are pairs (first, last) of places in ``Chronicle.editions``, in order, both included.
    """

    key: str
    record: str
    spans: Spans

    def held_by(self, place: int) -> bool:
        """True when the edition at that place holds this version."""
        return any(first <= place <= last for first, last in self.spans)


class Chronicle(Protocol):
    """The history of one list."""

    @property
    def list_id(self) -> str:
        """The list's id."""
        ...

    @property
    def editions(self) -> tuple[Edition, ...]:
        """All editions, in the order of the day they speak for, then of retrieval."""
        ...

    def versions(self, between: tuple[int, int] | None = None) -> Iterator[Version]:
        """Yield every version, sorted by key and, within a key, by its first edition.

        With ``between`` (two places) only the versions held by one of these two editions but not by the other.
        """
        ...


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one key between two editions: its text in both, None where an edition does not hold it."""

    key: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Collected:
    """A chronicle held in memory. ``held`` are its versions, sorted as :meth:`Chronicle.versions` asks."""

    list_id: str
    editions: tuple[Edition, ...]
    held: tuple[Version, ...]

    def versions(self, between: tuple[int, int] | None = None) -> Iterator[Version]:
        """Yield every version, or those that tell two editions apart."""
        return iter(self.held) if between is None else apart(self.held, between)


@dataclass(frozen=True, slots=True)
class _Known:
    """A chronicle as it was known on a day. ``places`` are the places, in the whole, of the editions known by then."""

    whole: Chronicle
    editions: tuple[Edition, ...]
    places: tuple[int, ...]

    @property
    def list_id(self) -> str:
        """The list's id."""
        return self.whole.list_id

    def versions(self, between: tuple[int, int] | None = None) -> Iterator[Version]:
        """Yield the versions held by a known edition, with the spans counted in the known editions."""
        asked = between and (self.places[between[0]], self.places[between[1]])
        for _, versions in groupby(self.whole.versions(asked), attrgetter("key")):
            kept = [replace(each, spans=self._renumbered(each)) for each in versions]
            yield from sorted((each for each in kept if each.spans), key=attrgetter("spans"))

    def _renumbered(self, version: Version) -> Spans:
        return spans_of(new for new, old in enumerate(self.places) if version.held_by(old))


def spans_of(places: Iterable[int]) -> Spans:
    """Return the spans that cover exactly these places, which must come in order."""
    spans: list[tuple[int, int]] = []
    for place in places:
        if spans and spans[-1][1] == place - 1:
            spans[-1] = (spans[-1][0], place)
        else:
            spans.append((place, place))
    return tuple(spans)


def place_of(editions: Sequence[Edition], day: date, known_at: date | None = None) -> int | None:
    """Return the place of the newest edition that speaks for that day or an earlier one; None when there is none.

    With ``known_at``, only editions retrieved by that day count.
    """
    fit = [
        place
        for place, edition in enumerate(editions)
        if edition.dated <= day and (known_at is None or edition.retrieved <= known_at)
    ]
    return fit[-1] if fit else None


def collect(list_id: str, editions: Iterable[tuple[Edition, Mapping[str, str]]]) -> Collected:
    """Return the chronicle of these editions, each given with its records (key -> canonical text), in any order."""
    ordered = sorted(editions, key=lambda pair: (pair[0].dated, pair[0].retrieved_at))
    places: dict[tuple[str, str], list[int]] = {}
    for place, (_, records) in enumerate(ordered):
        for item in records.items():
            places.setdefault(item, []).append(place)
    held = [Version(key, record, spans_of(found)) for (key, record), found in places.items()]
    held.sort(key=lambda version: (version.key, version.spans))
    return Collected(list_id, tuple(edition for edition, _ in ordered), tuple(held))


def known(chronicle: Chronicle, known_at: date | None) -> Chronicle:
    """Return the chronicle as it was known on a day: only editions retrieved by then, and nothing learnt later.

    The places count the known editions; a day on which an edition was confirmed later than ``known_at`` is cut to it.
    Without a day the chronicle itself is returned.
    """
    if known_at is None:
        return chronicle
    places = tuple(place for place, edition in enumerate(chronicle.editions) if edition.retrieved <= known_at)
    editions = (chronicle.editions[place] for place in places)
    return _Known(
        chronicle,
        tuple(
            replace(each, confirmed=known_at) if each.confirmed and each.confirmed > known_at else each
            for each in editions
        ),
        places,
    )


def apart(versions: Iterable[Version], between: tuple[int, int]) -> Iterator[Version]:
    """Yield those of these versions that one of two editions holds and the other does not."""
    first, second = between
    return (each for each in versions if each.held_by(first) != each.held_by(second))


def state(chronicle: Chronicle, place: int) -> Iterator[Version]:
    """Yield the versions that the edition at a place holds, sorted by key."""
    return (version for version in chronicle.versions() if version.held_by(place))


def changes(chronicle: Chronicle, old: int, new: int) -> Iterator[Change]:
    """Yield what was added, removed or written otherwise between two editions, sorted by key."""
    for key, versions in groupby(chronicle.versions((old, new)), attrgetter("key")):
        texts: dict[bool, str] = {version.held_by(new): version.record for version in versions}
        yield Change(key, texts.get(False), texts.get(True))


def replay(records: Mapping[str, str], steps: Iterable[Change]) -> dict[str, str]:
    """Return the next edition's records: these records with the changes made. Raises ValueError where they do not fit.

    Replaying ``changes(chronicle, n, n + 1)`` on the records of edition ``n`` gives those of edition ``n + 1``.
    """
    after = dict(records)
    for step in steps:
        if after.get(step.key) != step.old:
            raise ValueError(f"{step.key}: the change does not start from the record that is there")
        if step.new is None:
            del after[step.key]
        else:
            after[step.key] = step.new
    return after

"""What the store gives and takes beside editions: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from debar.model import Edition


class Bytes(Protocol):
    """An original file as the store takes it: a name, and its bytes as often as they are asked for."""

    @property
    def name(self) -> str:
        """The file's name."""
        ...

    def open(self) -> BinaryIO:
        """Return the bytes as a new binary stream."""
        ...


@dataclass(frozen=True, slots=True)
class Counts:
    """How an edition that is about to be kept differs from the edition before it in the order of the list.

    ``entities`` it holds, ``had`` the edition before held (0 when there is none: ``previous`` is None);
    keys ``added``, ``removed`` and ``changed`` between the two. ``doubled`` records came again with the same content.
    """

    entities: int
    had: int = 0
    added: int = 0
    removed: int = 0
    changed: int = 0
    previous: Edition | None = None
    doubled: int = 0

    @property
    def same_as_previous(self) -> bool:
        """True when the edition before it holds the very same records."""
        return self.previous is not None and not (self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the records of an edition; ``rejected`` and ``warned`` are the kept (where, what) pairs."""

    rows: int = 0
    rejections: int = 0
    rejected: tuple[tuple[str, str], ...] = ()
    warnings: int = 0
    warned: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """An edition that was kept: as stored, how it differs from the one before, and the bytes its originals cost."""

    edition: Edition
    counts: Counts
    account: Account
    stored: int = 0


@dataclass(frozen=True, slots=True)
class Original:
    """One original file of an edition."""

    role: str
    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to bring a list up to date.

    ``outcome`` is ``new``, ``unchanged``, ``refused``, ``failed`` or ``manual`` (only a person can get the files).
    """

    list_id: str
    at: datetime
    url: str
    outcome: str
    reason: str = ""
    edition_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the last good answer of an address said of itself, for the next conditional request."""

    etag: str = ""
    last_modified: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class PartyDecision:
    """What a person decided about two entities: ``same`` party, ``different`` ones, or ``undecided`` (taken back)."""

    entity_a: str
    entity_b: str
    decision: str
    because: str
    by: str
    at: datetime

    @property
    def pair(self) -> tuple[str, str]:
        """The two entities, in the order of their ids."""
        return (min(self.entity_a, self.entity_b), max(self.entity_a, self.entity_b))


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that :meth:`debar.store.Store.verify` found wrong."""

    where: str
    what: str

"""What came of a file before its connection was cut, kept with the validator that lets a later request go on.

A partial file is a prefix of the bytes as sent (content coding not undone). It is only ever continued when the server
says, by ``If-Range`` (RFC 9110, 13.1.5), that the rest belongs to the same bytes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import asdict, dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import ModuleType, TracebackType
from typing import BinaryIO

import httpx

_locks: ModuleType | None
try:
    import fcntl as _locks
except ImportError:  # no such locks on this system: two runs at once may lose what was kept, never mix it
    _locks = None


@dataclass(frozen=True, slots=True)
class Validator:
    """What names the bytes of one answer: strong ``ETag`` or ``Last-Modified``, coding, whole length (-1: not said)."""

    mark: str = ""
    coding: str = ""
    length: int = -1


def validator(headers: httpx.Headers, coding: str, length: int) -> Validator:
    """Return the validator of an answer; its mark is "" when none is strong enough to resume on."""
    etag = headers.get("etag", "").strip()
    if etag and not etag.startswith("W/"):
        return Validator(etag, coding, length)
    changed, sent = headers.get("last-modified", ""), headers.get("date", "")
    with contextlib.suppress(ValueError, TypeError):
        # a date is strong when the answer is at least a second younger (RFC 9110, 8.8.2.2)
        if changed and (parsedate_to_datetime(sent) - parsedate_to_datetime(changed)).total_seconds() >= 1:
            return Validator(changed, coding, length)
    return Validator("", coding, length)


class Partial:
    """The partial file of one address, held by one run at a time; use as a context manager.

    When another run holds it, or there is no cache, a file of this run alone stands in.
    """

    def __init__(self, address: str, cache: Path | None, own: Path) -> None:
        name = hashlib.sha256(address.encode()).hexdigest()[:32]
        self._own = own / f"{name}.part"
        self._kept = cache / f"{name}.part" if cache else self._own
        self._lock: BinaryIO | None = None
        self.path = self._own

    def __enter__(self) -> Partial:
        """Take the kept file when it is free."""
        if self._kept != self._own:
            self._kept.parent.mkdir(parents=True, exist_ok=True)
            self._lock = self._kept.with_suffix(".lock").open("ab")
            try:
                if _locks is not None:
                    _locks.flock(self._lock, _locks.LOCK_EX | _locks.LOCK_NB)
                self.path = self._kept
            except OSError:
                self.path = self._own
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let another run have the kept file."""
        if self._lock is not None:
            self._lock.close()

    @property
    def _notes(self) -> Path:
        return self.path.with_suffix(".json")

    def size(self) -> int:
        """Return how many bytes came so far; 0 when they cannot be continued."""
        return self.path.stat().st_size if self.validator().mark and self.path.is_file() else 0

    def validator(self) -> Validator:
        """Return the validator that was noted; one without a mark when there is none or it cannot be read."""
        try:
            return Validator(**json.loads(self._notes.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return Validator()

    def begin(self, validator: Validator) -> None:
        """Start over with an empty file; the validator is noted before any byte is."""
        self.drop()
        self.path.touch()
        spare = self._notes.with_suffix(".new")
        spare.write_text(json.dumps(asdict(validator)), "utf-8")
        spare.replace(self._notes)

    def append(self) -> BinaryIO:
        """Return the file, open to be continued."""
        return self.path.open("ab")

    def drop(self) -> None:
        """Forget what came."""
        for path in (self._notes, self.path):
            with contextlib.suppress(FileNotFoundError):
                path.unlink()

    def take(self, to: Path) -> None:
        """Move the complete file to where it is wanted."""
        try:
            self.path.replace(to)
        except OSError:  # the cache may be on another disk
            with self.path.open("rb") as source, to.open("wb") as target:
                while block := source.read(1024 * 1024):
                    target.write(block)
        self.drop()

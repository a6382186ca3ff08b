"""What other records say of a party, kept on disk between two passes: sanctions, addresses, documents.

A FollowTheMoney file writes them as records of their own, before or after the party, however large the file is.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

#: Rows written together.
_BATCH = 5_000


class Links:
    """A table from (kind, id) to records, in a temporary file that is gone when the context ends."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="debar-ftm-")
        # A generator may be ended by another thread; the file is only ever used by one at a time.
        self._base = sqlite3.connect(Path(self._folder.name) / "links.sqlite", check_same_thread=False)
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.execute("PRAGMA cache_size = -65536")
        self._base.execute("CREATE TABLE link (kind TEXT, id TEXT, record TEXT)")
        self._waiting: list[tuple[str, str, str]] = []
        self._ids: set[int] = set()  # hashes of the ids that have any record: most parties have none
        self._held: Counter[str] = Counter()
        self._asked: Counter[str] = Counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._base.close()
        self._folder.cleanup()

    def add(self, kind: str, ids: Iterable[str], record: Mapping[str, Any]) -> None:
        """Keep a record under each of these ids."""
        text = json.dumps(record, ensure_ascii=False)
        for key in ids:
            self._held[kind] += 1
            self._ids.add(hash((kind, key)))
            self._waiting.append((kind, key, text))
        if len(self._waiting) >= _BATCH:
            self._write()

    def _write(self) -> None:
        self._base.executemany("INSERT INTO link VALUES (?, ?, ?)", self._waiting)
        self._waiting.clear()

    def close_writing(self) -> None:
        """Make the table ready to be asked."""
        self._write()
        self._base.execute("CREATE INDEX by_id ON link (kind, id)")
        self._base.commit()

    def of(self, kind: str, ids: Iterable[str]) -> Iterator[Mapping[str, Any]]:
        """Yield the records kept under these ids, in the order of the file."""
        for key in ids:
            if hash((kind, key)) not in self._ids:
                continue
            for (text,) in self._base.execute(
                "SELECT record FROM link WHERE kind = ? AND id = ? ORDER BY rowid", (kind, key)
            ):
                self._asked[kind] += 1
                yield json.loads(text)

    def unasked(self, kind: str) -> int:
        """Return how many records of a kind were kept and not asked for."""
        return max(self._held[kind] - self._asked[kind], 0)

"""Purchase records of files: their distinct texts, and what debar says of every row in which it finds anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from benchmarks.identification.lines import is_purchase
from benchmarks.identification.work import Report

from debar.model import Purchases
from debar.procurement.readers import open_purchases
from debar.screening.identify import TextIdentifier


class Records:
    """Rows, distinct texts in order, and how often each text and day stands in which something may be found."""

    def __init__(self, identifier: TextIdentifier) -> None:
        self.rows = 0
        self.texts: dict[str, None] = {}
        self._identifier = identifier
        self._may: Counter[tuple[str, date | None]] = Counter()

    def read(self, paths: Iterable[Path]) -> None:
        """Take the rows of files, and of the files in folders. Raises DebarError for a file that cannot be read."""
        for path in paths:
            for file in sorted(path.iterdir()) if path.is_dir() else [path]:
                for table in open_purchases(file):
                    for batch in table.batches():
                        self._take(batch)

    def _take(self, batch: Purchases) -> None:
        self.rows += len(batch)
        self.texts.update(dict.fromkeys(batch.texts))
        self._may.update((batch.texts[row], batch.make(row).date) for row in self._identifier.hits(batch.texts))

    def judged(self) -> Report:
        """Counts of rows and texts, and every text of which something is said, with its rows."""
        found = []
        for (text, on), rows in self._may.items():
            said = self._identifier.identify(text, on)
            if said:
                bought = any(map(is_purchase, said))
                what = [f"{each.maker}/{each.said.value}/{each.strength.value}: {each.text}" for each in said]
                found.append({"text": text, "rows": rows, "bought": bought, "said": what})
        return {
            "rows": self.rows,
            "texts": len(self.texts),
            "characters": sum(map(len, self.texts)),
            "looked_at": sum(self._may.values()),
            "rows_bought": sum(each["rows"] for each in found if each["bought"]),
            "rows_spoken": sum(each["rows"] for each in found if not each["bought"]),
            "found": found,
        }

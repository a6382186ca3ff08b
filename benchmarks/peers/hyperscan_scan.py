"""The same names, and the catalog's own patterns, by Hyperscan or Vectorscan: every pattern at once, text by text.

    python -m benchmarks.peers.hyperscan_scan FOLDER

FOLDER is what ``benchmarks.identify`` prepares. https://python-hyperscan.readthedocs.io/
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import hyperscan
from benchmarks.identification.work import keywords, part, timed

_FLAGS = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_UTF8


def main() -> None:
    """Measure and print a row for each set of names, and one for the patterns of labels and numbers."""
    folder = Path(sys.argv[1])
    for title, labels in part(folder, "names").items():
        print(json.dumps(timed(folder, f"Hyperscan, {title}", finder([keywords(labels)]))))
    patterns = part(folder, "patterns")
    row = timed(folder, "Hyperscan, labels and numbers of the catalog", finder(patterns))
    print(json.dumps({**row, "patterns": len(patterns)}))


def finder(patterns: Sequence[str]) -> Callable[[Sequence[str]], int]:
    """What counts the texts in which one of the patterns matches."""
    database = hyperscan.Database()
    database.compile(
        expressions=[pattern.encode() for pattern in patterns],
        ids=list(range(len(patterns))),
        elements=len(patterns),
        flags=[_FLAGS] * len(patterns),
    )

    def stop(*_: Any) -> bool:
        return True

    def find(texts: Sequence[str]) -> int:
        found = 0
        for text in texts:
            try:
                database.scan(f"\0{text}\0".encode(), match_event_handler=stop)
            except hyperscan.ScanTerminated:
                found += 1
        return found

    return find


if __name__ == "__main__":
    main()

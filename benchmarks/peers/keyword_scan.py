"""What most people do: one regular expression of names, whole words only, over each text.

    python -m benchmarks.peers.keyword_scan FOLDER

FOLDER is what ``benchmarks.identify`` prepares.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.identification.work import keywords, part, timed


def main() -> None:
    """Measure and print a row for each set of names."""
    folder = Path(sys.argv[1])
    for title, labels in part(folder, "names").items():
        pattern = re.compile(keywords(labels), re.IGNORECASE)

        def find(texts: Sequence[str], pattern: re.Pattern[str] = pattern) -> int:
            return sum(pattern.search(text) is not None for text in texts)

        print(json.dumps(timed(folder, f"keyword scan, {title}", find)))


if __name__ == "__main__":
    main()

"""debar's text identifier over the texts of a folder.

    python -m benchmarks.identification.ours FOLDER

FOLDER is what ``benchmarks.identify`` prepares.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.identification.work import timed

from debar.catalog import load
from debar.screening.identify import TextIdentifier


def main() -> None:
    """Measure and print a row, with the seconds that reading and checking the catalog took."""
    began = time.process_time()
    identifier = TextIdentifier(load())
    loaded = time.process_time() - began

    def find(texts: Sequence[str]) -> int:
        return sum(bool(identifier.identify(texts[index], None)) for index in identifier.hits(texts))

    row = timed(Path(sys.argv[1]), "debar", find)
    print(json.dumps({**row, "load_seconds": round(loaded, 2)}))


if __name__ == "__main__":
    main()

"""What every recipe does first, the name in plain Latin letters and digits; and how peers are run."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable
from pathlib import Path

from anyascii import anyascii
from benchmarks.matching.figures import Report
from benchmarks.matching.labelled import Labelled, read

_OTHER = re.compile(r"[^a-z0-9]+")


def plain(name: str) -> str:
    """The name in lower case Latin letters and digits, words parted by one space."""
    return _OTHER.sub(" ", anyascii(name).lower()).strip()


def run(way: Callable[[Labelled], Report]) -> None:
    """Read the data named on the command line, measure, print JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--clean", type=int, default=0, help="at most so many clean names; 0 for all")
    given = parser.parse_args()
    print(json.dumps(way(read(given.data).sample(given.clean))))

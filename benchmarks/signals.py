"""How well sentences are told apart: precision of signals, recall of signals and reviews together.

    python -m benchmarks.signals tests/golden/signals/later.tsv

A file has the columns ``label`` (positive, negative or either, which is left out) and ``text``, tab-separated.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from debar.dossiers.signals import judge_sentence


def main() -> None:
    """Score each file named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    for path in parser.parse_args().files:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file, delimiter="\t") if row["label"] != "either"]
        outcomes = [(row["label"] == "positive", judge_sentence(row["text"]).outcome) for row in rows]
        signals = [positive for positive, outcome in outcomes if outcome == "signal"]
        caught = [outcome != "no" for positive, outcome in outcomes if positive]
        print(f"{path}: signals right {sum(signals)} of {len(signals)}, signs caught {sum(caught)} of {len(caught)}")


if __name__ == "__main__":
    main()

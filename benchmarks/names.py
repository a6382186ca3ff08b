"""Recall, false alarms and speed of name matching, beside a common recipe on the same names in the same run.

    python benchmarks/names.py [LABELLED]

LABELLED is a tab-separated file (gzip or not) with the columns record, kind, parties, name as described in
tests/golden/names/README.md, which is the default. The peer is what many scripts do: rapidfuzz on normalised names
(by our rules, so Cyrillic and Arabic are as easy for it), over the ten nearest by trigrams, an alert at WRatio >= 85,
or at token_set_ratio >= 90. Prints JSON; times are of one core.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from debar.names.compare import MATCH
from debar.names.index import COMPANY, PERSON, UNKNOWN, VESSEL, NameIndex
from debar.names.match import match_many
from debar.names.normalize import normalize

DEFAULT = Path(__file__).parent.parent / "tests" / "golden" / "names" / "sample.tsv.gz"
KINDS = {"person": PERSON, "company": COMPANY, "vessel": VESSEL}
#: For each asked name: (score, owner) of every listed name that raises an alert.
Alerts = list[list[tuple[float, int]]]


def read(path: Path) -> list[list[str]]:
    """The rows of a labelled file, without its header."""
    raw = path.read_bytes()
    text = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    return [line.split("\t") for line in text.decode().splitlines()[1:]]


def debar_alerts(listed: Sequence[Sequence[str]]) -> Callable[[Sequence[str]], Alerts]:
    """Alerts of this package."""
    kinds = [KINDS.get(row[1], UNKNOWN) for row in listed]
    index = NameIndex.build([row[3] for row in listed], [int(row[2]) for row in listed], kinds)

    def alerts(names: Sequence[str]) -> Alerts:
        return [[(hit.score, int(index.owners[n])) for n, hit in hits] for hits in match_many(index, names)]

    return alerts


def peer_alerts(
    listed: Sequence[Sequence[str]], scorer: Callable[..., float], least: float
) -> Callable[[Sequence[str]], Alerts]:
    """Alerts of a rapidfuzz scorer over the ten nearest listed names."""
    owners = [int(row[2]) for row in listed]
    choices = [normalize(row[3]) for row in listed]
    index = NameIndex.build([row[3] for row in listed], owners)

    def alerts(names: Sequence[str]) -> Alerts:
        found = []
        for name, near in zip(names, index.candidates(names, 10), strict=True):
            query = normalize(name)
            scored = [(scorer(query, choices[n], score_cutoff=least), owners[n]) for n, _ in near]
            found.append([(score / 100, owner) for score, owner in scored if score])
        return found

    return alerts


def figures(alerts: Callable[[Sequence[str]], Alerts], asked: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Recall by kind, alerts per 1,000 clean names and names a second."""
    queries = [row for row in asked if row[0] == "query"]
    clean = [row for row in asked if row[0] == "clean"]
    by_kind: defaultdict[str, list[bool]] = defaultdict(list)
    sure = 0
    begin = time.process_time()
    found = alerts([row[3] for row in queries])
    middle = time.process_time()
    false = alerts([row[3] for row in clean])
    end = time.process_time()
    for row, hits in zip(queries, found, strict=True):
        right = set(map(int, row[2].split("|")))
        scores = [score for score, owner in hits if owner in right]
        by_kind[row[1]].append(bool(scores))
        sure += max(scores, default=0.0) >= MATCH
    kinds = {kind: round(sum(held) / len(held), 3) for kind, held in sorted(by_kind.items())}
    return {
        "recall": round(sum(map(sum, by_kind.values())) / len(queries), 4),
        "recall_at_match": round(sure / len(queries), 4),
        "recall_by_kind": kinds,
        "alerts_per_1000_clean": round(1000 * sum(map(bool, false)) / len(clean), 2),
        "queries_per_second": round(len(queries) / max(1e-9, middle - begin)),
        "clean_names_per_second": round(len(clean) / max(1e-9, end - middle)),
    }


def main() -> None:
    """Measure and print."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    rows = read(path)
    listed = [row for row in rows if row[0] == "listed"]
    asked = [row for row in rows if row[0] != "listed"]
    result = {
        "file": path.name,
        "listed_names": len(listed),
        "asked": len(asked),
        "debar": figures(debar_alerts(listed), asked),
        "rapidfuzz_wratio_85": figures(peer_alerts(listed, fuzz.WRatio, 85), asked),
        "rapidfuzz_token_set_90": figures(peer_alerts(listed, fuzz.token_set_ratio, 90), asked),
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()

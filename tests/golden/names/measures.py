"""What the engine reaches on the golden files: shares by kind, to be held against ``floors.tsv``."""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import debar
from debar.names.index import COMPANY, PERSON, UNKNOWN, VESSEL, NameIndex
from debar.names.match import match_many

HERE = Path(__file__).parent
PAIRS = HERE / "pairs.tsv.gz"
LISTS = (HERE / "sample.tsv.gz", HERE / "other_lists.tsv.gz")
KINDS = {"person": PERSON, "company": COMPANY, "vessel": VESSEL, "unknown": UNKNOWN}
FLOORS = HERE / "floors.tsv"
FLOOR_COLUMNS = ("file", "part", "label", "kind", "match", "review")

#: Labels whose shares must stay low, with what is allowed over the measured share.
CEILINGS = {"different": 0.01, "clean": 0.001}

#: A wholly other name of the same party, or one translated: no name matcher can know it, so nothing is asked of it.
UNASKED = frozenset({"other name", "translated"})


class GoldenPair(NamedTuple):
    """One labelled pair, its fields the columns of ``pairs.tsv.gz``."""

    left: str
    right: str
    schema: str
    label: str
    kind: str
    split: str
    source: str
    left_id: str
    right_id: str


class Key(NamedTuple):
    """What a figure is of: a file, its part, the label and the kind."""

    file: str
    part: str
    label: str
    kind: str


class Shares(NamedTuple):
    """Shares (0..1) of names taken as ``match``, and as ``match`` or ``review``."""

    match: float
    review: float


def read_table(path: Path) -> list[list[str]]:
    """Rows of a tab-separated file without its header, gzip or not."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    return list(csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


def read_pairs() -> list[GoldenPair]:
    """Every labelled pair."""
    return [GoldenPair(*row) for row in read_table(PAIRS)]


def read_floors() -> dict[Key, Shares]:
    """The figures to hold: least shares, and for different parties and clean names greatest shares."""
    return {Key(*row[:4]): Shares(float(row[4]), float(row[5])) for row in read_table(FLOORS)}


def outcomes_of(pairs: Iterable[GoldenPair]) -> list[str]:
    """What the engine says of each pair: ``match``, ``review`` or empty."""
    return [debar.compare(pair.left, pair.right, schema=pair.schema).outcome for pair in pairs]


def shares(said: Mapping[Key, Sequence[str]]) -> dict[Key, Shares]:
    """Shares of each kind's outcomes."""
    return {
        key: Shares(found.count("match") / len(found), sum(map(bool, found)) / len(found))
        for key, found in said.items()
    }


def measure_pairs(pairs: Sequence[GoldenPair], said: Sequence[str]) -> dict[Key, Shares]:
    """Shares by split, label and kind; and of each split precision, recall and F1 over all its pairs."""
    by_kind: dict[Key, list[str]] = defaultdict(list)
    for pair, outcome in zip(pairs, said, strict=True):
        by_kind[Key("pairs", pair.split, pair.label, pair.kind)].append(outcome)
    found = shares(by_kind)
    for split in sorted({pair.split for pair in pairs}):
        asked = [(p.label == "same", o) for p, o in zip(pairs, said, strict=True) if p.split == split and _counts(p)]
        figures = [_pooled(asked, accepted) for accepted in ({"match"}, {"match", "review"})]
        for name, *both in zip(("precision", "recall", "F1"), *figures, strict=True):
            found[Key("pairs", split, "pooled", name)] = Shares(*both)
    return found


def _counts(pair: GoldenPair) -> bool:
    return pair.kind not in UNASKED


def _pooled(asked: Sequence[tuple[bool, str]], accepted: set[str]) -> tuple[float, float, float]:
    right = sum(same and outcome in accepted for same, outcome in asked)
    taken = sum(outcome in accepted for _, outcome in asked)
    precision, recall = right / max(1, taken), right / sum(same for same, _ in asked)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def measure_lists(path: Path) -> dict[Key, Shares]:
    """Shares of the queries whose party is found, by kind, and of the clean names that raise an alert."""
    rows = read_table(path)
    listed = [row for row in rows if row[0] == "listed"]
    asked = [row for row in rows if row[0] != "listed"]
    index = NameIndex.build([r[3] for r in listed], [int(r[2]) for r in listed], [KINDS[r[1]] for r in listed])
    said: dict[Key, list[str]] = defaultdict(list)
    for (record, kind, parties, _), hits in zip(asked, match_many(index, [row[3] for row in asked]), strict=True):
        right = set(parties.split("|"))
        outcomes = {hit.outcome for number, hit in hits if record == "clean" or str(index.owners[number]) in right}
        outcome = next((o for o in ("match", "review") if o in outcomes), "")
        said[Key(path.name.partition(".")[0], record, record, kind)].append(outcome)
        said[Key(path.name.partition(".")[0], record, record, "all")].append(outcome)
    return shares(said)


def measure_all() -> dict[Key, Shares]:
    """Every figure that has a floor."""
    pairs = read_pairs()
    found = measure_pairs(pairs, outcomes_of(pairs))
    for path in LISTS:
        found |= measure_lists(path)
    return found


def floor_of(key: Key, found: Shares) -> Shares:
    """The measured shares less one in a hundred; for different parties one more, for clean names one in a thousand."""
    if key.label in CEILINGS:
        return Shares(*(min(1.0, share + CEILINGS[key.label]) for share in found))
    return Shares(*(max(0.0, share - 0.01) for share in found))

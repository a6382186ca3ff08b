"""The second file of labelled names: lists that are not OFAC's, queries made of them, and clean names."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path

from golden_lists import BUSINESS, read_parties, read_sam, read_vendors
from golden_pairs import order
from golden_queries import CHANGES
from golden_tables import read_notes
from golden_words import LEGAL, identity, words

OTHERS = ("EL", "DPL", "MEU", "DDTC", "ISN", "UVL", "1260H", "UFLPA")
LISTED, EXCLUDED, CLEAN_EXCLUDED = 2200, 800, 1600
#: Queries of a kind by each seed.
QUERIES = 60
SEEDS = (20260709, 1948)
_SHORTEST = 8
#: Kinds whose query may still be the same words as the name.
_SAME_WORDS = frozenset({"ampersand", "hyphen", "words swapped", "the", "run together"})
Row = tuple[str, str, str, str]


def make_others(lists: Path, records: Path) -> list[Row]:
    """Rows of record, kind, parties and name, as in ``sample.tsv.gz``."""
    excluded = sorted(set(read_sam(lists)), key=lambda name: order("sam", name))
    listed = _unique([*_listed(lists), *_excluded(excluded[:EXCLUDED])])
    known: dict[str, set[str]] = defaultdict(set)
    for _, _, number, name in listed:
        known[identity(name)].add(number)
    hits = {row["name"] for row in read_notes("true_hits.tsv")}
    clean = [("clean", "federal", "-", name) for name in read_vendors(records)]
    clean += [("clean", "excluded", "-", name) for name in excluded[EXCLUDED : EXCLUDED + CLEAN_EXCLUDED]]
    clean = [row for row in clean if identity(row[3]) not in known and row[3] not in hits]
    return [*listed, *changed(listed, known), *_unique(clean)]


def _listed(lists: Path) -> list[Row]:
    rows: list[Row] = []
    owners: dict[str, int] = {}
    parties = [p for p in read_parties(lists) if p.source in OTHERS]
    for party in sorted(parties, key=lambda p: order("other", p.key)):
        number = owners.setdefault(identity(party.primary), len(owners) + 1)
        kind = _kind(party.primary, party.schema)
        rows += [("listed", kind, str(number), name) for name, how in party.names[:3] if how != "weak"]
    return rows[:LISTED]


def _excluded(names: Sequence[str]) -> list[Row]:
    numbers: dict[str, int] = {}
    rows = []
    for name in names:
        number = numbers.setdefault(identity(name), 100_000 + len(numbers))
        rows.append(("listed", _kind(name), str(number), name))
    return rows


def _kind(name: str, schema: str = "LegalEntity") -> str:
    if schema == "Person":
        return "person"
    return "company" if schema == "Organization" or BUSINESS.search(name) or LEGAL & {*words(name)} else "unknown"


def _unique(rows: Iterable[Row]) -> list[Row]:
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row[3].casefold(), row)
    return list(first.values())


def changed(listed: Sequence[Row], known: Mapping[str, Set[str]]) -> list[Row]:
    """As many queries of each kind by each seed, each of a name that the change does alter."""
    rows: dict[str, Row] = {}
    for seed in SEEDS:
        for kind, change in CHANGES.items():
            chance = random.Random(f"{seed} {kind}")  # noqa: S311  the same on every machine, not a secret
            made = 0
            for _, _, _, name in chance.sample(listed, len(listed)):
                asked = change(name, chance)
                same = asked.casefold() == name.casefold() or asked in rows
                if same or len(name) < _SHORTEST or (identity(asked) in known and kind not in _SAME_WORDS):
                    continue
                rows[asked] = ("query", kind, "|".join(sorted(known[identity(name)])), asked)
                made += 1
                if made == QUERIES:
                    break
    return list(rows.values())

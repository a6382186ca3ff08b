"""Makes the golden set of name pairs from the official lists, and prints what the engine reaches on it.

    python scripts/golden_names.py --pairs LISTS RECORDS    # writes tests/golden/names/pairs.tsv.gz
    python scripts/golden_names.py --others LISTS RECORDS   # writes tests/golden/names/other_lists.tsv.gz
    python scripts/golden_names.py --floors                 # measured values, ready to paste into floors.tsv

LISTS and RECORDS are folders with the files that tests/golden/names/README.md names.
The output depends on nothing else.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from golden_kinds import Lexicon, said_of
from golden_lists import Party, read_parties, read_vendors
from golden_others import make_others
from golden_pairs import (
    COLUMNS,
    Groups,
    Name,
    Pair,
    choose,
    joined_by_number,
    negatives,
    order,
    people_and_companies,
    positives,
    vendor_neighbours,
)
from golden_tables import GOLDEN, read_notes, write_table
from golden_words import common_words, core

CAPS = {
    "*": 130,
    "other script": 200,
    "transliteration": 200,
    "marks": 60,
    "other name": 150,
    "name changed": 90,
    "part shared": 90,
}
NEGATIVE_CAPS = {"*": 170, "vendor": 220, "one name in the other": 80}


def places_of(parties: Sequence[Party]) -> frozenset[str]:
    """Words of countries and great cities as the lists write them."""
    rows = read_notes("places.tsv")
    countries = {word for party in parties for word in core(party.country) if len(word) > 3}
    return frozenset(countries | {row["word"] for row in rows})


def other_scripts(parties: Sequence[Party], groups: Groups, lexicon: Lexicon) -> list[Pair]:
    """Pairs of a listed name and the same in its own script, by the table kept by hand."""
    by_name = {name.casefold(): party for party in parties for name, _ in party.names}
    found = []
    for row in read_notes("original_script.tsv"):
        party = by_name.get(row["listed"].casefold())
        if party is None:
            print("not on a list:", row["listed"])
            continue
        kind = said_of(row["original"], row["listed"], "aka", lexicon, person=party.schema == "Person")
        cells = (row["original"], row["listed"], party.schema, "same", kind, groups.split[party.key])
        found.append(Pair(*cells, party.source, party.key, party.key))
    return found


def corrected(pairs: Iterable[Pair]) -> list[Pair]:
    """The pairs with labels and kinds that a reader corrected; ``drop`` takes one out."""
    notes = {(r["left"], r["right"]): r for r in read_notes("overrides.tsv")}
    kept = []
    for pair in pairs:
        note = notes.pop((pair.left, pair.right), None)
        if note is None:
            kept.append(pair)
        elif note["label"] != "drop":
            kept.append(replace(pair, label=note["label"], kind=note["kind"]))
    print("corrections of pairs that are not chosen:", *notes or ["none"], sep="\n  ")
    return kept


def make_pairs(lists: Path, records: Path) -> list[Pair]:
    """All pairs of the golden set, sorted."""
    parties = read_parties(lists)
    groups = Groups(parties)
    names = [Name(text, p) for p in parties for text, how in p.names if how != "weak"]
    lexicon = Lexicon(common_words(n.text for n in names), places_of(parties))
    same = list(joined_by_number(parties, groups, lexicon))
    same += positives(parties, groups, lexicon)
    same += other_scripts(parties, groups, lexicon)
    by_chance = ((float(p.kind in ("other script", "translated") or "+" in p.source), p) for p in same)
    primary = [Name(p.primary, p) for p in parties]
    unlike = list(negatives(primary, groups, lexicon))
    unlike += [(float(order(*p.row) % 100), p) for p in people_and_companies(parties, groups, lexicon)]
    unlike += vendor_neighbours(read_vendors(records), primary, groups)
    chosen = [*choose(by_chance, CAPS), *choose(unlike, NEGATIVE_CAPS)]
    return sorted(corrected(one_side(chosen)), key=lambda p: (p.split, p.label, p.kind, p.row))


def one_side(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs without those whose party of no list stands on the other side already."""
    sides: dict[str, str] = {}
    return [
        p for p in pairs if sides.setdefault(p.left_id, p.split) == sides.setdefault(p.right_id, p.split) == p.split
    ]


def print_floors() -> None:
    """What the engine reaches now less one name in a hundred (for different parties and clean names: and one more)."""
    sys.path.insert(0, str(GOLDEN.parent.parent))
    measures = import_module("golden.names.measures")
    print(*measures.FLOOR_COLUMNS, sep="\t")
    for key, found in sorted(measures.measure_all().items()):
        if key.kind not in measures.UNASKED:
            print(*key, *(f"{share:.3f}" for share in measures.floor_of(key, found)), sep="\t")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", nargs=2, type=Path, metavar=("LISTS", "RECORDS"))
    parser.add_argument("--others", nargs=2, type=Path, metavar=("LISTS", "RECORDS"))
    parser.add_argument("--floors", action="store_true")
    chosen = parser.parse_args()
    if chosen.floors:
        print_floors()
    if chosen.others:
        rows = make_others(*chosen.others)
        write_table(GOLDEN / "other_lists.tsv.gz", ("record", "kind", "parties", "name"), rows)
        print(Counter(row[0] for row in rows))
    if chosen.pairs:
        pairs = make_pairs(*chosen.pairs)
        write_table(GOLDEN / "pairs.tsv.gz", COLUMNS, (p.row for p in pairs))
        counts = Counter((p.label, p.kind, p.split) for p in pairs)
        for key, number in sorted(counts.items()):
            print(*key, number, sep="\t")
        print(len(pairs), "pairs")


if __name__ == "__main__":
    main()

"""Pairs of names out of the lists: what is said of each, and which of them go in."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
from golden_kinds import Lexicon, apart, said_of, same_words
from golden_lists import Party
from golden_words import LEGAL, core, identity, is_number, words
from rapidfuzz import fuzz, process

COLUMNS = ("left", "right", "schema", "label", "kind", "split", "source", "left_id", "right_id")
TUNE, JUDGE = "tune", "judge"

#: Lists whose entries are orders and not parties: one party may stand there many times under near names.
NOT_PARTIES = frozenset({"ISN", "DPL", "UVL"})


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of the golden set, its columns as in ``COLUMNS``."""

    left: str
    right: str
    schema: str
    label: str
    kind: str
    split: str
    source: str
    left_id: str
    right_id: str

    @property
    def row(self) -> tuple[str, ...]:
        """The cells in the order of ``COLUMNS``."""
        return tuple(getattr(self, name) for name in COLUMNS)


def order(*texts: str) -> int:
    """A number that orders texts by chance, the same on every machine."""
    return int.from_bytes(hashlib.blake2b("\0".join(texts).encode(), digest_size=8).digest())


class Groups:
    """Parties that are or may be one: joined by an identifier or by an equal name."""

    def __init__(self, parties: Sequence[Party]) -> None:
        self._above: dict[str, str] = {}
        seen: dict[str, str] = {}
        for party in parties:
            self._above.setdefault(party.key, party.key)
            marks = {f"#{i}" for i in party.identifiers}
            marks |= {identity(name) for name, how in party.names if how != "weak" and identity(name)}
            for mark in sorted(marks):
                self._join(party.key, seen.setdefault(mark, party.key))
        self.split = self._split(parties)

    def of(self, key: str) -> str:
        """The key that stands for the whole group."""
        while self._above[key] != key:
            self._above[key] = self._above[self._above[key]]
            key = self._above[key]
        return key

    def _join(self, left: str, right: str) -> None:
        a, b = sorted((self.of(left), self.of(right)))
        self._above[b] = a

    def _split(self, parties: Sequence[Party]) -> dict[str, str]:
        old = {self.of(p.key) for p in parties if not p.new}
        return {p.key: self._side(self.of(p.key), old) for p in parties}

    @staticmethod
    def _side(group: str, old: Set[str]) -> str:
        return TUNE if group in old or order("split", group) % 100 < 25 else JUDGE


def flip(name: str) -> str:
    """The given names before the family name, where a comma tells which is which."""
    family, comma, given = name.partition(", ")
    return f"{given} {family}" if comma and "," not in given and not set(words(given)) & LEGAL else name


def positives(parties: Sequence[Party], groups: Groups, lexicon: Lexicon) -> Iterator[Pair]:
    """Pairs of names of one party: the primary name with each alias, and neighbours among the aliases."""
    for party in parties:
        first = [(party.names[0], other) for other in party.names[1:]]
        later = [pair for pair in pairwise(party.names[1:]) if order(pair[0][0], pair[1][0]) % 3 == 0]
        for (left, how_left), (right, how_right) in [*first, *later]:
            how = next((h for h in ("weak", "fka", "nka", "earlier") if h in (how_left, how_right)), "aka")
            other = flip(right) if party.schema == "Person" and order(left, right) % 2 else right
            kind = said_of(left, other, how, lexicon, person=party.schema == "Person")
            split = groups.split[party.key]
            yield Pair(left, other, party.schema, "same", kind, split, party.source, party.key, party.key)


def joined_by_number(parties: Sequence[Party], groups: Groups, lexicon: Lexicon) -> Iterator[Pair]:
    """Entries of two lists, or of two years of one, that share a registration, tax or IMO number."""
    holders: dict[str, list[Party]] = defaultdict(list)
    for party in parties:
        for number in party.identifiers:
            if sum(map(str.isdigit, number)) >= 6:
                holders[number].append(party)
    done = set()
    for number in sorted(holders):
        for one, two in combinations(holders[number], 2):
            pair = (one.key, two.key)
            if one.source == two.source or one.schema != two.schema or pair in done:
                continue
            done.add(pair)
            kind = said_of(one.primary, two.primary, "aka", lexicon, person=one.schema == "Person")
            source = f"{one.source}+{two.source}"
            if one.primary.casefold() != two.primary.casefold() and kind != "other name":
                yield Pair(
                    one.primary, two.primary, one.schema, "same", "cross list", groups.split[one.key], source, *pair
                )


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its party, for the search of neighbours."""

    text: str
    party: Party


def negatives(names: Sequence[Name], groups: Groups, lexicon: Lexicon, least: int = 62) -> Iterator[tuple[float, Pair]]:
    """Near neighbours among names of different parties, nearest first for each name, with their likeness."""
    blocks: dict[tuple[str, str, str], list[Name]] = defaultdict(list)
    for name in names:
        kind = {"Person": "Person", "Vessel": "Thing", "Airplane": "Thing"}.get(name.party.schema, "Organization")
        blocks[name.party.source, groups.split[name.party.key], kind].append(name)
    for key in sorted(blocks):
        block = sorted(blocks[key], key=lambda n: (n.text, n.party.key))
        if key[0] not in NOT_PARTIES:
            yield from _within(block, groups, lexicon, least if len(block) > 2000 else 48)


def _within(block: Sequence[Name], groups: Groups, lexicon: Lexicon, least: int) -> Iterator[tuple[float, Pair]]:
    texts = [identity(name.text) for name in block]
    step = 400
    for start in range(0, len(block), step):
        scores = process.cdist(texts[start : start + step], texts, scorer=fuzz.ratio, score_cutoff=least)
        rows, columns = np.nonzero(scores)
        by_row: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            if column > row + start:
                by_row[row + start].append((-float(scores[row, column]), column))
        for row, near in by_row.items():
            for likeness, column in sorted(near)[:25]:
                left, right = block[row], block[column]
                kind = ""
                if left.party is not right.party and not may_be_one(left.party, right.party, groups):
                    kind = apart(left.text, right.text, left.party.schema, lexicon)
                if kind:
                    split, source = groups.split[left.party.key], left.party.source
                    cells = (left.text, right.text, left.party.schema, "different", kind, split, source)
                    yield -likeness, Pair(*cells, left.party.key, right.party.key)


def may_be_one(left: Party, right: Party, groups: Groups) -> bool:
    """True where two entries share a number, a date of birth, a name, or are near in every one of their names."""
    if groups.of(left.key) == groups.of(right.key) or left.births & right.births:
        return True
    if left.schema == "Person" and not (left.births and right.births):
        return any(same_words(core(a), core(b)) for a, _ in left.names for b, _ in right.names)
    ours = {identity(n) for n, _ in left.names}
    return bool(ours & {identity(n) for n, _ in right.names})


def people_and_companies(parties: Sequence[Party], groups: Groups, lexicon: Lexicon) -> Iterator[Pair]:
    """A person with a company that bears the family name and is another entry."""
    bearers: dict[tuple[str, str], list[Party]] = defaultdict(list)
    for party in parties:
        if party.schema == "Organization":
            for word in {*core(party.primary)} - lexicon.common:
                bearers[groups.split[party.key], word].append(party)
    for party in parties:
        family = core(party.primary.partition(",")[0])
        if party.schema == "Person" and len(family) == 1 and len(family[0]) > 4:
            near = bearers[groups.split[party.key], family[0]]
            for company in sorted(near, key=lambda p: order(p.key, party.key))[:1]:
                yield Pair(
                    flip(party.primary),
                    company.primary,
                    "LegalEntity",
                    "different",
                    "person and company",
                    groups.split[party.key],
                    party.source,
                    party.key,
                    company.key,
                )


def vendor_neighbours(vendors: Sequence[str], names: Sequence[Name], groups: Groups) -> Iterator[tuple[float, Pair]]:
    """US federal vendors with the listed company whose name is nearest to theirs."""
    listed = [n for n in names if n.party.schema in ("Organization", "LegalEntity", "Vessel")]
    texts = [identity(n.text) for n in listed]
    asked = [identity(v) for v in vendors]
    for start in range(0, len(vendors), 400):
        scores = process.cdist(asked[start : start + 400], texts, scorer=fuzz.ratio, score_cutoff=60)
        for row, line in enumerate(scores):
            column = int(line.argmax())
            likeness = float(line[column])
            if likeness and asked[start + row] != texts[column]:
                near, vendor = listed[column], vendors[start + row]
                split = groups.split[near.party.key]
                number = f"FPDS:{order(asked[start + row]):016x}"
                cells = (vendor, near.text, "Organization", "different", "vendor", split, f"FPDS+{near.party.source}")
                yield likeness, Pair(*cells, number, near.party.key)


def choose(pairs: Iterable[tuple[float, Pair]], caps: Mapping[str, int], per_party: int = 2) -> list[Pair]:
    """The best pairs of each kind and split up to the cap; a party not more than so often, no pair twice."""
    chosen: list[Pair] = []
    counts: Counter[tuple[str, str]] = Counter()
    used: Counter[tuple[str, str]] = Counter()
    seen: set[frozenset[str]] = set()
    for _, pair in sorted(pairs, key=lambda p: (-p[0], order(*p[1].row))):
        texts = frozenset((pair.left.casefold(), pair.right.casefold()))
        sides = {(pair.left_id, pair.kind), (pair.right_id, pair.kind)}
        if pair.kind == "number or series":
            sides = {(" ".join(w for w in core(pair.left) if not is_number(w)), pair.kind)}
        most = {"number or series": 6, "vendor": 1}.get(pair.kind, per_party)
        full = counts[pair.kind, pair.split] >= caps.get(pair.kind, caps["*"])
        if full or len(texts) < 2 or texts in seen or any(used[side] >= most for side in sides):
            continue
        seen.add(texts)
        counts[pair.kind, pair.split] += 1
        used.update(sides)
        chosen.append(pair)
    return chosen

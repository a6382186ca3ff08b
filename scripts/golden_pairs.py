"""Pairs of names out of the lists: what is said of each, and which of them go in."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
from golden_lists import Party
from golden_words import (
    FILLERS,
    LEGAL,
    acronym,
    alike,
    core,
    heard,
    identity,
    is_number,
    same_given_name,
    scripts_of,
    sound,
    words,
)
from rapidfuzz import fuzz, process

COLUMNS = ("left", "right", "schema", "label", "kind", "split", "source", "left_id", "right_id")
TUNE, JUDGE = "tune", "judge"


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
            marks |= {identity(name) for name, how in party.names if how != "weak" and len(identity(name)) > 3}
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


def said_of(left: str, right: str, how: str, person: bool, common: Set[str], places: Set[str]) -> str:  # noqa: FBT001
    """How two names of one party differ: the kind of a positive pair."""
    if scripts_of(left) != scripts_of(right):
        latin, other = (left, right) if "LATIN" in scripts_of(left) else (right, left)
        return "other script" if heard(latin, other, common if not person else ()) else "translated"
    if how == "weak":
        return "weak alias" if related(left, right, common) else "other name"
    one, two = words(left), words(right)
    if one == two:
        return "marks"
    if sorted(one) == sorted(two):
        return "word order"
    if sorted(core(left)) == sorted(core(right)):
        return "legal form"
    if "".join(core(left)) == "".join(core(right)):
        return "joined or split"
    if not related(left, right, common):
        return "other name"
    if "".join(core(left)) in acronym(right) or "".join(core(right)) in acronym(left):
        return "acronym"
    return _by_words(core(left), core(right), how, person, common, places)


def _by_words(
    one: Sequence[str],
    two: Sequence[str],
    how: str,
    person: bool,  # noqa: FBT001
    common: Set[str],
    places: Set[str],
) -> str:
    exact = Counter(one) & Counter(two)
    left, right = list((Counter(one) - exact).elements()), list((Counter(two) - exact).elements())
    spelt = False
    for word in list(left):
        other = next((w for w in right if alike(word, w) or same_given_name(word, w)), "")
        if other:
            left.remove(word)
            right.remove(other)
            spelt = True
            if same_given_name(word, other) and not alike(word, other):
                return "nickname"
    for word in list(left):
        other = next((w for w in right if w[0] == word[0] and _shortened(word, w)), "")
        if other:
            left.remove(word)
            right.remove(other)
            if not left and not right:
                return "initials" if min(len(word), len(other)) == 1 else "abbreviation"
    if not left and not right:
        return "transliteration" if person else "spelling"
    rest = {*left, *right}
    if how in ("fka", "nka", "earlier"):
        return "former name"
    if rest <= places:
        return "place suffix"
    if left and right and person:
        return "name changed" if len(one) - len(left) > 1 else "other name"
    if left and right:
        return "part shared"
    if person:
        return "name left out, respelt" if spelt else "name left out"
    return "generic words left out" if rest <= common else "words left out"


def _shortened(left: str, right: str) -> bool:
    short, full = sorted((left, right), key=len)
    return short != full and (full.startswith(short) or (len(short) > 2 and sound(short) == sound(full)[: len(short)]))


def related(left: str, right: str, common: Set[str]) -> bool:
    """False for wholly other names: no rare word shared, alike, begun alike, in initials or as letters."""
    one, two = core(left), core(right)
    if any(a not in common and b not in common and alike(a, b) for a in one for b in two):
        return True
    if "".join(one) in acronym(right) or "".join(two) in acronym(left):
        return True
    a, b = "".join(one), "".join(two)
    if min(len(a), len(b)) >= 4 and (a.startswith(b) or b.startswith(a) or fuzz.ratio(a, b) >= 70):
        return True
    common_pairs = sum(any(alike(x, y) for y in two) for x in one if x not in FILLERS)
    return common_pairs >= 2


def flip(name: str) -> str:
    """The given names before the family name, where a comma tells which is which."""
    family, comma, given = name.partition(", ")
    return f"{given} {family}" if comma and "," not in given and not set(words(given)) & LEGAL else name


def positives(parties: Sequence[Party], groups: Groups, common: Set[str], places: Set[str]) -> Iterator[Pair]:
    """Pairs of names of one party: the primary name with each alias, and neighbours among the aliases."""
    for party in parties:
        person = party.schema == "Person"
        first = [(party.names[0], other) for other in party.names[1:]]
        later = [pair for pair in pairwise(party.names[1:]) if order(pair[0][0], pair[1][0]) % 3 == 0]
        for (left, how_left), (right, how_right) in [*first, *later]:
            how = next((h for h in ("weak", "fka", "nka", "earlier") if h in (how_left, how_right)), "aka")
            other = flip(right) if party.schema == "Person" and order(left, right) % 2 else right
            kind = said_of(left, other, how, person, common, places)
            split = groups.split[party.key]
            yield Pair(left, other, party.schema, "same", kind, split, party.source, party.key, party.key)


def joined_by_number(parties: Sequence[Party], groups: Groups, common: Set[str], places: Set[str]) -> Iterator[Pair]:
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
            kind = said_of(one.primary, two.primary, "aka", one.schema == "Person", common, places)
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


def negatives(
    names: Sequence[Name], groups: Groups, common: Set[str], places: Set[str], least: int = 62
) -> Iterator[tuple[float, Pair]]:
    """Near neighbours among names of different parties, nearest first for each name, with their likeness."""
    blocks: dict[tuple[str, str, str], list[Name]] = defaultdict(list)
    for name in names:
        kind = {"Person": "Person", "Vessel": "Thing", "Airplane": "Thing"}.get(name.party.schema, "Organization")
        blocks[name.party.source, groups.split[name.party.key], kind].append(name)
    for key in sorted(blocks):
        block = sorted(blocks[key], key=lambda n: (n.text, n.party.key))
        yield from _within(block, groups, common, places, least)


def _within(
    block: Sequence[Name], groups: Groups, common: Set[str], places: Set[str], least: int
) -> Iterator[tuple[float, Pair]]:
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
                kind = apart(left, right, groups, common, places)
                if kind:
                    split, source = groups.split[left.party.key], left.party.source
                    cells = (left.text, right.text, left.party.schema, "different", kind, split, source)
                    yield -likeness, Pair(*cells, left.party.key, right.party.key)


def may_be_one(left: Party, right: Party, groups: Groups) -> bool:
    """True where two entries share a number, a date of birth, a name, or are near in every one of their names."""
    if groups.of(left.key) == groups.of(right.key) or left.births & right.births:
        return True
    if left.schema == "Person" and not (left.births and right.births):
        return any(_same_words(core(a), core(b)) for a, _ in left.names for b, _ in right.names)
    ours = {identity(n) for n, _ in left.names}
    return bool(ours & {identity(n) for n, _ in right.names})


def _same_words(one: Sequence[str], two: Sequence[str]) -> bool:
    return all(any(alike(a, b) for b in two) for a in one) or all(any(alike(a, b) for a in one) for b in two)


def apart(left: Name, right: Name, groups: Groups, common: Set[str], places: Set[str]) -> str:
    """What sets two near names of different parties apart: the kind of a negative pair; empty when in doubt."""
    if left.party is right.party or may_be_one(left.party, right.party, groups):
        return ""
    one, two = Counter(core(left.text)), Counter(core(right.text))
    shared, only_left, only_right = one & two, one - two, two - one
    if not (only_left or only_right):
        return ""
    rest = {*only_left, *only_right}
    if shared and all(map(is_number, rest)):
        return "number or series"
    if left.party.schema == "Person":
        return _people_apart(left.text, right.text)
    if not (only_left and only_right):
        return "place or branch" if rest <= places else ""
    if left.party.schema in ("Vessel", "Airplane"):
        return "near vessel" if left.party.schema == "Vessel" else "near aircraft"
    if rest <= places:
        return "place or branch"
    if not shared:
        return "near spelling"
    return "generic words shared" if set(shared) <= common else "rare word shared"


def _people_apart(left: str, right: str) -> str:
    (family, _, given), (family2, _, given2) = left.partition(", "), right.partition(", ")
    if not given or not given2:
        return ""
    if _same_words(words(given), words(given2)):
        return "" if _same_words(words(family), words(family2)) else "given names shared"
    return "family name shared" if words(family) == words(family2) else "near person"


def people_and_companies(parties: Sequence[Party], groups: Groups, common: Set[str]) -> Iterator[Pair]:
    """A person with a company that bears the family name and is another entry."""
    bearers: dict[tuple[str, str], list[Party]] = defaultdict(list)
    for party in parties:
        if party.schema == "Organization":
            for word in {*core(party.primary)} - common:
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
        full = counts[pair.kind, pair.split] >= caps.get(pair.kind, caps["*"])
        if full or len(texts) < 2 or texts in seen or any(used[side] >= per_party for side in sides):
            continue
        seen.add(texts)
        counts[pair.kind, pair.split] += 1
        used.update(sides)
        chosen.append(pair)
    return chosen

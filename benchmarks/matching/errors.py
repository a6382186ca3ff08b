"""What the engine got wrong: right parties it missed and clean names it raised, grouped by why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.matching.labelled import CLEAN, Asked, Labelled, Pair
from benchmarks.matching.ours import ask, build

from debar.names.compare import Comparison, compare
from debar.names.index import SCHEMATA, NameIndex
from debar.names.profiles import Profile

MISSED, RAISED, CONFUSED = "missed", "clean names raised", "pairs of different parties raised"
LOST = "lost before the comparison: it scores enough"


@dataclass(frozen=True, slots=True)
class Error:
    """A name the engine got wrong.

    Of a miss, ``listed`` is the likeliest name of a right party (``others`` more were tried), ``score`` and
    ``because`` those of comparing the two, and ``instead`` what the engine said. Of a false alarm they are what was
    found. ``reason`` groups errors of a kind.
    """

    kind: str
    asked: str
    listed: str
    others: int
    score: float
    because: str
    reason: str
    instead: str


@dataclass(frozen=True, slots=True)
class Kind:
    """The errors among the ``asked`` names (or pairs) of a kind, by reason: the commonest and the highest score first.

    ``what`` went wrong is MISSED, RAISED or CONFUSED.
    """

    name: str
    what: str
    asked: int
    groups: Mapping[str, Sequence[Error]]

    @property
    def wrong(self) -> int:
        """How many of the names asked about went wrong."""
        return sum(map(len, self.groups.values()))


def collect(data: Labelled, profile: Profile, only: str = "") -> list[Kind]:
    """Ask about every name and return what went wrong by kind; ``only`` names one kind (or ``clean``)."""
    index = build(data)
    rows = [row for row in data.asked if not only or only in {row.kind, row.record}]
    found = ask(index, [row.name for row in rows], profile)
    listed: defaultdict[int, list[int]] = defaultdict(list)
    for number, owner in enumerate(index.owners.tolist()):
        listed[owner].append(number)
    asked: defaultdict[tuple[str, str], int] = defaultdict(int)
    errors: defaultdict[tuple[str, str], list[Error]] = defaultdict(list)
    for row, hits in zip(rows, found, strict=True):
        key = (RAISED if row.record == CLEAN else MISSED, row.kind)
        asked[key] += 1
        if row.record == CLEAN:
            if hits:
                errors[key].append(_alarm(index, row, hits))
        elif not any(int(index.owners[number]) in row.parties for number, _ in hits):
            numbers = [number for party in sorted(row.parties) for number in listed[party]]
            errors[key].append(_miss(index, row, hits, numbers, profile))
    return [Kind(kind, what, asked[what, kind], _grouped(errors[what, kind])) for what, kind in sorted(asked)]


def collect_pairs(pairs: Sequence[Pair], profile: Profile, only: str = "") -> list[Kind]:
    """Compare every pair and return what went wrong by kind: one party's names below the threshold for review, and
    different parties' from it on; ``only`` names one kind."""
    asked: defaultdict[tuple[str, str], int] = defaultdict(int)
    errors: defaultdict[tuple[str, str], list[Error]] = defaultdict(list)
    for pair in pairs:
        if only and pair.kind != only:
            continue
        key = (MISSED if pair.is_same else CONFUSED, pair.kind)
        asked[key] += 1
        found = compare(pair.left, pair.right, pair.schema)
        if pair.is_same != (found.score >= profile.review):
            level = " as a match" if not pair.is_same and found.score >= profile.match else ""
            reason = _how(found) + level
            errors[key].append(Error(pair.kind, pair.left, pair.right, 0, found.score, found.because, reason, ""))
    return [Kind(kind, what, asked[what, kind], _grouped(errors[what, kind])) for what, kind in sorted(asked)]


def text(kinds: Sequence[Kind]) -> Iterator[str]:
    """The errors as lines of plain text."""
    for kind in kinds:
        yield headline(kind)
        for reason, errors in kind.groups.items():
            yield f"  {reason} ({len(errors)})"
            for error in errors:
                more = f" (+{error.others})" if error.others else ""
                yield f"    {error.score:.3f}  {error.asked}  |  {error.listed}{more}"
                yield f"           {error.because}"
                if error.instead:
                    yield f"           said instead: {error.instead}"
        yield ""


def headline(kind: Kind) -> str:
    """How many went wrong, in one line."""
    share = 1000 * kind.wrong / max(1, kind.asked)
    return f"{kind.name}: {kind.wrong:,} of {kind.asked:,} {kind.what}, {share:.1f} per 1,000"


def _alarm(index: NameIndex, row: Asked, hits: Sequence[tuple[int, Comparison]]) -> Error:
    number, hit = hits[0]
    return Error(row.kind, row.name, index.name(number), len(hits) - 1, hit.score, hit.because, _how(hit), "")


def _miss(
    index: NameIndex,
    row: Asked,
    hits: Sequence[tuple[int, Comparison]],
    numbers: Sequence[int],
    profile: Profile,
) -> Error:
    tried = [
        (compare(row.name, index.name(number), SCHEMATA[int(index.kinds[number])], index.frequencies), number)
        for number in numbers
    ]
    instead = f"{index.name(hits[0][0])} ({hits[0][1].score:.3f}: {hits[0][1].because})" if hits else ""
    if not tried:
        return Error(row.kind, row.name, "", 0, 0.0, "The right party is not listed.", "not listed", instead)
    best, number = max(tried, key=lambda pair: (pair[0].score, -pair[1]))
    reason = LOST if best.score >= profile.review else _how(best)
    return Error(row.kind, row.name, index.name(number), len(tried) - 1, best.score, best.because, reason, instead)


def _how(found: Comparison) -> str:
    """The ways in which words differ, in alphabetical order; the legal form only where nothing else does."""
    ways = set()
    for part in found.parts:
        if part["how"] == "missing":
            ways.add("word only asked" if part["query"] else "word only listed")
        elif part["how"] == "legal form":
            if part["query"] != part["name"]:
                ways.add("legal form")
        elif part["how"] != "exact":
            ways.add(part["how"])
    return ", ".join(sorted(ways - {"legal form"} or ways)) or "all words the same"


def _grouped(errors: Sequence[Error]) -> Mapping[str, Sequence[Error]]:
    groups: defaultdict[str, list[Error]] = defaultdict(list)
    for error in sorted(errors, key=lambda error: (-error.score, error.asked)):
        groups[error.reason].append(error)
    return dict(sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])))

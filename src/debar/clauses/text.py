"""A text made comparable without moving a character, and cut into sentences and limbs.

Every offset into a folded text is the same offset into the text itself.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from anyascii import anyascii

#: A sentence longer than this is cut at a blank: no clause is, and every later step is bounded by it.
LONGEST = 8_000
#: Limbs of one sentence beyond these are read as one text.
MOST_LIMBS = 60

_QUOTES = {ord(char): '"' for char in "“”„‟«»″"} | {ord(char): "'" for char in "‘’‚‛´`′"}
_DASHES = {ord(char): "-" for char in "‐‑‒–—―−"}
_END = re.compile(r'[.!?]["\')\]]*\s+(?=\S)|\n[^\S\n]*\n\s*')
_SHORT = re.compile(
    r"(?:\b[a-z]|\b(?:no|nos|art|arts|sec|inc|ltd|co|corp|cent|e\.g|i\.e|etc|viz|cf|vs|st|mr|ms|dr|para|reg|s\.a))$"
)
_MARKER = re.compile(r"\((?:([ivx]{1,5})|([a-z])|(\d{1,2}))\)(?=\s*\S)")
_POINTER = re.compile(r"(?:clause|paragraph|section|article|regulation|limb|part|item|point)s?(?:\s*\d[\d.]*)?\s*$")
_LABELS = re.compile(r"(?<![a-z0-9])\([a-z0-9]{1,4}\)(?:,| or| and)*\s*$")
#: "one (1) business day": the figure says the word again and begins no limb.
_SPELT = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|sixty|ninety)\s*$"
)
_ROMAN = {word: number for number, word in enumerate("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split(), 1)}


def fold(text: str) -> str:
    """The text in small ASCII letters, one character for one: quotes and dashes plain, white space as it is."""
    plain = text.translate(_QUOTES | _DASHES)
    if plain.isascii():
        return plain.lower()
    return "".join(char if char.isascii() else _letter(char) for char in plain).lower()


def _letter(char: str) -> str:
    if char.isspace():
        return "\n" if char in "\u2028\u2029\x85" else " "
    spelt = anyascii(char)
    return spelt if len(spelt) == 1 else "~"


@dataclass(frozen=True, slots=True)
class Limb:
    """A stretch of a sentence. ``label`` is the mark it began with (``a``, ``ii``), empty for what leads the limbs in.

    ``above`` are the stretches of lead-in that a reader reads before it, outermost first.
    """

    label: str
    start: int
    end: int
    above: tuple[tuple[int, int], ...] = ()


def sentences(folded: str) -> Iterator[tuple[int, int]]:
    """Start and end of every sentence, in order; an enumeration set in paragraphs of its own stays in its sentence."""
    start = 0
    for found in _END.finditer(folded):
        if not _ends(folded, found, start):
            continue
        yield from _cut(folded, start, found.end())
        start = found.end()
    yield from _cut(folded, start, len(folded))


def _ends(folded: str, found: re.Match[str], start: int) -> bool:
    """Whether the sentence ends here: not after a short form, nor where an enumeration goes on."""
    after = folded[found.end() : found.end() + 8]
    if found[0].startswith("\n"):
        before = folded[max(start, found.start() - 12) : found.start()].rstrip()
        goes_on = before.endswith((":", ";", ",", " and", " or", "; and", "; or"))
        return not (goes_on and after)
    before = folded[max(start, found.start() - 12) : found.start()]
    return found[0].count("\n") > 1 or not _SHORT.search(before)


def _cut(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        at = folded.rfind(" ", start + LONGEST // 2, start + LONGEST)
        at = at if at > start else start + LONGEST
        yield start, at
        start = at
    if folded[start:end].strip():
        yield start, end


@dataclass(frozen=True, slots=True)
class _Mark:
    kind: str
    label: str
    number: int
    start: int
    end: int


def limbs(sentence: str) -> tuple[Limb, ...]:
    """The sentence (folded) cut at its marks: (a) (b), (i) (ii), (1) (2), nested as written; at least one limb."""
    marks = _accepted(list(_marks(sentence)))
    if not marks:
        return (Limb("", 0, len(sentence)),)
    found = [Limb("", 0, marks[0].start)]
    open_: list[tuple[_Mark, tuple[int, int]]] = []
    lead = (0, marks[0].start)
    for mark, after in [*pairwise(marks), (marks[-1], None)]:
        while open_ and open_[-1][0].kind != mark.kind and any(held.kind == mark.kind for held, _ in open_):
            open_.pop()
        if open_ and open_[-1][0].kind == mark.kind:
            open_.pop()
        end = after.start if after else len(sentence)
        found.append(Limb(mark.label, mark.end, end, (lead, *(span for _, span in open_))))
        open_.append((mark, (mark.end, end)))
    return tuple(found)


def _marks(sentence: str) -> Iterator[_Mark]:
    for found in _MARKER.finditer(sentence):
        before = sentence[max(0, found.start() - 40) : found.start()]
        if _POINTER.search(before) or before.endswith((")", "-")) or (before[-1:].isalnum() and not _joined(before)):
            continue
        if found[3] and _SPELT.search(before):
            continue
        if _LABELS.search(before):
            continue  # (a), (b) or (c): labels pointed at, one after another
        roman, letter, digit = found.groups()
        if roman and roman in _ROMAN:
            yield _Mark("i", roman, _ROMAN[roman], found.start(), found.end())
        elif letter or (roman and len(roman) == 1):
            label = letter or roman
            yield _Mark("a", label, ord(label) - 96, found.start(), found.end())
        elif digit:
            yield _Mark("1", digit, int(digit), found.start(), found.end())


def _joined(before: str) -> bool:
    """``or(iii)``: a mark written onto the word that joins it."""
    return before.endswith((" or", " and"))


def _accepted(marks: list[_Mark]) -> list[_Mark]:
    """The marks that count on: each kind from its first, one by one. ``(i)`` after ``(h)`` is a letter."""
    last: dict[str, int] = {}
    kept: list[_Mark] = []
    for mark in marks[: MOST_LIMBS * 2]:
        read = mark
        if mark.kind == "i" and len(mark.label) == 1 and last.get("a") == ord(mark.label) - 97:
            read = _Mark("a", mark.label, ord(mark.label) - 96, mark.start, mark.end)
        if read.number == last.get(read.kind, 0) + 1 or read.number == 1:
            last[read.kind] = read.number
            kept.append(read)
    singles = {mark.kind for mark in kept if mark.number > 1}
    return [mark for mark in kept if mark.kind in singles or mark.number == 1][:MOST_LIMBS]


def limb_at(found: tuple[Limb, ...], offset: int) -> Limb:
    """The limb that holds the offset, or ends before it."""
    starts = [limb.start for limb in found]
    return found[max(bisect_left(starts, offset + 1) - 1, 0)]

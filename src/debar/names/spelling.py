"""How alike two words are: spelling slips, ways of romanising, misread characters.

A word's *fold* is what stays the same when a name is romanised another way (``data/spelling_variants.tsv``); its
*skeleton* is the fold without vowels, which is all that Arabic and Hebrew script write down.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rapidfuzz.distance import OSA, Levenshtein

from debar.names.data import read_rows
from debar.names.places import name_two_places

#: Digits that optical reading puts in place of letters.
_MISREAD = str.maketrans({"0": "o", "3": "e", "5": "s", "8": "b"})
_DIGITS = "0123456789"
_NEVER_MISREAD = frozenset("24679")
#: Likeness of words that differ only by characters taken for others.
AS_READ = 0.93
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = str.maketrans("", "", "aiu")
#: Words up to this long -> edits allowed; longer words allow three.
_EDITS = ((2, 0), (5, 1), (9, 2))
_SKELETON_EQUAL = 0.84
#: Words up to this long are never taken for a slip of one that begins with another letter.
SURE_START = 4
#: Letters that sound much alike: Russell's Soundex classes (US patent 1,261,167), with ``h`` for ``kh`` and ``w``.
_RELATED = ("aeiouyhw", "bfpvw", "cgjkqsxzh", "dtsz", "lr", "mn")
_HARDLY_HEARD = "aeiouyhw"
#: Folds shorter than this must be equal to count.
LONG_FOLD = 6
#: Short words that sound alike are often other words: letters of the shorter -> the most their likeness can be.
_SHORT = {3: 0.74, 4: 0.76, 5: 0.84, 6: 0.88}


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """The word as it sounds in any romanisation: letters a i u and merged consonants; digits stay in numbers."""
    if not word.isalpha() and not word.isdigit():
        word = word.translate(_MISREAD).replace("1", "l")
    pattern, sounds = _variants()
    if word.endswith(tuple(_endings())) and len(word) > SURE_START + 2:
        word = next(word[: -len(end)] + sound for end, sound in _endings().items() if word.endswith(end))
    if word.endswith("h") and len(word) > 3 and word[-2] in "aeiou":
        word = word[:-1]
    word = word.replace("rn", "m")
    return _DOUBLED.sub(r"\1", pattern.sub(lambda hit: sounds[hit.group()], word))


@lru_cache(maxsize=1 << 16)
def skeleton(word: str) -> str:
    """The consonants of the fold; what a script without vowels keeps of a word."""
    return _DOUBLED.sub(r"\1", fold(word).translate(_VOWELS))


def edits_allowed(length: int) -> int:
    """How many slips a word of that many letters may hold and still be taken for the same word."""
    for longest, edits in _EDITS:
        if length <= longest:
            return edits
    return 3


@lru_cache(maxsize=1 << 17)
def likeness(left: str, right: str) -> float:
    """0..1: 1 the same word, at least 0.7 probably the same word misspelt, 0 another word. Symmetric.

    Words that name two places are two words, however alike, and so are codes (``z10``, ``z11``), numbered words
    (``terminal1``, ``terminal3``), opposites (``import``, ``export``), and a word and a code of more digits than
    letters (``vaibos``, ``v33805``).
    """
    if left == right:
        return 1.0
    if name_two_places(left, right) or are_opposites(left, right):
        return 0.0
    shortest, longest = len(left), len(right)
    if shortest > longest:
        shortest, longest = longest, shortest
    if shortest < 3:
        return _SKELETON_EQUAL if _same_consonants(left, right, 2) else 0.0
    if longest - shortest > 4 or left.isdigit() or right.isdigit():
        return 0.0
    if not (left.isalpha() and right.isalpha()) and _are_two_codes(left, right):
        return 0.0
    if is_code(left) and is_code(right):
        return AS_READ
    best = 0.0
    allowed = edits_allowed(longest)
    if longest - shortest <= allowed:
        distance = OSA.distance(left, right, score_cutoff=allowed)
        if distance <= allowed:
            best = 1.0 - distance / longest
            if left[0] != right[0]:
                best *= 0.97
    best = max(best, _sound_likeness(left, right))
    if best < AS_READ and not (left.isalpha() and right.isalpha()) and readings(left) & readings(right):
        return AS_READ
    return best


def are_opposites(left: str, right: str) -> bool:
    """Whether both words end in opposites behind the same letters, if any: ``quoinimport``, ``quoinexport``."""
    return left.endswith(_ends()) and any(
        left.endswith(one) and right.endswith(other) and left[: -len(one)] == right[: -len(other)]
        for one, other in _opposites()
    )


@cache
def _ends() -> tuple[str, ...]:
    return tuple(one for one, _ in _opposites())


@cache
def _opposites() -> tuple[tuple[str, str], ...]:
    rows = [(row["word"], row["opposite"]) for row in read_rows("opposites.tsv", ("word", "opposite", "source"))]
    return (*rows, *((other, one) for one, other in rows))


@lru_cache(maxsize=1 << 16)
def is_code(word: str) -> bool:
    """Whether a word is one of letters and digits that says which, as ``z10``, and no word misread, as ``h1kvisi0n``.

    Its digits are not fewer than its letters, or one of them is never taken for a letter.
    """
    if word.isalpha() or word.isdigit():
        return False
    digits = sum(map(str.isdigit, word))
    return 2 * digits >= len(word) or not _NEVER_MISREAD.isdisjoint(word)


def _are_two_codes(left: str, right: str) -> bool:
    """Whether words, not both of letters alone, are two however they look: other codes, or a code and a word."""
    if is_code(left) and is_code(right):
        return readings(left).isdisjoint(readings(right))
    if left.isalpha() or right.isalpha():
        code = right if left.isalpha() else left
        return 2 * sum(map(str.isdigit, code)) > len(code)
    return of_series(left, right)


def of_series(left: str, right: str) -> bool:
    """Whether words of letters end in two numbers, and optical reading cannot have made one of the other."""
    one, other = (word[len(word.rstrip(_DIGITS)) :] for word in (left, right))
    return bool(one and other) and one != other and readings(left).isdisjoint(readings(right))


def readings(word: str) -> set[str]:
    """What optical reading may have made the word from; words that are all letters or all digits stay as they are."""
    plain = word.translate(_MISREAD).replace("rn", "m").replace("vv", "w")
    return {plain, plain.replace("1", "l"), plain.replace("1", "i")}


def _sound_likeness(left: str, right: str) -> float:
    """Likeness of the folds; edits count only in long ones, since a fold has already given up most differences."""
    one, other = fold(left), fold(right)
    if one == other:
        alike = max(0.85, 0.97 - 0.03 * OSA.distance(left, right))
        return min(alike, _SHORT.get(min(len(left), len(right)), 1.0))
    shortest, longest = len(one), len(other)
    if shortest > longest:
        shortest, longest = longest, shortest
    allowed = 0 if shortest < LONG_FOLD else 1 if shortest < 10 else 2
    if allowed and longest - shortest <= allowed:
        distance = OSA.distance(one, other, score_cutoff=allowed)
        if distance <= allowed and (_slips(left, right) or _sound_related(one, other)):
            return 0.95 * (1.0 - distance / longest)
    return _SKELETON_EQUAL if _same_consonants(left, right, 3) else 0.0


def _slips(left: str, right: str) -> bool:
    """Whether words differ by hardly more letters than slips do."""
    return OSA.distance(left, right) <= 1 + edits_allowed(max(len(left), len(right)))


def _sound_related(left: str, right: str) -> bool:
    """Whether folds differ only by letters that sound much alike, or that are hardly heard: gadafi and kadafi."""
    for step in Levenshtein.editops(left, right):
        heard = {left[step.src_pos]} if step.tag != "insert" else set()
        heard |= {right[step.dest_pos]} if step.tag != "delete" else set()
        if not any(heard.issubset(alike) for alike in (_RELATED if len(heard) > 1 else (_HARDLY_HEARD,))):
            return False
    return True


def _same_consonants(left: str, right: str, least: int) -> bool:
    """True when one word is written without vowels and both have the same consonants, at least so many."""
    if not (_written_bare(left) or _written_bare(right)):
        return False
    return len(skeleton(left)) >= least and skeleton(left) == skeleton(right)


@lru_cache(maxsize=1 << 16)
def _written_bare(word: str) -> bool:
    """True for a word with next to no vowels, as Arabic and Hebrew script give it."""
    return sum(letter in "aeiouy" for letter in word) * 5 <= len(word)


@cache
def _endings() -> dict[str, str]:
    rows = read_rows("spelling_variants.tsv", ("letters", "sound", "context", "source"))
    return {row["letters"]: row["sound"] for row in rows if row["context"] == "end"}


@cache
def _variants() -> tuple[re.Pattern[str], dict[str, str]]:
    rows = read_rows("spelling_variants.tsv", ("letters", "sound", "context", "source"))
    sounds = {row["letters"]: row["sound"] for row in rows if row["context"] == "any"}
    letters = sorted(sounds, key=lambda variant: (-len(variant), variant))
    return re.compile("|".join(letters)), sounds

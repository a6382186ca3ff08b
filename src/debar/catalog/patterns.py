"""RE2 text for labels, model numbers and words. No look-around: what may not touch a hit is matched beside it.

Every searched text stands between two ``EDGE`` bytes, so a boundary is always a character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import re2

from debar.catalog.rows import Form

EDGE = "\0"
#: What may stand beside a hit, by the word used in the data files.
_BESIDE = {"word": "[^0-9A-Za-z]", "hyphen": r"[^0-9A-Za-z\-]", "open": ""}
_CUT_END = r"\x00"
_BESIDE_LETTER = r"[^\pL\pN]"
_SPACE = r"[ \-_]{1,2}"
_NAMED = re.compile(r"\(\?P<\w+>")
#: Where the data files say that a hyphen, an underscore or a blank joins the parts of a number: blanks may be round it.
_JOINTS = {"[-_ ]?": "(?: ?[-_] ?| )?", "[-_ ]": "(?: ?[-_] ?| )"}
_JOINT = re.compile(r"\[-_ \]\??")
#: Words at least this long are known with any one letter wrong; shorter ones only with one lost, doubled or swapped.
_LONG = 8
_SHORT = 5
_ANY = "[a-z0-9]"
#: What stands between two letters of a word that was split.
_GAP = r"(?: ?[\-_./] ?| {1,2})?"
_VOWELS = frozenset("aeiouy")
#: Consonants and what they are heard as.
_SOUNDS = {"k": "(?:c?k)", "s": "(?:[sz]h?)", "v": "[vw]", "p": "(?:pp?)"}
_NO_BLANKS = ("\u3040", "\u9fff")


def re2_escape(text: str) -> str:
    """The text as RE2 text that matches just it."""
    return str(re2.escape(text))


def compile_pattern(pattern: str) -> Any:
    """The compiled pattern, regardless of case, with room for large alternations.

    Raises re2.error when it is not RE2.
    """
    return re2.compile(pattern, options())


@cache
def options() -> Any:
    """RE2 options of every pattern here."""
    chosen = re2.Options()
    chosen.case_sensitive = False
    chosen.log_errors = False
    chosen.max_mem = 1 << 28
    return chosen


def form_pattern(form: Form) -> str:
    """One shape with its boundaries; group 1 is the number itself."""
    return f"{_BESIDE[form.left]}({_apart(form.pattern)}){_BESIDE[form.right]}"


def cue_pattern(spellings: Iterable[str], cuts: Iterable[str], forms: Iterable[Form], scripts: Sequence[str]) -> str:
    """One alternation over all these, without groups: a match begins with the character before the hit."""
    by_left: dict[str, list[str]] = {"word": [f"(?:{text}){_BESIDE['word']}" for text in spellings]}
    by_left["word"] += [f"{re2.escape(text)}{_CUT_END}" for text in cuts]
    for form in forms:
        by_left.setdefault(form.left, []).append(without_groups(_apart(form.pattern)) + _BESIDE[form.right])
    parts = [f"{_BESIDE[left]}(?:{'|'.join(texts)})" for left, texts in by_left.items()]
    parts += [rf"[^\x00]?{re2.escape(word)}" if not has_blanks(word) else _between_letters(word) for word in scripts]
    return "|".join(parts)


def _between_letters(word: str) -> str:
    return f"{_BESIDE_LETTER}{re2.escape(word)}{_BESIDE_LETTER}"


def _apart(pattern: str) -> str:
    return _JOINT.sub(lambda joint: _JOINTS[joint.group()], pattern)


def without_groups(pattern: str) -> str:
    """The pattern with its named groups made plain."""
    return _NAMED.sub("(?:", pattern)


def spelling_pattern(spelling: str) -> str:
    """A spelling as RE2 text; a blank in it also stands for a hyphen, an underscore or two blanks."""
    return _SPACE.join(re2.escape(word) for word in spelling.split(" "))


def spelling_key(found: str) -> str:
    """A found spelling brought back to the form it has in the data: one blank between words."""
    return " ".join(re.split(r"[ \-_]+", found.strip()))


def typo_patterns(word: str) -> list[str]:
    """RE2 texts for the word with a letter lost, doubled or swapped, and if it is long, with one wrong or one too many.

    The first letter is right unless swapped or, of a long word, lost or wrong; the word itself may match too.
    """
    return sorted("".join(letters) for letters in _one_fault(word))


def loose_patterns(word: str) -> list[str]:
    """RE2 texts for a word with one letter wrong or one too many; such words count beside a product word only.

    The first letter is always right. Of a long word two letters may be wrong, lost or too many; a word of fewer than
    five letters has no such texts.
    """
    if len(word) < _SHORT:
        return []
    faults = {letters for letters in _letter_faults(word) | {(*word, _ANY)} if letters[0] == word[0]}
    if len(word) >= _LONG:
        slips = {once for letters in _letter_slips(word) for once in _letter_faults(letters)}
        twice = {again for once in faults for again in _letter_faults(once)} | slips
        return sorted({"".join(letters) for letters in twice if letters[:2] == tuple(word[:2])})
    return sorted({"".join(letters) for letters in faults | set(_letter_slips(word))} - {word})


def split_patterns(word: str) -> list[str]:
    """RE2 texts for the word with blanks, hyphens, dots or slashes between its letters, at any places.

    A long word may have one letter wrong besides. The word itself matches too.
    """
    faults = _one_fault(word) if len(word) >= _LONG else set()
    return sorted(_GAP.join(letters) for letters in faults | {tuple(word)})


def hyphened_patterns(word: str) -> list[str]:
    """RE2 texts for the word with a hyphen, dot or slash but no blank at any one place, or spelt letter by letter."""
    return [*(rf"{word[:i]}[\-_./]{word[i:]}" for i in range(1, len(word))), "[ ./-]".join(word)]


def _one_fault(word: str) -> set[tuple[str, ...]]:
    found = set(_letter_slips(word)) - {tuple(word)}
    return found if len(word) < _LONG else found | _letter_faults(word) | {tuple(word[1:])}


def _letter_slips(word: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The word with one letter lost or doubled, the first excepted, or two neighbours swapped."""
    letters = tuple(word)
    for i in range(len(letters)):
        if i:
            yield letters[:i] + letters[i + 1 :]
            yield letters[: i + 1] + letters[i:]
        if i + 1 < len(letters):
            yield (*letters[:i], letters[i + 1], letters[i], *letters[i + 2 :])


def _letter_faults(word: Sequence[str]) -> set[tuple[str, ...]]:
    """The word with any one letter wrong, or one too many behind the first."""
    letters = tuple(word)
    wrong = {(*letters[:i], _ANY, *letters[i + 1 :]) for i in range(len(letters))}
    return wrong | {(*letters[:i], _ANY, *letters[i:]) for i in range(1, len(letters))}


def skeleton_pattern(word: str) -> str:
    """RE2 text for the word with its vowels wrong, lost or doubled and its consonants right or so heard."""
    parts = [word[0], *(_SOUNDS.get(letter, letter) + "{1,2}" for letter in word[1:] if letter not in _VOWELS)]
    return "[aeiouyh]{0,3}".join(parts)


def joined_pattern(word: str, follows: Iterable[str]) -> str:
    """RE2 text for the word run together with a digit, or with one of these and whatever comes after."""
    starts = "|".join(sorted((re2.escape(text) for text in follows), key=len, reverse=True))
    return f"{re2.escape(word)}(?:[0-9]|{starts})[0-9a-z]*"


def words_pattern(alternatives: Iterable[str], behind: Iterable[str] = ()) -> str:
    """Whole words, the longest first and ``behind`` last; group 1 is the word."""
    ordered = [*sorted(set(alternatives), key=lambda text: (-len(text), text)), *behind]
    return f"{_BESIDE['word']}({'|'.join(ordered)}){_BESIDE['word']}"


def has_blanks(word: str) -> bool:
    """False for scripts written without blanks between words (Chinese, Japanese), which need no boundary."""
    return not any(_NO_BLANKS[0] <= character <= _NO_BLANKS[1] for character in word)


def cuts_pattern(cuts: Iterable[str]) -> str:
    """Beginnings of words cut off at the very end of a text; group 1 is the beginning."""
    ordered = sorted(map(re2_escape, cuts), key=lambda text: (-len(text), text))
    return f"{_BESIDE['word']}({'|'.join(ordered)}){_CUT_END}"


def script_pattern(words: Sequence[str]) -> str:
    """Words of other scripts; group 1 or 2 is the word."""
    spaced = "|".join(sorted((re2.escape(word) for word in words if has_blanks(word)), key=len, reverse=True))
    joined = "|".join(sorted((re2.escape(word) for word in words if not has_blanks(word)), key=len, reverse=True))
    return f"{_BESIDE_LETTER}({spaced})(?:{_BESIDE_LETTER})|({joined})"

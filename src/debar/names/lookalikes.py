"""Letters of one script in a word of another that look the same: ``НIKVISION`` with a Cyrillic first letter.

A word is read in the one script that all its letters are of or look like (``data/lookalikes.tsv``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from debar.names.data import read_rows

LATIN, CYRILLIC, GREEK = "Latin", "Cyrillic", "Greek"
_LETTERS = {LATIN: "A-Za-z\u00aa\u00ba\u00c0-\u024f", CYRILLIC: "\u0400-\u052f", GREEK: "\u0370-\u03ff"}
_OF = {script: re.compile(f"[{letters}]") for script, letters in _LETTERS.items()}
_WORD = re.compile(f"[{''.join(_LETTERS.values())}]+")
#: A word all in another script that stands for another one has so many letters.
_WHOLE = 4


def in_one_script(text: str) -> str:
    """The text, each word that mixes scripts in the one that all its letters are of or look like.

    Where more than one will do, that of the other words, else of most of its letters; where none will, as it was.
    """
    if not _mixes(text):
        return text
    around = _sure_scripts(text)

    def mended(hit: re.Match[str]) -> str:
        word = hit.group()
        scripts = [script for script, letters in _OF.items() if letters.search(word)]
        fit = [script for script in scripts if _rewritten(word, script)]
        if len(scripts) < 2 or not fit:
            return word
        return _rewritten(word, max(fit, key=lambda script: (around.get(script, 0), *_fitness(word, script))))

    return _WORD.sub(mended, text)


def other_scripts(text: str) -> Iterator[str]:
    """The text with words wholly of another script than the words beside them, in which these look the same.

    ``ВР plc`` with Cyrillic letters, ``Завод MOCKBA`` with Latin ones.
    """
    if not _mixes(text):
        return
    sure = _sure_scripts(text)
    if len(sure) == 1:
        (script,) = sure
        least = 1 if script == LATIN else _WHOLE
        found = _WORD.sub(lambda hit: (len(hit[0]) >= least and _rewritten(hit[0], script)) or hit[0], text)
        if found != text:
            yield found


def _mixes(text: str) -> bool:
    return _OF[LATIN].search(text) is not None and any(_OF[script].search(text) for script in (CYRILLIC, GREEK))


def _sure_scripts(text: str) -> Mapping[str, int]:
    """The scripts of words that can be of one alone, and how many such words there are."""
    found: dict[str, int] = {}
    for word in _WORD.findall(text):
        fit = [script for script in _OF if _rewritten(word, script)]
        if len(fit) == 1:
            found[fit[0]] = found.get(fit[0], 0) + 1
    return found


def _rewritten(word: str, script: str) -> str:
    """The word in letters of that script alone; empty when it cannot be."""
    letters, same = _OF[script], _same(script)
    found = [letter if letters.match(letter) else same.get(letter, "") for letter in word]
    return "".join(found) if all(found) else ""


def _fitness(word: str, script: str) -> tuple[int, int]:
    """How few letters look the same only as capitals, and how many are of the script."""
    small = len(_small() & set(word)) if script == LATIN else 0
    return -small, len(_OF[script].findall(word))


@cache
def _small() -> frozenset[str]:
    """Small letters that look like Latin ones only as capitals."""
    rows = read_rows("lookalikes.tsv", ("letter", "script", "latin", "reads", "source"))
    return frozenset(row["letter"] for row in rows if row["reads"] == "small")


@cache
def _same(script: str) -> Mapping[str, str]:
    """Letters of other scripts -> the letter of this one that looks the same."""
    rows = read_rows("lookalikes.tsv", ("letter", "script", "latin", "reads", "source"))
    if script == LATIN:
        return {row["letter"]: row["latin"] for row in rows}
    return {row["latin"]: row["letter"] for row in rows if row["script"] == script and row["reads"] == "both"}

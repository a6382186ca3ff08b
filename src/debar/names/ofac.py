"""Names scored as Treasury's Sanctions List Search scores them, so that results can be laid beside its own.

What is public. OFAC FAQ 249 (2021-04-28): candidates are found by the first letter of the search terms and by an edit
distance of 50 % or better; then two techniques are used: Jaro-Winkler between the whole strings, and Jaro-Winkler and
Soundex between the parts of the two names, with a score for each part and a composite one; the higher of the two
techniques is shown. FAQ 247 and 248: 100 is an exact match and what the slider stands at, 50 its lowest. Jaro-Winkler
is Winkler (1990), four letters of prefix at 0.1 each; Soundex is that of the National Archives.

What outsiders measured on the tool (nomenklatura, pull request 310; watchman, issues 141 and 338): the prefix counts
below a Jaro similarity of 0.7 too; whole strings are compared only where their first letters are equal; parts of the
query of one or two letters are left out; a part less than 0.5 alike counts nothing; words of the listed name that
nobody asked for cost nothing (``maduro`` scores 100).

What is our guess: the composite is the mean over the parts of the query, each taking its best part of the listed name;
two parts are compared when they are half the same by edit distance; parts of equal Soundex lie halfway
between their Jaro-Winkler score and 1, so that sound alone is never an exact match. Names are compared in our normal
form, which romanises other scripts as the tool does not, and in the order in which the list writes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from rapidfuzz.distance import Jaro, Levenshtein
from rapidfuzz.process import cdist

from debar.names.compare import Comparison, outcome_of
from debar.names.index import NameIndex
from debar.names.normalize import normalize
from debar.names.profiles import PROFILES

Array = np.ndarray[Any, np.dtype[Any]]

#: Only so many letters of a normal form are compared; longer than any listed name, and what bounds the cost.
LONGEST = 300
_PREFIX, _EACH = 4, 0.1
_LEAST = 0.5
_SHORT = 2
#: Cells of the table of query words by listed words that is held at once.
_CELLS = 4_000_000

_CODES: Mapping[str, str] = {
    letter: code
    for letters, code in (("bfpv", "1"), ("cgjkqsxz", "2"), ("dt", "3"), ("l", "4"), ("mn", "5"), ("r", "6"))
    for letter in letters
}


def score(query: str, name: str) -> float:
    """How Treasury's search would score a listed ``name`` for a ``query``: 0..1, its 100 being 1. Not symmetric."""
    asked, listed = _text(query), _text(name)
    return _higher(_whole(asked, listed), _mean([best for _, best in _pairs(asked, listed)]))


def soundex(word: str) -> str:
    """The Soundex code of a word of a-z0-9, ``r163`` for robert; empty when it begins with no letter.

    As the National Archives code names (Soundex System, 2007): letters of one code count once, also with h or w
    between them.
    """
    if not word or not word[0].isalpha():
        return ""
    code, last = word[0], _CODES.get(word[0], "")
    for letter in word[1:]:
        digit = _CODES.get(letter, "")
        if digit and digit != last:
            code += digit
        if letter not in "hw":
            last = digit
        if len(code) == 4:
            break
    return code.ljust(4, "0")


def match_ofac(
    index: NameIndex, queries: Sequence[str], threshold: float = PROFILES["ofac"].review, limit: int = 10
) -> list[list[tuple[int, Comparison]]]:
    """For each query the listed names that score ``threshold`` (0..1) or more.

    (name number, comparison), best score first, then by number, at most ``limit``. Every listed name is scored. The
    first call for an index reads its names once.
    """
    tables = _tables(index)
    distinct = {query: _text(query) for query in dict.fromkeys(queries)}
    found: dict[str, list[tuple[int, Comparison]]] = {}
    for texts in _batches(sorted({text for text in distinct.values() if text}), len(tables.words)):
        likeness = _Likeness.of(texts, tables)
        for text in texts:
            scores = np.round(np.maximum(_whole_scores(text, tables), _part_scores(text, tables, likeness)), 4)
            hits = np.flatnonzero(scores >= threshold)
            best = hits[np.lexsort((hits, -scores[hits]))][:limit]
            found[text] = [(int(n), _compared(text, tables.names[n])) for n in best]
    return [found.get(distinct[query], []) for query in queries]


@dataclass(frozen=True, slots=True)
class _Tables:
    """The names of an index for this scorer: ``starts`` and ``held`` say which ``words`` (numbers) each name holds.

    ``by_letter``: numbers of the names that begin with a letter. Names without a word hold number 0, the empty word.
    """

    names: Sequence[str]
    words: Sequence[str]
    heads: Array
    codes: Array
    starts: Array
    held: Array
    by_letter: Mapping[str, Array]


_KNOWN: WeakKeyDictionary[NameIndex, _Tables] = WeakKeyDictionary()


def _tables(index: NameIndex) -> _Tables:
    tables = _KNOWN.get(index)
    if tables is None:
        tables = _KNOWN[index] = _read([_text(index.name(number)) for number in range(len(index))])
    return tables


def _read(names: Sequence[str]) -> _Tables:
    split = [name.split() or [""] for name in names]
    words = sorted({"", *(word for parts in split for word in parts)})
    number = {word: n for n, word in enumerate(words)}
    by_letter: dict[str, list[int]] = {}
    for n, name in enumerate(names):
        by_letter.setdefault(name[:1], []).append(n)
    return _Tables(
        names,
        words,
        _heads(words),
        np.array([soundex(word) for word in words], dtype="S4"),
        np.cumsum([0, *(len(parts) for parts in split[:-1])]),
        np.array([number[word] for parts in split for word in parts], dtype=np.int64),
        {letter: np.array(numbers) for letter, numbers in by_letter.items()},
    )


def _batches(texts: Sequence[str], width: int) -> Iterator[Sequence[str]]:
    """The texts in parts whose words, times ``width``, stay within the cells held at once."""
    start = cells = 0
    for end, text in enumerate(texts):
        cost = len(text.split()) * width
        if end > start and cells + cost > _CELLS:
            yield texts[start:end]
            start, cells = end, 0
        cells += cost
    if start < len(texts):
        yield texts[start:]


@dataclass(frozen=True, slots=True)
class _Likeness:
    """A row for each word asked for: how alike it is to each listed word, 0 where they are less than half alike."""

    row: Mapping[str, int]
    table: Array

    @classmethod
    def of(cls, texts: Sequence[str], tables: _Tables) -> _Likeness:
        asked = sorted({part for text in texts for part in _parts(text)})
        if not asked:
            return cls({}, np.empty((0, len(tables.words))))
        table = cdist(
            asked, tables.words, scorer=Levenshtein.normalized_similarity, score_cutoff=_LEAST, dtype=np.float64
        )
        for row, (word, heads) in enumerate(zip(asked, _heads(asked), strict=True)):
            near = np.flatnonzero(table[row])
            alike = cdist([word], [tables.words[n] for n in near.tolist()], scorer=Jaro.similarity, dtype=np.float64)
            found = _boosted(alike[0], heads, tables.heads[near])
            code = soundex(word)
            if code:
                same = tables.codes[near] == code.encode()
                found[same] = (found[same] + 1.0) / 2
            table[row, near] = found
        table[table < _LEAST] = 0.0
        return cls({word: row for row, word in enumerate(asked)}, table)


def _part_scores(text: str, tables: _Tables, likeness: _Likeness) -> Array:
    total = np.zeros(len(tables.names))
    parts = _parts(text)
    if not len(tables.names) or not parts:
        return total
    for part in parts:
        total += np.maximum.reduceat(likeness.table[likeness.row[part]][tables.held], tables.starts)
    return total / len(parts)


def _whole_scores(text: str, tables: _Tables) -> Array:
    scores = np.zeros(len(tables.names))
    numbers = tables.by_letter.get(text[0])
    if numbers is not None:
        names = [tables.names[n] for n in numbers]
        jaro = cdist([text], names, scorer=Jaro.similarity, dtype=np.float64)[0]
        scores[numbers] = _boosted(jaro, _heads([text])[0], _heads(names))
    return scores


def _heads(texts: Sequence[str]) -> Array:
    """The first letters of each text, a row each, 0 where it has no more."""
    return np.array([text[:_PREFIX] for text in texts], dtype=f"S{_PREFIX}").view(np.uint8).reshape(-1, _PREFIX)


def _boosted(jaro: Array, head: Array, heads: Array) -> Array:
    """Jaro similarities with Winkler's prefix added."""
    same: Array = np.logical_and.accumulate((heads == head) & (head > 0), axis=1).sum(axis=1)
    boosted: Array = jaro + same * _EACH * (1.0 - jaro)
    return boosted


def _text(name: str) -> str:
    return normalize(name)[:LONGEST].strip()


def _parts(text: str) -> list[str]:
    return [part for part in text.split() if len(part) > _SHORT]


def _jaro_winkler(left: str, right: str) -> float:
    jaro = Jaro.similarity(left, right)
    same = 0
    for a, b in zip(left[:_PREFIX], right[:_PREFIX], strict=False):
        if a != b:
            break
        same += 1
    return float(jaro + same * _EACH * (1.0 - jaro))


def _whole(asked: str, listed: str) -> float:
    return _jaro_winkler(asked, listed) if asked[:1] == listed[:1] != "" else 0.0


def _alike(asked: str, listed: str) -> float:
    """How alike two parts are; 0 when less than half, or not to be compared."""
    if Levenshtein.normalized_similarity(asked, listed) < _LEAST:
        return 0.0
    found = _jaro_winkler(asked, listed)
    if soundex(asked) and soundex(asked) == soundex(listed):
        found = (found + 1.0) / 2
    return found if found >= _LEAST else 0.0


def _pairs(asked: str, listed: str) -> list[tuple[tuple[str, str], float]]:
    """For each part of the query: (itself, its best part of the listed name or empty), and how alike they are."""
    pairs = []
    for part in _parts(asked):
        alike, other = max(((_alike(part, other), other) for other in listed.split()), default=(0.0, ""))
        pairs.append(((part, other if alike else ""), alike))
    return pairs


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _higher(whole: float, composite: float) -> float:
    return round(max(whole, composite), 4)


def _compared(asked: str, listed: str) -> Comparison:
    pairs = _pairs(asked, listed)
    whole, composite = _whole(asked, listed), _mean([alike for _, alike in pairs])
    result = _higher(whole, composite)
    parts = tuple(
        {"query": part, "name": other, "how": "exact" if part == other else "spelling" if other else "missing"}
        for (part, other), _ in pairs
    )
    outcome = outcome_of(result, PROFILES["ofac"].match, PROFILES["ofac"].review)
    because = "The names are the same." if asked == listed else _because(whole, composite, pairs)
    return Comparison(score=result, outcome=outcome, because=because, parts=parts)


def _because(whole: float, composite: float, pairs: Sequence[tuple[tuple[str, str], float]]) -> str:
    if whole >= composite:
        return f"As Treasury's search: whole names {whole:.0%} alike by Jaro-Winkler; their parts {composite:.0%}."
    said = ", ".join(_said(part, other, alike) for (part, other), alike in pairs)
    return f"As Treasury's search: parts of the names {composite:.0%} alike ({said}); whole names {whole:.0%}."


def _said(part: str, other: str, alike: float) -> str:
    if not other:
        return f"{part} is missing"
    if part == other:
        return f"{part} is the same"
    how = "Jaro-Winkler and Soundex" if soundex(part) and soundex(part) == soundex(other) else "Jaro-Winkler"
    return f"{part} for {other} {alike:.0%} by {how}"

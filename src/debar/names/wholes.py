"""Many names as wholes, in columns: what can be said of two names without looking at their words one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from debar.names.columns import numbered
from debar.names.evidence import EDITS, prefix
from debar.names.prepared import Prepared

Array = np.ndarray[Any, np.dtype[Any]]
Measures = dict[str, Array]

#: The measures of names as strings for names of other letters that are as like as can be.
_LIKEST = {"letters": 1.0, "edits": 0.0, "prefix": 1.0}


def of_wholes(names: Sequence[Prepared], left: Array, right: Array, persons: Array) -> Measures:
    """The measures of pairs of names (places in ``names``) that rest on what each name is by itself.

    ``persons`` says of each pair whether its names are persons'. Those of names as strings are
    the likest that names of other letters may have.
    """
    forms, counts = (numbered([name[place] for name in names])[0] for place in _places("forms", "numbers"))
    formed, counted = (np.array([bool(name[place]) for name in names]) for place in _places("forms", "numbers"))
    words, letters = np.array([(len(name.words), len(name.compact)) for name in names]).reshape(-1, 2).T
    told = np.array([name.told for name in names])
    both = counted[left] & counted[right]
    two_forms = formed[left].astype(np.float64) + formed[right]
    begun = {measure: np.full(len(left), value) for measure, value in _LIKEST.items()}
    return begun | {
        "numbers": np.where(counts[left] == counts[right], np.where(both, -1.0, 0.0), np.where(both, 1.0, 0.5)),
        "forms": np.where(forms[left] == forms[right], 0.0, two_forms),
        "firm": persons & (two_forms > 0),
        "words": np.minimum(words[left], words[right]),
        "length": np.minimum(letters[left], letters[right]),
        "given": np.minimum(told[left], told[right]),
    }


def same_texts(names: Sequence[Prepared], left: Array, right: Array, field: str) -> Array:
    """Whether the names of each pair (places in ``names``) have the same text in a field."""
    (place,) = _places(field)
    number = numbered([name[place] for name in names])[0]
    found: Array = number[left] == number[right]
    return found


def of_strings(names: Sequence[Prepared], left: Array, right: Array, apart: Array) -> Measures:
    """Likeness of the names without spaces, edits between them, and what part of the longer the shorter begins.

    ``apart`` are edits between the names of each pair, counted in other ways.
    """
    same = same_texts(names, left, right, "letters")
    likest, fewest = np.zeros(len(left)), np.full(len(left), EDITS + 1.0)
    for place in _places("compact", "folded", "letters"):
        texts = [str(name[place]) for name in names]
        size = np.array([len(text) for text in texts])
        own = np.array([place == _COMPACT or text != name.compact for text, name in zip(texts, names, strict=True)])
        use = (~same & (own[left] | own[right])).nonzero()[0]
        one, other = left[use], right[use]
        pairs = [texts[n] for n in one.tolist()], [texts[n] for n in other.tolist()]
        edits = cpdist(*pairs, scorer=OSA.distance, dtype=np.int32)
        longest = np.maximum(np.maximum(size[one], size[other]), 1)
        likest[use], fewest[use] = np.maximum(likest[use], 1.0 - edits / longest), np.minimum(fewest[use], edits)
    size = np.maximum([len(name.compact) for name in names], 1)
    longest = np.maximum(size[left], size[right])
    for edits in apart.T:
        likest, fewest = np.maximum(likest, 1.0 - edits / longest), np.minimum(fewest, edits)
    first = np.array([ord(name.letters[0]) if name.letters else 0 for name in names])
    begun = np.zeros(len(left))
    for n in (first[left] == first[right]).nonzero()[0].tolist():
        begun[n] = prefix(names[left[n]], names[right[n]])
    return {"letters": np.where(same, 1.0, likest), "edits": np.where(same, -1.0, fewest), "prefix": begun}


def _places(*fields: str) -> list[int]:
    return [Prepared._fields.index(field) for field in fields]


(_COMPACT,) = _places("compact")

"""Old and new in one sentence: from this to that, this swapped for that, that in lieu of this.

The frames are the rows of terms.tsv of use ``frame``. In a frame ``OLD`` and ``NEW`` are the two things, ``MAKER`` is a
thing of which the text names the maker, ``*`` a stretch of a few words, ``|`` parts alternatives and a marked verb
stands for all its forms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from debar.catalog import Term
from debar.catalog.inflection import forms
from debar.model import Said

Span = tuple[int, int]

#: Characters to either side of a hit that a frame can span.
REACH = 200
_HIT, _OTHER = "\1", "\2"
_TOKEN = re.compile(rf"{_HIT}|{_OTHER}|-+>|=+>|\u2192|w/|[^\W_][\w.'#&+-]*[^\W_]|[^\W_]|[,:()&>]")
_STRETCH = rf"(?:(?![,:;{_HIT}])\S+ ){{0,7}}?"
_THING = rf"(?:(?![,:;{_HIT}])\S+ ){{1,8}}?"
_SAID = {"OLD": Said.REMOVED, "NEW": Said.BOUGHT}


@dataclass(frozen=True, slots=True)
class Slot:
    """Where in a frame a hit stands, and the words of the frame."""

    said: Said
    words: str


class Frames:
    """The frames compiled, once for the hit in each place."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._patterns = [
            (said, re.compile(_frame_pattern(term.term, slot)))
            for term in terms
            for slot, said in _SAID.items()
            if slot in term.term.split()
        ]

    def slot(self, folded: str, hit: Span, others: Sequence[Span]) -> Slot | None:
        """The place of the hit in the first frame that fits its sentence; None when none fits."""
        sentence = _masked(folded, hit, others)
        for said, pattern in self._patterns:
            if match := pattern.search(sentence):
                return Slot(said, " ".join(filter(None, match.groups())))
        return None


def _frame_pattern(frame: str, slot: str) -> str:
    parts = []
    places = {"OLD": _THING, "NEW": _THING, "MAKER": f"{_STRETCH}{_OTHER} ", "*": _STRETCH, slot: f"{_STRETCH}{_HIT} "}
    for part in frame.split(" "):
        if part in places:
            parts.append(places[part])
        else:
            words = chain.from_iterable(forms(word.replace("_", " ")) for word in part.split("|"))
            parts.append(f"({'|'.join(map(re.escape, words))}) ")
    return rf"(?:^|(?<= )){''.join(parts)}"


def _masked(folded: str, hit: Span, others: Sequence[Span]) -> str:
    """The words of the hit's sentence, one blank behind each, the hit and the other things as marks."""
    first, last = max(0, hit[0] - REACH), min(len(folded), hit[1] + REACH)
    parts, place = [], first
    apart = {span for span in others if span[1] <= hit[0] or hit[1] <= span[0]}
    for start, end in sorted({*apart, hit}):
        if start < place or end > last:
            continue
        parts += [folded[place:start], f" {_HIT if (start, end) == hit else _OTHER} "]
        place = end
    parts.append(folded[place:last])
    text = "".join(parts)
    at = text.index(_HIT)
    begin = max(text.rfind(mark, 0, at) for mark in (";", ". ", "|"))
    ends = [found for mark in (";", ". ", "|") if (found := text.find(mark, at)) >= 0]
    return "".join(f"{token} " for token in _TOKEN.findall(text, begin + 1, min(ends, default=len(text))))

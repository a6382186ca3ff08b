"""Labels and model numbers found in texts: one native pass over a batch, and exact places in a single text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

import re2

from debar.catalog import Brand, Catalog, Grammar, fold
from debar.catalog.patterns import (
    EDGE,
    compile_pattern,
    cue_pattern,
    cuts_pattern,
    form_pattern,
    hyphened_patterns,
    joined_pattern,
    loose_patterns,
    options,
    script_pattern,
    skeleton_pattern,
    spelling_key,
    spelling_pattern,
    split_patterns,
    typo_patterns,
    words_pattern,
)

#: Words at least this long are known by their consonants.
_SKELETON = 9
_TRAILING = "-/(._ "
_RUN = re.compile("[0-9a-z]*(?:[-/][0-9a-z]+)*")


@dataclass(frozen=True, slots=True)
class LabelHit:
    """A label in a folded text; ``how`` is ``sure``, ``doubtful``, ``typo``, ``split``, ``loose`` or ``cut``."""

    brand: Brand
    start: int
    end: int
    how: str


@dataclass(frozen=True, slots=True)
class ModelHit:
    """A model number in a folded text."""

    grammar: Grammar
    start: int
    end: int


class Scanner:
    """The catalog's labels and grammars compiled; finds them, and judges nothing."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._words: dict[str, tuple[Brand, str]] = {}
        self._scripts: dict[str, Brand] = {}
        for brand in catalog.brands.values():
            self._words.update((word, (brand, "doubtful")) for word in brand.doubtful)
            self._words.update((word, (brand, "sure")) for word in brand.spellings)
            self._scripts.update((fold(word), brand) for word in brand.scripts)
        self._cuts = {word: brand for brand in catalog.brands.values() for word in brand.cuts}
        self._by_key = {spelling_key(word): found for word, found in reversed(self._words.items())} | self._words

    def candidates(self, texts: Sequence[str]) -> list[int]:
        """The indexes of the texts in which a label or a model number may stand; never too few, seldom too many."""
        if not texts:
            return []
        joined = EDGE.join(texts)
        if joined.count(EDGE) != len(texts) - 1:
            joined = EDGE.join(text.replace(EDGE, " ") for text in texts)
        if joined.isascii():
            lengths = [len(text) + 1 for text in texts]
        else:
            folded = [text if text.isascii() else fold(text) for text in joined.split(EDGE)]
            lengths = [(len(text) if text.isascii() else len(text.encode())) + 1 for text in folded]
            joined = EDGE.join(folded)
        data = f"{EDGE}{joined}{EDGE}".encode().translate(_FLAT)
        ends = list(accumulate(lengths))
        found: list[int] = []
        position = 0
        while match := self._cue.search(data, position):
            index = bisect_right(ends, match.start())
            if index >= len(texts):
                break
            found.append(index)
            position = ends[index]
        return found

    def labels(self, folded: str) -> list[LabelHit]:
        """Every label in the text, in order."""
        text = _Text(folded)
        hits = [self._label(word, start, end) for word, start, end in text.find(self._word_pattern)]
        hits += [
            LabelHit(self._scripts[word], start, end, "sure") for word, start, end in text.find(self._script_pattern)
        ]
        if self._cuts:
            found = list(text.find(self._cut_pattern))
            hits += [LabelHit(self._cuts[word], start, end, "cut") for word, start, end in found]
        return sorted(hits, key=lambda hit: (hit.start, hit.end))

    def models(self, folded: str) -> list[ModelHit]:
        """Every model number in the text, of every grammar, overlapping ones included, in order."""
        text = _Text(folded)
        hits: dict[tuple[int, int, str], ModelHit] = {}
        forms = self._forms
        for index in sorted(self._form_set.Match(text.data) or ()):
            grammar, pattern, is_open = forms[index]
            for word, start, end in text.find(pattern):
                kept = _trimmed(folded[start : _run_on(folded, end) if is_open else end])
                if kept and not word.startswith(_starts(grammar)):
                    hit = ModelHit(grammar, start, start + len(kept))
                    hits[start, -hit.end, grammar.id] = hit
        return [hits[place] for place in sorted(hits)]

    def _label(self, word: str, start: int, end: int) -> LabelHit:
        brand, how = self._by_key.get(word) or self._by_key.get(spelling_key(word)) or self._misspelt(word)
        return LabelHit(brand, start, end, how)

    def _misspelt(self, word: str) -> tuple[Brand, str]:
        return next((brand, how) for brand, how, pattern in self._misspellings if pattern.fullmatch(word))

    @cached_property
    def _misspellings(self) -> list[tuple[Brand, str, Any]]:
        return [
            (brand, how, compile_pattern("|".join(texts)))
            for brand in self._catalog.brands.values()
            for how, texts in _variants(brand)
        ]

    @cached_property
    def _word_pattern(self) -> Any:
        return compile_pattern(words_pattern(map(spelling_pattern, self._words), self._variant_texts()))

    @cached_property
    def _script_pattern(self) -> Any:
        return compile_pattern(script_pattern(list(self._scripts)))

    @cached_property
    def _forms(self) -> list[tuple[Grammar, Any, bool]]:
        return [
            (grammar, compile_pattern(form_pattern(form)), form.right == "open")
            for grammar in self._catalog.grammars
            for form in grammar.forms
        ]

    @cached_property
    def _form_set(self) -> Any:
        found = re2.Set.SearchSet(options())
        for grammar in self._catalog.grammars:
            for form in grammar.forms:
                found.Add(form_pattern(form))
        found.Compile()
        return found

    @cached_property
    def _cue(self) -> Any:
        """One pattern over everything that can lead to an identification by itself.

        A doubtful word of a label that counts by its model numbers only is left out, and so are grammars that need a
        label whose words are all in.
        """
        words = [
            spelling_pattern(word)
            for word, (brand, how) in self._words.items()
            if how == "sure" or brand.bare != "model"
        ]
        forms = [
            form
            for grammar in self._catalog.grammars
            if grammar.tier != "counter"
            and not (grammar.tier == "brand-word" and self._catalog.brands[grammar.brand].bare != "model")
            for form in grammar.forms
        ]
        return compile_pattern(cue_pattern([*words, *self._variant_texts()], self._cuts, forms, list(self._scripts)))

    def _variant_texts(self) -> Iterable[str]:
        for brand in self._catalog.brands.values():
            for _, texts in _variants(brand):
                yield from texts

    @cached_property
    def _cut_pattern(self) -> Any:
        return compile_pattern(cuts_pattern(self._cuts))


def _variants(brand: Brand) -> Iterator[tuple[str, list[str]]]:
    """How a label is miswritten, the surest first, with the RE2 texts of each."""
    if brand.joined:
        yield "sure", [joined_pattern(word, brand.joined) for word in brand.spellings[:1]]
    for word in brand.typos:
        skeletons = [skeleton_pattern(word)] if len(word) >= _SKELETON else []
        yield "typo", [*typo_patterns(word), *skeletons, *hyphened_patterns(word)]
    for word in (*brand.typos, *brand.loose):
        yield ("split" if word in brand.loose else "typo"), split_patterns(word)
    for word in brand.loose:
        if texts := loose_patterns(word):
            yield "loose", texts


#: Blanks within a text are spaces for every pattern, as ``fold`` has them; the edge stays.
_FLAT = bytes.maketrans(b"\t\n\r\x0b\x0c", b"     ")


class _Text:
    """A folded text as bytes between two edges, with byte places brought back to character places."""

    def __init__(self, folded: str) -> None:
        self.data = f"{EDGE}{folded}{EDGE}".encode()
        self._plain = len(self.data) == len(folded) + 2

    def find(self, pattern: Any) -> Iterator[tuple[str, int, int]]:
        """Every match's first group that took part: its text, start and end in characters."""
        position = 0
        while match := pattern.search(self.data, position):
            start, position = match.span(1) if match.span(1)[0] >= 0 else match.span(2)
            yield self.data[start:position].decode(), self._place(start), self._place(position)

    def _place(self, byte: int) -> int:
        return (byte if self._plain else self._characters[byte]) - 1

    @cached_property
    def _characters(self) -> list[int]:
        """Characters begun before each byte."""
        return list(accumulate(((byte & 0xC0) != 0x80 for byte in self.data), initial=0))


def _starts(grammar: Grammar) -> tuple[str, ...]:
    return tuple(start.lower() for start in grammar.not_start)


def _run_on(folded: str, end: int) -> int:
    """An open form runs on to the end of its word, hyphens and slashes inside included."""
    run = _RUN.match(folded, end)
    return run.end() if run else end


def _trimmed(word: str) -> str:
    """Without a hyphen, slash or bracket left hanging at the end."""
    word = word.rstrip(_TRAILING)
    while word.endswith(")") and word.count(")") > word.count("("):
        word = word[:-1].rstrip(_TRAILING)
    return word

"""A name made ready for comparison: its distinguishing words with their weights, its legal forms, its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from debar.names.legal import numbers, other_names, split_legal_form, without_noise
from debar.names.normalize import words as words_of
from debar.names.weights import information, weight


@dataclass(frozen=True, slots=True)
class Prepared:
    """One name in comparable form; ``words``, ``nats`` and ``weights`` run in parallel.

    ``forms`` are legal form classes, ``numbers`` the values of the words that are numbers, ``whole`` all words of the
    normal form, ``compact`` the distinguishing words without spaces.
    """

    words: tuple[str, ...]
    nats: tuple[float, ...]
    weights: tuple[float, ...]
    forms: tuple[str, ...]
    numbers: frozenset[str]
    whole: tuple[str, ...]

    @property
    def compact(self) -> str:
        """The distinguishing words without the spaces between them."""
        return "".join(self.words)


@lru_cache(maxsize=1 << 15)
def prepare(text: str) -> tuple[Prepared, ...]:
    """The names in one text (more than one for ``A dba B``), first as written, with the built-in word weights."""
    return prepare_words(words_of(text))


def prepare_words(whole: Sequence[str], frequencies: Mapping[str, float] | None = None) -> tuple[Prepared, ...]:
    """The same for words already in normal form, with the word shares of a list's own names."""
    names = other_names(whole)
    if len(names) > 1:
        names.insert(0, tuple(whole))
    return tuple(_prepare(name, frequencies) for name in names)


def _prepare(whole: tuple[str, ...], frequencies: Mapping[str, float] | None) -> Prepared:
    core, forms = split_legal_form(without_noise(whole))
    values = numbers()
    core = tuple(_number(values.get(word, word)) for word in core)
    nats = tuple(information(word, frequencies) for word in core)
    return Prepared(
        words=core,
        nats=nats,
        weights=tuple(_weight(word, n) for word, n in zip(core, nats, strict=True)),
        forms=forms,
        numbers=frozenset(word for word in core if word.isdigit()),
        whole=whole,
    )


def _number(word: str) -> str:
    return word.lstrip("0") or "0" if word.isdigit() else word


def _weight(word: str, nats: float) -> float:
    if word.isdigit():
        return 0.35
    return weight(nats) if len(word) > 1 else 0.2

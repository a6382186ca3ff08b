"""Words: how answers name things; by which words a kind of thing or a purpose is known (terms.toml, purposes.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from debar import places


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("debar.regimes").joinpath(name).read_text("utf-8"))


_TERMS = {**_read("terms.toml"), "state": {code: state.name for code, state in places.STATES.items()}}
_PURPOSES: Sequence[Mapping[str, Any]] = _read("purposes.toml")["purpose"]
STATES: tuple[str, ...] = tuple(places.STATES)
PLACES: tuple[str, ...] = tuple(_TERMS["country"])
LISTS: tuple[str, ...] = tuple(_TERMS["list"])
CATEGORIES: tuple[str, ...] = tuple(_TERMS["category"])
#: The published vocabulary of facts: key -> what it says (``says``), its ``kind``, and an ``example``.
FACTS: Mapping[str, Mapping[str, str]] = _read("facts.toml")["fact"]
#: What a catalog row or a case may say a thing can do: key -> the same.
CAPABILITIES: Mapping[str, Mapping[str, str]] = _read("facts.toml")["capability"]
PURPOSES: tuple[str, ...] = tuple(purpose["id"] for purpose in _PURPOSES)
#: Registers that bind federal buyers and are not held here.
NOT_HELD_FEDERAL: tuple[str, ...] = tuple(_TERMS["not-held"]["federal"])
_PURPOSE_LABELS: Mapping[str, str] = {purpose["id"]: purpose["label"] for purpose in _PURPOSES}
_WORD = re.compile(r"\w+")


def phrase(kind: str, word: str) -> str:
    """Return how a sentence names a word of the contract: ``phrase("buyer", "city")`` is "a city"."""
    found = _TERMS[kind].get(word)
    return found if isinstance(found, str) else word.replace("-", " ")


@cache
def phrases(kind: str, words: tuple[str, ...]) -> str:
    """Return several words of the contract as a sentence names them: "buying, leasing or renewing"."""
    return listed(phrase(kind, word) for word in words)


def maker_name(id_: str) -> str:
    """Return a maker's everyday name from its catalog id."""
    named: str | None = _TERMS["maker"].get(id_)
    return named or id_.replace("-", " ").title()


def purpose_name(id_: str) -> str:
    """Return the words of the law for a purpose id."""
    return _PURPOSE_LABELS.get(id_, id_)


def listed(words: Iterable[str], last: str = "or") -> str:
    """Return words joined as a sentence does: "a, b or c"."""
    items = list(words)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""


@cache
def words_pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that finds any of the phrases as whole words; case, punctuation and a plural s aside."""
    bodies = (r"[\W_]+".join(re.escape(word) for word in _WORD.findall(text)) for text in phrases)
    alternatives = "|".join(sorted((body for body in bodies if body), key=lambda body: (-len(body), body)))
    return re.compile(rf"(?<![^\W_])(?:{alternatives})s?(?![^\W_])" if alternatives else r"(?!)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def categories_in(text: str) -> frozenset[str]:
    """Return the kinds of things that a text names in everyday words, for items whose kind the catalog does not say."""
    kinds: Mapping[str, list[str]] = _TERMS["category"]
    return frozenset(kind for kind, words in kinds.items() if words_pattern(tuple(words)).search(text))


@lru_cache(maxsize=4096)
def recognise_purpose(text: str) -> tuple[str, ...]:
    """Return the ids of the purposes that a free text states, in the order of the law; empty when none is recognised.

    ``facility-security`` stands for the security of a building that is not said to be a government's.
    """
    return tuple(purpose["id"] for purpose in _PURPOSES if _states(purpose, text))


def _states(purpose: Mapping[str, Any], text: str) -> bool:
    if affirms(tuple(purpose["phrases"]), text):
        return True
    things, deeds = tuple(purpose.get("things", ())), tuple(purpose.get("deeds", ()))
    return bool(things) and affirms(things, text) and affirms(deeds, text)


#: Characters in which the four words before a phrase are looked for, so that a long text takes linear time.
_BACK = 160


def affirms(phrases: tuple[str, ...], text: str) -> bool:
    """Return whether a text holds one of the phrases without a negation in the four words before it."""
    negations = frozenset(_read("purposes.toml")["negations"])
    for match in words_pattern(phrases).finditer(text):
        before = [word.casefold() for word in _WORD.findall(text, max(0, match.start() - _BACK), match.start())[-4:]]
        if negations.isdisjoint(before):
            return True
    return False

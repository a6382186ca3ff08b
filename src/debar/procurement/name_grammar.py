"""What the form of a name says of its bearer, by ``data/name_grammar.tsv``: the first pattern that fits decides.

All patterns are tried in one linear pass (RE2), so a hostile name costs no more than its length.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import re2

from debar.errors import DataError
from debar.model import BUYER_TYPES
from debar.places.states import state_code, state_names
from debar.procurement.headings import read_rows

_LAYOUT = ("type", "attributes", "pattern", "unless", "why", "example")
_MEMORY = 256 << 20


@dataclass(frozen=True, slots=True)
class NameRule:
    """A pattern of names: the ``type`` of the bearer, what else it tells, and ``why``."""

    type: str
    attributes: frozenset[str]
    told: dict[str, str]
    states: frozenset[str]
    pattern: re2.Pattern
    why: str
    example: str

    def state(self, key: str) -> str:
        """The state that the fitting part of the key names, where the pattern holds one."""
        if "is" in self.told:
            return self.told["is"]
        if "state" not in self.attributes:
            return ""
        fits = self.pattern.search(key)
        match = _grammar().states.search(fits.group(0)) if fits else None
        return state_code(match.group(0)) if match else ""


@dataclass(frozen=True, slots=True)
class _Grammar:
    rules: tuple[NameRule, ...]
    together: re2.Set
    numbers: tuple[int, ...]
    states: re2.Pattern


def fitting_rules(key: str) -> list[NameRule]:
    """The rules whose pattern fits and whose exceptions do not, in the order of the file."""
    grammar = _grammar()
    hits = [grammar.numbers[number] for number in grammar.together.Match(key) or ()]
    excepted = {~number for number in hits if number < 0}
    return [grammar.rules[number] for number in sorted(hits) if number >= 0 and number not in excepted]


def grammar_examples() -> list[tuple[str, str]]:
    """The (example name, type) of every pattern: each must be found by its own pattern."""
    return [(rule.example, rule.type) for rule in _grammar().rules]


@lru_cache(maxsize=1)
def _grammar() -> _Grammar:
    """All patterns in one set; of an exception the number is the complement of its rule's."""
    codes = {code.lower() for code in state_names().values()}
    wide, full = _either(codes | set(state_names())), _either(state_names())
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    together = re2.Set.SearchSet(options)
    rules: list[NameRule] = []
    numbers: list[int] = []
    for kind, attributes, pattern, unless, why, example in read_rows("name_grammar.tsv", _LAYOUT):
        if kind not in BUYER_TYPES:
            raise DataError(f"name_grammar.tsv: {kind!r} is no buyer type ({', '.join(BUYER_TYPES)}).")
        texts = [
            text.replace("{state}", full).replace("{any}", full).replace("{st}", wide) for text in (pattern, unless)
        ]
        try:
            compiled = re2.compile(texts[0], options)
            for number, text in ((len(rules), texts[0]), (~len(rules), texts[1])):
                if text != "-":
                    together.Add(text)
                    numbers.append(number)
        except re2.error as error:
            raise DataError(f"name_grammar.tsv: the pattern {pattern!r} is wrong: {error}.") from error
        parts = frozenset(attributes.split(","))
        told = dict(part.split("=", 1) for part in parts if "=" in part)
        states = frozenset(told["in"].split("+")) if "in" in told else frozenset()
        rules.append(NameRule(kind, parts, told, states, compiled, why, example))
    together.Compile()
    return _Grammar(tuple(rules), together, tuple(numbers), re2.compile(rf"\b{wide}\b", options))


def _either(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(words, key=lambda word: (-len(word), word)))})"

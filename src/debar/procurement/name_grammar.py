"""What the form of a name says of its bearer, by the patterns of ``data/name_grammar.tsv``: the first that fits decides.

All patterns are tried in one linear pass (RE2), so a hostile name costs no more than its length.
"""

from __future__ import annotations

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
    pattern: re2.Pattern
    unless: re2.Pattern | None
    why: str
    example: str

    def says(self, key: str) -> str:
        """The part of the key that fits."""
        match = self.pattern.search(key)
        return match.group(0).strip() if match else ""

    def state(self, said: str) -> str:
        """The state that the fitting part names, where the pattern holds one."""
        if "is" in self.told:
            return self.told["is"]
        if "state" not in self.attributes:
            return ""
        match = _grammar().states.search(said)
        return state_code(match.group(0)) if match else ""

    @property
    def states(self) -> frozenset[str]:
        """The states where names have this form; empty when all."""
        return frozenset(self.told["in"].split("+")) if "in" in self.told else frozenset()


@dataclass(frozen=True, slots=True)
class _Grammar:
    rules: tuple[NameRule, ...]
    together: re2.Set
    states: re2.Pattern


def fitting_rules(key: str) -> list[NameRule]:
    """The rules whose pattern fits and whose exceptions do not, in the order of the file."""
    grammar = _grammar()
    hits = sorted(grammar.together.Match(key) or ())
    return [rule for number in hits if not ((rule := grammar.rules[number]).unless and rule.unless.search(key))]


def grammar_examples() -> list[tuple[str, str]]:
    """The (example name, type) of every pattern: each must be found by its own pattern."""
    return [(rule.example, rule.type) for rule in _grammar().rules]


@lru_cache(maxsize=1)
def _grammar() -> _Grammar:
    wide = "|".join(sorted((*state_names(), *(code.lower() for code in set(state_names().values()))), key=len, reverse=True))
    full = "|".join(sorted(state_names(), key=len, reverse=True))
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    together = re2.Set.SearchSet(options)
    rules = []
    for kind, attributes, pattern, unless, why, example in read_rows("name_grammar.tsv", _LAYOUT):
        if kind not in BUYER_TYPES:
            raise DataError(f"name_grammar.tsv: {kind!r} is no buyer type ({', '.join(BUYER_TYPES)}).")
        texts = [text.replace("{state}", f"(?:{full})").replace("{st}", f"(?:{wide})").replace("{any}", f"(?:{full})")
                 for text in (pattern, unless)]
        try:
            compiled = [None if text == "-" else re2.compile(text, options) for text in texts]
            together.Add(texts[0])
        except re2.error as error:
            raise DataError(f"name_grammar.tsv: the pattern {pattern!r} is wrong: {error}.") from error
        parts = frozenset(attributes.split(","))
        told = dict(part.split("=", 1) for part in parts if "=" in part)
        rules.append(NameRule(kind, parts, told, compiled[0], compiled[1], why, example))
    together.Compile()
    return _Grammar(tuple(rules), together, re2.compile(rf"\b(?:{wide})\b", options))

"""What a model number says of the thing: its family, its categories and the named parts of the number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from debar.catalog.patterns import EDGE, compile_pattern, form_pattern
from debar.catalog.rows import Form, Grammar, Kind

#: How parts are called that the data files abbreviate.
_PART_WORDS: Mapping[str, str] = {
    "res": "resolution",
    "gen": "generation",
    "opt": "options",
    "ch": "channels",
    "rev": "revision",
    "var": "variant",
    "prod": "product",
    "v": "version",
    "family": "group",
}
#: Parts that stand in several forms have a letter before, or a letter or digit behind their name.
_PLAIN_PARTS = frozenset(
    "band battery blade board body cameras capacity cells channels class code density edition energy form frame "
    "generation grantee group kind label lens line module node options plan ports power product rating region "
    "resolution revision series size speed suffix type unit variant version voltage watt year".split()
)
_DIGITS = re.compile("[0-9]+$")


def kind_of(grammar: Grammar, number: str) -> Kind:
    """What a number of the grammar is: the first kind that fits it, with what that leaves unsaid from the grammar."""
    for kind in grammar.kinds:
        if _compiled(kind.when).search(number):
            return Kind(kind.when, kind.categories or grammar.categories, kind.family or grammar.family)
    return Kind("", grammar.categories, grammar.family)


def parts_of(grammar: Grammar, number: str) -> dict[str, str]:
    """The named parts of a number of the grammar (series, resolution, form, lens ...), in order; empty ones left out.

    What the form does not name is told as ``rest`` when the number runs on behind it. ``{}`` for a number of another
    shape.
    """
    for form in grammar.forms:
        match = _form(form).search(f"{EDGE}{number}{EDGE}")
        if match is None or match.start(1) != 1:
            continue
        named = sorted((match.start(index), name, match.group(index)) for name, index in _index(form).items())
        parts: dict[str, str] = {}
        for _, name, value in named:
            if value:
                parts.setdefault(_word(name), _tidy(value))
        if rest := _tidy(number[match.end(1) - 1 :]):
            parts["rest"] = rest
        return {name: value for name, value in parts.items() if value}
    return {}


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> Any:
    return compile_pattern(pattern)


def _word(name: str) -> str:
    """What a report calls a part; one that has no word of its own is the model itself."""
    stem = _DIGITS.sub("", name)
    for known in (stem, stem[1:], stem[:-1]):
        word = _PART_WORDS.get(known, known)
        if word in _PLAIN_PARTS:
            return word
    return "model"


def _tidy(value: str) -> str:
    bare = value.strip("-_/ .")
    return bare if bare.count("(") == bare.count(")") else bare.strip("()")


def _index(form: Form) -> Mapping[str, int]:
    index: Mapping[str, int] = _form(form).groupindex
    return index


@lru_cache(maxsize=4096)
def _form(form: Form) -> Any:
    return compile_pattern(form_pattern(form))

"""The wordings of projects and end uses, read from ``data/projects.toml`` and validated."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import re2

from debar.dossiers.company_names import MARK
from debar.errors import DataError

_AUX = (
    r"(?:,? (?:which|who|that))?(?: (?:has|have|had|is|are|was|were|been|be|also|never|not|reportedly|allegedly|jointly"
    r"|said to|since|later|already|still|once|[a-z]+ly)){0,6} "
)
_CAPITAL = r"[A-Z][A-Za-zÀ-ž0-9\-]*(?:[’']s)?"


@dataclass(frozen=True, slots=True)
class ProjectWords:
    """The uses in the order they are looked for, and the patterns of party, name, place and customer."""

    uses: Mapping[str, Any]
    active: Any
    passive: Any
    nouns: Any
    place: Any
    customer: Any
    known_places: frozenset[str]
    claims: Mapping[str, Any]


@cache
def project_words() -> ProjectWords:
    """The shipped wordings. Raises DataError that names the part when the file breaks its own layout."""
    text = files("debar.dossiers").joinpath("data/projects.toml").read_text("utf-8")
    return read_project_words(text, "projects.toml")


def read_project_words(text: str, name: str) -> ProjectWords:
    """Wordings out of TOML text. Raises DataError that names the file and what is wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{name}: not TOML: {error}") from error
    if not data.get("source"):
        raise DataError(f"{name}: no source; say where the wordings come from")
    try:
        words, heads = data["words"], data["customers"]["heads"]
        party = rf"(?P<P>{MARK}|\b(?:[Ww]e|[Ii]t|[Tt]he (?:Company|Group)|[Oo]ur (?:subsidiary|unit|affiliate)))"
        places = data["places"]
        at = "in|of|at|across|for|from|throughout|around|near|over|to"
        run = rf"{_CAPITAL}(?: {_CAPITAL}){{0,4}}"
        return ProjectWords(
            {use: re2.compile(pattern) for use, pattern in data["uses"].items()},
            re2.compile(rf"{party}{words['staff']}{_AUX}{words['active']}\b"),
            re2.compile(rf"\b{words['passive']} (?P<P>{MARK})|\b(?:list|name|show)s? (?P<L>{MARK}) as (?:the )?winner"),
            re2.compile(rf"^(?: [\w\-]+){{0,3}}? {words['nouns']}\b"),
            re2.compile(rf"\b(?:{at}) (?:the )?(?P<name>{run})(?:, (?P<wider>{run}))?"),
            re2.compile(rf"(?:{_CAPITAL} (?:of |and |for )?){{1,7}}{heads}\b(?: of {run}| {_CAPITAL})?"),
            frozenset(places["known"]),
            {
                **{claim: re2.compile(pattern) for claim, pattern in data["claims"].items()},
                "place": re2.compile(rf" {places['heads']}$"),
                "head": re2.compile(rf"\b{heads}\b"),
            },
        )
    except KeyError as error:
        raise DataError(f"{name}: no {error}") from error
    except re2.error as error:
        raise DataError(f"{name}: {error}") from error

"""The texts of a guide: what to do, clauses for a solicitation and questions to a vendor, each for named rules.

They are data (guide.toml) in words of our own, each with the citation it follows; adding one touches no code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from debar.errors import DataError
from debar.model import Citation

NAME = "guide.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something to do before, at or after a purchase, because of the ``rules``."""

    id: str
    when: str
    text: str
    rules: tuple[str, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SolicitationClause:
    """A paragraph for a solicitation or contract, in words of our own. It is no text of law."""

    id: str
    title: str
    text: str
    rules: tuple[str, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What to ask a vendor, and what to accept as an answer."""

    id: str
    ask: str
    accept: str
    rules: tuple[str, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts, in the order of the file."""

    steps: tuple[Step, ...]
    clauses: tuple[SolicitationClause, ...]
    questions: tuple[Question, ...]


Row = TypeVar("Row", Step, SolicitationClause, Question)


@cache
def load_texts() -> Texts:
    """Return the bundled texts. Raises DataError that names the row and the key."""
    return parse_texts(files("debar.regimes").joinpath(NAME).read_text("utf-8"), NAME)


def parse_texts(text: str, name: str) -> Texts:
    """Return the texts of a TOML document. Raises DataError that names the document, the row and the key."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise DataError(f"{name}: not valid TOML: {problem}") from None
    return Texts(
        _rows(Step, data.get("step", []), f"{name}, step"),
        _rows(SolicitationClause, data.get("clause", []), f"{name}, clause"),
        _rows(Question, data.get("question", []), f"{name}, question"),
    )


def _rows(kind: Callable[..., Row], rows: Sequence[Mapping[str, Any]], place: str) -> tuple[Row, ...]:
    made = tuple(_row(kind, row, f"{place} {number}") for number, row in enumerate(rows, 1))
    ids = [row.id for row in made]
    twice = next((id_ for id_ in ids if ids.count(id_) > 1), "")
    if twice:
        raise DataError(f"{place}: id {twice!r} stands there twice")
    return made


def _row(kind: Callable[..., Row], row: Mapping[str, Any], place: str) -> Row:
    place = f"{place} ({row.get('id')})"
    rules, citations = row.get("rules"), row.get("citations")
    if not isinstance(rules, list) or not rules or not all(isinstance(rule, str) for rule in rules):
        raise DataError(f"{place}: rules: a list of rule ids is needed")
    if not isinstance(citations, list) or not citations:
        raise DataError(f"{place}: citations: every text follows one; a list of {{title, url}} is needed")
    words = {key: value for key, value in row.items() if key not in ("rules", "citations")}
    wrong = next((key for key, value in words.items() if not isinstance(value, str) or not value.strip()), "")
    if wrong:
        raise DataError(f"{place}: {wrong}: words are needed")
    try:
        return kind(**words, rules=tuple(rules), citations=tuple(_citations(citations, place)))
    except TypeError as problem:
        raise DataError(f"{place}: {str(problem).partition(') ')[2] or problem}") from None


def _citations(citations: Sequence[Any], place: str) -> Iterable[Citation]:
    for citation in citations:
        if not isinstance(citation, Mapping) or not citation.get("title"):
            raise DataError(f"{place}: citations: each has a title, and a url where there is one")
        yield Citation(str(citation["title"]), str(citation.get("url", "")))

"""Dossier records as JSON and back: what has its default is left out, quotations stand apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from functools import cache, lru_cache
from typing import Any

from debar.model import dossier_ties, dossiers
from debar.model.dossiers import Day, Filed, Official, Quotation, Record, Response

#: Kinds that tell a fact of its own: said alike by two documents it is one record on two evidences. All other kinds
#: are what a document says, so that their words are part of what they are.
_FACTS = frozenset(
    {
        "engagement",
        "contact",
        "payment",
        "lobbying",
        "post",
        "bill-step",
        "list-action",
        "company-filing",
        "project",
        "subsidiary",
    }
)
#: What may differ between two readings of the same thing.
_ASIDE = frozenset({"quotations", "method", "extractor", "source", "confidence", "notes", "responses"})

KINDS: Mapping[str, type[Record]] = {
    each.kind: each
    for each in (*vars(dossiers).values(), *vars(dossier_ties).values())
    if isinstance(each, type) and issubclass(each, Record) and each is not Record
}
"""Every kind of record by its name."""


def record_values(record: Record) -> dict[str, Any]:
    """The fields of a record that have not their default, as JSON takes them; without kind and quotations."""
    values: dict[str, Any] = {}
    for name, default in _fields(record.kind):
        value = getattr(record, name)
        if value != default:
            values[name] = _plain(value)
    return values


def read_record(kind: str, values: Mapping[str, Any], quotations: tuple[Quotation, ...]) -> Record:
    """The record of these values. Raises KeyError for an unknown kind, TypeError or ValueError for wrong values."""
    made: dict[str, Any] = {"quotations": quotations}
    for name, value in values.items():
        read = _READERS.get(name)
        made[name] = value if read is None or value is None else read(value)
    return KINDS[kind](**made)


def dump(values: Mapping[str, Any]) -> str:
    """Canonical JSON text."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def identity(record: Record, values: Mapping[str, Any], nth: int = 0) -> str:
    """The stable id of a record over imports: its content, and for ``nth`` > 0 that it is told so many times before."""
    content = {name: value for name, value in values.items() if name not in _ASIDE}
    words = [] if record.kind in _FACTS else [each.quote for each in record.quotations]
    return hashlib.sha256(dump({"kind": record.kind, "is": content, "words": words, "nth": nth}).encode()).hexdigest()[
        :20
    ]


@cache
def _fields(kind: str) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (each.name, each.default if each.default is not MISSING else None)
        for each in fields(KINDS[kind])
        if each.name != "quotations"
    )


def _plain(value: object) -> Any:
    if isinstance(value, Day):
        return _day_values(value)
    if isinstance(value, Filed):
        return [value.number, value.series, value.posted, value.is_amendment]
    if isinstance(value, Official):
        return [value.name, value.role, value.office]
    if isinstance(value, Response):
        return [value.by, value.answer, quotation_values(value.quotation)]
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


def _day_values(day: Day) -> list[Any]:
    plain: list[Any] = [day.iso, day.text, day.inferred, day.because]
    while len(plain) > 1 and not plain[-1]:
        plain.pop()
    return plain


def quotation_values(each: Quotation) -> list[Any]:
    """A quotation as JSON takes it: document, start, end, words, page."""
    return [each.document, each.start, each.end, each.quote, each.page]


def _read_day(values: Sequence[Any]) -> Day:
    return _days(*values)


@lru_cache(maxsize=65_536)
def _days(iso: str, text: str = "", inferred: bool = False, because: str = "") -> Day:
    return Day(iso=iso, text=text, inferred=inferred, because=because)


def _read_filed(values: Sequence[Any]) -> Filed:
    return Filed(number=values[0], series=values[1], posted=values[2], is_amendment=values[3])


def _read_official(values: Sequence[str]) -> Official:
    return Official(name=values[0], role=values[1], office=values[2])


def _read_response(values: Sequence[Any]) -> Response:
    document, start, end, quote, page = values[2]
    return Response(
        by=values[0],
        answer=values[1],
        quotation=Quotation(document=document, start=start, end=end, quote=quote, page=page),
    )


def _rows(values: Sequence[Any]) -> tuple[tuple[Any, ...], ...]:
    return tuple(map(tuple, values))


_READERS: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("day", "start", "end", "after", "seen", "effective", "period"), _read_day),
    **dict.fromkeys(
        (
            "about notes agents methods bills replaces bodies lobbyists parties actions lists places uses items makers "
            "citations"
        ).split(),
        tuple,
    ),
    "filed": _read_filed,
    "officials": lambda values: tuple(map(_read_official, values)),
    "responses": lambda values: tuple(map(_read_response, values)),
    "fields": _rows,
    "words": _rows,
}

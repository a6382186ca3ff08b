"""Lists that reached us as extracts: official pages and PDFs turned by others into rows of name, aliases, place, notes.

Used where no file in an official layout could be had; such an edition says ``derived``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from debar.errors import FormatError

#: An extract says in its first bytes which list it is of.
_START = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an extract, missing values as empty text; ``number`` is its 1-based place in the file."""

    number: int
    name: str
    aliases: tuple[str, ...]
    country: str
    address: str
    effective: date | None
    register: str
    notes: str
    policy: str = ""


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def rows(data: bytes, where: str) -> tuple[Row, ...]:
    """The rows of one extract. Raises FormatError when it is no extract, holds no row, or its own count differs."""
    try:
        content = json.loads(data)
        found = content["entities"]
        made = tuple(
            Row(
                number=number,
                name=_text(each["name"]),
                aliases=tuple(_text(alias) for alias in each["aliases"]),
                country=_text(each["country"]),
                address=_text(each["address"]),
                effective=_day(each["effective_date"]),
                register=_text(each["federal_register"]),
                notes=_text(each["notes"]),
            )
            for number, each in enumerate(found, start=1)
        )
    except (ValueError, KeyError, TypeError) as error:
        raise FormatError(f"{where}: not an extract of a list ({error!r})") from error
    if not made or content.get("count", len(made)) != len(made):
        raise FormatError(f"{where}: holds {len(made)} rows and says {content.get('count')}; the file is cut short")
    return made


def recogniser(role: str, list_id: str) -> Callable[[str, bytes], str]:
    """How a layout knows its file: the role for the extract of one list, by the ``list_id`` that it begins with."""
    mark = re.compile(rf'"list_id":\s*"{re.escape(list_id)}"'.encode())

    def recognise(_: str, head: bytes) -> str:
        return role if head.lstrip()[:1] == b"{" and mark.search(head[:_START]) else ""

    return recognise

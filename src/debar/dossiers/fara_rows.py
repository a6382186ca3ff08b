"""What the bulk csv files and the API answers of the FARA register say: engagements, agents and filings.

Source: FARA eFile (22 USC 611 and following), the files ``FARA_All_*`` and ``/api/v1/…/json``; both hold the same
columns under nearly the same names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from debar.dossiers.days import read_day
from debar.dossiers.evidence import Source
from debar.dossiers.register_rows import Register
from debar.errors import FormatError
from debar.model.dossiers import Engagement, Quotation, Record

_EXTRACTOR = "fara-register/1"
_THROUGH = re.compile(r"[ ,(]+(?:through|via) +(?P<through>[^()]{2,200}(?:\([^()]{0,80}\)[^()]{0,80})?)", re.IGNORECASE)
_HEX = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ALIASES = {
    "FP NAME": "Foreign Principal",
    "FP REG DATE": "Foreign Principal Registration Date",
    "FP REGISTRATION DATE": "Foreign Principal Registration Date",
    "FP TERM DATE": "Foreign Principal Termination Date",
    "FP TERMINATION DATE": "Foreign Principal Termination Date",
    "COUNTRY NAME": "Country/Location Represented",
    "COUNTRY": "Country/Location Represented",
    "REG DATE": "Registrant Date",
    "REGISTRATION NUM": "Registration Number",
    "REG NUMBER": "Registration Number",
}
_ROWS = re.compile(r'"ROW"\s*:\s*')


@dataclass(frozen=True, slots=True)
class Placed:
    """A row of the register by heading, where it stands in its document, and what is to be said of it."""

    values: Mapping[str, str]
    start: int
    end: int
    notes: tuple[str, ...] = ()


def split_through(name: str) -> tuple[str, str]:
    """A principal's name without the one in between, and that one: ``ZTE Corporation (through Hogan Lovells)``."""
    found = _THROUGH.search(name[:2_000])
    if found is None or found.start() == 0:
        return name.strip(), ""
    through = found["through"].strip(" ,")
    rest = name[found.end() :].strip(" ,)") if found.end() < len(name) else ""
    return f"{name[: found.start()].strip(' ,')} {rest}".strip(), through


def placed_rows(register: Register) -> Iterator[Placed]:
    """The rows of a bulk file as placed rows."""
    for row in register.rows:
        notes = (f"line {row.line}: a quote within a value had shifted the columns; they were put back",)
        yield Placed(row.values, row.start, row.end, notes if row.mended else ())


def read_answer(text: str, name: str) -> list[Placed]:
    """The rows of an API answer, however it is wrapped; none for ``{"ROWSET": ""}``.

    Raises FormatError for the service's error answers, which are no valid JSON, and for anything else that is none.
    """
    if re.match(r"\s*\{\s*Success\s*:", text):
        raise FormatError(f"{name}: the service answered with an error: {text.strip()[:200]}. Ask again later.")
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{name}: is no JSON ({error}). Give the answer of the FARA API as it came.") from None
    found = _ROWS.search(text)
    if found is None:
        if isinstance(whole, dict) and len(whole) == 1 and not next(iter(whole.values())):
            return []
        raise FormatError(f"{name}: holds no ROW. Give the answer of the FARA API as it came.")
    return list(_objects(text, found.end()))


def _objects(text: str, at: int) -> Iterator[Placed]:
    decoder = json.JSONDecoder()
    many = text[at] == "["
    at += many
    while True:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        if at >= len(text) or text[at] != "{":
            return
        value, end = decoder.raw_decode(text, at)
        yield Placed(_headed(value), at, end)
        at = end
        if not many:
            return


def _headed(value: Mapping[str, Any]) -> dict[str, str]:
    """Values under the headings of the csv files: ``Registration_x0020_Number`` and ``REGISTRATION_NUMBER`` alike."""
    headed: dict[str, str] = {}
    for key, each in value.items():
        plain = _HEX.sub(lambda found: chr(int(found[1], 16)), key).replace("_", " ").strip()
        plain = _ALIASES.get(plain.upper(), plain.title())
        headed[plain] = "" if each is None else str(each).strip()
    return headed


def engagements(rows: Iterator[Placed] | list[Placed], source: Source) -> Iterator[Record]:
    """An engagement for each row of a foreign principal; rows of other files give none."""
    for row in rows:
        principal = row.values.get("Foreign Principal", "")
        if not principal or "Foreign Principal Registration Date" not in row.values:
            continue
        client, through = split_through(principal)
        firm = row.values.get("Registrant Name", "")
        notes = list(row.notes)
        for heading in ("Foreign Principal Registration Date", "Foreign Principal Termination Date"):
            written = row.values.get(heading, "")
            if written and read_day(written) is None:
                notes.append(f"{heading} {written!r} is no day since 1938; left out")
        yield Engagement(
            quotations=(_quotation(source, row),),
            about=tuple(name for name in (client, through, firm) if name),
            method="table",
            extractor=_EXTRACTOR,
            source="FARA register",
            notes=tuple(notes),
            firm=firm,
            client=client,
            through=through,
            country=row.values.get("Country/Location Represented", ""),
            number=row.values.get("Registration Number", ""),
            start=read_day(row.values.get("Foreign Principal Registration Date", "")),
            end=read_day(row.values.get("Foreign Principal Termination Date", "")),
        )


def _quotation(source: Source, row: Placed) -> Quotation:
    return source.quote(row.start, row.end)

"""Findings of past scans read back, as far as a dossier needs them: of whom, from whom, when, for how much."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from debar.errors import FormatError
from debar.model.findings import Finding, Identification
from debar.model.lists import Money
from debar.model.subjects import Purchase
from debar.model.words import Outcome, Strength

_ADVICE = "Give what `debar scan --format jsonl` (or json) wrote."


def read_findings(content: bytes, name: str) -> Iterator[Finding]:
    """The findings of a file that a scan wrote as jsonl or json.

    A finding read back holds its outcome, sentence, maker, the parties named, and of the purchase its source, row,
    text, supplier, date and amount; rules are left where they are. Raises FormatError with the file and the line.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(f"{name}: is not UTF-8 at byte {error.start}. {_ADVICE}") from None
    for where, data in _objects(text, name):
        try:
            yield _finding(data)
        except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
            raise FormatError(f"{where}: is no finding ({error!s:.80}). {_ADVICE}") from None


def _objects(text: str, name: str) -> Iterator[tuple[str, Any]]:
    if text.lstrip().startswith('{"results"'):
        try:
            results = json.loads(text)["results"]
        except (ValueError, RecursionError) as error:
            raise FormatError(f"{name}: is not JSON ({error!s:.80}). {_ADVICE}") from None
        for number, data in enumerate(results, 1):
            yield f"{name}, finding {number}", data
        return
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield f"{name}, line {number}", json.loads(line)
        except (ValueError, RecursionError) as error:
            raise FormatError(f"{name}, line {number}: is not JSON ({error!s:.80}). {_ADVICE}") from None


def _finding(data: Any) -> Finding:
    subject, maker, amount = data["subject"], data["maker"], data["subject"].get("amount")
    bought = Purchase(
        source=str(subject["source"]),
        row=int(subject["row"]),
        sha256=str(subject["sha256"]),
        text=str(subject["text"]),
        kind=str(subject["kind"]),
        supplier=str(subject.get("supplier") or ""),
        date=date.fromisoformat(subject["date"]) if subject.get("date") else None,
        amount=Money(Decimal(str(amount["value"])), str(amount.get("currency") or "")) if amount else None,
    )
    return Finding(
        id=str(data["id"]),
        ground=str(data.get("ground") or ""),
        outcome=Outcome(data["outcome"]),
        sentence=str(data["sentence"]),
        subject=bought,
        maker=(str(maker["id"]), str(maker["name"])) if maker else None,
        identifications=tuple(_identification(each) for each in data.get("identifications") or ()),
    )


def _identification(data: Any) -> Identification:
    return Identification(
        kind=str(data["kind"]),
        text=str(data["text"]),
        strength=Strength(data["strength"]),
        because=str(data["because"]),
        maker=str(data.get("maker") or ""),
        entity=str(data.get("entity") or ""),
    )

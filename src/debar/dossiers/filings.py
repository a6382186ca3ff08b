"""SEC filings: the columnar submissions index of EDGAR, one row a filing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from debar.errors import FormatError

_COLUMNS = ("accessionNumber", "filingDate", "reportDate", "form", "items", "primaryDocument", "primaryDocDescription")


@dataclass(frozen=True, slots=True)
class Filing:
    """One filing: ``items`` are those of an 8-K ("2.02"), ``address`` is where its main document is kept."""

    accession: str
    form: str
    filed: date
    period: date | None
    items: tuple[str, ...]
    document: str
    description: str
    address: str


@dataclass(frozen=True, slots=True)
class Submissions:
    """The filings of one filer, newest first as EDGAR gives them; ``older`` names the further pages to read."""

    cik: str
    name: str
    filings: tuple[Filing, ...]
    older: tuple[str, ...]


def read_submissions(content: bytes, name: str) -> Submissions:
    """Read ``CIK##########.json`` or one of its older pages.

    Raises FormatError that names the file and the column when it is not such a file or its columns differ in length.
    """
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{name}: not JSON: {error}") from error
    if not isinstance(data, dict):
        raise FormatError(f"{name}: a JSON object is wanted, as EDGAR's submissions are")
    filings = data.get("filings", {"recent": data})
    columns = filings.get("recent") if isinstance(filings, dict) else None
    if not isinstance(columns, dict) or any(not isinstance(columns.get(column), list) for column in _COLUMNS):
        missing = [column for column in _COLUMNS if not isinstance((columns or {}).get(column), list)]
        raise FormatError(f"{name}: no column {', '.join(missing)}; EDGAR's submissions JSON is wanted")
    lengths = {column: len(columns[column]) for column in _COLUMNS}
    if len(set(lengths.values())) != 1:
        raise FormatError(f"{name}: columns of different length: {lengths}; the file is cut short")
    cik = str(data.get("cik", "")).lstrip("0")
    rows = zip(*(columns[column] for column in _COLUMNS), strict=True)
    found = tuple(_filing(row, cik, f"{name}: filing {number}") for number, row in enumerate(rows, start=1))
    pages = filings.get("files") or ()
    if not isinstance(pages, list | tuple) or not all(isinstance(page, dict) and page.get("name") for page in pages):
        raise FormatError(f"{name}: files, the older pages, is no list of names; EDGAR's submissions JSON is wanted")
    older = tuple(str(page["name"]) for page in pages)
    return Submissions(cik, str(data.get("name", "")), found, older)


def _filing(row: tuple[Any, ...], cik: str, where: str) -> Filing:
    accession, filed, period, form, items, document, description = (str(cell or "") for cell in row)
    try:
        days = date.fromisoformat(filed), date.fromisoformat(period) if period else None
    except ValueError as error:
        raise FormatError(f"{where}: {error}") from error
    folder = accession.replace("-", "")
    address = f"https://www.sec.gov/Archives/edgar/data/{cik}/{folder}/{document}" if cik and document else ""
    return Filing(accession, form, *days, tuple(filter(None, items.split(","))), document, description, address)

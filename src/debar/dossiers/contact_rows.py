"""Contacts, payments, disbursements and contributions of FARA filings typed off by hand, in the columns of 2013.

The columns are those of the Sunlight Foundation's files (``Date, Contact Title, Contact Name, …``). ``03/31/13*`` means
that the day is not known and the period's end stands for it; money ``From subcontractor`` was counted there already.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from debar.dossiers.days import read_day
from debar.dossiers.evidence import Source
from debar.dossiers.lda import amount_of, bills_in
from debar.errors import FormatError
from debar.model.dossiers import Contact, Official, Payment, Quotation, Record

_EXTRACTOR = "fara-typed-rows/1"
_METHODS = {"phone": "call", "email": "email", "meeting": "meeting", "other": "other", "unknown": "unknown"}
_SOURCE = "FARA supplemental statement, typed off"
Values = Mapping[str, str]


@dataclass(slots=True)
class TypedRows:
    """The records of a file, and how many rows were refused for which reason, the first line of each with it."""

    records: list[Record] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    first_line: dict[str, int] = field(default_factory=dict)


def read_typed_rows(source: Source) -> TypedRows:
    """The records of a file with these columns. Raises FormatError when its headings are others."""
    rows = _rows(source.text)
    headings, _, _, _ = next(rows, ([], 1, 0, 0))
    make = _maker(frozenset(headings))
    if make is None:
        raise FormatError(
            f"{source.name}: row 1 has not the columns of typed FARA rows (Date, Client, Registrant and Contact Name, "
            "Contact, Amount or Recipient)."
        )
    found = TypedRows()
    for values, line, start, end in rows:
        try:
            if len(values) != len(headings):
                raise ValueError(f"{len(values)} values for {len(headings)} columns")
            row = dict(zip(headings, (" ".join(each.split()) for each in values), strict=True))
            found.records.append(make(row, source.quote(start, end)))
        except ValueError as error:
            found.refused[str(error)] += 1
            found.first_line.setdefault(str(error), line)
    return found


def _rows(text: str) -> Iterator[tuple[list[str], int, int, int]]:
    """Values, first line, start and end of each row; a value may hold line ends."""
    lines = io.StringIO(text, newline="").readlines()
    starts = [0]
    for each in lines:
        starts.append(starts[-1] + len(each))
    reader = csv.reader(lines)
    before = 0
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FormatError(f"line {reader.line_num}: {error}. Save the file as csv anew.") from None
        start, end = starts[before], starts[reader.line_num]
        end = start + len(text[start:end].rstrip("\r\n"))
        if values and end > start:
            yield values, before + 1, start, end
        before = reader.line_num


def _maker(headings: frozenset[str]) -> Callable[[Values, Quotation], Record] | None:
    if {"Date", "Registrant", "Client"} <= headings and ("Contact Name" in headings or "Contact" in headings):
        return _contact
    if {"Date", "Registrant", "Amount"} <= headings and "Recipient" in headings:
        return _contribution
    if {"Date", "Registrant", "Client", "Amount"} <= headings:
        return _disbursement if "To Subcontractor" in headings else _receipt
    return None


def _contact(row: Values, quotation: Quotation) -> Contact:
    notes = ("the day is the end of the period, not that of the contact",) if row["Date"].endswith("*") else ()
    return Contact(
        quotations=(quotation,),
        about=(row["Client"], row["Registrant"]),
        method="person",
        extractor=_EXTRACTOR,
        source=row.get("Source") or _SOURCE,
        notes=notes,
        firm=row["Registrant"],
        client=row["Client"],
        day=read_day(row["Date"]),
        agents=tuple(each.strip() for each in row.get("Employees mentioned", "").split(";") if each.strip(" ,")),
        officials=_officials(row),
        methods=(_METHODS.get(row.get("Type", "").casefold(), "other"),),
        purpose=row.get("Description", ""),
        bills=bills_in(row.get("Description", ""), read_day(row["Date"])),
    )


def _officials(row: Values) -> tuple[Official, ...]:
    """The people of a row: one by its columns, or several as ``Name, office: X, agency: Y; ``."""
    if "Contact" not in row:
        office = ", ".join(each for each in (row.get("Contact Office", ""), row.get("Contact Agency", "")) if each)
        return (Official(name=row["Contact Name"], role=row.get("Contact Title", ""), office=office),)
    found: list[Official] = []
    for part in row["Contact"].split(";"):
        pieces = [each.strip() for each in part.split(",") if each.strip()]
        offices = [each.partition(":")[2].strip() for each in pieces if each.startswith(("office:", "agency:"))]
        name = ", ".join(each for each in pieces if not each.startswith(("office:", "agency:")))
        if name or offices:
            found.append(Official(name=name, office=", ".join(offices)))
    return tuple(found)


def _money(row: Values, quotation: Quotation, *, payer: str, beneficiary: str, basis: str, through: str) -> Payment:
    amount = amount_of(row["Amount"], is_signed=True)
    if not amount:
        raise ValueError("no amount")
    day = read_day(row["Date"])
    return Payment(
        quotations=(quotation,),
        about=tuple(dict.fromkeys(name for name in (row.get("Client", ""), payer, beneficiary) if name)),
        method="person",
        extractor=_EXTRACTOR,
        source=row.get("Source") or _SOURCE,
        payer=payer,
        beneficiary=beneficiary,
        amount=amount,
        basis=basis,
        start=day,
        end=day,
        purpose=row.get("Purpose", ""),
        through=through,
    )


def _receipt(row: Values, quotation: Quotation) -> Payment:
    through = row.get("From subcontractor", "")
    return _money(row, quotation, payer=row["Client"], beneficiary=row["Registrant"], basis="receipt", through=through)


def _disbursement(row: Values, quotation: Quotation) -> Payment:
    to = row.get("To Subcontractor", "")
    return _money(row, quotation, payer=row["Registrant"], beneficiary=to, basis="disbursement", through="")


def _contribution(row: Values, quotation: Quotation) -> Payment:
    payer = row.get("Contributing Lobbyist or PAC") or row["Registrant"]
    recipient = row["Recipient"].strip(" ,;")
    return _money(row, quotation, payer=payer, beneficiary=recipient, basis="contribution", through="")

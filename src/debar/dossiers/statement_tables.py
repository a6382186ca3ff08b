"""The tables of a FARA supplemental statement in a pdf, read by where words stand: contacts (item 11, item 12 in older
forms), money received (14), money spent (15) and contributions (15c).

The head of a table gives its columns; a row begins at its day and takes the lines below that bear none. The stamp of
the receipt is no part of a table.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from debar.documents import Line, Segment, lay_out
from debar.dossiers.contact_text import find_methods
from debar.dossiers.days import read_day
from debar.dossiers.evidence import Source
from debar.dossiers.lda import amount_of, bills_in
from debar.model.dossiers import Contact, Official, Payment, Record

_EXTRACTOR = "fara-statement/1"
_SOURCE = "FARA supplemental statement"
_CONFIDENCE = 0.9
#: What the head of each table must hold, letters only: column -> words of its heading.
_TABLES: tuple[tuple[str, Mapping[str, tuple[str, ...]]], ...] = (
    ("contact", {"date": ("date",), "who": ("contact",), "method": ("method",), "purpose": ("purpose",)}),
    ("receipt", {"date": ("date",), "who": ("fromwhom",), "purpose": ("purpose",), "amount": ("amount",)}),
    ("disbursement", {"date": ("date",), "who": ("towhom",), "purpose": ("purpose",), "amount": ("amount",)}),
    ("contribution", {"date": ("date",), "who": ("political", "candidate", "recipient"), "amount": ("amount",)}),
)
_ALSO = {"client": ("foreignprincipal", "client"), "payer": ("donor", "contributor")}
_STAMP = re.compile(r"Received\s+by\s+NSD\s?/\s?FARA", re.IGNORECASE)
_STOP = re.compile(r"^\s*(?:\(?\d{1,2}\s?[.)]\s|\([a-z]\)\s|[IVX]{1,4}\s?[-\u2013]\s|(?:sub)?total\b)", re.IGNORECASE)
_DAY = re.compile(r"\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})\*?(?!\d)")
_APPENDIX = re.compile(r"\b(?:see|refer to)\s+(?:the\s+)?(?:attach|append|exhibit|addend)", re.IGNORECASE)
#: The share of the way to the next column that a cell may begin left of its heading, and the most of it in points.
_LEFT, _MOST_LEFT = 0.25, 30.0


@dataclass(slots=True)
class StatementTables:
    """The records of a statement, why which rows were refused, and whether tables stand in another document."""

    source: Source
    records: list[Record] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    has_appendix: bool = False
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Placed:
    """A line with its place in the text."""

    line: Line
    text: str
    start: int
    end: int


@dataclass(slots=True)
class _Row:
    """A row of a table: what stands in each column, from where to where."""

    cells: dict[str, list[str]]
    start: int
    end: int

    def cell(self, name: str) -> str:
        return " ".join(self.cells.get(name, ())).strip()


def read_statement_pdf(content: bytes, name: str, *, firm: str, client: str = "") -> StatementTables:
    """The tables of a statement. Raises FormatError for a pdf that cannot be read or is a scan (needs OCR)."""
    layout = lay_out(content, name)
    lines, pages, at = [], dict[int, list[int]](), 0
    for line in layout.blocks:
        if not isinstance(line, Line):
            continue
        text = "  ".join(segment.text for segment in line.segments)
        lines.append(_Placed(line, text, at, at + len(text)))
        pages.setdefault(line.page or 1, [at, at])[1] = at + len(text)
        at += len(text) + 1
    source = Source(
        name,
        "pdf",
        hashlib.sha256(content).hexdigest(),
        "\n".join(each.text for each in lines),
        pages=tuple((number, start, end) for number, (start, end) in sorted(pages.items())),
    )
    notes = (*layout.notes, *(f"{each.where}: {each.reason}" for each in layout.unread))
    found = StatementTables(source, notes=notes)
    for kind, rows in _tables(lines, found):
        for row in rows:
            found.rows += 1
            try:
                found.records.append(_record(kind, row, source, firm, client))
            except ValueError as error:
                found.refused[str(error)] += 1
    return found


def _tables(lines: Sequence[_Placed], found: StatementTables) -> Iterator[tuple[str, list[_Row]]]:
    kind, columns, rows = "", dict[str, float](), list[_Row]()
    for each in lines:
        head = _head(each.line.segments)
        if head or (kind and _STOP.match(each.text)):
            if rows:
                yield kind, rows
            kind, columns = head or ("", {})
            rows = []
        elif kind and not _STAMP.search(each.text):
            found.has_appendix = found.has_appendix or bool(_APPENDIX.search(each.text))
            _take(each, columns, rows)
    if rows:
        yield kind, rows


def _head(segments: Sequence[Segment]) -> tuple[str, dict[str, float]] | None:
    """The table that a line is the head of, and where its columns begin; words may be broken by kerning."""
    plain = [("".join(c for c in segment.text.casefold() if c.isalpha()), segment) for segment in segments]
    if (
        not plain
        or not plain[0][0].startswith(("date", *(_ALSO["client"])))
        or sum(len(word) for word, _ in plain) > 120
    ):
        return None
    for kind, wanted in _TABLES:
        places = {name: _begins(plain, words) for name, words in {**wanted, **_ALSO}.items()}
        known = {name: place for name, place in places.items() if place is not None}
        if wanted.keys() <= known.keys():
            return kind, dict(sorted(known.items(), key=lambda pair: pair[1]))
    return None


def _begins(plain: Sequence[tuple[str, Segment]], words: Sequence[str]) -> float | None:
    """Where a heading begins; within a segment that holds several, by its share of the letters."""
    for text, segment in plain:
        for word in words:
            at = text.find(word)
            if at >= 0:
                return segment.start + (segment.end - segment.start) * at / max(len(text), 1)
    return None


def _take(each: _Placed, columns: Mapping[str, float], rows: list[_Row]) -> None:
    """Put a line's words into their columns: into a new row where a day begins, else into the row above."""
    cells: dict[str, list[str]] = {}
    for segment in each.line.segments:
        cells.setdefault(_column(segment.start, columns), []).append(segment.text.strip())
    day = " ".join(cells.get("date", ()))
    found = _DAY.match(day)
    if found:
        cells["date"] = [found[0]]
        rest = day[found.end() :].strip()
        if rest:
            cells.setdefault("who", []).insert(0, rest)
        rows.append(_Row(cells, each.start, each.end))
    elif rows and each.text.strip():
        for name, words in cells.items():
            rows[-1].cells.setdefault(name, []).extend(words)
        rows[-1].end = each.end


def _column(start: float, columns: Mapping[str, float]) -> str:
    names, begins = list(columns), list(columns.values())
    chosen = names[0]
    for place in range(1, len(names)):
        slack = min(_LEFT * (begins[place] - begins[place - 1]), _MOST_LEFT)
        if start >= begins[place] - slack:
            chosen = names[place]
    return chosen


def _record(kind: str, row: _Row, source: Source, firm: str, client: str) -> Record:
    return _contact(row, source, firm, client) if kind == "contact" else _payment(kind, row, source, firm, client)


def _contact(row: _Row, source: Source, firm: str, client: str) -> Contact:
    client = row.cell("client") or client
    names = row.cell("who")
    return Contact(
        quotations=(source.quote(row.start, row.end),),
        about=tuple(name for name in (client, firm) if name),
        method="table",
        extractor=_EXTRACTOR,
        source=_SOURCE,
        confidence=_CONFIDENCE,
        firm=firm,
        client=client,
        day=read_day(row.cell("date")),
        officials=(Official(name=names),) if names else (),
        methods=find_methods(row.cell("method")),
        purpose=row.cell("purpose"),
        bills=bills_in(row.cell("purpose"), read_day(row.cell("date"))),
    )


def _payment(kind: str, row: _Row, source: Source, firm: str, client: str) -> Payment:
    amount = amount_of(row.cell("amount").replace(" ", ""), is_signed=True)
    if not amount:
        raise ValueError(f"a row of the {kind}s has no amount")
    day, who = read_day(row.cell("date")), row.cell("who")
    payer = {"receipt": who or client}.get(kind, row.cell("payer") or firm)
    beneficiary = firm if kind == "receipt" else who
    return Payment(
        quotations=(source.quote(row.start, row.end),),
        about=tuple(dict.fromkeys(name for name in (client, payer, beneficiary) if name)),
        method="table",
        extractor=_EXTRACTOR,
        source=_SOURCE,
        confidence=_CONFIDENCE,
        payer=payer,
        beneficiary=beneficiary,
        amount=amount,
        basis=kind,
        start=day,
        end=day,
        purpose=row.cell("purpose"),
    )

"""Evidence first: the text of a document, quotations of it, and the refusal of what does not quote it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from debar.documents import Document
from debar.errors import InputError
from debar.model.dossiers import Quotation, Record


@dataclass(frozen=True, slots=True)
class Source:
    """A document with its text: ``sha256`` of its bytes, where it is from, and when it was retrieved (ISO, UTC)."""

    name: str
    kind: str
    sha256: str
    text: str
    address: str = ""
    retrieved_at: str = ""
    pages: tuple[tuple[int, int, int], ...] = ()
    notes: tuple[str, ...] = ()

    def quote(self, start: int, end: int) -> Quotation:
        """The words from ``start`` to ``end``. Raises IndexError when the text has no such place or it is empty."""
        if not 0 <= start < end <= len(self.text):
            raise IndexError(f"{self.name}: no words from {start} to {end} in a text of {len(self.text)}")
        page = next((number for number, first, last in self.pages if first <= start <= last), None)
        return Quotation(document=self.sha256, start=start, end=end, quote=self.text[start:end], page=page)

    def find(self, words: str, after: int = 0) -> Quotation | None:
        """The first place of these words from ``after`` on; None when they are not there."""
        start = self.text.find(words, after) if words else -1
        return self.quote(start, start + len(words)) if start >= 0 else None


def source_of(document: Document, *, address: str = "", retrieved_at: str = "") -> Source:
    """A document that was read, as evidence."""
    pages = tuple((page.number, page.start, page.end) for page in document.pages)
    return Source(
        document.name, document.kind, document.sha256, document.text, address, retrieved_at, pages, document.notes
    )


def text_source(
    content: bytes, text: str, name: str, kind: str, *, address: str = "", retrieved_at: str = ""
) -> Source:
    """Bytes whose text was taken out by their own reader (csv, json, xml), as evidence."""
    return Source(name, kind, hashlib.sha256(content).hexdigest(), text, address, retrieved_at)


@dataclass(slots=True)
class Admitted:
    """Records whose words were checked, and how many were refused for which reason."""

    records: list[Record] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)


def admit(records: Iterable[Record], sources: Mapping[str, Source]) -> Admitted:
    """Check every quotation against its document (by sha256); a record with none, or with a wrong one, is refused."""
    admitted = Admitted()
    for record in records:
        reason = _fault(record, sources)
        if reason:
            admitted.refused[reason] += 1
        else:
            admitted.records.append(record)
    return admitted


def check(record: Record, sources: Mapping[str, Source]) -> None:
    """Raise InputError, with the reason, for a record that `admit` would refuse."""
    reason = _fault(record, sources)
    if reason:
        raise InputError(f"{record.kind}: refused, {reason}. Give the words of the document that say it.")


def _fault(record: Record, sources: Mapping[str, Source]) -> str:
    if not record.quotations:
        return "no words quoted"
    for each in (*record.quotations, *(response.quotation for response in record.responses)):
        source = sources.get(each.document)
        if source is None:
            return "its document is not kept"
        if not each.quote.strip():
            return "the quotation is empty"
        if not 0 <= each.start < each.end or source.text[each.start : each.end] != each.quote:
            return "the words are not in the document at that place"
    return ""

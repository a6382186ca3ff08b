"""One file of the public record on influence, told by its content, read into records whose words were checked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from debar.documents import document_of
from debar.documents.limits import MAX_FILE
from debar.dossiers.contact_rows import read_typed_rows
from debar.dossiers.contact_text import read_contacts
from debar.dossiers.evidence import Admitted, Source, admit, source_of, text_source
from debar.dossiers.fara_rows import engagements, placed_rows, read_answer
from debar.dossiers.lda import Filings, lda_records
from debar.dossiers.lda_json import read_lda_json
from debar.dossiers.lda_xml import read_lda_xml, xml_text
from debar.dossiers.register_rows import decode_lines, read_register
from debar.errors import FormatError
from debar.model.dossiers import Record

_HEAD = 4_096


@dataclass(frozen=True, slots=True)
class Imported:
    """A file read: its source, its records, and what of it was refused, by reason with the number of times."""

    source: Source
    admitted: Admitted
    form: str


def read_influence(
    content: bytes, name: str, *, address: str = "", retrieved_at: str = "", firm: str = "", client: str = ""
) -> Imported:
    """Read a bulk csv or API answer of FARA, an LDA file, typed rows, or a supplemental statement (pdf, text).

    ``firm`` and ``client`` are those of a supplemental statement. Raises FormatError for what cannot be read, is larger
    than a document may be, or is none of these.
    """
    if len(content) > MAX_FILE:
        raise FormatError(f"{name}: more than {MAX_FILE >> 20} MB. Split it, and give the parts.")
    if not content.strip():
        raise FormatError(f"{name}: is empty. Give the file as it was published.")
    head = content.removeprefix(b"\xef\xbb\xbf")[:_HEAD].lstrip()
    if head.startswith(b"{"):
        return _json(content, name, address, retrieved_at)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<PublicFiling" in head or b"<Filing" in head:
        source = text_source(content, xml_text(content, name), name, "xml", address=address, retrieved_at=retrieved_at)
        return _filings(source, read_lda_xml(source), "LDA bulk file")
    first = head.splitlines()[0].replace(b"_", b" ") if head else b""
    if b"Registration Number" in first:
        return _register(content, name, address, retrieved_at)
    if b"Registrant" in first and b"Date" in first and b"," in first:
        text = decode_lines(content)
        source = text_source(content, text, name, "csv", address=address, retrieved_at=retrieved_at)
        rows = read_typed_rows(source)
        return _imported(source, rows.records, rows.refused, "typed FARA rows")
    source = source_of(document_of(content, name), address=address, retrieved_at=retrieved_at)
    table = read_contacts(source, firm=firm, client=client)
    refused = Counter({"the contacts are in an appendix that is another document": int(table.has_appendix)})
    return _imported(source, list(table.contacts), +refused, "supplemental statement")


def _imported(source: Source, records: list[Record], refused: Counter[str], form: str) -> Imported:
    admitted = admit(records, {source.sha256: source})
    admitted.refused.update(refused)
    return Imported(source, admitted, form)


def _register(content: bytes, name: str, address: str, retrieved_at: str) -> Imported:
    register = read_register(content, name)
    source = text_source(content, register.text, name, "csv", address=address, retrieved_at=retrieved_at)
    refused = Counter(f"line {each.line}: {each.reason}" for each in register.refused)
    return _imported(source, list(engagements(placed_rows(register), source)), refused, "FARA bulk file")


def _json(content: bytes, name: str, address: str, retrieved_at: str) -> Imported:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(f"{name}: is not UTF-8 at byte {error.start}. Give the answer as it came.") from None
    source = text_source(content, text, name, "json", address=address, retrieved_at=retrieved_at)
    if '"filing_uuid"' in text or '"results"' in text:
        return _filings(source, read_lda_json(source), "LDA answer")
    return _imported(source, list(engagements(read_answer(text, name), source)), Counter(), "FARA answer")


def _filings(source: Source, found: Filings, form: str) -> Imported:
    return _imported(source, list(lda_records(found.filings)), Counter(found.refused), form)

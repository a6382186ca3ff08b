"""One file of a dossier read into records whose words were checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from debar.documents import Line, document_of, lay_out
from debar.documents.limits import MAX_FILE
from debar.documents.pdf import OCR
from debar.dossiers.article_records import article_records
from debar.dossiers.bill_records import bill_records
from debar.dossiers.contact_rows import read_typed_rows
from debar.dossiers.contact_text import read_contacts
from debar.dossiers.days import day_in_head
from debar.dossiers.evidence import Source, admit, source_of, text_source
from debar.dossiers.fara_rows import placed_rows, read_answer
from debar.dossiers.federal_register import register_notice_records
from debar.dossiers.forms import Form, form_of_bytes, form_of_text
from debar.dossiers.lda import Filings, lda_records
from debar.dossiers.lda_json import read_lda_json
from debar.dossiers.lda_xml import read_lda_xml, xml_text
from debar.dossiers.printed_rows import printed_rows
from debar.dossiers.projects import projects_of
from debar.dossiers.register_records import register_records
from debar.dossiers.register_rows import decode_lines, read_register
from debar.dossiers.statement_tables import read_statement_pdf
from debar.dossiers.subsidiary_records import subsidiary_records
from debar.dossiers.supply_records import own_supplies
from debar.dossiers.text_records import filer_of, filing_records, spoken_records, submission_records, terms_records
from debar.dossiers.transcriptions import WAY_OUT, Transcription
from debar.errors import FormatError
from debar.model.dossiers import Day, Record
from debar.ownership.readers.exhibit21 import exhibit_of

#: The readers together: another number makes a document that is imported again be read again.
READERS = "3"
_TABLES = frozenset({"fara-register", "fara-rows"})
_DATA = {"fara-answer": "json", "submissions": "json"}


@dataclass(frozen=True, slots=True)
class Told:
    """What the user says of a file: the company whose text it is, firm and client of a statement, the text's day."""

    about: str = ""
    firm: str = ""
    client: str = ""
    day: str = ""

    def values(self) -> dict[str, str]:
        """What was said, by option."""
        pairs = (("about", self.about), ("firm", self.firm), ("client", self.client), ("day", self.day))
        return {name: value for name, value in pairs if value}


@dataclass(frozen=True, slots=True)
class Reading:
    """A file read. ``units`` counts its rows, filings or sentences where it has such; ``refused`` says why, how often.

    ``notes`` are for the reader: an appendix that is another file, rows that were mended.
    """

    source: Source
    form: Form
    records: tuple[Record, ...]
    units: int = 0
    unit: str = ""
    refused: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _File:
    """What a reader of one form is given."""

    source: Source
    content: bytes
    told: Told
    today: date


@dataclass(slots=True)
class _Found:
    """What a reader of one form gives."""

    records: list[Record]
    units: int = 0
    unit: str = ""
    refused: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    source: Source | None = None


def read_file(
    content: bytes,
    name: str,
    *,
    form: Form | None = None,
    told: Told | None = None,
    today: date,
    say: Callable[[Form], None] = lambda _: None,
    transcription: Transcription | None = None,
) -> Reading:
    """Read a file as the form given, else as its content shows; ``say`` hears which before the work begins.

    Of a picture, the words of a ``transcription`` are read, and everything read from them is marked.
    ``today`` tells whether a Congress has ended. Raises FormatError for what cannot be read: empty, too large, broken,
    a scan without text.
    """
    if len(content) > MAX_FILE:
        raise FormatError(f"{name}: more than {MAX_FILE >> 20} MB. Split it, and give the parts.")
    if not content.strip():
        raise FormatError(f"{name}: is empty. Give the file as it was published.")
    told = told or Told()
    if transcription:
        chosen, source = form, transcription.source(content, name)
        content = transcription.content
    else:
        chosen = form or form_of_bytes(content)
        source = _source(content, name, chosen)
    chosen = chosen or form_of_text(source.text)
    say(chosen)
    found = _READERS[chosen](_File(source, content, told, today))
    source = found.source or source
    records = map(transcription.mark, found.records) if transcription else found.records
    admitted = admit(records, {source.sha256: source})
    return Reading(
        source,
        chosen,
        tuple(admitted.records),
        found.units,
        found.unit,
        dict(found.refused + admitted.refused),
        tuple(found.notes),
    )


def _source(content: bytes, name: str, form: Form | None) -> Source:
    """The text that quotations count in: of tables, JSON and XML as they are, of documents as they read."""
    if form in _TABLES:
        return text_source(content, decode_lines(content), name, "csv")
    if form in _DATA or (form and content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"):
        return text_source(content, _utf8(content, name), name, "json")
    if form in {"lda", "bill"} or (form == "federal-register" and _is_xml(content)):
        return text_source(content, xml_text(content, name), name, "xml")
    if form is None and name.casefold().endswith((".csv", ".tsv", ".xlsx", ".jsonl")):
        raise FormatError(
            f"{name}: a table whose columns are none of FARA's bulk files or typed rows. Give the table as it was "
            "published, or say what it is with --kind."
        )
    try:
        return source_of(document_of(content, name))
    except FormatError as error:
        raise FormatError(f"{error}. {WAY_OUT}" if OCR in str(error) else str(error)) from None


def _is_xml(content: bytes) -> bool:
    head = content[:4_096]
    return head.lstrip().startswith(b"<") and b"<html" not in head.lower()


def _utf8(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(f"{name}: is not UTF-8 at byte {error.start}. Give the file as it came.") from None


def _register(given: _File) -> _Found:
    register = read_register(given.content, given.source.name)
    found = _Found(list(register_records(placed_rows(register), given.source)), len(register.rows), "rows")
    found.units += len(register.refused)
    found.refused.update(f"line {each.line}: {each.reason}" for each in register.refused)
    if register.mended:
        found.notes.append(f"{register.mended} rows whose columns a quote had shifted were put back")
    silent = len(register.rows) - len(found.records)
    if silent:
        found.refused["the row names no principal, agent, document or registrant"] += silent
    return found


def _answer(given: _File) -> _Found:
    rows = read_answer(given.source.text, given.source.name)
    return _Found(list(register_records(rows, given.source)), len(rows), "rows")


def _rows(given: _File) -> _Found:
    rows = read_typed_rows(given.source)
    refused = Counter({f"{why} (first in line {rows.first_line[why]})": n for why, n in rows.refused.items()})
    return _Found(list(rows.records), len(rows.records) + sum(rows.refused.values()), "rows", refused)


def _statement(given: _File) -> _Found:
    firm, told = given.told.firm or given.told.about, given.told
    if given.source.kind == "pdf":
        tables = read_statement_pdf(given.content, given.source.name, firm=firm, client=told.client)
        found = _Found(list(tables.records), tables.rows, "rows", tables.refused, list(tables.notes), tables.source)
        has_appendix = tables.has_appendix
    else:
        table = read_contacts(given.source, firm=firm, client=told.client)
        found, has_appendix = _Found(list(table.contacts), len(table.contacts), "rows"), table.has_appendix
    if has_appendix:
        found.notes.append("tables are in an appendix: import that document too")
    if not firm:
        found.notes.append("whose statement it is was not said; give --firm, and --client where there is one")
    return found


def _lda(given: _File) -> _Found:
    filings: Filings = read_lda_json(given.source) if given.source.kind == "json" else read_lda_xml(given.source)
    count = len(filings.filings) + len(filings.refused)
    return _Found(list(lda_records(filings.filings)), count, "filings", Counter(filings.refused))


def _submissions(given: _File) -> _Found:
    records = list(submission_records(given.source, given.content))
    return _Found(records, len(records), "filings")


def _bill(given: _File) -> _Found:
    return _Found(list(bill_records(given.source, given.content, today=given.today)))


def _notice(given: _File) -> _Found:
    return _Found(list(register_notice_records(given.source)))


def _transcript(given: _File) -> _Found:
    return _own(given, list(spoken_records(given.source, about=given.told.about, day=_day(given.told))), prose=False)


def _release(given: _File) -> _Found:
    records = spoken_records(given.source, about=given.told.about, day=_day(given.told), prose=True)
    return _own(given, list(records), prose=True)


def _filing(given: _File) -> _Found:
    records = list(filing_records(given.source, about=given.told.about, day=_day(given.told)))
    return _own(given, records, prose=True, own=given.told.about or filer_of(given.source))


def _subsidiaries(given: _File) -> _Found:
    exhibit = exhibit_of(_table_text(given))
    if not exhibit.rows:
        raise FormatError(f"{given.source.name}: holds no list of subsidiaries, a name and a place in each row.")
    records = list(subsidiary_records(given.source, exhibit, given.told.about, _day(given.told)))
    found = _Found(list(records), len(exhibit.rows) + len(exhibit.refused), "rows")
    found.refused.update(f"row {number}: names a company without its place" for number in exhibit.refused)
    lost = len(exhibit.rows) - len(records)
    if lost:
        found.refused["the row's words are not found in the text"] += lost
    return found


def _table_text(given: _File) -> str:
    """The text with what tells columns: markup, or the gaps of a printed line."""
    if given.source.kind == "html":
        return given.content.decode("utf-8", "replace")
    if given.source.kind != "pdf":
        return given.source.text
    blocks = lay_out(given.content, given.source.name).blocks
    return printed_rows([each for each in blocks if isinstance(each, Line)])


def _own(given: _File, records: list[Record], *, prose: bool, own: str = "") -> _Found:
    """A company's own text: beside its signals its suppliers, customers and projects."""
    day = _day(given.told) or day_in_head(given.source.text)
    owner = own or given.told.about
    supplies, notes = own_supplies(given.source, owner, day, prose=prose)
    projects = projects_of(given.source, own=owner, day=day) if prose else ()
    return _Found([*records, *supplies, *projects], notes=list(notes))


def _terms(given: _File) -> _Found:
    return _Found(list(terms_records(given.source, about=given.told.about, day=_day(given.told))))


def _article(given: _File) -> _Found:
    published = date.fromisoformat(given.told.day) if given.told.day else None
    return _Found(list(article_records(given.source, published=published, about=given.told.about)))


def _day(told: Told) -> Day | None:
    return Day(iso=told.day) if told.day else None


_READERS: Mapping[Form, Callable[[_File], _Found]] = {
    "fara-register": _register,
    "fara-answer": _answer,
    "fara-rows": _rows,
    "fara-statement": _statement,
    "lda": _lda,
    "submissions": _submissions,
    "company-filing": _filing,
    "subsidiaries": _subsidiaries,
    "press-release": _release,
    "transcript": _transcript,
    "bill": _bill,
    "federal-register": _notice,
    "terms": _terms,
    "article": _article,
}

"""A file of the Federal Register divided into its documents, each with its own title, days and text.

Formats: the JSON of federalregister.gov (one document, or a page of results), the XML of a document or an issue
(govinfo.gov), and their text. The layout was seen in files of those sites; `tests/golden/register` says which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from debar.dossiers.days import day_in_head
from debar.dossiers.evidence import Source
from debar.dossiers.register_lists import lists_in
from debar.dossiers.register_passages import Passage, elements, joined, members, plain, unescaped, unmarked
from debar.errors import FormatError
from debar.model.dossiers import Day

_NUMBER = r"(?:[A-Z]\d[-–])?\d{2,4}[-–]\d{3,6}|[A-Z]\d[-–]\d{3,6}"
_FILED = re.compile(rf"\[?FR\s+Doc\.?\s*(?:No\.?:?\s*)?(?P<number>{_NUMBER})\s+Filed[^\n\]]{{0,80}}\]?", re.IGNORECASE)
_DOCUMENT = re.compile(
    rf"(?:FR\s+Doc\.?\s*(?:No\.?:?\s*)?|Document\s+(?:Number|Citation):?\s*)(?P<number>{_NUMBER})", re.IGNORECASE
)
_BILLING = re.compile(r"\s*BILLING CODE [0-9A-Z–-]{4,20}", re.IGNORECASE)
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_EFFECTIVE = re.compile(
    rf"\b(?:effective|applicable)\s*(?:on|as\s+of|date|beginning|:)*:?\s*(?P<day>{_MONTH}\s+\d{{1,2}},\s+\d{{4}})"
    rf"|\bEFFECTIVE\s+DATE:\s*(?P<other>{_MONTH}\s+\d{{1,2}},\s+\d{{4}})",
    re.IGNORECASE,
)
_DECIDED = re.compile(rf"\bOn\s+(?P<day>{_MONTH}\s+\d{{1,2}},\s+\d{{4}}),\s+OFAC\b")
_PUBLISHED = re.compile(
    rf"(?:Federal\s+Register\s+(?:/\s*Vol\.|Volume)[^\n]{{0,60}}?)(?P<day>{_MONTH}\s+\d{{1,2}},\s+\d{{4}})"
)
_HEADED = re.compile(r"^\s*(?:AGENCY|ACTION|SUMMARY|DATES?|FOR FURTHER INFORMATION CONTACT)\s*:", re.IGNORECASE)
_PARAGRAPHS = re.compile(r"(?:(?!\n[ \t]*\n).)+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Notice:
    """One document: its number, title and text with their places, and the days it gives."""

    number: str
    title: Passage
    body: Passage
    published: Day | None
    effective: Day | None
    is_whole: bool = True


def notices(source: Source) -> Iterator[Notice]:
    """The documents of a file in their order. Raises FormatError for JSON that holds none."""
    if source.kind == "json":
        return _json_notices(source)
    return _xml_notices(source.text) if source.kind == "xml" else _text_notices(source.text)


def _json_notices(source: Source) -> Iterator[Notice]:
    text, name = source.text, source.name
    start = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    try:
        found = {key: (value, at, end) for key, value, at, end in members(text, start)}
        results = found.get("results")
        if results and isinstance(results[0], list):
            whole = [(value, at) for value, at, _ in elements(text, results[1])]
        else:
            whole = [({key: value[0] for key, value in found.items()}, start)]
        for value, at in whole:
            if not isinstance(value, dict) or not value.get("document_number"):
                raise FormatError(f"{name}: a result without document_number. Give the answer as it came.")
            yield _json_notice(text, at)
    except (ValueError, IndexError, RecursionError) as error:
        raise FormatError(f"{name}: is no JSON ({error}). Fetch it again.") from None


def _json_notice(text: str, start: int) -> Notice:
    found = {key: (value, at, end) for key, value, at, end in members(text, start)}

    def passage(key: str) -> Passage:
        value, at, end = found.get(key, ("", 0, 0))
        return unescaped(text, at + 1, end - 1) if isinstance(value, str) and value else Passage("", (), ())

    return Notice(
        passage("document_number").text,
        passage("title"),
        joined((passage("action"), passage("abstract")), "\n"),
        _iso_day(passage("publication_date").text),
        _iso_day(passage("effective_on").text),
        is_whole=False,
    )


def _iso_day(text: str) -> Day | None:
    try:
        return Day(iso=date.fromisoformat(text[:10]).isoformat())
    except ValueError:
        return None


def _xml_notices(text: str) -> Iterator[Notice]:
    """Each rule or notice: from its opening tag to its closing one; the day of the issue stands before them."""
    issued = re.search(r"<DATE>([^<]{6,60})</DATE>", text)
    for opened in re.finditer(r"<(RULE|NOTICE)\b[^<>]{0,200}>", text):
        end = text.find(f"</{opened[1]}>", opened.end())
        end = end if end >= 0 else len(text)
        subject = re.compile(r"<SUBJECT>(.{0,3000}?)</SUBJECT>", re.DOTALL).search(text, opened.end(), end)
        title = _trimmed(unmarked(text, *subject.span(1))) if subject else Passage("", (), ())
        body = unmarked(text, opened.end(), end)
        published = day_in_head(issued[1]) if issued else _published(body.text)
        yield Notice(_number(body.text), title, body, published, _effective(body.text))


def _text_notices(text: str) -> Iterator[Notice]:
    """Each document of a text: it ends where its filing with the Office is noted."""
    start = 0
    for filed in _FILED.finditer(text):
        billing = _BILLING.match(text, filed.end())
        end = billing.end() if billing else filed.end()
        yield _text_notice(text, start, end, filed["number"])
        start = end
    if not start or lists_in(text[start : start + 4_000]):
        yield _text_notice(text, start, len(text), "")


def _text_notice(text: str, start: int, end: int, number: str) -> Notice:
    body = plain(text, start, end)
    return Notice(
        (number or _number(body.text)).replace("–", "-"),
        _title(body),
        body,
        _published(body.text) or _published(text[:start]) or day_in_head(body.text),
        _effective(body.text),
    )


def _title(body: Passage) -> Passage:
    """The last paragraph before AGENCY that names a list; else the first such of the head."""
    named: list[Passage] = []
    for found in _PARAGRAPHS.finditer(body.text[:20_000]):
        if _HEADED.match(found[0]):
            if named:
                break
            continue
        if len(found[0]) < 600 and lists_in(" ".join(found[0].split())):
            named.append(_trimmed(body.part(*found.span())))
    return named[-1] if named and len(named) < 4 else named[0] if named else Passage("", (), ())


def _trimmed(passage: Passage) -> Passage:
    start = len(passage.text) - len(passage.text.lstrip())
    return passage.part(start, max(len(passage.text.rstrip()), start))


def _number(text: str) -> str:
    found = _FILED.search(text) or _DOCUMENT.search(text)
    return found["number"].replace("–", "-") if found else ""


def _published(text: str) -> Day | None:
    found = _PUBLISHED.search(text[:6_000])
    day = day_in_head(found["day"]) if found else None
    return Day(iso=day.iso, text=day.text) if day else None


def _effective(text: str) -> Day | None:
    for pattern in (_EFFECTIVE, _DECIDED):
        if found := pattern.search(text[:60_000]):
            words = " ".join((found["day"] or found.groupdict().get("other") or "").split())
            day = day_in_head(words)
            return Day(iso=day.iso, text=day.text) if day else None
    return None

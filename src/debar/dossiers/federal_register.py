"""Documents of the Federal Register that add parties to a list, remove or revise them.

Source: the JSON of federalregister.gov (one document, or a page of results), the XML and the text of the daily issues
(govinfo.gov). Each party is a record of its own, with the words that name it in that very document; an abstract
alone names them seldom.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from debar.dossiers.days import day_in_head
from debar.dossiers.evidence import Source
from debar.dossiers.federal_register_parties import Party, action_of, named_parties
from debar.errors import FormatError
from debar.model.dossiers import Day, ListAction, Quotation, Record

_EXTRACTOR = "federal-register/2"
_LISTS = (
    ("us-bis-el", re.compile(r"\bEntity List\b")),
    ("us-bis-uvl", re.compile(r"\bUnverified List\b")),
    ("us-bis-meu", re.compile(r"\bMilitary End[- ]User\b")),
    ("us-bis-dpl", re.compile(r"\bDenied Persons\b|\b[Oo]rder (?:[Dd]enying|[Tt]emporarily [Dd]enying)\b")),
    ("us-dhs-uflpa", re.compile(r"\bUFLPA Entity List\b|\bUyghur Forced Labor Prevention Act\b")),
    ("us-dod-1260h", re.compile(r"\b(?:Chinese Military Compan(?:y|ies)|[Ss]ection 1260H)\b")),
    ("us-fcc-covered", re.compile(r"\bCovered List\b")),
    ("us-ofac-sdn", re.compile(r"\bSpecially Designated Nationals\b|\bBlocked Persons\b|\bSanctions Actions?\b")),
)
#: How sure a party is by how it is named; below 0.9 a person looks.
_SURE = {"item": 0.95, "instruction": 0.95, "line": 0.9, "sentence": 0.85}
_DOCUMENT = re.compile(r"FR Doc\.? ?(?:No:? ?)?(?P<number>(?:[A-Z]\d-)?\d{2,4}[-–]\d{3,6})", re.IGNORECASE)
_EFFECTIVE = re.compile(r"\beffective\s+(?:on\s+|date:?\s+)?(?P<day>[A-Z][a-z]+\s+\d{1,2},\s+\d{4})", re.IGNORECASE)
#: What stands over a title: the department, the part of the code, the docket.
_HEADING = re.compile(r"^(?:\[|RIN\b|\d+ CFR\b|Docket\b|-{4,}|[A-Z .&,'-]+$|Bureau of|Office of|.{0,80}\bDepartment\b)")
_TITLE_LINES = 6
_TAGS = re.compile(r"<[^<>]{0,400}>")


@dataclass(frozen=True, slots=True)
class Notice:
    """A document of the Register, and where it stands in the file: ``start`` to ``end``."""

    number: str
    title: str
    told: str
    published: Day | None
    effective: Day | None
    start: int
    end: int


def register_notice_records(source: Source) -> Iterator[Record]:
    """Records of the documents that act on a list: one for each party named, with its own action and words.

    A document that names no party gives one record of its own. Raises FormatError for JSON that holds no document.
    """
    for notice in _notices(source):
        lists = [name for name, pattern in _LISTS if pattern.search(notice.title) or pattern.search(notice.told)]
        title = _title(source, notice)
        if not lists or title is None:
            continue
        chosen = "us-dhs-uflpa" if "us-dhs-uflpa" in lists else lists[0]
        parties = named_parties(source.text, notice.start, notice.end)
        for party in parties:
            yield _record(source, notice, (chosen, party.action), title, party)
        action = action_of(notice.title) or action_of(notice.told)
        if action and not parties:
            yield _record(source, notice, (chosen, action), title)


def _record(
    source: Source, notice: Notice, done: tuple[str, str], title: Quotation, party: Party | None = None
) -> ListAction:
    named = (source.quote(party.start, party.end), source.quote(*party.said)) if party else ()
    return ListAction(
        quotations=(*named, title),
        about=(party.name,) if party else (),
        method="table" if party else "rule",
        extractor=_EXTRACTOR,
        source="Federal Register",
        confidence=_SURE[party.way] if party else 0.8,
        notes=() if party else ("the parties are not printed here; see the document itself",),
        action=done[1],
        list=done[0],
        number=notice.number,
        title=notice.title,
        parties=(party.name,) if party else (),
        day=notice.published,
        effective=notice.effective,
    )


def _title(source: Source, notice: Notice) -> Quotation | None:
    """Where the title stands in this document, as JSON or its lines write it."""
    words = re.sub(r"\\? +", r"(?:\\s|<[^<>]{0,40}>)+", re.escape(json.dumps(notice.title)[1:-1]))
    for pattern in (words, re.sub(r"\\? +", r"(?:\\s|<[^<>]{0,40}>)+", re.escape(notice.title))):
        found = re.compile(pattern).search(source.text, notice.start, notice.end) if notice.title else None
        if found:
            return source.quote(*found.span())
    return None


def _notices(source: Source) -> Iterator[Notice]:
    if source.kind == "json":
        yield from _json_notices(source)
    elif source.kind == "xml":
        yield from _xml_notices(source)
    else:
        yield _text_notice(source)


def _json_notices(source: Source) -> Iterator[Notice]:
    """Each result at its own place in the page of results, or the one document that the file is."""
    results = re.search(r'"results"\s*:\s*\[', source.text)
    at, decoder, count = (results.end() if results else 0), json.JSONDecoder(), 0
    while found := re.compile(r"[\s,]*\{").match(source.text, at):
        start = found.end() - 1
        try:
            each, at = decoder.raw_decode(source.text, start)
        except (ValueError, RecursionError) as error:
            raise FormatError(f"{source.name}: is no JSON ({error}). Fetch it again.") from None
        if not each.get("document_number"):
            raise FormatError(f"{source.name}: a result without document_number. Give the answer as it came.")
        count += 1
        yield Notice(
            str(each["document_number"]),
            str(each.get("title") or ""),
            f"{each.get('action') or ''} {each.get('abstract') or ''}",
            _iso_day(each, "publication_date"),
            _iso_day(each, "effective_on"),
            start,
            at,
        )
        if results is None:
            break
    if not count and results is None:
        raise FormatError(f"{source.name}: is no JSON of the Register. Fetch it again.")


def _iso_day(values: Mapping[str, Any], key: str) -> Day | None:
    try:
        return Day(iso=date.fromisoformat(str(values.get(key) or "")[:10]).isoformat())
    except ValueError:
        return None


def _xml_notices(source: Source) -> Iterator[Notice]:
    """Each rule or notice of an issue: from its opening tag to its closing one."""
    for opened in re.finditer(r"<(RULE|NOTICE)>", source.text):
        end = source.text.find(f"</{opened[1]}>", opened.end())
        end = end if end >= 0 else len(source.text)
        part = source.text[opened.start() : end]
        title = _inside(part, "SUBJECT")
        told = f"{_inside(part, 'ACT')} {_inside(part, 'SUM')}"
        days = _published(source), _effective(part)
        yield Notice(_number(part), title, told, *days, opened.start(), end)


def _inside(part: str, tag: str) -> str:
    found = re.search(rf"<{tag}>(.{{0,6000}}?)</{tag}>", part, re.DOTALL)
    return " ".join(_TAGS.sub(" ", found[1]).split()) if found else ""


def _text_notice(source: Source) -> Notice:
    head = source.text[:20_000]
    return Notice(
        _number(source.text), _headline(head), head, _published(source), _effective(head), 0, len(source.text)
    )


def _headline(head: str) -> str:
    """The title: the first line that names a list, and the lines it goes on over."""
    lines = [line.strip() for line in head.splitlines()]
    first = next((n for n, line in enumerate(lines) if any(pattern.search(line) for _, pattern in _LISTS)), None)
    if first is None:
        return ""
    while first and lines[first - 1] and not _HEADING.match(lines[first - 1]):
        first -= 1
    last = first + 1
    while last < len(lines) and lines[last] and last - first < _TITLE_LINES:
        last += 1
    return " ".join(lines[first:last]) if last - first < _TITLE_LINES else lines[first]


def _number(part: str) -> str:
    found = _DOCUMENT.search(part)
    return found["number"] if found else ""


def _published(source: Source) -> Day | None:
    return day_in_head(source.text)


def _effective(part: str) -> Day | None:
    found = _EFFECTIVE.search(_TAGS.sub(" ", part[:60_000]))
    return day_in_head(found["day"]) if found else None

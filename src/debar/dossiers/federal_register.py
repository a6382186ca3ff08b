"""Documents of the Federal Register that add parties to a list, remove or revise them.

Source: the JSON of federalregister.gov (one document, or a page of results), the XML and the text of the daily issues
(govinfo.gov). Parties are taken from the table of the Entity List's supplement where the document prints it; an
abstract alone names them seldom.
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
from debar.errors import FormatError
from debar.model.dossiers import Day, ListAction, Quotation, Record

_EXTRACTOR = "federal-register/1"
_LISTS = (
    ("us-bis-el", re.compile(r"\bEntity List\b")),
    ("us-bis-uvl", re.compile(r"\bUnverified List\b")),
    ("us-bis-meu", re.compile(r"\bMilitary End[- ]User\b")),
    ("us-bis-dpl", re.compile(r"\bDenied Persons\b|\b[Oo]rder (?:[Dd]enying|[Tt]emporarily [Dd]enying)\b")),
    ("us-dhs-uflpa", re.compile(r"\bUFLPA Entity List\b|\bUyghur Forced Labor Prevention Act\b")),
    ("us-dod-1260h", re.compile(r"\b(?:Chinese Military Companies|[Ss]ection 1260H)\b")),
    ("us-fcc-covered", re.compile(r"\bCovered List\b")),
    ("us-ofac-sdn", re.compile(r"\bSpecially Designated Nationals\b|\bBlocked Persons\b|\bSanctions Actions?\b")),
)
_ACTIONS = (
    ("removed", re.compile(r"\b(?:removal|removes?|removing|removed|delisting|deletion)\b", re.IGNORECASE)),
    ("added", re.compile(r"\b(?:addition|additions|adds?|adding|added|designat\w+)\b", re.IGNORECASE)),
    (
        "revised",
        re.compile(r"\b(?:revision|revisions|revises?|revising|modif\w+|amend\w+|correct\w+)\b", re.IGNORECASE),
    ),
)
_DOCUMENT = re.compile(r"FR Doc\.? ?(?:No:? ?)?(?P<number>(?:[A-Z]\d-)?\d{2,4}[-–]\d{3,6})", re.IGNORECASE)
_EFFECTIVE = re.compile(r"\beffective\s+(?:on\s+|date:?\s+)?(?P<day>[A-Z][a-z]+\s+\d{1,2},\s+\d{4})", re.IGNORECASE)
_ENTRY = re.compile(
    r"(?P<name>[A-Z][\w.&'’()/\- ]{2,80}?(?:,? (?:Co|Ltd|Inc|LLC|Corp|Company|Limited|Technology|Technologies|"
    r"University|Institute|Bureau|Group|GmbH|JSC|PLC)\b\.?(?:,? (?:Co|Ltd|Inc)\b\.?)*))"
    r",?\s*(?=a\.k\.a\.|\(?f\.k\.a\.|, the following|;|\(?also known as)"
)
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
    """A record for each document that acts on a list. Raises FormatError for JSON that holds no document."""
    for notice in _notices(source):
        lists = [name for name, pattern in _LISTS if pattern.search(notice.title) or pattern.search(notice.told)]
        actions = [name for name, pattern in _ACTIONS if pattern.search(notice.title)]
        actions = actions or [name for name, pattern in _ACTIONS if pattern.search(notice.told)]
        words = source.find(notice.title, notice.start) if notice.title else None
        if not (lists and actions and words):
            continue
        parties, quoted = _parties(source, notice)
        yield ListAction(
            quotations=(words, *quoted),
            about=parties,
            method="table" if parties else "rule",
            extractor=_EXTRACTOR,
            source="Federal Register",
            confidence=0.95 if len(actions) == 1 else 0.8,
            notes=() if parties else ("the parties are not printed here; see the document itself",),
            action=actions[0] if len(actions) == 1 else "+".join(sorted(actions)),
            list=lists[0] if "us-dhs-uflpa" not in lists else "us-dhs-uflpa",
            number=notice.number,
            title=notice.title,
            parties=parties,
            day=notice.published,
            effective=notice.effective,
        )


def _notices(source: Source) -> Iterator[Notice]:
    if source.kind == "json":
        yield from _json_notices(source)
    elif source.kind == "xml":
        yield from _xml_notices(source)
    else:
        yield _text_notice(source)


def _json_notices(source: Source) -> Iterator[Notice]:
    try:
        whole = json.loads(source.text)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{source.name}: is no JSON ({error}). Fetch it again.") from None
    results = whole.get("results") if isinstance(whole, dict) else None
    found: list[Any] = results if isinstance(results, list) else [whole]
    at = 0
    for each in found:
        if not isinstance(each, dict) or not each.get("document_number"):
            raise FormatError(f"{source.name}: a result without document_number. Give the answer as it came.")
        start = max(source.text.find(str(each["document_number"]), at), 0)
        start = max(source.text.rfind("{", 0, start), 0) if len(found) == 1 else at
        yield Notice(
            str(each["document_number"]),
            str(each.get("title") or ""),
            f"{each.get('action') or ''} {each.get('abstract') or ''}",
            _iso_day(each, "publication_date"),
            _iso_day(each, "effective_on"),
            start,
            len(source.text),
        )


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
    lines = [line.strip() for line in head.splitlines() if line.strip()]
    title = next((line for line in lines if any(pattern.search(line) for _, pattern in _LISTS)), "")
    return Notice(_number(source.text), title, head, _published(source), _effective(head), 0, len(source.text))


def _number(part: str) -> str:
    found = _DOCUMENT.search(part)
    return found["number"] if found else ""


def _published(source: Source) -> Day | None:
    return day_in_head(source.text)


def _effective(part: str) -> Day | None:
    found = _EFFECTIVE.search(_TAGS.sub(" ", part[:60_000]))
    return day_in_head(found["day"]) if found else None


def _parties(source: Source, notice: Notice) -> tuple[tuple[str, ...], tuple[Quotation, ...]]:
    """The parties printed with their other names, each with its place."""
    found: dict[str, Quotation] = {}
    for hit in _ENTRY.finditer(source.text, notice.start, notice.end):
        found.setdefault(hit["name"].strip(), source.quote(*hit.span("name")))
    return tuple(found), tuple(found.values())

"""The contact table of a FARA supplemental statement (item 11, item 12 in older forms) out of a pdf's plain text.

In such text the columns run into each other: a client's name may stand before the day or wrap to the lines below. The
day and the method of a row are sure; what stands between them and behind is given as read, below strong confidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from debar.dossiers.days import read_day
from debar.dossiers.evidence import Source
from debar.dossiers.lda import bills_in
from debar.model.dossiers import Contact, Official

_EXTRACTOR = "fara-item-11-text/1"
_HEAD = re.compile(r"^\s*D\s?ate\s+Contact\s+M\s?ethod\s+P\s?urpose\s*$", re.IGNORECASE)
_STOP = re.compile(r"^\s*(?:Received\s+by\s+NSD\s?/\s?FARA|1[2-9]\s?\.\s|V\s?-\s)", re.IGNORECASE)
_APPENDIX = re.compile(
    r"\b(?:see|refer to)\s+(?:the\s+)?(?:attached|attachment|appendix|exhibit|addendum)", re.IGNORECASE
)
_DAY = re.compile(r"(?<![\d/])\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})(?![\d/])")
_METHODS = (
    ("email", r"e-?mail(?:s|ed)?"),
    ("call", r"(?:tele)?phone(?: call)?s?|calls?|conference call"),
    ("text", r"text(?: message)?s?|texts"),
    ("meeting", r"in[ -]person(?: meeting)?|meetings?|video(?: conference| call)?|zoom|virtual"),
    ("social", r"social media|twitter|linkedin"),
    ("letter", r"letters?|mail|fax"),
    ("event", r"events?|receptions?|conferences?"),
)
_METHOD = re.compile(
    r"(?<!\w)(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _METHODS) + r")(?!\w)[.,;/]?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ContactTable:
    """The rows of a contact table. ``has_appendix`` says that the answer is in another document."""

    contacts: tuple[Contact, ...]
    has_appendix: bool = False


def read_contacts(source: Source, *, firm: str, client: str = "") -> ContactTable:
    """The contacts of every contact table in a text; ``client`` stands for all where the filing has one principal."""
    contacts: list[Contact] = []
    has_appendix = False
    for lines in _tables(source.text):
        has_appendix = has_appendix or any(_APPENDIX.search(source.text[start:end]) for start, end in lines)
        contacts.extend(_contacts(source, lines, firm, client))
    return ContactTable(tuple(contacts), has_appendix)


def find_methods(text: str) -> tuple[str, ...]:
    """The ways of contact that words name, each once, in order; ``unknown`` for none."""
    return tuple(dict.fromkeys(each.lastgroup or "other" for each in _METHOD.finditer(text))) or ("unknown",)


def _tables(text: str) -> Iterator[list[tuple[int, int]]]:
    """The lines (start, end) of each table: from its headings to the next item or the stamp of the receipt."""
    at, is_open = 0, False
    lines: list[tuple[int, int]] = []
    for each in text.splitlines(keepends=True):
        start, at = at, at + len(each)
        line = each.rstrip()[:2_000]
        if _HEAD.match(line):
            if lines:
                yield lines
            is_open, lines = True, []
        elif is_open and _STOP.match(line):
            yield lines
            is_open, lines = False, []
        elif is_open and line.strip():
            lines.append((start, start + len(each.rstrip())))
    if lines:
        yield lines


def _contacts(source: Source, lines: list[tuple[int, int]], firm: str, client: str) -> Iterator[Contact]:
    firsts = [i for i, (start, end) in enumerate(lines) if _DAY.search(source.text[start:end])]
    for place, first in enumerate(firsts):
        last = firsts[place + 1] - 1 if place + 1 < len(firsts) else len(lines) - 1
        yield _contact(source, lines[first], lines[last][1], firm, client)


def _contact(source: Source, line: tuple[int, int], end: int, firm: str, client: str) -> Contact:
    text = source.text[line[0] : line[1]]
    found = _DAY.search(text)
    if found is None:
        raise ValueError("a row begins on the line of its day")
    methods = list(_METHOD.finditer(text, found.end()))
    until = methods[0].start() if methods else len(text)
    names = text[found.end() : until].strip(" ,;")
    purpose = text[methods[-1].end() :].strip() if methods else ""
    before = text[: found.start()].strip()
    day = read_day(found[0])
    return Contact(
        quotations=(source.quote(line[0], end),),
        about=tuple(name for name in (client or before, firm) if name),
        extractor=_EXTRACTOR,
        source="FARA supplemental statement",
        confidence=0.6,
        notes=("out of plain text: columns may run together; compare the words quoted",),
        firm=firm,
        client=client or before,
        day=day,
        officials=(Official(name=names),) if names else (),
        methods=tuple(dict.fromkeys(each.lastgroup or "other" for each in methods)) or ("unknown",),
        purpose=purpose,
        bills=bills_in(source.text[line[0] : end], day),
    )

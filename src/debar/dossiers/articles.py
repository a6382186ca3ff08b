"""A news article told apart: title, author, day, its body, and what is around it and says nothing of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from debar.dossiers.signals_sentences import sentences

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"), start=1)
    for name in names.split()
}  # fmt: skip
MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr"
    "|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
)
_BYLINE = re.compile(
    rf"^(?:By|BY):? (?P<author>[^,\n]{{2,60}}?)(?:, | +)?(?:Published(?: on)? (?P<day>{MONTH}\.? \d{{1,2}},"
    rf" \d{{4}}))?$",
    re.MULTILINE,
)
_PERSON = r"[A-Z][\w’'.\-]{0,40}(?: (?:Mac |de |van |von )?[A-Z][\w’'.\-]{0,40}){1,3}"
#: Word from the county desk | by Imogen Castellan, and: Reporting by A B and C D
_DESK = re.compile(
    rf"^[^\n.]{{0,80}}?(?:[|–—·][ ]?|\b[Rr]eporting |\b[Ww]ritten |\b[Ww]ords )[Bb]y:? "
    rf"(?P<author>{_PERSON}(?: and {_PERSON})?) *$",
    re.MULTILINE,
)
_DAY = rf"(?:{MONTH}\.? \d{{1,2}}|\d{{1,2}} {MONTH}),? (?:19|20)\d\d"
#: A line that is a name and no more is the author's where it stands beside the day.
_NAME_LINE = re.compile(rf"^(?P<author>{_PERSON}) *$", re.MULTILINE)
#: A line of the page's frame that says no more than its day.
_DAY_LINE = re.compile(
    rf"^(?:(?:[Ff]irst )?(?:[Pp]ublished|[Pp]osted|[Uu]pdated)(?: on)?:? )?(?P<day>{_DAY})(?: |$)[^.\n]{{0,90}}$",
    re.MULTILINE,
)
#: Harbor & Rail Weekly — 17 February 2022 | COLUMBIA FALLS, June 4, 2024 (Granite Wire) — On a gray morning
_DAY_IN_LINE = re.compile(rf"\b(?P<day>{_DAY})\b")
#: Characters of a sentence that are read.
_LONGEST = 4_000
_LINES, _LONG, _LEAD, _HEAD = 15, 140, 60, 8
#: This story was updated on Jan. 9, 2024, to correct …
_DAY_IN_NOTE = re.compile(
    rf"\b(?:story|article|report|post|piece) was (?:\w+ )?(?:published|updated|corrected|posted)(?: on)? "
    rf"(?P<day>{_DAY})\b"
)
_TAIL = re.compile(
    r"^(?:related (?:reports?|stories|articles?|news|posts|links)|more (?:stories|reports|news|articles|from"
    r"|on)\b|comments? ?\(\d+\)|"
    r"(?:vote|poll)\b|sign up\b|add (?:a )?comment|read (?:next|more)|you (?:may|might) also|most (?:popular"
    r"|read|viewed)|"
    r"leave a (?:comment|reply)|latest (?:news|stories)|recommended\b|share this|about the author|popular "
    r"(?:stories|posts)|see also\b|also on\b)",
    re.IGNORECASE,
)
_NAVIGATION = re.compile(
    r"^(?:(?:related|read(?: more| next| also)?|also read|see also|more|recommended|watch|listen)(?: stor(?:y"
    r"|ies))? ?[:»]"
    r"|(?:get notified|subscribe|sign up|log ?in|advertisement|share on|follow us|print this|download (?:the "
    r")?app|accept cookies|skip to)\b)",
    re.IGNORECASE,
)
_HEADING = 60


@dataclass(frozen=True, slots=True)
class Article:
    """The parts of an article. ``paragraphs`` are the body's, as ``text[start:end]``; nothing else is read for records.

    ``left_out`` are lines inside the body that belong to the page, ``body_end`` is where the body stops.
    """

    text: str
    title: str
    author: str
    author_at: tuple[int, int] | None
    published: date | None
    body_end: int
    paragraphs: tuple[tuple[int, int], ...]
    left_out: tuple[tuple[int, int], ...]

    def sentences(self) -> list[tuple[int, int]]:
        """Start and end of each sentence of the body; of one that no person would write only the beginning."""
        spans = (span for start, end in self.paragraphs for span in sentences(self.text, start, end))
        return [(start, min(end, start + _LONGEST)) for start, end in spans]


def read_article(text: str, *, published: date | None = None) -> Article:
    """Tell the parts of an article apart. ``published`` stands where the page does not say its day."""
    lines = list(_lines(text))
    titled = bool(lines) and _is_title(text[slice(*lines[0])])
    title = text[slice(*lines[0])] if titled else ""
    byline = _BYLINE.search(text, 0, 2_000)
    named = byline or _DESK.search(text, 0, 2_000) or _name_beside_day(text, lines)
    dated = _DAY_LINE.search(text, 0, 2_000)
    written = (byline["day"] if byline else "") or (dated["day"] if dated else "")
    day = day_of(written) if written else (published or _day_at_head(text, lines) or _day_in_note(text))
    frame = {line for found in (byline, named, dated) if found for line in _lines_of(text, found)}
    first = lines[0][1] if titled else 0
    end = next((start for start, stop in lines[1:] if _is_tail(text[start:stop])), len(text))
    body, out = [], []
    before = ""
    for start, stop in lines:
        line = text[start:stop]
        if start < first or start >= end or start in frame:
            continue
        if _NAVIGATION.match(line.strip()) or _DAY_IN_NOTE.search(line) or line.strip() == before:
            out.append((start, stop))
        else:
            body.append((start, stop))
        before = line.strip()
    author = named["author"].strip() if named else ""
    author_at = named.span("author") if named else None
    return Article(
        text,
        title.strip(),
        author.title() if author.isupper() else author,
        author_at,
        day,
        end,
        tuple(body),
        tuple(out),
    )


def _day_at_head(text: str, lines: Sequence[tuple[int, int]]) -> date | None:
    """The first whole date in a short line above the body, or where its first paragraphs begin (a dateline)."""
    long = 0
    for start, stop in lines[:_LINES]:
        is_long = stop - start > _LONG
        found = _DAY_IN_LINE.search(text, start, start + _LEAD if is_long else stop)
        if found and (day := day_of(found["day"])):
            return day
        long += is_long
        if long == 3:
            break
    return None


def _name_beside_day(text: str, lines: Sequence[tuple[int, int]]) -> re.Match[str] | None:
    """A line in the head that is a person's name alone, above or below the line of the day."""
    head = lines[1:_HEAD]
    for at, span in enumerate(head):
        found = _NAME_LINE.match(text, *span)
        beside = [head[other] for other in (at - 1, at + 1) if 0 <= other < len(head)]
        if found and any(_DAY_IN_LINE.match(text, *each) for each in beside):
            return found
    return None


def _day_in_note(text: str) -> date | None:
    """The day in a note that tells when the text was published or changed."""
    found = _DAY_IN_NOTE.search(text)
    return day_of(found["day"]) if found else None


def _lines_of(text: str, found: re.Match[str]) -> set[int]:
    """Where the line begins on which something was found."""
    return {text.rfind("\n", 0, found.start() + 1) + 1, found.start()}


def day_of(text: str) -> date | None:
    """A day such as "Sep 09, 2019" or "9 September 2019"; None where it is none."""
    found = re.fullmatch(
        rf"(?:(?P<month>{MONTH})\.? (?P<day>\d{{1,2}})|(?P<day2>\d{{1,2}}) (?P<month2>{MONTH})),? (?P<year>\d{{4}})",
        text.strip(),
    )
    if found is None:
        return None
    month, day = found["month"] or found["month2"], found["day"] or found["day2"]
    try:
        return date(int(found["year"]), MONTHS[month.lower()], int(day))
    except ValueError:
        return None


def _is_title(line: str) -> bool:
    """Whether the first line is a headline; some pages begin with their first sentence."""
    return len(line) <= _LONG and not line.rstrip().endswith((".", "”", '"'))


def _is_tail(line: str) -> bool:
    return len(line.strip()) <= _HEADING and bool(_TAIL.match(line.strip()))


def _lines(text: str) -> list[tuple[int, int]]:
    return [(found.start(), found.end()) for found in re.finditer(r"[^\n]*\S[^\n]*", text)]

"""A news article told apart: title, author, day, its body, and what is around it and says nothing of its own."""

from __future__ import annotations

import re
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
    rf"^By:? (?P<author>[^,\n]{{2,60}}?)(?:, | +)?(?:Published(?: on)? (?P<day>{MONTH}\.? \d{{1,2}}, \d{{4}}))?$",
    re.MULTILINE,
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
    r"^(?:get notified|subscribe|sign up|log ?in|advertisement|share on|follow us|print this|download (?:the "
    r")?app|accept cookies|skip to)\b",
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
        """Start and end of each sentence of the body."""
        return [span for start, end in self.paragraphs for span in sentences(self.text, start, end)]


def read_article(text: str, *, published: date | None = None) -> Article:
    """Tell the parts of an article apart. ``published`` stands where the page does not say its day."""
    lines = list(_lines(text))
    title = text[slice(*lines[0])] if lines else ""
    byline = _BYLINE.search(text, 0, 2_000)
    day = day_of(byline["day"]) if byline and byline["day"] else published
    first = lines[0][1] if lines else 0
    end = next((start for start, stop in lines[1:] if _is_tail(text[start:stop])), len(text))
    body, out = [], []
    before = ""
    for start, stop in lines:
        line = text[start:stop]
        if start < first or start >= end or (byline and start == byline.start()):
            continue
        if _NAVIGATION.match(line.strip()) or line.strip() == before:
            out.append((start, stop))
        else:
            body.append((start, stop))
        before = line.strip()
    author_at = byline.span("author") if byline else None
    return Article(
        text, title.strip(), byline["author"].strip() if byline else "", author_at, day, end, tuple(body), tuple(out)
    )


def day_of(text: str) -> date | None:
    """A day such as "Sep 09, 2019"; None where it is none."""
    found = re.fullmatch(rf"({MONTH})\.? (\d{{1,2}}),? (\d{{4}})", text.strip())
    try:
        return date(int(found[3]), MONTHS[found[1].lower()], int(found[2])) if found else None
    except ValueError:
        return None


def _is_tail(line: str) -> bool:
    return len(line.strip()) <= _HEADING and bool(_TAIL.match(line.strip()))


def _lines(text: str) -> list[tuple[int, int]]:
    return [(found.start(), found.end()) for found in re.finditer(r"[^\n]*\S[^\n]*", text)]

"""The head of a paper: who sells, who buys, when; each with the place it was read from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date as Day  # noqa: N812 - a head has a field of that name

from debar.documents import Line, Segment
from debar.model import Buyer
from debar.procurement.buyers import classify, state_code
from debar.procurement.dates import parse_date
from debar.procurement.documents.words import label_of, titles
from debar.procurement.headings import plain

#: Lines looked at from the top, and lines of an address below a label.
_LOOK, _ADDRESS_LINES = 40, 5
#: Characters of a name, and of a line of an address.
_LONGEST_NAME, _LONGEST_LINE = 120, 70
#: Papers on which the seller's name heads the page; on the others it is the buyer's.
OFFERS = frozenset({"quote", "invoice"})
_PROSE = frozenset({"staff report", "minutes", "agenda"})
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_DATE = re.compile(
    rf"\b(?:(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}\s+(?:{_MONTHS})\.?,?\s+\d{{4}}"
    rf"|\d{{1,2}}-(?:{_MONTHS})-(?:\d{{4}}|\d{{2}})"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/(?:\d{4}|\d{2}))\b",
    re.IGNORECASE,
)
_NOT_THEN = re.compile(
    r"\b(?:valid|expir|due|through|until|deadline|revised|effective|adopted|minutes of)", re.IGNORECASE
)
_CONTACT = re.compile(
    r"\(?\b\d{3}\)?[-. ]\s?\d{3}[-. ]\d{4}\b|[^\s@]+@[^\s@]+\.\w+|\bwww\.|https?://|\b[A-Z]{2}\.?,?\s+\d{5}(?:-\d{4})?\b"
    r"|^\d{1,6}\s+(?:[NSEW]\.?\s+)?\w+.*\b(?:st|street|ave|avenue|rd|road|blvd|boulevard|dr|drive|lane|ln|hwy|highway|pkwy"
    r"|parkway|way|court|ct|place|pl|plaza|square|suite|ste|floor)\b\.?|\bp\.?\s?o\.?\s+box\b",
    re.IGNORECASE,
)
_TITLE_WORDS = frozenset(
    "a an and the of for to no number page pages regular special meeting town city village county council board "
    "commission commissioners public official formal sales price january february march april may june july august "
    "september october november december monday tuesday wednesday thursday friday saturday sunday am pm draft copy "
    "original final trustees supervisors directors education school district".split()
)
_LETTERS = re.compile(r"[^\W\d_]{2}")
_GREETING = re.compile(r"(?:dear|hi|hello|attn|attention|re|good (?:morning|afternoon))\b", re.IGNORECASE)
_COMPANY = re.compile(r"\b(?:inc|llc|co|corp|ltd|company)\b\.?,?$", re.IGNORECASE)
_STATE = re.compile(r"\b([A-Z]{2})\.?,?\s+\d{5}(?:-\d{4})?\b")
_NUMBER = re.compile(r"(?=[\w\-/.]*\d)[A-Za-z0-9][\w\-/.]+")


@dataclass(frozen=True, slots=True)
class Read:
    """What was read, and where."""

    value: str
    page: int | None
    line: int

    @property
    def place(self) -> str:
        """``page 1 line 3``."""
        return f"page {self.page} line {self.line}" if self.page else f"line {self.line}"


@dataclass(slots=True)
class Head:
    """``kind`` is what the paper calls itself; ``used`` holds the (line, segment) positions that went into the head."""

    kind: Read | None = None
    supplier: Read | None = None
    buyer: Read | None = None
    date: Read | None = None
    number: Read | None = None
    state: Read | None = None
    used: set[tuple[int, int]] = field(default_factory=set)
    day: Day | None = None


def read_head(lines: Sequence[Line], kind: str = "") -> Head:
    """The head as the first lines tell it; ``kind`` is a kind already known (``mail``)."""
    head = Head()
    shown = [line for line in lines[:_LOOK] if line.page in (None, 1)]
    _read_kind(shown, head)
    prose = kind == "mail" or (head.kind is not None and head.kind.value in _PROSE)
    for at, line in enumerate(shown):
        for place, segment in enumerate(line.segments):
            if (at, place) not in head.used:
                _read_label(shown, (at, place), segment.text, head, prose=prose)
    _read_letterhead(shown, head, prose=prose)
    if head.date is None:
        _read_day(shown, head)
    for at, line in enumerate(shown):
        for place, segment in enumerate(line.segments):
            if _CONTACT.search(segment.text) and len(segment.text) < 90:
                head.used.add((at, place))
    return head


def _read_kind(lines: Sequence[Line], head: Head) -> None:
    """The title nearest to the top; one that stands alone comes before one among other words."""
    best: tuple[int, int] | None = None
    for at, line in enumerate(lines[:25]):
        for place, segment in enumerate(line.segments):
            found = _title(segment.text)
            if not found:
                continue
            kind, alone = found
            if alone and ":" not in segment.text:
                head.used.add((at, place))
                head.used |= {(at, n) for n, other in enumerate(line.segments) if _says_nothing(other.text)}
            rank = (0 if alone else 1 if len(segment.text) < 80 else 2, at)
            if rank[0] < 2 and (best is None or rank < best):
                best = rank
                head.kind = Read(kind, line.page, line.number)


def _says_nothing(text: str) -> bool:
    """Dates, page numbers and marks beside a title."""
    return all(word in _TITLE_WORDS or word.isdigit() for word in plain(text).split())


def _title(text: str) -> tuple[str, bool] | None:
    """The kind of paper a line names, and whether it says little else."""
    if len(text) > 120:
        return None
    bare = f" {plain(_DATE.sub(' ', text))} "
    for title, kind in titles():
        if f" {title} " in bare:
            rest = [word for word in bare.replace(f" {title} ", " ").split() if not any(map(str.isdigit, word))]
            others = [word for word in rest if word not in _TITLE_WORDS]
            if len(title.split()) == 1 and len(rest) > 8:
                continue
            return kind, not others
    return None


def _read_label(lines: Sequence[Line], where: tuple[int, int], text: str, head: Head, *, prose: bool) -> None:
    at, place = where
    name, value, certain = label_of(text)
    if not name:
        return
    line = lines[at]
    if name in ("date", "notdate"):
        _read_date(lines, where, value, head, wanted=name == "date")
        return
    if name == "number" and certain and not value:
        value = _number_beside(lines, where, head)
        if not value:
            return
    if name == "number" and (certain or _NUMBER.fullmatch(value)):
        number = _NUMBER.search(value)
        if number and head.number is None:
            head.number = Read(number[0], line.page, line.number)
        head.used.add(where)
        return
    if not certain or name == "number":
        return
    if name == "contact":
        head.used.add(where)
        if not value and place + 1 < len(line.segments):
            head.used.add((at, place + 1))
        return
    _read_party(lines, where, name, value, head, prose=prose)


def _number_beside(lines: Sequence[Line], where: tuple[int, int], head: Head) -> str:
    """The number right of a label, else below it; empty when there is none."""
    at, place = where
    start = lines[at].segments[place].start
    near = [(at, place + 1)] if place + 1 < len(lines[at].segments) else []
    if at + 1 < len(lines):
        near += [(at + 1, n) for n, one in enumerate(lines[at + 1].segments) if abs(one.start - start) < 40]
    for row, number in near:
        if _NUMBER.fullmatch(text := lines[row].segments[number].text):
            head.used.add((row, number))
            return text
    return ""


def _read_party(
    lines: Sequence[Line], where: tuple[int, int], name: str, value: str, head: Head, *, prose: bool
) -> None:
    at, place = where
    if len(value) > _LONGEST_NAME:
        return
    head.used.add(where)
    beside = lines[at].segments[place + 1].text if place + 1 < len(lines[at].segments) else ""
    if not value and beside and lines[at].segments[place].text.endswith(":") and not label_of(beside)[2]:
        value = beside
        head.used.add((at, place + 1))
    block = [(at, value)] if value else []
    for below, place in _below(lines, where):
        block.append((below, lines[below].segments[place].text))
        head.used.add((below, place))
    if prose or not block:
        return
    row, who = block[0]
    if label_of(who)[0] in ("contact", "date") and len(block) > 1:
        row, who = block[1]
    if not _LETTERS.search(who):
        return
    read = Read(who.strip(" ,"), lines[row].page, lines[row].number)
    if name == "party":
        name = (
            "buyer"
            if label_of(lines[at].segments[where[1]].text[:5])[0] and _starts(lines[at], where[1], "to")
            else "supplier"
        )
    if name == "buyer" and head.buyer is None:
        head.buyer = read
        head.state = _state_in(lines, block)
    elif name == "supplier" and head.supplier is None:
        head.supplier = read


def _state_in(lines: Sequence[Line], block: Sequence[tuple[int, str]]) -> Read | None:
    """The state of an address, from its last line: `Superior, WI 54880`."""
    for at, text in block:
        found = _STATE.search(text)
        if found and state_code(found[1]):
            return Read(found[1], lines[at].page, lines[at].number)
    return None


def _starts(line: Line, place: int, word: str) -> bool:
    return plain(line.segments[place].text).split(" ", 1)[0] == word


def _below(lines: Sequence[Line], where: tuple[int, int]) -> list[tuple[int, int]]:
    """The segments of the block below a label: close together and in the same column."""
    at, place = where
    label = lines[at].segments[place]
    value = label.text.partition(":")[2].strip()
    found: list[tuple[int, int]] = []
    last = at
    offset = label.text.find(value) if value else 0
    left = label.start, label.start + offset * (label.end - label.start) / max(len(label.text), 1)
    for below in range(at + 1, min(at + 3 * _ADDRESS_LINES, len(lines))):
        line = lines[below]
        if line.gap > 2.2 or line.page != lines[at].page or len(found) == _ADDRESS_LINES:
            break
        near = [
            number
            for number, segment in enumerate(line.segments)
            if any(abs(segment.start - side) <= 2.5 for side in left) and not label_of(segment.text)[2]
        ]
        if not near:
            labelled = any(label_of(s.text)[2] and abs(s.start - label.start) <= 2.5 for s in line.segments)
            if labelled or below - last > 1:
                break
            continue
        if len(line.segments[near[0]].text) > _LONGEST_LINE:
            break  # a sentence, no line of an address
        if value and not _CONTACT.search(line.segments[near[0]].text) and left[0] == line.segments[near[0]].start:
            break  # what follows a label with its value is an address, or something else
        found.append((below, near[0]))
        last = below
    return found


def _read_date(lines: Sequence[Line], where: tuple[int, int], value: str, head: Head, *, wanted: bool) -> None:
    at, place = where
    line = lines[at]
    candidates = [(at, place, value)]
    if not value:
        candidates = [(at, place + 1, line.segments[place + 1].text)] if place + 1 < len(line.segments) else []
        start = line.segments[place].start
        candidates += [
            (below, number, segment.text)
            for below in range(at + 1, min(at + 4, len(lines)))
            for number, segment in enumerate(lines[below].segments)
            if abs(segment.start - start) < 40
        ]
    for row, number, text in candidates:
        found = _DATE.search(text) if text else None
        day = parse_date(_bare_date(found[0])) if found else parse_date(text) if len(text) < 40 else None
        if day is None:
            continue
        head.used |= {where, (row, number)}
        if wanted and head.date is None:
            shown = found[0] if found else text
            head.date, head.day = Read(shown, lines[row].page, lines[row].number), day
        return


def _bare_date(text: str) -> str:
    return re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text)


def _read_letterhead(lines: Sequence[Line], head: Head, *, prose: bool) -> None:
    """The name at the top, where no label told it: the seller's on what he sends out, else the government's."""
    offers = head.kind is not None and head.kind.value in OFFERS and not prose
    if head.supplier if offers else head.buyer:
        return
    labelled = next((at for at, line in enumerate(lines) if any(map(_is_label, line.segments))), len(lines))
    governments: list[tuple[bool, tuple[int, int], Read]] = []
    for at, line in enumerate(lines[:15]):
        for place, segment in enumerate(line.segments):
            if (at, place) in head.used or len(segment.text) > 90 or not any(map(str.isalpha, segment.text)):
                continue
            name = _DATE.sub("", segment.text).strip(" ,-")
            known = buyer_named(name)
            government = known.type not in ("unknown", "private", "nonprofit")
            read = Read(name, line.page, line.number)
            if offers and not government and _may_be_name(name) and (at < labelled or _COMPANY.search(name)):
                head.supplier = read
                head.used.add((at, place))
                return
            if not offers and government and ":" not in name and len(name.split()) < 12:
                governments.append((not known.state, (at, place), read))
    if governments:
        _, where, head.buyer = min(governments, key=lambda found: found[:2])
        head.used.add(where)


def _is_label(segment: Segment) -> bool:
    """A label, and no title that could be one (`Invoice`)."""
    return label_of(segment.text)[2] and _title(segment.text) is None


def written_state(name: str) -> tuple[str, str]:
    """A name without the state written behind it (`Kearney, Nebraska`), and that state's code; empty when none is."""
    before, comma, tail = name.rpartition(",")
    state = state_code(tail) if comma else ""
    return (before, state) if state else (name, "")


def buyer_named(name: str) -> Buyer:
    """The buyer of that name, its state told by what is written behind it."""
    return classify(*written_state(name))


def _may_be_name(text: str) -> bool:
    if _CONTACT.search(text) or _GREETING.match(text) or not _LETTERS.search(text):
        return False
    return bool(_COMPANY.search(text)) or (
        _title(text) is None and len(text.split()) < 10 and not text.endswith((".", ":"))
    )


def _read_day(lines: Sequence[Line], head: Head) -> None:
    """The first date near the top that is not said to be of something else."""
    for at, line in enumerate(lines[:15]):
        for place, segment in enumerate(line.segments):
            found = _DATE.search(segment.text)
            if not found or _NOT_THEN.search(segment.text) or len(segment.text) > 120:
                continue
            day = parse_date(_bare_date(found[0]))
            if day:
                head.date, head.day = Read(found[0], line.page, line.number), day
                rest = segment.text.replace(found[0], "").strip(" ,-")
                if len(rest.split()) < 3 or _title(segment.text):
                    head.used.add((at, place))
                return

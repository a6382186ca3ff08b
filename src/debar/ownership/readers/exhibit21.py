"""SEC Exhibit 21: a registrant's list of its subsidiaries, as an HTML or text page.

The exhibit names subsidiaries (17 CFR 229.601(b)(21)) and seldom says how much is held: what is not said is not known,
and is control (17 CFR 210.1-02(x)), never 100 percent. Indents that show which subsidiary holds which are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser

from debar.errors import FormatError
from debar.model import Holder
from debar.names.legal import form_at
from debar.names.normalize import words as words_of_name
from debar.ownership.percent import UNKNOWN, read_percent
from debar.ownership.readers.reading import Reading
from debar.ownership.words import StakeWords, party_id, plain_heading, words_of

_CELLS, _ROWS = ("td", "th"), ("tr", "p", "div", "li", "br", "h1", "h2", "h3", "h4", "title")
#: Cells of these words alone are headings, and no name, place or share.
_HEADINGS = frozenset(
    "name names of the subsidiary subsidiaries company companies entity entities legal state states or other country "
    "countries place jurisdiction jurisdictions province domicile in under which where organized organization "
    "organisation incorporated incorporation formation and percent percentage ownership owned interest interests held "
    "voting stock securities shares equity registrant by direct indirect list significant principal exhibit ex".split()
)
_REGISTRANT = re.compile(
    r"(?:list of )?(?:significant |principal )?subsidiaries of (?:the )?(?P<of>[^\n(]{3,120})", re.IGNORECASE
)
_LISTS = re.compile(r"(?:list of )?(?:significant |principal )?subsidiaries\W*", re.IGNORECASE)
_AND_ITS = re.compile(r"(?P<of>.{3,120}?),? and (?:its )?(?:consolidated )?subsidiaries\W*", re.IGNORECASE)
_SHARE = re.compile(r"\d|%|^\W*$|\b(?:percent|less than|more than|majority|minority|half|wholly|unknown|none)\b")
_FOOTNOTE = re.compile(r"\s*(?:\(\d{1,2}\)|\*+|[†‡§]+)\s*$")
_IN_BRACKETS = re.compile(
    r"(?P<name>.{3,160}?) ?\((?P<place>[^()\d]{2,60})\)(?:\W{1,4}(?P<share>[^%]{0,20}\d[\d.]*)\s?%[^%]{0,30})?"
)
_GAP = re.compile(r"\s{2,}|\t|\s?\.{3,}\s?")
_MARKUP = re.compile(r"<(?:html|table|body|document|p|div)\b", re.IGNORECASE)
_MOST_TEXT, _LONGEST, _HEAD, _FEW = 20_000_000, 200, 40, 3


@dataclass(frozen=True, slots=True)
class ExhibitRow:
    """A subsidiary as the page writes it: ``place`` and ``share`` are empty where they are not told."""

    number: int
    name: str
    place: str = ""
    share: str = ""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """The registrant that the page names, or "", its subsidiaries, and the numbers of rows that name none alone."""

    registrant: str
    rows: tuple[ExhibitRow, ...]
    refused: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    cells: tuple[str, ...]
    indent: int = 0


def read_exhibit(text: str, source: str, reading: Reading, parent: str = "") -> None:
    """Take every subsidiary of the page as owned by ``parent``, or by the registrant that the page names.

    Raises FormatError when the page names no registrant and ``parent`` is empty, or holds no list of subsidiaries.
    """
    exhibit = exhibit_of(text)
    registrant = parent or exhibit.registrant
    if not registrant:
        raise FormatError(f"{source}: does not say whose subsidiaries it lists. Say --parent NAME.")
    if not exhibit.rows:
        raise FormatError(f"{source}: holds no list of subsidiaries (a name and a place in each row is looked for).")
    owner = reading.party(Holder(party_id(registrant), registrant))
    for row in exhibit.rows:
        _take(row, owner, source, reading)
    for number in exhibit.refused:
        reading.rows += 1
        reading.reject(source, number, "names a subsidiary without its place, or no subsidiary")


def exhibit_of(text: str) -> Exhibit:
    """The list of subsidiaries that a page holds, in HTML or as text."""
    lines = _lines(text[:_MOST_TEXT])
    entries = _joined(lines)
    rows: list[ExhibitRow] = []
    alone: list[_Line] = []
    for line in entries:
        row = _row(line)
        if row is not None:
            rows.append(row)
        elif _names_one(line):
            alone.append(line)
    registrant = _registrant(lines)
    alone = [each for each in alone if not registrant or registrant.casefold() not in each.cells[0].casefold()]
    if not rows:
        rows, alone = [ExhibitRow(each.number, _FOOTNOTE.sub("", each.cells[0])) for each in alone], []
    return Exhibit(registrant, tuple(rows), tuple(each.number for each in alone))


def _registrant(lines: Sequence[_Line]) -> str:
    head = [" ".join(line.cells)[:400] for line in lines[:_HEAD]]
    for words in head:
        found = _REGISTRANT.search(words)
        if found and "registrant" not in found["of"].casefold() and found["of"].casefold().strip() != "company":
            return _bare(re.split(r"\s+(?:as of|at)\s", found["of"])[0])
    for words, after in zip(head, (*head[1:], ""), strict=False):
        found = _AND_ITS.fullmatch(words)
        if found or (_LISTS.fullmatch(after) and _ends_in_form(words)):
            return _bare(found["of"] if found else words)
    return ""


def _bare(name: str) -> str:
    return _FOOTNOTE.sub("", name).strip(" .:,*")


def _row(line: _Line) -> ExhibitRow | None:
    """The subsidiary of a line; None for headings, sentences and lines of one cell that is no name with its place."""
    cells = [_FOOTNOTE.sub("", cell) for cell in line.cells]
    if not cells[0] or len(cells[0]) > _LONGEST or _is_heading(line.cells):
        return None
    if len(cells) == 1:
        found = _IN_BRACKETS.fullmatch(cells[0])
        if found is None or not _ends_in_form(found["name"]):
            return None
        return ExhibitRow(line.number, found["name"], found["place"], (found["share"] or "").strip(" -–—,"))
    rest = cells[1:]
    share = next((cell for cell in rest if _SHARE.search(cell.casefold())), "")
    place = next((cell for cell in rest if cell and not _SHARE.search(cell.casefold())), "")
    if not any(sign.isalpha() for sign in cells[0]):
        return None
    return ExhibitRow(line.number, cells[0], place, share if any(sign.isalnum() for sign in share) else "")


def _is_heading(cells: Sequence[str]) -> bool:
    words = re.findall(r"[^\W\d_]+", " ".join(cells).casefold())
    return bool(words) and _HEADINGS.issuperset(words)


def _names_one(line: _Line) -> bool:
    """Whether a line of one cell names a company and no more."""
    name = _FOOTNOTE.sub("", line.cells[0])
    return len(line.cells) == 1 and len(name) <= _LONGEST and not _is_heading(line.cells) and _ends_in_form(name)


def _ends_in_form(name: str) -> bool:
    words = words_of_name(_FOOTNOTE.sub("", name))
    return any((form := form_at(words, at)) and at + form[0] == len(words) for at in range(1, len(words)))


def _is_form(words: Sequence[str]) -> bool:
    return bool(words) and (form := form_at(words, 0)) is not None and form[0] == len(words)


def _joined(lines: Sequence[_Line]) -> Iterator[_Line]:
    """The lines with names made whole that went on in an indented line, above or below their place."""
    held: _Line | None = None
    for line in lines:
        if held is None:
            held = line
        elif line.indent > held.indent and len(held.cells) > 1 and len(line.cells) == 1 and _goes_on(held, line):
            held = replace(held, cells=(f"{held.cells[0]} {line.cells[0]}", *held.cells[1:]))
        elif line.indent > held.indent and len(held.cells) == 1 and len(line.cells) > 1 and _goes_on(held, line):
            held = replace(line, number=held.number, cells=(f"{held.cells[0]} {line.cells[0]}", *line.cells[1:]))
        else:
            yield held
            held = line
    if held is not None:
        yield held


def _goes_on(line: _Line, after: _Line) -> bool:
    """Whether a name without a legal form gets it in the next line; below its place a few words may be the rest."""
    if _is_heading(line.cells) or _ends_in_form(line.cells[0]) or line.cells[0].rstrip().endswith((":", ".")):
        return False
    rest = words_of_name(_FOOTNOTE.sub("", after.cells[0]))
    few = len(after.cells) == 1 and after.cells[0][0].isalpha() and len(rest) <= _FEW
    return few or (_is_form(rest) and _ends_in_form(f"{line.cells[0]} {after.cells[0]}"))


def _take(row: ExhibitRow, owner: str, source: str, reading: Reading) -> None:
    reading.rows += 1
    identity = party_id(row.name)
    country = words_of("places").get(plain_heading(row.place).removeprefix("state of "), "").upper()
    reading.party(Holder(identity, row.name, country, "Company"))
    words = StakeWords(owner, identity, source, row.number, row.share)
    reading.add(words.stake())
    if read_percent(row.share) in (None, UNKNOWN):
        reading.add(StakeWords(owner, identity, source, row.number, relation="control").stake())


def _lines(text: str) -> list[_Line]:
    """The rows of a page: cells of its tables, or lines cut at wide gaps where there is no markup."""
    if "<" in text[:2_000] and _MARKUP.search(text[:20_000]):
        page = _Page()
        page.feed(text)
        page.close()
        rows = page.rows + ([page.row] if any(page.row) else [])
        return [_Line(number, tuple(cells)) for number, cells in enumerate(rows, 1)]
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = tuple(cell.strip() for cell in _GAP.split(line.strip()) if cell.strip(" .-_="))
        if cells:
            found.append(_Line(number, cells, len(line) - len(line.lstrip())))
    return found


class _Page(HTMLParser):
    """Cells row by row; a line of its own outside tables is a row of one cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.row: list[str] = []
        self._text: list[str] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  the parser's form
        if tag in _CELLS:
            self._cell()
            self._in_cell = True
        elif tag == "tr" or (tag in _ROWS and not self._in_cell):
            self._end_row()
        elif tag in _ROWS:
            self._text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _CELLS:
            self._cell()
            self._in_cell = False
        elif tag in ("tr", "table") or (tag in _ROWS and not self._in_cell):
            self._end_row()

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def _cell(self) -> None:
        words = " ".join("".join(self._text).split())
        self._text = []
        if words in ("%", ")") and self.row:
            self.row[-1] += words
        elif words:
            self.row.append(words)

    def _end_row(self) -> None:
        self._cell()
        if self.row:
            self.rows.append(self.row)
        self.row = []

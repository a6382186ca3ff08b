"""SEC Exhibit 21: a registrant's list of its subsidiaries, as an HTML or text page.

The exhibit names subsidiaries (17 CFR 229.601(b)(21)) and seldom says how much is held: what is not said is not known,
and is control (17 CFR 210.1-02(x)), never 100 percent. Indents that show which subsidiary holds which are not read.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from debar.errors import FormatError
from debar.model import Holder
from debar.ownership.percent import UNKNOWN, read_percent
from debar.ownership.readers.reading import Reading
from debar.ownership.words import StakeWords, party_id, plain_heading, words_of

_CELLS, _ROWS = ("td", "th"), ("tr", "p", "div", "li", "br", "h1", "h2", "h3", "h4", "title")
_HEADING = re.compile(
    r"^(name( of (subsidiary|company|entity|the subsidiary))?|subsidiar(y|ies)( name)?|entity( name)?|company( name)?|"
    r"legal (entity )?name)\b",
    re.IGNORECASE,
)
_REGISTRANT = re.compile(
    r"(?:list of )?(?:significant |principal )?subsidiaries of (?:the )?(?P<of>[^\n(]{3,120})", re.IGNORECASE
)
_PLACE = re.compile(r"jurisdiction|incorporat|organiz|state|country|domicile", re.IGNORECASE)
_SHARE = re.compile(r"percent|ownership|owned|%|interest|voting", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\s*(?:\(\d{1,2}\)|\*+|†+)\s*$")
_MOST_TEXT = 20_000_000


def read_exhibit(text: str, source: str, reading: Reading, parent: str = "") -> None:
    """Take every subsidiary of the page as owned by ``parent``, or by the registrant that the page names.

    Raises FormatError when the page names no registrant and ``parent`` is empty, or holds no list of subsidiaries.
    """
    rows = _rows(text[:_MOST_TEXT])
    registrant = parent or _registrant(rows)
    if not registrant:
        raise FormatError(f"{source}: does not say whose subsidiaries it lists. Say --parent NAME.")
    owner = reading.party(Holder(party_id(registrant), registrant))
    taken = 0
    columns: dict[str, int] | None = None
    for number, cells in enumerate(rows, 1):
        if columns is None or _HEADING.match(cells[0]):
            columns = _columns(cells) or columns
            continue
        taken += _take(cells, columns, owner, (source, number), reading)
    if not taken:
        raise FormatError(
            f"{source}: holds no table of subsidiaries (a heading such as Name, Jurisdiction is looked for)."
        )


def _registrant(rows: list[list[str]]) -> str:
    for cells in rows[:40]:
        found = _REGISTRANT.search(" ".join(cells)[:400])
        if found and "registrant" not in found["of"].casefold() and found["of"].casefold().strip() != "company":
            return re.split(r"\s+(?:as of|at)\s", found["of"])[0].strip(" .:,")
    return ""


def _columns(cells: list[str]) -> dict[str, int] | None:
    """Where name, place and share stand, if the cells are a heading."""
    if not _HEADING.match(cells[0]):
        return None
    found = {"name": 0}
    for at, cell in enumerate(cells[1:], 1):
        if _SHARE.search(cell):
            found.setdefault("share", at)
        elif _PLACE.search(cell):
            found.setdefault("place", at)
    return found


def _take(
    cells: list[str], columns: dict[str, int], owner: str, place_of_row: tuple[str, int], reading: Reading
) -> int:
    name = _FOOTNOTE.sub("", cells[columns["name"]]) if cells else ""
    place = columns.get("place")
    if not name or len(cells) < 2 or len(name) > 200:
        return 0
    reading.rows += 1
    identity = party_id(name)
    where = cells[place] if place is not None and place < len(cells) else ""
    country = words_of("places").get(plain_heading(where).removeprefix("state of "), "").upper()
    reading.party(Holder(identity, name, country, "Company"))
    share = cells[columns["share"]] if columns.get("share", len(cells)) < len(cells) else ""
    words = StakeWords(owner, identity, *place_of_row, share)
    reading.add(words.stake())
    if read_percent(share) in (None, UNKNOWN):
        reading.add(StakeWords(owner, identity, *place_of_row, relation="control").stake())
    return 1


def _rows(text: str) -> list[list[str]]:
    """The rows of a page: cells of its tables, or lines cut at wide gaps where there is no markup."""
    if "<" in text[:2_000] and re.search(r"<(?:html|table|body|document|p|div)\b", text[:20_000], re.IGNORECASE):
        page = _Page()
        page.feed(text)
        page.close()
        return page.rows + ([page.row] if any(page.row) else [])
    lines = (re.split(r"\s{2,}|\t|\.{3,}", line.strip()) for line in text.splitlines())
    return [cells for line in lines if any(cells := [cell.strip() for cell in line if cell.strip()])]


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

"""Tables of names in the eCFR's XML (15 CFR part 744, Supplements No. 4, 6 and 7) -> rows of one list.

The XML of the eCFR's versioner (``/api/versioner/v1/full/{date}/title-15.xml?part=744``, also with one appendix alone)
has a supplement as ``DIV9`` and its table as HTML: ``TR`` with ``TH`` or ``TD`` cells, a country that stands in the
first of its rows only, ``br`` between the lines of a cell. An entry is one cell: ``NAME, a.k.a., the following N
aliases:``, each alias on its line after a dash, then the addresses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from debar.errors import FormatError
from debar.lists import xml
from debar.lists.parsing import File, Log
from debar.lists.xml import Element

_AGAIN = "Keep the edition before it and fetch the file again."
_ROOTS = frozenset({"DIV1", "DIV3", "DIV4", "DIV5", "DIV9", "ECFR", "DLPSTEXTCLASS"})
_RESERVED = re.compile(r"^\[?reserved\.?\]?$", re.IGNORECASE)
_LINE_BREAKS = frozenset({"br", "P", "p", "FP"})
_WIDEST = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a supplement's table. ``entity`` keeps its line breaks; the other cells are one line each."""

    where: str
    number: int
    country: str
    entity: str
    requirement: str
    policy: str
    register: str


@dataclass(frozen=True, slots=True)
class Supplement:
    """Which supplement holds a list, and by which words its header names the columns."""

    number: int
    country: str = "country"
    entity: str = "entity"
    requirement: str = ""
    policy: str = ""
    register: str = "federal register"

    @property
    def columns(self) -> tuple[str, ...]:
        """The words of the header that a table must have."""
        words = (self.country, self.entity, self.requirement, self.policy, self.register)
        return tuple(word for word in words if word)


def recogniser(number: int) -> Callable[[str, bytes], str]:
    """How a layout knows its file: the role ``part`` for XML of part 744, whole or that supplement of it alone."""
    own = re.compile(rf'N="[^"]*no\.?\s*{number}\s+to\s+part\s+744'.encode(), re.IGNORECASE)

    def recognise(_: str, head: bytes) -> str:
        root = xml.recognise_root(head)[1]
        fits = root in _ROOTS and b"744" in head
        return "part" if fits and (root != "DIV9" or own.search(head)) else ""

    return recognise


def _text(cell: Element) -> str:
    """The text of a cell, a line for each of its lines."""
    parts: list[str] = []
    for node in cell.iter():
        broken = isinstance(node.tag, str) and xml.local_name(node) in _LINE_BREAKS
        parts.extend(["\n"] if broken else [])
        if node.text and isinstance(node.tag, str):
            parts.append(node.text.replace("\n", " "))
        if node is not cell and node.tail:
            parts.append(node.tail.replace("\n", " "))
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _cells(row: Element, name: str) -> list[Element]:
    return [cell for cell in row if isinstance(cell.tag, str) and xml.local_name(cell).upper() == name]


def _places(header: Sequence[str], supplement: Supplement, where: str) -> dict[str, int]:
    """Where each column stands. Raises FormatError naming the one that the header does not have."""
    found: dict[str, int] = {}
    for word in supplement.columns:
        at = next((place for place, cell in enumerate(header) if word in cell.casefold()), None)
        if at is None:
            raise FormatError(f"{where}: no column {word!r}; the table has {', '.join(map(repr, header))}. {_AGAIN}")
        found[word] = at
    return found


def _spanned(cells: Sequence[Element], held: dict[int, tuple[int, str]], width: int) -> list[str] | None:
    """The texts of a row with those that span into it from above; None when the number of cells is another."""
    texts: list[str] = []
    given = iter(cells)
    for place in range(width):
        left, text = held.get(place, (0, ""))
        if left:
            held[place] = (left - 1, text)
            texts.append(text)
            continue
        cell = next(given, None)
        if cell is None:
            return None
        texts.append(_text(cell))
        span = cell.get("rowspan", "")
        if span.isdigit() and int(span) > 1:
            held[place] = (int(span) - 1, texts[-1])
    return texts if next(given, None) is None else None


def _entries(division: Element, supplement: Supplement, file: File, log: Log) -> Iterator[Entry]:
    places: dict[str, int] | None = None
    width = 0
    country = ""
    held: dict[int, tuple[int, str]] = {}
    number = 0
    for row in division.iter("{*}TR", "{*}tr"):
        where = f"{file.name}, line {row.sourceline}"
        header = [" ".join(_text(cell).split()) for cell in _cells(row, "TH")]
        if header and len(header) > 1:
            if len(header) > _WIDEST:
                raise FormatError(f"{where}: {len(header)} columns; it is no list of part 744")
            places, width = _places(header, supplement, where), len(header)
            fresh = [cell for cell in header if not any(word in cell.casefold() for word in supplement.columns)]
            for name in fresh:
                log.warn(where, f"new column {name!r}, which is not read")
            continue
        cells = _cells(row, "TD")
        if places is None or not cells:
            continue
        log.rows += 1
        number += 1
        texts = _spanned(cells, held, width)
        if texts is None:
            log.reject(where, f"{len(cells)} cells, the table has {width} columns")
            continue
        country = " ".join(texts[places[supplement.country]].split()) or country
        entity = texts[places[supplement.entity]]
        if not entity or _RESERVED.match(entity):
            log.reject(where, "names no one" if not entity else "reserved, names no one")
            continue
        cut = {word: " ".join(texts[at].split()) for word, at in places.items()}
        yield Entry(
            where=where,
            number=number,
            country=country,
            entity=entity,
            requirement=cut.get(supplement.requirement, ""),
            policy=cut.get(supplement.policy, ""),
            register=cut[supplement.register],
        )
    if places is None:
        raise FormatError(f"{file.name}: Supplement No. {supplement.number} to part 744 has no table. {_AGAIN}")


def entries(file: File, supplement: Supplement, log: Log) -> Iterator[Entry]:
    """Yield the entries of one supplement. ``log.rows`` counts its rows, those that name no one are rejected.

    Raises FormatError, with the line, for XML that is broken or breaks off, without the supplement, or with a table
    that lacks a column.
    """
    wanted = re.compile(rf"supplement\s+no\.?\s*{supplement.number}\s+to\s+part\s+744", re.IGNORECASE)
    found = False
    for division in xml.iterate(file, ("DIV9",)):
        if wanted.search(division.get("N", "")):
            found = True
            yield from _entries(division, supplement, file, log)
    if not found:
        raise FormatError(f"{file.name}: holds no Supplement No. {supplement.number} to part 744. {_AGAIN}")

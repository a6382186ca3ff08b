"""An html page rebuilt as a Word document: paragraphs, line breaks, tables with their spans."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from unit.documents.samples import WORD, docx

_BLOCKS = {"p", "h1", "h2", "h3", "div", "li"}


def word_of(page: bytes) -> bytes:
    """The bytes of the docx."""
    body = etree.fromstring(page, etree.HTMLParser(encoding="utf-8")).find("body")
    written = "".join(_block(one) for one in body)
    return docx([], body=f'<w:document xmlns:w="{WORD}"><w:body>{written}</w:body></w:document>'.encode())


def _block(element: Any) -> str:
    if element.tag == "table":
        return _table(element)
    if element.tag in _BLOCKS:
        return _paragraph(element)
    return "".join(_block(one) for one in element)


def _paragraph(element: Any) -> str:
    runs = "<w:br/>".join(f"<w:t>{escape(' '.join(part.split()))}</w:t>" for part in _lines(element))
    return f"<w:p><w:r>{runs}</w:r></w:p>"


def _lines(element: Any) -> list[str]:
    for br in element.iter("br"):
        br.tail = "¶" + (br.tail or "")
    return "".join(element.itertext()).split("¶")


def _table(table: Any) -> str:
    rows: list[str] = []
    hanging: dict[int, int] = {}
    for row in table.iter("tr"):
        cells, place = [], 0
        for cell in row:
            while hanging.get(place, 0):
                hanging[place] -= 1
                cells.append("<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>")
                place += 1
            across, down = int(cell.get("colspan", 1)), int(cell.get("rowspan", 1))
            merge = '<w:vMerge w:val="restart"/>' if down > 1 else ""
            cells.append(f'<w:tc><w:tcPr><w:gridSpan w:val="{across}"/>{merge}</w:tcPr>{_paragraph(cell)}</w:tc>')
            if down > 1:
                hanging[place] = down - 1
            place += across
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return f"<w:tbl>{''.join(rows)}</w:tbl>"

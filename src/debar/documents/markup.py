"""HTML pages and Word documents laid out: paragraphs as lines, tables with their spans."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from debar.documents.docx import body_parts, is_word, parse_part
from debar.documents.flow import Flow
from debar.documents.layout import Layout
from debar.documents.plain import BLOCKS, SILENT, parse_html

_BLANKS = re.compile(r"[\s\xa0]+")
_NUMBER = re.compile(r"\s*(\d{1,6})")


def lay_out_html(content: bytes, name: str) -> Layout:
    """What a reader of the page sees. Raises FormatError when nothing of it can be parsed."""
    flow = Flow(name)
    root = parse_html(content, name)
    silent = kept = 0
    for event, element in etree.iterwalk(root, events=("start", "end")) if root is not None else ():
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            silent += tag in SILENT
            kept += tag == "pre"
            if not silent:
                _open(flow, tag, element)
                _run(flow, element.text or "", is_kept=kept > 0)
            continue
        silent -= tag in SILENT
        kept -= tag == "pre"
        if not silent:
            _close(flow, tag)
            _run(flow, element.tail or "", is_kept=kept > 0)
    return Layout(name, "html", flow.finish())


def _run(flow: Flow, text: str, *, is_kept: bool) -> None:
    """Text between tags: within `pre` each line by itself, else with line ends and runs of blanks as one blank."""
    if not is_kept:
        flow.text(_BLANKS.sub(" ", text))
        return
    for number, line in enumerate(text.splitlines()):
        if number:
            flow.line()
        flow.text(line)
    if text.endswith(("\n", "\r")):
        flow.line()


def _open(flow: Flow, tag: str, element: Any) -> None:
    if tag == "table":
        flow.table()
    elif tag == "tr":
        flow.row()
    elif tag in ("td", "th"):
        flow.cell(across=_span(element.get("colspan")), down=_span(element.get("rowspan")))
    elif tag == "br":
        flow.line()
    elif tag in BLOCKS:
        flow.block()


def _close(flow: Flow, tag: str) -> None:
    if tag == "table":
        flow.end_table()
    elif tag in ("td", "th"):
        flow.end_cell()
    elif tag in BLOCKS:
        flow.block()


def _span(text: str | None) -> int:
    match = _NUMBER.match(text or "")
    return max(int(match[1]), 1) if match else 1


def lay_out_docx(content: bytes, name: str) -> Layout:
    """Headers, the body, then notes and footers. Raises FormatError as `read_docx` does."""
    flow = Flow(name)
    for part, data in body_parts(content, name):
        for event, element in etree.iterwalk(parse_part(data, part), events=("start", "end")):
            word = is_word(element)
            if event == "start":
                _start_word(flow, word, element)
            elif word == "p":
                flow.block()
            elif word == "tc":
                flow.end_cell()
            elif word == "tbl":
                flow.end_table()
    return Layout(name, "docx", flow.finish())


def _start_word(flow: Flow, word: str, element: Any) -> None:
    if word == "p":
        flow.block()
    elif word == "t":
        flow.text(element.text or "")
    elif word == "tab" and is_word(element.getparent()) == "r":
        flow.text("\t")
    elif word in ("br", "cr"):
        flow.line()
    elif word == "noBreakHyphen":
        flow.text("-")
    elif word == "tbl":
        flow.table()
    elif word == "tr":
        flow.row()
    elif word == "tc":
        across, merged = _word_spans(element)
        flow.cell(across=across, continues=merged == "continue", down=1 if merged is None else 0)


def _word_spans(cell: Any) -> tuple[int, str | None]:
    """How many columns a cell spans, and whether it begins (``restart``) or continues one that spans rows."""
    across, merged = 1, None
    for properties in cell:
        if is_word(properties) != "tcPr":
            continue
        for one in properties:
            value = next((text for key, text in one.attrib.items() if key.endswith("}val") or key == "val"), None)
            if is_word(one) == "gridSpan":
                across = _span(value)
            elif is_word(one) == "vMerge":
                merged = value or "continue"
    return across, merged

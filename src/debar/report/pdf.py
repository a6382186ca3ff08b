"""Reports as PDF: headings, paragraphs, lists, tables, SVG figures, links, page numbers. Same input, same bytes.

The pages are laid out by Typst (an extra, ``debar[pdf]``), which brings its own fonts for Latin, Greek and Cyrillic
scripts. Text of other scripts is followed by its Latin form in brackets, so that no name is lost on a machine without a
font for it; where a font is installed, it is used. Text is handed over as data, so nothing in it is read as markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any, BinaryIO, Literal

from anyascii import anyascii

from debar.errors import FormatError, MissingExtraError

#: Runs of letters that the fonts brought along do not have: beyond Latin, Greek, Cyrillic, Hebrew and punctuation.
_OTHER_SCRIPT = re.compile(
    r"[\u0530-\u058F\u0600-\u1DFF\u2C80-\uA63F\uA6A0-\uA71F\uA800-\uFAFF\uFB50-\uFEFE\uFF00-\uFFEF\U00010000-\U0003FFFF]"
    r"(?:[^\u0000-\u052F\u0590-\u05FF\u1E00-\u23FF]|[ ·・](?=[\u0530-\u058F\u0600-\u1DFF\u2E80-\uFAFF]))*"
)
#: What no font draws and no reader sees; direction marks could turn the words around them.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
#: Characters without a blank after which a line may be broken all the same.
_LONG_WORD = re.compile(r"[^\s\u200b]{30}")
_MOST_SVG = 20_000_000


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style; with ``url`` a link.

    ``colour`` is ``#rrggbb`` or empty; ``marked`` text stands on a light ground.
    """

    text: str
    url: str = ""
    bold: bool = False
    italic: bool = False
    mono: bool = False
    colour: str = ""
    marked: bool = False


#: Text of a block: plain words, one run, or several.
Text = str | Run | Sequence[str | Run]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3; the document's title stands above them."""

    text: Text
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: Text


@dataclass(frozen=True, slots=True)
class Notice:
    """A remark set apart, such as what was not checked."""

    text: Text


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; with ``boxes`` each entry has a box to tick."""

    items: Sequence[Text]
    boxes: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header is repeated on each page. ``widths`` are shares of the width, ``right`` columns of numbers.

    Every row must have as many cells as the header.
    """

    header: Sequence[Text]
    rows: Sequence[Sequence[Text]]
    widths: Sequence[float] = ()
    right: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing as SVG; ``alt`` says in words what it shows, ``width`` is percent of the page's text width."""

    svg: str
    alt: str
    caption: Text = ""
    width: int = 100


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Notice | Bullets | Table | Figure | PageBreak


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfDocument:
    """A report: title, a line below it, blocks, and what stands at the foot of each page beside its number.

    ``attached`` is the name and the text of a file that the pdf carries.
    """

    title: str
    blocks: Sequence[Block]
    subtitle: str = ""
    footer: str = ""
    lang: str = "en"
    paper: Literal["us-letter", "a4"] = "us-letter"
    attached: tuple[str, str] = ("", "")


def make_pdf(document: PdfDocument) -> bytes:
    """Return the document as a tagged PDF.

    Raises MissingExtraError when Typst is not installed, FormatError when a figure is no SVG or a table is uneven.
    """
    try:
        import typst  # noqa: PLC0415  an extra
    except ImportError:
        raise MissingExtraError(
            "a pdf needs typst, which is not installed: pip install 'debar[pdf]'; or choose html and print it"
        ) from None
    data = json.dumps(
        {
            "title": _shown(document.title),
            "subtitle": _shown(document.subtitle),
            "footer": _shown(document.footer),
            "lang": document.lang,
            "paper": document.paper,
            "blocks": [_block(block) for block in document.blocks],
        },
        ensure_ascii=False,
    )
    layout = files("debar.report").joinpath("pdf.typ").read_bytes()
    own_fonts = not _OTHER_SCRIPT.search(data)
    name, text = document.attached
    inputs = {"data": data, "attached-name": name, "attached-text": text}
    try:
        made = typst.compile(layout, format="pdf", ignore_system_fonts=own_fonts, sys_inputs=inputs)
    except RuntimeError as error:
        raise FormatError(f"the pdf cannot be laid out: {str(error).splitlines()[0]}") from error
    if not isinstance(made, bytes):
        raise FormatError("the pdf cannot be laid out: nothing was made")
    return made


def write_pdf(document: PdfDocument, out: BinaryIO) -> None:
    """Write the document as PDF. Raises as `make_pdf` does."""
    out.write(make_pdf(document))


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"kind": "heading", "level": min(max(level, 1), 3), "runs": _runs(text)}
        case Paragraph(text):
            return {"kind": "paragraph", "runs": _runs(text)}
        case Notice(text):
            return {"kind": "notice", "runs": _runs(text)}
        case Bullets(items, boxes):
            return {"kind": "bullets", "marker": "box" if boxes else "", "items": [_runs(item) for item in items]}
        case Table():
            return _table(block)
        case Figure():
            return _figure(block)
        case PageBreak():
            return {"kind": "break"}


def _table(table: Table) -> dict[str, Any]:
    columns = len(table.header)
    for number, row in enumerate(table.rows, 1):
        if len(row) != columns:
            raise FormatError(f"table, row {number}: has {len(row)} cells, the header has {columns}")
    if not columns or (table.widths and len(table.widths) != columns):
        raise FormatError(f"table: {len(table.widths)} widths for {columns} columns; give one each, or none")
    return {
        "kind": "table",
        "header": [_runs(cell) for cell in table.header],
        "rows": [[{"runs": _runs(cell)} for cell in row] for row in table.rows],
        "widths": [float(width) for width in table.widths] or [1.0] * columns,
        "right": list(table.right),
    }


def _figure(figure: Figure) -> dict[str, Any]:
    if "<svg" not in figure.svg[:2_000] or len(figure.svg) > _MOST_SVG:
        raise FormatError(f"figure {figure.alt[:60]!r}: no SVG, or more than {_MOST_SVG // 1_000_000} MB of it")
    return {
        "kind": "figure",
        "svg": figure.svg,
        "alt": _clean(figure.alt),
        "caption": _runs(figure.caption) if figure.caption else [],
        "width": min(max(figure.width, 5), 100),
    }


def _runs(text: Text) -> list[dict[str, Any]]:
    return [asdict(run) for run in _as_runs(text)]


def _as_runs(text: Text) -> Iterator[Run]:
    parts: Iterable[str | Run] = (text,) if isinstance(text, (str, Run)) else text
    for part in parts:
        run = Run(part) if isinstance(part, str) else part
        url = run.url if re.match(r"https?://[^\s]+$|mailto:[^\s]+$", run.url) else ""
        colour = run.colour if re.fullmatch(r"#[0-9A-Fa-f]{6}", run.colour) else ""
        yield Run(_shown(run.text), url, run.bold, run.italic, run.mono, colour, run.marked)


def _clean(text: str) -> str:
    return _UNSEEN.sub("", text.replace("\t", " ").replace("\r", ""))


def _shown(text: str) -> str:
    """The text as it is set: other scripts with their Latin form, long words with places to break them."""
    told = _OTHER_SCRIPT.sub(_with_latin, _clean(text))
    return _LONG_WORD.sub(lambda found: f"{found[0]}\u200b", told)


def _with_latin(found: re.Match[str]) -> str:
    latin = " ".join(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", anyascii(found[0])).split())
    return f"{found[0]} [{latin}]" if latin else found[0]

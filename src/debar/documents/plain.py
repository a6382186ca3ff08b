"""Text and HTML files."""

from __future__ import annotations

import codecs
import re
from typing import Any

from lxml import etree

from debar.documents.limits import MAX_TEXT
from debar.errors import FormatError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_LINES = re.compile(r"\r\n?")
#: Characters that no text shows, within a word too: controls (tab, line feed and form feed stay), soft hyphens, joiners
#: of no width, and those that turn the direction of writing.
UNSEEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BLANKS = re.compile(r"[^\S\n\xa0]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
#: A blank of preformatted text until the end: no text holds it, as it is unseen.
_KEPT = "\0"
#: Elements that begin and end a paragraph.
BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
#: Elements whose text is not shown.
SILENT = frozenset({"script", "style", "head", "template", "noscript", "svg", "object", "iframe", "textarea", "select"})
_PARSER: dict[str, Any] = {
    "no_network": True,
    "huge_tree": False,
    "recover": True,
    "remove_comments": True,
    "remove_pis": True,
}


def read_text(content: bytes, name: str) -> list[str]:
    """The pages of a text file, divided by form feeds; one without them. Raises FormatError when it is too long."""
    text = UNSEEN.sub("", _LINES.sub("\n", decode(content)))
    if len(text) > MAX_TEXT:
        raise FormatError(f"{name}: more than {MAX_TEXT:,} characters. Give the part that holds the terms.")
    return text.split("\f")


def decode(content: bytes, charset: str = "") -> str:
    """The characters of a file: by its byte order mark, else as UTF-8, else as ``charset``, else as Windows-1252."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    for encoding in ("utf-8", charset):
        try:
            return content.decode(encoding) if encoding else content.decode("cp1252", errors="replace")
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("cp1252", errors="replace")


def read_html(content: bytes, name: str) -> str:
    """What a reader of the page sees: a blank line between blocks, scripts and styles left out.

    Raises FormatError when nothing of it can be parsed.
    """
    root = parse_html(content, name)
    return "" if root is None else _shown(root)


def parse_html(content: bytes, name: str) -> Any:
    """The root element of the page, None when it is empty. Raises FormatError when nothing of it can be parsed."""
    charset = _CHARSET.search(content[:4096])
    text = decode(content, charset[1].decode("ascii") if charset else "")
    parser = etree.HTMLParser(encoding="utf-8", **_PARSER)
    try:
        root = etree.fromstring(UNSEEN.sub("", text).encode("utf-8", errors="replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FormatError(f"{name}: cannot be parsed as HTML ({error}). Save the page again, or as text.") from error
    return root


def _shown(root: Any) -> str:
    parts: list[str] = []
    silent = kept = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            silent += tag in SILENT
            kept += tag == "pre"
            if not silent:
                parts.append("\n" if tag == "br" else "\n\n" if tag in BLOCKS else "")
                parts.append(_run(element.text or "", is_kept=kept > 0))
            continue
        silent -= tag in SILENT
        kept -= tag == "pre"
        if not silent:
            parts.append("\n\n" if tag in BLOCKS else "")
            parts.append(_run(element.tail or "", is_kept=kept > 0))
    lines = "\n".join(line.rstrip(f" {_KEPT}").lstrip(" ") for line in "".join(parts).split("\n"))
    return _EMPTY_LINES.sub("\n\n", lines).strip("\n").replace(_KEPT, " ")


def _run(text: str, *, is_kept: bool) -> str:
    """Text between tags: as it stands within `pre`, else with line ends and runs of blanks as one blank."""
    if is_kept:
        return text.expandtabs().replace(" ", _KEPT)
    return _BLANKS.sub(" ", text.replace("\n", " "))

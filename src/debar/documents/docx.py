"""Word documents (Office Open XML, ECMA-376): the running text, without tracked deletions."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from lxml import etree

from debar.documents.limits import FREE, MAX_MEMBERS, MAX_RATIO, MAX_TEXT, MAX_UNPACKED
from debar.errors import FormatError

BODY = "word/document.xml"
_NOTES = re.compile(r"word/(?:footnotes|endnotes|header\d{0,3}|footer\d{0,3})\.xml")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


def read_docx(content: bytes, name: str) -> str:
    """The text of the body, then of notes, headers and footers: a blank line between paragraphs.

    Raises FormatError when it is no Word document, is broken, has a password, brings a document type of its own, or
    unpacks to more than a document can be.
    """
    parts = [_paragraphs(data, part) for part, data in body_parts(content, name)]
    text = "\n\n".join(text for text in parts if text)
    if len(text) > MAX_TEXT:
        raise FormatError(f"{name}: more than {MAX_TEXT:,} characters. Give the part that holds the terms.")
    return text


def body_parts(content: bytes, name: str) -> list[tuple[str, bytes]]:
    """The parts of a Word document that hold its text, the body first; raises as `read_docx` does."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if len(names) > MAX_MEMBERS:
                raise FormatError(
                    f"{name}: {len(names):,} parts, more than {MAX_MEMBERS:,}; no Word document has so many."
                )
            if BODY not in names:
                raise FormatError(f"{name}: a zip archive without {BODY}, so no Word document. Give the file inside.")
            parts = [BODY, *sorted(part for part in set(names) if _NOTES.fullmatch(part))]
            return [(f"{name}/{part}", _unpacked(archive, part, name)) for part in parts]
    except FormatError:
        raise
    except _BROKEN as error:
        raise FormatError(
            f"{name}: cannot be unpacked ({error}). Open it in a word processor and save it again."
        ) from error


def _unpacked(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    """The bytes of one part. The sizes that the archive declares are not believed: what comes out is counted."""
    packed = archive.getinfo(part).compress_size
    allowed = min(MAX_UNPACKED, max(FREE, packed * MAX_RATIO))
    with archive.open(part) as stream:
        data = stream.read(allowed + 1)
    if len(data) > allowed:
        raise FormatError(
            f"{name}/{part}: unpacks to more than {allowed >> 20} MB; not read, "
            "as such a file is built to fill a machine."
        )
    return data


def _paragraphs(data: bytes, name: str) -> str:
    return "\n\n".join(text for text in _texts(parse_part(data, name)) if text.strip())


def parse_part(data: bytes, name: str) -> Any:
    """The root element of a part. Raises FormatError when it is broken or brings a document type."""
    try:
        root: Any = etree.fromstring(data, etree.XMLParser(**_SAFE))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FormatError(f"{name}: broken XML ({error}). Open it in a word processor and save it again.") from error
    if root.getroottree().docinfo.doctype:
        raise FormatError(f"{name}: brings a document type, which no Word document has; not read.")
    return root


def is_word(element: Any) -> str:
    """The name of a word processing element, without its name space; empty for any other."""
    tag = str(element.tag).replace(_STRICT, _WORD) if element is not None else ""
    return tag.removeprefix(_WORD) if tag.startswith(_WORD) else ""


def _texts(root: Any) -> Iterator[str]:
    """The text of every paragraph; one within another (a text box) comes after the words before it."""
    parts: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = str(element.tag).replace(_STRICT, _WORD)
        if tag == f"{_WORD}p":
            yield "".join(parts).strip()
            parts = []
        elif event == "start" and tag == f"{_WORD}t":
            parts.append(element.text or "")
        elif event == "start" and tag in (f"{_WORD}tab", f"{_WORD}br", f"{_WORD}cr"):
            parts.append("\t" if tag.endswith("tab") else "\n")
        elif event == "start" and tag == f"{_WORD}noBreakHyphen":
            parts.append("-")
    yield "".join(parts).strip()

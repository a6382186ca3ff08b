"""From a path to a document: the kind told by content, sizes bounded."""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

from debar.documents.document import Document, paged
from debar.documents.docx import read_docx
from debar.documents.limits import MAX_FILE
from debar.documents.pdf import OCR, read_pdf
from debar.documents.plain import UNSEEN, read_html, read_text
from debar.errors import FormatError, InputError

_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|div|p|section|article|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_OTHER = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel file; save it as docx"),
    (b"{\\rtf", "an RTF document; save it as docx"),
    (b"\x89PNG", f"a picture; it {OCR}"),
    (b"\xff\xd8\xff", f"a picture; it {OCR}"),
    (b"II*\x00", f"a picture; it {OCR}"),
    (b"MM\x00*", f"a picture; it {OCR}"),
    (b"\x1f\x8b", "packed; unpack it and give the file inside"),
)
#: Of so many bytes at the start, this share may be control characters.
_HEAD, _MOST_CONTROL = 4096, 0.02
_CONTROL = bytes(range(9)) + bytes(range(14, 27))


def read_document(path: str | Path) -> Document:
    """Read the file at ``path`` (``-``: standard input) as pdf, docx, html or text.

    Raises InputError when there is no such file, FormatError when its content is empty, broken, of another kind, too
    large, or a scan without text (needs OCR).
    """
    return document_of(_content(path), "-" if str(path) == "-" else Path(path).name)


def document_of(content: bytes, name: str) -> Document:
    """As `read_document`, for bytes in hand; ``name`` is what messages call it."""
    if not content.strip():
        raise FormatError(f"{name}: is empty. Give a pdf, docx, html or text file.")
    digest = hashlib.sha256(content).hexdigest()
    if b"%PDF-" in content[:1024]:
        texts, notes = read_pdf(content, name)
        text, pages = paged([UNSEEN.sub("", each) for each in texts])
        return Document(name, "pdf", digest, text, pages, notes)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Document(name, "docx", digest, _some(read_docx(content, name), name), ())
    for magic, what in _OTHER:
        if content.startswith(magic):
            raise FormatError(f"{name}: {what}.")
    if is_html(content):
        return Document(name, "html", digest, _some(read_html(content, name), name), ())
    if _is_binary(content):
        raise FormatError(f"{name}: is binary, no text. Give a pdf, docx, html or text file.")
    texts = read_text(content, name)
    if len(texts) == 1:
        return Document(name, "txt", digest, _some(texts[0], name), ())
    text, pages = paged(texts)  # without unseen characters already
    return Document(name, "txt", digest, _some(text, name), pages)


def is_html(content: bytes) -> bool:
    """Whether these bytes begin as a page does."""
    return bool(_HTML.match(content.removeprefix(b"\xef\xbb\xbf")[:_HEAD]))


def _some(text: str, name: str) -> str:
    text = UNSEEN.sub("", text)
    if not text.strip():
        raise FormatError(f"{name}: holds no text. If it shows pictures of text, it {OCR}.")
    return text


def _is_binary(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    head = content[:_HEAD]
    return len(head) - len(head.translate(None, _CONTROL)) > len(head) * _MOST_CONTROL


def _content(path: str | Path) -> bytes:
    if str(path) == "-":
        content = sys.stdin.buffer.read(MAX_FILE + 1)
        return _bounded(content, "-")
    path = Path(path)
    if path.is_dir():
        raise InputError(f"{path}: is a directory. Give a file in it.")
    try:
        with path.open("rb") as file:
            return _bounded(file.read(MAX_FILE + 1), str(path))
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such file. Check the name and the directory you are in.") from error
    except PermissionError as error:
        raise InputError(f"{path}: may not be read by you. Check its permissions.") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be opened ({error.strerror}). Check the name.") from error


def _bounded(content: bytes, name: str) -> bytes:
    if len(content) > MAX_FILE:
        raise FormatError(f"{name}: more than {MAX_FILE >> 20} MB. Give the part that holds the terms.")
    return content

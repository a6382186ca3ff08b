"""Text recognition by tesseract, where it is installed: a page as a picture in, printed lines out."""

from __future__ import annotations

import csv
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

from pypdf import PageObject

from debar.documents.layout import Line
from debar.documents.limits import MAX_PICTURE, OCR_PAGES, OCR_SECONDS
from debar.documents.pdf_lines import Piece, lines_of_pieces

#: Dots per inch of a page drawn for recognition, and the confidence below which a word is left out.
_DPI, _LEAST_SURE = 300, 20.0
_LINE_LEVEL, _WORD_LEVEL = "4", "5"
#: What the rules of a table are taken for.
_RULES = "|{}[]_—~"


class Recogniser:
    """Reads pages of one PDF; a context manager, as it keeps the file and the pictures in a folder of its own.

    ``problem`` says why a page was not read although tesseract is there; empty when it is not.
    """

    def __init__(self, content: bytes, name: str) -> None:
        self._content = content
        self._name = name
        self._tesseract = shutil.which("tesseract")
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._left = OCR_PAGES
        self.problem = ""

    def __enter__(self) -> Recogniser:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._folder:
            self._folder.cleanup()

    @cached_property
    def version(self) -> str:
        """``tesseract 5.3.0``."""
        said = _run([str(self._tesseract), "--version"])
        return said.split("\n", 1)[0].strip() or "tesseract"

    def lines(self, page: PageObject, number: int) -> list[Line]:
        """The lines of the page as recognised; none when nothing was, or no tesseract is installed."""
        if not self._tesseract:
            return []
        self._left -= 1
        if self._left < 0:
            self.problem = f"needs OCR: only {OCR_PAGES} pages of a file are recognised here; use ocrmypdf for all"
            return []
        picture = self._drawn(number) or self._embedded(page)
        if picture is None:
            self.problem = "needs OCR: install poppler-utils, which draws the page, and run this again"
            return []
        return recognise(picture, number, str(self._tesseract))

    def _place(self) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="debar-")
            (Path(self._folder.name) / "file.pdf").write_bytes(self._content)
        return Path(self._folder.name)

    def _drawn(self, number: int) -> Path | None:
        """The page drawn by pdftoppm, where that is installed."""
        program = shutil.which("pdftoppm")
        if not program:
            return None
        root = self._place() / f"page{number}"
        area = ["-f", str(number), "-l", str(number), "-singlefile", "-gray", "-r", str(_DPI), "-scale-to", "4000"]
        _run([program, *area, str(self._place() / "file.pdf"), str(root)])
        picture = root.with_suffix(".pgm")
        return picture if picture.exists() else None

    def _embedded(self, page: PageObject) -> Path | None:
        """The largest picture on the page, as it stands in the file, when it is of a kind tesseract reads."""
        resources: Any = page.get("/Resources")
        pictures = resources.get_object().get("/XObject", {}).get_object() if resources is not None else {}
        found = [pictures[name].get_object() for name in pictures]
        found = [one for one in found if one.get("/Subtype") == "/Image" and _area(one) <= MAX_PICTURE]
        for one in sorted(found, key=_area, reverse=True):
            written = _picture_file(one)
            if written:
                path = self._place() / "picture"
                path.write_bytes(written)
                return path
        return None


def _area(picture: Any) -> int:
    return int(picture.get("/Width", 0)) * int(picture.get("/Height", 0))


def _picture_file(picture: Any) -> bytes | None:
    """The picture as a jpeg, or as a portable any map (netpbm) when it is plain grey or red, green, blue."""
    filters = picture.get("/Filter")
    names = [str(filters)] if isinstance(filters, str) else [str(one) for one in filters or []]
    if names == ["/DCTDecode"]:
        data: bytes = picture._data  # noqa: SLF001 - the bytes as they stand, still a jpeg
        return data
    kinds = {("/DeviceGray", 8): b"P5", ("/DeviceRGB", 8): b"P6"}
    kind = kinds.get((str(picture.get("/ColorSpace")), int(picture.get("/BitsPerComponent", 0))))
    if kind is None or any(name != "/FlateDecode" for name in names):
        return None
    return b"%s %d %d 255\n" % (kind, picture["/Width"], picture["/Height"]) + bytes(picture.get_data())


def recognise(picture: Path, page: int | None, program: str) -> list[Line]:
    """The printed lines of a picture."""
    said = _run([program, str(picture), "stdout", "--dpi", str(_DPI), "--psm", "4", "tsv"])
    pieces: list[Piece] = []
    bottom, size = 0.0, 1.0
    for word in csv.DictReader(said.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        left, top, wide, high = (float(word.get(key) or 0) for key in ("left", "top", "width", "height"))
        if word.get("level") == _LINE_LEVEL:
            bottom, size = top + high, high
        text = (word.get("text") or "").strip().strip(_RULES)
        if (
            word.get("level") == _WORD_LEVEL
            and any(map(str.isalnum, text))
            and float(word.get("conf") or 0) >= _LEAST_SURE
        ):
            pieces.append(Piece(left, left + wide, -bottom, size, text, 0, (True, True)))
    return lines_of_pieces(pieces, page)


def _run(command: list[str]) -> str:
    """What the program says; empty when it fails or takes too long."""
    run: Callable[..., subprocess.CompletedProcess[bytes]] = subprocess.run
    try:
        done = run(command, capture_output=True, timeout=OCR_SECONDS, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", errors="replace")

"""Documents made by hand: a PDF out of its objects, a docx out of its parts."""

from __future__ import annotations

import io
import zipfile
import zlib
from html import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(pages: list[list[str]], *, extra: dict[str, bytes] | None = None, content: bytes | None = None) -> bytes:
    """A PDF with these lines on its pages; ``content`` replaces what every page draws, ``extra`` are named forms."""
    objects: list[bytes] = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    forms = b""
    for name, stream in (extra or {}).items():
        objects.append(stream)
        forms += f"/{name} {len(objects)} 0 R ".encode()
    kids = []
    for lines in pages:
        drawn = content if content is not None else _drawn(lines)
        packed = zlib.compress(drawn)
        objects.append(b"<< /Length %d /Filter /FlateDecode >> stream\n%s\nendstream" % (len(packed), packed))
        resources = b"<< /Font << /F1 3 0 R >> /XObject << %s >> >>" % forms
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources %s /Contents %d 0 R >>"
            % (resources, len(objects))
        )
        kids.append(f"{len(objects)} 0 R")
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return _file(objects)


def _drawn(lines: list[str]) -> bytes:
    shown = b"".join(
        b"(%s) Tj T* " % line.encode("latin-1").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        for line in lines
    )
    return b"BT /F1 11 Tf 14 TL 40 740 Td " + shown + b"ET"


def _file(objects: list[bytes]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def form(stream: bytes, draws: str = "") -> bytes:
    """A form that draws ``stream``; ``draws`` are the resources it names."""
    return (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << %s >> >> /Length %d >> "
        b"stream\n%s\nendstream"
    ) % (draws.encode(), len(stream), stream)


def docx(paragraphs: list[str], parts: dict[str, bytes] | None = None, body: bytes | None = None) -> bytes:
    """A Word document with these paragraphs; ``body`` replaces its main part, ``parts`` are added."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        written = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
        whole = f'<w:document xmlns:w="{WORD}"><w:body>{written}</w:body></w:document>'.encode()
        archive.writestr("word/document.xml", whole if body is None else body)
        for name, data in (parts or {}).items():
            archive.writestr(name, data)
    return out.getvalue()

"""Words of a picture that a person wrote out: the picture stays the evidence, the words are said to be the person's."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from debar.dossiers.evidence import Source
from debar.errors import FormatError, InputError
from debar.model.dossiers import Record

#: How pictures, and the files that hold them, begin.
_PICTURES = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8")
#: What tells whoever may not know of it.
WAY_OUT = "Or write its words out and give them with --transcription FILE --by NAME."


@dataclass(frozen=True, slots=True)
class Transcription:
    """The bytes (UTF-8) of what ``by`` wrote out."""

    content: bytes
    by: str

    @property
    def text(self) -> str:
        """The words. Raises InputError where they are no text."""
        try:
            text = self.content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise InputError("--transcription: is no text in UTF-8; save the words as a plain text file") from None
        if not text.strip() or "\0" in text:
            raise InputError("--transcription: holds no words; write out what the picture shows")
        return text

    @property
    def note(self) -> str:
        """How the words are marked wherever they are shown."""
        return f"transcribed by {self.by}; the document itself is a picture"

    def source(self, picture: bytes, name: str) -> Source:
        """The picture as evidence with these words. Raises FormatError for a file whose own words can be read."""
        if not picture.startswith(_PICTURES):
            raise FormatError(f"{name}: is no picture: its own words are read; give it without --transcription")
        digest = hashlib.sha256(self.content).hexdigest()
        notes = (self.note, f"sha256 of the transcription {digest}")
        kind = f"picture, transcribed by {self.by}"
        return Source(name, kind, hashlib.sha256(picture).hexdigest(), self.text, notes=notes)

    def mark(self, record: Record) -> Record:
        """The record, marked."""
        return replace(record, notes=(*record.notes, self.note))

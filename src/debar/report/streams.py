"""Where the bytes of formats that are no text go."""

from __future__ import annotations

from typing import BinaryIO, TextIO

from debar.errors import InputError


def bytes_of(out: TextIO, format_: str) -> BinaryIO:
    """The stream of bytes under a text stream.

    Raises:
        InputError: there is none, or it is a terminal, which bytes of this format would disturb.
    """
    buffer = getattr(out, "buffer", None)
    if buffer is None or out.isatty():
        raise InputError(f"{format_} is no text: name a file with -o report.{format_}")
    out.flush()
    stream: BinaryIO = buffer
    return stream

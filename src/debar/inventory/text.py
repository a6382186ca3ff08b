"""Lines of text in whatever encoding they come, one by one, in bounded memory."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from debar.tables import Member
from debar.tables.limits import CHUNK, HEAD

#: Characters of one line that are read; the rest of a longer one is left out.
LONGEST = 100_000
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def encoding_of(head: bytes) -> str:
    """How the text is written: by its mark, by its zero bytes, as UTF-8, else as Windows writes Western text."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    sample = head[:4096]
    if len(sample) >= 8 and sample[1::2].count(0) > len(sample) * 0.3:
        return "utf-16-le"
    if len(sample) >= 8 and sample[0::2].count(0) > len(sample) * 0.3:
        return "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def head_text(member: Member) -> str:
    """The begin of a member as text, without reading it away."""
    head = member.stream.peek(HEAD)
    return head.decode(encoding_of(head), "replace").removeprefix("\ufeff")


def lines(member: Member) -> Iterator[str]:
    """The lines of a member, without their ends; no line is longer than ``LONGEST`` characters."""
    decoder = codecs.getincrementaldecoder(encoding_of(member.stream.peek(HEAD)))("replace")
    carry = ""
    ended = False
    while not ended:
        block = member.stream.read(CHUNK)
        ended = not block
        text = carry + decoder.decode(block, final=ended)
        *whole, carry = text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if text else [""]
        for line in whole:
            yield line.strip("\ufeff\0")[:LONGEST]
        carry = carry[-LONGEST:] if len(carry) > LONGEST * 10 else carry
    if carry:
        yield carry.strip("\ufeff\0")[:LONGEST]

"""Scans and captures in XML, read as a stream: no document type with entities, no network, bounded memory.

A file that breaks off gives what was whole before the break, and says so.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from debar.errors import FormatError
from debar.inventory.text import encoding_of
from debar.tables import Member
from debar.tables.limits import CHUNK, HEAD
from debar.tables.streams import Stream

__all__ = ["Element", "Elements", "as_utf8", "children", "local_name", "parse_fragment", "text_of"]

#: Most bytes between the ends of two records.
APART = 64 << 20
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
#: nmap writes ``<!DOCTYPE nmaprun>``; only one with a subset of its own declares something.
_SUBSET = re.compile(rb"<!DOCTYPE[^>\[]{0,1000}\[", re.IGNORECASE)
_SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
_SAFE |= {"remove_comments": True, "remove_pis": True}

_DECLARED = re.compile(r"""^\ufeff?(\s*<\?xml[^>]{0,200}?)\sencoding\s*=\s*(?:"[^"]*"|'[^']*')""")
_TAG = re.compile(r"\ufeff?\s*<[?!A-Za-z]")


def as_utf8(member: Member) -> Member:
    """The member itself; XML that is written in UTF-16 as XML in UTF-8."""
    head = member.stream.peek(HEAD)
    encoding = encoding_of(head)
    if not encoding.startswith("utf-16") or not _TAG.match(head[:512].decode(encoding, "replace")):
        return member
    return replace(member, kind="xml", stream=Stream(_Recoded(member.stream, encoding), member.stream.name))


class _Recoded:
    """A stream of UTF-16 text as UTF-8, without its mark and without the encoding that its head declares."""

    def __init__(self, stream: Stream, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._begun = False

    def read(self, size: int = CHUNK, /) -> bytes:
        text, ended = "", False
        while not text and not ended:
            block = self._stream.read(size)
            ended = not block
            text = self._decoder.decode(block, final=ended)
        if not self._begun:
            self._begun = True
            text = _DECLARED.sub(r"\1", text).removeprefix("\ufeff")
        return text.encode("utf-8", "replace")


class Elements:
    """The outermost elements of these local names in one file, in order; read once.

    ``problem`` says, once they were read, why the file ended before its end; empty when it is whole.
    """

    def __init__(self, member: Member, names: Sequence[str]) -> None:
        head = member.stream.peek(HEAD)
        if _ENTITY.search(head) or _SUBSET.search(head):
            raise FormatError(f"{member.name}: brings a document type with entities, which no scan has; not read.")
        self._member = member
        self._names = names
        self.problem = ""

    def __iter__(self) -> Iterator[Element]:
        wanted = [f"{{*}}{name}" for name in self._names]
        parser = etree.XMLPullParser(events=("start", "end"), tag=wanted, **_SAFE)
        depth, since = 0, 0
        try:
            while block := self._member.stream.read(CHUNK):
                since += len(block)
                parser.feed(block)
                for event, element in _events(parser):
                    depth += 1 if event == "start" else -1
                    if depth == 0 and event == "end":
                        since = 0
                        yield element
                        _forget(element)
                if since > APART:
                    raise FormatError(f"{self._member.name}: more than {APART >> 20} MB in one record; not read on.")
            parser.close()
        except etree.XMLSyntaxError as error:
            line = error.lineno or 1
            self.problem = f"breaks off or is broken at line {line} ({_short(error.msg)}); read up to there"


def _events(parser: Any) -> Iterator[tuple[str, Element]]:
    yield from parser.read_events()


def _forget(element: Element) -> None:
    """Free an element that was read, and all that ended before it."""
    element.clear()
    here = element
    while (parent := here.getparent()) is not None:
        while here.getprevious() is not None:
            del parent[0]
        here = parent


def parse_fragment(data: bytes) -> Element | None:
    """The root of a small document (a packet); None when it is no XML, or brings a document type."""
    if _ENTITY.search(data) or b"<!DOCTYPE" in data:
        return None
    try:
        root: Element = etree.fromstring(data, etree.XMLParser(**_SAFE))
    except etree.XMLSyntaxError:
        return None
    return root


def local_name(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element, name: str) -> Iterator[Element]:
    """The children of this local name."""
    yield from element.iterchildren(f"{{*}}{name}")


def text_of(element: Element, *path: str) -> str:
    """The text of the first descendant along a path of local names, blanks made single; empty when there is none."""
    here: Element | None = element
    for name in path:
        here = next(children(here, name), None) if here is not None else None
    return " ".join("".join(map(str, here.itertext())).split()) if here is not None else ""


def _short(reason: object) -> str:
    return " ".join(str(reason).split(", line")[0].split())[:120]

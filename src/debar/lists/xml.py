"""Official lists in XML, read as a stream: no document type, no entities, no network, memory that does not grow.

A file that brings a document type with it is refused before anything is parsed: no official list has one, and only
with one can an entity be declared. Nesting, the length of one value and the bytes between two records are bounded.
Every error names the file and the line.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from lxml import etree
from lxml.etree import _Element as Element

from debar.errors import FormatError
from debar.lists.parsing import HEAD, File, Log

__all__ = [
    "APART",
    "Element",
    "children",
    "iterate",
    "local_name",
    "recognise_root",
    "records",
    "root_attributes",
    "text",
]

#: Most bytes of a file between the ends of two records, and so in memory at a time.
APART = 16 * 1024 * 1024

_ADVICE = re.compile(r",? (?:use|try) XML_PARSE_HUGE|, line \d")
_PAGE = (b"<!doctype html", b"<html")
_AGAIN = "Keep the edition before it and fetch the file again."


class _RootFoundError(Exception):
    """Ends the reading of a head at its first element."""


class _DoctypeError(Exception):
    """Ends the reading of a head at its document type."""


class _Head:
    """What stands before the first element, and that element's name and attributes."""

    def __init__(self) -> None:
        self.tag = ""
        self.attributes: dict[str, str] = {}

    def doctype(self, name: str, *_: Any) -> None:
        raise _DoctypeError(name or "")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.tag = tag
        self.attributes = dict(attributes)
        raise _RootFoundError

    def close(self) -> None:
        """Nothing to give back."""


def _read_head(head: bytes, where: str) -> _Head:
    """The root element as the head shows it. Raises FormatError when there is none, or a document type before it."""
    if not head.strip():
        raise FormatError(f"{where}: the file is empty. {_AGAIN}")
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower().startswith(_PAGE):
        raise FormatError(f"{where}: is a web page, not a list; the address or the server is wrong. {_AGAIN}")
    found = _Head()
    target: Any = found
    parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        parser.feed(head)
    except _RootFoundError:
        return found
    except _DoctypeError as error:
        raise FormatError(
            f"{where}: brings a document type ({str(error)[:60]}) with it, which no official list does; not read"
        ) from None
    except etree.XMLSyntaxError as error:
        raise FormatError(f"{where}, line {error.lineno or 1}: is no XML ({_short(error.msg)}). {_AGAIN}") from None
    raise FormatError(f"{where}: no element begins within its first {HEAD:,} bytes; it is no list in XML. {_AGAIN}")


def _split(tag: str) -> tuple[str, str]:
    namespace, _, name = tag.rpartition("}")
    return namespace.removeprefix("{"), name


def _short(reason: object) -> str:
    """What the parser says, on one line, without its own advice and place."""
    return " ".join(_ADVICE.split(str(reason))[0].split())[:200]


def _is_entity(logged: Any) -> bool:
    return logged is not None and "ENTITY" in logged.type_name


def recognise_root(head: bytes) -> tuple[str, str]:
    """Return (namespace, local name) of the root element; ``("", "")`` when the head shows no XML fit to be read."""
    try:
        return _split(_read_head(head, "").tag)
    except FormatError:
        return "", ""


def root_attributes(file: File) -> Mapping[str, str]:
    """Return the attributes of the root element. Raises FormatError when the file is no XML fit to be read."""
    return _read_head(file.head(), file.name).attributes


class _Counted:
    """A stream that refuses to give more than ``APART`` bytes between two records."""

    def __init__(self, stream: BinaryIO, file: File, tags: Sequence[str]) -> None:
        self._stream = stream
        self._file = file
        self._tags = tags
        self._since = 0
        self.ended = False

    def read(self, size: int = -1) -> bytes:
        block = self._stream.read(size if size > 0 else HEAD)
        self.ended = not block
        self._since += len(block)
        if self._since > APART:
            wanted = " or ".join(_split(tag)[1] for tag in self._tags)
            raise FormatError(
                f"{self._file.name}: more than {APART >> 20} MiB without the end of a {wanted}; it is no such list"
            )
        return block

    def record_ended(self) -> None:
        self._since = 0


def _forget(element: Element) -> None:
    """Free an element that was read, and all that ended before it."""
    element.clear()
    here = element
    while (parent := here.getparent()) is not None:
        while here.getprevious() is not None:
            del parent[0]
        here = parent


def iterate(file: File, tags: Sequence[str]) -> Iterator[Element]:
    """Yield every outermost element with one of these tags (``name`` in any namespace, or ``{namespace}name``).

    Each is whole when yielded, with its line in ``sourceline``, and emptied when the next one is asked for: keep
    values, not elements. Comments and processing instructions are left out.

    Raises FormatError, naming file and line, when the file is empty, a web page, broken or broken off, brings a
    document type, nests too deep, or holds ``APART`` bytes without the end of such an element.
    """
    _read_head(file.head(), file.name)
    wanted = [tag if tag.startswith("{") else f"{{*}}{tag}" for tag in tags]
    with file.open() as stream:
        counted = _Counted(stream, file, wanted)
        events = etree.iterparse(
            counted,
            events=("start", "end"),
            tag=wanted,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        depth = 0
        try:
            for event, element in events:
                depth += 1 if event == "start" else -1
                if depth == 0 and event == "end":
                    counted.record_ended()
                    yield element
                    _forget(element)
        except etree.XMLSyntaxError as error:
            logged = next((entry for entry in events.error_log if entry.level_name == "FATAL"), None)
            line, reason = (logged.line, logged.message) if logged else (error.lineno or 1, error.msg)
            how = (
                "breaks off, the file is not whole" if counted.ended and not _is_entity(logged) else "the XML is broken"
            )
            raise FormatError(f"{file.name}, line {line}: {how} ({_short(reason)}). {_AGAIN}") from None


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return _split(element.tag)[1]


def children(element: Element, name: str) -> Iterator[Element]:
    """Yield the children with this local name, in any namespace."""
    yield from element.iterchildren(f"{{*}}{name}")


def text(element: Element, *path: str) -> str:
    """Return the text of the first descendant along a path of local names, spaces made single; empty when none."""
    here: Element | None = element
    for name in path:
        here = next(children(here, name), None) if here is not None else None
    return " ".join((here.text or "").split()) if here is not None else ""


def records(
    file: File, tags: Sequence[str], *, known: Collection[str], needed: Sequence[str], log: Log
) -> Iterator[Element]:
    """Yield the records as :func:`iterate`, counted in ``log.rows``; an element of theirs that is new is warned of.

    Raises FormatError, after the last record, when none of them had an element that is needed.
    """
    seen: set[str] = set()
    for element in iterate(file, tags):
        log.rows += 1
        for child in sorted({local_name(child) for child in element} - seen):
            seen.add(child)
            if child not in known:
                log.warn(f"{file.name}, line {element.sourceline}", f"element {child} is new; it is not read")
        yield element
    missing = [name for name in needed if name not in seen]
    if missing:
        raise FormatError(
            f"{file.name}: none of its {log.rows} records has the element {missing[0]}; the layout changed"
        )

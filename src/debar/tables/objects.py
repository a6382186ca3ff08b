"""Records written as JSON objects: one a line (jsonl), or a list of them in one document. Nested fields are flattened.

A field in an object is named ``outer/inner``; a list of plain values is joined by ``; ``, one of objects kept as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from debar.errors import FormatError
from debar.tables.delimited import TOO_LONG_REASON, Chunk
from debar.tables.limits import CHUNK, MAX_RECORD
from debar.tables.streams import Stream

_ROWS = 512
_LOOK = 2_000
_DEPTH = 6
_NAMED = re.compile(r"\.(?:jsonl|ndjson)(?:\.(?:gz|bz2|xz|zst))?$", re.IGNORECASE)

#: What a line of jsonl holds: an object, None for a blank line, or the reason why it holds none.
Line = Mapping[str, Any] | str | None
Records = Iterable[Line]


def is_named_lines(name: str) -> bool:
    """True when the file's name says that each line of it is an object."""
    return bool(_NAMED.search(name))


def is_lines(head: bytes) -> bool:
    """True when the first line is a whole JSON object by itself (jsonl), False for a document."""
    first, newline, rest = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    if not newline or not rest.strip():
        return False
    try:
        return isinstance(json.loads(first), dict)
    except RecursionError:
        return True
    except ValueError:
        return False


def document(stream: Stream) -> Any:
    """The JSON document in ``stream``. Raises `FormatError` when it is none, or too large to be held."""
    data = stream.read_all()
    try:
        return _loads(data.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{stream.name}: is not valid JSON ({error}). Export it again, or as csv.") from error


def lines(stream: Stream) -> Iterator[Line]:
    """What each line of ``stream`` holds."""
    carry = b""
    skipping = False
    while chunk := stream.read(CHUNK):
        *whole, carry = (carry + chunk).split(b"\n")
        for position, line in enumerate(whole):
            if skipping and position == 0:
                skipping = False
                yield TOO_LONG_REASON
            else:
                yield _object(line)
        if len(carry) > MAX_RECORD:
            skipping = True
        if skipping:
            carry = b""
    if skipping:
        yield TOO_LONG_REASON
    elif carry.strip():
        yield _object(carry)


def _object(line: bytes) -> Line:
    text = line.strip().removeprefix(b"\xef\xbb\xbf")
    if not text:
        return None
    try:
        value = _loads(text)
    except json.JSONDecodeError as error:
        return f"not valid JSON ({error.msg})"  # without the place: one reason for many lines
    except UnicodeDecodeError:
        return "not valid JSON (not UTF-8)"
    except (ValueError, RecursionError):
        return "not valid JSON (nested too deep, or a number too long)"
    return value if isinstance(value, dict) else "not a JSON object"


def _loads(data: bytes) -> Any:
    """The JSON value; half a surrogate pair, which JSON can spell and no text can hold, becomes a question mark."""
    value = json.loads(data)
    if b"\\ud" in data or b"\\uD" in data:
        return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    return value


def records_in(value: Any) -> list[Mapping[str, Any]] | None:
    """The list of records a JSON document holds: itself, or its only list of objects (such as ``results``)."""
    if isinstance(value, list):
        return value if value and all(isinstance(item, dict) for item in value) else None
    if isinstance(value, dict):
        found = [v for v in value.values() if isinstance(v, list) and v and all(isinstance(i, dict) for i in v)]
        return found[0] if len(found) == 1 else None
    return None


def table(records: Records) -> tuple[list[str], Iterator[Chunk]]:
    """Header and rows of ``records``; a field first seen after the first 2,000 is ``name=value`` beyond the header."""
    source = iter(records)
    first = [flatten(r) if isinstance(r, Mapping) else r for r in islice(source, _LOOK)]
    header = list(dict.fromkeys(chain.from_iterable(r for r in first if isinstance(r, Mapping))))
    rest = (flatten(r) if isinstance(r, Mapping) else r for r in source)
    return header, _chunks(header, chain(first, rest))


def _chunks(header: Sequence[str], records: Iterator[Line]) -> Iterator[Chunk]:
    known = set(header)
    while batch := list(islice(records, _ROWS)):
        rows: list[list[str]] = []
        bad: dict[int, str] = {}
        for record in batch:
            if isinstance(record, Mapping):
                extra = [f"{name}={value}" for name, value in record.items() if name not in known]
                rows.append([record.get(name, "") for name in header] + extra)
                continue
            if record is not None:
                bad[len(rows)] = record
            rows.append([])
        yield Chunk(rows, rows, bad)


def flatten(record: Mapping[str, Any], prefix: str = "", depth: int = 0) -> dict[str, str]:
    """The record's fields as text, nested ones under ``outer/inner``."""
    flat: dict[str, str] = {}
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and depth < _DEPTH:
            flat |= flatten(value, f"{name}/", depth + 1)
        else:
            flat[name] = _text(value)
    return flat


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and not any(isinstance(item, (dict, list)) for item in value):
        return "; ".join(_text(item) for item in value)
    return json.dumps(value, ensure_ascii=False)

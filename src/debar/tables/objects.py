"""Records written as JSON objects: one a line (jsonl), or a list of them in one document. Nested fields are flattened.

A field in an object is named ``outer/inner``; a list of plain values is joined by ``; ``, one of objects kept as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, TypeGuard

from debar.errors import FormatError
from debar.tables.delimited import TOO_LONG_REASON, Chunk
from debar.tables.header import column_names
from debar.tables.limits import CHUNK, MAX_RECORD
from debar.tables.streams import Stream

_ROWS = 512
_LOOK = 2_000
_DEPTH = 6
#: Names under which interfaces of data portals put their records, and how deep they may lie.
_LISTS = ("records", "results", "data", "rows", "features", "items", "value")
_LISTS_DEPTH = 2
_FEATURE = frozenset({"type", "id", "geometry", "properties", "attributes", "bbox", "centroid"})
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
    """The list of records a JSON document holds; None when it holds none, or several and no name tells them apart.

    A list of objects, the only such list of an object or the one under a name of `_LISTS`, at most three levels deep;
    rows that are lists of cells, with their columns beside them (Socrata ``rows.json``, CKAN, a heading as first row).
    """
    if isinstance(value, list):
        return _unwrapped(value) if _are_objects(value) else _headed(value)
    return _in_object(value, 0) if isinstance(value, dict) else None


def _in_object(value: Mapping[str, Any], depth: int) -> list[Mapping[str, Any]] | None:
    names = _columns_beside(value)
    for key in _LISTS:
        rows = value.get(key)
        if names and _are_rows(rows):
            return [dict(zip(names, row, strict=False)) | _beyond(row, len(names)) for row in rows]
        if rows and _are_objects(rows):
            return _unwrapped(rows)
    found: list[list[Mapping[str, Any]]] = [item for item in value.values() if _are_objects(item)]
    if found:
        return found[0] if len(found) == 1 else None
    if depth == _LISTS_DEPTH:
        return None
    inner = [_in_object(item, depth + 1) for item in value.values() if isinstance(item, dict)]
    kept = [rows for rows in inner if rows]
    return kept[0] if len(kept) == 1 else None


def _columns_beside(value: Mapping[str, Any]) -> list[str]:
    """The names of the cells, where the document says them apart from the rows."""
    view = value.get("meta")
    view = view.get("view") if isinstance(view, dict) else None
    for holder in (view, value):
        columns = holder.get("columns") or holder.get("fields") if isinstance(holder, dict) else None
        if not isinstance(columns, list) or not columns:
            continue
        if all(isinstance(column, str) for column in columns):
            return column_names(columns, len(columns))
        if _are_objects(columns):
            names = [
                next((c[key] for key in ("name", "id", "title") if isinstance(c.get(key), str)), "") for c in columns
            ]
            if all(names):
                return column_names(names, len(names))
    return []


def _headed(rows: list[Any]) -> list[Mapping[str, Any]] | None:
    """Rows of cells under a first row of names, which all have as many cells."""
    if len(rows) < 2 or not _are_rows(rows) or {len(row) for row in rows} != {len(rows[0])}:
        return None
    names = rows[0]
    if not names or not all(isinstance(name, str) and name for name in names) or len(set(names)) < len(names):
        return None
    return [dict(zip(names, row, strict=True)) for row in rows[1:]]


def _are_objects(value: Any) -> TypeGuard[list[Mapping[str, Any]]]:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _are_rows(value: Any) -> TypeGuard[list[list[Any]]]:
    return isinstance(value, list) and bool(value) and all(isinstance(item, list) for item in value)


def _beyond(row: Sequence[Any], width: int) -> dict[str, Any]:
    return {f"column {number}": cell for number, cell in enumerate(row[width:], start=width + 1)}


def _unwrapped(rows: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Features of a map service as what is said of them (GeoJSON ``properties``, ArcGIS ``attributes``)."""
    for key in ("properties", "attributes"):
        if all(isinstance(row.get(key), dict) and row.keys() <= _FEATURE for row in rows):
            return [row[key] for row in rows]
    return rows


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

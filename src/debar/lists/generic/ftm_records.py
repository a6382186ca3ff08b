"""One record of a FollowTheMoney file as its schema, id and properties, however the file spells them.

Read are the entity format (``properties`` with lists of values, also nested entities as values) and the form made of
``statements``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from debar.lists.parsing import File
from debar.tables.limits import CHUNK, MAX_RECORD


@dataclass(slots=True)  # not frozen: a file has millions, and freezing doubles what one costs
class Record:
    """One entity of the file. ``values`` holds texts and nested entities; ``target`` is None where it is not said."""

    id: str
    schema: str
    caption: str
    target: bool | None
    datasets: tuple[str, ...]
    values: Mapping[str, list[Any]]

    def texts(self, name: str) -> list[str]:
        """Return the values of a property that are text, spaces made single, each once."""
        values = self.values.get(name)
        if not values:
            return []
        found = [" ".join(value.split()) for value in values if isinstance(value, str)]
        return found if len(found) == 1 and found[0] else list(dict.fromkeys(filter(None, found)))

    def nested(self, name: str) -> list[Record]:
        """Return the values of a property that are entities themselves."""
        values = self.values.get(name, ())
        return [made for value in values if isinstance(value, dict) and (made := record_of(value))]


def record_of(data: Mapping[str, Any]) -> Record | None:
    """Return the record of a JSON object, None when it has no id or no schema."""
    key, schema = data.get("id"), data.get("schema")
    if not isinstance(key, str) or not key.strip() or not isinstance(schema, str) or not schema:
        return None
    caption = data.get("caption")
    target = data.get("target")
    datasets = data.get("datasets")
    return Record(
        id=key.strip(),
        schema=schema,
        caption=" ".join(caption.split()) if isinstance(caption, str) else "",
        target=target if isinstance(target, bool) else None,
        datasets=tuple(sorted(map(str, datasets))) if isinstance(datasets, list) else (),
        values=_values(data),
    )


def _values(data: Mapping[str, Any]) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    properties, statements = data.get("properties"), data.get("statements")
    if isinstance(properties, dict):
        found = {name: value if isinstance(value, list) else [value] for name, value in properties.items()}
    elif isinstance(statements, list):
        for statement in statements:
            if isinstance(statement, dict) and statement.get("prop") != "id":
                found.setdefault(str(statement.get("prop")), []).append(statement.get("value"))
    return found


def lines(file: File) -> Iterator[tuple[int, bytes, bool]]:
    """Yield (number, bytes, whether a line end follows) of every line that is not blank.

    A line longer than ``MAX_RECORD`` comes as no bytes.
    """
    with file.open() as stream:
        number = 0
        while line := stream.readline(MAX_RECORD):
            number += 1
            if len(line) == MAX_RECORD and not line.endswith(b"\n"):
                while (rest := stream.readline(CHUNK)) and not rest.endswith(b"\n"):
                    pass
                yield number, b"", True
                continue
            text = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
            if text:
                yield number, text, line.endswith(b"\n")


def read_line(line: bytes) -> Record | str:
    """Return the record of one line, or why it holds none."""
    if not line:
        return f"longer than {MAX_RECORD:,} bytes"
    try:
        data = json.loads(line.decode())
    except (ValueError, RecursionError) as error:
        return f"not valid JSON ({error})"
    if not isinstance(data, dict):
        return "not a JSON object"
    if b"\\ud" in line or b"\\uD" in line:  # half a surrogate pair, which JSON can spell and no text can hold
        data = json.loads(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))
    return record_of(data) or "no id or no schema, so no FollowTheMoney entity"

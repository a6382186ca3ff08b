"""Parquet files as records of text, by pyarrow where it is installed."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

from debar.errors import FormatError, MissingExtraError
from debar.tables.delimited import Chunk
from debar.tables.streams import Stream

if TYPE_CHECKING:
    import pyarrow.parquet

_ROWS = 4_096


def columns(stream: Stream) -> tuple[list[str], Iterator[Chunk]]:
    """Names of the columns, and the records in the order of the file.

    Raises `MissingExtraError` when pyarrow is not installed, `FormatError` when the file cannot be read.
    """
    try:
        import pyarrow.parquet  # noqa: PLC0415  an extra, and slow to load
    except ImportError:
        raise MissingExtraError(
            f"{stream.name}: parquet files need pyarrow, which is not installed: pip install 'debar[arrow]'; "
            "or export the table as csv"
        ) from None
    copy = stream.seekable_copy()
    try:
        file = pyarrow.parquet.ParquetFile(copy)
    except (pyarrow.ArrowException, OSError) as error:
        copy.close()
        raise _broken(stream.name, error) from error
    return list(file.schema_arrow.names), _records(file, copy, stream.name)


def _records(file: pyarrow.parquet.ParquetFile, copy: IO[bytes], name: str) -> Iterator[Chunk]:
    import pyarrow  # noqa: PLC0415  an extra, loaded already

    with copy:
        try:
            for batch in file.iter_batches(batch_size=_ROWS):
                cells = [[_text(value) for value in column.to_pylist()] for column in batch.columns]
                rows = [list(row) for row in zip(*cells, strict=True)]
                yield Chunk(rows, rows)
        except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
            raise _broken(name, error) from error


def _broken(name: str, error: Exception) -> FormatError:
    reason = str(error).partition("\n")[0][:200]
    return FormatError(f"{name}: cannot be read as parquet ({reason}). Write the file again, or export it as csv.")


def _text(value: Any) -> str:
    """A value as a person would write it: whole numbers without a point, days without a midnight."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return (value.date() if value.time() == datetime.time() else value).isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list) and not any(isinstance(item, (dict, list, tuple)) for item in value):
        return "; ".join(map(_text, value))
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, (dict, list)) else str(value)

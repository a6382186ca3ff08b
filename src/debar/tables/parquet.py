"""Parquet files as records of text, by pyarrow where it is installed."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from debar.errors import FormatError, MissingExtraError
from debar.model import Coded
from debar.tables.blocks import Joined
from debar.tables.streams import Stream

if TYPE_CHECKING:
    import pyarrow.parquet

_ROWS = 40_000


def columns(stream: Stream) -> tuple[list[str], Records]:
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
        texts = [each.name for each in file.schema_arrow if pyarrow.types.is_string(each.type)]
        file = pyarrow.parquet.ParquetFile(copy, read_dictionary=texts)
    except (pyarrow.ArrowException, OSError) as error:
        copy.close()
        raise _broken(stream.name, error) from error
    return list(file.schema_arrow.names), Records(file, copy, stream.name)


class ArrowRows:
    """Rows as columns of Arrow, made into texts when asked. ``len`` counts the rows."""

    __slots__ = ("_batch",)

    def __init__(self, batch: pyarrow.RecordBatch) -> None:
        self._batch = batch

    def __len__(self) -> int:
        return int(self._batch.num_rows)

    def coded(self, position: int) -> Coded:
        """One column as its distinct values; empty texts where the rows have no such column."""
        if position >= self._batch.num_columns:
            return Coded([""], np.zeros(len(self), np.int64))
        column = self._batch.column(position)
        try:
            encoded = column if hasattr(column, "dictionary") else column.dictionary_encode(null_encoding="encode")
            values, codes = encoded.dictionary.to_pylist(), encoded.indices.fill_null(len(encoded.dictionary))
        except NotImplementedError:  # a nested type has no dictionary
            values, codes = column.to_pylist(), np.arange(len(self))
        return Coded([*map(_text, values), ""], np.asarray(codes, np.int64))

    def cells(self, position: int) -> list[str]:
        """One column as texts."""
        return list(self.coded(position))

    def row(self, number: int) -> list[str]:
        """The cells of one row, from 0."""
        return [_text(column[number].as_py()) for column in self._batch.columns]

    def rows(self) -> list[list[str]]:
        """The cells of all rows."""
        columns = [[_text(value) for value in column.to_pylist()] for column in self._batch.columns]
        return [list(row) for row in zip(*columns, strict=True)]

    def filled(self, position: int) -> NDArray[np.bool_]:
        """Whether the cells of one column hold more than blanks."""
        column = self.coded(position)
        return np.array([bool(value.strip()) for value in column.values], bool)[column.codes]

    def joined(self, sign: str) -> Joined:
        """Every row, its cells joined by ``sign``."""
        return Joined.of(map(sign.join, self.rows()))

    def part(self, start: int, end: int) -> ArrowRows:
        """The rows from ``start`` up to ``end``."""
        return ArrowRows(self._batch.slice(start, end - start))

    def beyond(self, width: int) -> dict[int, list[str]]:
        """By row, the cells after the first ``width``, where there are more."""
        if self._batch.num_columns <= width:
            return {}
        return {number: row[width:] for number, row in enumerate(self.rows())}


class Records:
    """The records of a parquet file, to be read once. ``share`` tells how many of them were read so far (0..1)."""

    def __init__(self, file: pyarrow.parquet.ParquetFile, copy: IO[bytes], name: str) -> None:
        self._file = file
        self._copy = copy
        self._name = name
        self._read = 0

    def share(self) -> float:
        """How many of the records were read so far (0..1)."""
        return self._read / max(int(self._file.metadata.num_rows), self._read, 1)

    def __iter__(self) -> Iterator[ArrowRows]:
        import pyarrow  # noqa: PLC0415  an extra, loaded already

        with self._copy:
            try:
                for batch in self._file.iter_batches(batch_size=_ROWS, use_threads=False):
                    batch.validate()
                    self._read += int(batch.num_rows)
                    yield ArrowRows(batch)
            except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
                raise _broken(self._name, error) from error


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

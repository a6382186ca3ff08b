"""Parquet: one row a finding, in typed columns, written in groups of rows (needs ``debar[arrow]``)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TextIO

from debar.errors import MissingExtraError
from debar.model import Finding
from debar.report.context import Context
from debar.report.delimited import COLUMNS, Value, finding_values
from debar.report.streams import bytes_of
from debar.report.summary import Summary

_GROUP = 10_000
#: Digits of an amount and those after the point; one that does not fit stands in ``amount_text`` alone.
_DIGITS, _PLACES = 30, 6


class ParquetWriter:
    """Columns as in csv; ``row`` is a number, ``date`` a day, ``amount`` a decimal with ``amount_text`` beside it."""

    def __init__(self, out: TextIO, context: Context) -> None:  # noqa: ARG002 - all writers are made alike
        try:
            import pyarrow as pa  # noqa: PLC0415  an extra
            import pyarrow.parquet as pq  # noqa: PLC0415
        except ImportError:
            raise MissingExtraError(
                "parquet needs pyarrow, which is not installed: pip install 'debar[arrow]'; or choose csv"
            ) from None
        kinds: dict[str, Any] = {"row": pa.int64(), "date": pa.date32(), "amount": pa.decimal128(_DIGITS, _PLACES)}
        columns = [(column, kinds.get(column, pa.string())) for column in (*COLUMNS, "amount_text")]
        self._schema = pa.schema(columns)
        self._table = pa.Table
        self._file = pq.ParquetWriter(bytes_of(out, "parquet"), self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def finding(self, finding: Finding) -> None:
        """Take the finding; a full group is written."""
        self._rows.append(_row(finding))
        if len(self._rows) >= _GROUP:
            self._flush()

    def close(self, summary: Summary | None = None) -> None:  # noqa: ARG002 - the account goes to stderr
        """Write the last group and finish the file."""
        self._flush()
        self._file.close()

    def _flush(self) -> None:
        if self._rows:
            self._file.write_table(self._table.from_pylist(self._rows, schema=self._schema))
            self._rows = []


def _row(finding: Finding) -> dict[str, Any]:
    row: dict[str, Any] = {
        column: _typed(value) for column, value in zip(COLUMNS, finding_values(finding), strict=True)
    }
    amount = finding.subject.amount
    return row | {"amount_text": str(amount.value) if amount else ""}


def _typed(value: Value) -> Value:
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        fits = isinstance(exponent, int) and exponent >= -_PLACES and value.adjusted() < _DIGITS - _PLACES
        return value if fits else None
    # Lone surrogates have no bytes in UTF-8.
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value

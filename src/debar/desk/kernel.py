"""The scan as one function from a record batch of Arrow to a record batch of Arrow, for engines that hand out batches.

Spark calls it by ``mapInArrow``; it keeps no state but memory of what it has seen, so a batch that is given twice, or
to another process, has the same answer. It needs pyarrow, which the engine brings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from debar.desk.judging import Judged, Part, judge_window
from debar.desk.parts import START
from debar.model import Finding
from debar.procurement.columns import ColumnMapping
from debar.procurement.options import ReadOptions
from debar.procurement.rows import RowBatch, RowReader, RowSource
from debar.report.records import finding_data, to_json
from debar.screening.conclude import View
from debar.screening.reference import Reference
from debar.screening.screen import Screener
from debar.tables import ArrowRows, Batch

if TYPE_CHECKING:
    import pyarrow

#: The columns of an answer, by Arrow's names of types. ``kind`` is ``finding``, ``rejected`` (a row with the reason) or
#: ``account`` (one a batch: ``count`` rows were judged, ``blank`` were blank).
COLUMNS = (
    ("kind", "string"),
    ("source", "string"),
    ("row", "int64"),
    ("id", "string"),
    ("outcome", "string"),
    ("maker", "string"),
    ("reason", "string"),
    ("json", "string"),
    ("count", "int64"),
    ("blank", "int64"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """How the batches of one table are read and judged; a value that can be sent to other machines.

    ``mapping`` is that of the table's columns without ``number``, the column that holds the row numbers (empty: rows
    are counted from the number given with the batch). Its ``day_first`` should be told: one batch may not tell it.
    """

    source: RowSource
    mapping: ColumnMapping
    options: ReadOptions
    view: View = field(default_factory=View)
    everything: bool = False
    number: str = ""


class Kernel:
    """Judges record batches by one reference as ``plan`` says."""

    def __init__(self, reference: Reference, plan: Plan) -> None:
        self._plan = plan
        self._reader = RowReader(plan.source, plan.mapping, plan.options)
        self._screener = Screener(reference, plan.view, everything=plan.everything)

    def __call__(self, batch: pyarrow.RecordBatch, first: int = 1) -> pyarrow.RecordBatch:
        """The answer to one batch, in the order of its rows, with ``COLUMNS``; ``first`` is its first row's number."""
        numbers: Sequence[int] | None = None
        if self._plan.number:
            place = batch.schema.get_field_index(self._plan.number)
            numbers = batch.column(place).to_pylist()
            batch = batch.remove_column(place)
        rows = Batch(first, batch.num_columns, range(batch.num_columns))
        rows.add(ArrowRows(batch))
        unread = RowBatch(self._reader, rows, self._plan.mapping.day_first, 0, numbers)
        (judged,) = judge_window(self._screener, [Part(self._plan.source.name, START, unread)])
        return _batch([*map(_row, judged.findings), *_account(judged)])


def _row(finding: Finding) -> dict[str, Any]:
    return {
        "kind": "finding",
        "source": finding.subject.source,
        "row": finding.subject.row,
        "id": finding.id,
        "outcome": str(finding.outcome),
        "maker": finding.maker[0] if finding.maker else "",
        "json": to_json(finding_data(finding)),
    }


def _account(judged: Judged) -> Iterator[dict[str, Any]]:
    for each in judged.rejected:
        yield {"kind": "rejected", "source": each.source, "row": each.row, "reason": each.reason}
    yield {"kind": "account", "source": judged.name, "count": judged.judged, "blank": judged.blank}


def _batch(rows: Sequence[dict[str, Any]]) -> pyarrow.RecordBatch:
    import pyarrow  # noqa: PLC0415  an extra; whoever calls has loaded it

    schema = pyarrow.schema([(name, pyarrow.type_for_alias(kind)) for name, kind in COLUMNS])
    return pyarrow.RecordBatch.from_pylist(rows, schema=schema)

"""Spark DataFrames of purchases in, DataFrames of findings out; nothing passes through the driver.

Each record batch goes through one function of the executors (`debar.desk.kernel`). It keeps no count and no state that
an answer depends on, so a task that Spark runs again, or twice, changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from debar.desk import Desk, open_desk
from debar.desk.answers import parse_action, parse_date, parse_funding
from debar.desk.kernel import COLUMNS, Kernel, Plan
from debar.errors import InputError, MappingError
from debar.model import Buyer, Funding
from debar.procurement.columns import map_columns
from debar.procurement.dates import day_comes_first
from debar.procurement.options import ReadOptions
from debar.procurement.rows import RowSource
from debar.screening.conclude import View
from debar.spark.session import BATCH, require_spark, share_reference, shared_reference
from debar.tables import ArrowRows

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import Column, DataFrame
    from pyspark.sql.types import StructField

#: Rows that tell which column holds what.
_SAMPLE = 1_500
#: The column of row numbers where the caller names none.
_NUMBER = "debar_row_number"
#: Types of Spark that record batches hold as they are.
_BATCHED = frozenset(
    "string char varchar byte short integer long float double decimal boolean date timestamp timestamp_ntz binary "
    "array map struct void".split()
)
_TYPES = {"string": "string", "int64": "long"}
_SCHEMA = ", ".join(f"`{name}` {_TYPES[kind]}" for name, kind in COLUMNS)
_SAID = (
    "sentence string, maker struct<id string, name string>, "
    "subject struct<date string, supplier string, text string, amount struct<value string, currency string>, "
    "buyer struct<name string, type string, state string>>, "
    "rules array<struct<rule string, title string, outcome string, because string, "
    "citations array<struct<title string, url string>>>>"
)
#: The columns of findings, in Spark SQL.
_FINDING = (
    "id",
    "outcome",
    "said.sentence as sentence",
    "source",
    "row",
    "try_cast(said.subject.date as date) as date",
    "said.subject.buyer.name as buyer",
    "said.subject.buyer.type as buyer_type",
    "said.subject.buyer.state as state",
    "said.subject.supplier as supplier",
    "said.subject.text as text",
    "try_cast(said.subject.amount.value as decimal(20, 4)) as amount",
    "said.subject.amount.currency as currency",
    "nullif(maker, '') as maker",
    "said.maker.name as maker_name",
    "said.rules as rules",
    "json",
)


@dataclass(frozen=True, slots=True)
class Totals:
    """What became of the rows of a DataFrame: ``rows`` = ``judged`` + ``rejected``, besides ``blank`` ones."""

    judged: int
    rejected: int
    blank: int
    findings: int

    @property
    def rows(self) -> int:
        """Rows that are not blank."""
        return self.judged + self.rejected


def screen(frame: DataFrame, **asked: Any) -> DataFrame:
    """The findings on the purchases in ``frame``, one a row; parameters as for `answers`.

    Columns: ``id``, ``outcome``, ``sentence``, ``source``, ``row`` (long), ``date`` (date), ``buyer``, ``buyer_type``,
    ``state``, ``supplier``, ``text``, ``amount`` (decimal), ``currency``, ``maker``, ``maker_name``, ``rules`` (array
    of structs with their citations) and ``json``, the whole finding as ``debar scan`` writes it. Rows that were
    rejected are not in it: take `answers` once and `findings`, `rejected` and `totals` from them to have all.
    """
    return findings(answers(frame, **asked))


def answers(
    frame: DataFrame,
    *,
    mapping: Mapping[str, str] | Sequence[str] = (),
    buyer: Buyer | str = "",
    buyer_type: str = "",
    state: str = "",
    country: str = "",
    funding: str | Iterable[str | Funding] = (),
    purpose: str = "",
    action: str = "buy",
    as_of: date | str | None = None,
    known_at: date | str | None = None,
    everything: bool = False,
    number: str = "",
    source: str = "dataframe",
    desk: Desk | None = None,
) -> DataFrame:
    """All that came of the rows in ``frame``: findings, rejected rows and a count for each batch.

    ``mapping`` overrides columns (``{"text": "Description"}``); the other columns are told from headings and the first
    rows. ``number`` is a column that numbers the rows (null where it holds no whole number); without it they
    are numbered as Spark numbers rows (``monotonically_increasing_id``, from 1), which holds for as long as the data is
    read in the same pieces.
    ``source`` is what findings call the data. The reference is that of ``desk``, or of the user's own store.

    Raises MappingError when no column holds a text or a supplier, InputError for words that are not known.
    """
    require_spark()
    desk = desk or open_desk()
    told = [f"{field}={column}" for field, column in mapping.items()] if isinstance(mapping, Mapping) else mapping
    view = View(parse_date(as_of, "as of"), parse_date(known_at, "known at"))
    options = ReadOptions(
        mapping=tuple(told),
        buyer=desk.describe_buyer(buyer, type_=buyer_type, state=state, country=country),
        funding=parse_funding(funding),
        purpose=purpose,
        action=parse_action(action),
    )
    frame, plan = _planned(_numbered(frame, number), source, options)
    plan = replace(plan, view=view, everything=everything)
    reference = share_reference(frame.sparkSession, desk.reference_at(view.known_at))
    return frame.mapInArrow(_judge(reference, plan), _SCHEMA)


def findings(answers: DataFrame) -> DataFrame:
    """The findings in `answers`, with the columns that `screen` says."""
    from pyspark.sql import functions  # noqa: PLC0415  an extra, loaded already

    found = answers.where("kind = 'finding'")
    return found.withColumn("said", functions.from_json("json", _SAID)).selectExpr(*_FINDING)


def rejected(answers: DataFrame) -> DataFrame:
    """The rows in `answers` that are no purchases, each with its reason: ``source``, ``row``, ``reason``."""
    return answers.where("kind = 'rejected'").select("source", "row", "reason")


def totals(answers: DataFrame) -> Totals:
    """What became of all rows, counted from the answers themselves; cache these first if they are used again."""
    found = {
        row["kind"]: row
        for row in answers.selectExpr("kind", "ifnull(count, 0) as judged", "ifnull(blank, 0) as blank")
        .groupBy("kind")
        .agg({"kind": "count", "judged": "sum", "blank": "sum"})
        .collect()
    }
    account = found.get("account")
    return Totals(
        judged=int(account["sum(judged)"]) if account else 0,
        rejected=int(found["rejected"]["count(kind)"]) if "rejected" in found else 0,
        blank=int(account["sum(blank)"]) if account else 0,
        findings=int(found["finding"]["count(kind)"]) if "finding" in found else 0,
    )


def _numbered(frame: DataFrame, number: str) -> DataFrame:
    """The frame with the rows' numbers as its last column, `_NUMBER`."""
    from pyspark.sql import functions  # noqa: PLC0415  an extra, loaded already

    if not number:
        return frame.withColumn(_NUMBER, functions.monotonically_increasing_id() + 1)
    if number not in frame.columns:
        raise InputError(f"no column {number!r} numbers the rows; there are: {', '.join(frame.columns)}")
    counted = frame.withColumn(_NUMBER, functions.col(_quoted(number)).try_cast("long"))
    return counted.drop(number)


def _planned(frame: DataFrame, source: str, options: ReadOptions) -> tuple[DataFrame, Plan]:
    """The numbered frame with its columns named by place, and how to read it.

    The first rows tell the columns, and all rows the order of day and month where those do not.
    """
    *header, number = frame.columns
    frame = frame.toDF(*(f"c{place}" for place in range(len(header))), number)
    frame = frame.select(*map(_as_batched, frame.schema))
    top = frame.drop(number).limit(_SAMPLE).toArrow()
    sample = [row for batch in top.to_batches() for row in ArrowRows(batch).rows()]
    try:
        mapping = map_columns(header, sample, options.mapping)
    except MappingError as error:
        raise MappingError(f"{source}: {error}") from error
    day = mapping.fields.get("date")
    if mapping.day_first is None and day is not None and dict(frame.dtypes)[f"c{day}"] == "string":
        mapping = replace(mapping, day_first=_day_first(frame.select(number, f"c{day}")))
    return frame, Plan(RowSource(source, "", "", "", tuple(header)), mapping, options, number=number)


def _as_batched(column: StructField) -> Column:
    """The column as record batches can hold it: of a type that Arrow has, else as text."""
    from pyspark.sql import functions  # noqa: PLC0415  an extra, loaded already

    kept = functions.col(column.name)
    return kept if column.dataType.typeName() in _BATCHED else kept.cast("string").alias(column.name)


def _quoted(column: str) -> str:
    """The name of a column as Spark SQL writes it, whatever it holds."""
    return "`" + column.replace("`", "``") + "`"


def _day_first(frame: DataFrame) -> bool | None:
    """What the row with the lowest number that tells it says of the order of day and month."""
    told = frame.mapInArrow(_telling, "number long, day_first boolean").orderBy("number").first()
    return None if told is None else bool(told["day_first"])


def _telling(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    """Of each batch the row that tells, if one does."""
    import pyarrow  # noqa: PLC0415  an extra, loaded already

    for batch in batches:
        told = (
            (number, day_comes_first((day or "",))) for number, day in zip(*batch.to_pydict().values(), strict=True)
        )
        first = min(((number, said) for number, said in told if said is not None), default=None)
        numbers, said = ([first[0]], [first[1]]) if first else ([], [])
        arrays = [pyarrow.array(numbers, pyarrow.int64()), pyarrow.array(said, pyarrow.bool_())]
        yield pyarrow.RecordBatch.from_arrays(arrays, ["number", "day_first"])


def _judge(reference: str, plan: Plan) -> Any:
    """The function from record batches to record batches that the executors run."""

    def judge(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        kernel = Kernel(shared_reference(reference), plan)
        return map(kernel, _gathered(batches))

    return judge


def _gathered(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    """The same rows in batches of at least `BATCH`: what is met in many rows is looked at once a batch."""
    import pyarrow  # noqa: PLC0415  an extra, loaded already

    waiting: list[pyarrow.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(each.num_rows for each in waiting) >= BATCH:
            yield from pyarrow.Table.from_batches(waiting).combine_chunks().to_batches()
            waiting = []
    if waiting:
        yield from pyarrow.Table.from_batches(waiting).combine_chunks().to_batches()

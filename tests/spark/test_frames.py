"""``debar.spark.screen``: DataFrames in, typed findings out, the same as a scan of the same rows."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

from debar.desk import Desk
from debar.errors import InputError, MappingError
from debar.procurement.options import ReadOptions
from debar.report.records import finding_data, to_json
from debar.screening.reference import open_reference
from debar.spark import Totals, answers, findings, rejected, screen, totals
from debar.spark.session import share_reference

#: A dot and a space in a heading are nothing unusual, and neither is a name of SQL.
HEADER = ("Trans. Date", "Supplier", "Description", "Select")
CAMERA = "HIKVISION DS-2CD2143G0-I CAMERA"
SIZE = 3_000


def _row(n: int) -> tuple[str, ...]:
    text = {1: CAMERA, 2: "", 3: "Total"}.get(n % 97, f"PAPER {n % 10}")
    # Only the last rows tell that the day comes first.
    day = f"0{n % 9 + 1}/03/2022" if n < SIZE - 10 else "25/03/2022"
    return day, "" if n % 97 in (2, 3) else f"SHOP {n % 40}", text, f"{n}.50"


@pytest.fixture(scope="module")
def table() -> pyarrow.Table:
    columns = list(zip(*map(_row, range(SIZE)), strict=True))
    return pyarrow.table(dict(zip(HEADER, map(list, columns), strict=True)))


@pytest.fixture(scope="module")
def frame(session: Any, table: pyarrow.Table, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The rows from a directory as Spark writes it, in parts, numbered."""
    folder = tmp_path_factory.mktemp("numbered") / "rows"
    numbered = table.append_column("n", [list(range(1, SIZE + 1))])
    path = folder.with_suffix(".parquet")
    pyarrow.parquet.write_table(numbered, path)
    session.read.parquet(str(path)).repartition(5).write.parquet(str(folder))
    return session.read.parquet(str(folder))


def _without_place(said: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(said)
    del data["id"], data["subject"]["source"], data["subject"]["sha256"]
    return data


def test_findings_and_rejections_are_those_of_a_scan(
    frame: Any, table: pyarrow.Table, desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "rows.parquet"
    pyarrow.parquet.write_table(table, path)
    whole = answers(frame, desk=desk, number="n", mapping={"amount": "Select"}).cache()
    scan = desk.scan(path, options=ReadOptions(mapping=("amount=Select",)))
    expected = [_without_place(to_json(finding_data(finding))) for finding in scan]
    assert [_without_place(row["json"]) for row in findings(whole).orderBy("row").collect()] == expected
    assert len(expected) > 20
    summary = scan.summary
    refused = [(row["row"], row["reason"]) for row in rejected(whole).orderBy("row").collect()]
    assert refused == [(each.row, each.reason) for each in summary.rejected]
    found = totals(whole)
    assert (found.judged, found.rejected, found.blank) == (summary.judged, summary.rejected_count, summary.blank)
    assert (found.rows, found.findings) == (summary.rows, summary.findings)
    whole.unpersist()


def test_columns_are_typed_and_come_back_from_parquet_and_csv(
    session: Any, frame: Any, desk: Desk, tmp_path: Path
) -> None:
    asked: dict[str, Any] = {"buyer": "City of Modesto", "state": "CA", "number": "n", "source": "statements"}
    found = screen(frame, desk=desk, mapping=["amount=Select"], **asked)
    found.write.parquet(str(tmp_path / "findings"))
    back = session.read.parquet(str(tmp_path / "findings")).orderBy("row")
    assert back.dtypes == found.dtypes
    first = back.first()
    assert (first["source"], first["row"], first["text"]) == ("statements", 2, CAMERA)
    assert (first["date"], first["amount"]) == (date(2022, 3, 2), Decimal("1.5000"))
    assert (first["buyer"], first["buyer_type"], first["state"]) == ("City of Modesto", "city", "CA")
    said = json.loads(first["json"])
    assert (first["maker"], first["maker_name"]) == ("hikvision", said["maker"]["name"])
    assert "Hikvision" in first["maker_name"]
    assert [rule["rule"] for rule in first["rules"]] == [rule["rule"] for rule in said["rules"]]
    assert first["rules"][0]["citations"][0]["url"] == said["rules"][0]["citations"][0]["url"]
    back.drop("rules").write.option("header", "true").csv(str(tmp_path / "csv"))
    again = session.read.option("header", "true").csv(str(tmp_path / "csv"))
    assert again.count() == back.count() > 20


def test_rows_without_numbers_are_numbered_by_spark(frame: Any, desk: Desk) -> None:
    found = screen(frame.drop("n"), desk=desk).select("row", "text").collect()
    assert len({row["row"] for row in found}) == len(found) > 20
    assert min(row["row"] for row in found) >= 1
    assert screen(frame.drop("n"), desk=desk).select("row", "text").collect() == found


def test_a_batch_whose_process_is_killed_is_judged_again_and_counted_once(
    frame: Any, desk: Desk, tmp_path: Path
) -> None:
    mark = str(tmp_path / "killed")

    def killed_once(batches: Any) -> Iterator[Any]:
        for batch in batches:
            yield batch
            if not os.path.exists(mark):  # noqa: PTH110  the executor has only what the closure holds
                os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
                os.kill(os.getpid(), signal.SIGKILL)

    expected = screen(frame, desk=desk, number="n").orderBy("row").select("json").collect()
    judged = answers(frame, desk=desk, number="n")
    found = findings(judged.mapInArrow(killed_once, judged.schema)).orderBy("row").select("json").collect()
    assert Path(mark).exists()
    assert found == expected
    assert len(found) > 20


def test_columns_that_tell_nothing_and_numbers_that_are_not_there_are_named(session: Any, desk: Desk) -> None:
    with pytest.raises(MappingError, match="dataframe: no column holds what was bought"):
        screen(session.createDataFrame([(1, 2), (3, 4)], "a long, b long"), desk=desk)
    with pytest.raises(InputError, match="no column 'n' numbers the rows; there are: Description"):
        screen(session.createDataFrame([(CAMERA,)], "Description string"), desk=desk, number="n")
    with pytest.raises(InputError, match="as of"):
        screen(session.createDataFrame([(CAMERA,)], "Description string"), desk=desk, as_of="May")


def test_columns_of_any_type_and_rows_of_nulls_are_read(session: Any, desk: Desk) -> None:
    columns = (
        f"date'2022-05-01' as Date, 'ACME' as Supplier, '{CAMERA}' as Description, 10.50BD as Amount, "
        "array('a') as tags, map('k', 1) as m, struct(1 as a) as s, X'ff' as b, timestamp'2022-05-01 03:04:05' as t, "
        "interval 1 month as i, interval 1 day as d, parse_json('{\"a\": 1}') as v, null as n, true as y"
    )
    found = screen(session.sql(f"select {columns}"), desk=desk).collect()
    assert [(row["date"], row["amount"]) for row in found] == [(date(2022, 5, 1), Decimal("10.5000"))]
    empty = session.createDataFrame(
        [(None,) * 3, (None, "A", CAMERA)], "Date date, Supplier string, Description string"
    )
    whole = answers(empty, desk=desk)
    assert totals(whole) == Totals(judged=1, rejected=0, blank=1, findings=1)
    assert totals(answers(empty.limit(0), desk=desk)) == Totals(judged=0, rejected=0, blank=0, findings=0)


def test_a_number_that_is_none_leaves_its_row_without_one(session: Any, desk: Desk) -> None:
    rows = session.createDataFrame([("x1", CAMERA), ("7", CAMERA)], "line string, Description string")
    found = screen(rows, desk=desk, number="line").select("row").collect()
    assert sorted(row["row"] or 0 for row in found) == [0, 7]


def test_executors_have_a_reference_whose_file_was_removed(session: Any, desk: Desk, tmp_path: Path) -> None:
    kept = desk.reference.file
    assert kept is not None
    names = []
    for folder in ("a", "b"):
        copy = tmp_path / folder / kept.name
        copy.parent.mkdir()
        copy.write_bytes(kept.read_bytes())
        reference = open_reference(copy)
        names.append(share_reference(session, reference))
        copy.unlink()
        assert share_reference(session, reference) == names[-1]
    assert len(set(names)) == 2
    rows = session.createDataFrame([(CAMERA,)], "Description string")
    assert screen(rows, desk=desk).count() == 1
    copy.write_bytes(kept.read_bytes())
    reference = open_reference(copy.rename(tmp_path / "gone.bin"))
    (tmp_path / "gone.bin").unlink()
    with pytest.raises(InputError, match="removed meanwhile"):
        share_reference(session, reference)

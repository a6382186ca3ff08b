"""A scan on Spark has the findings, the account and the messages of the scan on one machine, whatever fails."""

from __future__ import annotations

import csv
import json
import os
import signal
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

from debar.desk import Desk
from debar.desk.scans import Scan
from debar.errors import DebarError, InputError, NotJudgedError
from debar.procurement.options import ReadOptions
from debar.report.records import finding_data, to_json
from debar.spark import splits
from debar.spark.reading import Judge, Work
from debar.spark.scans import SparkScan

HEADER = ("Date", "Supplier", "Description", "Amount")
LARGE = 90_000


def _row(n: int) -> tuple[str, ...]:
    rare = {1: "HIKVISION DS-2CD2143G0-I CAMERA", 2: "DJI MAVIC 3 DRONE", 3: "", 4: "Total"}
    text = rare.get(n % 501, f"PRINTER PAPER {n % 77}")
    # The order of day and month is told late.
    day = f"{n % 12 + 1:02d}/{n % 9 + 1:02d}/2022" if n < 45_000 else f"{n % 28 + 1:02d}/04/2022"
    return day, "" if n % 501 in (3, 4) else f"SHOP {n % 50}", text, f"{n % 900}.00"


def _write_csv(path: Path, rows: Iterator[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of many kinds, among them one that is cut into stripes and two that cannot be read."""
    folder = tmp_path_factory.mktemp("purchases")
    _write_csv(folder / "a-large.csv", map(_row, range(LARGE)))
    old = "\n".join(["Statement of May", "", ";".join(HEADER), "2022-05-01;Caf\xe9;HIKVISION CAMERA;10,00"])
    (folder / "b-old.csv").write_bytes(old.encode("cp1252"))
    (folder / "c-quoted.csv").write_text('Date,Supplier,Description\n2022-05-01,ACME,"DJI\nMAVIC 3 DRONE"\n,,"open\n')
    rows = [dict(zip(HEADER, _row(n), strict=True)) for n in range(300)]
    (folder / "d-lines.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    columns = list(zip(*map(_row, range(LARGE, 2 * LARGE)), strict=True))
    table = pyarrow.table(dict(zip(HEADER, map(list, columns), strict=True)))
    pyarrow.parquet.write_table(table, folder / "e-rows.parquet", row_group_size=20_000)
    (folder / "f-binary.csv").write_bytes(bytes(range(256)) * 40)
    (folder / "g-numbers.csv").write_text("a,b\n1,2\n3,4\n")
    _write_csv(folder / "h-last.csv", map(_row, range(500)))
    return folder


@pytest.fixture(autouse=True)
def small_stripes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of some hundred kilobytes are cut, as those of many megabytes are."""
    monkeypatch.setattr(splits, "STRIPE", 20_000)


def _said(scan: Scan) -> list[str]:
    return [to_json(finding_data(finding)) for finding in scan]


def _on_spark(session: Any, desk: Desk, *paths: str, kind: type[SparkScan] = SparkScan, **asked: Any) -> SparkScan:
    return kind(session, reference=desk.reference, today=desk.today, paths=paths, **asked)


def test_findings_account_and_explanations_are_those_of_one_machine(session: Any, desk: Desk, folder: Path) -> None:
    options = ReadOptions(buyer=desk.describe_buyer("City of Modesto", state="CA"), batch_rows=7_000)
    local = desk.scan(folder, options=options)
    expected = _said(local)
    cut = [split for task in splits.tasks(local.sources, 2) for split in task if split.stripes == 2]
    assert [split.source.name for split in cut] == ["a-large.csv"] * 2 + ["e-rows.parquet"] * 2
    scan = _on_spark(session, desk, str(folder), options=options)
    looks: list[float] = []
    scan.on_batch = lambda: looks.append(scan.progress.share)
    assert _said(scan) == expected
    assert len(expected) > 500
    assert scan.summary.data() == local.summary.data()
    assert len(scan.summary.rejected) > 100
    unread = [account.source for account in scan.summary.files.values() if account.unreadable]
    assert unread == ["f-binary.csv", "g-numbers.csv"]
    assert [(file.name, file.explanation) for file in scan.files] == [(f.name, f.explanation) for f in local.files]
    assert looks == sorted(looks)
    assert looks[-1] == 1.0


class _KilledOnce(SparkScan):
    """Its first task to answer is killed after it has handed over its first answer."""

    mark = ""

    def judging(self, work: Work) -> Judge:
        mark = self.mark

        def killing(batches: Any) -> Iterator[Any]:
            for answer in work.judge(batches):
                yield answer
                if not os.path.exists(mark):  # noqa: PTH110  the executor has only what the closure holds
                    os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
                    os.kill(os.getpid(), signal.SIGKILL)

        return killing


class _KilledAlways(SparkScan):
    """Every task is killed."""

    def judging(self, work: Work) -> Judge:  # noqa: ARG002  nothing is judged

        def killing(batches: Any) -> Iterator[Any]:  # noqa: ARG001
            os.kill(os.getpid(), signal.SIGKILL)
            return iter(())

        return killing


def test_a_task_whose_process_is_killed_is_done_again_and_counted_once(
    session: Any, desk: Desk, folder: Path, tmp_path: Path
) -> None:
    paths = [str(folder / "a-large.csv"), str(folder / "h-last.csv")]
    local = desk.scan(*paths)
    expected = _said(local)
    scan = _on_spark(session, desk, *paths, kind=_KilledOnce)
    scan.mark = str(tmp_path / "killed")
    assert _said(scan) == expected
    assert Path(scan.mark).exists()
    assert scan.summary.data() == local.summary.data()


def test_a_task_that_never_comes_through_is_told(session: Any, desk: Desk, folder: Path) -> None:
    scan = _on_spark(session, desk, str(folder / "h-last.csv"), kind=_KilledAlways)
    with pytest.raises(NotJudgedError, match="cut short: Spark gave a task up"):
        _said(scan)


def _missing(tmp_path: Path) -> str:
    return str(tmp_path / "missing.csv")


def _binary(tmp_path: Path) -> str:
    path = tmp_path / "binary.csv"
    path.write_bytes(bytes(range(256)) * 40)
    return str(path)


def _unmapped(tmp_path: Path) -> str:
    path = tmp_path / "numbers.csv"
    path.write_text("a,b\n1,2\n3,4\n")
    return str(path)


@pytest.mark.parametrize("make", [_missing, _binary, _unmapped])
def test_the_only_file_raises_the_same_error(
    session: Any, desk: Desk, tmp_path: Path, make: Callable[[Path], str]
) -> None:
    path = make(tmp_path)
    with pytest.raises(DebarError) as local:
        _said(desk.scan(path))
    with pytest.raises(DebarError) as spark:
        _said(_on_spark(session, desk, path))
    assert (type(spark.value), str(spark.value)) == (type(local.value), str(local.value))


def test_relative_names_stay_as_given(session: Any, desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    paths = ["h-last.csv", "missing.csv", "f-binary.csv"]
    local = desk.scan(*paths)
    expected = _said(local)
    scan = _on_spark(session, desk, *paths)
    assert _said(scan) == expected
    assert scan.summary.data() == local.summary.data()


@pytest.fixture(scope="module")
def repeated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A month delivered twice, alone and in an archive; a file whose second half another one had."""
    folder = tmp_path_factory.mktemp("repeated")
    _write_csv(folder / "a-may.csv", map(_row, range(3_000)))
    (folder / "b-may.csv").write_bytes((folder / "a-may.csv").read_bytes())
    _write_csv(folder / "c-june.csv", map(_row, range(1_500, 4_500)))
    with zipfile.ZipFile(folder / "d-all.zip", "w") as archive:
        for name in ("a-may.csv", "c-june.csv"):
            archive.write(folder / name, name)
    (folder / "README.md").write_text("About these files.")
    return folder


@pytest.mark.parametrize("keep", [False, True])
def test_records_delivered_twice_are_told_as_on_one_machine(
    session: Any, desk: Desk, repeated: Path, *, keep: bool
) -> None:
    options = ReadOptions(keep_duplicates=keep)
    local = desk.scan(repeated, options=options)
    expected = _said(local)
    scan = _on_spark(session, desk, str(repeated), options=options)
    assert _said(scan) == expected
    assert scan.summary.data() == local.summary.data()
    assert scan.summary.reasons == local.summary.reasons
    assert scan.summary.reasons["duplicate: the same file as a-may.csv"] == (0 if keep else 2_994)
    assert any("duplicate of a row in" in reason for reason in scan.summary.reasons) is not keep


def test_one_archive_and_one_workbook_are_compared_within(session: Any, desk: Desk, repeated: Path) -> None:
    local = desk.scan(repeated / "d-all.zip")
    expected = _said(local)
    scan = _on_spark(session, desk, str(repeated / "d-all.zip"))
    assert _said(scan) == expected
    assert scan.summary.data() == local.summary.data()
    assert sum(scan.summary.reasons.values()) > 1_000


def test_directories_that_spark_wrote_are_read_back(session: Any, desk: Desk, folder: Path, tmp_path: Path) -> None:
    rows = session.read.parquet(str(folder / "e-rows.parquet"))
    rows.where("Description <> ''").repartition(3).write.parquet(str(tmp_path / "in" / "parquet"))
    rows.limit(600).repartition(2).write.option("header", "true").csv(str(tmp_path / "in" / "csv"))
    local = desk.scan(tmp_path / "in")
    expected = _said(local)
    scan = _on_spark(session, desk, str(tmp_path / "in"))
    assert _said(scan) == expected
    assert len(expected) > 300
    assert scan.summary.data() == local.summary.data()
    assert not scan.summary.partial


@pytest.mark.parametrize("path", ["-", "s3://bucket/purchases"])
def test_what_executors_cannot_open_is_refused(session: Any, desk: Desk, path: str) -> None:
    with pytest.raises(InputError, match=r"standard input|no path of this machine"):
        _on_spark(session, desk, path)

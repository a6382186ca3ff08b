"""However a scan is cut into batches and processes, its findings and its account are the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from debar.desk import Desk, judging
from debar.procurement.readers import ReadOptions
from tests_support import purchases_file

Outcome = tuple[list[str], dict[str, object]]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return purchases_file(tmp_path_factory.mktemp("scans") / "purchases.csv", 30_000)


def scanned(desk: Desk, table: Path, *, rows: int, jobs: int = 1) -> Outcome:
    scan = desk.scan(table, options=ReadOptions(batch_rows=rows), jobs=jobs)
    return [repr(finding) for finding in scan], scan.summary.data()


def test_batches_of_any_size_and_processes_of_any_number(
    desk: Desk, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    findings, account = scanned(desk, table, rows=40_000)
    assert findings
    assert account["rejected_count"]
    for rows in (700, 4_096, 33_333):
        assert scanned(desk, table, rows=rows) == (findings, account)
    monkeypatch.setattr(judging, "ALONE", 0.0)
    monkeypatch.setattr("debar.desk.parts.WINDOW", 3_000)
    assert scanned(desk, table, rows=1_500, jobs=2) == (findings, account)


def test_the_share_read_is_told(desk: Desk, table: Path) -> None:
    scan = desk.scan(table, table)
    shares = []
    scan.on_batch = lambda: shares.append(scan.progress.share)
    for _ in scan:
        pass
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert scan.progress.rows == 60_000

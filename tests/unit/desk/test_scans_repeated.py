"""A directory with a month delivered twice, a document and a broken file: the same findings however it is scanned."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from debar.desk import Desk, judging
from debar.procurement.readers import ReadOptions
from tests_support import purchases_file

QUOTE = """QUOTATION No. Q-1043
Acme Security LLC, 12 Main Street, Springfield, IL 62701
Date: March 3, 2023
Bill to: City of Springfield, Illinois

Qty   Item                                      Unit price    Amount
4     Hikvision DS-2CD2143G0-I dome camera         $189.00   $756.00
2     Network switch, 24 ports                     $310.00   $620.00
Total                                                      $1,376.00
"""
Outcome = tuple[list[str], dict[str, object]]


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two months, one again under other headings with rows of its own, one again as it is; a quote; a broken file."""
    top = tmp_path_factory.mktemp("delivered")
    month = purchases_file(top / "2023-01.csv", 7_000).read_text()
    purchases_file(top / "2023-02.csv", 4_000)
    renamed = month.replace("Date,Supplier,Description,Amount", "DATE,Vendor Name,Item Description,Amount Paid", 1)
    (top / "2023-01_again.csv").write_text(renamed + "03/31/2023,SHOP 9,HIKVISION DS-2CD2143G0-I CAMERA,77.00\n" * 2)
    (top / "2023-01_copy.csv").write_bytes((top / "2023-01.csv").read_bytes())
    (top / "README.md").write_text("Purchases of the city.\n")
    (top / "award.xlsx").write_bytes(b"PK\x03\x04" + b"broken" * 50)
    (top / "quote.txt").write_text(QUOTE)
    (top / "quote_again.txt").write_text(QUOTE + "\n")
    return top


def outcome(desk: Desk, top: Path, *, rows: int = 20_000, jobs: int = 1, keep: bool = False) -> Outcome:
    scan = desk.scan(top, options=ReadOptions(batch_rows=rows, keep_duplicates=keep), jobs=jobs)
    return [repr(finding) for finding in scan], scan.summary.data()


def test_it_is_judged_once_and_accounted_for(desk: Desk, delivered: Path) -> None:
    findings, account = outcome(desk, delivered)
    twice, whole = outcome(desk, delivered, keep=True)
    assert len(set(findings)) == len(findings)
    assert sum("quote.txt" in finding for finding in findings) == 1
    assert not any("quote_again.txt" in finding for finding in findings)
    assert any("award.xlsx" in str(file.get("unreadable")) for file in account["files"])  # type: ignore[attr-defined]
    assert any("README.md" in str(file.get("aside")) for file in account["files"])  # type: ignore[attr-defined]
    reasons = account["rejected_by_reason"]
    assert reasons["duplicate: the same file as 2023-01.csv"] > 6_000  # type: ignore[index]
    assert reasons["duplicate of a row in 2023-01.csv"] > 6_000  # type: ignore[index]
    assert account["rows"] == whole["rows"]
    assert len(findings) < len(twice)
    assert set(findings) < set(twice)
    assert {finding for finding in twice if "'2023-01.csv'" in finding} < set(findings)


def test_batches_windows_and_processes_change_nothing(
    desk: Desk, delivered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = outcome(desk, delivered)
    monkeypatch.setattr(judging, "ALONE", 0.0)
    for rows, window, jobs in ((40_000, 40_000, 1), (333, 1_000, 1), (1_500, 2_000, 2)):
        monkeypatch.setattr("debar.desk.parts.WINDOW", window)
        assert outcome(desk, delivered, rows=rows, jobs=jobs) == expected


@pytest.mark.parametrize("cut", [1, 3, 5])
def test_left_off_anywhere_and_resumed_it_finds_the_same(
    desk: Desk, delivered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    expected = outcome(desk, delivered, rows=500)
    monkeypatch.setattr("debar.desk.parts.WINDOW", 1_000)
    options = ReadOptions(batch_rows=500)
    for more in range(3):
        scan = desk.scan(delivered, options=options, journal=tmp_path / "journal")
        left_off = list(islice(scan, cut + more))
        assert [repr(finding) for finding in left_off] == expected[0][: cut + more]
        del scan
    scan = desk.scan(delivered, options=options, journal=tmp_path / "journal")
    assert ([repr(finding) for finding in scan], scan.summary.data()) == expected
    assert not (tmp_path / "journal").exists()

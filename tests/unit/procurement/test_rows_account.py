"""A supplier's UEI is read as a column of the batch, so that a listed company is found under any name."""

from __future__ import annotations

from pathlib import Path

from debar.procurement.readers import open_purchases


def test_ueis_stand_beside_their_rows_also_when_rows_are_rejected(tmp_path: Path) -> None:
    path = tmp_path / "awards.csv"
    path.write_text(
        "Description,Vendor,Vendor UEI,Amount\nRADIOS,Some Reseller,l78schfl4jn8,10\n,,,5\nPAPER,Paper Mill,,20\n"
    )
    file = next(iter(open_purchases(path)))
    batch = next(iter(file.batches()))
    assert list(batch.supplier_ids) == ["L78SCHFL4JN8", ""]
    assert [batch.make(i).supplier_ids for i in range(2)] == [(("uei", "L78SCHFL4JN8"),), ()]


def test_a_row_with_only_a_number_and_a_day_has_no_text_and_is_no_total(tmp_path: Path) -> None:
    path = tmp_path / "po.csv"
    path.write_text("PO,PO Date,Vendor,Description,Amount\n1,2023-01-02,A Mill,PAPER,10\n2,2023-10-01,,,\n,,,,10\n")
    batch = next(iter(next(iter(open_purchases(path))).batches()))
    assert [(r.row, "totals" in r.reason) for r in batch.rejected] == [(2, False), (3, True)]


def test_a_row_that_holds_only_its_running_number_is_no_total(tmp_path: Path) -> None:
    path = tmp_path / "spend.csv"
    path.write_text("#,Date,Expense Type,Supplier,Amount\n1,2023-01-02,PAPER,A Mill,10\n2,,,,\n3,,,,12.50\n,,,,22.50\n")
    batch = next(iter(next(iter(open_purchases(path))).batches()))
    assert [(r.row, "totals" in r.reason) for r in batch.rejected] == [(2, False), (3, True), (4, True)]

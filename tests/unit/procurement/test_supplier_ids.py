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

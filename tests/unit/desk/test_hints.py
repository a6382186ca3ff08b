"""Hints at money stand beside a finding and change nothing in it; a hit in joined text names its column."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

from debar.desk import Desk
from debar.model import Finding
from debar.procurement.options import UNKNOWN_FUNDING
from debar.report.context import Context
from debar.report.records import finding_data
from debar.report.writers import open_writer

ROWS = (
    "Date,Vendor,Item,Line Description,Fund\n"
    "2023-03-01,ACME,HIKVISION DS-2CD2143G0-I CAMERA,for the lobby,UASI grant FY22\n"
    "2023-03-01,ACME,PRINTER PAPER,white,UASI grant FY22\n"
    "2023-03-02,ACME,cabling,HIKVISION DS-7608NI-K2 RECORDER,general\n"
)


def scanned(desk: Desk, tmp_path: Path) -> list[Finding]:
    (tmp_path / "rows.csv").write_text(ROWS)
    return list(desk.scan(tmp_path / "rows.csv"))


def test_a_hint_is_shown_with_what_to_ask_and_is_no_fact(desk: Desk, tmp_path: Path) -> None:
    hinted, plain = scanned(desk, tmp_path)
    assert [hint["kind"] for hint in finding_data(hinted)["subject"]["facts"]["hints"]] == ["federal-grant"]
    assert "hints" not in finding_data(plain)["subject"].get("facts", {})
    assert hinted.subject.funding == plain.subject.funding == UNKNOWN_FUNDING
    assert hinted.outcome is plain.outcome


def test_hints_and_columns_are_shown_to_people(desk: Desk, tmp_path: Path) -> None:
    found = scanned(desk, tmp_path)
    for format_ in ("table", "html"):
        out = io.StringIO()
        writer = open_writer(format_, out, context=Context(today=date(2023, 4, 1), command="scan", width=100))
        for finding in found:
            writer.finding(finding)
        writer.close(None)
        shown = " ".join(out.getvalue().split())
        assert "may be federal money" in shown
        assert "ask whether" in shown
        assert "Line Description" in shown
        assert "{'" not in shown

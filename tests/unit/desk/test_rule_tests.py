"""``debar rules test`` over a folder: one report of all files below it, of both formats."""

from __future__ import annotations

from pathlib import Path

import pytest

from debar.desk.desk import Desk
from debar.errors import InputError

CITY = """format: debar-scenarios/1
scenarios:
- {id: a, date: 2022-05-01, buyer: {type: city, state: OH}, odd: 1}
"""
OWNED = """format: debar-ownership/1
cases:
- id: b
  rule: us-ofac-50
  date: 2024-09-01
  listed: [{party: X, list: us-ofac-sdn}]
  stakes: [{owner: X, owned: A, percent: 60}]
  expect: {A: blocked}
"""


def test_a_folder_gives_one_report_of_its_files_of_both_formats(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "b.yml").write_text(CITY, encoding="utf-8")
    (tmp_path / "more" / "c.yaml").write_text(OWNED, encoding="utf-8")
    report = desk.test_rules(tmp_path)
    assert [case["id"] for case in report["cases"]] == ["a", "b"]
    assert (report["passed"], report["failed"]) == (1, 0)
    assert "'odd'" in report["notes"][0]


def test_an_id_in_two_files_of_a_folder_is_an_input_error(desk: Desk, tmp_path: Path) -> None:
    for name in ("b.yml", "c.yml"):
        (tmp_path / name).write_text(CITY, encoding="utf-8")
    with pytest.raises(InputError, match=r"c\.yml: id 'a' stands in .*b\.yml too"):
        desk.test_rules(tmp_path)

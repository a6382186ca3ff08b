"""``debar rules test`` over a folder: one report of all files below it, of every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from debar.desk.desk import Desk
from debar.errors import DebarError, InputError

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
SOLD = """format: debar-transactions/1
cases:
- id: d
  record: {seller: {name: Acme, country: US}, buyer: {name: Weber GmbH, country: DE}, destination: CU, item: pump,
    order date: '2024-09-01'}
  expect:
    outcome: OUTCOME
    rules: [{rule: us-ofac-cuba, outcome: prohibited}]
"""


def test_a_folder_gives_one_report_of_its_files_of_every_format(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "b.yml").write_text(CITY, encoding="utf-8")
    (tmp_path / "more" / "c.yaml").write_text(OWNED, encoding="utf-8")
    (tmp_path / "more" / "d.yaml").write_text(SOLD.replace("OUTCOME", "prohibited"), encoding="utf-8")
    report = desk.test_rules(tmp_path)
    assert [case["id"] for case in report["cases"]] == ["a", "b", "d"]
    assert (report["passed"], report["failed"]) == (2, 0)
    assert "'odd'" in report["notes"][0]


def test_parties_invented_for_scenarios_come_from_the_file_beside_them(desk: Desk, tmp_path: Path) -> None:
    """The same file fails where nothing says who Blocked Trading Co. is."""
    case = """format: debar-scenarios/1
scenarios:
- {id: a, date: 2022-05-01, buyer: {type: private}, action: sell, counterparty: Blocked Trading Co.,
  expect: [{rule: us-ofac-sdn, outcome: blocked}]}
"""
    (tmp_path / "s.yml").write_text(case, encoding="utf-8")
    assert desk.test_rules(tmp_path)["failed"] == 1
    listing = '[[listings]]\nof = ["Blocked Trading Co."]\nlist = "us-ofac-sdn"\nfrom = 2020-07-09\n'
    (tmp_path / "parties.toml").write_text(listing, encoding="utf-8")
    assert desk.test_rules(tmp_path)["failed"] == 0


def test_an_id_in_two_files_of_a_folder_is_an_input_error(desk: Desk, tmp_path: Path) -> None:
    for name in ("b.yml", "c.yml"):
        (tmp_path / name).write_text(CITY, encoding="utf-8")
    with pytest.raises(InputError, match=r"c\.yml: id 'a' stands in .*b\.yml too"):
        desk.test_rules(tmp_path)


@pytest.mark.parametrize(
    ("expect", "says"),
    [
        ("outcome: clear", "expected clear, got prohibited: "),
        ("rules: [{rule: us-ofac-cuba, outcome: exempt}]", "us-ofac-cuba: expected exempt, got prohibited ()"),
        ("rules: [{rule: us-none, outcome: review}]", "us-none: expected review, got nothing"),
        ("not: [{rule: us-ofac-cuba, outcome: prohibited}]", "us-ofac-cuba: prohibited is not expected: "),
        ("missing: [the colour]", "'the colour' is not named as missing"),
        ("problem: the colour", "no problem of the record says 'the colour'"),
    ],
)
def test_a_transaction_that_is_judged_otherwise_fails(desk: Desk, tmp_path: Path, expect: str, says: str) -> None:
    path = tmp_path / "sold.yml"
    path.write_text(SOLD.partition("  expect:")[0] + f"  expect: {{{expect}}}\n", encoding="utf-8")
    report = desk.test_rules(path)
    assert report["failed"] == 1
    assert report["cases"][0]["failures"][0].startswith(says)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{id: a}", r"case 1 \(a\): key 'record' is missing"),
        ("{record: {item: pump}}", "case 1: key 'id' is missing"),
        ("{id: a, record: [1]}", r"case 1 \(a\)\.record: a mapping of keys is needed"),
        ("{id: a, record: {colour: red}}", r"case 1 \(a\)"),
        ("{id: a, record: {item: pump}, expect: {outcome: fine}}", r"expect\.outcome: 'fine' is not known"),
        ("{id: a, record: {item: pump}, expect: {rules: [{rule: x}]}}", r"expect\.rules: key 'outcome' is missing"),
        ("{id: a, record: {item: pump}, expect: {rules: x}}", r"expect\.rules: a list is needed"),
        ("{id: a, record: {item: pump}}\n- {id: a, record: {item: pump}}", "id 'a' stands there twice"),
    ],
)
def test_a_wrong_file_of_transactions_is_refused_with_its_place(
    desk: Desk, tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "sold.yml"
    path.write_text(f"format: debar-transactions/1\ncases:\n- {text}\n", encoding="utf-8")
    with pytest.raises(DebarError, match=rf"sold\.yml.*{says}"):
        desk.test_rules(path)


def test_a_wrong_item_of_a_scenario_names_its_file(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "b.yml"
    path.write_text(CITY.replace("odd: 1", "item: {fcc_grant: soon}"), encoding="utf-8")
    with pytest.raises(InputError, match=r"b\.yml, a\.item\.fcc_grant: 'soon' is no date"):
        desk.test_rules(path)

"""Files of transactions: every format gives the same, counts add up, and memory stays flat."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
import yaml

from debar.desk import Desk
from debar.errors import DebarError, FormatError, InputError
from debar.model import Outcome, Transaction
from debar.transactions.files import open_transactions

RECORD = {
    "seller": {"name": "Acme", "country": "US"},
    "buyer": {"name": "Weber GmbH", "country": "NO"},
    "destination": "NO",
    "item": "pump",
    "export date": "2024-05-05",
}
FLAT = {
    "seller": "Acme",
    "seller country": "US",
    "buyer": "Weber GmbH",
    "buyer country": "NO",
    "destination": "NO",
    "item": "pump",
    "export date": "2024-05-05",
}


def read(path: Path) -> list[Transaction]:
    return [each for file in open_transactions(path) for batch in file.batches() for each in batch.transactions]


def core(found: Transaction) -> tuple[Any, ...]:
    parties = tuple((party.role, party.name, party.country) for party in found.participants)
    return parties, found.destination, found.text, found.exported, found.date


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("one.json", json.dumps(RECORD)),
        ("many.json", json.dumps([RECORD])),
        ("wrapped.json", json.dumps({"transactions": [RECORD]})),
        ("lines.jsonl", json.dumps(RECORD) + "\n"),
        ("one.yaml", yaml.safe_dump(RECORD, sort_keys=False)),
        ("table.csv", ",".join(FLAT) + "\n" + ",".join(FLAT.values()) + "\n"),
        ("table.tsv", "\t".join(FLAT) + "\n" + "\t".join(FLAT.values()) + "\n"),
    ],
)
def test_every_format_gives_the_same(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    (found,) = read(path)
    assert core(found)[1:3] == ("no", "pump")
    assert core(found)[0] == (("seller", "Acme", "us"), ("buyer", "Weber GmbH", "no"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bad.json", "{"),
        ("empty.json", "[]"),
        ("list.json", "[1, 2]"),
        ("bad.yaml", "a: [1"),
        ("tag.yaml", "!!python/object/apply:os.system ['true']"),
        ("alias.yaml", "a: &x [1]\nb: *x\n"),
        ("plain.yaml", "just words"),
        ("empty.csv", ""),
    ],
)
def test_a_file_that_holds_none_is_a_clear_error(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(DebarError) as error:
        read(path)
    assert isinstance(error.value, (FormatError, InputError))
    assert name in str(error.value)


def test_rows_are_judged_or_rejected_or_blank(tmp_path: Path, desk: Desk) -> None:
    path = tmp_path / "sales.csv"
    path.write_text("buyer,destination,amount\nWeber,DE,1\n,,\n,,5\nKrause,CU,1\n", "utf-8")
    scan = desk.transact(path)
    findings = list(scan)
    assert (scan.summary.rows, scan.summary.judged, scan.summary.rejected_count, scan.summary.blank) == (3, 2, 1, 1)
    assert [finding.subject.row for finding in findings] == [4]
    assert findings[0].subject.kind == "transaction"


def test_a_long_file_keeps_memory_flat_and_looks_each_party_up_once(tmp_path: Path, desk: Desk) -> None:
    def peak(rows: int) -> int:
        path = tmp_path / f"{rows}.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("order,seller,seller country,buyer,buyer country,destination,item,export date\n")
            for row in range(rows):
                buyer = ("Weber GmbH", "Lindgren AB", "Huawei Technologies Co., Ltd.")[row % 3]
                file.write(f"S{row},Acme,US,{buyer},DE,DE,pump,2024-05-{row % 28 + 1:02}\n")
        scan = desk.transact(path)
        tracemalloc.start()
        found = sum(finding.outcome is not Outcome.CLEAR for finding in scan)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert found == sum(row % 3 == 2 for row in range(rows))
        assert scan.summary.judged == rows
        assert scan.judge.parties_looked_up == 4
        return most

    peak(100)  # what is loaded and kept once is no matter of rows
    few, many = 2_000, 8_000
    assert (peak(many) - peak(few)) / (many - few) < 2_000, "bytes a row; a finding alone takes several times as many"


def test_a_party_as_a_name_counts_beside_parties_as_objects(tmp_path: Path) -> None:
    path = tmp_path / "mixed.json"
    path.write_text(
        '[{"buyer": {"name": "Falcon Gate FZE", "country": "AE"}, "item": "pump"},'
        ' {"buyer": "Huawei Technologies Co., Ltd.", "item": "pump"}]',
        "utf-8",
    )
    (file,) = open_transactions(path)
    (batch,) = file.batches()
    assert [each.participants[0].name for each in batch.transactions] == [
        "Falcon Gate FZE",
        "Huawei Technologies Co., Ltd.",
    ]

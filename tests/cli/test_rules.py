"""`debar rules`: the checklist of a buyer, what is due, the vocabulary of facts."""

from __future__ import annotations

import csv
import json
from io import StringIO
from subprocess import CompletedProcess
from typing import Protocol

import pytest


class Run(Protocol):
    def __call__(self, *arguments: str, input: str | None = None) -> CompletedProcess[str]: ...  # noqa: A002


def test_a_city_reads_its_checklist(run: Run) -> None:
    done = run("rules", "list", "--buyer-type", "city", "--state", "tx", "--as-of", "2026-11-22")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "What binds a city in Texas on 2026-11-22"
    assert "Buying, renewing, leasing" in lines
    assert "Does not bind this buyer" in lines
    text = " ".join(done.stdout.split())
    assert "(us-889-b) if a federal grant or a federal loan of 2020-08-13 or later pays for any part" in text
    assert "us-889-a1a: binds federal executive agencies" in text
    assert "st-la-1753-1" not in text
    assert done.stdout.count("persons on the SDN List (us-ofac-sdn)") == 3
    assert done.stdout.count("annual report of blocked property") == 1


def test_a_checklist_is_data_too(run: Run) -> None:
    done = run("rules", "list", "--buyer-type", "federal-agency", "--as-of", "2026-11-22", "--format", "json")
    entries = json.loads(done.stdout)
    waiting = next(entry for entry in entries if entry["rule"] == "us-ndaa23-5949")
    assert (waiting["group"], waiting["state"], waiting["from"]) == ("not binding yet", "enacted", "2027-12-23")
    assert all(entry["on"] == "2026-11-22" and entry["version"] for entry in entries)


def test_without_a_buyer_all_rules_are_listed(run: Run) -> None:
    done = run("rules", "list", "--as-of", "2026-11-22", "--format", "csv")
    rows = list(csv.DictReader(StringIO(done.stdout)))
    assert len(rows) >= 55
    assert {"rule", "who", "effect", "from", "to", "citation"} <= set(rows[0])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--buyer-type", "king"), "king"),
        (("--state", "Texass"), "Texass"),
        (("--role", "wizard"), "wizard"),
        (("--as-of", "2026-02-30"), "2026-02-30"),
    ],
)
def test_a_word_nobody_knows_is_an_input_error(run: Run, arguments: tuple[str, str], says: str) -> None:
    done = run("rules", "list", *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_due_is_a_report_and_never_a_failure(run: Run) -> None:
    done = run("rules", "due", "--as-of", "2030-01-01", "--format", "csv")
    assert done.returncode == 0
    rows = list(csv.DictReader(StringIO(done.stdout)))
    assert next(row["rule"] for row in rows if row["checked"]) == "us-bis-affiliates50"
    assert all(row["compared"].startswith("0 of ") for row in rows if not row["checked"])
    compared = [row["recheck"] for row in rows if row["checked"]]
    assert compared == sorted(compared)
    assert f"{len(rows)} of {len(rows)} rules are due" in done.stderr
    nothing = run("rules", "due", "--as-of", "2026-11-22", "--format", "csv")
    assert nothing.returncode == 0
    assert all(not row["checked"] for row in csv.DictReader(StringIO(nothing.stdout)))


def test_the_vocabulary_of_facts_names_the_rules_that_read_each(run: Run) -> None:
    done = run("rules", "facts", "--format", "json")
    rows = {row["key"]: row for row in json.loads(done.stdout)}
    assert "us-889-a1b" in rows["contract_event"]["rules"]
    assert "renewal" in rows["contract_event"]["for"]
    assert rows["owners"]["rules"]


def test_a_rule_is_shown_with_what_stands_beside_it(run: Run) -> None:
    done = run("rules", "show", "us-889-a1b", "--format", "json")
    rule = json.loads(done.stdout)
    assert rule["not_bound"]
    assert {attribute["kind"] for attribute in rule["attributes"]} >= {"waiver", "recoding", "pending"}
    assert rule["penalties"][0]["cite"]

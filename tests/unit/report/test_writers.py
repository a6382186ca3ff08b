from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.errors import InputError
from debar.model import Outcome
from debar.report.delimited import COLUMNS, cell, write_csv
from debar.report.writers import BINARY, FORMATS, open_writer
from unit.report.sample import HOSTILE, context, finding, hostile


def written(format_: str, findings: list, *, command: str = "scan", summary: bool = True, **more: object) -> str:
    out, told = io.StringIO(), context(command=command, **more)
    account = told.summary()
    writer = open_writer(format_, out, context=told)
    for one in findings:
        account.add_finding(one)
        writer.finding(one)
    writer.close(account if summary else None)
    return out.getvalue()


TEXT = [format_ for format_ in FORMATS if format_ not in BINARY]


@pytest.mark.parametrize("format_", ["docx", "atom", "", "TABLE"])
def test_a_format_that_is_not_offered_is_refused_with_the_choices(format_: str) -> None:
    with pytest.raises(InputError, match="Choose one of: table, json, jsonl, csv, html"):
        open_writer(format_, io.StringIO(), context=context())


@pytest.mark.parametrize("format_", TEXT)
@pytest.mark.parametrize("command", ["scan", "check"])
def test_every_format_takes_no_finding_and_no_summary(format_: str, command: str) -> None:
    out = io.StringIO()
    open_writer(format_, out, context=context(command=command)).close()
    assert out.getvalue() or format_ == "jsonl" or (format_, command) == ("table", "scan")


@pytest.mark.parametrize("format_", TEXT)
@pytest.mark.parametrize("command", ["scan", "check"])
def test_every_format_writes_the_same_bytes_each_time(format_: str, command: str) -> None:
    findings = [finding(number) for number in range(8)]
    assert written(format_, findings, command=command) == written(format_, findings, command=command)


@pytest.mark.parametrize("format_", TEXT)
@pytest.mark.parametrize("command", ["scan", "check"])
def test_no_format_prints_an_escape_or_direction_mark_of_a_record(format_: str, command: str) -> None:
    text = written(format_, [hostile(), hostile(HOSTILE * 500)], command=command)
    assert not set(text) & set("\x1b\x9b\x00\x07\u202e\u202c")
    text.encode("utf-8")


class Unclosed(io.StringIO):
    """A stream that tells what had been flushed to it."""

    flushed = ""

    def flush(self) -> None:
        self.flushed = self.getvalue()


@pytest.mark.parametrize("format_", ["jsonl", "csv"])
def test_an_interruption_leaves_whole_lines(format_: str) -> None:
    out = Unclosed()
    writer = open_writer(format_, out, context=context())
    for number in range(3):
        writer.finding(finding(number))
    lines = out.flushed.splitlines()
    assert out.flushed.endswith("\n")
    assert len(lines) == (3 if format_ == "jsonl" else 4)


def test_json_lines_are_one_finding_each() -> None:
    lines = written("jsonl", [finding(0), hostile()]).splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["f00000", "f00001"]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_is_the_summary_with_its_results(count: int) -> None:
    data = json.loads(written("json", [finding(number) for number in range(count)]))
    assert data["findings"] == len(data["results"]) == count
    assert data["partial"] is False


def test_json_of_a_check_is_the_most_severe_finding_with_the_others_beside() -> None:
    mild, severe = finding(1), replace(finding(12), outcome=Outcome.PROHIBITED)
    data = json.loads(written("json", [mild, severe], command="check"))
    assert data["outcome"] == "prohibited"
    assert [other["id"] for other in data["others"]] == [mild.id]
    assert "others" not in json.loads(written("json", [mild], command="check"))


def test_json_for_a_stream_that_cannot_hold_all_characters_is_ascii() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="cp1252")
    writer = open_writer("jsonl", out, context=context())
    writer.finding(finding(1, text="HIKVISION 海康威视 camera"))
    writer.close()
    assert json.loads(raw.getvalue())["subject"]["text"] == "HIKVISION 海康威视 camera"


def test_csv_has_one_row_a_finding_under_the_documented_columns() -> None:
    rows = list(csv.reader(io.StringIO(written("csv", [finding(12), finding(2)]))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 3
    row = dict(zip(rows[0], rows[1], strict=True))
    assert row["outcome"] == "depends"
    assert row["binding_rules"] == "us-889-b=depends"
    assert "us-889-a1a=not-covered" in row["all_rules"]
    assert row["amount"] == "15476.50"
    assert row["missing"] == "funding"
    assert row["constructed"] == "yes"


def test_csv_holds_no_formula_whatever_a_record_says() -> None:
    rows = list(csv.reader(io.StringIO(written("csv", [hostile("=1+1"), hostile("\t@SUM(A1)"), hostile("-2+3")]))))
    assert [row[COLUMNS.index("text")] for row in rows[1:]] == ["'=1+1", "' @SUM(A1)", "'-2+3"]
    for value in (value for row in rows[1:] for value in row):
        assert not value.lstrip().startswith(("=", "+", "-", "@"))


@given(st.text())
def test_no_cell_starts_as_a_formula(text: str) -> None:
    assert not cell(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


def test_any_rows_as_csv_are_guarded_too() -> None:
    out = io.StringIO()
    write_csv(
        [{"a": "=x", "b": ["@y", "z"], "c": {"k": 1}, "d": 7, "e": None, "f": -3}], ["a", "b", "c", "d", "e", "f"], out
    )
    assert next(csv.reader(io.StringIO(out.getvalue().splitlines()[1]))) == ["'=x", "'@y; z", '{"k": 1}', "7", "", "-3"]


@pytest.mark.parametrize(("format_", "heavy"), [("json", "rich"), ("jsonl", "rich"), ("csv", "rich"), ("table", "")])
def test_a_format_loads_only_what_it_uses(format_: str, heavy: str) -> None:
    code = (
        "import io, sys\n"
        "from datetime import date\n"
        "from debar.report.context import Context\n"
        "from debar.report.writers import open_writer\n"
        f"open_writer({format_!r}, io.StringIO(), context=Context(today=date(2026, 11, 22), command='check')).close()\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), *sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"jinja2", "rich.table", heavy} & set(loaded)

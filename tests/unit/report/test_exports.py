"""The formats for other programs: workbook, parquet, SARIF, JUnit, Markdown, PDF."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pyarrow.parquet as pq
import pytest
from pypdf import PdfReader
from python_calamine import load_workbook

from debar.errors import InputError
from debar.model import Buyer, Finding, Money, Outcome, Rejection
from debar.model.casework import FindingDecision, Standing
from debar.report.delimited import COLUMNS
from debar.report.writers import BINARY, open_writer
from unit.report.sample import HOSTILE, context, finding, hostile
from unit.report.test_writers import written

FINDINGS = [finding(number) for number in range(30)]


def binary(format_: str, findings: list[Finding], tmp_path: Path, **more: object) -> Path:
    path, told = tmp_path / f"report.{format_}", context(**more)
    account = told.summary(aggregates=True)
    with path.open("w", encoding="utf-8") as out:
        writer = open_writer(format_, out, context=told)
        for one in findings:
            account.add_finding(one)
            writer.finding(one)
        writer.close(account)
    return path


@pytest.mark.parametrize("format_", sorted(BINARY))
@pytest.mark.parametrize("findings", [[], FINDINGS, [hostile(), hostile(HOSTILE * 500)]], ids=["none", "some", "odd"])
def test_a_file_of_bytes_is_written_and_the_same_each_time(
    format_: str, findings: list[Finding], tmp_path: Path
) -> None:
    first = binary(format_, findings, tmp_path).read_bytes()
    assert first
    assert binary(format_, findings, tmp_path).read_bytes() == first


@pytest.mark.parametrize("format_", sorted(BINARY))
def test_bytes_are_not_written_where_only_text_goes(format_: str) -> None:
    with pytest.raises(InputError, match=f"-o report.{format_}"):
        open_writer(format_, io.StringIO(), context=context())


def test_the_workbook_has_a_sheet_for_each_view_and_the_findings_as_values(tmp_path: Path) -> None:
    book = load_workbook(binary("xlsx", FINDINGS, tmp_path, title="Orders"))
    assert book.sheet_names[:2] == ["About", "Findings"]
    assert {"About", "Findings", "States", "Buyers", "Makers", "Months", "Installed base"} <= set(book.sheet_names)
    rows = book.get_sheet_by_name("Findings").to_python()
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(FINDINGS) + 1
    first = dict(zip(COLUMNS, rows[1], strict=True))
    assert first["date"] == date(2018, 2, 1)
    assert first["amount"] == pytest.approx(1190.5)
    assert first["row"] == 1
    about = {row[0]: row[1] for row in book.get_sheet_by_name("About").to_python()}
    assert "purchases of things" in about["In one sentence"]
    assert {"How it was made", "What it does not say", "Edition", "Account"} <= set(about)


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(tmp_path: Path) -> None:
    bad = finding(
        1, text="=1+1 HILOOK IPC-T240H", supplier='=HYPERLINK("http://evil.example")', buyer=Buyer("@SUM(A1)")
    )
    path = binary("xlsx", [bad], tmp_path)
    with zipfile.ZipFile(path) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/" in name]
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    row = dict(zip(COLUMNS, load_workbook(path).get_sheet_by_name("Findings").to_python()[1], strict=True))
    assert row["supplier"] == '=HYPERLINK("http://evil.example")'


def test_an_amount_no_cell_can_hold_stands_as_text(tmp_path: Path) -> None:
    odd = [
        finding(1, row=n, amount=Money(Decimal(text), "USD")) for n, text in enumerate(("1E+300", "NaN", "Infinity"))
    ]
    rows = load_workbook(binary("xlsx", odd, tmp_path)).get_sheet_by_name("Findings").to_python()
    assert [row[COLUMNS.index("amount")] for row in rows[1:]] == ["1E+300", "NaN", "Infinity"]
    table = pq.read_table(binary("parquet", odd, tmp_path)).to_pylist()
    assert [(row["amount"], row["amount_text"]) for row in table] == [
        (None, "1E+300"),
        (None, "NaN"),
        (None, "Infinity"),
    ]


def test_parquet_has_typed_columns(tmp_path: Path) -> None:
    table = pq.read_table(binary("parquet", FINDINGS, tmp_path))
    assert table.column_names == [*COLUMNS, "amount_text"]
    first = table.to_pylist()[0]
    assert (first["row"], first["date"], first["amount"]) == (1, date(2018, 2, 1), Decimal("1190.500000"))
    assert table.num_rows == len(FINDINGS)


def test_sarif_has_a_result_with_rule_level_place_and_fingerprint() -> None:
    log = json.loads(written("sarif", FINDINGS))
    run = log["runs"][0]
    assert log["version"] == "2.1.0"
    assert len(run["results"]) == len(FINDINGS)
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in run["results"]} == rules
    forbidden = next(r for r in run["results"] if r["properties"]["outcome"] == "prohibited")
    assert forbidden["level"] == "error"
    assert forbidden["partialFingerprints"]["debarFinding/v1"].startswith("f0")
    place = forbidden["locations"][0]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "orders.csv"
    assert "region" not in place["physicalLocation"]
    with_line = json.loads(written("sarif", [finding(1, place={"page": 2, "line": 7})]))["runs"][0]["results"][0]
    assert with_line["locations"][0]["physicalLocation"]["region"] == {"startLine": 7}


#: What SARIF 2.1.0 requires of an object, and what the words of a result may be (sections 3.13 to 3.58).
REQUIRED = {
    "log": ("version", "runs"),
    "run": ("tool",),
    "driver": ("name",),
    "invocation": ("executionSuccessful",),
    "result": ("message",),
    "rule": ("id",),
}
LEVELS = {"none", "note", "warning", "error"}


@pytest.mark.parametrize("findings", [FINDINGS, [], [hostile()]], ids=["some", "none", "hostile"])
def test_sarif_has_what_its_standard_requires(findings: list[Finding]) -> None:
    log = json.loads(written("sarif", findings))
    (run,) = log["runs"]
    driver, results = run["tool"]["driver"], run["results"]
    objects = [("log", log), ("run", run), ("driver", driver)]
    objects += [("invocation", each) for each in run["invocations"]] + [("result", each) for each in results]
    objects += [("rule", each) for each in driver["rules"]]
    assert [(kind, key) for kind, one in objects for key in REQUIRED[kind] if key not in one] == []
    assert log["version"] == "2.1.0"
    assert len({rule["id"] for rule in driver["rules"]}) == len(driver["rules"])
    for result in results:
        assert result["message"]["text"]
        assert result["level"] in LEVELS
        assert result["level"] == "none" or result["kind"] == "fail"
        assert all(isinstance(value, str) for value in result["partialFingerprints"].values())
        for place in result["locations"]:
            uri = place["physicalLocation"]["artifactLocation"]["uri"]
            assert re.fullmatch(r"[A-Za-z0-9/._~%-]+", uri), uri
            assert place["physicalLocation"].get("region", {"startLine": 1})["startLine"] >= 1


def test_sarif_of_nothing_is_a_log_without_results() -> None:
    assert json.loads(written("sarif", []))["runs"][0]["results"] == []
    assert json.loads(written("sarif", [hostile()]))["runs"][0]["tool"]["driver"]["rules"]


def junit(findings: list[Finding], fail_on: Outcome = Outcome.PROHIBITED) -> ET.Element:
    return ET.fromstring(written("junit", findings, fail_on=fail_on).encode())  # noqa: S314  our own output


def test_junit_fails_what_is_at_or_above_the_outcome_that_fails_the_run() -> None:
    root = junit(FINDINGS)
    outcomes = [one.outcome for one in FINDINGS]
    assert int(root.attrib["tests"]) == len(FINDINGS) == len(root.findall(".//testcase"))
    assert len(root.findall(".//failure")) == int(root.attrib["failures"]) == outcomes.count(Outcome.PROHIBITED)
    skipped = outcomes.count(Outcome.DEPENDS) + outcomes.count(Outcome.REVIEW)
    assert len(root.findall(".//skipped")) == int(root.attrib["skipped"]) == skipped
    assert int(junit(FINDINGS, Outcome.REVIEW).attrib["failures"]) == len(FINDINGS) - outcomes.count(Outcome.CLEAR)


def test_junit_names_rejected_records_as_errors_and_takes_any_text() -> None:
    out, told = io.StringIO(), context()
    writer, account = open_writer("junit", out, context=told), told.summary()
    account.add_records(
        "a.csv", judged=0, rejected=[Rejection("a.csv", 7, 'no text "<&'), Rejection("a", 8, HOSTILE)], blank=0
    )
    writer.finding(hostile(HOSTILE * 200))
    writer.close(account)
    root = ET.fromstring(out.getvalue().encode())  # noqa: S314  our own output
    assert next(error.attrib["message"] for error in root.iterfind(".//error")) == 'no text "<&'
    assert root.attrib["errors"] == "2"


def test_markdown_shows_records_as_text_and_says_what_it_leaves_out() -> None:
    text = written("markdown", [hostile(), *[finding(number) for number in range(250)]])
    assert "<script" not in text.replace("\\<script", "")
    assert "the 200 most severe of 251" in text
    assert "## What it does not say" in text
    assert "| Local governments |" in text


def test_the_pdf_says_the_headline_the_limits_and_the_findings(tmp_path: Path) -> None:
    reader = PdfReader(binary("pdf", FINDINGS, tmp_path, title="Orders of 2018"))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in (
        "Orders of 2018",
        "named buyers made",
        "What this report does not say",
        "Not legal advice",
        "2 CFR 200.216",
    ):
        assert words in text, words
    links = {
        str(note.get_object()["/A"]["/URI"])
        for page in reader.pages
        for note in page.get("/Annots", ())
        if "/URI" in note.get_object().get("/A", {})
    }
    assert "https://www.ecfr.gov/current/title-2/section-200.216" in links
    assert not any("javascript" in link for link in links)


def test_a_pdf_of_very_many_findings_stays_small_and_says_so(tmp_path: Path) -> None:
    path = binary("pdf", [finding(number % 60, row=number) for number in range(3_000)], tmp_path)
    assert path.stat().st_size < 1_500_000
    assert "most severe of 3,000" in " ".join(PdfReader(path).pages[n].extract_text() for n in range(6))


def test_a_row_tells_what_was_decided_by_whom_and_whether_it_still_holds() -> None:
    made = FindingDecision(
        finding="f", subject="=1+1", about="x", kind="false-match", reason="=HYPERLINK(1)", actor="ana",
        at="2026-11-20T10:00:00Z", approver="ben",
    )  # fmt: skip
    decided = replace(finding(1), decision=Standing(decision=made, holds=False, because="the entity changed"))
    row = next(csv.DictReader(io.StringIO(written("csv", [decided, finding(1)]))))
    assert (row["decision"], row["decided_by"]) == ("false-match", "ana, approved by ben")
    assert row["decision_reason"] == "'=HYPERLINK(1)"
    assert row["decision_holds"] == "no: the entity changed"
    assert not next(csv.DictReader(io.StringIO(written("csv", [finding(1)]))))["decision"]

"""Receipts of verdicts, as a user writes, keeps and checks them."""

from __future__ import annotations

import io
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html
from pypdf import PdfReader

from cli.conftest import Run
from debar.desk.receipts import digest

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>'\"&{{7*7}}#set text(size: 99pt)\u202e"
QUOTED = HOSTILE.replace('"', '""')
ROWS = f"""PO,Date,Agency,Vendor,Description,Amount
1,2022-05-01,City of Modesto CA,"{QUOTED}","Hikvision DS-2CD2143G0-I {QUOTED}",1200
"""

Receipt = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def kept(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store ``s.db`` that keeps a finding, confirmed, its record hostile text; and its receipts."""
    folder: Path = tmp_path_factory.mktemp("kept")

    def start(*arguments: str) -> None:
        command = [sys.executable, "-m", "debar", *arguments, "--store", "s.db"]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    (folder / "po.csv").write_text(ROWS, "utf-8")
    start("scan", "po.csv", "--keep", "-o", "f.jsonl", "--exit-zero")
    start("decide", finding_in(folder), "--as", "confirmed", "--because", f"seen on site {HOSTILE}", "--by", "ana")
    for form in ("html", "pdf", "json"):
        start("audit", "receipt", finding_in(folder), "--out", f"r.{form}")
    return folder


@pytest.fixture(autouse=True)
def desk(kept: Path, tmp_path: Path) -> None:
    """Each test has a copy of it."""
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)


def finding_in(folder: Path) -> str:
    return str(json.loads((folder / "f.jsonl").read_text("utf-8").splitlines()[0])["id"])


@pytest.fixture
def receipt(run: Run, tmp_path: Path) -> Receipt:
    """Writes a receipt of the finding to a file."""

    def write(out: str, *options: str) -> subprocess.CompletedProcess[str]:
        return run("audit", "receipt", finding_in(tmp_path), "--out", out, "--store", "s.db", *options)

    return write


def check(run: Run, path: str) -> subprocess.CompletedProcess[str]:
    return run("audit", "verify", "--receipt", path, "--store", "s.db")


def failed(done: subprocess.CompletedProcess[str]) -> list[str]:
    return re.findall(r"^fails ([^:]+):", done.stdout, re.M)


def change(tmp_path: Path, statement: str) -> None:
    with sqlite3.connect(tmp_path / "s.db") as raw:
        assert raw.execute(statement).rowcount > 0
    raw.close()


def test_a_receipt_of_each_form_holds_and_the_same_state_gives_the_same_bytes(
    run: Run, receipt: Receipt, tmp_path: Path
) -> None:
    for form in ("html", "pdf", "json"):
        done = receipt(f"again.{form}")
        assert done.returncode == 0, done.stderr
        assert (tmp_path / f"r.{form}").read_bytes() == (tmp_path / f"again.{form}").read_bytes()
        checked = check(run, f"r.{form}")
        assert checked.returncode == 0, checked.stdout
        assert "All of it holds." in checked.stdout
    log = run("audit", "log", "--format", "jsonl", "--store", "s.db").stdout.splitlines()
    assert [json.loads(line)["action"] for line in log] == ["judge", "decide", *["receipt"] * 6]
    assert run("audit", "verify", "--store", "s.db").returncode == 0


def test_a_receipt_tells_question_verdict_rules_evidence_decisions_and_hashes(
    tmp_path: Path,
) -> None:
    data = json.loads((tmp_path / "r.json").read_text("utf-8"))
    page = html.fromstring((tmp_path / "r.html").read_bytes())
    reader = PdfReader(io.BytesIO((tmp_path / "r.pdf").read_bytes()))
    shown = " ".join(" ".join(page.find("body/main").itertext()).split())
    printed = " ".join(" ".join(each.extract_text() for each in reader.pages).split())
    assert json.loads(reader.attachments["receipt.json"][0]) == data
    assert json.loads(page.get_element_by_id("receipt").text) == data
    assert data["finding"]["id"] == finding_in(tmp_path)
    for text in (shown, printed):
        for word in ("22 November 2026", "City of Modesto", "us-889-b", "2 CFR 200.216", "Not legal advice"):
            assert word in text
        for word in ("seen on site", "Hangzhou Hikvision Digital Technology", "Depends on funding", "state law of CA"):
            assert word in text
    unbroken = printed.replace(" ", "")
    wanted = [
        data["sha256"],
        data["hashes"]["judgement"],
        data["hashes"]["log"]["hash"],
        data["decisions"][0]["sha256"],
    ]
    wanted += [each["sha256"] for each in data["hashes"]["law"].values()]
    wanted += [each["hash"] for each in data["lines"]] + list(data["hashes"]["editions"].values())
    assert len(wanted) > 15
    for hash_ in wanted:
        assert len(hash_) == 64
        assert hash_ in shown
        assert hash_ in unbroken


def test_hostile_text_is_shown_and_is_no_markup_in_a_receipt(tmp_path: Path) -> None:
    content = (tmp_path / "r.html").read_text("utf-8")
    page = html.fromstring(content.encode())
    assert [each.get("type") for each in page.xpath("//script")] == ["application/json"]
    assert not page.xpath("//img|//iframe|//object|//base|//@style")
    assert not [name for each in page.iter("*") for name in each.attrib if name.startswith("on")]
    assert "{{7*7}}" in "".join(page.find("body/main").itertext())
    assert "\u202e" not in content
    printed = "".join(each.extract_text() for each in PdfReader(tmp_path / "r.pdf").pages)
    assert "<script>alert(1)</script>" in printed.replace("\n", "").replace("\u200b", "")
    assert "#set" in printed


@pytest.mark.parametrize(
    ("edit", "fails"),
    [
        (("seen on site", "seen on paper"), ["data", "file"]),
        (("<h1>", "<h1>Not true. "), ["file"]),
        (('"outcome":"depends"', '"outcome":"clear"'), ["data", "file", "judgement"]),
    ],
)
def test_an_edited_page_is_caught(run: Run, tmp_path: Path, edit: tuple[str, str], fails: list[str]) -> None:
    content = (tmp_path / "r.html").read_text("utf-8")
    assert edit[0] in content
    (tmp_path / "r.html").write_text(content.replace(*edit), "utf-8")
    checked = check(run, "r.html")
    assert checked.returncode == 3
    assert failed(checked) == fails


def test_an_edited_print_is_caught(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "r.pdf").open("ab") as out:
        out.write(b"\n% a remark\n")
    assert failed(check(run, "r.pdf")) == ["file"]


def test_an_edited_receipt_whose_hashes_were_made_anew_is_caught(run: Run, tmp_path: Path) -> None:
    data = json.loads((tmp_path / "r.json").read_text("utf-8"))
    data["finding"]["outcome"] = "clear"
    data["hashes"]["judgement"] = digest(data["finding"])
    del data["sha256"]
    (tmp_path / "r.json").write_text(json.dumps({**data, "sha256": digest(data)}), "utf-8")
    assert failed(check(run, "r.json")) == ["file", "judgement"]


@pytest.mark.parametrize(
    ("statement", "fails"),
    [
        ("UPDATE finding_decision SET reason = 'another'", ["decision 1"]),
        ("DELETE FROM finding_decision", ["decision 1"]),
        ("DELETE FROM finding", ["judgement"]),
        ("DELETE FROM law WHERE name = 'rules'", ["rules"]),
        ("UPDATE law SET sha256 = 'x' WHERE name = 'catalog'", ["catalog"]),
        ("DELETE FROM audit WHERE id >= 3", ["file"]),
        ("UPDATE audit SET actor = 'eve' WHERE id = 2", ["log"]),
    ],
)
def test_what_no_longer_holds_in_the_store_is_named(run: Run, tmp_path: Path, statement: str, fails: list[str]) -> None:
    change(tmp_path, statement)
    checked = check(run, "r.html")
    assert checked.returncode == 3
    assert failed(checked) == fails
    assert f"does not hold: {', '.join(fails)}" in checked.stderr


def test_an_edition_that_is_not_held_is_named(run: Run, receipt: Receipt, tmp_path: Path) -> None:
    row = '{"id": "1", "schema": "Company", "name": "Hikvision Trading Example"}'
    (tmp_path / "own.jsonl").write_text(row, "utf-8")
    assert run("lists", "import", "own.jsonl", "--id", "own-list", "--store", "s.db").returncode == 0
    run("scan", "po.csv", "--keep", "--store", "s.db", "-o", "f.jsonl", "--exit-zero")
    receipt("r.html")
    assert "holds list own-list" in check(run, "r.html").stdout
    change(tmp_path, "UPDATE edition SET sha256 = 'f' || substr(sha256, 2)")
    assert failed(check(run, "r.html")) == ["list own-list"]


def test_a_receipt_as_of_a_day_holds_nothing_that_came_later(receipt: Receipt, tmp_path: Path) -> None:
    change(tmp_path, "UPDATE scan SET at = '2026-11-20T00:00:00+00:00'")
    receipt("r.json", "--as-of", "2026-11-21")
    data = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert (data["decisions"], data["standing"], data["lines"]) == ([], None, [])
    assert data["hashes"]["log"] == {"n": 0, "hash": ""}
    receipt("now.json")
    assert json.loads((tmp_path / "now.json").read_text("utf-8"))["decisions"][0]["as"] == "confirmed"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("r.docx",), "end the file's name"),
        (("r.html", "--as-of", "2026-11-23"), "has not come"),
        (("r.html", "--as-of", "2026-11-20"), "was judged on 2026-11-22"),
        (("none/r.html",), "cannot be written"),
    ],
)
def test_mistakes_are_said_and_not_logged(
    receipt: Receipt, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = receipt(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    with sqlite3.connect(tmp_path / "s.db") as raw:
        assert raw.execute("SELECT count(*) FROM audit WHERE action = 'receipt'").fetchone() == (3,)
    raw.close()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<p>no receipt</p>",
        b"%PDF-1.7 no pdf",
        b"{}",
        b'{"receipt": "debar-receipt-1"}',
        b"{" + b'"a":{' * 100_000,
        b'<script type="application/json" id="receipt">{}</script>' * 2,
    ],
)
def test_what_is_no_receipt_is_refused(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd").write_bytes(content)
    done = check(run, "odd")
    assert done.returncode == 2
    assert done.stderr.startswith("debar: odd: ")

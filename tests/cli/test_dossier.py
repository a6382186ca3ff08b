"""`debar dossier`: documents brought in, shown, reviewed and exported, each record on its words."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
import zipfile
from collections import Counter
from contextlib import closing
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, Protocol

import pytest

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "unit" / "dossiers" / "samples"
ARTICLES = ROOT / "golden" / "articles"
BILLS = ROOT / "unit" / "dossiers" / "bills"
COPIES = [SAMPLES / f"fara_hikvision_{day}.csv" for day in ("2019-06-25", "2021-05-28", "2022-10-15", "2022-10-19")]
CALL = """Acme Optics Q2 2019 Earnings Call
July 30, 2019

Operator: Good morning and welcome.

Jane Roe - Chief Executive Officer: Thank you. Some Chinese customers that may be added to the Entity List have been \
building inventory ahead of possible export restrictions.

Tom Poe - Analyst, Big Bank: Are your customers stockpiling because of the Entity List?

Jane Roe - Chief Executive Officer: We cannot speak for them. Margins were stable in the quarter.
"""


class Run(Protocol):
    def __call__(self, *arguments: str, input: str | None = None) -> CompletedProcess[str]: ...  # noqa: A002


class Dossier:
    """`debar dossier` over one store."""

    def __init__(self, run: Run, store: Path) -> None:
        self._run = run
        self.store = store

    def __call__(self, *arguments: object) -> CompletedProcess[str]:
        return self._run("dossier", *map(str, arguments), "--store", str(self.store))

    def json(self, *arguments: object) -> Any:
        done = self(*arguments, "--format", "json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def prepared(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the copies of the register and an article, imported once."""
    store = tmp_path_factory.mktemp("prepared") / "store.sqlite3"
    given = [*map(str, COPIES), str(ARTICLES / "own_lobbying.txt"), "--store", str(store)]
    subprocess.run([sys.executable, "-m", "debar", "dossier", "import", *given], check=True, env=environment)
    return store


@pytest.fixture
def filled(run: Run, tmp_path: Path, prepared: Path) -> Dossier:
    with closing(sqlite3.connect(prepared)) as held, closing(sqlite3.connect(tmp_path / "filled.sqlite3")) as copy:
        held.backup(copy)
    return Dossier(run, tmp_path / "filled.sqlite3")


@pytest.fixture
def dossier(run: Run, tmp_path: Path) -> Dossier:
    return Dossier(run, tmp_path / "store.sqlite3")


def test_files_are_told_by_their_content_and_said_before_the_work(dossier: Dossier, tmp_path: Path) -> None:
    (tmp_path / "call.dat").write_text(CALL, encoding="utf-8")
    given = {
        SAMPLES / "lda_bulk.xml": "LDA filings",
        SAMPLES / "lda_api_Q1_2025_lego_excerpt.json": "LDA filings",
        SAMPLES / "qatar_item11.txt": "FARA supplemental statement",
        BILLS / "old-116s2902.xml": "bill status",
        ARTICLES / "own_lobbying.txt": "article",
        COPIES[0]: "FARA bulk file",
        tmp_path / "call.dat": "transcript with speakers",
    }
    done = dossier("import", *given)
    assert done.returncode == 0, done.stderr
    for path, form in given.items():
        assert f"{path}: read as {form}\n" in done.stderr
        assert f"{path}: {form}, " in done.stdout


def test_rows_in_are_records_and_rejections(dossier: Dossier) -> None:
    (done,) = dossier.json("import", SAMPLES / "fara_principals_2025-04-11.csv")
    rejected = sum(done["refused"].values()) if "refused" in done else done["rejected"]
    assert done["units"] == done["records"] + rejected
    assert rejected == 1
    assert dossier("import", SAMPLES / "fara_principals_2025-04-11.csv").returncode == 0


def test_strict_tells_rejected_rows_by_the_exit_code(dossier: Dossier) -> None:
    done = dossier("import", SAMPLES / "fara_principals_2025-04-11.csv", "--strict")
    assert done.returncode == 3
    assert "rejected: line " in done.stderr


def test_the_same_file_again_changes_nothing(filled: Dossier) -> None:
    before = filled.json("export", "Hikvision")
    again = filled("import", *COPIES)
    assert again.returncode == 0
    assert again.stdout.count("nothing changed") == len(COPIES)
    assert filled.json("export", "Hikvision") == before


def test_copies_of_the_register_give_the_changes_whatever_their_order(run: Run, tmp_path: Path) -> None:
    told = []
    for name, paths in (("a", COPIES), ("b", [COPIES[3], COPIES[0], COPIES[2], COPIES[1]])):
        dossier = Dossier(run, tmp_path / f"{name}.sqlite3")
        for path in paths:
            dossier("import", path)
        marks = dossier.json("export", "Hikvision")["marks"]
        told.append(sorted((mark["start"], mark["title"]) for mark in marks if mark["kind"] == "register-change"))
    assert told[0] == told[1]
    assert [day for day, _ in told[0]] == ["2021-05-28", "2022-10-15", "2022-10-19"]


def test_a_part_of_the_register_is_not_compared_with_a_whole_copy(dossier: Dossier, tmp_path: Path) -> None:
    head, *rows = COPIES[3].read_text(encoding="utf-8").splitlines(keepends=True)
    whole = "".join(rows[0].replace("Hikvision USA Inc.", f"Principal {number}") for number in range(60))
    for day, text in (("2023-01-01", head + whole), ("2023-02-01", head + rows[0])):
        (tmp_path / f"copy_{day}.csv").write_text(text, encoding="utf-8", newline="")
        (done,) = dossier.json("import", tmp_path / f"copy_{day}.csv")
        assert done["derived"] == 0


def test_every_claim_leads_to_its_words(filled: Dossier) -> None:
    marks = filled.json("export", "Kestrel")["marks"]
    assert {"engagement", "payment", "contact", "signal", "news"} <= {mark["lane"] for mark in marks}
    text = (ARTICLES / "own_lobbying.txt").read_text(encoding="utf-8")
    for mark in marks:
        for words in mark["quotations"]:
            start, end = words["span"]
            assert text[start:end] == words["quote"]
    shown = filled("evidence", marks[0]["id"][:12])
    assert shown.returncode == 0
    assert ">>" in shown.stdout
    assert "own_lobbying.txt" in shown.stdout
    assert filled.json("evidence", marks[0]["id"])["id"] == marks[0]["id"]


def test_signals_of_a_call_are_the_companys_and_not_the_analysts(dossier: Dossier, tmp_path: Path) -> None:
    path = tmp_path / "call.txt"
    path.write_text(CALL, encoding="utf-8")
    dossier(
        "import", path, "--about", "Acme Optics", "--source", "https://example.org/call", "--retrieved", "2019-08-01"
    )
    (signal,) = dossier.json("signals", "Acme Optics")
    assert (signal["signal"], signal["speaker"], signal["day"]) == ("stockpile_by_customer", "Jane Roe", "2019-07-30")
    assert "building inventory" in signal["quote"]
    table = dossier("signals", "Acme Optics")
    assert signal["rule"] in table.stdout
    (document,) = dossier.json("show", "Acme Optics")["documents"]
    assert (document["address"], document["retrieved_at"][:10]) == ("https://example.org/call", "2019-08-01")


def test_versions_of_terms_are_compared(dossier: Dossier, tmp_path: Path) -> None:
    old = "Buyer shall not resell the products to any party on the SDN List.\n"
    new = old + "Buyer shall not resell the products to any party on the Entity List.\n"
    for day, text in (("2019-01-05", old), ("2019-06-05", new)):
        path = tmp_path / f"terms_{day}.txt"
        path.write_text(text, encoding="utf-8")
        assert dossier("import", path, "--about", "Acme Optics", "--date", day).returncode == 0
    marks = dossier.json("timeline", "Acme Optics", "--lane", "terms")
    (change,) = [mark for mark in marks if mark["kind"] == "terms-change"]
    assert change["start"] == "2019-06-05"
    assert "Entity List" in change["quotations"][0]["quote"]


def test_the_dossier_of_a_listed_party_has_its_lists_and_its_names(filled: Dossier) -> None:
    head = filled.json("show", "Hangzhou Hikvision Digital Technology Co., Ltd.")
    assert {"us-bis-el", "us-889"} <= {each["list"] for each in head["listed"]}
    head = filled.json("show", "Hikvision")
    assert any("Hikvision USA" in name for name in head["names"])
    assert {lane["id"]: lane["count"] for lane in head["lanes"]}["engagement"] >= 3
    exact = filled("show", "Hikvision", "--exact")
    assert exact.returncode == 2
    shown = filled("show", "Hikvision")
    assert "us-bis-el since 2019-10-09 (in force)" in shown.stdout
    assert "Early warnings" in shown.stdout


def test_a_period_and_a_lane_keep_to_what_is_asked(filled: Dossier) -> None:
    rows = filled.json("timeline", "Hikvision", "--from", "2019", "--to", "2019", "--lane", "listing")
    assert "2019-10-09" in {row["start"] for row in rows}
    assert max(row["start"] for row in rows)[:4] == "2019"
    assert filled("timeline", "Hikvision", "--lane", "weather").returncode == 2
    assert filled("timeline", "Hikvision", "--from", "2020", "--to", "2019").returncode == 2
    done = filled("timeline", "Hikvision", "--format", "csv")
    rows = list(csv.DictReader(StringIO(done.stdout)))
    assert {"lane", "quote", "document"} <= rows[0].keys()


def test_decisions_are_kept_and_hold_when_the_file_comes_again(dossier: Dossier, tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text((ARTICLES / "own_lobbying.txt").read_text(encoding="utf-8"), encoding="utf-8")
    dossier("import", path)
    waiting = dossier.json("review")
    assert waiting
    assert {each["state"] for each in waiting} == {"waiting"}
    first, second = waiting[0]["id"], waiting[1]["id"]
    assert dossier("review", "--refuse", first).returncode == 2
    done = dossier("review", "--refuse", first, "--accept", second, "--because", "read it", "--by", "ann")
    assert (done.returncode, "refused" in done.stdout, "accepted" in done.stdout) == (0, True, True)
    dossier("import", path, "--source", "https://example.org/a")
    left = {each["id"] for each in dossier.json("review", "--limit", "500")}
    assert not {first, second} & left
    decision = dossier.json("evidence", first)["decision"]
    assert (decision["by"], decision["because"]) == ("ann", "read it")
    assert dossier("review", "--refuse", "zzzz", "--because", "x").returncode == 2


def test_the_network_names_who_acts_for_whom(filled: Dossier) -> None:
    found = filled.json("network", "Hikvision")
    assert {"principal", "firm"} <= {actor["role"] for actor in found["actors"]}
    assert found["edges"]
    assert "Relation" in filled("network", "Hikvision").stdout


def test_exports_hold_the_whole(filled: Dossier, tmp_path: Path) -> None:
    whole = filled.json("export", "Hikvision")
    lines = filled("export", "Hikvision", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["number"] for line in lines] == [mark["number"] for mark in whole["marks"]]
    assert len(list(csv.DictReader(StringIO(filled("export", "Hikvision", "--format", "csv").stdout)))) == len(lines)
    assert filled("export", "Hikvision", "-o", tmp_path / "h.html").returncode == 0
    page = (tmp_path / "h.html").read_text(encoding="utf-8")
    assert "Hikvision" in page
    assert "<svg" in page
    for suffix, words in (("md", "Hikvision"), ("ftm.json", '"schema"'), ("gexf", "<gexf")):
        path, chosen = tmp_path / f"h.{suffix}", {"md": "markdown", "ftm.json": "ftm"}.get(suffix, suffix)
        assert filled("export", "Hikvision", "--format", chosen, "-o", path).returncode == 0
        assert words in path.read_text(encoding="utf-8")
    assert filled("show", "Hikvision", "--with", "Dahua", "-o", tmp_path / "two.html").returncode == 0
    assert filled("show", "Hikvision", "--with", "Dahua").returncode == 2


def test_what_a_scan_found_stands_beside_the_signs(filled: Dossier, run: Run, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(
        "Description,Vendor,Date,Amount\nHikvision DS-2CD2143G0-I camera,Acme,2021-03-01,900\n", encoding="utf-8"
    )
    found = tmp_path / "found.jsonl"
    assert run("scan", str(tmp_path / "rows.csv"), "--format", "jsonl", "-o", str(found), "--exit-zero").returncode == 0
    assert filled.json("show", "Hikvision", "--findings", found)["yours"]["findings"] == 1
    assert filled.json("show", "Hikvision")["yours"] is None
    assert filled("show", "Hikvision", "--findings", tmp_path / "none.jsonl").returncode == 2


def test_archives_and_folders_are_opened(dossier: Dossier, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.write(COPIES[0], "FARA_All_ForeignPrincipals.csv")
        archive.writestr("notes/empty.txt", "")
    (folder / "article.txt").write_text((ARTICLES / "own_lobbying.txt").read_text(encoding="utf-8"), encoding="utf-8")
    done = dossier("import", folder)
    assert done.returncode == 3
    assert "all.zip/FARA_All_ForeignPrincipals.csv: FARA bulk file" in done.stdout
    assert "all.zip/notes/empty.txt: not read" in done.stdout
    assert "empty.txt: is empty" in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("error.json", b"{ Success: false, Message: 'too many' }", "answered with an error"),
        ("half.json", b'{"results": [{"filing_uuid": "a"', "is no JSON"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "picture"),
        ("table.csv", b"a,b\n1,2\n", "none of FARA's bulk files"),
        ("bomb.zip", b"PK\x03\x04 no archive", "bomb.zip"),
        ("broken.xml", b"<billStatus><bill><congress>", "not well-formed"),
        ("submissions.json", b'{"cik": "1", "filings": {"recent": {"form": ["8-K"]}}}', "no column"),
    ],
)
def test_bad_files_are_told_with_what_to_do(
    dossier: Dossier, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    done = dossier("import", tmp_path / name)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("head", ["", "A headline\n\n"])
def test_hostile_text_is_read_in_time(dossier: Dossier, tmp_path: Path, head: str) -> None:
    path = tmp_path / "hostile.txt"
    shouted, named = 'Acme \N{RIGHT-TO-LEFT OVERRIDE}said "' * 3_000 + "A" * 100_000, "Aa Bb " * 9_000
    path.write_text(f"{head}{shouted} {named}", encoding="utf-8")
    assert dossier("import", path).returncode == 0


def test_what_is_not_there_is_said(dossier: Dossier, tmp_path: Path) -> None:
    assert dossier("import", tmp_path / "nowhere.txt").returncode == 2
    assert dossier("import", ARTICLES / "own_lobbying.txt", "--kind", "poem").returncode == 2
    assert dossier("review").returncode == 2
    assert "debar dossier import" in dossier("review").stderr
    unknown = dossier("show", "Zzyzx Unheard-Of Holdings")
    assert unknown.returncode == 2
    assert "no record and no list names" in unknown.stderr


def test_a_stopped_import_leaves_whole_files_only(filled: Dossier) -> None:
    with sqlite3.connect(filled.store) as connection:
        kinds = Counter(row[0] for row in connection.execute("SELECT kind FROM dossier_record"))
        quoted = connection.execute("SELECT count(DISTINCT record) FROM quotation").fetchone()[0]
    assert sum(kinds.values()) == quoted

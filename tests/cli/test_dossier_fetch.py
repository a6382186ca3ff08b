"""`debar dossier fetch`: originals from a server on the loopback address, kept in a folder or imported at once."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from feeds.server import Feed, good, page

SAMPLES = Path(__file__).resolve().parents[1] / "unit" / "dossiers"
BILL = "/bulkdata/BILLSTATUS/117/hr/BILLSTATUS-117hr6658.xml"
LDA = "/api/v1/filings/?client_name=LEGO&page_size=25&ordering=dt_posted"

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def feed() -> Iterator[Feed]:
    with Feed() as feed:
        body = (SAMPLES / "bills" / "current_117hr6658.xml").read_bytes()
        feed[BILL] = good(body, content_type="text/xml", etag='"7"', coding="gzip")
        yield feed


@pytest.fixture
def fetch(run: Run, feed: Feed, environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `debar dossier fetch ...` against the feed, with a cache of its own."""
    monkeypatch.setitem(environment, "DEBAR_CACHE_DIR", str(tmp_path / "cache"))

    def start(*arguments: str) -> CompletedProcess[str]:
        return run("dossier", "fetch", *arguments, "--mirror", feed.url, "--tries", "1")

    return start


def test_originals_are_kept_in_a_folder_and_imported_later(fetch: Run, run: Run, tmp_path: Path) -> None:
    done = fetch("bills", "--id", "117-HR-6658", "--to", "originals")
    assert (done.returncode, done.stdout) == (0, "bill-117-HR-6658_2026-11-22.xml: fetched\n")
    assert not (tmp_path / "s.db").exists()
    again = fetch("bills", "--id", "117-HR-6658", "--to", "originals")
    assert again.stdout == "bill-117-HR-6658_2026-11-22.xml: unchanged\n"
    imported = run("dossier", "import", "originals", "--store", "s.db")
    assert imported.returncode == 0, imported.stderr
    assert imported.stdout.startswith("originals/bill-117-HR-6658_2026-11-22.xml: bill status, ")
    assert len(imported.stdout.splitlines()) == 1
    shown = json.loads(run("dossier", "show", "117-HR-6658", "--store", "s.db", "--format", "json").stdout)
    (document,) = shown["documents"]
    assert document["address"] == f"https://www.govinfo.gov{BILL}"
    assert document["retrieved_at"].startswith("2026-11-22")


def test_what_is_fetched_is_imported_at_once(fetch: Run) -> None:
    done = fetch("bills", "--id", "117-HR-6658", "--store", "s.db", "--format", "json")
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)
    assert (row["outcome"], row["address"]) == ("fetched", f"https://www.govinfo.gov{BILL}")
    assert row["records"] == row["new"] > 0
    assert Path(row["file"]).is_file()
    again = json.loads(fetch("bills", "--id", "117-HR-6658", "--store", "s.db", "--format", "json").stdout)
    assert [(each["outcome"], each["new"]) for each in again] == [("unchanged", 0)]
    assert "held already" in fetch("bills", "--id", "117-HR-6658", "--store", "s.db").stderr


def test_a_bulk_file_is_opened_and_what_is_missing_is_said(fetch: Run, feed: Feed) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.write(SAMPLES / "samples" / "fara_hikvision_2022-10-19.csv", "FARA_All_ForeignPrincipals.csv")
    feed["/bulk/zip/FARA_All_ForeignPrincipals.csv.zip"] = good(whole.getvalue(), content_type="application/zip")
    feed["/bulk/zip/FARA_All_Registrants.csv.zip"] = page("Down for maintenance")
    done = fetch("fara-bulk", "--store", "s.db")
    assert done.returncode == 3
    assert done.stdout.splitlines()[0] == "fara-principals.csv.zip: fetched"
    assert "FARA bulk file, 4 rows, 4 records: 4 new" in done.stdout
    assert done.stdout.splitlines()[2:] == ["fara-bulk: failed"] * 3
    assert "Down for maintenance" in done.stderr
    assert "imported" in done.stderr  # the advice: the same files can be downloaded by hand
    assert "Traceback" not in done.stderr


def test_a_key_comes_from_the_environment_and_is_never_shown(
    fetch: Run, feed: Feed, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(environment, "LDA_API_KEY", "k3y-of-mine")
    entry = json.loads((SAMPLES / "samples" / "lda_api_Q1_2025_lego_excerpt.json").read_text("utf-8"))
    results = entry.get("results", [entry])
    body: dict[str, Any] = {"count": len(results), "next": None, "previous": None, "results": results}
    feed[LDA] = good(json.dumps(body).encode(), content_type="application/json")
    done = fetch("lda", "--about", "LEGO", "--store", "s.db")
    assert done.returncode == 0, done.stderr
    assert feed.last().headers["Authorization"] == "Token k3y-of-mine"
    assert "k3y" not in done.stdout + done.stderr
    assert "LDA filings, 1 filing, " in done.stdout


def test_the_sources_are_shown_with_their_limits(run: Run) -> None:
    shown = run("dossier", "fetch").stdout
    assert "lda: Lobbying Disclosure Act filings of a client\n    --about NAME; 15 requests in 60 s" in shown
    rows = list(csv.DictReader(StringIO(run("dossier", "fetch", "--format", "csv").stdout)))
    assert {"fara-bulk", "edgar", "federal-register"} <= {row["source"] for row in rows}
    assert all(row["terms"] and row["facts"] for row in rows)


def test_a_dry_run_asks_nobody(fetch: Run, feed: Feed) -> None:
    done = fetch("bills", "--id", "117-HR-6658", "--dry-run")
    assert done.stdout == f"bills: {feed.url}{BILL} (5 requests in 1 s)\n"
    assert feed.requests == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["bils"], "there are fara-bulk"),
        (["bills"], "117-HR-3919"),
        (["edgar", "--id", "1"], "--contact"),
        (["congress", "--id", "117-HR-1"], "CONGRESS_API_KEY"),
        (["lda", "--about", "x", "--since", "last year"], "last year"),
        (["bills", "--id", "117-HR-1", "--to", "/dev/null/x"], "no folder"),
    ],
)
def test_an_order_that_cannot_be_carried_out_is_said(fetch: Run, feed: Feed, arguments: list[str], said: str) -> None:
    done = fetch(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert feed.requests == []

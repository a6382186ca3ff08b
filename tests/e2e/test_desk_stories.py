"""What people do at the desk from beginning to end, in a real browser over a real server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from api.conftest import start_server, stop_server
from e2e.chromium import Page, browse

RECORDS = files("debar.desk") / "demo" / "purchases.csv"
FIRST = "id,schema,name\n1,Company,Omnitron Kestrel\n2,Company,Zeta Optics\n"
SECOND = "id,schema,name\n2,Company,Zeta Optics\n3,Company,Quarrystone Stationery\n"
ORDERS = "date,description,supplier,buyer\n2026-11-01,Conference camera,Omnitron Kestrel,City of Modesto\n"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite3"


@pytest.fixture
def page(chromium: str) -> Iterator[Page]:
    with browse(chromium) as opened:
        opened.resize(1440)
        yield opened


def run(store: Path, *arguments: str) -> str:
    environment = {**os.environ, "DEBAR_TODAY": "2026-11-22"}
    command = [sys.executable, "-m", "debar", *arguments, "--store", str(store)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout + done.stderr


def send(page: Page, base: str, path: Path) -> None:
    """Send a file on the page of scans, and wait until it is scanned."""
    page.open(f"{base}/app/scans")
    page.tab.set_input_files("#file", path)
    page.tab.get_by_label("State", exact=True).select_option("CA")
    page.tab.get_by_role("button", name="Send and scan").click()
    page.tab.get_by_role("link", name="Open the findings").wait_for()


def decide(page: Page, kind: str, reason: str) -> None:
    page.tab.locator(f"input[name=kind][value={kind}]").check()
    page.tab.get_by_label("Reason").fill(reason)
    page.tab.locator("aside form[method=post] button").first.click()
    page.tab.locator(".stands", has_text=reason).wait_for()


def test_a_file_is_scanned_a_finding_decided_exported_and_seen_in_the_audit(
    page: Page, store: Path, tmp_path: Path
) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(RECORDS.read_bytes())
    process, base = start_server(str(store))
    try:
        send(page, base, path)
        assert page.complaints == []
        assert page.violations() == []
        page.tab.get_by_role("link", name="Open the findings").click()
        page.tab.locator("table a.go").first.click()
        finding = page.tab.url.partition("/findings/")[2].partition("?")[0]
        decide(page, "confirmed", "seen on the wall of city hall")
        page.open(f"{base}/app/scans/1")
        with page.tab.expect_download() as given:
            page.tab.get_by_role("link", name="jsonl", exact=True).click()
        lines = [json.loads(line) for line in Path(given.value.path()).read_text("utf-8").splitlines()]
        (exported,) = [each for each in lines if each.get("id") == finding]
        assert exported["decision"]["reason"] == "seen on the wall of city hall"
        page.open(f"{base}/app/audit?verify=1")
        log = page.tab.locator("main").inner_text()
        for told in ("job", "judge", "decide", "export", "seen on the wall of city hall"):
            assert told in log, told
    finally:
        stop_server(process)


def test_a_list_changes_the_alert_comes_and_the_decision_is_taken_again(
    page: Page, store: Path, tmp_path: Path
) -> None:
    orders, own = tmp_path / "orders.csv", tmp_path / "own.csv"
    orders.write_text(ORDERS, "utf-8")
    own.write_text(FIRST, "utf-8")
    run(store, "lists", "import", str(own), "--id", "own", "--published-at", "2026-11-01")
    process, base = start_server(str(store))
    try:
        send(page, base, orders)
        page.tab.get_by_role("link", name="Open the findings").click()
        page.tab.locator("table a.go").first.click()
        finding = page.tab.url
        decide(page, "false-match", "another Kestrel: a school of falconry")
        page.open(f"{base}/app/watch")
        page.tab.locator("input[name=kind][value=scan]").check()
        page.tab.get_by_label("Which").fill("all")
        page.tab.get_by_label("Call it").fill("orders")
        page.tab.get_by_role("button", name="Watch", exact=True).click()
        page.tab.get_by_role("cell", name="orders").first.wait_for()
        own.write_text(SECOND, "utf-8")
        run(store, "lists", "import", str(own), "--id", "own", "--published-at", "2026-11-10")
        run(store, "watch", "run")
        page.open(f"{base}/app/watch")
        alert = page.tab.locator("section[aria-label=Alerts] a", has_text="no longer holds")
        assert alert.count() == 1
        assert page.violations() == []
        alert.click()
        assert page.tab.url.partition("?")[0] == finding.partition("?")[0]
        until = time.monotonic() + 120
        while not page.tab.locator(".stands.again").count():
            assert time.monotonic() < until, page.tab.locator("main").inner_text()
            time.sleep(1)
            page.tab.reload()
        decide(page, "confirmed", "they are the maker after all")
        page.open(f"{base}/app/audit")
        log = page.tab.locator("main").inner_text()
        assert log.index("they are the maker after all") < log.index("another Kestrel")
    finally:
        stop_server(process)

"""A desk at work, backed up, lost and restored elsewhere: the log is whole, receipts hold, every page is the same."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from api.conftest import start_server, stop_server
from store import postgres

ROWS = """PO,Date,Agency,Vendor,Description,Amount
1,2022-05-01,City of Modesto CA,ACME Video,Hikvision DS-2CD2143G0-I dome camera,1200
2,2022-05-02,City of Modesto CA,Valley Rentals,Dahua tent rental for camera club,300
"""
PAGES = (
    "/app/scans",
    "/app/scans/1",
    "/app/proposals",
    "/app/watch",
    "/app/lists",
    "/app/audit?verify=1",
    "/api/scans",
    "/api/scans/1/findings",
    "/api/audit",
    "/api/watches",
)


class Place:
    """A store that can be made and lost: a file, or a database of its own on a real PostgreSQL."""

    def __init__(self, folder: Path, server: str, name: str) -> None:
        self._stack = ExitStack()
        self._file = folder / f"{name}.sqlite3"
        self.url = self._stack.enter_context(postgres.database(server, name)) if server else str(self._file)

    def lose(self) -> None:
        """Leave nothing of it."""
        self._stack.close()
        for end in ("", "-wal", "-shm"):
            Path(f"{self._file}{end}").unlink(missing_ok=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request: pytest.FixtureRequest, tmp_path: Path, cache: Path) -> Iterator[tuple[Place, Place]]:  # noqa: ARG001
    """The place of the desk, and a fresh one in the same kind of database."""
    server = request.getfixturevalue("postgres_server") if request.param == "postgresql" else ""
    first, second = (Place(tmp_path, server, f"desk_{os.getpid()}_{n}") for n in (1, 2))
    yield first, second
    first.lose()
    second.lose()


def run(folder: Path, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DEBAR_TODAY": "2026-11-22"}
    command = [sys.executable, "-m", "debar", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return done


def work(folder: Path, url: str) -> None:
    """A day at the desk: a scan kept, decisions alone and by two, a list of one's own, watches, a receipt."""
    at = ("--store", url)
    (folder / "po.csv").write_text(ROWS, "utf-8")
    (folder / "own.csv").write_text("id,schema,name\n1,Company,Example Cameras Ltd\n", "utf-8")
    run(folder, "lists", "import", "own.csv", "--id", "own-list", *at)
    run(folder, "scan", "po.csv", "--keep", "-o", "f.jsonl", "--exit-zero", *at)
    camera, tent = re.findall(r'^\{"id": "(\w+)"', (folder / "f.jsonl").read_text("utf-8"), re.M)
    run(folder, "decide", tent, "--as", "false-match", "--because", "a tent", "--by", "ana", *at)
    run(folder, "settings", "--second-person", "waived", *at)
    run(folder, "decide", camera, "--as", "waived", "--because", "replaced soon", "--by", "ana", *at)
    run(folder, "watch", "add", "hikvision", "--party", "Hangzhou Hikvision", *at)
    run(folder, "watch", "add", "own", "--list", "own-list", *at)
    run(folder, "audit", "receipt", tent, "--out", "tent.html", *at)


def answers(url: str) -> dict[str, str]:
    """What a server over the store answers, without the secrets of forms."""
    process, address = start_server(url)
    try:
        with httpx.Client(base_url=address, timeout=60) as client:
            finding = re.findall(r'href="(/app/findings/[0-9a-f]+)', client.get("/app/scans/1").text)
            found = {path: client.get(path) for path in (*PAGES, *finding, f"{finding[0]}.json")}
    finally:
        stop_server(process)
    assert {answer.status_code for answer in found.values()} == {200}, found
    return {path: re.sub(r'name="form_token" value="[^"]+"', "", answer.text) for path, answer in found.items()}


def test_a_desk_that_was_lost_is_restored_whole(places: tuple[Place, Place], tmp_path: Path) -> None:
    first, second = places
    work(tmp_path, first.url)
    before = answers(first.url)
    assert "a tent" in before["/api/audit"]
    assert "hikvision" in before["/app/watch"]
    assert "replaced soon" in before["/app/proposals"]
    told = run(tmp_path, "audit", "verify", "--store", first.url).stdout
    head = told.split()[-1]
    run(tmp_path, "store", "backup", "desk.backup", "--store", first.url)
    first.lose()
    run(tmp_path, "store", "restore", "desk.backup", "--store", second.url)
    assert run(tmp_path, "audit", "verify", "--head", head, "--store", second.url).stdout == told
    checked = run(tmp_path, "audit", "verify", "--receipt", "tent.html", "--store", second.url).stdout
    assert "All of it holds." in checked
    assert "holds list own-list" in checked
    assert "whole: 1 editions" in run(tmp_path, "lists", "verify", "--store", second.url).stderr
    assert answers(second.url) == before
    run(tmp_path, "proposals", "approve", "1", "--by", "ben", "--store", second.url)


def test_a_damaged_or_foreign_backup_is_refused_and_says_so(tmp_path: Path, cache: Path) -> None:  # noqa: ARG001
    (tmp_path / "own.csv").write_text("id,schema,name\n1,Company,Example Cameras Ltd\n", "utf-8")
    run(tmp_path, "lists", "import", "own.csv", "--id", "own-list", "--store", "s.db")
    run(tmp_path, "store", "backup", "whole.backup", "--store", "s.db")
    whole = (tmp_path / "whole.backup").read_bytes()
    places = [found.start() for found in re.finditer(b"Example Cameras", whole)]
    assert places
    for name, content, said in (
        ("bit", whole[: places[0]] + b"e" + whole[places[0] + 1 :], "is not as it was written"),
        ("cut", whole[: len(whole) // 2], "damaged"),
        ("text", b"no backup at all", "is no backup of debar"),
        ("empty", b"", "is no backup of debar"),
    ):
        (tmp_path / f"{name}.backup").write_bytes(content)
        done = run(tmp_path, "store", "restore", f"{name}.backup", "--store", "fresh.db", code=2)
        assert said in done.stderr, name
        assert done.stderr.startswith(f"debar: {name}.backup: "), name
        assert not (tmp_path / "fresh.db").exists(), name
    run(tmp_path, "store", "restore", "whole.backup", "--store", "fresh.db")

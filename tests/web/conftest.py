"""A real server over a store with a kept scan, whose every field is hostile text."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.conftest import start_server, stop_server

#: What must never come back as markup: it is put into every field.
HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>\'"&\u202e'
RECORDS = (
    ("2023-07-06", "Larkfield Unified School District", "CAMERA SYSTEM, LTS CMIP8C42W-28 TURRET 4MP X 36", "41220"),
    ("2021-03-18", "Department of the Navy", "24 EA HIKVISION DS-2CD2143G0-I IP CAMERA 4MP DOME", "5976"),
    ("2024-02-14", "Town of Exampleton", "DAHUA DHI-NVR5232-16P-4KS2 RECORDER 32 CH", "88410"),
    ("2019-05-02", "Ardmoor Public Library", "HUAWEI MEDIAPAD T3 X 10", "1190"),
)


def keep_scan(store: Path) -> None:
    """Scan a file of hostile records and keep the findings, as a user does."""
    path = store.parent / f"orders {HOSTILE.replace('/', '')}.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(("date", "buyer", "description", "supplier", "amount", f"note {HOSTILE}"))
        for day, buyer, text, amount in RECORDS:
            rows.writerow((day, f"{buyer} {HOSTILE}", f"{text} {HOSTILE}", f"=SUM(A1) {HOSTILE}", amount, HOSTILE))
    command = [sys.executable, "-m", "debar", "scan", str(path), "--state", "TX", "--keep", "--store", str(store)]
    command += ["-q", "-o", str(store.parent / "out.jsonl")]
    environment = {**os.environ, "DEBAR_TODAY": "2026-11-22"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert "findings kept as scan" in done.stderr, done.stderr


def keep_documents(store: Path) -> None:
    """Import an article of our own, as a user does; its words are as hostile as those of records."""
    article = Path(__file__).parents[1] / "golden" / "articles" / "own_lobbying.txt"
    path = store.parent / "article.txt"
    path.write_text(f"{article.read_text('utf-8')}\n\n{HOSTILE}\n", encoding="utf-8")
    command = [sys.executable, "-m", "debar", "dossier", "import", str(path), "--store", str(store)]
    environment = {**os.environ, "DEBAR_TODAY": "2026-11-22"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def desk_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the kept scan."""
    store: Path = tmp_path_factory.mktemp("desk") / "store.sqlite3"
    keep_scan(store)
    keep_documents(store)
    return store


@pytest.fixture(scope="session")
def desk_address(desk_store: Path) -> Iterator[str]:
    """The address of a server over that store."""
    process, base = start_server(str(desk_store))
    yield base
    stop_server(process)


@pytest.fixture
def desk(desk_address: str) -> Iterator[httpx.Client]:
    """A browser's worth of client: it keeps cookies."""
    with httpx.Client(base_url=desk_address, timeout=60) as client:
        yield client


@pytest.fixture
def finding(desk: httpx.Client) -> str:
    """The address of the page of the first finding of scan 1."""
    return re.findall(r'href="(/app/findings/[0-9a-f]+)', desk.get("/app/scans/1").text)[0]

"""The receipt of a finding from its page: given as a file, logged, and only to who may see the finding."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from lxml import html

KINDS = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}


def log(desk: httpx.Client) -> list[dict[str, object]]:
    lines: list[dict[str, object]] = desk.get("/api/audit?limit=1000").json()["entries"]
    return [line for line in lines if line["action"] == "receipt"]


@pytest.mark.parametrize("form", list(KINDS))
def test_a_finding_s_page_gives_a_receipt_that_the_store_confirms(
    desk: httpx.Client, finding: str, desk_store: Path, tmp_path: Path, form: str
) -> None:
    links = html.fromstring(desk.get(finding).text).xpath("//a[starts-with(., 'Receipt')]/@href")
    link = next(each for each in links if each.endswith(f".{form}"))
    before = len(log(desk))
    first, second = desk.get(link), desk.get(link)
    assert first.status_code == 200
    assert first.headers["content-type"] == KINDS[form]
    assert first.headers["content-disposition"].startswith('attachment; filename="receipt-')
    assert first.content == second.content
    assert len(log(desk)) == before + 2
    path = tmp_path / f"r.{form}"
    path.write_bytes(first.content)
    command = [sys.executable, "-m", "debar", "audit", "verify", "--receipt", str(path), "--store", str(desk_store)]
    environment = {**os.environ, "DEBAR_TODAY": "2026-11-22"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stdout
    assert "All of it holds." in done.stdout


def test_the_data_of_a_receipt_is_given_as_json(desk: httpx.Client, finding: str) -> None:
    data = json.loads(desk.get(f"{finding}/receipt.json").content)
    assert finding.endswith(data["finding"]["id"])


@pytest.mark.parametrize("path", ["/app/findings/ffffffff/receipt.html", "/app/findings/0/receipt.docx"])
def test_no_receipt_is_given_of_what_is_not_there(desk: httpx.Client, path: str) -> None:
    before = len(log(desk))
    assert desk.get(path).status_code == 404
    assert len(log(desk)) == before

"""The server itself: the verbs, limits, headers, newer lists while it runs, a port that is taken."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from api.conftest import start_server, stop_server


def test_check_says_what_the_command_line_says(http: httpx.Client) -> None:
    asked = {"text": "Hikvision DS-2CD2143G0-I", "buyer": "City of Modesto", "state": "CA", "date": "2022-05-01"}
    finding = http.post("/api/check", json=asked).json()["findings"][0]
    assert finding["outcome"] == "depends"
    assert finding["maker"]["id"] == "hikvision"
    assert finding["rules"]
    refused = http.post("/api/check", json={**asked, "date": "soon"})
    assert refused.status_code == 400
    assert "2021-03-18" in refused.json()["detail"]
    assert http.post("/api/check", json={**asked, "colour": "red"}).status_code == 422


def test_names_are_matched_in_order(http: httpx.Client) -> None:
    found = http.post("/api/match", json={"names": ["Acme Bakery", "ZTE"], "limit": 1}).json()
    assert [len(each["matches"]) for each in found["results"]] == [0, 1]
    assert found["editions"]["lists"]["us-bis-el"]


def test_what_the_interface_offers_is_described(http: httpx.Client) -> None:
    described = http.get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert {"/match/{dataset}", "/reconcile/{dataset}", "/v2/search", "/api/check"} <= set(described["paths"])
    assert all(
        each.get("summary") for path in described["paths"].values() for each in path.values() if isinstance(each, dict)
    )


def test_browsers_are_told_to_be_careful(http: httpx.Client) -> None:
    headers = http.get("/healthz").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "server" not in headers


def test_a_body_too_large_is_refused_before_it_is_read_whole(address: str) -> None:
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as raw:
        raw.sendall(b"POST /api/match HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n")
        raw.sendall(b"Content-Length: 10000000000\r\n\r\n")
        sent = 0
        try:
            while sent < 64_000_000:
                raw.sendall(b" " * 1_000_000)
                sent += 1_000_000
        except OSError:
            pass
        assert sent < 64_000_000, "a body without end was taken"
    assert httpx.get(f"{address}/healthz").status_code == 200


def test_lists_that_are_imported_while_it_runs_come_into_use(tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite3"
    process, address = start_server(str(store))
    try:
        query = {"queries": {"q": {"schema": "Company", "properties": {"name": ["Zwiebelkuchen Kameras GmbH"]}}}}
        assert httpx.post(f"{address}/match/default", json=query, timeout=60).json()["responses"]["q"]["results"] == []
        listed = tmp_path / "own.csv"
        listed.write_text("id,schema,name\n1,Company,Zwiebelkuchen Kameras GmbH\n", "utf-8")
        imported = [sys.executable, "-m", "debar", "lists", "import", str(listed), "--id", "own-list"]
        subprocess.run([*imported, "--store", str(store)], check=True, capture_output=True)
        for _ in range(240):
            answer = httpx.post(f"{address}/match/own_list", json=query, timeout=60)
            if answer.status_code == 200:
                break
            time.sleep(0.5)
        assert answer.json()["responses"]["q"]["results"][0]["match"] is True
    finally:
        stop_server(process)


def test_a_port_that_is_taken_and_an_open_address_are_refused(address: str) -> None:
    port = address.rpartition(":")[2]
    taken = subprocess.run(
        [sys.executable, "-m", "debar", "serve", "--port", port], capture_output=True, text=True, check=False
    )
    assert taken.returncode == 2
    assert "give another --port" in taken.stderr
    opened = subprocess.run(
        [sys.executable, "-m", "debar", "serve", "--host", "203.0.113.7"], capture_output=True, text=True, check=False
    )
    assert opened.returncode == 2
    assert "this machine only" in opened.stderr

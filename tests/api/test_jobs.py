"""Files sent to a real server: scanned, followed, stopped, gone on with, killed, given out; never another's."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.conftest import start_server, stop_server
from api.test_accounts import AT, PASSWORD, make_key
from debar.api.limits import Guard, TooMuchError
from debar.desk.jobs import file_name
from debar.desk.people import add_account
from debar.errors import InputError
from debar.model.jobs import ENDED
from debar.store import open_store

RECORDS = (files("debar.desk") / "demo" / "purchases.csv").read_bytes()
Job = dict[str, Any]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with accounts of two workspaces."""
    url = str(tmp_path_factory.mktemp("jobs") / "store.sqlite3")
    with open_store(url) as opened:
        for name, role, workspace in (
            ("vera", "viewer", "north"),
            ("ana", "analyst", "north"),
            ("sol", "admin", "south"),
        ):
            add_account(opened, name, PASSWORD, role=role, workspace=workspace, actor="t", at=AT)
    return url


@pytest.fixture(scope="module")
def address(store: str) -> Iterator[str]:
    process, base = start_server(store, "--rate", "0")
    yield base
    stop_server(process)


@pytest.fixture(scope="module")
def ana(store: str, address: str) -> Iterator[httpx.Client]:
    """A client that may send files."""
    headers = make_key(store, "ana", "ask", "read", "decide")
    with httpx.Client(base_url=address, timeout=60, headers=headers) as client:
        yield client


def send(http: httpx.Client, content: bytes, name: str = "po.csv", **options: Any) -> Job:
    answer = http.post("/api/jobs", files={"file": (name, content)}, data=options)
    assert answer.status_code == 201, answer.text
    made: Job = answer.json()
    return made


def wait_for(http: httpx.Client, number: int, *states: str) -> Job:
    end = time.monotonic() + 300
    while True:
        job: Job = http.get(f"/api/jobs/{number}").json()
        if job["state"] in (states or ENDED):
            return job
        assert time.monotonic() < end, job
        time.sleep(0.1)


def large(rows: int = 400_000) -> bytes:
    """Records that take some seconds, the last of them a find."""
    lines = "".join(f"2021-03-05,{n},Folding chairs {n},Acme {n % 977} Supply\n" for n in range(rows))
    return f"date,number,description,vendor\n{lines}2021-03-05,x,Hikvision DS-2CD2143G0-I,Acme\n".encode()


def ids(jsonl: str) -> list[str]:
    return [json.loads(line)["id"] for line in jsonl.splitlines() if '"id"' in line]


@pytest.fixture(scope="module")
def done(ana: httpx.Client) -> Job:
    return wait_for(ana, send(ana, RECORDS, state="CA", buyer="City of Modesto")["id"])


def test_a_file_that_is_sent_gives_what_the_command_gives(ana: httpx.Client, done: Job, tmp_path: Path) -> None:
    path = tmp_path / "po.csv"
    path.write_bytes(RECORDS)
    command = [sys.executable, "-m", "debar", "scan", str(path), "--buyer", "City of Modesto", "--state", "CA"]
    environment = {**os.environ, "DEBAR_TODAY": "2026-11-22"}
    options = ["--format", "jsonl", "--exit-zero", "--store", str(tmp_path / "none.sqlite3")]
    by_command = subprocess.run([*command, *options], capture_output=True, text=True, check=True, env=environment)
    assert done["state"] == "done", done
    assert ids(ana.get(f"/api/jobs/{done['id']}/result").text) == ids(by_command.stdout)
    assert done["progress"]["rows"] == done["progress"]["judged"] + done["progress"]["rejected"] == 164
    assert done["progress"]["findings"] == len(ids(by_command.stdout)) > 20
    kept = ana.get(f"/api/scans/{done['scan']}").json()
    assert (kept["findings"], kept["actor"], kept["summary"]["rows"]) == (done["progress"]["findings"], "ana", 164)
    assert "<html" in ana.get(f"/api/jobs/{done['id']}/result?format=html").text
    table = ana.get(f"/api/jobs/{done['id']}/result?format=csv")
    assert table.headers["content-disposition"].startswith("attachment")
    assert ana.get(f"/api/jobs/{done['id']}/result?format=exe").status_code == 400


def test_sending_scanning_and_giving_out_are_lines_of_the_log(ana: httpx.Client, done: Job) -> None:
    ana.get(f"/api/jobs/{done['id']}/result")
    lines = ana.get("/api/audit?limit=1000").json()["entries"]
    told = [line["action"] for line in lines if done["id"] == line["what"].get("job") or "scan" in line["what"]]
    assert told[:2] == ["job", "judge"]
    assert "export" in told


def test_the_same_request_with_the_same_key_is_done_once(ana: httpx.Client) -> None:
    def post(content: bytes) -> httpx.Response:
        headers = {"Idempotency-Key": "order-7"}
        return ana.post("/api/jobs", files={"file": ("once.csv", content)}, headers=headers)

    first, again, other = post(RECORDS), post(RECORDS), post(RECORDS + b"\n")
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert other.status_code == 422
    named = [each for each in ana.get("/api/jobs").json()["jobs"] if each["name"] == "once.csv"]
    assert len(named) == 1
    wait_for(ana, first.json()["id"])


def test_a_decision_sent_twice_with_one_key_is_one_line(ana: httpx.Client, done: Job) -> None:
    finding = ana.get(f"/api/scans/{done['scan']}/findings?limit=1").json()["findings"][0]["id"]

    def decide(reason: str) -> httpx.Response:
        asked = {"as": "confirmed", "because": reason}
        return ana.post(f"/api/findings/{finding}/decisions", json=asked, headers={"Idempotency-Key": "d"})

    first, again = decide("seen on site"), decide("seen on site")
    assert first.json() == again.json()
    assert decide("another reason").status_code == 422
    lines = ana.get("/api/audit?limit=1000").json()["entries"]
    assert [line["n"] for line in lines if line["action"] == "decide"] == [first.json()["line"]]


def test_jobs_of_another_workspace_are_not_there_and_viewers_only_look(store: str, address: str, done: Job) -> None:
    number = done["id"]
    changes = (("POST", f"{number}/cancel"), ("POST", f"{number}/resume"), ("DELETE", f"{number}/files"))
    reads = (("GET", f"{number}"), ("GET", f"{number}/events"), ("GET", f"{number}/result"))
    with httpx.Client(base_url=address, headers=make_key(store, "sol", "read", "decide")) as sol:
        for verb, path in (*reads, *changes):
            assert sol.request(verb, f"/api/jobs/{path}").status_code == 404, path
        assert sol.get("/api/jobs").json()["jobs"] == []
    with httpx.Client(base_url=address, headers=make_key(store, "vera", "read")) as vera:
        assert vera.get(f"/api/jobs/{number}").status_code == 200
        assert vera.post("/api/jobs", files={"file": ("a.csv", RECORDS)}).status_code == 403
        for verb, path in changes:
            assert vera.request(verb, f"/api/jobs/{path}").status_code == 403, path


def test_events_tell_of_a_job_until_it_ends_and_pages_of_jobs_follow_by_key(ana: httpx.Client) -> None:
    job = send(ana, large(120_000), "events.csv")
    with ana.stream("GET", f"/api/jobs/{job['id']}/events", timeout=300) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        told = [line.removeprefix("data: ") for line in stream.iter_lines() if line.startswith("data: ")]
    seen = [json.loads(each) for each in told]
    assert (seen[0]["id"], seen[-1]["state"], seen[-1]["progress"]["share"]) == (job["id"], "done", 1.0)
    assert seen[-1]["progress"]["rows"] == 120_001
    first = ana.get("/api/jobs?limit=1").json()
    second = ana.get(f"/api/jobs?limit=1&before={first['next']}").json()
    assert first["jobs"][0]["id"] > second["jobs"][0]["id"]


def test_a_job_is_cancelled_and_goes_on_where_it_stood(ana: httpx.Client) -> None:
    job = send(ana, large(), "stopped.csv")
    end = time.monotonic() + 300
    while ana.get(f"/api/jobs/{job['id']}").json()["progress"]["rows"] == 0 and time.monotonic() < end:
        time.sleep(0.05)
    assert ana.post(f"/api/jobs/{job['id']}/cancel").json()["stopping"] in {True, False}
    stopped = wait_for(ana, job["id"])
    assert stopped["state"] == "cancelled", stopped
    assert ana.post(f"/api/jobs/{job['id']}/resume").json()["state"] == "waiting"
    finished = wait_for(ana, job["id"])
    assert (finished["state"], finished["progress"]["rows"], finished["progress"]["findings"]) == ("done", 400_001, 1)
    assert ana.post(f"/api/jobs/{job['id']}/resume").status_code == 400


def test_what_cannot_be_scanned_says_why_and_can_be_mended(ana: httpx.Client) -> None:
    odd = wait_for(ana, send(ana, b"a,b\n1,2\n", "odd.csv")["id"])
    assert odd["state"] == "failed"
    assert "no column holds what was bought" in odd["message"]
    assert "/" not in odd["message"].partition(":")[0]
    again = ana.post(f"/api/jobs/{odd['id']}/resume", params={"map": ["text=a", "supplier=b"]})
    assert again.status_code == 200, again.text
    mended = wait_for(ana, odd["id"])
    assert (mended["state"], mended["progress"]["judged"]) == ("done", 1)


@pytest.mark.parametrize(
    ("content", "options", "told"),
    [
        (b"", {}, "empty"),
        (RECORDS, {"colour": "red"}, "no option"),
        (RECORDS, {"as_of": "yesterday"}, "as of"),
        (RECORDS, {"funding": "gold"}, "gold"),
        (RECORDS, {"map": "text"}, "field=Column"),
        (RECORDS, {"buyer": "x" * 301}, "longer"),
    ],
)
def test_what_is_asked_wrongly_is_refused_at_once(
    ana: httpx.Client, content: bytes, options: dict[str, str], told: str
) -> None:
    before = ana.get("/api/jobs?limit=1").json()["jobs"][0]["id"]
    answer = ana.post("/api/jobs", files={"file": ("a.csv", content)}, data=options)
    assert (answer.status_code, told in answer.json()["detail"]) == (400, True), answer.text
    assert ana.post("/api/jobs", data={"buyer": "x"}).status_code == 400
    assert ana.get("/api/jobs?limit=1").json()["jobs"][0]["id"] == before


def test_a_bomb_is_a_failed_job_and_the_next_one_is_scanned(ana: httpx.Client) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.csv", b"date,description,vendor\n" + b"0" * (300 * 1024 * 1024))
    bomb = send(ana, packed.getvalue(), "bomb.zip")
    after = send(ana, RECORDS, "after.csv")
    ended = wait_for(ana, bomb["id"])
    assert ended["state"] == "failed" or ended["message"], ended
    assert wait_for(ana, after["id"])["state"] == "done"


def test_files_are_removed_when_asked_and_the_scan_stays(ana: httpx.Client, store: str) -> None:
    job = wait_for(ana, send(ana, RECORDS, "gone.csv")["id"])
    folder = Path(f"{store}.jobs")
    held = sum(1 for each in folder.rglob("gone.csv"))
    assert ana.delete(f"/api/jobs/{job['id']}/files").json()["files_kept"] is False
    assert (held, sum(1 for each in folder.rglob("gone.csv"))) == (1, 0)
    assert ana.get(f"/api/jobs/{job['id']}/result").status_code == 400
    assert ana.get(f"/api/scans/{job['scan']}").status_code == 200


def test_names_of_files_lead_nowhere() -> None:
    assert file_name("../../etc/passwd") == "passwd"
    assert file_name("C:\\orders\\PO 1 (x).CSV") == "PO 1 (x).CSV"
    assert file_name("a\x00b<script>.csv") == "a_b_script_.csv"
    assert len(file_name("x" * 500 + ".csv")) <= 121
    for refused in ("", "..", "po.csv.debar.toml", "debar.toml"):
        with pytest.raises(InputError):
            file_name(refused)


def test_files_have_a_limit_of_their_own_and_other_paths_keep_theirs() -> None:
    async def read_all(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001
        while (await receive()).get("more_body"):
            pass

    async def read(path: str, size: int) -> None:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"x" * size, "more_body": False}

        guard = Guard(read_all, most=10, uploads=frozenset({"/api/jobs"}), most_uploaded=100)
        await guard({"type": "http", "method": "POST", "path": path, "scheme": "http"}, receive, None)  # type: ignore[arg-type]

    asyncio.run(read("/api/jobs", 100))
    for path, size in (("/api/jobs", 101), ("/api/match", 11), ("/api/jobs/1/cancel", 11)):
        with pytest.raises(TooMuchError):
            asyncio.run(read(path, size))


def scanning(parent: str = "") -> list[int]:
    """The processes that scan for a store."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            if (
                "debar.desk.job_process" in (each / "cmdline").read_text("utf-8")
                and parent.encode() in (each / "environ").read_bytes()
            ):
                found.append(int(each.name))
        except OSError:
            continue
    return found


def test_nothing_is_lost_when_the_scan_and_the_server_are_killed(tmp_path: Path) -> None:
    url = str(tmp_path / "killed.sqlite3")
    process, base = start_server(url)
    with httpx.Client(base_url=base, timeout=60) as http:
        job = send(http, large(), "killed.csv")
        for _ in range(2):
            rows = wait_for_rows(http, job["id"])
            for each in scanning(url):
                os.kill(each, signal.SIGKILL)
            assert wait_for(http, job["id"], "running", *ENDED)["progress"]["rows"] >= rows
    process.kill()
    process.wait(timeout=60)
    for each in scanning(url):
        os.kill(each, signal.SIGKILL)
    process, base = start_server(url)
    try:
        with httpx.Client(base_url=base, timeout=60) as http:
            ended = wait_for(http, job["id"])
            assert (ended["state"], ended["progress"]["rows"], ended["progress"]["findings"]) == ("done", 400_001, 1)
            assert [each["id"] for each in http.get("/api/scans").json()["scans"]] == [ended["scan"]]
            assert len(ids(http.get(f"/api/jobs/{job['id']}/result").text)) == 1
    finally:
        stop_server(process)


def wait_for_rows(http: httpx.Client, number: int) -> int:
    """Wait until a job goes on; return the records it has read."""
    end, first = time.monotonic() + 300, http.get(f"/api/jobs/{number}").json()["progress"]["rows"]
    while time.monotonic() < end:
        job = http.get(f"/api/jobs/{number}").json()
        if job["progress"]["rows"] > first or job["state"] in ENDED:
            return int(job["progress"]["rows"])
        time.sleep(0.05)
    raise AssertionError("the job does not go on")


def test_a_server_that_ends_gives_its_job_back(tmp_path: Path) -> None:
    url = str(tmp_path / "ended.sqlite3")
    process, base = start_server(url)
    with httpx.Client(base_url=base, timeout=60) as http:
        job = send(http, large(), "ended.csv")
        wait_for_rows(http, job["id"])
    stop_server(process)
    assert scanning(url) == []
    with open_store(url) as store:
        assert store.jobs_in().job(job["id"]).state == "waiting"

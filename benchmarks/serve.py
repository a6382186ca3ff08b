"""``debar serve`` under load: what it answers in a second, beside a plain FastAPI application in the same run.

python -m benchmarks.serve [--seconds 10] [--soak 60] [--write docs/server.md]

Starts two processes of ``debar serve`` over the bundled lists and drives them with wrk on this machine, which shares
the processors: single names by 16 clients, batches of 100 by 4, single names while a list is imported, while a process
is killed, and for as long as ``--soak`` says. Prints JSON; ``--write`` puts the table between the page's marks.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI

CLIENTS, BATCH_CLIENTS, BATCH, WORKERS = 16, 4, 100, 2
#: Names that are listed, nearly listed, and not; each request adds a number, so that none is asked twice soon.
NAMES = (
    "Hikvision Digital Technology|Huawei Technologies|Acme Garden Supplies|Rosoboronexport|Ivan Petrov|Dahua Technology"
    "|China Mobile|Smith and Sons Ltd|Banco Nacional de Cuba|Hytera Communications|Maria Garcia Lopez|Kaspersky Lab"
    "|Green Valley Foods|Inspur Group|Mohammad Hassan|Zhejiang Uniview|Modesto Sunrise Bakery|Megvii|ZTE|Bank Melli"
).split("|")
_MARKED = re.compile(r"(<!-- serve: load -->\n).*?(<!-- /serve -->)", re.DOTALL)
_LUA = """
local names, batch, path = {%s}, %d, "%s"
local n = 0
wrk.headers["Content-Type"] = "application/json"
request = function()
  if path ~= "/match/default" then return wrk.format("GET", path) end
  local queries = {}
  for i = 1, batch do
    n = n + 1
    local name = names[n %% #names + 1] .. " " .. (n %% 9973)
    queries[i] = '"q' .. i .. '":{"schema":"LegalEntity","properties":{"name":["' .. name .. '"]}}'
  end
  return wrk.format("POST", path, nil, '{"queries":{' .. table.concat(queries, ",") .. '}}')
end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format(
    'FIGURES {"requests":%%d,"seconds":%%f,"p50":%%f,"p99":%%f,"max":%%f,"refused":%%d,"broken":%%d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    latency.max / 1000, e.status, e.connect + e.read + e.write + e.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk measured: requests, milliseconds; ``refused`` answers are not of 2xx, ``broken`` had none."""

    requests: int
    seconds: float
    p50: float
    p99: float
    max: float
    refused: int
    broken: int

    @property
    def rate(self) -> float:
        """Requests in a second."""
        return self.requests / self.seconds


def hello() -> FastAPI:
    """Return the plain application beside which debar is measured."""
    app = FastAPI()

    @app.get("/")
    async def greet() -> dict[str, str]:
        return {"hello": "world"}

    return app


def drive(base: str, seconds: int, *, path: str = "/match/default", clients: int = CLIENTS, batch: int = 1) -> Load:
    """Return what wrk measures over some seconds."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_LUA % (", ".join(map(json.dumps, NAMES)), batch, path))
        script.flush()
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "30s", "-s", script.name, base]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return Load(**json.loads(told.partition("FIGURES ")[2].splitlines()[0]))


@contextmanager
def served(store: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Give the process of a server over a store and its address, once all its processes answer."""
    command = [sys.executable, "-m", "debar", "serve", "--port", "0", "--workers", str(WORKERS), "--rate", "0"]
    process = subprocess.Popen([*command, "--store", str(store)], stderr=subprocess.PIPE, text=True)
    try:
        lines = process.stderr or ()
        base = next(found[0] for found in (re.search(r"http://[^/]+", line) for line in lines) if found)
        _wait_until(lambda: answers(f"{base}/readyz"), "the server to answer")
        drive(base, 3)
        yield process, base
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def greeted() -> Iterator[str]:
    """Give the address of the plain application, served by as many processes.

    It gets a socket that sends at once, as debar has: on the one uvicorn opens for several processes every answer would
    wait 40 ms for an acknowledgement.
    """
    command = [sys.executable, "-m", "uvicorn", "benchmarks.serve:hello", "--factory", "--log-level", "warning"]
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listening.bind(("127.0.0.1", 0))
        descriptor, port = listening.fileno(), listening.getsockname()[1]
        process = subprocess.Popen(
            [*command, "--workers", str(WORKERS), "--http", "h11", "--fd", str(descriptor)], pass_fds=[descriptor]
        )
    try:
        _wait_until(lambda: answers(f"http://127.0.0.1:{port}/"), "the plain application to answer")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def answers(url: str) -> bool:
    """Return whether an address answers with success."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310  our own address
            return bool(answer.status == 200)
    except OSError:
        return False


def update_under_load(base: str, store: Path, seconds: int) -> dict[str, Any]:
    """Return what wrk measures while a list is imported, and after how many seconds the list answered."""
    source = store.with_name("blocked.csv")
    source.write_text("Name,Country\nQuillfeather Optics Ltd,gb\n", "utf-8")
    command = [
        sys.executable,
        "-m",
        "debar",
        "lists",
        "import",
        str(source),
        "--id",
        "our-blocked",
        "--store",
        str(store),
    ]
    seen: list[float] = []

    def bring() -> None:
        began = time.monotonic()
        subprocess.run(command, check=True, capture_output=True)
        _wait_until(lambda: b'"our_blocked"' in _read(f"{base}/catalog"), "the list to be in use", 120)
        seen.append(time.monotonic() - began)

    bringing = threading.Thread(target=bring)
    bringing.start()
    loads = [drive(base, seconds)]
    while bringing.is_alive():
        loads.append(drive(base, seconds))
    if not seen:
        raise RuntimeError("the list that was imported never came into use")
    return {
        "requests": sum(each.requests for each in loads),
        "failed": sum(each.refused + each.broken for each in loads),
        "in_use_after_s": round(seen[0], 1),
        "p99": max(each.p99 for each in loads),
    }


def kill_under_load(process: subprocess.Popen[str], base: str, seconds: int) -> dict[str, Any]:
    """Return what wrk measures while a process that answers is killed, and when all processes ran again."""
    back: list[float] = []

    def kill() -> None:
        time.sleep(seconds / 4)
        before = answering(process.pid)
        os.kill(before[0], signal.SIGKILL)
        began = time.monotonic()
        _wait_until(lambda: len(set(answering(process.pid)) - {before[0]}) == WORKERS, "another process")
        back.append(time.monotonic() - began)

    killing = threading.Thread(target=kill)
    killing.start()
    load = drive(base, seconds)
    killing.join()
    after = drive(base, max(2, seconds // 2))
    if not back or not answers(f"{base}/readyz"):
        raise RuntimeError("the server did not go on after a process was killed")
    return {
        "requests": load.requests,
        "refused": load.refused,
        "broken": load.broken,
        "replaced_after_s": round(back[0], 1),
        "failed_after": after.refused + after.broken,
    }


def soak(process: subprocess.Popen[str], base: str, seconds: int) -> dict[str, Any]:
    """Return what wrk measures over a long time, and the memory of the processes at each tenth of it (MiB)."""
    held: list[float] = []
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(seconds / 10):
            held.append(memory(process.pid))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        load = drive(base, seconds)
    finally:
        ended.set()
        looking.join()
    return figures(load) | {"seconds": seconds, "memory_mib": [*held, memory(process.pid)]}


def answering(pid: int) -> list[int]:
    """Return the processes that answer for a server."""
    found = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=True
    )
    return [int(line.split()[0]) for line in found.stdout.splitlines() if "spawn_main" in line]


def memory(pid: int) -> float:
    """Return the memory of the processes that answer in MiB, what they share counted once."""
    held = [Path(f"/proc/{each}/smaps_rollup").read_text("ascii") for each in answering(pid)]
    return round(sum(int(re.findall(r"^Pss:\s+(\d+)", each, re.MULTILINE)[0]) for each in held) / 1024, 1)


def figures(load: Load, batch: int = 1) -> dict[str, Any]:
    """Return a load as it is printed."""
    return {
        "requests_s": round(load.rate),
        "queries_s": round(load.rate * batch),
        "p50_ms": round(load.p50, 1),
        "p99_ms": round(load.p99, 1),
        "max_ms": round(load.max, 1),
        "failed": load.refused + load.broken,
    }


def measure(seconds: int, soaking: int) -> dict[str, Any]:
    """Return all figures."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store.sqlite3"
        with greeted() as plain:
            drive(plain, 2, path="/")
            found: dict[str, Any] = {"plain": figures(drive(plain, seconds, path="/"))}
        with served(store) as (process, base):
            found["single"] = figures(drive(base, seconds))
            found["batch"] = figures(drive(base, seconds, clients=BATCH_CLIENTS, batch=BATCH), BATCH)
            found["update"] = update_under_load(base, store, seconds)
            found["kill"] = kill_under_load(process, base, seconds)
            found["soak"] = soak(process, base, soaking)
            found["load_of_machine"] = round(os.getloadavg()[1], 1)
    return found


def table(found: dict[str, Any]) -> str:
    """Return the figures as a table of a page."""
    kill, update, soaked = found["kill"], found["update"], found["soak"]
    rows = [
        "| two processes, wrk on the same two cores | answers/s | queries/s | median | 99 of 100 within | failed |",
        "|---|---|---|---|---|---|",
    ]
    for key, about in (
        ("plain", f"a plain FastAPI application that says hello, {CLIENTS} clients"),
        ("single", f"`/match`, one name, {CLIENTS} clients"),
        ("batch", f"`/match`, {BATCH} names, {BATCH_CLIENTS} clients"),
        ("soak", f"`/match`, one name, {CLIENTS} clients, {soaked['seconds']} s"),
    ):
        one = found[key]
        rows.append(
            f"| {about} | {one['requests_s']:,} | {one['queries_s']:,} | {one['p50_ms']:g} ms | {one['p99_ms']:g} ms "
            f"| {one['failed']} |"
        )
    held = soaked["memory_mib"]
    told = (
        f"While a list was imported, {update['failed']} of {update['requests']:,} requests failed; it was in use after "
        f"{update['in_use_after_s']:g} s, and 99 of 100 answers came within {update['p99']:.0f} ms until then. "
        f"When one of the two processes was killed (`kill -9`), {kill['broken']} of {kill['requests']:,} requests "
        f"lost their connection, {kill['refused']} were refused, and another process ran after "
        f"{kill['replaced_after_s']:g} s. Both held {held[0]:g} MiB after a tenth of the last load, "
        f"{held[len(held) // 2]:g} MiB after half and {held[-1]:g} MiB after all of it. "
        f"Load of the machine, this run included: {found['load_of_machine']:g} (`benchmarks/serve.py`)."
    )
    return "\n".join([*rows, "", told, ""])


def _read(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310  our own address
        return bytes(answer.read())


def _wait_until(holds: Callable[[], bool], what: str, seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise RuntimeError(f"waited {seconds:g} s for {what}")
        time.sleep(0.2)


def main() -> None:
    """Print the figures, and write them into a page where one is named."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=int, default=10, help="length of each measurement")
    options.add_argument("--soak", type=int, default=60, help="length of the last one")
    options.add_argument("--write", type=Path, help="page that the table is written into")
    given = options.parse_args()
    found = measure(given.seconds, given.soak)
    print(json.dumps(found, indent=1))
    if given.write:
        text = given.write.read_text("utf-8")
        if not _MARKED.search(text):
            raise ValueError(f"{given.write} marks no place for figures: <!-- serve: load --> and <!-- /serve -->")
        new = table(found)
        given.write.write_text(_MARKED.sub(lambda mark: f"{mark[1]}{new}{mark[2]}", text), "utf-8")


if __name__ == "__main__":
    main()

"""A real OpenRefine without a screen, driven by the commands that its own pages send."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

INSTALL = "needs OpenRefine: apt-get install openrefine"
_ALL_ROWS = json.dumps({"facets": [], "mode": "row-based"})


def installed() -> bool:
    """Return whether OpenRefine is there."""
    return shutil.which("openrefine") is not None


@contextmanager
def running(folder: Path) -> Iterator[OpenRefine]:
    """Start OpenRefine over an empty folder; give what drives it, and end it after."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["-i", "127.0.0.1", "-p", str(port), "-d", str(folder), "-m", "512M", "-x", "refine.headless=true"]
    with (folder / "openrefine.log").open("wb") as log:
        process = subprocess.Popen(["openrefine", *options], stdout=log, stderr=log, start_new_session=True)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}/command/core", timeout=60) as http:
                yield OpenRefine.after_start(http, process)
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # asked to end, it first saves for up to a minute
            process.wait(20)


class OpenRefine:
    """What a person does in OpenRefine: make a project, reconcile a column, judge cells, add columns from a service."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    @classmethod
    def after_start(cls, http: httpx.Client, process: subprocess.Popen[bytes]) -> OpenRefine:
        """Return it once it answers."""
        for _ in range(300):
            try:
                if http.get("/get-csrf-token").status_code == 200:
                    return cls(http)
            except httpx.TransportError:
                time.sleep(0.2)
            assert process.poll() is None, "OpenRefine ended by itself"
        raise AssertionError("OpenRefine did not answer")

    def create(self, lines: list[str]) -> str:
        """Return the number of a new project: the first line is the heading of the one column."""
        answer = self._http.post(
            "/create-project-from-upload",
            params={"csrf_token": self._token()},
            files={"project-file": ("vendors.tsv", "\n".join(lines).encode(), "text/tab-separated-values")},
            data={
                "project-name": "vendors",
                "format": "text/line-based/*sv",
                "options": json.dumps({"separator": "\t", "headerLines": 1, "encoding": "UTF-8"}),
            },
        )
        assert answer.status_code == 302, answer.text
        return answer.headers["location"].partition("project=")[2]

    def guess_types(self, project: str, column: str, service: str) -> list[str]:
        """Return the types that OpenRefine offers for a column, from the service's answers to a sample."""
        found = self._send("guess-types-of-column", project, columnName=column, service=service)
        return [each["id"] for each in found["types"]]

    def reconcile(self, project: str, column: str, manifest: dict[str, Any], service: str) -> None:
        """Reconcile a column, taking sure matches; return when it is done."""
        config = {
            "mode": "standard-service",
            "service": service,
            "identifierSpace": manifest["identifierSpace"],
            "schemaSpace": manifest["schemaSpace"],
            "type": None,
            "autoMatch": True,
            "columnDetails": [],
            "limit": 0,
        }
        self._send("reconcile", project, columnName=column, engine=_ALL_ROWS, config=json.dumps(config))
        self._wait(project)

    def judge(self, project: str, row: int, candidate: dict[str, Any], manifest: dict[str, Any]) -> None:
        """Take one candidate as the match of the first cell of a row."""
        self._send(
            "recon-judge-one-cell",
            project,
            row=str(row),
            cell="0",
            judgment="matched",
            identifierSpace=manifest["identifierSpace"],
            schemaSpace=manifest["schemaSpace"],
            id=candidate["id"],
            name=candidate["name"],
            types=",".join(candidate["types"]),
        )

    def extend(self, project: str, column: str, property_id: str, manifest: dict[str, Any], service: str) -> None:
        """Add a column of a property that the service holds of what the cells were matched with."""
        self._send(
            "extend-data",
            project,
            baseColumnName=column,
            endpoint=service,
            identifierSpace=manifest["identifierSpace"],
            schemaSpace=manifest["schemaSpace"],
            extension=json.dumps({"properties": [{"id": property_id, "name": property_id}]}),
            columnInsertIndex="1",
            engine=_ALL_ROWS,
        )
        self._wait(project)

    def rows(self, project: str) -> list[tuple[list[Any], dict[str, Any]]]:
        """Return of each row the values of its cells, and what reconciliation says of the first."""
        found = self._http.post(
            "/get-rows", params={"project": project, "limit": 100}, data={"engine": _ALL_ROWS}
        ).json()
        pool = found["pool"]["recons"]
        return [
            (
                [cell and cell["v"] for cell in row["cells"]],
                pool[row["cells"][0]["r"]] if "r" in row["cells"][0] else {},
            )
            for row in found["rows"]
        ]

    def _send(self, command: str, project: str, **form: str) -> dict[str, Any]:
        answer = self._http.post(f"/{command}", params={"project": project}, data={**form, "csrf_token": self._token()})
        found: dict[str, Any] = answer.json()
        assert found.get("code") in {"ok", "pending"}, found
        return found

    def _token(self) -> str:
        return str(self._http.get("/get-csrf-token").json()["token"])

    def _wait(self, project: str) -> None:
        for _ in range(300):
            if not self._http.get("/get-processes", params={"project": project}).json()["processes"]:
                return
            time.sleep(0.1)
        raise AssertionError("OpenRefine is still at work")

"""Makers of devices, found by real scans: nmap against servers that send real banners, at real MAC addresses.

``inventory.tsv`` holds a device a group of rows: its address, its maker (empty: none of ours) and what its services
say, as seen in public (recog, device manuals, Shodan facets of server headers). ``field.py`` makes the network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from debar.desk import Desk
from debar.model import Buyer, Finding
from debar.screening.screen_devices import Circumstances

from .field import Host, read_hosts

HERE = Path(__file__).parent
TABLE = HERE / "inventory.tsv"
RECALL = 0.98
PRECISION = 0.98


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with what the scan wrote; skips where nmap or namespaces are absent."""
    folder = tmp_path_factory.mktemp("field")
    absent = ""
    if any(shutil.which(program) is None for program in ("nmap", "ip", "unshare", "openssl")):
        absent = "no nmap: apt-get install nmap iproute2 util-linux openssl"
    elif subprocess.run(["unshare", "-Urn", "true"], capture_output=True, check=False).returncode:
        absent = "no network namespaces: sysctl kernel.unprivileged_userns_clone=1"
    if absent:
        if os.environ.get("DEBAR_REQUIRE_ALL") == "1":
            pytest.fail(absent)
        pytest.skip(absent)
    command = ["unshare", "-Urn", sys.executable, str(HERE / "field.py"), str(TABLE), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def findings(scanned: Path, desk: Desk) -> list[Finding]:
    given = Circumstances(buyer=Buyer("Acme", type="federal-contractor"))
    return list(desk.devices(scanned / "nmap.xml", scanned / "neighbours.txt", given=given, everything=True))


def _makers(findings: list[Finding], host: Host) -> set[str]:
    return {f.maker[0] for f in findings if f.maker and f.subject.place["ip"] == host.ip}


def test_recall_and_precision(findings: list[Finding]) -> None:
    right = wrong = missed = 0
    told: list[str] = []
    for host in read_hosts(TABLE):
        found, wanted = _makers(findings, host), {host.maker} - {""}
        right += len(found & wanted)
        wrong += len(found - wanted)
        missed += len(wanted - found)
        if found != wanted:
            told.append(f"{host.name}: {found or '-'}, not {wanted or '-'}")
    assert right / (right + missed) >= RECALL, told
    assert right / max(right + wrong, 1) >= PRECISION, told


def test_every_device_is_there_once_with_its_own_address(findings: list[Finding]) -> None:
    hosts = read_hosts(TABLE)
    assert {f.subject.place["ip"] for f in findings} == {host.ip for host in hosts}
    seen = {f.subject.place["ip"]: f.subject.place["mac"] for f in findings}
    assert seen == {host.ip: host.mac for host in hosts}


def test_the_table_of_neighbours_alone_tells_the_makers_of_addresses(scanned: Path, desk: Desk) -> None:
    found = list(desk.devices(scanned / "neighbours.txt"))
    by_ip = {host.ip: host for host in read_hosts(TABLE)}
    assert len(found) >= 10
    assert all(f.maker and f.maker[0] == by_ip[f.subject.place["ip"]].maker for f in found)

"""A network of its own on this machine: devices with real MAC addresses that send real banners, scanned by real nmap.

    unshare --user --map-root-user --net python field.py inventory.tsv FOLDER

One namespace scans, one holds the devices: each has an interface (macvlan) with its own address, and answers ARP for
no other. Writes ``nmap.xml`` and ``neighbours.txt`` into FOLDER.
"""

from __future__ import annotations

import asyncio
import csv
import itertools
import ssl
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

SCANNER = "10.77.255.254/16"
SCRIPTS = "http-title,http-server-header,http-auth,http-favicon,banner,ssl-cert,rtsp-methods"


@dataclass
class Host:
    """One device of the inventory."""

    name: str
    ip: str
    mac: str
    maker: str
    services: list[tuple[int, str, str]] = field(default_factory=list)


def read_hosts(path: Path) -> list[Host]:
    """The devices of the table; each has the address of its place in it."""
    hosts: dict[str, Host] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            number = len(hosts) + 1
            host = Host(row["device"], f"10.77.{number // 250}.{number % 250 + 1}", row["mac"], row["maker"])
            host = hosts.setdefault(host.name, host)
            host.services.append((int(row["port"]), row["how"], row["says"]))
    return list(hosts.values())


def run(*command: str) -> str:
    """The output of a command that must succeed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def scan(table: Path, folder: Path) -> None:
    """Start the devices in a namespace of their own, scan them, and end them."""
    devices = subprocess.Popen(
        ["unshare", "--net", sys.executable, __file__, "--serve", str(table), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert devices.stdin
    assert devices.stdout
    try:
        devices.stdout.readline()  # it is in its namespace
        run("ip", "link", "add", "scanner", "type", "veth", "peer", "name", "field")
        run("ip", "link", "set", "field", "netns", str(devices.pid))
        run("ip", "addr", "add", SCANNER, "dev", "scanner")
        run("ip", "link", "set", "scanner", "up")
        run("ip", "link", "set", "lo", "up")
        devices.stdin.write("go\n")
        devices.stdin.flush()
        if devices.stdout.readline().strip() != "ready":
            raise SystemExit("the devices could not be started")
        hosts = read_hosts(table)
        ports = sorted({port for host in hosts for port, _, _ in host.services})
        targets = folder / "targets.txt"
        targets.write_text("\n".join(host.ip for host in hosts))
        run(
            *("nmap", "-n", "-sS", "-sV", "-T4", "--script", SCRIPTS),
            *("-p", ",".join(map(str, ports)), "-iL", str(targets), "-oX", str(folder / "nmap.xml")),
        )
        (folder / "neighbours.txt").write_text(run("ip", "neigh", "show"))
    finally:
        devices.kill()
        devices.wait()


def serve(table: Path, folder: Path) -> None:
    """The devices: one interface each, one server a service."""
    print("here", flush=True)  # noqa: T201  the other side waits for it
    sys.stdin.readline()
    run("ip", "link", "set", "field", "up")
    run("ip", "link", "set", "lo", "up")
    for setting in ("arp_ignore=1", "arp_announce=2", "rp_filter=0"):
        name, value = setting.split("=")
        Path(f"/proc/sys/net/ipv4/conf/all/{name}").write_text(value)
        Path(f"/proc/sys/net/ipv4/conf/default/{name}").write_text(value)
    hosts = read_hosts(table)
    for number, host in enumerate(hosts):
        name = f"d{number}"
        run(
            "ip", "link", "add", "link", "field", "name", name, "address", host.mac, "type", "macvlan", "mode", "bridge"
        )
        run("ip", "addr", "add", f"{host.ip}/16", "dev", name)
        run("ip", "link", "set", name, "up")
    asyncio.run(_serve(hosts, folder))


async def _serve(hosts: list[Host], folder: Path) -> None:
    servers = [
        await _server(host, port, how, says, folder / f"{host.name}.pem")
        for host in hosts
        for port, how, says in host.services
    ]
    print("ready", flush=True)  # noqa: T201  as above
    await asyncio.gather(*(server.serve_forever() for server in servers))


async def _server(host: Host, port: int, how: str, says: str, certificate: Path) -> asyncio.Server:
    reply = b"" if how == "tls" else says.encode().decode("unicode_escape").encode("latin-1")

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if how == "greet":
                writer.write(reply)
                await writer.drain()
                await asyncio.wait_for(reader.read(4096), 8)
            else:
                await asyncio.wait_for(reader.read(4096), 8)
                writer.write(reply)
                await writer.drain()
        except (OSError, TimeoutError):
            pass
        finally:
            writer.close()

    context = None
    if how == "tls":
        run(
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "30",
                "-subj",
                says,
            ),
            *("-keyout", str(certificate), "-out", f"{certificate}.crt"),
        )
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(f"{certificate}.crt", certificate)
    return await asyncio.start_server(answer, host.ip, port, ssl=context)


if __name__ == "__main__":
    asked = list(itertools.dropwhile(lambda word: word == "--serve", sys.argv[1:]))
    (serve if "--serve" in sys.argv else scan)(Path(asked[0]), Path(asked[1]))

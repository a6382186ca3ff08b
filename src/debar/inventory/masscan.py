"""Scans of masscan in its JSON and list forms; its XML is that of nmap. Greppable output of nmap is read here too.

masscan writes one JSON object a line, and up to version 1.3 lists that no JSON reader takes: the lines are read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from debar.inventory.addresses import parse_ip
from debar.inventory.files import Place, Record
from debar.inventory.http import greeting_facts, header_facts
from debar.inventory.mac import parse_mac
from debar.inventory.text import head_text, lines
from debar.model import Fact
from debar.tables import Member

_LIST = re.compile(r"^(open|closed|banner) (tcp|udp|sctp|icmp|arp) (\d{1,5}) (\S+) (\d{1,12})(?: (\S+) (.*))?$")
_JSON = re.compile(r'^\s*[\[,]?\s*\{\s*"ip"\s*:')
_GREPPABLE = re.compile(r"^Host: (\S+) \(([^)]*)\)\t(?:Ports: ([^\t]*))?")
LIST, JSON, GREPPABLE = "masscan list", "masscan JSON", "nmap greppable output"


def masscan_format(member: Member) -> str:
    """Which of these formats the member holds; empty when none."""
    top = [line for line in head_text(member).splitlines()[:200] if line.strip() and not line.startswith("#")]
    if any(_GREPPABLE.match(line) for line in top):
        return GREPPABLE
    if any(_LIST.match(line) for line in top[:5]):
        return LIST
    return JSON if any(_JSON.match(line) and '"ports"' in line for line in top[:5]) else ""


class Masscan:
    """The hosts of one scan; read once. masscan writes a record for each port, which becomes part of its host."""

    def __init__(self, member: Member, written: str) -> None:
        self._member = member
        self._place = Place(member)
        self._written = written

    def records(self) -> Iterator[Record]:
        """One record a line that tells of a host."""
        read = {LIST: self._list_line, JSON: self._json_line, GREPPABLE: self._host_line}[self._written]
        for line in lines(self._member):
            if line.strip(" \t,[]") and not line.startswith("#") and "finished:" not in line:
                self._place.next()
                yield read(line)

    def _list_line(self, line: str) -> Record:
        match = _LIST.match(line)
        ip = parse_ip(match[4]) if match else ""
        if not match or not ip:
            return self._place.rejection("no line of a masscan list: state, protocol, port, address and time expected")
        if match[1] == "closed":
            return None
        port = f"{match[3]}/{match[2]}"
        facts = [] if match[2] in ("icmp", "arp") else [Fact("port", f"{match[2]}/{match[3]}")]
        facts += _service_facts(match[6] or "", match[7] or "", match[3], port)
        return self._place.sighting(ips=(ip,), facts=tuple(facts), date=day_of(match[5]))

    def _json_line(self, line: str) -> Record:
        try:
            host = json.loads(line.strip().strip("[],").rstrip(",") or "{}")
        except (ValueError, RecursionError):
            return self._place.rejection("the line is no whole JSON object")
        ip = parse_ip(str(host.get("ip", ""))) if isinstance(host, dict) else ""
        if not ip:
            return self._place.rejection("the record has no IP address")
        facts: list[Fact] = []
        for port in _dicts(host.get("ports")):
            number, protocol = str(port.get("port", "")), str(port.get("proto", "tcp"))
            if port.get("status", "open") == "open":
                facts.append(Fact("port", f"{protocol}/{number}"))
            service = port.get("service")
            if isinstance(service, dict):
                said = str(service.get("banner", ""))
                facts += _service_facts(str(service.get("name", "")), said, number, f"{number}/{protocol}")
        mac = parse_mac(str(host.get("mac", "")))
        day = day_of(str(host.get("timestamp", "")))
        return self._place.sighting(ips=(ip,), macs=(mac,) if mac else (), facts=tuple(facts), date=day)

    def _host_line(self, line: str) -> Record:
        match = _GREPPABLE.match(line)
        ip = parse_ip(match[1]) if match else ""
        if not match or not ip:
            return self._place.rejection("no line of nmap's greppable output")
        facts = [Fact("hostname", match[2])] if match[2] else []
        for entry in (match[3] or "").split(", "):
            fields = entry.strip().split("/")
            if len(fields) >= 7 and fields[1] == "open":
                facts.append(Fact("port", f"{fields[2]}/{fields[0]}"))
                facts += [Fact("service", fields[6], f"{fields[0]}/{fields[2]}")] if fields[6] else []
        return self._place.sighting(ips=(ip,), hostname=match[2], facts=tuple(facts))


def _service_facts(name: str, said: str, number: str, where: str) -> Iterator[Fact]:
    if name in ("http.server", "title", "http.title"):
        title = name != "http.server"
        yield from [Fact("http-title", said.strip(), where)] if title else header_facts("server", said, where)
    elif name in ("ssl", "X509", "vuln"):
        return
    elif said:
        yield from greeting_facts(said, number, where, name)


def day_of(seconds: str) -> date | None:
    """The day of a Unix time; None when it is none."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date()
    except (ValueError, OverflowError, OSError):
        return None


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []

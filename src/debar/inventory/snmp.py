"""SNMP walks (net-snmp's snmpwalk, numeric or with names) and onesixtyone: sysDescr, sysObjectID, names, addresses.

A walk does not say whom it asked: a comment line above it or the name of the file does, where it holds an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debar.inventory.addresses import find_ip
from debar.inventory.files import Place, Record
from debar.inventory.mac import parse_mac
from debar.inventory.text import head_text, lines
from debar.model import Fact
from debar.tables import Member

EXPLANATION = "an SNMP walk"
_VALUE = re.compile(
    r"^\s*(\S*?)([A-Za-z\-\d]+::[A-Za-z]\w*|(?:iso)?\.?[\d.]+)((?:\.\d+)*)\s*=\s*(?:([\w\-]+):\s*)?(.*)$"
)
_ONESIXTYONE = re.compile(r"^(\S+) \[[^\]]{1,60}\] (.+)$")
_ENTERPRISE = re.compile(r"(?:enterprises|private\.enterprises|iso\.3\.6\.1\.4\.1|1\.3\.6\.1\.4\.1)\.(\d+(?:\.\d+)*)")
#: Objects of SNMPv2-MIB, IF-MIB and ENTITY-MIB by name and number.
_OBJECTS = (
    ("descr", ("sysdescr",), "1.3.6.1.2.1.1.1"),
    ("oid", ("sysobjectid",), "1.3.6.1.2.1.1.2"),
    ("name", ("sysname",), "1.3.6.1.2.1.1.5"),
    ("mac", ("ifphysaddress",), "1.3.6.1.2.1.2.2.1.6"),
    ("ip", ("ipadentaddr",), "1.3.6.1.2.1.4.20.1.1"),
    ("model", ("entphysicalmodelname",), "1.3.6.1.2.1.47.1.1.1.1.13"),
    ("maker", ("entphysicalmfgname",), "1.3.6.1.2.1.47.1.1.1.1.12"),
)


def is_walk(member: Member) -> bool:
    """True when lines near the top are answers of SNMP."""
    top = head_text(member)
    return bool(
        re.search(
            r"(?im)^\s*(?:SNMPv2-MIB::sys|\.?(?:iso|1)\.3\.6\.1\.2\.1\.1\.|iso\.org\.dod\.internet|RFC1213-MIB::sys)",
            top,
        )
    ) or any(_onesixtyone(line) for line in top.splitlines()[:20])


def _onesixtyone(line: str) -> tuple[str, str] | None:
    match = _ONESIXTYONE.match(line)
    ip = find_ip(match[1])[0] if match else ""
    return (ip, match[2]) if match and ip else None


class Walk:
    """The systems of one file; read once. Each sysDescr begins the next system."""

    def __init__(self, member: Member) -> None:
        self._member = member
        self._place = Place(member)
        self._said: dict[str, list[str]] = {}
        self._ip = find_ip(member.name.rsplit("/", 1)[-1])[0]

    def records(self) -> Iterator[Record]:
        """One record a system."""
        for line in lines(self._member):
            short = _onesixtyone(line)
            if short:
                yield from self._end()
                self._place.next()
                yield self._place.sighting(ips=(short[0],), facts=(Fact("snmp-descr", short[1]),))
                continue
            match = _VALUE.match(line)
            if match is None:
                ip = find_ip(line)[0] if not line.startswith(" ") else ""
                if ip:
                    yield from self._end()
                    self._ip = ip
                continue
            what = _object(match[2] + match[3])
            if what == "descr" and "descr" in self._said:
                yield from self._end()
            if what:
                self._said.setdefault(what, []).append(match[5].strip().strip('"'))
        yield from self._end()

    def _end(self) -> Iterator[Record]:
        said, self._said = self._said, {}
        if not said:
            return
        self._place.next()
        facts = [Fact("snmp-descr", value) for value in said.get("descr", ())]
        facts += [Fact("snmp-oid", _oid(value)) for value in said.get("oid", ())]
        facts += [Fact("hostname", value) for value in said.get("name", ())]
        facts += [Fact("manufacturer", value) for value in said.get("maker", ())]
        facts += [Fact("asset", value) for value in said.get("model", ())]
        macs = dict.fromkeys(filter(None, map(parse_mac, said.get("mac", ()))))
        ips = dict.fromkeys(
            ip for ip in (self._ip, *(find_ip(v)[0] for v in said.get("ip", ()))) if ip and not ip.startswith("127.")
        )
        name = next(iter(said.get("name", ())), "")
        kept = tuple(fact for fact in dict.fromkeys(facts) if fact.value)
        yield self._place.sighting(ips=tuple(ips), macs=tuple(macs), hostname=name, facts=kept)


def _object(name: str) -> str:
    lowered = name.lower().lstrip(".")
    numeric = lowered.replace("iso.", "1.", 1)
    for what, names, number in _OBJECTS:
        if lowered.rpartition("::")[2].partition(".")[0] in names or numeric.startswith(f"{number}."):
            return what
    return ""


def _oid(value: str) -> str:
    match = _ENTERPRISE.search(value)
    return f"1.3.6.1.4.1.{match[1]}" if match else value

"""DHCP leases: ISC dhcpd's ``dhcpd.leases`` (dhcpd.leases(5)) and dnsmasq's lease file. Csv exports are tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

from debar.inventory.addresses import parse_ip
from debar.inventory.files import Place, Record, facts_of
from debar.inventory.mac import parse_mac
from debar.inventory.text import head_text, lines
from debar.tables import Member

_LEASE = re.compile(r"^\s*lease\s+(\S+)\s*\{")
_LINE = re.compile(r'^\s*(?:set\s+|option\s+)?([\w\-]+)\s*=?\s*(?:ethernet\s+)?"?([^";]*)"?\s*;')
_STARTS = re.compile(r"\d (\d{4})/(\d{2})/(\d{2})")
_DNSMASQ = re.compile(r"^(\d{1,12}) (\S+) (\S+) (\S+) (\S+)\s*$")
_ISC = "ISC DHCP leases"
_MASQ = "dnsmasq leases"


def lease_format(member: Member) -> str:
    """What kind of leases the member holds; empty when none."""
    top = head_text(member).splitlines()[:400]
    if any(_LEASE.match(line) for line in top):
        return _ISC
    filled = [line for line in top if line.strip()]
    matches = [_DNSMASQ.match(line) for line in filled if not line.startswith("duid ")]
    whole = matches and all(match and parse_ip(match[3]) for match in matches)
    return _MASQ if whole else ""


class Leases:
    """The leases of one file; read once. Of an address that was given several times, every lease is a record."""

    def __init__(self, member: Member) -> None:
        self._member = member
        self._place = Place(member)
        self._open = False

    def problem(self) -> str:
        """Why the file ended before its end; empty when it is whole."""
        return "breaks off inside a lease; read up to there" if self._open else ""

    def isc(self) -> Iterator[Record]:
        """One record a lease of ISC dhcpd."""
        known: dict[str, str] = {}
        for line in lines(self._member):
            begin = _LEASE.match(line)
            if begin:
                if self._open:
                    yield self._made(known)
                known, self._open = {"lease": begin[1]}, True
            elif self._open and line.strip().startswith("}"):
                self._open = False
                yield self._made(known)
            elif self._open and (said := _LINE.match(line)):
                known[said[1].lower()] = said[2].strip()

    def _made(self, known: dict[str, str]) -> Record:
        self._place.next()
        ip, mac = parse_ip(known["lease"]), parse_mac(known.get("hardware", ""))
        if not ip:
            return self._place.rejection(f"{known['lease'][:60]!r} is no IP address")
        name = known.get("client-hostname", "") or known.get("ddns-fwd-name", "")
        day = _STARTS.search(known.get("starts", ""))
        return self._place.sighting(
            ips=(ip,),
            macs=(mac,) if mac else (),
            hostname=name,
            facts=facts_of(("hostname", name), ("dhcp-class", known.get("vendor-class-identifier", ""))),
            date=_date(*map(int, day.groups())) if day else None,
            original=known,
        )

    def dnsmasq(self) -> Iterator[Record]:
        """One record a line: time of expiry, MAC, address, name, client id."""
        for line in lines(self._member):
            if not line.strip() or line.startswith("duid "):
                continue
            self._place.next()
            match = _DNSMASQ.match(line)
            ip = parse_ip(match[3]) if match else ""
            if not match or not ip:
                yield self._place.rejection("no lease: time, MAC, address, name and client id are expected")
                continue
            # for IPv6 the second field is an identity number; the client id may hold the address
            mac = parse_mac(match[2]) or parse_mac(match[5][-17:])
            name = "" if match[4] == "*" else match[4]
            yield self._place.sighting(
                ips=(ip,),
                macs=(mac,) if mac else (),
                hostname=name,
                facts=facts_of(("hostname", name)),
                original={"line": line.strip()[:500]},
            )


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return datetime(year, month, day, tzinfo=UTC).date()
    except ValueError:
        return None

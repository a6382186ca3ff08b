"""Lines with MAC addresses: ARP tables of Windows, Unix and switches, ``ip neigh``, arp-scan, switches' address tables.

A line that names an address without a MAC (``incomplete``, ``FAILED``) is an entry of the table all the same, and is
rejected with that reason; titles, interface lines and counts are no entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debar.inventory.addresses import find_ip
from debar.inventory.files import Place, Record, facts_of
from debar.inventory.mac import find_mac, parse_mac
from debar.inventory.text import head_text, lines
from debar.model import Fact
from debar.tables import Member

EXPLANATION = "lines that pair an IP with a MAC address"
_NO_MAC = re.compile(r"\b(?:incomplete|failed|no entry|none)\b", re.IGNORECASE)
_TITLE = re.compile(
    r"^\s*(?:interface\b|protocol\s+address|address\s+hwtype|internet address|ip address\b|starting|ending|\d+ packets"
    r"|arp-scan|#|total\b|\d+ hosts|flags\b|vrf\b|host\s+ip\b|status\b)",
    re.IGNORECASE,
)
_HOST = re.compile(r"^\s*([A-Za-z0-9][\w.\-]{0,250}) \(")
_WORDS = frozenset(
    "dev lladdr reachable stale delay probe permanent noarp router extern_learn proto dynamic static ether on at arpa "
    "arp internet other invalid ifscope permanent ethernet netlink c cm m up vlan age dup dhcp".split()
)
_DELIMITED = re.compile("[,;\t]")
_PORTS = re.compile(r"(?:\d{1,5}, )+\d{1,5}|\b\d{1,5}$")


def is_neighbours(member: Member) -> bool:
    """True when lines near the top pair an IP with a MAC address, or a MAC address with a switch's port."""
    with_mac = [line for line in head_text(member).splitlines()[:200] if find_mac(line)[0]]
    return any(find_ip(line)[0] or not _DELIMITED.search(line) for line in with_mac)


class Neighbours:
    """The entries of one table; read once."""

    def __init__(self, member: Member) -> None:
        self._member = member
        self._place = Place(member)

    def records(self) -> Iterator[Record]:
        """One record an entry."""
        for line in lines(self._member):
            if not line.strip() or _TITLE.match(line):
                continue
            ip, at = find_ip(line)
            mac, found = find_mac(line)
            if not ip and not mac and not _NO_MAC.search(line):
                continue
            self._place.next()
            if not mac:
                yield self._place.rejection("no MAC address: the entry is incomplete, or of a group of hosts")
                continue
            yield self._place.sighting(
                ips=(ip,) if ip else (),
                macs=(mac,),
                hostname=_hostname(line, ip),
                facts=_facts(line, at, found),
                original={"line": line.strip()[:500]},
            )


def _hostname(line: str, ip: str) -> str:
    """BSD and Linux write ``name (address) at ...``."""
    match = _HOST.match(line)
    return match[1] if match and match[1] != ip and match[1] != "?" else ""


def _facts(line: str, ip_at: tuple[int, int], mac_at: tuple[int, int]) -> tuple[Fact, ...]:
    """What else the line says, which is the vendor's name where a scanner adds it, and open ports."""
    name = _hostname(line, "")
    first, second = sorted((ip_at, mac_at))
    after = line[second[1] :].strip(" \t:,;|()\"'")
    between = line[first[1] : second[0]].replace(line[slice(*ip_at)], "").strip(" \t:,;|()\"'")
    ports = _PORTS.search(after)
    facts: list[tuple[str, object]] = [("hostname", name)]
    if ports and ports.group().replace(",", "").replace(" ", "").isdigit():
        facts += [("port", f"tcp/{number.strip()}") for number in ports.group().split(",")]
        after = after[: ports.start()].strip()
    facts += [("mac-vendor", said) for said in (after, between) if _is_name(said)]
    return facts_of(*facts)


def _is_name(said: str) -> bool:
    """True for what may be a company's name: no word of the tables themselves stands in it."""
    words = [word.lower() for word in re.findall(r"\b[A-Za-z]{2,}\b", said)]
    return bool(words) and _WORDS.isdisjoint(words) and not parse_mac(said) and not find_ip(said)[0]

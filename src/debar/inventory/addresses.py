"""IP addresses as the files write them, brought to one form."""

from __future__ import annotations

import ipaddress
import re

from debar.inventory.mac import mac_of_ipv6

_V4 = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)")
_V6 = re.compile(r"(?<![0-9A-Fa-f:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![0-9A-Fa-f:])")


def parse_ip(text: str) -> str:
    """Return the address in its short form, without zone, mask or port; empty when it is none, or no host's."""
    text = text.strip().strip("()[]<>\"'").partition("%")[0].partition("/")[0].strip("[]")
    if len(text) > 60:
        return ""
    if text.count(".") == 3 and text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if found.is_unspecified or found.is_multicast:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)


def find_ip(line: str) -> tuple[str, tuple[int, int]]:
    """Return the first address in running text and its place; ``("", (0, 0))`` when there is none."""
    for pattern in (_V4, _V6):
        for match in pattern.finditer(line):
            found = parse_ip(match.group())
            if found:
                return found, match.span()
    return "", (0, 0)


def mac_of_ip(ip: str) -> str:
    """Return the MAC address that an IPv6 address was made of; empty when of none."""
    if ":" not in ip:
        return ""
    return mac_of_ipv6(ipaddress.IPv6Address(ip).exploded)

"""Which addresses of the network a fetch may reach: a redirect never leads from the public net into a private one.

An official server that was taken over, or one that is only asked by mistake, must not be able to make us talk to the
machine itself or to its neighbours. Where the first address is private (a mirror on one's own network), redirects may
stay in that kind of network.
"""

from __future__ import annotations

import ipaddress
import socket

PUBLIC, PRIVATE, LINK_LOCAL, LOOPBACK = "public", "private", "link-local", "loopback"

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
#: Endings of names that are no names of the public net (RFC 6761, RFC 6762, RFC 8375, and ICANN's .internal).
_PRIVATE_ENDINGS = (".local", ".internal", ".home.arpa", ".lan")


def kind_of_address(address: str) -> str:
    """Return the kind of network of an IP address. IPv4 addresses inside IPv6 ones count as what they lead to."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        ip = inner or ip
    if ip.is_loopback:
        return LOOPBACK
    if ip.is_link_local:
        return LINK_LOCAL
    return PUBLIC if ip.is_global and not ip.is_multicast else PRIVATE


def kind_of_host(host: str) -> str:
    """Return the kind of network that a host stands in by its name or literal address alone, without asking for it."""
    name = host.strip("[]").rstrip(".").lower()
    try:
        return kind_of_address(name)
    except ValueError:
        pass
    if name == "localhost" or name.endswith(".localhost"):
        return LOOPBACK
    try:  # 127.1, 0x7f000001 and 2130706433 are addresses too
        return kind_of_address(socket.inet_ntoa(socket.inet_aton(name)))
    except OSError:
        return PRIVATE if "." not in name or name.endswith(_PRIVATE_ENDINGS) else PUBLIC


def may_follow(first: str, then: str) -> bool:
    """Return whether a fetch that began in one kind of network may go on in another."""
    return then in {PUBLIC, first}

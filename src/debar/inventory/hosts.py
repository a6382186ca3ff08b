"""Several sightings of one host become one device.

Two sightings are of one host when they share a MAC address, an asset number or a component's reference; or an IP
address, when neither says of itself that it is another (a different MAC, asset number or reference, another record of
the same list of devices: addresses are given anew). Loopback and link-local addresses are everybody's, and short
asset numbers are numbered anew in every file.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence

from debar.model import Device, Sighting

#: Characters from which an asset number is the same one in another file.
_LONG = 5


def merge_sightings(sightings: Iterable[Sighting]) -> list[Device]:
    """Return the devices in the order in which they were first seen, each with its sightings in theirs."""
    hosts = _Hosts()
    by_ip: dict[str, list[int]] = {}
    seen = list(sightings)
    first: dict[tuple[str, str], int] = {}
    for number, sighting in enumerate(seen):
        hosts.add(number, sighting)
        for key in _own_keys(sighting):
            if key in first:
                hosts.join(first[key], number)
            first.setdefault(key, number)
        for ip in filter(_is_own, sighting.ips):
            by_ip.setdefault(ip, []).append(number)
    for numbers in by_ip.values():
        _join_by_address(hosts, numbers)
    found: dict[int, list[Sighting]] = {}
    for number, sighting in enumerate(seen):
        found.setdefault(hosts.root(number), []).append(sighting)
    return [Device(tuple(sightings)) for sightings in found.values()]


def _join_by_address(hosts: _Hosts, numbers: Sequence[int]) -> None:
    """Join what shares an address; a sighting that may be of two different hosts stays alone."""
    roots = list(dict.fromkeys(map(hosts.root, numbers)))
    for index, root in enumerate(roots):
        free = [other for other in roots[:index] if hosts.root(other) != hosts.root(root) and hosts.fit(other, root)]
        distinct = list(dict.fromkeys(map(hosts.root, free)))
        if len(distinct) == 1:
            hosts.join(distinct[0], root)


def _is_own(ip: str) -> bool:
    address = ipaddress.ip_address(ip)
    return not (address.is_loopback or address.is_link_local)


def _own_keys(sighting: Sighting) -> list[tuple[str, str]]:
    keys = [("mac", mac) for mac in sighting.macs]
    asset = sighting.asset.strip().lower()
    if asset:
        keys.append(("asset", asset if len(asset) >= _LONG else f"{sighting.sha256}/{asset}"))
    if sighting.bom_ref:
        keys.append(("bom", f"{sighting.sha256}/{sighting.bom_ref}"))
    return keys


class _Hosts:
    """Disjoint sets of sightings, each with what its members say of themselves."""

    def __init__(self) -> None:
        self._parent: list[int] = []
        self._macs: list[set[str]] = []
        self._assets: list[set[str]] = []
        self._references: list[set[str]] = []
        self._lists: list[set[str]] = []

    def add(self, number: int, sighting: Sighting) -> None:
        self._parent.append(number)
        self._macs.append(set(sighting.macs))
        self._assets.append({sighting.asset.strip().lower()} - {""})
        self._references.append({sighting.bom_ref} - {""})
        self._lists.append({sighting.source} if sighting.listed else set())

    def root(self, number: int) -> int:
        while self._parent[number] != number:
            self._parent[number] = self._parent[self._parent[number]]
            number = self._parent[number]
        return number

    def fit(self, one: int, other: int) -> bool:
        """True when neither says that it is another."""
        one, other = self.root(one), self.root(other)
        return self._lists[one].isdisjoint(self._lists[other]) and all(
            not held[one] or not held[other] or not held[one].isdisjoint(held[other])
            for held in (self._macs, self._assets, self._references)
        )

    def join(self, one: int, other: int) -> None:
        one, other = self.root(one), self.root(other)
        if one == other:
            return
        first, second = min(one, other), max(one, other)
        self._parent[second] = first
        for held in (self._macs, self._assets, self._references, self._lists):
            held[first] |= held[second]

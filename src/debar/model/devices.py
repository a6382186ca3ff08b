"""Devices as scans and asset lists show them: what was seen of a host, once, and the host that several of them saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from debar.model.words import nothing


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a device said or that is said of it.

    ``kind`` is a signal of the catalog (``http-server``, ``tls-subject`` ...) or ``service``, ``hostname``,
    ``mac-vendor``, ``snmp-oid``, ``fcc-id``, ``manufacturer``, ``asset``; ``where`` is the port (``80/tcp``) or empty.
    """

    kind: str
    value: str
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One record of a scan or asset list, at its place in the source.

    ``ips`` are compressed, without zone; ``macs`` 12 upper-case digits; ``row`` is the 1-based record of the source.
    ``date`` is the day of the record, ``bought`` the day on which the thing was bought, where the source says so.
    ``listed``: the source is a list of devices, in which another record is another device.
    """

    source: str
    row: int
    sha256: str = ""
    ips: tuple[str, ...] = ()
    macs: tuple[str, ...] = ()
    hostname: str = ""
    asset: str = ""
    bom_ref: str = ""
    facts: tuple[Fact, ...] = ()
    bought: date | None = None
    date: date | None = None
    listed: bool = False
    place: Mapping[str, Any] = field(default_factory=nothing)
    original: Mapping[str, str] = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Device:
    """One host and every sighting of it, in the order of the input."""

    sightings: tuple[Sighting, ...]

    @property
    def ips(self) -> tuple[str, ...]:
        """Its addresses, in order of first sight."""
        return tuple(dict.fromkeys(ip for seen in self.sightings for ip in seen.ips))

    @property
    def macs(self) -> tuple[str, ...]:
        """Its MAC addresses, in order of first sight."""
        return tuple(dict.fromkeys(mac for seen in self.sightings for mac in seen.macs))

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What is known of it, each fact once."""
        return tuple(dict.fromkeys(fact for seen in self.sightings for fact in seen.facts))

    @property
    def bought(self) -> date | None:
        """The first day on which it was bought; None when no sighting says so."""
        return min((seen.bought for seen in self.sightings if seen.bought), default=None)

    @property
    def date(self) -> date | None:
        """The last day on which it was seen; None when no sighting has a day."""
        return max((seen.date for seen in self.sightings if seen.date), default=None)

    def first(self, name: str) -> str:
        """The first ``hostname``, ``asset`` or ``bom_ref`` that a sighting has; empty when none does."""
        return next((str(getattr(seen, name)) for seen in self.sightings if getattr(seen, name)), "")

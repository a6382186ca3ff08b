"""A device as one line of text, so that every identification has its place in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from debar.model import Device, Fact

#: Characters of one fact and facts of one device that are read; a banner may be megabytes.
LONGEST = 400
MOST = 120
_BETWEEN = " | "


@dataclass(frozen=True, slots=True)
class Stretch:
    """One fact in the text of a device; ``fact.value`` is ``text[start:start + len(fact.value)]``."""

    fact: Fact
    start: int


@dataclass(frozen=True, slots=True)
class DeviceText:
    """The text of a device: its MAC addresses and facts, each once, with the place of each."""

    text: str
    stretches: tuple[Stretch, ...]


def device_text(device: Device) -> DeviceText:
    """Return the text: ``MAC 44:19:B6:01:02:03 | http-server App-webs/ | ...``; asset records stand without a word."""
    parts: list[str] = []
    stretches: list[Stretch] = []
    length = 0
    for fact in _facts(device):
        ahead = "" if fact.kind == "asset" else f"{_WORDS.get(fact.kind, fact.kind)} "
        stretches.append(Stretch(fact, length + len(ahead)))
        parts.append(f"{ahead}{fact.value}")
        length += len(parts[-1]) + len(_BETWEEN)
    return DeviceText(_BETWEEN.join(parts), tuple(stretches))


_WORDS = {"mac": "MAC", "mac-vendor": "MAC vendor", "fcc-id": "FCC ID", "snmp-oid": "sysObjectID"}


def _facts(device: Device) -> Sequence[Fact]:
    facts = [Fact("mac", spell_mac(mac)) for mac in device.macs]
    for fact in device.facts:
        value = " ".join(fact.value.split())[:LONGEST]
        if value:
            facts.append(Fact(fact.kind, value))
    return list(dict.fromkeys(facts))[:MOST]


def spell_mac(mac: str) -> str:
    """Return 12 digits as pairs joined by colons."""
    return ":".join(mac[i : i + 2] for i in range(0, len(mac), 2))


def is_local(mac: str) -> bool:
    """True for an address that its bearer chose itself, as randomised ones are (IEEE 802, bit U/L)."""
    return bool(int(mac[:2], 16) & 0x02)

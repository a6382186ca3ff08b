"""Devices in, findings out: the same law and the same path as for purchases, for what is in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from debar.model import Buyer, Device, Finding, Funding, Purchase
from debar.model.words import nothing
from debar.screening.conclude import View, conclude, conclude_nothing, group_identifications
from debar.screening.device_text import device_text, is_local, spell_mac
from debar.screening.reference import Reference

_SEEN_IN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What a scan does not hold: whose devices they are, what they are for, and what is done with them.

    ``date`` is the day of devices that were seen on no day of their own.
    """

    buyer: Buyer = field(default_factory=Buyer)
    funding: tuple[Funding, ...] = (Funding("unknown"),)
    purpose: str = ""
    action: str = "use"
    date: date | None = None
    supplier: str = ""
    facts: Any = field(default_factory=nothing)


def screen_devices(
    devices: Iterable[Device],
    reference: Reference,
    view: View | None = None,
    *,
    given: Circumstances | None = None,
    everything: bool = False,
) -> Iterator[Finding]:
    """Yield the findings on devices, in their order: a pure function of its arguments.

    ``everything`` also yields a ``clear`` finding for each device of which nothing tells the maker.
    """
    view, given = view or View(), given or Circumstances()
    for device in devices:  # what was bought on a known day is whoever's goods it was then, and used today
        on = view.as_of or device.date or given.date
        sold = device.bought if device.bought and (on is None or device.bought <= on) else None
        used = given.action == "use" and sold is None
        found = reference.device_identifier.identify(device, sold or on, used=used)
        if not found and not everything:
            continue
        subject = device_subject(device, given)
        groups = group_identifications(found, reference, on)
        for group in groups:
            yield _with_notes(conclude(subject, group, reference, view), device)
        if not groups and everything:
            yield _with_notes(conclude_nothing(subject, reference, view), device)


def _with_notes(finding: Finding, device: Device) -> Finding:
    """With what the device does not tell of itself: an address that it made up names no maker, said first."""
    notes = tuple(
        f"{spell_mac(mac)} is locally administered: it tells no maker" for mac in device.macs if is_local(mac)
    )
    if not notes:
        return finding
    sentence = finding.sentence if finding.identifications else f"{'; '.join(notes)}. {finding.sentence}"
    return replace(finding, sentence=sentence, not_checked=(*finding.not_checked, *notes))


def device_subject(device: Device, given: Circumstances) -> Purchase:
    """Return the record that a finding on a device is about; its ``place`` holds ip, mac, hostname, asset, bom_ref."""
    first = device.sightings[0]
    named = {
        "ip": next(iter(device.ips), ""),
        "mac": spell_mac(next(iter(device.macs), "")),
        "hostname": device.first("hostname"),
        "asset": device.first("asset"),
        "bom_ref": device.first("bom_ref"),
    }
    original = {column: value for seen in reversed(device.sightings) for column, value in seen.original.items()}
    if len(device.sightings) > 1:
        places = [f"{seen.source} record {seen.row}" for seen in device.sightings]
        more = len(places) - _SEEN_IN
        original["seen in"] = "; ".join(places[:_SEEN_IN]) + (f"; and {more} more" if more > 0 else "")
        original |= {"ips": "; ".join(device.ips), "macs": "; ".join(map(spell_mac, device.macs))}
    return Purchase(
        kind="device",
        source=first.source,
        row=first.row,
        sha256=first.sha256,
        text=device_text(device).text,
        supplier=given.supplier,
        date=device.date or given.date,
        buyer=given.buyer,
        funding=given.funding,
        purpose=given.purpose,
        action=given.action,
        place={**first.place, **{name: value for name, value in named.items() if value}},
        facts=given.facts,
        original=original,
    )

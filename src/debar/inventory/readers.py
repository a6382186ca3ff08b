"""Scans, captures and asset lists in any format -> sightings, with an account that adds up.

    for file in open_inventory("site.xml"):
        for record in file.records():
            ...

What a file is, its content says, never its name. For every part: records = sightings + rejected + empty ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from debar.errors import FormatError, MappingError
from debar.inventory import cyclonedx, discovery, internet, neighbours, snmp
from debar.inventory.assets import Assets, has_headings
from debar.inventory.captures import Captures, is_capture
from debar.inventory.files import InventoryFile
from debar.inventory.leases import Leases, lease_format
from debar.inventory.masscan import Masscan, masscan_format
from debar.inventory.nmap import NmapScan
from debar.inventory.text import head_text
from debar.inventory.xml import as_utf8
from debar.tables import Member, Skipped, Table, from_records, members, objects, tables_of
from debar.tables.limits import HEAD

READABLE = (
    "nmap and masscan output, arp-scan, ARP tables, DHCP leases, asset lists (csv, xlsx, json), CycloneDX, "
    "Shodan and Censys JSON, ONVIF, SNMP and HTTP captures"
)


def open_inventory(path: str | Path, mapping: Sequence[str] = ()) -> Iterator[InventoryFile]:
    """The readable parts of the file at ``path`` (``-``: standard input), each to be read before the next is asked.

    ``mapping`` (``field=Column``) overrides the columns of asset lists. A part of an archive that cannot be read comes
    with its ``problem``. Raises `InputError` when there is no such file, `FormatError` when nothing in it can be read,
    `MappingError` when it is a table that tells of no device.
    """
    skipped: list[Skipped] = []
    understood = 0
    for member in map(as_utf8, members(path, skipped)):
        try:
            for part in _parts(member, mapping, skipped):
                understood += 1
                yield part
        except (FormatError, MappingError) as error:
            if not member.member:
                raise
            skipped.append(Skipped(member.name, str(error).removeprefix(f"{member.name}: ")))
    for skip in skipped:
        yield InventoryFile(skip.name, "", lambda: iter(()), problem=f"{skip.name}: {skip.reason}")
    if not understood:
        reasons = "; ".join(f"{skip.name}: {skip.reason}" for skip in skipped[:5]) or "it holds no files"
        raise FormatError(f"{path}: nothing in it can be read. {reasons}")


def _parts(member: Member, mapping: Sequence[str], skipped: list[Skipped]) -> Iterator[InventoryFile]:
    if member.kind == "xml":
        yield _xml(member)
    elif member.kind in ("json", "text") and (written := masscan_format(member)):
        yield InventoryFile(member.name, written, Masscan(member, written).records)
    elif member.kind == "json":
        yield _json(member, mapping)
    elif member.kind == "text" and (found := _text(member)):
        yield found
    else:
        yield from _tables(member, mapping, skipped)


def _xml(member: Member) -> InventoryFile:
    head = member.stream.peek(HEAD)
    if b"<nmaprun" in head or b"<host" in head:
        scan = NmapScan(member)
        return InventoryFile(member.name, "nmap XML", scan.records, breaks=scan.problem)
    if cyclonedx.NAMESPACE in head:
        bom = cyclonedx.Bom(member)
        return InventoryFile(member.name, "CycloneDX XML", bom.records, breaks=bom.problem)
    if discovery.is_discovery(head):
        return _discovery(member)
    raise FormatError(f"{member.name}: is XML of a kind that is not read here. Readable: {READABLE}.")


def _discovery(member: Member) -> InventoryFile:
    messages = discovery.Messages(member)
    return InventoryFile(member.name, discovery.EXPLANATION, messages.records, breaks=messages.problem)


def _json(member: Member, mapping: Sequence[str]) -> InventoryFile:
    """A bill of materials, records of Shodan or Censys, else a list of assets."""
    if objects.is_lines(member.stream.peek(HEAD)):
        return _json_records(member, objects.lines(member.stream), mapping)
    document = objects.document(member.stream)
    if cyclonedx.is_bom(document):
        bom = cyclonedx.Bom(member, document)
        return InventoryFile(member.name, f"CycloneDX {document.get('specVersion', '')} JSON", bom.records)
    found = internet.records_of(document)
    return _json_records(member, iter(found), mapping)


def _json_records(member: Member, records: Iterator[Any], mapping: Sequence[str]) -> InventoryFile:
    ahead = []
    written = ""
    for record in records:
        ahead.append(record)
        if isinstance(record, dict):
            written = internet.internet_format(record)
            break
    whole = _chained(ahead, records)
    if written:
        return InventoryFile(member.name, written, internet.Sightings(member, whole, written).records)
    return _assets(member, from_records(member, whole, "json records"), mapping)


def _chained(ahead: list[Any], records: Iterator[Any]) -> Iterator[Any]:
    yield from ahead
    yield from records


def _text(member: Member) -> InventoryFile | None:
    """What a text that is no table holds; None when it may be a table."""
    if any(map(has_headings, head_text(member).splitlines()[:10])):
        return None
    if discovery.is_discovery(member.stream.peek(HEAD)):
        return _discovery(member)
    written = lease_format(member)
    if written:
        leases = Leases(member)
        read = leases.isc if written.startswith("ISC") else leases.dnsmasq
        return InventoryFile(member.name, written, read, breaks=leases.problem)
    if snmp.is_walk(member):
        return InventoryFile(member.name, snmp.EXPLANATION, snmp.Walk(member).records)
    if is_capture(member):
        return InventoryFile(member.name, "captured answers of HTTP and RTSP servers", Captures(member).records)
    if neighbours.is_neighbours(member):
        return InventoryFile(member.name, neighbours.EXPLANATION, neighbours.Neighbours(member).records)
    return None


def _tables(member: Member, mapping: Sequence[str], skipped: list[Skipped]) -> Iterator[InventoryFile]:
    unmapped: MappingError | None = None
    understood = 0
    for table in tables_of(member, skipped):
        try:
            part = _assets(member, table, mapping)
        except MappingError as error:
            unmapped = error
            if table.sheet:
                skipped.append(Skipped(table.name, str(error).removeprefix(f"{table.name}: ")))
            continue
        understood += 1
        yield part
    if unmapped and not understood:
        raise unmapped


def _assets(member: Member, table: Table, mapping: Sequence[str]) -> InventoryFile:
    assets = Assets(member, table, mapping)
    return InventoryFile(table.name, assets.explanation, assets.records)

"""What Shodan and Censys saw, as JSON lines or documents: one record a service or a host.

Shodan: https://datapedia.shodan.io. Censys: host records of the search and of the platform API.
Owners of networks (``org``, ``isp``, ``asn``) say nothing of the device and are not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from debar.inventory.addresses import parse_ip
from debar.inventory.files import Place, Record
from debar.inventory.http import (
    answer_facts,
    body_facts,
    distinguished_name,
    greeting_facts,
    header_facts,
    parse_distinguished_name,
)
from debar.inventory.mac import parse_mac
from debar.model import Fact
from debar.tables import Member
from debar.tables.objects import Line

SHODAN, CENSYS = "Shodan records", "Censys records"
_LISTS = ("matches", "hits", "results", "data", "hosts")


def internet_format(record: Any) -> str:
    """Whose record this is; empty when of neither."""
    record = _host(record)
    if "ip_str" in record or "_shodan" in record:
        return SHODAN
    if "services" in record and ("ip" in record or "host_identifier" in record):
        return CENSYS
    return ""


def records_of(value: Any) -> list[Any]:
    """The records in a document: itself, a list, or what an API's answer holds under ``matches``, ``result`` ..."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and not internet_format(value):
        for key in ("result", *_LISTS):
            inner = value.get(key)
            if isinstance(inner, list):
                return inner
            if isinstance(inner, dict):
                return records_of(inner)
    return [value]


def _host(record: Any) -> Mapping[str, Any]:
    """The host in a record, out of the wrappers that Censys' answers put around it."""
    for key in ("resource", "host", "result"):
        inner = record.get(key) if isinstance(record, dict) else None
        if isinstance(inner, dict) and ("services" in inner or "host" in inner):
            return _host(inner)
    return record if isinstance(record, dict) else {}


class Sightings:
    """The records of one file; read once."""

    def __init__(self, member: Member, records: Iterator[Line | Any], written: str) -> None:
        self._records = records
        self._place = Place(member)
        self._written = written

    def records(self) -> Iterator[Record]:
        """One record a line or list item."""
        for record in self._records:
            self._place.next()
            if record is None:
                yield None
            elif isinstance(record, str) or not isinstance(record, dict):
                yield self._place.rejection(record if isinstance(record, str) else "not a JSON object")
            else:
                yield self._shodan(record) if self._written == SHODAN else self._censys(_host(record))

    def _shodan(self, record: Mapping[str, Any]) -> Record:
        ip = parse_ip(str(record.get("ip_str") or record.get("ipv6") or ""))
        if not ip:
            return self._place.rejection("the record has no IP address")
        banners = record.get("data")
        services = [b for b in banners if isinstance(b, dict)] if isinstance(banners, list) else [record]
        facts = [fact for service in services for fact in _shodan_service(service)]
        names = [str(name) for name in _list(record.get("hostnames"))]
        facts += [Fact("hostname", name) for name in names]
        macs = [parse_mac(str(mac)) for service in services for mac in _dict(service.get("mac"))]
        return self._place.sighting(
            ips=(ip,),
            macs=tuple(dict.fromkeys(filter(None, macs))),
            hostname=next(iter(names), ""),
            facts=_kept(facts),
            date=_day(record.get("timestamp") or record.get("last_update")),
        )

    def _censys(self, host: Mapping[str, Any]) -> Record:
        ip = parse_ip(str(host.get("ip") or _dict(host.get("host_identifier")).get("ipv4") or ""))
        if not ip:
            return self._place.rejection("the record has no IP address")
        facts = [fact for service in _list(host.get("services")) for fact in _censys_service(_dict(service))]
        reverse = _dict(_dict(host.get("dns")).get("reverse_dns")).get("names")
        names = [str(name) for name in _list(reverse)]
        facts += [Fact("hostname", name) for name in names]
        day = _day(host.get("last_updated_at"))
        return self._place.sighting(ips=(ip,), hostname=next(iter(names), ""), facts=_kept(facts), date=day)


def _shodan_service(service: Mapping[str, Any]) -> Iterator[Fact]:
    number, protocol = service.get("port", ""), str(service.get("transport", "tcp"))
    where = f"{number}/{protocol}"
    if number:
        yield Fact("port", f"{protocol}/{number}")
    yield Fact("service", " ".join(str(service.get(key) or "") for key in ("product", "version")).strip(), where)
    http = _dict(service.get("http"))
    yield Fact("http-server", str(http.get("server") or ""), where)
    yield Fact("http-title", str(http.get("title") or ""), where)
    icon = _dict(http.get("favicon"))
    yield Fact("favicon-mmh3", str(icon.get("hash") or ""), where)
    yield from body_facts(str(http.get("html") or ""), where)
    yield from body_facts(f" {http.get('location') or ''}", where)
    certificate = _dict(_dict(service.get("ssl")).get("cert"))
    for name in ("subject", "issuer"):
        yield Fact(f"tls-{name}", distinguished_name(_dict(certificate.get(name))), where)
    snmp = _dict(service.get("snmp"))
    yield Fact("snmp-descr", str(snmp.get("description") or ""), where)
    yield Fact("snmp-oid", str(snmp.get("objectid") or ""), where)
    module = str(_dict(service.get("_shodan")).get("module") or "")
    said = service.get("data")
    if isinstance(said, str):
        yield from greeting_facts(said, str(number), where, "telnet" if "telnet" in module else module)
        if module == "snmp":
            yield Fact("snmp-descr", said, where)


def _censys_service(service: Mapping[str, Any]) -> Iterator[Fact]:
    number, protocol = service.get("port", ""), str(service.get("transport_protocol") or "tcp").lower()
    name = str(service.get("service_name") or service.get("protocol") or "").lower()
    where = f"{number}/{protocol}"
    if number:
        yield Fact("port", f"{protocol}/{number}")
    response = _dict(_dict(service.get("http")).get("response"))
    for header, value in _dict(response.get("headers")).items():
        for one in _texts(value):
            yield from header_facts(header, one, where)
    yield Fact("http-title", str(response.get("html_title") or ""), where)
    yield from body_facts(str(response.get("body") or ""), where)
    for icon in map(_dict, _list(response.get("favicons"))):
        yield Fact("favicon-md5", str(icon.get("md5_hash") or "").removeprefix("md5:"), where)
        yield Fact("favicon-mmh3", str(icon.get("shodan_hash") or ""), where)
    leaf = _dict(_dict(_dict(service.get("tls")).get("certificates")).get("leaf_data"))
    for which in ("subject", "issuer"):
        yield Fact(f"tls-{which}", parse_distinguished_name(str(leaf.get(f"{which}_dn") or "")), where)
    system = _dict(_dict(_dict(service.get("snmp")).get("oid_system")))
    yield Fact("snmp-descr", str(system.get("desc") or ""), where)
    yield Fact("snmp-oid", str(system.get("object_id") or ""), where)
    for software in map(_dict, _list(service.get("software"))):
        yield Fact("service", " ".join(str(software.get(k) or "") for k in ("vendor", "product", "version")), where)
    said = service.get("banner")
    if isinstance(said, str) and said:
        found = list(answer_facts(said, where))
        yield from found or greeting_facts(said, str(number), where, name)


def _kept(facts: list[Fact]) -> tuple[Fact, ...]:
    return tuple(fact for fact in dict.fromkeys(facts) if fact.value.strip())


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        value = value.get("headers", [])
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

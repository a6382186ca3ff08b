"""Scans of nmap, and of masscan, in nmap's XML (``-oX``): addresses, services, and what the scripts were told.

Laid out after nmap's own nmap.dtd. Only the shape of the output is read; no pattern of nmap's is used.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime

from debar.inventory.addresses import mac_of_ip, parse_ip
from debar.inventory.files import Place, Record
from debar.inventory.http import (
    answer_facts,
    body_facts,
    distinguished_name,
    greeting_facts,
    header_facts,
)
from debar.inventory.mac import parse_mac
from debar.inventory.xml import Element, Elements, children, local_name
from debar.model import Fact
from debar.tables import Member
from debar.tables.limits import HEAD

_MD5 = re.compile(r"\b[0-9A-Fa-f]{32}\b")
_HEADER = re.compile(r"^\s*(Server|WWW-Authenticate|Location):\s*(.+)$", re.IGNORECASE | re.MULTILINE)
_OID = re.compile(r"1\.3\.6\.1\.4\.1(?:\.\d+)+")
#: One probe's answer in a fingerprint that nmap could not place: %r(name, length, "text").
_PROBE = re.compile(r'%r\((\w+),[0-9A-F]+,"((?:[^"\\]|\\.)*)"\)', re.DOTALL)
_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{2}|[0-7]{1,3}|.)", re.DOTALL)
_NAMED = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}
#: Lines of UPnP and discovery scripts that name who made the thing.
_NAMES_MAKER = re.compile(
    r"^\s*(Manufacturer|Model Name|Model Descr|Name|Model|Hardware|Firmware|ModelName|ModelNumber|FriendlyName)"
    r"\s*[:=]\s*(.+)$",
    re.IGNORECASE | re.MULTILINE,
)
_SCOPE = re.compile(r"onvif://\S+")
_BEGAN = re.compile(rb'<nmaprun\b[^>]{0,4000}?\sstart="(\d+)"')
#: Guesses of a whole system count only when nmap is certain.
_CERTAIN = "100"


class NmapScan:
    """The hosts of one scan; read once."""

    def __init__(self, member: Member) -> None:
        self._place = Place(member)
        self._elements = Elements(member, ("host", "hosthint"))
        began = _BEGAN.search(member.stream.peek(HEAD))
        self._day = _day(began[1].decode()) if began else None

    def problem(self) -> str:
        """Why the scan ended before its end; empty when it is whole."""
        return self._elements.problem

    def records(self) -> Iterator[Record]:
        """One record a host; a host that did not answer holds nothing.

        Of a scan that broke off, hosts that were only announced are records too.
        """
        announced: dict[str, Element] = {}
        for host in self._elements:
            addresses = "".join(address.get("addr", "") for address in children(host, "address"))
            if local_name(host) == "hosthint":
                announced[addresses] = copy.deepcopy(host)
                continue
            announced.pop(addresses, None)
            self._place.next()
            status = next(children(host, "status"), None)
            if status is not None and status.get("state") == "down":
                yield None
                continue
            yield self._host(host)
        for host in announced.values() if self._elements.problem else ():
            self._place.next()
            yield self._host(host)

    def _host(self, host: Element) -> Record:
        ips, macs, facts = [], [], []
        for address in children(host, "address"):
            written = address.get("addr", "")
            if address.get("addrtype") == "mac":
                macs.append(parse_mac(written))
                facts.append(Fact("mac-vendor", address.get("vendor", "")))
            else:
                ips.append(parse_ip(written))
        macs += [mac_of_ip(ip) for ip in ips] if not any(macs) else []
        names = [n.get("name", "") for group in children(host, "hostnames") for n in children(group, "hostname")]
        facts += [Fact("hostname", name) for name in names]
        for ports in children(host, "ports"):
            for port in children(ports, "port"):
                facts += _port_facts(port)
        for scripts in children(host, "hostscript"):
            for script in children(scripts, "script"):
                facts += _script_facts(script, "")
        for system in children(host, "os"):
            facts += [
                Fact("service", match.get("name", ""))
                for match in children(system, "osmatch")
                if match.get("accuracy") == _CERTAIN
            ]
        kept = tuple(fact for fact in dict.fromkeys(facts) if fact.value.strip())
        if not any(ips) and not any(macs):
            return self._place.rejection("the host has no address that can be read")
        return self._place.sighting(
            ips=tuple(filter(None, ips)),
            macs=tuple(filter(None, macs)),
            hostname=next(filter(None, names), ""),
            facts=kept,
            date=_day(host.get("endtime") or host.get("starttime") or "") or self._day,
        )


def _day(seconds: str) -> date | None:
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date()
    except (ValueError, OverflowError, OSError):
        return None


def _port_facts(port: Element) -> Iterator[Fact]:
    state = next(children(port, "state"), None)
    if state is not None and "open" not in state.get("state", "open"):
        return
    protocol, number = port.get("protocol", "tcp"), port.get("portid", "")
    where = f"{number}/{protocol}"
    certain = state is None or state.get("state") == "open"
    if certain:
        yield Fact("port", f"{protocol}/{number}")
    service = next(children(port, "service"), None)
    name = service.get("name", "") if service is not None else ""
    if service is not None:
        if service.get("method") == "probed":
            said = " ".join(filter(None, (service.get(key, "") for key in ("product", "version", "extrainfo"))))
            yield Fact("service", said, where)
            yield Fact("hostname", service.get("hostname", ""), where)
        yield from _unplaced_facts(service.get("servicefp", ""), number, where, name)
        # masscan writes what it was told here
        yield from greeting_facts(service.get("banner", ""), number, where, name)
    for script in children(port, "script"):
        yield from _script_facts(script, where, number=number, service=name)


def _unplaced_facts(written: str, number: str, where: str, service: str) -> Iterator[Fact]:
    for _, answer in _PROBE.findall(written):
        yield from greeting_facts(_ESCAPE.sub(_unescaped, answer), number, where, service)


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] == "x" and len(code) > 1:
        return chr(int(code[1:], 16))
    if code.isdigit() and len(code) > 1:
        return chr(int(code, 8) & 0xFF)
    return _NAMED.get(code, code)


def _script_facts(script: Element, where: str, *, number: str = "", service: str = "") -> Iterator[Fact]:
    name, output = script.get("id", ""), script.get("output", "")
    if name in _SCRIPTS:
        yield from _SCRIPTS[name](script, output, where)
    elif name == "banner":
        yield from greeting_facts(output, number, where, service)
    elif name.startswith("snmp-"):
        yield from _snmp_facts(script, name, output, where)
    else:
        protocol = "rtsp" if name.startswith("rtsp") or service == "rtsp" else "http"
        for header, value in _HEADER.findall(output):
            yield from header_facts(header, value, where, protocol)
        yield from (Fact("upnp", value, where) for _, value in _NAMES_MAKER.findall(output))
        yield from (Fact("onvif-scope", scope, where) for scope in _SCOPE.findall(output))


def _title_facts(script: Element, _: str, where: str) -> Iterator[Fact]:
    yield Fact("http-title", _elem(script, "title"), where)
    yield from body_facts(f" {_elem(script, 'redirect_url')}", where)


def _server_facts(script: Element, output: str, where: str) -> Iterator[Fact]:
    for value in [element.text or "" for element in children(script, "elem")] or [output]:
        yield from header_facts("server", value, where)


def _icon_facts(_: Element, output: str, where: str) -> Iterator[Fact]:
    for md5 in _MD5.findall(output):
        yield Fact("favicon-md5", md5.lower(), where)


def _answers(script: Element, _: str, where: str) -> Iterator[Fact]:
    for element in children(script, "elem"):
        yield from answer_facts((element.text or "").lstrip(), where)


def _realm_facts(script: Element, output: str, where: str) -> Iterator[Fact]:
    """``http-auth`` gives scheme and realm apart; the header is put together again."""
    name = script.get("id", "")
    found = False
    for table in script.iterdescendants("{*}table"):
        realm = next((e.text for p in children(table, "table") for e in children(p, "elem") if _key(e) == "realm"), "")
        scheme = _elem(table, "scheme")
        if realm and scheme:
            found = True
            yield Fact(name, f'{scheme.capitalize()} realm="{realm}"', where)
    if not found:
        for scheme, realm in re.findall(r"(Basic|Digest)\s+(?:\w+=\S+\s+)*realm=\"?([^\"\n]+)", output, re.IGNORECASE):
            yield Fact(name, f'{scheme.capitalize()} realm="{realm.strip()}"', where)


def _certificate_facts(script: Element, _: str, where: str) -> Iterator[Fact]:
    for table in children(script, "table"):
        if _key(table) in ("subject", "issuer"):
            names = {_key(element): element.text or "" for element in children(table, "elem")}
            yield Fact(f"tls-{_key(table)}", distinguished_name(names), where)


def _snmp_facts(script: Element, name: str, output: str, where: str) -> Iterator[Fact]:
    if name == "snmp-sysdescr":
        yield Fact("snmp-descr", output.strip().partition("\n")[0], where)
    for oid in _OID.findall(output):
        yield Fact("snmp-oid", oid, where)
    number = _elem(script, "enterprise")
    if number.isdigit():
        yield Fact("snmp-oid", f"1.3.6.1.4.1.{number}", where)


def _key(element: Element) -> str:
    return str(element.get("key", ""))


def _elem(parent: Element, key: str) -> str:
    return next((e.text or "" for e in children(parent, "elem") if _key(e) == key), "")


_SCRIPTS: Mapping[str, Callable[[Element, str, str], Iterator[Fact]]] = {
    "http-title": _title_facts,
    "http-server-header": _server_facts,
    "http-auth": _realm_facts,
    "rtsp-auth": _realm_facts,
    "http-favicon": _icon_facts,
    "ssl-cert": _certificate_facts,
    "fingerprint-strings": _answers,
}

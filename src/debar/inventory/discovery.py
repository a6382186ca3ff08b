"""ONVIF WS-Discovery captures: ProbeMatch and Hello messages (SOAP), one or many in a file, with text between them.

Scopes follow the ONVIF Core Specification, section 7.3: onvif://www.onvif.org/name, hardware, location, manufacturer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from debar.inventory.addresses import parse_ip
from debar.inventory.files import Place, Record
from debar.inventory.mac import parse_mac
from debar.inventory.text import encoding_of
from debar.inventory.xml import Element, local_name, parse_fragment, text_of
from debar.model import Fact
from debar.tables import Member

EXPLANATION = "ONVIF WS-Discovery messages"
_ENVELOPE = re.compile(rb"<((?:[\w\-]{1,40}:)?Envelope)[\s>].*?</\1\s*>", re.DOTALL)
_BEGIN = re.compile(rb"<(?:[\w\-]{1,40}:)?Envelope[\s>]")
_HOST = re.compile(r"^\w+://(\[[^\]]+\]|[^/:]+)")
_NAMING = re.compile(r"onvif://www\.onvif\.org/(name|hardware|manufacturer|mfr|model)/(.+)", re.IGNORECASE)
_UUID_NODE = re.compile(r"([0-9A-Fa-f]{12})$")


def is_discovery(head: bytes) -> bool:
    """True for messages of WS-Discovery."""
    return b"/ws/2005/04/discovery" in head or (b"Envelope" in head and b"onvif.org" in head)


class Messages:
    """The devices that announce themselves in one file; read once."""

    def __init__(self, member: Member) -> None:
        self._member = member
        self._place = Place(member)
        self._broken = 0

    def problem(self) -> str:
        """Whether a message breaks off at the end of the file; empty when none does."""
        return "breaks off inside a message; read up to there" if self._broken else ""

    def records(self) -> Iterator[Record]:
        """One record a device in a message; a message that announces none holds nothing."""
        data = self._member.stream.read_all()
        encoding = encoding_of(data[:4096])
        if encoding.startswith("utf-16"):
            data = data.decode(encoding, "replace").encode()
        found = 0
        for match in _ENVELOPE.finditer(data):
            found += 1
            root = parse_fragment(match.group())
            if root is None:
                self._place.next()
                yield self._place.rejection("the message is no whole XML")
                continue
            matches = [e for e in root.iter("{*}*") if local_name(e) in ("ProbeMatch", "ResolveMatch", "Hello")]
            if not matches:
                self._place.next()
                yield None
            for element in matches:
                self._place.next()
                yield self._device(element)
        self._broken = max(len(_BEGIN.findall(data)) - found, 0)

    def _device(self, element: Element) -> Record:
        scopes = [unquote(scope) for scope in text_of(element, "Scopes").split()]
        hosts = [_HOST.match(address) for address in text_of(element, "XAddrs").split()]
        ips = dict.fromkeys(filter(None, (parse_ip(host[1]) for host in hosts if host)))
        endpoint = text_of(element, "EndpointReference", "Address")
        if not scopes and not ips:
            return self._place.rejection("the message tells neither scopes nor an address")
        node = _UUID_NODE.search(endpoint)
        mac = parse_mac(node[1]) if node else ""
        names = [match for match in map(_NAMING.match, scopes) if match]
        facts = [Fact("onvif-scope", scope) for scope in scopes if _NAMING.match(scope)]
        said = dict.fromkeys(match[2] for match in names)
        video = " (network video transmitter)" if said and "NetworkVideo" in text_of(element, "Types") else ""
        facts.append(Fact("upnp", " ".join(said) + video))
        if mac:
            facts.append(Fact("endpoint-mac", ":".join(mac[i : i + 2] for i in range(0, 12, 2))))
        return self._place.sighting(
            ips=tuple(ips),
            facts=tuple(fact for fact in facts if fact.value),
            original={"endpoint": endpoint, "scopes": " ".join(scopes)[:2000]},
        )

"""HTTP, RTSP and SIP answers, TLS names and greetings: text that devices sent, told apart into facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from debar.model import Fact

_STATUS = re.compile(r"^(HTTP|RTSP|SIP)/\d(?:\.\d)? \d{3}", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,300})", re.IGNORECASE)
_PATH = re.compile(r"""(?:["'=\s]|//[^/\s"'<>]{1,100})(/(?:ISAPI|SDK|doc/page)/[^"'<>\s]{0,120})""")
_STREAM = re.compile(r"(/cam/realmonitor\?channel=\d[^\s\"'<>]{0,80})")
_MARKED_BODY = re.compile(r"jsBase/lib/jquery\.js\?version=@WebVersion@")
#: Characters of one answer that are looked at.
LONGEST = 100_000
#: Attributes of a certificate's names by their short form, in the order they are written in.
_NAMES = {
    "commonname": "CN",
    "cn": "CN",
    "organizationalunitname": "OU",
    "ou": "OU",
    "organizationname": "O",
    "o": "O",
    "localityname": "L",
    "l": "L",
    "stateorprovincename": "ST",
    "st": "ST",
    "countryname": "C",
    "c": "C",
}


def answer_facts(text: str, where: str = "") -> Iterator[Fact]:
    """The facts in one answer (status line, headers, the begin of a body); none when it is no such answer."""
    text = text[:LONGEST]
    status = _STATUS.match(text)
    if not status:
        return
    protocol = status[1].lower()
    head, _, body = text.replace("\r\n", "\n").partition("\n\n")
    for line in head.split("\n")[1:]:
        name, colon, value = line.partition(":")
        if colon:
            yield from header_facts(name, value, where, protocol)
    yield from body_facts(body, where)


def header_facts(name: str, value: str, where: str = "", protocol: str = "http") -> Iterator[Fact]:
    """The fact that one header tells, if any."""
    name, value = name.strip().lower().replace("_", "-"), value.strip()
    if not value:
        return
    if name == "server":
        yield Fact(f"{protocol}-server", value, where)
    elif name == "www-authenticate" and protocol in ("http", "rtsp"):
        yield Fact(f"{protocol}-auth", value, where)
    elif name == "user-agent" and protocol == "sip":
        yield Fact("sip-agent", value, where)
    elif name in ("location", "content-base"):
        yield from body_facts(f" {value}", where)


def body_facts(body: str, where: str = "") -> Iterator[Fact]:
    """What the begin of a page or a description of a stream tells."""
    body = body[:LONGEST]
    title = _TITLE.search(body)
    if title and title[1].strip():
        yield Fact("http-title", " ".join(title[1].split()), where)
    for kind, pattern in (("http-path", _PATH), ("rtsp-path", _STREAM)):
        found = pattern.search(body)
        if found:
            yield Fact(kind, found[1], where)
    marked = _MARKED_BODY.search(body)
    if marked:
        yield Fact("http-body", marked.group(), where)


def distinguished_name(names: Mapping[str, object]) -> str:
    """The name of a certificate's subject or issuer in one form: ``CN=...,OU=...,O=...,L=...,ST=...,C=...``."""
    found: dict[str, str] = {}
    for key, value in names.items():
        short = _NAMES.get(key.lower().replace("_", ""))
        values = value if isinstance(value, list) else [value]
        if short and any(values):
            found[short] = str(next(filter(None, values)))
    return ",".join(f"{short}={found[short]}" for short in dict.fromkeys(_NAMES.values()) if short in found)


def parse_distinguished_name(text: str) -> str:
    """The same form from a name written with ``,`` or ``/`` between its parts."""
    parts = re.split(r"(?:^|[,/])\s*(?=[A-Za-z]{1,25}=)", text.strip())
    pairs = (part.partition("=") for part in parts if "=" in part)
    return distinguished_name({key.strip(): value.strip() for key, _, value in pairs})


def greeting_facts(text: str, port: int | str, where: str = "", service: str = "") -> Iterator[Fact]:
    """The facts in what a service said first, told apart by its own words, then by service name and port."""
    text = unescape_ends(text[:LONGEST]).strip("\0 ")
    if _STATUS.match(text):
        yield from answer_facts(text, where)
        return
    kind = _greeting_kind(text.lstrip(), str(port), service.lower())
    if text.strip():
        yield Fact(kind, text.strip("\r\n"), where)


def unescape_ends(text: str) -> str:
    """The text with ends of lines that a scanner spelt out brought back."""
    for spelt, end in (
        ("\\x0d", "\r"),
        ("\\x0D", "\r"),
        ("\\x0a", "\n"),
        ("\\x0A", "\n"),
        ("\\r", "\r"),
        ("\\n", "\n"),
    ):
        text = text.replace(spelt, end)
    return text


def _greeting_kind(text: str, port: str, service: str) -> str:
    if text.startswith("SSH-") or service == "ssh":
        return "ssh"
    if service == "ftp" or (text.startswith("220") and port == "21"):
        return "ftp"
    if service == "telnet" or port in ("23", "2323"):
        return "telnet"
    return "banner"

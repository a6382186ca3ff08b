"""What tells the maker of a device that nobody described: address prefixes, radio grants, banners, numbers.

Every row names a label of brands.yaml, so that relabels and their periods apply; a row without a label says of whom a
mark is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from debar.catalog.patterns import compile_pattern
from debar.model import Strength
from debar.names.legal import split_legal_form
from debar.names.normalize import words

#: How much a mark says: alone enough; alone a doubt; only together with others.
CERTAINTIES = ("strong", "medium", "weak")
#: What the address of a registrant stands in: its device, a part of anybody's device; or it is somebody else.
STANDINGS = ("device", "component", "other")
#: What a device can be seen to say, each a kind of :class:`debar.model.Fact`.
SIGNALS = frozenset(
    "dhcp-class favicon-md5 favicon-mmh3 ftp http-auth http-body http-path http-server http-title onvif-scope port "
    "rtsp-auth rtsp-path rtsp-server sip-agent sip-server snmp-descr ssh telnet tls-issuer tls-subject".split()
)
#: Lengths, in hexadecimal digits, of the blocks that the IEEE assigns (MA-S, MA-M, MA-L).
_BLOCKS = (9, 7, 6)
_PRIVATE = re.compile(r"(?:^|\.)1\.3\.6\.1\.4\.1\.(\d+)(?:\.|$)")
_NOT_CODE = re.compile("[^0-9A-Z]")

Tables = Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Registrant:
    """Whom a block of MAC addresses is registered to, and what its addresses stand in (``STANDINGS``)."""

    id: str
    name: str
    brand: str
    standing: str
    evidence: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """A mark in what a device says: RE2 text, searched regardless of case in facts of the kind ``signal``."""

    id: str
    brand: str
    signal: str
    pattern: str
    certainty: str
    categories: tuple[str, ...]
    evidence: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A grantee code of the FCC or an enterprise number of the IANA, and whose it is."""

    id: str
    name: str
    brand: str
    strength: Strength
    evidence: tuple[str, ...]
    note: str


class DeviceMarks:
    """The tables of marks, ready to be asked."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def registrant_of(self, mac: str) -> Registrant | None:
        """Whom the longest known block that a MAC address (12 upper-case digits) stands in belongs to."""
        for length in _BLOCKS:
            found = self._ouis.get(mac[:length])
            if found:
                return self._registrants[found]
        return None

    def registrant_named(self, name: str) -> Registrant | None:
        """The registrant of that name, as scanners write it: the same words, whatever the legal form; else None."""
        return self._names.get(core(name))

    def fingerprints(self, signal: str, value: str) -> Iterable[tuple[Fingerprint, tuple[int, int]]]:
        """Every mark in one fact, with the place where it stands in the value."""
        for fingerprint, pattern in self._fingerprints.get(signal, ()):
            match = pattern.search(value)
            if match:
                yield fingerprint, match.span()

    def grantee_of(self, fcc_id: str) -> Number | None:
        """Whose grantee code an FCC ID begins with: three characters, five after a digit (47 CFR 2.926)."""
        plain = _NOT_CODE.sub("", fcc_id.upper().removeprefix("FCC ID").removeprefix("FCCID"))
        return self._grantees.get(plain[:5] if plain[:1].isdigit() else plain[:3])

    def enterprise_of(self, oid: str) -> Number | None:
        """Whose number stands after 1.3.6.1.4.1 in an object identifier."""
        match = _PRIVATE.search(oid)
        return self._enterprises.get(match[1]) if match else None

    @cached_property
    def _ouis(self) -> Mapping[str, str]:
        return {row["id"]: row["registrant"] for row in self._tables["ouis"]}

    @cached_property
    def _registrants(self) -> Mapping[str, Registrant]:
        found = {}
        for row in self._tables["registrants"]:
            found[row["id"]] = Registrant(
                id=row["id"],
                name=row["name"],
                brand=row["brand"],
                standing=row["standing"],
                evidence=tuple(row["evidence"]),
                note=row["note"],
            )
        return found

    @cached_property
    def _names(self) -> Mapping[str, Registrant]:
        return {
            core(name): self._registrants[row["id"]]
            for row in self._tables["registrants"]
            for name in (row["name"], *row["also"])
        }

    @cached_property
    def _fingerprints(self) -> Mapping[str, Sequence[tuple[Fingerprint, Any]]]:
        found: dict[str, list[tuple[Fingerprint, Any]]] = {}
        for row in self._tables["fingerprints"]:
            made = Fingerprint(
                id=row["id"],
                brand=row["brand"],
                signal=row["signal"],
                pattern=row["pattern"],
                certainty=row["certainty"],
                categories=tuple(row["categories"]),
                evidence=tuple(row["evidence"]),
                note=row["note"],
            )
            found.setdefault(made.signal, []).append((made, compile_pattern(made.pattern)))
        return found

    @cached_property
    def _grantees(self) -> Mapping[str, Number]:
        return _numbers(self._tables["fcc_grantees"])

    @cached_property
    def _enterprises(self) -> Mapping[str, Number]:
        return _numbers(self._tables["enterprises"])


def core(name: str) -> str:
    """The words of a company name without its legal form."""
    return " ".join(split_legal_form(words(name))[0])


def _numbers(rows: Iterable[Mapping[str, Any]]) -> dict[str, Number]:
    return {
        row["id"]: Number(
            id=row["id"],
            name=row["name"],
            brand=row["brand"],
            strength=Strength(row.get("strength") or Strength.STRONG),
            evidence=tuple(row["evidence"]),
            note=row["note"],
        )
        for row in rows
    }

"""CycloneDX bills of materials in JSON and XML, versions 1.0 to 1.7: components of type device, and firmware by maker.

Who made a component stands in ``manufacturer`` since 1.6 (ECMA-424); before, in ``supplier`` or ``publisher``, which
count where there is no manufacturer. A device inside another device is a part of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from debar.inventory.files import Place, Record, facts_of
from debar.inventory.mac import parse_mac
from debar.inventory.xml import Element, Elements, children, local_name, text_of
from debar.tables import Member

NAMESPACE = b"http://cyclonedx.org/schema/bom/"
#: Components of which only the maker's field counts: their names are those of programs.
_BY_MAKER = ("firmware", "operating-system", "application", "platform", "device-driver")
_MAC_PROPERTY = "cdx:device:macaddress"
_DEPTH = 30


def is_bom(value: Any) -> bool:
    """True for a bill of materials in JSON."""
    return isinstance(value, dict) and (
        value.get("bomFormat") == "CycloneDX" or "cyclonedx" in str(value.get("$schema"))
    )


class Bom:
    """The components of one bill; read once. A component that is no device, or has no maker, holds nothing."""

    def __init__(self, member: Member, document: Mapping[str, Any] | None = None) -> None:
        self._place = Place(member)
        self._document = document
        self._elements = Elements(member, ("component",)) if document is None else None

    def problem(self) -> str:
        """Why an XML file ended before its end; empty when it is whole."""
        return self._elements.problem if self._elements is not None else ""

    def records(self) -> Iterator[Record]:
        """One record a component, nested ones after the one they stand in."""
        if self._elements is not None:
            for element in self._elements:
                yield from self._walk(_component(element))
            return
        document = self._document or {}
        metadata = document.get("metadata")
        main = metadata.get("component") if isinstance(metadata, dict) else None
        for component in [main, *_list(document.get("components"))]:
            if isinstance(component, dict):
                yield from self._walk(component)

    def _walk(self, component: Mapping[str, Any], inside: str = "", depth: int = 0) -> Iterator[Record]:
        self._place.next()
        yield self._record(component, inside)
        kind = str(component.get("type", "")).lower()
        within = str(component.get("name", "")) or "a device" if kind == "device" else inside
        if depth < _DEPTH:
            for part in _list(component.get("components")):
                if isinstance(part, dict):
                    yield from self._walk(part, within, depth + 1)

    def _record(self, component: Mapping[str, Any], inside: str) -> Record:
        kind = str(component.get("type", "")).lower()
        maker, told = _maker(component)
        if kind != "device" and not (kind in _BY_MAKER and maker):
            return None
        reference = str(component.get("bom-ref") or "")
        said = [maker if told else "", *(component.get(key) for key in ("group", "name", "version", "description"))]
        text = " ".join(str(part) for part in dict.fromkeys(said) if part) if kind == "device" else ""
        macs, serial = _identities(component)
        facts = facts_of(("manufacturer", maker), ("asset", text), ("inside", inside))
        if not facts:
            return self._place.rejection("the device has neither a name nor a maker")
        return self._place.sighting(
            macs=macs,
            bom_ref=reference,
            asset=serial,
            facts=facts,
            original={k: str(v) for k, v in component.items() if isinstance(v, (str, int, float))},
        )


def _maker(component: Mapping[str, Any]) -> tuple[str, bool]:
    """Who made it, and whether that is said: a mere supplier may be any dealer, so only a maker's exact name counts."""
    for key in ("manufacturer", "publisher", "supplier"):
        value = component.get(key)
        name = value.get("name") if isinstance(value, dict) else value
        if name:
            return str(name), key != "supplier"
    return "", False


def _identities(component: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
    """The MAC addresses and the serial number among the properties."""
    macs, serial = [], ""
    for item in _list(component.get("properties")):
        if isinstance(item, dict):
            name, value = str(item.get("name", "")).lower(), str(item.get("value", ""))
            if name == _MAC_PROPERTY:
                macs.append(parse_mac(value))
            elif name == "cdx:device:serialnumber":
                serial = value
    return tuple(filter(None, macs)), serial


def _component(element: Element) -> dict[str, Any]:
    """A component of the XML form as the JSON form has it."""
    found: dict[str, Any] = {"type": element.get("type", ""), "bom-ref": element.get("bom-ref", "")}
    for child in element:
        name = local_name(child)
        if name in ("manufacturer", "supplier"):
            found[name] = {"name": text_of(child, "name")}
        elif name == "components":
            found[name] = [_component(part) for part in children(child, "component")]
        elif name == "properties":
            found[name] = [
                {"name": item.get("name", ""), "value": item.text or ""} for item in children(child, "property")
            ]
        elif len(child) == 0:
            found[name] = " ".join((child.text or "").split())
    return found


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

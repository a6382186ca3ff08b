"""The facts of a device to identifications: address blocks, marks in banners, numbers, and names in text.

A mark of certainty ``strong`` is enough alone, a ``medium`` one is a doubt, a ``weak`` one counts only beside others.
What several independent facts say is firmer than each of them; what they say against each other is told and settles
nothing, since one address may stand for several devices.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from debar.catalog import Catalog
from debar.catalog.devices import Fingerprint, Number, Registrant
from debar.model import Device, Fact, Identification, Said, Strength
from debar.screening.device_text import DeviceText, Stretch, device_text, is_local
from debar.screening.identify import TextIdentifier
from debar.screening.identify_claims import RANK, Moment, claims_for_mark, weaker

_CERTAIN = {"strong": Strength.STRONG, "medium": Strength.WEAK, "weak": Strength.LEAD}
#: What each fact weighs; at ``FIRM`` several doubts together are firm, below ``TOLD`` they are not even told.
_WEIGHT = {Strength.EXACT: 4, Strength.STRONG: 4, Strength.WEAK: 2, Strength.LEAD: 1}
FIRM, TOLD = 4, 2
#: Facts whose text is read for names and model numbers, and how firm a bare name in them can be.
_READ = {
    **dict.fromkeys(
        ("retired", "asset", "onvif-scope", "upnp", "service", "snmp-descr", "tls-subject", "telnet", "ssh"), None
    ),
    **dict.fromkeys(("http-auth", "http-server", "rtsp-auth", "rtsp-server", "ftp", "sip-server", "sip-agent"), None),
    # anybody can give a host a name, and a page can be about a maker
    **dict.fromkeys(("hostname", "http-title", "dhcp-class", "tls-issuer", "banner"), Strength.WEAK),
}
#: How a sentence names a signal.
_SPOKEN = {
    "dhcp-class": "The DHCP vendor class",
    "favicon-md5": "The icon of its pages",
    "favicon-mmh3": "The icon of its pages",
    "ftp": "The FTP greeting",
    "http-auth": "The HTTP login realm",
    "http-body": "The text of its page",
    "http-path": "The path of its page",
    "http-server": "The HTTP Server header",
    "http-title": "The title of its page",
    "onvif-scope": "The ONVIF scope",
    "port": "The open port",
    "rtsp-auth": "The RTSP login realm",
    "rtsp-path": "The path of its video stream",
    "rtsp-server": "The RTSP Server header",
    "sip-agent": "The SIP User-Agent",
    "sip-server": "The SIP Server header",
    "snmp-descr": "The SNMP description",
    "ssh": "The SSH greeting",
    "telnet": "The Telnet greeting",
    "tls-issuer": "The issuer of its certificate",
    "tls-subject": "The subject of its certificate",
}
#: Kinds of identification that are a bare name.
_NAMES = frozenset({"brand", "relabel"})


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Told:
    """How a fact tells a label: the kind of identification, how firmly, in words, and the row that says so."""

    kind: str
    strength: Strength
    how: str
    row: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Mark:
    """What one fact says of the maker, before it is weighed."""

    found: Identification
    signal: str


class DeviceIdentifier:
    """Finds the makers of devices. Holds no state of a device, so threads may share it."""

    def __init__(self, catalog: Catalog, texts: TextIdentifier) -> None:
        self._catalog = catalog
        self._texts = texts

    def identify(self, device: Device, day: date | None, *, used: bool = True) -> tuple[Identification, ...]:
        """What the facts of the device say of its maker, the firmest first, by the catalog as of ``day``.

        ``used``: it is in use on that day, so that whoever made it before counts too, as a doubt; else it is sold then.

        ``device_text(device).text[span]`` of each identification is its ``text``. ``()`` when nothing is known of it.
        """
        text, on = device_text(device), Moment(day, used)
        marks = [mark for stretch in text.stretches for mark in self._once(self._read(stretch, text, on))]
        if any(stretch.fact.kind == "inside" for stretch in text.stretches):
            marks = [_Mark(replace(mark.found, component=True), mark.signal) for mark in marks]
        if all(any(fact.kind == "retired" for fact in seen.facts) for seen in device.sightings):
            marks = [_Mark(_retired(mark.found), mark.signal) for mark in marks]
        by_maker: dict[str, list[_Mark]] = {}
        for mark in marks:
            by_maker.setdefault(mark.found.maker, []).append(mark)
        weighed = {maker: _weigh(found) for maker, found in by_maker.items()}
        told = {maker: found for maker, found in weighed.items() if found}
        for maker, found in told.items():
            against = self._against(maker, told, on)
            if against and not found[0].component:
                found[0] = replace(found[0], because=f"{found[0].because} Against it: other facts point to {against}.")
        return tuple(sorted((one for found in told.values() for one in found), key=lambda one: RANK[one.strength]))

    @staticmethod
    def _once(marks: Iterable[_Mark]) -> list[_Mark]:
        """Of one fact, a name that a mark holds already is not told again."""
        found = list(marks)
        marked = {mark.found.maker for mark in found if mark.found.kind not in _NAMES}
        return [mark for mark in found if mark.found.kind not in _NAMES or mark.found.maker not in marked]

    def _against(self, maker: str, told: Mapping[str, Sequence[Identification]], on: Moment) -> str:
        """The names of other makers that facts point to; one that owns the other, or makes a part, is none."""
        owners = self._catalog.owners
        others = [
            self._catalog.makers[other].short_name
            for other, found in told.items()
            if other not in owners(maker, on.day) and maker not in owners(other, on.day) and not found[0].component
        ]
        return ", ".join(others)

    def _read(self, stretch: Stretch, text: DeviceText, on: Moment) -> Iterator[_Mark]:
        fact = stretch.fact
        if fact.kind in ("mac", "endpoint-mac"):
            yield from self._address(stretch, on)
        elif fact.kind == "mac-vendor":
            registrant = self._catalog.marks.registrant_named(fact.value)
            known = any(self._registrant_of(other.fact) for other in text.stretches)
            if registrant and not known:
                yield from self._registered(stretch, registrant, on)
        elif fact.kind == "fcc-id":
            yield from self._number(stretch, self._catalog.marks.grantee_of(fact.value), "fcc-id", on)
        elif fact.kind == "snmp-oid":
            yield from self._number(stretch, self._catalog.marks.enterprise_of(fact.value), "fingerprint", on)
        for fingerprint, span in self._catalog.marks.fingerprints(fact.kind, fact.value):
            yield from self._fingerprint(stretch, fingerprint, span, on)
        if fact.kind == "manufacturer":
            yield from self._manufacturer(stretch, on)
        if fact.kind in _READ:
            yield from self._named(stretch, _READ[fact.kind], on)

    def _registrant_of(self, fact: Fact) -> Registrant | None:
        return self._catalog.marks.registrant_of(fact.value.replace(":", "")) if fact.kind == "mac" else None

    def _address(self, stretch: Stretch, on: Moment) -> Iterator[_Mark]:
        mac = stretch.fact.value.replace(":", "")
        registrant = None if is_local(mac) else self._catalog.marks.registrant_of(mac)
        if registrant:
            yield from self._registered(stretch, registrant, on)

    def _registered(self, stretch: Stretch, registrant: Registrant, on: Moment) -> Iterator[_Mark]:
        how = f"The MAC address is of a block that the IEEE registered to {registrant.name.rstrip('.')}"
        strength = Strength.STRONG
        if stretch.fact.kind == "endpoint-mac":
            how, strength = f"{how}; it stands in the name that the device gives itself", Strength.WEAK
        told = _Told("mac", strength, how, f"registrants/{registrant.id}", registrant.evidence)
        for found in self._claimed(stretch, registrant.brand, told, on):
            component = found.component or registrant.standing == "component"
            yield _Mark(replace(found, component=component), "mac")

    def _number(self, stretch: Stretch, number: Number | None, kind: str, on: Moment) -> Iterator[_Mark]:
        if number is None:
            return
        table = "fcc_grantees" if kind == "fcc-id" else "enterprises"
        what = "FCC ID begins with the grantee code" if kind == "fcc-id" else "sysObjectID holds the enterprise number"
        how = f"The {what} {number.id} of {number.name.rstrip('.')}"
        strength = number.strength
        if strength is Strength.LEAD:  # whoever reads the number off a label should know what may be behind it
            strength, how = Strength.WEAK, f"{how}, which is not confirmed"
        told = _Told(kind, strength, how, f"{table}/{number.id}", number.evidence)
        for found in self._claimed(stretch, number.brand, told, on):
            yield _Mark(found, stretch.fact.kind)

    def _fingerprint(self, stretch: Stretch, fingerprint: Fingerprint, span: Span, on: Moment) -> Iterator[_Mark]:
        brand = self._catalog.brands[fingerprint.brand].name
        note = f" ({fingerprint.note})" if fingerprint.note else ""
        how = f"{_SPOKEN.get(fingerprint.signal, 'This')} is one that {brand} devices have{note}"
        strength = _CERTAIN[fingerprint.certainty]
        told = _Told("fingerprint", strength, how, f"fingerprints/{fingerprint.id}", fingerprint.evidence)
        for found in self._claimed(stretch, fingerprint.brand, told, on, span):
            yield _Mark(replace(found, categories=fingerprint.categories or found.categories), stretch.fact.kind)

    def _manufacturer(self, stretch: Stretch, on: Moment) -> Iterator[_Mark]:
        """A manufacturer's field holds a name alone: exactly that of a registrant, a label or a maker."""
        name = stretch.fact.value
        told = _Told("brand", Strength.STRONG, f"The manufacturer is given as “{name}”")
        registrant = self._catalog.marks.registrant_named(name)
        labels = [brand.id for brand in self._catalog.labels_named(name) if brand.bare != "model"]
        for label in [registrant.brand] if registrant else labels:
            for found in self._claimed(stretch, label, told, on):
                yield _Mark(found, "manufacturer")
        for maker in () if registrant or labels else self._catalog.maker_of(name):
            evidence = self._catalog.evidence(self._catalog.makers[maker].evidence)
            found = Identification(
                kind="brand",
                text=name,
                span=(stretch.start, stretch.start + len(name)),
                strength=told.strength,
                because=f"{told.how}.",
                maker=maker,
                component=any(brand.component for brand in self._catalog.brands.values() if brand.maker == maker),
                evidence=evidence,
                rows=(f"makers/{maker}",),
            )
            yield _Mark(found, "manufacturer")

    def _named(self, stretch: Stretch, cap: Strength | None, on: Moment) -> Iterator[_Mark]:
        for found in self._texts.identify(stretch.fact.value, on.day, used=on.used):
            start, end = found.span or (0, 0)
            strength = weaker(found.strength, cap) if cap and found.kind != "model" else found.strength
            moved = replace(found, span=(stretch.start + start, stretch.start + end), strength=strength)
            yield _Mark(_retired(moved) if stretch.fact.kind == "retired" else moved, stretch.fact.kind)

    def _claimed(
        self, stretch: Stretch, label: str, told: _Told, on: Moment, span: Span | None = None
    ) -> Iterator[Identification]:
        """The makers behind a label that a fact tells; none for a row that says of whom it is not."""
        if not label:
            return
        brand = self._catalog.brands[label]
        value = stretch.fact.value
        start, end = span or (0, len(value))
        for claim in claims_for_mark(self._catalog, brand, on, how=told.how, strength=told.strength):
            yield Identification(
                kind=told.kind,
                text=value[start:end],
                span=(stretch.start + start, stretch.start + end),
                strength=claim.strength,
                because=claim.because,
                maker=claim.maker,
                brand=brand.name,
                categories=brand.categories,
                component=brand.component,
                evidence=self._catalog.evidence((*told.evidence, *claim.sources)),
                rows=(*filter(None, (told.row,)), *claim.rows),
            )


def _retired(found: Identification) -> Identification:
    """The same of a thing that its list says is no longer in use."""
    if found.said is Said.REMOVED:
        return found
    return replace(found, said=Said.REMOVED, because=f"{found.because} The list says that it is no longer in use.")


def _weigh(marks: Sequence[_Mark]) -> list[Identification]:
    """What one maker's facts come to together: doubts that bear each other out are firm, lone hints are left out."""
    best: dict[str, int] = {}
    for mark in marks:
        best[_ground(mark)] = max(best.get(_ground(mark), 0), _WEIGHT[mark.found.strength])
    total = sum(best.values())
    if total < TOLD:
        return []
    firm = any(weight >= FIRM for weight in best.values())
    raised = total >= FIRM and not firm and not any(mark.found.component for mark in marks)
    found = [_told(mark, marks, raised=raised) for mark in marks]
    return sorted(dict.fromkeys(found), key=lambda one: RANK[one.strength])


def _ground(mark: _Mark) -> str:
    """What a doubt rests on: facts that all stand on one doubtful relabel do not bear each other out."""
    if mark.found.strength in (Strength.EXACT, Strength.STRONG):
        return mark.signal
    return next((row for row in mark.found.rows if row.startswith("relabels/")), mark.signal)


def _told(mark: _Mark, marks: Sequence[_Mark], *, raised: bool) -> Identification:
    found = mark.found
    if raised and found.strength is Strength.WEAK:
        others = dict.fromkeys(other.signal for other in marks if _ground(other) != _ground(mark))
        because = f"{found.because} Borne out by {', '.join(others)}."
        return replace(found, strength=Strength.STRONG, because=because)
    return replace(found, strength=Strength.WEAK) if found.strength is Strength.LEAD else found

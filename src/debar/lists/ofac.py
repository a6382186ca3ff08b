"""OFAC's lists: what every form of them says of one party -> an entity.

OFAC serves the same parties as delimited files, classic XML, enhanced XML and advanced XML. The modules beside this one
read a form into :class:`Party`; what is made of it here is the same for all, so that a change of form is no change of
the list: names, identifiers, countries and details stand in a fixed order, whatever the order in the file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from debar.errors import FormatError
from debar.lists import countries, ofac_remarks
from debar.lists.ofac_remarks import NAMED, Remarks
from debar.lists.parsing import Log
from debar.model import Citation, Designation, Entity

#: What the XML forms call what the delimited form leaves empty.
_SCHEMATA = {"": "Organization", "entity": "Organization", "individual": "Person", "vessel": "Vessel"} | {
    "aircraft": "Airplane"
}
#: Words of OFAC's that stand where a country would and name none.
_NO_COUNTRY = {"undetermined", "none identified", "unknown", "none", "stateless"}
_COLUMNS = ("title", "vessel type", "tonnage", "gross tonnage", "flag", "owner")
_KINDS = {"a.k.a.": "a", "f.k.a.": "f", "n.k.a.": "n", "aka": "a", "fka": "f", "nka": "n"}


@dataclass(frozen=True, slots=True)
class Kind:
    """Which of OFAC's lists is read, and what differs between them.

    ``dated`` says that directive dates in the remarks date the listing itself (they do on the non-SDN lists; on the SDN
    list they tell of an earlier, lesser measure). ``program``, when set, is the only one whose parties are kept.
    ``firm`` is the schema of a party that is no person, vessel or aircraft; ``citations`` stand on every listing.
    ``listed`` tells by the names of the lists a party is on whether it is on this one.
    """

    id: str
    family: str
    title: str
    listed: Callable[[frozenset[str]], bool]
    dated: bool = True
    program: str = ""
    firm: str = "Organization"
    citations: tuple[Citation, ...] = ()


_SDN, _UMBRELLA = "SDN List", "Consolidated List"

SDN = Kind("us-ofac-sdn", "sdn", "the SDN List", lambda lists: _SDN in lists, dated=False)
CONS = Kind("us-ofac-cons", "cons", "the Consolidated (non-SDN) List", lambda lists: bool(lists - {_SDN}))


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name; ``kind`` is ``a`` (also), ``f`` (formerly) or ``n`` (now known as)."""

    name: str
    kind: str = "a"
    weak: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """An address as one line, and its country as written; ``number`` is OFAC's own."""

    number: int
    line: str
    country: str
    remark: str = ""


@dataclass(slots=True)
class Party:
    """One party as a form gives it, nulls as empty text.

    ``notes`` are the single notes of the remarks, or what the XML forms give in their stead; ``remarks`` the whole
    text, where the form has it; ``cut`` when its overflow is not held. ``listings`` are (list, program, day) where the
    form dates the listings; ``details`` what only that form gives.
    """

    number: int
    where: str
    name: str = ""
    type: str = ""
    programs: tuple[str, ...] = ()
    title: str = ""
    call_sign: str = ""
    vessel_type: str = ""
    tonnage: str = ""
    gross: str = ""
    flag: str = ""
    owner: str = ""
    notes: list[str] = field(default_factory=list)
    remarks: str = ""
    cut: bool = False
    aliases: list[Alias] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    listings: list[tuple[str, str, date]] = field(default_factory=list)
    citations: tuple[Citation, ...] = ()
    details: list[tuple[str, str]] = field(default_factory=list)


def alias_kind(written: str) -> str:
    """Return the kind of an alias as one letter, ``a`` when it is none of the known ones."""
    return _KINDS.get(written.strip().casefold(), "a")


def address_line(streets: Iterable[str], city: str, state: str, code: str, country: str) -> str:
    """Return an address on one line, put together from its parts as the delimited form does it."""
    town = " ".join(part for part in (", ".join(part for part in (city, state) if part), code) if part)
    return ", ".join(part for part in (*streets, town, country) if part)


@cache
def _directives() -> tuple[tuple[str, str], ...]:
    rows = ofac_remarks.table("ofac_directives.tsv", "mark", "program")
    return tuple((row["mark"], row["program"]) for row in rows)


@cache
def _non_sdn_programs() -> frozenset[str]:
    """The programs that, alone, put a party on a non-SDN list only."""
    return frozenset(row["program"] for row in ofac_remarks.table("ofac_programs.tsv", "program"))


@cache
def _renamed() -> Mapping[str, str]:
    rows = ofac_remarks.table("ofac_renamed.tsv", "written", "program")
    return {row["written"]: row["program"] for row in rows}


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


@cache
def _codes(name: str) -> tuple[str, ...] | None:
    """The codes of a country as OFAC writes it; None when the table does not know the spelling."""
    plain = name.removeprefix("Region: ").strip()
    for spelling in (name, plain):
        if countries.known(spelling):
            return countries.codes(spelling)
    return () if plain.casefold() in _NO_COUNTRY else None


def _places(party: Party, remarks: Remarks, log: Log) -> tuple[str, ...]:
    found = set(remarks.countries)
    for name in {place.country for place in party.places} | {party.flag}:
        codes = _codes(name) if name else ()
        if codes is None:
            log.warn(party.where, f"the country {name!r} is not in lists/countries.tsv; the party is kept without it")
        found.update(codes or ())
    return tuple(sorted(found))


def _given(remarks: Remarks, program: str) -> tuple[date | None, date | None]:
    """(listed, effective) as the remarks date them for a program, the earliest of several."""
    days: dict[str, list[date]] = defaultdict(list)
    for kind, directive, day in remarks.dates:
        if any(directive.startswith(mark) and program == of for mark, of in _directives()):
            days[kind].append(day)
    return min(days["listing"], default=None), min(days["effective"], default=None)


def _listing(kind: Kind, party: Party, program: str, remarks: Remarks) -> Designation:
    """One listing. Dates in the remarks come first, then the day on which the form says the party was listed."""
    on = [(name, day) for name, of, day in party.listings if of == program and name != _UMBRELLA]
    mine = [day for name, day in on if (name == _SDN) == (kind is SDN)] or [day for _, day in on]
    mine = mine or [day for _, of, day in party.listings if of == program]
    listed, effective = _given(remarks, program) if kind.dated else (None, None)
    published = listed or min(mine, default=None) or effective
    start = effective or published
    return Designation(
        list=kind.id,
        program=program,
        from_=start,
        published=published,
        citations=kind.citations or party.citations,
        note="from is the day on which the measure took effect" if start != published else "",
        details=tuple(("on list", name) for name in _unique(sorted(name for name, _ in on))),
    )


def _details(party: Party, remarks: Remarks) -> tuple[tuple[str, str], ...]:
    """What else is said of the party: its columns, then the rest in alphabetical order, then the remarks as written."""
    values = (party.title, party.vessel_type, party.tonnage, party.gross, party.flag, party.owner)
    columns = [(label, value) for label, value in zip(_COLUMNS, values, strict=True) if value]
    dated = [(f"{kind} date ({directive})", day.isoformat()) for kind, directive, day in remarks.dates]
    named = [(NAMED[alias.kind], alias.name) for alias in party.aliases if alias.kind in NAMED]
    about = [("alias remark", f"{alias.name}: {alias.remark}") for alias in party.aliases if alias.remark]
    about += [("address remark", f"{place.line}: {place.remark}") for place in party.places if place.remark]
    rest = [("remark", note) for note in remarks.rest]
    whole = [("remarks cut", "at 1,000 characters")] if party.cut else []
    if party.remarks:
        whole.append(("remarks", party.remarks))
    told = sorted({*dated, *named, *about, *remarks.details, *rest, *party.details})
    return tuple(dict.fromkeys([*columns, *told, *whole]))


def _in_order(name: str) -> tuple[str, str]:
    return name.casefold(), name


def _names(party: Party, remarks: Remarks) -> tuple[tuple[str, ...], tuple[str, ...]]:
    strong = sorted(
        {alias.name for alias in party.aliases if not alias.weak and alias.name} - {party.name}, key=_in_order
    )
    weak = {alias.name for alias in party.aliases if alias.weak and alias.name} | set(remarks.weak_names)
    return (party.name, *strong), tuple(sorted(weak - {party.name, *strong}, key=_in_order))


def _schema(kind: Kind, party: Party, log: Log) -> str:
    schema = _SCHEMATA.get(party.type.casefold())
    if schema is None:
        log.warn(party.where, f"the type {party.type!r} is not known; kept as LegalEntity")
        return "LegalEntity"
    return kind.firm if schema == "Organization" else schema


def entity(kind: Kind, party: Party, log: Log) -> Entity:
    """Return one party as an entity, with one designation a program and the party's details on the first of them.

    What is doubtful is warned of in the log.
    """
    notes = party.notes
    if party.cut and notes:
        # The last note breaks off: what it begins to say is no identifier and no date.
        log.warn(party.where, "the remarks are cut at 1,000 characters and their overflow is not in these files")
        notes = notes[:-1]
    remarks = ofac_remarks.parse(notes)
    programs = sorted(set(party.programs)) or [""]
    if not party.programs:
        log.warn(party.where, "no program is given")
    if kind.program:
        programs = [kind.program]
    listings = [_listing(kind, party, program, remarks) for program in programs]
    listings[0] = replace(listings[0], details=(*listings[0].details, *_details(party, remarks)))
    names, weak = _names(party, remarks)
    sign = [("call-sign", party.call_sign)] if party.call_sign else []
    return Entity(
        id=f"{kind.id}:{party.number}",
        list=kind.id,
        schema=_schema(kind, party, log),
        names=names,
        weak_names=weak,
        countries=_places(party, remarks, log),
        addresses=_unique(place.line for place in sorted(party.places, key=lambda place: place.number)),
        identifiers=tuple(sorted({*sign, *remarks.identifiers})),
        birth_dates=tuple(sorted(set(remarks.birth_dates))),
        designations=tuple(listings),
    )


def note_lacks(kind: Kind, log: Log, *, dated: bool, delimited: bool) -> None:
    """Put into ``log.lacks`` what a form does not give.

    Only the enhanced and the advanced XML are ``dated``: they give the days of listing, legal authorities and names in
    other scripts. Only the ``delimited`` form gives the remarks as one text, and remarks on an alias or an address.
    """
    if not dated:
        log.lacks.update({"aliases.scripts", "details.on list", "details.measure", "details.relationship"})
        log.lacks.update(() if kind.citations else {"citations"})
        # The non-SDN files date some programs in their remarks and the others not at all.
        log.lacks.update(() if kind.program else {"from", "published"})
    else:
        log.notes.append("a listing is dated by the party's list: a program added to it later carries the same day")
    if not delimited:
        log.lacks.update({"details.remarks", "details.alias remark", "details.address remark"})


def entities(kind: Kind, parties: Iterable[Party], log: Log, where: str) -> Iterator[Entity]:
    """Yield the parties of a list as entities; counts them in ``log.rows`` and rejects those without a name.

    Parties that are on other lists only are left out, with their number noted. Raises FormatError when two parties
    have the same number, or no party is on the list.
    """
    seen: dict[int, str] = {}
    others = unnamed = alone = 0
    for party in parties:
        party.programs = tuple(_renamed().get(program, program) for program in party.programs)
        party.listings = [(name, _renamed().get(program, program), day) for name, program, day in party.listings]
        lists = frozenset(name for name, _, _ in party.listings)
        unnamed += not lists
        alone += not lists and bool(party.programs) and _non_sdn_programs().issuperset(party.programs)
        if (kind.program and kind.program not in party.programs) or (lists and not kind.listed(lists)):
            others += 1
            continue
        log.rows += 1
        if party.number in seen:
            raise FormatError(
                f"{party.where}: a second entry {party.number} ({party.name[:60]!r}; the first: {seen[party.number]}); "
                "the numbers are OFAC's keys, so the file is not as OFAC made it: keep the edition before it"
            )
        seen[party.number] = party.where
        if not party.name:
            log.reject(party.where, f"entry {party.number} has no name")
            continue
        yield entity(kind, party, log)
    if not seen:
        raise FormatError(
            f"{where}: not one of its {others} parties is on {kind.title}; it is the file of another list"
        )
    if others:
        log.notes.append(f"{others} parties of {where} that are not on {kind.title} are left out")
    if kind is SDN and alone:
        log.warn(where, f"{alone} parties have only programs of non-SDN lists; is it the file of us-ofac-cons?")
    if kind is CONS and unnamed and not alone:
        log.warn(where, "no party has only programs of non-SDN lists; is it the file of us-ofac-sdn?")

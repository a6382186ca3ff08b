"""Rows of the UK list that speak of one party -> the entity."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from debar.lists.parsing import Log
from debar.lists.reading import is_blank, programmes, read_countries, unique, warn_of_lost_letters
from debar.lists.sources.gb_sanctions.rows import Row, fields
from debar.model import Citation, Designation, Entity

_SCHEMA = {"individual": "Person", "entity": "Organization", "ship": "Vessel"}
_NAMES = ("name1", "name2", "name3", "name4", "name5", "name6")
_ADDRESS = ("address1", "address2", "address3", "address4", "address5", "address6", "postcode", "country")
_PRIMARY = frozenset({"prime alias", "primary name"})
_ALIASES = frozenset({"aka", "fka", "alias", "primary name variation", ""}) | _PRIMARY
_IDENTIFYING = frozenset(
    {"unique", "un_reference", "imo", "hull", "passport", "passport_note", "national_id", "registration", "remark"}
)
_DETAILS = {each.name: each.detail for each in fields() if each.detail.strip("-")}
#: Day, month and year, 00 or letters standing for what is not known.
_DATE = re.compile(r"'?(?:(?P<d>\d{1,2}|[dD]{2})/)?(?:(?P<m>\d{1,2}|[mM]{2})/)?(?P<y>\d{4})")
_NUMBERED = re.compile(r"\((?:\d{1,2}|[a-hA-H])\)")
_NUMBER = re.compile(
    r"(?:^\s*|\b(?i:no|nos|number|card|code|id|passport|identity)\b[.:]*\s?)([A-Z]{0,8}[-/ ]?\d[\w/-]{3,30})"
)
_PLAIN = re.compile(r"[\w./-]{4,30}")
_IN_REMARK = (
    ("uk-unique-id", re.compile(r"\(UK Sanctions List Ref\):\s?([A-Z]{3}\d{4})")),
    ("un-reference", re.compile(r"\bUN Ref\b\)?[:.]? ?([A-Z]{1,3}[ie]?\.[\w.]{0,20}\d)", re.IGNORECASE)),
)


def read_day(text: str, log: Log, where: str, what: str) -> date | None:
    """Return the day of ``30/11/2016``; None when empty, None and a warning for what is no day."""
    if is_blank(text):
        return None
    try:
        day = datetime.strptime(text.strip(), "%d/%m/%Y").date()
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year < 2100:
        log.warn(where, f"{what} {text[:40]!r} is no day; left out")
        return None
    return day


def read_birth(text: str, log: Log, where: str) -> str:
    """Return what is known of a birth date: ``1955``, ``1984-04``, ``1955-09-28``; else as written, with a warning."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        log.warn(where, f"date of birth {text[:40]!r} cannot be read; kept as written")
        return text.strip()
    day, month = (int(part) if (part := match[name] or "").isdigit() else 0 for name in ("d", "m"))
    if day and not month:
        log.warn(where, f"date of birth {text[:40]!r} has a day without a month; only the year is read")
        return match["y"]
    return "-".join(filter(None, (match["y"], f"{month:02}" if month else "", f"{day:02}" if day else "")))


def _numbers(text: str) -> Iterator[str]:
    """The numbers in a text such as ``(1) C2002515 (Iran) (2) 477845448 (USA)``."""
    for part in _NUMBERED.split(text):
        for match in _NUMBER.finditer(part):
            yield match[1].strip(" .-/")


@dataclass
class _Listing:
    """One regime under which a party is listed."""

    starts: list[date] = field(default_factory=list)
    published: list[date] = field(default_factory=list)
    details: dict[tuple[str, str], None] = field(default_factory=dict)
    citation: Citation | None = None


@dataclass
class Party:
    """Gathers the rows of one party."""

    where: str
    primary: dict[str, None] = field(default_factory=dict)
    others: dict[str, None] = field(default_factory=dict)
    weak: dict[str, None] = field(default_factory=dict)
    scripts: dict[str, None] = field(default_factory=dict)
    countries: dict[str, None] = field(default_factory=dict)
    addresses: dict[str, None] = field(default_factory=dict)
    identifiers: dict[tuple[str, str], None] = field(default_factory=dict)
    births: dict[str, None] = field(default_factory=dict)
    types: dict[str, None] = field(default_factory=dict)
    listings: dict[str, _Listing] = field(default_factory=dict)

    def add(self, row: Row, log: Log, where: str) -> None:
        """Take in one row. ``row`` names the regime."""
        self._add_name(row, log, where)
        if not row.keys().isdisjoint(_IDENTIFYING):
            self._add_identifiers(row)
        if line := ", ".join(row[name] for name in _ADDRESS if name in row and not is_blank(row[name])):
            self.addresses[line] = None
        for name in ("nationality", "country", "flag"):
            if name in row:
                self.countries[row[name]] = None
        if "born" in row and row["born"] not in self.births:
            self.births[row["born"]] = None
        if "type" in row:
            self.types[row["type"].casefold()] = None
        self._add_listing(row, log, where)

    def _add_name(self, row: Row, log: Log, where: str) -> None:
        kind = row.get("name_type", "").casefold()
        if name := " ".join(row[part] for part in _NAMES if part in row):
            if kind not in _ALIASES:
                log.warn(where, f"type of name {kind!r} is not known; read as an alias")
            low = row.get("name_quality", "").casefold().startswith("low")
            if kind in _PRIMARY:
                self.primary[name] = None
            else:
                (self.weak if low else self.others)[name] = None
        if "script" in row:
            self.scripts[row["script"]] = None

    def _add_identifiers(self, row: Row) -> None:
        found = [("uk-unique-id", row.get("unique", "")), ("un-reference", row.get("un_reference", ""))]
        found += [("imo", row["imo"].upper().removeprefix("IMO").strip())] if "imo" in row else []
        found += [("vessel-registration", row["hull"])] if "hull" in row else []
        for kind, names in (("passport", ("passport",)), ("national-id", ("national_id",))):
            found += [(kind, number) for name in names for number in _numbers(row.get(name, ""))]
        if "passport" not in row:
            found += [("passport", number) for number in _numbers(row.get("passport_note", ""))]
        if _PLAIN.fullmatch(row.get("registration", "")):
            found.append(("registration", row["registration"]))
        for kind, pattern in _IN_REMARK:
            found += [(kind, match.rstrip(".")) for match in pattern.findall(row.get("remark", ""))]
        self.identifiers.update(dict.fromkeys(pair for pair in found if not is_blank(pair[1])))

    def _add_listing(self, row: Row, log: Log, where: str) -> None:
        written = row.get("regime", "")
        programme = programmes("debar.lists.sources.gb_sanctions").get(written.casefold())
        listing = self.listings.setdefault(programme.key if programme else written, _Listing())
        if programme and programme.title:
            listing.citation = Citation(programme.title, programme.url)
        for name, kept in (("listed", [listing.starts, listing.published]), ("designated", [listing.starts])):
            if day := read_day(row.get(name, ""), log, where, name):
                for days in kept:
                    days.append(day)
        pairs = [("regime", written)] if written else []
        pairs += [(_DETAILS[name], said) for name, said in row.items() if name in _DETAILS and not is_blank(said)]
        pairs += [(f"{name} on", row[name]) for name in ("listed", "designated") if name in row]
        listing.details.update(dict.fromkeys(pairs))

    def _designations(self, list_id: str) -> Iterable[Designation]:
        for program, listing in self.listings.items():
            yield Designation(
                list=list_id,
                program=program,
                from_=min(listing.starts, default=None),
                published=min(listing.published, default=None),
                citations=(listing.citation,) if listing.citation else (),
                details=tuple(sorted(listing.details, key=lambda pair: pair[0])),
            )

    def entity(self, list_id: str, own_id: str, log: Log) -> Entity | None:
        """Return the entity; None when no row has a name."""
        strong = unique([*self.primary, *self.others, *self.scripts]) or unique(self.weak)
        if not strong:
            return None
        warn_of_lost_letters((*strong, *self.weak), log, self.where)
        kinds = [kind for kind in self.types if kind in _SCHEMA]
        if len(kinds) != 1:
            log.warn(
                self.where, f"type {', '.join(self.types) or 'not given'!r}; read as {kinds[0] if kinds else 'any'}"
            )
        return Entity(
            id=f"{list_id}:{own_id}",
            list=list_id,
            schema=_SCHEMA[kinds[0]] if kinds else "LegalEntity",
            names=strong,
            weak_names=tuple(name for name in self.weak if name not in strong),
            countries=read_countries(self.countries, log, self.where),
            addresses=tuple(self.addresses),
            identifiers=tuple(self.identifiers),
            birth_dates=unique(read_birth(text, log, self.where) for text in self.births),
            designations=tuple(self._designations(list_id)),
        )

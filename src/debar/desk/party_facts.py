"""What files and users say of a party beside its name, read into a :class:`PartyQuery`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from debar.desk.answers import parse_text
from debar.errors import InputError
from debar.lists import places
from debar.lists.birth_dates import birth_date
from debar.lists.generic.user_list import schema_named
from debar.model import PartyQuery
from debar.names.identifiers import LONGEST as LONGEST_NUMBER
from debar.names.identifiers import identifier_kinds, kind_and_country, known_kind, normalize_identifier
from debar.procurement.dates import parse_date

__all__ = [
    "Facts",
    "country_codes",
    "identifier_fault",
    "read_birth_date",
    "read_identifier",
    "refuse_birth_dates",
    "schema_named",
    "told_facts",
]

_SEVERAL = re.compile(r"\s*[;|\n]\s*")
_COUNTRIES = re.compile(r"\s*[;|,/\n]\s*")
_OF_COUNTRY = re.compile(r"([^:]+:[A-Za-z]{2}):(.+)", re.DOTALL)
_LONGEST = 200
#: Two digits do not say the century in which a person was born; five are the number of a day, or of something else.
_UNCERTAIN = re.compile(r"^\d{1,2}[-/.\s]+\d{1,2}[-/.\s]+\d{2}(?!\d)|[A-Za-z][-\s/.,]*\d{2}$|^\d{5}(?:\.\d+)?$")
#: What people write where they know nothing.
_NOTHING = frozenset({"", "-", "--", "n/a", "na", "none", "null", "nil", "unknown", "tbd", "not known", "0"})

#: No party of any list was born before this year: who is said to be, is by a slip of the pen.
EARLIEST = 1850
_UNUSED = "their rows judged without them"

#: Takes what could not be used: the field with the reason, and the text.
Unread = Callable[[str, str], None]


@lru_cache(maxsize=1 << 14)
def country_codes(text: str) -> tuple[str, ...] | None:
    """The lower-case ISO 3166 codes of the countries in a cell; None for what names none."""
    if len(text) > _LONGEST:
        return None
    whole = places.codes_or_none.__wrapped__(text)
    if whole:
        return whole
    found: dict[str, None] = {}
    for part in _COUNTRIES.split(text):
        codes = places.codes_or_none.__wrapped__(part)
        if codes is None:
            return None
        found.update(dict.fromkeys(codes))
    return tuple(found) or None


@lru_cache(maxsize=1 << 16)
def read_birth_date(text: str, day_first: bool | None = None) -> str:
    """A birth date as ISO text, whole or in part; empty for what is none.

    ``3/4/1965`` is a day only where ``day_first`` is known; else no more than its year is certain.
    """
    if len(text) > _LONGEST:
        return ""
    found = birth_date(text.strip())
    if found:
        return found if _is_on_calendar(found) else ""
    first, second = parse_date(text, day_first=True), parse_date(text, day_first=False)
    if first is None or second is None or _UNCERTAIN.search(text.strip()):
        return ""
    if first == second or day_first is not None:
        return (first if day_first or first == second else second).isoformat()
    return f"{first.year:04d}"


def _is_on_calendar(found: str) -> bool:
    """Whether a whole date exists: not the 29th of February of 1965."""
    try:
        return len(found) < len("1965-03-01") or bool(date.fromisoformat(found))
    except ValueError:
        return False


def _outside(found: str, latest: date | None) -> str:
    """Why nobody on a list can be born then, ``latest`` being the last day that is known of; empty when one can."""
    if found < str(EARLIEST):
        return f"before {EARLIEST}"
    if latest is not None and found > latest.isoformat()[: len(found)]:
        return f"after {latest}, the last day looked at"
    return ""


def refuse_birth_dates(facts: PartyQuery, latest: date) -> None:
    """Raise InputError when a birth date lies after ``latest``, or so early that nobody on a list can have it."""
    for found in facts.birth_dates:
        outside = _outside(found, latest)
        if outside:
            raise InputError(f"--birth-date {found}: is {outside}; check its year")


def identifier_fault(kind: str, value: str) -> str:
    """What is wrong with a number of that kind: ``of a wrong form``, ``with a wrong check digit`` ...; empty if none.

    ``kind`` is any label of :func:`debar.names.identifiers.known_kind`. What says that there is no number has no fault.
    """
    found = normalize_identifier(kind, value)
    if found is None:
        return "too long for a number" if len(value) > LONGEST_NUMBER else ""
    if not found.fault:
        return ""
    known = found.of_kind
    return "with a wrong check digit" if known.check and known.pattern.fullmatch(found.value) else "of a wrong form"


def read_identifier(text: str) -> tuple[str, str]:
    """The kind and the number in ``KIND:VALUE`` or ``KIND:COUNTRY:VALUE``. Raises InputError for another form."""
    match = _OF_COUNTRY.fullmatch(text.strip())
    label, value = match.groups() if match else text.strip().partition(":")[::2]
    kind, country = kind_and_country(label)
    if not value.strip() or not known_kind(label.partition(":")[0]):
        raise InputError(
            f"--id {text}: write KIND:VALUE, such as imo:9074092 or passport:ru:751234567, with a kind of "
            f"{', '.join(identifier_kinds())}"
        )
    if normalize_identifier(label, value) is None:
        raise InputError(f"--id {text}: {value.strip()!r} holds no number; leave the option out if none is known")
    return f"{kind}:{country}".rstrip(":"), value.strip()


def told_facts(
    *,
    birth_dates: Sequence[str] = (),
    countries: Sequence[str] = (),
    addresses: Sequence[str] = (),
    identifiers: Sequence[str] = (),
) -> PartyQuery:
    """What the user says of all names, as a query without a name. Raises InputError for what cannot be read."""
    dates: list[str] = []
    codes: list[str] = []
    for text in birth_dates:
        dates.append(read_birth_date(text, None))
        if not dates[-1] or not _is_certain(text):
            raise InputError(f"--birth-date {text}: is no day; write it as 1965-03-01, or in part as 1965-03 or 1965")
        if outside := _outside(dates[-1], None):
            raise InputError(f"--birth-date {text}: is {outside}; check its year")
    for text in countries:
        known = country_codes(text)
        if known is None:
            raise InputError(f"--country {text}: is no country known here; write its two letters, such as ru or CN")
        codes += known
    return PartyQuery(
        name="",
        identifiers=tuple(map(read_identifier, identifiers)),
        birth_dates=tuple(dict.fromkeys(dates)),
        countries=tuple(dict.fromkeys(codes)),
        addresses=tuple(filter(None, (parse_text(text).strip() for text in addresses))),
    )


def _is_certain(text: str) -> bool:
    return read_birth_date(text, day_first=True) == read_birth_date(text, day_first=False)


class Facts:
    """Reads the cells of a row into what is known of its party; a cell that is not understood goes to ``unread``."""

    def __init__(self, given: PartyQuery, day_first: bool | None, unread: Unread, latest: date | None = None) -> None:
        self._given = given
        self._latest = latest
        self._day_first = day_first
        self._unread = unread

    def party(self, name: str, cells: Mapping[str, Sequence[str]]) -> PartyQuery:
        """The party of a name; what its row does not say is as given for all."""
        given = self._given
        numbers = [
            (field.removeprefix("id:"), value)
            for field, found in cells.items()
            if field.startswith("id:")
            for value in _values(found)
        ]
        for kind, value in numbers:
            if fault := identifier_fault(kind, value):
                self._unread(f"id:{kind} {fault}, which decide nothing", value)
        return PartyQuery(
            name,
            self._schema(cells.get("schema", ())) or given.schema,
            tuple(dict.fromkeys(numbers)) or given.identifiers,
            tuple(dict.fromkeys(self._dates(cells.get("birth_date", ())))) or given.birth_dates,
            tuple(dict.fromkeys(self._countries(cells.get("country", ())))) or given.countries,
            _address(cells.get("address", ())) or given.addresses,
        )

    def _schema(self, cells: Sequence[str]) -> str:
        for cell in _values(cells):
            found = schema_named(cell)
            if found:
                return found
            self._unread(f"schema not understood, {_UNUSED}", cell)
        return ""

    def _dates(self, cells: Sequence[str]) -> Iterable[str]:
        for cell in _values(cells):
            found = read_birth_date(cell, self._day_first)
            wrong = _outside(found, self._latest) if found else "not understood"
            if wrong:
                self._unread(f"birth_date {wrong}, {_UNUSED}", cell)
            else:
                yield found

    def _countries(self, cells: Sequence[str]) -> Iterable[str]:
        for cell in cells:
            found = country_codes(cell.strip()) if cell.strip().casefold() not in _NOTHING else ()
            if found is None:
                self._unread(f"country not understood, {_UNUSED}", cell)
            else:
                yield from found


def _values(cells: Sequence[str]) -> list[str]:
    found = [value.strip() for cell in cells for value in _SEVERAL.split(cell)]
    return [value for value in found if value.casefold() not in _NOTHING]


def _address(cells: Sequence[str]) -> tuple[str, ...]:
    """The columns of an address as one, when any is filled."""
    said = ", ".join(cell.strip() for cell in cells if cell.strip().casefold() not in _NOTHING)
    return (said,) if said else ()

"""Which column of a file of transactions says what: by heading, or as the user says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from debar.errors import MappingError
from debar.model import PARTY_ROLES
from debar.names.identifiers import kind_named, known_kind
from debar.procurement.headings import plain
from debar.transactions.vocabulary import ATTRIBUTES, fields, roles

#: Fields of which one at least must be there: without them no row says what was done with whom.
NEEDED = ("buyer", "seller", "end-user", "consignee", "investor", "target", "parties", "destination", "text")


@dataclass(frozen=True, slots=True)
class TransactionColumns:
    """Position -> field. A field is one of a transaction, or ``party/ROLE/NUMBER/ATTRIBUTE``.

    Two positions have one field where some records of a file give an object and others a plain name. ``unread`` are
    the headings that mean nothing here; they stay in the record as it was.
    """

    by_position: Mapping[int, str]
    unread: tuple[str, ...]

    def explain(self, header: Sequence[str]) -> str:
        """Say in one line what is read from where."""
        said = [f"{_shown(field)} = {header[at]}" for at, field in self.by_position.items()]
        return "; ".join(said) + (f"; not read: {', '.join(self.unread)}" if self.unread else "")


def _shown(field: str) -> str:
    if not field.startswith("party/"):
        return field.removeprefix("fact:")
    _, role, number, attribute = field.split("/")
    return " ".join(part for part in (role, "" if number == "1" else number, attribute.removeprefix("id:")) if part)


def map_columns(header: Sequence[str], mapping: Sequence[str] = (), source: str = "") -> TransactionColumns:
    """Return what each column says; ``mapping`` are ``field=Column``, and ``field=`` leaves a field out.

    Raises MappingError for a field or column that is not there, and when no column names a party, place or item.
    """
    told = _told(header, mapping, source)
    found: dict[int, str] = {at: field for field, at in told.items() if at is not None}
    used: set[str] = set(found.values())
    unread: list[str] = []
    for at, heading in enumerate(header):
        if at in found:
            continue
        field = field_of(heading)
        same = next((header[other] for other, name in found.items() if name == field), "")
        other_shape = bool(same) and field not in told and ("/" in same) != ("/" in heading)
        if not field or field in told or (field in used and not other_shape):
            unread.append(heading)
            continue
        used.add(field)
        found[at] = field
    if not any(need in field for field in used for need in NEEDED):
        raise MappingError(
            f"{source}: no column names a party, a destination or an item among {', '.join(header)[:400]}; "
            "say --map buyer=Column --map end-user=Column --map destination=Column"
        )
    return TransactionColumns(dict(sorted(found.items())), tuple(unread))


def _told(header: Sequence[str], mapping: Sequence[str], source: str) -> dict[str, int | None]:
    told: dict[str, int | None] = {}
    for each in mapping:
        name, sign, wanted = each.partition("=")
        field = field_of(name) if sign else ""
        if not field:
            known = ", ".join((*PARTY_ROLES, *dict.fromkeys(fields().values())))
            raise MappingError(f"--map {each}: must be field=Column, with one of {known}; 'buyer country=Column' too")
        at = next((n for n, heading in enumerate(header) if plain(heading) == plain(wanted)), None)
        if wanted.strip() and at is None:
            raise MappingError(f"{source}: has no column {wanted.strip()!r}; it has: {', '.join(header)[:400]}")
        told[field] = at
    return told


@lru_cache(maxsize=4_096)
def field_of(heading: str) -> str:
    """Return the field that a heading means, empty when it means none.

    ``End User Country``, ``end_user/country`` and ``country of end user`` are one.
    """
    words = plain(heading)
    if words in fields():
        return fields()[words]
    if words.startswith(("country of ", "name of ", "address of ")):
        attribute, _, rest = words.partition(" of ")
        role = roles().get(rest.removeprefix("the "))
        if role:
            return f"party/{role}/1/{attribute}"
    return _of_party(words)


def _of_party(words: str) -> str:
    parts = words.split()
    for length in range(len(parts), 0, -1):
        role = roles().get(" ".join(parts[:length]))
        rest = parts[length:]
        if role is None:
            continue
        number = rest.pop(0) if rest and rest[0].isdigit() else "1"
        attribute = _attribute(" ".join(rest))
        if attribute:
            return f"party/{role}/{number}/{attribute}"
    return ""


def _attribute(words: str) -> str:
    known = ATTRIBUTES.get(words)
    if known:
        return known
    kind = known_kind(words)
    return f"id:{kind}" if kind and kind_named(kind).says != "nothing" else ""

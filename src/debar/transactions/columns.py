"""Which column of a file of transactions says what: by heading, or as the user says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from debar.errors import MappingError
from debar.model import PARTY_ROLES
from debar.names.identifiers import kind_named, known_kind
from debar.procurement.headings import plain
from debar.transactions.vocabulary import ATTRIBUTES, fields, roles

#: Fields of which one at least must be there: without them no row says what was done with whom.
NEEDED = ("buyer", "seller", "end-user", "consignee", "investor", "target", "parties", "destination", "text")


#: Words shorter than this are not put right, and headings are read so far.
_LEAST, _LONGEST = 5, 200


@dataclass(frozen=True, slots=True)
class TransactionColumns:
    """Position -> field. A field is one of a transaction, or ``party/ROLE/NUMBER/ATTRIBUTE``.

    Two positions have one field where some records of a file give an object and others a plain name. ``unread`` are
    the headings that mean nothing here; they stay in the record as it was. ``meant`` are headings with a slip of the
    pen, and what they are taken for.
    """

    by_position: Mapping[int, str]
    unread: tuple[str, ...]
    meant: Mapping[str, str] = field(default_factory=dict)

    def explain(self, header: Sequence[str]) -> str:
        """Say in one line what is read from where."""
        taken = {heading: f" (taken for {words!r})" for heading, words in self.meant.items()}
        said = [f"{_shown(name)} = {header[at]}{taken.get(header[at], '')}" for at, name in self.by_position.items()]
        return "; ".join(said) + (f"; not read: {', '.join(self.unread)}" if self.unread else "")


def _shown(name: str) -> str:
    if not name.startswith("party/"):
        return name.removeprefix("fact:")
    _, role, number, attribute = name.split("/")
    return " ".join(part for part in (role, "" if number == "1" else number, attribute.removeprefix("id:")) if part)


def map_columns(header: Sequence[str], mapping: Sequence[str] = (), source: str = "") -> TransactionColumns:
    """Return what each column says; ``mapping`` are ``field=Column``, and ``field=`` leaves a field out.

    Raises MappingError for a field or column that is not there, and when no column names a party, place or item.
    """
    told = _told(header, mapping, source)
    found: dict[int, str] = {at: name for name, at in told.items() if at is not None}
    used: set[str] = set(found.values())
    unread: list[str] = []
    for at, heading in enumerate(header):
        if at in found:
            continue
        name = field_of(heading)
        same = next((header[other] for other, known in found.items() if known == name), "")
        other_shape = bool(same) and name not in told and ("/" in same) != ("/" in heading)
        if not name or name in told or (name in used and not other_shape):
            unread.append(heading)
            continue
        used.add(name)
        found[at] = name
    meant = _mend(header, unread, told, found)
    if not any(need in name for name in found.values() for need in NEEDED):
        raise MappingError(
            f"{source}: no column names a party, a destination or an item among {', '.join(header)[:400]}; "
            "say --map buyer=Column --map end-user=Column --map destination=Column"
        )
    return TransactionColumns(dict(sorted(found.items())), tuple(unread), meant)


def _mend(
    header: Sequence[str], unread: list[str], told: Mapping[str, int | None], found: dict[int, str]
) -> dict[str, str]:
    """Read headings with a slip of the pen, where no other column says the same; return what they are taken for."""
    meant: dict[str, str] = {}
    for at, heading in enumerate(header):
        words = meant_by(heading) if at not in found and heading in unread else ""
        name = field_of(words) if words else ""
        if name and name not in told and name not in found.values():
            found[at] = name
            unread.remove(heading)
            meant[heading] = words
    return meant


@lru_cache(maxsize=4_096)
def meant_by(heading: str) -> str:
    """The heading with each unknown word of five letters or more put right, where one known word is a letter away.

    A letter left out, put in, changed, or two exchanged; empty where nothing is to be put right or two words would do.
    """
    mended = []
    for word in plain(heading)[:_LONGEST].split():
        near = [] if word in _known_words() or len(word) < _LEAST else [w for w in _known_words() if _one_slip(word, w)]
        if len(near) > 1:
            return ""
        mended.append(near[0] if near else word)
    words = " ".join(mended)
    return words if words != plain(heading) and field_of(words) else ""


def _one_slip(word: str, known: str) -> bool:
    return len(known) >= _LEAST and OSA.distance(word, known, score_cutoff=1) == 1


@cache
def _known_words() -> frozenset[str]:
    return frozenset(word for said in (*fields(), *roles(), *ATTRIBUTES) for word in said.split())


def _told(header: Sequence[str], mapping: Sequence[str], source: str) -> dict[str, int | None]:
    told: dict[str, int | None] = {}
    for each in mapping:
        left, sign, wanted = each.partition("=")
        name = field_of(left) if sign else ""
        if not name:
            known = ", ".join((*PARTY_ROLES, *dict.fromkeys(fields().values())))
            raise MappingError(f"--map {each}: must be field=Column, with one of {known}; 'buyer country=Column' too")
        at = next((n for n, heading in enumerate(header) if plain(heading) == plain(wanted)), None)
        if wanted.strip() and at is None:
            raise MappingError(f"{source}: has no column {wanted.strip()!r}; it has: {', '.join(header)[:400]}")
        told[name] = at
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

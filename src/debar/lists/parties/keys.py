"""What two entries must share to be compared at all: names, identifiers and addresses in one plain form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from debar.errors import DataError
from debar.lists.birth_dates import birth_date
from debar.model import Entity
from debar.names.legal import split_legal_form
from debar.names.normalize import normalize, words
from debar.names.weights import information, kinds

#: FollowTheMoney schema -> what kind of party it is; ``any`` may be an organisation or a person.
_KINDS: Mapping[str, str] = {
    "Company": "organisation",
    "Organization": "organisation",
    "PublicBody": "organisation",
    "LegalEntity": "any",
    "Person": "person",
    "Vessel": "vessel",
    "Airplane": "airplane",
}
_ORGANISED = frozenset({"activity", "structure"})
_NOT_CODE = re.compile(r"[^0-9A-Za-z]+")
#: An address with fewer words or letters than these names a city at best.
_ADDRESS_WORDS, _ADDRESS_LETTERS = 5, 20


@dataclass(frozen=True, slots=True)
class NameKey:
    """A name in plain form. ``full`` has its legal forms, ``core`` has not; ``nats`` says how telling the core is.

    ``organised`` is True when the name itself says that it is no person's: a legal form, or what a business does.
    """

    full: str
    core: str
    size: int
    nats: float
    organised: bool


@dataclass(frozen=True, slots=True)
class IdentifierType:
    """One row of ``identifiers.tsv``: how far such an identifier reaches, and whose it can be.

    ``single``: a party has one only, so that two different ones speak against one party.
    """

    type: str
    everywhere: bool
    single: bool
    kinds: frozenset[str]
    pattern: re.Pattern[str]
    words: str


@dataclass(frozen=True, slots=True)
class _OwnId:
    type: str
    pattern: re.Pattern[str]


def kind_of(entity: Entity) -> str:
    """``organisation``, ``person``, ``any`` (one of these), ``vessel``, ``airplane``; empty for what is no party."""
    return _KINDS.get(entity.schema, "")


def may_be_one(left: str, right: str) -> bool:
    """True when parties of these two kinds can be the same."""
    if not left or not right:
        return False
    return left == right or ("any" in (left, right) and {left, right} <= {"any", "organisation", "person"})


@lru_cache(maxsize=1 << 17)
def name_key(name: str) -> NameKey | None:
    """The plain form of an organisation's name; None when nothing is left of it."""
    given = words(name)
    if not given:
        return None
    core, forms = split_legal_form(given)
    told = kinds()
    organised = bool(forms) or any(told.get(word) in _ORGANISED for word in core)
    return NameKey(
        full=" ".join(core) + ("|" + " ".join(forms) if forms else ""),
        core=" ".join(core),
        size=len(core),
        nats=sum(map(information, core)),
        organised=organised,
    )


def person_key(name: str) -> str:
    """A person's name whatever the order of its words; empty for a name of one word."""
    given = sorted(words(name))
    return " ".join(given) if len(given) > 1 else ""


def full_birth_dates(entity: Entity) -> tuple[str, ...]:
    """The birth dates given to the day, as ISO dates."""
    days = {day: None for day in map(birth_date, entity.birth_dates) if len(day) == len("1963-12-13")}
    return tuple(days)


def address_key(address: str) -> str:
    """An address whatever the order of its words; empty for one too short to tell one place."""
    given = sorted(set(normalize(address).split()))
    telling = len(given) >= _ADDRESS_WORDS and sum(map(len, given)) >= _ADDRESS_LETTERS
    return " ".join(given) if telling and any(word[0].isdigit() for word in given) else ""


def identifiers_of(entity: Entity) -> tuple[tuple[str, str], ...]:
    """The identifiers that may say who a party is, as (type, plain code): those of ``identifiers.tsv``, well-formed.

    The own ids of lists that share one numbering (``own_ids.tsv``) are among them.
    """
    types = identifier_types()
    found: dict[tuple[str, str], None] = {}
    given = list(entity.identifiers)
    own = _own_ids().get(entity.list)
    number = entity.id.partition(":")[2]
    if own and own.pattern.fullmatch(number):
        given.append((own.type, number))
    kind = kind_of(entity)
    for type_, value in given:
        known = types.get(type_)
        if known is None or not any(may_be_one(kind, holder) for holder in known.kinds):
            continue
        if known.pattern.fullmatch(code := _NOT_CODE.sub("", value).upper()):
            found[(type_, code.removeprefix("IMO"))] = None
    return tuple(found)


@cache
def identifier_types() -> Mapping[str, IdentifierType]:
    """The rows of ``identifiers.tsv`` by type. Raises DataError when a row breaks the layout."""
    rows = _rows("identifiers.tsv", ("type", "scope", "single", "kinds", "pattern", "words", "source"))
    return {
        row["type"]: IdentifierType(
            type=row["type"],
            everywhere=row["scope"] == "world",
            single=row["single"] == "yes",
            kinds=frozenset(row["kinds"].split()),
            pattern=_pattern("identifiers.tsv", row["pattern"]),
            words=row["words"],
        )
        for row in rows
    }


@cache
def _own_ids() -> Mapping[str, _OwnId]:
    rows = _rows("own_ids.tsv", ("list", "type", "pattern", "source"))
    return {row["list"]: _OwnId(row["type"], _pattern("own_ids.tsv", row["pattern"])) for row in rows}


def _pattern(where: str, text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise DataError(f"lists/parties/{where}: {text!r} is no pattern ({error}); mend the row") from error


def _rows(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    lines = (files("debar.lists") / "parties" / name).read_text("utf-8").splitlines()
    if not lines or tuple(lines[0].split("\t")) != columns:
        raise DataError(f"lists/parties/{name}: the header must be {', '.join(columns)} (tab-separated)")
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(columns) or not all(cells):
            raise DataError(f"lists/parties/{name}, line {number}: needs {len(columns)} filled cells; mend the row")
        rows.append(dict(zip(columns, cells, strict=True)))
    return rows

"""The words of transaction records, as tables of this package: roles, fields, regions, kinds of parties."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from debar.errors import DataError
from debar.model import PARTY_KINDS, PARTY_ROLES
from debar.procurement.headings import plain

#: What a heading may say of a party after its role, and the attribute it means.
ATTRIBUTES: Mapping[str, str] = {
    "": "name",
    "name": "name",
    "company": "name",
    "company name": "name",
    "country": "country",
    "country code": "country",
    "cntry": "country",
    "ctry": "country",
    "nation": "country",
    "region": "region",
    "address": "address",
    "city": "city",
    "type": "kind",
    "kind": "kind",
    "status": "kind",
    "schema": "schema",
    "owners": "owners",
    "ownership": "owners",
    "shareholders": "owners",
    "beneficial owners": "owners",
    "date of birth": "birth_date",
    "birth date": "birth_date",
    "dob": "birth_date",
}


def read_rows(name: str, layout: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The rows of a table of this package. Raises DataError when its columns are others or a cell is empty."""
    lines = (files("debar.transactions") / "data" / name).read_text("utf-8").splitlines()
    if tuple(lines[0].split("\t")) != layout:
        raise DataError(f"{name}: the columns must be {', '.join(layout)}")
    for number, line in enumerate(lines[1:], start=2):
        cells = tuple(line.split("\t"))
        if len(cells) != len(layout) or not all(cells):
            raise DataError(f"{name}, line {number}: needs {len(layout)} filled cells ({', '.join(layout)})")
        yield cells


@cache
def roles() -> Mapping[str, str]:
    """Words as a heading has them -> role of `debar.model.PARTY_ROLES`. Raises DataError for a role that is none."""
    found = {}
    for role, words, _ in read_rows("roles.tsv", ("role", "words", "source")):
        if role not in PARTY_ROLES:
            raise DataError(f"roles.tsv: {role!r} is no role; roles are {', '.join(PARTY_ROLES)}")
        found[plain(words)] = role
    return found | {plain(role): role for role in PARTY_ROLES}


@cache
def fields() -> Mapping[str, str]:
    """Words as a heading has them -> field of a transaction."""
    return {plain(words): field for field, words, _ in read_rows("fields.tsv", ("field", "words", "source"))}


@cache
def regions() -> Mapping[str, str]:
    """Words that name a region under rules of its own -> its code, such as ``ua-43``."""
    return {words: code for code, _, words, _ in read_rows("regions.tsv", ("code", "name", "words", "source"))}


@cache
def region_names() -> Mapping[str, str]:
    """Code of a region -> its name as the rules write it."""
    return {code: name for code, name, _, _ in read_rows("regions.tsv", ("code", "name", "words", "source"))}


@cache
def scope_words() -> Mapping[str, str]:
    """Words of a list's licence requirement -> ``classified`` (it turns on the ECCN) or ``part`` (of items)."""
    return {words: means for means, words, _ in read_rows("scopes.tsv", ("means", "words", "source"))}


@cache
def _kind_words() -> tuple[tuple[str, str], ...]:
    rows = [(kind, words) for kind, words, _ in read_rows("kinds.tsv", ("kind", "words", "source"))]
    wrong = [kind for kind, _ in rows if kind not in PARTY_KINDS]
    if wrong:
        raise DataError(f"kinds.tsv: {wrong[0]!r} is no kind; kinds are {', '.join(PARTY_KINDS)}")
    return tuple(rows)


_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
#: A name is read as far as this many characters.
LONGEST_NAME = 400


def kind_in_name(name: str) -> tuple[str, str]:
    """(kind, words that say it) where the name of a party says that it is a body of a state; else empty."""
    said = f" {' '.join(_WORD.findall(name[:LONGEST_NAME].casefold().replace('’', chr(39))))} "
    return next(((kind, words) for kind, words in _kind_words() if f" {words} " in said), ("", ""))

"""Which column of a table holds the names to be matched, and which say more of the parties: by word, heading, cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from debar.desk.party_facts import country_codes, read_birth_date, schema_named
from debar.errors import MappingError
from debar.lists.generic.columns import field_of, same_heading
from debar.names.identifiers import kind_and_country, kind_named, known_kind
from debar.tables import Table

#: Fields of a party; identifiers are mapped as ``id:KIND``.
FIELDS: tuple[str, ...] = ("name", "schema", "birth_date", "country", "address")
#: Headings of the name of who is paid or sells, before other headings of names: a row may name its buyer and more.
_FIRST = (
    *("name", "vendor name", "vendor", "supplier name", "supplier", "merchant name", "payee name", "payee"),
    *("company", "company name", "party", "party name", "entity", "entity name", "full name", "legal name"),
)
_PARTS = (("first name", "given name", "forename"), ("last name", "family name", "surname"))
_NOT_NAME = re.compile(r"https?://|www\.|\S@\S+\.\w|\d[\d\s./:-]*[\dT]|\d+\s+\w.*\d{4,}.*")
_FILLED = 200


@dataclass(frozen=True, slots=True)
class PartyColumns:
    """The positions of the columns of each field, and ``why`` each was taken: (field, columns, reason).

    ``heads`` is False when the first record is no heading but names a party as well. ``passed`` says which columns
    have a fitting heading and are not read, for their cells do not fit or another has the same heading.
    """

    fields: Mapping[str, tuple[int, ...]]
    why: tuple[tuple[str, str, str], ...]
    heads: bool = True
    passed: tuple[str, ...] = ()

    def explain(self) -> str:
        """Say in one line what is read from where."""
        said = [f"{name} = {columns} ({reason})" for name, columns, reason in self.why]
        if not self.heads:
            said.append("no heading is known: the first record is taken for a party too")
        return "; ".join((*said, *self.passed))


@dataclass(slots=True)
class _Chosen:
    """What is decided so far."""

    table: Table
    fields: dict[str, tuple[int, ...]] = field(default_factory=dict)
    why: list[tuple[str, str, str]] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)

    def take(self, name: str, places: Sequence[int], reason: str) -> None:
        """Let the field be read from these columns; from none when there are none."""
        self.fields[name] = tuple(places)
        if places:
            self.why.append((name, " + ".join(self.table.header[at] for at in places), reason))
        for at in places:
            if (second := f"{self.table.header[at]} (2)") in self.table.header:
                self.passed.append(f"not read: {second} (the same heading once more)")

    @property
    def free(self) -> list[int]:
        """The columns not taken."""
        taken = {at for places in self.fields.values() for at in places}
        return [at for at in range(len(self.table.header)) if at not in taken]

    def cells(self, at: int) -> list[str]:
        """The filled cells of a column near the top."""
        found = (row[at].strip() for row in self.table.sample if at < len(row))
        return [cell for cell in found if cell][:_FILLED]


def map_party_columns(table: Table, column: str = "", mapping: Sequence[str] = ()) -> PartyColumns:
    """Return where the names and what else is known of the parties stand.

    ``column`` names the column of names; ``mapping`` are ``field=Column`` with a field of `FIELDS` or ``id:KIND``.
    Several columns are joined by ``+``; ``field=`` leaves a field out. Both overrule headings and cells.

    Raises MappingError when a field or column is not there, and when the names cannot be told from other columns.
    """
    chosen = _Chosen(table)
    for name, wanted in _told(column, mapping):
        said = "--column" if name == "name" and column else "--map"
        chosen.take(name, _find(table, wanted, f"{said} {wanted}") if wanted else (), f"as told by {said}")
    heads = table.has_header
    if not chosen.fields.get("name"):
        heads = _find_names(chosen)
    if heads:
        _add_context(chosen)
    return PartyColumns(
        {name: places for name, places in chosen.fields.items() if places},
        tuple(chosen.why),
        heads or not table.has_header,
        tuple(chosen.passed),
    )


def _told(column: str, mapping: Sequence[str]) -> list[tuple[str, str]]:
    told = [("name", column.strip())] if column.strip() else []
    for each in mapping:
        name, sign, wanted = each.partition("=")
        name = _field(name.strip()) if sign else ""
        if not name:
            raise MappingError(f"--map {each}: must be field=Column, with a field of {', '.join(FIELDS)} or id:KIND")
        told.append((name, wanted.strip()))
    return told


def _field(name: str) -> str:
    """The field of a ``--map``; empty when it is none. ``uei`` is short for ``id:uei``."""
    plain = name.lower().replace("-", "_")
    if plain in FIELDS:
        return plain
    label = name.partition(":")[2] if name.lower().startswith("id:") else name
    kind, country = kind_and_country(label)
    known = name.lower().startswith("id:") or bool(known_kind(label.partition(":")[0]))
    return f"id:{kind}:{country}".rstrip(":") if kind and known else ""


def _find(table: Table, wanted: str, told: str) -> tuple[int, ...]:
    for same in (str.__eq__, same_heading):
        for at, heading in enumerate(table.header):
            if same(heading, wanted):
                return (at,)
    if "+" in wanted:
        return tuple(at for part in wanted.split("+") for at in _find(table, part.strip(), told))
    raise MappingError(f"{table.name}: {told}: there is no column {wanted!r}. {_columns(table)}")


def _columns(table: Table) -> str:
    return f"Columns found: {', '.join(map(repr, table.header))}."


def _find_names(chosen: _Chosen) -> bool:
    """Take the column of names; return whether the first record is a heading."""
    table = chosen.table
    if table.has_header:
        known = [at for at in chosen.free if field_of(table.header[at]) == "name" or _rank(table.header[at]) < 99]
        known.sort(key=lambda at: _rank(table.header[at]))
        for at in known:
            if _hold(chosen.cells(at), _may_be_name):
                chosen.take("name", (at,), "by its heading")
                return True
            chosen.passed.append(f"not read for names: {table.header[at]} (its cells are no names)")
        parts = [_with_heading(chosen, headings) for headings in _PARTS]
        if all(at is not None for at in parts):
            chosen.take("name", [at for at in parts if at is not None], "by their headings")
            return True
    alike = [at for at in chosen.free if _hold(chosen.cells(at), _looks_like_name)]
    if len(table.header) == 1:
        alike = [0]
    if len(alike) != 1:
        why = "several columns may hold the names" if alike else "no column holds the names of parties"
        raise MappingError(f"{table.name}: {why}. {_columns(table)} Name it: --column COLUMN")
    chosen.take("name", alike, "by its cells" if len(table.header) > 1 else "the only column")
    return table.has_header and any(_is_heading(heading) for heading in table.header)


def _rank(heading: str) -> int:
    return next((rank for rank, known in enumerate(_FIRST) if same_heading(heading, known)), 99)


def _with_heading(chosen: _Chosen, headings: Sequence[str]) -> int | None:
    return next((at for at in chosen.free if any(same_heading(chosen.table.header[at], h) for h in headings)), None)


def _is_heading(cell: str) -> bool:
    return bool(field_of(cell) or known_kind(cell) or _rank(cell) < 99)


def _hold(cells: Sequence[str], test: Callable[[str], object], share: float = 0.5) -> bool:
    """Whether at least that share of the cells pass; empty columns do, as nothing speaks against them."""
    return sum(1 for cell in cells if test(cell)) >= share * len(cells)


def _may_be_name(cell: str) -> bool:
    return any(map(str.isalpha, cell)) and not _NOT_NAME.fullmatch(cell)


def _looks_like_name(cell: str) -> bool:
    letters = sum(map(str.isalpha, cell))
    return letters >= max(2, len(cell) // 2) and not _NOT_NAME.search(cell) and country_codes(cell) is None


_TESTS: Mapping[str, tuple[Callable[[str], object], str]] = {
    "birth_date": (read_birth_date, "days"),
    "country": (country_codes, "countries"),
    "schema": (schema_named, "kinds of party known here"),
}


def _add_context(chosen: _Chosen) -> None:
    """Take the columns whose heading names another field, and whose cells fit."""
    for at in chosen.free:
        heading = chosen.table.header[at]
        name = field_of(heading)
        name = name if name in FIELDS else _identifier(heading)
        if not name or name == "name" or name in chosen.fields:
            continue
        test, what = _TESTS.get(name, (bool, ""))
        cells = chosen.cells(at)
        if _hold(cells, test):
            chosen.take(name, (at,), "by its heading")
        else:
            chosen.passed.append(f"not read: {heading} (its cells are no {what})")


def _identifier(heading: str) -> str:
    kind = known_kind(heading)
    return f"id:{kind}" if kind and kind_named(kind).says != "nothing" else ""

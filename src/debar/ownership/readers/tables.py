"""Stakes in a table: one row an owner and what it owns, under any usual headings; and tables of listed parties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from debar.errors import InputError, MappingError
from debar.model import Holder, OwnerListing
from debar.ownership.percent import read_day, read_percent
from debar.ownership.readers.reading import Reading
from debar.ownership.words import StakeWords, list_named, party_id, plain_heading, words_of
from debar.tables import Table

_YES = frozenset({"1", "true", "yes", "y", "x"})


def map_columns(table: Table, mapping: Sequence[str], kind: str = "fields") -> dict[str, int]:
    """Return field -> position. ``mapping`` are ``field=Column``, which overrule headings; ``field=`` leaves one out.

    Raises MappingError for a field or column that is not there.
    """
    meanings = words_of(kind)
    known = list(dict.fromkeys(meanings.values()))
    found: dict[str, int] = {}
    for at, heading in enumerate(table.header):
        meaning = meanings.get(plain_heading(heading))
        if meaning is not None:
            found.setdefault(meaning, at)
    for each in mapping:
        name, sign, wanted = each.partition("=")
        name = name.strip().lower().replace("-", "_")
        if not sign or name not in known:
            raise MappingError(f"--map {each}: must be field=Column, with a field of {', '.join(known)}")
        found.pop(name, None)
        if wanted.strip():
            found[name] = _position(table, wanted.strip())
    return found


def _position(table: Table, wanted: str) -> int:
    for at, heading in enumerate(table.header):
        if plain_heading(heading) == plain_heading(wanted):
            return at
    raise MappingError(f"{table.name}: has no column {wanted!r}; it has: {', '.join(table.header)[:400]}")


def read_table(table: Table, reading: Reading, mapping: Sequence[str] = (), parent: str = "") -> None:
    """Take every row of a table. ``parent`` owns what rows without an owner name.

    Raises MappingError when no column tells who owns or what is owned.
    """
    columns = map_columns(table, mapping)
    if not ({"owned", "owned_id"} & columns.keys()) or not (parent or {"owner", "owner_id"} & columns.keys()):
        raise MappingError(
            f"{table.name}: no columns of owner and owned are found among {', '.join(table.header)[:300]}; "
            "say --map owner=Column --map owned=Column"
        )
    fractions = _Fractions()
    for row, cells in _rows(table, columns, reading):
        _take(table.name, row, cells, reading, parent)
        fractions.see(cells)
    fractions.tell(table.name, reading)


@dataclass(slots=True)
class _Fractions:
    """Whether the figures of a table are fractions of 1: none is above 1, and none has a sign of percent."""

    possible: bool = True
    totals: dict[str, Decimal] = field(default_factory=dict)

    def see(self, cells: Mapping[str, str]) -> None:
        said = cells.get("percent", "")
        if not self.possible or not said:
            return
        bounds = read_percent(said)
        self.possible = bounds is not None and bounds[0] == bounds[1] <= 1 and said[-1:].isdigit()
        if self.possible and bounds:
            owned = cells.get("owned_id", "") or party_id(cells.get("owned", ""))
            self.totals[owned] = self.totals.get(owned, Decimal(0)) + bounds[0]

    def tell(self, source: str, reading: Reading) -> None:
        """Raises InputError where holdings come to 1, which is a whole; else a note says that none is above 1."""
        if not self.possible or not any(self.totals.values()):
            return
        if any(total == 1 for total in self.totals.values()):
            raise InputError(
                f"{source}: no percentage is above 1, and the holdings of a company come to 1: they are fractions. "
                "Write 60 for six tenths, or 0.6% for six thousandths"
            )
        reading.notes[f"{source}: no percentage is above 1; each is read as a percent, never as a fraction"] += 1


def _rows(table: Table, columns: Mapping[str, int], reading: Reading) -> Iterator[tuple[int, dict[str, str]]]:
    used = sorted(set(columns.values()))
    for batch in table.batches(columns=used):
        for at in range(len(batch)):
            row = batch.first + at
            cells = {field: batch.columns[position][at].strip() for field, position in columns.items()}
            if at in batch.unreadable:
                reading.rows += 1
                reading.reject(table.name, row, batch.unreadable[at])
            elif any(cells.values()):
                reading.rows += 1
                yield row, cells


def _take(source: str, row: int, cells: Mapping[str, str], reading: Reading, parent: str) -> None:
    ends = []
    for end, default in (("owner", parent), ("owned", "")):
        name = cells.get(end, "") or (default if not cells.get(f"{end}_id") else "")
        id_ = cells.get(f"{end}_id", "") or party_id(name)
        if not id_:
            reading.reject(source, row, f"no {end} is named")
            return
        ends.append(reading.party(Holder(id_, " ".join(name.split()), cells.get(f"{end}_country", "").upper())))
    owner, owned = ends
    relation = words_of("relations").get(plain_heading(cells.get("relation", "")), "")
    if not relation:
        reading.notes[f"{source}: relation {cells['relation'][:40]!r} is taken for shares"] += 1
    principal = cells.get("nominee_for", "")
    if principal:
        owner = reading.party(Holder(party_id(principal), principal))
    words = StakeWords(
        owner=owner,
        owned=owned,
        source=source,
        row=row,
        percent=cells.get("percent", ""),
        least=cells.get("percent_min", ""),
        most=cells.get("percent_max", ""),
        from_=cells.get("from", ""),
        to=cells.get("to", ""),
        relation=relation or "shares",
        citation=cells.get("source", ""),
        of_record=ends[0] if principal and ends[0] != owner else "",
        nominee=not principal and cells.get("nominee", "").casefold() in _YES,
    )
    reading.add(words.stake())
    reading.listings += _listings(ends[0], cells, f"{source} row {row}")


def _listings(party: str, cells: Mapping[str, str], place: str) -> Iterator[OwnerListing]:
    for words in cells.get("listed", "").replace("|", ";").split(";"):
        if not words.strip() or words.strip().casefold() in {"no", "none", "-", "false", "0"}:
            continue
        try:
            start, end = read_day(cells.get("listed_from", "")), read_day(cells.get("listed_to", ""))
            firm, because = True, f"as said in {place}"
        except ValueError as error:
            start = end = None
            firm, because = False, f"{place}: {error}"
        yield OwnerListing(
            party=party,
            list=list_named(words),
            program=cells.get("program", ""),
            from_=start,
            to=end,
            firm=firm,
            because=because,
        )


def read_listed_table(table: Table, reading: Reading, mapping: Sequence[str] = ()) -> None:
    """Take a table of listed parties (party, list, program, from, to). Raises MappingError without party and list."""
    columns = map_columns(table, mapping, "listed_fields")
    if not {"party", "listed"} <= columns.keys():
        raise MappingError(
            f"{table.name}: a table of listed parties has the columns party and list (program, from, to)"
        )
    for row, cells in _rows(table, columns, reading):
        if not cells["party"]:
            reading.reject(table.name, row, "no party is named")
            continue
        reading.listings += _listings(cells["party"], cells, f"{table.name} row {row}")

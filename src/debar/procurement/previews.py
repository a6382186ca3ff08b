"""What would be read as what: the columns of each layout among some files, with samples, before any row is judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from debar.errors import DebarError
from debar.procurement.columns import ColumnMapping
from debar.procurement.options import ReadOptions
from debar.procurement.profiles import Layout, layout_of, profile_place, save_profile
from debar.procurement.readers import PurchaseFile, open_purchases
from debar.tables import Table
from debar.tables.sources import Source

_SAMPLES = 3
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """One column: the fields it is read as (none: only kept), why, and different values from the top of the table."""

    column: str
    fields: tuple[str, ...]
    why: str
    samples: tuple[str, ...]


@dataclass(slots=True)
class Preview:
    """Tables with the same headings and mapping (or a feed): ``files`` are their names, ``given`` the user's paths.

    ``explanation`` says it in one sentence, ``problem`` why it cannot be read.
    """

    files: list[str]
    given: list[str]
    explanation: str = ""
    problem: str = ""
    written: str = ""
    columns: tuple[ColumnUse, ...] = ()
    layout: Layout | None = None
    notes: list[str] = field(default_factory=list)


def preview(sources: Iterable[Source], options: ReadOptions) -> list[Preview]:
    """One preview for each layout, in the order in which they come up; a file that cannot be read has a problem."""
    seen: dict[tuple[object, ...], Preview] = {}
    for source in sources:
        given = source.top or source.path
        for number, found in enumerate(_parts(source, options)):
            key = (found.explanation, found.layout.headings if found.layout else (), found.problem)
            same = seen.setdefault(key if not found.problem else (source.path, number), found)
            if same is not found:
                same.files += found.files
            if given not in same.given:
                same.given.append(given)
    return list(seen.values())


def save_profiles(previews: Iterable[Preview]) -> list[tuple[str, int]]:
    """Save the mappings next to the data they were read from; return each profile's file and how many layouts it holds.

    Raises `InputError` when it cannot be written.
    """
    places: dict[str, list[Layout]] = {}
    for one in previews:
        for given in one.given:
            if one.layout:
                places.setdefault(str(profile_place(given)), []).append(one.layout)
    return [(place, save_profile(place, layouts)) for place, layouts in places.items()]


def _parts(source: Source, options: ReadOptions) -> Iterator[Preview]:
    if source.aside:
        return
    try:
        for file in open_purchases(source, options):
            if file.aside and not file.explanation:
                yield Preview([file.name], [], problem=file.aside)
            else:
                yield _preview(file)
    except DebarError as error:
        yield Preview([source.name], [], problem=str(error))


def _preview(file: PurchaseFile) -> Preview:
    found = Preview([file.name], [], file.explanation, file.problem)
    if file.table and file.mapping:
        found.columns = tuple(_uses(file.table, file.mapping))
        found.layout = layout_of(file.mapping, file.name)
        found.notes = file.table.notes
    return found


def _uses(table: Table, mapping: ColumnMapping) -> Iterator[ColumnUse]:
    """The columns that are read as something, in the order of the fields, then the others in their own."""
    why = {name: reason for name, _, reason in mapping.why}
    fields: dict[int, list[str]] = {position: ["text"] for position in mapping.text}
    for name, position in mapping.fields.items():
        fields.setdefault(position, []).append(name)
    for position in (*fields, *(i for i in range(len(table.header)) if i not in fields)):
        names = tuple(fields.get(position, ()))
        reason = "; ".join(dict.fromkeys(why.get(name, "") for name in names)).strip("; ")
        yield ColumnUse(table.header[position], names, reason, _samples(table, position))


def _samples(table: Table, position: int) -> tuple[str, ...]:
    values = dict.fromkeys(" ".join(row[position].split())[:_LONGEST] for row in table.sample)
    return tuple([value for value in values if value][:_SAMPLES])

"""Column mappings kept next to the data: one TOML file for a file or a directory, a layout for each set of headings.

``po-2023.csv.debar.toml`` belongs to ``po-2023.csv``, ``debar.toml`` to all files of its directory.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from debar.errors import InputError, MappingError
from debar.procurement.columns import FIELDS, ColumnMapping, KnownColumns

ENDING = ".debar.toml"
DIRECTORY_NAME = "debar.toml"
_VERSION = 1
_LARGEST = 4 << 20
_ABOUT = (
    "# How debar reads the columns of this data. Made by debar scan --save-profile; change it as you like.\n"
    "# It is used again whenever the data is scanned; --map on the command line overrules it.\n"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of tables with these headings: fields by name (text may join several), those not named left out."""

    headings: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    day_first: bool | None = None
    currency: str = ""
    seen_in: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """The layouts of one profile file; ``name`` is the file's."""

    name: str
    layouts: Mapping[tuple[str, ...], Layout] = field(default_factory=dict)

    def layout(self, header: Sequence[str]) -> Layout | None:
        """The layout for tables with these headings, if there is one."""
        return self.layouts.get(tuple(header))

    def known(self, header: Sequence[str]) -> KnownColumns | None:
        """The same as what `map_columns` takes for known."""
        layout = self.layout(header)
        if layout is None:
            return None
        return KnownColumns(self.name, layout.columns, layout.day_first, layout.currency)


def profile_place(path: str | Path) -> Path:
    """Where the profile of a file or a directory is kept. Raises `InputError` for standard input."""
    if str(path) == "-":
        raise InputError("--save-profile: standard input has no place next to it; scan a file or a directory.")
    path = Path(path)
    return path / DIRECTORY_NAME if path.is_dir() else path.with_name(path.name + ENDING)


def find_profile(path: str | Path, top: str | Path = "") -> Profile | None:
    """The profile of a file: its own, else its directory's, else that of the directory ``top`` it was found in.

    Raises `MappingError` when it cannot be read.
    """
    if str(path) == "-":
        return None
    path = Path(path)
    places = [path.with_name(path.name + ENDING), path.parent / DIRECTORY_NAME]
    if top:
        places.append(Path(top) / DIRECTORY_NAME)
    return next((read_profile(place) for place in places if place.is_file()), None)


def read_profile(place: Path) -> Profile:
    """The profile in a file. Raises `MappingError` when it is no TOML, or names fields or columns that are none."""
    try:
        if place.stat().st_size > _LARGEST:
            raise MappingError(
                f"{place}: larger than {_LARGEST >> 20} MB, so no profile of columns. Delete or rename it."
            )
        data = tomllib.loads(place.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MappingError(
            f"{place}: is no TOML ({error}). Mend it, or delete it and save the profile anew."
        ) from error
    except OSError as error:
        raise MappingError(f"{place}: cannot be read ({error.strerror}). Check its permissions.") from error
    written = data.get("layout", [])
    if data.get("version") != _VERSION or not isinstance(written, list):
        raise MappingError(f"{place}: needs version = {_VERSION} and [[layout]] tables. Save the profile anew.")
    layouts = [_layout(place, number, entry) for number, entry in enumerate(written, start=1)]
    return Profile(str(place), {layout.headings: layout for layout in layouts})


def _layout(place: Path, number: int, entry: Any) -> Layout:
    def wrong(what: str) -> MappingError:
        return MappingError(f"{place}, layout {number}: {what}. Mend it, or delete it and save the profile anew.")

    headings = entry.get("headings") if isinstance(entry, dict) else None
    if not isinstance(headings, list) or not headings or not all(isinstance(name, str) for name in headings):
        raise wrong("headings must be a list of the table's headings")
    columns: dict[str, tuple[str, ...]] = {}
    written = entry.get("columns", {})
    for name, value in written.items() if isinstance(written, dict) else ():
        named = [value] if isinstance(value, str) else value
        if name not in FIELDS:
            raise wrong(f"{name!r} is no field; there are: {', '.join(FIELDS)}")
        if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
            raise wrong(f"{name} must be a heading, or for text a list of headings")
        if name != "text" and len(named) > 1:
            raise wrong(f"{name} takes one column; only text may join several")
        unknown = [one for one in named if one not in headings]
        if unknown:
            raise wrong(f"{name} names {unknown[0]!r}, which is none of its headings")
        columns[name] = tuple(named)
    if not columns.get("text") and not columns.get("supplier"):
        raise wrong("needs a text or a supplier")
    day_first = entry.get("day_first")
    currency = entry.get("currency", "")
    if not (day_first is None or isinstance(day_first, bool)) or not isinstance(currency, str):
        raise wrong("day_first must be true or false, currency a code such as USD")
    return Layout(tuple(headings), columns, day_first, currency, str(entry.get("seen_in", "")))


def layout_of(mapping: ColumnMapping, seen_in: str) -> Layout:
    """The layout that says what a mapping says."""
    columns = {"text": tuple(mapping.header[position] for position in mapping.text)} if mapping.text else {}
    columns |= {name: (mapping.header[position],) for name, position in mapping.fields.items()}
    ordered = {name: columns[name] for name in FIELDS if name in columns}
    return Layout(mapping.header, ordered, mapping.day_first, mapping.currency, seen_in)


def save_profile(path: str | Path, layouts: Iterable[Layout]) -> int:
    """Write a profile, keeping what it says of other headings; return how many layouts it holds now.

    The file is replaced as a whole. Raises `InputError` when it cannot be written, `MappingError` when what stands
    there is no profile.
    """
    place = Path(path)
    held = dict(read_profile(place).layouts) if place.is_file() else {}
    held |= {layout.headings: layout for layout in layouts}
    text = _ABOUT + f"version = {_VERSION}\n" + "".join(map(_written, held.values()))
    fresh = place.with_name(f"{place.name}.{os.getpid()}.new")
    try:
        try:
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(place)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            f"{place}: the profile cannot be written ({error.strerror}). "
            "Copy the data to a directory of yours, or give the columns with --map."
        ) from error
    return len(held)


def _written(layout: Layout) -> str:
    lines = ["", "[[layout]]"]
    if layout.seen_in:
        lines.append(f"seen_in = {_quoted(layout.seen_in)}")
    lines.append(f"headings = [{', '.join(map(_quoted, layout.headings))}]")
    if layout.day_first is not None:
        lines.append(f"day_first = {str(layout.day_first).lower()}")
    if layout.currency:
        lines.append(f"currency = {_quoted(layout.currency)}")
    lines.append("[layout.columns]")
    for name, columns in layout.columns.items():
        several = f"[{', '.join(map(_quoted, columns))}]"
        lines.append(f"{name} = {several if name == 'text' or not columns else _quoted(columns[0])}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A basic string of TOML, which escapes as JSON does, and DEL besides."""
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(clean, ensure_ascii=False).replace("\x7f", "\\u007f")

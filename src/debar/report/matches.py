"""Name matches out: table, json, jsonl, csv and html. Only names with a match give output; the count of others is said.

Each says by which profile of the engine it was judged, and from which score on matches were asked for. The columns of
the input stand beside a match where they were kept: in json under ``original``, in csv after the columns of the match.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol, TextIO

from rich.text import Text

from debar.errors import InputError
from debar.model import Designation, NameMatch
from debar.names.profiles import DEFAULT, Profile
from debar.report.consoles import glyph, open_console, print_editions, print_hanging
from debar.report.context import Context
from debar.report.delimited import cell, write_csv
from debar.report.lines import in_force_words
from debar.report.notes import used_editions
from debar.report.records import floor_score, match_data, to_json
from debar.report.text import plain, score_words
from debar.report.words import Look, count

#: What ``open_match_writer`` offers.
MATCH_FORMATS: tuple[str, ...] = ("table", "json", "jsonl", "csv", "html")

COLUMNS: tuple[str, ...] = (
    "row",
    "query",
    "outcome",
    "score",
    "entity",
    "list",
    "name",
    "caption",
    "because",
    "program",
    "from",
    "to",
    "citations",
    "source",
    "profile",
)
#: Stands after the heading of a kept column that is called like one of ours.
_INPUT = " (input)"

#: How the outcomes of a match look.
LOOKS: Mapping[str, Look] = {
    "match": Look("Match", "■", "[X]", "bold red", "p"),
    "review": Look("Review", "○", "[o]", "bold cyan", "r"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """By what the names are judged: the profile, and the least score that is shown (None: the profile's ``review``)."""

    profile: Profile = DEFAULT
    threshold: float | None = None

    def data(self) -> dict[str, Any]:
        """The profile's name and version, the scores of its outcomes, and the threshold where one was given."""
        profile = self.profile
        data = {"name": profile.name, "version": profile.version, "match": profile.match, "review": profile.review}
        return data if self.threshold is None else data | {"threshold": self.threshold}

    def words(self) -> str:
        """The same in one line."""
        profile = self.profile
        said = f"{profile.name} {profile.version}: match from {profile.match:.2f}, review from {profile.review:.2f}"
        return said if self.threshold is None else f"{said}; shown from {self.threshold:g} (--threshold)"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name stands: its row (from 1), the table (empty for the command line), the row's cells if kept."""

    row: int
    source: str = ""
    original: Mapping[str, str] = field(default_factory=dict)


class MatchWriter(Protocol):
    """Takes the matches of one name at a time."""

    @property
    def lost(self) -> Collection[str]:
        """Kept columns for which the format had no place."""

    def matches(self, where: Place, query: str, found: Sequence[NameMatch]) -> None:
        """Take what one name may be; nothing found writes nothing."""

    def close(self, asked: int | None = None, said: Sequence[str] = ()) -> None:
        """Finish the output; ``asked`` counts the names, where not each of them was given to ``matches``.

        ``said`` is what a person should know of the rows; formats that are read apart from the terminal hold it.
        """


def open_match_writer(
    format: str,  # noqa: A002
    out: TextIO,
    *,
    context: Context,
    editions: Mapping[str, Any],
    asked: Asked | None = None,
) -> MatchWriter:
    """The writer for one of ``MATCH_FORMATS``; ``editions`` (a finding's) and ``asked`` stand on every name match.

    Raises:
        InputError: the format is not offered.
    """
    asked = asked or Asked()
    if format == "table":
        return MatchTable(out, context, editions, asked)
    if format == "json":
        return MatchJson(out, editions, asked)
    if format == "jsonl":
        return MatchJsonLines(out, editions, asked)
    if format == "csv":
        return MatchCsv(out, asked)
    if format == "html":
        # Opened by name: jinja2 takes longer to load than a name to match.
        page: type[MatchWriter] = import_module("debar.report.html.matches").MatchPage
        return page(out, context, editions, asked)  # type: ignore[call-arg]  # a protocol says nothing of making one
    raise InputError(f"Format {format!r} is not offered here. Choose one of: {', '.join(MATCH_FORMATS)}.")


def _data(
    where: Place, query: str, found: Sequence[NameMatch], editions: Mapping[str, Any], profile: Mapping[str, Any]
) -> dict[str, Any]:
    data = match_data(where.row, query, found, editions=editions) | {"profile": profile}
    if where.source:
        data["source"] = where.source
    if where.original:
        data["original"] = {heading or "beyond the heading": cell for heading, cell in where.original.items()}
    return data


class MatchJsonLines:
    """One Name match object a line, flushed at once."""

    lost: Collection[str] = ()

    def __init__(self, out: TextIO, editions: Mapping[str, Any], asked: Asked) -> None:
        self._out = out
        self._editions = editions
        self._profile = asked.data()

    def matches(self, where: Place, query: str, found: Sequence[NameMatch]) -> None:
        """Write the line."""
        if found:
            self._out.write(to_json(_data(where, query, found, self._editions, self._profile)) + "\n")
            self._out.flush()

    def close(self, asked: int | None = None, said: Sequence[str] = ()) -> None:  # noqa: ARG002 - the lines say all this format says
        """Flush the stream."""
        self._out.flush()


class MatchJson:
    """An array of Name match objects, written as they come."""

    lost: Collection[str] = ()

    def __init__(self, out: TextIO, editions: Mapping[str, Any], asked: Asked) -> None:
        self._out = out
        self._editions = editions
        self._profile = asked.data()
        self._before = "["

    def matches(self, where: Place, query: str, found: Sequence[NameMatch]) -> None:
        """Write the object."""
        if found:
            self._out.write(f"{self._before}\n{to_json(_data(where, query, found, self._editions, self._profile))}")
            self._before = ","

    def close(self, asked: int | None = None, said: Sequence[str] = ()) -> None:  # noqa: ARG002 - the array says all this format says
        """Close the array."""
        self._out.write("[]\n" if self._before == "[" else "\n]\n")
        self._out.flush()


class MatchCsv:
    """One row a match; several designations are joined by ``;``. Kept columns are those of the first table."""

    def __init__(self, out: TextIO, asked: Asked) -> None:
        self._out = out
        self._profile = asked.words()
        self._begun = False
        self._kept: dict[str, str] = {}
        self._columns: tuple[str, ...] = COLUMNS
        self._lost: dict[str, None] = {}

    @property
    def lost(self) -> Collection[str]:
        """Columns of later tables that the first does not have."""
        return tuple(self._lost)

    def matches(self, where: Place, query: str, found: Sequence[NameMatch]) -> None:
        """Write the rows."""
        if not found:
            return
        if not self._begun:
            self._begin(where.original)
        kept = {self._kept[heading]: text for heading, text in where.original.items() if heading in self._kept}
        self._lost.update(dict.fromkeys(heading for heading in where.original if heading not in self._kept))
        more = {"source": where.source, "profile": self._profile} | kept
        rows = (_flat(where.row, query, match) | more for match in found)
        write_csv(rows, self._columns, self._out, header=False)

    def _begin(self, original: Mapping[str, str]) -> None:
        """Write the heading: our columns, then those of the input, none twice."""
        self._begun = True
        for heading in filter(None, original):
            free = heading
            while free in COLUMNS or free in self._kept.values():
                free += _INPUT
            self._kept[heading] = free
        self._columns = (*COLUMNS, *self._kept.values())
        write_csv([], [cell(column) for column in self._columns], self._out)

    def close(self, asked: int | None = None, said: Sequence[str] = ()) -> None:  # noqa: ARG002 - the rows say all this format says
        """Write the heading, when there was no row, and flush the stream."""
        if not self._begun:
            self._begin({})
        self._out.flush()


class MatchTable:
    """The names with what they may be, then which lists are old or incomplete, and the profile."""

    lost: Collection[str] = ()

    def __init__(self, out: TextIO, context: Context, editions: Mapping[str, Any], asked: Asked) -> None:
        self._words = asked.words()
        self._source = ""
        self._console = open_console(out, context)
        self._context = context
        self._editions = used_editions(context.editions, editions.get("lists") or ())
        self._asked = 0
        self._found = 0

    def matches(self, where: Place, query: str, found: Sequence[NameMatch]) -> None:
        """Print what the name may be."""
        self._asked += 1
        if not found:
            return
        self._found += 1
        if where.source != self._source and set(where.source) & set("/#"):
            self._console.print(Text(plain(where.source), style="dim"))
        self._source = where.source
        place = f"row {where.row:,}: " if where.source or self._asked > 1 or where.row > 1 else ""
        self._console.print(Text(f"{place}{plain(query) or '(no name)'}", style="bold"))
        if where.original:
            said = "; ".join(f"{heading}: {cell}" for heading, cell in where.original.items() if cell.strip())
            print_hanging(Text(plain(said), style="dim"), self._console, indent=4)
        for match in found:
            self._print(match)
        self._console.print()

    def _print(self, match: NameMatch) -> None:
        shown = LOOKS.get(match.outcome, LOOKS["review"])
        line = Text(f"  {glyph(shown, self._console)} {shown.word}", style=shown.style)
        line.append(f"  {score_words(match.score)}  ", style="")
        line.append(plain(match.name), style="bold").append(f"  {plain(match.entity.id)}", style="dim")
        print_hanging(line, self._console, hang=4)
        body = [plain(match.because), *map(designation_words, match.entity.designations)]
        if match.name != match.entity.caption and match.name in (*match.entity.names, *match.entity.weak_names):
            body.insert(0, f"an alias of {plain(match.entity.caption)}")
        for words in body:
            print_hanging(words, self._console, indent=4)

    def close(self, asked: int | None = None, said: Sequence[str] = ()) -> None:  # noqa: ARG002 - said on stderr
        """Print how many names had no match, then the lists and the profile."""
        without = (self._asked if asked is None else asked) - self._found
        if without:
            self._console.print(Text(f"{count(without, 'name')} without a match."))
        print_editions(self._editions, self._context.today, self._context.stale_after, self._console)
        print_hanging(f"Profile {self._words}.", self._console, hang=2)


def designation_words(designation: Designation, *, cited: bool = True) -> str:
    """``us-bis-el: US-BIS-EL, in force since 2019-05-16 (the list says 2019-05-21), published 2019-05-21``.

    Where only the editions bound a date, ``or earlier`` and the listing's note say so. Its citations are left out when
    they are not to be ``cited``.
    """
    bounded = designation.from_bounded or designation.to_bounded
    published = designation.published if designation.published != designation.from_ else None
    parts = (
        plain(designation.program),
        _in_force(designation) + _corrected(designation),
        f"published {published}" if published else "",
        *(plain(citation.title) for citation in designation.citations if cited),
        plain(designation.scope),
        plain(designation.note) if bounded else "",
    )
    return f"{designation.list}: {', '.join(part for part in parts if part) or 'listed'}"


def _in_force(designation: Designation) -> str:
    words = in_force_words((designation.from_, designation.to))
    if designation.from_bounded and designation.from_:
        words = words.replace(designation.from_.isoformat(), f"{designation.from_} or earlier", 1)
    if designation.to_bounded and designation.to:
        words = f"{words.removesuffix(designation.to.isoformat())}{designation.to} at the latest"
    return words


def _corrected(designation: Designation) -> str:
    """What the list itself says of the days that were corrected, and on what the correction rests."""
    said = [
        f"the list {f'says {each.stated}' if each.stated else 'gives no date'}; {plain(each.citation.title)}"
        for each in designation.corrections
        if each.field in ("from", "to")
    ]
    return f" ({'; '.join(said)})" if said else ""


def _flat(row: int, query: str, match: NameMatch) -> dict[str, Any]:
    designations = match.entity.designations
    return {
        "row": row,
        "query": query,
        "outcome": match.outcome,
        "score": floor_score(match.score),
        "entity": match.entity.id,
        "list": match.entity.list,
        "name": match.name,
        "caption": match.entity.caption,
        "because": match.because,
        "program": [designation.program for designation in designations],
        "from": [designation.from_.isoformat() for designation in designations if designation.from_],
        "to": [designation.to.isoformat() for designation in designations if designation.to],
        "citations": [citation.title for designation in designations for citation in designation.citations],
    }

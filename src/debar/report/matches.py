"""Name matches out: table, json, jsonl and csv. Only names with a match give output; the count of others is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TextIO

from rich.text import Text

from debar.errors import InputError
from debar.model import Designation, NameMatch
from debar.report.consoles import glyph, open_console, print_editions, print_hanging
from debar.report.context import Context
from debar.report.delimited import write_csv
from debar.report.lines import in_force_words
from debar.report.notes import used_editions
from debar.report.records import match_data, to_json
from debar.report.text import plain
from debar.report.words import Look, count

#: What ``open_match_writer`` offers.
MATCH_FORMATS: tuple[str, ...] = ("table", "json", "jsonl", "csv")

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
)

_LOOKS: Mapping[str, Look] = {
    "match": Look("Match", "■", "[X]", "bold red", "p"),
    "review": Look("Review", "○", "[o]", "bold cyan", "r"),
}


class MatchWriter(Protocol):
    """Takes the matches of one name at a time."""

    def matches(self, row: int, query: str, found: Sequence[NameMatch]) -> None:
        """Take what one name (``row`` is its place in the input, from 1) may be; nothing found writes nothing."""

    def close(self) -> None:
        """Finish the output."""


def open_match_writer(format: str, out: TextIO, *, context: Context, editions: Mapping[str, Any]) -> MatchWriter:  # noqa: A002
    """The writer for one of ``MATCH_FORMATS``; ``editions`` (a finding's ``editions``) stands on every name match.

    Raises:
        InputError: the format is not offered.
    """
    if format == "table":
        return MatchTable(out, context, editions)
    if format == "json":
        return MatchJson(out, editions)
    if format == "jsonl":
        return MatchJsonLines(out, editions)
    if format == "csv":
        return MatchCsv(out)
    raise InputError(f"Format {format!r} is not offered here. Choose one of: {', '.join(MATCH_FORMATS)}.")


class MatchJsonLines:
    """One Name match object a line, flushed at once."""

    def __init__(self, out: TextIO, editions: Mapping[str, Any]) -> None:
        self._out = out
        self._editions = editions

    def matches(self, row: int, query: str, found: Sequence[NameMatch]) -> None:
        """Write the line."""
        if found:
            self._out.write(to_json(match_data(row, query, found, editions=self._editions)) + "\n")
            self._out.flush()

    def close(self) -> None:
        """Flush the stream."""
        self._out.flush()


class MatchJson:
    """An array of Name match objects, written as they come."""

    def __init__(self, out: TextIO, editions: Mapping[str, Any]) -> None:
        self._out = out
        self._editions = editions
        self._before = "["

    def matches(self, row: int, query: str, found: Sequence[NameMatch]) -> None:
        """Write the object."""
        if found:
            self._out.write(f"{self._before}\n{to_json(match_data(row, query, found, editions=self._editions))}")
            self._before = ","

    def close(self) -> None:
        """Close the array."""
        self._out.write("[]\n" if self._before == "[" else "\n]\n")
        self._out.flush()


class MatchCsv:
    """One row a match; several designations are joined by ``;``."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        write_csv([], COLUMNS, out)

    def matches(self, row: int, query: str, found: Sequence[NameMatch]) -> None:
        """Write the rows."""
        write_csv((_flat(row, query, match) for match in found), COLUMNS, self._out, header=False)

    def close(self) -> None:
        """Flush the stream."""
        self._out.flush()


class MatchTable:
    """The names with what they may be, then which lists are old or incomplete."""

    def __init__(self, out: TextIO, context: Context, editions: Mapping[str, Any]) -> None:
        self._console = open_console(out, context)
        self._context = context
        self._editions = used_editions(context.editions, editions.get("lists") or ())
        self._asked = 0
        self._found = 0

    def matches(self, row: int, query: str, found: Sequence[NameMatch]) -> None:
        """Print what the name may be."""
        self._asked += 1
        if not found:
            return
        self._found += 1
        place = f"row {row:,}: " if self._asked > 1 or row > 1 else ""
        self._console.print(Text(f"{place}{plain(query)}", style="bold"))
        for match in found:
            self._print(match)
        self._console.print()

    def _print(self, match: NameMatch) -> None:
        shown = _LOOKS.get(match.outcome, _LOOKS["review"])
        line = Text(f"  {glyph(shown, self._console)} {shown.word}", style=shown.style)
        line.append(f"  {match.score:.2f}  ", style="")
        line.append(plain(match.name), style="bold").append(f"  {plain(match.entity.id)}", style="dim")
        print_hanging(line, self._console, hang=4)
        body = [plain(match.because), *map(designation_words, match.entity.designations)]
        if match.name != match.entity.caption and match.name in (*match.entity.names, *match.entity.weak_names):
            body.insert(0, f"an alias of {plain(match.entity.caption)}")
        for words in body:
            print_hanging(words, self._console, indent=4)

    def close(self) -> None:
        """Print how many names had no match, then the lists."""
        without = self._asked - self._found
        if without:
            self._console.print(Text(f"{count(without, 'name')} without a match."))
        print_editions(self._editions, self._context.today, self._context.stale_after, self._console)


def designation_words(designation: Designation) -> str:
    """``us-bis-el: US-BIS-EL, in force since 2019-05-16 (the list says 2019-05-21), published 2019-05-21``.

    Where only the editions bound a date, ``or earlier`` and the listing's note say so.
    """
    bounded = designation.from_bounded or designation.to_bounded
    published = designation.published if designation.published != designation.from_ else None
    parts = (
        plain(designation.program),
        _in_force(designation) + _corrected(designation),
        f"published {published}" if published else "",
        *(plain(citation.title) for citation in designation.citations),
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
        "score": round(match.score, 4),
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

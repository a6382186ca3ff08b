"""What a contract obliges to, as a table for people and as data for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from debar.documents import Document
from debar.model.clauses import ClauseReading, Definition, Obligation, OwnershipTerms, PlaceTerms, Words
from debar.report.consoles import open_console
from debar.report.context import Context
from debar.report.records import Data
from debar.report.tables import write_data, write_rows
from debar.report.text import plain, shorten

#: Longest quotation in a table; the formats for programs have all of it.
_QUOTED = 280
_SAYS = {"must": "must", "must_not": "must not", "represents_not": "states that it is not"}
_SAID: Mapping[tuple[str, bool | None], list[str]] = {
    ("indirect", True): ["also indirectly"],
    ("indirect", False): ["directly only"],
    ("indirect", None): [],
    ("aggregate", True): ["holdings added"],
    ("aggregate", False): ["by one owner alone"],
    ("aggregate", None): [],
}
_UNSAID = {"indirect": "whether indirectly", "aggregate": "whether holdings are added"}
_ABOUT = {
    "self": "the party itself",
    "affiliates": "its affiliates",
    "people": "its people",
    "principal": "whom it acts for",
    "bank": "its bank",
    "counterparty": "the other side",
    "government": "a government",
    "goods": "the goods",
    "funds": "the money",
}
COLUMNS = (
    "id", "modality", "kind", "who", "to", "about", "actions", "lists", "places", "place_description", "uses",
    "ownership", "references", "within", "unless", "words", "start", "end", "page", "line",
)  # fmt: skip


def write_clauses(reading: ClauseReading, document: Document, format: str, out: TextIO, context: Context) -> None:  # noqa: A002
    """Write the reading as table, json (one object), jsonl or csv (a line for each obligation).

    Raises:
        InputError: the format is not offered.
    """
    if format == "table":
        _print_table(reading, document, out, context)
    elif format == "json":
        write_data(reading_data(reading, document), format, out)
    elif format == "jsonl":
        write_rows([_obligation(item, document) for item in reading.obligations], COLUMNS, format, out, context)
    else:
        write_rows([_row(item, document) for item in reading.obligations], COLUMNS, format, out, context)


def reading_data(reading: ClauseReading, document: Document) -> Data:
    """The reading with its document: ``obligations``, ``definitions`` and ``notes``; empty values are left out."""
    return {
        "source": document.name,
        "sha256": document.sha256,
        "kind": document.kind,
        "obligations": [_obligation(item, document) for item in reading.obligations],
        "definitions": [_definition(item, document) for item in reading.definitions],
        "notes": [*document.notes, *reading.notes],
    }


def _filled(data: Data) -> Data:
    return {key: value for key, value in data.items() if value not in ("", None, [], (), {}, False)}


def _obligation(item: Obligation, document: Document) -> Data:
    data = {
        "id": item.id,
        "modality": item.modality,
        "kind": item.kind,
        "who": item.who,
        "to": item.to,
        "about": list(item.about),
        "actions": list(item.actions),
        "covers": list(item.covers),
        "lists": list(item.lists.ids),
        "alias": item.lists.alias,
        "term": item.lists.term,
        "places": _places(item.places),
        "uses": list(item.uses),
        "ownership": _ownership(item.ownership),
        "references": list(item.references),
        "refers_to": list(item.refers_to),
        "within": item.within,
        "unless": item.unless,
        "open_ended": item.open_ended,
    }
    return _filled(data) | {"words": _words(item.words, document)}


def _definition(item: Definition, document: Document) -> Data:
    data = {
        "term": item.term,
        "lists": list(item.lists),
        "places": _places(item.places),
        "ownership": _ownership(item.ownership),
    }
    return _filled(data) | {"words": _words(item.words, document)}


def _places(item: PlaceTerms) -> Data:
    return _filled(
        {
            "mode": item.mode,
            "codes": list(item.codes),
            "description": item.description,
            "as_of": item.as_of,
            "term": item.term,
            "undefined": item.undefined,
        }
    )


def _ownership(item: OwnershipTerms | None) -> Data | None:
    if item is None:
        return None
    return {
        "threshold": None if item.threshold is None else str(item.threshold),
        "operator": item.operator or None,
        "indirect": item.indirect,
        "aggregate": item.aggregate,
        "control": item.control,
        "over": list(item.over),
    }


def _words(words: Words, document: Document) -> Data:
    place = document.place(words.start)
    found: Data = {"text": words.text, "span": [words.start, words.end], "line": place.line}
    return found if place.page is None else found | {"page": place.page}


def _row(item: Obligation, document: Document) -> Data:
    """One obligation as cells."""
    place = document.place(item.words.start)
    return {
        "id": item.id,
        "modality": item.modality,
        "kind": item.kind,
        "who": item.who,
        "to": item.to,
        "about": "; ".join(item.about),
        "actions": "; ".join(item.actions),
        "lists": "; ".join(item.lists.ids),
        "places": "; ".join(item.places.codes),
        "place_description": item.places.description,
        "uses": "; ".join(item.uses),
        "ownership": ownership_words(item.ownership),
        "references": "; ".join(item.references),
        "within": item.within,
        "unless": item.unless,
        "words": item.words.text,
        "start": item.words.start,
        "end": item.words.end,
        "page": place.page or "",
        "line": place.line,
    }


def ownership_words(item: OwnershipTerms | None) -> str:
    """An ownership test in a line: "50 percent or more, also indirectly, holdings added, or control"."""
    if item is None:
        return ""
    parts = []
    if item.threshold is not None:
        parts.append(
            f"more than {item.threshold} percent" if item.operator == ">" else f"{item.threshold} percent or more"
        )
    else:
        parts.append("any holding, no percentage is said")
    parts += _SAID["indirect", item.indirect] + _SAID["aggregate", item.aggregate]
    parts += ["or control"] if item.control else []
    unsaid = [_UNSAID[name] for name in _UNSAID if getattr(item, name) is None]
    parts += [f"not said: {' and '.join(unsaid)}"] if unsaid else []
    return ", ".join(parts)


def _print_table(reading: ClauseReading, document: Document, out: TextIO, context: Context) -> None:
    console = open_console(out, context)
    if not reading.obligations:
        console.print(Text(f"{plain(document.name)}: no obligation on sanctions or export control was found."))
    else:
        table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for name in ("", "Says", "Reaches", "Words"):
            table.add_column(name, overflow="fold", ratio=None if not name else 3 if name == "Words" else 2)
        for item in reading.obligations:
            table.add_row(
                Text(item.id, no_wrap=True), Text(_says(item)), "\n".join(_reaches(item)), _quoted(item.words, document)
            )
            table.add_section()
        console.print(table)
    for term in reading.definitions:
        console.print(
            Text(f"{plain(term.term)!r} stands for: ", style="bold")
            + Text(plain("; ".join(_means(term))), style="not bold")
        )


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """An obligation for readers: who may or must what, what it reaches by label, its words and where they stand."""

    id: str
    says: str
    facts: tuple[tuple[str, str], ...]
    words: str
    place: str


def clause_rows(reading: ClauseReading, document: Document) -> Iterator[ClauseRow]:
    """Yield each obligation in plain words, in the order of the text."""
    for item in reading.obligations:
        parts = [line.partition(": ") for line in _reaches(item)]
        facts = tuple((plain(label).capitalize(), plain(value)) for label, _, value in parts)
        yield ClauseRow(item.id, _says(item), facts, plain(item.words.text), _where(item.words, document))


def definition_rows(reading: ClauseReading) -> list[tuple[str, str, str]]:
    """Return (term, what it stands for, its words) of each definition, in plain words."""
    return [(plain(term.term), plain("; ".join(_means(term))), plain(term.words.text)) for term in reading.definitions]


def _means(term: Definition) -> list[str]:
    owned = [ownership_words(term.ownership)] if term.ownership else []
    return [*term.lists, *_place_words(term.places), *owned]


def _says(item: Obligation) -> str:
    who = item.who or ("Nobody" if item.modality == "must_not" else "")
    verb = "may" if not item.who and item.modality == "must_not" else _SAYS[item.modality]
    deed = ", ".join(item.actions) or {"place": "in a place", "party": "on a list", "ownership": "owned so"}.get(
        item.kind, ""
    )
    to = f" (to {item.to})" if item.to else ""
    return plain(f"{who} {verb} {deed}{to}")


def _reaches(item: Obligation) -> Iterator[str]:
    if item.about:
        yield "concerns: " + ", ".join(_ABOUT[each] for each in item.about)
    if item.lists.ids:
        yield "lists: " + ", ".join(item.lists.ids) + (" and others like them" if item.open_ended else "")
    yield from (plain(words) for words in _place_words(item.places))
    if item.uses:
        yield "uses: " + ", ".join(item.uses)
    if item.ownership:
        yield "owned: " + ownership_words(item.ownership)
        yield "by those on: " + ", ".join(item.ownership.over)
    if item.references:
        yield "law: " + ", ".join(item.references)
    if item.within:
        yield "time: " + plain(item.within)
    if item.unless:
        yield "unless: " + plain(item.unless)


def _place_words(item: PlaceTerms) -> Iterator[str]:
    if item.undefined:
        yield f"places: {item.term} (not defined here)"
    elif item.codes:
        yield "places: " + ", ".join(code.upper() for code in item.codes)
    if item.description:
        yield f"places by description: {shorten(item.description, 120)}"


def _quoted(words: Words, document: Document) -> Text:
    return Text(f"“{plain(shorten(words.text, _QUOTED))}” ").append(_where(words, document), style="dim")


def _where(words: Words, document: Document) -> str:
    place = document.place(words.start)
    return f"line {place.line}" if place.page is None else f"page {place.page}, line {place.line}"

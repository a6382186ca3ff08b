"""The catalog explained, tested and counted, and what it lacks: tables for people, data for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from debar.model import CatalogReport, ExplainedHit, Explanation, RowSaid, Said, SetAside, UnknownModel
from debar.report.consoles import open_console, print_hanging
from debar.report.context import Context
from debar.report.records import Data, evidence_data, identification_data
from debar.report.tables import write_data, write_rows
from debar.report.text import plain

Row = Mapping[str, Any]
Span = tuple[int, int]

UNKNOWN_COLUMNS: tuple[str, ...] = ("number", "shape", "rows", "before", "products", "label", "innocent", "examples")
FAILURE_COLUMNS: tuple[str, ...] = ("place", "problem", "todo")
STATS_COLUMNS: tuple[str, ...] = (
    "maker", "name", "labels", "relabelled", "families", "patterns", "examples", "relabels", "strong", "weak", "lead",
    "affiliates", "sources", "memory_only",
)  # fmt: skip
_HIT_COLUMNS: tuple[str, ...] = (
    "kind", "text", "span", "maker", "label", "family", "parts", "said", "said_by", "strength", "because", "rows",
)  # fmt: skip
_KINDS = {
    "label": "a label that does not count here",
    "model": "a number that does not count here",
    "counter": "a family that must not be reported",
    "innocent": "what must not raise an alarm",
    "unknown": "not in the catalog",
}
_COLUMN = 11


def write_explanation(told: Explanation, format: str, out: TextIO, context: Context) -> None:  # noqa: A002
    """``catalog explain``: the text with its spans, each hit and what it rests on, and what was set aside.

    Raises:
        InputError: the format is not offered.
    """
    if format in ("json", "jsonl"):
        write_data(explanation_data(told), format, out)
    elif format == "csv":
        write_rows(list(_flat(told)), _HIT_COLUMNS, format, out, context)
    else:
        _print_explanation(told, open_console(out, context))
    out.flush()


def explanation_data(told: Explanation) -> Data:
    """The explanation as JSON-ready data; identifications have the shape that findings have, and more."""
    return {
        "text": told.text,
        "date": told.on.isoformat() if told.on else None,
        "identifications": [_hit_data(hit) for hit in told.hits],
        "set_aside": [
            {
                "kind": aside.kind,
                "text": aside.text,
                "span": list(aside.span),
                "name": aside.name,
                "because": aside.because,
                "rows": [_row_data(row) for row in aside.rows],
            }
            for aside in told.aside
        ],
    }


def _hit_data(hit: ExplainedHit) -> Data:
    return identification_data(hit.found) | {
        "maker_name": hit.maker_name,
        "owners": list(hit.owners),
        "label": hit.label,
        "family": hit.family,
        "parts": dict(hit.parts),
        "said_by": hit.said_by,
        "product_words": dict(hit.products),
        "rows": [_row_data(row) for row in hit.rows],
    }


def _row_data(row: RowSaid) -> Data:
    sources = [{"id": each.id, "quality": each.quality, **evidence_data(each.evidence)} for each in row.sources]
    return {"row": row.id, "says": row.says, "sources": sources}


def _flat(told: Explanation) -> Iterator[Data]:
    for hit in told.hits:
        data = _hit_data(hit)
        yield data | {
            "span": "-".join(map(str, hit.found.span or ())),
            "parts": "; ".join(f"{name} {value}" for name, value in hit.parts.items()),
            "rows": "; ".join(row.id for row in hit.rows),
        }
    for aside in told.aside:
        yield {
            "kind": f"set aside: {aside.kind}",
            "text": aside.text,
            "span": "-".join(map(str, aside.span)),
            "label": aside.name,
            "because": aside.because,
            "rows": "; ".join(row.id for row in aside.rows),
        }


def _print_explanation(told: Explanation, console: Console) -> None:
    marks = [(hit.found.span, f"{number}") for number, hit in enumerate(told.hits, 1) if hit.found.span]
    marks += [(aside.span, chr(ord("a") + number % 26)) for number, aside in enumerate(told.aside)]
    for line in marked_lines(told.text, marks, console.width - 2):
        console.print(Text(f"  {line}"), soft_wrap=True)
    if not told.hits:
        console.print(Text("\nNothing is identified in it."), soft_wrap=True)
    for number, hit in enumerate(told.hits, 1):
        console.print()
        print_hanging(Text(f"{number}  {plain(hit.found.text)}", style="bold"), console, hang=3)
        for name, value in _hit_lines(hit):
            _print_line(name, value, console)
        _print_rows(hit.rows, console)
    if told.aside:
        console.print()
        console.print(Text("Seen and set aside", style="bold"), soft_wrap=True)
    for number, aside in enumerate(told.aside):
        _print_aside(chr(ord("a") + number % 26), aside, console)


def _hit_lines(hit: ExplainedHit) -> Iterator[tuple[str, str]]:
    found = hit.found
    yield "maker", f"{hit.maker_name} ({found.maker})"
    if hit.owners:
        yield "owned by", "; ".join(hit.owners)
    yield "label", hit.label
    if hit.family:
        yield "family", hit.family
    if hit.parts:
        yield "number", f"{found.model}: " + ", ".join(f"{name} {value}" for name, value in hit.parts.items())
    if hit.products:
        yield "beside", ", ".join(f"“{word}” ({group})" for group, word in hit.products.items())
    said = str(found.said)
    if found.said is not Said.BOUGHT:
        said += f", by “{hit.said_by}”, so a review at most" if hit.said_by else ", so a review at most"
    yield "said", said
    yield "strength", f"{found.strength}, found as {found.kind}"
    yield "because", found.because


def _print_line(name: str, value: str, console: Console) -> None:
    _print_column(Text(f"   {name:<{_COLUMN}}", style="dim"), Text(plain(value)), console)


def _print_column(label: Text, value: Text, console: Console) -> None:
    """Print the value wrapped in a column of its own, the label before its first line."""
    margin = cell_len(label.plain)
    for number, line in enumerate(value.wrap(console, max(console.width - margin, 20))):
        line.rstrip()
        console.print((Text(" " * margin) if number else label) + line, soft_wrap=True)


def _print_rows(rows: Sequence[RowSaid], console: Console) -> None:
    for row in rows:
        _print_line("row", f"{row.id}: {row.says}", console)
        for source in row.sources:
            read = f", read {source.evidence.retrieved}" if source.evidence.retrieved else ""
            words = Text(plain(f"{source.evidence.title} ({source.quality}{read})"), style="dim")
            _print_column(Text(" " * (3 + _COLUMN) + "- ", style="dim"), words, console)
            if source.evidence.url:
                # An address is one word: broken over lines it could not be opened from the terminal.
                console.print(Text(f"{' ' * (5 + _COLUMN)}{plain(source.evidence.url)}", style="dim"), soft_wrap=True)


def _print_aside(mark: str, aside: SetAside, console: Console) -> None:
    words = Text(f"{mark}  {plain(aside.text)}", style="bold")
    print_hanging(words + Text(f"  {plain(aside.name)}: {_KINDS[aside.kind]}", style="not bold"), console, hang=3)
    _print_line("because", aside.because, console)
    for row in aside.rows:
        _print_line("row", f"{row.id}: {row.says}", console)


def marked_lines(text: str, marks: Sequence[tuple[Span, str]], width: int) -> Iterator[str]:
    """Lines of the text, each with a line of marks below it where something stands in it.

    Stretches of lines without a mark are told as ``...``. Where marks overlap, the first given wins.
    """
    cells = [" "] * len(text)
    for (start, end), mark in reversed(marks):
        inside = range(max(start, 0), min(end, len(text)))
        for place in inside:
            cells[place] = mark if place == inside[0] else "^" if end - start > 1 else mark
    shown, skipped = False, False
    for first, last in _lines(text, max(width, 20)):
        under = "".join(
            cells[i] * cell_len(_shown(text[i])) if cells[i] in "^ " else cells[i] for i in range(first, last)
        ).rstrip()
        if not under and (skipped or (shown and len(text) > 4 * width)):
            if not skipped:
                yield "..."
            skipped = True
            continue
        shown, skipped = True, False
        yield "".join(map(_shown, text[first:last])).rstrip()
        if under:
            yield under


def _shown(character: str) -> str:
    """The character where it has a place of its own on a line, else a dot, so that marks stay below their words."""
    if character.isspace():
        return " "
    return character if plain(character) == character and cell_len(character) else "·"


def _lines(text: str, width: int) -> Iterator[Span]:
    """Where lines of at most so many columns begin and end: at the last space, or where the line is full."""
    start, used, space = 0, 0, -1
    for place, character in enumerate(text):
        taken = cell_len(_shown(character))
        if used + taken > width:
            cut = space + 1 if space >= start else place
            yield start, cut
            used = sum(cell_len(_shown(each)) for each in text[cut:place])
            start = cut
        if character.isspace():
            space = place
        used += taken
    if start < len(text):
        yield start, len(text)


def write_unknown(found: Sequence[UnknownModel], format: str, out: TextIO, context: Context) -> None:  # noqa: A002
    """``scan --unknown``: candidates for the catalog, the most frequent first.

    Raises:
        InputError: the format is not offered.
    """
    if format in ("json", "jsonl"):
        write_rows([_unknown_data(each) for each in found], UNKNOWN_COLUMNS, format, out, context)
        return
    rows = [_unknown_data(each) for each in found]
    for row, each in zip(rows, found, strict=True):
        few = each.examples[:1] if format == "table" else each.examples
        row["examples"] = " | ".join(f"row {seen.row}: {seen.text}" for seen in few)
        row["before"] = ", ".join(each.before[:2] if format == "table" else each.before)
        row["products"] = ", ".join(each.products[:2] if format == "table" else each.products)
        row["innocent"] = ", ".join(each.innocent)
    columns = [column for column in UNKNOWN_COLUMNS if column != "shape"] if format == "table" else UNKNOWN_COLUMNS
    write_rows(rows, columns, format, out, context)


def _unknown_data(each: UnknownModel) -> Data:
    return {
        "number": each.number,
        "shape": each.shape,
        "rows": each.rows,
        "before": list(each.before),
        "products": list(each.products),
        "label": each.label,
        "innocent": list(each.innocent),
        "examples": [{"source": seen.source, "row": seen.row, "text": seen.text} for seen in each.examples],
    }


def write_report(report: CatalogReport, format: str, out: TextIO, context: Context) -> None:  # noqa: A002
    """``catalog test``: how many rows and examples there are, and what failed.

    Raises:
        InputError: the format is not offered.
    """
    failures = [{"place": each.place, "problem": each.problem, "todo": each.todo} for each in report.failures]
    if format in ("json", "jsonl"):
        data = {"rows": dict(report.rows), "examples": dict(report.examples), "failed": len(failures)}
        write_data(data | {"failures": failures}, format, out)
    elif format == "csv":
        write_rows(failures, FAILURE_COLUMNS, format, out, context)
    else:
        console = open_console(out, context)
        print_hanging("rows: " + ", ".join(f"{count:,} {table}" for table, count in report.rows.items()), console)
        run = ", ".join(f"{count:,} {kind}" for kind, count in report.examples.items())
        print_hanging(f"examples: {run or 'not run, since rows are wrong'}", console)
        for each in report.failures:
            console.print()
            print_hanging(Text(plain(each.place), style="bold"), console)
            _print_line("problem", each.problem, console)
            _print_line("do", each.todo, console)
        console.print(Text(f"\n{len(failures):,} failures" if failures else "no failures"), soft_wrap=True)
    out.flush()


def write_stats(stats: Row, format: str, out: TextIO, context: Context) -> None:  # noqa: A002
    """``catalog stats``: the whole in a few lines, then a row a maker; csv has the makers only.

    Raises:
        InputError: the format is not offered.
    """
    makers = stats["makers"]
    if format in ("json", "jsonl"):
        write_data(dict(stats), format, out)
    elif format == "csv":
        write_rows(makers, STATS_COLUMNS, format, out, context)
    else:
        console = open_console(out, context)
        for name, value in stats["total"].items():
            words = (
                ", ".join(f"{count:,} {word}" for word, count in value.items()) if isinstance(value, dict) else value
            )
            print_hanging(
                Text(f"{name.replace('_', ' '):<22}", style="dim") + Text(plain(f"{words}")), console, hang=22
            )
        console.print()
        rows = [
            {
                "maker": row["maker"],
                "labels": row["labels"],
                "of_others": row["relabelled"],
                "families": row["families"],
                "patterns": row["patterns"],
                "strong/weak/lead": f"{row['strong']}/{row['weak']}/{row['lead']}" if row["relabels"] else "",
                "memory": row["memory_only"] or "",
            }
            for row in makers
        ]
        write_rows(rows, list(rows[0]) if rows else [], format, out, context)
    out.flush()

"""The terminal as every table and verdict uses it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import TextIOWrapper
from typing import TextIO

from rich.console import Console
from rich.text import Text

from debar.model import Edition
from debar.report.context import Context
from debar.report.notes import edition_summary
from debar.report.words import Look

#: Widest line; longer ones are hard to read.
WIDEST = 110


class _Console(Console):
    """A console that leaves a reader who goes away to the caller; rich's own would end the process with code 1."""

    def on_broken_pipe(self) -> None:
        raise  # noqa: PLE0704  called while the BrokenPipeError is being handled


def open_console(out: TextIO, context: Context) -> Console:
    """A console that adds nothing of its own: no markup, no emoji, no highlighting; at most 110 columns wide.

    A stream that cannot hold every character shows ``?`` for those it cannot.
    """
    if isinstance(out, TextIOWrapper) and "utf" not in (out.encoding or "").lower():
        out.reconfigure(errors="replace")
    made = _Console(
        file=out,
        width=context.width,
        force_terminal=context.colour,
        no_color=True if context.colour is False else None,
        markup=False,
        emoji=False,
        highlight=False,
    )
    if context.width is None:
        made.width = min(made.width, WIDEST)
    return made


def print_hanging(text: Text | str, console: Console, *, indent: int = 0, hang: int | None = None) -> None:
    """Print text wrapped to the console, ``indent`` columns in, lines after the first ``hang`` (or ``indent``) in."""
    margin = indent if hang is None else hang
    words = Text(text) if isinstance(text, str) else text
    # Wrapped as if all lines hung alike: the first gets its own margin back by a prefix.
    lines = words.wrap(console, max(console.width - max(indent, margin), 20))
    for number, line in enumerate(lines):
        line.rstrip()
        console.print(Text(" " * (margin if number else indent)) + line, soft_wrap=True)


def print_warning(words: str, console: Console) -> None:
    """Print a warning: a mark, and colour where there is one."""
    print_hanging(Text(f"! {words}", style="bold yellow"), console, hang=2)


def print_editions(editions: Sequence[Edition], today: date, stale_after: int, console: Console) -> None:
    """Print in a few lines how many list editions there are; the old and the incomplete ones by name, as warnings."""
    first, *limits = edition_summary(editions, today, stale_after) or [""]
    if first:
        print_hanging(first, console, hang=2)
    for limit in limits:
        print_warning(limit, console)


def coloured(console: Console) -> bool:
    """True when what is printed may lean on colour."""
    return console.is_terminal and not console.no_color


def glyph(shown: Look, console: Console) -> str:
    """The outcome's shape in what the terminal can show."""
    return shown.ascii if console.options.ascii_only else shown.glyph

"""Findings on a terminal: one block each as they come, then the account of the run.

Readable at 80 columns and without colour.

Whatever a record holds reaches the terminal as plain text: no control characters, no markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.console import Console
from rich.text import Text

from debar.model import SEVERITY, Finding, Identification, Purchase
from debar.report.consoles import coloured, glyph, open_console, print_hanging, print_warning
from debar.report.context import Context
from debar.report.lines import facts_line, maker_line, place_line, rules_line
from debar.report.notes import account, found, warnings
from debar.report.summary import OTHERS, Summary, most
from debar.report.tables import edition_table
from debar.report.text import excerpt, plain
from debar.report.words import NOT_ADVICE, look, missing_facts, spoken, words_of

#: Characters of a record's text shown in a list; the place says where the whole stands.
_SHOWN = 300

_SHOWN_REJECTIONS = 5
_SHOWN_ROWS = 6


def outcome_text(finding: Finding, console: Console) -> Text:
    """Shape and word of a finding's outcome, coloured."""
    shown = look(finding.outcome)
    return Text(f"{glyph(shown, console)} {spoken(finding.outcome, missing_facts(finding.rules))}", style=shown.style)


def marked(subject: Purchase, found: Iterable[Identification], longest: int, console: Console) -> Text:
    """The record's text with the hits marked: by colour, and by ``[`` ``]`` where there is none."""
    spans = [hit.span for hit in found if hit.span]
    text = Text()
    for piece, hit in excerpt(subject.text, spans, longest):
        if hit:
            text.append(piece if coloured(console) else f"[{piece}]", style="bold black on yellow")
        else:
            text.append(piece)
    return text


class TableWriter:
    """A block a finding as it comes, then the account of the run."""

    def __init__(self, out: TextIO, context: Context) -> None:
        self._console = open_console(out, context)

    def finding(self, finding: Finding) -> None:
        """Print the finding's block."""
        head = outcome_text(finding, self._console)
        facts = Text(facts_line(finding.subject), style="bold")
        if head.cell_len + facts.cell_len + 2 <= self._console.width:
            self._console.print(head + Text("  ") + facts)
        else:
            self._console.print(head)
            print_hanging(facts, self._console, indent=2)
        body = [
            marked(finding.subject, finding.identifications, _SHOWN, self._console),
            Text(plain(finding.sentence), style="italic"),
            *(Text(line) for line in (maker_line(finding), rules_line(finding)) if line),
            Text(place_line(finding.subject), style="dim"),
        ]
        for line in body:
            print_hanging(line, self._console, indent=2)
        self._console.print()

    def close(self, summary: Summary | None = None) -> None:
        """Print the account."""
        if summary:
            print_summary(summary, self._console)


def print_summary(summary: Summary, console: Console) -> None:
    """The account of a run: rows, findings by outcome, maker, buyer and year, rejections, lists, warnings."""
    console.print(Text(account(summary), style="bold"))
    console.print(Text(found(summary), style="bold"))
    counts = Text()
    for outcome in SEVERITY:
        if summary.by_outcome[outcome]:
            shown = look(outcome)
            counts.append(
                f"{glyph(shown, console)} {shown.word} {summary.by_outcome[outcome]:,}", style=shown.style
            ).append("   ")
    if counts:
        counts.rstrip()
        console.print(counts)
    for title, dimension in (("Makers", "maker"), ("Buyers", "buyer_type"), ("States", "state"), ("Years", "year")):
        _print_tally(summary, title, dimension, console)
    _print_rejections(summary, console)
    if summary.not_checked:
        _print_list("Not checked", [plain(word) for word, _ in summary.not_checked.most_common(_SHOWN_ROWS)], console)
    if summary.editions:
        console.print()
        console.print(edition_table(summary.editions, summary.today, summary.stale_after))
    for warning in warnings(summary):
        print_warning(warning, console)
    print_hanging(Text(NOT_ADVICE, style="dim"), console)


def _print_tally(summary: Summary, title: str, dimension: str, console: Console) -> None:
    tally = summary.tallies[dimension]
    shown = sorted(tally.items()) if dimension == "year" else most(tally, _SHOWN_ROWS)
    names = summary.maker_names if dimension == "maker" else {}
    words = [f"{_named(key, names)} {counts.total():,}" for key, counts in shown]
    if len(tally) > len(shown):
        words.append(f"and {len(tally) - len(shown):,} more")
    if words:
        _print_list(title, words, console)


def _named(key: str, names: dict[str, str]) -> str:
    return key if key == OTHERS else plain(names.get(key) or words_of(key))


def _print_rejections(summary: Summary, console: Console) -> None:
    for rejection in summary.rejected[:_SHOWN_REJECTIONS]:
        line = f"Rejected: {plain(rejection.source)} row {rejection.row:,}: {plain(rejection.reason)}"
        print_hanging(Text(line, style="yellow"), console, hang=2)
    rest = summary.rejected_count - min(len(summary.rejected), _SHOWN_REJECTIONS)
    if rest > 0:
        console.print(Text(f"and {rest:,} more rejected; --format json lists them", style="yellow"))


def _print_list(title: str, words: Sequence[str], console: Console) -> None:
    print_hanging(Text.assemble((f"{title}: ", "bold"), ", ".join(words)), console, hang=2)

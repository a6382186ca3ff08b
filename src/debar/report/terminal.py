"""Findings on a terminal: a few lines each as they come, then the account of the run.

Readable at 80 columns and without colour.

Whatever a record holds reaches the terminal as plain text: no control characters, no markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.console import Console
from rich.text import Text

from debar.model import SEVERITY, Finding, Identification, Purchase
from debar.report.aggregates import OTHERS
from debar.report.consoles import coloured, glyph, open_console, print_editions, print_hanging, print_warning
from debar.report.context import Context
from debar.report.lines import buyer_line, deciding_line, decision_line, hint_lines, place_parts
from debar.report.notes import account, constructed, found, not_checked_words, run_warnings
from debar.report.records import column_of
from debar.report.summary import Summary, most
from debar.report.text import excerpt, money, plain, shorten
from debar.report.words import NOT_ADVICE, look, missing_facts, spoken, words_of

_SHOWN_REJECTIONS = 5
_SHOWN_ROWS = 6

#: Columns of the outcome and of the row's number, so that dates and buyers stand below each other.
_OUTCOME, _ROW = 14, 7
#: Lines that the sentence of a finding may fill; the whole of it stands in every other format.
_SENTENCE = 3


def outcome_text(finding: Finding, console: Console) -> Text:
    """Shape and word of a finding's outcome, coloured."""
    shown = look(finding.outcome)
    return Text(f"{glyph(shown, console)} {spoken(finding.outcome, missing_facts(finding.rules))}", style=shown.style)


def marked(subject: Purchase, found: Iterable[Identification], longest: int, console: Console) -> Text:
    """The record's text with the hits marked: by colour, and by ``[`` ``]`` where there is none."""
    text = Text()
    for piece, hit in excerpt(subject.text, [hit.span for hit in found if hit.span], longest):
        text.append_text(_mark(piece, console) if hit else Text(piece))
    return text


def _mark(words: str, console: Console) -> Text:
    return Text(words if coloured(console) else f"[{words}]", style="bold black on yellow")


class TableWriter:
    """A finding as it comes: a line each for the record and the hit, then the sentence; last the account of the run."""

    def __init__(self, out: TextIO, context: Context) -> None:
        self._console = open_console(out, context)
        self._source: str | None = None

    def finding(self, finding: Finding) -> None:
        """Print the finding's lines: what, where, when and who; the hit in its text; the rule and what follows."""
        subject, console = finding.subject, self._console
        if subject.source != self._source:
            self._source = subject.source
            print_hanging(Text(plain(subject.source), style="bold underline"), console)
        self._print_line(_head(finding, console), 0)
        self._print_line(_evidence(finding, console), 2)
        wrapped = Text(deciding_line(finding)).wrap(console, max(console.width - 2, 20))
        lines = [line.plain.rstrip() for line in wrapped]
        for line in filter(None, [*lines[: _SENTENCE - 1], " ".join(lines[_SENTENCE - 1 :])]):
            self._print_line(Text(line), 2)
        if finding.decision is not None:
            print_hanging(Text(decision_line(finding.decision), style="italic"), console, indent=2, hang=4)
        for hint in hint_lines(subject):
            print_hanging(Text(hint, style="dim"), console, indent=2, hang=4)

    def close(self, summary: Summary | None = None) -> None:
        """Print the account."""
        if summary:
            if self._source is not None:
                self._console.print()
            print_summary(summary, self._console)

    def _print_line(self, line: Text, indent: int) -> None:
        line.truncate(self._console.width - indent, overflow="ellipsis")
        self._console.print(Text(" " * indent) + line, soft_wrap=True)


def _head(finding: Finding, console: Console) -> Text:
    """Outcome, row, date, buyer: what identifies a record at a glance."""
    subject, shown = finding.subject, look(finding.outcome)
    line = Text(f"{glyph(shown, console)} {shown.word}".ljust(_OUTCOME), style=shown.style)
    place = "".join(f" {plain(part)}" for part in place_parts(subject))
    row = f"row {subject.row:,}" if subject.row else ""
    day = subject.date.isoformat() if subject.date else "no date"
    line.append(f"  {f'{row}{place}'.ljust(_ROW)}  {day:<10}  ", style="")
    mark = "  constructed" * subject.constructed
    left = console.width - len(mark)
    line.append(buyer_line(subject, left - line.cell_len), style="bold").truncate(left, overflow="ellipsis")
    return line.append(mark, style="yellow")


def _evidence(finding: Finding, console: Console) -> Text:
    """The hit in its text, and the amount; a hit in another field stands before the text, with the field's name."""
    line, amount = Text(), finding.subject.amount
    for hit in finding.identifications:
        if not hit.span and hit.field != "text":
            line.append(f"{words_of(hit.field)} ").append_text(_mark(shorten(plain(hit.text), 60), console)).append(
                ": "
            )
    columns = dict.fromkeys(filter(None, (column_of(finding.subject, hit) for hit in finding.identifications)))
    if columns:
        line.append(f"{shorten(plain(', '.join(columns)), 40)}: ", style="dim")
    price = f"  {money(amount.value, plain(amount.currency))}" if amount else ""
    brackets = 2 * len(finding.identifications) + 2
    longest = max(console.width - 2 - line.cell_len - len(price) - brackets, 20)
    line.append_text(marked(finding.subject, finding.identifications, longest, console))
    return line.append(price, style="dim")


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
    unchecked = not_checked_words(summary.not_checked)
    if unchecked:
        _print_list("Not checked (findings)", _first(unchecked), console, "; ")
    for warning in (*run_warnings(summary), constructed(summary)):
        if warning:
            print_warning(warning, console)
    print_editions(summary.editions, summary.today, summary.stale_after, console)
    print_hanging(Text(NOT_ADVICE, style="dim"), console)


def _print_tally(summary: Summary, title: str, dimension: str, console: Console) -> None:
    tally = summary.tallies[dimension]
    ordered = sorted(tally.items()) if dimension == "year" else most(tally, len(tally))
    names = summary.maker_names if dimension == "maker" else {}
    words = [f"{_named(key, names)} {counts.total():,}" for key, counts in ordered]
    if words:
        _print_list(title, words if dimension == "year" else _first(words), console)


def _first(words: Sequence[str]) -> list[str]:
    """The first few, and how many more there are."""
    more = len(words) - _SHOWN_ROWS
    return [*words[:_SHOWN_ROWS], *([f"and {more:,} more"] if more > 0 else [])]


def _named(key: str, names: dict[str, str]) -> str:
    return key if key == OTHERS else plain(names.get(key) or words_of(key))


def _print_rejections(summary: Summary, console: Console) -> None:
    if len(summary.reasons) > 1 or summary.rejected_count > _SHOWN_REJECTIONS:
        reasons = [f"{shorten(plain(reason), 80)} {times:,}" for reason, times in summary.reasons.most_common()]
        _print_list("Rejected", _first(reasons), console, "; ")
    for rejection in summary.rejected[:_SHOWN_REJECTIONS]:
        line = f"Rejected: {plain(rejection.source)} row {rejection.row:,}: {plain(rejection.reason)}"
        print_hanging(Text(line, style="yellow"), console, hang=2)
    rest = summary.rejected_count - min(len(summary.rejected), _SHOWN_REJECTIONS)
    if rest > 0:
        console.print(Text(f"and {rest:,} more rejected; --format json lists them", style="yellow"))


def _print_list(title: str, words: Sequence[str], console: Console, between: str = ", ") -> None:
    print_hanging(Text.assemble((f"{title}: ", "bold"), between.join(words)), console, hang=2)

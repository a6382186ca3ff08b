"""What must be said aloud about a run: the account of its records, and all that limits what it may be taken for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from debar.model import Edition
from debar.report.records import age_days
from debar.report.summary import Summary
from debar.report.text import money, plain
from debar.report.words import count

_YEAR = 365.25


def account(summary: Summary) -> str:
    """One sentence: rows, judged, rejected, blank."""
    parts = [f"{summary.judged:,} judged", f"{summary.rejected_count:,} rejected"]
    blank = f"; {count(summary.blank, 'blank record')} beside" if summary.blank else ""
    return f"{count(summary.rows, 'row')}: {', '.join(parts)}{blank}"


def found(summary: Summary) -> str:
    """One sentence: findings, the rows they stand in, their amounts by currency."""
    sums = [
        money(value, "" if currency == "unknown" else currency) + (" of unknown currency" * (currency == "unknown"))
        for currency, value in sorted(summary.amount.items())
    ]
    amounts = f", {' and '.join(sums)}" if sums else ""
    return f"{count(summary.findings, 'finding')} in {count(summary.subjects, 'row')}{amounts}"


def warnings(summary: Summary) -> list[str]:
    """All that must be said aloud of a run; empty when all is well."""
    said = run_warnings(summary)
    if summary.constructed:
        said.append(
            f"{count(summary.constructed, 'row with a finding is', 'rows with a finding are')} constructed, not real."
        )
    return said + edition_warnings(summary.editions, summary.today, summary.stale_after)


def run_warnings(summary: Summary) -> list[str]:
    """Sentences about what was cut short, not read or rejected."""
    said = []
    if summary.partial:
        said.append(f"This run is partial: {plain(summary.partial)}. What stands here was finished.")
    said += [
        f"{plain(file.source)} could not be read: {plain(file.unreadable)}"
        for file in summary.files.values()
        if file.unreadable
    ]
    if summary.rejected_count:
        said.append(f"{count(summary.rejected_count, 'row was', 'rows were')} rejected and not judged.")
    return said


def edition_warnings(editions: Iterable[Edition], today: date, stale_after: int) -> list[str]:
    """A sentence for each edition that is older than ``stale_after`` days, or not the whole list."""
    said = []
    for edition in editions:
        age = age_days(edition, today)
        if age > stale_after:
            said.append(
                f"{edition.list} is of {edition.dated.isoformat()}, {age_words(age)} old:"
                " newer listings are unknown here."
            )
        if edition.completeness != "full":
            said.append(
                f"{edition.list} is {completeness(edition)}." + (f" {plain(edition.note)}" * bool(edition.note))
            )
    return said


def completeness(edition: Edition) -> str:
    """What the edition's completeness means, in words."""
    return {
        "full": "the full list",
        "partial": "a part of the list",
        "derived": "derived: others extracted it from the official text",
    }.get(edition.completeness, plain(edition.completeness))


def age_words(days: int) -> str:
    """An age for people: ``12 days``, ``5 months``, ``2.3 years``."""
    if days < 60:
        return count(days, "day")
    if days < 2 * _YEAR:
        return f"{round(days / (_YEAR / 12))} months"
    return f"{days / _YEAR:.1f} years"


def used_editions(editions: Sequence[Edition], named: Iterable[str]) -> list[Edition]:
    """The editions whose list is among ``named``; all of them when none is named."""
    wanted = set(named)
    return [edition for edition in editions if edition.list in wanted] or list(editions)

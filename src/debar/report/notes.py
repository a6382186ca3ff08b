"""What must be said aloud about a run: the account of its records, and all that limits what it may be taken for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from debar.model import Edition
from debar.report.records import age_days
from debar.report.summary import Summary
from debar.report.text import money, plain
from debar.report.words import count

_YEAR = 365.25

# How the rules name a body of law that no rule held here speaks for.
_LAW = re.compile(r"((?:state )?law of) (.+?) not checked")


def account(summary: Summary) -> str:
    """One sentence: rows = judged + rejected, and the blank ones beside."""
    blank = f"; {count(summary.blank, 'blank record')} beside" if summary.blank else ""
    return f"{count(summary.rows, 'row')} = {summary.judged:,} judged + {summary.rejected_count:,} rejected{blank}"


def found(summary: Summary) -> str:
    """One sentence: findings, the rows they stand in, their amounts by currency."""
    sums = [
        money(value, "" if currency == "unknown" else currency) + (" of unknown currency" * (currency == "unknown"))
        for currency, value in sorted(summary.amount.items())
    ]
    amounts = f", {' and '.join(sums)}" if sums else ""
    return f"{count(summary.findings, 'finding')} in {count(summary.subjects, 'row')}{amounts}"


def run_warnings(summary: Summary) -> list[str]:
    """Sentences about what was cut short, not read or rejected; empty when all is well."""
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


def constructed(summary: Summary) -> str:
    """A sentence about rows that are made up; empty when none is."""
    times = summary.constructed
    return f"{count(times, 'row with a finding is', 'rows with a finding are')} constructed, not real." * bool(times)


def not_checked_words(times: Mapping[str, int]) -> list[str]:
    """What was not checked and in how many findings, most often first; states share one entry."""
    laws: dict[str, Counter[str]] = {}
    rest: Counter[str] = Counter()
    for sentence, often in times.items():
        law = _LAW.fullmatch(sentence)
        if law:
            laws.setdefault(law[1], Counter())[law[2]] += often
        else:
            rest[sentence] += often
    said = {
        f"{law} {', '.join(f'{plain(place)} {often:,}' for place, often in _ranked(places))}": places.total()
        for law, places in laws.items()
    }
    said |= {f"{plain(sentence)} {often:,}": often for sentence, often in rest.items()}
    return [words for words, _ in _ranked(said)]


def _ranked(times: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(times.items(), key=lambda item: (-item[1], item[0]))


def edition_summary(editions: Sequence[Edition], today: date, stale_after: int) -> list[str]:
    """The editions in at most three sentences: how many, which are older than ``stale_after`` days, which not whole.

    The oldest is named first, each with its age; empty when there is no edition.
    """
    if not editions:
        return []
    said = [f"Lists: {count(len(editions), 'edition')} (debar lists show)."]
    ages = {plain(edition.list): age_days(edition, today) for edition in editions}
    stale = [f"{name} ({age_words(age)})" for name, age in _ranked(ages) if age > stale_after]
    if stale:
        said.append(f"Older than {stale_after:,} days, newer listings unknown: {', '.join(stale)}.")
    whole = [
        f"{words}: {', '.join(names)}."
        for words, kind in (("Incomplete", "partial"), ("Derived by others from the official text", "derived"))
        if (names := [plain(edition.list) for edition in editions if edition.completeness == kind])
    ]
    return said + ([" ".join(whole)] if whole else [])


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

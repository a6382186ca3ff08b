"""A run as the page's template wants it: its account, charts, ranks, what to read first, lists."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from debar.model import SEVERITY, Edition, Outcome
from debar.report.aggregates import OTHERS, UNKNOWN
from debar.report.context import Context
from debar.report.html.charts import outcome_bar, year_chart
from debar.report.html.headings import headings
from debar.report.notes import age_words, completeness
from debar.report.records import age_days
from debar.report.summary import Summary, most
from debar.report.text import long_date, money, plain, web_address
from debar.report.words import Look, count, look, words_of

_RANKED = 8
_REJECTIONS = 50
_NOT_CHECKED = 30


@dataclass(frozen=True, slots=True)
class Pointer:
    """One line of "Read this first": a finding outcome's look, words, and the outcome the link filters by."""

    look: Look
    head: str
    body: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Rank:
    """One row of a ranking."""

    name: str
    bar: Markup
    count: int


def page_view(summary: Summary, context: Context) -> dict[str, Any]:
    """Everything on the page beside the findings themselves."""
    heads = headings(context.command)
    return {
        "title": plain(context.title) or _title(summary),
        "made": long_date(context.today),
        "version": plain(context.version),
        "as_of": long_date(context.as_of) if context.as_of else "",
        "known_at": long_date(context.known_at) if context.known_at else "",
        "sources": [plain(source) or "given on the command line" for source in summary.files],
        "stats": _stats(summary),
        "bar": outcome_bar(summary.by_outcome, _bar_words(summary), height=16),
        "legend": [(look(o), summary.by_outcome[o], str(o)) for o in SEVERITY if summary.by_outcome[o]],
        "first": _read_first(summary),
        "years": year_chart(summary.tallies["year"], summary.rules.values()),
        "year_rows": [
            (year, [counts[o] for o in SEVERITY if summary.by_outcome[o]], counts.total())
            for year, counts in sorted(summary.tallies["year"].items())
        ],
        "finding_ranks": [
            (heads.ranked, *_ranks(summary, "maker")),
            ("Buyer types", *_ranks(summary, "buyer_type")),
            ("States", *_ranks(summary, "state")),
        ],
        "buyers": _ranks(summary, "buyer")[0],
        "filters": _filters(summary, heads.named),
        "rejected": [(plain(r.source), f"{r.row:,}", plain(r.reason)) for r in summary.rejected[:_REJECTIONS]],
        "rejected_more": max(summary.rejected_count - _REJECTIONS, 0),
        "files": list(summary.files.values()),
        "editions": [edition_view(edition, context) for edition in summary.editions or context.editions],
        "not_checked": [(plain(word), times) for word, times in summary.not_checked.most_common(_NOT_CHECKED)],
    }


def _title(summary: Summary) -> str:
    names = [plain(source).replace("\\", "/").rsplit("/", 1)[-1] for source in summary.files if source]
    if not names:
        return "Restricted technology in purchase records"
    return names[0] if len(names) == 1 else f"{names[0]} and {count(len(names) - 1, 'more file')}"


def _stats(summary: Summary) -> list[tuple[str, str]]:
    buyers = len([buyer for buyer in summary.tallies["buyer"] if buyer != UNKNOWN])
    stats = [
        (f"{summary.judged:,}", "row judged" if summary.judged == 1 else "rows judged"),
        (f"{summary.findings:,}", "finding" if summary.findings == 1 else "findings"),
        (f"{buyers:,}", "named buyer" if buyers == 1 else "named buyers"),
    ]
    for currency, value in sorted(summary.amount.items(), key=lambda item: -item[1])[:2]:
        known = currency != UNKNOWN
        words = "at order price" if known else "currency unknown"
        stats.append((_whole(value, currency if known else ""), words))
    return stats


def _whole(value: Decimal, currency: str) -> str:
    """An amount without cents; as it is when it is too long to round."""
    return money(value.quantize(Decimal(1)) if abs(value.adjusted()) < 20 else value, currency)


def _bar_words(summary: Summary) -> str:
    return ", ".join(f"{summary.by_outcome[o]:,} {look(o).word}" for o in SEVERITY if summary.by_outcome[o]) or "none"


def _ranks(summary: Summary, dimension: str) -> tuple[list[Rank], int]:
    """The first rows of a ranking, and how many more there are."""
    tally = summary.tallies[dimension]
    top = most(tally, _RANKED)
    highest = max((counts.total() for _, counts in top), default=1)
    ranks = []
    for key, counts in top:
        bar = outcome_bar(counts, _outcome_words(counts), of=highest)
        ranks.append(Rank(_name(summary, dimension, key), bar, counts.total()))
    return ranks, len(tally) - len(top)


def _outcome_words(counts: Counter[Outcome]) -> str:
    return ", ".join(f"{counts[o]:,} {look(o).word}" for o in SEVERITY if counts[o])


def _name(summary: Summary, dimension: str, key: str) -> str:
    if key == OTHERS:
        return "all others"
    if dimension == "maker":
        return plain(summary.maker_names.get(key, key))
    return plain(words_of(key) if dimension == "buyer_type" else key)


def _filters(summary: Summary, named: str) -> list[tuple[str, str, list[tuple[str, str, int]]]]:
    """Legend, data attribute, and (value, words, count) of each choice."""
    outcomes = [(str(o), look(o).word, summary.by_outcome[o]) for o in SEVERITY if summary.by_outcome[o]]
    groups = [("Outcome", "outcome", outcomes)]
    for legend, attribute, dimension in ((named, "maker", "maker"), ("Buyer type", "type", "buyer_type")):
        tally = most(summary.tallies[dimension], 12)
        choices = [(plain(key), _name(summary, dimension, key), counts.total()) for key, counts in tally]
        groups.append((legend, attribute, choices))
    return groups


def outcome_pointers(of: Counter[Outcome], missing: Counter[str] | None = None) -> list[Pointer]:
    """Return what to know of the findings of each outcome, most severe first; ``missing`` are facts and how often."""
    asked = ", ".join(f"{words_of(fact)} ({times:,})" for fact, times in (missing or Counter()).most_common(4))
    said = (
        (
            Outcome.PROHIBITED,
            "prohibited",
            "A rule in force that day bound the buyer; no exception is on record.",
        ),
        (Outcome.LICENSE_REQUIRED, "needing a license", "Lawful only with a license that the record does not show."),
        (Outcome.DUTY, "with a duty", "Someone must report or disclose, some within days."),
        (Outcome.DEPENDS, "depending on a missing fact", f"Ask the buyer. Missing: {asked or 'see each finding'}."),
        (Outcome.REVIEW, "for a person to review", "The evidence is thin, or the text does not say it was bought."),
        (
            Outcome.CLEAR,
            "under no rule held here",
            "A restricted maker, but no rule we hold bound the buyer. Not “allowed”.",
        ),
    )
    return [
        Pointer(look(outcome), f"{count(of[outcome], 'finding')} {words}", body, str(outcome))
        for outcome, words, body in said
        if of[outcome]
    ]


def _read_first(summary: Summary) -> list[Pointer]:
    """What a reader must know before any number is quoted, most severe first."""
    pointers = outcome_pointers(summary.by_outcome, summary.missing)
    if summary.relabelled:
        head = f"{count(summary.relabelled, 'finding')} {'rests' if summary.relabelled == 1 else 'rest'} on a relabel"
        body = "The label is not the maker's. Read the evidence for who made it."
        pointers.append(Pointer(look(Outcome.REVIEW), head, body))
    if summary.undated:
        head = f"{count(summary.undated, 'row')} without a date"
        pointers.append(Pointer(look(Outcome.DEPENDS), head, "Which rules were in force cannot be told."))
    return pointers


def edition_view(edition: Edition, context: Context) -> dict[str, Any]:
    """A list edition as the page shows it."""
    age = age_days(edition, context.today)
    return {
        "list": plain(edition.list),
        "title": plain(edition.title),
        "authority": plain(edition.authority),
        "url": web_address(edition.official_url),
        "published": edition.published.isoformat() if edition.published else "not said",
        "retrieved": edition.retrieved.isoformat(),
        "age": age_words(age),
        "stale": age > context.stale_after,
        "entities": f"{edition.entities:,}",
        "completeness": completeness(edition),
        "note": plain(edition.note),
        "parts": ", ".join(f"{plain(name)} {plain(day)}" for name, day in edition.parts),
        "sha256": plain(edition.sha256),
        "licence": plain(edition.licence),
    }

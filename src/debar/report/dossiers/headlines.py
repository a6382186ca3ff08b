"""What stands at the head of a dossier in every format: one sentence, the marks chosen, and how to read them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from debar.model.dossier_pages import BESIDE, Before, DossierPage, Lane, Listed, Mark
from debar.report.dossiers.axes import day_words
from debar.report.text import plain
from debar.report.words import count

#: Marks of one lane that a page or a document writes out; how many it leaves out is said.
WRITTEN = 60

STATUS_WORDS: Mapping[str, str] = {
    "stated": "A document states it in the words quoted.",
    "inferred": "Somebody concluded it: no document says it in so many words.",
    "disputed": "Documents or parties contradict each other.",
}
STATE_WORDS: Mapping[str, str] = {
    "lit": "Evidence",
    "review": "To be confirmed",
    "dark": "Nothing found",
    "unread": "No source read",
}
ANSWER_WORDS: Mapping[str, str] = {
    "declined": "declined to comment",
    "no-answer": "did not answer",
    "contested": "contests it",
    "confirmed": "confirmed it",
    "said": "said",
}
_NOUNS = {
    "contact": "contact with officials",
    "signal": "signal",
    "payment": "payment",
    "engagement": "engagement or change of one",
    "bill": "step of bills",
    "terms": "clause or change of terms",
}
_DEEDS = ("contact", "payment", "signal", "terms", "lobbying", "engagement")
_PLURALS = {
    "contact": "contacts with officials",
    "engagement": "engagements and changes of them",
    "bill": "steps and mentions of bills",
    "terms": "clauses and changes of terms",
}


def lead(page: DossierPage) -> str:
    """The dossier in two or three sentences, of what its records hold and nothing more."""
    return " ".join(part for part in (_listed(page), _counts(page), _before(page)) if part)


def written(page: DossierPage) -> list[Mark]:
    """The marks that are written out: of a long lane those before the listing they led up to, then the latest."""
    numbers: set[int] = set()
    telling = telling_window(page)
    window = set(telling.marks) if telling else set()
    for lane in page.lanes:
        chosen = [number for number in lane.numbers if number in window][:WRITTEN]
        for number in reversed(lane.numbers):
            if len(chosen) >= WRITTEN:
                break
            if number not in window:
                chosen.append(number)
        numbers.update(chosen)
    return [page.marks[number - 1] for number in sorted(numbers)]


def left_out(page: DossierPage, marks: list[Mark]) -> dict[str, int]:
    """How many marks of each lane are not among these."""
    shown: dict[str, int] = {}
    for mark in marks:
        shown[mark.lane] = shown.get(mark.lane, 0) + 1
    return {lane.title: lane.count - shown.get(lane.id, 0) for lane in page.lanes if lane.count > shown.get(lane.id, 0)}


def totals_words(lane: Lane) -> str:
    """The sums of a lane of payments: ``$659,441 (fees), EUR 1,000 (income)``; empty without any."""
    return ", ".join(
        f"{money_words(currency, value)}{f' ({basis})' if basis else ''}"
        for (basis, currency), value in sorted(lane.totals.items())
    )


def list_words(listed: Listed) -> str:
    """A list's name for people; its program or id where no name is given."""
    return plain(listed.title or listed.program or listed.list)


def money_words(currency: str, value: Decimal) -> str:
    """An amount without cents where it has none; dollars with their sign."""
    whole = value == value.to_integral_value()
    digits = f"{value:,.0f}" if whole else f"{value:,.2f}"
    return f"${digits}" if currency == "USD" else f"{currency} {digits}".strip()


def _listed(page: DossierPage) -> str:
    if not page.listed:
        return f"{plain(page.name)} is on none of the lists read."
    lists = len({each.list for each in page.listed})
    dated = sorted((each.since, each.by, list_words(each)) for each in page.listed if each.since)
    if not dated:
        return f"{plain(page.name)} is on {count(lists, 'list')}."
    since, by, name = dated[0]
    how = "by" if by else "since"
    if lists == 1:
        return f"{plain(page.name)} is on one list, {name}, {how} {day_words(since)}."
    return f"{plain(page.name)} is on {lists} lists, the first {how} {day_words(since)}: {name}."


def _counts(page: DossierPage) -> str:
    parts = [
        count(lane.count, _NOUNS[lane.id], _PLURALS.get(lane.id, f"{_NOUNS[lane.id]}s"))
        for lane in page.lanes
        if lane.id in _NOUNS
    ]
    others = sum(lane.count for lane in page.lanes if lane.id not in _NOUNS and lane.id not in BESIDE)
    told = ", ".join(parts)
    return f"On record: {told or count(others, 'record')}." if parts or others else "Nothing is on record."


def telling_window(page: DossierPage) -> Before | None:
    """The window before the listing that the company's deeds led up to: that with most of them, of several the first.

    What was said of it in the news and bills that name it are no deeds. None where no listing has a day.
    """
    return max(page.before, key=lambda each: sum(each.counts.get(lane, 0) for lane in _DEEDS), default=None)


def window_words(window: Before) -> str:
    """Which listing a window ends at: ``the 12 months before 9 Oct 2019 (Entity List)``."""
    return f"the {window.months} months before {day_words(window.listed.since)} ({list_words(window.listed)})"


def _before(page: DossierPage) -> str:
    window = telling_window(page)
    total = sum(window.counts.values()) if window else 0
    if window is None or not total:
        return ""
    first = max((days for _, days in window.firsts.values()), default=0)
    told = f"{count(total, 'record')}, the first {count(first, 'day')} before"
    return f"In {window_words(window)}: {told}."

"""The page of a dossier: one HTML file that needs no other and works without a script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TextIO

from markupsafe import Markup

from debar.model import SEVERITY, Outcome
from debar.model.dossier_pages import BESIDE, LANES, Before, Comparison, DossierPage, Mark
from debar.model.dossiers import Quotation
from debar.names.memory import uncollected
from debar.report.context import Context
from debar.report.dossiers.axes import Axis, day_words, period_words
from debar.report.dossiers.documents import DocumentView, document_views, quotations_of
from debar.report.dossiers.headlines import (
    ANSWER_WORDS,
    STATE_WORDS,
    STATUS_WORDS,
    lead,
    left_out,
    list_words,
    money_words,
    telling_window,
    totals_words,
    window_words,
    written,
)
from debar.report.dossiers.networks import edge_rows, network_picture
from debar.report.dossiers.time_lines import COLOURS, NARROW, WIDE, Frame, axis_of, time_line
from debar.report.html.assets import content_policy, style
from debar.report.html.writer import environment
from debar.report.text import plain, shorten, web_address
from debar.report.words import NOT_ADVICE, count, look

#: The style sheets of a dossier beside that of all pages.
SHEETS = ("guide.css", "dossier.css")
#: Quotations that stand at one entry, rows of the table of edges, evidence at one lamp.
_QUOTES, _EDGES, _EVIDENCE = 3, 60, 3
_STATES = ("lit", "review", "dark", "unread")
_LONGEST = 700


@uncollected()
def write_dossier_page(page: DossierPage, out: TextIO, context: Context) -> None:
    """Write the page of a company. The same page gives the same bytes."""
    out.writelines(
        environment().get_template("dossier.html.j2").generate(_view(page, context) | _assets() | {"whole": True})
    )
    out.flush()


def dossier_part(page: DossierPage, context: Context) -> Markup:
    """Return the page of a company as a part of another page, which brings the styles of ``SHEETS``."""
    values = _view(page, context) | {"whole": False}
    # The template escapes every word of records.
    return Markup(environment().get_template("dossier.html.j2").render(values))  # noqa: S704


def write_comparison_page(comparison: Comparison, out: TextIO, context: Context) -> None:
    """Write two companies side by side: one scale, their lanes and lamps, and who acts for both."""
    pages = [comparison.one, comparison.other]
    wide, narrow = axis_of(pages, WIDE), axis_of(pages, NARROW)
    lanes = [{lane.id: lane for lane in page.lanes} for page in pages]
    frame = {"pages": pages, "shared": comparison.shared, "lanes": LANES, "by_page": lanes}
    drawn = [
        (page, lead(page), _drawn(page, _framed(WIDE, key), wide), _drawn(page, _framed(NARROW, key), narrow))
        for page, key in zip(pages, "ab", strict=True)
    ]
    view = frame | {"drawn": drawn, "made": day_words(comparison.one.made), "version": plain(context.version)}
    out.writelines(
        environment().get_template("dossier_comparison.html.j2").generate(view | _assets() | _words(comparison.one))
    )
    out.flush()


def _drawn(page: DossierPage, frame: Frame, axis: Axis | None = None) -> Markup:
    # The drawing is made in this package, every word in it escaped.
    return Markup(time_line(page, frame, axis))  # noqa: S704


def _framed(frame: Frame, key: str) -> Frame:
    """The frame without links, as the records are on pages of their own."""
    return replace(frame, links=False, key=frame.key + key)


def _assets() -> dict[str, Any]:
    return {
        "policy": content_policy(*SHEETS),
        # The sheets are files of this package.
        "style": Markup(style(*SHEETS)),  # noqa: S704
    }


def _words(page: DossierPage) -> dict[str, Any]:
    return {
        "plain": plain,
        "address": web_address,
        "day": day_words,
        "period": period_words,
        "cut": lambda words, longest: shorten(plain(words), longest),
        "count": count,
        "totals": totals_words,
        "list_words": list_words,
        "evidence_words": _evidence_words,
        "state_words": STATE_WORDS,
        "status_words": STATUS_WORDS,
        "shaded": window_words(window) if (window := telling_window(page)) else "",
        "answer_words": ANSWER_WORDS,
        "not_advice": NOT_ADVICE,
        "title": f"{plain(page.name)}: dossier",
    }


def _view(page: DossierPage, context: Context) -> dict[str, Any]:
    marks = written(page)
    shown = {mark.number for mark in marks}
    views = document_views(marks, page.texts)
    places = {view.document.sha256: view for view in views}
    entries = [_entry(mark, places) for mark in marks]
    drawn = {
        "wide": _drawn(page, WIDE),
        "narrow": _drawn(page, NARROW),
        # Made in this package too.
        "network": Markup(network_picture(page.network)),  # noqa: S704
    }
    return _words(page) | {
        "page": page,
        "lead": lead(page),
        "drawn": drawn,
        "lamps": [
            (lamp, _evidence(page, lamp.marks), _shown(lamp.marks, shown))
            for lamp in sorted(page.lamps, key=lambda lamp: _STATES.index(lamp.state))
        ],
        "windows": _windows(page),
        "edges": [
            (one, how, other, edge, _shown(edge.marks, shown))
            for one, how, other, edge in list(edge_rows(page.network))[:_EDGES]
        ],
        "years": _years([entry for entry in entries if entry["mark"].lane not in BESIDE]),
        "beside": [entry for entry in entries if entry["mark"].lane == "post"],
        "named": _named([mark for mark in marks if mark.lane == "mention"]),
        "left_out": left_out(page, marks),
        "documents": views,
        "back": {mark.number: shorten(plain(mark.title), 60) for mark in marks},
        "numbers": shown,
        "colours": COLOURS,
        "lane_titles": LANES,
        "money": money_words,
        "outcomes": _outcomes(page),
        "heed": [lamp for lamp in page.lamps if lamp.state == "lit"],
        "made": day_words(page.made),
        "version": plain(context.version),
        "documents_read": len(page.texts),
    }


def _entry(mark: Mark, places: Mapping[str, DocumentView]) -> dict[str, Any]:
    said = quotations_of(mark)
    # The same words in several copies stand once, with each place they are found at.
    held: dict[str, list[tuple[str, DocumentView | None, Quotation]]] = {}
    for id_, words in said[: len(mark.quotations)]:
        held.setdefault(plain(words.quote), []).append((id_, places.get(words.document), words))
    quotes = [(shorten(words, _LONGEST), found[:6]) for words, found in list(held.items())[:_QUOTES]]
    responses = [
        (response, id_, places.get(response.quotation.document))
        for response, (id_, _) in zip(mark.responses, said[len(mark.quotations) :], strict=True)
    ]
    return {
        "mark": mark,
        "quotes": [(words, found, _is_told(words, mark.title)) for words, found in quotes],
        "more": max(len(held) - _QUOTES, 0),
        "responses": responses,
    }


def _is_told(words: str, title: str) -> bool:
    """Whether the heading gives the words already: then only where they stand is said below it."""
    return " ".join(words.split()) in " ".join(plain(title).split())


def _years(entries: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    held: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        held.setdefault(entry["mark"].start[:4] or "No day", []).append(entry)
    return list(held.items())


def _evidence(page: DossierPage, numbers: Sequence[int]) -> list[Mark]:
    return [page.marks[number - 1] for number in numbers[:_EVIDENCE]]


def _evidence_words(mark: Mark) -> str:
    """What a mark says at a lamp: of a signal the very words, as three signals of one kind read alike."""
    if mark.lane == "signal" and mark.quotations:
        return f"“{shorten(plain(mark.quotations[0].quote).strip(), 130)}”"
    return shorten(plain(mark.title), 130)


def _shown(numbers: Sequence[int], shown: set[int]) -> list[int]:
    return [number for number in numbers if number in shown][:8]


def _window(page: DossierPage, window: Before) -> dict[str, Any]:
    rows = [
        (LANES[lane], window.counts.get(lane, 0), window.earlier.get(lane, 0), _first(page, window, lane))
        for lane in LANES
        if window.counts.get(lane) or window.earlier.get(lane)
    ]
    return {"window": window, "rows": rows, "total": sum(window.counts.values())}


def _outcomes(page: DossierPage) -> list[tuple[str, int]]:
    if page.exposure is None:
        return []
    held = {Outcome(name): times for name, times in page.exposure.outcomes.items()}
    return [(look(outcome).word, held[outcome]) for outcome in SEVERITY if outcome in held]


def _windows(page: DossierPage) -> list[dict[str, Any]]:
    """The windows; ``open`` is set at the one that the time line shades."""
    telling = telling_window(page)
    return [_window(page, each) | {"open": each is telling} for each in page.before]


def _first(page: DossierPage, window: Before, lane: str) -> tuple[Mark, int] | None:
    found = window.firsts.get(lane)
    return (page.marks[found[0] - 1], found[1]) if found else None


def _named(marks: Sequence[Mark]) -> list[tuple[str, list[Mark]]]:
    held: dict[str, list[Mark]] = {}
    for mark in marks:
        held.setdefault(mark.title, []).append(mark)
    return sorted(held.items(), key=lambda each: (-len(each[1]), each[0]))

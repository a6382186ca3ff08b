"""The page of a dossier: one HTML file that needs no other and works without a script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TextIO

from markupsafe import Markup

from debar.model.dossier_pages import BESIDE, LANES, Before, Comparison, DossierPage, Lamp, Mark
from debar.report.context import Context
from debar.report.dossiers.axes import day_words, period_words
from debar.report.dossiers.documents import document_views, quotations_of
from debar.report.dossiers.headlines import (
    ANSWER_WORDS,
    STATE_WORDS,
    STATUS_WORDS,
    lead,
    left_out,
    money_words,
    totals_words,
    written,
)
from debar.report.dossiers.networks import edge_rows, network_picture
from debar.report.dossiers.time_lines import COLOURS, NARROW, WIDE, axis_of, time_line
from debar.report.html.assets import content_policy, style
from debar.report.html.writer import environment
from debar.report.text import plain, shorten, web_address
from debar.report.words import NOT_ADVICE, count

_SHEETS = ("guide.css", "dossier.css")
#: Quotations that stand at one entry, rows of the table of edges, evidence at one lamp.
_QUOTES, _EDGES, _EVIDENCE = 3, 60, 3
_LONGEST = 700


def write_dossier_page(page: DossierPage, out: TextIO, context: Context) -> None:
    """Write the page of a company. The same page gives the same bytes."""
    out.writelines(environment().get_template("dossier.html.j2").generate(_view(page, context) | _assets()))
    out.flush()


def write_comparison_page(comparison: Comparison, out: TextIO, context: Context) -> None:
    """Write two companies side by side: one scale, their lanes and lamps, and who acts for both."""
    pages = [comparison.one, comparison.other]
    wide, narrow = axis_of(pages, WIDE), axis_of(pages, NARROW)
    lanes = {page.name: {lane.id: lane for lane in page.lanes} for page in pages}
    frame = {"pages": pages, "shared": comparison.shared, "lanes": LANES, "by_page": lanes}
    drawn = [
        (page, lead(page), Markup(time_line(page, _UNLINKED, wide)), Markup(time_line(page, _UNLINKED_NARROW, narrow)))  # noqa: S704
        for page in pages
    ]
    view = frame | {"drawn": drawn, "made": day_words(comparison.one.made), "version": plain(context.version)}
    out.writelines(
        environment().get_template("dossier_comparison.html.j2").generate(view | _assets() | _words(comparison.one))
    )
    out.flush()


_UNLINKED = type(WIDE)(links=False)
_UNLINKED_NARROW = type(WIDE)(width=NARROW.width, gutter=0, ticks=NARROW.ticks, links=False)


def _assets() -> dict[str, Any]:
    return {
        "policy": content_policy(*_SHEETS),
        # The sheets are files of this package.
        "style": Markup(style(*_SHEETS)),  # noqa: S704
    }


def _words(page: DossierPage) -> dict[str, Any]:
    return {
        "plain": plain,
        "address": web_address,
        "day": day_words,
        "period": period_words,
        "count": count,
        "totals": totals_words,
        "state_words": STATE_WORDS,
        "status_words": STATUS_WORDS,
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
    # The drawings are made in this package, every word in them escaped.
    drawn = {
        "wide": Markup(time_line(page, WIDE)),  # noqa: S704
        "narrow": Markup(time_line(page, NARROW)),  # noqa: S704
        "network": Markup(network_picture(page.network)),  # noqa: S704
    }
    return _words(page) | {
        "page": page,
        "lead": lead(page),
        "drawn": drawn,
        "lamps": [(lamp, _evidence(page, lamp.marks), _shown(lamp.marks, shown)) for lamp in page.lamps],
        "windows": [_window(page, each) for each in page.before],
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
        "made": day_words(page.made),
        "version": plain(context.version),
        "documents_read": len(page.texts),
    }


def _entry(mark: Mark, places: dict[str, Any]) -> dict[str, Any]:
    quotes = []
    said = quotations_of(mark)
    for id_, words in said[: len(mark.quotations)][:_QUOTES]:
        quotes.append((id_, shorten(plain(words.quote), _LONGEST), places.get(words.document), words))
    responses = [
        (response, id_, places.get(response.quotation.document))
        for response, (id_, _) in zip(mark.responses, said[len(mark.quotations) :], strict=True)
    ]
    return {"mark": mark, "quotes": quotes, "more": max(len(mark.quotations) - _QUOTES, 0), "responses": responses}


def _years(entries: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    held: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        held.setdefault(entry["mark"].start[:4] or "No day", []).append(entry)
    return list(held.items())


def _evidence(page: DossierPage, numbers: Sequence[int]) -> list[Mark]:
    return [page.marks[number - 1] for number in numbers[:_EVIDENCE]]


def _shown(numbers: Sequence[int], shown: set[int]) -> list[int]:
    return [number for number in numbers if number in shown][:8]


def _window(page: DossierPage, window: Before) -> dict[str, Any]:
    rows = [
        (LANES[lane], window.counts.get(lane, 0), window.earlier.get(lane, 0), _first(page, window, lane))
        for lane in LANES
        if window.counts.get(lane) or window.earlier.get(lane)
    ]
    return {"window": window, "rows": rows, "total": sum(window.counts.values())}


def _first(page: DossierPage, window: Before, lane: str) -> tuple[Mark, int] | None:
    found = window.firsts.get(lane)
    return (page.marks[found[0] - 1], found[1]) if found else None


def _named(marks: Sequence[Mark]) -> list[tuple[str, list[Mark]]]:
    held: dict[str, list[Mark]] = {}
    for mark in marks:
        held.setdefault(mark.title, []).append(mark)
    return sorted(held.items(), key=lambda each: (-len(each[1]), each[0]))


def lamp_lines(page: DossierPage) -> Iterator[tuple[Lamp, list[Mark]]]:
    """Each lamp with the marks that are named at it."""
    for lamp in page.lamps:
        yield lamp, _evidence(page, lamp.marks)

"""A dossier as rows and as JSON: every record, with all the words it stands on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TextIO

from debar.model.dossier_pages import Comparison, DossierPage, Mark
from debar.model.dossiers import Quotation
from debar.report.delimited import write_csv
from debar.report.records import Data, to_json

COLUMNS = (
    "number",
    "lane",
    "start",
    "end",
    "open",
    "status",
    "to_be_confirmed",
    "what",
    "hedge",
    "amount",
    "currency",
    "facts",
    "source",
    "responses",
    "quotes",
    "documents",
    "places",
    "notes",
)


def write_rows_csv(page: DossierPage, out: TextIO) -> None:
    """Write every record as a row; cells are guarded against spreadsheets."""
    write_csv((_row(mark) for mark in page.marks), COLUMNS, out)


def write_json(page: DossierPage, out: TextIO) -> None:
    """Write the whole page as one JSON object."""
    out.write(to_json(page_data(page), indent=1) + "\n")


def page_data(page: DossierPage) -> Data:
    """The page as JSON-ready data; amounts are decimal texts, days ISO of the precision known."""
    return {
        "name": page.name,
        "names": list(page.names),
        "made": page.made,
        "since": page.since,
        "until": page.until,
        "months": page.before[0].months if page.before else None,
        "listed": [asdict(each) for each in page.listed],
        "lanes": [
            {"id": lane.id, "title": lane.title, "count": lane.count, "undated": lane.undated}
            | {"first": lane.first, "last": lane.last, "months": {key: list(each) for key, each in lane.months.items()}}
            | {"totals": [[basis, currency, str(value)] for (basis, currency), value in sorted(lane.totals.items())]}
            for lane in page.lanes
        ],
        "records": [mark_data(mark) for mark in page.marks],
        "network": {
            "actors": [asdict(actor) for actor in page.network.actors],
            "edges": [asdict(edge) for edge in page.network.edges],
            "left_out": dict(page.network.left_out),
        },
        "before": [
            {"list": each.listed.list, "day": each.listed.since, "since": each.since, "months": each.months}
            | {"counts": dict(each.counts), "earlier": dict(each.earlier)}
            | {"firsts": {lane: {"record": first[0], "days": first[1]} for lane, first in each.firsts.items()}}
            for each in page.before
        ],
        "lamps": [asdict(lamp) for lamp in page.lamps],
        "checks": [asdict(check) for check in page.checks],
        "for_you": _exposure(page),
        "documents": [
            {"sha256": text.sha256, "name": text.name, "kind": text.kind}
            | {"address": text.address, "retrieved_at": text.retrieved_at, "characters": len(text.text)}
            for text in page.texts.values()
        ],
        "notes": list(page.notes),
    }


def mark_data(mark: Mark) -> Data:
    """One record as JSON-ready data."""
    return {
        "number": mark.number,
        "lane": mark.lane,
        "kind": mark.record.kind if mark.record is not None else "listing",
        "what": mark.title,
        "start": mark.start,
        "end": mark.end,
        "open": mark.is_open,
        "day_note": mark.day_note,
        "status": mark.status,
        "to_be_confirmed": mark.waits,
        "hedge": mark.hedge,
        "amount": mark.amount,
        "currency": mark.currency,
        "facts": [list(fact) for fact in mark.facts],
        "source": mark.source,
        "copies": mark.others + 1,
        "quotations": [_quotation(words) for words in mark.quotations],
        "responses": [
            {"by": said.by, "answer": said.answer, "quotation": _quotation(said.quotation)} for said in mark.responses
        ],
        "citations": [{"title": each.title, "url": each.url} for each in mark.citations],
        "notes": list(mark.notes),
    }


def comparison_data(comparison: Comparison) -> Data:
    """Two companies as JSON-ready data: their lanes beside each other, and who stands in both."""
    pages = (comparison.one, comparison.other)
    return {
        "companies": [
            {
                "name": page.name,
                "listed": [asdict(each) for each in page.listed],
                "lanes": {
                    lane.id: {"count": lane.count, "first": lane.first, "last": lane.last} for lane in page.lanes
                },
                "lamps": {lamp.id: {"state": lamp.state, "count": lamp.count} for lamp in page.lamps},
            }
            for page in pages
        ],
        "shared": [
            {"name": name, "role": role, "records": [list(one), list(other)]}
            for name, role, one, other in comparison.shared
        ],
    }


def _exposure(page: DossierPage) -> Data | None:
    own = page.exposure
    if own is None:
        return None
    return asdict(own) | {"amounts": {currency: str(value) for currency, value in own.amounts.items()}}


def _quotation(words: Quotation) -> Data:
    return asdict(words)


def _row(mark: Mark) -> Data:
    return {
        "number": mark.number,
        "lane": mark.lane,
        "start": mark.start,
        "end": mark.end,
        "open": "yes" if mark.is_open else "",
        "status": mark.status,
        "to_be_confirmed": "yes" if mark.waits else "",
        "what": mark.title,
        "hedge": mark.hedge,
        "amount": mark.amount,
        "currency": mark.currency,
        "facts": [f"{label}: {value}" for label, value in mark.facts],
        "source": mark.source,
        "responses": [f"{said.by} {said.answer}: {said.quotation.quote}" for said in mark.responses],
        "quotes": [words.quote for words in mark.quotations],
        "documents": list(_documents(mark)),
        "places": [f"{words.start}-{words.end}" for words in mark.quotations],
        "notes": list(mark.notes),
    }


def _documents(mark: Mark) -> Iterator[str]:
    yield from (words.document for words in mark.quotations)
    yield from (each.title for each in mark.citations)

"""A dossier as data: what its JSON and its tables hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from debar.model.dossier_pages import Before, DossierPage, Lamp, Lane, Mark
from debar.model.dossiers import Quotation, Signal
from debar.model.kept import Dossier, Kept
from debar.model.lists import Citation

Data = dict[str, Any]
MARK_COLUMNS = (
    "number", "id", "lane", "start", "end", "title", "status", "state", "hedge", "source", "amount", "currency",
    "notes", "quote", "document", "page",
)  # fmt: skip
SIGNAL_COLUMNS = (
    "id", "signal", "outcome", "state", "day", "subject", "speaker", "venue", "hedge", "rule", "because", "quote",
    "document", "page",
)  # fmt: skip
EDGE_COLUMNS = ("one", "other", "relation", "count", "status", "first", "last", "marks")


def dossier_data(dossier: Dossier, page: DossierPage) -> Data:
    """The head of a dossier: what it is known by, its listings, lanes, early warnings, checks and documents."""
    return {
        "name": dossier.name,
        "names": list(dossier.names),
        "entities": list(dossier.entities),
        "listed": [_listed(page, number) for number in range(len(page.listed))],
        "records": len(dossier.records),
        "waiting": sum(kept.state == "waiting" for kept in dossier.records),
        "lanes": [_lane(lane) for lane in page.lanes],
        "warnings": [_lamp(lamp) for lamp in page.lamps],
        "before_listing": [_window(each) for each in page.before],
        "checks": [
            {"title": each.title, "because": each.because, "flagged": each.is_flagged, "marks": list(each.marks)}
            for each in page.checks
        ],
        "yours": _exposure(page),
        "documents": list(_documents(dossier)),
        "notes": list(page.notes),
    }


def _lane(lane: Lane) -> Data:
    return {
        "id": lane.id,
        "title": lane.title,
        "count": lane.count,
        "first": lane.first or None,
        "last": lane.last or None,
        "undated": lane.undated,
        "totals": [
            {"basis": basis, "currency": currency, "amount": str(amount)}
            for (basis, currency), amount in lane.totals.items()
        ],
    }


def _lamp(lamp: Lamp) -> Data:
    return {
        "id": lamp.id,
        "title": lamp.title,
        "state": lamp.state,
        "rule": lamp.rule,
        "because": lamp.because,
        "for_you": lamp.for_you,
        "source": _citation(lamp.source),
        "marks": list(lamp.marks),
        "count": lamp.count,
    }


def _window(each: Before) -> Data:
    return {
        "list": each.listed.list,
        "listed": each.listed.since or None,
        "months": each.months,
        "from": each.since,
        "counts": dict(each.counts),
        "earlier": dict(each.earlier),
        "marks": list(each.marks),
    }


def _exposure(page: DossierPage) -> Data | None:
    """What the buyer's own findings hold of the company; None when no findings were given."""
    each = page.exposure
    if each is None:
        return None
    return {
        "findings": each.findings,
        "devices": each.devices,
        "outcomes": dict(each.outcomes),
        "vendors": [{"name": name, "findings": number} for name, number in each.vendors],
        "amounts": {currency: str(amount) for currency, amount in each.amounts.items()},
        "first": each.first or None,
        "last": each.last or None,
        "after_first_sign": each.after_first_sign,
    }


def _documents(dossier: Dossier) -> Iterator[Data]:
    used = Counter(
        document for kept in dossier.records for document in {words.document for words in kept.record.quotations}
    )
    for each in dossier.documents.values():
        yield {
            "sha256": each.sha256,
            "name": each.name,
            "form": each.form,
            "kind": each.kind,
            "address": each.address or None,
            "retrieved_at": each.retrieved_at,
            "records": used[each.sha256],
        }


def _listed(page: DossierPage, number: int) -> Data:
    each = page.listed[number]
    return {
        "list": each.list,
        "name": each.name,
        "from": each.since or None,
        "by": each.by,
        "to": each.until or None,
        "standing": each.standing,
        "program": each.program,
        "citations": [_citation(citation) for citation in each.citations],
    }


def _citation(citation: Citation) -> Data:
    return {"title": citation.title, "url": citation.url}


def mark_data(mark: Mark, kept: Kept | None) -> Data:
    """A mark of the time line with its words and answers; ``kept`` is its record."""
    return {
        "number": mark.number,
        "id": kept.id if kept else None,
        "lane": mark.lane,
        "kind": mark.record.kind if mark.record else None,
        "start": mark.start or None,
        "end": mark.end or None,
        "title": mark.title,
        "status": mark.status,
        "state": kept.state if kept else "settled",
        "hedge": mark.hedge,
        "source": mark.source,
        "day_note": mark.day_note,
        "amount": mark.amount or None,
        "currency": mark.currency or None,
        "facts": dict(mark.facts),
        "quotations": [_quotation(each) for each in mark.quotations],
        "responses": [{"by": each.by, "answer": each.answer, **_quotation(each.quotation)} for each in mark.responses],
        "citations": [_citation(each) for each in mark.citations],
        "notes": list(mark.notes),
    }


def _quotation(each: Quotation) -> Data:
    return {
        "document": each.document,
        "page": each.page,
        "span": [each.start, each.end],
        "quote": each.quote,
    }


def kept_by_record(records: Iterable[Kept]) -> Mapping[int, Kept]:
    """The records of a dossier by the identity of the record that a mark refers to."""
    return {id(kept.record): kept for kept in records}


def mark_row(data: Data) -> Data:
    """A mark as one row of a table, with its first words."""
    words: Data = next(iter(data["quotations"]), {})
    held = {name: words.get(name) for name in ("document", "page")}
    return {**data, **held, "quote": words.get("quote", ""), "notes": "; ".join(data["notes"])}


def signal_rows(records: Iterable[Kept]) -> Iterator[Data]:
    """The signals, those told first, each with its rule and words."""
    found = [(kept, kept.record) for kept in records if isinstance(kept.record, Signal)]
    found.sort(key=lambda pair: (pair[1].outcome != "signal", pair[1].day.iso if pair[1].day else "~"))
    for kept, signal in found:
        words = signal.quotations[0]
        yield {
            "id": kept.id,
            "signal": signal.signal,
            "outcome": signal.outcome,
            "state": kept.state,
            "day": signal.day.iso if signal.day else None,
            "subject": signal.subject,
            "speaker": signal.speaker,
            "venue": signal.venue,
            "hedge": signal.hedge,
            "rule": signal.rule,
            "because": signal.because,
            "words": [{"stands_for": name, "span": [start, end]} for name, start, end in signal.words],
            "span": [words.start, words.end],
            "quote": words.quote,
            "document": words.document,
            "page": words.page,
        }


def network_data(page: DossierPage) -> Data:
    """Actors and edges, with how many of each role are not shown."""
    return {
        "actors": [
            {"id": each.id, "name": each.name, "role": each.role, "count": each.count, "note": each.note}
            for each in page.network.actors
        ],
        "edges": list(edge_rows(page)),
        "left_out": dict(page.network.left_out),
    }


def edge_rows(page: DossierPage) -> Iterator[Data]:
    """The edges of the network as rows."""
    for each in page.network.edges:
        yield {
            "one": each.one,
            "other": each.other,
            "relation": each.relation,
            "count": each.count,
            "status": each.status,
            "first": each.first or None,
            "last": each.last or None,
            "marks": list(each.marks),
        }


def kept_data(kept: Kept) -> Data:
    """A record of the review queue: what it says, why it waits, its words and the decision on it."""
    words = kept.record.quotations[0] if kept.record.quotations else None
    return {
        "id": kept.id,
        "kind": kept.record.kind,
        "state": kept.state,
        "confidence": kept.record.confidence,
        "about": list(kept.record.about),
        "quote": words.quote if words else "",
        "document": words.document if words else None,
        "page": words.page if words else None,
        "notes": list(kept.record.notes),
        "decision": (
            {"by": kept.decision.actor, "because": kept.decision.reason, "at": kept.decision.at}
            if kept.decision
            else None
        ),
    }

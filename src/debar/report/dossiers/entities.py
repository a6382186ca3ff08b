"""A dossier as FollowTheMoney entities (https://followthemoney.tech), one JSON object a line, like the lists' export.

Engagements are ``Representation``, payments ``Payment``, a supplier and its customer ``UnknownLink``, listings
``Sanction``, documents ``Document``; everything else that happened is an ``Event`` whose ``proof`` are its documents.
What is inferred or disputed says so in ``status`` or ``notes``. Ids come from the content, so that the same record has
the same id in every export.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import TextIO

from debar.model.dossier_pages import DossierPage, Mark, PageText
from debar.model.dossier_ties import Subsidiary, Supply
from debar.model.dossiers import Contact, Engagement, Payment, Post
from debar.report.records import Data, to_json
from debar.report.text import plain, shorten, web_address

_NAME, _STRING, _LONG = 384, 1_024, 65_000
_BESIDE = frozenset({"mention"})


def write_entities(page: DossierPage, out: TextIO) -> None:
    """Write the export; the same page gives the same bytes."""
    out.writelines(to_json(entity) + "\n" for entity in entities_of(page))


def entities_of(page: DossierPage) -> Iterator[Data]:
    """The company, then documents, then what happened; an id stands once, with all that was told under it."""
    held: dict[str, Data] = {}
    for entity in _told(page):
        before = held.setdefault(entity["id"], entity)
        if before is not entity:
            for name, values in entity["properties"].items():
                before["properties"][name] = list(dict.fromkeys((*before["properties"].get(name, ()), *values)))
    yield from held.values()


def _told(page: DossierPage) -> Iterator[Data]:
    export = _Export(page)
    yield from export.party(page.name, "Company")
    for text in page.texts.values():
        yield _document(text)
    for mark in page.marks:
        if mark.lane not in _BESIDE:
            yield from export.mark(mark)


class _Export:
    """The parties already told, and what each record becomes."""

    def __init__(self, page: DossierPage) -> None:
        self._page = page
        self._own = {name.casefold() for name in page.names}
        self._told: set[str] = set()

    def party(self, name: str, schema: str) -> Iterator[Data]:
        """The party, when it was not told before."""
        id_ = self._party_id(name, schema)
        if id_ not in self._told:
            self._told.add(id_)
            yield _entity(id_, schema, {"name": [shorten(plain(name), _NAME)]})

    def mark(self, mark: Mark) -> Iterator[Data]:
        """The parties of a record and the record itself."""
        record = mark.record
        if mark.record is None:
            yield self._sanction(mark)
        elif isinstance(record, Engagement):
            yield from self._edge(mark, "Representation", ("agent", record.firm), ("client", record.client))
        elif isinstance(record, Payment) and record.payer and record.beneficiary:
            yield from self._edge(mark, "Payment", ("payer", record.payer), ("beneficiary", record.beneficiary))
        elif isinstance(record, Supply) and record.stance != "denied":
            yield from self._edge(mark, "UnknownLink", ("subject", record.supplier), ("object", record.customer))
        elif isinstance(record, Subsidiary):
            yield from self._edge(mark, "Ownership", ("owner", record.parent), ("asset", record.name))
        elif isinstance(record, Contact):
            yield from self._contact(mark, record)
        elif isinstance(record, Post):
            yield _entity(
                self._party_id(record.person, "Person"),
                "Person",
                {
                    "name": [shorten(plain(record.person), _NAME)],
                    "position": [_cut(record.post)],
                    "proof": _proof(mark),
                },
            )
        else:
            yield _entity(self._id(mark), "Event", self._event(mark) | {"involved": [self._company()]})

    def _company(self) -> str:
        return self._party_id(self._page.name, "Company")

    def _party_id(self, name: str, schema: str) -> str:
        if name.casefold() in self._own:
            return f"debar-company-{_hash(self._page.name.casefold())}"
        group = "person" if schema == "Person" else "party"
        return f"debar-{group}-{_hash(plain(name).casefold())}"

    def _id(self, mark: Mark) -> str:
        words = [f"{each.document}:{each.start}:{each.end}" for each in mark.quotations[:1]]
        return f"debar-{mark.lane}-{_hash(mark.title, mark.start, mark.end, *words)}"

    def _sanction(self, mark: Mark) -> Data:
        properties = {
            "entity": [self._company()],
            "authority": [_cut(mark.source)],
            "program": [_cut(mark.label)],
            "startDate": [mark.start],
            "endDate": [mark.end],
            "sourceUrl": [web_address(each.url) for each in mark.citations],
        }
        return _entity(self._id(mark), "Sanction", properties)

    def _edge(self, mark: Mark, schema: str, *ends: tuple[str, str]) -> Iterator[Data]:
        for _, name in ends:
            yield from self.party(name, "Company" if schema == "Ownership" else "LegalEntity")
        properties = {place: [self._party_id(name, "LegalEntity")] for place, name in ends} | {
            "startDate": [mark.start],
            "endDate": [mark.end],
            "summary": [_said(mark)],
            "status": [mark.status],
            "publisher": [_cut(mark.source)],
            "proof": _proof(mark),
        }
        if isinstance(mark.record, Subsidiary):
            # the day of the list is not the day since which it is held
            properties |= {"percentage": [mark.record.share], "date": [mark.start], "startDate": []}
        if schema == "Payment":
            properties |= {"amount": [mark.amount], "currency": [mark.currency]}
            properties["purpose"] = [value for label, value in mark.facts if label == "For"]
            del properties["status"]
        if schema == "UnknownLink":
            properties["role"] = [_cut(mark.title)]
        if schema == "Representation":
            properties["role"] = [value for label, value in mark.facts if label == "On"]
        yield _entity(self._id(mark), schema, properties)

    def _contact(self, mark: Mark, record: Contact) -> Iterator[Data]:
        people = [*record.agents, *(official.name for official in record.officials if official.name)]
        for name in people:
            yield from self.party(name, "Person")
        for name in (record.firm, record.client):
            if name:
                yield from self.party(name, "LegalEntity")
        involved = [self._party_id(name, "Person") for name in people]
        involved += [self._party_id(record.client, "LegalEntity")] if record.client else []
        organizer = [self._party_id(record.firm, "LegalEntity")] if record.firm else []
        properties = self._event(mark) | {"involved": involved, "organizer": organizer, "location": [record.place]}
        yield _entity(self._id(mark), "Event", properties)

    def _event(self, mark: Mark) -> dict[str, Sequence[str]]:
        notes: list[str] = [] if mark.status == "stated" else [mark.status]
        notes += [f"{said.by} {said.answer}: {plain(said.quotation.quote)}" for said in mark.responses]
        notes += ["to be confirmed by a person"] if mark.waits else []
        notes += map(plain, mark.notes)
        return {
            "name": [shorten(plain(mark.title), _NAME)],
            "date": [mark.start],
            "summary": [_said(mark)],
            "publisher": [_cut(mark.source)],
            "proof": _proof(mark),
            "notes": notes,
        }


def _document(text: PageText) -> Data:
    properties = {
        "fileName": [_cut(text.name)],
        "title": [_cut(text.name)],
        "notes": [f"sha256 {text.sha256}", *map(plain, text.notes)],
        "sourceUrl": [web_address(text.address)],
        "retrievedAt": [text.retrieved_at[:10]],
    }
    return _entity(_document_id(text.sha256), "Document", properties)


def _document_id(sha256: str) -> str:
    return f"debar-document-{sha256[:40]}"


def _proof(mark: Mark) -> list[str]:
    return list(dict.fromkeys(_document_id(words.document) for words in mark.quotations))


def _said(mark: Mark) -> str:
    words = "; ".join(plain(each.quote) for each in mark.quotations[:3])
    return shorten(f"{plain(mark.title)}. “{words}”" if words else plain(mark.title), _LONG)


def _cut(words: str) -> str:
    return shorten(plain(words), _STRING)


def _entity(id_: str, schema: str, properties: dict[str, Sequence[str]] | dict[str, list[str]]) -> Data:
    held = {name: list(dict.fromkeys(filter(None, values))) for name, values in properties.items()}
    caption = next(iter(held.get("name") or held.get("title") or held.get("summary") or [schema]))
    return {
        "id": id_,
        "caption": shorten(caption, _NAME),
        "schema": schema,
        "datasets": ["debar"],
        "properties": {name: values for name, values in held.items() if values},
    }


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode(errors="replace")).hexdigest()[:20]

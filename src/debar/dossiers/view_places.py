"""Where a record stands on the time line: its lane, its days, and what makes two records copies of one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import attrgetter, itemgetter

from debar.model.dossier_pages import LANES
from debar.model.dossier_ties import Project, Subsidiary, Supply
from debar.model.dossiers import (
    BillMention,
    BillStep,
    Clause,
    CompanyFiling,
    Contact,
    Count,
    Day,
    Engagement,
    ListAction,
    Listing,
    Lobbying,
    Mention,
    Payment,
    Post,
    Record,
    RegisterChange,
    Signal,
    TermsChange,
    Told,
)
from debar.model.kept import STRONG, Kept
from debar.model.timelines import PartyListing

_LANES: Mapping[type[Record], str] = {
    Listing: "listing",
    ListAction: "listing",
    Engagement: "engagement",
    RegisterChange: "engagement",
    Payment: "payment",
    Contact: "contact",
    Lobbying: "lobbying",
    BillStep: "bill",
    BillMention: "bill",
    Signal: "signal",
    Clause: "terms",
    TermsChange: "terms",
    CompanyFiling: "filing",
    Project: "project",
    Supply: "project",
    Subsidiary: "project",
    Post: "post",
    Mention: "mention",
    Count: "mention",
}
_ORDER = {lane: place for place, lane in enumerate(LANES)}
_UNDATED = "~"
"""Sorts behind every ISO day."""


@dataclass(slots=True)
class Entry:
    """A record (or a listing) at its place; ``copies`` are further records of the same thing."""

    lane: str
    start: str
    end: str
    is_open: bool
    record: Record | None
    listing: PartyListing | None = None
    copies: dict[Record, None] | None = None
    is_settled: bool = True

    def order(self) -> tuple[str, int, str, str, int]:
        """Days first, then lanes, then the place of the first words: the order of the input does not show."""
        words = self.record.quotations[0] if self.record is not None and self.record.quotations else None
        if words is None:
            key = self.listing.entity + self.listing.designation.list if self.listing else ""
            return self.start or _UNDATED, _ORDER.get(self.lane, 99), self.end, key, 0
        return self.start or _UNDATED, _ORDER.get(self.lane, 99), self.end, words.document, words.start

    def standing(self) -> int:
        """0 stated, 1 inferred, 2 disputed: disputed where one copy is, stated where one copy is."""
        if self.record is None:
            return 0
        if not self.copies:
            return _STANDINGS[self.record.status]
        held = {self.record.status, *(copy.status for copy in self.copies)}
        return 2 if "disputed" in held else 0 if "stated" in held else 1


_STANDINGS = {"stated": 0, "inferred": 1, "disputed": 2}


def entries_of(kept: Iterable[Kept | Record], listings: Iterable[PartyListing]) -> list[Entry]:
    """All records and listings in the order of their days; copies of one thing become one entry, refused ones none.

    An entry is settled when one copy is sure enough to go without a person, or was accepted by one. A record of a
    party that came onto a list or left it says nothing more where the listing itself is given, nor does a sentence
    that happened (`Told`) whose words are those of another record.
    """
    given = list(listings)
    kept = list(kept)
    recorded = _recorded(kept)
    listed = {(each.designation.list, each.entity) for each in given}
    held: dict[Hashable, Entry] = {}
    for each in kept:
        record, state = (each.record, each.state) if isinstance(each, Kept) else (each, "")
        if state == "refused":
            continue
        if isinstance(record, Told) and all(
            (each.document, each.start, each.end) in recorded for each in record.quotations
        ):
            continue
        if isinstance(record, Listing) and record.change != "changed" and (record.list, record.entity) in listed:
            continue
        lane, start, end, is_open = place_of(record)
        is_settled = record.confidence >= STRONG or state == "accepted"
        key = (lane, start, end, _same(record))
        entry = held.get(key)
        if entry is None:
            held[key] = Entry(lane, start, end, is_open, record, is_settled=is_settled)
            continue
        entry.is_settled = entry.is_settled or is_settled
        if record != entry.record:
            entry.copies = entry.copies or {}
            entry.copies[record] = None
    found = [_settled(entry) for entry in held.values()]
    found.extend(_listed(given))
    return list(_ordered(found))


def _settled(entry: Entry) -> Entry:
    """The entry with the copy that stands first in the documents as its record, whichever was read first."""
    if entry.record is not None and entry.copies:
        first, *others = sorted((entry.record, *entry.copies), key=_first_words)
        entry.record, entry.copies = first, dict.fromkeys(others)
    return entry


def _first_words(record: Record) -> tuple[str, int, int, str]:
    if not record.quotations:
        return "", 0, 0, record.source
    words = record.quotations[0]
    return words.document, words.start, words.end, record.source


def _ordered(entries: list[Entry]) -> Iterator[Entry]:
    """Entries in their order; two records on the same words are told apart by all they say."""
    keyed = sorted((entry.order(), place) for place, entry in enumerate(entries))
    for _, tied in groupby(keyed, key=itemgetter(0)):
        held = [entries[place] for _, place in tied]
        yield from sorted(held, key=lambda entry: repr(entry.record)) if len(held) > 1 else held


def _recorded(kept: Iterable[Kept | Record]) -> set[tuple[str, int, int]]:
    """The places whose words became a record of their own, so that telling them once more adds nothing."""
    records = [each.record if isinstance(each, Kept) else each for each in kept]
    told = {words.document for record in records if isinstance(record, Told) for words in record.quotations}
    if not told:
        return set()
    return {
        (words.document, words.start, words.end)
        for record in records
        if not isinstance(record, Told) and _LANES.get(type(record), "mention") != "mention"
        for words in record.quotations
        if words.document in told
    }


def place_of(record: Record) -> tuple[str, str, str, bool]:
    """Lane, first day and last day (ISO, empty where not known) and whether its period is open.

    An engagement is open where a register holds it without an end; where a text tells only of its beginning, its end is
    not known.
    """
    lane = _LANES.get(type(record), "news")
    if isinstance(record, (Payment, Lobbying, Project)):
        return lane, _iso(record.start), _iso(record.end), False
    if isinstance(record, Engagement):
        return lane, _iso(record.start), _iso(record.end), record.end is None and record.method == "table"
    if isinstance(record, (RegisterChange, TermsChange, Clause)):
        return lane, _iso(record.seen), "", False
    day = getattr(record, "day", None) or getattr(record, "seen", None)
    return lane, _iso(day), "", False


#: What two records of one lane and day must share to be one thing told twice; words too, where they are the claim.
_FIELDS: Mapping[type[Record], tuple[str, ...]] = {
    Contact: ("firm", "client", "officials", "agents", "purpose", "methods"),
    Payment: ("payer", "beneficiary", "amount", "currency", "basis", "purpose"),
    Engagement: ("firm", "client", "number", "fee"),
    Lobbying: ("firm", "client", "issue", "text"),
    RegisterChange: ("change", "firm", "client", "number", "fields"),
    BillStep: ("bill", "step", "chamber"),
    BillMention: ("bill", "name"),
    ListAction: ("action", "list", "number", "parties"),
    Listing: ("list", "entity", "change"),
    CompanyFiling: ("filer", "form", "number"),
    Supply: ("supplier", "customer", "item", "stance", "share", "period"),
    Subsidiary: ("parent", "name", "place", "share"),
    Project: ("party", "name", "place"),
    Post: ("person", "post", "organization"),
    Mention: ("name", "what"),
    Count: ("value", "op", "unit"),
}
_KEYS: Mapping[type[Record], Callable[[Record], Hashable]] = {
    kind: attrgetter(*names) for kind, names in _FIELDS.items()
}


def _same(record: Record) -> Hashable:
    key = _KEYS.get(type(record))
    if key is not None:
        return type(record), key(record)
    return type(record), record.quotations[0].quote if record.quotations else record


def _listed(listings: Iterable[PartyListing]) -> Iterator[Entry]:
    for listing in listings:
        each = listing.designation
        start = each.from_.isoformat() if each.from_ else ""
        yield Entry("listing", start, each.to.isoformat() if each.to else "", each.to is None, None, listing)


def _iso(day: Day | None) -> str:
    return _real(day.iso) if day is not None else ""


@lru_cache(maxsize=65_536)
def _real(iso: str) -> str:
    """The ISO text itself; empty where the calendar has no such day."""
    try:
        date.fromisoformat(iso + "0000-01-01"[len(iso) :])
    except ValueError:
        return ""
    return iso

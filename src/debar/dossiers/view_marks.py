"""The marks of a time line, made when asked for: a page shows hundreds of them where a dossier holds thousands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import overload

from debar.dossiers.view_places import Entry
from debar.dossiers.view_words import facts_of, label_of, title_of
from debar.model.dossier_pages import Mark
from debar.model.dossiers import Day, Listing, Payment, Record, Status
from debar.model.lists import Citation, Standing
from debar.model.timelines import PartyListing

#: The standings of a mark in the order they are counted in.
STATUSES: tuple[Status, ...] = ("stated", "inferred", "disputed")


class Marks(Sequence[Mark]):
    """The marks of entries that are in order; each is made when it is asked for."""

    def __init__(self, entries: Sequence[Entry], titles: Mapping[str, str] | None = None) -> None:
        self._entries = entries
        self._titles = titles or {}

    def __len__(self) -> int:
        """How many there are."""
        return len(self._entries)

    @overload
    def __getitem__(self, place: int) -> Mark: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Mark]: ...
    def __getitem__(self, place: int | slice) -> Mark | Sequence[Mark]:
        """The mark at a place (its number less one), or several."""
        if isinstance(place, slice):
            return [mark_of(self._entries[each], each + 1, self._titles) for each in range(len(self))[place]]
        number = range(len(self))[place] + 1
        return mark_of(self._entries[number - 1], number, self._titles)


def mark_of(entry: Entry, number: int, titles: Mapping[str, str]) -> Mark:
    """The mark of one entry; ``titles`` are the names of lists by their ids."""
    if entry.listing is not None:
        return _listing_mark(entry, entry.listing, number, titles)
    record = entry.record
    if record is None:
        raise ValueError("an entry holds a record or a listing")
    held = (record, *(entry.copies or ()))
    amount, currency = (record.amount, record.currency) if isinstance(record, Payment) else ("", "")
    cited = record.citations if isinstance(record, Listing) else ()
    return Mark(
        number=number,
        lane=entry.lane,
        title=title_of(record),
        label=label_of(record),
        start=entry.start,
        end=entry.end,
        is_open=entry.is_open,
        status=STATUSES[entry.standing()],
        hedge=next((each.hedge for each in held if each.hedge), ""),
        source="; ".join(dict.fromkeys(each.source for each in held if each.source)),
        day_note=_day_note(record),
        amount=amount,
        currency=currency,
        facts=facts_of(record),
        quotations=tuple(dict.fromkeys(words for each in held for words in each.quotations)),
        responses=tuple(dict.fromkeys(said for each in held for said in each.responses)),
        citations=tuple(Citation(title) for title in cited),
        notes=tuple(dict.fromkeys(note for each in held for note in each.notes)),
        others=len(held) - 1,
        waits=not entry.is_settled,
        record=record,
    )


def _listing_mark(entry: Entry, listing: PartyListing, number: int, titles: Mapping[str, str]) -> Mark:
    each = listing.designation
    title = titles.get(each.list, "")
    name = title or each.program or each.list
    facts = (
        ("List", each.list),
        ("Entry", listing.entity),
        ("Scope", each.scope),
        ("Published", each.published.isoformat() if each.published else ""),
    )
    return Mark(
        number=number,
        lane="listing",
        title=f"{listing.name} on {name}",
        label=short_title(title) or each.program or each.list,
        start=entry.start,
        end=entry.end,
        is_open=entry.is_open,
        source=each.authority,
        day_note=_bound(listing),
        facts=tuple((label, value) for label, value in facts if value),
        citations=each.citations,
        notes=(each.note,) if each.note else (),
        waits=listing.standing is Standing.UNKNOWN,
    )


def short_title(title: str) -> str:
    """A list's name for a drawing: what stands in brackets where that is a name, else the first words."""
    inner = title[title.rfind("(") + 1 : -1] if title.endswith(")") else ""
    if inner and len(inner) <= 24:
        return inner[:1].upper() + inner[1:]
    found = re.search(r"section [0-9]+[a-z]?", title, re.IGNORECASE)
    return found[0].capitalize() if found else title[:34]


def _bound(listing: PartyListing) -> str:
    each = listing.designation
    if not each.from_bounded or each.from_ is None:
        return ""
    after = f" and after {each.from_after.isoformat()}" if each.from_after else ""
    return f"listed by {each.from_.isoformat()}{after}; the list gives no day"


def _day_note(record: Record) -> str:
    days = (getattr(record, name, None) for name in ("day", "start", "seen"))
    day = next((each for each in days if isinstance(each, Day)), None)
    if day is None or not day.inferred:
        return ""
    because = f", from {day.because}" if day.because else ""
    return f"written “{day.text}”, the rest inferred{because}" if day.text else f"day inferred{because}"

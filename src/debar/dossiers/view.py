"""The page of one company, made of its records and listings: pure, the same input gives the same page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from debar.dossiers.lamps import light
from debar.dossiers.network import network_of
from debar.dossiers.view_checks import checks_of
from debar.dossiers.view_engagements import merge_engagements
from debar.dossiers.view_exposure import exposure_of
from debar.dossiers.view_marks import Marks
from debar.dossiers.view_places import Entry, entries_of
from debar.dossiers.view_windows import windows
from debar.errors import InputError
from debar.model.dossier_pages import LANES, Comparison, DossierPage, Lamp, Lane, Listed, PageText
from debar.model.dossiers import Listing, Payment, Record
from debar.model.findings import Finding
from debar.model.kept import Kept
from debar.model.lists import Standing
from debar.model.timelines import PartyListing
from debar.names.memory import uncollected

_STANDING = {Standing.YES: "in force", Standing.NO: "ended", Standing.UNKNOWN: "not known"}
_WARNING = frozenset({"signal", "terms", "contact", "lobbying"})


@uncollected()
def make_page(
    name: str,
    kept: Iterable[Kept | Record],
    *,
    today: date,
    names: Iterable[str] = (),
    listings: Iterable[PartyListing] = (),
    texts: Iterable[PageText] = (),
    findings: Iterable[Finding] = (),
    since: str = "",
    until: str = "",
    months: int = 12,
    titles: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> DossierPage:
    """Return all that the page of a company shows.

    ``names`` are further names and ids of the company, ``listings`` those of its time line over the lists, ``texts``
    the documents that records quote, ``findings`` those of past scans of the buyer. ``since`` and ``until`` (ISO, of
    any precision, both included) keep to a period; what has no day stays. ``months`` is the window before a listing;
    ``titles`` are the names of lists by their ids.

    Raises InputError for a period that ends before it begins or a window of less than a month.
    """
    _check(since, until, months)
    entries = merge_engagements(entries_of(kept, listings))
    if since or until:
        entries = [entry for entry in entries if _within(entry, since, until)]
    own = tuple(dict.fromkeys((name, *names)))
    listed = _listed(entries, titles or {})
    lamps = light(entries, own, read=("listing",))
    return DossierPage(
        name=name,
        names=own,
        listed=listed,
        marks=Marks(entries, titles or {}),
        lanes=_lanes(entries),
        network=network_of(entries, own),
        before=windows(entries, listed, months),
        lamps=lamps,
        checks=checks_of(entries),
        exposure=exposure_of(findings, own, _first_sign(entries)),
        texts={text.sha256: text for text in texts},
        made=today.isoformat(),
        since=since,
        until=until,
        notes=(*notes, *_said(entries, lamps)),
    )


def _check(since: str, until: str, months: int) -> None:
    if since and until and until < since[: len(until)]:
        raise InputError(f"The period from {since} to {until} ends before it begins. Turn the days round.")
    if not 1 <= months <= 240:
        raise InputError(f"A window of {months} months before a listing: give 1 to 240.")


def compare_pages(one: DossierPage, other: DossierPage) -> Comparison:
    """Two companies side by side, with the firms, people, officials and bodies that act in both."""
    theirs = {actor.id for actor in other.network.actors}
    both = [actor for actor in one.network.actors if actor.role != "principal" and actor.id in theirs]
    shared = ((actor.name, actor.role, _marks_of(one, actor.id), _marks_of(other, actor.id)) for actor in both)
    return Comparison(one=one, other=other, shared=tuple(shared))


def _marks_of(page: DossierPage, actor: str) -> tuple[int, ...]:
    held = {number for edge in page.network.edges if actor in {edge.one, edge.other} for number in edge.marks}
    return tuple(sorted(held))


def _within(entry: Entry, since: str, until: str) -> bool:
    """True where the entry may lie in the period, as far as its days are known."""
    if not entry.start:
        return True
    last = entry.end or ("9999" if entry.is_open else entry.start)
    short_last, short_start = last[: len(since)], entry.start[: len(until)]
    begins = not since or short_last >= since[: len(short_last)]
    return begins and (not until or short_start <= until[: len(short_start)])


def _lanes(entries: Sequence[Entry]) -> tuple[Lane, ...]:
    months: dict[str, dict[str, list[int]]] = {}
    totals: dict[tuple[str, str], Decimal] = {}
    money: dict[tuple[str, str], Decimal] = {}
    numbers: dict[str, list[int]] = {}
    spans: dict[str, list[str]] = {}
    lasts: dict[str, str] = {}
    for number, entry in enumerate(entries, 1):
        lane = entry.lane
        numbers.setdefault(lane, []).append(number)
        if isinstance(entry.record, Payment) and (amount := _amount(entry.record)):
            for held, key in ((totals, entry.record.basis), (money, entry.start[:7])):
                held[key, entry.record.currency] = held.get((key, entry.record.currency), Decimal(0)) + amount
        if not entry.start:
            continue
        months.setdefault(lane, {}).setdefault(entry.start[:7], [0, 0, 0])[entry.standing()] += 1
        spans.setdefault(lane, []).append(entry.start)
        lasts[lane] = max(lasts.get(lane, ""), entry.end or entry.start)
    return tuple(
        Lane(
            id=lane,
            title=title,
            count=len(numbers[lane]),
            months={month: (each[0], each[1], each[2]) for month, each in months.get(lane, {}).items()},
            undated=len(numbers[lane]) - len(spans.get(lane, ())),
            first=spans[lane][0] if lane in spans else "",
            last=lasts.get(lane, ""),
            numbers=numbers[lane],
            totals=totals if lane == "payment" else {},
            money=money if lane == "payment" else {},
        )
        for lane, title in LANES.items()
        if lane in numbers
    )


def _amount(payment: Payment) -> Decimal | None:
    """The amount; None for what is no number, and for money that a subcontractor passed on: it was counted before."""
    try:
        amount = Decimal(payment.amount)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and not payment.through else None


def _listed(entries: Sequence[Entry], titles: Mapping[str, str]) -> tuple[Listed, ...]:
    found = []
    for number, entry in enumerate(entries, 1):
        listing = entry.listing
        if listing is not None:
            each = listing.designation
            found.append(
                Listed(
                    list=each.list,
                    name=listing.name,
                    since=entry.start,
                    until=entry.end,
                    by=each.from_bounded,
                    standing=_STANDING[listing.standing],
                    program=each.program,
                    authority=each.authority,
                    number=number,
                    citations=each.citations,
                    title=titles.get(each.list, ""),
                )
            )
        elif isinstance(entry.record, Listing) and entry.record.change == "added":
            record = entry.record
            found.append(
                Listed(
                    list=record.list,
                    name=record.name,
                    since=entry.start,
                    program=record.program,
                    number=number,
                    title=titles.get(record.list, ""),
                )
            )
    return tuple(found)


def _first_sign(entries: Sequence[Entry]) -> tuple[int, str]:
    """The first dated warning that waits for nobody."""
    for number, entry in enumerate(entries, 1):
        if entry.lane in _WARNING and entry.start and entry.is_settled:
            return number, entry.start
    return 0, ""


def _said(entries: Sequence[Entry], lamps: Sequence[Lamp]) -> list[str]:
    """What a reader must not conclude from the page."""
    notes = []
    waiting = sum(not entry.is_settled for entry in entries)
    undated = sum(not entry.start for entry in entries)
    if waiting:
        notes.append(f"{waiting:,} of {len(entries):,} records wait for a person to confirm them; they are marked so.")
    if undated:
        notes.append(f"{undated:,} records bear no day; they stand after the time line and in none of its counts.")
    unread = [lamp.title for lamp in lamps if lamp.state == "unread"]
    if unread:
        notes.append(f"No source was read that could tell: {'; '.join(unread)}. That is no all-clear.")
    return notes

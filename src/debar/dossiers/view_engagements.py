"""One engagement told by several documents: copies of a register and articles write firm and client differently."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace

from debar.dossiers.network import firm_key
from debar.dossiers.view_places import Entry
from debar.model.dossiers import Engagement


def merge_engagements(entries: Sequence[Entry]) -> list[Entry]:
    """The entries with each engagement once; the others become copies of the one told most exactly, words kept.

    Two are one where firm (by its name without legal form, or by its registration), client (one name within the other)
    and beginning (as exactly as both tell it) agree. An end that any copy holds is the end: older copies leave it open.
    """
    groups: list[list[Entry]] = []
    near: dict[Hashable, dict[int, None]] = {}
    for entry in entries:
        if isinstance(entry.record, Engagement) and entry.start:
            keys = list(_keys(entry, entry.record))
            places = sorted({place for key in keys for place in near.get(key, ())})
            place = next((each for each in places if all(_are_one(entry, held) for held in groups[each])), len(groups))
            if place == len(groups):
                groups.append([])
            groups[place].append(entry)
            for key in keys:
                near.setdefault(key, {})[place] = None
    several = [group for group in groups if len(group) > 1]
    if not several:
        return list(entries)
    gone = {id(entry) for group in several for entry in group}
    left = [entry for entry in entries if id(entry) not in gone]
    return sorted([*left, *map(_merged, several)], key=lambda entry: entry.order())


def _keys(entry: Entry, record: Engagement) -> Iterator[Hashable]:
    """What two that are one share one of: year and firm, or year and registration."""
    year = (record.through, entry.start[:4])
    yield (*year, firm_key(record.firm))
    if record.number:
        yield (*year, 0, record.number)


def _are_one(one: Entry, other: Entry) -> bool:
    left, right = one.record, other.record
    if not isinstance(left, Engagement) or not isinstance(right, Engagement):
        return False
    if not one.start or not other.start or left.through != right.through:
        return False
    length = min(len(one.start), len(other.start))
    firm = firm_key(left.firm) == firm_key(right.firm)
    register = left.number and left.number == right.number and left.method == right.method == "table"
    return one.start[:length] == other.start[:length] and bool(firm or register) and _is_within(left, right)


def _is_within(left: Engagement, right: Engagement) -> bool:
    """Whether the words of one client are among the other's: "Hikvision", "Hikvision USA Inc."."""
    one, other = (set(firm_key(each.client, apart=True).split()) for each in (left, right))
    return bool(one) and bool(other) and (one <= other or other <= one)


def _merged(group: Sequence[Entry]) -> Entry:
    """The most exact of them, with what only others tell: fee, subject, end and the names the firm bore."""
    ended = max((entry.end for entry in group), default="")
    ranked = sorted(group, key=lambda entry: (-len(entry.start), entry.end != ended, entry.order()))
    main = ranked[0]
    record = main.record
    assert isinstance(record, Engagement)  # noqa: S101 (the groups hold engagements only)
    told = [each.record for each in ranked if isinstance(each.record, Engagement)]
    paid = next((each for each in told if each.fee), record)
    names = dict.fromkeys(each.firm for each in told if firm_key(each.firm) != firm_key(record.firm))
    notes = (f"the firm also stands as {'; '.join(names)}",) if names else ()
    if ended and any(not each.end and each.record and each.record.method == "table" for each in ranked):
        notes = (*notes, "one copy of the register has it without an end")
    whole = replace(
        record,
        fee=paid.fee,
        currency=paid.currency,
        fee_per=paid.fee_per,
        subject=record.subject or next((each.subject for each in told if each.subject), ""),
        end=next((each.end for each in told if each.end), record.end),
        notes=(*record.notes, *notes),
    )
    others = [*told, *(copy for entry in ranked for copy in entry.copies or ())]
    return Entry(
        main.lane,
        main.start,
        ended,
        not ended and any(entry.is_open for entry in group),
        whole,
        copies=dict.fromkeys(each for each in others if each != record),
        is_settled=any(entry.is_settled for entry in group),
    )

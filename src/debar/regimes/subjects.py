"""Whether the thing or a party of a case is what a clause reaches, and from when to when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from debar.model import Citation, Designation
from debar.regimes.conditions import Holds, owned
from debar.regimes.reading import Reading
from debar.regimes.rule import Clause, Subject
from debar.regimes.terms import listed, phrase


@dataclass(frozen=True, slots=True)
class Hit:
    """One way in which the case is reached, between two days (both included; None is open).

    ``missing`` are the facts without which it is only possible, ``why`` says so; ``unverified`` is a claim it rests on;
    ``place`` is where in the case it was found; ``doubt`` says why it is not certain that the listing held between
    these days.
    """

    makers: tuple[str, ...] = ()
    designation: Designation | None = None
    from_: date | None = None
    to: date | None = None
    missing: tuple[str, ...] = ()
    why: str = ""
    unverified: str = ""
    place: str = "item"
    doubt: str = ""

    def active(self, on: date) -> bool:
        """True when it holds on that day."""
        return (self.from_ is None or self.from_ <= on) and (self.to is None or on <= self.to)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Where the listing it rests on is published."""
        return self.designation.citations if self.designation else ()


#: A clause that reaches anything: one hit that always holds.
ANYTHING = (Hit(),)


def hits(clause: Clause, reading: Reading) -> tuple[Hit, ...]:
    """Return every way in which the case is reached, at any time; empty when it is not."""
    if not clause.subjects:
        return ANYTHING
    return tuple(hit for subject in clause.subjects for hit in _hits(subject, reading))


def naming(clause: Clause, reading: Reading) -> tuple[Hit, ...]:
    """Return the ways in which the clause names a maker of the case, or a list that names it, in any part."""
    case = reading.case
    makers = (*case.item.makers, *case.item.components, *case.counterparty.makers)
    listings = (*case.designations, *reading.listed)
    return tuple(
        _with(hit, subject, (), "")
        for subject in clause.subjects
        if not subject.any_maker and _kind(subject, reading)[0] is not Holds.NO
        for hit in _match(subject, makers, listings, ())
    )


def not_reached(clause: Clause, reading: Reading, short: str) -> str:
    """Return the sentence that says why the case is not reached."""
    what = reading.other_side if speaks_of_other_side(clause) else reading.thing
    return f"{short} covers {clause.covers}; {what} is not among them."


def speaks_of_other_side(clause: Clause) -> bool:
    """Return whether a clause looks at the other side and not at the thing."""
    return not any(place in ("item", "component") for subject in clause.subjects for place in subject.in_)


def _hits(subject: Subject, reading: Reading) -> Iterator[Hit]:
    missing: tuple[str, ...] = ()
    why = ""
    if subject.brands_not and reading.labels and reading.labels.issubset(subject.brands_not):
        return
    if subject.categories or subject.categories_not or subject.origins:
        verdict, missing, why = _kind(subject, reading)
        if verdict is Holds.NO:
            return
    for hit in _named(subject, reading):
        yield _with(hit, subject, missing, why)


def _with(hit: Hit, subject: Subject, missing: tuple[str, ...], why: str) -> Hit:
    start = hit.from_
    if subject.delay_days and start is not None:
        start = _later(start, subject.delay_days)
    return Hit(
        makers=hit.makers,
        designation=hit.designation,
        from_=_latest(start, subject.from_),
        to=_earliest(hit.to, subject.to),
        missing=tuple(dict.fromkeys((*hit.missing, *missing))),
        why="; ".join(part for part in (hit.why, why) if part),
        unverified=subject.unverified,
        place=hit.place,
        doubt=hit.doubt,
    )


def _kind(subject: Subject, reading: Reading) -> tuple[Holds, tuple[str, ...], str]:
    """Whether the kind and the origin of the thing fit, with what is missing to say."""
    missing: list[str] = []
    why: list[str] = []
    if subject.categories:
        if not reading.categories:
            missing.append("category")
            why.append(f"it is not known whether it is a {listed(subject.categories)}")
        elif not reading.categories.intersection(subject.categories):
            return Holds.NO, (), ""
    if reading.categories and reading.categories.issubset(subject.categories_not):
        return Holds.NO, (), ""
    if subject.origins:
        origin = reading.case.item.origin.strip().upper()
        if not origin:
            missing.append("country of origin")
            why.append("where it was made is not known")
        elif origin not in subject.origins and not ("FOREIGN" in subject.origins and origin not in ("US", "USA")):
            return Holds.NO, (), ""
    item = reading.case.item
    named = item.makers or item.components or item.brand
    if subject.origins and "category" in missing and item.text.strip() and not named:
        return Holds.NO, (), ""  # words that name no maker and no kind speak of no such thing, wherever it was made
    return (Holds.UNKNOWN if missing else Holds.YES), tuple(missing), "; ".join(why)


def _named(subject: Subject, reading: Reading) -> Iterator[Hit]:
    """Hits by maker, by listing or by owners; a subject that gives only a kind of thing is hit by the kind alone."""
    if not (subject.makers or subject.lists or subject.any_maker or subject.owners):
        yield Hit()
        return
    for place in subject.in_:
        for makers, designations, missing in _place(place, subject, reading):
            for hit in _match(subject, makers, designations, missing):
                yield replace(hit, place="item" if missing or not reading.counterparty_named else place)
    if subject.owners:
        answer = owned(subject.owners, reading)
        if answer.holds is not Holds.NO:
            yield Hit(missing=answer.missing, why=answer.because, place="counterparty")


Place = tuple[tuple[str, ...], tuple[Designation, ...], tuple[str, ...]]


def _place(place: str, subject: Subject, reading: Reading) -> Iterator[Place]:
    """The makers and listings that stand in one place of the case, with the facts missing to be sure of it."""
    item, party = reading.case.item, reading.case.counterparty
    if place == "item":
        yield item.makers, reading.case.designations, ()
    elif place == "component":
        yield item.components, (), ()
    elif place == "counterparty":
        if reading.counterparty_named:
            yield party.makers, reading.listed, ()
        elif subject.unnamed:
            yield item.makers, reading.case.designations, ("counterparty",) if subject.unnamed == "ask" else ()
    elif place == "uses" or "service" in reading.categories:
        yield reading.used_by_counterparty(subject.makers), (), ()


def _match(
    subject: Subject, makers: tuple[str, ...], designations: Iterable[Designation], missing: tuple[str, ...]
) -> Iterator[Hit]:
    why = "who the other party is, is not known" if missing else ""
    found = makers if subject.any_maker else tuple(maker for maker in makers if maker in subject.makers)
    if found:
        yield Hit(makers=found, missing=missing, why=why)
    for listing in designations:
        if (listing.list in subject.lists or subject.any_maker) and _in_program(subject, listing):
            for start, end, doubt in stretches_of(listing):
                yield Hit(designation=listing, from_=start, to=end, missing=missing, why=why, doubt=doubt)


def stretches_of(listing: Designation) -> Iterator[tuple[date | None, date | None, str]]:
    """Yield (first day, last day, doubt) of the time a listing held for certain, and of the times it only may have."""
    certain_to = listing.to_after if listing.to_bounded and listing.to_after else listing.to
    yield listing.from_, certain_to, ""
    if listing.from_bounded and listing.from_:
        before = listing.from_ - timedelta(days=1)
        after = _later(listing.from_after, 1) if listing.from_after else None
        if after is None or after <= before:
            yield after, before, f"the listing began by {listing.from_}, and on which day is not known"
    if certain_to is not None and listing.to is not None and certain_to < listing.to:
        doubt = f"the listing ended after {certain_to}, and on which day is not known"
        yield _later(certain_to, 1), listing.to, doubt


def _in_program(subject: Subject, listing: Designation) -> bool:
    return not subject.programs or any(word in listing.program for word in subject.programs)


def listing_name(hit: Hit) -> str:
    """Return the name of the list that a hit rests on; empty when it rests on none."""
    return phrase("list", hit.designation.list) if hit.designation else ""


def _later(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))


def _latest(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one and other else one or other


def _earliest(one: date | None, other: date | None) -> date | None:
    return min(one, other) if one and other else one or other

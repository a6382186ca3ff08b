"""The steps of a bill as records, and the lists, laws and bodies that its file names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.sax.saxutils import escape

from debar.dossiers.articles import Article
from debar.dossiers.articles_parties import find_organizations
from debar.dossiers.articles_said import find_mentions
from debar.dossiers.evidence import Source
from debar.dossiers.legislation import Bill, BillEvent, congress_ends
from debar.dossiers.legislation_files import read_bill
from debar.model.dossiers import BillStep, Day, Mention, Quotation, Record

_EXTRACTOR = "bill-status/2"
#: How sure the end of a bill is that the file cannot have seen.
_OPEN = 0.6


def bill_records(source: Source, content: bytes, *, today: date) -> Iterator[Record]:
    """The steps of a bill file. A bill whose Congress ended by ``today`` without a law died that day (inferred).

    A file older than the end of its Congress cannot settle that: its record waits for a person, or a newer file.

    Raises FormatError as `read_bill`.
    """
    bill = read_bill(content, source.name)
    named = list(_named(source, bill))
    bodies = tuple(dict.fromkeys(each.name for each in named if each.what == "organization"))
    about = tuple(dict.fromkeys((str(bill.id), *((bill.title,) if bill.title else ()), *bodies)))
    head = _words(source, bill.title) or _words(source, str(bill.id.number))
    for event in bill.events:
        words = _step_words(source, event) or head
        if words is not None:
            yield _step(bill, event.status, words, about, day=event.day, chamber=event.chamber, text=event.text)
    ends = congress_ends(bill.id.congress)
    if head is not None and ends <= today and not bill.laws and all(each.status != "enacted" for each in bill.events):
        yield _step(bill, "died", head, about, day=ends)
    yield from named


def _step(
    bill: Bill,
    step: str,
    words: Quotation,
    about: tuple[str, ...],
    *,
    day: date,
    chamber: str = "",
    text: str = "",
) -> BillStep:
    died = step == "died"
    because = f"the {bill.id.congress}th Congress ended on this day, and the file holds no law" if died else ""
    is_open = died and bill.known_until < day
    old = (f"the file tells up to {bill.known_until}, before its Congress ended on {day}: fetch it again",)
    return BillStep(
        quotations=(words,),
        about=about,
        status="inferred" if died else "stated",
        method="table",
        extractor=_EXTRACTOR,
        source="Congress",
        notes=(*bill.notes, *(old if is_open else ())),
        bill=str(bill.id),
        step=step,
        day=Day(iso=day.isoformat(), inferred=died, because=because),
        chamber=chamber,
        title=bill.title,
        law=bill.laws[0] if bill.laws else "",
        text=text,
        confidence=_OPEN if is_open else 1.0,
    )


def _step_words(source: Source, event: BillEvent) -> Quotation | None:
    return _words(source, event.text) or source.find(f">{event.day}<") or source.find(f'"{event.day}"')


def _words(source: Source, text: str) -> Quotation | None:
    """The place of words in the file, whose XML or JSON may write some characters otherwise."""
    written = (text, escape(text), text.replace("/", "\\/"), text.replace('"', '\\"'))
    return next((found for each in written if each and (found := source.find(each))), None)


def _named(source: Source, bill: Bill) -> Iterator[Mention]:
    """What the titles, summaries and actions name, each once: lists and laws, bodies and companies."""
    whole = Article(source.text, "", "", None, None, len(source.text), ((0, len(source.text)),), ())
    seen: set[str] = set()
    found = [(each.quotation, each.regime, "law", "") for each in find_mentions(whole, source)]
    found += [(each.quotation, each.name, "organization", each.country) for each in find_organizations(whole, source)]
    for words, name, what, country in found:
        if name not in seen:
            seen.add(name)
            yield Mention(
                quotations=(words,),
                about=tuple(dict.fromkeys((str(bill.id), *((name,) if what == "organization" else ())))),
                extractor=_EXTRACTOR,
                source=str(bill.id),
                confidence=0.95 if what == "law" else 0.8,
                name=name,
                what=what,
                country=country,
                day=Day(iso=bill.introduced.isoformat()),
            )

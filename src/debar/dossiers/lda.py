"""Filings under the Lobbying Disclosure Act, from the REST answers (JSON) and the older bulk files (XML).

A filing gives a payment for its period (income of a firm, or expenses of one that lobbies for itself), what was lobbied
on, and the former posts of its lobbyists. It names no officials and no days, so it gives no contact.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from debar.dossiers.days import FIRST_LDA, read_day
from debar.dossiers.lda_types import FilingType
from debar.dossiers.legislation import congress_on
from debar.dossiers.legislation_citations import find_bills
from debar.model.dossiers import Day, Filed, Lobbying, Payment, Post, Quotation, Record

_EXTRACTOR = "lda/2"
_BILL = re.compile(
    r"\b(H\. ?R\.|H\.?R|S\.|S|H\. ?J\. ?Res\.|H\.?J\.?Res|S\.?J\.?Res\.?|H\. ?Con\. ?Res\.|S\. ?Con\. ?Res\.|"
    r"H\. ?Res\.|S\. ?Res\.) ?(\d{1,5})\b(?![.,]\d)(?: \((\d{2,3})(?:st|nd|rd|th)\b)?",
    re.IGNORECASE,
)
#: Congresses are told by the day from this year on, see `congress_on`.
_FIRST_YEAR = 1936
_NO_POST = {"", "N/A", "NA", "NONE", "NOT APPLICABLE", "UNDETERMINED", "NO", "N / A"}


@dataclass(frozen=True, slots=True)
class Activity:
    """One issue of a filing: its code or name, what was lobbied on, by whom and before which bodies."""

    issue: str
    text: str
    lobbyists: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """A contribution that a report LD-203 lists; ``payer`` is whoever gave it, ``category`` the form's kind of it."""

    payer: str
    payee: str
    honoree: str
    amount: str
    day: Day | None
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A filing as both forms give it. Amounts are decimal texts, empty where none is given."""

    filing_id: str
    type: FilingType
    type_text: str
    year: int | None
    posted: str
    registrant: str
    registrant_id: str
    client: str
    client_id: str
    income: str = ""
    expenses: str = ""
    activities: tuple[Activity, ...] = ()
    posts: tuple[tuple[str, str], ...] = ()
    contributions: tuple[Contribution, ...] = ()
    foreign: tuple[tuple[str, str, str], ...] = ()
    quotations: tuple[Quotation, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Filings:
    """What a file holds, and why which of its filings were refused."""

    filings: list[Filing] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def bills_in(text: str, day: Day | None = None) -> tuple[str, ...]:
    """The bills a text names, each once, in order: ``117-HR-4350`` where its Congress is known, else ``HR 4350``.

    A number belongs to the Congress that the text says, else to the one that sat on ``day``: the day of the contact,
    or the end of the filing's period. Acts named by title are given by the bill they were.
    """
    on = _date(day)
    found = [(each.start(), _numbered(each, on)) for each in _BILL.finditer(text)]
    found += [(each.start, str(each.bill)) for each in find_bills(text, on) if each.act and each.bill]
    return tuple(dict.fromkeys(name for _, name in sorted(found, key=lambda one: one[0])))


def _numbered(hit: re.Match[str], on: date | None) -> str:
    kind = re.sub(r"[^A-Z]", "", hit[1].upper())
    congress = int(hit[3]) if hit[3] else congress_on(on) if on else 0
    return f"{congress}-{kind}-{int(hit[2])}" if congress else f"{kind} {int(hit[2])}"


def _date(day: Day | None) -> date | None:
    """A date of a day known to the year at least; None before the Congresses held."""
    if day is None or len(day.iso) < len("2018"):
        return None
    year, month, last = (*(int(part) for part in day.iso.split("-")), 6, 30)[:3]
    return date(year, month, last) if year >= _FIRST_YEAR else None


def series_of(filing: Filing) -> str:
    """What filings of which one stands have in common: registrant, client, year, period; "" for one that is alone."""
    registrant, client = filing.registrant_id or filing.registrant, filing.client_id or filing.client
    if not (registrant and client and filing.year and filing.type.period) or filing.type.part == "contributions":
        return ""
    return f"LDA {registrant} {client} {filing.year} {filing.type.period}"


def in_force(filings: Iterable[Filing]) -> list[tuple[Filing, tuple[str, ...]]]:
    """Each filing that stands, with the ids of those it takes the place of: the last one posted of a period.

    Filings of one registrant, client, year and period are one: an amendment supersedes. Those with no period stand.
    """
    groups: dict[str, list[Filing]] = defaultdict(list)
    for place, each in enumerate(filings):
        groups[series_of(each) or each.filing_id or f"number {place}"].append(each)
    standing: list[tuple[Filing, tuple[str, ...]]] = []
    for group in groups.values():
        ordered = sorted(group, key=lambda one: (one.type.is_amendment, one.posted))
        last = ordered[-1]
        replaced = tuple(dict.fromkeys(one.filing_id for one in ordered[:-1] if one.filing_id != last.filing_id))
        standing.append((last, replaced))
    return standing


def lda_records(filings: Iterable[Filing]) -> Iterator[Record]:
    """The records of the filings that stand: payments, what was lobbied on, former posts."""
    for filing, replaced in in_force(filings):
        days = filing.type.days(filing.year) if filing.year else None
        notes = _notes(filing, replaced)
        filed = Filed(
            number=filing.filing_id,
            series=series_of(filing),
            posted=filing.posted,
            is_amendment=filing.type.is_amendment,
        )
        payment = _payment(filing, days, replaced)
        if payment is not None:
            yield replace(payment, notes=(*payment.notes, *notes), filed=filed)
        yield from _contributed(filing, filed)
        for activity in filing.activities or _silent(filing, payment):
            yield Lobbying(
                quotations=filing.quotations,
                about=tuple(dict.fromkeys((filing.client, filing.registrant))),
                method="table",
                extractor=_EXTRACTOR,
                source="LDA filing",
                notes=notes,
                firm=filing.registrant,
                client=filing.client,
                start=days[0] if days else None,
                end=days[1] if days else None,
                issue=activity.issue,
                text=activity.text,
                bills=bills_in(activity.text, days[1] if days else None),
                bodies=activity.bodies,
                lobbyists=activity.lobbyists,
                filed=filed,
            )
        for person, post in filing.posts:
            yield Post(
                quotations=filing.quotations,
                about=(filing.client, filing.registrant, person),
                method="table",
                extractor=_EXTRACTOR,
                source="LDA filing",
                person=person,
                post=post,
                firm=filing.registrant,
            )


def _contributed(filing: Filing, filed: Filed) -> Iterator[Payment]:
    """The contributions a report lists. Those of an amendment may be told twice, so a person looks at them."""
    amends = "of an amendment: the report it amends may list the same contribution"
    for each in filing.contributions:
        names = (filing.registrant, each.payer, each.payee, each.honoree)
        yield Payment(
            quotations=filing.quotations,
            about=tuple(dict.fromkeys(name for name in names if name)),
            method="table",
            extractor=_EXTRACTOR,
            source="LDA report of contributions (LD-203)",
            confidence=0.8 if filing.type.is_amendment else 1.0,
            notes=(amends,) if filing.type.is_amendment else (),
            payer=each.payer,
            beneficiary=each.payee or each.honoree,
            amount=each.amount,
            basis="contribution",
            start=each.day,
            end=each.day,
            purpose="; ".join(
                part for part in (each.category, f"in honour of {each.honoree}" if each.honoree else "") if part
            ),
            filed=filed,
        )


def _silent(filing: Filing, payment: Payment | None) -> tuple[Activity, ...]:
    """An amendment that takes back everything says so, or what it takes the place of would seem to stand."""
    is_silent = filing.type.is_amendment and payment is None and bool(series_of(filing))
    return (Activity("", "no activity and no money reported"),) if is_silent else ()


def _payment(filing: Filing, days: tuple[Day, Day] | None, replaced: tuple[str, ...]) -> Payment | None:
    """The money of the filing. One that gives income and expenses both contradicts the form: it is disputed."""
    basis = "income" if filing.income else "expenses"
    amount = filing.income or filing.expenses
    if not amount:
        return None
    both = bool(filing.income and filing.expenses)
    own = filing.registrant.casefold() == filing.client.casefold()
    return Payment(
        quotations=filing.quotations,
        about=tuple(dict.fromkeys((filing.client, filing.registrant))),
        status="disputed" if both else "stated",
        method="table",
        extractor=_EXTRACTOR,
        source="LDA filing",
        notes=("income and expenses are both given, where the form takes one",) if both else (),
        payer=filing.client,
        beneficiary="" if own and basis == "expenses" else filing.registrant,
        amount=amount,
        basis=basis,
        start=days[0] if days else None,
        end=days[1] if days else None,
        replaces=replaced,
    )


def _notes(filing: Filing, replaced: tuple[str, ...]) -> tuple[str, ...]:
    notes = list(filing.notes)
    if filing.posted and read_day(filing.posted, first=FIRST_LDA) is None:
        notes.append(f"posted {filing.posted}, before the Act of 1995; the period counts")
    if replaced:
        notes.append(f"takes the place of {len(replaced)} earlier filing(s) of the period")
    return tuple(notes)


def former_post(text: str | None) -> str:
    """A covered position as written; empty for the ways of saying that there is none."""
    plain = " ".join((text or "").split())
    return "" if plain.upper().rstrip(".") in _NO_POST else plain


def amount_of(text: object, *, is_signed: bool = False) -> str:
    """An amount as a decimal text; empty when there is none. Money given back is below zero (``is_signed``).

    Raises ValueError for what is no amount.
    """
    plain = "" if text is None else str(text).replace(",", "").replace("$", "").strip()
    if not plain:
        return ""
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise ValueError(f"{plain[:40]!r} is no amount") from None
    if not number.is_finite() or (number < 0 and not is_signed):
        raise ValueError(f"{plain[:40]!r} is no amount")
    return plain

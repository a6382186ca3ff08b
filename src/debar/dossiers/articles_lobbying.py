"""Engagements, contacts and payments told in an article, as records with their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from debar.dossiers.articles import MONTH, MONTHS, Article
from debar.dossiers.articles_contacts import Known, find_contacts, firm_named
from debar.dossiers.articles_parties import party_before
from debar.dossiers.articles_people import CAPITAL, NAME, People
from debar.dossiers.articles_said import NUMBERS
from debar.dossiers.evidence import Source
from debar.model.dossiers import Contact, Day, Engagement, Payment

EXTRACTOR = "articles"
_ORG = rf"{CAPITAL}(?: (?:{CAPITAL}|&|of)){{0,5}}(?:(?<=Inc)\.|(?<=Ltd)\.|(?<=Corp)\.|(?<=Co)\.)?"
_FIRM = rf"(?:the )?{_ORG}|[Tt]he (?:firm|group|company)\b"
_WHEN = rf"(?:{MONTH} )?\d{{4}}"
_DAY = rf"(?:{MONTH} (?:\d{{1,2}}, )?)?\d{{4}}"
_KIND = r"(?:(?:the )?(?:lobbying|law|consulting|public relations) firm )?"
_TOOK = r"(?:hired|retained|engaged|signed|enlisted|tapped|took on|brought in)"
_HIRED = re.compile(
    rf"\bIn (?P<when>{_WHEN}), (?P<client>{_ORG})(?: has)? {_TOOK}(?: up)? {_KIND}(?P<firm>(?:the )?{_ORG})"
    rf"(?P<rest>[^\n]{{0,200}})"
)
_HIRED_LATE = re.compile(
    rf"\b(?P<client>{_ORG})(?:[’']s (?:\w+ ){{0,2}}(?:arm|unit|subsidiary|affiliate))?(?: has)? {_TOOK}(?: up)? {_KIND}"
    rf"(?P<firm>(?:the )?{_ORG})(?P<between> (?:to|for|at|under) [^.\n]{{0,60}}?)? (?:in|on) (?P<when>{_DAY})"
    rf"(?P<rest>[^\n]{{0,200}})"
)
_FEE = re.compile(
    r"\$(?P<fee>[\d,]+(?:\.\d+)?)(?: (?P<big>thousand|million))?"
    r"(?:(?:[ -]a[ -]| per | each |/)(?P<per>month|year|quarter)| (?P<every>monthly|yearly|quarterly))"
)
_FEE_FIRST = re.compile(
    r"\b(?P<every>monthly|yearly|quarterly) (?:fee|retainer|rate) of \$(?P<fee>[\d,]+(?:\.\d+)?)"
    r"(?: (?P<big>thousand|million))?"
)
_SUBJECT = re.compile(r"\bcontract (?:for|on|over) (?P<subject>[^.\n]{2,80})")
_LOBBIED = re.compile(
    rf"(?P<agent>{NAME})\b[^.\n]{{0,120}}? lobbied for (?P<about>[^.\n]{{0,60}}?)(?P<client>{CAPITAL}(?: "
    rf"{CAPITAL})*) (?P<when>last year|in \d{{4}})"
)
_MONEY = r"\$(?P<amount>\d[\d,]*(?:\.\d+)?)(?: (?P<big>million|billion|thousand))?"
_GOT = r"(?:received|collected|earned|took in|was paid)"
_UNTIL = rf"(?:ended|ending|through|to|until)(?: in)? (?P<to>{MONTH}(?: \d{{1,2}})?(?:,? \d{{4}})?)"
_MONTHS = rf"\b(?:[Oo]ver|[Ii]n) the (?P<many>{'|'.join(NUMBERS)}|\d{{1,2}}) months {_UNTIL},?"
_QUARTERS = {"first": 1, "second": 4, "third": 7, "fourth": 10}
_PAID = tuple(
    re.compile(pattern)
    for pattern in (
        (
            rf"From (?P<from>{MONTH}(?: \d{{4}})?|\d{{4}}) (?:to|through|until) (?P<to>{_WHEN}),? (?P<payer>it|{_ORG}) "
            rf"(?:has )?(?:spent|paid)(?: on)? (?P<firm>{_FIRM})? ?{_MONEY}"
            rf"(?: (?:on|to) (?P<firm2>{_FIRM})|(?P<late> {CAPITAL}))?"
        ),
        (
            rf"(?P<firm>{_FIRM}) {_GOT} {_MONEY} from (?P<payer>{_ORG}) (?:between|from) "
            rf"(?P<from>{MONTH}(?: \d{{4}})?) (?:and|to|through) (?P<to>{_WHEN})"
        ),
        rf"{_MONTHS} (?P<payer>it|{_ORG}) (?:has )?(?:spent|paid) (?P<firm>{_FIRM}) {_MONEY}",
        rf"{_MONTHS} (?P<firm>{_FIRM}) {_GOT} {_MONEY}(?: from (?P<payer>{_ORG}))?",
        (
            rf"(?P<firm>{_FIRM}),? (?:which )?(?:has )?reported {_MONEY}(?: in \w+)? from (?P<payer>{_ORG}) (?:for|in) "
            rf"the (?P<quarter>{'|'.join(_QUARTERS)}) quarter of (?P<to>\d{{4}})"
        ),
    )
)
_FACTOR = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}


@dataclass(frozen=True, slots=True)
class Lobbying:
    """What an article tells of lobbying."""

    engagements: tuple[Engagement, ...]
    payments: tuple[Payment, ...]
    contacts: tuple[Contact, ...]


def read_lobbying(article: Article, source: Source, people: People) -> Lobbying:
    """The engagements, payments and contacts of an article's body.

    A contact day without a year takes it from the period of the payments told; without such, the last one before the
    article's day. It is marked as inferred, with the reason.
    """
    spans = article.sentences()
    hired = [item for span in spans for item in _engagements(article, source, span)]
    payments = [item for span in spans for item in _payments(article, source, span, hired)]
    known = Known(people, tuple(hired), _period(payments), article.published)
    contacts = find_contacts(article, source, known)
    hired += [item for start, end in spans for item in _lobbied(source, (start, end), known)]
    return Lobbying(tuple(hired), tuple(payments), tuple(contacts))


def _engagements(article: Article, source: Source, span: tuple[int, int]) -> Iterator[Engagement]:
    for hit in (*_HIRED.finditer(source.text, *span), *_HIRED_LATE.finditer(source.text, *span)):
        words = f"{hit.groupdict().get('between') or ''}{hit['rest']}"
        fee, subject = _FEE.search(words) or _FEE_FIRST.search(words), _SUBJECT.search(words)
        client = party_before(article, hit.start()) if hit["client"] in {"It", "They"} else hit["client"]
        if not client:
            continue
        yield Engagement(
            quotations=(source.quote(*span),),
            about=(client,),
            extractor=EXTRACTOR,
            firm=hit["firm"].removeprefix("the "),
            client=client,
            start=Day(iso=_iso(hit["when"]), text=hit["when"]),
            fee=_money(fee["fee"], fee["big"]) if fee else "",
            currency="USD" if fee else "",
            fee_per=_per(fee.groupdict()) if fee else "",
            subject=subject["subject"] if subject else "",
        )


def _per(fee: dict[str, str | None]) -> str:
    return fee.get("per") or str(fee["every"]).removesuffix("ly")


def _lobbied(source: Source, span: tuple[int, int], known: Known) -> Iterator[Engagement]:
    people, hired, published = known.people, known.hired, known.published
    for hit in _LOBBIED.finditer(source.text, *span):
        when = hit["when"].removeprefix("in ")
        if when == "last year":
            if published is None:
                continue
            because = f"the year before the article's, {published}"
            day = Day(iso=str(published.year - 1), text=when, inferred=True, because=because)
        else:
            day = Day(iso=when, text=when)
        yield Engagement(
            quotations=(source.quote(*span),),
            about=(hit["client"],),
            extractor=EXTRACTOR,
            firm=hired[-1].firm if hired else "",
            client=hit["client"],
            start=day,
            status="inferred" if hired else "stated",
            notes=(f"by {people.resolve(hit['agent'])}",),
        )


def _payments(
    article: Article, source: Source, span: tuple[int, int], hired: Sequence[Engagement]
) -> Iterator[Payment]:
    for pattern in _PAID:
        for hit in pattern.finditer(source.text, *span):
            parts = hit.groupdict()
            firm = (parts["firm"] or parts.get("firm2") or parts.get("late") or "").strip()
            firm = firm_named(firm.removeprefix("the ") if firm[4:5].isupper() else firm, hired)
            payer = _payer(parts["payer"] or "", firm, hired) or party_before(article, hit.start())
            start, end = _between(parts, article.published)
            if payer and end:
                yield Payment(
                    quotations=(source.quote(*span),),
                    about=(payer,),
                    extractor=EXTRACTOR,
                    payer=payer,
                    beneficiary=firm,
                    amount=_money(hit["amount"], hit["big"]),
                    start=start,
                    end=end,
                )


def _payer(said: str, firm: str, hired: Sequence[Engagement]) -> str:
    """The payer by name; where the sentence names none or says "it", the client of the firm."""
    if said and said != "it":
        return next((item.client for item in hired if item.client.startswith(f"{said} ")), said)
    return next((item.client for item in reversed(hired) if item.firm == firm), hired[-1].client if hired else "")


def _between(parts: dict[str, str | None], published: date | None) -> tuple[Day | None, Day | None]:
    """First and last month of a payment: as told, by the quarter, or counted back from the last one."""
    said = parts["to"] or ""
    if quarter := parts.get("quarter"):
        first = _QUARTERS[quarter]
        text = f"{quarter} quarter of {said}"
        return Day(iso=f"{said}-{first:02d}", text=text), Day(iso=f"{said}-{first + 2:02d}", text=text)
    last, guessed = _last_month(said, published)
    if not last:
        return None, None
    because = f"the last such month before the article's day, {published}" if guessed else ""
    end = Day(iso=last, text=said, inferred=guessed, because=because)
    if many := parts.get("many"):
        months = int(last[:4]) * 12 + int(last[5:7]) - int(NUMBERS.get(many, many))
        iso = f"{months // 12}-{months % 12 + 1:02d}"
        return Day(iso=iso, text=said, inferred=True, because=f"{many} months to {said}"), end
    begin = parts["from"] or ""
    dated = begin[-1:].isdigit()
    iso = iso_month(begin if dated else f"{begin} {last[:4]}")
    return Day(iso=iso, text=begin, inferred=not dated, because="" if dated else f"the year of {said}"), end


def _last_month(said: str, published: date | None) -> tuple[str, bool]:
    """A month as ``2020-07`` and whether its year is inferred from the article's day; empty where it cannot be."""
    year = re.search(r"\d{4}$", said)
    month = said.split(maxsplit=1)[0].lower()
    if year:
        return (f"{year[0]}-{MONTHS[month]:02d}" if month in MONTHS else year[0]), False
    if published is None:
        return "", False
    iso = f"{published.year}-{MONTHS[month]:02d}"
    return (iso if iso <= published.isoformat()[:7] else f"{published.year - 1}-{MONTHS[month]:02d}"), True


def _period(payments: list[Payment]) -> tuple[str, str] | None:
    return next(((item.start.iso, item.end.iso) for item in payments if item.start and item.end), None)


def iso_month(text: str) -> str:
    """A month and year ("August 2018") as 2018-08, a year alone as it is."""
    month, _, year = text.rpartition(" ")
    return f"{year}-{MONTHS[month.lower()]:02d}" if month else year


def _iso(text: str) -> str:
    """A day ("January 8, 2024") as 2024-01-08, a month or a year as :func:`iso_month` writes it."""
    found = re.fullmatch(rf"({MONTH}) (\d{{1,2}}), (\d{{4}})", text)
    return f"{found[3]}-{MONTHS[found[1].lower()]:02d}-{int(found[2]):02d}" if found else iso_month(text)


def _money(digits: str, big: str | None) -> str:
    plain = digits.replace(",", "")
    return str((Decimal(plain) * _FACTOR[big]).quantize(Decimal(1))) if big else plain

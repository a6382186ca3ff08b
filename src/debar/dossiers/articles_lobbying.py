"""Engagements, contacts and payments told in an article, as records with their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
#: The company | The Shenzhen company | The drone maker: what stands for the party told of.
_STANDS = r"(?:[Tt]he (?:[\w\-]+ ){0,2}(?:company|maker|manufacturer|giant|firm|vendor|group)|[Ii]t|[Tt]hey)"
_WHEN = rf"(?:{MONTH} )?\d{{4}}"
_DAY = rf"(?:{MONTH} (?:\d{{1,2}}, )?)?\d{{4}}"
_KIND = r"(?:(?:(?:the|its|a|another) )?(?:\w+ ){0,2}?(?:lobbying|law|consulting|public relations) (?:firm|shop),? )?"
_TOOK = r"(?:hired|retained|engaged|signed|enlisted|tapped|took on|brought (?:in|on))"
_HIRED = re.compile(
    rf"\bIn (?P<when>{_WHEN}), (?P<client>{_ORG})(?: has)? {_TOOK}(?: up)? {_KIND}(?P<firm>(?:the )?{_ORG})"
    rf"(?P<rest>[^\n]{{0,200}})"
)
_HIRED_LATE = re.compile(
    rf"\b(?P<client>{_STANDS}|{_ORG})(?:[’']s (?:\w+ ){{0,2}}(?:arm|unit|subsidiary|affiliate))?(?: has)?"
    rf" {_TOOK}(?: up)? {_KIND}"
    rf"(?P<firm>(?:the )?{_ORG})(?P<between> (?:to|for|at|under) [^.\n]{{0,60}}?)?,? (?:in|on) (?P<when>{_DAY})"
    rf"(?P<rest>[^\n]{{0,200}})"
)
#: … and the Wexford Group in February 2022
_AND_HIRED = re.compile(rf",? (?:and|then) (?:{_TOOK} )?(?P<firm>(?:the )?{_ORG}) (?:in|on) (?P<when>{_DAY})")
#: Crescent Advocacy, a lobbying firm in Baton Rouge that the company hired in March 2021 at $15,000 a month
_HIRED_BY = re.compile(
    rf"\b(?P<firm>{_ORG}), an? (?:[\w\-]+ ){{0,2}}(?:lobbying|law|consulting|public relations) (?:firm"
    rf"|shop)[^,.\n]{{0,50}}?,? "
    rf"(?:that|which|whom) (?P<client>{_STANDS}|{_ORG}) (?:has |had )?{_TOOK}(?P<between>) (?:in|on) (?P<when>{_DAY})"
    rf"(?P<rest>[^\n]{{0,200}})"
)
#: brought on two lobbying shops last year, Pell Row Group and the law firm Aster Whitcombe
_HIRED_SOME = re.compile(
    rf"\b(?P<client>{_STANDS}|{_ORG}) (?:has |had )?{_TOOK} (?:{'|'.join(NUMBERS)}|several) (?:\w+ )?(?:shops"
    rf"|firms|lobbyists)"
    rf"(?: (?:in (?P<when>{_WHEN})|(?P<last>last year|this year)))?[,:] (?P<firms>{_KIND}{_ORG}(?:,"
    rf" {_KIND}{_ORG})*,? and "
    rf"{_KIND}{_ORG})"
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
_UNTIL = rf"(?:ended|ending|through|to|until)(?: in)? (?P<to>{MONTH}(?: \d{{1,2}}\b)?(?:,? \d{{4}})?)"
_MONTHS = rf"\b(?:[Oo]ver|[Ii]n) the (?P<many>{'|'.join(NUMBERS)}|\d{{1,2}}) months {_UNTIL},?"
_QUARTERS = {"first": 1, "second": 4, "third": 7, "fourth": 10}
_PAID = tuple(
    re.compile(pattern)
    for pattern in (
        (
            rf"(?:From|Between) (?P<from>{MONTH}(?: \d{{4}})?|\d{{4}}) (?:to|through|until|and) (?P<to>{_WHEN}),? "
            rf"(?P<payer>it|{_ORG}) "
            rf"(?:has )?(?:spent|paid)(?: on)? (?P<firm>{_FIRM})? ?{_MONEY}"
            rf"(?: (?:on|to) (?P<firm2>{_FIRM})|(?P<late> {CAPITAL}))?"
        ),
        (
            rf"(?P<firm>{_FIRM}) {_GOT} {_MONEY} from (?P<payer>{_ORG}) (?:between|from) "
            rf"(?P<from>{MONTH}(?: \d{{4}})?) (?:and|to|through) (?P<to>{_WHEN})"
        ),
        (
            rf"(?P<firm>[Tt]hey|{_FIRM}) (?:billed|charged) (?P<payer>it|{_ORG}) {_MONEY} (?:in|over|for) the "
            rf"(?P<many>{'|'.join(NUMBERS)}|\d{{1,2}}) months {_UNTIL}"
        ),
        (
            rf"(?P<payer>[Ii]t|{_ORG}) (?:has |had )?paid (?P<firm>{_FIRM}) {_MONEY} (?:through|until|up to|by) "
            rf"(?P<to>{MONTH} \d{{4}})"
        ),
        rf"{_MONTHS} (?P<payer>it|{_ORG}) (?:has )?(?:spent|paid) (?P<firm>{_FIRM}) {_MONEY}",
        rf"{_MONTHS} (?P<firm>{_FIRM}) {_GOT} {_MONEY}(?: from (?P<payer>{_ORG}))?",
        (
            rf"(?P<firm>{_FIRM}),? (?:which )?(?:has )?reported {_MONEY}(?: in \w+)? from (?P<payer>{_ORG}) (?:for|in) "
            rf"the (?P<quarter>{'|'.join(_QUARTERS)}) quarter of (?P<to>\d{{4}})"
        ),
    )
)
_SOME = r"(?:more than |nearly |about |roughly |almost |at least |some |over )?"
#: It paid Harlan Brooks $640,000 last year | X paid three Washington firms more than $1.6 million in 2023
_PAID_YEAR = re.compile(
    rf"(?P<payer>{_STANDS}|{_ORG})(?:, (?:an?|the|which|whose) [^\n]{{3,120}}?,)? (?:has |had )?(?:paid|spent) "
    rf"(?P<firm>{_FIRM}|(?:{'|'.join(NUMBERS)}|several|its) (?:[\w\-]+ ){{0,3}}(?:firms|lobbyists)) {_SOME}{_MONEY}"
    rf" (?:(?:in|during) (?P<to>(?:19|20)\d\d)|(?P<last>last year|this year))"
)
_AND_PAID = re.compile(rf",? and (?:paid )?(?P<firm>{_FIRM}) {_SOME}{_MONEY}")
#: The largest share, $880,000, went to Cassidy & Vance
_WENT = re.compile(rf"{_MONEY},? (?:of (?:it|that|this) )?went to (?P<firm>{_FIRM})")
_FACTOR = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}


@dataclass(frozen=True, slots=True)
class Lobbying:
    """What an article tells of lobbying."""

    engagements: tuple[Engagement, ...]
    payments: tuple[Payment, ...]
    contacts: tuple[Contact, ...]


def read_lobbying(article: Article, source: Source, people: People, chief: str = "") -> Lobbying:
    """The engagements, payments and contacts of an article's body. ``chief``: the party that "the company" stands for.

    A contact day without a year takes it from the period of the payments told; without such, the last one before the
    article's day. It is marked as inferred, with the reason.
    """
    spans = article.sentences()
    hired = [
        item
        for span in spans
        for item in (*_engagements(article, source, span, chief), *_hired_some(article, source, span, chief))
    ]
    payments = [item for span in spans for item in _payments(article, source, span, hired)]
    payments += _yearly(article, source, spans, hired, chief)
    known = Known(people, tuple(hired), _period(payments), article.published)
    contacts = find_contacts(article, source, known)
    hired += [item for start, end in spans for item in _lobbied(source, (start, end), known)]
    return Lobbying(tuple(hired), tuple(payments), tuple(contacts))


def _engagements(article: Article, source: Source, span: tuple[int, int], chief: str) -> Iterator[Engagement]:
    for hit in (each for told in (_HIRED, _HIRED_LATE, _HIRED_BY) for each in told.finditer(source.text, *span)):
        words = f"{hit.groupdict().get('between') or ''}{hit['rest']}"
        fee, subject = _FEE.search(words) or _FEE_FIRST.search(words), _SUBJECT.search(words)
        client = _named(article, hit.start("client"), hit["client"], chief)
        if not client:
            continue
        first = Engagement(
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
        yield first
        at = hit.start("rest")
        while more := _AND_HIRED.match(source.text, at, span[1]):
            start = Day(iso=_iso(more["when"]), text=more["when"])
            yield replace(first, firm=more["firm"].removeprefix("the "), start=start, fee="", currency="", fee_per="")
            at = more.end()


def _hired_some(article: Article, source: Source, span: tuple[int, int], chief: str) -> Iterator[Engagement]:
    """Several firms hired in one sentence, each an engagement; a year told as "last year" is inferred."""
    for hit in _HIRED_SOME.finditer(source.text, *span):
        client = _named(article, hit.start("client"), hit["client"], chief)
        day = Day(iso=_iso(hit["when"]), text=hit["when"]) if hit["when"] else None
        if hit["last"] and (year := _year_of(hit["last"], article.published)):
            day = Day(iso=year, text=hit["last"], inferred=True, because=f"by the article's day, {article.published}")
        for part in re.split(r", and |, | and ", hit["firms"]):
            firm = re.sub(rf"^{_KIND}", "", part).removeprefix("the ").strip()
            if client and firm:
                yield Engagement(
                    quotations=(source.quote(*span),),
                    about=(client,),
                    extractor=EXTRACTOR,
                    firm=firm,
                    client=client,
                    start=day,
                )


def _named(article: Article, at: int, said: str, chief: str) -> str:
    """The party by name; for words that stand for one, the company told last in the paragraph, else the chief one."""
    return (party_before(article, at) or chief) if re.fullmatch(_STANDS, said) else said


def _yearly(
    article: Article, source: Source, spans: Sequence[tuple[int, int]], hired: Sequence[Engagement], chief: str
) -> Iterator[Payment]:
    """Payments of a year: one or several in a sentence, and shares of them told in the next."""
    last: Payment | None = None
    for span in spans:
        hit = _PAID_YEAR.search(source.text, *span)
        if hit and (year := hit["to"] or _year_of(hit["last"], article.published)):
            because = f"the year before the article's, {article.published}" if hit["last"] == "last year" else ""
            because = because or (f"the year of the article's day, {article.published}" if hit["last"] else "")
            day = Day(iso=year, text=hit["to"] or hit["last"], inferred=bool(because), because=because)
            payer = _named(article, hit.start("payer"), hit["payer"], chief)
            last = Payment(
                quotations=(source.quote(*span),),
                about=(payer,),
                extractor=EXTRACTOR,
                payer=payer,
                beneficiary=_beneficiary(hit["firm"], hired),
                amount=_money(hit["amount"], hit["big"]),
                start=day,
                end=day,
            )
            yield last
            at = hit.end()
            while more := _AND_PAID.match(source.text, at, span[1]):
                amount = _money(more["amount"], more["big"])
                yield replace(last, beneficiary=_beneficiary(more["firm"], hired), amount=amount)
                at = more.end()
        elif last and (share := _WENT.search(source.text, *span)):
            yield replace(
                last,
                quotations=(source.quote(*span),),
                beneficiary=_beneficiary(share["firm"], hired),
                amount=_money(share["amount"], share["big"]),
                status="inferred",
                notes=("a share of the sum told before it, whose payer and year it takes",),
            )


def _year_of(said: str, published: date | None) -> str:
    return str(published.year - (said == "last year")) if published else ""


def _beneficiary(said: str, hired: Sequence[Engagement]) -> str:
    return firm_named(said.removeprefix("the ") if said[4:5].isupper() else said, hired)


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
            firm = "" if firm.casefold() == "they" else firm  # several together
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
    begin = parts.get("from") or ""
    if not begin:
        return None, end
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

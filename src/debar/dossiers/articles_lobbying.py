"""Engagements, contacts and payments told in an article, as records with their words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from debar.dossiers.articles import MONTH, MONTHS, Article
from debar.dossiers.articles_people import CAPITAL, NAME, People
from debar.dossiers.articles_said import NUMBERS
from debar.dossiers.evidence import Source
from debar.dossiers.legislation_citations import find_bills
from debar.model.dossiers import Contact, Day, Engagement, Official, Payment

EXTRACTOR = "articles"
_ORG = rf"{CAPITAL}(?: (?:{CAPITAL}|&|of)){{0,5}}"
_WHEN = rf"(?:{MONTH} )?\d{{4}}"
_HIRED = re.compile(
    rf"In (?P<when>{_WHEN}), (?P<client>{_ORG})(?: has)? (?:hired|retained|engaged|signed)(?: up)? (?:(?:the "
    rf")?(?:lobbying|law|consulting|public relations) firm )?"
    rf"(?P<firm>{_ORG})(?P<rest>[^\n]{{0,200}})"
)
_HIRED_LATE = re.compile(
    rf"(?P<client>{_ORG})(?:[’']s (?:\w+ ){{0,2}}(?:arm|unit|subsidiary|affiliate))?(?: has)? "
    rf"(?:hired|retained|engaged|signed|enlisted|tapped|took on|brought in) "
    rf"(?:(?:the )?(?:lobbying|law|consulting) firm )?"
    rf"(?P<firm>{_ORG}) in (?P<when>{_WHEN})(?P<rest>[^\n]{{0,200}})"
)
_RECEIVED = re.compile(
    rf"(?P<firm>The firm|{_ORG}) (?:received|collected|earned|was paid) \$(?P<amount>\d[\d,]*(?:\.\d+)?)(?: "
    rf"(?P<big>million|thousand))? "
    rf"from (?P<payer>{_ORG}) (?:between|from) (?P<from>{MONTH}(?: \d{{4}})?) (?:and|to) (?P<to>{_WHEN})"
)
_OVER = re.compile(
    rf"\b(?:[Oo]ver|[Ii]n) the (?P<many>{'|'.join(NUMBERS)}|\d{{1,2}}) months "
    rf"(?:to|through|ending(?: in)?) (?P<to>{MONTH} \d{{4}}),? (?P<payer>it|{_ORG}) "
    rf"(?:has )?paid (?P<firm>{_ORG}) (?P<money>\$\d[^\n]{{0,30}})"
)
_FEE = re.compile(
    r"\$(?P<fee>[\d,]+(?:\.\d+)?)(?: (?P<big>thousand|million))?(?:[ -]a[ -]| per |/)(?P<per>month|year|quarter)"
)
_SUBJECT = re.compile(r"\bcontract (?:for|on|over) (?P<subject>[^.\n]{2,80})")
_LOBBIED = re.compile(
    rf"(?P<agent>{NAME})\b[^.\n]{{0,120}}? lobbied for (?P<about>[^.\n]{{0,60}}?)(?P<client>{CAPITAL}(?: "
    rf"{CAPITAL})*) (?P<when>last year|in \d{{4}})"
)
_SPENT = re.compile(
    rf"From (?P<from>{_WHEN}) to (?P<to>{_WHEN}), (?P<payer>{_ORG}) (?:has )?(?:spent|paid)\b(?P<rest>[^\n]{{0,160}})"
)
_AMOUNT = re.compile(r"\$(?P<amount>\d[\d,]*(?:\.\d+)?)(?: (?P<big>million|billion|thousand))?")
_METHODS = {
    "called": "call",
    "phoned": "call",
    "texted": "text",
    "emailed": "email",
    "e-mailed": "email",
    "met": "meeting",
    "messaged": "text",
    "wrote": "letter",
    "telephoned": "call",
    "contacted": "other",
    "spoke": "call",
    "visited": "meeting",
}
_VERB = "|".join(_METHODS)
_CONTACT = re.compile(
    rf"On (?P<day>{MONTH} \d{{1,2}}(?:, \d{{4}})?), (?P<agent>[^.\n]{{2,160}}?) (?P<verbs>(?:{_VERB})(?:(?:,| and"
    rf"|, and) (?:{_VERB}))*)(?: with| to)? (?P<rest>[^\n]{{2,300}})"
)
_CONTACT_LATE = re.compile(
    rf"(?P<agent>(?:{NAME}|[Ss]he|[Hh]e)(?:, (?:an?|the|formerly|once|now|who) [^,.\n]{{3,90}},)?) "
    rf"(?P<verbs>(?:{_VERB})(?:(?:,| and|, and) (?:{_VERB}))*)(?: "
    rf"with| to)? "
    rf"(?P<before>[^.\n]{{2,120}}?) on (?P<day>{MONTH} \d{{1,2}}(?:, \d{{4}})?)(?P<after>[^\n]{{0,240}})"
)
_LAST_NAME = re.compile(rf"(?:[Ss]he|[Hh]e|(?:{CAPITAL}|[A-Z]\.)(?: (?:{CAPITAL}|[A-Z]\.)){{0,2}})$")
_OFFICIAL = re.compile(
    rf"^(?:(?P<office>(?:the )?(?:{CAPITAL} ){{1,4}})(?:official|aide|officer|staffer|representative) "
    rf")?(?P<name>{CAPITAL}(?: {CAPITAL}){{0,2}})"
    rf"(?: at (?:the )?(?P<at>{CAPITAL}(?: {CAPITAL})*))?(?:, (?P<role>[a-z][\w ]{{2,40}}?) to (?P<chief>[A-Z][\w "
    rf"]{{2,60}}?)(?= about| on| re\b|[,.]|$)|, (?:an?|the) "
    rf"(?P<post>[a-z][\w ]{{2,40}}?) (?:of|at|in|with|for) (?:the )?(?P<body>{CAPITAL}(?: {CAPITAL})*))?"
)
_PURPOSE = re.compile(
    r"[\"“](?P<quoted>[^\"”\n]{2,160})[\"”]|\babout (?:the )?(?P<about>(?:[^\"“.\n]|\.(?= ?\d|[A-Z]\.)){2,140})"
    r"|\bon (?P<on>(?:[^\"“.\n]|\.(?= ?\d|[A-Z]\.)){4,140})|\bre:? (?P<re>[^.\n]{2,120})"
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
    hired = [item for start, end in spans for item in _engagements(source, start, end)]
    payments = [
        item
        for start, end in spans
        for item in (
            *_payments(source, start, end, hired),
            *_received(source, start, end, hired),
            *_paid_over(source, start, end, hired),
        )
    ]
    known = _Known(people, hired, _period(payments), article.published)
    contacts = _placed([item for start, end in spans for item in _contacts(source, (start, end), known)])
    hired += [item for start, end in spans for item in _lobbied(source, (start, end), known)]
    return Lobbying(tuple(hired), tuple(payments), tuple(contacts))


def _engagements(source: Source, start: int, end: int) -> Iterator[Engagement]:
    for hit in (*_HIRED.finditer(source.text, start, end), *_HIRED_LATE.finditer(source.text, start, end)):
        fee, subject = _FEE.search(hit["rest"]), _SUBJECT.search(hit["rest"])
        yield Engagement(
            quotations=(source.quote(start, end),),
            about=(hit["client"],),
            extractor=EXTRACTOR,
            firm=hit["firm"],
            client=hit["client"],
            start=Day(iso=iso_month(hit["when"]), text=hit["when"]),
            fee=_money(fee["fee"], fee["big"]) if fee else "",
            currency="USD" if fee else "",
            fee_per=fee["per"] if fee else "",
            subject=subject["subject"] if subject else "",
        )


def _lobbied(source: Source, span: tuple[int, int], known: _Known) -> Iterator[Engagement]:
    people, hired, published = known.people, known.hired, known.published
    for hit in _LOBBIED.finditer(source.text, *span):
        when = hit["when"].removeprefix("in ")
        if when == "last year":
            if published is None:
                continue
            day = Day(
                iso=str(published.year - 1),
                text=when,
                inferred=True,
                because=f"the year before the article's, {published}",
            )
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


def _payments(source: Source, start: int, end: int, hired: list[Engagement]) -> Iterator[Payment]:
    for hit in _SPENT.finditer(source.text, start, end):
        amount = _AMOUNT.search(hit["rest"])
        if not amount:
            continue
        rest = hit["rest"][: amount.start()] + hit["rest"][amount.end() :]
        names = re.findall(rf"{CAPITAL}(?: {CAPITAL})*", rest.split(", according")[0])
        yield Payment(
            quotations=(source.quote(start, end),),
            about=(hit["payer"],),
            extractor=EXTRACTOR,
            payer=hit["payer"],
            beneficiary=_firm(names[0], hired) if names else "",
            amount=_money(amount["amount"], amount["big"]),
            start=Day(iso=iso_month(hit["from"]), text=hit["from"]),
            end=Day(iso=iso_month(hit["to"]), text=hit["to"]),
        )


def _received(source: Source, start: int, end: int, hired: list[Engagement]) -> Iterator[Payment]:
    for hit in _RECEIVED.finditer(source.text, start, end):
        firm = hired[-1].firm if hit["firm"] == "The firm" and hired else _firm(hit["firm"], hired)
        payer = next((item.client for item in hired if item.client.startswith(hit["payer"])), hit["payer"])
        last = iso_month(hit["to"])
        dated = hit["from"][-1].isdigit()
        first = iso_month(hit["from"] if dated else f"{hit['from']} {last[:4]}")
        because = "" if dated else f"the year of {hit['to']}"
        yield Payment(
            quotations=(source.quote(start, end),),
            about=(payer,),
            extractor=EXTRACTOR,
            payer=payer,
            beneficiary=firm,
            amount=_money(hit["amount"], hit["big"]),
            start=Day(iso=first, text=hit["from"], inferred=not dated, because=because),
            end=Day(iso=last, text=hit["to"]),
        )


def _paid_over(source: Source, start: int, end: int, hired: list[Engagement]) -> Iterator[Payment]:
    """“Over the six months to July 2020 it paid X $441,500”: the first month is counted back."""
    for hit in _OVER.finditer(source.text, start, end):
        amount = _AMOUNT.match(hit["money"])
        payer = (hired[-1].client if hired else "") if hit["payer"] == "it" else hit["payer"]
        if not amount or not payer:
            continue
        last = iso_month(hit["to"])
        months = _month(last) - int(NUMBERS.get(hit["many"], hit["many"]))
        first = f"{months // 12}-{months % 12 + 1:02d}"
        yield Payment(
            quotations=(source.quote(start, end),),
            about=(payer,),
            extractor=EXTRACTOR,
            payer=payer,
            beneficiary=_firm(hit["firm"], hired),
            amount=_money(amount["amount"], amount["big"]),
            start=Day(iso=first, text=hit["to"], inferred=True, because=f"{hit['many']} months to {hit['to']}"),
            end=Day(iso=last, text=hit["to"]),
        )


@dataclass(frozen=True, slots=True)
class _Known:
    """What a contact line leans on: the people and firms told before, the period, the article's day."""

    people: People
    hired: list[Engagement]
    period: tuple[str, str] | None
    published: date | None


def _contacts(source: Source, span: tuple[int, int], known: _Known) -> Iterator[Contact]:
    people, hired = known.people, known.hired
    for hit in (*_CONTACT.finditer(source.text, *span), *_CONTACT_LATE.finditer(source.text, *span)):
        parts = hit.groupdict()
        rest = parts.get("rest") or f"{parts['before']}{parts['after']}"
        agent = _LAST_NAME.search(hit["agent"].split(",")[0] if "rest" not in parts else hit["agent"])
        official = _OFFICIAL.search(rest)
        if not agent or not official:
            continue
        day = _day(hit["day"], known.period, known.published)
        told = re.match(r"(.{2,60}?) lobbyist\b", hit["agent"])
        purpose = _PURPOSE.search(rest, official.end())
        said = next((text for text in purpose.groups() if text), "") if purpose else ""
        bills = find_bills(rest, date.fromisoformat(day.iso)) if day else ()
        office = (official["office"] or official["at"] or official["body"] or "").strip().removeprefix("the ")
        yield Contact(
            quotations=(source.quote(*span),),
            about=(hired[-1].client,) if hired else (),
            extractor=EXTRACTOR,
            firm=_firm(told[1], hired) if told else (hired[-1].firm if hired else ""),
            client=hired[-1].client if hired else "",
            day=day,
            agents=(people.resolve(agent[0]),),
            officials=(
                Official(
                    name=people.resolve(official["name"]),
                    role=official["role"] or official["post"] or "",
                    office=_office(official["chief"] or "") or office,
                ),
            ),
            methods=tuple(_METHODS[verb] for verb in re.findall(_VERB, hit["verbs"])),
            purpose=re.sub(r" again$", "", said.strip(" ,")),
            bills=tuple(str(item.bill) for item in bills if item.bill),
        )


def _placed(contacts: list[Contact]) -> list[Contact]:
    """Contacts in their order; what is told of an official before holds on, and "she" is who was told last."""
    held: dict[str, Official] = {}
    placed: list[Contact] = []
    for contact in contacts:
        agents = contact.agents
        if agents[0].lower() in {"he", "she"}:
            agents = placed[-1].agents if placed else ()
        officials = []
        for told in contact.officials:
            before = held.get(told.name, told)
            officials.append(
                replace(
                    told,
                    role=told.role or before.role,
                    office=before.office if told.office in before.office else told.office,
                )
            )
            held[told.name] = officials[-1]
        placed.append(replace(contact, agents=agents, officials=tuple(officials)))
    return placed


def _office(chief: str) -> str:
    return f"Office of {chief}" if chief else ""


def _firm(said: str, hired: list[Engagement]) -> str:
    return next((item.firm for item in hired if item.firm.startswith(said)), said)


def _period(payments: list[Payment]) -> tuple[str, str] | None:
    return next(((item.start.iso, item.end.iso) for item in payments if item.start and item.end), None)


def _day(text: str, period: tuple[str, str] | None, published: date | None) -> Day | None:
    found = re.fullmatch(rf"({MONTH}) (\d{{1,2}})(?:, (\d{{4}}))?", text)
    if not found:
        return None
    month_day = f"{MONTHS[found[1].lower()]:02d}-{int(found[2]):02d}"
    if found[3]:
        return _real(Day(iso=f"{found[3]}-{month_day}", text=text))
    if period:
        for year in range(int(period[0][:4]), int(period[1][:4]) + 1):
            if period[0] <= f"{year}-{month_day[:2]}" <= period[1]:
                return _real(
                    Day(
                        iso=f"{year}-{month_day}",
                        text=text,
                        inferred=True,
                        because=f"the period told, {period[0]} to {period[1]}",
                    )
                )
    if published:
        year = published.year if f"{published.year}-{month_day}" <= published.isoformat() else published.year - 1
        return _real(
            Day(
                iso=f"{year}-{month_day}",
                text=text,
                inferred=True,
                because=f"the last such day before the article's, {published}",
            )
        )
    return None


def _real(day: Day) -> Day | None:
    try:
        date.fromisoformat(day.iso)
    except ValueError:
        return None
    return day


def iso_month(text: str) -> str:
    """A month and year ("August 2018") as 2018-08, a year alone as it is."""
    month, _, year = text.rpartition(" ")
    return f"{year}-{MONTHS[month.lower()]:02d}" if month else year


def _money(digits: str, big: str | None) -> str:
    plain = digits.replace(",", "")
    return str((Decimal(plain) * _FACTOR[big]).quantize(Decimal(1))) if big else plain


def _month(iso: str) -> int:
    return int(iso[:4]) * 12 + int(iso[5:7])

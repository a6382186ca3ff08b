"""Projects and end uses out of a text: who built, won or ran what, where, for whom and for how much."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from debar.dossiers.company_names import MARK, MarkedText, mark_names, small_words, without_asides
from debar.dossiers.evidence import Source
from debar.dossiers.project_words import ProjectWords, project_words
from debar.dossiers.signals_sentences import sentences
from debar.dossiers.supply_words import supply_words
from debar.model.dossier_ties import Project
from debar.model.dossiers import Day, Quotation
from debar.names.places import places

LONGEST = 1_200
EXTRACTOR = "projects/1"
_SURE, _TOLD = 0.95, 0.8
_MONEY = re.compile(
    r"(?P<sign>US\$|\$|RMB|CNY|¥|€|£)? ?(?P<number>\d[\d,]*(?:\.\d+)?)(?: (?P<big>thousand|million|billion))?"
    r"(?: (?P<unit>yuan|renminbi|dollars|euros))?"
)
_FACTOR = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_CURRENCY = {
    "US$": "USD", "$": "USD", "dollars": "USD", "RMB": "CNY", "CNY": "CNY", "¥": "CNY", "yuan": "CNY",
    "renminbi": "CNY", "€": "EUR", "euros": "EUR", "£": "GBP",
}  # fmt: skip
_MONTHS = "January February March April May June July August September October November December".split()
_YEAR = re.compile(
    rf"\b(?:[Ii]n|[Ss]ince|[Dd]uring|[Ff]rom|[Oo]n)(?: early| late| mid)? (?:(?P<month>{'|'.join(_MONTHS)}) )?"
    r"(?P<year>(?:19|20)\d\d)\b"
)
_SPEAKER = re.compile(rf"({MARK}) (?:has |have )?(?:said|says|denied|denies|disputed|disputes)\b")


def projects_of(
    source: Source, *, own: str = "", day: Day | None = None, spans: Sequence[tuple[int, int]] = ()
) -> Iterator[Project]:
    """The projects a text tells, in its ``spans`` or all of it. ``own`` is the company that speaks as "we".

    A project without a place, a customer or an amount is none: such a sentence speaks of a product.
    """
    words, small = project_words(), small_words(source.text)
    for first, last in spans or ((0, len(source.text)),):
        for start, end in sentences(source.text, first, last):
            plain = source.text[start:end][:LONGEST]
            use = next((use for use, pattern in words.uses.items() if pattern.search(plain)), "")
            if use and not words.claims["open"].search(plain) and not plain.rstrip(' "”’)').endswith("?"):
                marked = mark_names(plain, supply_words().names, small)
                party = _party(marked, words, own) or _party(without_asides(marked), words, own)
                project = _told(source.quote(start, end), use, words) if party else None
                if project:
                    sure = _SURE if own and project.status == "stated" else _TOLD
                    begun = project.start or _of_text(day)
                    yield replace(project, about=(party,), party=party, confidence=sure, start=begun)


def _told(words_told: Quotation, use: str, words: ProjectWords) -> Project | None:
    """What a sentence tells of a project, its party aside; None without place, customer and amount."""
    plain = " ".join(words_told.quote.split())
    customer = words.customer.search(plain)
    place, (amount, currency) = _place(plain, words), _amount(plain)
    if not (customer or place or amount):
        return None
    denied = words.claims["denies"].search(plain)
    hedge = words.claims["hedge"].search(plain)
    return Project(
        quotations=(words_told,),
        extractor=EXTRACTOR,
        status="disputed" if denied else "stated",
        hedge=hedge.group() if hedge else "",
        notes=("the words deny it",) if denied else (),
        party="",
        name=_name(plain, use, words),
        place=place,
        use=use,
        customer=str(customer.group()) if customer else "",
        amount=amount,
        currency=currency,
        start=_day(plain),
    )


def _party(marked: MarkedText, words: ProjectWords, own: str) -> str:
    """The company that acts, or by which it is done; empty where none is named."""
    for pattern in (words.active, words.passive):
        for found in pattern.finditer(marked.text):
            name = _named(marked, found, own)
            if name and not words.claims["head"].search(name) and not words.claims["place"].search(name):
                return name
    return ""


def _named(marked: MarkedText, found: Any, own: str) -> str:
    names = marked.named(found.group())
    if names:
        return names[0]
    if found["P"].casefold() == "it":
        speaker = _SPEAKER.search(marked.text[: found.start()] + " ")
        names = marked.named(speaker[1]) if speaker else ()
        return names[0] if names else own
    return own


def _place(plain: str, words: ProjectWords) -> str:
    """The place as it is written, with the wider one behind its comma."""
    for found in words.place.finditer(plain):
        name, wider = found["name"], found["wider"] or ""
        if words.claims["place"].search(name) or _is_known(name, words):
            return f"{name}, {wider}" if _is_known(wider, words) else str(name)
    return ""


def _is_known(name: str, words: ProjectWords) -> bool:
    plain = name.casefold()
    return bool(name) and (plain in words.known_places or plain in places())


def _amount(plain: str) -> tuple[str, str]:
    """The first amount with a currency, as a decimal text; two empty texts where there is none."""
    for found in _MONEY.finditer(plain):
        currency = _CURRENCY.get(found["sign"] or found["unit"] or "", "")
        if currency:
            value = Decimal(found["number"].replace(",", "")) * _FACTOR.get(found["big"] or "", 1)
            return f"{value.normalize():f}", currency
    return "", ""


def _name(plain: str, use: str, words: ProjectWords) -> str:
    """What it is called: the words of the use and the noun they belong to."""
    for found in words.uses[use].finditer(plain):
        noun = words.nouns.search(plain[found.end() :])
        if noun:
            return str(found.group() + noun.group())
    found = words.uses[use].search(plain)
    return str(found.group()) if found else use


def _day(plain: str) -> Day | None:
    found = _YEAR.search(plain)
    if found is None:
        return None
    month = f"-{_MONTHS.index(found['month']) + 1:02d}" if found["month"] else ""
    return Day(iso=f"{found['year']}{month}", text=found[0])


def _of_text(day: Day | None) -> Day | None:
    return Day(iso=day.iso, inferred=True, because="the day of the text; the words bear none") if day else None

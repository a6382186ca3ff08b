"""Purchases told in prose: who bought what, how much of it, for what money, from whom and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from debar.dossiers.articles import Article
from debar.dossiers.articles_days import times_in
from debar.dossiers.articles_parties import STATES, known_organizations
from debar.dossiers.articles_people import CAPITAL
from debar.dossiers.articles_said import NUMBERS
from debar.dossiers.evidence import Source
from debar.model.dossiers import Day, Quotation

_PUBLIC_KIND = (
    r"(?:School District|Unified School District|County|City|Police Department|Sheriff[’']s Office|University|College"
    r"|Hospital|Airport|Transit|Authority|District|Department|Public Schools|Library|Board)"
)
_SEAT = r"(?:City|Town|County|Port|Village|University|State|Department|Borough) of"
_BODY = rf"(?:{_SEAT} {CAPITAL}(?: {CAPITAL}){{0,3}}|(?:{CAPITAL} ){{1,4}}{_PUBLIC_KIND}\b)"
_PUBLIC = re.compile(rf"\b{_BODY}")
_AGAIN = (
    r"\b(?:[Tt]he|[Tt]his) (?:school )?"
    r"(?:district|city|county|school|agency|department|university|board|port|town|hospital)\b"
)
_BUYER = rf"(?P<buyer>{_AGAIN}|{_BODY}|\b{CAPITAL}(?: {CAPITAL}){{0,3}}|\b(?:[Ii]t|[Tt]hey))"
_MONEY = r"\$(?P<amount>\d[\d,]*(?:\.\d+)?)(?: (?P<big>thousand|million|billion))?"
_MANY = rf"(?:(?P<quantity>\d[\d,]*|{'|'.join(NUMBERS)}) )?"
_ITEM = r"(?P<item>[^.,;\n$]{3,120}?)"
_STOP = r"(?= from the same| from [A-Z]| for \$| in (?:19|20)\d\d| in [A-Z]| as an example| despite|[.,;\n]|$)"
_FROM = r"(?: from (?P<seller>the same \w+|[A-Z][^.,;\n$]{1,60}?(?: (?:Co|Inc|Ltd|Corp)\.)?)(?= for| in|[.,;\n]|$))?"
_FOR = rf"(?: for {_MONEY})?"
_PAID = rf"(?P<seller>{CAPITAL}[^.,;\n$]{{0,60}}?(?: (?:Co|Inc|Ltd|Corp)\.)?)"
_TOLD = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_BUYER} (?:had |has )?paid {_PAID} {_MONEY} for {_MANY}{_ITEM}{_STOP}",
        rf"{_BUYER} (?:had |has )?(?:bought|purchased|ordered|acquired|procured) {_MANY}{_ITEM}{_STOP}{_FROM}{_FOR}",
        rf"{_BUYER} (?:had |has )?spent {_MONEY} on {_MANY}{_ITEM}{_STOP}{_FROM}",
    )
)
_PLACED = re.compile(
    rf"(?:(?P<city>{CAPITAL}(?: {CAPITAL})*), (?:{STATES}),|(?P<count>(?:more than )?\d[\d,]* [\w .]{{3,60}}?)) "
    r"(?:purchased|bought|acquired|installed|deployed|placing|buying|using|installing) "
    r"(?P<item>[^.\n]{3,140}?)(?= as an example| despite|[.,\n])"
)
_MADE_BY = re.compile(rf"\b(?:from|by) (?P<names>{CAPITAL}(?:(?:, | and |, and ){CAPITAL})*)")
_UNREAL = re.compile(r"\b(?:[Ii]f|would|could|may|might|should|[Uu]nless|[Ww]ere the)\b")
_FACTOR = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseTold:
    """A purchase as an article tells it: never a purchase record by itself, it waits for a person.

    ``quantity`` and ``amount`` are numbers as text, empty where none is told; ``day`` is None where the sentence names
    no time or several.
    """

    buyer: str
    item: str
    brands: tuple[str, ...]
    quotation: Quotation
    seller: str = ""
    quantity: str = ""
    amount: str = ""
    day: Day | None = None


def find_purchases(article: Article, source: Source) -> list[PurchaseTold]:
    """Purchases told, with the buyer (or how many buyers) and the makers named; what may be bought is none.

    A buyer named by "it" or "the district" is the public body, or the buyer, told last before it.
    """
    found: list[PurchaseTold] = []
    for start, end in article.sentences():
        placed = [*_PLACED.finditer(source.text, start, end)]
        for hit in placed:
            buyer = hit["city"] or hit["count"]
            quotation = source.quote(*hit.span())
            found.append(PurchaseTold(buyer=buyer, item=hit["item"], brands=_brands(hit["item"]), quotation=quotation))
        if not placed and not _UNREAL.search(source.text, start, end):
            found.extend(_told(article, source, (start, end), found))
    return found


def _told(
    article: Article, source: Source, span: tuple[int, int], before: list[PurchaseTold]
) -> Iterator[PurchaseTold]:
    for pattern in _TOLD:
        hit = pattern.search(source.text, *span)
        if hit is None or not (brands := _makers(hit["item"])):
            continue
        parts = hit.groupdict()
        seller = (parts.get("seller") or "").strip()
        if seller.startswith("the same"):
            seller = before[-1].seller if before else ""
        days = [day for _, day in times_in(source.text[slice(*span)], article)]
        buyer = _buyer(hit["buyer"], source.text[: hit.start()], before)
        if buyer:
            yield PurchaseTold(
                buyer=buyer,
                item=hit["item"].strip(),
                brands=brands,
                quotation=source.quote(*hit.span()),
                seller=seller,
                quantity=_number(parts.get("quantity") or ""),
                amount=_amount(parts.get("amount") or "", parts.get("big")),
                day=days[0] if len(days) == 1 else None,
            )
        return


def _buyer(said: str, above: str, before: list[PurchaseTold]) -> str:
    """The buyer by name; for a word that stands for one, the last that fits it."""
    if said[:1].isupper() and said.split(maxsplit=1)[0] not in {"It", "They", "The", "This"}:
        return said
    named = [hit[0] for hit in _PUBLIC.finditer(above)]
    kind = said.rsplit(maxsplit=1)[-1].casefold()
    if kind in {"it", "they"}:
        return before[-1].buyer if before else (named[-1] if named else "")
    return next((name for name in reversed(named) if kind in name.casefold()), "")


def _number(said: str) -> str:
    return str(NUMBERS.get(said, said.replace(",", ""))) if said else ""


def _amount(digits: str, big: str | None) -> str:
    plain = digits.replace(",", "")
    return str((Decimal(plain) * _FACTOR[big]).quantize(Decimal(1))) if plain and big else plain


def _makers(item: str) -> tuple[str, ...]:
    """The makers of the table that the item names: other things are bought too, and are none of our matter."""
    return tuple(name for name, kind, _, pattern in known_organizations() if kind == "company" and pattern.search(item))


def _brands(item: str) -> tuple[str, ...]:
    named = _MADE_BY.search(item)
    return tuple(dict.fromkeys([*_makers(item), *(re.split(r", and |, | and ", named["names"]) if named else ())]))

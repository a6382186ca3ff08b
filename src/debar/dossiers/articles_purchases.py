"""Purchases told in prose: who bought what, how much of it, for what money, from whom and when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from debar.dossiers.articles import MONTH, MONTHS, Article
from debar.dossiers.articles_days import times_in
from debar.dossiers.articles_parties import STATES, known_organizations, party_before
from debar.dossiers.articles_people import CAPITAL
from debar.dossiers.articles_said import NUMBERS
from debar.dossiers.evidence import Source
from debar.model.dossiers import Day, Quotation

_PUBLIC_KIND = (
    r"(?:School District|Unified School District|County|City|Police Department|Sheriff[’']s Office|University|College"
    r"|Hospital|Airport|Transit|Authority|Cooperative|District|Department|Public Schools|Library|Board|Patrol)"
)
#: A public body whose kind is written small: the Wessex Falls library, the fire district of Big Timber, Montana,
_SMALL_KIND = (
    r"(?:library|schools?|school district|fire district|fire department|police department|police|hospital|university"
    r"|sheriff|court|courthouse|airport|port authority|transit agency|water district|harbor)"
)
_SEAT = r"(?:[Cc]ity|[Tt]own|County|Port|Village|University|State|Department|Borough) of"
_BODY = (
    rf"(?:(?:(?!The ){CAPITAL} ){{0,2}}{_SEAT} {CAPITAL}(?: {CAPITAL}){{0,3}}(?:, (?:{STATES}),)?"
    rf"|(?:{CAPITAL} ){{1,4}}{_PUBLIC_KIND}\b"
    rf"|(?<=[Tt]he )(?:{CAPITAL} ){{1,3}}{_SMALL_KIND}\b"
    rf"|(?<=[Tt]he ){_SMALL_KIND} of {CAPITAL}(?: {CAPITAL}){{0,2}}(?:, (?:{STATES}),)?)"
)
_PUBLIC = re.compile(rf"\b{_BODY}")
_AGAIN = (
    r"\b(?:[Tt]he|[Tt]his) (?:school )?"
    r"(?:district|city|county|school|agency|department|university|board|port|town|hospital|patrol|authority|co-op|cooperative)\b"
)
_BUYER = (
    rf"(?P<buyer>{_AGAIN}|{_BODY}|\b{CAPITAL}(?: {CAPITAL}){{0,3}}|\b(?:[Ii]t|[Tt]hey))"
    r"(?:, (?:which|whose|an?|the) (?:[^,.\n]|,(?=\d)){3,90},)?"
)
_MONEY = r"\$(?P<amount>\d[\d,]*(?:\.\d+)?)(?: (?P<big>thousand|million|billion))?"
_MANY = rf"(?:(?P<quantity>\d[\d,]*|{'|'.join(NUMBERS)}) )?"
_ITEM = r"(?P<item>(?!from )[^.,;\n$]{3,120}?)"
_STOP = r"(?= from the same| from [A-Z]| for \$| in (?:19|20)\d\d| in [A-Z]| as an example| despite|[.,;\n]|$)"
_FROM = r"(?: from (?P<seller>the same \w+|[A-Z][^.,;\n$]{1,60}?(?: (?:Co|Inc|Ltd|Corp)\.)?)(?= for| in|[.,;\n]|$))?"
_GOT = r"(?:bought|purchased|ordered|acquired|procured)"
_IN = rf"(?: in (?:{MONTH} )?(?:19|20)\d\d(?= for \$))?"
_FOR = rf"(?: for (?:a total of )?{_MONEY})?"
_PAID = rf"(?P<seller>{CAPITAL}[^.,;\n$]{{0,60}}?(?: (?:Co|Inc|Ltd|Corp)\.)?)"
_TOLD = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_BUYER} (?:had |has )?paid (?:{_PAID} )?{_MONEY} for {_MANY}{_ITEM}{_STOP}",
        rf"{_BUYER} (?:had |has )?{_GOT} {_MANY}{_ITEM}{_STOP}{_FROM}{_IN}{_FOR}",
        (
            rf"{_BUYER} (?:had |has )?(?:signed|awarded|approved) an? {_MONEY} (?:[\w\-]+ )?(?:contract|deal|order) "
            rf"(?:for|to buy) {_MANY}{_ITEM}{_STOP}{_FROM}"
        ),
        rf"{_BUYER} (?:had |has )?spent {_MONEY} on {_MANY}{_ITEM}{_STOP}{_FROM}",
    )
)
#: It cost the patrol $5,190: what did stands in the sentence before.
_COST = re.compile(rf"\b(?:[Ii]t|[Tt]hey) cost (?P<buyer>{_BODY}|{_AGAIN}) {_MONEY}")
#: Two other agencies bought from Nuctech as well: whose things those named next are.
_BOUGHT_FROM = re.compile(rf"\b{_GOT} (?:[\w\-]+ ){{0,4}}from (?P<maker>[^.\n]+)")
_PLACED = re.compile(
    rf"(?:(?P<city>{CAPITAL}(?: {CAPITAL})*), (?:{STATES}),"
    r"|(?P<count>(?:more than |at least )?(?<![\d,])(?!(?:19|20)\d\d\b)\d{1,3}(?:,\d{3})* [\w .]{3,60}?)"
    r"(?: (?:that|which)(?: still)?)?) "
    r"(?:purchased|bought|acquired|installed|deployed|placing|buying|using|installing|own(?:ed)?|operates?|fly) "
    r"(?P<item>[^.\n]{3,140}?)(?= as an example| despite|[.,\n])"
)
_MADE_BY = re.compile(rf"\b(?:from|by) (?P<names>{CAPITAL}(?:(?:, | and |, and ){CAPITAL})*)")
_MORE = re.compile(rf"(\d[\d,]*|{'|'.join(NUMBERS)})(?: more| others)?")
_THE_BRAND = re.compile(r"\b(?:the|this) brand\b|\bits (?:products|equipment|gear)\b")
#: 31 local agencies to report what they own: no buyers.
_DOES_MORE = re.compile(r"\b(?:to|what|how|whether|they|would|could|may|might)\b")
_JOINT = re.compile(r",? and |; |, (?:while|but) ")
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
    before = (0, 0)
    for start, end in article.sentences():
        told = [hit for hit in _hits(source.text, start, end) if not _UNREAL.search(source.text, start, hit.end())]
        placed = [
            hit
            for hit in _PLACED.finditer(source.text, start, end)
            if not any(one.start() < hit.start() and _overlap(hit, one) for one in told)
        ]
        for hit in placed:
            buyer, brands = hit["city"] or hit["count"], _brands(hit["item"])
            if _DOES_MORE.search(buyer):
                continue
            if not brands and _THE_BRAND.search(hit["item"]):
                brands = tuple(filter(None, (party_before(article, hit.start()),)))
            quotation = source.quote(*hit.span())
            found.append(PurchaseTold(buyer=buyer, item=hit["item"], brands=brands, quotation=quotation))
        hits = [hit for hit in told if not any(_overlap(hit, one) for one in placed)]
        found.extend(_told(article, source, (start, end), hits, found))
        found.extend(_cost(source, (start, end), before, found))
        before = (start, end)
    return found


def _hits(text: str, start: int, end: int) -> list[re.Match[str]]:
    """The places of a sentence that tell of a purchase, in order, none over another."""
    hits: list[re.Match[str]] = []
    for pattern in _TOLD:
        hits += [hit for hit in pattern.finditer(text, start, end) if not any(_overlap(hit, one) for one in hits)]
    return sorted(hits, key=lambda hit: hit.start())


def _overlap(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.start() < other.end() and other.start() < one.end()


def _told(
    article: Article,
    source: Source,
    span: tuple[int, int],
    hits: Sequence[re.Match[str]],
    before: Sequence[PurchaseTold],
) -> Iterator[PurchaseTold]:
    last: PurchaseTold | None = None
    for index, hit in enumerate(hits):
        parts = hit.groupdict()
        item, quantity = hit["item"].strip(), _number(parts.get("quantity") or "")
        brands = _makers(item)
        if last and not brands and (more := _MORE.fullmatch(item)):
            item, brands, quantity = last.item, last.brands, _number(more[1])
        earlier = [*before, *([last] if last else ())]
        seller = (parts.get("seller") or "").strip()
        if seller.startswith("the same"):
            seller = earlier[-1].seller if earlier else ""
        first = _parting(source.text, hits[index - 1], hit) if index else span[0]
        until = _parting(source.text, hit, hits[index + 1]) if index + 1 < len(hits) else span[1]
        days = [day for _, day in times_in(source.text[first:until], article)]
        buyer = _buyer(hit["buyer"], source.text[: hit.start()], earlier)
        brands = brands or _makers(seller) or _maker_above(article, span[0])
        if buyer and brands:
            last = PurchaseTold(
                buyer=buyer,
                item=item,
                brands=brands,
                quotation=source.quote(*hit.span()),
                seller=seller,
                quantity=quantity,
                amount=_amount(parts.get("amount") or "", parts.get("big")),
                day=days[0] if len(days) == 1 else None,
            )
            yield last


def _maker_above(article: Article, start: int) -> tuple[str, ...]:
    """The one maker that the sentence before says was bought from, in the same paragraph."""
    first = next((begin for begin, end in article.paragraphs if begin <= start < end), start)
    above = list(_BOUGHT_FROM.finditer(article.text, first, start))
    makers = _makers(above[-1]["maker"]) if above else ()
    return makers if len(makers) == 1 else ()


def _parting(text: str, one: re.Match[str], other: re.Match[str]) -> int:
    """Where the clause of one purchase ends and that of the next begins."""
    joints = [*_JOINT.finditer(text, one.end(), other.start())]
    return joints[-1].start() if joints else other.start()


def _cost(
    source: Source, span: tuple[int, int], before: tuple[int, int], found: Sequence[PurchaseTold]
) -> Iterator[PurchaseTold]:
    """What "it" cost a public body, where the sentence before names one thing by its maker."""
    hit = _COST.search(source.text, *span)
    item = source.text[slice(*before)]
    if hit and not _UNREAL.search(source.text, span[0], hit.end()) and len(brands := _makers(item)) == 1:
        buyer = _buyer(hit["buyer"], source.text[: hit.start()], found)
        if buyer:
            yield PurchaseTold(
                buyer=buyer,
                item=item.strip(" ."),
                brands=brands,
                quotation=source.quote(*hit.span()),
                amount=_amount(hit["amount"], hit["big"]),
            )


def _buyer(said: str, above: str, before: Sequence[PurchaseTold]) -> str:
    """The buyer by name; for a word that stands for one, the last that fits it."""
    if re.fullmatch(rf"(?:{_SMALL_KIND}|city|town) of .*", said):
        return said.rstrip(",")
    if said[:1].isupper() and said.split(maxsplit=1)[0] not in {"It", "They", "The", "This"}:
        return said
    named = [hit[0] for hit in _PUBLIC.finditer(above)]
    kind = said.rsplit(maxsplit=1)[-1].casefold().replace("co-op", "cooperative")
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
    return tuple(dict.fromkeys([*_makers(item), *(_named(named["names"]) if named else ())]))


def _named(names: str) -> list[str]:
    parts = re.split(r", and |, | and ", names)
    return [name for name in parts if not name.endswith("-based") and name.casefold() not in MONTHS]

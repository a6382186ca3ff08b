"""Organizations, places, purchases and claims that an article tells of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from debar.dossiers.articles import Article
from debar.dossiers.articles_people import CAPITAL, NAME
from debar.dossiers.evidence import Source
from debar.errors import DataError
from debar.model.dossiers import Quotation

_ORG = rf"[A-Z][\w’'\-]*(?: (?:{CAPITAL}|&)){{0,4}}"
_KIND = (
    r"(?:research (?:company|firm|group)|law firm|parent company|think tank|social platform|platform"
    r"|advocacy group|consultancy|contractor|news agency)"
)
_COUNTRIES = {
    "China": "CN",
    "US": "US",
    "U.S.": "US",
    "UK": "GB",
    "Hong Kong": "HK",
    "Taiwan": "TW",
    "Japan": "JP",
    "South Korea": "KR",
    "Israel": "IL",
}
_AFTER_KIND = re.compile(
    rf"(?:\b(?P<based>[A-Z][\w.]*(?: [A-Z]\w+)?)-based )?\b(?P<kind>{_KIND})s?(?: like| such as| called)? "
    rf"(?P<names>{_ORG}(?:(?:, | and | or ){_ORG}){{0,3}})"
)
_BEFORE_KIND = re.compile(rf"\b(?P<names>{_ORG}) (?P<kind>{_KIND})\b")
_TYPES = {
    "parent company": "company",
    "contractor": "company",
    "research company": "research firm",
    "social platform": "platform",
}
_STATES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho"
    "|Illinois|Indiana|Iowa|Kansas|"
    "Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska"
    "|Nevada|New Hampshire|"
    "New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island"
    "|South Carolina|"
    "South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming"
)
_CITY = re.compile(
    rf"\b(?:the )?(?:city|town|county|village) of (?P<name>{CAPITAL}(?: {CAPITAL})*), (?P<state>{_STATES})\b"
)
_COUNTRY = re.compile(
    r"\b(?P<us>(?:the )?(?:United States|US|U\.S\.))(?! (?:government|Senate))|\b(?P<cn>China)\b(?!-)"
)
_METONYM = re.compile(
    r"\bWashington[’']s (?:warning|decision|ban|restrictions|policy|position|move|order)s?\b|\bWashington "
    r"(?:says|said|wants|warned)\b"
)
_BOUGHT = re.compile(
    rf"(?:(?P<city>{CAPITAL}(?: {CAPITAL})*), (?:{_STATES}),|(?P<count>(?:more than )?\d[\d,]* [\w .]{{3,60}}?)) "
    r"(?:purchased|bought|acquired|installed|deployed|placing|buying|using|installing) "
    r"(?P<item>[^.\n]{3,140}?)(?= as an example| despite|[.,\n])"
)
_BRANDS = re.compile(rf"\b(?:from|by) (?P<names>{CAPITAL}(?:(?:, | and |, and ){CAPITAL})*)")
_SAID = re.compile(
    rf"(?P<by>(?:{NAME}|{CAPITAL}(?:[’']s office)?|[Hh]e|[Ss]he)) (?:has )?(?:said|noted|insisted|claimed|argued"
    rf"|warned|maintained|denied)\b(?! in (?:a|an) )(?P<what>[^“\"\n]{{12,400}})"
)
_ACCORDING = re.compile(rf"according to (?P<by>his office|her office|{_ORG})")
_TOLD_LATE = re.compile(rf", said (?P<by>{NAME})")


@dataclass(frozen=True, slots=True)
class Organization:
    """A body the article names: ``type`` as the text or the table says, ``country`` ISO 3166 alpha-2 where known."""

    name: str
    type: str
    country: str
    quotation: Quotation


@dataclass(frozen=True, slots=True)
class Place:
    """A place; ``kind`` is ``city``, ``country`` or ``metonym`` (a capital that stands for its government)."""

    name: str
    kind: str
    quotation: Quotation


@dataclass(frozen=True, slots=True)
class PurchaseTold:
    """A purchase as an article tells it: never a purchase record by itself, it waits for a person."""

    buyer: str
    item: str
    brands: tuple[str, ...]
    quotation: Quotation


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody is said to have said, in the article's own words."""

    by: str
    quotation: Quotation


@cache
def _known() -> tuple[tuple[str, str, str, re.Pattern[str]], ...]:
    rows = []
    text = files("debar.dossiers").joinpath("data/articles_organizations.tsv").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines()[1:], start=2):
        cells = line.split("\t")
        if len(cells) != 5 or not all(cells):
            message = f"articles_organizations.tsv, row {number}: wants name, type, country, pattern, source: "
            f"{line!r}"
            raise DataError(message)
        rows.append((cells[0], cells[1], cells[2], re.compile(cells[3])))
    return tuple(rows)


def find_organizations(article: Article, source: Source) -> list[Organization]:
    """The bodies named: those of the table, and those whose kind the text says beside the name; each once."""
    found: dict[str, Organization] = {}
    for start, end in article.paragraphs:
        for name, kind, country, pattern in _known():
            hit = pattern.search(source.text, start, end)
            if hit and name not in found:
                found[name] = Organization(name, kind, country, source.quote(*hit.span()))
        for pattern in (_AFTER_KIND, _BEFORE_KIND):
            for hit in pattern.finditer(source.text, start, end):
                kind = _TYPES.get(hit["kind"], hit["kind"])
                for part in re.finditer(_ORG, hit["names"]):
                    at = hit.start("names") + part.start()
                    if part[0].endswith(("-based", "’s", "'s")):
                        continue
                    country = _COUNTRIES.get(hit.groupdict().get("based") or "", "")
                    found.setdefault(part[0], Organization(part[0], kind, country, source.quote(at, at + len(part[0]))))
    return sorted(found.values(), key=lambda item: item.quotation.start)


def find_places(article: Article, source: Source) -> list[Place]:
    """Cities with their state, countries once each, and capitals that stand for a government."""
    found: dict[str, Place] = {}
    for start, end in article.paragraphs:
        for hit in _CITY.finditer(source.text, start, end):
            name = f"{hit['name']}, {hit['state']}"
            found.setdefault(name, Place(name, "city", source.quote(*hit.span())))
        for hit in _COUNTRY.finditer(source.text, start, end):
            name = "United States" if hit["us"] else "China"
            found.setdefault(name, Place(name, "country", source.quote(*hit.span())))
        for hit in _METONYM.finditer(source.text, start, end):
            found.setdefault("Washington", Place("Washington", "metonym", source.quote(*hit.span())))
    return sorted(found.values(), key=lambda item: item.quotation.start)


def find_purchases(article: Article, source: Source) -> list[PurchaseTold]:
    """Purchases told, with the buyer (or how many buyers) and the makers named."""
    return [
        PurchaseTold(hit["city"] or hit["count"], hit["item"], _brands(hit["item"]), source.quote(*hit.span()))
        for start, end in article.sentences()
        for hit in _BOUGHT.finditer(source.text, start, end)
    ]


def _brands(item: str) -> tuple[str, ...]:
    named = _BRANDS.search(item)
    companies = [name for name, kind, _, pattern in _known() if kind == "company" and pattern.search(item)]
    return tuple(dict.fromkeys([*companies, *(re.split(r", and |, | and ", named["names"]) if named else ())]))


def find_claims(article: Article, source: Source) -> list[Claim]:
    """What parties are said to have said, without quotation marks; "he" is the last person who spoke."""
    found: list[Claim] = []
    person = ""
    for start, end in article.sentences():
        for claim in _claims(source, start, end, person):
            found.append(claim)
            person = claim.by if " " in claim.by and "office" not in claim.by else person
    return found


def _claims(source: Source, start: int, end: int, person: str) -> Iterator[Claim]:
    late = _TOLD_LATE.search(source.text, start, end)
    if late:
        yield Claim(late["by"], source.quote(start, end))
        return
    for pattern in (_SAID, _ACCORDING):
        hit = pattern.search(source.text, start, end)
        if hit:
            by = hit["by"].strip()
            yield Claim(person if by.lower() in {"he", "she"} and person else by, source.quote(start, end))
            return

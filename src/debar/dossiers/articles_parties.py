"""Organizations, places and claims that an article tells of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from debar.dossiers.articles import MONTHS, Article
from debar.dossiers.articles_people import CAPITAL, NAME
from debar.dossiers.evidence import Source
from debar.errors import DataError
from debar.model.dossiers import Quotation

_ORG = rf"[A-Z][\w’'\-]{{0,40}}(?: (?:{CAPITAL}|&)){{0,4}}"
_KIND = (
    r"(?:research (?:company|firm|group)|law firm|parent company|think tank|social platform|platform"
    r"|(?:advocacy|civic|rights|trade|watchdog|lobby) group|consultancy|contractor|news agency|reseller|nonprofit"
    r"|(?:\w+[ -])?(?:designer|manufacturer|supplier|distributor|wholesaler|importer|integrator|carrier|startup"
    r"|chipmaker)"
    r"|(?:chip|drone|camera|radio|phone|router|battery|sensor|server|software|equipment|gear) (?:maker|vendor"
    r"|giant|firm))"
)
#: Corvane Microdevices, a chip designer in Austin | Sightline Watch, a nonprofit that …
_IS_KIND = re.compile(
    rf"\b(?P<names>{_ORG}), an? (?:[\w\-’']+ ){{0,4}}?(?P<kind>company|firm|maker|designer|nonprofit|group"
    r"|manufacturer|supplier|reseller|distributor|startup|consultancy|think tank|broker|competitor|contractor)\b"
)
#: Pruett Lang LLP | Norwell Semiconductor | the Association of Rotor Programs | the Montana Highway Patrol
_BY_FORM = re.compile(
    rf"\b(?:(?P<company>(?:{CAPITAL} (?:& )?){{1,4}}(?:LLC|LLP|Inc\b|Ltd\b|Corp\b|Semiconductor|Technologies|Robotics"
    rf"|Industries|Electronics|Partners|Strategies|Associates|Capital|Securities|Research|Analytics|Consulting|Laboratories|Optics|Communications|Wireless|Telecom|Systems"
    rf"|Networks|Holdings|Cooperative)(?! [A-Z]))"
    rf"|(?P<body>(?:Association|Institute|Council|Federation|Chamber|Coalition|Alliance|League) of {CAPITAL}"
    rf"(?: {CAPITAL})*|(?:{CAPITAL} ){{1,3}}(?:Council|Association|Institute|Foundation|Coalition|Alliance"
    rf"|Highway Patrol|Police Department|University|College)(?! of)|University of {CAPITAL}"
    rf"|(?:House|Senate) (?:{CAPITAL} )(?:(?:{CAPITAL}|and) ){{0,3}}Committee))\b"
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
#: Hana Birnbaum, who follows the sector at Castellan Research
_WHO_AT = re.compile(
    rf"{NAME}, (?P<kind>who) [a-z][\w ]{{2,50}} (?:at|for) (?P<names>{CAPITAL}(?: (?:{CAPITAL}|&)){{1,3}})"
)
#: Analysts at Renner Capital | a professor of law at Georgetown University
_AT = re.compile(
    rf"\b(?P<kind>analyst|researcher|professor|fellow|scholar|economist|attorney|lawyer|engineer|executive)s? "
    rf"(?:of [\w ]{{3,40}} )?(?:at|with) (?:the )?(?P<names>{CAPITAL}(?: (?:{CAPITAL}|&|of|for)){{0,4}})(?<!"
    rf" of)(?<! for)"
)
_AFTER_KIND = re.compile(
    rf"(?:\b(?P<based>[A-Z][\w.]*(?: [A-Z]\w+)?)-based )?\b(?P<kind>{_KIND})s?(?: like| such as| called|,)? "
    rf"(?P<names>{_ORG}(?:(?:, | and | or ){_ORG}){{0,3}})"
)
_BEFORE_KIND = re.compile(rf"\b(?P<names>{_ORG}) (?P<kind>{_KIND})\b")
_TYPES = {
    "parent company": "company",
    "contractor": "company",
    "research company": "research firm",
    **dict.fromkeys(("firm", "maker", "designer", "manufacturer", "supplier", "reseller", "distributor"), "company"),
    **dict.fromkeys(("startup", "broker", "competitor", "wholesaler", "importer", "integrator", "carrier"), "company"),
    **dict.fromkeys(("chipmaker", "vendor", "giant"), "company"),
    "social platform": "platform",
}
STATES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho"
    "|Illinois|Indiana|Iowa|Kansas|"
    "Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska"
    "|Nevada|New Hampshire|"
    "New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island"
    "|South Carolina|"
    "South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming"
)
_STATES = frozenset(STATES.split("|"))
_CITY = re.compile(
    rf"\b(?:the )?(?:city|town|county|village) of (?P<name>{CAPITAL}(?: {CAPITAL})*), (?P<state>{STATES})\b"
)
#: What stands before a name that is only the end of one: the Association of …
_CUT = re.compile(r"\b(?:of|[A-Z][\w’'\-]*) $")
_SEATED = re.compile(
    rf"\b(?:[Ii]n|[Oo]f|[Aa]t|[Ff]rom|[Nn]ear) (?P<name>{CAPITAL}(?: {CAPITAL}){{0,2}}), (?P<state>{STATES})\b"
)
_COUNTRY = re.compile(
    r"\b(?P<us>(?:the )?(?:United States|US|U\.S\.))(?! (?:government|Senate))|\b(?P<cn>China)\b(?!-)"
)
_METONYM = re.compile(
    r"\bWashington[’']s (?:warning|decision|ban|restrictions|policy|position|move|order)s?\b|\bWashington "
    r"(?:says|said|wants|warned)\b"
)
_SAID = re.compile(
    rf"(?P<by>(?:{NAME}|{CAPITAL}(?:[’']s office)?|[Hh]e|[Ss]he)) (?:has )?(?:said|says|noted|insisted|claimed|argued"
    rf"|warned|maintained|denied|confirmed|acknowledged|conceded)\b(?! in (?:a|an) )(?P<what>[^“\"\n]{{12,400}})"
)
_ACCORDING = re.compile(rf"according to (?P<by>his office|her office|{_ORG})")
_TOLD_LATE = re.compile(rf", said (?P<by>{NAME})")


_ACTS = re.compile(
    rf"\b(?P<name>{CAPITAL})(?:[’']s\b|(?: {CAPITAL}){{0,2}}(?:,| (?:has|had|is|was|said|says|told|paid|hired"
    r"|signed|denied|disputed|rejected|declined|bought|added|retained|makes|did|and|terminals|executives|products|lobbyists)\b))"
)
_NO_PARTY = frozenset(
    "The A An It He She They This That These Congress Senate House Washington China Beijing Commerce State Treasury "
    "US UK EU UN Chinese American Republican Democrat In On But And".split()
)


#: Times that an article names the party that it is about.
_OFTEN = 5
#: First words that many names share.
_COMMON = (
    frozenset(
        "American National General United First Global International Advanced Digital North South East West"
        " Northern Southern "
        "Eastern Western Central Pacific Atlantic Great Grand Royal Federal Public State Bank Capital Red Blue"
        " Green Black "
        "White Silver Gold Golden Star Sun Blue Smart Data Tech High".split()
    )
    | _STATES
)


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
class Claim:
    """What somebody is said to have said, in the article's own words."""

    by: str
    quotation: Quotation


@cache
def known_organizations() -> tuple[tuple[str, str, str, re.Pattern[str]], ...]:
    """Name, type, country and pattern of the table's bodies. Raises DataError that names a wrong row."""
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
        for name, kind, country, pattern in known_organizations():
            hit = pattern.search(source.text, start, end)
            if hit and name not in found:
                found[name] = Organization(name, kind, country, source.quote(*hit.span()))
        for one in _by_kind(source, start, end):
            found.setdefault(one.name, one)
    return sorted(found.values(), key=lambda item: item.quotation.start)


def _by_kind(source: Source, start: int, end: int) -> Iterator[Organization]:
    """The bodies whose kind stands beside their name, or in it."""
    for pattern in (_AFTER_KIND, _BEFORE_KIND, _IS_KIND, _AT, _WHO_AT):
        for hit in pattern.finditer(source.text, start, end):
            kind = "body" if pattern in (_AT, _WHO_AT) else _kind(hit["kind"])
            for part in re.finditer(_ORG, hit["names"]):
                at = hit.start("names") + part.start()
                no_name = part[0] in _NO_PARTY or part[0].lower() in MONTHS or part[0].endswith(("-based", "’s", "'s"))
                cut = pattern is _IS_KIND and _CUT.search(source.text, start, at)
                if no_name or cut or _is_known(part[0]):
                    continue
                country = _COUNTRIES.get(hit.groupdict().get("based") or "", "")
                yield Organization(part[0], kind, country, source.quote(at, at + len(part[0])))
    for hit in _BY_FORM.finditer(source.text, start, end):
        first, _, rest = hit[0].partition(" ")
        is_committee = first in {"House", "Senate"}
        name = rest if first in _NO_PARTY and " " in rest and not is_committee else hit[0]
        if first not in _NO_PARTY or " " in rest:
            yield Organization(name, "company" if hit["company"] else "body", "", source.quote(*hit.span()))


def _kind(said: str) -> str:
    """The sort of body for the words that tell it; one that makes or sells things is a company."""
    last = said.rpartition(" ")[2]
    return _TYPES.get(said, said if last in {"firm", "company", "group"} else _TYPES.get(last, said))


def _is_known(name: str) -> bool:
    """Whether the name is one of the table's, by whichever of its words."""
    return any(pattern.search(name) for _, _, _, pattern in known_organizations())


def find_protagonist(article: Article, people: Sequence[str]) -> str:
    """The one company that the title and most of the body are about; empty where there is none or several.

    It is the one of the table that the title names; else a name of the title that stands at least three times in the
    body as one that acts or has: "X said", "X's".
    """
    body = article.text[: article.body_end]
    known = known_organizations()
    titled = [name for name, kind, _, pattern in known if kind == "company" and pattern.search(article.title)]
    if titled:
        return titled[0] if len(titled) == 1 else ""
    first = {part for name in people for part in name.split()}
    acting = Counter(hit["name"] for hit in _ACTS.finditer(body, len(article.title)))
    for name, told in acting.most_common():
        if told < 3:
            return ""
        whole = name not in first and name not in _NO_PARTY and not any(row[3].search(name) for row in known)
        if whole and re.search(rf"\b{re.escape(name)}\b", article.title):
            return name
    return ""


def acting_name(article: Article, people: Sequence[str]) -> str:
    """The name that the body holds most often and tells of as one that acts or has; empty where none is told often.

    It is given as the body introduces it, with the words of its name that are dropped later. Bodies of the table and
    people are none.
    """
    body = article.text[len(article.title) : article.body_end]
    nobody = {part for name in people for part in name.split()} | _NO_PARTY | _COMMON
    acting = Counter(hit["name"] for hit in _ACTS.finditer(body))
    named = {name: len(re.findall(rf"\b{re.escape(name)}\b", body)) for name, told in acting.items() if told > 1}
    for name in sorted(named, key=lambda name: (-named[name], name)):
        if named[name] < _OFTEN:
            break
        if name not in nobody and name.casefold() not in MONTHS and not _is_known(name):
            whole = re.search(rf"\b{re.escape(name)}(?: {CAPITAL}){{0,4}}", body)
            return whole[0] if whole else name
    return ""


def find_places(article: Article, source: Source) -> list[Place]:
    """Cities with their state, countries once each, and capitals that stand for a government."""
    found: dict[str, Place] = {}
    for start, end in article.paragraphs:
        for hit in _CITY.finditer(source.text, start, end):
            name = f"{hit['name']}, {hit['state']}"
            found.setdefault(name, Place(name, "city", source.quote(*hit.span())))
        for hit in _SEATED.finditer(source.text, start, end):
            if hit["name"] in _STATES and hit["name"] != hit["state"]:  # several states, not a town in one
                continue
            name = f"{hit['name']}, {hit['state']}"
            place = Place(name, "city", source.quote(hit.start("name"), hit.end()))
            found.setdefault(name, place)
        for hit in _COUNTRY.finditer(source.text, start, end):
            name = "United States" if hit["us"] else "China"
            found.setdefault(name, Place(name, "country", source.quote(*hit.span())))
        for hit in _METONYM.finditer(source.text, start, end):
            found.setdefault("Washington", Place("Washington", "metonym", source.quote(*hit.span())))
    return sorted(found.values(), key=lambda item: item.quotation.start)


def short_name(name: str) -> str:
    """What a text calls a company after it named it in full: its first word, where that word can stand for it."""
    first, _, rest = name.partition(" ")
    return first if rest and len(first) > 3 and first not in _NO_PARTY and first not in _COMMON else name


def is_named(name: str, words: str, others: Sequence[str]) -> bool:
    """Whether the words name a company, in full or by its short name where that is none of the ``others``."""
    short = short_name(name)
    return name in words or (short not in others and bool(re.search(rf"\b{re.escape(short)}\b", words)))


def companies_named(words: str) -> list[str]:
    """The companies of the table that the words name: the maker itself in the name of its American arm."""
    return [name for name, kind, _, pattern in known_organizations() if kind == "company" and pattern.search(words)]


def party_before(article: Article, at: int) -> str:
    """The company of the table that the paragraph names last before a place; empty where it names none."""
    start = next((first for first, last in article.paragraphs if first <= at < last), at)
    ends = {
        name: hit.end()
        for name, kind, _, pattern in known_organizations()
        if kind == "company"
        for hit in pattern.finditer(article.text, start, at)
    }
    return max(ends, key=lambda name: ends[name], default="")


def find_claims(article: Article, source: Source) -> list[Claim]:
    """What parties are said to have said, without quotation marks; "he" is the last person who spoke."""
    found: list[Claim] = []
    person = ""
    for start, end in article.sentences():
        for claim in _claims(source, start, end, person):
            if claim.by.endswith((" Act", " List")) or claim.by in {"Act", "List"}:
                continue
            if claim.by == "It":
                claim = Claim(party_before(article, start) or claim.by, claim.quotation)  # noqa: PLW2901 (the same one)
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

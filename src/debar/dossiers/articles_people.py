"""People in an article: who they are introduced as, and who a surname alone, or misspelt, means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from debar.dossiers.articles import Article

CAPITAL = r"[A-Z](?:[’'][A-Z])?[\w\-]{0,40}\w"
NAME = rf"(?:(?:{CAPITAL}|[A-Z]\.) ){{1,2}}{CAPITAL}"
_ROLE = r"(?:[a-z][\w\-]*|[A-Z][\w&’'\-]*)(?: (?:[\w&’'\-]+)){0,11}"
_OFFICE = (
    r"(?:lobbyist|official|officer|congress(?:man|woman)|senator|director|aide|counsel|secretary|spokes\w+"
    r"|president|chair\w*|"
    r"partner|advisor|adviser|manager|head|chief|minister|commissioner|representative|analyst|attorney|executive"
    r"|ambassador|founder|professor|staff member|staffer|treasurer|mayor|sheriff|superintendent|supervisor"
    r"|lawyer|clerk|administrator|auditor|engineer|coordinator|commander|trustee|fellow|scholar|researcher|economist|consultant|colleague|C[EFOT]O)"
)
RANK = (
    r"(?:(?:State |U\.S\. )?(?:Senator|Representative|Sergeant|Captain|Lieutenant|Chief|Officer|Sheriff|Judge|Mayor"
    r"|Governor|Commissioner|Professor|Minister|Ambassador|Colonel|Director|Trooper|Detective))"
)
_ABBREVIATED = {"Rep": "Representative", "Sen": "Senator", "Gov": "Governor", "Del": "Delegate"}
_PARTIES = {"R": "Republican", "D": "Democrat", "I": "Independent"}
# former Rep. Harold Pruitt, R-Ohio | Sen. John Hickenlooper of Colorado
_SHORT = re.compile(
    rf"\b(?P<former>[Ff]ormer )?(?:U\.S\. )?(?P<office>{'|'.join(_ABBREVIATED)})\. (?P<name>{NAME})"
    rf"(?:, an? (?P<home>[A-Z]\w+(?: [A-Z]\w+)?) (?P<side>Republican|Democrat|independent)"
    rf"|,? \(?(?P<party>[RDI])-(?P<of>[A-Z][\w.]*\w)| of (?P<state>[A-Z]\w+(?: [A-Z]\w+)?))?"
)
_CHIEF = (
    r"(?:Executive|Financial|Operating|Technology|Information|Security|Legal|Compliance|Marketing|Strategy|Product)"
)
# Chief Financial Officer Ruth Okafor | Deputy Police Chief Ana Ruiz
_TITLED = re.compile(
    rf"\b(?P<role>(?:(?:Deputy|Vice|Senior|Assistant|Associate|Acting|Interim|Former|Police|Fire|City|County"
    rf"|School) ){{0,3}}"
    rf"(?:Chief {_CHIEF} Officer|General Counsel|Attorney General|General Manager|Managing Director|Executive Director"
    rf"|Vice President|President|Chairman|Chairwoman|Superintendent|Administrator|Chief|Manager|Controller|Auditor)) "
    rf"(?P<name>{NAME})"
)
# Sergeant Lucas Ferreira of the Montana Highway Patrol | Professor Teodora Vance
_RANKED = re.compile(rf"\b(?P<rank>{RANK}) (?P<name>{NAME})(?: of (?:the )?(?P<body>{CAPITAL}(?: {CAPITAL}){{1,3}}))?")
# Lobbyist Marnie Okonkwo, at the start of a sentence
_LEADS = re.compile(rf"(?=[A-Z])(?P<office>(?i:{_OFFICE})) (?P<name>{NAME})")
# Annika Sorensen, who teaches lobbying law at … | Brent Okafor, who worked for … until 2021
_WHO_DOES = re.compile(
    rf"(?P<name>{NAME}), who (?P<role>(?:(?P<did>worked|served|ran|headed|led)|runs|teaches|studies|heads|leads|works"
    rf"|directs|manages|chairs|oversees|represents|serves)(?: (?:(?:Sen|Rep|Gov|Dr|Mr|Ms|Mrs|U\.S)\."
    rf"|[\w&’'\-]+)){{1,12}})"
)
# Curtis Amadi, who until 2022 was legislative director for Sen. Mark Warner
_WHO_WAS = re.compile(
    rf"(?P<name>{NAME}), who (?:(?:until|through) (?:{CAPITAL} )?\d{{4}} )?(?P<was>was|is|had been) (?:then "
    rf"|once |now )?"
    rf"(?:an? |the )?(?P<role>(?:[\w\-]+ ){{0,4}}{_OFFICE}\b(?:[^,.;\n]|(?<=Sen)\.|(?<=Rep)\.|(?<=U\.S)\.){{0,90}})"
)
# Two senators, Marco Rubio of Florida and Jeff Merkley of Oregon,
_PLURAL = re.compile(
    rf"\b(?P<office>senator|representative|lawmaker|commissioner|partner|lobbyist)s,? "
    rf"(?P<names>{NAME}(?: of [A-Z]\w+)?(?:, {NAME}(?: of [A-Z]\w+)?)*,? and {NAME}(?: of [A-Z]\w+)?)"
)
# Langtry's Sadie McCrossin met
_OF_FIRM = re.compile(rf"\b(?P<firm>{CAPITAL})[’']s (?P<name>{NAME})(?= (?:met|called|texted|emailed|e-mailed|wrote))")
# Louisa Greve, the director of … at …,   |   Lawrence Ward, a partner at …,
_APPOSED = re.compile(
    rf"(?P<name>{NAME}), (?:the |an? )?(?P<role>(?!(?:who|which|whose|said|says|told|wrote|added|is|was) )"
    rf"(?:[\w\-’']+ ){{0,3}}{_OFFICE}\b[^,.;\n]{{0,90}}?)(?=[,.;\n]| "
    rf"about\b| on \")"
)
# its chairman, Qiao Renwei, told | Hytera's general counsel, Ines Calderon-Pike, wrote
_NAMED_AFTER = re.compile(
    rf"\b(?:(?:[Ii]ts|[Tt]heir|[Tt]he|[Aa]n?) |(?={CAPITAL}[’']s ))"
    rf"(?P<role>(?:[\w\-’']+ ){{0,4}}{_OFFICE}(?: (?:for|of|at) [\w\-’'& ]{{2,50}})?), (?P<name>{NAME})(?=[,.;]|$)"
)
# Krug is a senior …  |  Pryor is also a former … official who is now a "…" at State
_IS = re.compile(
    rf"(?P<name>{NAME}|{CAPITAL}) (?P<be>is|was) (?:also |now |once |then )?an? "
    rf"(?P<role>[^.\n]{{0,160}}{_OFFICE}\b[^.\n]{{0,120}})"
)
_NOW = re.compile(r" who is now an? [\"“]?(?P<now>[^\"”.\n]{3,80})")
# IPVM's chief operating officer Donald Maye | Mercury lobbyist and former … official Bryan Lanza
_BEFORE = re.compile(rf"\b(?P<office>{_OFFICE}) (?P<name>{NAME})")
_WORDS_BEFORE = re.compile(r"(?:[\w&’'\-]+ ){0,9}$")
_LEADING = re.compile(
    r"^(?:(?:On|In|By|At|and|the|The|a|an|to|that|his|her|its|their|Mr\.?|said|called|texted|emailed|met|with|told"
    r"|[Hh]er|[Hh]is) "
    r"|\w+day |\d+ |(?:[A-Z][a-z]+ )?(?:earnings|conference) call )+"
)
_LEGISLATOR = re.compile(
    rf"(?P<name>{NAME}), (?P<party>Republican|Democrat|Independent) of (?P<state>[A-Z]\w+(?: [A-Z]\w+)?)"
)
_STATED = re.compile(
    rf"(?P<state>[A-Z][a-z]+(?: [A-Z][a-z]+)?) (?P<office>Congress(?:man|woman)|Senator|Representative|Governor) "
    rf"(?P<name>{NAME})"
)
_DEED = re.compile(r"^.*\b(?:spoke with|met with|met|called|texted|emailed|e-mailed|phoned|wrote to|told|contacted) ")
_NO_NAME = frozenset(
    "Department Commerce State Treasury Senate House United States Group List Act Committee Commission Affairs "
    "Project Chief Officer Executive Financial Operating Technology President Director Counsel Manager General"
    " Vice".split()
)
_NO_FIRST = frozenset("In On At For From With By The And But When While After Before If As Since Under Near".split())
_TITLES = re.compile(
    rf"^(?:{RANK}|(?=[A-Z])(?i:{_OFFICE})|Senators?|Representatives?|Rep\.|Sen\.|Congress(?:man|woman)|Mr\.?|Ms\.?|Mrs\.?|Dr\.?|President"
    r"|Secretary|Governor|State) "
)
_SPELT = 75.0


@dataclass(frozen=True, slots=True)
class Role:
    """A post told of a person, in ``text[start:end]``; ``former`` where the text says so."""

    person: str
    post: str
    former: bool
    start: int
    end: int


@dataclass(slots=True)
class People:
    """The people of an article in order of their introduction, with their posts and the spellings met."""

    names: list[str] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    spellings: dict[str, str] = field(default_factory=dict)

    def resolve(self, said: str) -> str:
        """The full name for a name as said: by itself, its surname, or a surname near it in spelling."""
        if said in self.names:
            return said
        last = said.rsplit(maxsplit=1)[-1]
        near = [(fuzz.ratio(last, name.split()[-1]), name) for name in self.names]
        score, name = max(near, default=(0.0, ""))
        if name and (score == 100.0 or (score >= _SPELT and len(last) > 4 and last[0] == name.split()[-1][0])):
            if score < 100.0:
                self.spellings[last] = name
            return name
        return said


def find_people(article: Article) -> People:
    """The people that the body introduces, the author among them."""
    people = People()
    if article.author and article.author_at:
        for author in re.split(r" and |, ", article.author):
            people.names.append(author)
            people.roles.append(Role(author, "author", False, *article.author_at))  # noqa: FBT003 (a field)
    found: list[Role] = []
    for start, end in article.sentences():
        found.extend(_told(article.text, start, end))
    for role in sorted(found, key=lambda item: item.start):
        if " " in role.person and role.person not in people.names:
            people.names.append(role.person)
    for role in found:
        full = people.resolve(role.person)
        if " " in full and not any((full, role.post) == (held.person, held.post) for held in people.roles):
            people.roles.append(Role(full, role.post, role.former, role.start, role.end))
    return people


def _told(text: str, start: int, end: int) -> Iterator[Role]:
    yield from _titled(text, start, end)
    yield from _ranked(text, start, end)
    for hit in _LEGISLATOR.finditer(text, start, end):
        yield _role(hit["name"], f"{hit['party']} of {hit['state']}", hit.span())
    for hit in _STATED.finditer(text, start, end):
        yield _role(hit["name"], f"{hit['office']}, {hit['state']}", hit.span())
    for hit in _APPOSED.finditer(text, start, end):
        if _is_person(hit["name"]):
            yield _role(hit["name"], hit["role"].strip(), hit.span())
    for hit in _NAMED_AFTER.finditer(text, start, end):
        if _is_person(hit["name"]):
            yield _role(hit["name"], hit["role"].strip(), hit.span())
    for hit in _IS.finditer(text, start, end):
        now = _NOW.search(text, *hit.span("role"))
        post = text[hit.start("role") : now.start()] if now else hit["role"]
        yield _role(hit["name"], post.strip(), (start, end), former=hit["be"] == "was")
        if now:
            yield _role(hit["name"], now["now"].strip(), (start, end))
    for hit in _BEFORE.finditer(text, start, end):
        words = _WORDS_BEFORE.search(text, start, hit.start())
        if words and _is_person(hit["name"]):
            role = _LEADING.sub("", _DEED.sub("", f"{words[0]}{hit['office']}"))
            for part in re.split(r" and (?=[\w ]*\b" + _OFFICE + r"\b)", role):
                yield _role(hit["name"], part.strip(), (words.start(), hit.end()))


def _titled(text: str, start: int, end: int) -> Iterator[Role]:
    """People with a shortened office, or a title in capitals, before the name."""
    for hit in _SHORT.finditer(text, start, end):
        office = _ABBREVIATED[hit["office"]]
        where = ""
        if hit["party"]:
            where = f", {_PARTIES[hit['party']]} of {hit['of']}"
        elif hit["side"]:
            where = f", {hit['side'].capitalize()} of {hit['home']}"
        elif hit["state"]:
            where = f", {hit['state']}"
        yield _role(hit["name"], f"{'former ' if hit['former'] else ''}{office}{where}", hit.span())
    for hit in _TITLED.finditer(text, start, end):
        if _is_person(hit["name"]):
            yield _role(hit["name"], hit["role"], hit.span(), former=hit["role"].startswith("Former "))


def _ranked(text: str, start: int, end: int) -> Iterator[Role]:
    """People with a rank before the name, with what they do behind it, several of one office, one of a firm."""
    for hit in _RANKED.finditer(text, start, end):
        if _is_person(hit["name"]):
            yield _role(hit["name"], f"{hit['rank']} of {hit['body']}" if hit["body"] else hit["rank"], hit.span())
    if (first := _LEADS.match(text, start, end)) and _is_person(first["name"]):
        yield _role(first["name"], first["office"].lower(), first.span())
    for hit in _WHO_DOES.finditer(text, start, end):
        role = hit["role"].strip().removeprefix("served as ")
        yield _role(hit["name"], role, hit.span(), former=bool(hit["did"]))
    for hit in _WHO_WAS.finditer(text, start, end):
        yield _role(hit["name"], hit["role"].strip(), hit.span(), former=hit["was"] != "is")
    for hit in _PLURAL.finditer(text, start, end):
        for one in re.finditer(rf"(?P<name>{NAME})(?: of (?P<state>[A-Z]\w+))?", hit["names"]):
            yield _role(one["name"], ", ".join(filter(None, (hit["office"], one["state"]))), hit.span())
    for hit in _OF_FIRM.finditer(text, start, end):
        yield _role(hit["name"], f"of {hit['firm']}", hit.span())


def _is_person(name: str) -> bool:
    return not _NO_NAME.intersection(name.split()) and name.split(maxsplit=1)[0] not in _NO_FIRST


def _role(name: str, post: str, span: tuple[int, int], *, former: bool = False) -> Role:
    former = former or post.startswith(("former ", "formerly "))
    return Role(_TITLES.sub("", name).strip(), post, former, *span)

"""Contacts of lobbyists with officials told in an article: who met whom on which day, how, and about what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from debar.dossiers.articles import MONTH, MONTHS, Article
from debar.dossiers.articles_people import CAPITAL, NAME, People
from debar.dossiers.evidence import Source
from debar.dossiers.legislation_citations import find_bills
from debar.model.dossiers import Contact, Day, Engagement, Official

EXTRACTOR = "articles"
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
#: Deeds told by a noun, with the method they stand for.
_PHRASES = {
    "call": r"(?:had|held) an? (?:(?:video|phone|telephone|conference) )?call",
    "meeting": r"(?:had|held) an? (?:[a-z]+ )?meeting|sat down",
    "social": r"had (?:an? )?(?:lunch|dinner|breakfast|coffee)",
    "email": r"(?:sent|exchanged) (?:an? )?e-?mails?",
    "text": r"(?:sent|exchanged) (?:an? )?text(?: message)?s?",
}
_DEED = rf"(?P<verbs>(?:{_VERB})(?:(?:,| and|, and) (?:{_VERB}))*|{'|'.join(_PHRASES.values())})(?: with| to)?"
_CONTACT = re.compile(
    rf"\b[Oo]n (?P<day>{MONTH}\.? \d{{1,2}}(?:, \d{{4}})?),? (?P<agent>[^.\n]{{2,160}}?) {_DEED} "
    rf"(?P<rest>[^\n]{{2,300}})"
)
_CONTACT_LATE = re.compile(
    rf"(?P<agent>(?:(?:{NAME}|{CAPITAL}|[Ss]he|[Hh]e) and (?:(?:his|her|a) )?(?:[a-z]+ ){{1,2}})?"
    rf"(?:{NAME}|{CAPITAL}|[Ss]he|[Hh]e)(?:, (?:an?|the|formerly|once|now|who) [^,.\n]{{3,90}},)?) "
    rf"{_DEED} (?P<before>[^.\n]{{2,120}}?) on (?P<day>{MONTH}\.? \d{{1,2}}(?:, \d{{4}})?)(?P<after>[^\n]{{0,240}})"
)
#: Amadi held a call on March 4 with Beth Solano, an acquisition official at the Pentagon, "…"
_CONTACT_MID = re.compile(
    rf"(?P<agent>{NAME}|{CAPITAL}|[Ss]he|[Hh]e) {_DEED} on (?P<day>{MONTH}\.? \d{{1,2}}(?:, \d{{4}})?),? with "
    rf"(?P<rest>[^\n]{{2,300}})"
)
_ONE = rf"(?:[Ss]he|[Hh]e|(?:{CAPITAL}|[A-Z]\.)(?: (?:{CAPITAL}|[A-Z]\.)){{0,2}})"
_AGENTS = re.compile(rf"(?:(?P<first>{_ONE}) and (?:(?:his|her|their|a) )?(?:[a-z]+ ){{0,3}})?(?P<last>{_ONE})$")
#: Tom Arceneaux, a former deputy assistant secretary of commerce, met
_WHO_IS = re.compile(r",(?: who| whose| an?| the| formerly| once| now) [^.\n]{2,120}$")
_POSTS = "official|aide|officer|staffer|representative|advis[eo]r|counsel|director|secretary|staff member|lawyer"
_OFFICIAL = re.compile(
    rf"^(?:(?P<staff>(?:an? )?(?:aides?|staff(?:ers?)?|advis[eo]rs?|counsel|chief of staff) (?:to|for|of) )?"
    rf"(?:(?:Sen|Rep|Gov)\. )?(?:(?P<office>(?:the )?(?:{CAPITAL} ){{1,4}})(?:{_POSTS}) )?"
    rf"(?P<name>{CAPITAL}(?: {CAPITAL}){{0,2}}|(?:him|her|them)\b))"
    rf"(?: at (?:the )?(?P<at>{CAPITAL}(?: {CAPITAL})*))?"
    rf"(?:, (?P<role>[a-z][\w ]{{2,40}}?) to (?P<chief>[A-Z][\w ]{{2,60}}?)(?= about| regarding| on| re\b|[,.]|$)"
    rf"|, (?:(?:an?|the) )?(?P<post>[a-z][\w ]{{2,40}}?) (?:of|at|in|with|for) (?:the )?"
    rf"(?P<body>{CAPITAL}(?: {CAPITAL})*))?"
)
_TOPIC = r"(?:[^\"“.\n]|\.(?= ?\d|[A-Z]\.))"
_PURPOSE = re.compile(
    rf"[\"“](?P<quoted>[^\"”\n]{{2,160}})[\"”]|\b(?:about|regarding|concerning|to discuss) (?:the )?(?P<about>{_TOPIC}"
    rf"{{2,140}})|\bon (?P<on>{_TOPIC}{{4,140}})|\bre:? (?P<re>[^.\n]{{2,120}})"
)
_SAME = re.compile(r"^the same (?:subject|issue|matter|topic|bill)\b")


@dataclass(frozen=True, slots=True)
class Known:
    """What a contact line leans on: the people and firms told before, the period, the article's day."""

    people: People
    hired: Sequence[Engagement]
    period: tuple[str, str] | None
    published: date | None

    def engagement(self, said: str, above: str) -> Engagement | None:
        """The engagement whose firm the words name by its first word, else that whose firm is named last above them."""
        named = [item for item in self.hired if re.search(rf"\b{re.escape(item.firm.split()[0])}\b", said)]
        return max(named or self.hired, key=lambda item: above.rfind(item.firm.split()[0]), default=None)


def find_contacts(article: Article, source: Source, known: Known) -> list[Contact]:
    """The contacts of the body in order; a day without a year is inferred and says from what."""
    return _placed([each for span in article.sentences() for each in _contacts(source, span, known)])


def firm_named(said: str, hired: Sequence[Engagement]) -> str:
    """The firm whose name begins with what was said; "the firm" is the last one hired."""
    if said.lower() in {"the firm", "the group", "the company"} and hired:
        return hired[-1].firm
    return next((item.firm for item in hired if item.firm.startswith(said)), said)


def _contacts(source: Source, span: tuple[int, int], known: Known) -> Iterator[Contact]:
    seen = set()
    for hit in (hit for told in (_CONTACT, _CONTACT_MID, _CONTACT_LATE) for hit in told.finditer(source.text, *span)):
        parts = hit.groupdict()
        late = "rest" not in parts
        rest = f"{parts['before']}{parts['after']}" if late else parts["rest"]
        agents = _agents(hit["agent"].split(",")[0] if late else hit["agent"], known.people, late=late)
        official = _OFFICIAL.search(rest)
        if not agents or not official or (hit["day"], official["name"]) in seen:
            continue
        seen.add((hit["day"], official["name"]))
        day = day_of_contact(hit["day"], known.period, known.published)
        purpose = _PURPOSE.search(rest, official.end())
        said = next((text for text in purpose.groups() if text), "") if purpose else ""
        bills = find_bills(rest, date.fromisoformat(day.iso)) if day else ()
        told = re.match(r"(.{2,60}?) lobbyist\b", hit["agent"])
        hired = known.engagement(hit["agent"], source.text[: hit.start()])
        yield Contact(
            quotations=(source.quote(*span),),
            about=(hired.client,) if hired else (),
            extractor=EXTRACTOR,
            firm=firm_named(told[1], known.hired) if told else (hired.firm if hired else ""),
            client=hired.client if hired else "",
            day=day,
            agents=agents,
            officials=(_official(official, known.people),),
            methods=_methods(hit["verbs"]),
            purpose=re.sub(r"^(?:regarding|concerning|about) | again$", "", said.strip(" ,").removesuffix(".")),
            bills=tuple(str(item.bill) for item in bills if item.bill),
        )


def _agents(said: str, people: People, *, late: bool) -> tuple[str, ...]:
    """The people who act, by their full names; a lone capital word before the deed must be one of them."""
    found = _AGENTS.search(_WHO_IS.sub("", said))
    if not found:
        return ()
    named = [people.resolve(name) for name in (found["first"], found["last"]) if name]
    if late and any(" " not in name and name.lower() not in {"he", "she"} for name in named):
        return ()
    return tuple(named)


def _official(told: re.Match[str], people: People) -> Official:
    if told["staff"]:
        words = told["staff"].split()
        return Official(name=" ".join(words[:-1]), office=f"Office of {people.resolve(told['name'])}")
    office = (told["office"] or told["at"] or told["body"] or "").strip().removeprefix("the ")
    chief = f"Office of {told['chief']}" if told["chief"] else ""
    role = told["role"] or told["post"] or ""
    return Official(name=people.resolve(told["name"]), role=role, office=chief or office)


def _methods(verbs: str) -> tuple[str, ...]:
    for method, phrase in _PHRASES.items():
        if re.fullmatch(phrase, verbs):
            return (method,)
    return tuple(_METHODS[verb] for verb in re.findall(_VERB, verbs))


def _placed(contacts: list[Contact]) -> list[Contact]:
    """Contacts in their order: "she" and "him" are who was told last, as is what "the same subject" is.

    What is told of an official once holds on.
    """
    held: dict[str, Official] = {}
    placed: list[Contact] = []
    for contact in contacts:
        last = placed[-1] if placed else None
        agents = tuple(
            dict.fromkeys(
                one
                for name in contact.agents
                for one in ((last.agents[:1] if last else ()) if name.lower() in {"he", "she"} else (name,))
            )
        )
        officials: list[Official] = []
        for told in contact.officials:
            if told.name in {"him", "her", "them"}:
                officials += last.officials if last else ()
                continue
            before = held.get(told.name, told)
            office = before.office if told.office in before.office else told.office
            officials.append(replace(told, role=told.role or before.role, office=office))
            held[told.name] = officials[-1]
        purpose = last.purpose if last and _SAME.match(contact.purpose) else contact.purpose
        placed.append(replace(contact, agents=agents, officials=tuple(officials), purpose=purpose))
    return [each for each in placed if each.agents and each.officials]


def day_of_contact(text: str, period: tuple[str, str] | None, published: date | None) -> Day | None:
    """A day of a month with its year: as told, else within the period, else the last one before the article's day."""
    found = re.fullmatch(rf"({MONTH})\.? (\d{{1,2}})(?:, (\d{{4}}))?", text)
    if not found:
        return None
    month_day = f"{MONTHS[found[1].lower()]:02d}-{int(found[2]):02d}"
    if found[3]:
        return _real(Day(iso=f"{found[3]}-{month_day}", text=text))
    if period:
        for year in range(int(period[0][:4]), int(period[1][:4]) + 1):
            if period[0] <= f"{year}-{month_day[:2]}" <= period[1]:
                because = f"the period told, {period[0]} to {period[1]}"
                return _real(Day(iso=f"{year}-{month_day}", text=text, inferred=True, because=because))
    if published:
        year = published.year if f"{published.year}-{month_day}" <= published.isoformat() else published.year - 1
        because = f"the last such day before the article's, {published}"
        return _real(Day(iso=f"{year}-{month_day}", text=text, inferred=True, because=because))
    return None


def _real(day: Day) -> Day | None:
    try:
        date.fromisoformat(day.iso)
    except ValueError:
        return None
    return day

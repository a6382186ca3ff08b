"""What an article quotes, who answered and who would not, what it counts, and what it dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

from debar.dossiers.articles import Article
from debar.dossiers.articles_days import time_later, times_in
from debar.dossiers.articles_parties import party_before
from debar.dossiers.articles_people import CAPITAL, NAME, RANK, People
from debar.dossiers.evidence import Source
from debar.dossiers.signals_words import signal_words
from debar.errors import DataError
from debar.model.dossiers import Answer, Day, Quotation, Response

_QUOTED = re.compile(r"[“\"](?P<words>[^“”\"\n]{8,1200}?)(?:[”\"]|“(?=\s*(?:\n|$)))")
_SAID = (
    r"(?:said|says|told|added|wrote|stated|insisted|recalled|argued|explained|noted|warned|conceded|continued|remarked"
    r"|asked|replied)"
)
_WHO = rf"(?:Mr\. )?((?:an? )?{CAPITAL}(?:[’']s)?(?: [\w&.’'\-]+){{0,3}}?|[Hh]e|[Ss]he)"
_AFTER = re.compile(rf"^[\s,]*(?:{_WHO} {_SAID}\b|{_SAID} (?:{RANK} )?({NAME})\b|{_SAID} {_WHO}\b)")
#: …," its chairman, Qiao Renwei, told shareholders | …," Hytera's general counsel, Ines Calderon-Pike, wrote
_AFTER_ROLE = re.compile(rf"^[\s,]*(?:its|their|the|{CAPITAL}[’']s) [\w’' \-]{{3,60}}, (?P<who>{NAME}), {_SAID}\b")
#: …," Min Zhao, a spokesperson for Hytera America, wrote
_AFTER_NAME = re.compile(rf"^[\s,]*(?P<who>{NAME}), (?:an?|the|its|their) [^,.\n]{{3,90}}, {_SAID}\b")
#: a Dahua spokesperson said in an email that the company "… | A reseller, who spoke …, said he "…
_BEFORE_OFFICE = re.compile(
    rf"(?P<who>\b[Aa]n? {CAPITAL}(?: {CAPITAL})* (?:spokes\w+|official|executive|representative)"
    rf"|\b(?:An?|One) [a-z][\w’'\- ]{{2,50}}(?: {CAPITAL})?)(?:, (?:who|which)\b[^,“\"\n]{{3,90}},)? "
    rf"{_SAID}\b[^“\"\n]{{0,160}}$"
)
_BEFORE = re.compile(
    rf"(?:(?P<full>{NAME})|(?P<who>{CAPITAL}|[Hh]e|[Ss]he))\b[^.“\"\n]{{0,140}}?\b(?:{_SAID}|described|call(?:ed|ing) "
    rf"(?:the|it|a|an|this|them))\b[^.“\"\n]{{0,160}}$"
)
#: …," said its chief technology officer, Rick Dahlgren
_AFTER_SAID = re.compile(rf"^[\s,]*{_SAID} (?:its|their|the|an?|{CAPITAL}[’']s) [\w’' \-&]{{3,80}}, (?P<who>{NAME})\b")
#: In an earnings call in February, chip designer Altera Vision told analysts that … "…
_BEFORE_FIRM = re.compile(
    rf"\b(?P<who>{CAPITAL}(?: (?:{CAPITAL}|&)){{0,3}}(?: (?:Inc|Ltd|Corp|Co)\.)?)(?:,? (?:which|an?|the)"
    rf" [^“\"\n]{{3,120}},)? "
    rf"(?:has |had )?(?:said|says|told|wrote|stated|warned)\b[^“\"\n]{{0,200}}$"
)
#: The Chinese Embassy in Washington rejected what it called "…"
_CALLED = re.compile(
    rf"\b(?P<who>(?:[Tt]he )?{CAPITAL}(?: {CAPITAL}){{0,3}})(?: in {CAPITAL})? (?:\w+ )?\w+ed what (?:it|he|she|they)"
    r" (?:called|calls|described as|describes as) (?:an? |the )?$"
)
_PARTY = (
    rf"(?:(?:[Aa] (?:spokes\w+|representative|lawyer) for )?(?:the )?{CAPITAL}(?:[’']s (?:office|lawyers?|spokes\w+))?"
    rf"(?: (?:{CAPITAL}|&)){{0,4}}(?: in {CAPITAL})?)"
)
_NO_WORD = (
    r"(?:declined|refused) to (?:comment|be interviewed|discuss|answer|say)\b[^.\n]{0,40}"
    r"|(?:would not|wouldn[’']t) (?:comment|discuss|answer|say)\b[^.\n]{0,40}|had no comment"
)
_RESPONSES: tuple[tuple[Answer, re.Pattern[str]], ...] = tuple(
    (cast("Answer", answer), re.compile(pattern))
    for answer, pattern in (
        ("declined", rf"(?P<by>{_PARTY}|they) (?:{_NO_WORD})"),
        ("no-answer", r"no response from (?P<by>[^.\n(]{3,90}?)(?: to our questions)?(?= \(|[.,\n])"),
        (
            "no-answer",
            rf"(?P<by>{_PARTY}) (?:did not|didn[’']t) (?:respond|reply|return|answer)[^.\n]{{0,60}}",
        ),
        (
            "no-answer",
            (
                rf"(?P<by>{_PARTY}) referred (?:questions|inquiries|a reporter|requests) to [^.\n]{{3,80}}?, (?:who"
                rf"|which) (?:did not"
                rf"|didn[’']t) (?:respond|reply|answer)[^.\n]{{0,40}}"
            ),
        ),
        ("declined", rf"(?P<by>{_PARTY}) hung up\b[^.\n]{{0,40}}"),
        ("no-answer", rf"(?P<by>{_PARTY}) could not be (?:reached|contacted)[^.\n]{{0,40}}"),
        (
            "contested",
            rf"(?P<by>{_PARTY}|[Tt]he (?:company|firm|maker)) (?:contested|disputed|denied|rejected)[^.\n]{{0,80}}",
        ),
        (
            "contested",
            (
                rf"(?P<by>{_PARTY}|\bit|[Tt]he (?:company|firm|maker)) (?:contests|disputes|denies"
                rf"|rejects)\b[^.\n]{{0,80}}"
            ),
        ),
    )
)
#: Numbers written as words.
NUMBERS = {
    word: number
    for number, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), start=2)
}
_COUNT = re.compile(
    rf"(?P<op>more than |over |at least |nearly |about |a total of )?\b(?P<value>\d{{1,3}}(?:,\d{{3}})+|\d{{1,4}}"
    rf"|{'|'.join(NUMBERS)})\b "
    r"(?P<unit>(?:(?:US|U\.S\.|US-based|federal|government|subordinate|Chinese|commercial|local|state|municipal|public|school"
    r"|new|other|security|police and fire|police|fire|county|city|rural|American|named|unnamed|other|different"
    r"|separate|large|small|private|[A-Z][A-Za-z]+) ){0,3}"
    r"(?:entities|entity|companies|firms|organizations|offices|departments|agencies|employees|technologies"
    r"|bureaus|units|cities|schools|people|parties|customers|cameras|bodies|districts|hospitals|sites|members"
    r"|aircraft|drones|radios|recorders|scanners|counties|towns|airports|ports"
    r"|lawmakers|senators|carriers|dealers|stores|networks|lobbyists|researchers|students|vehicles|phones|devices|routers"
    r"|servers|licenses|contracts|states|countries))\b"
)
_NUMBER_OF = re.compile(
    r"\bnumber of (?P<unit>(?:\w+ )?(?:entities|companies|firms|organizations|offices|agencies|bodies|districts|schools"
    r"|cities|employees)) [^.;\n]{0,80}?\b(?:at|to|is|was) (?P<value>\d{1,3}(?:,\d{3})+|\d{1,4})\b"
)
_OPERATORS = {"more than": ">", "over": ">", "at least": ">="}
#: Words in capitals that open a sentence, and are nobody.
_OPENING = frozenset("In On At By For From After Before When While As But And If Since During Under With".split())
_TELLS = re.compile(r"\b(?:told|said|says|called|wrote|stated|stating|acknowledged|explained|added|conceded)\b")
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Oo]ur|my|us)\b")
_UNREAL = re.compile(r"\b(?:[Ii]f|could|would|may|might|should|[Uu]nless)\b")
_ANAPHORS = frozenset({"it", "the company", "the firm", "the maker"})
#: A sentence that supposes: what it counts is not so yet.
_SUPPOSED = re.compile(r"(?:Were|Should|Had|If|Unless)\b")
_ORDERED = re.compile(r"\b(?:ordered|fined|indicted|charged|sued|blacklisted|delisted)\b")
_ACCORDING = re.compile(r"\baccording to [A-Z]\w+")
_HAPPENED = re.compile(r"\b\w{3,}ed\b|\b(?:was|were|has|have|had|took|said|sent|put|bans?|blocks?|built)\b")


@dataclass(frozen=True, slots=True)
class Saying:
    """Words quoted, and who said them as far as the article shows; ``speaker`` is empty where it does not."""

    speaker: str
    quotation: Quotation


@dataclass(frozen=True, slots=True)
class Mention:
    """A regime or list the body names."""

    regime: str
    source: str
    quotation: Quotation


@dataclass(frozen=True, slots=True)
class Count:
    """A number the article gives: ``op`` is ``>`` for "more than", ``>=`` for "at least", ``=`` otherwise."""

    value: int
    op: str
    unit: str
    quotation: Quotation


@dataclass(frozen=True, slots=True)
class DatedEvent:
    """Something the text says happened; ``day`` is None where an act bears no date, ``hedge`` what softens it."""

    day: Day | None
    hedge: str
    quotation: Quotation


@dataclass(frozen=True, slots=True)
class CountConflict:
    """Two documents that give different numbers for one thing; both are shown, neither is chosen."""

    first: Count
    second: Count


def find_sayings(article: Article, source: Source, people: People) -> list[Saying]:
    """Quotations with their speakers: between marks, and paragraphs that stand as a quotation below a colon."""
    found: list[Saying] = []
    person = ""
    for index, (start, end) in enumerate(article.paragraphs):
        last = ""
        for hit in _QUOTED.finditer(source.text, start, end):
            if len(hit["words"].split()) < 3 or _is_cut(hit["words"]):
                continue
            last = _speaker(source.text, (start, end), hit, people, person) or last
            if not last and index and source.text[slice(*article.paragraphs[index - 1])].rstrip().endswith(":"):
                last = _teller(source.text[slice(*article.paragraphs[index - 1])], people)
            person = last if last in people.names else person
            cut = 1 if hit["words"][-1] in ",;" else 0
            found.append(Saying(last, source.quote(hit.start("words"), hit.end("words") - cut)))
        if _stands_apart(article, index, below=bool(found) and _ends_before(found, article, index)):
            head = source.text[slice(*article.paragraphs[index - 1])]
            said = _teller(head, people) if head.rstrip().endswith(":") else found[-1].speaker
            note = re.search(r"\s*\[emphasis added\]\s*$", source.text[start:end])
            found.append(Saying(said, source.quote(start, start + note.start() if note else end)))
    return found


def _is_cut(words: str) -> bool:
    """Whether marks inside a quotation cut it: it begins in mid-sentence signs, or leaves a bracket open."""
    return words[0] in "),;." or words.count("(") != words.count(")")


def _ends_before(found: list[Saying], article: Article, index: int) -> bool:
    """Whether the paragraph before is itself a quotation as a whole."""
    return index > 0 and found[-1].quotation.start == article.paragraphs[index - 1][0]


def _stands_apart(article: Article, index: int, *, below: bool) -> bool:
    """Whether a paragraph is a quotation without marks: below a line that tells and ends on a colon, or going on so."""
    if index == 0:
        return False
    own = article.text[slice(*article.paragraphs[index])]
    if own.lstrip().startswith(("•", '"', "“", "*", "-")):
        return False
    head = article.text[slice(*article.paragraphs[index - 1])].rstrip()
    if head.endswith(":"):
        return bool(_TELLS.search(head))
    return below and bool(_FIRST_PERSON.search(own))


def _teller(head: str, people: People) -> str:
    """Who tells, in the line above a quotation: a person of the article, else the name nearest before the verb."""
    person = next((name for name in people.names if name in head), "")
    if person:
        return person
    verb = _TELLS.search(head)
    names = re.findall(rf"{CAPITAL}(?: {CAPITAL})*", head[: verb.start()]) if verb else []
    return names[-1] if names else ""


def _speaker(text: str, span: tuple[int, int], hit: re.Match[str], people: People, person: str) -> str:
    """Who said words between marks; "he" and "she" mean who was named last before them, else who spoke last."""
    behind = text[hit.end() : min(span[1], hit.end() + 120)]
    if role := _AFTER_ROLE.search(behind) or _AFTER_NAME.search(behind) or _AFTER_SAID.search(behind):
        return people.resolve(role["who"])
    after = _AFTER.search(behind[:90])
    if after:
        who = next(name for name in after.groups() if name)
        return people.resolve(who) if who.lower() not in {"he", "she"} else _named_last(text, span, hit, people, person)
    window = text[max(span[0], hit.start() - 320) : hit.start()]
    if office := _BEFORE_OFFICE.search(window):
        return office["who"]
    if called := _CALLED.search(window):
        return people.resolve(called["who"])
    firm = _BEFORE_FIRM.search(window)
    if firm and " " in firm["who"] and not any(name in window for name in people.names):
        return firm["who"]
    before = _BEFORE.search(window)
    nearest = max((name for name in people.names if name in window), key=window.rfind, default="")
    if not before or (_is_nobody(before["who"]) and not nearest):
        return ""
    name = nearest or before["full"] or before["who"]
    return person if name.lower() in {"he", "she"} else people.resolve(name)


def _is_nobody(said: str | None) -> bool:
    return said is not None and (said in _OPENING or bool(re.fullmatch(r"[A-Z]-\w+", said)))


def _named_last(text: str, span: tuple[int, int], hit: re.Match[str], people: People, person: str) -> str:
    """The person named nearest before the words in their paragraph, by full name or surname; else ``person``."""
    above = text[span[0] : hit.start()]
    places = {name: max(above.rfind(name), above.rfind(name.split()[-1])) for name in people.names}
    nearest = max(places, key=lambda name: places[name], default="")
    return nearest if nearest and places[nearest] >= 0 else person


def find_responses(article: Article, source: Source) -> list[Response]:
    """Who declined, did not answer, or contests; kept beside the claims they speak to. "It" is the party named last."""
    found = []
    for start, end in article.sentences():
        for answer, pattern in _RESPONSES:
            for hit in pattern.finditer(source.text, start, end):
                by = hit["by"].strip()
                if by.casefold() in _ANAPHORS:
                    named = re.match(rf"{CAPITAL}(?: {CAPITAL})*", source.text[start : hit.start()])
                    by = party_before(article, hit.start()) or (named[0] if named else by)
                found.append(Response(by=by, answer=answer, quotation=source.quote(*hit.span())))
    return found


@cache
def _regimes() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    rows = []
    text = files("debar.dossiers").joinpath("data/articles_regimes.tsv").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines()[1:], start=2):
        cells = line.split("\t")
        if len(cells) != 3 or not all(cells):
            raise DataError(f"articles_regimes.tsv, row {number}: wants regime, pattern, source: {line!r}")
        rows.append((cells[0], re.compile(cells[1]), cells[2]))
    return tuple(rows)


def find_mentions(article: Article, source: Source) -> list[Mention]:
    """Every place in the body that names a list or a law known to us."""
    found = [
        Mention(regime, citation, source.quote(*hit.span()))
        for start, end in article.paragraphs
        for regime, pattern, citation in _regimes()
        for hit in pattern.finditer(source.text, start, end)
    ]
    return sorted(found, key=lambda item: item.quotation.start)


def find_counts(article: Article, source: Source) -> list[Count]:
    """The numbers of parties, offices and people that the body gives."""
    found = []
    for start, end in article.sentences():
        if _SUPPOSED.match(source.text, start, end):
            continue
        for hit in _COUNT.finditer(source.text, start, end):
            value = NUMBERS.get(hit["value"]) or int(hit["value"].replace(",", ""))
            operator = _OPERATORS.get((hit["op"] or "").strip(), "=")
            found.append(Count(value, operator, hit["unit"], source.quote(*hit.span())))
        found.extend(
            Count(int(hit["value"].replace(",", "")), "=", hit["unit"], source.quote(*hit.span()))
            for hit in _NUMBER_OF.finditer(source.text, start, end)
        )
    return found


def find_events(article: Article, source: Source) -> list[DatedEvent]:
    """Sentences that tell of something at a month or a year; what only may happen is none."""
    hedges = signal_words().features["hedge"]
    found = []
    opening = {first for first, _ in article.paragraphs}
    recent: Day | None = None
    for start, end in article.sentences():
        sentence = source.text[start:end]
        told = [*times_in(sentence, article)]
        recent = None if start in opening else recent
        later = time_later(sentence, recent)
        recent = told[-1][1] if told else recent
        if _UNREAL.search(sentence) or not _HAPPENED.search(sentence):
            continue
        days: list[tuple[int, Day | None]] = [*sorted([*told, *([later] if later else ())], key=lambda each: each[0])]
        if not days and _ORDERED.search(sentence):
            days = [(0, None)]
        for index, (at, day) in enumerate(days):
            first = start + (at if index else 0)
            last = start + days[index + 1][0] if index + 1 < len(days) else end
            words = source.text[first:last]
            hedge = hedges.search(words) or _ACCORDING.search(words)
            found.append(DatedEvent(day, hedge.group() if hedge else "", source.quote(first, last)))
    return found


def count_conflicts(counts: Iterable[Count]) -> Iterator[CountConflict]:
    """Pairs of counts of one kind of thing, from two documents, whose numbers differ."""
    held: list[Count] = []
    for count in counts:
        for other in held:
            apart = other.quotation.document != count.quotation.document and other.value != count.value
            if apart and counted_kind(other.unit) == counted_kind(count.unit):
                yield CountConflict(other, count)
        held.append(count)


def counted_kind(unit: str) -> tuple[str, str]:
    """What is counted: the word that narrows it, and the thing with words of one meaning made one."""
    words = unit.lower().split()
    same = {"agencies": "offices", "bureaus": "offices", "units": "offices", "companies": "firms", "entity": "entities"}
    return (words[-2] if len(words) > 1 and words[-2] != "government" else words[0], same.get(words[-1], words[-1]))

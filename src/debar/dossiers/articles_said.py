"""What an article quotes, who answered and who would not, what it counts, and what it dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

from debar.dossiers.articles import Article
from debar.dossiers.articles_days import times_in
from debar.dossiers.articles_people import CAPITAL, NAME, People
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
_AFTER = re.compile(rf"^[\s,]*(?:{_WHO} {_SAID}\b|{_SAID} ({NAME})\b|{_SAID} {_WHO}\b)")
#: …," its chairman, Qiao Renwei, told shareholders
_AFTER_ROLE = re.compile(rf"^[\s,]*(?:its|their|the) [\w’' \-]{{3,60}}, (?P<who>{NAME}), {_SAID}\b")
_BEFORE = re.compile(
    rf"(?:(?P<full>{NAME})|(?P<who>{CAPITAL}|[Hh]e|[Ss]he))\b[^.“\"\n]{{0,140}}?\b(?:{_SAID}|described|called "
    rf"(?:the|it|a|an|this|them))\b[^.“\"\n]{{0,160}}$"
)
_RESPONSES: tuple[tuple[Answer, re.Pattern[str]], ...] = tuple(
    (cast("Answer", answer), re.compile(pattern))
    for answer, pattern in (
        ("declined", rf"(?P<by>{CAPITAL}(?: {CAPITAL}){{0,4}}|they) declined to comment"),
        ("no-answer", r"no response from (?P<by>[^.\n(]{3,90}?)(?: to our questions)?(?= \(|[.,\n])"),
        (
            "no-answer",
            rf"(?P<by>{CAPITAL}(?: {CAPITAL}){{0,4}}) (?:did not|didn[’']t) (?:respond|reply|return)[^.\n]{{0,60}}",
        ),
        ("no-answer", rf"(?P<by>{CAPITAL}(?: {CAPITAL}){{0,4}}) could not be (?:reached|contacted)[^.\n]{{0,40}}"),
        ("contested", rf"(?P<by>{CAPITAL}(?: {CAPITAL}){{0,4}}) (?:contested|disputed|denied|rejected)[^.\n]{{0,80}}"),
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
    r"|new|other|security) ){0,3}"
    r"(?:entities|entity|companies|firms|organizations|offices|departments|agencies|employees|technologies"
    r"|bureaus|units|cities|schools|people|parties|customers|cameras|bodies|districts))\b"
)
_NUMBER_OF = re.compile(
    r"\bnumber of (?P<unit>(?:\w+ )?(?:entities|companies|firms|organizations|offices|agencies|bodies|districts|schools"
    r"|cities|employees)) [^.;\n]{0,80}?\b(?:at|to|is|was) (?P<value>\d{1,3}(?:,\d{3})+|\d{1,4})\b"
)
_TELLS = re.compile(r"\b(?:told|said|says|called|wrote|stated|stating|acknowledged|explained|added|conceded)\b")
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Oo]ur|my|us)\b")
_UNREAL = re.compile(r"\b(?:[Ii]f|could|would|may|might|should|[Uu]nless)\b")
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
    """A number the article gives: ``op`` is ``>`` for "more than", ``=`` otherwise."""

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
    """Who said words between marks; ``person`` is the last one who spoke, whom "he" and "she" mean."""
    behind = text[hit.end() : min(span[1], hit.end() + 120)]
    if role := _AFTER_ROLE.search(behind):
        return people.resolve(role["who"])
    after = _AFTER.search(behind[:90])
    if after:
        who = next(name for name in after.groups() if name)
        return people.resolve(who) if who.lower() not in {"he", "she"} else person
    window = text[max(span[0], hit.start() - 320) : hit.start()]
    before = _BEFORE.search(window)
    if not before:
        return ""
    nearest = max((name for name in people.names if name in window), key=window.rfind, default="")
    name = nearest or before["full"] or before["who"]
    return person if name.lower() in {"he", "she"} else people.resolve(name)


def find_responses(article: Article, source: Source) -> list[Response]:
    """Who declined, did not answer, or contests; kept beside the claims they speak to."""
    return [
        Response(by=hit["by"].strip(), answer=answer, quotation=source.quote(*hit.span()))
        for start, end in article.sentences()
        for answer, pattern in _RESPONSES
        for hit in pattern.finditer(source.text, start, end)
    ]


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
    for start, end in article.paragraphs:
        for hit in _COUNT.finditer(source.text, start, end):
            value = NUMBERS.get(hit["value"]) or int(hit["value"].replace(",", ""))
            more = (hit["op"] or "").strip() in {"more than", "over"}
            found.append(Count(value, ">" if more else "=", hit["unit"], source.quote(*hit.span())))
        found.extend(
            Count(int(hit["value"].replace(",", "")), "=", hit["unit"], source.quote(*hit.span()))
            for hit in _NUMBER_OF.finditer(source.text, start, end)
        )
    return found


def find_events(article: Article, source: Source) -> list[DatedEvent]:
    """Sentences that tell of something at a month or a year; what only may happen is none."""
    hedges = signal_words().features["hedge"]
    found = []
    for start, end in article.sentences():
        sentence = source.text[start:end]
        if _UNREAL.search(sentence) or not _HAPPENED.search(sentence):
            continue
        days: list[tuple[int, Day | None]] = [*times_in(sentence, article)]
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

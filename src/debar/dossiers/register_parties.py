"""The parties that a document of the Federal Register names, and what it does to each.

Read where the document acts: the amendatory instructions with their quoted names, the rows of the supplement's table,
the lists behind a sentence that says what is done, the parties of an order, and the title. An earlier place settles
the action that a later one leaves open.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from debar.dossiers.register_entries import entry_of
from debar.dossiers.register_lists import actions_in, last_action, lists_in, register_words
from debar.dossiers.register_notices import Notice
from debar.dossiers.register_passages import Passage
from debar.dossiers.register_tables import table_cells

#: How sure a party is by the place it was read at; below 0.9 a person decides.
_INSTRUCTED, _TABLED, _LISTED, _ORDERED, _TITLED, _TOLD = 0.97, 0.95, 0.93, 0.93, 0.9, 0.8
_OPEN = 0.6
#: Letters that two readings of one name have in common at least.
_PREFIX = 8
_INSTRUCTIONS = re.compile(
    r"(?:Accordingly|For\s+the\s+reasons)[^.]{0,400}?\bamended\b"
    r"|\bSupplement\s+[Nn]o\.\s*\d+\s+to\s+[Pp]art\s+744[^.:]{0,80}?\b(?:is|are)\s+(?:further\s+)?amended",
    re.DOTALL,
)
_SUPPLEMENT = re.compile(r"\bSupplement\s+[Nn]o\.\s*(\d+)\s+to\s+[Pp]art\s+744", re.IGNORECASE)
_QUOTED = re.compile(r"“([^“”]{2,400}?)[,;]?”|``((?:(?!'').){2,400}?)[,;]?''|\"([^\"\n]{2,300}?)[,;]?\"", re.DOTALL)
_NOUN = re.compile(
    r"\b(?:entr(?:y|ies)|entit(?:y|ies)|persons?|compan(?:y|ies)|part(?:y|ies)|listings?)\b", re.IGNORECASE
)
_OTHER_NOUN = re.compile(
    r"\b(?:alias(?:es)?|address(?:es)?|words?|phrase|text|acronym|citation|heading|column|spelling|reference|sentence)\b",
    re.IGNORECASE,
)
_STEP = re.compile(r"[.;:]|\n\s*\n|\n(?=\s*(?:\(?[a-z0-9ivx]{1,4}[.)]))")
_FOLLOWING = re.compile(r"\b(?:following|as\s+follows|listed\s+below)\b")
_BEFORE = re.compile(r"\n[ \t]*\n|(?<![A-Z])[.:;•]\s|•")
_BEHIND = re.compile(r"[^.:;•“”]{0,400}?(?:(?<=U)\.S\.[^.:;•“”]{0,200})?[.:]\s*\n")
_LEAST = 700  # characters before the word in which its sentence begins
_ITEM = re.compile(r"^[ \t]*(?:[•*▪]|<bullet>|\[bullet\]|\(\d{1,3}\)|\d{1,3}\.(?=\s+\S))[ \t]+", re.MULTILINE)
_PARAGRAPH = re.compile(r"(?:(?!\n[ \t]*\n).)+", re.DOTALL)
_LINE = re.compile(r"\S[^\n]*")
#: A line that may be a name alone: a capital first, no words of a sentence, a full stop only of an abbreviation.
_NAME_LINE = re.compile(
    r"(?!.*\b(?:is|are|was|were|has|have|been|shall|will|must|may|this|these|that)\b)\s*[A-Z0-9].{2,110}$"
)
_PROGRAM = re.compile(r"\[[A-Z][A-Z0-9, \]\[-]{2,60}\]")
_LISTED_ENDS = re.compile(
    r"\n[ \t]*(?:Authority|Dated:|Savings Clause|Export Control Reform Act|Rulemaking Requirements|List of Subjects"
    r"|License Exceptions?|BILLING CODE|\[FR Doc|_{5,}|-{20,}|PART 744"
    r"|[A-Z][a-z]+ [A-Z][^\n]{3,80}\n[ \t]*\n[ \t]*(?:The|This|For|In) )"
)
_MATTER = re.compile(
    r"\bIn\s+the\s+Matter\s+of:?\s*(?P<parties>"
    r"(?:(?!\n[ \t]*\n[ \t]*\n|\n[ \t]*(?:ORDER|Order|On|Pursuant|Upon|In accordance)\b).){3,4000})",
    re.DOTALL,
)
_TITLED_PARTY = re.compile(
    r"\b(?P<verb>Additions?|Removals?|Revisions?|Modifications?|Designations?|Delisting)\s+(?:of|to)\s+(?:the\s+Entry\s+for\s+)?"
    r"(?P<name>[A-Z0-9][^;]{2,120}?)\s+(?i:to|from|on|in|as)\s+(?i:the|an?)\b"
)
_GENERIC = re.compile(
    r"\b(?:entit(?:y|ies)|persons?|part(?:y|ies)|companies|entr(?:y|ies)|individuals?|list|certain|existing|certifications?)\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?P<lead>(?:adds?|adding|removes?|removing|revises?|revising|modif(?:y|ies|ying)|correct(?:s|ing))\s+"
    r"(?:(?:a\s+new|an|the|one|this)\s+)?(?:(?:existing|Entity\s+List)\s+)?(?:entry\s+for|entity|person|company|party),?\s+)"
    r"(?P<quote>[“\"]|``)?(?P<name>[A-Z][^\n;:“”\"]{1,200}?)(?:,?(?:[”\"]|'')|,?\s+(?:\(?under|from|to|on|located)\b)"
)
_SAID_OF = re.compile(
    r"\b(?P<lead>(?:adds?|adding|removes?|removing)\s+)(?P<names>[A-Z][^;:“”\"\t]{1,400}?)\s+"
    r"(?:to|from)\s+the\s+(?:[A-Z][\w-]*\s+){1,6}?List\b"
)
_AND = re.compile(r",?\s+and\s+(?=[A-Z])|;\s+")


@dataclass(frozen=True, slots=True)
class Party:
    """A party at a place of the document's text: its name, other names, what is done to it on which list, how sure."""

    name: str
    start: int
    end: int
    action: str
    list: str
    confidence: float
    aliases: tuple[str, ...] = ()
    note: str = ""
    is_title: bool = False


def parties_of(notice: Notice) -> tuple[Party, ...]:
    """The parties of a document in the order of their places; each once for each action on a list."""
    lists = lists_in(notice.title.text) or lists_in(notice.body.text)
    if not lists:
        return ()
    found: dict[str, list[Party]] = defaultdict(list)
    for party in _all(notice, lists):
        near = found[_bare(party.name)[:_PREFIX]]
        known = [each for each in near if _is_same(each, party)]
        twin = next((each for each in known if (each.action, each.list) == (party.action, party.list)), None)
        if twin is not None:
            near[near.index(twin)] = replace(twin, aliases=twin.aliases or party.aliases)
        elif not known or (party.confidence > _OPEN and all(each.list != party.list for each in known)):
            near.append(party)
    flat = [party for near in found.values() for party in near]
    return tuple(sorted(flat, key=lambda each: (each.is_title, each.start)))


def _bare(name: str) -> str:
    return "".join(each for each in name.casefold() if each.isalnum())


def _is_same(one: Party, other: Party) -> bool:
    """Whether two places name one party; a name read short at one place begins the whole one of another."""
    a, b = _bare(one.name), _bare(other.name)
    if a == b or one.confidence == other.confidence:
        return a == b
    return min(len(a), len(b)) >= _PREFIX and (a.startswith(b) or b.startswith(a))


def _all(notice: Notice, lists: tuple[str, ...]) -> Iterator[Party]:
    named = actions_in(notice.title.text)
    if notice.is_whole:
        instructed = list(_instructed(notice.body, lists))
        yield from instructed
        listed = list(_listed(notice.body, lists, named))
        yield from listed
        yield from _tabled(notice.body, lists, named, {each.action for each in instructed})
    if lists[0] == "us-bis-dpl":
        yield from _ordered(notice, named)
    yield from _titled(notice.title, lists)
    yield from _told(notice.body, lists)


def _instructed(body: Passage, lists: tuple[str, ...]) -> Iterator[Party]:
    """The quoted names of ``Adding entries for “A” and “B”``; an alias or an address in quotes is no party."""
    begun = _INSTRUCTIONS.search(body.text)
    if not begun:
        return
    at, action, is_party = begun.start(), "", False
    for quoted in _QUOTED.finditer(body.text, begun.start()):
        lead = body.text[at : quoted.start()]
        at = quoted.end()
        steps = _STEP.split(lead)
        verb = last_action(_before_nouns(steps[-1]))
        if verb or len(lead) > 400:
            named = action if len(steps) == 1 else ""
            is_party = bool(_NOUN.search(steps[-1]) or not named) and not _OTHER_NOUN.search(_after_verb(steps[-1]))
            action = verb if is_party else action
        elif _OTHER_NOUN.search(lead):
            is_party = False
        elif _NOUN.search(lead):
            action, is_party = last_action(lead) or action, True
        if not is_party or not action:
            continue
        group = next(n for n in (1, 2, 3) if quoted[n])
        entry = entry_of(quoted[group])
        start = quoted.start(group) + entry.start
        end = quoted.start(group) + entry.end
        yield Party(entry.name, start, end, action, _list_at(body.text, start, lists), _INSTRUCTED, entry.aliases)


def _before_nouns(step: str) -> str:
    return re.sub(r"\b(?:is|are)\s+(?:further\s+)?amended\b", " ", step)


def _after_verb(step: str) -> str:
    nouns = list(_NOUN.finditer(step))
    return step[nouns[-1].end() :] if nouns else step


def _list_at(text: str, at: int, lists: tuple[str, ...]) -> str:
    """The list whose supplement was last named before a place, else the first of the document."""
    printed = [register_words().supplements.get(each[1], "") for each in _SUPPLEMENT.finditer(text, 0, at)]
    return next((each for each in reversed(printed) if each in lists), lists[0])


def _tabled(body: Passage, lists: tuple[str, ...], named: tuple[str, ...], instructed: set[str]) -> Iterator[Party]:
    """The entries of a supplement's table: what is removed is not printed there."""
    open_to = tuple(each for each in (*named, *sorted(instructed)) if each != "removed")
    action = open_to[0] if len(set(open_to)) == 1 else "added" if not open_to else "+".join(sorted(set(open_to)))
    for cell in table_cells(body):
        entry = entry_of(cell.text)
        if not entry.name:
            continue
        at = body_place(body, cell, entry.start)
        end = body_place(body, cell, entry.end - 1) + 1
        is_open = "+" in action
        note = "the table does not say whether the entry is new or revised" if is_open else ""
        listed = _list_at(body.text, at, lists)
        yield Party(entry.name, at, end, action, listed, _OPEN if is_open else _TABLED, entry.aliases, note)


def body_place(body: Passage, cell: Passage, at: int) -> int:
    """Where in the body the character of a cell stands."""
    start = cell.starts[at]
    low, high = 0, len(body.starts)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if body.starts[middle] < start else (low, middle)
    return low


def _listed(body: Passage, lists: tuple[str, ...], named: tuple[str, ...]) -> Iterator[Party]:
    """The items behind a sentence such as ``This final rule adds the following entities to the Entity List:``."""
    stops = _INSTRUCTIONS.search(body.text)
    last = stops.start() if stops else len(body.text)
    intros = [each for each in _sentences(body.text, last) if actions_in(each[2])]
    for place, (_, begun, sentence) in enumerate(intros):
        done = actions_in(sentence)
        action = done[0] if len(done) == 1 else last_action(sentence[: _cut(sentence)]) or done[0]
        until = intros[place + 1][0] if place + 1 < len(intros) else last
        ends = _LISTED_ENDS.search(body.text, begun, until)
        until = ends.start() if ends else until
        listed = lists_in(sentence) or lists[:1]
        for start, end in _items(body.text, begun, until):
            entry = entry_of(body.text[start:end])
            if entry.name:
                sure = _LISTED if len(done) == 1 or len(named) == 1 else 0.85
                yield Party(entry.name, start + entry.start, start + entry.end, action, listed[0], sure, entry.aliases)


def _sentences(text: str, last: int) -> Iterator[tuple[int, int, str]]:
    """Start, end and words of each sentence that announces what follows it."""
    until = 0
    for word in _FOLLOWING.finditer(text, 0, last):
        behind = _BEHIND.match(text, word.end())
        if word.start() < until or not behind:
            continue
        floor = max(until, word.start() - _LEAST)
        start = max((each.end() for each in _BEFORE.finditer(text, floor, word.start())), default=floor)
        until = behind.end()
        yield start, until, " ".join(text[start:until].split())


def _cut(sentence: str) -> int:
    found = _FOLLOWING.search(sentence)
    return found.start() if found else len(sentence)


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Items that are marked, else paragraphs with a programme in brackets, else the lines of the first paragraph."""
    marks = list(_ITEM.finditer(text, start, end))
    for place, mark in enumerate(marks):
        until = marks[place + 1].start() if place + 1 < len(marks) else end
        gap = re.compile(r"\n[ \t]*\n").search(text, mark.end(), until)
        yield mark.end(), gap.start() if gap else until
    if marks:
        return
    paragraphs = list(_PARAGRAPH.finditer(text, start, end))
    programs = [each for each in paragraphs if _PROGRAM.search(each[0])]
    for paragraph in programs:
        yield paragraph.end() - len(paragraph[0].lstrip()), paragraph.end()
    lines = paragraphs[0][0].strip().splitlines() if paragraphs and not programs else []
    if len(lines) > 1 and all(_NAME_LINE.match(line) for line in lines):
        for line in _LINE.finditer(text, paragraphs[0].start(), paragraphs[0].end()):
            yield line.span()


def _ordered(notice: Notice, named: tuple[str, ...]) -> Iterator[Party]:
    """The parties of an order: in its title, and behind ``In the Matter of:``."""
    order = [each for each in ("extended", "removed", "revised", "added") if each in named]
    action = order[0] if order else "added"
    title = notice.title.text
    head, mark, rest = title.partition(";")
    if mark:
        yield from _parted(rest, len(head) + 1, action, is_title=True)
    if notice.is_whole and (matter := _MATTER.search(notice.body.text)):
        yield from _parted(matter["parties"], matter.start("parties"), action, is_title=False)


def _parted(text: str, offset: int, action: str, *, is_title: bool) -> Iterator[Party]:
    for part in re.finditer(r"[^;\n]+(?:\n(?![ \t]*\n)[^;\n]+)*", text):
        words = re.sub(r"^\s*(?:and\s+)?(?:In\s+the\s+Matter\s+of:?\s*)?", "", part[0])
        lead = len(part[0]) - len(words)
        entry = entry_of(words)
        if entry.name and not _GENERIC.search(entry.name) and actions_in(entry.name) == ():
            start = offset + part.start() + lead
            yield Party(
                entry.name, start + entry.start, start + entry.end, action, "us-bis-dpl", _ORDERED, entry.aliases,
                is_title=is_title,
            )  # fmt: skip


def _titled(title: Passage, lists: tuple[str, ...]) -> Iterator[Party]:
    for found in _TITLED_PARTY.finditer(title.text):
        if _GENERIC.search(found["name"]) or lists_in(found["name"]):
            continue
        entry = entry_of(found["name"])
        start = found.start("name")
        action = last_action(found["verb"])
        yield Party(
            entry.name, start + entry.start, start + entry.end, action, lists[0], _TITLED, entry.aliases, is_title=True
        )


def _told(body: Passage, lists: tuple[str, ...]) -> Iterator[Party]:
    """A party named in a sentence: ``removes one entity, X, from the Entity List``."""
    head = body.text[:40_000]
    for found in _SAID.finditer(head):
        yield from _told_one(found["name"], found.start("name"), found["lead"], lists[0])
    for found in _SAID_OF.finditer(head):
        at = found.start("names")
        for cut in (*_AND.finditer(head, at, found.end("names")), None):
            until = cut.start() if cut else found.end("names")
            yield from _told_one(head[at:until], at, found["lead"], lists[0])
            at = cut.end() if cut else at


def _told_one(words: str, start: int, lead: str, listed: str) -> Iterator[Party]:
    entry = entry_of(words)
    if entry.name and not _GENERIC.search(entry.name) and entry.start == 0:
        note = "named in a sentence, not in a list of the notice"
        place = start + entry.start, start + entry.end
        yield Party(entry.name, *place, last_action(lead), listed, _TOLD, entry.aliases, note)

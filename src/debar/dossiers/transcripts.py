"""Earnings-call transcripts and investor minutes cut into turns: who speaks, in which part, whether it asks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

Section = Literal["prepared", "q-and-a", "text"]

_NAME = r"[^\W\d_][\w.'’\-]*(?:[ \t]+[^\W\d_][\w.'’\-]*){0,4}"
_TITLE = r"[^\n:]{2,60}"
# Name - Firm: text | Name, title: text | Name: text | spk02: text | - Operator: text
_LINE = re.compile(
    rf"^[ \t]*(?:[-–—][ \t]+)?(?P<name>{_NAME}|spk\d+|speaker[ ]?\d+)"
    rf"(?:[ \t]*(?:[-–—|]+|,)[ \t]*(?P<firm>{_TITLE}))?[ \t]*:(?=[ \t]|$)",
    re.MULTILINE | re.IGNORECASE,
)
# a name alone on its line, its title on the next or after a dash
_ALONE = re.compile(rf"^[ \t]*(?P<name>{_NAME})[ \t]*(?:[-–—]{{1,2}}|,)[ \t]*(?P<firm>{_TITLE})[ \t]*$", re.MULTILINE)
_QA = re.compile(r"\b(?:questions?[- ]and[- ]answers?|q\s?&\s?a)\b", re.IGNORECASE)
_ANALYST = re.compile(
    r"\b(?:analyst|research|securities|capital markets|bank|partners llc|investor|q)\b", re.IGNORECASE
)
_COMPANY = re.compile(
    r"\b(?:ceo|cfo|coo|cto|chief|president|chair\w*|director|officer|head|secretary|management|company|executive|vp|a)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\?|\b(?:my question|a question|wondering|can you|could you|wanted to ask)\b", re.IGNORECASE)
_OPERATOR = re.compile(r"^(?:operator|moderator|conference operator)$", re.IGNORECASE)
_QUESTION_MARK = re.compile(r"^(?:q|question|investor|analyst)$", re.IGNORECASE)
_ANSWER_MARK = re.compile(r"^(?:a|answer|company|management|reply)$", re.IGNORECASE)
_NO_SPEAKER = frozenset(
    "note notes source sources date time place subject re background contact contacts example summary highlights "
    "title by from to cc address phone tel fax email website page table figure update updated disclaimer ticker".split()
)
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's words: ``text[text_start:end]``; ``start`` is where the name stands.

    ``role`` is ``company``, ``analyst``, ``operator`` or empty where the transcript does not say.
    """

    speaker: str
    firm: str
    role: str
    section: Section
    start: int
    text_start: int
    end: int
    is_question: bool


def read_turns(text: str) -> tuple[Turn, ...]:
    """The turns of a transcript in order; empty for a text without speakers, which is then read as prose."""
    heads = [found for found in _LINE.finditer(text) if _is_speaker(found)]
    if len(heads) < FEWEST:
        heads = [found for found in _ALONE.finditer(text) if found["firm"] and _speaks(found["firm"])]
    if len(heads) < FEWEST or not _is_talk(heads):
        return ()
    turning = _QA.search(text, heads[0].end())
    turns: list[Turn] = []
    for index, head in enumerate(heads):
        end = heads[index + 1].start() if index + 1 < len(heads) else len(text)
        asked: Section = "q-and-a" if turning and head.start() > turning.start() else "prepared"
        name, firm = head["name"].strip(), (head["firm"] or "").strip()
        turns.append(Turn(name, firm, _role(name, firm), asked, head.start(), head.end(), end, is_question=False))
    return _with_questions(text, turns)


def _is_speaker(found: re.Match[str]) -> bool:
    name = found["name"].strip()
    words = name.split()
    if name.lower() in _NO_SPEAKER or words[0].lower() in _NO_SPEAKER:
        return False
    if len(words) == 1 and not (
        _OPERATOR.match(name)
        or _QUESTION_MARK.match(name)
        or _ANSWER_MARK.match(name)
        or name.lower().startswith(("spk", "speaker"))
    ):
        return bool(found["firm"]) or name[0].isupper()
    return all(word[0].isupper() for word in words if len(word) > 3) or name.lower().startswith(("spk", "speaker"))


def _is_talk(heads: list[re.Match[str]]) -> bool:
    """Whether the heads are speakers: one comes back, has a title, or is a mark that only transcripts use."""
    names = [head["name"].strip().casefold() for head in heads]
    marked = any(_OPERATOR.match(name) or _QUESTION_MARK.match(name) or name.startswith("spk") for name in names)
    return marked or len(set(names)) < len(names) or sum(_speaks(head["firm"] or "") for head in heads) >= FEWEST


def _speaks(title: str) -> bool:
    return bool(_ANALYST.search(title) or _COMPANY.search(title))


def _role(name: str, firm: str) -> str:
    if _OPERATOR.match(name):
        return "operator"
    if _QUESTION_MARK.match(name):
        return "analyst"
    if _ANSWER_MARK.match(name):
        return "company"
    if _COMPANY.search(firm):
        return "analyst" if re.search(r"\banalyst\b", firm, re.IGNORECASE) else "company"
    return "analyst" if _ANALYST.search(firm) else ""


def _with_questions(text: str, turns: list[Turn]) -> tuple[Turn, ...]:
    """Turns with their questions marked: an analyst's, or one in the second part by a person not heard before."""
    prepared = {turn.speaker for turn in turns if turn.section == "prepared" and turn.role != "operator"}
    marked = []
    for turn in turns:
        asks = bool(_ASKS.search(text, turn.text_start, turn.end))
        stranger = turn.section == "q-and-a" and not turn.role and turn.speaker not in prepared
        question = turn.role == "analyst" or (stranger and asks)
        marked.append(replace(turn, is_question=question, role="analyst" if question else turn.role))
    return tuple(marked)

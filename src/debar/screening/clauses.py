"""The clauses of a text around a hit: where they end, what stands between two words, and how far that is in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from debar.catalog import Term

Span = tuple[int, int]

#: What a comma, colon, bracket or dash costs, in words.
BREAK = 4
#: Words from a hit to the end of the compound it begins.
FOLLOWS = 4
#: Characters before a hit in which the beginning of its stretch is looked for.
SENTENCE = 240
_SOFT = re.compile(r"[,;:|()\"]| [-/] |\. ")
_LISTED = re.compile(r"\b(?:and|or|nor)\b|[&+/]")
TOKEN = re.compile(r"[^\W_]+|[,:()\"]| [-/*]+ ")
_HARD = re.compile(r"[;|]|[!?] |[^\W_]*\. ")
#: Shortened words whose full stop ends no sentence.
_SHORT = frozenset(
    "mr mrs ms dr no st re vs v inc co corp ltd sgt lt qty ea incl excl w spec min max p pg ft e.g etc ext approx "
    "misc ref repl equip maint sys tech svc svcs mfr mfg assy elec comm amt acct inv lic dist dept bldg mgmt "
    "govt assn intl".split()
)
LIST_WORDS = frozenset("and or nor any the of a an all et und y o ou oder und made by".split())
FREE = frozenset("our my your its their this that new existing old older current present certain various both".split())
#: A letter with its full stop and a blank.
_LETTER = 3
#: Words that can follow the last noun of a compound.
CONNECTING = frozenset(
    "of from with without re regarding about concerning into between against using after before under over during than "
    "that which whether if is are was were by only not no w x due see incl including w/ who when where as how".split()
)
PURPOSE = frozenset("for at in on to per via".split())


@dataclass(frozen=True, slots=True)
class Found:
    """Words of the catalog in a folded text."""

    start: int
    end: int
    terms: tuple[Term, ...]

    def is_of(self, group: str) -> bool:
        """True when the words are of this group."""
        return any(term.group == group for term in self.terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A hit asked about. ``numbered``: it has a model number; ``goods``: it is a thing, not software or a service;
    ``part``: it is itself a part or accessory.
    """

    span: Span
    numbered: bool
    goods: bool = True
    part: bool = False


class Clauses:
    """The words near one hit; ``others`` are further hits, which words may reach across."""

    def __init__(self, folded: str, near: Sequence[Found], others: Sequence[Span], hit: Hit) -> None:
        self._folded = folded
        self._near = near
        self._others = others
        self._hit = hit

    @cached_property
    def _own_stretch(self) -> Span:
        """The hit with the words to the next comma, bracket or dash on either side."""
        start, end = self._hit.span
        before = [match.end() for match in _SOFT.finditer(self._folded, max(0, start - SENTENCE), start)]
        after = _SOFT.search(self._folded, end)
        return (before[-1] if before else 0, after.start() if after else len(self._folded))

    def _in_own_stretch(self, found: Found) -> bool:
        return self._own_stretch[0] <= found.start and found.end <= self._own_stretch[1]

    def _passes_over(self, gap: Span) -> bool:
        """True when the words follow another thing in another stretch, which is no member of a list with the hit."""
        soft = _SOFT.search(self._folded, *gap)
        if soft is None or _LISTED.search(self._folded, *gap):
            return False
        rivals = [(found.start, found.end) for found in self._near if found.is_of("rival")]
        passed = any(
            soft.end() <= start and end <= gap[1] and self._folded[end : end + 1] != ")"
            for start, end in (*self._others, *rivals)
        )
        return passed and (self._hit.numbered or soft.group() != ",")

    def _next_is_hit(self, gap: Span) -> bool:
        """True when a preposition brings in a hit, with nothing but words such as ``our`` between."""
        for match in TOKEN.finditer(self._folded, *gap):
            if self._hit_at(match):
                return True
            if match.group().endswith("ing") and match.start() - gap[0] <= 1:
                continue
            if match.group() not in FREE and match.group() not in LIST_WORDS and not match.group().isdigit():
                return self._hit_at(match)
        return True

    def _modifies(self, gap: Span) -> bool:
        """True when a place or thing follows: of a compound the last noun counts, so a training room is a room."""
        place = gap[0]
        for _ in range(FOLLOWS):
            following = self._noun_at((place, gap[1]))
            if following is None:
                return False
            if any(found.start == following.start() and found.is_of("place") for found in self._near):
                return True
            place = following.end()
        return False

    def _noun_at(self, gap: Span) -> re.Match[str] | None:
        """The word right behind, where it can be a noun."""
        following = TOKEN.search(self._folded, *gap)
        if following is None or not following.group().isalpha() or self._hit_at(following):
            return None
        return None if following.group() in LIST_WORDS | FREE | PURPOSE | CONNECTING else following

    def _ended(self, gap: Span) -> bool:
        return any(True for _ in self._hard_ends(*gap))

    def _hard_ends(self, start: int, end: int) -> list[re.Match[str]]:
        """The ends of clauses in a stretch; the full stop of a shortened word is none."""
        return [
            match
            for match in _HARD.finditer(self._folded, start, end)
            if (match.group()[:-2] not in _SHORT and len(match.group()) != _LETTER) or not match.group().endswith(". ")
        ]

    def _cost(self, gap: Span, free: frozenset[str]) -> int:
        """Words between, hits and list words free; what breaks the phrase costs more, but not between list members."""
        tokens = [(match.group(), self._hit_at(match)) for match in TOKEN.finditer(self._folded, *gap)]
        after = gap[0] == self._hit.span[1]
        cost = 0
        for place, (word, within) in enumerate(tokens):
            if within or word in LIST_WORDS or word in free:
                continue
            if word[0].isalnum():
                cost += 1
                continue
            if after and not place and not self._hit.numbered:
                cost += 1
                continue
            previous = tokens[place - 1][1] if place else False
            following = self._joins(tokens[place + 1 :], last=not after)
            cost += 0 if word in '"()' or (word == ":" and not place) or (previous and following) else BREAK
        return cost

    def _joins(self, rest: Sequence[tuple[str, bool]], *, last: bool) -> bool:
        """True when the next thing is a hit without a number, so that it is a member of the same list."""
        for token, within in rest:
            if within:
                return not token.isdigit()
            if token not in LIST_WORDS:
                return False
        return last and not self._hit.numbered

    def _hit_between(self, gap: Span) -> bool:
        return any(gap[0] <= start and end <= gap[1] for start, end in self._others)

    def _hit_at(self, match: re.Match[str]) -> bool:
        return any(start <= match.start() and match.end() <= end for start, end in self._others)

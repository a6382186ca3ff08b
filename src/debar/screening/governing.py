"""Which of the words around a hit governs it: whether the thing is bought, taken out, forbidden or only spoken of.

The words and how far each reaches are rows of terms.tsv. Here is how several are settled: the nearest governs, a clause
or a purchase verb ends the reach, the members of a list share what is said of the list, and what is said of the line as
a whole holds only for a hit that nothing shows to be bought.

Groups of terms.tsv read here: ``forbidden``, ``removed``, ``accessory``, ``reference`` and ``mentioned`` say so of the
hit; ``swapped`` is undone by ``for`` or ``to``, ``given up`` asks for another maker (``rival``) behind it, ``left`` for
``to``; ``activity`` is work or talk as the last noun of a compound; ``for`` and ``object`` are prepositions, undone by
``paying``, ``changing`` and ``buying``; ``upkeep`` counts for things only; ``prose`` is the weakest; ``reset`` and
``buying`` end what was said before; ``component`` says the thing is inside another. Directions: ``before``, ``after``
the hit within ``words`` words, ``head`` anywhere before it in its clause, ``any`` anywhere near.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from debar.catalog import Term
from debar.model import Said
from debar.screening.quantities import Quantity, find_quantities

Span = tuple[int, int]

#: What a comma, colon, bracket or dash costs, in words.
BREAK = 4
#: Characters between a hit and a quantity or price that belongs to it.
BESIDE = 24
#: Words from a hit to the end of the compound it begins.
FOLLOWS = 4
#: Words between ``for`` and a word such as ``payment`` before it.
PAID = 4

_SAYS_SO = {
    "forbidden": Said.FORBIDDEN,
    "removed": Said.REMOVED,
    "swapped": Said.REMOVED,
    "left": Said.REMOVED,
    "accessory": Said.ACCESSORY,
    "for": Said.ACCESSORY,
    "reference": Said.REFERENCE,
    "mentioned": Said.MENTIONED,
    "object": Said.MENTIONED,
    "activity": Said.MENTIONED,
    "prose": Said.MENTIONED,
    "upkeep": Said.MENTIONED,
    "given up": Said.REMOVED,
}
_ORDER = (Said.FORBIDDEN, Said.REMOVED, Said.ACCESSORY, Said.REFERENCE, Said.MENTIONED)
#: Groups of prepositions: what they bring in is not the thing bought, unless a word such as ``payment`` stands before.
_PREPOSITIONS = frozenset({"for", "object"})
_TOKEN = re.compile(r"[^\W_]+|[,:()\"]| [-/*]+ ")
_HARD = re.compile(r"[;|]|[!?] |[^\W_]*\. ")
#: Shortened words whose full stop ends no sentence.
_SHORT = frozenset(
    "mr mrs ms dr no st re vs v inc co corp ltd sgt lt qty ea incl excl w spec min max p pg ft e.g etc ext approx "
    "misc ref".split()
)
#: A word such as ``invoice`` with its number says nothing of what follows.
_NUMBERED = re.compile(r"[ #:.]*(?:no\.?|number)? *[a-z]{0,2}[0-9]")
#: Things bought together.
_TOGETHER = re.compile(r"\b(?:and|plus|with|w|incl|including)\b|[&+]")
#: A further thing, counted or new.
_FURTHER = re.compile(r"(?:\b(?:and|plus)|&|\+) (?:[0-9]+|new|one|two|three|four|five|six) |(?: -|,) new ")
_LIST_WORDS = frozenset("and or nor any the of a an all et und y o ou oder und made by".split())
_FREE = frozenset("our my your its their this that new existing old older current present certain various both".split())
#: A letter with its full stop and a blank.
_LETTER = 3
#: Words whose number is a name.
_NAMING = frozenset(
    "lot lots item items line ln no number bldg building room site station section sec article part phase".split()
)
#: Words that can follow the last noun of a compound.
_CONNECTING = frozenset(
    "of from with without re regarding about concerning into between against using after before under over during than "
    "that which whether if is are was were by only not no w x due see incl including w/ who when where as how".split()
)
_PURPOSE = frozenset("for at in on to per via".split())


@dataclass(frozen=True, slots=True)
class Found:
    """Words of the catalog in a folded text."""

    start: int
    end: int
    terms: tuple[Term, ...]

    def is_of(self, group: str) -> bool:
        """True when the words are of this group."""
        return any(term.group == group for term in self.terms)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said of a hit, and the words that say it (empty for plain ``bought``)."""

    said: Said
    words: str = ""
    component: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A hit asked about. ``numbered``: it has a model number; ``goods``: it is a thing, not software or a service;
    ``part``: it is itself a part or accessory.
    """

    span: Span
    numbered: bool
    goods: bool = True
    part: bool = False


class Governing:
    """The said-words near one hit; ``others`` are further hits, which words may reach across."""

    def __init__(self, folded: str, near: Sequence[Found], others: Sequence[Span], hit: Hit) -> None:
        self._folded = folded
        self._near = near
        self._others = others
        self._hit = hit
        self._resets = [found for found in near if found.is_of("reset") or found.is_of("buying")]

    def spoken(self) -> Spoken:
        """What the nearest words say of the hit."""
        best: tuple[tuple[int, int, int], Spoken] | None = None
        for found in self._near:
            for term in found.terms:
                rank = self._rank(term, found)
                if rank is None:
                    continue
                words = self._folded[found.start : found.end]
                if term.group == "component":
                    return Spoken(Said.BOUGHT, words, component=True)
                said = _SAYS_SO[term.group]
                order = (*rank, _ORDER.index(said))
                if best is None or order < best[0]:
                    best = (order, Spoken(said, words))
        return best[1] if best else Spoken(Said.BOUGHT)

    def _rank(self, term: Term, found: Found) -> tuple[int, int] | None:
        """How near the words stand, smaller nearer; None when they do not reach the hit."""
        if term.group not in _SAYS_SO and term.group != "component":
            return None
        if term.group == "upkeep" and not self._hit.goods:
            return None
        if term.direction == "any":
            return self._of_line(term, found)
        if term.direction == "head":
            return (1, 0) if self._heads(term, found) else None
        before = term.direction == "before"
        gap = (found.end, self._hit.span[0]) if before else (self._hit.span[1], found.start)
        if gap[0] > gap[1] or self._ended(gap) or not self._fits(term, found, gap):
            return None
        if term.group != "forbidden" and self._taken_back(gap, term.direction, term.group):
            return None
        cost = self._cost(gap, _FREE)
        return (0, cost) if cost <= term.words else None

    def _of_line(self, term: Term, found: Found) -> tuple[int, int] | None:
        """The rank of words that say something of a whole line, or by its prose only of their sentence."""
        if term.group != "prose":
            return None if self._shown_bought else (2, 0)
        start, end = self._hit.span
        gap = (found.end, start) if found.end <= start else (end, found.start)
        return None if self._ended(gap) or self._shown_bought else (3, 0)

    def _fits(self, term: Term, found: Found, gap: Span) -> bool:
        """What single groups ask beyond reach."""
        words = set(_TOKEN.findall(self._folded, *gap))
        if term.group == "swapped":
            return words.isdisjoint({"for", "to", "by", "with", "gegen", "por", "par"})
        if term.group == "left":
            return self._goes_to()
        if term.group == "given up":
            return self._gives_way(found)
        if term.group == "accessory":
            return term.words > 0 or (not self._hit.part and self._folded[gap[0] : gap[1]].strip() in ("", "-"))
        if term.group in _PREPOSITIONS:
            infinitive = term.term == "to" and self._infinitive(gap)
            brings = infinitive or (self._next_is_hit(gap) and self._has_other_head(found))
            return brings and (self._hit.goods or term.group == "object")
        if term.group == "mentioned" and term.direction == "after":
            return words.isdisjoint(_PURPOSE)
        return True

    def _goes_to(self) -> bool:
        """True when ``to`` follows the hit within a few words: from this to that."""
        after = _TOKEN.findall(self._folded, self._hit.span[1], self._hit.span[1] + 60)
        return "to" in after[:4]

    def _gives_way(self, found: Found) -> bool:
        """True when the name of another maker stands behind these words: of Dahua to Verkada, Verkada is bought."""
        return any(other.is_of("rival") and 0 <= other.start - found.end <= BESIDE for other in self._near)

    def _next_is_hit(self, gap: Span) -> bool:
        """True when a preposition brings in a hit, with nothing but words such as ``our`` between."""
        for match in _TOKEN.finditer(self._folded, *gap):
            if self._hit_at(match):
                return True
            if match.group().endswith("ing") and match.start() - gap[0] <= 1:
                continue
            if match.group() not in _FREE and match.group() not in _LIST_WORDS and not match.group().isdigit():
                return self._hit_at(match)
        return True

    def _infinitive(self, gap: Span) -> bool:
        """True for ``to``, one verb other than of buying, and the hit: to reach the camera."""
        first = _TOKEN.search(self._folded, *gap)
        if first is None or not first.group().isalpha() or first.group() in _FREE | _LIST_WORDS or self._hit_at(first):
            return False
        buys = any(
            found.start == first.start() and not found.terms[0].group.startswith(("accessory", "mentioned"))
            for found in self._near
        )
        return not buys and self._next_is_hit((first.end(), gap[1]))

    def _has_other_head(self, preposition: Found) -> bool:
        """True when a thing stands before the preposition, and no word such as ``payment`` just before it."""
        end = preposition.start
        begin = max((match.end() for match in self._hard_ends(0, end)), default=0)
        words = [word for word in _TOKEN.findall(self._folded, begin, end) if word.isalpha() and len(word) > 1]
        changing = not preposition.is_of("object") or self._folded[preposition.start : preposition.end] == "to"
        pays = {"paying", "buying", "changing"} if changing else {"paying", "buying"}
        return bool(words) and not any(
            not pays.isdisjoint(term.group for term in found.terms)
            and begin <= found.start < end
            and not (found.end <= end and _NUMBERED.match(self._folded, found.end))
            and len([word for word in _TOKEN.findall(self._folded, found.end, end) if word.isalpha()]) < PAID
            for found in self._near
        )

    def _heads(self, term: Term, found: Found) -> bool:
        """True when the words stand before the hit and no purchase verb or clause end between."""
        gap = (found.end, self._hit.span[0])
        if gap[0] > gap[1]:
            return term.group == "activity" and self._follows(found)
        if self._ended(gap) or (term.group in ("activity", "accessory") and self._modifies(gap)):
            return False
        if term.group == "accessory" and (self._hit.part or _TOGETHER.search(self._folded, *gap)):
            return False
        if _FURTHER.search(self._folded, *gap):
            return False
        return not any(other.is_of("buying") and gap[0] <= other.start < gap[1] for other in self._near)

    def _follows(self, found: Found) -> bool:
        """True when the words end the compound that the hit begins: a Hikvision footage review is a review."""
        gap = (self._hit.span[1], found.start)
        between = _TOKEN.findall(self._folded, *gap) if gap[0] <= gap[1] else ["-"] * FOLLOWS
        return (
            len(between) < FOLLOWS
            and not self._ended(gap)
            and all(word.isalnum() and word not in _CONNECTING | _PURPOSE | _LIST_WORDS for word in between)
            and not self._modifies((found.end, len(self._folded)))
            and not self._shown_bought
        )

    def _modifies(self, gap: Span) -> bool:
        """True when a noun follows: of a compound the last noun is the thing, so a training room is a room."""
        following = _TOKEN.search(self._folded, *gap)
        return (
            following is not None
            and following.group().isalpha()
            and not self._hit_at(following)
            and following.group() not in _LIST_WORDS | _FREE | _PURPOSE | _CONNECTING
        )

    @property
    def _shown_bought(self) -> bool:
        """True when a number, a purchase verb, a quantity or a price shows that the hit is bought."""
        if self._hit.numbered:
            return True
        start, end = self._hit.span
        for found in self._near:
            if any(term.group == "buying" and term.direction == "any" for term in found.terms):
                return True
            if found.is_of("buying") and found.end <= start:
                gap = (found.end, start)
                if not self._ended(gap) and self._cost(gap, frozenset()) <= 2 * BREAK:
                    return True
        return any(
            (quantity.end == start - 1 and self._counts(quantity))
            or (quantity.marked and 0 <= quantity.start - end <= BESIDE and not self._ended((end, quantity.start)))
            for quantity in find_quantities(self._folded)
        )

    def _counts(self, quantity: Quantity) -> bool:
        """True when a number before a hit counts it: ``lot 88`` does not."""
        before = _TOKEN.findall(self._folded, max(0, quantity.start - 12), quantity.start)
        return not before or before[-1] not in _NAMING

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
        tokens = [(match.group(), self._hit_at(match)) for match in _TOKEN.finditer(self._folded, *gap)]
        after = gap[0] == self._hit.span[1]
        cost = 0
        for place, (word, within) in enumerate(tokens):
            if within or word in _LIST_WORDS or word in free:
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
            if token not in _LIST_WORDS:
                return False
        return last and not self._hit.numbered

    def _hit_at(self, match: re.Match[str]) -> bool:
        return any(start <= match.start() and match.end() <= end for start, end in self._others)

    def _taken_back(self, gap: Span, direction: str, governing: str) -> bool:
        """True when words such as ``install`` or ``with`` stand between: they say something new of the hit."""
        inside: Callable[[Found], bool] = lambda found: gap[0] <= found.start and found.end <= gap[1]  # noqa: E731
        return any(
            term.direction in (direction, "any")
            and term.group in ("reset", "buying")
            and not self._lists(found, term)
            and not (governing == "removed" and term.term.startswith("incl"))
            for found in filter(inside, self._resets)
            for term in found.terms
        )

    def _lists(self, found: Found, term: Term) -> bool:
        """True for an ``and`` before a further hit."""
        return term.direction == "after" and any(0 <= start - found.end <= 1 for start, _ in self._others)

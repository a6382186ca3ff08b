"""Which of the words around a hit governs it: whether the thing is bought, taken out, forbidden or only spoken of.

The words and how far each reaches are rows of terms.tsv. Here is how several are settled: the nearest governs, a clause
or a purchase verb ends the reach, the members of a list share what is said of the list, a stretch between commas that
says what is done with its thing is not governed from another stretch, and what is said of the line as a whole holds
only for a hit that nothing shows to be bought.

Groups of terms.tsv read here: ``forbidden``, ``removed``, ``accessory``, ``reference`` and ``mentioned`` say so of the
hit, ``acquired`` that it is bought; ``swapped`` is undone by ``for`` or ``to``, ``given up`` asks for another maker
(``rival``) behind it, ``left`` for ``to``; ``activity`` is work or talk as the last noun of a compound, of which a
``place`` behind it makes a place or thing; ``for`` and ``object`` are prepositions, undone by ``paying``, ``changing``
and ``buying``; ``upkeep`` counts for things only; ``prose`` is the weakest; ``reset`` and ``buying`` end what was said
before; ``component`` says the thing is inside another. Directions: ``before``, ``after`` the hit within ``words``
words, ``head`` anywhere before it in its clause, ``any`` anywhere near.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from debar.catalog import Term
from debar.model import Said
from debar.screening.clauses import (
    BREAK,
    CONNECTING,
    FOLLOWS,
    FREE,
    LIST_WORDS,
    PURPOSE,
    SENTENCE,
    TOKEN,
    Clauses,
    Found,
    Hit,
    Span,
)
from debar.screening.quantities import Quantity, find_quantities
from debar.screening.slots import Slot

#: Characters between a hit and a quantity or price that belongs to it.
BESIDE = 24
#: Words between ``for`` and a word such as ``payment`` before it.
PAID = 4
#: More words than any reach.
FARTHEST = 99

SAYS_SO = {
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
#: Groups whose word a frame of old and new outweighs.
_YIELDS = frozenset({"removed", "swapped", "left", "given up", "for", "object", "prose any", "upkeep", "mentioned"})
#: Groups that a word such as ``purchased`` behind the hit outweighs.
_OUTDONE = frozenset({"mentioned any", "prose any"})
#: Groups that settle what is said of a hit within its own stretch between commas, and those that reach over commas.
_SETTLING = frozenset({"removed", "mentioned", "swapped", "forbidden", "buying", "acquired", "reset"})
#: A stretch that is but a verb before its object.
_DOING = re.compile(r" ?([a-z]{3,}ing) (?:(?:the|our|all|old|[0-9]{1,3}|of) )*")
#: What stands between a thing and a word that is said of it as if it were a remark: radios (30) - surplus.
_TRAILS = re.compile(r"(?:[,(]| - ?)(?:[^\W_]+ )?$")
_FAR = frozenset({"removed", "mentioned", "swapped", "given up"})
#: Groups of prepositions: what they bring in is not the thing bought, unless a word such as ``payment`` stands before.
_PREPOSITIONS = frozenset({"for", "object"})
#: A word such as ``invoice`` with its number says nothing of what follows.
_NUMBERED = re.compile(r"[ #:.]*(?:no\.?|number)? *[a-z]{0,2}[0-9]")
#: A number of a part, long enough not to be that of a series.
_NUMBER = re.compile(r"[ ,:#-]{1,2}(?=[a-z0-9-]{6})[a-z]{1,5}-?[0-9][0-9a-z-]*(?![0-9a-z])")
#: Things bought together.
_TOGETHER = re.compile(r"\b(?:and|plus|with|w|incl|including)\b|[&+]")
#: A further thing, counted or new.
_FURTHER = re.compile(r"(?:\b(?:and|plus)|&|\+) (?:[0-9]+|new|one|two|three|four|five|six) |(?: -|,) new ")
#: The hit inside another thing: (for) boards with the hit.
_WITHIN = re.compile(r" (?:(?:the|our|a) )?[a-z]+ (?:with|using|having) ")
#: Words whose number is a name.
_NAMING = frozenset(
    "lot lots item items line ln no number bldg building room site station section sec article part phase".split()
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said of a hit, and the words that say it (empty for plain ``bought``)."""

    said: Said
    words: str = ""
    component: bool = False
    group: str = ""


def _bond(term: Term) -> str:
    """The group of a word that governs the hit itself; its direction too where it speaks of the whole line."""
    return term.group if term.direction in ("before", "after") else f"{term.group} {term.direction}"


def settled(spoken: Spoken, slot: Slot | None) -> Spoken:
    """What is said of a hit that may stand in a frame of old and new: the new is bought unless it is only talked of."""
    if slot is None or spoken.component:
        return spoken
    if slot.said is Said.BOUGHT:
        return Spoken(Said.BOUGHT) if spoken.group in _YIELDS else spoken
    return Spoken(slot.said, slot.words, group="removed") if spoken.said is Said.BOUGHT else spoken


class Governing(Clauses):
    """The said-words near one hit; ``others`` are further hits, which words may reach across."""

    def __init__(self, folded: str, near: Sequence[Found], others: Sequence[Span], hit: Hit) -> None:
        super().__init__(folded, near, others, hit)
        self._resets = [found for found in near if found.is_of("reset") or found.is_of("buying")]

    def spoken(self) -> Spoken:
        """What the nearest words say of the hit."""
        best: tuple[tuple[int, int, int], Spoken] | None = None
        got = FARTHEST
        for found in self._near:
            for term in found.terms:
                rank = self._rank(term, found)
                if rank is None:
                    continue
                words = self._folded[found.start : found.end]
                if term.group == "component":
                    return Spoken(Said.BOUGHT, words, component=True)
                if term.group == "acquired":
                    got = min(got, rank[1])
                    continue
                said = SAYS_SO[term.group]
                order = (*rank, _ORDER.index(said))
                if best is None or order < best[0]:
                    best = (order, Spoken(said, words, group=_bond(term)))
        if best is None:
            doing = None if got < FARTHEST else self._doing()
            return Spoken(Said.MENTIONED, doing, group="mentioned") if doing else Spoken(Said.BOUGHT)
        if best[0][0] == 0:
            weak = got < best[0][1]
        else:
            outdone = best[1].group in _OUTDONE or (self._hit.numbered and best[1].said is Said.MENTIONED)
            weak = outdone and got < FARTHEST
        return Spoken(Said.BOUGHT) if weak else best[1]

    def _doing(self) -> str | None:
        """A verb in ``-ing`` that begins the hit's stretch and has it as its object; known words are settled before."""
        doing = _DOING.fullmatch(self._folded, self._own_stretch[0], self._hit.span[0])
        if doing is None or any(found.start == doing.start(1) for found in self._near):
            return None
        return doing[1]

    def _rank(self, term: Term, found: Found) -> tuple[int, int] | None:
        """How near the words stand, smaller nearer; None when they do not reach the hit."""
        if term.group not in SAYS_SO and term.group not in ("component", "acquired"):
            return None
        if (term.group == "upkeep" and not self._hit.goods) or (term.group == "mentioned" and self._again):
            return None
        if term.direction == "any":
            return self._of_line(term, found)
        if term.direction == "head":
            return (1, 0) if self._heads(term, found) else None
        before = term.direction == "before"
        gap = (found.end, self._hit.span[0]) if before else (self._hit.span[1], found.start)
        if gap[0] > gap[1] or self._ended(gap) or not self._fits(term, found, gap):
            return None
        if term.group in _FAR and self._speaks_for_itself and not self._in_own_stretch(found):
            return None
        if not before and (self._passes_over(gap) or self._acts(gap)):
            return None
        within = term.group == "for" and self._is_within(found, gap)
        if term.group != "forbidden" and not within and self._taken_back(gap, term.direction, term.group):
            return None
        cost = self._cost(gap, FREE)
        if not before and term.group in _FAR and _TRAILS.search(self._folded, *gap):
            cost -= BREAK - 1
        return (0, cost) if cost <= term.words else None

    @cached_property
    def _speaks_for_itself(self) -> bool:
        """True when the hit's own stretch says what is done with it, so that other stretches do not."""
        start, end = self._hit.span
        return any(
            term.group in _SETTLING
            and (term.group != "reset" or term.direction == "before")
            and (
                (term.direction == "before" and found.end <= start)
                or (term.direction == "after" and found.start >= end)
            )
            for found in filter(self._in_own_stretch, self._near)
            for term in found.terms
        )

    def _acts(self, gap: Span) -> bool:
        """True when the hit itself replaces something: what follows is said of the other thing."""
        return any(
            found.is_of("removed") and self._folded[found.start : found.end].split(" ")[0].endswith(("s", "ing"))
            for found in self._near
            if gap[0] <= found.start and found.end <= gap[1] and found.terms[0].direction == "before"
        )

    def _of_line(self, term: Term, found: Found) -> tuple[int, int] | None:
        """The rank of words that say something of a whole line, or by its prose only of their sentence."""
        if term.group != "prose":
            part = term.group == "accessory" and not self._hit.part and found.end <= self._hit.span[0]
            return None if self._said_bought or (self._hit.numbered and not part) else (2, 0)
        start, end = self._hit.span
        gap = (found.end, start) if found.end <= start else (end, found.start)
        return None if self._ended(gap) or self._shown_bought else (3, 0)

    def _fits(self, term: Term, found: Found, gap: Span) -> bool:
        """What single groups ask beyond reach."""
        words = set(TOKEN.findall(self._folded, *gap))
        if term.group == "swapped":
            return words.isdisjoint({"for", "to", "by", "with", "gegen", "por", "par"})
        if term.group == "left":
            return self._goes_to()
        if term.group == "given up":
            return self._gives_way(found)
        if term.group == "accessory":
            own = self._hit.part or self._has_own_number
            if term.direction == "after" and (own or _TOGETHER.search(self._folded, *gap)):
                return False
            return term.words > 0 or (not self._hit.part and self._folded[gap[0] : gap[1]].strip() in ("", "-"))
        if term.group in _PREPOSITIONS:
            infinitive = term.term == "to" and self._infinitive(gap)
            brings = infinitive or (self._next_is_hit(gap) and self._has_other_head(found))
            brings = brings or self._is_within(found, gap)
            return brings and (self._hit.goods or term.group == "object")
        if term.group == "mentioned" and term.direction == "after":
            return words.isdisjoint(PURPOSE)
        return True

    def _is_within(self, preposition: Found, gap: Span) -> bool:
        """True when the hit is in another thing and a part or accessory before is for that: antenna for boards with."""
        return _WITHIN.fullmatch(self._folded, *gap) is not None and any(
            not self._ended((found.end, preposition.start))
            for found in self._near
            if found.is_of("accessory") and found.end <= preposition.start
        )

    @property
    def _has_own_number(self) -> bool:
        """True when an unknown number stands right behind a label: the part named behind it is the maker's own."""
        return not self._hit.numbered and _NUMBER.match(self._folded, self._hit.span[1]) is not None

    def _goes_to(self) -> bool:
        """True when ``to`` follows the hit within a few words: from this to that."""
        after = TOKEN.findall(self._folded, self._hit.span[1], self._hit.span[1] + 60)
        return "to" in after[:4]

    def _gives_way(self, found: Found) -> bool:
        """True when the name of another maker stands behind these words: of Dahua to Verkada, Verkada is bought."""
        return any(other.is_of("rival") and 0 <= other.start - found.end <= BESIDE for other in self._near)

    def _infinitive(self, gap: Span) -> bool:
        """True for ``to``, one verb other than of buying, and the hit: to reach the camera."""
        first = TOKEN.search(self._folded, *gap)
        if first is None or not first.group().isalpha() or first.group() in FREE | LIST_WORDS or self._hit_at(first):
            return False
        buys = any(
            found.start == first.start() and not found.terms[0].group.startswith(("accessory", "mentioned"))
            for found in self._near
        )
        return not buys and self._next_is_hit((first.end(), gap[1]))

    def _has_other_head(self, preposition: Found) -> bool:
        """True when a thing stands before the preposition, and no word such as ``payment`` just before it."""
        end = preposition.start
        begin = max(
            (match.end() for match in self._hard_ends(max(0, end - SENTENCE), end)), default=max(0, end - SENTENCE)
        )
        words = [word for word in TOKEN.findall(self._folded, begin, end) if word.isalpha() and len(word) > 1]
        changing = not preposition.is_of("object") or self._folded[preposition.start : preposition.end] == "to"
        pays = {"paying", "buying", "changing"} if changing else {"paying", "buying"}
        return bool(words) and not any(
            not pays.isdisjoint(term.group for term in found.terms)
            and begin <= found.start < end
            and not (found.end <= end and _NUMBERED.match(self._folded, found.end))
            and len([word for word in TOKEN.findall(self._folded, found.end, end) if word.isalpha()]) < PAID
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
        further = _FURTHER.search(self._folded, *gap)
        if self._awarded or (further and not self._hit_between((gap[0], further.start()))):
            return False
        return not any(
            other.is_of("buying") and gap[0] <= other.start < gap[1] and not self._of_talk(other)
            for other in self._near
        )

    def _follows(self, found: Found) -> bool:
        """True when the words end the compound that the hit begins: a Hikvision footage review is a review."""
        gap = (self._hit.span[1], found.start)
        between = TOKEN.findall(self._folded, *gap) if gap[0] <= gap[1] else ["-"] * FOLLOWS
        return (
            len(between) < FOLLOWS
            and not self._ended(gap)
            and all(word.isalnum() and word not in CONNECTING | PURPOSE | LIST_WORDS for word in between)
            and not self._noun_at((found.end, len(self._folded)))
            and not self._shown_bought
        )

    @property
    def _shown_bought(self) -> bool:
        """True when a number, a purchase verb, a quantity or a price shows that the hit is bought."""
        return self._hit.numbered or self._said_bought

    @property
    def _said_bought(self) -> bool:
        """True when a purchase verb, a quantity or a price shows that the hit is bought."""
        start, end = self._hit.span
        if self._awarded:
            return True
        for found in self._near:
            if found.is_of("buying") and found.end <= start:
                gap = (found.end, start)
                if not self._ended(gap) and self._cost(gap, frozenset()) <= 2 * BREAK:
                    return True
        return any(
            (quantity.end == start - 1 and self._counts(quantity))
            or (quantity.marked and 0 <= quantity.start - end <= BESIDE and not self._ended((end, quantity.start)))
            for quantity in find_quantities(self._folded)
        )

    @property
    def _awarded(self) -> bool:
        return any(
            term.group == "buying" and term.direction == "any" and not self._of_talk(found)
            for found in self._near
            for term in found.terms
        )

    def _of_talk(self, award: Found) -> bool:
        """True when the word right before says what is awarded: a thesis award is none of things."""
        return any(
            term.group == "mentioned" and term.direction == "head" and other.end == award.start - 1
            for other in self._near
            for term in other.terms
        )

    @cached_property
    def _again(self) -> bool:
        """True when the text says that the like is bought again."""
        return any(found.is_of("again") for found in self._near)

    def _counts(self, quantity: Quantity) -> bool:
        """True when a number before a hit counts it: ``lot 88`` does not."""
        before = TOKEN.findall(self._folded, max(0, quantity.start - 12), quantity.start)
        return not before or before[-1] not in _NAMING

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

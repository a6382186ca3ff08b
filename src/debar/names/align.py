"""Which words of two names are the same word, and how."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from debar.names.persons import (
    GENDERED,
    SAME,
    are_two_names,
    is_patronymic_of,
    is_short_patronymic,
    same_name,
    sound_alike,
)
from debar.names.places import name_two_places
from debar.names.spelling import likeness

#: Likeness of aligned words that are not spelt alike.
INITIAL, ABBREVIATION, JOINED = 0.75, 0.8, 0.97
#: Words less alike than this are other words.
ALIKE = 0.6
#: Words together are another word from this likeness on; at most so many.
JOINED_ALIKE, MOST_JOINED = 0.85, 4
#: A word of so many letters may be cut short to most of them; a name of one word only if it keeps so many.
LONG_CUT, LONG_WORD = 4, 6
#: A person's name of fewer letters is shorter than any field that would cut its last word.
LONG_NAME = 9
#: Likeness of a Russian surname as two languages write it.
LANGUAGE = 0.9

Words = Sequence[str]


class Link(NamedTuple):
    """Word positions on the left and on the right that are the same word; ``how`` in the words of the contract."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    likeness: float
    how: str


def align(left: Words, right: Words, *, person: bool = False) -> list[Link]:
    """The links between two word sequences, best first; every position is in at most one link. Symmetric.

    The names of persons may also agree by another form of the same given name or surname.
    """
    links: list[Link] = []
    free_left, free_right = _exact(left, right, links)
    if free_left and free_right:
        _joined(left, right, free_left, free_right, links)
        _joined_reversed(left, right, free_left, free_right, links)
    if free_left and free_right:
        _spelt(left, right, free_left, free_right, links, person=person)
    if person and free_left and free_right:
        _other_forms(left, right, free_left, free_right, links)
    if free_left and free_right:
        _shortened(left, right, free_left, free_right, links, person=person)
    return links


def _exact(left: Words, right: Words, links: list[Link]) -> tuple[set[int], set[int]]:
    free_left, free_right = set(range(len(left))), set(range(len(right)))
    if free_left and free_right and set(left).isdisjoint(right):
        return free_left, free_right
    places: dict[str, list[int]] = {}
    for position, word in enumerate(right):
        places.setdefault(word, []).append(position)
    for position, word in enumerate(left):
        if waiting := places.get(word):
            other = waiting.pop(0)
            free_left.remove(position)
            free_right.remove(other)
            links.append(Link((position,), (other,), 1.0, "exact"))
    return free_left, free_right


def _runs(left: Words, right: Words, free_left: set[int], free_right: set[int]) -> list[tuple[int, int, int]]:
    """(-size, start, other): 2 to 4 free neighbours on the left that may be one word on the right, longest first."""
    found = []
    for start in free_left:
        letters, place = len(left[start]), start + 1
        while place in free_left and place - start < MOST_JOINED:
            letters += len(left[place])
            place += 1
            if letters >= 3:
                found += [
                    (start - place, start, other)
                    for other in free_right
                    if -3 < len(right[other]) - letters < 3
                    and (right[other][0] == left[start][0] or right[other][-1] == left[place - 1][-1])
                ]
    return sorted(found)


def _joined(left: Words, right: Words, free_left: set[int], free_right: set[int], links: list[Link]) -> None:
    """Several words on the left are one on the right."""
    if len(free_left) < 2:
        return
    for size, start, other in _runs(left, right, free_left, free_right):
        run = tuple(range(start, start - size))
        if other not in free_right or not free_left.issuperset(run):
            continue
        together, word = "".join(left[start : start - size]), right[other]
        score = likeness(together, word)
        if (
            score >= JOINED_ALIKE
            and not _divides_number(left[start : start - size])
            and score > max([likeness(left[p], word) for p in run])
        ):
            free_left.difference_update(run)
            free_right.remove(other)
            links.append(Link(run, (other,), JOINED * score, "joined"))


def _divides_number(run: Words) -> bool:
    """Whether digits of two words meet that are no thousands: ``a 11`` is not ``a1 1``, but ``10 000`` is ``10000``."""
    return any(
        one[-1].isdigit() and other[0].isdigit() and not (one.isdigit() and other.isdigit() and len(other) == 3)
        for one, other in pairwise(run)
    )


def _joined_reversed(left: Words, right: Words, free_left: set[int], free_right: set[int], links: list[Link]) -> None:
    swapped: list[Link] = []
    _joined(right, left, free_right, free_left, swapped)
    links.extend(Link(link.right, link.left, link.likeness, link.how) for link in swapped)


def _take(
    scored: list[tuple[float, int, int, str]], free_left: set[int], free_right: set[int], links: list[Link]
) -> None:
    """Best first; equal scores by the nearness of the positions, which is the same from both sides."""
    if len(scored) > 1:
        scored.sort(key=lambda s: (-s[0], abs(s[1] - s[2]), s[1] + s[2]))
    for score, i, j, how in scored:
        if i in free_left and j in free_right:
            free_left.remove(i)
            free_right.remove(j)
            links.append(Link((i,), (j,), score, how))


def _spelt(
    left: Words, right: Words, free_left: set[int], free_right: set[int], links: list[Link], *, person: bool
) -> None:
    found = []
    for i in free_left:
        word = left[i]
        for j in free_right:
            score = likeness(word, right[j])
            if score >= ALIKE:
                form = surer_form(word, right[j], score) if person else None
                if form is None:
                    found.append((score, i, j, "spelling"))
                elif form[0] >= ALIKE:
                    found.append((form[0], i, j, form[1]))
    if found:
        _take(found, free_left, free_right, links)


def surer_form(left: str, right: str, spelt: float) -> tuple[float, str] | None:
    """Likeness of parts of persons' names and how they are one, where that says more than how they are spelt.

    They are one surname as a man and as a woman bears it, or one Russian surname in two languages; or they are two
    given names (likeness 0), however alike. ``spelt`` (0..1) is their likeness as words.
    """
    known, how = same_name(left, right)
    if known == 0.0 and are_two_names(left, right):
        return 0.0, SAME
    if how == GENDERED and left[-1] != right[-1]:  # two women's forms of a surname are of one gender
        return known, how
    return (LANGUAGE, SAME) if spelt < LANGUAGE and sound_alike(left, right) else None


def _other_forms(left: Words, right: Words, free_left: set[int], free_right: set[int], links: list[Link]) -> None:
    found = []
    for i in free_left:
        for j in free_right:
            score, how = same_name(left[i], right[j])
            if score >= ALIKE:
                found.append((score, i, j, how))
    if found:
        _take(found, free_left, free_right, links)


def _shortened(
    left: Words, right: Words, free_left: set[int], free_right: set[int], links: list[Link], *, person: bool
) -> None:
    initials: list[tuple[float, int, int, str]] = []
    short: list[tuple[float, int, int, str]] = []
    for i in free_left:
        for j in free_right:
            less, more = left[i], right[j]
            if len(less) > len(more):
                less, more = more, less
            if len(more) > len(less) and more.startswith(less) and not more[len(less)].isdigit():
                if len(less) == 1:
                    initials.append((INITIAL, i, j, "initial"))
                elif is_cut(less, more, person=person, usual=_cut(less, (left, i), (right, j), person=person)):
                    short.append((ABBREVIATION, i, j, "abbreviation"))
    if short:
        _take(short, free_left, free_right, links)
    if initials:
        _take(initials, free_left, free_right, links)


def is_cut(less: str, more: str, *, person: bool, usual: bool) -> bool:
    """Whether a word is the longer one cut short: as usual, but patronymics to any length and never to a surname.

    Never so where both name a place, and not the same one (``niger``, ``nigeria``), or a person (``daniel``,
    ``daniela``).
    """
    usual = usual and not is_patronymic_of(more, less) and not name_two_places(less, more)
    usual = usual and not (person and are_two_names(less, more))
    return usual or (person and is_short_patronymic(more, less))


def _cut(less: str, *places: tuple[Words, int], person: bool) -> bool:
    """True when the shorter word may be the longer one cut off: the last word of its name, or most of the longer."""
    longest = max(len(words[position]) for words, position in places)
    return any(
        words[position] == less
        and position == len(words) - 1
        and (len(words) > 1 or len(less) >= LONG_WORD)
        and not (person and sum(map(len, words)) < LONG_NAME)
        for words, position in places
    ) or (len(less) >= LONG_CUT and len(less) * 4 >= longest * 3)

"""Which words of two names are the same word, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from debar.names.spelling import likeness

#: Likeness of aligned words that are not spelt alike.
INITIAL, ABBREVIATION, JOINED = 0.75, 0.8, 0.97


@dataclass(frozen=True, slots=True)
class Link:
    """Word positions on the left and on the right that are the same word; ``how`` in the words of the contract."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    likeness: float
    how: str


def align(left: Sequence[str], right: Sequence[str]) -> list[Link]:
    """The links between two word sequences, best first; every position is in at most one link. Symmetric."""
    links: list[Link] = []
    free_left, free_right = _exact(left, right, links)
    if free_left and free_right:
        _joined(left, right, free_left, free_right, links)
        _joined_reversed(left, right, free_left, free_right, links)
    if free_left and free_right:
        _spelt(left, right, free_left, free_right, links)
    if free_left and free_right:
        _shortened(left, right, free_left, free_right, links)
    return links


def _exact(left: Sequence[str], right: Sequence[str], links: list[Link]) -> tuple[set[int], set[int]]:
    places: dict[str, list[int]] = {}
    for position, word in enumerate(right):
        places.setdefault(word, []).append(position)
    free_left, free_right = set(range(len(left))), set(range(len(right)))
    for position, word in enumerate(left):
        if waiting := places.get(word):
            other = waiting.pop(0)
            free_left.remove(position)
            free_right.remove(other)
            links.append(Link((position,), (other,), 1.0, "exact"))
    return free_left, free_right


def _runs(free: set[int], words: Sequence[str]) -> list[tuple[tuple[int, ...], str]]:
    """Two to four free neighbours and the word they make together, longest run first."""
    found = []
    for size in (4, 3, 2):
        if len(free) < size:
            continue
        for start in sorted(free):
            run = tuple(range(start, start + size))
            if free.issuperset(run):
                found.append((run, "".join(words[start : start + size])))
    return found


def _joined(
    left: Sequence[str], right: Sequence[str], free_left: set[int], free_right: set[int], links: list[Link]
) -> None:
    """Several words on the left are one on the right."""
    if len(free_left) < 2:
        return
    for run, together in _runs(free_left, left):
        if len(together) < 3 or not free_left.issuperset(run):
            continue
        for other in sorted(free_right):
            word = right[other]
            if abs(len(word) - len(together)) > 2 or not (word[0] == together[0] or word[-1] == together[-1]):
                continue
            score = likeness(together, word)
            if score >= 0.85 and score > max(likeness(left[p], word) for p in run):
                free_left.difference_update(run)
                free_right.remove(other)
                links.append(Link(run, (other,), JOINED * score, "joined"))
                break


def _joined_reversed(
    left: Sequence[str], right: Sequence[str], free_left: set[int], free_right: set[int], links: list[Link]
) -> None:
    swapped: list[Link] = []
    _joined(right, left, free_right, free_left, swapped)
    links.extend(Link(link.right, link.left, link.likeness, link.how) for link in swapped)


def _take(
    scored: list[tuple[float, int, int]], how: str, free_left: set[int], free_right: set[int], links: list[Link]
) -> None:
    """Best first; equal scores by the nearness of the positions, which is the same from both sides."""
    for score, i, j in sorted(scored, key=lambda s: (-s[0], abs(s[1] - s[2]), s[1] + s[2])):
        if i in free_left and j in free_right:
            free_left.remove(i)
            free_right.remove(j)
            links.append(Link((i,), (j,), score, how))


def _spelt(
    left: Sequence[str], right: Sequence[str], free_left: set[int], free_right: set[int], links: list[Link]
) -> None:
    scored = [(likeness(left[i], right[j]), i, j) for i in free_left for j in free_right]
    _take([s for s in scored if s[0] >= 0.7], "spelling", free_left, free_right, links)


def _shortened(
    left: Sequence[str], right: Sequence[str], free_left: set[int], free_right: set[int], links: list[Link]
) -> None:
    initials, short = [], []
    for i in free_left:
        for j in free_right:
            less, more = sorted((left[i], right[j]), key=lambda word: (len(word), word))
            if len(more) > len(less) and more.startswith(less) and not more[len(less)].isdigit():
                if len(less) == 1:
                    initials.append((INITIAL, i, j))
                elif _cut(less, (left, i), (right, j)):
                    short.append((ABBREVIATION, i, j))
    _take(short, "abbreviation", free_left, free_right, links)
    _take(initials, "initial", free_left, free_right, links)


def _cut(less: str, *places: tuple[Sequence[str], int]) -> bool:
    """True when the shorter word may be the longer one cut off: the last word of its name, or most of the longer."""
    longest = max(len(words[position]) for words, position in places)
    return any(
        words[position] == less and position == len(words) - 1 and (len(words) > 1 or len(less) >= 6)
        for words, position in places
    ) or (len(less) >= 4 and len(less) * 4 >= longest * 3)

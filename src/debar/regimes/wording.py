"""How the words of a contract's clause become an ownership test. What each wording means is data in the rule's file."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from math import ceil

from debar.model import ListPrograms, OwnerTest
from debar.regimes.terms import words_pattern

#: A percentage and what stands before it; figures longer than these are none.
_PERCENT = re.compile(
    r"(?P<before>(?:[\w-]{1,20}\s{1,3}){0,2})(?P<figure>\d{1,3}(?:\.\d{1,6})?)\s{0,3}(?:%|percent|per cent)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWords:
    """The words by which a clause names a list; with ``programs`` it is only those listed under one of them."""

    list: str
    words: tuple[str, ...]
    programs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Words that a clause may use, by what they mean.

    ``owned`` speaks of ownership at all; ``fifty`` writes fifty percent in letters; ``more`` asks for more than the
    percentage after it, ``majority`` for more than half, ``whole`` for all; ``control`` counts control beside
    ownership. ``indirect`` and ``aggregate`` say that holdings through others and several holders count, ``direct`` and
    ``single`` that they do not.
    """

    lists: tuple[ListWords, ...]
    owned: tuple[str, ...]
    fifty: tuple[str, ...]
    more: tuple[str, ...]
    majority: tuple[str, ...]
    whole: tuple[str, ...]
    control: tuple[str, ...]
    indirect: tuple[str, ...]
    direct: tuple[str, ...]
    aggregate: tuple[str, ...]
    single: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClauseReading:
    """A clause as read: ``narrow`` is what it says for certain, ``broad`` what it may say; ``open_`` why they differ.

    Both are None when the clause does not speak of ownership; ``lists`` are those it names.
    """

    lists: tuple[str, ...]
    programs: tuple[ListPrograms, ...] = ()
    narrow: OwnerTest | None = None
    broad: OwnerTest | None = None
    open_: tuple[str, ...] = ()


def read_clause(wording: Wording, text: str) -> ClauseReading:
    """Return what a clause says of ownership by listed parties. What it leaves open is named."""
    said = " ".join(text.casefold().replace("-", " ").split())
    named = [each for each in wording.lists if _has(each.words, said)]
    lists = tuple(dict.fromkeys(each.list for each in named))
    programs = tuple(ListPrograms(list=each.list, words=each.programs) for each in named if each.programs)
    if not lists or not _has(wording.owned, said):
        return ClauseReading(lists, programs)
    least, percent, more = _threshold(wording, said)
    open_: list[str] = []
    narrow = OwnerTest(lists=lists, percent=50, control=_has(wording.control, said), programs=programs)
    broad = narrow
    if percent is None:
        open_.append("the clause speaks of ownership and gives no percentage")
        narrow, broad = replace(narrow, more=True), replace(broad, percent=0, more=True)
    else:
        narrow, broad = replace(narrow, percent=percent, more=more), replace(narrow, percent=least, more=more)
        if least != percent:
            open_.append(f"holdings between {least} and {percent} percent are not told apart")
    for yes, no, field, why in (
        (wording.indirect, wording.direct, "indirect", "whether holdings through other companies count"),
        (wording.aggregate, wording.single, "aggregate", "whether holdings of several parties are added up"),
    ):
        if _has(yes, said):
            continue
        narrow = _without(narrow, field)
        if _has(no, said):
            broad = _without(broad, field)
        else:
            open_.append(f"the clause does not say {why}")
    return ClauseReading(lists, programs, narrow, broad, tuple(open_))


def _without(test: OwnerTest, field: str) -> OwnerTest:
    return replace(test, indirect=False) if field == "indirect" else replace(test, aggregate=False)


def _threshold(wording: Wording, said: str) -> tuple[int, int | None, bool]:
    """The percentage that a clause names, as whole percents below and above it, and whether more is asked for."""
    found = _PERCENT.search(said)
    if found:
        figure = Decimal(found["figure"])
        return min(int(figure), 100), min(ceil(figure), 100), _has(wording.more, found["before"])
    if _has(wording.whole, said):
        return 100, 100, False
    if _has(wording.majority, said):
        return 50, 50, True
    return (50, 50, False) if _has(wording.fifty, said) else (0, None, False)


def _has(words: tuple[str, ...], said: str) -> bool:
    return bool(words) and words_pattern(words).search(said) is not None

"""The ownership tests that the words of a contract set, as tests that a graph of stakes can be put to.

Words leave things open: whether holdings through others count, whether those of several owners are added, how much is
"owned". Such words make two tests: ``narrow`` is what they say for certain, ``broad`` what they may say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from math import ceil

from debar.clauses.listings import find_listings
from debar.clauses.owners import find_owners
from debar.clauses.text import fold
from debar.clauses.vocabulary import screened_lists, screened_programs
from debar.model import ListPrograms, OwnerTest
from debar.model.clauses import OwnershipTerms

_INDIRECT = "the clause does not say whether holdings through other companies count"
_AGGREGATE = "the clause does not say whether holdings of several parties are added up"


@dataclass(frozen=True, slots=True)
class OwnerReading:
    """What words say of ownership by listed parties: both tests are None where they speak of none.

    ``lists`` are debar's ids of the lists that they name; ``open_`` says why ``narrow`` and ``broad`` differ.
    """

    lists: tuple[str, ...]
    programs: tuple[ListPrograms, ...] = ()
    narrow: OwnerTest | None = None
    broad: OwnerTest | None = None
    open_: tuple[str, ...] = ()


def read_owner_words(text: str) -> OwnerReading:
    """Return the ownership test of words quoted from a contract; they need not be a whole sentence."""
    folded = fold(text)
    named = [item.id for item in find_listings(text, folded, 0, len(folded), [])]
    lists, programs = _held(named), screened_programs(named)
    tests = [item.terms for item in find_owners(folded, 0, len(folded))]
    if not tests or not lists:
        return OwnerReading(lists, programs)
    read = [owner_tests(terms, named) for terms in tests]
    open_ = [why for _, _, reasons in read for why in reasons]
    if len(set(tests)) > 1:
        open_.append(f"the clause sets {len(tests)} tests of ownership; what all of them reach is certain")
    narrow = reduce(_both, (each for each, _, _ in read))
    broad = reduce(_either, (each for _, each, _ in read))
    return OwnerReading(lists, programs, narrow, broad, tuple(dict.fromkeys(open_)))


def owner_tests(terms: OwnershipTerms, over: Sequence[str]) -> tuple[OwnerTest, OwnerTest, tuple[str, ...]]:
    """Return (narrow, broad, why they differ) for the terms of a contract.

    ``over`` are the lists of the clause vocabulary whose parties count as owners. A percentage between two whole
    numbers is taken up for ``narrow`` and down for ``broad``; without one, ``narrow`` is more than half and ``broad``
    any holding.
    """
    test = OwnerTest(lists=_held(over), percent=50, control=terms.control, programs=screened_programs(over))
    open_: list[str] = []
    if terms.threshold is None:
        narrow, broad = replace(test, more=True), replace(test, percent=0, more=True)
        open_.append("the clause speaks of ownership and gives no percentage")
    else:
        more, least, most = terms.operator == ">", int(terms.threshold), ceil(terms.threshold)
        narrow, broad = replace(test, percent=most, more=more), replace(test, percent=least, more=more)
        if least != most:
            open_.append(f"holdings between {least} and {most} percent are not told apart")
    narrow = replace(narrow, indirect=terms.indirect is True, aggregate=terms.aggregate is True)
    broad = replace(broad, indirect=terms.indirect is not False, aggregate=terms.aggregate is not False)
    open_ += [_INDIRECT] * (terms.indirect is None) + [_AGGREGATE] * (terms.aggregate is None)
    return narrow, broad, tuple(open_)


def _held(ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(held for id_ in ids if id_ != "places" for held in screened_lists(id_)))


def _both(one: OwnerTest, other: OwnerTest) -> OwnerTest:
    """The test that reaches no more than either does."""
    strict = max(one, other, key=lambda test: (test.percent, test.more))
    return replace(
        strict,
        indirect=one.indirect and other.indirect,
        aggregate=one.aggregate and other.aggregate,
        control=one.control and other.control,
    )


def _either(one: OwnerTest, other: OwnerTest) -> OwnerTest:
    """The test that reaches whatever either does."""
    wide = min(one, other, key=lambda test: (test.percent, test.more))
    return replace(
        wide,
        indirect=one.indirect or other.indirect,
        aggregate=one.aggregate or other.aggregate,
        control=one.control or other.control,
    )

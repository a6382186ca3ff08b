"""What is held at once while many names are looked up does not grow with what they hold."""

from __future__ import annotations

import random
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.names import coverage, match, sieve
from debar.names.index import COMPANY, PERSON, NameIndex
from debar.names.match import match_many
from debar.names.memory import spans

_WORDS = ["bank", "trading", "company", "joint", "stock", "oil", "ali", "group", "sber", "gaz", "vostok", "neft"]


def _index(size: int) -> NameIndex:
    chosen = random.Random(7)  # noqa: S311
    names = [" ".join([*chosen.sample(_WORDS, 3), f"own{number}"]) for number in range(size)]
    return NameIndex.build(names, range(size), [(COMPANY, PERSON)[number % 2] for number in range(size)])


def _peak(index: NameIndex, queries: list[str]) -> int:
    tracemalloc.start()
    try:
        match_many(index, queries)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@given(st.lists(st.integers(0, 9)), st.integers(1, 20), st.integers(1, 5))
def test_runs_keep_every_thing_in_order_and_their_budget(work: list[int], most: int, many: int) -> None:
    found = list(spans(work, most, many))
    assert [n for start, end in found for n in range(start, end)] == list(range(len(work)))
    assert all(end - start == 1 or (sum(work[start:end]) <= most and end - start <= many) for start, end in found)


@pytest.mark.parametrize("pattern", ["bank " * 64, " ".join(_WORDS * 5)], ids=["one word", "many words"])
def test_ten_times_the_names_of_repeated_words_take_no_ten_times_the_memory(
    pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = _index(400)
    monkeypatch.setattr(coverage, "_ROWS", 1 << 16)
    monkeypatch.setattr(match, "_LETTERS", 1 << 12)
    few, many = ([f"{pattern}{number}" for number in range(count)] for count in (12, 120))
    _peak(index, few)  # what is made once is not counted
    assert _peak(index, many) < 2 * _peak(index, few)


def test_how_much_is_looked_at_together_changes_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    index = _index(400)
    chosen = random.Random(3)  # noqa: S311
    queries = [" ".join(chosen.choices([*_WORDS, "own7", "own8"], k=chosen.randint(1, 9))) for _ in range(60)]
    together = match_many(index, queries)
    assert any(together)
    words = [query.split() for query in queries]
    whole = index.plausible(words, 0.7)
    for module, name, value in ((coverage, "_ROWS", 100), (sieve, "_WORDS", 7), (match, "_LETTERS", 50)):
        monkeypatch.setattr(module, name, value)
        assert match_many(index, queries) == together
        for one, other in zip(index.plausible(words, 0.7), whole, strict=True):
            assert np.array_equal(one, other)

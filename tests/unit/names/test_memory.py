"""Cycles are not searched for meanwhile, and are again afterwards; what is held of many names is bounded."""

from __future__ import annotations

import gc
import tracemalloc

import pytest

from debar.names.index import NameIndex
from debar.names.match import match_many
from debar.names.memory import uncollected


def _fails_within() -> None:
    with uncollected():
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
        raise ValueError("odd")


def test_the_search_goes_on_afterwards_even_after_an_error_and_within_another() -> None:
    with pytest.raises(ValueError, match="odd"):
        _fails_within()
    assert gc.isenabled()


def test_who_had_switched_it_off_finds_it_off() -> None:
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_many_names_of_repeated_words_need_little_more_than_few() -> None:
    """What is held at most grows by the answers, not by every word beside every other word of all names."""
    common = "international trading company general bank group industries oil shipping marine technology iran".split()
    listed = [" ".join(common[at % 12] for at in (n, n + 1 + n // 12, 5 * n + 2)) for n in range(400)]
    index = NameIndex.build(listed, list(range(len(listed))))
    names = [" ".join([common[n % 12]] * 60) + f" {n}" for n in range(1_200)]
    match_many(index, names[:50])
    peaks = []
    for some in (names[:600], names):
        tracemalloc.start()
        match_many(index, some)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert (peaks[1] - peaks[0]) / 600 < 40_000

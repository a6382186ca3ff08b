"""Cycles are not searched for meanwhile, and are again afterwards."""

from __future__ import annotations

import gc

import pytest

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

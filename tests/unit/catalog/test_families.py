"""A model number tells its family and its named parts."""

from __future__ import annotations

import pytest

from debar.catalog import Grammar, load
from debar.catalog.families import kind_of, parts_of

CATALOG = load()


@pytest.mark.parametrize("grammar", CATALOG.grammars, ids=lambda grammar: grammar.id)
def test_every_positive_example_has_a_family_and_categories(grammar: Grammar) -> None:
    for example in grammar.positive:
        kind = kind_of(grammar, example)
        assert kind.family, example
        assert kind.categories, example


@pytest.mark.parametrize(
    ("grammar", "number", "family"),
    [
        ("hik-cam-ds2", "DS-2DE4425IW-DE", "Network speed domes"),
        ("hik-rec", "DS-7608NI-I2/8P", "DS-7600"),
        ("unv-ipc", "IPC2124SR3-DPF36(60)-16G", "Bullet cameras"),
    ],
)
def test_the_family_is_that_of_the_number(grammar: str, number: str, family: str) -> None:
    assert family in kind_of(CATALOG.grammar_of[grammar], number).family


def test_parts_have_the_names_that_the_grammar_gives_them() -> None:
    parts = parts_of(CATALOG.grammar_of["unv-ipc"], "IPC2124SR3-DPF36(60)-16G")
    assert parts["series"] == "2124"
    assert parts["lens"] == "DPF36(60)"
    assert parts_of(CATALOG.grammar_of["hik-hilook"], "IPC-B120HA")["resolution"] == "120"


def test_parts_stand_in_the_order_of_the_number_and_none_is_empty() -> None:
    for grammar in CATALOG.grammars:
        for example in grammar.positive:
            parts = parts_of(grammar, example)
            assert all(parts.values()), (grammar.id, example)
            assert all(value in example for value in parts.values()), (grammar.id, example)


def test_a_number_of_another_shape_has_no_parts() -> None:
    assert parts_of(CATALOG.grammar_of["hik-rec"], "IPC-HDBW2431E-S") == {}


def test_what_runs_on_behind_an_open_form_is_told() -> None:
    parts = parts_of(CATALOG.grammar_of["hik-cam-ds2"], "DS-2CD2143G2-LIU.XYZ9")
    assert parts["rest"] == "XYZ9"

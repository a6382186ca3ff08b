"""Words that are spelt nearly alike, or of which one begins the other, and are two words all the same."""

from __future__ import annotations

import pytest

from debar.names.compare import compare
from debar.names.spelling import likeness


@pytest.mark.parametrize(
    ("left", "right", "schema"),
    [
        ("Zvezda Export", "ZVEZDA IMPORT", "Company"),
        ("Rosoboronimport", "ROSOBORONEXPORT", "Company"),
        ("Rosoboron Import", "ROSOBORONEXPORT", "Company"),
        ("Importadora Quoin", "EXPORTADORA QUOIN", "Company"),
        ("Alexander Petrov", "PETROV, Alexandra", "Person"),
        ("Alexandra Petrova", "PETROV, Alexander", "Person"),
        ("Viktoria Ivanova", "IVANOV, Viktor", "Person"),
        ("Mario Rossi", "ROSSI, Maria", "Person"),
        ("Julio Gomez", "GOMEZ, Julia", "Person"),
        ("Li Wei", "LI, Weimin", "Person"),
        ("Wang Jian", "WANG, Jianguo", "Person"),
        ("Kim Yong", "KIM, Yongchol", "Person"),
        ("Ali Hus", "ALI, Hussein", "Person"),
        ("Teresa Gomez", "TIJERINA GOMEZ", "Person"),
        ("Daniel Ivanov", "IVANOV, Daniela", "Person"),
    ],
)
def test_two_words_are_no_match(left: str, right: str, schema: str) -> None:
    for one, other in ((left, right), (right, left)):
        assert compare(one, other, schema).outcome != "match"


@pytest.mark.parametrize(
    ("left", "right", "schema"),
    [
        ("Carmine Zag", "ZAGARIA, Carmine", "Person"),
        ("Alexandr Petrov", "PETROV, Alexander", "Person"),
        ("Muammar Khadafy", "GADDAFI, Muammar", "Person"),
        ("Viktoriya Ivanova", "IVANOVA, Victoria", "Person"),
        ("Rosoboroneksport", "ROSOBORONEXPORT", "Company"),
    ],
)
def test_the_same_word_spelt_otherwise_or_cut_by_a_field_is_still_found(left: str, right: str, schema: str) -> None:
    for one, other in ((left, right), (right, left)):
        assert compare(one, other, schema).outcome


def test_opposites_are_two_words_alone_and_at_the_end_of_a_word() -> None:
    assert likeness("import", "export") == likeness("zvezdaimport", "zvezdaexport") == 0.0
    assert likeness("import", "imports") > 0.0

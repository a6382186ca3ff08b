"""The sentence says what makes two names alike, and does not say what is not so."""

from __future__ import annotations

import pytest

from debar.names.compare import compare
from debar.names.prepared import prepare


@pytest.mark.parametrize(
    ("query", "listed", "schema", "because"),
    [
        (
            "IRISL",
            "ISLAMIC REPUBLIC OF IRAN SHIPPING LINES",
            "Company",
            "Irisl may stand for the initials of the listed name.",
        ),
        (
            "ISLAMIC REPUBLIC OF IRAN SHIPPING LINES",
            "IRISL",
            "Company",
            "Irisl may stand for the initials of the query.",
        ),
        ("Wang Wei", "Wei Wang", "Person", "Shared: wang, wei; in another order."),
        ("PAO Sberbank", "PJSC SBERBANK", "Company", "Shared: sberbank; legal form written otherwise."),
        ("Mr John Smith", "John Smith", "Person", "Shared: john, smith; left out: mr."),
        ("Foo Trading dba Zebrawood", "Zebrawood", "Company", "One of the names given is the same."),
        (
            "Quoin dba Zebrawod",
            "Zebrawood",
            "Company",
            "Alike: zebrawod for zebrawood (spelling); one of the names given.",
        ),
        ("a b c d e f", "ab cd ef", "Company", "The same letters, divided into words in another way."),
    ],
)
def test_the_sentence_names_what_differs(query: str, listed: str, schema: str, because: str) -> None:
    assert compare(query, listed, schema).because == because


@pytest.mark.parametrize(
    ("query", "listed", "said"),
    [
        ("Quoin", "Quoin", "The names are the same."),
        ("Quoin", "Zebrawood", "No distinguishing word is shared."),
        ("Quoin GmbH", "Quoin Inc", "other legal form"),
        ("Zebrawod Quoin", "Zebrawood Marl", "only in the query: quoin; only in the listed name: marl"),
    ],
)
def test_the_sentence_tells_what_is_shared_and_what_is_not(query: str, listed: str, said: str) -> None:
    assert said in compare(query, listed, "Company").because


@pytest.mark.parametrize(
    ("query", "listed", "schema"),
    [
        ("Hik Vision America", "Hikvision", "Company"),
        ("J. Zebrawood", "Zebrawood, John", "Person"),
        ("Marl Zebrawod Trading GmbH", "Zebrawood Quoin Inc", "Company"),
    ],
)
def test_every_word_stands_once_in_the_parts_those_of_the_query_in_its_order(
    query: str, listed: str, schema: str
) -> None:
    parts = [part for part in compare(query, listed, schema).parts if part["how"] != "legal form"]
    (left, *_), (right, *_) = (prepare(text, person=schema == "Person") for text in (query, listed))
    assert " ".join(part["query"] for part in parts if part["query"]) == " ".join(left.words)
    assert sorted(" ".join(part["name"] for part in parts).split()) == sorted(right.words)
    assert all(part["how"] == "missing" for part in parts if not (part["query"] and part["name"]))

"""The sentence says what makes two names alike, and does not say what is not so."""

from __future__ import annotations

import pytest

from debar.names.compare import compare


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
        ("Mr John Smith", "John Smith", "Person", "Shared: john, smith; titles and the like differ."),
        ("a b c d e f", "ab cd ef", "Company", "The same letters, divided into words in another way."),
    ],
)
def test_the_sentence_names_what_differs(query: str, listed: str, schema: str, because: str) -> None:
    assert compare(query, listed, schema).because == because

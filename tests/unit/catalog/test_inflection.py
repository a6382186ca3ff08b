"""One row for all the forms of a verb."""

from __future__ import annotations

import pytest

from debar.catalog.inflection import conjugated, forms


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("remove", {"remove", "removes", "removed", "removing"}),
        ("scrap", {"scrap", "scraps", "scrapped", "scraped", "scrapping", "scraping"}),
        ("dismiss", {"dismiss", "dismisses", "dismissed", "dismissing"}),
        ("carry", {"carry", "carries", "carried", "carrying"}),
        ("take", {"take", "takes", "took", "taken", "taking"}),
        ("sell", {"sell", "sells", "sold", "selling"}),
    ],
)
def test_a_verb_has_its_forms(verb: str, expected: set[str]) -> None:
    assert set(conjugated(verb)) == expected


def test_only_the_marked_verb_of_a_term_changes() -> None:
    assert forms("removal of") == ("removal of",)
    assert "have taken out of use" in forms("have ~take out of use")

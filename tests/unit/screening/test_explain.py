"""An explanation holds what an identification holds, and more; what it sets aside is nothing that was identified."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from debar.catalog import load
from debar.screening.explain import MOST
from debar.screening.identify import TextIdentifier

ROWS = Path(__file__).resolve().parents[2] / "golden" / "purchases" / "rows.tsv"
IDENTIFIER = TextIdentifier(load())


def test_it_identifies_what_a_scan_identifies() -> None:
    with ROWS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[::4]
    assert len(rows) > 500
    for row in rows:
        on = date.fromisoformat(row["day"]) if row["day"] else None
        told = IDENTIFIER.explain(row["text"], on)
        assert tuple(hit.found for hit in told.hits) == IDENTIFIER.identify(row["text"], on), row["id"]
        for aside in told.aside:
            assert row["text"][slice(*aside.span)] == aside.text
            assert aside.because


def test_words_that_say_what_is_said_are_told() -> None:
    told = IDENTIFIER.explain("Remove existing Hikvision cameras", None)
    assert [hit.said_by for hit in told.hits] == ["remove"] or told.hits[0].said_by.startswith("remove")


def test_a_number_that_a_counter_family_takes_is_told() -> None:
    grammars = [each for each in load().grammars if each.tier == "counter"]
    for grammar in grammars:
        told = IDENTIFIER.explain(f"{grammar.positive[0]}", None)
        assert "counter" in {aside.kind for aside in told.aside}, grammar.id


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["HIKVISION", "DS-2CD2143G0-I", "axis camera", "imou", "NVR4108"]))
def test_any_text_is_explained_within_bounds(text: str, word: str) -> None:
    told = IDENTIFIER.explain(f"{text} {word} {text}", None)
    assert len(told.aside) <= MOST
    for hit in told.hits:
        assert hit.found.span
        assert told.text[slice(*hit.found.span)] == hit.found.text

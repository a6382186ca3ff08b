"""Records of a company's own text: the party of a sentence is its subject, not whose text it is."""

from __future__ import annotations

import pytest

from debar.dossiers.evidence import Source
from debar.dossiers.lamps import light
from debar.dossiers.text_records import spoken_records
from debar.dossiers.view_places import entries_of
from debar.model.dossiers import Signal


def signal_in(text: str) -> Signal:
    """The one signal of a text of Hikvision's."""
    source = Source(sha256="0" * 64, name="minutes.txt", kind="text", text=text)
    (record,) = spoken_records(source, about="Hikvision", prose=True)
    assert isinstance(record, Signal)
    return record


@pytest.mark.parametrize(
    ("text", "subject", "about", "lit"),
    [
        ("We stockpile chips because of the Entity List.", "Hikvision", ("Hikvision",), ["stocks-up"]),
        ("Safety stock was raised because of the Entity List.", "Hikvision", ("Hikvision",), ["stocks-up"]),
        ("ZTE stockpiled chips before the sanctions.", "ZTE", ("Hikvision", "ZTE"), []),
        (
            "Before Huawei was sanctioned, customers bought a stock of chips for a year.",
            "customers",
            ("Hikvision",),
            ["customers-stock-up"],
        ),
    ],
)
def test_only_the_companys_own_stock_lights_its_lamp(
    text: str, subject: str, about: tuple[str, ...], lit: list[str]
) -> None:
    record = signal_in(text)
    assert (record.subject, record.about) == (subject, about)
    lamps = light(entries_of((record,), ()), ["Hikvision"], read=("signal",))
    assert [lamp.id for lamp in lamps if lamp.state == "lit"] == lit


def test_a_sentence_without_a_party_says_that_it_was_read_as_the_companys_own() -> None:
    (note,) = signal_in("Safety stock was raised because of the Entity List.").notes
    assert "names no party" in note

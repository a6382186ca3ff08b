"""Buyers on the map: by address, else by the place their name holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.procurement.buyer_places import Address, locate, place_in, read_address
from debar.procurement.buyers import classify, name_key


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("301 E Main St, Mesa, AZ 85201", Address("Mesa", "AZ", "85201")),
        ("301 E Main St Mesa AZ 85201-1234", Address("Mesa", "AZ", "85201-1234")),
        ("1 Main, Saint Louis, Missouri 63101", Address("Saint Louis", "MO", "63101")),
        ("PO Box 5, 33701", Address("", "FL", "33701")),
        ("Second floor", Address()),
        ("", Address()),
    ],
)
def test_an_address_ends_with_city_state_and_zip(text: str, address: Address) -> None:
    assert read_address(text) == address


@pytest.mark.parametrize(
    ("name", "state", "county", "precision"),
    [
        ("CITY OF ST PETE BCH", "", "12103", "place"),
        ("GWINNETT CO BOE", "", "13135", "county"),
        ("CITY OF N LAS VEGAS", "NV", "32003", "place"),
        ("City of Ft Worth", "TX", "48439", "place"),
        ("Cobb County", "", "13067", "county"),
        ("TX DPS", "", "", "state"),
    ],
)
def test_a_buyer_is_where_the_place_in_its_name_is(name: str, state: str, county: str, precision: str) -> None:
    site = locate(classify(name, state))
    assert site is not None
    assert (site.county, site.precision) == (county, precision)
    assert (site.latitude is None) == (precision == "state")
    assert site.evidence


def test_an_address_goes_before_the_name_and_an_open_state_places_nothing() -> None:
    agency = classify("FOREST SERVICE")
    site = locate(agency, "1400 Independence Ave SW, Washington, DC 20250")
    assert site is not None
    assert (site.state, site.county, site.evidence) == ("DC", "11001", "the address names Washington, DC")
    assert locate(agency) is None
    assert locate(classify("City of Springfield")) is None
    assert locate(classify("Ministry of Defence")) is None


def test_words_of_government_hold_no_place() -> None:
    assert place_in(name_key("Public Works Department")) == ""
    assert place_in(name_key("Department of Transportation")) == ""
    assert place_in(name_key("Franklin Pierce Schools")) == ""


@given(st.text(max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    read_address(text)
    locate(classify(text, "TX"), text)

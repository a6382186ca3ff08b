"""The gazetteer: states, counties and places with their points."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.places import STATES, counties, county_place, find_county, find_places, state_code, state_of_zip
from debar.places.gazetteer import place_key


def test_states_are_known_by_code_name_and_short_form() -> None:
    assert (state_code("tx"), state_code("new  york"), state_code("Ontario"), state_code("")) == ("TX", "NY", "", "")
    assert (state_code("Calif."), state_code("W. Va."), state_code("U.S. Virgin Islands")) == ("CA", "WV", "VI")
    assert len(STATES) == 56
    assert len({state.fips for state in STATES.values()}) == 56


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("95354", "CA"),
        ("00901", "PR"),
        ("96799", "AS"),
        ("96910", "GU"),
        ("96950-1234", "MP"),
        ("12", ""),
        ("00000", ""),
    ],
)
def test_a_zip_code_is_in_one_state(code: str, state: str) -> None:
    assert state_of_zip(code) == state


def test_no_zip_prefix_is_of_two_states() -> None:
    prefixes = [span for state in STATES.values() for span in state.zips]
    numbers = [
        number
        for span in prefixes
        if len(span.partition("-")[0]) == 3
        for number in range(int(span[:3]), int(span[-3:]) + 1)
    ]
    assert len(numbers) == len(set(numbers))


def test_every_state_has_counties_and_every_point_lies_in_the_country() -> None:
    assert {place.state for place in counties().values()} == set(STATES) - {"AS", "GU", "MP", "VI"}
    assert 3_200 <= len(counties()) <= 3_250
    for place in counties().values():
        assert 13 <= place.latitude <= 72
        assert place.longitude <= -64 or place.longitude >= 144
        assert place.geoid == place.county
        assert place.geoid.startswith(STATES[place.state].fips)


def test_places_are_found_by_name_and_state_and_lie_in_their_county() -> None:
    (modesto, *_) = find_places("MODESTO", "CA")
    assert (modesto.kind, modesto.county, round(modesto.latitude), round(modesto.longitude)) == (
        "city",
        "06099",
        38,
        -121,
    )
    assert find_places("St. Louis", "MO") == find_places("saint louis", "MO")
    assert find_places("Fort Worth", "TX")[0].county == "48439"
    assert find_places("Nashville", "TN")[0].county == "47037"
    assert find_places("Brookline", "MA")[0].kind == "town"
    assert {place.state for place in find_county("Cook")} == {"GA", "IL", "MN"}
    assert (county := county_place("17031")) is not None
    assert county.name == "Cook"
    assert find_places("no such place") == ()
    assert county_place("99999") is None


@given(st.text(max_size=60))
def test_the_key_of_a_key_is_itself(name: str) -> None:
    assert place_key(place_key(name)) == place_key(name)
    assert isinstance(find_places(name), tuple)

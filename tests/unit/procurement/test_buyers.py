"""Buyers: type, state and branch from the name, each with its evidence."""

from __future__ import annotations

import gzip
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.model import BUYER_TYPES
from debar.procurement.buyers import classify, dotgov_published, grammar_examples, name_key, read_buyer
from debar.procurement.headings import read_rows


@pytest.mark.parametrize(
    ("name", "kind", "state"),
    [
        ("City of Modesto", "city", ""),
        ("Modesto, City of", "city", ""),
        ("City of College Station", "city", "TX"),
        ("City of Dallas, TX", "city", "TX"),
        ("Dallas TX", "city", "TX"),
        ("Town of Exampleton", "city", ""),
        ("Cobb County", "county", "GA"),
        ("Arapahoe CO", "county", "CO"),
        ("Harris County Sheriff's Office", "county", ""),
        ("Jackson Township, Dauphin County", "city", "PA"),
        ("MODESTO CITY SCHOOLS", "school-district", ""),
        ("Bossier Parish School Board", "school-district", "LA"),
        ("Springfield R-II", "school-district", ""),
        ("Waxahachie ISD", "school-district", "TX"),
        ("Los Angeles Unified School District", "school-district", ""),
        ("Nassau BOCES", "school-district", "NY"),
        ("State of Louisiana", "state", "LA"),
        ("GEORGIA DEPT OF CORRECTIONS", "state", "GA"),
        ("Texas House of Representatives", "state", ""),
        ("University of Texas", "university", "TX"),
        ("Parkland Hospital", "hospital", ""),
        ("New York State Unified Court System", "court", "NY"),
        ("Housing Authority of the City of Austin", "special-district", ""),
        ("Metropolitan Transit Authority", "transit", ""),
        ("Modesto Irrigation District", "utility", "CA"),
        ("Navajo Nation", "tribal", "AZ"),
        ("Acme Cameras LLC", "private", ""),
        ("Court Street Partners LLC", "private", ""),
        ("Salt River Project", "special-district", "AZ"),
    ],
)
def test_names_say_the_kind_and_the_list_the_state(name: str, kind: str, state: str) -> None:
    buyer = classify(name)
    assert (buyer.name, buyer.type, buyer.state) == (name, kind, state)
    assert buyer.evidence


@pytest.mark.parametrize(
    ("name", "dod", "branch"),
    [
        ("Department of the Air Force", True, "executive"),
        ("DEPT OF THE ARMY", True, "executive"),
        ("DEPT OF DEFENSE (DEPT OF DEFENSE)", True, "executive"),
        ("DEFENSE INFORMATION SYSTEMS AGENCY (DISA) (DEPT OF DEFENSE)", True, "executive"),
        ("U.S. COAST GUARD (HOMELAND SECURITY, DEPARTMENT OF)", False, "executive"),
        ("USDA FOREST SERVICE", False, "executive"),
        ("VETERANS AFFAIRS, DEPARTMENT OF", False, "executive"),
        ("OFFICES, BOARDS AND DIVISIONS (JUSTICE, DEPARTMENT OF)", False, "executive"),
        ("Export-Import Bank of the US", False, "executive"),
        ("U.S. House of Representatives", False, "legislative"),
        ("GOVERNMENT ACCOUNTABILITY OFFICE", False, "legislative"),
        ("U.S. Courts", False, "judicial"),
        ("Administrative Office of the United States Courts", False, "judicial"),
    ],
)
def test_federal_agencies_have_their_branch_and_whether_they_are_defense(name: str, dod: bool, branch: str) -> None:
    buyer = classify(name)
    assert (buyer.type, buyer.dod, buyer.branch) == ("federal-agency", dod, branch)


def test_a_department_name_is_federal_or_a_states_by_the_state_of_the_record() -> None:
    assert classify("Department of Transportation").type == "federal-agency"
    assert classify("Department of Transportation", "TX").type == "state"
    assert classify("Department of Corrections").type == "unknown"
    assert classify("Department of Corrections", "Ohio") == classify("Department of Corrections", "OH")
    assert classify("Department of Corrections", "OH").type == "state"


def test_governments_abroad_are_foreign_and_places_in_two_countries_open() -> None:
    assert classify("London Borough of Barnet").type == "foreign-government"
    assert classify("City of Modesto", country="IT").type == "foreign-government"
    assert classify("City of Toronto", country="CA").type == "foreign-government"
    assert classify("City of Toronto", "OH").type == "city"
    assert classify("City of Toronto").type == "unknown"
    assert classify("The Borough of Calderdale").type == "unknown"
    assert classify("Borough of Princeton", "NJ").type == "city"
    assert classify("Montgomery County Council").type == "unknown"
    assert classify("Montgomery County Council", "MD").type == "county"


def test_a_name_in_several_states_leaves_the_state_open_and_says_so() -> None:
    buyer = classify("City of Springfield")
    assert buyer.state == ""
    assert "so the state is open" in buyer.evidence
    assert classify("City of Springfield", "IL").state == "IL"


def test_what_fits_nothing_is_unknown_with_a_sentence() -> None:
    assert classify("CITYWIDE PROJECTS - OMF").type == "unknown"
    assert "fits no known kind" in classify("CITYWIDE PROJECTS - OMF").evidence
    assert classify("").evidence == "the record names no buyer"


#: Examples that are of their kind only in a state.
STATES_OF_EXAMPLES = {
    "Department of Corrections": "OH",
    "Montgomery County Council": "MD",
    "North Central ESD": "WA",
    "Travis County ESD 2": "TX",
}


@pytest.mark.parametrize(("name", "kind"), grammar_examples())
def test_the_example_of_every_pattern_is_of_its_kind(name: str, kind: str) -> None:
    given_state = STATES_OF_EXAMPLES.get(name, "")
    country = "CA" if name == "City of Toronto" else ""
    assert classify(name, given_state, country).type == kind


def test_the_bundled_list_is_keyed_as_names_are_compared() -> None:
    text = gzip.decompress((files("debar.procurement") / "data" / "dotgov.tsv.gz").read_bytes()).decode()
    rows = [line.split("\t") for line in text.splitlines()[2:]]
    assert len(rows) > 14_000
    assert [key for key, _, _ in rows if name_key(key) != key] == []
    assert dotgov_published() == "2026-08-22"


@pytest.mark.parametrize(
    ("name", "kind", "state", "sure"),
    [
        ("CNTY OF LOS ANGELES", "county", "CA", "certain"),
        ("SAN ANTONIO ISD", "school-district", "TX", "likely"),
        ("Mesa (AZ) City", "city", "AZ", "certain"),
        ("Brookline (MA), Town of", "city", "MA", "certain"),
        ("GWINNETT CO BOE", "school-district", "GA", "likely"),
        ("Washington County", "county", "", "open"),
        ("COUNTY LINE LUMBER CO", "private", "", "open"),
        ("Aberdeen SD 5", "school-district", "", "open"),
        ("LOS ANGELES SUPERIOR CT", "court", "", "open"),
        ("Kent County Council", "unknown", "", "open"),
        ("Texas State University", "university", "TX", "certain"),
    ],
)
def test_a_reading_says_how_sure_the_state_is(name: str, kind: str, state: str, sure: str) -> None:
    reading = read_buyer(name)
    assert (reading.buyer.type, reading.buyer.state, reading.state_confidence) == (kind, state, sure)


def test_a_state_inferred_from_a_place_names_the_gazetteer_and_the_other_states() -> None:
    assert "TX only among the states with names of this form" in read_buyer("SAN ANTONIO ISD").buyer.evidence
    assert "the .gov list has the name in" in classify("Washington County").evidence


def test_every_known_short_name_is_written_as_names_are_compared() -> None:
    rows = list(read_rows("known_buyers.tsv", ("name", "at", "type", "state", "body", "source")))
    assert [row[0] for row in rows if name_key(row[0]) != row[0]] == []


@given(st.text(max_size=60), st.text(max_size=4), st.text(max_size=4))
def test_no_name_breaks_it(name: str, state: str, country: str) -> None:
    buyer = classify(name, state, country)
    assert buyer.type in BUYER_TYPES
    assert buyer.evidence


@given(st.text(max_size=40))
def test_the_key_of_a_key_is_itself(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)

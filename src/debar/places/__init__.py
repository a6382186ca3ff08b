"""Where things are in the United States: states, counties, places with their points, offline."""

from debar.places.gazetteer import Place, counties, county_place, find_county, find_places
from debar.places.states import STATES, State, state_code, state_of_zip

__all__ = [
    "STATES",
    "Place",
    "State",
    "counties",
    "county_place",
    "find_county",
    "find_places",
    "state_code",
    "state_of_zip",
]

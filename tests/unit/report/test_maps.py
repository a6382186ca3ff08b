"""The map: whole, accessible, without scripts, every state and point in its place."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from debar.places import STATES, counties, find_places
from debar.report.map_shapes import HEIGHT, WIDTH, county_paths, is_territory, project, states
from debar.report.maps import MapPoint, classes, describe, draw_map

SVG = "{http://www.w3.org/2000/svg}"
VALUES = {"CA": 462.0, "TX": 886.0, "NY": 239.0, "DC": 3.0, "PR": 5.0, "VT": 0.0}


def box(path: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a path of relative steps."""
    xs, ys = [], []
    for start, steps in re.findall(r"M([-\d.,]+)l([^zM]*)z", path):
        x, y = map(float, start.split(","))
        xs.append(x)
        ys.append(y)
        for step in steps.split():
            dx, dy = map(float, step.split(","))
            x, y = x + dx, y + dy
            xs.append(x)
            ys.append(y)
    return min(xs), min(ys), max(xs), max(ys)


def test_every_state_and_territory_has_a_shape_on_the_page() -> None:
    assert set(states()) == set(STATES)
    assert {code for code in states() if is_territory(code)} == {"AS", "GU", "MP", "PR", "VI"}
    assert len(county_paths()) > 3_100
    for code, shape in states().items():
        left, top, right, bottom = box(shape.path)
        assert -60 <= left < right <= WIDTH, code
        assert 0 <= top < bottom <= HEIGHT, code
        assert (top > 612) == is_territory(code), code


def test_a_county_is_projected_into_its_state() -> None:
    #: The Aleutians cross the edge; the point of Mayagüez lies off Mona, which the strip leaves out.
    far = {"02016", "72097"}
    inside = 0
    for county in counties().values():
        left, top, right, bottom = box(states()[county.state].path)
        x, y = project(county.latitude, county.longitude, county.state)
        if county.geoid not in far:
            assert left - 12 <= x <= right + 12, county
            assert top - 12 <= y <= bottom + 12, county
        inside += left - 1 <= x <= right + 1 and top - 1 <= y <= bottom + 1
    assert inside / len(counties()) > 0.98


@pytest.mark.parametrize(
    ("name", "state"), [("Anchorage", "AK"), ("Honolulu", "HI"), ("San Juan zona urbana", "PR"), ("Key West", "FL")]
)
def test_places_in_insets_and_at_the_edge_lie_on_their_state(name: str, state: str) -> None:
    place = find_places(name, state)[0]
    left, top, right, bottom = box(states()[state].path)
    x, y = project(place.latitude, place.longitude, state)
    assert left <= x <= right
    assert top - 2 <= y <= bottom + 2


def test_the_map_says_what_it_shows_to_who_cannot_see_it() -> None:
    root = etree.fromstring(draw_map(VALUES, title="Purchases & more", unit="purchases", id_="one"))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "one-t one-d"
    assert root.findtext(f"{SVG}title") == "Purchases & more"
    assert root.findtext(f"{SVG}desc") == (
        "Shaded by purchases: 5 states and territories. Texas 886; California 462; New York 239; Puerto Rico 5; "
        "District of Columbia 3. 51 states and territories have none."
    )
    titles = [node.text for node in root.iter(f"{SVG}title")]
    assert "Texas: 886 purchases" in titles
    assert "Vermont: none" in titles
    assert len(titles) == 1 + len(STATES)
    words = "".join(root.itertext())
    for code, state in STATES.items():
        assert (state.name if is_territory(code) else code) in words


def test_the_map_stands_alone() -> None:
    point = MapPoint('<b>"City"', "CA", 37.6, -121.0, 4)
    drawn = draw_map(VALUES, title="<script>alert(1)</script>", unit="purchases", points=[point])
    root = etree.fromstring(drawn)
    tags = {etree.QName(node).localname for node in root.iter()}
    assert tags <= {"svg", "title", "desc", "rect", "text", "tspan", "g", "path", "circle"}
    assert not any(name in node.attrib for node in root.iter() for name in ("href", "src", "onload", "style"))
    (circle,) = root.iter(f"{SVG}circle")
    assert circle.findtext(f"{SVG}title") == '<b>"City": 4 purchases'


def test_counties_are_shaded_in_place_of_states_and_named() -> None:
    root = etree.fromstring(draw_map({}, title="t", unit="purchases", counties={"06099": 3, "17031": 9, "99999": 1}))
    titles = [node.text for node in root.iter(f"{SVG}title")]
    assert "Stanislaus, CA: 3 purchases" in titles
    assert "Cook, IL: 9 purchases" in titles


def test_an_empty_map_says_so() -> None:
    drawn = draw_map({}, title="t", unit="purchases")
    assert "No purchases in any state" in drawn
    assert describe({}, "purchases") == "No state has any purchases."


def test_shades_part_the_areas_in_fifths() -> None:
    assert classes([]) == ()
    assert classes([7]) == (7,)
    assert classes(list(range(1, 101))) == (1, 21, 41, 61, 81)
    assert classes([1, 1, 1, 1, 500]) == (1, 500)


@given(st.lists(st.floats(0.01, 1e12), min_size=1, max_size=80))
def test_every_figure_falls_in_a_shade(values: list[float]) -> None:
    bounds = classes(values)
    assert list(bounds) == sorted(set(bounds))
    assert 1 <= len(bounds) <= 5
    assert all(value >= bounds[0] for value in values)


@given(st.dictionaries(st.sampled_from(sorted(STATES)), st.floats(0, 1e12), max_size=56), st.text(max_size=20))
def test_any_figures_and_words_make_well_formed_svg(values: dict[str, float], words: str) -> None:
    printable = "".join(letter for letter in words if letter.isprintable())
    etree.fromstring(draw_map(values, title=printable, unit=printable or "purchases"))


def test_a_narrow_page_can_show_codes_for_the_names_of_territories() -> None:
    drawn = draw_map({"GU": 3}, title="Purchases", unit="purchases")
    assert 'class="name">Guam 3</text>' in drawn
    assert 'class="code" display="none">GU</text>' in drawn

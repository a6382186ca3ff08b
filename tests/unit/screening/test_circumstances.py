"""What is known of a party beside its name raises, lowers or decides a match, each time with the reason."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.model import Designation, Entity, NameMatch, PartyQuery
from debar.names.addresses import Place, compare_addresses
from debar.names.compare import MATCH, REVIEW, outcome_of
from debar.screening.births import Born, compare_births
from debar.screening.circumstances import weigh

PERSON = Entity(
    id="x:1",
    list="x",
    schema="Person",
    names=("TITOVA, Elena Borisovna",),
    countries=("ru",),
    addresses=("17-3 Protopopovsky Pereulok, Apt. 66, Moscow 129090, Russia",),
    identifiers=(("passport", "530325856"), ("tax-id", "500100732259")),
    birth_dates=("16 May 1967",),
)
FIRM = Entity(
    id="x:2",
    list="x",
    schema="Organization",
    names=("OTKRITIE BROKER GROUP",),
    countries=("ru",),
    addresses=("ul. Letnikovskaya, d. 2, str. 4, Moscow 115114, Russia",),
    identifiers=(
        ("registration", "1027739704772"),
        ("tax-id", "7710170659"),
        ("lei", "253400V1H6ART1UQ0N98"),
        ("registration", "777"),
    ),
    designations=(Designation(list="x", details=(("website", "www.open.example"),)),),
)
SHIP = Entity(id="x:3", list="x", schema="Vessel", names=("SOBHAN",), identifiers=(("imo", "9036935"),))
WORDS = ({"query": "elena", "name": "elena", "how": "exact"}, {"query": "titova", "name": "titova", "how": "exact"})


def named(entity: Entity, score: float) -> NameMatch:
    """A match of names alone, of that score."""
    return NameMatch(
        query="q",
        entity=entity,
        name=entity.caption,
        score=score,
        outcome=outcome_of(score),
        because="Names.",
        parts=WORDS,
    )


def weighed(entity: Entity, score: float, **facts: object) -> NameMatch:
    return weigh(PartyQuery("q", **facts), entity, named(entity, score))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("lei", "253400V1H6ART1UQ0N98", "The same LEI 253400V1H6ART1UQ0N98."),
        ("inn", "7710170659", "The same INN 7710170659."),
        ("OGRN", "1027739704772", "The same OGRN 1027739704772."),
    ],
)
def test_an_equal_identifier_decides_whatever_the_names(kind: str, value: str, said: str) -> None:
    found = weighed(FIRM, 0.0, identifiers=((kind, value),))
    assert (found.score, found.outcome) == (1.0, "match")
    assert found.because == f"{said} Names. The names are not alike: the list calls it OTKRITIE BROKER GROUP."


def test_another_number_of_which_a_party_has_one_contradicts() -> None:
    """A match becomes a review, a review nothing; the reason is said."""
    other = (("lei", "549300XIVJCBIGMRUD48"),)
    assert weighed(FIRM, 1.0, identifiers=other).outcome == "review"
    assert weighed(FIRM, 0.75, identifiers=other).outcome == ""
    assert "Another LEI: 549300XIVJCBIGMRUD48" in weighed(FIRM, 1.0, identifiers=other).because


def test_another_passport_or_a_malformed_number_says_nothing() -> None:
    assert weighed(PERSON, 0.9, identifiers=(("passport", "999999998"),)) == named(PERSON, 0.9)
    assert weighed(FIRM, 0.9, identifiers=(("lei", "549300XIVJCBIGMRUD49"),)) == named(FIRM, 0.9)


def test_a_number_of_a_register_decides_only_with_the_country_or_the_name() -> None:
    firm = replace(FIRM, identifiers=(("registration", "0685974"), ("registration", "777")))
    number = (("registration", "0685974"),)
    assert weighed(firm, 0.0, identifiers=number).outcome == "review"
    assert weighed(firm, 0.0, identifiers=number, countries=("ru",)).outcome == "match"
    assert weighed(firm, 0.0, identifiers=number, countries=("us",)).outcome == "review"
    assert weighed(firm, 0.75, identifiers=number).outcome == "match"
    assert weighed(firm, 0.0, identifiers=(("registration", "778"),)).outcome == ""


def test_a_shared_website_is_worth_a_look_and_never_a_match() -> None:
    site = (("website", "https://open.example/en"),)
    assert weighed(FIRM, 0.2, identifiers=site).outcome == "review"
    assert weighed(FIRM, 0.85, identifiers=site).outcome == "review"


@pytest.mark.parametrize(
    ("born", "score", "outcome"),
    [
        ("1967-05-16", 0.75, "match"),
        ("1967-05-16", 0.62, "review"),
        ("1967-05", 0.80, "review"),
        ("1967", 0.87, "review"),
        ("1967-06-16", 1.0, "review"),
        ("1967-11-02", 1.0, "review"),
        ("1968", 1.0, "match"),
        ("1972", 1.0, "review"),
        ("1972", 0.8, ""),
        ("1990-05-16", 1.0, ""),
        ("not known", 1.0, "match"),
    ],
)
def test_birth_dates_raise_lower_and_contradict(born: str, score: float, outcome: str) -> None:
    found = weighed(PERSON, score, birth_dates=(born,))
    assert found.outcome == outcome
    if (found.score, found.outcome) != (score, outcome_of(score)):
        assert "Born" in found.because or "Birth dates" in found.because


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        ("1965-03-04", "04 Mar 1965", Born.SAME_DAY),
        ("1965-04-03", "04 Mar 1965", Born.SLIP),
        ("1965-03-14", "04 Mar 1965", Born.SLIP),
        ("1965-03", "March 1965", Born.SAME_MONTH),
        ("1965", "04 Mar 1965", Born.SAME_YEAR),
        ("1965", "1964 to 1967", Born.NOTHING),
        ("1969", "circa 1965", Born.NOTHING),
        ("1973", "circa 1965", Born.APART),
        ("1990", "1964 to 1967", Born.FAR),
        ("1967", "1965", Born.NOTHING),
        ("1968", "1965", Born.APART),
    ],
)
def test_birth_dates_are_compared_as_exactly_as_they_are_given(left: str, right: str, said: Born) -> None:
    assert compare_births([left], [right])[0] is said
    assert compare_births([right], [left])[0] is said


def test_a_country_never_makes_a_match_and_never_takes_a_near_exact_name_away() -> None:
    assert weighed(FIRM, 0.87, countries=("ru",)).outcome == "review"
    assert weighed(FIRM, 0.75, countries=("ru",)).score > 0.75
    assert weighed(FIRM, 0.97, countries=("us",)).outcome == "match"
    assert weighed(FIRM, 0.88, countries=("us",)).outcome == "review"
    assert weighed(FIRM, 0.88, countries=("zz",)) == named(FIRM, 0.88)


def test_the_same_door_makes_a_match_of_a_review_and_another_says_nothing() -> None:
    assert weighed(FIRM, 0.75, addresses=("2 Letnikovskaya Street, Moscow, Russia",)).outcome == "match"
    assert weighed(FIRM, 0.75, addresses=("Moscow, Russia",)).outcome == "review"
    assert weighed(FIRM, 0.75, addresses=("1209 Orange Street, Wilmington",)) == named(FIRM, 0.75)


@pytest.mark.parametrize(
    ("left", "right", "place"),
    [
        ("17-3 Protopopovskiy per., Moscow", PERSON.addresses[0], Place.SAME_DOOR),
        ("11 Sovetskaya St., Minsk", "12 Sovetskaya St., Minsk", Place.SAME_PLACE),
        ("Moscow 129090, Russia", "Tverskaya 5, Moscow 129090, Russia", Place.SAME_PLACE),
        ("8001 Zurich, Switzerland", "Bahnhofstrasse 1, 8001 Zurich, Switzerland", Place.SAME_PLACE),
        ("Tehran", "", Place.NOTHING),
        ("5", "5", Place.NOTHING),
    ],
)
def test_addresses_are_one_door_only_by_their_numbers(left: str, right: str, place: Place) -> None:
    assert compare_addresses(left, right) is place
    assert compare_addresses(right, left) is place


def test_a_person_is_no_ship_but_one_of_the_very_same_name_is_worth_a_look() -> None:
    assert weighed(SHIP, 1.0, schema="Person").outcome == "review"
    assert weighed(SHIP, 0.9, schema="Person").outcome == ""
    assert weighed(SHIP, 0.9, schema="Vessel") == named(SHIP, 0.9)
    assert weighed(FIRM, 0.9, schema="LegalEntity") == named(FIRM, 0.9)


def test_an_identifier_and_a_contradiction_together_are_for_a_person_to_look_at() -> None:
    found = weighed(PERSON, 0.3, identifiers=(("passport", "530325856"),), birth_dates=("1990-01-01",))
    assert found.outcome == "review"
    assert "The same passport number" in found.because
    assert "quite another year" in found.because


def test_without_facts_on_either_side_the_match_stays_as_it_is() -> None:
    bare = Entity(id="x:4", list="x", schema="LegalEntity", names=("A",))
    everything = {
        "identifiers": (("lei", "253400V1H6ART1UQ0N98"),),
        "birth_dates": ("1967",),
        "countries": ("ru",),
        "addresses": ("Moscow 5",),
        "schema": "Person",
    }
    assert weighed(bare, 0.8, **everything) == named(bare, 0.8)
    assert weighed(PERSON, 0.8) == named(PERSON, 0.8)


_TRUE = {
    "identifiers": (("passport", "530325856"), ("inn", "500100732259"), ("tax-id", "500100732259")),
    "birth_dates": ("1967-05-16", "1967-05", "1967"),
    "countries": ("ru",),
    "addresses": ("17-3 Protopopovsky pereulok, Moscow", "Moscow, Russia"),
    "schema": "Person",
}
_FACTS = [(field, fact) for field, facts in _TRUE.items() for fact in ([facts] if isinstance(facts, str) else facts)]
_OTHERS = [
    ("identifiers", ("lei", "549300XIVJCBIGMRUD48")),
    ("birth_dates", "1990"),
    ("birth_dates", "1967-06-16"),
    ("countries", "us"),
    ("addresses", "1209 Orange Street, Wilmington"),
    ("identifiers", ("phone", "+7 495 1234567")),
]


def asked_with(facts: list[tuple[str, object]]) -> PartyQuery:
    fields: dict[str, object] = {}
    for field, fact in facts:
        fields[field] = fact if field == "schema" else (*fields.get(field, ()), fact)  # type: ignore[misc]
    return PartyQuery("q", **fields)  # type: ignore[arg-type]


@given(st.lists(st.sampled_from(_FACTS), unique=True), st.sampled_from(_FACTS), st.floats(0, 1))
def test_one_more_fact_that_agrees_never_lowers(
    facts: list[tuple[str, object]], more: tuple[str, object], score: float
) -> None:
    before = weigh(asked_with(facts), PERSON, named(PERSON, score))
    after = weigh(asked_with([*facts, more]), PERSON, named(PERSON, score))
    assert after.score >= before.score
    assert before.score >= score - 1e-4, "scores are rounded to four places"


@given(st.lists(st.sampled_from([*_FACTS, *_OTHERS]), unique=True, max_size=6), st.floats(0, 1), st.randoms())
def test_the_order_of_the_facts_is_immaterial(facts: list[tuple[str, object]], score: float, random: object) -> None:
    shuffled = list(facts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for entity in (PERSON, FIRM, SHIP):
        one, other = (weigh(asked_with(order), entity, named(entity, score)) for order in (facts, shuffled))
        assert one == other
        assert one.outcome == outcome_of(one.score)


@given(
    st.lists(st.sampled_from([("countries", "ru"), ("birth_dates", "1967")]), unique=True), st.floats(REVIEW, 0.8799)
)
def test_country_and_birth_year_never_make_a_match(facts: list[tuple[str, object]], score: float) -> None:
    assert weigh(asked_with(facts), PERSON, named(PERSON, score)).score < MATCH


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_compared_without_an_error_and_alike_both_ways(left: str, right: str) -> None:
    assert compare_births([left], [right])[0] is compare_births([right], [left])[0]
    assert compare_addresses(left, right) is compare_addresses(right, left)


def test_the_listed_order_of_facts_is_immaterial() -> None:
    asked = asked_with([*_FACTS, *_OTHERS])
    for identifiers in permutations(FIRM.identifiers):
        entity = replace(FIRM, identifiers=identifiers)
        assert weigh(asked, entity, named(entity, 0.8)).because == weigh(asked, FIRM, named(FIRM, 0.8)).because

"""Names and parties asked of the reference: by identifier, with decisions remembered, and strings as ever."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from debar.errors import InputError
from debar.model import Entity, PartyQuery
from debar.screening.parties import Question, match_names, subject_key
from debar.screening.reference import Reference

NAMES = ("Hangzhou Hikvision Digital Technology", "TITOVA, Elena Borisovna", "Sobhan", "Happy Days", "", "LLC", "☃")


def test_a_party_of_which_only_the_name_is_known_is_asked_as_the_name(reference: Reference) -> None:
    asked = [PartyQuery(name) for name in NAMES]
    assert reference.match(asked) == reference.match(NAMES)
    assert reference.match([*asked, *NAMES]) == [*reference.match(NAMES), *reference.match(NAMES)]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=st.text(max_size=60))
def test_so_is_any_text(reference: Reference, name: str) -> None:
    assert reference.match([PartyQuery(name)]) == reference.match([name])


@pytest.mark.parametrize(
    ("kind", "written"),
    [("INN", "7710170659"), ("tax-id", "77 10170659"), ("OGRN", "1027739704772"), ("registration", "1027739704772")],
)
def test_a_listed_party_is_found_by_its_number_under_any_name(reference: Reference, kind: str, written: str) -> None:
    """The list calls both numbers by their wide kinds; a vendor file may know better, and write them otherwise."""
    found = reference.match([PartyQuery("Quite Another Name", identifiers=((kind, written),), countries=("ru",))])[0]
    assert {match.entity.caption for match in found if match.outcome == "match"} >= {"OTKRITIE BROKER GROUP"}
    assert all(match.because.startswith("The same ") for match in found if match.score == 1.0)


def test_a_number_alone_is_enough(reference: Reference) -> None:
    found = reference.match([PartyQuery("", identifiers=(("IMO number", "IMO 9036935"),))])[0]
    assert {match.name for match in found} == {"SOBHAN"}
    assert all(match.because.startswith("The same IMO number 9036935. No name was given.") for match in found)


def _titova(reference: Reference, name: str, *dates: str) -> list[tuple[str, float]]:
    asked = PartyQuery(name, birth_dates=dates)
    found = reference.match([asked], ever=True, lists=("us-ofac-sdn",))[0]
    return [(match.outcome, match.score) for match in found if match.name == "TITOVA, Elena Borisovna"]


def test_a_birth_date_is_weighed_before_the_threshold_is_applied(reference: Reference) -> None:
    """The right one raises a score; the wrong one rules out a name that is enough alone."""
    alone, right = _titova(reference, "Elena Titova"), _titova(reference, "Elena Titova", "1967-05-16")
    assert alone[0][1] < right[0][1]
    assert right[0][0] == "match"
    assert _titova(reference, "Elena Titova", "1999-01-01") == []


def test_a_low_threshold_shows_what_was_ruled_out_and_why(reference: Reference) -> None:
    asked = PartyQuery("TITOVA, Elena Borisovna", birth_dates=("1999-01-01",))
    found = reference.match([asked], threshold=0.6, lists=("us-ofac-sdn",), ever=True)[0]
    assert (found[0].outcome, found[0].score < 0.7) == ("", True)
    assert "Born in quite another year" in found[0].because


def test_a_pair_set_aside_earlier_stays_in_the_answer_without_an_outcome(reference: Reference) -> None:
    asked: list[tuple[str, str]] = []

    def settled(subject: str, entity: Entity) -> str:
        asked.append((subject, entity.id))
        return "false match, another place of birth" if entity.list == "us-ofac-sdn" else ""

    plain = match_names(reference, ["Sobhan"], Question())[0]
    found = match_names(reference, ["Sobhan"], Question(settled=settled))[0]
    assert {match.entity.id for match in found} == {match.entity.id for match in plain}
    aside = [match for match in found if match.settled]
    assert aside
    assert all(match.outcome == "" for match in aside)
    assert all(match.because.startswith("Set aside earlier: false match, another place of birth. ") for match in aside)
    assert {subject for subject, _ in asked} == {"sobhan"}


def test_a_pair_set_aside_takes_no_place_of_the_limit(reference: Reference) -> None:
    first, second = match_names(reference, ["Sobhan"], Question())[0][:2]
    question = Question(limit=1, settled=lambda _, entity: "no" if entity.id == first.entity.id else "")
    found = match_names(reference, ["Sobhan"], question)[0]
    assert [match.entity.id for match in found] == [second.entity.id, first.entity.id]


def test_a_decision_is_remembered_by_name_and_facts_however_they_are_written() -> None:
    one = PartyQuery("Élena  TITOVA", identifiers=(("Passport No", "53 0325856"),), countries=("RU", "by"))
    other = PartyQuery("Elena Titova", identifiers=(("passport", "530325856"),), countries=("by", "ru"))
    assert (
        subject_key(one)
        == subject_key(other)
        == "elena titova | identifier passport 530325856 | country by | country ru"
    )
    assert subject_key(PartyQuery("Elena Titova")) == subject_key("Elena Titova") == "elena titova"
    assert subject_key("☃") != subject_key("☂")


def test_a_schema_that_does_not_exist_is_said(reference: Reference) -> None:
    with pytest.raises(InputError, match="schema 'Firm': no such kind of party; take one of Company"):
        reference.match([PartyQuery("Sobhan", schema="Firm")])


def test_identifiers_are_found_in_any_spelling(reference: Reference) -> None:
    assert reference.by_identifier("UEI", " uei: l78schfl4jn8 ") == reference.by_identifier("uei", "L78SCHFL4JN8")
    assert reference.by_identifier("inn", "7710170659") == reference.by_identifier("tax-id", "7710170659")
    assert not reference.by_identifier("lei", "7710170659")
    assert not reference.by_identifier("uei", "n/a")


@pytest.mark.parametrize(
    ("today", "outcome", "said"),
    [(date(2033, 2, 23), "match", ""), (date(2033, 2, 24), "review", "its last listing ended on 2033-02-23"),
     (date(2026, 11, 22), "match", "")],
)  # fmt: skip
def test_an_order_with_its_end_set_in_advance_holds_until_that_day(
    reference: Reference, today: date, outcome: str, said: str
) -> None:
    """Tina Dubner, denied export privileges from 2023-12-19 to 2033-02-23 (88 FR 88572)."""
    found = reference.match(["Tina Dubner"], lists=("us-bis-dpl",), today=today)[0][0]
    assert (found.outcome, "No longer listed" in found.because) == (outcome, bool(said))
    assert said in found.because


def test_an_ended_listing_is_no_doubt_where_the_names_are_too_far_apart(reference: Reference) -> None:
    found = reference.match(["Ivan Petrov"], lists=("us-bis-dpl",), threshold=0.4, today=date(2040, 1, 1))[0]
    assert found
    assert all(match.outcome == "" for match in found if match.score < 0.7)
    assert any(match.score < 0.7 for match in found)


def test_a_sentence_on_a_name_ends_in_one_point(reference: Reference) -> None:
    found = reference.match(["Hangzhou Hikvision Digital"])[0]
    assert any(match.because.endswith("Technology Co., Ltd.") for match in found)
    assert not any(".." in match.because for match in found)


@pytest.mark.parametrize(
    "name",
    [
        "SOBHAN IMO 9036935",
        "M/V Quite Another Name (IMO No. 9036935)",
        "IMO: 9036935 Quite Another Name",
        "QUITE ANOTHER NAME IMO9036935",
        "IMO 9036935",
    ],
)
def test_the_number_that_a_ships_name_holds_decides(reference: Reference, name: str) -> None:
    for asked in (name, PartyQuery(name)):
        found = [match for match in reference.match([asked])[0] if match.outcome == "match"]
        assert {match.name for match in found} == {"SOBHAN"}
        assert all(match.because.startswith("The same IMO number 9036935.") for match in found)
        assert {match.query for match in found} == {name}


def test_another_number_tells_a_ship_of_the_same_name_apart(reference: Reference) -> None:
    """9074729 has a check digit that fits, and is another ship's; 9036936 is no IMO number."""
    alone = reference.match(["SOBHAN"])[0]
    assert "match" in [match.outcome for match in alone if match.name == "SOBHAN"]
    other = reference.match(["SOBHAN IMO 9074729"])[0]
    assert not any(match.outcome == "match" for match in other)
    assert reference.match(["SOBHAN IMO 9036936"])[0][0].name == "SOBHAN"

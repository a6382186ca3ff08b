"""What users type is read strictly, and a wrong word is answered with the right ones."""

from datetime import date

import pytest

from debar.desk.answers import parse_action, parse_buyer_type, parse_date, parse_funding, parse_state
from debar.errors import InputError
from debar.model import Funding


def test_funding_takes_an_award_date() -> None:
    assert parse_funding(["own", "federal-grant:2021-03-01"]) == (
        Funding("own"),
        Funding("federal-grant", date(2021, 3, 1)),
    )


def test_no_funding_given_is_unknown_funding() -> None:
    assert parse_funding([]) == (Funding("unknown"),)


@pytest.mark.parametrize("word", ["federal-grand", "federal-grant:soon", "cash"])
def test_a_wrong_funding_is_an_input_error(word: str) -> None:
    with pytest.raises(InputError, match="funding"):
        parse_funding([word])


def test_a_misspelt_buyer_type_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match="Did you mean school-district"):
        parse_buyer_type("school-distrct")


def test_words_may_be_written_with_blanks_and_capitals() -> None:
    assert parse_buyer_type("School District") == "school-district"
    assert parse_action("buy_securities") == "buy-securities"


def test_a_date_that_is_none_names_the_right_form() -> None:
    with pytest.raises(InputError, match="year-month-day"):
        parse_date("03/18/2021")


def test_states_are_given_by_code_or_name() -> None:
    assert parse_state("ca") == parse_state("California") == "CA"
    assert parse_state("") == ""
    assert parse_state("Calif.") == "CA"
    with pytest.raises(InputError, match="two-letter"):
        parse_state("Kalif")

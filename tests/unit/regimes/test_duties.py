"""When a duty is due: business days, federal holidays as they are kept, yearly days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.regimes.duties import add_business_days, federal_holidays, holds_on, is_business_day, state_duty
from debar.regimes.rule import Obligation


def duty(**more: object) -> Obligation:
    return Obligation(who="contractor", what="report it", cite="52.204-25(d)", **more)  # type: ignore[arg-type]


#: The schedules that the Office of Personnel Management published, of the years with the most moved days.
KEPT = {
    2021: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
    2022: "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26",
    2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
    2020: "01-01 01-20 02-17 05-25 07-03 09-07 10-12 11-11 11-26 12-25",
}


@pytest.mark.parametrize("year", KEPT)
def test_holidays_are_kept_on_the_days_that_were_published(year: int) -> None:
    assert sorted(day.strftime("%m-%d") for day in federal_holidays(year)) == KEPT[year].split()


def test_juneteenth_is_no_holiday_before_its_law() -> None:
    assert date(2020, 6, 19) not in federal_holidays(2020)
    assert date(2021, 6, 18) in federal_holidays(2021)


@pytest.mark.parametrize(
    ("on", "days", "due"),
    [
        (date(2022, 3, 18), 1, date(2022, 3, 21)),
        (date(2021, 6, 17), 1, date(2021, 6, 21)),
        (date(2021, 12, 23), 1, date(2021, 12, 27)),
        (date(2021, 12, 30), 1, date(2022, 1, 3)),
        (date(2026, 11, 25), 1, date(2026, 11, 27)),
        (date(2026, 11, 20), 10, date(2026, 12, 7)),
        (date(2026, 7, 2), 10, date(2026, 7, 17)),
        (date(2026, 11, 22), 0, date(2026, 11, 22)),
    ],
)
def test_business_days_leave_out_weekends_and_holidays(on: date, days: int, due: date) -> None:
    assert add_business_days(on, days) == due


@given(st.dates(date(1990, 1, 1), date(2200, 1, 1)), st.integers(1, 60))
def test_a_term_ends_on_a_business_day_with_that_many_business_days_in_it(on: date, days: int) -> None:
    due = add_business_days(on, days)
    between = [on + timedelta(days=step) for step in range(1, (due - on).days + 1)]
    assert is_business_day(due)
    assert sum(map(is_business_day, between)) == days


@given(st.integers(1, 9999))
def test_every_year_has_its_holidays_on_weekdays_of_that_year(year: int) -> None:
    assert all(day.year == year and day.weekday() < 5 for day in federal_holidays(year))


def test_a_term_is_told_and_computed() -> None:
    stated = state_duty(duty(days=1), date(2026, 11, 25))
    assert (stated.within, stated.due) == ("1 business day", date(2026, 11, 27))
    assert state_duty(duty(days=30, calendar=True), date(2019, 2, 19)).due == date(2019, 3, 21)
    assert state_duty(duty(days=10), None).due is None
    assert state_duty(duty(), date(2026, 1, 1)).within == ""


def test_a_term_beyond_the_calendar_has_no_day() -> None:
    assert state_duty(duty(days=10), date(9999, 12, 28)).due is None


@pytest.mark.parametrize(
    ("on", "due"), [(date(2026, 9, 30), date(2026, 9, 30)), (date(2026, 10, 1), date(2027, 9, 30)), (None, None)]
)
def test_a_yearly_duty_is_due_on_its_next_day(on: date | None, due: date | None) -> None:
    assert state_duty(duty(each_year="09-30"), on).due == due


def test_a_duty_of_some_days_is_none_of_others() -> None:
    short = duty(days=1, from_=date(2020, 1, 1), to=date(2020, 12, 31))
    assert [holds_on(short, day) for day in (date(2019, 12, 31), date(2020, 1, 1), date(2021, 1, 1), None)] == [
        False,
        True,
        False,
        True,
    ]

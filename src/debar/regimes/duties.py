"""Duties with the day they are due: terms in business days leave out weekends and the federal holidays."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from debar.model import Duty
from debar.regimes.rule import Obligation


@lru_cache(maxsize=4096)
def state_duty(duty: Obligation, on: date | None) -> Duty:
    """Return the duty as it stands for what happened on a day; without a day its term alone."""
    if duty.each_year:
        within = f"each year by {duty.each_year}"
        return Duty(who=duty.who, what=duty.what, within=within, due=_next_yearly(duty.each_year, on), cite=duty.cite)
    if duty.days is None:
        return Duty(who=duty.who, what=duty.what, cite=duty.cite)
    unit = "day" if duty.calendar else "business day"
    term = abs(duty.days)
    within = f"{term} {unit}{'' if term == 1 else 's'}{' before' if duty.days < 0 else ''}"
    return Duty(who=duty.who, what=duty.what, within=within, due=_due(on, duty), cite=duty.cite)


def holds_on(duty: Obligation, on: date | None) -> bool:
    """Return whether the duty is one of that day; without a day every duty is."""
    return on is None or ((duty.from_ is None or duty.from_ <= on) and (duty.to is None or on <= duty.to))


def add_business_days(on: date, days: int) -> date:
    """Return the day that many business days after ``on``, itself not counted. Raises OverflowError past year 9999."""
    while days:
        on += timedelta(days=1)
        days -= is_business_day(on)
    return on


def is_business_day(day: date) -> bool:
    """Return whether a day is neither a Saturday or Sunday nor a federal holiday as kept."""
    return day.weekday() < 5 and day not in federal_holidays(day.year)


@cache
def federal_holidays(year: int) -> Mapping[date, str]:
    """Return the federal holidays kept in a year, on the day they are kept (5 U.S.C. 6103, E.O. 11582)."""
    kept: dict[date, str] = {}
    for about in (year, year + 1):
        if about > date.max.year:
            continue
        for holiday in _holidays():
            day = _kept(holiday, about)
            if day is not None and day.year == year:
                kept[day] = str(holiday["name"])
    return kept


@cache
def _holidays() -> tuple[Mapping[str, Any], ...]:
    text = files("debar.regimes").joinpath("holidays.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["holiday"])


def _kept(holiday: Mapping[str, Any], year: int) -> date | None:
    """The day on which a holiday of a year is kept; None before its first year."""
    if year < holiday.get("from", 0):
        return None
    month = holiday["month"]
    if "nth" in holiday:
        return _nth_weekday(year, month, holiday["weekday"], holiday["nth"])
    day = date(year, month, holiday["day"])
    if day.weekday() == 5:
        return day - timedelta(days=1) if day > date.min else None
    return day + timedelta(days=1) if day.weekday() == 6 else day


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    first, length = monthrange(year, month)
    days = range(1 + (weekday - first) % 7, length + 1, 7)
    return date(year, month, days[nth - 1] if nth > 0 else days[nth])


def _next_yearly(month_day: str, on: date | None) -> date | None:
    if on is None:
        return None
    month, day = (int(part) for part in month_day.split("-"))
    due = date(on.year, month, day)
    return due if due >= on or on.year == date.max.year else date(on.year + 1, month, day)


def _due(on: date | None, duty: Obligation) -> date | None:
    """The last day of a term that begins the day after ``on`` or, below 0, ends before it; None beyond the calendar."""
    days = duty.days or 0
    if on is None or (date.max - on).days < 2 * days + 30 or (on - date.min).days < -days:
        return None
    return on + timedelta(days=days) if duty.calendar else add_business_days(on, days)

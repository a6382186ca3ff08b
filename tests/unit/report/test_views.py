"""Conditions on findings."""

from __future__ import annotations

import pytest

from debar.errors import InputError
from debar.report.views import FIELDS, read_view
from unit.report.sample import finding

FINDINGS = [finding(number) for number in range(24)]


def fitting(*conditions: str) -> list[int]:
    view = read_view(conditions)
    return [number for number, one in enumerate(FINDINGS) if view.fits(one)]


def test_all_conditions_hold_and_values_are_alternatives() -> None:
    texas, florida = fitting("state=TX"), fitting("state=fl")
    assert texas
    assert florida
    assert fitting("state=tx, FL") == sorted(texas + florida)
    assert fitting("state=TX", "maker=hikvision") == sorted(set(texas) & set(fitting("maker=hikvision")))


def test_a_condition_turned_round_leaves_out_what_it_names() -> None:
    assert sorted(fitting("outcome=prohibited") + fitting("outcome!=prohibited")) == list(range(24))


def test_relabels_and_their_contrary_are_all() -> None:
    assert fitting("relabel=yes") == [number for number in range(24) if number % 6 == 2]
    assert sorted(fitting("relabel=yes") + fitting("relabel=no")) == list(range(24))


def test_a_supplier_may_hold_a_comma_and_undated_ones_are_unknown() -> None:
    assert fitting("supplier=harbor security  supply llc") == list(range(24))
    assert fitting("year=unknown") == [10, 21]
    assert fitting("year=2018,2019") == [
        n for n, f in enumerate(FINDINGS) if f.subject.date and f.subject.date.year < 2020
    ]


def test_the_view_says_its_conditions_as_they_were_written() -> None:
    assert read_view(["state=TX", "outcome!=clear"]).words == "state=TX and outcome!=clear"
    assert not read_view([])
    assert read_view([]).fits(FINDINGS[0])


@pytest.mark.parametrize(
    "text", ["state", "state=", "=TX", "colour=red", "outcome=banned", "outcome=prohibited,banned"]
)
def test_a_condition_that_cannot_be_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(InputError, match="--where"):
        read_view([text])


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_has_values_of_every_finding_or_none_without_an_error(name: str) -> None:
    assert all(isinstance(value, str) for one in FINDINGS for value in FIELDS[name](one))

"""The Python door takes what a caller plainly means, and explains the rest."""

from __future__ import annotations

from typing import Any

import pytest

import debar


@pytest.fixture(scope="module")
def desk() -> debar.Desk:
    return debar.open()


def test_one_funding_and_one_list_may_be_given_as_a_word(desk: debar.Desk) -> None:
    asked = desk.check("Hikvision camera", funding="own", date="2022-05-01")
    assert [funding.kind for funding in asked.subject.funding] == ["own"]
    assert desk.match("Hikvision", lists="us-bis-el") == desk.match("Hikvision", lists=["us-bis-el"])


@pytest.mark.parametrize(("text", "date"), [(None, None), (123, None), ("camera", 20220101), ("camera", "2022-13-01")])
def test_what_is_no_text_or_date_is_an_input_error(desk: debar.Desk, text: Any, date: Any) -> None:
    with pytest.raises(debar.InputError):
        desk.check(text, date=date)


@pytest.mark.parametrize("wrong", [{"threshold": float("nan")}, {"threshold": 2}, {"limit": 0}, {"limit": -1}])
def test_a_threshold_or_limit_that_would_hide_everything_is_refused(desk: debar.Desk, wrong: dict[str, Any]) -> None:
    with pytest.raises(debar.InputError, match=r"^(threshold|limit): "):
        desk.match("Hikvision", **wrong)

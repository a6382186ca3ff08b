"""Birth dates as lists write them."""

from __future__ import annotations

import pytest

from debar.lists.birth_dates import birth_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("13 Dec 1963", "1963-12-13"),
        ("3  December 1963", "1963-12-03"),
        ("Dec 1963", "1963-12"),
        ("1963", "1963"),
        ("1963-12-13", "1963-12-13"),
        ("1963-12", "1963-12"),
        ("circa 1963", ""),
        ("1963 to 1965", ""),
        ("31 Foo 1963", ""),
        ("1963-13-01", ""),
        ("1963-00-00", ""),
        ("32 Dec 1963", ""),
        ("31 Feb 1963", ""),
        ("0063", ""),
        ("", ""),
    ],
)
def test_one_exact_date_is_read_and_all_else_is_not(text: str, day: str) -> None:
    assert birth_date(text) == day

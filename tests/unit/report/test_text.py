from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from debar.report.text import excerpt, long_date, money, number, pieces, plain, shorten, web_address

spans = st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60)), max_size=6)


@given(st.text())
@example(" \x1b\r")
def test_plain_text_is_one_line_without_controls_or_direction_marks_and_stays_so(text: str) -> None:
    shown = plain(text)
    assert plain(shown) == shown
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff")


def test_an_escape_sequence_loses_its_escape_and_a_tab_becomes_a_space() -> None:
    assert plain("a\x1b[31mb\x9b2J\tc\r\nd") == "a[31mb2J c d"


@given(st.text(alphabet="ab <&\x1b", max_size=50), spans)
def test_the_pieces_together_are_the_whole_text(text: str, marks: list[tuple[int, int]]) -> None:
    assert "".join(piece for piece, _ in pieces(text.replace(" ", "x"), marks)) == plain(text.replace(" ", "x"))


@given(st.text(alphabet="abc", min_size=1, max_size=50), st.integers(0, 49), st.integers(1, 20))
def test_the_marked_piece_is_exactly_the_slice_of_the_span(text: str, start: int, length: int) -> None:
    start = min(start, len(text) - 1)
    end = min(start + length, len(text))
    assert [piece for piece, hit in pieces(text, [(start, end)]) if hit] == [text[start:end]]


@given(st.integers(0, 5_000))
def test_an_excerpt_of_a_long_text_is_short_and_holds_the_hit(start: int) -> None:
    text = "x" * start + "HIT" + "y" * 5_000
    shown = excerpt(text, [(start, start + 3)], 100)
    assert ("HIT", True) in shown
    assert sum(len(piece) for piece, _ in shown) <= 102


@pytest.mark.parametrize("url", ["https://a.example/x?y=1#z", "http://a.example"])
def test_web_addresses_become_links(url: str) -> None:
    assert web_address(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " https://a.example",
        "https://a.example\n",
        'https://a.example/"onclick=x',
        "data:text/html,x",
        "//a.example",
        "file:///etc/passwd",
        "",
    ],
)
def test_nothing_else_becomes_a_link(url: str) -> None:
    assert web_address(url) == ""


def test_numbers_are_written_in_digits_unless_they_would_fill_the_page() -> None:
    assert number(Decimal("1E+3")) == "1000"
    assert number(Decimal("41220.00")) == "41220.00"
    assert number(Decimal("1E+999999")) == "1E+999999"
    assert number(Decimal("NaN")) == "NaN"
    assert money(Decimal("41220.5"), "USD") == "USD 41,220.5"
    assert money(Decimal("1E+999999"), "") == "1E+999999"


def test_dates_are_written_out_in_one_language() -> None:
    assert long_date(date(2023, 7, 6)) == "6 July 2023"


def test_shortened_text_says_that_it_was_cut() -> None:
    assert shorten("abcdef", 4) == "abc…"
    assert shorten("abcd", 4) == "abcd"

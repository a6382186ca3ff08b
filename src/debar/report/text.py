"""Text of strangers made safe to show: purchase records are written by anyone.

``plain`` is what every human-facing writer passes text through; JSON keeps the record as it is, with escapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_FLOOR, Decimal

# C0 and C1 controls (ESC and CSI among them), marks that turn the reading direction, and lone surrogates.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)
_SPACES = re.compile("[\\s\u2028\u2029]+")
_HTTP = re.compile(r"https?://[^\s\"'<>\\^`{|}]+\Z", re.IGNORECASE)

#: Names of months as written here; strftime would follow the user's locale.
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

#: Longest decimal written out in digits; a longer one keeps its exponent, so that 1E+999999 stays short.
_LONGEST = 40


def plain(text: str) -> str:
    """One line without control characters, direction marks or lone surrogates; each run of white space is one space."""
    # Spaces twice: some controls are white space themselves, and others leave spaces side by side when they go.
    return _SPACES.sub(" ", _UNSEEN.sub("", _SPACES.sub(" ", text)))


def shorten(text: str, longest: int) -> str:
    """``text`` itself, or its first ``longest`` - 1 characters and an ellipsis."""
    return text if len(text) <= longest else text[: max(longest - 1, 0)].rstrip() + "…"


def web_address(url: str) -> str:
    """``url`` when it is an http or https address that may become a link, else the empty string."""
    return url if _HTTP.match(url) else ""


def number(value: Decimal) -> str:
    """The decimal in digits without exponent; with exponent when it would be longer than 40 digits."""
    if not value.is_finite() or abs(value.adjusted()) > _LONGEST:
        return str(value)
    return format(value, "f")


def money(value: Decimal, currency: str) -> str:
    """An amount for people, such as ``USD 41,220.00``; the currency is left out when the record has none."""
    digits = str(value) if not value.is_finite() or abs(value.adjusted()) > _LONGEST else format(value, ",f")
    return f"{currency} {digits}" if currency else digits


def score_words(score: float) -> str:
    """A score in two digits, cut and not rounded: ``0.87`` for .8799, which does not read as a threshold above it."""
    return format(Decimal(str(float(score))).quantize(Decimal("1.00"), ROUND_FLOOR), "f")


def long_date(day: date) -> str:
    """A date for people: ``6 July 2023``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """A date for tight places: ``6 Jul 2023``."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def pieces(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """Cut ``text`` at ``spans`` (offsets, any order, may overlap): each piece, made plain, and whether it is a hit.

    The pieces together are the whole text; spans outside the text are cut to it.
    """
    at = 0
    for start, end in sorted(spans):
        start, end = max(start, at), min(end, len(text))  # noqa: PLW2901 - the overlap belongs to the earlier hit
        if end <= start:
            continue
        if start > at:
            yield plain(text[at:start]), False
        yield plain(text[start:end]), True
        at = end
    if at < len(text):
        yield plain(text[at:]), False


def excerpt(text: str, spans: list[tuple[int, int]], longest: int) -> list[tuple[str, bool]]:
    """``pieces`` of the text, or of its ``longest`` characters about the first span, with ellipses where it was cut."""
    if len(text) <= longest:
        return list(pieces(text, spans))
    first = min((start for start, _ in spans), default=0)
    start = max(min(first - longest // 3, len(text) - longest), 0)
    end = start + longest
    moved = [(left - start, right - start) for left, right in spans if right > start and left < end]
    cut = list(pieces(text[start:end], moved))
    return [("…", False)] * (start > 0) + cut + [("…", False)] * (end < len(text))

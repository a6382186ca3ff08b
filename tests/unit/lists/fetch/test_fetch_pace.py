"""The pace of requests, by a clock that is handed in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from debar.lists.fetch_pace import Pace

#: Steps of a sixteenth of a second, so that sums of them are exact.
TICK = 1 / 16


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def read(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


@given(st.integers(1, 6), st.integers(1, 64), st.lists(st.integers(0, 40), max_size=60))
def test_no_window_holds_more_than_is_allowed(requests: int, ticks: int, gaps: list[int]) -> None:
    clock, seconds = Clock(), ticks * TICK
    pace = Pace(requests, seconds, clock=clock.read, pause=clock.pass_by)
    sent = []
    for gap in gaps:
        clock.pass_by(gap * TICK)
        pace.wait()
        sent.append(clock.now)
    assert all(later - sooner >= seconds for sooner, later in zip(sent, sent[requests:], strict=False))


@given(st.integers(1, 6), st.integers(1, 64), st.integers(0, 60))
def test_nobody_waits_longer_than_the_pace_asks(requests: int, ticks: int, number: int) -> None:
    clock, seconds = Clock(), ticks * TICK
    pace = Pace(requests, seconds, clock=clock.read, pause=clock.pass_by)
    for _ in range(number):
        pace.wait()
    assert clock.now == seconds * (max(number - 1, 0) // requests)


def test_a_pause_that_ends_too_early_is_made_again() -> None:
    clock = Clock()
    pace = Pace(1, 10, clock=clock.read, pause=lambda seconds: clock.pass_by(min(seconds, 3)))
    pace.wait()
    pace.wait()
    assert clock.now == 10

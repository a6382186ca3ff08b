"""What stands with a buyer today is said only where a record says it."""

from __future__ import annotations

from datetime import date

import pytest

from debar.model import Purchase
from debar.report.installed import Installed, Standing, read_pieces


def record(day: str = "", quantity: str = "", action: str = "buy") -> Purchase:
    when = date.fromisoformat(day) if day else None
    return Purchase(source="f.csv", row=1, sha256="", text="x", date=when, quantity=quantity, action=action)


def base(*records: tuple[str, str]) -> Installed:
    made = Installed()
    for what, day in records:
        action = "renew" if what == "renewed" else "use" if what == "used" else "buy"
        made.add(record(day, action=action), bought=what in ("bought", "renewed"), removed=what == "removed")
    return made


@pytest.mark.parametrize(
    ("records", "standing"),
    [
        ([("bought", "2020-01-01")], Standing.NOT_SAID),
        ([("bought", "2020-01-01"), ("removed", "2021-01-01")], Standing.REMOVED),
        ([("removed", "2020-01-01"), ("bought", "2021-01-01")], Standing.BOUGHT_AGAIN),
        ([("bought", "2020-01-01"), ("removed", "")], Standing.ORDER_UNKNOWN),
        ([("bought", ""), ("removed", "2021-01-01")], Standing.ORDER_UNKNOWN),
        ([("removed", "2021-01-01")], Standing.REMOVED_ONLY),
        ([("bought", "2020-01-01"), ("renewed", "2022-01-01")], Standing.IN_USE),
        ([("removed", "2020-01-01"), ("used", "2022-01-01")], Standing.IN_USE),
        ([("mentioned", "2020-01-01")], Standing.MENTIONED),
    ],
)
def test_the_standing_follows_from_the_records_and_their_days(records, standing) -> None:
    assert base(*records).standing is standing
    assert base(*reversed(records)).standing is standing


def test_what_is_unknown_is_named() -> None:
    assert base(("bought", "2020-01-01")).unknown == ("whether it is still in use", "how many pieces")
    assert "whether all of it was removed" in base(("bought", "2020-01-01"), ("removed", "2021-01-01")).unknown
    assert "when" in base(("bought", "")).unknown


@pytest.mark.parametrize(
    ("text", "pieces"),
    [("12", 12), ("1,200", 1200), ("12.0", 12), ("", 0), ("41220.55", 0), ("-3", 0), ("9999999", 0), ("each", 0)],
)
def test_a_quantity_that_is_no_number_of_pieces_is_not_added(text: str, pieces: int) -> None:
    assert read_pieces(text) == pieces
    assert read_pieces("9" * 10_000) == read_pieces("1E+999999") == read_pieces("NaN") == 0


def test_two_names_of_one_buyer_are_merged() -> None:
    one, other = base(("bought", "2020-01-01")), base(("removed", "2021-01-01"))
    one.merge(other)
    assert (one.bought, one.removals, one.standing) == (1, 1, Standing.REMOVED)

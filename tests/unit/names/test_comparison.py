"""A comparison is put into words when first read, and is otherwise a value like any other."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable

import pytest

from debar.names.compare import Comparison, compare, compare_many, outcome_of

PAIR = ("Quoin Zebrawood Widgets GmbH", "ZEBRAWOOD Quoin Widget Ltd")


@pytest.mark.parametrize(
    "pass_on",
    [
        lambda made: pickle.loads(pickle.dumps(made)),  # noqa: S301
        copy.copy,
        copy.deepcopy,
        dataclasses.replace,
        lambda made: Comparison(**{field.name: getattr(made, field.name) for field in dataclasses.fields(made)}),
    ],
)
def test_a_comparison_not_yet_read_is_passed_on_whole(pass_on: Callable[[Comparison], Comparison]) -> None:
    passed_on, read = pass_on(compare(*PAIR)), compare(*PAIR)
    assert read.because == "Shared: quoin, zebrawood; alike: widgets for widget (spelling); other legal form."
    assert [part["how"] for part in read.parts] == ["exact", "exact", "spelling", "legal form"]
    assert (passed_on.because, passed_on.parts) == (read.because, read.parts)
    assert passed_on == read == compare(*PAIR)
    assert repr(passed_on) == repr(read) == repr(compare(*PAIR))


def test_many_compared_at_once_say_what_each_says_alone() -> None:
    """Names are weighed in an order of their own; the sentence keeps to the order asked for."""
    pairs = [(one, other) for one in (*PAIR, "Quoin", "J. Zebra") for other in (*PAIR, "Zebra John")] * 8
    assert compare_many(pairs) == [compare(*pair) for pair in pairs]


@pytest.mark.parametrize("read", [False, True])
def test_other_thresholds_change_the_outcome_alone(read: bool) -> None:
    made = compare(*PAIR)
    if read:
        assert made.parts
    judged = made.judged(match=1.0, review=0.99)
    assert judged == dataclasses.replace(made, outcome=outcome_of(made.score, 1.0, 0.99))
    assert judged.outcome != made.outcome


def test_a_comparison_cannot_be_changed_and_has_no_other_attributes() -> None:
    made = compare(*PAIR)
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.score = 0.0  # type: ignore[misc]
    with pytest.raises(AttributeError, match="thing"):
        made.thing  # type: ignore[attr-defined]  # noqa: B018


def test_equal_comparisons_are_one_in_a_set_read_or_not_and_from_either_way_of_making_them() -> None:
    """The words side by side are dictionaries, which do not keep a comparison from being counted."""
    (name, other) = "Huawei Technologies", "Huawei Technology"
    read, unread = (compare_many([(name, other)])[0] for _ in range(2))
    made = Comparison(read.score, read.outcome, read.because, read.parts)
    assert len({read, unread, made}) == 1
    assert len({read, compare(name, "ZTE"), compare(name, name)}) == 3

"""What is kept beside editions: attempts, answers of addresses, people's decisions, ids that stay."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from debar.errors import InputError
from debar.store import Attempt, PartyDecision, Remembered, Store
from store.lists import add, edition

NOW = datetime(2024, 1, 1, 12, tzinfo=UTC)


def test_attempts_are_read_newest_first_and_leave_the_token(store: Store) -> None:
    add(store, "x", {"a": "1"}, edition(date(2024, 1, 1)))
    token = store.token()
    made = [
        Attempt("x", NOW + timedelta(hours=number), "https://example.org", outcome, "because\0")
        for number, outcome in enumerate(("failed", "refused", "unchanged", "new"))
    ]
    with store.writing() as writer:
        for attempt in made:
            writer.add_attempt(attempt)
        writer.add_attempt(Attempt("y", NOW.astimezone(timezone(timedelta(hours=9))), "", "new", edition_sha256="ab"))
        writer.remember("https://example.org", Remembered("etag", "Mon", "ab"))
    assert [one.outcome for one in store.attempts("x")] == ["new", "unchanged", "refused", "failed"]
    assert [one.outcome for one in store.attempts(limit=2)] == ["new", "unchanged"]
    assert store.attempts("y") == (Attempt("y", NOW, "", "new", edition_sha256="ab"),)
    assert store.token() == token
    with pytest.raises(InputError, match="no outcome"), store.writing() as writer:
        writer.add_attempt(Attempt("x", NOW, "", "fine"))


def test_an_address_is_remembered_by_its_last_answer(store: Store) -> None:
    assert store.remembered("https://example.org") is None
    for etag in ("one", "two"):
        with store.writing() as writer:
            writer.remember("https://example.org", Remembered(etag, sha256="ab"))
    assert store.remembered("https://example.org") == Remembered("two", "", "ab")


def test_the_newest_decision_on_a_pair_holds_and_none_is_lost(store: Store) -> None:
    def decision(a: str, b: str, word: str) -> PartyDecision:
        return PartyDecision(a, b, word, "same UEI", "Ann", NOW)

    made = [
        decision("x:1", "y:1", "same"),
        decision("x:2", "y:2", "same"),
        decision("y:1", "x:1", "different"),
        decision("x:2", "y:2", "undecided"),
        decision("x:3", "y:3", "same"),
    ]
    token = store.token()
    with store.writing() as writer:
        for one in made:
            writer.decide_party(one)
    assert store.token() != token
    assert store.party_decisions() == (made[2], made[4])
    assert store.party_decisions(history=True) == tuple(made)
    for wrong in (decision("x:1", "y:1", "alike"), decision("x:1", "x:1", "same")):
        with pytest.raises(InputError), store.writing() as writer:
            writer.decide_party(wrong)


def test_ids_are_kept_per_list_and_may_be_corrected(store: Store) -> None:
    for ids in ({"x:b": "x:a", "x:c": "x:a"}, {"x:c": "x:d"}):
        with store.writing() as writer:
            writer.keep_ids("x", ids)
    assert store.kept_ids("x") == {"x:b": "x:a", "x:c": "x:d"}
    assert store.kept_ids("y") == {}
    token = store.token()
    with store.writing() as writer:
        writer.keep_ids("x", {"x:c": "x:d"})
    assert store.token() == token

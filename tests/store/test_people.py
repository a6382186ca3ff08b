"""People over both databases: passwords, keys, sessions, guessing slowed, workspaces apart, all of it in the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from debar.desk.people import (
    PREFIX,
    add_account,
    add_key,
    digest,
    hash_password,
    password_matches,
    revoke_key,
    set_disabled,
    set_password,
)
from debar.desk.signing_in import IDLE, LONGEST, RefusedSignInError, SignIn, WaitError, needs_accounts
from debar.errors import InputError
from debar.model.casework import FindingDecision, KeptScan
from debar.store import Store, open_store

PASSWORD = "violet anchor seven lamps"  # noqa: S105
START = datetime(2026, 11, 22, 9, tzinfo=UTC)


class Clock:
    """A clock that goes on when told."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def pass_(self, time: timedelta) -> None:
        self.moment += time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def people(url: str) -> Iterator[Store]:
    with open_store(url) as store:
        add_account(store, "ana", PASSWORD, role="analyst", workspace="north", actor="root", at=START)
        yield store


@pytest.fixture
def sign_in(url: str, clock: Clock) -> SignIn:
    return SignIn(url, clock)


def actions(store: Store, workspace: str = "north") -> list[str]:
    store.refresh()
    return [entry.action for entry in store.casework_in(workspace).entries()]


def everything(store: Store) -> str:
    """All texts that the store holds of people and in its log."""
    tables = ("account", "api_key", "session", "throttle", "audit")
    with store._engine.connect() as connection:
        queries = [text(f'SELECT * FROM "{table}"') for table in tables]  # noqa: S608
        return "\n".join(str(row) for query in queries for row in connection.execute(query))


def test_a_session_begins_with_the_password_and_ends_with_sign_out(people: Store, sign_in: SignIn) -> None:
    signed = sign_in.sign_in(" Ana ", PASSWORD, client="192.0.2.1")
    assert signed.principal.scopes == {"ask", "read", "decide"}
    assert sign_in.by_session(signed.token) == signed.principal
    assert signed.principal.workspace == "north"
    sign_in.sign_out(signed.token)
    assert sign_in.by_session(signed.token) is None
    assert actions(people) == ["account-add", "login", "logout"]


@pytest.mark.usefixtures("people")
def test_a_session_ends_without_use_and_in_any_case(sign_in: SignIn, clock: Clock) -> None:
    first = sign_in.sign_in("ana", PASSWORD, client="c")
    clock.pass_(IDLE)
    assert sign_in.by_session(first.token) is None
    second = sign_in.sign_in("ana", PASSWORD, client="c")
    for _ in range(int(LONGEST / (IDLE / 2)) - 1):
        clock.pass_(IDLE / 2)
        assert sign_in.by_session(second.token) is not None
    clock.pass_(IDLE / 2)
    assert sign_in.by_session(second.token) is None


@pytest.mark.usefixtures("people")
def test_each_sign_in_has_a_token_of_its_own_and_ends_the_one_before(sign_in: SignIn) -> None:
    first = sign_in.sign_in("ana", PASSWORD, client="c")
    second = sign_in.sign_in("ana", PASSWORD, client="c", before=first.token)
    assert first.token != second.token
    assert sign_in.by_session(first.token) is None
    planted = sign_in.sign_in("ana", PASSWORD, client="c", before="chosen-by-somebody-else")
    assert len(planted.token) == 43
    assert sign_in.by_session("chosen-by-somebody-else") is None


def test_guessing_is_slowed_twice_as_much_each_time(people: Store, sign_in: SignIn, clock: Clock) -> None:
    for _ in range(5):
        with pytest.raises(RefusedSignInError):
            sign_in.sign_in("ana", "wrong", client="c")
    waits = []
    for _ in range(4):
        with pytest.raises(WaitError) as told:
            sign_in.sign_in("ana", PASSWORD, client="another")
        waits.append(told.value.seconds)
        clock.pass_(timedelta(seconds=told.value.seconds))
        with pytest.raises(RefusedSignInError):
            sign_in.sign_in("ana", "wrong", client="c")
    assert waits == [3, 5, 9, 17]
    clock.pass_(timedelta(minutes=15))
    assert sign_in.sign_in("ana", PASSWORD, client="c")
    assert actions(people).count("login-failed") == 9


@pytest.mark.usefixtures("people")
def test_a_client_that_tries_many_names_waits(sign_in: SignIn) -> None:
    for number in range(20):
        with pytest.raises(RefusedSignInError):
            sign_in.sign_in(f"somebody{number}", "wrong", client="c")
    with pytest.raises(WaitError):
        sign_in.sign_in("ana", PASSWORD, client="c")
    assert sign_in.sign_in("ana", PASSWORD, client="d")


def test_names_that_are_not_there_are_refused_alike_and_not_logged(people: Store, sign_in: SignIn) -> None:
    with pytest.raises(RefusedSignInError) as wrong:
        sign_in.sign_in("ana", "wrong", client="c")
    with pytest.raises(RefusedSignInError) as absent:
        sign_in.sign_in("my-secret-typed-as-a-name", "x", client="c")
    assert str(wrong.value) == str(absent.value)
    assert "my-secret" not in everything(people)
    assert actions(people, "main") == ["login-failed"]


def test_a_disabled_account_is_out_at_once_with_its_keys(people: Store, sign_in: SignIn, url: str) -> None:
    signed = sign_in.sign_in("ana", PASSWORD, client="c")
    key, _ = add_key(people, "ana", "k", scopes=["ask"], days=1, actor="root", at=START)
    assert sign_in.by_key(key) is not None
    set_disabled(people, "ana", disabled=True, actor="root", at=START)
    assert sign_in.by_session(signed.token) is None
    assert sign_in.by_key(key) is None
    with pytest.raises(RefusedSignInError):
        sign_in.sign_in("ana", PASSWORD, client="c")
    assert needs_accounts(url), "a server does not open up when its last account is disabled"
    set_disabled(people, "ana", disabled=False, actor="root", at=START)
    assert sign_in.sign_in("ana", PASSWORD, client="c")


def test_a_new_password_ends_all_sessions(people: Store, sign_in: SignIn) -> None:
    signed = sign_in.sign_in("ana", PASSWORD, client="c")
    set_password(people, "ana", "quite another sentence", actor="ana", at=START)
    assert sign_in.by_session(signed.token) is None
    with pytest.raises(RefusedSignInError):
        sign_in.sign_in("ana", PASSWORD, client="c")
    assert sign_in.sign_in("ana", "quite another sentence", client="c")


def test_keys_allow_what_they_say_until_they_end(people: Store, sign_in: SignIn, clock: Clock) -> None:
    key, made = add_key(people, "ana", "refine", scopes=["ask"], days=2, actor="root", at=START)
    held = sign_in.by_key(key)
    assert held is not None
    assert (held.actor, held.scopes, held.workspace, held.via) == ("ana", {"ask"}, "north", "key")
    assert key.startswith(PREFIX)
    assert len(key) == len(PREFIX) + 43
    assert sign_in.by_key(key + "x") is None
    clock.pass_(timedelta(days=2))
    assert sign_in.by_key(key) is None
    again, made = add_key(people, "ana", "refine", scopes=["ask"], days=2, actor="root", at=clock.moment)
    assert sign_in.by_key(again) is not None
    revoke_key(people, made.id, actor="root", at=clock.moment)
    assert sign_in.by_key(again) is None
    with pytest.raises(InputError, match="debar key list"):
        revoke_key(people, made.id, actor="root", at=clock.moment)
    people.refresh()
    assert [each.state(clock.moment) for each in people.people.api_keys()] == ["expired", "revoked"]


def test_the_use_of_a_key_is_logged_once_an_hour(people: Store, sign_in: SignIn, clock: Clock) -> None:
    key, _ = add_key(people, "ana", "refine", scopes=["ask"], days=2, actor="root", at=START)
    for _ in range(3):
        sign_in.by_key(key)
    assert actions(people).count("key-use") == 1
    clock.pass_(timedelta(hours=1))
    sign_in.by_key(key)
    assert actions(people).count("key-use") == 2


@pytest.mark.parametrize("scopes", [["manage"], ["ask", "approve"], [], ["everything"]])
def test_a_key_allows_no_more_than_its_owner(people: Store, scopes: list[str]) -> None:
    with pytest.raises(InputError, match="--scope"):
        add_key(people, "ana", "k", scopes=scopes, days=1, actor="root", at=START)


def test_no_secret_is_kept(people: Store, sign_in: SignIn) -> None:
    key, _ = add_key(people, "ana", "k", scopes=["ask"], days=1, actor="root", at=START)
    signed = sign_in.sign_in("ana", PASSWORD, client="192.0.2.77")
    kept = everything(people)
    assert digest(key) in kept
    assert not any(secret in kept for secret in (key, signed.token, PASSWORD, "192.0.2.77"))
    assert "$argon2id$" in kept


@pytest.mark.parametrize("weak", ["short", "a" * 12, "ana-ana-ana-ana", "qwertyuiopas", "x" * 300])
def test_weak_passwords_are_refused(weak: str) -> None:
    with pytest.raises(InputError, match="password"):
        hash_password(weak, "ana")


def test_a_password_is_the_same_however_it_is_encoded() -> None:
    kept = hash_password("Zwölf Vögel fliegen", "ana")
    assert password_matches("Zwölf Vögel fliegen", kept)
    assert not password_matches("Zwolf Vogel fliegen", kept)
    assert not password_matches("Zwölf Vögel fliegen", None)
    assert not password_matches("x" * 1_000_000, kept)


@pytest.mark.parametrize(
    "wrong", [{"name": "Ana B"}, {"name": "a\r\nb"}, {"role": "king"}, {"workspace": "../x"}, {"name": "x" * 65}]
)
def test_names_roles_and_workspaces_are_checked(people: Store, wrong: dict[str, str]) -> None:
    given: dict[str, Any] = {"name": "bo", "role": "viewer", "workspace": "main", **wrong}
    with pytest.raises(InputError):
        add_account(
            people, given["name"], PASSWORD, role=given["role"], workspace=given["workspace"], actor="r", at=START
        )


def test_an_account_is_not_made_twice(people: Store) -> None:
    with pytest.raises(InputError, match="debar user password"):
        add_account(people, "ana", PASSWORD, role="viewer", actor="r", at=START)


def finding(id_: str) -> dict[str, Any]:
    return {"id": id_, "outcome": "review", "subject": {"text": "x", "buyer": {}}, "maker": {"id": "zte"}}


def test_nothing_of_a_workspace_is_seen_in_another(store: Store) -> None:
    kept = {}
    for name in ("main", "north", "south"):
        with store.writing() as writer:
            casework = writer.casework_in(name)
            scan = KeptScan(id=0, key="same", name=f"{name}.csv", at=START.isoformat(), actor="ana")
            kept[name] = casework.keep_scan(scan, [finding("aa00" if name == "main" else f"{name[0] * 2}00")])
            decided = FindingDecision(
                finding="f", subject="s", about="a", kind="confirmed", reason=name, actor="ana", at=START.isoformat()
            )
            casework.decide(decided)
            casework.log("decide", actor="ana", at=START.isoformat(), what={"in": name})
    for name, scan in kept.items():
        own = store.casework_in(name)
        assert [each.name for each in own.scans()] == [f"{name}.csv"]
        assert [each.reason for each in own.decisions(history=True)] == [name]
        assert [each.what["in"] for each in own.entries()] == [name]
        for other in (each for each in kept.values() if each.id != scan.id):
            assert own.findings(other.id) == ()
            assert own.counts(other.id, "maker") == {}
            with pytest.raises(InputError):
                own.scan(other.id)
    assert len(store.casework.finding("aa").data)
    with pytest.raises(InputError):
        store.casework_in("north").finding("aa")
    assert store.casework.faults() == ()
    with store._engine.begin() as connection:
        connection.execute(text("UPDATE audit SET workspace = 'north' WHERE id = 3"))
    store.refresh()
    assert store.casework.faults(), "a line moved to another workspace is found"

"""Signing in: who a password, a session token or an API key belongs to, and how guessing is slowed.

Session tokens and keys are 256 random bits. A session ends after :data:`IDLE` without use and after :data:`LONGEST` in
any case. From the fifth failure on, each failed sign-in of an account makes the next wait twice as long; a client that
fails with many names waits too. Names that no account has are treated alike, so that nobody learns which there are.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from debar.desk.people import check_account, digest, hash_password, needs_rehash, password_matches
from debar.errors import DebarError, InputError
from debar.model.people import ROLES, Account, Identity, Principal
from debar.store import Store, Writer, open_store

IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
#: Failures that cost no wait: of an account, of a client.
FREE_OF_ACCOUNT, FREE_OF_CLIENT = 5, 20
LONGEST_WAIT = timedelta(minutes=15)
#: Failures are forgotten so long after the last.
FORGET = timedelta(hours=24)
#: The use of a session, and of a key, is noted once in so long.
_SEEN_EVERY, _USED_EVERY = timedelta(minutes=1), timedelta(hours=1)


class RefusedSignInError(DebarError):
    """Name and password do not fit; the text is the same whichever is wrong."""


class WaitError(DebarError):
    """Too many sign-ins failed; ``seconds`` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too many sign-ins have failed: wait {seconds} seconds")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has begun. ``token`` goes to the browser and is kept nowhere else."""

    token: str
    principal: Principal
    expires: datetime


class SignIn:
    """Lets people and programs in, over the store at ``url``. ``now`` gives the moment, in UTC."""

    def __init__(self, url: str, now: Callable[[], datetime]) -> None:
        self._url = url
        self._now = now
        self._held = threading.local()

    @contextmanager
    def _opened(self) -> Iterator[Store]:
        """The store, opened once by each thread; what is read is what it holds at this moment."""
        store = getattr(self._held, "store", None)
        if store is None:
            store = self._held.store = open_store(self._url)
        try:
            yield store
        finally:
            store.refresh()

    def sign_in(self, name: str, password: str, *, client: str, before: str = "") -> SignedIn:
        """Begin a session and end the one whose token is ``before``; both ways leave a line in the log.

        Raises WaitError when too many failed, RefusedSignInError for a name and password that do not fit.
        """
        now, name = self._now(), name.strip().lower()
        counted = {f"account {digest(name)}": FREE_OF_ACCOUNT, f"client {digest(client)}": FREE_OF_CLIENT}
        with self._opened() as store:
            with store.writing() as writer:
                _count_try(writer, counted, now)
            held = store.people.credentials(name)
            fits = password_matches(password, held[1] if held else None)
            account = held[0] if held and fits and not held[0].disabled else None
            if held is None or account is None:
                with store.writing() as writer:
                    _log_failure(writer, held[0] if held else None, now)
                raise RefusedSignInError("name and password do not fit, or the account is disabled")
            newer = hash_password(password, account.name) if needs_rehash(held[1]) else ""
            with store.writing() as writer:
                if newer:
                    writer.people.rehash(account.id, newer)
                _take_back_try(writer, counted, now)
                return _begin(writer, account, now, before)

    def sign_in_as(self, identity: Identity, *, before: str = "") -> SignedIn:
        """Begin a session for whom an identity provider says that somebody is; see :meth:`sign_in`.

        An account is bound to the provider's number for a person the first time, by its name, and from then on known by
        the number alone: whoever is given that name later is somebody else. An account that is not there is made where
        the person's groups give a role. Raises RefusedSignInError for anybody else, and for a disabled account.
        """
        now = self._now()
        with self._opened() as store, store.writing() as writer:
            account = store.people.account_of(identity.issuer, identity.subject) or _bind(store, writer, identity, now)
            if account is not None and not account.disabled:
                return _begin(writer, account, now, before)
            _log_failure(writer, account, now)
        raise RefusedSignInError("no account here is yours, or it is disabled: whoever runs this server can make one")

    def sign_out(self, token: str) -> None:
        """End a session; nothing happens when it has ended."""
        now = self._now()
        with self._opened() as store:
            session = store.people.session(digest(token))
            if session is None:
                return
            with store.writing() as writer:
                writer.people.end_session(digest(token))
                log = writer.casework_in(session.account.workspace).log
                log("logout", actor=session.account.name, at=_text(now), what={})

    def by_session(self, token: str) -> Principal | None:
        """Return whose session it is; None when it is none, has ended, or the account is disabled."""
        now = self._now()
        with self._opened() as store:
            session = store.people.session(digest(token))
            if session is None or session.account.disabled or now >= session.expires or now - session.seen >= IDLE:
                return None
            if now - session.seen >= _SEEN_EVERY:
                with store.writing() as writer:
                    writer.people.touch_session(digest(token), now)
        return _principal(session.account, ROLES[session.account.role], "session")

    def by_key(self, key: str) -> Principal | None:
        """Return whose key it is; None when it is none, has expired or is revoked. The log notes its use hourly."""
        now = self._now()
        with self._opened() as store:
            held = store.people.key(digest(key))
            if held is None or held.state(now) != "valid":
                return None
            if held.used is None or now - held.used >= _USED_EVERY:
                with store.writing() as writer:
                    if writer.people.note_use(held.id, now, unless_since=now - _USED_EVERY):
                        what = {"key": held.id, "name": held.name}
                        log = writer.casework_in(held.account.workspace).log
                        log("key-use", actor=held.account.name, at=_text(now), what=what)
        return _principal(held.account, held.scopes & ROLES[held.account.role], "key")


def needs_accounts(url: str) -> bool:
    """Return whether the store has an account, be it disabled: then nobody is let in without one."""
    try:
        with open_store(url, create=False) as store:
            return store.people.any()
    except InputError:
        return False


def _begin(writer: Writer, account: Account, now: datetime, before: str) -> SignedIn:
    token = secrets.token_urlsafe(32)
    if before:
        writer.people.end_session(digest(before))
    writer.people.add_session(digest(token), account.id, at=now, expires=now + LONGEST)
    writer.casework_in(account.workspace).log("login", actor=account.name, at=_text(now), what={})
    return SignedIn(token, _principal(account, ROLES[account.role], "session"), now + LONGEST)


def _bind(store: Store, writer: Writer, identity: Identity, now: datetime) -> Account | None:
    """The account of that name, made where there is none and a role is given, bound to the person; None for none."""
    held = store.people.credentials(identity.name)
    if held is not None:
        account = held[0]
        if account.disabled or store.people.has_identity(account.id):
            return None
    elif identity.role:
        check_account(identity.name, identity.workspace)
        account = writer.people.add_account(identity.name, "", role=identity.role, workspace=identity.workspace, at=now)
        what = {"account": account.name, "role": account.role, "workspace": account.workspace}
        writer.casework_in(account.workspace).log("account-add", actor=account.name, at=_text(now), what=what)
    else:
        return None
    writer.people.bind_identity(account.id, issuer=identity.issuer, subject=identity.subject)
    what = {"account": account.name, "issuer": identity.issuer}
    writer.casework_in(account.workspace).log("account-bind", actor=account.name, at=_text(now), what=what)
    return account


def _log_failure(writer: Writer, account: Account | None, now: datetime) -> None:
    """A failure is logged with the name of an account that is there; what else was typed may be a password."""
    log = writer.casework_in(account.workspace).log if account else writer.casework.log
    log("login-failed", actor=account.name if account else "unknown", at=_text(now), what={})


def _count_try(writer: Writer, counted: Mapping[str, int], now: datetime) -> None:
    """Count a try as failed before it is judged, so that many at once count as many. Raises WaitError."""
    writer.people.forget_failures(now - FORGET)
    for who, free in counted.items():
        failures, last = writer.people.failures(who)
        if last is not None and failures >= free:
            left = last + min(LONGEST_WAIT, timedelta(seconds=2 ** min(failures - free + 1, 10))) - now
            if left > timedelta():
                raise WaitError(int(left.total_seconds()) + 1)
        writer.people.set_failures(who, failures + 1, now)


def _take_back_try(writer: Writer, counted: Mapping[str, int], now: datetime) -> None:
    """A sign-in that fits clears the account, and takes its own try off the client's."""
    account, client = counted
    writer.people.set_failures(account, 0, now)
    writer.people.set_failures(client, max(0, writer.people.failures(client)[0] - 1), now)


def _principal(account: Account, scopes: frozenset[str], via: str) -> Principal:
    return Principal(account.name, scopes, account.workspace, via)


def _text(at: datetime) -> str:
    return at.isoformat(timespec="seconds")

"""People in the store: accounts, API keys, sessions, failed sign-ins. Reading, and writing in a transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from debar.errors import InputError
from debar.model.people import Account, ApiKey, Session
from debar.store import schema_people as tables
from debar.store.bulk import insert_rows, next_id

Reading = Callable[[], AbstractContextManager[Connection]]

_ACCOUNT = [column.label(f"account_{column.name}") for column in tables.account.c]


class People:
    """What the store holds of people; made by :attr:`debar.store.Store.people`."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def any(self) -> bool:
        """Return whether there is an account, be it disabled: then nobody is let in without one."""
        query = select(func.count()).select_from(tables.account)
        with self._reading() as connection:
            return bool(connection.execute(query).scalar_one())

    def accounts(self) -> tuple[Account, ...]:
        """Return all accounts, by name."""
        with self._reading() as connection:
            rows = connection.execute(select(*_ACCOUNT).order_by(tables.account.c.name))
            return tuple(map(_account, rows))

    def account(self, name: str) -> Account:
        """Return an account. Raises InputError for none of that name."""
        found = self.credentials(name)
        if found is None:
            raise InputError(f"no account is named {name!r}; debar user list names them")
        return found[0]

    def credentials(self, name: str) -> tuple[Account, str] | None:
        """Return an account and the hash of its password; None for none of that name."""
        with self._reading() as connection:
            row = connection.execute(select(*_ACCOUNT).where(tables.account.c.name == name)).one_or_none()
        return None if row is None else (_account(row), row.account_password)

    def account_of(self, issuer: str, subject: str) -> Account | None:
        """Return the account of the person whom an identity provider calls ``subject``; None for none."""
        whose = (tables.identity.c.issuer == issuer) & (tables.identity.c.subject == subject)
        with self._reading() as connection:
            row = connection.execute(select(*_ACCOUNT).join(tables.identity).where(whose)).one_or_none()
        return None if row is None else _account(row)

    def has_identity(self, account: int) -> bool:
        """Return whether an account is bound to a person of an identity provider."""
        with self._reading() as connection:
            bound = connection.execute(select(tables.identity.c.subject).where(tables.identity.c.account == account))
            return bound.first() is not None

    def api_keys(self) -> tuple[ApiKey, ...]:
        """Return all keys, the oldest first; revoked and expired ones too."""
        query = select(tables.api_key, *_ACCOUNT).join(tables.account).order_by(tables.api_key.c.id)
        with self._reading() as connection:
            return tuple(map(_key, connection.execute(query)))

    def key(self, hash_: str) -> ApiKey | None:
        """Return the key with that SHA-256; None for none."""
        query = select(tables.api_key, *_ACCOUNT).join(tables.account).where(tables.api_key.c.hash == hash_)
        with self._reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _key(row)

    def session(self, hash_: str) -> Session | None:
        """Return the session whose token has that SHA-256; None for none. Whether it holds still is for the caller."""
        query = select(tables.session, *_ACCOUNT).join(tables.account).where(tables.session.c.hash == hash_)
        with self._reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        at, seen, expires = (datetime.fromisoformat(text) for text in (row.at, row.seen, row.expires))
        return Session(account=_account(row), at=at, seen=seen, expires=expires)


class PeopleWriter:
    """What may be written of people in one transaction; made by :attr:`debar.store.Writer.people`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_account(self, name: str, password: str, *, role: str, workspace: str, at: datetime) -> Account:
        """Add an account; ``password`` is its hash. Raises InputError for a name that is taken."""
        taken = select(tables.account.c.id).where(tables.account.c.name == name)
        if self._connection.execute(taken).first():
            raise InputError(f"an account named {name!r} is there already; debar user password sets a new password")
        id_ = next_id(self._connection, tables.account)
        insert_rows(self._connection, tables.account, [(id_, name, password, role, workspace, 0, _text(at))])
        return Account(id=id_, name=name, role=role, workspace=workspace, disabled=False, at=at)

    def set_password(self, account: int, password: str) -> None:
        """Keep the hash of a new password, and end the account's sessions."""
        self._change(account, password=password)
        self.end_sessions(account)

    def rehash(self, account: int, password: str) -> None:
        """Keep a hash of the same password made with newer parameters."""
        self._change(account, password=password)

    def set_disabled(self, account: int, *, disabled: bool) -> None:
        """Shut an account out, its sessions and keys with it, or let it in again."""
        self._change(account, disabled=int(disabled))
        self.end_sessions(account)

    def set_role(self, account: int, role: str) -> None:
        """Give an account another role; it counts from the next request on."""
        self._change(account, role=role)

    def _change(self, account: int, **values: Any) -> None:
        self._connection.execute(update(tables.account).where(tables.account.c.id == account).values(**values))

    def bind_identity(self, account: int, *, issuer: str, subject: str) -> None:
        """Bind an account to a person of an identity provider."""
        insert_rows(self._connection, tables.identity, [(issuer, subject, account)])

    def add_key(
        self, key: str, owner: Account, name: str, *, start: str, scopes: Iterable[str], at: datetime, until: datetime
    ) -> int:
        """Keep ``key``, a key's SHA-256; return the key's number."""
        id_ = next_id(self._connection, tables.api_key)
        words = " ".join(sorted(scopes))
        row = (id_, owner.id, name, start, key, words, _text(at), _text(until), None, None)
        insert_rows(self._connection, tables.api_key, [row])
        return id_

    def revoke_key(self, id_: int, at: datetime) -> None:
        """End a key. Raises InputError when there is none with that number, or it has ended."""
        key = tables.api_key.c
        ended = update(tables.api_key).where(key.id == id_, key.revoked.is_(None)).values(revoked=_text(at))
        if not self._connection.execute(ended).rowcount:
            raise InputError(f"no key {id_} is in force; debar key list shows them")

    def note_use(self, id_: int, at: datetime, *, unless_since: datetime) -> bool:
        """Note that a key is used; return whether that had not been noted since ``unless_since``."""
        key = tables.api_key.c
        due = (key.used.is_(None)) | (key.used <= _text(unless_since))
        noted = update(tables.api_key).where(key.id == id_, due).values(used=_text(at))
        return bool(self._connection.execute(noted).rowcount)

    def add_session(self, hash_: str, account: int, *, at: datetime, expires: datetime) -> None:
        """Begin a session, and forget those that are over."""
        self._connection.execute(delete(tables.session).where(tables.session.c.expires < _text(at)))
        insert_rows(self._connection, tables.session, [(hash_, account, _text(at), _text(at), _text(expires))])

    def touch_session(self, hash_: str, at: datetime) -> None:
        """Note that a session is in use."""
        self._connection.execute(update(tables.session).where(tables.session.c.hash == hash_).values(seen=_text(at)))

    def end_session(self, hash_: str) -> None:
        """End a session."""
        self._connection.execute(delete(tables.session).where(tables.session.c.hash == hash_))

    def end_sessions(self, account: int) -> None:
        """End all sessions of an account."""
        self._connection.execute(delete(tables.session).where(tables.session.c.account == account))

    def failures(self, who: str) -> tuple[int, datetime | None]:
        """Return how often signing in failed since it last succeeded, and when last."""
        query = select(tables.throttle).where(tables.throttle.c.who == who)
        row = self._connection.execute(query).one_or_none()
        return (0, None) if row is None else (row.failures, datetime.fromisoformat(row.last))

    def set_failures(self, who: str, count: int, at: datetime) -> None:
        """Keep how often signing in failed; 0 forgets it."""
        self._connection.execute(delete(tables.throttle).where(tables.throttle.c.who == who))
        if count:
            insert_rows(self._connection, tables.throttle, [(who, count, _text(at))])

    def forget_failures(self, before: datetime) -> None:
        """Forget the failures whose last is older than that."""
        self._connection.execute(delete(tables.throttle).where(tables.throttle.c.last < _text(before)))


def _text(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _account(row: Row[Any]) -> Account:
    return Account(
        id=row.account_id,
        name=row.account_name,
        role=row.account_role,
        workspace=row.account_workspace,
        disabled=bool(row.account_disabled),
        at=datetime.fromisoformat(row.account_at),
    )


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        start=row.start,
        account=_account(row),
        scopes=frozenset(row.scopes.split()),
        at=datetime.fromisoformat(row.at),
        expires=datetime.fromisoformat(row.expires),
        revoked=_moment(row.revoked),
        used=_moment(row.used),
    )

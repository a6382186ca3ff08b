"""People at a desk: accounts with passwords, API keys, and the log of what is done with them.

Passwords follow NIST SP 800-63B section 5.1.1.2: at least 12 characters, compared in normal form KC, no rules of
composition, none that is plain to guess; kept as Argon2id (RFC 9106, its second recommended setting).
"""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from debar.desk.answers import parse_word
from debar.errors import InputError
from debar.model.people import MAIN, ROLES, SCOPES, Account, ApiKey
from debar.store import Store, Writer

LEAST_LETTERS, MOST_LETTERS = 12, 256
#: How every key begins, so that scanners for leaked secrets know it.
PREFIX = "debar_"
#: Days that a key lasts unless said, and at most.
KEY_DAYS, MOST_KEY_DAYS = 90, 366

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
_WORKSPACE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
#: Letters and digits that are told apart in every typeface.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_HASHER = PasswordHasher()
#: Each check takes 64 MiB: so many at a time, however many ask.
_CHECKING = threading.Semaphore(2)
#: What is checked for an account that is not there, so that it takes as long as one that is.
_NOBODY = _HASHER.hash(secrets.token_hex(16))


def digest(secret: str) -> str:
    """Return the SHA-256 of a key or session token, in hexadecimal digits: what the store knows it by."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def hash_password(password: str, name: str) -> str:
    """Return the hash to keep of a password for the account ``name``. Raises InputError for one that is too weak."""
    plain = unicodedata.normalize("NFKC", password)
    if len(plain) < LEAST_LETTERS:
        raise InputError(f"the password is too short: take at least {LEAST_LETTERS} characters, such as four words")
    if len(plain) > MOST_LETTERS:
        raise InputError(f"the password is too long: take at most {MOST_LETTERS} characters")
    if len(set(plain)) < 5 or name in plain.lower() or plain.lower() in "01234567890123456789qwertyuiopasdfghjkl":
        raise InputError("the password is plain to guess: take four or more unrelated words without the account's name")
    with _CHECKING:
        return _HASHER.hash(plain)


def make_password(name: str) -> str:
    """Return a new password for an account: six groups of letters and digits, about 119 random bits."""
    while True:
        groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(6))
        password = "-".join(groups)
        if name not in password:
            return password


def password_matches(password: str, kept: str | None) -> bool:
    """Return whether a password is the one that ``kept`` is the hash of; as slowly for None, and False."""
    plain = unicodedata.normalize("NFKC", password[: 4 * MOST_LETTERS])
    with _CHECKING:
        try:
            return _HASHER.verify(kept or _NOBODY, plain) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(kept: str) -> bool:
    """Return whether a hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def check_account(name: str, workspace: str) -> None:
    """Raise InputError for what cannot be the name of an account, or of a workspace."""
    if not _NAME.fullmatch(name):
        raise InputError(f"{name!r}: a name has small letters, digits and . _ @ -, 64 at most")
    if not _WORKSPACE.fullmatch(workspace):
        raise InputError(f"{workspace!r}: a workspace has small letters, digits and -, 40 at most")


def add_account(
    store: Store, name: str, password: str, *, role: str, workspace: str = MAIN, actor: str, at: datetime
) -> Account:
    """Add an account, and a line of the log. Raises InputError for a bad name, role, workspace or password."""
    check_account(name, workspace)
    chosen = parse_word(role, tuple(ROLES), "--role")
    hashed = hash_password(password, name)
    with store.writing() as writer:
        made = writer.people.add_account(name, hashed, role=chosen, workspace=workspace, at=at)
        what = {"account": name, "role": chosen, "workspace": workspace}
        writer.casework_in(workspace).log("account-add", actor=actor, at=_text(at), what=what)
    return made


def set_password(store: Store, name: str, password: str, *, actor: str, at: datetime) -> None:
    """Give an account a new password; its sessions end. Raises InputError for no such account or a weak password."""
    account = store.people.account(name)
    hashed = hash_password(password, name)
    with store.writing() as writer:
        writer.people.set_password(account.id, hashed)
        _log(writer, account, "account-password", actor, at)


def set_disabled(store: Store, name: str, *, disabled: bool, actor: str, at: datetime) -> None:
    """Shut an account out, its sessions and keys with it, or let it in again. Raises InputError for no such account."""
    account = store.people.account(name)
    with store.writing() as writer:
        writer.people.set_disabled(account.id, disabled=disabled)
        _log(writer, account, "account-disable" if disabled else "account-enable", actor, at)


def set_role(store: Store, name: str, role: str, *, actor: str, at: datetime) -> None:
    """Give an account another role, and a line of the log. Raises InputError for no such account or role.

    What its keys allow beyond the new role, they allow no longer.
    """
    account = store.people.account(name)
    chosen = parse_word(role, tuple(ROLES), "role")
    with store.writing() as writer:
        writer.people.set_role(account.id, chosen)
        what = {"account": name, "from": account.role, "to": chosen}
        writer.casework_in(account.workspace).log("account-role", actor=actor, at=_text(at), what=what)


def add_key(
    store: Store, owner: str, name: str, *, scopes: Iterable[str], days: int, actor: str, at: datetime
) -> tuple[str, ApiKey]:
    """Make a key for a program of ``owner``'s; return it, which nobody can do again, and what is kept of it.

    Raises InputError for scopes that the owner's role does not allow, and for too many days.
    """
    account = store.people.account(owner)
    chosen = frozenset(parse_word(each, SCOPES, "--scope") for each in scopes)
    beyond = chosen - ROLES[account.role]
    if beyond or not chosen:
        raise InputError(
            f"--scope: {owner} is {account.role} and may give a key some of {', '.join(sorted(ROLES[account.role]))}"
            + (f", not {', '.join(sorted(beyond))}" if beyond else "")
        )
    if not 1 <= days <= MOST_KEY_DAYS:
        raise InputError(f"--days: {days} is not from 1 to {MOST_KEY_DAYS}; make a new key before the old one ends")
    key = PREFIX + secrets.token_urlsafe(32)
    start, until = key[: len(PREFIX) + 6], at + timedelta(days=days)
    with store.writing() as writer:
        id_ = writer.people.add_key(digest(key), account, name, start=start, scopes=chosen, at=at, until=until)
        what = {"key": id_, "name": name, "account": owner, "scopes": sorted(chosen), "until": _text(until)}
        writer.casework_in(account.workspace).log("key-add", actor=actor, at=_text(at), what=what)
    made = ApiKey(
        id=id_,
        name=name,
        start=start,
        account=account,
        scopes=chosen,
        at=at,
        expires=until,
        revoked=None,
        used=None,
    )
    return key, made


def revoke_key(store: Store, id_: int, *, actor: str, at: datetime) -> None:
    """End a key. Raises InputError when there is none with that number, or it has ended."""
    owners = {key.id: key.account for key in store.people.api_keys()}
    with store.writing() as writer:
        writer.people.revoke_key(id_, at)
        writer.casework_in(owners[id_].workspace).log("key-revoke", actor=actor, at=_text(at), what={"key": id_})


def _log(writer: Writer, account: Account, action: str, actor: str, at: datetime) -> None:
    log = writer.casework_in(account.workspace).log
    log(action, actor=actor, at=_text(at), what={"account": account.name})


def _text(at: datetime) -> str:
    return at.isoformat(timespec="seconds")

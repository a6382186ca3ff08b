"""The tables of people, as the newest migration leaves them: accounts, identities, keys, sessions, failed sign-ins.

Neither keys nor session tokens are kept, only their SHA-256: they are 256 random bits, which need no slow hash.
Passwords are kept as Argon2id.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text

from debar.store.schema import metadata

_Id = BigInteger().with_variant(Integer(), "sqlite")
_Key = Text().with_variant(Text(collation="C"), "postgresql")
_STRICT: dict[str, Any] = {"sqlite_strict": True}
_KEYED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}

account = Table(
    "account",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("name", _Key, nullable=False, unique=True),
    Column("password", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("workspace", _Key, nullable=False),
    Column("disabled", Integer, nullable=False),
    Column("at", Text, nullable=False),
    **_STRICT,
)

#: Whom an identity provider calls by which number of its own.
identity = Table(
    "identity",
    metadata,
    Column("issuer", _Key, primary_key=True),
    Column("subject", _Key, primary_key=True),
    Column("account", _Id, ForeignKey("account.id"), nullable=False, unique=True),
    **_KEYED,
)

api_key = Table(
    "api_key",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("account", _Id, ForeignKey("account.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("start", Text, nullable=False),
    Column("hash", _Key, nullable=False, unique=True),
    Column("scopes", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("expires", Text, nullable=False),
    Column("revoked", Text),
    Column("used", Text),
    **_STRICT,
)

session = Table(
    "session",
    metadata,
    Column("hash", _Key, primary_key=True),
    Column("account", _Id, ForeignKey("account.id"), nullable=False, index=True),
    Column("at", Text, nullable=False),
    Column("seen", Text, nullable=False),
    Column("expires", Text, nullable=False),
    **_KEYED,
)

throttle = Table(
    "throttle",
    metadata,
    Column("who", _Key, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last", Text, nullable=False),
    **_KEYED,
)

"""The tables of watches, as the newest migration leaves them: watches, how each thing stood last, alerts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from debar.store.schema import metadata

_Id = BigInteger().with_variant(Integer(), "sqlite")
_Key = Text().with_variant(Text(collation="C"), "postgresql")
_STRICT: dict[str, Any] = {"sqlite_strict": True}
_KEYED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}

watch = Table(
    "watch",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("workspace", _Key, nullable=False),
    Column("name", _Key, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("ran", Text, nullable=False),
    Column("ended", Text, nullable=False),
    Index("watch_workspace", "workspace", "name"),
    **_STRICT,
)

#: How a thing of a watch stood when it was last looked at; ``digest`` is the SHA-256 of its text.
standing = Table(
    "watch_standing",
    metadata,
    Column("watch", _Id, ForeignKey("watch.id"), primary_key=True, autoincrement=False),
    Column("key", _Key, primary_key=True),
    Column("digest", _Key, nullable=False),
    Column("data", LargeBinary, nullable=False),
    **_KEYED,
)

alert = Table(
    "alert",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("workspace", _Key, nullable=False),
    Column("watch", _Id, ForeignKey("watch.id"), nullable=False),
    Column("at", _Key, nullable=False),
    Column("what", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("seen", Text, nullable=False),
    Index("alert_newest", "workspace", "id"),
    **_STRICT,
)

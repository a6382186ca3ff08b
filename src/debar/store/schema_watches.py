"""The tables of watches, as the newest migration leaves them: watches, how things stood, alerts, deliveries."""

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

#: ``told`` is the number of the newest alert that a delivery was made of. ``secret`` signs, so it is kept as it is.
channel = Table(
    "channel",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("workspace", _Key, nullable=False),
    Column("name", _Key, nullable=False),
    Column("kind", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("private", Integer, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("ended", Text, nullable=False),
    Column("told", _Id, nullable=False),
    Index("channel_workspace", "workspace", "name"),
    **_STRICT,
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("channel", _Id, ForeignKey("channel.id"), nullable=False),
    Column("alerts", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due", _Key, nullable=False),
    Column("error", Text, nullable=False),
    Column("at", Text, nullable=False),
    Index("delivery_due", "state", "due"),
    **_STRICT,
)

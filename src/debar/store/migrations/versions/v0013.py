"""Watches: what is watched, how it stood, alerts."""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Text

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_Id = BigInteger().with_variant(Integer(), "sqlite")
_Key = Text().with_variant(Text(collation="C"), "postgresql")
_STRICT: dict[str, Any] = {"sqlite_strict": True}
_KEYED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


def upgrade() -> None:
    """Create the tables of watches."""
    texts = ("kind", "subject", "question", "actor", "at", "ran", "ended")
    op.create_table(
        "watch",
        Column("id", _Id, primary_key=True, autoincrement=False),
        Column("workspace", _Key, nullable=False),
        Column("name", _Key, nullable=False),
        *(Column(name, Text, nullable=False) for name in texts),
        Index("watch_workspace", "workspace", "name"),
        **_STRICT,
    )
    op.create_table(
        "watch_standing",
        Column("watch", _Id, ForeignKey("watch.id"), primary_key=True, autoincrement=False),
        Column("key", _Key, primary_key=True),
        Column("digest", _Key, nullable=False),
        Column("data", LargeBinary, nullable=False),
        **_KEYED,
    )
    op.create_table(
        "alert",
        Column("id", _Id, primary_key=True, autoincrement=False),
        Column("workspace", _Key, nullable=False),
        Column("watch", _Id, ForeignKey("watch.id"), nullable=False),
        Column("at", _Key, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("what", "title", "detail", "link", "seen")),
        Index("alert_newest", "workspace", "id"),
        **_STRICT,
    )

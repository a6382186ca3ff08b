"""Editions as changes, originals as differences, what was tried and what people decided."""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_Id = BigInteger().with_variant(Integer(), "sqlite")
#: Text that sorts by code point, as SQLite and Python sort it.
_Key = Text().with_variant(Text(collation="C"), "postgresql")
_STRICT: dict[str, Any] = {"sqlite_strict": True}
_KEYED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


def upgrade() -> None:
    """Create all tables."""
    _lists()
    _records()
    _originals()
    _decisions()


def _lists() -> None:
    op.create_table(
        "store",
        Column("name", Text, primary_key=True),
        Column("value", Text, nullable=False),
        **_KEYED,
    )
    op.create_table(
        "list",
        Column("id", _Id, primary_key=True, autoincrement=False),
        Column("name", Text, nullable=False, unique=True),
        **_STRICT,
    )
    op.create_table(
        "edition",
        Column("id", _Id, primary_key=True, autoincrement=False),
        Column("list", _Id, ForeignKey("list.id"), nullable=False),
        Column("sha256", Text, nullable=False),
        Column("published", Text),
        Column("retrieved_at", Text, nullable=False),
        Column("confirmed", Text),
        Column("title", Text, nullable=False),
        Column("authority", Text, nullable=False),
        Column("entities", _Id, nullable=False),
        Column("designations", _Id, nullable=False),
        Column("source", Text, nullable=False),
        Column("official_url", Text, nullable=False),
        Column("licence", Text, nullable=False),
        Column("completeness", Text, nullable=False),
        Column("parts", Text, nullable=False),
        Column("lacks", Text, nullable=False),
        Column("origin", Text, nullable=False),
        Column("layout", Text, nullable=False),
        Column("parser", Text, nullable=False),
        Column("note", Text, nullable=False),
        Column("records", _Id, nullable=False),
        Column("digest", LargeBinary, nullable=False),
        Column("account", Text, nullable=False),
        **_STRICT,
    )
    op.create_index("ix_edition_list", "edition", ["list"])


def _records() -> None:
    op.create_table(
        "record",
        Column("id", _Id, primary_key=True, autoincrement=False),
        Column("list", _Id, ForeignKey("list.id"), nullable=False),
        Column("key", _Key, nullable=False),
        Column("hash", LargeBinary, nullable=False),
        Column("text", Text, nullable=False),
        UniqueConstraint("list", "hash", name="record_hash"),
        **_STRICT,
    )
    op.create_index("record_key", "record", ["list", "key"])
    op.create_table(
        "change",
        Column("record", _Id, ForeignKey("record.id"), primary_key=True, autoincrement=False),
        Column("edition", _Id, ForeignKey("edition.id"), primary_key=True, autoincrement=False),
        Column("sign", Integer, CheckConstraint("sign IN (-1, 1)", name="change_sign"), nullable=False),
        **_KEYED,
    )
    op.create_index("change_edition", "change", ["edition", "record", "sign"])


def _originals() -> None:
    op.create_table(
        "blob",
        Column("id", _Id, primary_key=True, autoincrement=False),
        Column("sha256", Text, nullable=False, unique=True),
        Column("size", _Id, nullable=False),
        Column("base", _Id, ForeignKey("blob.id")),
        Column("depth", Integer, nullable=False),
        **_STRICT,
    )
    op.create_index("ix_blob_base", "blob", ["base"])
    op.create_table(
        "chunk",
        Column("blob", _Id, ForeignKey("blob.id"), primary_key=True, autoincrement=False),
        Column("n", Integer, primary_key=True, autoincrement=False),
        Column("data", LargeBinary, nullable=False),
        **_STRICT,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE chunk ALTER COLUMN data SET STORAGE EXTERNAL")  # it is compressed already
    op.create_table(
        "original",
        Column("edition", _Id, ForeignKey("edition.id"), primary_key=True, autoincrement=False),
        Column("n", Integer, primary_key=True, autoincrement=False),
        Column("role", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("blob", _Id, ForeignKey("blob.id"), nullable=False),
        **_KEYED,
    )
    op.create_index("ix_original_blob", "original", ["blob"])


def _decisions() -> None:
    op.create_table(
        "attempt",
        Column("id", _Id, primary_key=True, autoincrement=False),
        Column("list_id", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("url", Text, nullable=False),
        Column("outcome", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("edition_sha256", Text, nullable=False),
        **_STRICT,
    )
    op.create_index("attempt_at", "attempt", ["list_id", "at"])
    op.create_table(
        "answer",
        Column("url", Text, primary_key=True),
        Column("etag", Text, nullable=False),
        Column("last_modified", Text, nullable=False),
        Column("sha256", Text, nullable=False),
        **_KEYED,
    )
    op.create_table(
        "party_decision",
        Column("id", _Id, primary_key=True, autoincrement=False),
        Column("entity_a", Text, nullable=False),
        Column("entity_b", Text, nullable=False),
        Column("decision", Text, nullable=False),
        Column("because", Text, nullable=False),
        Column("decided_by", Text, nullable=False),
        Column("at", Text, nullable=False),
        **_STRICT,
    )
    op.create_table(
        "kept_id",
        Column("list_id", Text, primary_key=True),
        Column("derived", Text, primary_key=True),
        Column("id", Text, nullable=False),
        **_KEYED,
    )

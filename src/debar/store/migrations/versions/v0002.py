"""Dossiers: documents with their texts, records with their quotations, names they are about, people's decisions."""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import REAL, BigInteger, Column, Double, ForeignKey, Integer, LargeBinary, Text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_Id = BigInteger().with_variant(Integer(), "sqlite")
#: Text that sorts by code point, as SQLite and Python sort it.
_Key = Text().with_variant(Text(collation="C"), "postgresql")
_Share: Any = Double().with_variant(REAL(), "sqlite")
_STRICT: dict[str, Any] = {"sqlite_strict": True}
_KEYED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


def upgrade() -> None:
    """Create the tables of dossiers."""
    _documents()
    _records()
    _names()


def _documents() -> None:
    op.create_table(
        "document",
        Column("id", _Id, primary_key=True, autoincrement=False),
        Column("sha256", Text, nullable=False, unique=True),
        Column("name", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("form", Text, nullable=False),
        Column("reader", Text, nullable=False),
        Column("given", Text, nullable=False),
        Column("address", Text, nullable=False),
        Column("retrieved_at", Text, nullable=False),
        Column("pages", Text, nullable=False),
        Column("notes", Text, nullable=False),
        Column("refused", Text, nullable=False),
        Column("length", _Id, nullable=False),
        Column("text", LargeBinary, nullable=False),
        Column("blob", _Id, ForeignKey("blob.id"), nullable=False),
        **_STRICT,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE document ALTER COLUMN text SET STORAGE EXTERNAL")  # it is compressed already
    op.create_index("ix_document_blob", "document", ["blob"])


def _records() -> None:
    op.create_table(
        "dossier_record",
        Column("id", _Id, primary_key=True, autoincrement=False),
        Column("key", _Key, nullable=False, unique=True),
        Column("kind", Text, nullable=False),
        Column("first", _Key, nullable=False),
        Column("last", _Key, nullable=False),
        Column("confidence", _Share, nullable=False),
        Column("text", Text, nullable=False),
        **_STRICT,
    )
    op.create_table(
        "quotation",
        Column("record", _Id, ForeignKey("dossier_record.id"), primary_key=True, autoincrement=False),
        Column("read_from", _Id, ForeignKey("document.id"), primary_key=True, autoincrement=False),
        Column("n", Integer, primary_key=True, autoincrement=False),
        Column("document", _Id, ForeignKey("document.id"), nullable=False),
        Column("start_at", _Id, nullable=False),
        Column("end_at", _Id, nullable=False),
        Column("page", Integer),
        **_KEYED,
    )
    op.create_index("quotation_read_from", "quotation", ["read_from", "record"])
    op.create_index("quotation_document", "quotation", ["document"])


def _names() -> None:
    op.create_table(
        "party_name",
        Column("id", _Id, primary_key=True, autoincrement=False),
        Column("name", _Key, nullable=False, unique=True),
        **_STRICT,
    )
    op.create_table(
        "about",
        Column("name", _Id, ForeignKey("party_name.id"), primary_key=True, autoincrement=False),
        Column("record", _Id, ForeignKey("dossier_record.id"), primary_key=True, autoincrement=False),
        **_KEYED,
    )
    op.create_index("about_record", "about", ["record"])
    op.create_table(
        "record_decision",
        Column("id", _Id, primary_key=True, autoincrement=False),
        Column("key", _Key, nullable=False),
        Column("verdict", Text, nullable=False),
        Column("actor", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("at", Text, nullable=False),
        **_STRICT,
    )
    op.create_index("ix_record_decision_key", "record_decision", ["key"])

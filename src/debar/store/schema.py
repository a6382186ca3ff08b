"""The tables, as the newest migration leaves them.

An edition is kept as changes: ``change`` holds which record versions it has (+1) or has no longer (-1), measured
against the edition before it in the order of its list. Days and moments are ISO texts in UTC, so that they sort alike
in both databases. Ids are given out by the one writer there can be at a time.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    REAL,
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

#: The newest migration: the schema that this version of debar reads and writes.
HEAD = "0014"

metadata = MetaData()

_Id = BigInteger().with_variant(Integer(), "sqlite")
#: Text that sorts by code point, as SQLite and Python sort it.
_Key = Text().with_variant(Text(collation="C"), "postgresql")
_Share: Any = Double().with_variant(REAL(), "sqlite")
_STRICT: dict[str, Any] = {"sqlite_strict": True}
_KEYED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}

store = Table(
    "store", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False), **_KEYED
)

lists = Table(
    "list",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False, unique=True),
    **_STRICT,
)

edition = Table(
    "edition",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("list", _Id, ForeignKey("list.id"), nullable=False, index=True),
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

record = Table(
    "record",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("list", _Id, ForeignKey("list.id"), nullable=False),
    Column("key", _Key, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("list", "hash", name="record_hash"),
    Index("record_key", "list", "key"),
    **_STRICT,
)

change = Table(
    "change",
    metadata,
    Column("record", _Id, ForeignKey("record.id"), primary_key=True, autoincrement=False),
    Column("edition", _Id, ForeignKey("edition.id"), primary_key=True, autoincrement=False),
    Column("sign", Integer, CheckConstraint("sign IN (-1, 1)", name="change_sign"), nullable=False),
    Index("change_edition", "edition", "record", "sign"),
    **_KEYED,
)

blob = Table(
    "blob",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("sha256", Text, nullable=False, unique=True),
    Column("size", _Id, nullable=False),
    Column("base", _Id, ForeignKey("blob.id"), index=True),
    Column("depth", Integer, nullable=False),
    **_STRICT,
)

chunk = Table(
    "chunk",
    metadata,
    Column("blob", _Id, ForeignKey("blob.id"), primary_key=True, autoincrement=False),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
    **_STRICT,
)

original = Table(
    "original",
    metadata,
    Column("edition", _Id, ForeignKey("edition.id"), primary_key=True, autoincrement=False),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("role", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("blob", _Id, ForeignKey("blob.id"), nullable=False, index=True),
    **_KEYED,
)

attempt = Table(
    "attempt",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("list_id", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("edition_sha256", Text, nullable=False),
    Index("attempt_at", "list_id", "at"),
    **_STRICT,
)

answer = Table(
    "answer",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    **_KEYED,
)

party_decision = Table(
    "party_decision",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("entity_a", Text, nullable=False),
    Column("entity_b", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Column("because", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("at", Text, nullable=False),
    **_STRICT,
)

kept_id = Table(
    "kept_id",
    metadata,
    Column("list_id", Text, primary_key=True),
    Column("derived", Text, primary_key=True),
    Column("id", Text, nullable=False),
    **_KEYED,
)

document = Table(
    "document",
    metadata,
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
    Column("blob", _Id, ForeignKey("blob.id"), nullable=False, index=True),
    **_STRICT,
)

dossier_record = Table(
    "dossier_record",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("key", _Key, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("first", _Key, nullable=False),
    Column("last", _Key, nullable=False),
    Column("confidence", _Share, nullable=False),
    Column("text", Text, nullable=False),
    **_STRICT,
)

quotation = Table(
    "quotation",
    metadata,
    Column("record", _Id, ForeignKey("dossier_record.id"), primary_key=True, autoincrement=False),
    Column("read_from", _Id, ForeignKey("document.id"), primary_key=True, autoincrement=False),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("document", _Id, ForeignKey("document.id"), nullable=False),
    Column("start_at", _Id, nullable=False),
    Column("end_at", _Id, nullable=False),
    Column("page", Integer),
    Index("quotation_read_from", "read_from", "record"),
    Index("quotation_document", "document"),
    **_KEYED,
)

party_name = Table(
    "party_name",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("name", _Key, nullable=False, unique=True),
    **_STRICT,
)

about = Table(
    "about",
    metadata,
    Column("name", _Id, ForeignKey("party_name.id"), primary_key=True, autoincrement=False),
    Column("record", _Id, ForeignKey("dossier_record.id"), primary_key=True, autoincrement=False),
    Index("about_record", "record"),
    **_KEYED,
)

record_decision = Table(
    "record_decision",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("key", _Key, nullable=False, index=True),
    Column("verdict", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Text, nullable=False),
    **_STRICT,
)

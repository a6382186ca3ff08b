"""The tables of jobs, as the newest migration leaves them: long scans of a server, and answers given once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from debar.store.schema import metadata

_Id = BigInteger().with_variant(Integer(), "sqlite")
_Key = Text().with_variant(Text(collation="C"), "postgresql")
_STRICT: dict[str, Any] = {"sqlite_strict": True}
_KEYED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}

job = Table(
    "job",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("workspace", _Key, nullable=False),
    Column("place", _Key, nullable=False),
    Column("folder", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("files", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("state", _Key, nullable=False),
    Column("stopping", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("began", Text, nullable=False),
    Column("ended", Text, nullable=False),
    Column("progress", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("scan", _Id, nullable=False),
    Index("job_newest", "workspace", "id"),
    Index("job_open", "place", "state", "id"),
    **_STRICT,
)

#: Answers to requests that carried an Idempotency-Key: the same request again is given the same answer.
answered = Table(
    "answered",
    metadata,
    Column("workspace", _Key, primary_key=True),
    Column("actor", _Key, primary_key=True),
    Column("key", _Key, primary_key=True),
    Column("digest", _Key, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", _Key, nullable=False),
    **_KEYED,
)

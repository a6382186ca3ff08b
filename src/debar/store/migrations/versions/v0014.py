"""Jobs: long scans of a server; answers that are given once."""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import BigInteger, Column, Index, Integer, Text

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_Id = BigInteger().with_variant(Integer(), "sqlite")
_Key = Text().with_variant(Text(collation="C"), "postgresql")
_STRICT: dict[str, Any] = {"sqlite_strict": True}
_KEYED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


def upgrade() -> None:
    """Create the tables of jobs."""
    op.create_table(
        "job",
        Column("id", _Id, primary_key=True, autoincrement=False),
        Column("workspace", _Key, nullable=False),
        Column("place", _Key, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("folder", "name", "files", "question", "actor", "at")),
        Column("state", _Key, nullable=False),
        Column("stopping", Integer, nullable=False),
        Column("attempts", Integer, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("began", "ended", "progress", "message")),
        Column("scan", _Id, nullable=False),
        Index("job_newest", "workspace", "id"),
        Index("job_open", "place", "state", "id"),
        **_STRICT,
    )
    op.create_table(
        "answered",
        *(Column(name, _Key, primary_key=True) for name in ("workspace", "actor", "key")),
        Column("digest", _Key, nullable=False),
        Column("answer", Text, nullable=False),
        Column("at", _Key, nullable=False),
        **_KEYED,
    )

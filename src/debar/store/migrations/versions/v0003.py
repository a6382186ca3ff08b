"""Casework: kept scans with their findings, decisions of people, the log of what was done."""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, Text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_Id = BigInteger().with_variant(Integer(), "sqlite")
_Key = Text().with_variant(Text(collation="C"), "postgresql")
_STRICT: dict[str, Any] = {"sqlite_strict": True}
_KEYED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


def upgrade() -> None:
    """Create the tables of casework."""
    _scans()
    op.create_table(
        "finding_decision",
        Column("id", _Id, primary_key=True, autoincrement=False),
        Column("finding", _Key, nullable=False, index=True),
        Column("subject", _Key, nullable=False),
        Column("about", _Key, nullable=False),
        Column("kind", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("actor", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("basis", Text, nullable=False),
        Column("until", Text),
        **_STRICT,
    )
    op.create_index("finding_decision_pair", "finding_decision", ["subject", "about"])
    op.create_table(
        "audit",
        Column("id", _Id, primary_key=True, autoincrement=False),
        Column("at", Text, nullable=False),
        Column("actor", Text, nullable=False),
        Column("action", Text, nullable=False),
        Column("what", Text, nullable=False),
        Column("hash", Text, nullable=False),
        **_STRICT,
    )


def _scans() -> None:
    op.create_table(
        "scan",
        Column("id", _Id, primary_key=True, autoincrement=False),
        Column("key", Text, nullable=False, unique=True),
        Column("name", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("actor", Text, nullable=False),
        Column("question", Text, nullable=False),
        Column("editions", Text, nullable=False),
        Column("summary", Text, nullable=False),
        Column("findings", _Id, nullable=False),
        **_STRICT,
    )
    op.create_table(
        "finding",
        Column("scan", _Id, ForeignKey("scan.id"), primary_key=True, autoincrement=False),
        Column("n", _Id, primary_key=True, autoincrement=False),
        Column("id", _Key, nullable=False),
        Column("severity", Integer, nullable=False),
        Column("maker", _Key, nullable=False),
        Column("state", _Key, nullable=False),
        Column("buyer_type", _Key, nullable=False),
        Column("day", _Key, nullable=False),
        Column("text", LargeBinary, nullable=False),
        **_KEYED,
    )
    op.create_index("finding_id", "finding", ["id", "scan", "n"])
    op.create_index("finding_severity", "finding", ["scan", "severity", "n"])

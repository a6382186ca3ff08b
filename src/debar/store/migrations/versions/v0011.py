"""Second persons, previews of decisions on many findings, settings of workspaces, copies of the law."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Text

revision = "0011"
down_revision = "0008"
branch_labels = None
depends_on = None

_Id = BigInteger().with_variant(Integer(), "sqlite")
_Key = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables, and let a decision name who approved it."""
    op.create_table(
        "workspace_setting",
        Column("workspace", _Key, primary_key=True),
        Column("name", _Key, primary_key=True),
        Column("value", Text, nullable=False),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "proposal",
        Column("id", _Id, primary_key=True, autoincrement=False),
        Column("workspace", _Key, nullable=False, index=True),
        Column("finding", _Key, nullable=False, index=True),
        Column("subject", _Key, nullable=False),
        Column("about", _Key, nullable=False),
        Column("kind", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("actor", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("basis", Text, nullable=False),
        Column("until", Text),
        Column("batch", _Key, nullable=False),
        Column("ruling", Text, nullable=False),
        Column("ruled_by", Text, nullable=False),
        Column("ruled_at", Text, nullable=False),
        Column("ruled_because", Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "preview",
        Column("token", _Key, primary_key=True),
        Column("workspace", _Key, primary_key=True),
        Column("at", Text, nullable=False),
        Column("actor", Text, nullable=False),
        Column("asked", Text, nullable=False),
        Column("members", LargeBinary, nullable=False),
        Column("done", Text, nullable=False),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "law",
        Column("name", _Key, primary_key=True),
        Column("version", _Key, primary_key=True),
        Column("sha256", Text, nullable=False),
        Column("text", LargeBinary, nullable=False),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.add_column("finding_decision", Column("approver", Text, nullable=False, server_default=""))

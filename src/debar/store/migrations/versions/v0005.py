"""People: accounts, keys, sessions, failed sign-ins; each kept scan, decision and line of the log has a workspace."""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Text

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_Id = BigInteger().with_variant(Integer(), "sqlite")
_Key = Text().with_variant(Text(collation="C"), "postgresql")
_STRICT: dict[str, Any] = {"sqlite_strict": True}
_KEYED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


def upgrade() -> None:
    """Create the tables of people; what was kept before belongs to the workspace ``main``."""
    for table in ("scan", "finding_decision", "audit"):
        op.add_column(table, Column("workspace", _Key, nullable=False, server_default="main"))
    _accounts()
    op.create_table(
        "session",
        Column("hash", _Key, primary_key=True),
        Column("account", _Id, ForeignKey("account.id"), nullable=False, index=True),
        Column("at", Text, nullable=False),
        Column("seen", Text, nullable=False),
        Column("expires", Text, nullable=False),
        **_KEYED,
    )
    op.create_table(
        "throttle",
        Column("who", _Key, primary_key=True),
        Column("failures", Integer, nullable=False),
        Column("last", Text, nullable=False),
        **_KEYED,
    )


def _accounts() -> None:
    op.create_table(
        "account",
        Column("id", _Id, primary_key=True, autoincrement=False),
        Column("name", _Key, nullable=False, unique=True),
        Column("password", Text, nullable=False),
        Column("role", Text, nullable=False),
        Column("workspace", _Key, nullable=False),
        Column("disabled", Integer, nullable=False),
        Column("at", Text, nullable=False),
        **_STRICT,
    )
    op.create_table(
        "api_key",
        Column("id", _Id, primary_key=True, autoincrement=False),
        Column("account", _Id, ForeignKey("account.id"), nullable=False),
        Column("name", Text, nullable=False),
        Column("start", Text, nullable=False),
        Column("hash", _Key, nullable=False, unique=True),
        Column("scopes", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("expires", Text, nullable=False),
        Column("revoked", Text),
        Column("used", Text),
        **_STRICT,
    )

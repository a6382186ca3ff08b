"""Identities: whom an identity provider calls by which number of its own."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Text

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_Id = BigInteger().with_variant(Integer(), "sqlite")
_Key = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the table of identities."""
    op.create_table(
        "identity",
        Column("issuer", _Key, primary_key=True),
        Column("subject", _Key, primary_key=True),
        Column("account", _Id, ForeignKey("account.id"), nullable=False, unique=True),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )

"""Counts of kept findings by month are read from the index too."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put the wider index in the place of the narrow one."""
    op.drop_index("finding_facets", "finding")
    op.create_index("finding_facets", "finding", ["scan", "severity", "n", "maker", "state", "buyer_type", "day"])

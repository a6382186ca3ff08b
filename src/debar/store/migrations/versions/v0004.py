"""Lists of kept findings, and their counts, are read from an index that holds what they are filtered by."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put the wider index in the place of the narrow one."""
    op.drop_index("finding_severity", "finding")
    op.create_index("finding_facets", "finding", ["scan", "severity", "n", "maker", "state", "buyer_type"])

"""Any table file -> rows with their place. See `open_tables`."""

from debar.tables.blocks import Joined
from debar.tables.files import Member, Skipped, members
from debar.tables.parquet import ArrowRows
from debar.tables.table import Batch, Table, from_records, open_tables, tables_of

__all__ = [
    "ArrowRows",
    "Batch",
    "Joined",
    "Member",
    "Skipped",
    "Table",
    "from_records",
    "members",
    "open_tables",
    "tables_of",
]

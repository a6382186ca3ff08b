"""The tables of casework, as the newest migration leaves them: scans, findings, decisions, proposals, the log.

Findings are kept as the contract's JSON, compressed; what lists of findings are filtered by stands beside it. A line of
``audit`` is never changed: its ``hash`` covers it and the hash of the line before.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from debar.store.schema import metadata

_Id = BigInteger().with_variant(Integer(), "sqlite")
_Key = Text().with_variant(Text(collation="C"), "postgresql")
_STRICT: dict[str, Any] = {"sqlite_strict": True}
_KEYED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}

scan = Table(
    "scan",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("editions", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("findings", _Id, nullable=False),
    Column("workspace", _Key, nullable=False, server_default="main"),
    **_STRICT,
)

finding = Table(
    "finding",
    metadata,
    Column("scan", _Id, ForeignKey("scan.id"), primary_key=True, autoincrement=False),
    Column("n", _Id, primary_key=True, autoincrement=False),
    Column("id", _Key, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("maker", _Key, nullable=False),
    Column("state", _Key, nullable=False),
    Column("buyer_type", _Key, nullable=False),
    Column("day", _Key, nullable=False),
    Column("text", LargeBinary, nullable=False),
    Index("finding_id", "id", "scan", "n"),
    Index("finding_facets", "scan", "severity", "n", "maker", "state", "buyer_type", "day"),
    **_KEYED,
)

finding_decision = Table(
    "finding_decision",
    metadata,
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
    Column("workspace", _Key, nullable=False, server_default="main"),
    Column("approver", Text, nullable=False, server_default=""),
    Index("finding_decision_pair", "subject", "about"),
    **_STRICT,
)

audit = Table(
    "audit",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("workspace", _Key, nullable=False, server_default="main"),
    **_STRICT,
)

setting = Table(
    "workspace_setting",
    metadata,
    Column("workspace", _Key, primary_key=True),
    Column("name", _Key, primary_key=True),
    Column("value", Text, nullable=False),
    **_KEYED,
)

#: Decisions that wait for a second person, or did; an empty ``ruling`` waits.
proposal = Table(
    "proposal",
    metadata,
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
    **_STRICT,
)

#: What was shown before many findings were decided at once: the findings with what each decision rests on.
preview = Table(
    "preview",
    metadata,
    Column("token", _Key, primary_key=True),
    Column("workspace", _Key, primary_key=True),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("members", LargeBinary, nullable=False),
    Column("done", Text, nullable=False),
    **_KEYED,
)

#: Copies of the catalog and the rules that judgements went by, each kept once under the version that findings name.
law = Table(
    "law",
    metadata,
    Column("name", _Key, primary_key=True),
    Column("version", _Key, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("text", LargeBinary, nullable=False),
    **_KEYED,
)

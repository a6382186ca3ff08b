"""Answers to requests that carried a key: the same request again is given the same answer, and nothing is done twice.

After the IETF draft "The Idempotency-Key HTTP Header Field". An answer is kept in the transaction of what it tells.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, select

from debar.model.people import MAIN
from debar.store.audit_chain import canonical
from debar.store.bulk import insert_rows
from debar.store.schema_jobs import answered


class AnswerWriter:
    """The answers of one transaction and workspace; a key is its sender's own."""

    def __init__(self, connection: Connection, workspace: str = MAIN) -> None:
        self._connection = connection
        self._workspace = workspace

    def find(self, actor: str, key: str) -> tuple[str, Mapping[str, Any]] | None:
        """Return the digest of the request that had that key, and its answer; None where there was none."""
        held = answered.c
        mine = (held.workspace == self._workspace) & (held.actor == actor) & (held.key == key)
        row = self._connection.execute(select(held.digest, held.answer).where(mine)).one_or_none()
        return (row.digest, json.loads(row.answer)) if row else None

    def keep(self, actor: str, key: str, digest: str, answer: Mapping[str, Any], at: str) -> None:
        """Keep the answer to a request."""
        insert_rows(self._connection, answered, [(self._workspace, actor, key, digest, canonical(answer), at)])

    def drop(self, before: str) -> None:
        """Drop the answers from before a moment (ISO, UTC)."""
        self._connection.execute(delete(answered).where(answered.c.at < before))

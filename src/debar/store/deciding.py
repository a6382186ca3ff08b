"""How a workspace decides, in the store: its settings, proposals that wait for a second person, previews of many."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import Any

import zstandard
from sqlalchemy import Connection, Row, delete, select, update

from debar.errors import InputError
from debar.model.casework import DECISIONS, FindingDecision, Preview, Proposal
from debar.model.people import MAIN
from debar.store import schema_casework as tables
from debar.store.audit_chain import canonical
from debar.store.bulk import insert_rows, next_id

Reading = Callable[[], AbstractContextManager[Connection]]

#: The setting that names the decisions which need a second person.
SECOND_PERSON = "second-person"


class Deciding:
    """What the store holds of deciding in one workspace; made by :meth:`debar.store.Store.deciding_in`."""

    def __init__(self, reading: Reading, workspace: str = MAIN) -> None:
        self._reading = reading
        self._workspace = workspace

    def second_person(self) -> tuple[str, ...]:
        """Return the decisions that need a second person in this workspace, in the order of ``DECISIONS``."""
        with self._reading() as connection:
            return _second_person(connection, self._workspace)

    def proposal(self, number: int) -> Proposal:
        """Return a proposal. Raises InputError for none of that number."""
        with self._reading() as connection:
            return _proposal_of(connection, self._workspace, number)

    def proposals(
        self, *, finding: str = "", waiting: bool = True, after: int = 0, limit: int = 1_000
    ) -> tuple[Proposal, ...]:
        """Return proposals, the oldest first: those that wait, or all; of one finding where one is given."""
        proposal = tables.proposal.c
        query = select(tables.proposal).where(proposal.workspace == self._workspace, proposal.id > after)
        if finding:
            query = query.where(proposal.finding == finding)
        if waiting:
            query = query.where(proposal.ruling == "")
        with self._reading() as connection:
            return tuple(map(_proposal, connection.execute(query.order_by(proposal.id).limit(limit))))

    def preview(self, token: str) -> Preview:
        """Return a preview. Raises InputError for none with that token."""
        with self._reading() as connection:
            return _preview_of(connection, self._workspace, token)


class DecidingWriter:
    """What may be written of deciding in one transaction and workspace; see :meth:`debar.store.Writer.deciding_in`."""

    def __init__(self, connection: Connection, workspace: str = MAIN) -> None:
        self._connection = connection
        self._workspace = workspace

    def second_person(self) -> tuple[str, ...]:
        """Return the decisions that need a second person in this workspace, as this transaction sees it."""
        return _second_person(self._connection, self._workspace)

    def set_second_person(self, kinds: Iterable[str]) -> None:
        """Keep which decisions need a second person; none lets each be made by one."""
        setting = tables.setting.c
        mine = (setting.workspace == self._workspace) & (setting.name == SECOND_PERSON)
        self._connection.execute(delete(tables.setting).where(mine))
        insert_rows(self._connection, tables.setting, [(self._workspace, SECOND_PERSON, " ".join(kinds))])

    def propose(self, decision: FindingDecision, batch: str = "") -> Proposal:
        """Keep a decision that waits for a second person. Raises InputError where one on the finding waits already."""
        proposal = tables.proposal.c
        mine = (proposal.workspace == self._workspace) & (proposal.finding == decision.finding)
        waiting = select(proposal.id).where(mine, proposal.ruling == "")
        number = self._connection.execute(waiting).scalar()
        if number is not None:
            raise InputError(f"{decision.finding}: proposal {number} on it waits for a second person; rule on it first")
        id_ = next_id(self._connection, tables.proposal)
        until = decision.until.isoformat() if decision.until else None
        said = (decision.finding, decision.subject, decision.about, decision.kind, decision.reason)
        row = (id_, self._workspace, *said, decision.actor, decision.at, canonical(decision.basis), until, batch)
        insert_rows(self._connection, tables.proposal, [(*row, "", "", "", "")])
        return Proposal(id=id_, decision=decision, batch=batch)

    def rule(self, number: int, ruling: str, *, by: str, at: str, because: str) -> Proposal:
        """Keep what a second person says of a proposal; return it. Raises InputError unless it waits."""
        found = _proposal_of(self._connection, self._workspace, number)
        if found.ruling:
            raise InputError(f"proposal {number} was {found.ruling} by {found.ruled_by}, {found.ruled_at[:10]}")
        values = {"ruling": ruling, "ruled_by": by, "ruled_at": at, "ruled_because": because}
        self._connection.execute(update(tables.proposal).where(tables.proposal.c.id == number).values(**values))
        return replace(found, ruling=ruling, ruled_by=by, ruled_at=at, ruled_because=because)

    def keep_preview(self, preview: Preview, *, forget: str) -> None:
        """Keep a preview, in the place of the same one; forget those not confirmed and older than ``forget``."""
        table = tables.preview.c
        mine = table.workspace == self._workspace
        old = (table.token == preview.token) | (table.at < forget)
        self._connection.execute(delete(tables.preview).where(mine, old, table.done == ""))
        there = select(table.token).where(mine, table.token == preview.token)
        if self._connection.execute(there).first() is None:
            members = zstandard.ZstdCompressor(level=3).compress(canonical(preview.members).encode())
            said = (preview.token, self._workspace, preview.at, preview.actor, canonical(preview.asked), members, "")
            insert_rows(self._connection, tables.preview, [said])

    def preview(self, token: str) -> Preview:
        """Return a preview as this transaction sees it. Raises InputError for none with that token."""
        return _preview_of(self._connection, self._workspace, token)

    def finish_preview(self, token: str, done: Mapping[str, Any]) -> None:
        """Note that what a preview showed is decided, and what was kept."""
        table = tables.preview.c
        mine = (table.workspace == self._workspace) & (table.token == token)
        self._connection.execute(update(tables.preview).where(mine).values(done=canonical(done)))


def _second_person(connection: Connection, workspace: str) -> tuple[str, ...]:
    setting = tables.setting.c
    query = select(setting.value).where(setting.workspace == workspace, setting.name == SECOND_PERSON)
    chosen = (connection.execute(query).scalar() or "").split()
    return tuple(kind for kind in DECISIONS if kind in chosen)


def _proposal_of(connection: Connection, workspace: str, number: int) -> Proposal:
    proposal = tables.proposal.c
    query = select(tables.proposal).where(proposal.id == number, proposal.workspace == workspace)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise InputError(f"no proposal {number} is kept; debar proposals list names those that wait")
    return _proposal(row)


def _preview_of(connection: Connection, workspace: str, token: str) -> Preview:
    table = tables.preview.c
    query = select(tables.preview).where(table.token == token, table.workspace == workspace)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise InputError("nothing was previewed under this token; look at the preview again, it gives a new one")
    return Preview(
        token=row.token,
        at=row.at,
        actor=row.actor,
        asked=json.loads(row.asked),
        members=json.loads(zstandard.ZstdDecompressor().decompress(row.members)),
        done=json.loads(row.done or "{}"),
    )


def _proposal(row: Row[Any]) -> Proposal:
    made = FindingDecision(
        finding=row.finding,
        subject=row.subject,
        about=row.about,
        kind=row.kind,
        reason=row.reason,
        actor=row.actor,
        at=row.at,
        basis=json.loads(row.basis),
        until=date.fromisoformat(row.until) if row.until else None,
    )
    return Proposal(
        id=row.id,
        decision=made,
        batch=row.batch,
        ruling=row.ruling,
        ruled_by=row.ruled_by,
        ruled_at=row.ruled_at,
        ruled_because=row.ruled_because,
    )

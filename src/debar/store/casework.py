"""Casework in the store: kept scans and their findings, decisions, the log. Reading, and writing in a transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import Any

import zstandard
from sqlalchemy import ColumnElement, Connection, Row, Table, delete, func, select, tuple_

from debar.errors import InputError
from debar.model import SEVERITY
from debar.model.casework import AuditEntry, FindingDecision, KeptFinding, KeptScan
from debar.model.people import MAIN
from debar.store import schema_casework as tables
from debar.store.audit_chain import START, canonical, chain_faults, line_hash
from debar.store.bulk import batches, insert_rows, next_id
from debar.store.law import keep_copies, read_copy
from debar.store.place import DECIDED
from debar.store.schema import store as notes
from debar.store.types import Fault

Reading = Callable[[], AbstractContextManager[Connection]]
Data = Mapping[str, Any]

_LEVEL = 3
#: Sorts after every character that an id has.
_LAST = "\U0010ffff"
_TOGETHER = 2_000
#: Characters of a month at the beginning of a day.
_MONTH = 7
_SEVERITY = tuple(map(str, SEVERITY))


class Casework:
    """What the store holds of casework in one workspace; made by :meth:`debar.store.Store.casework_in`."""

    def __init__(self, reading: Reading, workspace: str = MAIN) -> None:
        self._reading = reading
        self._workspace = workspace

    def _mine(self, table: Table) -> ColumnElement[bool]:
        """What belongs to the workspace: rows of scans, decisions and the log say so, findings through their scan."""
        if table is tables.finding:
            scans = select(tables.scan.c.id).where(tables.scan.c.workspace == self._workspace)
            # The sum keeps databases from choosing an index of scans where an id says which few findings are meant.
            return (tables.finding.c.scan + 0).in_(scans)
        return table.c.workspace == self._workspace

    def scans(self, limit: int = 50) -> tuple[KeptScan, ...]:
        """Return the newest kept scans."""
        with self._reading() as connection:
            query = select(tables.scan).where(self._mine(tables.scan)).order_by(tables.scan.c.id.desc())
            rows = connection.execute(query.limit(limit))
            return tuple(_scan(row) for row in rows)

    def scan(self, id_: int) -> KeptScan:
        """Return a kept scan. Raises InputError when there is none with that number."""
        with self._reading() as connection:
            query = select(tables.scan).where(tables.scan.c.id == id_, self._mine(tables.scan))
            row = connection.execute(query).one_or_none()
        if row is None:
            raise InputError(f"no scan {id_} is kept; debar audit log names them")
        return _scan(row)

    def findings(
        self,
        scan: int,
        *,
        after: tuple[int, int] | None = None,
        limit: int = 50,
        filters: Mapping[str, str] | None = None,
    ) -> tuple[tuple[KeptFinding, tuple[int, int]], ...]:
        """Return findings of a scan, most severe first, each with the key that asks for what comes ``after`` it.

        ``filters`` are values of ``outcome``, ``maker``, ``state`` or ``buyer_type``, and the first and last month of
        the record's day as ``from`` and ``to`` (``2021-03``).
        """
        finding = tables.finding.c
        mine = self._mine(tables.finding)
        # Keys come from the index alone; only the findings of the page are then read.
        keys = select(finding.severity, finding.n).where(finding.scan == scan, mine, *_conditions(filters or {}))
        if after is not None:
            keys = keys.where(tuple_(finding.severity, finding.n) > tuple_(*after))
        page = keys.order_by(finding.severity, finding.n).limit(limit).subquery()
        query = select(tables.finding).where(finding.scan == scan, finding.n == page.c.n)
        with self._reading() as connection:
            rows = connection.execute(query.order_by(finding.severity, finding.n))
            return tuple((_finding(row), (row.severity, row.n)) for row in rows)

    def counts(self, scan: int, column: str, filters: Mapping[str, str] | None = None) -> Mapping[str, int]:
        """Return how many findings of a scan have each ``outcome``, ``maker``, ``state`` or ``buyer_type``."""
        by = tables.finding.c["severity" if column == "outcome" else column]
        mine = self._mine(tables.finding)
        query = select(by, func.count()).where(tables.finding.c.scan == scan, mine, *_conditions(filters or {}))
        with self._reading() as connection:
            rows = connection.execute(query.group_by(by).order_by(func.count().desc(), by)).all()
        return {_SEVERITY[value] if column == "outcome" else str(value): count for value, count in rows}

    def combinations(self, scan: int) -> Mapping[tuple[str, str, str, str, str], int]:
        """Return how many findings of a scan have each outcome, maker, state, type of buyer and month together.

        All counts by one of them, under any filters, are sums of these.
        """
        finding = tables.finding.c
        by = (finding.severity, finding.maker, finding.state, finding.buyer_type, func.substr(finding.day, 1, _MONTH))
        with self._reading() as connection:
            rows = connection.execute(
                select(*by, func.count()).where(finding.scan == scan, self._mine(tables.finding)).group_by(*by)
            ).all()
        return {(_SEVERITY[severity], *map(str, rest)): count for severity, *rest, count in rows}

    def finding(self, start: str, scan: int = 0) -> KeptFinding:
        """Return the newest kept finding whose id begins so, or that of a ``scan``.

        Raises InputError for none or several ids.
        """
        finding = tables.finding.c
        starts = (finding.id >= start, finding.id < f"{start}{_LAST}")
        query = select(tables.finding).where(*starts, self._mine(tables.finding))
        query = query.where(finding.scan == scan) if scan else query
        with self._reading() as connection:
            ids = connection.execute(select(query.subquery().c.id).distinct().limit(3)).scalars().all()
            if len(ids) != 1 or not start:
                what = f"several findings begin with {start!r}; give more of the id" if ids and start else ""
                raise InputError(
                    what
                    or f"no kept finding begins with {start!r}: keep them with debar scan --keep, or give --from FILE"
                )
            row = connection.execute(query.order_by(finding.scan.desc(), finding.n).limit(1)).one()
        return _finding(row)

    def decisions(self, *, history: bool = False) -> tuple[FindingDecision, ...]:
        """Return the newest decision on each finding, pair of subject and party, and ground; with ``history`` all.

        The oldest comes first.
        """
        with self._reading() as connection:
            query = select(tables.finding_decision).where(self._mine(tables.finding_decision))
            rows = connection.execute(query.order_by(tables.finding_decision.c.id))
            made = [_decision(row) for row in rows]
        if history:
            return tuple(made)
        newest = {(each.subject, each.about, each.finding, each.basis.get("ground")): each for each in made}
        return tuple(sorted(newest.values(), key=lambda each: each.id))

    def law(self, name: str, version: str) -> bytes | None:
        """Return the JSON of the ``catalog`` or the ``rules`` of a version; None where no copy is kept."""
        with self._reading() as connection:
            return read_copy(connection, name, version)

    def entries(self, after: int = 0, limit: int = 1_000) -> tuple[AuditEntry, ...]:
        """Return lines of the log, the oldest first, beginning after line ``after``."""
        audit = tables.audit.c
        with self._reading() as connection:
            query = select(tables.audit).where(audit.id > after, self._mine(tables.audit))
            rows = connection.execute(query.order_by(audit.id).limit(limit))
            return tuple(_entry(row) for row in rows)

    def newest_entries(self, before: int = 0, limit: int = 50) -> tuple[AuditEntry, ...]:
        """Return lines of the log, the newest first; with ``before`` those older than that line."""
        audit = tables.audit.c
        query = select(tables.audit).where(self._mine(tables.audit)).order_by(audit.id.desc()).limit(limit)
        with self._reading() as connection:
            rows = connection.execute(query.where(audit.id < before) if before else query)
            return tuple(_entry(row) for row in rows)

    def entries_with(self, action: str, name: str, value: object) -> tuple[AuditEntry, ...]:
        """Return the lines of an action in whose ``what`` that name has that value, the oldest first."""
        audit = tables.audit.c
        written = canonical({name: value})[1:-1]
        query = select(tables.audit).where(self._mine(tables.audit), audit.action == action)
        query = query.where(audit.what.contains(written, autoescape=True)).order_by(audit.id)
        with self._reading() as connection:
            found = map(_entry, connection.execute(query))
            return tuple(entry for entry in found if entry.what.get(name) == value)

    def faults(self, head: str = "") -> tuple[Fault, ...]:
        """Return what is wrong with the log of all workspaces; see :func:`debar.store.audit_chain.chain_faults`."""
        with self._reading() as connection:
            rows = connection.execute(
                select(tables.audit).order_by(tables.audit.c.id).execution_options(yield_per=1_000)
            )
            return tuple(chain_faults(((_entry(row), row.what, row.workspace) for row in rows), head))


class CaseworkWriter:
    """What may be written of casework in one transaction and workspace; see :meth:`debar.store.Writer.casework_in`."""

    def __init__(self, connection: Connection, workspace: str = MAIN) -> None:
        self._connection = connection
        self._workspace = workspace

    def keep_scan(self, scan: KeptScan, findings: Iterable[Data]) -> KeptScan:
        """Keep a scan with its findings (the contract's JSON), in the place of the same run kept earlier."""
        connection = self._connection
        key = scan.key if self._workspace == MAIN else f"{scan.key} {self._workspace}"
        old = connection.execute(select(tables.scan.c.id).where(tables.scan.c.key == key)).scalar_one_or_none()
        if old is not None:
            connection.execute(delete(tables.finding).where(tables.finding.c.scan == old))
            connection.execute(delete(tables.scan).where(tables.scan.c.id == old))
        id_ = old or next_id(connection, tables.scan)
        texts = [canonical(each) for each in (scan.question, scan.editions, scan.summary)]
        row = (id_, key, scan.name, scan.at, scan.actor, *texts, scan.findings, self._workspace)
        insert_rows(connection, tables.scan, [row])
        count = 0
        for some in batches(_rows(id_, findings), _TOGETHER):
            insert_rows(connection, tables.finding, some)
            count += len(some)
        connection.execute(tables.scan.update().where(tables.scan.c.id == id_).values(findings=count))
        return replace(scan, id=id_, findings=count)

    def keep_law(self, law: Mapping[str, tuple[str, bytes]]) -> None:
        """Keep the catalog and the rules that a judgement went by, once each: :attr:`Reference.law`."""
        keep_copies(self._connection, law)

    def decide(self, decision: FindingDecision) -> FindingDecision:
        """Keep a decision; earlier ones stay on record. Raises InputError without a reason."""
        if not decision.reason.strip():
            raise InputError("say why, with --because: every decision keeps its reason")
        id_ = next_id(self._connection, tables.finding_decision)
        row = (
            id_,
            decision.finding,
            decision.subject,
            decision.about,
            decision.kind,
            decision.reason,
            decision.actor,
            decision.at,
            canonical(decision.basis),
            decision.until.isoformat() if decision.until else None,
            self._workspace,
            decision.approver,
        )
        insert_rows(self._connection, tables.finding_decision, [row])
        self._connection.execute(delete(notes).where(notes.c.name == DECIDED))
        insert_rows(self._connection, notes, [(DECIDED, str(id_))])
        return replace(decision, id=id_)

    def log(self, action: str, *, actor: str, at: str, what: Data) -> AuditEntry:
        """Add a line to the log and return it."""
        newest = select(tables.audit).order_by(tables.audit.c.id.desc()).limit(1)
        last = self._connection.execute(newest).one_or_none()
        n, text = (last.id + 1 if last else 1), canonical(what)
        said = {"at": at, "actor": actor, "action": action, "what": text, "workspace": self._workspace}
        hash_ = line_hash(last.hash if last else START, n, **said)
        insert_rows(self._connection, tables.audit, [(n, at, actor, action, text, hash_, self._workspace)])
        return AuditEntry(n=n, at=at, actor=actor, action=action, what=what, hash=hash_)


def _rows(scan: int, findings: Iterable[Data]) -> Iterator[tuple[Any, ...]]:
    packer = zstandard.ZstdCompressor(level=_LEVEL)
    for n, data in enumerate(findings, start=1):
        subject = data["subject"]
        buyer = subject.get("buyer") or {}
        yield (
            scan,
            n,
            data["id"],
            _SEVERITY.index(data["outcome"]),
            (data.get("maker") or {}).get("id", ""),
            buyer.get("state") or "",
            buyer.get("type") or "",
            subject.get("date") or "",
            packer.compress(canonical(data).encode()),
        )


def _conditions(filters: Mapping[str, str]) -> Sequence[ColumnElement[bool]]:
    finding = tables.finding.c
    found = []
    for name, value in filters.items():
        if name == "outcome":
            if value not in _SEVERITY:
                raise InputError(f"outcome: {value!r} is none; take one of {', '.join(_SEVERITY)}")
            found.append(finding.severity == _SEVERITY.index(value))
        elif name in {"maker", "state", "buyer_type"}:
            found.append(finding[name] == value)
        elif name == "from":
            found.append(finding.day >= value)
        elif name == "to":
            found += [finding.day < f"{value}-{_LAST}", finding.day != ""]
        else:
            raise InputError(
                f"findings are not filtered by {name!r}; take outcome, maker, state, buyer_type, from or to"
            )
    return found


def _scan(row: Row[Any]) -> KeptScan:
    return KeptScan(
        id=row.id,
        key=row.key.partition(" ")[0],
        name=row.name,
        at=row.at,
        actor=row.actor,
        question=json.loads(row.question),
        editions=json.loads(row.editions),
        summary=json.loads(row.summary),
        findings=row.findings,
    )


def _finding(row: Row[Any]) -> KeptFinding:
    text = zstandard.ZstdDecompressor().decompress(row.text)
    return KeptFinding(scan=row.scan, n=row.n, id=row.id, data=json.loads(text))


def _decision(row: Row[Any]) -> FindingDecision:
    return FindingDecision(
        id=row.id,
        finding=row.finding,
        subject=row.subject,
        about=row.about,
        kind=row.kind,
        reason=row.reason,
        actor=row.actor,
        at=row.at,
        basis=json.loads(row.basis),
        until=date.fromisoformat(row.until) if row.until else None,
        approver=row.approver,
    )


def _entry(row: Row[Any]) -> AuditEntry:
    what = json.loads(row.what) if row.what.startswith("{") else {"unreadable": row.what}
    return AuditEntry(n=row.id, at=row.at, actor=row.actor, action=row.action, what=what, hash=row.hash)

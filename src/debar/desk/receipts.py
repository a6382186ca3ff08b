"""Receipts: one dated proof of a verdict, with what it rests on and the hashes by which each part is checked.

A receipt is data in one canonical form; pages and prints are made of it and carry it. What is dated by a day holds what
was known at its end: later decisions and lines of the log are no part of it, nor are the lines on receipts themselves,
so that the same finding in the same state gives the same bytes again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from debar import __version__
from debar.desk.casework import Decided, decisions_on
from debar.desk.desk import Desk
from debar.errors import InputError
from debar.model.casework import AuditEntry, FindingDecision, KeptScan
from debar.model.people import MAIN
from debar.report.records import decision_data
from debar.screening.reference import Reference
from debar.store import Writer
from debar.store.audit_chain import canonical
from debar.store.casework import Casework

Data = Mapping[str, Any]

#: What the first field of a receipt says; grows with its shape.
FORMAT = "debar-receipt-1"
ACTION = "receipt"
#: Lines of the log that tell what people did with a finding.
_TOLD = ("decide", "propose", "approve", "reject")
_LAW = ("rules", "catalog")


def make_receipt(desk: Desk, casework: Casework, start: str, as_of: date, workspace: str = MAIN) -> Data:
    """Return the receipt of the kept finding whose id begins so, as of the end of a day.

    Raises InputError for no such finding, and for a day before it was judged or that has not come.
    """
    kept = casework.finding(start)
    scan = casework.scan(kept.scan)
    day = as_of.isoformat()
    if as_of > desk.today:
        raise InputError(f"--as-of {day}: that day has not come; a receipt tells what was known at the end of a day")
    if scan.at[:10] > day:
        raise InputError(f"{kept.id}: was judged on {scan.at[:10]}, so there is no receipt as of {day}")
    made = [each for each in casework.decisions(history=True) if each.at[:10] <= day]
    on_it = decisions_on(kept.data, made)
    reference = desk.reference if as_of == desk.today else desk.reference_at(as_of)
    standing = Decided(made, reference, as_of).standing(kept.data)
    ids = dict.fromkeys((kept.id, *(each.finding for each in on_it)))
    told = [entry for id_ in ids for action in _TOLD for entry in casework.entries_with(action, "finding", id_)]
    lines = [*_judged(casework, scan), *sorted(told, key=lambda entry: entry.n)]
    receipt = {
        "receipt": FORMAT,
        "debar": __version__,
        "as_of": day,
        "workspace": workspace,
        "scan": {"id": scan.id, "name": scan.name, "at": scan.at, "actor": scan.actor, "question": scan.question},
        "finding": kept.data,
        "decisions": [_decision(each) for each in on_it],
        "standing": decision_data(standing) if standing else None,
        "lines": [_line(entry) for entry in lines if entry.at[:10] <= day],
        "hashes": {
            "judgement": digest(kept.data),
            "editions": dict(kept.data["editions"].get("lists", {})),
            "law": {name: _law(casework, kept.data, name) for name in _LAW},
            "rules": _rule_versions(reference, casework, kept.data),
            "log": _head(casework, day),
        },
    }
    return {**receipt, "sha256": digest(receipt)}


def log_receipt(writer: Writer, receipt: Data, content: bytes, format_: str, *, actor: str, at: datetime) -> AuditEntry:
    """Log that a receipt was given: the hashes of its data and of the very file."""
    what = {
        "finding": receipt["finding"]["id"],
        "as_of": receipt["as_of"],
        "format": format_,
        "receipt": receipt["sha256"],
        "file": hashlib.sha256(content).hexdigest(),
    }
    moment = at.astimezone(UTC).isoformat(timespec="seconds")
    return writer.casework_in(receipt["workspace"]).log(ACTION, actor=actor, at=moment, what=what)


def digest(data: Data) -> str:
    """Return the SHA-256 of data in canonical form, in hexadecimal digits."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()


def decision_digest(made: FindingDecision) -> str:
    """Return the SHA-256 of a decision with all that it rests on."""
    return digest(
        {
            "id": made.id,
            "finding": made.finding,
            "subject": made.subject,
            "about": made.about,
            "as": made.kind,
            "reason": made.reason,
            "actor": made.actor,
            "at": made.at,
            "basis": dict(made.basis),
            "until": made.until.isoformat() if made.until else None,
            "approver": made.approver,
        }
    )


def _decision(made: FindingDecision) -> Data:
    return {
        "id": made.id,
        "finding": made.finding,
        "as": made.kind,
        "reason": made.reason,
        "actor": made.actor,
        "approver": made.approver,
        "at": made.at,
        "until": made.until.isoformat() if made.until else None,
        "sha256": decision_digest(made),
    }


def _line(entry: AuditEntry) -> Data:
    return {"n": entry.n, "at": entry.at, "actor": entry.actor, "action": entry.action, "hash": entry.hash}


def _judged(casework: Casework, scan: KeptScan) -> Sequence[AuditEntry]:
    """The line on the judgement: the newest on that scan, as a scan that is run again takes the place of the first."""
    return casework.entries_with("judge", "scan", scan.id)[-1:]


def _law(casework: Casework, finding: Data, name: str) -> Data:
    """The version of a part of the law, and the SHA-256 of its kept copy; empty where none is kept."""
    version = str(finding["editions"].get(name, ""))
    copy = casework.law(name, version)
    return {"version": version, "sha256": hashlib.sha256(copy).hexdigest() if copy is not None else ""}


def _rule_versions(reference: Reference, casework: Casework, finding: Data) -> Data:
    """Rule -> version, of the rules judged; from the kept copy of the rules of then."""
    version = str(finding["editions"].get("rules", ""))
    copy = casework.law("rules", version)
    then = reference.with_law({"rules": (version, copy)}) if copy is not None else reference
    versions = then.rule_versions
    return {rule: versions[rule] for rule in sorted({each["rule"] for each in finding["rules"]}) if rule in versions}


def _head(casework: Casework, day: str) -> Data:
    """The newest line of the log at the end of a day that is not about a receipt."""
    found = next((each for each in _backwards(casework) if each.action != ACTION and each.at[:10] <= day), None)
    return {"n": found.n, "hash": found.hash} if found else {"n": 0, "hash": ""}


def _backwards(casework: Casework) -> Iterable[AuditEntry]:
    some = casework.newest_entries()
    while some:
        yield from some
        some = casework.newest_entries(some[-1].n)

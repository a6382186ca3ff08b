"""``debar decide`` and ``debar audit``: what people do with findings, and the log of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from debar.cli.output import JUDGED, NOT_JUDGED, open_output, tell, today
from debar.desk import open_desk
from debar.desk.answers import parse_date
from debar.desk.casework import make_decision
from debar.desk.deciding import keep_decision
from debar.desk.keeping import keep_findings
from debar.desk.library import user
from debar.errors import InputError
from debar.model import Finding
from debar.model.casework import AuditEntry, KeptFinding, KeptScan
from debar.model.people import MAIN
from debar.report.delimited import write_csv
from debar.report.records import to_json
from debar.report.text import plain
from debar.store import default_url, open_store
from debar.web.kept import read_finding

if TYPE_CHECKING:
    from debar.desk.replay import Replayed
    from debar.screening.reference import Reference

#: Bytes of one line of a file of findings.
_LONGEST_LINE = 8 * 1024 * 1024
_COLUMNS = ("n", "at", "actor", "action", "what", "hash")


def moment() -> datetime:
    """Return the moment something is done; midnight (UTC) of the day where ``DEBAR_TODAY`` fixes it."""
    now, day = datetime.now(UTC).replace(microsecond=0), today()
    return now if day == now.date() else datetime(day.year, day.month, day.day, tzinfo=UTC)


def decide_finding(finding: str, kind: str, because: str, *, by: str, until: str, source: str, store: str) -> None:
    """Keep a decision on a finding, found among those kept in the store or in a file of findings; log it."""
    address = store or default_url()
    data = _from_file(source, finding) if source else None
    if data is None:
        with open_store(address, create=False) as opened:
            data = opened.casework.finding(finding).data
    desk = open_desk(store, today=today(), tell=tell)
    last_day = parse_date(until, "--until") if until else None
    made = make_decision(data, desk.reference, kind, because, actor=by or user(), at=moment(), until=last_day)
    with open_store(address) as opened, opened.writing() as writer:
        kept = keep_decision(writer, MAIN, made)
    if kept.proposal is not None:
        number = kept.proposal.id
        tell(f"Kept as line {kept.line} of the log: {made.kind} is proposed as number {number} and waits.")
        tell(f"A second person says debar proposals approve {number}, or reject it with --because.")
        return
    where = "wherever this text and this maker come together again" if made.kind == "false-match" else "for this record"
    tell(f"Kept as line {kept.line} of the log: {made.kind}, {where}, until what it rests on changes.")


def _from_file(path: str, start: str) -> Mapping[str, Any]:
    """The finding in a file that ``debar scan`` wrote as jsonl or json. Raises InputError for none."""
    found = [each for each in _findings_of(path) if str(each.get("id", "")).startswith(start)]
    if not found or not start:
        raise InputError(f"{path}: holds no finding whose id begins with {start!r}")
    if len({each["id"] for each in found}) > 1:
        raise InputError(f"{path}: several findings begin with {start!r}; give more of the id")
    return found[0]


def _findings_of(path: str) -> Iterator[Mapping[str, Any]]:
    try:
        with Path(path).open(encoding="utf-8") as lines:
            for number, line in enumerate(iter(lambda: lines.readline(_LONGEST_LINE), ""), start=1):
                try:
                    data = json.loads(line)
                except ValueError:
                    raise InputError(
                        f"{path}, line {number}: is no JSON; give the file of scan --format jsonl"
                    ) from None
                if isinstance(data, dict):
                    nested = data.get("results") or data.get("findings")
                    yield from nested if isinstance(nested, list) else [data]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error})") from error


def keep_scan(
    store: str, name: str, question: Mapping[str, Any], reference: Reference, findings: Sequence[Finding]
) -> KeptScan:
    """Keep a run's findings in the store, in the place of the same run kept earlier, and the law it went by; log it."""
    at = moment().isoformat(timespec="seconds")
    told = hashlib.sha256(json.dumps([name, question], sort_keys=True, default=str).encode()).hexdigest()[:20]
    scan = KeptScan(id=0, key=told, name=name, at=at, actor=user(), question=question)
    with open_store(store or default_url()) as opened, opened.writing() as writer:
        return keep_findings(writer, MAIN, scan, reference, findings)


def show_log(store: str, after: int, limit: int, chosen: str, output: str | None) -> None:
    """Write lines of the log."""
    with open_store(store or default_url(), create=False) as opened:
        entries = opened.casework.entries(after, limit)
    rows = [_row(entry) for entry in entries]
    with open_output(output) as out:
        if chosen in {"json", "jsonl"}:
            data = [{**_row(entry), "what": dict(entry.what)} for entry in entries]
            out.write(to_json(data) + "\n" if chosen == "json" else "".join(to_json(each) + "\n" for each in data))
        elif chosen == "csv":
            write_csv(rows, _COLUMNS, out)
        else:
            for row in rows:
                out.write(plain(f"{row['n']:>6}  {row['at']}  {row['actor']}  {row['action']}  {row['what']}") + "\n")
                out.write(f"        {row['hash']}\n")
    if not entries:
        tell("The log has no line yet." if not after else f"The log has no line after {after}.")


def _row(entry: AuditEntry) -> dict[str, Any]:
    words = ", ".join(f"{name} {_word(value)}" for name, value in entry.what.items())
    return {
        "n": entry.n,
        "at": entry.at,
        "actor": entry.actor,
        "action": entry.action,
        "what": words,
        "hash": entry.hash,
    }


def _word(value: object) -> str:
    return f"({len(value)})" if isinstance(value, (dict, list)) else str(value)


def verify_log(store: str, head: str) -> int:
    """Say whether the log is as it was written; return the exit code: 3 when it is not."""
    with open_store(store or default_url(), create=False) as opened:
        faults = opened.casework.faults(head)
        newest = _newest(opened.casework.entries)
    for fault in faults:
        tell(f"debar: {fault.where}: {fault.what}")
    if faults:
        tell(f"debar: the log is not as it was written; what is wrong: {len(faults):,}")
        return NOT_JUDGED
    if newest is None:
        tell("The log has no line yet.")
        return JUDGED
    lines = "1 line" if newest.n == 1 else f"{newest.n:,} lines"
    print(f"{lines}, none changed. Newest hash: {newest.hash}")  # noqa: T201  the answer
    tell("Note this hash elsewhere: debar audit verify --head HASH then also finds lines cut off at the end.")
    return JUDGED


def _newest(entries: Any) -> AuditEntry | None:
    last, some = None, entries(0)
    while some:
        last = some[-1]
        some = entries(last.n)
    return last


def replay(finding: str, store: str, chosen: str, output: str | None) -> int:
    """Judge a kept finding's case again by lists and law of its day, and write what is the same and what not."""
    from debar.desk.replay import replay as judge_again

    desk = open_desk(store, today=today(), tell=tell)
    with open_store(store or default_url(), create=False) as opened:
        kept = opened.casework.finding(finding)
        scan = opened.casework.scan(kept.scan)
        done = judge_again(desk, opened.casework, kept, scan, read_finding(kept.data).subject)
    with open_output(output) as out:
        if chosen == "json":
            told = {"same": done.same, "limits": list(done.limits), "then": dict(done.then), "again": done.again}
            out.write(to_json(told) + "\n")
        else:
            out.write("\n".join(map(plain, _told(kept, scan, done))) + "\n")
    return JUDGED if done.same else NOT_JUDGED


def _told(kept: KeptFinding, scan: KeptScan, done: Replayed) -> Iterator[str]:
    yield f"{kept.id}, judged {scan.at} in scan {scan.id} ({scan.name})"
    yield f"then   {kept.data['outcome']}: {kept.data['sentence']}"
    if done.again is not None:
        yield f"again  {done.again['outcome']}: {done.again['sentence']}"
    elif done.possible:
        yield "again  nothing is found"
    if done.possible:
        yield "Same outcome on the same ground." if done.same else "Not the same."
    else:
        yield "Not judged again."
    yield from (f"differs: {each}" for each in done.limits)

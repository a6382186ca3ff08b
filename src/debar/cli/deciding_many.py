"""``debar decide-many``, ``debar proposals``, ``debar settings``: many findings at once, and second persons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from debar.cli.deciding import moment
from debar.cli.output import open_output, tell, today
from debar.desk import open_desk
from debar.desk.bulk_decisions import BulkPlan, BulkQuestion, Case, confirm, preview
from debar.desk.deciding import Ruling, rule_on, set_second_person
from debar.desk.library import user
from debar.errors import InputError
from debar.model.casework import Proposal
from debar.report.delimited import write_csv
from debar.report.records import to_json
from debar.report.text import plain
from debar.report.words import count
from debar.store import default_url, open_store

_COLUMNS = ("number", "state", "as", "finding", "about", "by", "at", "reason", "ruled_by", "ruled_because")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says of a decision on many findings."""

    scan: int
    kind: str
    reason: str
    where: Sequence[str]
    ground: str = ""
    until: str = ""


def decide_together(asked: Asked, token: str, number: int, *, by: str, workspace: str, store: str) -> None:
    """Show what a decision on many findings would do, or keep what was shown under ``token``."""
    if not token and not asked.kind:
        raise InputError("say what to decide, with --as, or confirm a preview with --confirm and --count")
    reference = open_desk(store, today=today(), tell=tell).reference
    with open_store(store or default_url(), create=False) as opened:
        case = Case(store=opened, workspace=workspace, reference=reference, actor=by or user(), at=moment())
        if token:
            done = confirm(case, token, number)
            lines = f"lines {done['first']:,} to {done['last']:,} of the log"
            tell(f"Kept: {count(done['kept'], 'decision')}, {done['waiting']:,} waiting for a second person ({lines}).")
            return
        plan = preview(case, _question(asked))
    print("\n".join(map(plain, _told(plan))))  # noqa: T201  the answer


def _question(asked: Asked) -> BulkQuestion:
    filters = {}
    for each in asked.where:
        name, equals, value = each.partition("=")
        if not equals:
            raise InputError(f"--where: {each!r} is no NAME=VALUE, such as maker=dahua")
        filters[name.strip()] = value.strip()
    return BulkQuestion(
        scan=asked.scan,
        kind=asked.kind,
        reason=asked.reason,
        filters=filters,
        until=asked.until,
        ground=asked.ground,
    )


def _told(plan: BulkPlan) -> Iterator[str]:
    kind = plan.made[0].kind if plan.made else plan.question.kind
    yield f"{count(len(plan.made), 'finding')} would be {kind}: {plan.ground or 'none is on any ground'}"
    for reason, left in plan.left_out.items():
        yield f"{left:,} left out: {reason}"
    for ground, found in plan.grounds.items():
        if ground != plan.ground:
            yield f'  --ground "{ground}" takes these: {found:,}'
    if plan.made:
        yield f"Nothing is kept yet. To keep it: --confirm {plan.token} --count {len(plan.made)}"


def show_proposals(store: str, workspace: str, chosen: str, output: str | None, *, every: bool) -> None:
    """Write the proposals that wait, or all."""
    with open_store(store or default_url(), create=False) as opened:
        found = opened.deciding_in(workspace).proposals(waiting=not every)
    rows = list(map(_row, found))
    with open_output(output) as out:
        if chosen in {"json", "jsonl"}:
            out.write(to_json(rows) + "\n" if chosen == "json" else "".join(to_json(each) + "\n" for each in rows))
        elif chosen == "csv":
            write_csv(rows, _COLUMNS, out)
        else:
            for row in rows:
                out.write(plain("{number:>6}  {state}  {as}  {finding}  {about}  {by}, {at}".format(**row)) + "\n")
                out.write(plain(f"        {row['reason']}") + "\n")
    if not rows:
        tell("No proposal yet." if every else "No proposal waits.")


def _row(each: Proposal) -> dict[str, Any]:
    made = each.decision
    return {
        "number": each.id,
        "state": each.ruling or "waiting",
        "as": made.kind,
        "finding": made.finding,
        "about": made.about,
        "by": made.actor,
        "at": made.at,
        "reason": made.reason,
        "ruled_by": each.ruled_by,
        "ruled_because": each.ruled_because,
    }


def rule_proposals(numbers: Sequence[int], ruling: str, because: str, *, by: str, workspace: str, store: str) -> None:
    """Approve or reject proposals."""
    reference = open_desk(store, today=today(), tell=tell).reference
    said = Ruling(numbers=numbers, ruling=ruling, actor=by or user(), at=moment(), because=because)
    with open_store(store or default_url(), create=False) as opened:
        done = rule_on(opened, workspace, reference, said)
    for kept in done:
        number = kept.proposal.id if kept.proposal else 0
        tell(f"Proposal {number} is {ruling}: line {kept.line} of the log.")


def show_settings(second_person: str, workspace: str, store: str) -> None:
    """Write the settings of a workspace, after setting what is given."""
    with open_store(store or default_url(), create=False) as opened:
        if second_person:
            none = second_person.strip().lower() == "none"
            kinds = [] if none else [each for each in second_person.split(",") if each.strip()]
            set_second_person(opened, workspace, kinds, actor=user(), at=moment())
        chosen = opened.deciding_in(workspace).second_person()
    print(f"second-person: {','.join(chosen) or 'none'}")  # noqa: T201  the answer

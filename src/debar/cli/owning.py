"""What ``debar own`` does: stakes read, owners found on the lists, the ownership rules asked, the chains drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

from debar import __version__
from debar.cli.output import exit_code, open_output, tell, today, worst
from debar.desk import open_desk
from debar.desk.ownership import Ownership
from debar.errors import InputError
from debar.model import SEVERITY, Finding, Outcome
from debar.ownership.reach import Reached
from debar.report.context import Context
from debar.report.notes import edition_summary
from debar.report.stakes import OwnershipWriter, Told
from debar.report.summary import STALE_AFTER
from debar.report.words import count
from debar.screening.ownership import Owned

_WRITERS = {
    "table": ("debar.report.stakes", "TreeWriter"),
    "json": ("debar.report.stakes", "JsonOwnershipWriter"),
    "jsonl": ("debar.report.stakes", "JsonLinesOwnershipWriter"),
    "csv": ("debar.report.stakes", "CsvOwnershipWriter"),
    "html": ("debar.report.html.stakes", "StakesPage"),
    "svg": ("debar.report.html.stakes", "SvgWriter"),
}
_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class OwnRequest:
    """What the user asked of stakes."""

    files: Sequence[str]
    mapping: Sequence[str] = ()
    why: str = ""
    rules: Sequence[str] = ()
    clause: str = ""
    listed: Sequence[str] = ()
    parent: str = ""
    match: bool = True
    everything: bool = False
    as_of: str | None = None
    known_at: str | None = None
    max_age: int | None = None
    store: str = ""
    strict: bool = False


def run_own(request: OwnRequest, chosen: str, output: str | None, fail_on: str, *, exit_zero: bool = False) -> int:
    """Judge, write, and return the exit code."""
    if chosen == "svg" and not request.why:
        raise InputError("--format svg draws one chain: say whose with --why ENTITY; html draws those of all findings")
    desk = open_desk(request.store, today=today(), tell=tell)
    if request.match:
        desk.require_fresh(request.max_age)
    ownership = desk.own(
        *request.files,
        mapping=request.mapping,
        parent=request.parent,
        listed=request.listed,
        rules=request.rules,
        clause=_clause(request.clause),
        match=request.match,
        as_of=request.as_of,
        known_at=request.known_at,
    )
    editions = desk.reference_at(request.known_at).editions if request.match else ()
    context = Context(
        today=desk.today,
        command="own",
        title=f"Who owns {request.why}" if request.why else "Ownership",
        editions=editions,
        as_of=ownership.on,
        version=__version__,
    )
    found: list[Finding] = []
    with open_output(output, [*request.files, *request.listed]) as out:
        writer = _writer(chosen, out, context)
        for finding, told in _findings(ownership, request):
            found.append(finding)
            if told or request.everything or chosen != "csv":  # a row says what a rule says
                writer.finding(finding, told)
        said = list(_said(ownership))
        writer.close(_account(ownership, found), said)
    for line in [
        *(said if chosen in ("csv", "jsonl", "svg") else ()),
        *edition_summary(editions, desk.today, STALE_AFTER),
    ]:
        tell(f"debar: {line}")
    late = request.match and bool(desk.lists_not_known(request.known_at))
    partial = late or (request.strict and bool(ownership.reading.rejected_count))
    return exit_code(worst(found), fail_on, exit_zero=exit_zero, partial=partial)


def _clause(given: str) -> str:
    """The text of a contract's clause: as given, or from the file that ``@FILE`` names."""
    if not given.startswith("@"):
        return given
    try:
        return Path(given[1:]).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"--clause {given}: cannot be read as text; give the words or @FILE with a text file"
        ) from error


def _writer(chosen: str, out: TextIO, context: Context) -> OwnershipWriter:
    module, name = _WRITERS[chosen]
    make: Callable[[TextIO, Context], OwnershipWriter] = getattr(import_module(module), name)
    return make(out, context)


def _findings(ownership: Ownership, request: OwnRequest) -> Iterator[tuple[Finding, list[Told]]]:
    if request.why:
        party = ownership.party(request.why)
        told = [Told(*each) for each in ownership.chains(party, everything=True)]
        yield ownership.finding(party), sorted(told, key=_weight)
        return
    for finding in ownership.findings(everything=request.everything):
        party = ownership.graph.number(str(finding.subject.place.get("party", finding.subject.text)))
        told = [Told(*each) for each in ownership.chains(party)]
        yield finding, sorted((each for each in told if _speaks(each)), key=_weight)


def _speaks(told: Told) -> bool:
    answer, reach = told.answer, told.judgement.reach
    return answer.owned is not Owned.NOT_BLOCKED or bool(answer.flags) or reach.of(told.chain.party) is not Reached.NO


def _weight(told: Told) -> int:
    order = (Owned.BLOCKED, Owned.LICENSE_REQUIRED, Owned.UNDETERMINED, Owned.NOT_BLOCKED)
    return order.index(told.answer.owned)


def _account(ownership: Ownership, found: Sequence[Finding]) -> dict[str, Any]:
    reading = ownership.reading
    by = {outcome: sum(each.outcome is outcome for each in found) for outcome in SEVERITY}
    return {
        "rows": reading.rows,
        "rejected": [{"source": r.source, "row": r.row, "reason": r.reason} for r in reading.rejected],
        "doubtful": [{"source": r.source, "row": r.row, "reason": r.reason} for r in reading.doubtful],
        "parties": len(ownership.graph.holders),
        "stakes": len(ownership.graph.owner),
        "as_of": ownership.on.isoformat(),
        "rules": {
            j.binding.rule.id: {"state": j.binding.state, "phase": j.binding.phase.text} for j in ownership.judgements
        },
        "findings": sum(each.outcome is not Outcome.CLEAR for each in found),
        "by_outcome": {str(outcome): number for outcome, number in by.items() if number},
    }


def _said(ownership: Ownership) -> Iterator[str]:
    reading = ownership.reading
    for judgement in ownership.judgements:
        if judgement.binding.why_not_now:
            yield judgement.binding.why_not_now
        yield from (f"{judgement.binding.rule.short}: {line}" for line in judgement.binding.open_)
    yield from _listed(reading.rejected, reading.rejected_count, "rejected")
    yield from _listed(reading.doubtful, len(reading.doubtful), "kept in doubt")
    yield from (f"{note} ({count(times, 'record')})" for note, times in reading.notes.items())


def _listed(some: Iterable[Any], number: int, word: str) -> Iterator[str]:
    shown = list(some)[:_SHOWN]
    yield from (f"{word}: {each.source} row {each.row}: {each.reason}" for each in shown)
    if number > len(shown):
        yield f"{number - len(shown):,} more {word}; --format json lists them"

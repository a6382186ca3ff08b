"""``debar match``: names read, asked of the desk, written out as the answers come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from debar import __version__
from debar.cli.output import open_output, tell, today
from debar.cli.progress import watch
from debar.cli.scan import collect_seldom
from debar.desk import Desk, open_desk
from debar.desk.matching import Matching
from debar.desk.names import NameAccount, NameOptions, Window, table_names, told_names
from debar.desk.party_facts import identifier_fault, refuse_birth_dates, told_facts
from debar.errors import InputError, NotJudgedError
from debar.model import PartyQuery
from debar.names.profiles import profile_named
from debar.report.context import Context
from debar.report.matches import Asked, MatchWriter, Place, open_match_writer
from debar.report.words import count


@dataclass(frozen=True, kw_only=True)
class MatchRequest:
    """What the user asked of a match."""

    names: Sequence[str]
    source: str = ""
    column: str = ""
    mapping: Sequence[str] = ()
    keep_columns: bool = False
    jobs: int | None = None
    birth_dates: Sequence[str] = ()
    countries: Sequence[str] = ()
    addresses: Sequence[str] = ()
    identifiers: Sequence[str] = ()
    lists: Sequence[str] = ()
    schema: str = ""
    profile: str = "default"
    threshold: float | None = None
    limit: int = 10
    as_of: str | None = None
    known_at: str | None = None
    max_age: int | None = None
    store: str = ""
    strict: bool = False
    quiet: bool = False


def run_match(request: MatchRequest, chosen: str, output: str | None) -> tuple[set[str], bool]:
    """Write the matches; return the outcomes found, and whether something asked for could not be judged."""
    profile = profile_named(request.profile)
    account = NameAccount()
    facts = _facts(request)
    _refuse_contradictions(request)
    desk = open_desk(request.store, today=today(), tell=tell)
    desk.require_fresh(request.max_age, request.lists)
    latest = _latest(desk, request)
    refuse_birth_dates(facts, latest)
    windows = _windows(request, facts, latest, account)
    matching = _matching(desk, request, windows, account)
    context = _context(desk, request)
    editions = desk.reference_at(request.known_at).editions_data
    with open_output(output, [request.source] if request.source else []) as out:
        asked = Asked(profile, request.threshold)
        writer = open_match_writer(chosen, out, context=context, editions=editions, asked=asked)
        found, stopped = _write(matching, writer)
        said = [*_explanations(account, matching, writer), *_sum(request, account)]
        writer.close(account.judged, said)
    for line in said:
        tell(f"debar: {line}")
    late = [each for each in desk.lists_not_known(request.known_at) if _is_asked(each, request.lists)]
    if late:
        lists = ", ".join(sentence.partition(":")[0] for sentence in late)
        tell(f"debar: not judged: no edition held here was retrieved by {request.known_at} of {lists}")
    partial = bool(late or stopped or matching.partial or account.problems or (request.strict and account.unread_rows))
    if account.rejected_count and not account.judged and not partial:
        given = f"{request.source}: not one of its rows" if request.source else "not one of the names"
        raise InputError(f"{given} could be judged; see the reasons above")
    return found, partial


def _facts(request: MatchRequest) -> PartyQuery:
    """What is said of all names; a number that cannot be right is remarked.

    Raises InputError for what cannot be read.
    """
    facts = told_facts(
        birth_dates=request.birth_dates,
        countries=request.countries,
        addresses=request.addresses,
        identifiers=request.identifiers,
    )
    for kind, value in facts.identifiers:
        if fault := identifier_fault(kind, value):
            tell(f"debar: --id {kind}:{value}: a number {fault}, which decides nothing")
    return facts


def _latest(desk: Desk, request: MatchRequest) -> date:
    """The last day looked at: the one asked about, else that of the newest edition."""
    editions = desk.reference_at(request.known_at).editions
    return desk.day(request.as_of) or max((edition.dated for edition in editions), default=desk.today)


def _refuse_contradictions(request: MatchRequest) -> None:
    """Raise InputError for options that contradict each other."""
    if not request.source:
        for given, option in ((request.column, "--column"), (request.mapping, "--map")):
            if given:
                raise InputError(f"{option} names a column of a table: give the table with --input FILE")
        if request.keep_columns:
            raise InputError("--keep-columns keeps the columns of a table: give the table with --input FILE")
    elif request.names:
        raise InputError("give names or --input, not both")


def _windows(request: MatchRequest, facts: PartyQuery, latest: date, account: NameAccount) -> Iterable[Window]:
    """The names asked about."""
    if not request.source:
        return told_names(request.names, facts)
    options = NameOptions(
        column=request.column, mapping=request.mapping, facts=facts, keep=request.keep_columns, latest=latest
    )
    return table_names(request.source, options, account, _silent if request.quiet else _tell_mapping)


def _silent(sentence: str) -> None:
    """Say nothing of the mapping."""


def _tell_mapping(sentence: str) -> None:
    tell(f"debar: {sentence}")


def _matching(desk: Desk, request: MatchRequest, windows: Iterable[Window], account: NameAccount) -> Matching:
    if request.source:
        collect_seldom()
    return desk.match_windows(
        windows,
        account,
        lists=request.lists,
        schema=request.schema,
        as_of=request.as_of,
        known_at=request.known_at,
        threshold=request.threshold,
        limit=request.limit,
        profile=request.profile,
        jobs=request.jobs,
    )


def _context(desk: Desk, request: MatchRequest) -> Context:
    editions = desk.reference_at(request.known_at).editions
    return Context(
        today=desk.today,
        command="match",
        editions=tuple(each for each in editions if not request.lists or each.list in request.lists),
        as_of=desk.day(request.as_of),
        known_at=desk.day(request.known_at),
        version=__version__,
    )


def _write(matching: Matching, writer: MatchWriter) -> tuple[set[str], bool]:
    """Write every answer as it comes; return the outcomes, and whether the user stopped it: whole lines are left."""
    found: set[str] = set()
    try:
        for answer in watch(matching, "names with a match"):
            found.update(match.outcome for match in answer.matches)
            writer.matches(Place(answer.row, answer.source, answer.original), answer.query, answer.matches)
    except KeyboardInterrupt:
        matching.partial = "stopped by the user"
        return found, True
    except NotJudgedError as error:  # a process was ended: what is answered is written to its end
        matching.partial = str(error)
        return found, True
    return found, False


def _sum(request: MatchRequest, account: NameAccount) -> Iterator[str]:
    if request.source:
        yield f"{count(account.rows, 'row')} = {account.judged:,} judged + {account.rejected_count:,} not judged"


def _explanations(account: NameAccount, matching: Matching, writer: MatchWriter) -> Iterator[str]:
    if matching.partial:
        yield f"partial: {matching.partial}"
    yield from account.problems
    yield from account.sentences()
    if writer.lost:
        lost = ", ".join(heading or "cells beyond the heading" for heading in writer.lost)
        yield f"not kept, as the first table has no such column: {lost}; json and jsonl keep them"


def _is_asked(sentence: str, lists: Sequence[str]) -> bool:
    """Whether a sentence (``LIST: ...``) is about one of the lists asked for."""
    return not lists or sentence.partition(":")[0] in lists

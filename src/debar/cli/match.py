"""``debar match``: names read, asked of the desk, written out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from debar import __version__
from debar.cli.output import open_output, tell, today
from debar.desk import open_desk
from debar.desk.names import read_names
from debar.report.context import Context
from debar.report.matches import open_match_writer


@dataclass(frozen=True, kw_only=True)
class MatchRequest:
    """What the user asked of a match."""

    names: Sequence[str]
    source: str = ""
    column: str = ""
    lists: Sequence[str] = ()
    schema: str = ""
    threshold: float | None = None
    limit: int = 10
    as_of: str | None = None
    known_at: str | None = None
    max_age: int | None = None
    store: str = ""


def run_match(request: MatchRequest, chosen: str, output: str | None) -> tuple[set[str], bool]:
    """Write the matches; return the outcomes found, and whether a list asked for could not be known on that day."""
    desk = open_desk(request.store, today=today(), tell=tell)
    desk.require_fresh(request.max_age, request.lists)
    reference = desk.reference_at(request.known_at)
    context = Context(
        today=desk.today,
        command="match",
        editions=tuple(each for each in reference.editions if not request.lists or each.list in request.lists),
        as_of=desk.day(request.as_of),
        known_at=desk.day(request.known_at),
        version=__version__,
    )
    found: set[str] = set()
    with open_output(output, [request.source] if request.source else []) as out:
        writer = open_match_writer(chosen, out, context=context, editions=reference.editions_data)
        for row, queries in read_names(request.names, request.source, request.column):
            answers = desk.match(
                queries,
                lists=request.lists,
                schema=request.schema,
                as_of=request.as_of,
                known_at=request.known_at,
                threshold=request.threshold,
                limit=request.limit,
            )
            for number, (query, matches) in enumerate(zip(queries, answers, strict=True), start=row):
                if query:
                    found.update(m.outcome for m in matches)
                    writer.matches(number, query, matches)
        writer.close()
    late = [each for each in desk.lists_not_known(request.known_at) if _is_asked(each, request.lists)]
    if late:
        lists = ", ".join(sentence.partition(":")[0] for sentence in late)
        tell(f"debar: not judged: no edition held here was retrieved by {request.known_at} of {lists}")
    return found, bool(late)


def _is_asked(sentence: str, lists: Sequence[str]) -> bool:
    """Whether a sentence (``LIST: ...``) is about one of the lists asked for."""
    return not lists or sentence.partition(":")[0] in lists

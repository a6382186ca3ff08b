"""One party's time line over all lists out: table, json, jsonl and csv."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from debar.errors import InputError
from debar.model import Entity, Join, PartyListing, Proposal, Standing, Timeline, TimelineEvent
from debar.report.consoles import open_console, print_hanging, print_warning
from debar.report.context import Context
from debar.report.delimited import write_csv
from debar.report.lines import evidence_line, in_force_words
from debar.report.records import Data, citation_data, correction_data, designation_data, evidence_data, to_json
from debar.report.text import plain
from debar.report.words import count

COLUMNS: tuple[str, ...] = (
    "party",
    "day",
    "after",
    "bounded",
    "clock",
    "event",
    "list",
    "entity",
    "name",
    "program",
    "what",
    "citations",
    "corrections",
)

#: Grounds that join, strongest first.
_STRENGTHS = ("decision", "curated", "identifier", "name")
_STANDINGS = {
    Standing.YES: "in force",
    Standing.NO: "not in force",
    Standing.UNKNOWN: "not known whether in force",
}


def write_histories(timelines: Sequence[Timeline], format: str, out: TextIO, context: Context) -> None:  # noqa: A002
    """``lists history ENTITY``: the time line as table, json, jsonl (a line an event) or csv (a row an event).

    Of several parties json is an array of their time lines.

    Raises:
        InputError: the format is not offered.
    """
    if format == "json":
        made = [history_data(timeline) for timeline in timelines]
        out.write(to_json(made[0] if len(made) == 1 else made, indent=1) + "\n")
    elif format == "jsonl":
        out.writelines(
            to_json({"party": timeline.party.id, **event_data(event)}) + "\n"
            for timeline in timelines
            for event in timeline.events
        )
    elif format == "csv":
        write_csv([row for timeline in timelines for row in _rows(timeline)], COLUMNS, out)
    elif format == "table":
        for timeline in timelines:
            _print(timeline, open_console(out, context))
    else:
        raise InputError(f"Format {format!r} is not offered here. Choose one of: table, json, jsonl, csv.")
    out.flush()


def history_data(timeline: Timeline) -> Data:
    """The time line as JSON-ready data."""
    joins = timeline.party.joins
    return {
        "party": timeline.party.id,
        "name": timeline.party.name,
        "as_of": _day(timeline.as_of),
        "known_at": _day(timeline.known_at),
        "entities": [_entity_data(entity) for entity in timeline.entities],
        "listings": [_listing_data(listing) for listing in timeline.listings],
        "events": [event_data(event) for event in timeline.events],
        "joined": [join_data(join) for join in joins if join.status == "joined"],
        "may_be_the_same": [_proposal_data(proposal) for proposal in timeline.proposals],
        "separated": [join_data(join) for join in joins if join.status == "separated"],
        "notes": list(timeline.notes),
    }


def event_data(event: TimelineEvent) -> Data:
    """One event as JSON-ready data."""
    data: Data = {
        "day": _day(event.day),
        "after": _day(event.after),
        "bounded": event.bounded,
        "clock": event.clock,
        "event": event.kind,
        "list": event.list,
        "entity": event.entity,
        "program": event.program,
        "what": event.what,
        "citations": [citation_data(citation) for citation in event.citations],
    }
    if event.corrections:
        data["corrections"] = [correction_data(correction) for correction in event.corrections]
    if event.changes:
        data["fields"] = {field: [list(old), list(new)] for field, (old, new) in event.changes.items()}
    return data


def join_data(join: Join) -> Data:
    """One join as JSON-ready data."""
    data: Data = {"a": join.a, "b": join.b, "status": join.status, "ground": join.ground, "because": join.because}
    data |= {"by": join.by} if join.by else {}
    return data | ({"evidence": [evidence_data(source) for source in join.evidence]} if join.evidence else {})


def _entity_data(entity: Entity) -> Data:
    return {
        "entity": entity.id,
        "list": entity.list,
        "schema": entity.schema,
        "name": entity.caption,
        "other_names": [*entity.names[1:], *entity.weak_names],
        "countries": list(entity.countries),
        "identifiers": [list(pair) for pair in entity.identifiers],
    }


def _listing_data(listing: PartyListing) -> Data:
    head: Data = {"entity": listing.entity, "name": listing.name, "standing": str(listing.standing)}
    return head | designation_data(listing.designation)


def _proposal_data(proposal: Proposal) -> Data:
    other = proposal.other
    return {
        "entity": proposal.join.other(proposal.entity),
        "list": other.list if other else proposal.join.other(proposal.entity).partition(":")[0],
        "name": other.caption if other else None,
        "as": proposal.entity,
        "ground": proposal.join.ground,
        "because": proposal.join.because,
    }


def _rows(timeline: Timeline) -> Iterator[Data]:
    names = {entity.id: entity.caption for entity in timeline.entities}
    for event in timeline.events:
        yield {
            "party": timeline.party.id,
            "day": _day(event.day),
            "after": _day(event.after),
            "bounded": "yes" if event.bounded else "no",
            "clock": event.clock,
            "event": event.kind,
            "list": event.list,
            "entity": event.entity,
            "name": names.get(event.entity, ""),
            "program": event.program,
            "what": event.what,
            "citations": [citation.title for citation in event.citations],
            "corrections": [
                f"{each.field}: {each.stated or 'no date'} corrected to {each.value}, {each.citation.title}"
                for each in event.corrections
            ],
        }


def _print(timeline: Timeline, console: Console) -> None:
    head = Text(plain(timeline.party.name), style="bold").append(f"  {plain(timeline.party.id)}", style="dim")
    print_hanging(head, console)
    lists = {entity.list for entity in timeline.entities}
    print_hanging(f"{count(len(timeline.entities), 'entry', 'entries')} on {count(len(lists), 'list')}", console)
    console.print()
    _print_listings(timeline, console)
    console.print(_event_table(timeline))
    console.print()
    _print_joins(timeline, console)
    for note in timeline.notes:
        print_warning(plain(note), console)


def _print_listings(timeline: Timeline, console: Console) -> None:
    asked = f" on {timeline.as_of.isoformat()}" if timeline.as_of else " now"
    known = f", as known on {timeline.known_at.isoformat()}" if timeline.known_at else ""
    console.print(Text(f"Standing{asked}{known}", style="bold"))
    for listing in timeline.listings:
        each = listing.designation
        standing = _STANDINGS[listing.standing]
        words = ", ".join(
            part for part in (plain(each.program), standing, _since(listing), plain(listing.name)) if part
        )
        style = "bold red" if listing.standing is Standing.YES else ""
        line = Text("  ").append(each.list, style=style).append(f": {words}").append(f"  {listing.entity}", style="dim")
        print_hanging(line, console, hang=4)
    console.print()


def _since(listing: PartyListing) -> str:
    """The days of a listing that are more than bounds."""
    each = listing.designation
    days = (None if each.from_bounded else each.from_, None if each.to_bounded else each.to)
    ended = f"ended by {each.to}" if each.to_bounded and each.to else ""
    return ", ".join(part for part in (in_force_words(days).removeprefix("in force "), ended) if part)


def _event_table(timeline: Timeline) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("Day", no_wrap=True, min_width=len("<= 2019-10-09"))
    table.add_column("Clock", no_wrap=True)
    table.add_column("List", no_wrap=True)
    table.add_column("What happened", overflow="fold")
    for event in timeline.events:
        what = Text(plain(event.what))
        if event.program:
            what.append(f", {plain(event.program)}")
        for citation in event.citations:
            what.append(f", {plain(citation.title)}", style="dim")
        style = "" if event.clock == "in force" else "dim"
        table.add_row(Text(_day_words(event), style=style), Text(event.clock, style=style), event.list, what)
    return table


def _day_words(event: TimelineEvent) -> str:
    if event.day is None:
        return "?"
    return f"<= {event.day.isoformat()}" if event.bounded else event.day.isoformat()


def _print_joins(timeline: Timeline, console: Console) -> None:
    joined = _needed([join for join in timeline.party.joins if join.status == "joined"])
    apart = [join for join in timeline.party.joins if join.status == "separated"]
    for title, sign, chosen in (("Why these are one party", "=", joined), ("Kept apart", "|", apart)):
        if chosen:
            console.print(Text(title, style="bold"))
        for join in chosen:
            print_hanging(f"{plain(join.a)} {sign} {plain(join.b)}: {plain(join.because)}", console, indent=2, hang=4)
    for source in dict.fromkeys(source for join in joined for source in join.evidence):
        print_hanging(evidence_line(source, console.width - 4), console, indent=4)
    if timeline.proposals:
        console.print(Text("May be the same: nothing above rests on these", style="bold yellow"))
    for proposal in timeline.proposals:
        other = proposal.join.other(proposal.entity)
        name = plain(proposal.other.caption) if proposal.other else "not known on the day asked for"
        print_hanging(f"{plain(other)} ({name}): {plain(proposal.join.because)}", console, indent=2, hang=4)


def _needed(joins: Sequence[Join]) -> list[Join]:
    """The strongest joins that hold the party together; json has the others, which say the same again."""
    together: dict[str, set[str]] = {}
    needed = []
    for join in sorted(joins, key=lambda join: (_STRENGTHS.index(join.ground), join.a, join.b)):
        one, other = (together.get(end, {end}) for end in (join.a, join.b))
        if join.b not in one:
            needed.append(join)
            together |= dict.fromkeys(one | other, one | other)
    return needed


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None

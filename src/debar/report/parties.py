"""Which entries of which lists are one party, or may be: table, json, jsonl and csv."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TextIO

from rich.text import Text

from debar.model import Party
from debar.report.consoles import open_console, print_hanging
from debar.report.context import Context
from debar.report.histories import join_data
from debar.report.records import Data
from debar.report.tables import write_rows
from debar.report.text import plain
from debar.report.words import count

COLUMNS = ("party", "name", "status", "a", "b", "ground", "because", "by")


def write_parties(parties: Sequence[Party], format: str, out: TextIO, context: Context) -> None:  # noqa: A002
    """``lists parties``: one party after another with every join; in csv and jsonl a line a join.

    Raises:
        InputError: the format is not offered.
    """
    if format == "json":
        write_rows([_party_data(party) for party in parties], COLUMNS, format, out, context)
        return
    if format != "table":
        write_rows(list(_rows(parties)), COLUMNS, format, out, context)
        return
    console = open_console(out, context)
    for party in parties:
        console.print(Text(f"{plain(party.name)}  ({plain(party.id)})", style="bold"))
        console.print(Text("  " + ", ".join(map(plain, party.entities))))
        for join in party.joins:
            style = "yellow" if join.status == "proposed" else ""
            line = f"  {join.status}: {plain(join.a)} = {plain(join.b)}: {plain(join.because)}"
            print_hanging(Text(line, style=style), console, hang=4)
    console.print(Text(count(len(parties), "party", "parties"), style="dim"))


def _party_data(party: Party) -> Data:
    return {
        "party": party.id,
        "name": party.name,
        "entities": list(party.entities),
        "joins": [join_data(join) for join in party.joins],
    }


def _rows(parties: Sequence[Party]) -> Iterator[Data]:
    for party in parties:
        for join in party.joins:
            yield {"party": party.id, "name": party.name, **join_data(join)}

"""The checklist of ``rules list --buyer-type``: what binds one buyer on one day, to tick off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from debar.model import Buyer
from debar.regimes.checklist import Checklist
from debar.regimes.terms import phrase
from debar.report.consoles import open_console, print_hanging
from debar.report.context import Context
from debar.report.text import plain
from debar.report.words import NOT_ADVICE

Entry = Mapping[str, Any]
#: The columns of a checklist as csv; json holds all of them with lists as lists.
COLUMNS: tuple[str, ...] = (
    "on",
    "group",
    "rule",
    "title",
    "effect",
    "covers",
    "when",
    "if",
    "unless",
    "do",
    "state",
    "from",
    "to",
    "next",
    "citation",
    "url",
    "unverified",
    "version",
)


def title_of(buyer: Buyer, on: date) -> str:
    """Return the heading of a checklist: "What binds a city in Texas on 2026-11-22"."""
    who = phrase("role", buyer.role) if buyer.role else phrase("buyer", buyer.type or "unknown")
    where = f" in {phrase('state', buyer.state)}" if buyer.state else ""
    return f"What binds {who}{where} on {on}"


def print_checklist(
    title: str,
    found: Checklist,
    out: TextIO,
    context: Context,
) -> None:
    """Print the entries by what is done, each with conditions, exceptions and duties; then what does not bind."""
    console = open_console(out, context)
    console.print(Text(plain(title), style="bold"))
    group = ""
    told: set[tuple[str, str]] = set()
    for entry in found.entries:
        if entry["group"] != group:
            group = entry["group"]
            console.print()
            console.print(Text(group[:1].upper() + group[1:], style="bold underline"))
        _print_entry(entry, console, again=(entry["rule"], entry["covers"]) in told)
        told.add((entry["rule"], entry["covers"]))
    if found.others:
        console.print()
        console.print(Text("Does not bind this buyer", style="bold underline"))
        for binds, ids in _by_binds(found.others):
            print_hanging(Text(f"{', '.join(ids)}: ", style="bold") + Text(plain(f"binds {binds}")), console, hang=4)
    console.print()
    for line in found.not_checked:
        print_hanging(Text(f"Not checked: {plain(line)}"), console, hang=4)
    print_hanging(Text(NOT_ADVICE, style="dim"), console)


def _by_binds(others: Sequence[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    grouped: dict[str, list[str]] = {}
    for rule, binds in others:
        grouped.setdefault(binds, []).append(rule)
    return list(grouped.items())


def _print_entry(entry: Entry, console: Console, *, again: bool) -> None:
    """Print one line to tick off, and under it what it depends on; what was told in another part is not repeated."""
    head = Text("[ ] ") + Text(entry["effect"], style="bold") + Text(f": {plain(entry['covers'])} ")
    print_hanging(head + Text(f"({entry['rule']})", style="dim"), console, hang=4)
    if again:
        print_hanging(Text("as above", style="dim"), console, indent=4)
        return
    lines = [("if", entry["if"]), *(("unless", text) for text in entry["unless"])]
    lines += [("do", text) for text in entry["do"]]
    lines += [("in force", _in_force(entry)), ("then", entry["next"]), ("read", entry["citation"])]
    lines += [("unverified", entry["unverified"])]
    for label, text in lines:
        if text:
            print_hanging(Text(f"{label:<11}", style="dim") + Text(plain(text)), console, indent=4, hang=15)


def _in_force(entry: Entry) -> str:
    since = f"since {entry['from']}" if entry["from"] else "since its beginning"
    if entry["state"] not in ("in-force", "scheduled"):
        since = f"from {entry['from']} on; now {entry['state']}"
    until = f", to {entry['to']}" if entry["to"] else ""
    return since + until

"""Transactions on a terminal: each told for an export-compliance officer, then the account of the run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from debar.model import Finding, Identification, Outcome, RuleResult
from debar.report.consoles import glyph, open_console, print_editions, print_hanging
from debar.report.context import Context
from debar.report.lines import place_line
from debar.report.notes import used_editions
from debar.report.summary import Summary
from debar.report.terminal import outcome_text, print_summary
from debar.report.text import money, plain, shorten, web_address
from debar.report.words import NOT_ADVICE, binds, count, in_reading_order, look, missing_facts, words_of

#: Results told in full for each transaction; further ones are counted, and the other formats have them all.
_RESULTS = 12
#: Lists named beside one party.
_LISTS = 4
_LABEL = 13


class TransactionWriter:
    """A block a transaction as it comes: parties by role, places, days, what each rule says of whom; the account."""

    def __init__(self, out: TextIO, context: Context) -> None:
        self._context = context
        self._console = open_console(out, context)
        self._lists: dict[str, None] = {}
        self._told = 0

    def finding(self, finding: Finding) -> None:
        """Print the block."""
        if self._told:
            self._console.rule(style="dim")
        self._told += 1
        self._lists |= dict.fromkeys(finding.editions.get("lists") or ())
        print_transaction(finding, self._console)

    def close(self, summary: Summary | None = None) -> None:
        """Print the account of more than one record; else what the answer rests on."""
        console, context = self._console, self._context
        if summary and (not self._told or summary.rows > 1):
            if self._told:
                console.print()
            print_summary(summary, console)
            return
        console.print()
        print_editions(used_editions(context.editions, self._lists), context.today, context.stale_after, console)
        print_hanging(Text(NOT_ADVICE, style="dim"), console)


def print_transaction(finding: Finding, console: Console) -> None:
    """One transaction: outcome, what it is, its parties with what was found of them, results, what is missing."""
    console.print(outcome_text(finding, console))
    print_hanging(Text(plain(finding.sentence), style="bold"), console)
    console.print()
    for label, value in _facts(finding):
        print_hanging(Text(f"{label:<{_LABEL}}", style="dim") + value, console, hang=_LABEL)
    told = [rule for rule in in_reading_order(finding.rules) if rule.outcome is not Outcome.NOT_COVERED]
    _print_results([rule for rule in told if binds(rule)], console)
    _print_others([rule for rule in told if not binds(rule)], finding, console)
    missing = missing_facts(finding.rules)
    if missing:
        print_hanging(Text("\nAsk for: ", style="bold") + Text("; ".join(map(words_of, missing))), console, hang=2)
    if finding.not_checked:
        print_hanging(Text("Not checked: " + "; ".join(map(plain, finding.not_checked)), style="dim"), console, hang=2)


def _facts(finding: Finding) -> Iterator[tuple[str, Text]]:
    subject, facts = finding.subject, finding.subject.facts
    where = " · ".join(
        part for part in (plain(subject.reference), place_line(subject) if subject.source else "") if part
    )
    yield "Record", Text(where)
    for party in facts.get("parties", ()):
        yield plain(party["role"]).capitalize(), _party(party, finding)
    item = " · ".join(part for part in (shorten(plain(subject.text), 200), plain(str(facts.get("eccn", "")))) if part)
    rows: dict[str, Any] = {
        "Item": item,
        "Made by": _maker(finding),
        "Goes to": _way(facts),
        "End use": plain(subject.purpose),
        "Owned": "; ".join(plain(one.text) for one in finding.identifications if one.kind == "ownership"),
        "Days": _days(facts),
        "Judged at": subject.date.isoformat() if subject.date else "no day is given",
        "Done": words_of(subject.action),
        "Amount": money(subject.amount.value, plain(subject.amount.currency)) if subject.amount else "",
    }
    yield from ((label, Text(value)) for label, value in rows.items() if value)


def _party(party: Any, finding: Finding) -> Text:
    name = plain(party.get("name", "")) or "not named"
    where = ", ".join(plain(party[key]) for key in ("country", "kind") if party.get(key))
    text = Text(f"{name} ({where})" if where else name)
    role = party["role"].replace(" ", "-")
    hits = [
        one for one in finding.identifications if one.field == role and one.text == party.get("name") and one.entity
    ]
    lists = list(
        dict.fromkeys(f"{_list_of(one)}{'' if _firm(one) else '?'}" for one in hits if one.kind != "ownership")
    )
    if lists:
        more = f" and {len(lists) - _LISTS} more" if len(lists) > _LISTS else ""
        text.append(f"  on {', '.join(lists[:_LISTS])}{more}", style="bold yellow")
    return text


def _list_of(one: Identification) -> str:
    return plain(one.entity.partition(":")[0])


def _firm(one: Identification) -> bool:
    return str(one.strength) in ("exact", "strong")


def _maker(finding: Finding) -> str:
    found = dict.fromkeys(one.maker for one in finding.identifications if one.field in ("text", "maker") and one.maker)
    return ", ".join(plain(maker) for maker in found)


def _way(facts: Any) -> str:
    transit = ", ".join(map(plain, facts.get("transit", ())))
    return plain(str(facts.get("destination", ""))) + (f" through {transit}" if transit else "")


def _days(facts: Any) -> str:
    days = ((key, facts.get(f"{key}_date")) for key in ("order", "export", "payment", "completion"))
    return ", ".join(f"{key} {day}" for key, day in days if day)


def _print_results(rules: list[RuleResult], console: Console) -> None:
    for rule in rules[:_RESULTS]:
        shown = look(rule.outcome)
        head = Text(f"\n{glyph(shown, console)} {shown.word}", style=shown.style).append(f"  {rule.rule}", style="bold")
        console.print(head)
        print_hanging(Text(plain(rule.because)), console, indent=4)
        for citation in rule.citations[:3]:
            parts = (plain(citation.title), web_address(citation.url))
            print_hanging(Text(" · ".join(part for part in parts if part), style="dim"), console, indent=4)
        for duty in rule.duties:
            due = f", by {duty.due.isoformat()}" if duty.due else ""
            within = f", {plain(duty.within)}" if duty.within else ""
            print_hanging(f"Duty of {plain(duty.who)}: {plain(duty.what)}{within}{due}", console, indent=4)
        if rule.missing:
            print_hanging(f"Ask: {'; '.join(map(words_of, rule.missing))}", console, indent=4)
        if rule.would_change:
            print_hanging(plain(rule.would_change), console, indent=4)
    if len(rules) > _RESULTS:
        console.print(
            Text(f"\n{count(len(rules) - _RESULTS, 'further result')}: --format json has them all", style="dim")
        )


def _print_others(rules: list[RuleResult], finding: Finding, console: Console) -> None:
    """What has no effect on the day, in a line each; rules that reach nothing are counted."""
    silent = len({rule.rule for rule in finding.rules if rule.outcome is Outcome.NOT_COVERED})
    if rules or silent:
        console.print()
    for rule in rules[:_RESULTS]:
        print_hanging(
            Text(f"{look(rule.outcome).word}: {rule.rule}  {plain(rule.because)}", style="dim"), console, hang=4
        )
    if silent:
        console.print(Text(f"{count(silent, 'rule')} looked at and not reached.", style="dim"))

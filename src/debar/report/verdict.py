"""One verdict told in full on a terminal: what was asked, who made it, what each rule says, what was not checked."""

from __future__ import annotations

from itertools import groupby
from typing import TextIO

from rich.console import Console
from rich.text import Text

from debar.model import Finding, Identification, Outcome, RuleResult
from debar.report.consoles import glyph, open_console, print_editions, print_hanging
from debar.report.context import Context
from debar.report.lines import decision_line, evidence_line, in_force_words, maker_name, place_line, shown_evidence
from debar.report.notes import used_editions
from debar.report.summary import Summary
from debar.report.terminal import marked, outcome_text, print_summary
from debar.report.text import money, plain, web_address
from debar.report.words import NOT_ADVICE, binds, count, in_reading_order, look, missing_facts, words_of

#: Characters of a record's text shown in a verdict.
_SHOWN = 2_000

#: Rules that name the maker and do not reach the case, told in full; further ones by id.
_NEAR = 8


class VerdictWriter:
    """A full verdict a finding as it comes; which lists are old or incomplete at the end."""

    def __init__(self, out: TextIO, context: Context) -> None:
        self._context = context
        self._console = open_console(out, context)
        self._lists: dict[str, None] = {}
        self._told = False

    def finding(self, finding: Finding) -> None:
        """Print the verdict."""
        if self._told:
            self._console.rule(style="dim")
        self._told = True
        lists = finding.editions.get("lists")
        self._lists |= dict.fromkeys(lists or ())
        print_verdict(finding, self._console)

    def close(self, summary: Summary | None = None) -> None:
        """Print how many lists the verdicts rest on, old and incomplete ones by name."""
        if not self._told and summary:
            print_summary(summary, self._console)
            return
        context = self._context
        editions = used_editions(context.editions, self._lists)
        self._console.print()
        print_editions(editions, context.today, context.stale_after, self._console)
        print_hanging(Text(NOT_ADVICE, style="dim"), self._console)


def print_verdict(finding: Finding, console: Console) -> None:
    """The verdict: sentence, facts, identifications with evidence, rules by outcome, what is missing or not checked."""
    console.print(outcome_text(finding, console))
    print_hanging(Text(plain(finding.sentence), style="bold"), console)
    if finding.decision is not None:
        print_hanging(Text(plain(decision_line(finding.decision)), style="italic"), console)
    console.print()
    _print_facts(finding, console)
    _heading("Who made it", console)
    if not finding.identifications:
        _body("Nothing in it was recognised as a maker, brand, model or listed party that debar knows.", console)
    for found in finding.identifications:
        _print_identification(found, finding, console)
    _print_rules(finding, console)
    missing = missing_facts(finding.rules)
    if missing:
        _heading("Missing", console)
        _body(f"Tell {' and '.join(words_of(fact) for fact in missing)} to get a firmer answer.", console)
    if finding.not_checked:
        _heading("Not checked", console)
        for word in finding.not_checked:
            _body(f"- {plain(word)}", console)


def _print_facts(finding: Finding, console: Console) -> None:
    subject, buyer = finding.subject, finding.subject.buyer
    who = ", ".join(part for part in (words_of(buyer.type), plain(buyer.state), plain(buyer.country)) if part)
    rows: dict[str, str | Text] = {
        "Text": marked(subject, finding.identifications, _SHOWN, console),
        "Buyer": f"{plain(buyer.name) or 'not named'} ({who})",
        "": plain(buyer.evidence),
        "Supplier": plain(subject.supplier),
        "Date": subject.date.isoformat() if subject.date else "not given",
        "Amount": money(subject.amount.value, plain(subject.amount.currency)) if subject.amount else "",
        "Funding": ", ".join(plain(str(funding)) for funding in subject.funding),
        "Purpose": plain(subject.purpose) or "not given",
        "Action": plain(subject.action),
        "Place": place_line(subject) if subject.source else "",
    }
    for label, value in rows.items():
        if value:
            shown = value if isinstance(value, Text) else Text(value, style="" if label else "dim")
            print_hanging(Text(f"{label:<10}", style="dim") + shown, console, hang=10)


def _print_identification(found: Identification, finding: Finding, console: Console) -> None:
    ours = finding.maker and found.maker == finding.maker[0]
    who = maker_name(finding) if ours else plain(found.maker or found.entity)
    sources, left_out = shown_evidence(found)
    link = " is" if found.kind in ("name", "identifier", "ownership") else ", made by"
    line = Text("  ").append(plain(found.text), style="bold").append(f"{link} {who}")
    said = "" if str(found.said) == "bought" else f", {found.said}"
    where = "" if found.field == "text" else f", in the {words_of(found.field)}"
    more = f"; {len(sources) + left_out} sources" if left_out else ""
    line.append(f"  ({found.kind}, {found.strength}{said}{where}{more})", style="dim")
    print_hanging(line, console, hang=4)
    _body(plain(found.because), console, 4)
    for evidence in sources:
        _body(evidence_line(evidence, console.width - 4), console, 4, style="dim")


def _print_rules(finding: Finding, console: Console) -> None:
    ordered = in_reading_order(finding.rules)
    told = [rule for rule in ordered if rule.outcome is not Outcome.NOT_COVERED]
    _heading("What the rules say", console)
    if not ordered:
        _body("No rule was judged.", console)
    for outcome, group in groupby(told, key=lambda rule: rule.outcome):
        _print_outcome(outcome, console)
        for rule in group:
            _print_rule(rule, finding.sentence, console)
    _print_not_covered([rule for rule in ordered if rule.outcome is Outcome.NOT_COVERED], console)


def _print_outcome(outcome: Outcome, console: Console) -> None:
    shown = look(outcome)
    console.print(Text(f"  {glyph(shown, console)} {shown.word}", style=shown.style))


def _print_not_covered(rules: list[RuleResult], console: Console) -> None:
    """Rules that name the maker with the reason why they do not reach this; the others by id."""
    near = [rule for rule in rules if rule.near][:_NEAR]
    rest = [rule.rule for rule in rules if rule not in near]
    if rules:
        _print_outcome(Outcome.NOT_COVERED, console)
    for rule in near:
        print_hanging(Text.assemble((rule.rule, "bold"), f"  {plain(rule.because)}"), console, indent=4, hang=6)
    if rest:
        others = "other rule" if near else "rule"
        does = "does" if len(rest) == 1 else "do"
        words = f"{count(len(rest), others)} {does} not reach this: {', '.join(rest)}"
        print_hanging(Text(words, style="dim"), console, indent=4, hang=6)


def _print_rule(rule: RuleResult, sentence: str, console: Console) -> None:
    head = Text(rule.rule, style="bold").append(f"  {plain(rule.title)}" if rule.title else "", style="not bold")
    print_hanging(head, console, indent=4, hang=6)
    if rule.because not in sentence:
        _body(plain(rule.because), console, 6)
    for citation in rule.citations:
        parts = (plain(citation.title), web_address(citation.url))
        _body(" · ".join(part for part in parts if part), console, 6)
    _body(in_force_words(rule.in_force), console, 6, style="dim")
    for duty in rule.duties:
        due = f", by {duty.due.isoformat()}" if duty.due else ""
        within = f", {plain(duty.within)}" if duty.within else ""
        cite = f" · {plain(duty.cite)}" if duty.cite else ""
        _body(f"Duty of {plain(duty.who)}: {plain(duty.what)}{within}{due}{cite}", console, 6)
    if rule.missing:
        _body(f"Missing: {', '.join(words_of(fact) for fact in rule.missing)}", console, 6)
    if rule.would_change and binds(rule):
        _body(f"What would change this: {plain(rule.would_change)}", console, 6)
    if rule.unverified:
        _body(f"Unverified: {plain(rule.unverified)}", console, 6, style="yellow")


def _heading(words: str, console: Console) -> None:
    console.print()
    console.print(Text(words, style="bold underline"))


def _body(words: str, console: Console, indent: int = 2, style: str = "") -> None:
    if words:
        print_hanging(Text(words, style=style), console, indent=indent)

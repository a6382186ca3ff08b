"""Write docs/rules.md, the overview of the rules that debar holds, from the rule files themselves.

    python scripts/make_rules_page.py [--check]

With --check nothing is written; the program ends with 1 when the page is not what the rule files say now.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from debar.regimes.rule import Attribute, Clause, Phase, Rule
from debar.regimes.schema import load_rules
from debar.regimes.timing import stretches

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rules.md"
RULES = "../src/debar/regimes/rules"
HEAD = """# The rules that debar holds

Made by `scripts/make_rules_page.py` from the rule files; do not edit by hand. {counts}
A state that is not here is listed under "not checked" in every answer that would need it. Where a claim
could not be confirmed, it stands under "unverified": where such a claim decides, the answer is `review` at most.
`debar rules show ID` prints a rule in full, with the source of each of its dates.
"""


def page(rules: tuple[Rule, ...]) -> str:
    """Return the page as Markdown: federal rules, then state by state."""
    federal = [rule for rule in rules if not rule.jurisdiction.startswith("US-")]
    states = sorted({rule.jurisdiction for rule in rules} - {rule.jurisdiction for rule in federal})
    count = len(rules) - len(federal)
    counts = f"{len(rules)} rules: {len(federal)} federal or general ones, {count} of {len(states)} states."
    parts = [HEAD.format(counts=counts), "## Federal and general\n", *map(section, federal)]
    for state in states:
        parts += [f"## {state.removeprefix('US-')}\n", *(section(r) for r in rules if r.jurisdiction == state)]
    return "\n".join(parts)


def section(rule: Rule) -> str:
    """Return one rule: what it says, who is bound, since when, citations, what is unverified."""
    first = rule.clauses[0]
    folder = "us-states" if rule.jurisdiction.startswith("US-") else "us"
    lines = [
        f"### {rule.id}: {rule.title}\n",
        f"{rule.summary.strip()}\n",
        f"- binds: {'; '.join(dict.fromkeys(clause.binds for clause in rule.clauses))}",
        f"- effect: {', '.join(dict.fromkeys(f'`{clause.outcome.value}`' for clause in rule.clauses))}",
        f"- in force: {'; '.join(dict.fromkeys(in_force(rule, clause) for clause in rule.clauses))}",
        f"- citation: {'; '.join(dict.fromkeys(titles(rule.phases_of(first)[-1])))}",
    ]
    lines += [f"- not bound: {who}" for who in rule.not_bound]
    lines += [f"- history: {text}" for text in [history(rule.phases_of(first))] if text]
    lines += [f"- beside it: {beside(attribute)}" for attribute in rule.attributes]
    lines += [f"- penalty: {penalty.text} ({penalty.cite})" for penalty in rule.penalties]
    lines += [f"- unverified: {claim}" for claim in rule.claims]
    if rule.checked:
        lines.append(f"- last compared with its sources: {rule.checked}; due again: {rule.recheck}")
    return "\n".join([*lines, f"- file: [{rule.id}.yml]({RULES}/{folder}/{rule.id}.yml)", ""])


def in_force(rule: Rule, clause: Clause) -> str:
    """Return since when, and until when, a clause binds; several stretches are joined by "and"."""
    phases = rule.phases_of(clause)
    said = [f"{day(start)}{f' to {day(end)}' if end else ''}" for start, end in stretches(phases)]
    return " and ".join(said) or f"no: {phases[-1].status}"


def day(value: date | None) -> str:
    """Return an ISO date, or "no known start"."""
    return value.isoformat() if value else "no known start"


def titles(phase: Phase) -> Iterator[str]:
    """Yield the phase's citations as links where they have an address."""
    for citation in phase.citations:
        yield f"[{citation.title}]({citation.url.replace(' ', '%20')})" if citation.url else citation.title


def history(phases: tuple[Phase, ...]) -> str:
    """Return the phases as a time line; empty when there is only one."""
    steps = [f"{day(phase.from_)} {phase.status.replace('-', ' ')}" for phase in phases]
    return " → ".join(steps) if len(steps) > 1 else ""


def beside(attribute: Attribute) -> str:
    """Return a waiver, new coding, decision or pending text in one line."""
    since = f" from {attribute.from_}" if attribute.from_ else ""
    until = f" to {attribute.to}" if attribute.to else ""
    who = f", for {attribute.who}" if attribute.who else ""
    return f"{attribute.kind}{since}{until}{who}: {attribute.text} ({attribute.cite})"


def main() -> int:
    """Write the page, or say whether it is up to date."""
    text = page(load_rules())
    if "--check" in sys.argv[1:]:
        same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
        print("docs/rules.md is up to date" if same else "docs/rules.md is old: run scripts/make_rules_page.py")
        return 0 if same else 1
    PAGE.write_text(text, encoding="utf-8")
    print(f"{PAGE.name}: {text.count('### ')} rules")
    return 0


if __name__ == "__main__":
    sys.exit(main())

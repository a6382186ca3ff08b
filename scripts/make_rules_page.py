"""Write docs/rules.md, the overview of the rules that debar holds, from the rule files themselves.

    python scripts/make_rules_page.py [--check]

With --check nothing is written; the program ends with 1 when the page is not what the rule files say now.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from debar.regimes.rule import Clause, Phase, Rule
from debar.regimes.schema import load_rules

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
    lines += [f"- unverified: {claim}" for claim in dict.fromkeys(unverified(rule))]
    return "\n".join([*lines, f"- file: [{rule.id}.yml]({RULES}/{folder}/{rule.id}.yml)", ""])


def in_force(rule: Rule, clause: Clause) -> str:
    """Return since when, and until when, a clause binds; several stretches are joined by "and"."""
    stretches: list[list[Phase]] = []
    for phase in rule.phases_of(clause):
        if phase.status != "in-force":
            continue
        last = stretches[-1][-1] if stretches else None
        if last and last.to and phase.from_ and (phase.from_ - last.to).days == 1:
            stretches[-1].append(phase)
        else:
            stretches.append([phase])
    said = [f"{day(s[0].from_)}{f' to {day(s[-1].to)}' if s[-1].to else ''}" for s in stretches]
    return " and ".join(said) or f"no: {rule.phases_of(clause)[-1].status}"


def day(value: date | None) -> str:
    """Return an ISO date, or "no known start"."""
    return value.isoformat() if value else "no known start"


def titles(phase: Phase) -> Iterator[str]:
    """Yield the phase's citations as links where they have an address."""
    for citation in phase.citations:
        yield f"[{citation.title}]({citation.url.replace(' ', '%20')})" if citation.url else citation.title


def unverified(rule: Rule) -> Iterator[str]:
    """Yield every claim of the rule for which no source was read."""
    for phase in (*rule.phases, *(phase for clause in rule.clauses for phase in clause.phases)):
        if phase.unverified:
            yield phase.unverified
    for clause in rule.clauses:
        said = (clause.unverified, *(s.unverified for s in clause.subjects), *(e.unverified for e in clause.exemptions))
        yield from filter(None, said)


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

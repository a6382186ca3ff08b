"""Write docs/rules: a page and a drawn time line for every rule, an index, and the table of boundary days.

    python scripts/make_rules_pages.py [--check] [--into DIR]

With --check nothing is written; the program ends with 1 when a page is not what the rule files say now.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from rule_time_line import binding_rows, overview, rows_of, rule_picture, word_of

from debar.model import Citation, Designation, Outcome, OwnerTest
from debar.regimes.engine import judge_rule
from debar.regimes.rule import Attribute, Clause, Exemption, Obligation, Phase, Rule, Source
from debar.regimes.scenarios import FORMAT, make_case, parse_scenarios
from debar.regimes.schema import load_rules
from debar.regimes.terms import listed, maker_name, phrase, phrases, purpose_name
from debar.regimes.timing import stretches
from debar.report.guides import within
from debar.report.text import long_date
from debar.report.words import look

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "rules"
DAYS = ROOT / "tests" / "unit" / "regimes" / "boundary_days.yml"
MADE = (
    "Made by `scripts/make_rules_pages.py` from the [rule files](../../src/debar/regimes/rules); do not edit by hand."
)
ONE = timedelta(days=1)
#: What stands in a rule's sentence for what a case would put there.
SLOTS = {"{what}": "the company", "{who}": "the buyer", "{list}": "the list", "{since}": ""}
INDEX = """# The rules that debar holds

{made}
{counts} A state that is not here is named under "not checked" in every answer that would need it. Where a claim could
not be confirmed it stands under "not confirmed": where such a claim decides, the answer is `review` at most. The days
on which answers change: [boundary days](boundary-days.md). `debar rules guide` makes one page of the rules that bind a
buyer.

![When each rule binds](overview.svg)
"""
BOUNDARIES = """# Boundary days

{made} The days are read from the texts named, not from the rule files; the
answers are what the program says of the same case on the day before, on the day, and on the day after.
"""


def pages(rules: Sequence[Rule]) -> dict[str, str]:
    """Return every file of the folder by name."""
    made = {"index.md": index(rules), "overview.svg": overview(rules), "boundary-days.md": boundaries(rules)}
    for rule in rules:
        made[f"{rule.id}.md"] = page(rule)
        made[f"{rule.id}.svg"] = rule_picture(rule)
    return made


# --- the index --------------------------------------------------------------------------------------


def index(rules: Sequence[Rule]) -> str:
    """Return the page that lists all rules, federal ones first, then by state."""
    federal = [rule for rule in rules if not rule.jurisdiction.startswith("US-")]
    states = sorted({rule.jurisdiction for rule in rules} - {rule.jurisdiction for rule in federal})
    count = len(rules) - len(federal)
    counts = f"{len(rules)} rules: {len(federal)} federal or general ones, {count} of {len(states)} states."
    parts = [INDEX.format(made=MADE, counts=counts), *table("Federal and general", federal)]
    for state in states:
        parts += table(phrase("state", state.removeprefix("US-")), [r for r in rules if r.jurisdiction == state])
    return "\n".join(parts)


def table(heading: str, rules: Iterable[Rule]) -> Iterator[str]:
    """Yield the table of one jurisdiction."""
    yield f"## {heading}\n"
    yield "| rule | what it says | who is bound | effect | binding |\n|---|---|---|---|---|"
    for rule in rules:
        effects = ", ".join(dict.fromkeys(look(clause.outcome).word.lower() for clause in rule.clauses))
        when = "; ".join(dict.fromkeys(in_force(row.phases) for row in binding_rows(rule)))
        binds = "; ".join(dict.fromkeys(clause.binds for clause in rule.clauses))
        yield f"| [`{rule.id}`]({rule.id}.md) | {cell(rule.title)} | {cell(binds)} | {effects} | {when} |"
    yield ""


def in_force(phases: Sequence[Phase]) -> str:
    """Return since when, and until when, phases bind; several stretches are joined by "and"."""
    said = [f"since {day(start)}{f' to {day(end)}' if end else ''}" for start, end in stretches(phases)]
    return " and ".join(said) or f"no: {word_of(phases[-1], informs=False)}"


# --- one rule ---------------------------------------------------------------------------------------


def page(rule: Rule) -> str:
    """Return the page of one rule: in plain words, then its history, exceptions, duties, doubts and sources."""
    parts = [
        f"# {rule.title}\n\n{MADE} [All rules](index.md)\n",
        f"{rule.summary.strip()}\n",
        f"![Time line of {rule.id}]({rule.id}.svg)\n",
        "## What it does\n",
        *clauses(rule),
        "\n## Its history\n",
        *history(rule),
        *section("Exceptions and waivers", (exemption(e) for c in rule.clauses for e in c.exemptions)),
        *section("Duties and terms", (duty(d) for c in rule.clauses for d in c.duties)),
        *section("Beside it", (beside(attribute) for attribute in rule.attributes)),
        *section("What follows from a breach", (f"{p.text.rstrip('.')}. {p.cite}" for p in rule.penalties)),
        *section("Not confirmed", rule.claims),
        *section("What would change the answer", (c.would_change for c in rule.clauses if c.would_change)),
        "## Sources\n",
        *(f"- {source.id}: {linked(Citation(source.title, source.url))}{told(source)}" for source in rule.sources),
        "",
        compared(rule),
        origin(rule),
    ]
    return "\n".join(parts) + "\n"


def origin(rule: Rule) -> str:
    """Return where the rule comes from: who issued it, its text, its file."""
    text = f"{linked(Citation('The text', rule.url))}. " if rule.url else ""
    file = f"[{rule.id}.yml](../../src/debar/regimes/rules/{folder(rule)}/{rule.id}.yml)"
    return f"Issued by {rule.authority}. {text}The rule as data: {file}; `debar rules show {rule.id}` prints it."


def clauses(rule: Rule) -> Iterator[str]:
    """Yield what the rule does, clause by clause; whom it binds and what it covers once, where all clauses agree."""
    binds, covers = ({getattr(clause, word) for clause in rule.clauses} for word in ("binds", "covers"))
    if len(binds) == 1:
        yield f"Binds {binds.pop()}.\n"
    if len(covers) == 1:
        yield f"Covers {covers.pop()}.\n"
    if rule.not_bound:
        yield f"Does not bind {listed(rule.not_bound)}.\n"
    for clause in rule.clauses:
        yield from clause_lines(clause, binds=bool(binds), covers=bool(covers))


def clause_lines(clause: Clause, *, binds: bool, covers: bool) -> Iterator[str]:
    """Yield one clause in words: the answer it gives, whom it binds, what it reaches, and under which conditions."""
    said = clause.says
    for slot, words in SLOTS.items():
        said = said.replace(slot, words)
    yield f"- **{look(clause.outcome).word}.** {said[:1].upper()}{said[1:]}"
    if binds:
        yield f"  - binds {clause.binds}"
    if covers:
        yield f"  - covers {clause.covers}"
    if clause.actions:
        yield f"  - reaches {phrases('action', clause.actions)}"
    yield from (f"  - {line}" for line in dict.fromkeys(owner_line(s.owners) for s in clause.subjects if s.owners))
    if clause.money:
        since = f", of awards made on {long_date(clause.money.award_from)} or later" if clause.money.award_from else ""
        yield f"  - only where {phrases('funding', clause.money.kinds)} pays{since}"
    if clause.purpose:
        makers = listed((maker_name(maker) for maker in clause.purpose.makers), "and")
        yield f"  - {makers}: only for {listed(map(purpose_name, clause.purpose.purposes))}"
    facts = [test.missing or test.field.partition(":")[2] for test in clause.tests]
    if facts:
        yield f"  - turns on {listed((fact.replace('_', ' ') for fact in dict.fromkeys(facts)), 'and')}"
    if clause.other_action:
        yield f"  - {clause.other_action}"


def owner_line(test: OwnerTest) -> str:
    """Return whose holding counts and from which share on, as "counts owners that are a government of Cuba, ..."."""
    share = f"more than {test.percent} percent" if test.more or not test.percent else f"{test.percent} percent or more"
    whose = [f"companies on {listed(phrase('list', name) for name in test.lists)}"] if test.lists else []
    places = [phrase("country", code) for code in test.countries]
    if places:
        whose.append(f"{'a government (or a body of one)' if test.government else 'owners'} of {listed(places)}")
    return f"the line: {share} held by {' or '.join(whose)}{', added up' if test.aggregate else ''}"


def history(rule: Rule) -> Iterator[str]:
    """Yield a table of phases for each distinct history of the rule's clauses."""
    for row in rows_of(rule):
        if row.label:
            yield f"### {row.label[:1].upper()}{row.label[1:]}\n"
        yield "| from | to | | what | text | read in |\n|---|---|---|---|---|---|"
        for phase in row.phases:
            word = word_of(phase, informs=row.informs)
            told = (word, cell(phase.text), "; ".join(map(linked, phase.citations)), ", ".join(phase.sources))
            yield f"| {day(phase.from_)} | {day(phase.to) if phase.to else ''} | {' | '.join(told)} |"
        yield ""


def section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield a list under a heading; nothing when there is none."""
    told = list(dict.fromkeys(lines))
    if told:
        yield f"## {heading}\n"
        yield from (f"- {line}" for line in told)
        yield ""


def exemption(found: Exemption) -> str:
    """Return an exception with its days and citation."""
    days = [f"from {day(found.from_)}" if found.from_ else "", f"to {day(found.to)}" if found.to else ""]
    when = f" ({' '.join(part for part in days if part)})" if any(days) else ""
    return f"{found.text.rstrip('.')}{when}. {found.cite}"


def duty(owed: Obligation) -> str:
    """Return a duty with its term and citation."""
    days = [f"from {day(owed.from_)}" if owed.from_ else "", f"to {day(owed.to)}" if owed.to else ""]
    told = [term for term in (within(owed), " ".join(part for part in days if part)) if term]
    return f"{owed.who}: {', '.join((owed.what, *told))}. {owed.cite}"


def beside(attribute: Attribute) -> str:
    """Return a waiver, new coding, decision or pending text that changes no state, with its days and citation."""
    days = [
        f"from {day(attribute.from_)}" if attribute.from_ else "",
        f"to {day(attribute.to)}" if attribute.to else "",
    ]
    when = "".join(f" {part}" for part in days if part)
    who = f", for {attribute.who}" if attribute.who else ""
    return f"{attribute.kind.replace('-', ' ')}{when}{who}: {attribute.text.rstrip('.')}. {attribute.cite}".strip()


def told(source: Source) -> str:
    """Return what a source says and when it was read, as far as the rule file has it."""
    read = f" (read {source.retrieved})" if source.retrieved else ""
    return f"{read}: {cell(source.says)}" if source.says else read


def compared(rule: Rule) -> str:
    """Return when the rule was last compared with its sources, and with how many of them."""
    due = f" Due again on {rule.recheck}." if rule.recheck else ""
    read, all_ = rule.compared
    if not rule.checked:
        return f"Written from research into the {all_} sources named; no source was compared with it since.{due}\n"
    of_all = "all" if read == all_ else f"{read} of {all_}"
    return f"Last compared on {rule.checked}, with {of_all} of its sources.{due}\n".replace("all of its", "all its")


def folder(rule: Rule) -> str:
    """Return the folder that holds the rule's file."""
    return "us-states" if rule.jurisdiction.startswith("US-") else "us"


def linked(citation: Citation) -> str:
    """Return a citation as a link where it has an address."""
    title = cell(citation.title)
    return f"[{title}]({citation.url.replace(' ', '%20')})" if citation.url else title


def cell(text: str) -> str:
    """Return a text that may stand in a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def day(value: date | None) -> str:
    """Return an ISO date, or "no known start"."""
    return value.isoformat() if value else "no known start"


# --- boundary days ----------------------------------------------------------------------------------


def boundaries(rules: Sequence[Rule]) -> str:
    """Return the page of boundary days: the answers around each day on which the texts say that they change."""
    data = yaml.safe_load(DAYS.read_text(encoding="utf-8"))
    held = {rule.id: rule for rule in rules}
    parts = [BOUNDARIES.format(made=MADE.replace(" from the [rule files](../../src/debar/regimes/rules)", "", 1))]
    parts.append(
        "| provision | case | day | day before | on the day | day after | from |\n|---|---|---|---|---|---|---|"
    )
    for row in data["tables"]:
        for first in row["days"]:
            told = [answer(held[row["rule"]], row, data["names"], first + ONE * step) for step in (-1, 0, 1)]
            words = " | ".join(look(outcome).word.lower() for outcome in told)
            provision = f"[{cell(row['provision'])}]({row['rule']}.md) | {cell(row['asks'])}"
            parts.append(f"| {provision} | {first} | {words} | {cell(row['cite'])} |")
    return "\n".join(parts) + "\n"


def answer(rule: Rule, row: dict[str, Any], names: dict[str, Any], on: date) -> Outcome:
    """Return what the rule says of the row's case on a day."""

    def named(name: str, _: date | None) -> tuple[tuple[str, ...], tuple[Designation, ...]]:
        held = names.get(name, {})
        listings = tuple(Designation(list=one["list"], from_=one["from"]) for one in held.get("listings", ()))
        return tuple(held.get("makers", ())), listings

    case = {"id": "case", "date": on.isoformat(), **row["case"]}
    (scenario,) = parse_scenarios(json.dumps({"format": FORMAT, "scenarios": [case]}), DAYS.name)
    return judge_rule(rule, make_case(scenario, named)).outcome


# --- writing ----------------------------------------------------------------------------------------


def old_files(made: dict[str, str], into: Path) -> list[str]:
    """Return the names of files that are missing, different, or of no rule any more."""
    there = {path.name for path in into.glob("*") if path.suffix in (".md", ".svg")}
    different = [name for name in made if name in there and (into / name).read_text(encoding="utf-8") != made[name]]
    return sorted({*different, *(made.keys() ^ there)})


def main() -> int:
    """Write the pages, or say whether they are up to date."""
    options = argparse.ArgumentParser(description="Write docs/rules from the rule files.")
    options.add_argument("--check", action="store_true")
    options.add_argument("--into", type=Path, default=PAGES)
    given = options.parse_args()
    made, into = pages(load_rules()), given.into
    old = old_files(made, into)
    if given.check:
        told = f"old: {', '.join(old[:8])}; run scripts/make_rules_pages.py" if old else "up to date"
        print(f"docs/rules is {told}")
        return 1 if old else 0
    into.mkdir(parents=True, exist_ok=True)
    for name in set(old) - made.keys():
        (into / name).unlink()
    for name, text in made.items():
        (into / name).write_text(text, encoding="utf-8")
    print(f"docs/rules: {len(made)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())

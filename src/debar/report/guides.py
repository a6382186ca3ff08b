"""A guide for a buyer as Markdown, as a page for the terminal, and as JSON-ready data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TextIO

from rich.text import Text

from debar.errors import InputError
from debar.model import Citation
from debar.regimes.guide import DEED, Guide, GuideGroup, GuideRule, limit, reach
from debar.regimes.guide_texts import Question, SolicitationClause, Step
from debar.regimes.rule import Obligation
from debar.report.consoles import open_console, print_hanging
from debar.report.context import Context
from debar.report.html.guide import write_guide_page
from debar.report.records import Data
from debar.report.tables import write_data
from debar.report.text import long_date, plain
from debar.report.words import NOT_ADVICE, look

#: The steps of a purchase, in order, with their headings.
WHEN = {"before": "Before you buy", "at": "At award and at each renewal", "after": "Afterwards"}
OWN_WORDS = "Words of our own, to be adapted by your counsel. They are no text of law."


def write_guide(guide: Guide, format: str, out: TextIO, context: Context) -> None:  # noqa: A002
    """``rules guide``: the guide as table (a page to read), markdown, html or json.

    Raises:
        InputError: the format is not offered.
    """
    if format == "html":
        write_guide_page(guide_data(guide), out, context)
    elif format == "json":
        write_data(guide_data(guide), format, out)
    elif format == "markdown":
        out.write("\n".join(_markdown(guide)) + "\n")
    elif format == "table":
        _print(guide, out, context)
    else:
        raise InputError(f"a guide is not written as {format}; use table, markdown, html or json")
    out.flush()


def guide_data(guide: Guide) -> Data:
    """The guide as JSON-ready data; every rule, step, clause and question with its citations."""
    return {
        "buyer": {"type": guide.buyer.type, "state": guide.buyer.state.upper(), "words": guide.who},
        "on": guide.on.isoformat(),
        "binds": [_group_data(group) for group in guide.groups],
        "later": [_group_data(group) for group in guide.later],
        "duties": [_duty_data(duty, when) for duty, when in guide_duties(guide)],
        "steps": [{"when": step.when, "text": step.text, **_text_data(step)} for step in guide.steps],
        "clauses": [{"title": clause.title, "text": clause.text, **_text_data(clause)} for clause in guide.clauses],
        "questions": [{"ask": asked.ask, "accept": asked.accept, **_text_data(asked)} for asked in guide.questions],
        "not_checked": list(guide.not_checked),
        "note": NOT_ADVICE,
    }


def _text_data(text: Step | SolicitationClause | Question) -> Data:
    return {"id": text.id, "rules": list(text.rules), "citations": _citation_data(text.citations)}


def _group_data(group: GuideGroup) -> Data:
    return {
        "kind": group.kind,
        "heading": group.heading,
        "rules": [
            {
                "rule": rule.rule,
                "title": rule.title,
                "short": rule.short,
                "outcome": str(rule.outcome),
                "state": rule.state,
                "reach": reach(rule, group.kind),
                "limit": limit(rule, group.kind),
                "since": rule.since.isoformat() if rule.since else None,
                "to": rule.to.isoformat() if rule.to else None,
                "period": period(rule),
                "unverified": rule.unverified,
                "citations": _citation_data(rule.citations),
            }
            for rule in group.rules
        ],
    }


def _citation_data(citations: Sequence[Citation]) -> list[Data]:
    return [{"title": citation.title, "url": citation.url} for citation in citations]


def _duty_data(duty: Obligation, when: str) -> Data:
    return {"when": when, "who": duty.who, "what": duty.what, "within": within(duty), "cite": duty.cite}


def guide_duties(guide: Guide) -> list[tuple[Obligation, str]]:
    """The duties of the rules in force that bind by buying or by contract, each once, with the heading of its group."""
    found: dict[Obligation, str] = {}
    for group in guide.groups:
        for rule in group.rules if group.kind != DEED else ():
            for duty in rule.duties:
                found.setdefault(duty, group.heading)
    return list(found.items())


def within(duty: Obligation) -> str:
    """The term of a duty in words; empty when it has none."""
    if duty.each_year:
        # A leap year, so that every day of a year can be told.
        day = date.fromisoformat(f"2000-{duty.each_year}")
        return f"each year by {day.day} {day:%B}"
    if duty.days is None:
        return ""
    unit = "day" if duty.calendar else "business day"
    return f"within {duty.days} {unit}{'' if duty.days == 1 else 's'}"


def period(rule: GuideRule) -> str:
    """Since when a rule binds, from when it will, or until when it is suspended."""
    if rule.state == "suspended":
        return f"suspended until {long_date(rule.to)}" if rule.to else "suspended"
    if rule.state == "later":
        return f"from {long_date(rule.since)}" if rule.since else "law, its first day not set"
    since = f"since {long_date(rule.since)}" if rule.since else "in force"
    return f"{since}, until {long_date(rule.to)}" if rule.to else since


def _cited(citations: Sequence[Citation]) -> str:
    return "; ".join(f"[{c.title}]({c.url.replace(' ', '%20')})" if c.url else c.title for c in citations)


# --- markdown ---------------------------------------------------------------------------------------


def _markdown(guide: Guide) -> Iterator[str]:
    yield f"# What binds {guide.who}, and what to do"
    yield f"\nLaw of {long_date(guide.on)}. {NOT_ADVICE}\n"
    yield "## What binds\n"
    for group in guide.groups:
        yield f"### {group.heading}\n"
        for rule in group.rules:
            yield f"- **{look(rule.outcome).word}.** {rule_sentence(rule, group)} {_cited(rule.citations)}."
            if rule.unverified:
                yield f"  Not confirmed: {rule.unverified}."
        yield ""
    if guide.later:
        yield "### Not yet, or suspended\n"
        for group in guide.later:
            for rule in group.rules:
                yield f"- {rule_sentence(rule, group)} {group.heading}. {_cited(rule.citations)}."
        yield ""
    yield from _markdown_texts(guide)
    if guide.not_checked:
        yield "## Not checked\n"
        yield from (f"- {line}" for line in guide.not_checked)


def _markdown_texts(guide: Guide) -> Iterator[str]:
    yield "## What to do\n"
    for when, heading in WHEN.items():
        steps = [step for step in guide.steps if step.when == when]
        if steps:
            yield f"### {heading}\n"
            yield from (f"- {step.text} {_cited(step.citations)}." for step in steps)
            yield ""
    duties = guide_duties(guide)
    if duties:
        yield "## Duties and terms\n"
        yield "| When | Who | What | Within | Source |\n| --- | --- | --- | --- | --- |"
        yield from (f"| {when} | {d.who} | {d.what} | {within(d) or 'no term'} | {d.cite} |" for d, when in duties)
        yield ""
    if guide.clauses:
        yield f"## Clauses for a solicitation\n\n{OWN_WORDS}\n"
        yield from (f"- **{c.title}.** {c.text} ({_cited(c.citations)})" for c in guide.clauses)
        yield ""
    if guide.questions:
        yield "## Ask the vendor\n"
        yield from (f"- [ ] **{q.ask}** {q.accept} ({_cited(q.citations)})" for q in guide.questions)
        yield ""


def rule_sentence(rule: GuideRule, group: GuideGroup) -> str:
    """Return what a rule asks of the buyer, how far, and since when."""
    limited = limit(rule, group.kind)
    since = period(rule)
    return f"{rule.short}: {reach(rule, group.kind)}. {limited}{'. ' if limited else ''}{since[:1].upper()}{since[1:]}."


# --- terminal ---------------------------------------------------------------------------------------


def _print(guide: Guide, out: TextIO, context: Context) -> None:
    console = open_console(out, context)
    print_hanging(Text(f"What binds {plain(guide.who)}, and what to do", style="bold"), console)
    print_hanging(f"Law of {long_date(guide.on)}.", console)
    for group in (*guide.groups, *guide.later):
        console.print()
        coming = "" if group in guide.groups else "Not yet, or suspended. "
        print_hanging(Text(f"{coming}{plain(group.heading)}", style="bold"), console)
        for rule in group.rules:
            word = look(rule.outcome).word
            print_hanging(f"{word}: {plain(rule_sentence(rule, group))}", console, indent=2, hang=4)
            titles = "; ".join(citation.title for citation in rule.citations)
            print_hanging(Text(plain(titles), style="dim"), console, indent=4)
    for heading, lines in _lists(guide):
        console.print()
        print_hanging(Text(heading, style="bold"), console)
        for line in lines:
            print_hanging(f"- {plain(line)}", console, indent=2, hang=4)
    console.print()
    print_hanging(NOT_ADVICE, console)


def _lists(guide: Guide) -> Iterator[tuple[str, list[str]]]:
    for when, heading in WHEN.items():
        steps = [step.text for step in guide.steps if step.when == when]
        if steps:
            yield heading, steps
    duties = [f"{d.who}: {d.what}{', ' if within(d) else ''}{within(d)} ({d.cite})" for d, _ in guide_duties(guide)]
    if duties:
        yield "Duties and terms", duties
    if guide.clauses:
        yield f"Clauses for a solicitation. {OWN_WORDS}", [f"{c.title}. {c.text}" for c in guide.clauses]
    if guide.questions:
        yield "Ask the vendor", [f"{q.ask} {q.accept}" for q in guide.questions]
    if guide.not_checked:
        yield "Not checked", list(guide.not_checked)

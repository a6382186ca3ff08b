"""A guide for a buyer as PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from debar.model import Citation
from debar.regimes.guide import Guide, GuideGroup
from debar.report.context import Context
from debar.report.guides import OWN_WORDS, WHEN, guide_duties, rule_sentence, within
from debar.report.pdf import Block, Bullets, Heading, Notice, Paragraph, PdfDocument, Run, Table, make_pdf
from debar.report.text import long_date
from debar.report.words import NOT_ADVICE, look


def make_guide_pdf(guide: Guide, context: Context) -> bytes:
    """Return the guide as PDF. Raises MissingExtraError when what lays it out is not installed."""
    version = f"debar {context.version}, " if context.version else ""
    return make_pdf(
        PdfDocument(
            title=f"What binds {guide.who}, and what to do",
            subtitle=f"Law of {long_date(guide.on)}",
            footer=f"{version}law of {guide.on}",
            blocks=list(_blocks(guide)),
        )
    )


def _blocks(guide: Guide) -> Iterator[Block]:
    yield Notice(NOT_ADVICE)
    yield Heading("What binds")
    for group in guide.groups:
        yield from _rules(group)
    if guide.later:
        yield Heading("Not yet, or suspended", 2)
        for group in guide.later:
            yield Bullets(
                [[f"{rule_sentence(rule, group)} {group.heading}. ", *_cited(rule.citations)] for rule in group.rules]
            )
    yield from _steps(guide)
    yield from _words(guide)
    if guide.not_checked:
        yield Heading("Not checked")
        yield Bullets(list(guide.not_checked))


def _rules(group: GuideGroup) -> Iterator[Block]:
    yield Heading(group.heading, 2)
    for rule in group.rules:
        shown = look(rule.outcome)
        doubt = [Run(f" Not confirmed: {rule.unverified}.", italic=True)] if rule.unverified else []
        yield Paragraph(
            [Run(f"{shown.word}. ", bold=True), f"{rule_sentence(rule, group)} ", *_cited(rule.citations), *doubt]
        )


def _steps(guide: Guide) -> Iterator[Block]:
    yield Heading("What to do")
    for when, heading in WHEN.items():
        steps = [step for step in guide.steps if step.when == when]
        if steps:
            yield Heading(heading, 2)
            yield Bullets([[f"{step.text} ", *_cited(step.citations)] for step in steps])
    duties = guide_duties(guide)
    if duties:
        yield Heading("Duties and terms")
        rows = [(when, duty.who, duty.what, within(duty) or "no term", duty.cite) for duty, when in duties]
        yield Table(("When", "Who", "What", "Within", "Source"), rows, widths=(3, 2, 4, 2, 3))


def _words(guide: Guide) -> Iterator[Block]:
    if guide.clauses:
        yield Heading("Clauses for a solicitation")
        yield Notice(OWN_WORDS)
        for clause in guide.clauses:
            yield Paragraph([Run(f"{clause.title}. ", bold=True), f"{clause.text} ", *_cited(clause.citations)])
    if guide.questions:
        yield Heading("Ask the vendor")
        yield Bullets(
            [
                [Run(f"{asked.ask} ", bold=True), f"{asked.accept} ", *_cited(asked.citations)]
                for asked in guide.questions
            ],
            boxes=True,
        )


def _cited(citations: Sequence[Citation]) -> list[str | Run]:
    """The citations in parentheses, each a link where it has an address."""
    if not citations:
        return []
    parts: list[str | Run] = ["("]
    for number, citation in enumerate(citations):
        parts += ["; " if number else "", Run(citation.title, url=citation.url.replace(" ", "%20"))]
    return [*parts, ")"]

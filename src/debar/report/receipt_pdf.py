"""A receipt as PDF, with its data attached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from debar.model import Finding
from debar.report.html.view import FindingView, Link
from debar.report.pdf import Block, Bullets, Heading, Notice, Paragraph, PdfDocument, Run, Table, Text, make_pdf
from debar.report.receipts import ATTACHED, HASH, HOW_TO_CHECK, ReceiptView, receipt_view
from debar.report.words import NOT_ADVICE


def make_receipt_pdf(receipt: Mapping[str, Any], finding: Finding) -> bytes:
    """Return the receipt as PDF. Raises MissingExtraError when what lays it out is not installed."""
    view = receipt_view(receipt, finding)
    return make_pdf(
        PdfDocument(
            title=view.title,
            subtitle=view.subtitle,
            footer=view.footer,
            blocks=list(_blocks(view)),
            attached=(ATTACHED, view.carried),
        )
    )


def _blocks(view: ReceiptView) -> Iterator[Block]:
    found = view.finding
    yield Notice(NOT_ADVICE)
    yield Heading("Verdict")
    yield Paragraph([Run(f"{found.word}. ", bold=True), found.sentence])
    if found.not_checked:
        yield Notice([Run("Not checked: ", bold=True), "; ".join(found.not_checked)])
    yield from _asked(view)
    yield from _evidence(found)
    yield from _rules(found)
    yield Heading("Decisions")
    yield Paragraph(view.standing)
    if view.decided:
        yield Table(("Day", "Decision", "By", "Reason"), view.decided, widths=(2, 3, 3, 7))
    yield Heading("Hashes")
    rows = [(what, which, Run(hash_, mono=True)) for what, which, hash_ in view.hashes]
    yield Table(("What", "Which", HASH), rows, widths=(3, 5, 7))
    yield Paragraph(HOW_TO_CHECK)


def _asked(view: ReceiptView) -> Iterator[Block]:
    found = view.finding
    yield Heading("What was asked")
    yield Paragraph([Run(text, marked=hit) for text, hit in found.text_full])
    if found.length:
        yield Paragraph(f"Cut: the text has {found.length:,} characters.")
    buyer = f"{found.buyer or 'not named'} ({found.buyer_kind})"
    facts = [
        ("Buyer", f"{buyer}: {found.evidence}" if found.evidence else buyer),
        ("Date", found.day_words),
        ("Amount", found.amount or "not given"),
        *found.facts,
        ("Record", found.place or "asked alone"),
        *view.asked,
    ]
    yield Table(("Fact", "As given or read"), [(Run(label, bold=True), value) for label, value in facts], widths=(2, 7))


def _evidence(found: FindingView) -> Iterator[Block]:
    yield Heading("Evidence")
    if not found.identifications:
        yield Paragraph("No maker, brand, model or listed party that debar knows was recognised.")
    for hit in found.identifications:
        link = f" {hit['link']} {hit['who']}" if hit["link"] else ""
        yield Paragraph([Run(hit["text"], bold=True), f"{link} ({hit['label']}; {hit['strength']})"])
        sources = [_cited([source]) for source in hit["evidence"]]
        more = [f"{hit['more']} more in the data"] if hit["more"] else []
        yield Bullets([*hit["because"], *sources, *more])


def _rules(found: FindingView) -> Iterator[Block]:
    yield Heading("What each rule says")
    if not found.rules:
        yield Paragraph("No rule held here reaches this record.")
    for rule in found.rules:
        yield Heading([f"{rule.look.word}: {rule.id}"], 2)
        cited = _cited(rule.citations)
        yield Paragraph([f"{rule.title}. " if rule.title else "", rule.because])
        notes: list[Text] = [[Run(f"{label}: ", bold=True), words] for label, words in rule.notes]
        period: list[Text] = [rule.period.capitalize()] if rule.period else []
        sources: list[Text] = [[Run("Source: ", bold=True), *cited]] if cited else []
        if lines := [*period, *sources, *notes]:
            yield Bullets(lines)
    if found.others:
        ids = ", ".join(id_ for id_, _ in found.others)
        yield Paragraph([Run("Do not reach this: ", bold=True), ids])


def _cited(links: list[Link]) -> list[str | Run]:
    parts: list[str | Run] = []
    for each in links:
        read = f", read {each.read}" if each.read else ""
        parts += ["; " if parts else "", Run(each.title, url=each.url), read]
    return parts

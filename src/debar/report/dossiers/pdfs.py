"""A dossier as PDF: the drawings, the warnings with their evidence, and each claim with the words it stands on."""

from __future__ import annotations

from collections.abc import Iterator

from debar.model.dossier_pages import BESIDE, DossierPage, Mark
from debar.report.context import Context
from debar.report.dossiers.axes import day_words, period_words
from debar.report.dossiers.headlines import (
    ANSWER_WORDS,
    STATE_WORDS,
    STATUS_WORDS,
    lead,
    left_out,
    list_words,
    written,
)
from debar.report.dossiers.networks import network_picture
from debar.report.dossiers.time_lines import Frame, time_line
from debar.report.pdf import Block, Bullets, Figure, Heading, Notice, Paragraph, PdfDocument, Run, Table, Text, make_pdf
from debar.report.text import plain, shorten, web_address
from debar.report.words import NOT_ADVICE, count

_QUOTES, _LONGEST = 2, 500
_PAPER = Frame(width=900, gutter=118, ticks=11, links=False)


def make_dossier_pdf(page: DossierPage, context: Context) -> bytes:
    """Return the dossier as PDF. Raises MissingExtraError when what lays it out is not installed."""
    version = f"debar {context.version}, " if context.version else ""
    return make_pdf(
        PdfDocument(
            title=plain(page.name),
            subtitle=f"Dossier, made {day_words(page.made)}",
            footer=f"{version}{page.made}",
            blocks=list(_blocks(page)),
        )
    )


def _blocks(page: DossierPage) -> Iterator[Block]:
    marks = written(page)
    yield Paragraph([Run(lead(page), bold=True)])
    yield Notice(NOT_ADVICE)
    drawn = time_line(page, _PAPER)
    if drawn:
        yield Heading("One time line")
        yield Figure(drawn, f"Time line of {plain(page.name)}", "Filled: stated. Hollow: inferred. Striped: disputed.")
    if page.listed:
        yield Heading("Lists")
        yield Table(
            ("List", "Since", "Standing", "Source"),
            [_listed_row(page, place) for place in range(len(page.listed))],
            (4, 2, 2, 4),
        )
    yield from _warnings(page)
    network = network_picture(page.network, links=False)
    if network:
        yield Heading("Who acts for whom")
        yield Figure(
            network, "Principals, firms, their people, officials and offices", "Dashed: inferred. Dotted: disputed."
        )
    yield from _checks(page)
    yield Heading("The record")
    for mark in marks:
        if mark.lane not in BESIDE:
            yield from _mark(mark, page)
    posts = [mark for mark in marks if mark.lane == "post"]
    if posts:
        yield Heading("People and their posts")
        yield Bullets([plain(mark.title) for mark in posts])
    yield from _ends(page, marks)


def _listed_row(page: DossierPage, place: int) -> list[str | list[str | Run]]:
    each = page.listed[place]
    since = f"{'by ' if each.by else ''}{day_words(each.since)}" if each.since else "no day"
    cited: list[str | Run] = []
    for cite in each.citations:
        cited += ["; " if cited else "", Run(plain(cite.title), url=web_address(cite.url))]
    return [list_words(each), since, each.standing, cited or plain(each.authority)]


def _warnings(page: DossierPage) -> Iterator[Block]:
    yield Heading("Early warning")
    yield Paragraph("Each light has its rule and its evidence. They are not added up: there is no score.")
    rows: list[list[Text]] = []
    for lamp in page.lamps:
        evidence = "; ".join(f"{number}" for number in lamp.marks[:8])
        told = f"{STATE_WORDS[lamp.state]}{f', record {evidence}' if evidence else ''}"
        source = Run(lamp.source.title, url=web_address(lamp.source.url))
        rows.append([[Run(lamp.title, bold=True)], told, [f"{lamp.rule} ", source]])
    yield Table(("Warning", "State", "Rule"), rows, (3, 3, 6))
    own = page.exposure
    if own is not None:
        yield Heading("What it means for you")
        vendors = ", ".join(f"{plain(name)} ({times})" for name, times in own.vendors)
        yield Paragraph(
            f"Your past scans hold {count(own.findings, 'finding')} of {plain(page.name)}."
            + (f" Vendors: {vendors}." if vendors else "")
        )
        yield Bullets([f"{lamp.title}: {lamp.for_you}" for lamp in page.lamps if lamp.state == "lit"])


def _checks(page: DossierPage) -> Iterator[Block]:
    if page.checks:
        yield Heading("Checks beside the facts")
        yield Bullets([f"{check.title}. {plain(check.because)}" for check in page.checks])


def _mark(mark: Mark, page: DossierPage) -> Iterator[Block]:
    when = period_words(mark.start, mark.end, is_open=mark.is_open)
    status = mark.status + (", to be confirmed" if mark.waits else "")
    head: list[str | Run] = [
        f"{mark.number}. ",
        Run(f"{when}. {plain(mark.title)}. ", bold=True),
        Run(status, italic=True),
    ]
    if mark.facts:
        head.append(" " + "; ".join(f"{plain(label)}: {shorten(plain(value), 200)}" for label, value in mark.facts))
    yield Paragraph(head)
    said: list[list[str | Run]] = []
    for words in mark.quotations[:_QUOTES]:
        text = page.texts.get(words.document)
        name = plain(text.name) if text else words.document[:12]
        at = f", page {words.page}" if words.page else f", at {words.start:,}"
        said.append([Run(f"“{shorten(plain(words.quote), _LONGEST)}”", italic=True), f" {name}{at}"])
    for response in mark.responses:
        answer = ANSWER_WORDS.get(response.answer, response.answer)
        said.append([Run(f"{plain(response.by)} {answer}: ", bold=True), shorten(plain(response.quotation.quote), 300)])
    if said:
        yield Bullets(said)


def _ends(page: DossierPage, marks: list[Mark]) -> Iterator[Block]:
    yield Heading("What this does not say")
    rest = [f"{number:,} of {title} are not written out here." for title, number in left_out(page, marks).items()]
    words = [f"{status.capitalize()}: {told}" for status, told in STATUS_WORDS.items()]
    yield Bullets([*map(plain, page.notes), *rest, *words])
    if page.texts:
        yield Heading("Documents")
        yield Bullets([f"{plain(text.name)}, sha256 {text.sha256}" for text in page.texts.values()])

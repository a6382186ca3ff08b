"""The report of a scan as PDF: headline, map, charts, tables, the most severe findings with evidence, limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from typing import Any, TextIO

from debar.errors import MissingExtraError
from debar.model import SEVERITY, Finding
from debar.places import STATES
from debar.report.aggregate_tables import ReportTable, make_tables
from debar.report.aggregates import Aggregates, Settled, Total, settle
from debar.report.context import Context
from debar.report.figures import WORD_COLOURS, draw_months, draw_ranking
from debar.report.lines import place_line
from debar.report.maps import MapPoint, describe, draw_map
from debar.report.method import headline, limits, method
from debar.report.notes import account, age_words, not_checked_words
from debar.report.pdf import Block, Bullets, Figure, Heading, Notice, Paragraph, PdfDocument, Run, Table, Text, make_pdf
from debar.report.records import age_days
from debar.report.severest import Severest
from debar.report.streams import bytes_of
from debar.report.summary import Summary
from debar.report.text import excerpt, long_date, money, plain, shorten, web_address
from debar.report.words import NOT_ADVICE, binds, count, in_reading_order, look, spoken, words_of

#: Findings set with their evidence; rows of a table; dots on the map.
SHOWN, _ROWS, _DOTS = 100, 12, 1_000
_TEXT, _NAME = 300, 70


class PdfWriter:
    """Holds at most ``shown`` findings, the most severe; ``close`` lays the pages out.

    Raises MissingExtraError at once where what lays pages out is not installed.
    """

    def __init__(self, out: TextIO, context: Context, shown: int = SHOWN) -> None:
        if find_spec("typst") is None:
            raise MissingExtraError(
                "a pdf needs typst, which is not installed: pip install 'debar[pdf]'; or choose html and print it"
            )
        self._out = bytes_of(out, "pdf")
        self._context = context
        self._kept = Severest(shown)
        self._own = context.summary(aggregates=True)

    def finding(self, finding: Finding) -> None:
        """Take the finding."""
        self._own.add_finding(finding)
        self._kept.add(finding)

    def close(self, summary: Summary | None = None) -> None:
        """Write the report."""
        told, context = summary or self._own, self._context
        settled = settle(told.aggregates or self._own.aggregates or Aggregates(), context.register)
        blocks = [*_opening(told, settled), *_pictures(settled), *_tables(settled), *self._findings()]
        blocks += _closing(told, settled, context)
        document = PdfDocument(
            title=shorten(plain(context.title), 120) or "Restricted technology in purchase records",
            subtitle=f"{account(told)}; judged on {long_date(context.today)}",
            footer=" · ".join(filter(None, (f"debar {context.version}".strip(), context.today.isoformat(), told.view))),
            blocks=blocks,
        )
        self._out.write(make_pdf(document))
        self._out.flush()

    def _findings(self) -> Iterator[Block]:
        kept = [finding for finding in self._kept.findings() if finding.identifications]
        if not kept:
            return
        yield Heading("Findings")
        if self._kept.taken > len(kept):
            yield Paragraph(
                f"The {len(kept):,} most severe of {self._kept.taken:,}; the jsonl, csv and xlsx formats hold them all."
            )
        for finding in kept:
            yield from _finding(finding)


def _opening(summary: Summary, settled: Settled) -> Iterator[Block]:
    if summary.view:
        outside = count(summary.outside, "finding")
        yield Notice([Run("This view: ", bold=True), f"{summary.view}. {outside} of the run stand outside of it."])
    if summary.constructed:
        made_up = count(summary.constructed, "row with a finding is", "rows with a finding are")
        yield Notice([Run("Constructed. ", bold=True), f"{made_up} made up to show the tool. Do not quote them."])
    yield Paragraph(Run(headline(summary, settled), bold=True))
    whole = settled.aggregates.whole
    rows: list[list[Text]] = [
        [
            Run(look(outcome).word, bold=True, colour=WORD_COLOURS[outcome]),
            f"{whole.outcomes[outcome]:,}",
            f"{summary.by_outcome[outcome]:,}",
        ]
        for outcome in SEVERITY
        if summary.by_outcome[outcome]
    ]
    if rows:
        yield Table(("What they come to", "Purchases", "Findings"), rows, (3, 1, 1), (1, 2))


def _pictures(settled: Settled) -> Iterator[Block]:
    told = settled.aggregates
    values = {code: float(total.purchases) for code, total in told.tables["state"].items() if code in STATES}
    if values:
        placed = [
            MapPoint(plain(buyer.name), site.state, site.latitude, site.longitude, float(total.purchases))
            for buyer, site, total in zip(settled.groups, settled.sites, settled.by_buyer, strict=True)
            if site and site.latitude is not None and site.longitude is not None and total.purchases
        ]
        points = sorted(placed, key=lambda point: (-point.value, point.name, point.state))[:_DOTS]
        title = "Purchases by state" + ("; a dot is a buyer" if points else "")
        yield Heading("Where the buyers are")
        yield Figure(draw_map(values, title=title, unit="purchases", points=points), describe(values, "purchases"))
    months = draw_months(told.tables["month"])
    if months:
        yield Heading("When")
        yield Figure(months, "Purchases by month, stacked by what they came to; the tables hold the figures.")
    for heading, table, words in (
        ("Buyers", _buyers(settled), {}),
        ("Suppliers", told.tables["supplier"], told.supplier_names),
        ("Makers", told.tables["maker"], told.maker_names),
    ):
        ordered = sorted(table.items(), key=lambda item: (-item[1].purchases, item[0]))
        rows = [(words.get(key) or key, total) for key, total in ordered[:_ROWS]]
        if rows:
            rest = count(len(ordered) - len(rows), "more row")
            yield Heading(heading, 2)
            caption = f"Purchases, most first; {rest} in the tables." if len(ordered) > len(rows) else ""
            yield Figure(draw_ranking(rows), ", ".join(f"{plain(n)} {t.purchases:,}" for n, t in rows), caption)


def _buyers(settled: Settled) -> dict[str, Total]:
    named: dict[str, Total] = {}
    for buyer, total in zip(settled.groups, settled.by_buyer, strict=True):
        if total.purchases:
            named.setdefault(", ".join(filter(None, (buyer.name, buyer.state))), Total()).merge(total)
    return named


def _tables(settled: Settled) -> Iterator[Block]:
    tables = {table.name: table for table in make_tables(settled)}
    if not settled.aggregates.whole.purchases:
        return
    yield Heading("Who bought, for how much")
    yield _figures(tables["entity_types"], "Kind of buyer", plain)
    yield Paragraph("Money is that of whole orders, as the records state it; currencies are never added to each other.")
    yield Heading("States", 2)
    yield _figures(tables["states"], "State", lambda code: STATES[code].name if code in STATES else plain(code))
    yield Heading("What stands there today")
    base = tables["installed_base"]
    yield Paragraph(base.note)
    rows: list[list[Text]] = [
        [
            shorten(plain(", ".join(filter(None, (row["buyer"], row["state"])))), _NAME),
            plain(row["maker_name"]),
            f"{row['purchases']:,}",
            str(row["last_bought"] or ""),
            row["standing"],
            row["unknown"],
        ]
        for row in base.rows[:_ROWS]
    ]
    yield Table(("Buyer", "Maker", "Bought", "Last", "On record", "To be asked"), rows, (3, 3, 1.1, 1.6, 2, 3), (2,))
    if len(base.rows) > _ROWS:
        yield Paragraph(f"{count(len(base.rows) - _ROWS, 'more pair')} of buyer and maker in the tables.")


def _figures(table: ReportTable, heading: str, name: Callable[[str], str]) -> Table:
    money_columns = [column for column in table.columns if column.startswith("value_")]
    heads = [column.removeprefix("value_").replace("_", " ").upper() for column in money_columns]
    rows: list[list[Text]] = []
    for row in table.rows:
        if row["transactions"]:
            cells = [name(str(row[table.columns[0]])), f"{row['entities']:,}", f"{row['transactions']:,}"]
            bold = cells[0] == "TOTAL"
            cells += [_rounded(row[column]) for column in money_columns]
            rows.append([Run(cell, bold=bold) for cell in cells])
    header = (heading, "Buyers", "Purchases", *heads)
    return Table(header, rows, (3, *(1.2,) * (len(header) - 1)), tuple(range(1, len(header))))


def _rounded(value: str) -> str:
    try:
        return f"{round(float(value)):,}" if value != "0" else "–"
    except (ValueError, OverflowError):
        return value


def _finding(finding: Finding) -> Iterator[Block]:
    subject = finding.subject
    missing = tuple(fact for rule in in_reading_order(finding.rules) for fact in rule.missing if binds(rule))
    word = spoken(finding.outcome, tuple(dict.fromkeys(missing)))
    buyer = shorten(plain(subject.buyer.name), _NAME) or "Buyer not named"
    kind = ", ".join(filter(None, (words_of(subject.buyer.type), plain(subject.buyer.state))))
    facts = (
        f"{buyer} ({kind})",
        subject.date.isoformat() if subject.date else "no date",
        money(subject.amount.value, plain(subject.amount.currency)) if subject.amount else "",
        "constructed" if subject.constructed else "",
    )
    yield Heading([Run(f"{word}. ", colour=WORD_COLOURS[finding.outcome]), " · ".join(filter(None, facts))], 3)
    spans = [hit.span for hit in finding.identifications if hit.span and hit.field == "text"]
    text = [Run(piece, bold=hit, mono=True) for piece, hit in excerpt(subject.text, spans, _TEXT)]
    yield Paragraph(text or [Run("no text", italic=True)])
    yield Paragraph([f"{plain(finding.sentence)} ", *_cited(finding), *_evidence(finding)])
    place = place_line(subject).removesuffix(" · constructed, not a real record")
    yield Paragraph(Run(f"{place}; finding {finding.id}", colour="#5E6975"))


def _cited(finding: Finding) -> Iterator[Run]:
    for rule in in_reading_order(finding.rules):
        if binds(rule):
            for citation in rule.citations:
                yield Run(f"{plain(citation.title)}. ", url=web_address(citation.url))
            return


def _evidence(finding: Finding) -> Iterator[Run]:
    for hit in finding.identifications[:2]:
        yield Run(f"{plain(hit.because).rstrip('.')}. ", italic=True)
        for source in hit.evidence[:2]:
            yield Run(f"{plain(source.title) or plain(source.url)}. ", url=web_address(source.url))


def _closing(summary: Summary, settled: Settled, context: Context) -> Iterator[Block]:
    yield Heading("What this report does not say")
    yield Bullets(limits(summary, settled))
    if summary.not_checked:
        yield Heading("Not checked", 2)
        yield Bullets([shorten(words, 2_000) for words in not_checked_words(summary.not_checked)[:20]])
    yield Heading("How it was made")
    yield Bullets(method(context))
    yield Heading("What it rests on")
    editions: Sequence[Any] = summary.editions or context.editions
    rows: list[list[Text]] = [
        [
            Run(plain(edition.title), url=web_address(edition.official_url)),
            edition.dated.isoformat(),
            age_words(age_days(edition, context.today)),
            edition.completeness,
            Run(edition.sha256[:16], mono=True),
        ]
        for edition in editions
    ]
    if rows:
        yield Table(("List", "Edition", "Age", "Whole", "sha256"), rows, (4, 1.6, 1.6, 1.4, 2.6))
    if summary.law:
        yield Paragraph(f"Rules: {plain(summary.law)}.")
    files: list[list[Text]] = [
        [plain(file.source), f"{file.rows:,}", f"{file.rejected:,}", f"{file.findings:,}", Run(file.sha256, mono=True)]
        for file in list(summary.files.values())[:200]
    ]
    if files:
        yield Heading("Records", 2)
        yield Table(("File", "Rows", "Rejected", "Findings", "sha256"), files, (2.4, 1, 1.1, 1.1, 4), (1, 2, 3))
    yield Notice(NOT_ADVICE)

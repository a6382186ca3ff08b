"""The HTML writer: keeps the most severe findings that the page shows in full, counts the rest, writes one file."""

from __future__ import annotations

from typing import TextIO

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from debar.model import Finding
from debar.report.aggregates import Aggregates, settle
from debar.report.context import Context
from debar.report.html.added_up import added_up_view
from debar.report.html.assets import content_policy, script, style
from debar.report.html.headings import headings
from debar.report.html.page_view import page_view
from debar.report.html.view import finding_view
from debar.report.notes import account, run_warnings
from debar.report.severest import Severest
from debar.report.summary import Summary
from debar.report.words import NOT_ADVICE

#: Findings shown in full on one page; a larger page is slow to open. The page says how many it leaves out.
SHOWN = 2_000

#: Findings that stand with their whole chain of evidence; further ones stand in brief, which bounds the file's size.
IN_FULL = 250

#: A page with no more findings than this gives the reason of each rule that does not reach a finding; others the ids.
_REASONS = 200

#: A page with no more findings than this shows them opened.
_OPENED = 3


class HtmlWriter:
    """Holds at most ``shown`` findings, the most severe (then the first) ones; the page is written by ``close``."""

    def __init__(self, out: TextIO, context: Context, shown: int = SHOWN) -> None:
        self._out = out
        self._context = context
        self._kept = Severest(shown)
        self._own = context.summary(aggregates=True)

    def finding(self, finding: Finding) -> None:
        """Take the finding; the least severe one is let go when there are too many."""
        self._own.add_finding(finding)
        self._kept.add(finding)

    def close(self, summary: Summary | None = None) -> None:
        """Write the page."""
        told = summary or self._own
        context = self._context
        findings = self._kept.findings()
        settled = settle(told.aggregates or self._own.aggregates or Aggregates(), context.register)
        page = environment().get_template("page.html.j2")
        # Made one by one while the page is written: the views of all findings together would double the memory.
        views = (finding_view(finding, number, context.today) for number, finding in enumerate(findings, 1))
        stream = page.generate(
            page_view(told, context) | added_up_view(told, settled, context),
            heads=headings(context.command),
            summary=told,
            account=account(told),
            findings=views,
            shown=len(findings),
            in_full=IN_FULL,
            left_out=self._kept.taken - len(findings),
            opened=len(findings) <= _OPENED,
            reasons=len(findings) <= _REASONS,
            warnings=run_warnings(told),
            whole_run=context.command != "check",
            single=context.command == "check" or told.findings <= 1,
            not_advice=NOT_ADVICE,
            policy=content_policy(),
            # Both are files of this package.
            style=Markup(style()),  # noqa: S704
            script=Markup(script()),  # noqa: S704
        )
        self._out.writelines(stream)
        self._out.flush()


def environment() -> Environment:
    """What reads the templates of this package: everything is escaped, and a name that is not given is an error."""
    return Environment(
        loader=PackageLoader("debar.report.html", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

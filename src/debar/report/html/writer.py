"""The HTML writer: keeps the most severe findings that the page shows in full, counts the rest, writes one file."""

from __future__ import annotations

from heapq import heappush, heappushpop
from typing import TextIO

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from debar.model import SEVERITY, Finding
from debar.report.context import Context
from debar.report.html.assets import content_policy, script, style
from debar.report.html.page_view import page_view
from debar.report.html.view import finding_view
from debar.report.notes import account, run_warnings
from debar.report.summary import Summary
from debar.report.words import NOT_ADVICE

#: Findings shown in full on one page; a larger page is slow to open. The page says how many it leaves out.
SHOWN = 2_000

#: A page with no more findings than this gives the reason of each rule that does not reach a finding; others the ids.
_REASONS = 200

#: A page with no more findings than this shows them opened.
_OPENED = 3


class HtmlWriter:
    """Holds at most ``shown`` findings, the most severe (then the first) ones; the page is written by ``close``."""

    def __init__(self, out: TextIO, context: Context, shown: int = SHOWN) -> None:
        self._out = out
        self._context = context
        self._shown = shown
        self._kept: list[tuple[int, int, Finding]] = []
        self._taken = 0
        self._own = context.summary()

    def finding(self, finding: Finding) -> None:
        """Take the finding; the least severe one is let go when there are too many."""
        self._own.add_finding(finding)
        # The heap's smallest is what goes first: least severe, then latest. ``_taken`` makes every entry distinct.
        entry = (-SEVERITY.index(finding.outcome), -self._taken, finding)
        self._taken += 1
        if len(self._kept) < self._shown:
            heappush(self._kept, entry)
        else:
            heappushpop(self._kept, entry)

    def close(self, summary: Summary | None = None) -> None:
        """Write the page."""
        told = summary or self._own
        context = self._context
        findings = [finding for *_, finding in sorted(self._kept, key=lambda entry: (-entry[0], -entry[1]))]
        page = environment().get_template("page.html.j2")
        # Made one by one while the page is written: the views of all findings together would double the memory.
        views = (finding_view(finding, number, context.today) for number, finding in enumerate(findings, 1))
        stream = page.generate(
            page_view(told, context),
            summary=told,
            account=account(told),
            findings=views,
            shown=len(findings),
            left_out=self._taken - len(findings),
            opened=len(findings) <= _OPENED,
            reasons=len(findings) <= _REASONS,
            warnings=run_warnings(told),
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

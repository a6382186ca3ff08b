"""``debar check``: one question to the desk, its findings written out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from debar import __version__
from debar.cli.output import exit_code, open_output, tell, today, worst
from debar.desk import open_desk
from debar.desk.casework import decided_in
from debar.report.context import Context
from debar.report.notes import edition_summary
from debar.report.summary import STALE_AFTER
from debar.report.writers import open_writer


def run_check(
    said: str,
    question: Mapping[str, Any],
    chosen: str,
    output: str | None,
    fail_on: str,
    *,
    exit_zero: bool = False,
    max_age: int | None = None,
    store: str = "",
) -> int:
    """Ask, write the findings in the chosen format, and return the exit code."""
    desk = open_desk(store, today=today(), tell=tell)
    desk.require_fresh(max_age)
    decided = decided_in(store, desk.reference, desk.today)
    findings = [decided.applied(finding) for finding in desk.check_all(said, **question)]
    editions = desk.reference_at(question["known_at"]).editions
    title = said or question.get("mac") or question.get("fcc_id") or ""
    context = Context(today=desk.today, command="check", title=title, editions=editions, version=__version__)
    with open_output(output) as out:
        writer = open_writer(chosen, out, context=context)
        summary = context.summary()
        for finding in findings:
            summary.add_finding(finding)
            writer.finding(finding)
        writer.close(summary)
    if chosen not in ("table", "html"):  # these two say it themselves
        for line in edition_summary(editions, desk.today, STALE_AFTER):
            tell(f"debar: {line}")
    partial = bool(desk.lists_not_known(question["known_at"]))
    return exit_code(worst(findings), fail_on, exit_zero=exit_zero, partial=partial)

"""SARIF 2.1.0 (OASIS): findings for code-scanning and other viewers of results, each with a stable fingerprint."""

from __future__ import annotations

from typing import Any, TextIO
from urllib.parse import quote

from debar.model import Finding, Outcome
from debar.report.aggregates import UNKNOWN
from debar.report.context import Context
from debar.report.notes import account
from debar.report.records import to_json
from debar.report.summary import Summary
from debar.report.text import plain, web_address
from debar.report.words import binds, in_reading_order

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {
    Outcome.PROHIBITED: "error",
    Outcome.LICENSE_REQUIRED: "error",
    Outcome.DUTY: "warning",
    Outcome.DEPENDS: "warning",
    Outcome.REVIEW: "note",
    Outcome.CLEAR: "none",
}
_UNBOUND = "no-rule"


class SarifWriter:
    """Writes each result as it comes; the rules and the account follow them."""

    def __init__(self, out: TextIO, context: Context) -> None:
        self._out = out
        self._context = context
        self._rules: dict[str, dict[str, Any]] = {}
        self._before = f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{{"results": [\n'

    def finding(self, finding: Finding) -> None:
        """Write the finding's result; a line of ``--all`` without identification is none."""
        if finding.identifications:
            self._out.write(self._before + to_json(self._result(finding)))
            self._before = ",\n"

    def close(self, summary: Summary | None = None) -> None:
        """Write the rules, the editions and the account."""
        told = summary or self._context.summary()
        driver = {
            "name": "debar",
            "informationUri": "https://debar.readthedocs.io",
            "rules": [self._rules[name] for name in sorted(self._rules)],
        } | ({"version": self._context.version} if self._context.version else {})
        run = {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "invocations": [
                {
                    "executionSuccessful": not told.partial,
                    "toolExecutionNotifications": [{"level": "note", "message": {"text": account(told)}}],
                }
            ],
            "properties": {
                "view": told.view,
                "editions": {edition.list: edition.sha256 for edition in told.editions},
            },
        }
        start = self._before if self._before != ",\n" else ""
        self._out.write(start + "\n], " + to_json(run)[1:] + "]}\n")
        self._out.flush()

    def _result(self, finding: Finding) -> dict[str, Any]:
        subject = finding.subject
        first = next(filter(binds, in_reading_order(finding.rules)), None)
        rule = plain(first.rule) if first else _UNBOUND
        if rule not in self._rules:
            title = first.title or first.rule if first else "A restricted maker that no rule held here reaches"
            told: dict[str, Any] = {"id": rule, "shortDescription": {"text": plain(title) or rule}}
            address = web_address(first.citations[0].url) if first and first.citations else ""
            self._rules[rule] = told | ({"helpUri": address} if address else {})
        where = ", ".join(f"{key} {plain(str(value))}" for key, value in sorted(subject.place.items()))
        line = subject.place.get("line")
        physical: dict[str, Any] = {"artifactLocation": {"uri": quote(plain(subject.source) or UNKNOWN, safe="/.-_~")}}
        if isinstance(line, int) and line > 0:
            physical["region"] = {"startLine": line}
        record = f"row {subject.row}" + (f", {where}" if where else "")
        return {
            "ruleId": rule,
            "level": _LEVELS[finding.outcome],
            "kind": "pass" if finding.outcome is Outcome.CLEAR else "fail",
            "message": {"text": f"{plain(finding.sentence)} ({record}: {plain(subject.text)[:500]})"},
            "locations": [{"physicalLocation": physical, "logicalLocations": [{"name": record, "kind": "row"}]}],
            "partialFingerprints": {"debarFinding/v1": finding.id},
            "properties": {"outcome": str(finding.outcome), "maker": finding.maker[0] if finding.maker else ""},
            **_suppressed(finding),
        }


def _suppressed(finding: Finding) -> dict[str, Any]:
    """A person's decision that takes the finding off the desk, as a suppression (SARIF 2.1.0, 3.27.23 and 3.35)."""
    if finding.decision is None or not finding.set_aside:
        return {}
    made = finding.decision.decision
    reason = f"{made.kind}, {made.at[:10]}, {plain(made.actor)}: {plain(made.reason)}"
    return {"suppressions": [{"kind": "external", "status": "accepted", "justification": reason}]}

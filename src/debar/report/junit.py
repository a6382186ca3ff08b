"""JUnit XML, as continuous integration reads it: a test case for each finding, by source.

What is at or above the outcome that fails the run is a failure; ``depends`` and ``review`` below it are skipped with
what is missing, as nobody can answer them without more facts; the rest passes. Rejected records are errors.
"""

from __future__ import annotations

import re
from tempfile import TemporaryFile
from typing import TextIO
from xml.sax.saxutils import quoteattr

from debar.model import SEVERITY, Finding, Outcome
from debar.report.context import Context
from debar.report.notes import account, found
from debar.report.summary import Summary
from debar.report.text import plain, shorten
from debar.report.words import missing_facts, words_of

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 2_000
_CHUNK = 1 << 20


class JunitWriter:
    """Holds the cases in a file until their numbers, which stand before them, are known."""

    def __init__(self, out: TextIO, context: Context) -> None:
        self._out = out
        self._context = context
        self._cases = TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  closed by ``close``
        self._counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}

    def finding(self, finding: Finding) -> None:
        """Write the finding's case; a line of ``--all`` without identification passes."""
        self._counts["tests"] += 1
        subject = finding.subject
        name = f"row {subject.row}: {plain(subject.text)}"
        self._cases.write(f"<testcase classname={_attribute(subject.source)} name={_attribute(shorten(name, 200))}>")
        severity = SEVERITY.index(finding.outcome)
        if finding.identifications and severity <= SEVERITY.index(self._context.fail_on):
            self._counts["failures"] += 1
            self._cases.write(
                f"<failure type={_attribute(str(finding.outcome))} message={_attribute(finding.sentence)}/>"
            )
        elif finding.outcome in (Outcome.DEPENDS, Outcome.REVIEW):
            self._counts["skipped"] += 1
            missing = ", ".join(words_of(fact) for fact in missing_facts(finding.rules))
            words = f"{finding.sentence} Missing: {missing}." if missing else finding.sentence
            self._cases.write(f"<skipped message={_attribute(words)}/>")
        self._cases.write("</testcase>\n")

    def close(self, summary: Summary | None = None) -> None:
        """Write the whole."""
        told = summary or self._context.summary()
        for rejection in told.rejected:
            self._counts["tests"] += 1
            self._counts["errors"] += 1
            self._cases.write(
                f'<testcase classname={_attribute(rejection.source)} name="row {rejection.row}">'
                f'<error type="rejected" message={_attribute(rejection.reason)}/></testcase>\n'
            )
        numbers = " ".join(f'{name}="{number}"' for name, number in self._counts.items())
        properties = {"account": account(told), "found": found(told), "view": told.view, "partial": told.partial}
        properties |= {f"sha256 {edition.list}": edition.sha256 for edition in told.editions}
        self._out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="debar" {numbers}>\n')
        self._out.write(f"<testsuite name={_attribute(self._context.title or 'debar')} {numbers}>\n<properties>\n")
        for name, value in properties.items():
            if value:
                self._out.write(f"<property name={_attribute(name)} value={_attribute(value)}/>\n")
        self._out.write("</properties>\n")
        self._cases.seek(0)
        while chunk := self._cases.read(_CHUNK):
            self._out.write(chunk)
        self._cases.close()
        self._out.write("</testsuite>\n</testsuites>\n")
        self._out.flush()


def _attribute(text: str) -> str:
    return quoteattr(shorten(_NO_XML.sub("", plain(text)), _LONGEST))

"""Keeping what a scan found, for decisions and the log."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from debar.model import Finding
from debar.model.casework import KeptScan
from debar.report.records import finding_data

if TYPE_CHECKING:
    from debar.screening.reference import Reference
    from debar.store import Writer


def keep_findings(
    writer: Writer, workspace: str, scan: KeptScan, reference: Reference, findings: Sequence[Finding]
) -> KeptScan:
    """Keep a scan's findings, in the place of the same run kept earlier, and the law they went by; log it.

    Returns the scan with its number. All is of the writer's transaction.
    """
    editions = reference.editions_data
    texts = [finding_data(finding) for finding in findings]
    casework = writer.casework_in(workspace)
    kept = casework.keep_scan(replace(scan, editions=editions), texts)
    casework.keep_law(reference.law)
    digest = hashlib.sha256("\n".join(sorted(each["id"] + each["ground"] for each in texts)).encode()).hexdigest()
    what = {"scan": kept.id, "name": kept.name, "findings": kept.findings, "sha256": digest, "editions": editions}
    casework.log("judge", actor=kept.actor, at=kept.at, what=what)
    return kept

"""What a record in which something was found hints of its money, put beside its facts."""

from __future__ import annotations

from dataclasses import replace

from debar.model import Finding
from debar.procurement.funding_hints import funding_hints
from debar.procurement.options import UNKNOWN_FUNDING


def with_hints(finding: Finding) -> Finding:
    """The finding, its subject's ``facts["hints"]`` the hints at the funding that the record does not say.

    The outcome and the funding stay as they are: a hint is no fact.
    """
    subject = finding.subject
    if not finding.identifications or subject.funding != UNKNOWN_FUNDING:
        return finding
    hints = [
        {
            "id": hint.id,
            "kind": hint.kind,
            "programme": hint.programme,
            "quote": hint.quote,
            "column": hint.column,
            "ask": hint.ask,
            "because": hint.because,
        }
        for hint in funding_hints(subject.text, subject.original)
    ]
    return replace(finding, subject=replace(subject, facts={**subject.facts, "hints": hints})) if hints else finding

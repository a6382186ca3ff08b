"""Findings, name matches and editions as plain data: the JSON shapes that scripts hold on to.

Keys come in one fixed order. Keys that a shape may lack (``page``, ``constructed``, ``entity`` ...) are left out when
there is nothing to say; keys that every shape has are there with ``null``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal
from math import isfinite
from typing import Any

from debar.model import (
    Buyer,
    Citation,
    Correction,
    Designation,
    Duty,
    Edition,
    Evidence,
    Finding,
    Identification,
    Money,
    NameMatch,
    Purchase,
    RuleResult,
)
from debar.model.casework import Standing
from debar.report.text import number

Data = dict[str, Any]

# Raw, these would steer a terminal or break a line of JSON lines; inside JSON strings their escapes mean the same.
_ESCAPED = re.compile("[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]")


def finding_data(finding: Finding) -> Data:
    """The finding as JSON-ready data (dates ISO, amounts decimal text, spans ``[start, end)``)."""
    return {
        "id": finding.id,
        "ground": finding.ground,
        "outcome": str(finding.outcome),
        "sentence": finding.sentence,
        "subject": subject_data(finding.subject),
        "maker": {"id": finding.maker[0], "name": finding.maker[1]} if finding.maker else None,
        "identifications": [
            identification_data(found) | _said({"column": column_of(finding.subject, found)})
            for found in finding.identifications
        ],
        "rules": [rule_data(rule) for rule in finding.rules],
        "not_checked": list(finding.not_checked),
        "editions": _value(finding.editions),
    } | _said({"decision": decision_data(finding.decision) if finding.decision else None})


def decision_data(standing: Standing) -> Data:
    """The decision on a finding as JSON-ready data: what was decided, and whether it still holds."""
    made = standing.decision
    return {
        "as": made.kind,
        "reason": made.reason,
        "actor": made.actor,
        "at": made.at,
        "until": _day(made.until),
        "holds": standing.holds,
        "because": standing.because,
    } | _said({"approver": made.approver})


def subject_data(subject: Purchase) -> Data:
    """The purchase as JSON-ready data, its place in the source and every input column included."""
    data: Data = {"kind": subject.kind, "source": subject.source, "row": subject.row}
    data |= {key: _value(value) for key, value in sorted(subject.place.items()) if key not in data}
    if subject.constructed:
        data["constructed"] = True
    data |= {
        "sha256": subject.sha256,
        "text": subject.text,
        "supplier": subject.supplier,
        "date": _day(subject.date),
        "amount": amount_data(subject.amount),
        "buyer": buyer_data(subject.buyer),
        "funding": [str(funding) for funding in subject.funding],
        "purpose": subject.purpose,
        "action": subject.action,
    }
    data |= _said(
        {
            "manufacturer": subject.manufacturer,
            "quantity": subject.quantity,
            "reference": subject.reference,
            "supplier_ids": [{"type": kind, "value": value} for kind, value in subject.supplier_ids],
            "facts": _value(subject.facts),
        }
    )
    data["original"] = {str(column): _value(value) for column, value in subject.original.items()}
    return data


def buyer_data(buyer: Buyer) -> Data:
    """The buyer as JSON-ready data."""
    data: Data = {"name": buyer.name, "type": buyer.type, "state": buyer.state, "evidence": buyer.evidence}
    data |= _said(
        {
            "country": buyer.country,
            "role": buyer.role,
            "federal_contractor": buyer.federal_contractor,
            "branch": buyer.branch,
        }
    )
    if buyer.dod is not None:
        data["dod"] = buyer.dod
    return data


def amount_data(amount: Money | None) -> Data | None:
    """``{"value": "41220.00", "currency": "USD"}``, or None."""
    return {"value": number(amount.value), "currency": amount.currency} if amount else None


def column_of(subject: Purchase, found: Identification) -> str:
    """The column in which a hit begins, where the text was joined from several; else empty."""
    columns = subject.place.get("columns")
    if not found.span or not isinstance(columns, Mapping):
        return ""
    return next((name for name, (start, end) in columns.items() if start <= found.span[0] < end), "")


def identification_data(found: Identification) -> Data:
    """The identification as JSON-ready data; ``span`` is null when the hit is in another field than the text."""
    data: Data = {
        "kind": found.kind,
        "text": found.text,
        "span": list(found.span) if found.span else None,
        "field": found.field,
        "maker": found.maker or None,
        "said": str(found.said),
        "strength": str(found.strength),
        "because": found.because,
        "evidence": [evidence_data(evidence) for evidence in found.evidence],
    }
    data |= _said(
        {
            "entity": found.entity,
            "brand": found.brand,
            "model": found.model,
            "categories": list(found.categories),
            "component": found.component,
            "rows": list(found.rows),
        }
    )
    return data


def evidence_data(evidence: Evidence) -> Data:
    """The evidence as JSON-ready data."""
    return {"title": evidence.title, "url": evidence.url, "retrieved": evidence.retrieved}


def rule_data(rule: RuleResult) -> Data:
    """The rule's result as JSON-ready data; ``in_force`` is ``[from, last day]``, null for an open end.

    ``near`` is there, and true, for a rule that names the maker and does not reach this case; ``about`` for what
    is said of one party or place of a transaction.
    """
    data: Data = {
        "rule": rule.rule,
        "title": rule.title,
        "outcome": str(rule.outcome),
        "because": rule.because,
        "missing": list(rule.missing),
        "in_force": [_day(day) for day in rule.in_force],
        "citations": [citation_data(citation) for citation in rule.citations],
        "duties": [duty_data(duty) for duty in rule.duties],
        "would_change": rule.would_change,
        "unverified": rule.unverified,
    }
    return data | _said({"near": rule.near, "about": rule.about})


def citation_data(citation: Citation) -> Data:
    """The citation as JSON-ready data."""
    return {"title": citation.title, "url": citation.url}


def duty_data(duty: Duty) -> Data:
    """The duty as JSON-ready data."""
    return {"who": duty.who, "what": duty.what, "within": duty.within, "due": _day(duty.due), "cite": duty.cite}


def match_data(
    row: int, query: str, matches: Sequence[NameMatch], *, editions: Mapping[str, Any] | None = None
) -> Data:
    """The listed parties that one name may be, as JSON-ready data; ``editions`` says what they rest on."""
    data: Data = {"row": row, "query": query, "matches": [_name_match(match) for match in matches]}
    if editions is not None:
        data["editions"] = _value(editions)
    return data


def _name_match(match: NameMatch) -> Data:
    return {
        "entity": match.entity.id,
        "list": match.entity.list,
        "schema": match.entity.schema,
        "caption": match.entity.caption,
        "name": match.name,
        "score": floor_score(match.score),
        "outcome": str(match.outcome),
        "because": match.because,
        "parts": [dict(part) for part in match.parts],
        "countries": list(match.entity.countries),
        "designations": [designation_data(designation) for designation in match.entity.designations],
    }


def floor_score(score: float) -> float:
    """A score with four digits, cut and not rounded: one below a threshold never reads as at it."""
    return float(Decimal(str(float(score))).quantize(Decimal("1.0000"), ROUND_FLOOR))


def designation_data(designation: Designation) -> Data:
    """The listing as JSON-ready data; ``to`` is its last day, null while it holds."""
    data: Data = {
        "list": designation.list,
        "program": designation.program,
        "from": _day(designation.from_),
        "to": _day(designation.to),
        "citations": [citation_data(citation) for citation in designation.citations],
    }
    data |= _said(
        {
            "published": _day(designation.published),
            "known_from": _day(designation.known_from),
            "known_to": _day(designation.known_to),
            "from_bounds": _bounds(designation.from_after, designation.from_) if designation.from_bounded else None,
            "to_bounds": _bounds(designation.to_after, designation.to) if designation.to_bounded else None,
            "corrections": [correction_data(correction) for correction in designation.corrections],
        }
    )
    return data | _said({"authority": designation.authority, "scope": designation.scope, "note": designation.note})


def _bounds(after: date | None, until: date | None) -> list[str | None]:
    """The last day on which it was certainly otherwise, and the first on which it certainly was so."""
    return [_day(after), _day(until)]


def correction_data(correction: Correction) -> Data:
    """A curated date beside the one that the list states."""
    return {
        "field": correction.field,
        "stated": correction.stated or None,
        "value": correction.value,
        "citation": citation_data(correction.citation),
        "note": correction.note,
    }


def edition_data(edition: Edition, today: date) -> Data:
    """The edition as JSON-ready data; ``age_days`` counts from the last day it is known to be current to ``today``."""
    return {
        "list": edition.list,
        "title": edition.title,
        "authority": edition.authority,
        "published": _day(edition.published),
        "retrieved": _day(edition.retrieved),
        "retrieved_at": edition.retrieved_at.isoformat(),
        "confirmed": _day(edition.confirmed),
        "age_days": age_days(edition, today),
        "entities": edition.entities,
        "designations": edition.designations,
        "completeness": edition.completeness,
        "lacks": list(edition.lacks),
        "origin": edition.origin,
        "layout": edition.layout,
        "parser": edition.parser,
        "parts": [{"name": name, "date": day} for name, day in edition.parts],
        "note": edition.note,
        "source": edition.source,
        "official_url": edition.official_url,
        "licence": edition.licence,
        "sha256": edition.sha256,
    }


def age_days(edition: Edition, today: date) -> int:
    """Days from the last day the edition is known to be current to ``today``; never negative."""
    return max((today - edition.current_on).days, 0)


def to_json(data: object, *, indent: int | None = None, ascii_only: bool = False) -> str:
    """JSON text in one line (or indented), safe to print: controls, direction marks and line separators are escaped."""
    text = json.dumps(data, ensure_ascii=ascii_only, indent=indent, default=str)
    return text if ascii_only else _ESCAPED.sub(lambda hit: f"\\u{ord(hit[0]):04x}", text)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _said(data: Data) -> Data:
    return {key: value for key, value in data.items() if value}


def _value(value: Any) -> Any:
    """Anything a record may hold, as JSON knows it."""
    if isinstance(value, Mapping):
        return {str(key): _value(inner) for key, inner in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(_value(inner) for inner in value)
    if isinstance(value, (list, tuple)):
        return [_value(inner) for inner in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    if value is None or isinstance(value, (str, int, float)):
        return value
    return str(value)

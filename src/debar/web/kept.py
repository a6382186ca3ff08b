"""A kept finding, the contract's JSON, as the finding it was: so that pages show it in the words of reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from debar.model import (
    Buyer,
    Citation,
    Duty,
    Evidence,
    Finding,
    Funding,
    Identification,
    Money,
    Outcome,
    Purchase,
    RuleResult,
    Said,
    Strength,
)

Data = Mapping[str, Any]

#: What a subject's data holds beside the place of the record.
_SUBJECT = frozenset(
    "kind source row constructed sha256 text supplier date amount buyer funding purpose action manufacturer quantity"
    " reference supplier_ids facts original".split()
)


def read_finding(data: Data) -> Finding:
    """Return the finding that :func:`debar.report.records.finding_data` wrote; without the decision on it."""
    maker = data.get("maker")
    return Finding(
        id=data["id"],
        ground=data["ground"],
        outcome=Outcome(data["outcome"]),
        sentence=data["sentence"],
        subject=_subject(data["subject"]),
        maker=(maker["id"], maker["name"]) if maker else None,
        identifications=tuple(map(_identification, data["identifications"])),
        rules=tuple(map(_rule, data["rules"])),
        not_checked=tuple(data["not_checked"]),
        editions=data["editions"],
    )


def without_unreached(data: Data) -> Data:
    """Return a finding's data without the rules that do not reach it: most of them, and nothing that a list shows."""
    unreached = str(Outcome.NOT_COVERED)
    rules = [rule for rule in data["rules"] if rule["outcome"] != unreached or rule.get("near")]
    return {**data, "rules": rules}


def _subject(data: Data) -> Purchase:
    amount = data["amount"]
    return Purchase(
        source=data["source"],
        row=data["row"],
        sha256=data["sha256"],
        text=data["text"],
        kind=data["kind"],
        supplier=data["supplier"],
        supplier_ids=tuple((each["type"], each["value"]) for each in data.get("supplier_ids", ())),
        manufacturer=data.get("manufacturer", ""),
        date=_day(data["date"]),
        amount=Money(Decimal(amount["value"]), amount["currency"]) if amount else None,
        quantity=data.get("quantity", ""),
        buyer=_buyer(data["buyer"]),
        funding=tuple(map(_funding, data["funding"])),
        purpose=data["purpose"],
        action=data["action"],
        reference=data.get("reference", ""),
        constructed=data.get("constructed", False),
        place={key: value for key, value in data.items() if key not in _SUBJECT},
        facts=data.get("facts", {}),
        original=data["original"],
    )


def _buyer(data: Data) -> Buyer:
    return Buyer(
        name=data["name"],
        type=data["type"],
        state=data["state"],
        country=data.get("country", ""),
        role=data.get("role", ""),
        federal_contractor=data.get("federal_contractor", ""),
        dod=data.get("dod"),
        branch=data.get("branch", ""),
        evidence=data["evidence"],
    )


def _funding(text: str) -> Funding:
    kind, _, award = text.partition(":")
    return Funding(kind, _day(award))


def _identification(data: Data) -> Identification:
    return Identification(
        kind=data["kind"],
        text=data["text"],
        strength=Strength(data["strength"]),
        because=data["because"],
        maker=data["maker"] or "",
        entity=data.get("entity", ""),
        span=(data["span"][0], data["span"][1]) if data["span"] else None,
        field=data["field"],
        said=Said(data["said"]),
        brand=data.get("brand", ""),
        model=data.get("model", ""),
        categories=tuple(data.get("categories", ())),
        component=data.get("component", False),
        evidence=tuple(Evidence(each["title"], each["url"], each["retrieved"]) for each in data["evidence"]),
        rows=tuple(data.get("rows", ())),
    )


def _rule(data: Data) -> RuleResult:
    since, to = data["in_force"]
    return RuleResult(
        rule=data["rule"],
        outcome=Outcome(data["outcome"]),
        because=data["because"],
        title=data["title"],
        missing=tuple(data["missing"]),
        in_force=(_day(since), _day(to)),
        citations=tuple(Citation(each["title"], each["url"]) for each in data["citations"]),
        duties=tuple(
            Duty(each["who"], each["what"], each["within"], _day(each["due"]), each["cite"]) for each in data["duties"]
        ),
        would_change=data["would_change"],
        unverified=data["unverified"],
        near=data.get("near", False),
        about=data.get("about", ""),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

"""A finding as the page's template wants it: every word plain, every address checked, nothing left to decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from debar.model import SEVERITY, Finding, Identification, Outcome, Purchase, RuleResult
from debar.report.aggregates import UNKNOWN
from debar.report.html.charts import time_line
from debar.report.lines import hint_lines, in_force_words, place_line, shown_evidence
from debar.report.records import column_of
from debar.report.text import excerpt, long_date, money, plain, shorten, web_address
from debar.report.words import Look, binds, in_reading_order, look, missing_facts, spoken, words_of

#: Characters of a record's text shown in the table and in the finding opened.
_IN_TABLE, _IN_FULL = 160, 4_000

#: Columns of the source record shown, and characters of each.
_COLUMNS, _COLUMN_TEXT = 60, 1_000

#: Kinds of identification that are words of the record itself and lead to no one.
_SAID = ("place", "end-use")

Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Link:
    """A title with its address (empty when it is no web address) and, for evidence, the day it was read."""

    title: str
    url: str
    read: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """One rule's answer."""

    id: str
    look: Look
    title: str
    because: str
    period: str
    citations: list[Link]
    notes: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """One finding, ready to be set."""

    number: int
    id: str
    look: Look
    outcome: str
    word: str
    severity: int
    sentence: str
    constructed: bool
    buyer: str
    buyer_kind: str
    type: str
    evidence: str
    day: str
    day_words: str
    text: Pieces
    text_full: Pieces
    length: int
    maker: str
    maker_id: str
    kinds: str
    rule: str
    amount: str
    amount_value: str
    place: str
    sha256: str
    facts: list[tuple[str, str]]
    identifications: list[dict[str, Any]]
    reach: list[RuleView]
    rules: list[RuleView]
    others: list[tuple[str, str]]
    line: Markup
    missing: str
    not_checked: list[str]
    columns: list[tuple[str, str]]
    more_columns: int


def finding_view(finding: Finding, number: int, today: date) -> FindingView:
    """The view of one finding; ``number`` is its place on the page."""
    subject, buyer, amount = finding.subject, finding.subject.buyer, finding.subject.amount
    spans = [hit.span for hit in finding.identifications if hit.span]
    ordered = in_reading_order(finding.rules)
    told = [rule for rule in ordered if rule.outcome is not Outcome.NOT_COVERED or rule.near]
    rules = [rule_view(rule) for rule in told]
    maker_id, maker = _maker(finding)
    return FindingView(
        number=number,
        id=plain(finding.id),
        look=look(finding.outcome),
        outcome=str(finding.outcome),
        word=spoken(finding.outcome, missing_facts(finding.rules)),
        severity=SEVERITY.index(finding.outcome),
        sentence=plain(finding.sentence),
        constructed=subject.constructed,
        buyer=shorten(plain(buyer.name), 200),
        buyer_kind=_buyer_kind(subject),
        type=plain(buyer.type or UNKNOWN),
        evidence=plain(buyer.evidence),
        day=subject.date.isoformat() if subject.date else "",
        day_words=long_date(subject.date) if subject.date else "no date",
        text=excerpt(subject.text, spans, _IN_TABLE),
        text_full=excerpt(subject.text, spans, _IN_FULL),
        length=len(subject.text) if len(subject.text) > _IN_FULL else 0,
        maker=maker,
        maker_id=maker_id,
        kinds=", ".join(dict.fromkeys(f"{hit.kind}, {hit.strength}" for hit in finding.identifications)),
        rule=_first_rule(told),
        amount=money(amount.value, plain(amount.currency)) if amount else "",
        amount_value=str(float(amount.value)) if amount and amount.value.is_finite() else "",
        place=place_line(subject).removesuffix(" · constructed, not a real record"),
        sha256=plain(subject.sha256),
        facts=_facts(subject),
        identifications=[_identification(subject, hits, maker) for hits in _together(finding.identifications)],
        reach=[rule for rule in rules if rule.citations],
        rules=rules,
        others=[(plain(rule.rule), plain(rule.because)) for rule in ordered if rule not in told],
        line=time_line(subject, told, today),
        missing=" and ".join(words_of(fact) for fact in missing_facts(finding.rules)),
        not_checked=[plain(word) for word in finding.not_checked],
        columns=_columns(subject),
        more_columns=max(len(subject.original) - _COLUMNS, 0),
    )


def rule_view(rule: RuleResult) -> RuleView:
    """The view of one rule's answer."""
    notes = [("Duty", _duty(rule, number)) for number in range(len(rule.duties))]
    if rule.missing:
        notes.append(("Missing", ", ".join(words_of(fact) for fact in rule.missing)))
    if rule.would_change and binds(rule):
        notes.append(("What would change this", plain(rule.would_change)))
    if rule.unverified:
        notes.append(("Unverified", plain(rule.unverified)))
    return RuleView(
        id=plain(rule.rule),
        look=look(rule.outcome),
        title=plain(rule.title),
        because=plain(rule.because),
        period=in_force_words(rule.in_force),
        citations=_links((citation.title, citation.url, "") for citation in rule.citations),
        notes=notes,
    )


def _duty(rule: RuleResult, number: int) -> str:
    duty = rule.duties[number]
    parts = (
        f"{plain(duty.who)}: {plain(duty.what)}",
        plain(duty.within),
        f"by {long_date(duty.due)}" if duty.due else "",
        plain(duty.cite),
    )
    return ", ".join(part for part in parts if part)


def _links(sources: Iterable[tuple[str, str, str]]) -> list[Link]:
    return [Link(plain(title) or plain(url), web_address(url), plain(read)) for title, url, read in sources]


def _maker(finding: Finding) -> tuple[str, str]:
    if finding.maker:
        return plain(finding.maker[0]), plain(finding.maker[1])
    party = next((hit for hit in finding.identifications if hit.entity), None)
    return (plain(party.entity), plain(party.text)) if party else (UNKNOWN, "")


def _first_rule(told: list[RuleResult]) -> str:
    first = told[0] if told else None
    if first is None or first.outcome is Outcome.NOT_COVERED:
        return "no rule for this buyer"
    name = plain(first.citations[0].title) if first.citations else plain(first.rule)
    return name if binds(first) else f"{look(first.outcome).word.lower()}: {name}"


def _buyer_kind(subject: Purchase) -> str:
    kind = words_of(subject.buyer.type)
    place = plain(subject.buyer.state or subject.buyer.country)
    words = "type unknown" if kind == UNKNOWN else kind
    return f"{words}, {place}" if place else words


def _facts(subject: Purchase) -> list[tuple[str, str]]:
    facts = [
        ("Supplier", "" if subject.facts.get("parties") else subject.supplier),
        ("Manufacturer given", subject.manufacturer),
        ("Quantity", subject.quantity),
        ("Funding", ", ".join(str(funding) for funding in subject.funding)),
        ("Purpose", subject.purpose or "not given"),
        ("Action", subject.action),
        ("Reference", subject.reference),
    ]
    facts += [(plain(str(party["role"])).capitalize(), _party(party)) for party in subject.facts.get("parties", ())]
    shown = [(label, shorten(plain(value), _COLUMN_TEXT)) for label, value in facts if value]
    return shown + [("Hint, not a fact", hint) for hint in hint_lines(subject)]


def _party(party: Mapping[str, Any]) -> str:
    where = ", ".join(str(party[key]) for key in ("country", "kind") if party.get(key))
    return f"{party.get('name') or 'not named'}{f' ({where})' if where else ''}"


def _columns(subject: Purchase) -> list[tuple[str, str]]:
    shown = list(subject.original.items())[:_COLUMNS]
    return [(plain(str(name)), shorten(plain(str(value)), _COLUMN_TEXT)) for name, value in shown]


def _together(found: Iterable[Identification]) -> list[list[Identification]]:
    """Parties found on several lists by the same name told once; everything else by itself."""
    groups: dict[tuple[object, ...], list[Identification]] = {}
    for number, hit in enumerate(found):
        alike = hit.kind in ("name", "identifier")
        key = (hit.kind, hit.field, hit.text, hit.strength, hit.said) if alike else (number,)
        groups.setdefault(key, []).append(hit)
    return list(groups.values())


def _identification(subject: Purchase, hits: list[Identification], maker: str) -> dict[str, Any]:
    hit = hits[0]
    known = hit.kind in ("name", "identifier", "ownership")
    told = [shown_evidence(each) for each in hits]
    sources = list(dict.fromkeys(source for shown, _ in told for source in shown))
    more = sum(left for _, left in told)
    column = shorten(plain(column_of(subject, hit)), 60)
    return {
        "text": shorten(plain(hit.text), 200),
        "link": "" if hit.kind in _SAID else "is" if known else "made by",
        "who": plain(hit.text) if hit.entity and not hit.maker else maker or plain(hit.maker),
        "label": f"{hit.kind} in the {words_of(hit.field)}" + (f", column {column}" if column else ""),
        "strength": f"{hit.strength}" + ("" if hit.said == "bought" else f", {hit.said}"),
        "because": list(dict.fromkeys(plain(each.because) for each in hits)),
        "evidence": _links((source.title, source.url, source.retrieved) for source in sources),
        "more": more,
    }

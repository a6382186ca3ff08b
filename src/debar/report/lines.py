"""A finding's parts in one line each, plain, for people."""

from __future__ import annotations

from datetime import date

from debar.model import Evidence, Finding, Purchase
from debar.report.summary import UNKNOWN
from debar.report.text import money, plain, shorten, web_address
from debar.report.words import binds, in_reading_order, look, words_of


def facts_line(subject: Purchase) -> str:
    """Buyer, type, state, date, amount: what identifies a record at a glance."""
    buyer = subject.buyer
    kind = "" if buyer.type == UNKNOWN else words_of(buyer.type)
    parts = [
        shorten(plain(buyer.name), 60) or "buyer unknown",
        ", ".join(part for part in (kind, plain(buyer.state)) if part),
        subject.date.isoformat() if subject.date else "no date",
        money(subject.amount.value, plain(subject.amount.currency)) if subject.amount else "",
    ]
    return " · ".join(part for part in parts if part)


def place_line(subject: Purchase) -> str:
    """Where the record stands: file, row and what else finds it."""
    place = "".join(f", {plain(str(key))} {plain(str(value))}" for key, value in sorted(subject.place.items()))
    row = f" row {subject.row:,}" if subject.row else ""
    return f"{plain(subject.source)}{row}{place}" + (" · constructed, not a real record" * subject.constructed)


def maker_line(finding: Finding) -> str:
    """Who it is, and how it was recognised."""
    kinds = dict.fromkeys(f"{hit.kind}, {hit.strength}" for hit in finding.identifications)
    names = [finding.maker[1]] if finding.maker else [hit.text for hit in finding.identifications if hit.entity][:1]
    who = plain(names[0]) if names else ""
    return f"{who} ({'; '.join(kinds)})" if who and kinds else who


def rules_line(finding: Finding) -> str:
    """The rules that have something to say, with their citations."""
    return "; ".join(
        f"{rule.rule} ({look(rule.outcome).word.lower()}"
        + (f", {plain(rule.citations[0].title)})" if rule.citations else ")")
        for rule in in_reading_order(finding.rules)
        if binds(rule)
    )


def evidence_words(evidence: Evidence) -> str:
    """Title, address when it is a web address, and the day it was read."""
    read = f"read {plain(evidence.retrieved)}" if evidence.retrieved else ""
    return " · ".join(part for part in (plain(evidence.title), web_address(evidence.url), read) if part)


def in_force_words(in_force: tuple[date | None, date | None]) -> str:
    """``in force since 2020-08-13``, ``in force 2019-01-01 to 2020-12-31``; empty when neither day is known."""
    since, to = in_force
    if since and to:
        return f"in force {since.isoformat()} to {to.isoformat()}"
    if since:
        return f"in force since {since.isoformat()}"
    return f"in force until {to.isoformat()}" if to else ""

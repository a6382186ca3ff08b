"""A finding's parts in one line each, plain, for people."""

from __future__ import annotations

from datetime import date

from debar.model import Evidence, Finding, Identification, Purchase
from debar.model.casework import Standing
from debar.report.aggregates import UNKNOWN
from debar.report.text import plain, shorten, web_address
from debar.report.words import binds, in_reading_order, words_of

#: Sources shown under one identification, and the fewest characters of a title that still tell the source.
_SOURCES, _TITLE = 3, 30

#: How a hint at money of some kinds begins; of the others: federal money.
_MAY_BE = {"own": "may be its own money", "state": "may be state money", "unknown": "may be grant money"}
#: Characters of a hint's words.
_QUOTE = 60

#: Characters that a buyer's name keeps however narrow the line.
_NAME = 16


def buyer_line(subject: Purchase, longest: int = 60) -> str:
    """The buyer with type and state in brackets, in ``longest`` characters: the name is cut, then the brackets go."""
    buyer = subject.buyer
    kind = "" if buyer.type == UNKNOWN else words_of(buyer.type)
    where = ", ".join(part for part in (kind, plain(buyer.state)) if part)
    name, tail = plain(buyer.name) or "buyer unknown", f" ({where})" if where else ""
    if longest - len(tail) < min(len(name), _NAME):
        tail = ""
    return shorten(name, max(longest - len(tail), _NAME)) + tail


def place_parts(subject: Purchase) -> list[str]:
    """What finds the record again besides its row, by name; a line stands behind its page, spans are left out."""
    keys = sorted(subject.place.keys() - {"columns"}, key=lambda key: "page line" if key == "line" else key)
    return [f"{key} {subject.place[key]}" for key in keys]


def place_line(subject: Purchase) -> str:
    """Where the record stands: file, row and what else finds it."""
    place = "".join(f", {plain(part)}" for part in place_parts(subject))
    row = f" row {subject.row:,}" if subject.row else ""
    return f"{plain(subject.source)}{row}{place}" + (" · constructed, not a real record" * subject.constructed)


def deciding_line(finding: Finding) -> str:
    """The rules that decide, by id, and the sentence: who made it and what follows."""
    deciding = next((rule for rule in in_reading_order(finding.rules) if binds(rule)), None)
    ids = [rule.rule for rule in finding.rules if deciding and rule.outcome is deciding.outcome]
    return f"{', '.join(ids)} · {plain(finding.sentence)}" if ids else plain(finding.sentence)


def decision_line(standing: Standing) -> str:
    """What a person decided of a finding, and, where it no longer holds, why a person should look again."""
    made = standing.decision
    until = f" until {made.until.isoformat()}" if made.until else ""
    people = plain(made.actor) + (f", approved by {plain(made.approver)}" if made.approver else "")
    words = f"{words_of(made.kind)}{until}, {made.at[:10]}, {people}: {plain(made.reason)}"
    return f"Decided: {words}" if standing.holds else f"Look again: {standing.because} (was: {words})"


def hint_lines(subject: Purchase) -> list[str]:
    """What the record hints of its money, and what to ask for; one line a programme."""
    return [
        f"{_MAY_BE.get(str(hint['kind']), 'may be federal money')}: {plain(str(hint['programme']))} "
        f"({shorten(plain(str(hint['quote'])), _QUOTE)}); ask {plain(str(hint['ask']))}"
        for hint in subject.facts.get("hints", ())
    ]


def maker_name(finding: Finding) -> str:
    """The maker, else the listed party as the record writes it; empty when neither is known."""
    if finding.maker:
        return plain(finding.maker[1])
    return plain(next((hit.text for hit in finding.identifications if hit.entity), ""))


def shown_evidence(found: Identification) -> tuple[list[Evidence], int]:
    """The sources to show, at most three, and how many are left out.

    Sources with an address come first; one without stands for itself only where no other can be opened.
    """
    sources = list(dict.fromkeys(found.evidence))
    shown = ([one for one in sources if web_address(one.url)] or sources)[:_SOURCES]
    return shown, len(sources) - len(shown)


def evidence_line(evidence: Evidence, longest: int) -> str:
    """Title and address; the title is cut, never the address, so that they fit one line or a line each."""
    url = web_address(evidence.url)
    left = longest - len(url) - 3
    title = shorten(plain(evidence.title), left if url and left >= _TITLE else longest - 2)
    return f"{title} · {url}" if url else title


def in_force_words(in_force: tuple[date | None, date | None]) -> str:
    """``in force since 2020-08-13``, ``in force 2019-01-01 to 2020-12-31``; empty when neither day is known."""
    since, to = in_force
    if since and to:
        return f"in force {since.isoformat()} to {to.isoformat()}"
    if since:
        return f"in force since {since.isoformat()}"
    return f"in force until {to.isoformat()}" if to else ""

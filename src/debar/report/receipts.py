"""What a receipt shows, in words: the same for the page and the print; both carry the receipt's data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from debar.model import Finding
from debar.report.html.view import FindingView, finding_view
from debar.report.text import long_date, plain
from debar.report.words import words_of

Data = Mapping[str, Any]

#: What the receipt's data is called where a pdf carries it.
ATTACHED = "receipt.json"
HASH = "SHA-256, of a rule its version"
HOW_TO_CHECK = (
    "The receipt’s data is in this file. debar audit verify --receipt FILE says whether this very file was given, and "
    "whether each hash still holds in the store."
)
UNDECIDED = "No person had decided on it by that day."
#: What was asked of a run, as it is told; what is not set is left out.
_ASKED = {"as_of": "Law as of", "known_at": "Known at"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptView:
    """A receipt, ready to be set. ``asked``, ``decided`` and ``hashes`` are rows of words."""

    title: str
    subtitle: str
    footer: str
    finding: FindingView
    asked: list[tuple[str, str]]
    standing: str
    decided: list[tuple[str, str, str, str]]
    hashes: list[tuple[str, str, str]]
    carried: str


def receipt_text(receipt: Data) -> str:
    """Return the receipt's data as JSON in one form, in ASCII: no byte of it ends or changes what carries it."""
    return json.dumps(receipt, sort_keys=True, separators=(",", ":")).replace("<", "\\u003c").replace("&", "\\u0026")


def receipt_view(receipt: Data, finding: Finding) -> ReceiptView:
    """Return the view of a receipt; ``finding`` is the one in its data."""
    day = date.fromisoformat(receipt["as_of"])
    scan = receipt["scan"]
    return ReceiptView(
        title=f"Receipt of finding {plain(finding.id)[:16]}",
        subtitle=f"As of {long_date(day)}, by debar {plain(receipt['debar'])}",
        footer=f"Finding {plain(finding.id)}, as of {day.isoformat()}, receipt {receipt['sha256'][:16]}",
        finding=finding_view(finding, 1, day),
        asked=[
            (
                "Judged",
                f"{plain(scan['at'])[:19].replace('T', ' ')} UTC in scan {scan['id']}, by {plain(scan['actor'])}",
            ),
            ("Scan", plain(scan["name"])),
            *(
                (label, plain(str(scan["question"][name])))
                for name, label in _ASKED.items()
                if scan["question"].get(name)
            ),
        ],
        standing=_standing(receipt["standing"]),
        decided=[_decided(each) for each in receipt["decisions"]],
        hashes=list(_hashes(receipt, finding)),
        carried=receipt_text(receipt),
    )


def _moment(at: str) -> str:
    return f"{plain(at)[:19].replace('T', ' ')} UTC"


def _asked(question: Data) -> Iterator[tuple[str, str]]:
    for name, label in _ASKED.items():
        if question.get(name):
            yield label, plain(str(question[name]))


def _standing(standing: Data | None) -> str:
    if standing is None:
        return UNDECIDED
    word = words_of(standing["as"])
    return f"Stands: {word}." if standing["holds"] else f"No longer holds: {word}; {plain(standing['because'])}."


def _decided(made: Data) -> tuple[str, str, str, str]:
    """Day, what, who, why."""
    until = f" until {made['until']}" if made["until"] else ""
    approver = f", approved by {plain(made['approver'])}" if made["approver"] else ""
    return made["at"][:10], f"{words_of(made['as'])}{until}", f"{plain(made['actor'])}{approver}", plain(made["reason"])


def _hashes(receipt: Data, finding: Finding) -> Iterator[tuple[str, str, str]]:
    """What, which, and its hash."""
    hashes = receipt["hashes"]
    yield "Judgement", "the finding with all its results", hashes["judgement"]
    if finding.subject.sha256:
        yield "Source", plain(finding.subject.source) or "the text asked about", plain(finding.subject.sha256)
    for name, law in sorted(hashes["law"].items()):
        yield name.capitalize(), plain(law["version"]) or "version not said", law["sha256"] or "no copy kept"
    for rule in (each for each in finding.rules if each.rule in hashes["rules"] and _told(each.outcome)):
        yield "Rule", plain(rule.rule), hashes["rules"][rule.rule]
    for list_id, sha256 in sorted(hashes["editions"].items()):
        yield "List", plain(list_id), plain(sha256)
    for made in receipt["decisions"]:
        yield "Decision", f"{words_of(made['as'])}, {made['at'][:10]}", made["sha256"]
    for line in receipt["lines"]:
        yield f"Log line {line['n']}", f"{words_of(plain(line['action']))}, {plain(line['at'])[:10]}", line["hash"]
    if hashes["log"]["n"]:
        yield f"Log line {hashes['log']['n']}", "the newest by that day", hashes["log"]["hash"]
    yield "Receipt", "all of this", receipt["sha256"]


def _told(outcome: str) -> bool:
    return outcome != "not-covered"

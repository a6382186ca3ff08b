"""How an outcome is said and drawn: a word, a shape and a colour, everywhere the same three."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from debar.model import AMOUNTS_TO, Outcome, RuleResult

NOT_ADVICE = "Not legal advice. “Clear” is never “allowed”: it says what was checked and what was not."


@dataclass(frozen=True, slots=True)
class Look:
    """The word for an outcome, its glyph (and one in ASCII), its terminal style and its CSS class."""

    word: str
    glyph: str
    ascii: str
    style: str
    css: str


_LOOKS: Mapping[Outcome, Look] = MappingProxyType(
    {
        Outcome.PROHIBITED: Look("Prohibited", "■", "[X]", "bold red", "p"),
        Outcome.LICENSE_REQUIRED: Look("License required", "◆", "[L]", "bold magenta", "l"),
        Outcome.DUTY: Look("Duty", "▶", "[D]", "bold blue", "d"),
        Outcome.DEPENDS: Look("Depends", "▲", "[?]", "bold yellow", "c"),
        Outcome.REVIEW: Look("Needs review", "○", "[o]", "bold cyan", "r"),
        Outcome.CLEAR: Look("Clear", "–", "[-]", "green", "n"),
    }
)

_RULE_WORDS: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.BLOCKED: "Blocked",
        Outcome.PRESUMED_BARRED: "Presumed barred",
        Outcome.REPORT_DUE: "Report due",
        Outcome.DISCLOSURE_DUE: "Disclosure due",
        Outcome.EXEMPT: "Exempt",
        Outcome.NOT_COVERED: "Not covered",
        Outcome.NOT_YET_EFFECTIVE: "Not yet in effect",
        Outcome.EXPIRED: "Expired",
        Outcome.SUSPENDED: "Suspended",
        Outcome.INFO: "For information",
    }
)

#: Rule outcomes in the order they are read, most severe first.
READING_ORDER: tuple[Outcome, ...] = (
    Outcome.PROHIBITED,
    Outcome.BLOCKED,
    Outcome.PRESUMED_BARRED,
    Outcome.LICENSE_REQUIRED,
    Outcome.REPORT_DUE,
    Outcome.DISCLOSURE_DUE,
    Outcome.DUTY,
    Outcome.DEPENDS,
    Outcome.REVIEW,
    Outcome.EXEMPT,
    Outcome.NOT_YET_EFFECTIVE,
    Outcome.EXPIRED,
    Outcome.SUSPENDED,
    Outcome.INFO,
    Outcome.NOT_COVERED,
    Outcome.CLEAR,
)


def look(outcome: Outcome) -> Look:
    """Word, shape and colour of an outcome; a rule's outcome borrows the shape of what it amounts to."""
    base = _LOOKS[AMOUNTS_TO.get(outcome, Outcome.CLEAR)]
    word = _RULE_WORDS.get(outcome)
    return Look(word, base.glyph, base.ascii, base.style, base.css) if word else base


def spoken(outcome: Outcome, missing: tuple[str, ...] = ()) -> str:
    """The outcome as a heading; ``depends`` names what it depends on: ``Depends on funding``."""
    if outcome is Outcome.DEPENDS and missing:
        return "Depends on " + " and ".join(words_of(fact) for fact in missing)
    return look(outcome).word


def words_of(name: str) -> str:
    """A machine word as people write it: ``school-district`` is ``school district``."""
    return name.replace("-", " ").replace("_", " ")


def count(number: int, one: str, many: str = "") -> str:
    """``1 finding``, ``2 findings``, ``24,118 rows``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def in_reading_order(rules: tuple[RuleResult, ...]) -> list[RuleResult]:
    """Rule results, most severe first, then by rule id."""
    return sorted(rules, key=lambda rule: (READING_ORDER.index(rule.outcome), rule.rule))


def binds(rule: RuleResult) -> bool:
    """True when the rule's outcome amounts to something a finding can be."""
    return rule.outcome in AMOUNTS_TO


def missing_facts(rules: tuple[RuleResult, ...]) -> tuple[str, ...]:
    """The facts that rules with outcome ``depends`` miss, each once, in the rules' order."""
    return tuple(dict.fromkeys(fact for rule in rules if rule.outcome is Outcome.DEPENDS for fact in rule.missing))

"""Signals: sentences in which a party prepares for, or feels, export restrictions, each with its words and its rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from debar.dossiers.signals_parties import BREAK, UNSAID, SignalParty, find_party
from debar.dossiers.signals_sentences import sentences
from debar.dossiers.signals_weighing import is_weighed, likeliest, marks_of, points, signal_weights
from debar.dossiers.signals_words import Outcome, SignalClass, SignalRule, SignalWords, signal_words
from debar.dossiers.transcripts import Turn, read_turns

NEIGHBOURS = 2
#: What a company does; a negation before it, in its own clause and so many words away, says that it does not.
_ACTS = frozenset({"stock", "ahead", "shift", "prepare", "licence"})
_SCOPE = 7
#: Classes of what is undergone, not done.
_FELT = frozenset({"restriction_impact", "license"})
#: Negations that affirm; left out of what is read.
_EMPHATIC = re.compile(
    r"\b(?:not (?:only|just|merely)|(?:not|never|n.t) (?:stop(?:ped)?|ceas(?:e|ed)|wait(?:ed)?|hesitat(?:e|ed))"
    r"|(?:irresponsible|imprudent|reckless|foolish|unwise|negligent|na[iï]ve|wrong) not to)\b",
    re.IGNORECASE,
)
LONGEST = 1_200
"""Code points after which the rest of a sentence is not read: such a run is a list of risks, not a statement."""


@dataclass(frozen=True, slots=True)
class SignalWord:
    """The words that gave a feature: ``text[start:end]`` of the document, 0-based code points, end exclusive."""

    feature: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SignalReading:
    """What one sentence says: its outcome, by which rule and on which words.

    ``stance`` is ``said``, or why it is no claim: ``question``, ``denied``, ``boilerplate``, ``homonym`` or
    ``other-subject``.
    ``hedge`` holds the words that soften it ("reportedly"). ``party`` is whose deed it is. ``speaker`` is who said it
    in a transcript.
    """

    outcome: Outcome
    signal_class: SignalClass | None
    rule: str
    because: str
    stance: str
    start: int
    end: int
    quote: str
    words: tuple[SignalWord, ...]
    hedge: str = ""
    party: SignalParty = UNSAID
    speaker: str = ""
    speaker_firm: str = ""


def read_signals(
    text: str, *, subject: str = "", everything: bool = False, prose: bool = False
) -> tuple[SignalReading, ...]:
    """The signals of a text in reading order, those waiting for review among them.

    A transcript with speakers is read turn by turn: what an analyst asks is never a company's claim.
    ``subject`` is the company whose own text it is: its name counts as the party at risk.
    ``prose`` says that it is no transcript, whatever stands before a colon in it.
    ``everything`` also gives the sentences read and refused (outcome ``no``), with the rule that refused them.
    """
    words = signal_words()
    found: list[SignalReading] = []
    turns = () if prose else read_turns(text)
    for turn in turns or (Turn("", "", "", "text", 0, 0, len(text), is_question=False),):
        found.extend(_read_turn(text, turn, words, subject))
    return tuple(item for item in found if everything or item.outcome != "no")


def judge_sentence(sentence: str, *, before: str = "", after: str = "", subject: str = "") -> SignalReading:
    """One sentence with what stands around it; outcome ``no`` with rule ``none`` where no rule holds."""
    words = signal_words()
    near = words_near((before, after), words)
    return _judge(sentence, (0, len(sentence)), near, words, subject)


def words_near(texts: Iterable[str], words: SignalWords) -> frozenset[str]:
    """The features that the sentences around one hold."""
    return frozenset().union(*(words.held(text[:LONGEST]) for text in texts))


def _read_turn(text: str, turn: Turn, words: SignalWords, subject: str) -> list[SignalReading]:
    spans = list(sentences(text, turn.text_start, turn.end))
    held = [words_near((text[start:end],), words) for start, end in spans]
    found: list[SignalReading] = []
    for index, (start, end) in enumerate(spans):
        if not held[index]:
            continue
        beside = held[max(0, index - NEIGHBOURS) : index] + held[index + 1 : index + 1 + NEIGHBOURS]
        reading = _judge(text, (start, end), frozenset().union(*beside), words, subject)
        found.append(_spoken(reading, turn))
    return found


def _spoken(reading: SignalReading, turn: Turn) -> SignalReading:
    outcome, rule, because, stance = reading.outcome, reading.rule, reading.because, reading.stance
    if turn.is_question and outcome != "no":
        outcome, rule, stance, because = (
            "no",
            "asked-by-analyst",
            "question",
            "an analyst asks; it is no claim of the company",
        )
    return replace(
        reading,
        outcome=outcome,
        signal_class=reading.signal_class if outcome != "no" else None,
        rule=rule,
        because=because,
        stance=stance,
        speaker=turn.speaker,
        speaker_firm=turn.firm,
    )


def _judge(text: str, span: tuple[int, int], near: frozenset[str], words: SignalWords, subject: str) -> SignalReading:
    start, end = span
    quote = text[start:end]
    read = _EMPHATIC.sub(lambda hit: " " * len(hit[0]), quote[:LONGEST])
    held = words.held(read)
    if subject and subject.casefold() in read.casefold():
        held |= {"actor"}
    rule = _first(words.rules, lambda item: _holds(item, held, near))
    hedge = words.features["hedge"].search(read)
    said = hedge.group() if hedge else ""
    if rule is None:
        none = SignalReading("no", None, "none", "no rule holds", "said", start, end, quote, (), said)
        return _weighed(none, read, held, near)
    acts = _ACTS.intersection(rule.all)
    if rule.outcome != "no" and acts and all(_negated(read, name, words) for name in acts):
        because = "the sentence says that it is not done"
        return SignalReading("no", None, "negated", because, "denied", start, end, quote, (), said)
    shown = tuple(
        SignalWord(name, start + hit.start(), start + hit.end())
        for name in (*rule.all, *rule.any)
        if name in held and (hit := words.features[name].search(read))
    )
    party = _party(read, rule, words, subject) if rule.outcome != "no" else UNSAID
    return SignalReading(
        rule.outcome, _whose(rule, party), rule.id, rule.because, rule.stance, start, end, quote, shown, said, party
    )


def _weighed(reading: SignalReading, read: str, held: frozenset[str], near: frozenset[str]) -> SignalReading:
    """A sentence in which no rule holds: sent to review where its words weigh enough."""
    if not is_weighed(held, near):
        return reading
    words, weights = signal_words(), signal_weights()
    marks = marks_of(read, held, words)
    if points(marks, weights) <= 0:
        return reading
    because = "no rule holds, but its words are like those of signs"
    return replace(reading, outcome="review", signal_class=likeliest(marks, weights), rule="weighed", because=because)


def _party(read: str, rule: SignalRule, words: SignalWords, subject: str) -> SignalParty:
    """Whose deed it is: of the first act the rule names, else of its first feature."""
    names = sorted(rule.all, key=lambda name: name not in _ACTS and name != "impact")
    hit = next((hit for name in names if (hit := words.features[name].search(read))), None)
    span = hit.span() if hit else (0, 0)
    return find_party(read, span, words, subject=subject, is_felt=rule.signal_class in _FELT)


def _whose(rule: SignalRule, party: SignalParty) -> SignalClass | None:
    """The class of a rule; a stockpile is the company's own or its customers' as the party of the act says."""
    if rule.signal_class == "stockpile_by_target" and party.kind == "customer":
        return "stockpile_by_customer"
    if rule.signal_class == "stockpile_by_customer" and party.kind == "own" and "stock" in rule.all:
        return "stockpile_by_target"
    return rule.signal_class


def _negated(read: str, act: str, words: SignalWords) -> bool:
    """Whether each mention of an act stands under a negation of its own clause, a few words before it."""
    for hit in words.features[act].finditer(read):
        clause = BREAK.split(read[: hit.start()])[-1]
        if not words.features["negation"].search(" ".join(clause.split()[-_SCOPE:])):
            return False
    return True


def _holds(rule: SignalRule, held: frozenset[str], near: frozenset[str]) -> bool:
    return (
        held.issuperset(rule.all)
        and (not rule.any or not held.isdisjoint(rule.any))
        and (held | near).issuperset(rule.near)
        and held.isdisjoint(rule.none)
    )


def _first(rules: Sequence[SignalRule], holds: Callable[[SignalRule], bool]) -> SignalRule | None:
    return next((rule for rule in rules if holds(rule)), None)

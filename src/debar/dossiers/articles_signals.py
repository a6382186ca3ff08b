"""Signals of an article: sentences beside each other are one signal, with who speaks and where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from debar.dossiers.articles import Article
from debar.dossiers.articles_said import Saying
from debar.dossiers.evidence import Source
from debar.dossiers.signals import SignalReading, read_signals
from debar.dossiers.signals_words import SignalClass
from debar.model.dossiers import Quotation

_VENUE = re.compile(
    r"\b(?:earnings call|conference call|investor (?:call|meeting|day)|annual report|press release|filing)\b"
    r"|\b(?:told|telling) investors\b"
)
_WEAK = frozenset({"actor-restricted", "impact-on-named", "impact-if", "prepare-named", "weighed"})
"""Rules that in a news text only say that a party and a restriction are its subject."""


@dataclass(frozen=True, slots=True)
class ArticleSignal:
    """One signal with all the sentences that carry it: a quotation is one, other sentences stand alone.

    ``speaker`` is empty where the article itself tells it; ``venue`` holds the words for where it was said.
    """

    signal_class: SignalClass
    outcome: Literal["signal", "review"]
    speaker: str
    venue: str
    quotation: Quotation
    readings: tuple[SignalReading, ...]


def find_signals(article: Article, source: Source, sayings: Sequence[Saying], subject: str = "") -> list[ArticleSignal]:
    """The signals of the body, headings and what only names its subject left out."""
    bodies = [span for span in article.paragraphs if not _is_heading(article.text[slice(*span)])]
    held = read_signals(article.text[: article.body_end], subject=subject, prose=True)
    told = [item for item in held if any(start <= item.start < end for start, end in bodies) and item.rule not in _WEAK]
    blocks = [item for item in sayings if any(item.quotation.start == start for start, _ in bodies)]
    found: list[ArticleSignal] = []
    for saying in blocks:
        inside = tuple(item for item in told if saying.quotation.start <= item.start < saying.quotation.end)
        if inside:
            best = max(inside, key=lambda item: (item.outcome == "signal", item.signal_class != "prepare_for_listing"))
            found.append(
                _signal(best, saying.speaker, _venue(article, saying.quotation.start), saying.quotation, inside)
            )
    for item in told:
        if not any(block.quotation.start <= item.start < block.quotation.end for block in blocks):
            venue = _VENUE.search(item.quote)
            quotation = source.quote(item.start, item.end)
            found.append(_signal(item, _speaker(item, sayings), venue[0] if venue else "", quotation, (item,)))
    return sorted(found, key=lambda item: item.quotation.start)


def _speaker(item: SignalReading, sayings: Sequence[Saying]) -> str:
    """Who says it: as the reading knows, else who is quoted in the sentence."""
    quoted = (each for each in sayings if item.start <= each.quotation.start and each.quotation.end <= item.end)
    return item.speaker or next((each.speaker for each in quoted if each.speaker), "")


def _signal(
    best: SignalReading, speaker: str, venue: str, quotation: Quotation, readings: tuple[SignalReading, ...]
) -> ArticleSignal:
    assert best.signal_class is not None  # noqa: S101 (a reading that is kept has its class)
    outcome: Literal["signal", "review"] = "signal" if best.outcome == "signal" else "review"
    return ArticleSignal(best.signal_class, outcome, speaker, venue, quotation, readings)


def _venue(article: Article, start: int) -> str:
    """The words for where it was said, in the two paragraphs above."""
    above = [span for span in article.paragraphs if span[1] <= start][-2:]
    hits = [hit[0] for span in reversed(above) if (hit := _VENUE.search(article.text, *span))]
    return hits[0] if hits else ""


def _is_heading(line: str) -> bool:
    told = line.strip()
    return (
        len(told) <= 80
        and not told.startswith(("•", "*", "-"))
        and not told.endswith((".", "!", "?", ":", ";", "”", '"', ","))
    )

"""Numbers that look like those of devices: letters and digits in one word, near a product word."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from debar.screening.clauses import Span
from debar.screening.context import Context

#: Groups of product words that speak of a device.
DEVICES = ("camera", "recorder", "access", "thermal", "radio", "drone", "network", "phone")
SHORTEST, LONGEST = 4, 32
#: Characters to either side in which a product word says that a number is that of a device.
CLOSE = 70

_WORD = re.compile(r"[0-9a-z]+(?:[-/.][0-9a-z]+)*")
_UNIT = (
    "mm|cm|m|km|in|inch|ft|mp|mpx|k|p|i|x|ch|channel|v|vac|vdc|w|kw|kva|va|a|ma|ah|mah|hz|khz|mhz|ghz|b|gb|tb|mb|kb|g|"
    "mbps|gbps|bit|port|ports|pin|pack|pk|pc|pcs|ct|ea|each|bx|cs|lb|lbs|oz|gal|ml|l|kg|mg|awg|gauge|ga|yr|yrs|year|"
    "mo|mos|month|day|days|hr|hrs|min|sec|s|am|pm|st|nd|rd|th|lm|fps|db|dbi|deg|f|c|d|h|hp|ton|sf|sq|cf|psi|rpm|dpi|u|"
    "ru|way|zone|zones|door|bay|cell|pair|qty|user|users|person|sheets|page|t|e|n|r|y|wt|usd|btu|cu|fte|dvd|lpm|cfm"
)
#: Not a model number: amounts with a unit (also joined by x or a hyphen), standards, papers, dates and places.
_ORDINARY = re.compile(
    rf"(?:[0-9./-]*[0-9](?:{_UNIT}))(?:[-/x][0-9./]*[0-9](?:{_UNIT})?)*"
    rf"|[0-9./]+x[0-9./x]+(?:{_UNIT})?"
    r"|(?:h|mpeg|ip|ik|cat|rj|usb|rs|hdmi|lte|wifi|poe|sfp|db|rg|ddr|sata|pcie|sae|ul|iso|ansi|nema|cr|lr|aa|a|b|c|d)[-.]?[0-9]{1,3}[a-z+]{0,2}"
    r"|(?:802|4g|5g|3g|2g|24x7|24/7|1080|720|360|covid)[-.]?[0-9a-z.]*"
    r"|(?:po|pr|wo|rfp|rfq|rfb|ifb|itb|itn|inv|invoice|req|requisition|bid|no|nr|num|quote|qt|quotation|fy|cy|sy|yr|ref|"
    r"order|contract|agreement|item|line|lot|bldg|building|rm|room|suite|ste|unit|fund|acct|acc|account|dept|proj|"
    r"project|phase|ph|sr|us|hwy|rt|i|ord|res|resolution|ordinance|amend|amendment|mod|co|task|to|change|"
    r"ck|check|dist|district|psn|esser|arp|arpa|cip|station|sta|fs|st|ps|is|ms|hs|engine|truck|p|pg|w|fed|grant|tx|title|"
    r"attachment|clin|dd|ecp|eo|exhibit|oc|slin|vol|ver|version|rev|r|ver|v|zone|area|floor|fl|lvl|level|rg|class|grade|group|grp|section|sec|district|ward|gate)"
    r"[-/.]?[0-9][0-9./-]*[a-z]?"
    r"|[0-9]{1,2}[-/.]?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*[-/.]?[0-9]{2,4}"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*[-/.]?[0-9./-]+"
    r"|[0-9]+(?:-[0-9]+)*-?[a-z]"
    # sections of a contract, and numbers of federal contracts and of the offices that give them
    r"|[a-z]{1,2}[0-9]?(?:\.[0-9]+)+(?:-[0-9a-z]+)*"
    r"|[0-9a-z]{6}-?[0-9]{2}-?[a-z]-?[0-9a-z]{4}|w[0-9]{2}[0-9a-z]{3}|w[0-9]{3}[0-9a-z]{2}"
)
_LETTER, _DIGIT = re.compile("[a-z]"), re.compile("[0-9]")


def device_numbers(folded: str) -> Iterator[Span]:
    """The places of words with the shape of a model number in a folded text, in order; product words not asked for."""
    for match in _WORD.finditer(folded):
        word = match.group()
        if not SHORTEST <= len(word) <= LONGEST or not _LETTER.search(word) or len(_DIGIT.findall(word)) < 2:
            continue
        if "@" in (folded[max(0, match.start() - 1) : match.start()], folded[match.end() : match.end() + 1]):
            continue
        if not _ORDINARY.fullmatch(word):
            yield match.span()


def product_near(folded: str, context: Context, span: Span) -> str:
    """The product word of a device near the number, as it stands in the text; empty when there is none."""
    start, end = max(0, span[0] - CLOSE), min(len(folded), span[1] + CLOSE)
    # Read from a word's beginning to a word's end, so that no part of a longer word is taken for one.
    start = (start and folded.find(" ", start, span[0]) + 1) or start
    window = folded[start : end if end == len(folded) else max(folded.rfind(" ", span[1], end), span[1])]
    return context.read(window).word_of(DEVICES, (span[0] - start, span[1] - start))


def shape_of(number: str) -> str:
    """The number with ``A`` for each letter and ``9`` for each digit."""
    return _DIGIT.sub("9", re.sub("[A-Za-z]", "A", number))


class Places:
    """Stretches of a text; those that overlap are one."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans: list[Span] = []
        for start, end in sorted(spans):
            if self._spans and start < self._spans[-1][1]:
                self._spans[-1] = (self._spans[-1][0], max(end, self._spans[-1][1]))
            else:
                self._spans.append((start, end))

    def touch(self, span: Span) -> bool:
        """True when part of the stretch is in one of them."""
        after = bisect_left(self._spans, span)
        return any(start < span[1] and span[0] < end for start, end in self._spans[max(0, after - 1) : after + 1])

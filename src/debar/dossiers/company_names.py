"""Company names in a sentence: where they stand, and what is capitalised and is none.

`mark_names` puts a mark in the place of each name, so that wordings can be patterns over marks and small words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from debar.names.places import places

_OPEN, _CLOSE = "\ue000", "\ue001"
#: One name in a marked sentence, and several: "Apple, Samsung and Xiaomi".
MARK = rf"{_OPEN}\d+{_CLOSE}"
MARKS = rf"{MARK}(?:(?:, and |, or |, | and | or ){MARK}){{0,19}}"

_TOKEN = re.compile(r"(?<![\w’'\-])(?:[\die])?[^\W\d_a-z][\w&\-]*(?:\.[a-z]{2,3}\b)?")
_FORMS = frozenset(
    "inc corp co ltd llc plc gmbh ag sa se nv limited corporation incorporated company lp llp pte pty sdn bhd ab asa "
    "oyj spa kk bv jsc ojsc".split()
)
_SHORTENED = frozenset("inc corp co ltd pte pty bhd".split())
_BETWEEN = re.compile(r" (?:& |of |de )?")
_SMALL = re.compile(r"(?<![\w.@/’'\-])[^\W\d_A-Z][^\W\d_A-Z]+(?![\w@/])")
_BRACKETS = re.compile(r" ?\([^()]{1,60}\)")
_MODEL = re.compile(r"(?: [A-Za-z\-]*\d[\w\-]*)+$")
#: "FPGAs": shortened words in the plural are goods.
_GOODS = re.compile(r"[A-Z]{2,5}s")
#: "made by Dahua, IPVM reported": who tells it is no further name.
_TOLD_BY = re.compile(
    rf", ({MARK}(?:[’']s [a-z ]{{2,30}})? (?:has |have )?(?:report|said|say|found|wrote|show|claim|disclos|told))"
)
#: A line of capitalised words without a full stop is a heading and no part of the name below it.
_HEADING = re.compile(r"^((?:[A-Z0-9][\w\-/&,’']*+|of|and|the|for|in|[ \t])++)\n", re.MULTILINE)
#: "the town of Ridley" is no company.
_BODY = re.compile(r"\b(?:[Tt]own|[Cc]ity|[Cc]ounty|[Vv]illage|[Ss]tate|[Pp]rovince|[Rr]egion|[Gg]overnment) of $")
_PUT_IN = re.compile(
    rf"({MARK})(?:, (?:formerly|our|an?|the|which|who|both of which|each of which|all of which|based|located|known)\b"
    r"[^,;]{1,90})+,(?= )"
)
_MARKED = re.compile(rf"{_OPEN}(\d+){_CLOSE}")


@dataclass(frozen=True, slots=True)
class NoNames:
    """Words that are no company, in lower case: alone, at the beginning of a name (taken off), at its end."""

    alone: frozenset[str]
    first: frozenset[str]
    last: frozenset[str]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A sentence with a mark for each company name, and the names by their marks."""

    text: str
    names: tuple[str, ...]

    def named(self, words: str) -> tuple[str, ...]:
        """The companies whose marks stand in these words, each once."""
        return tuple(dict.fromkeys(self.names[int(each[1])] for each in _MARKED.finditer(words)))


def small_words(text: str) -> frozenset[str]:
    """The words that a text writes in small letters: such a one at the head of a line is no name."""
    return frozenset(_SMALL.findall(text))


def mark_names(sentence: str, no: NoNames, small: frozenset[str]) -> MarkedText:
    """The sentence with its company names marked; ``small`` are the `small_words` of the text around it."""
    flat = " ".join(_HEADING.sub(r"\1 | ", sentence).split()).replace(_OPEN, " ").replace(_CLOSE, " ")
    flat = flat.replace("’ve ", " have ").replace("'ve ", " have ").replace("’re ", " are ").replace("'re ", " are ")
    flat = _BRACKETS.sub(lambda hit: "" if hit[0].strip(" ()").strip("“”\"'")[:1].isupper() else hit[0], flat)
    parts: list[str] = []
    names: list[str] = []
    at = 0
    for start, end in _runs(flat):
        start += _leading(flat[start:end], no)  # noqa: PLW2901 (the run without what leads to the name)
        name = flat[start:end]
        if start == end or _BODY.search(flat, 0, start) or not _is_name(name, no) or _is_common_word(name, small):
            continue
        parts += [flat[at:start], f"{_OPEN}{len(names)}{_CLOSE}"]
        names.append(name)
        at = end
    return MarkedText(_TOLD_BY.sub(r"; \1", "".join((*parts, flat[at:]))), tuple(names))


def _runs(flat: str) -> Iterator[tuple[int, int]]:
    """Where capitalised words stand together, a legal form behind a comma and its full stop with them."""
    start = end = -1
    for token in _TOKEN.finditer(flat):
        form = token[0].casefold() in _FORMS
        between = flat[end : token.start()] if start >= 0 else ""
        if start >= 0 and (_BETWEEN.fullmatch(between) or (form and between in {", ", ","})):
            end = token.end()
        else:
            if start >= 0:
                yield start, end
            start, end = token.span()
        if token[0].casefold() in _SHORTENED and flat[end : end + 1] == ".":
            end += 1
    if start >= 0:
        yield start, end


def _leading(run: str, no: NoNames) -> int:
    """How much of the run only leads to the name: "However Apple"."""
    at = 0
    for word in run.split(" "):
        if word.casefold().strip(".,") not in no.first:
            return at
        at += len(word) + 1
    return len(run)


def _is_name(name: str, no: NoNames) -> bool:
    plain = name.casefold().strip(".,")
    if len(plain) < 2 or plain in no.alone or plain in places() or _GOODS.fullmatch(name):
        return False
    return plain.split()[-1] not in no.last


def _is_common_word(name: str, small: frozenset[str]) -> bool:
    return name[1:].islower() and name.lower() in small


def without_asides(marked: MarkedText) -> MarkedText:
    """The sentence without what is put in after a name: ", an ODM customer," and ", both of which were listed,"."""
    return MarkedText(_PUT_IN.sub(r"\1", marked.text), marked.names)


def without_model(name: str) -> str:
    """The name without a model number behind it: "Kestrel K2" is a device of Kestrel."""
    return _MODEL.sub("", name)


def no_names(alone: Iterable[str], first: Iterable[str], last: Iterable[str]) -> NoNames:
    """Words that are no company, in lower case."""
    return NoNames(frozenset(alone), frozenset(first), frozenset(last))

"""Who supplies whom, out of a text: each tie on its sentence, what is denied, ended or inferred told apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import re2

from debar.dossiers.company_names import MARK, MarkedText, mark_names, small_words, without_asides, without_model
from debar.dossiers.signals_sentences import sentences
from debar.dossiers.supply_words import SupplyPattern, SupplyWords, role_of, supply_words
from debar.dossiers.transcripts import Turn, read_turns
from debar.model.dossier_ties import Stance

LONGEST = 1_200
_NUMBER = re2.compile(
    r"(?i)(?P<about>[a-z]+(?: [a-z]+)? )?(?P<number>(?:\d{1,3}(?:\.\d+)?)|half|third|quarter|fifth|tenth)"
)
_PARTS = {"half": "50", "quarter": "25", "fifth": "20", "tenth": "10"}
_OPERATORS = {
    **dict.fromkeys(("approximately", "about", "around", "roughly", "nearly", "almost", "some", "an estimated"), "~"),
    **dict.fromkeys(("more than", "over", "greater than", "in excess of", "above"), ">"),
    "at least": ">=",
    **dict.fromkeys(("less than", "under", "below", "up to"), "<"),
}
_YEARS = re2.compile(
    r"(?:[Ff]iscal(?: years?)?|[Yy]ears?|[Ii]n|[Dd]uring|[Ff]or|[Oo]f|ended(?: on)? \p{Lu}\p{Ll}+ \d{1,2},) "
    r"(?P<years>(?:19|20)\d\d(?:(?:, and |, | and )(?:fiscal )?(?:19|20)\d\d){0,4})\b"
)
_YEAR = re2.compile(r"(?:19|20)\d\d")
_SPEAKER = re2.compile(rf"{MARK} (?:has |have )?(?:said|says|denied|denies|told|confirmed|disclosed)\b")
_FURTHER = re2.compile(rf"^(?:,? and |, )(?P<item>[a-z][\w\-]*(?: [\w\-]+){{0,5}}?) from (?P<S>{MARK})")
_SELF = frozenset("we our ours us".split())


@dataclass(frozen=True, slots=True)
class Tie:
    """One tie: ``text[start:end]`` is the sentence that tells it. ``is_sure`` is False where a name may be a segment.

    ``share`` is percent of ``share_of`` in ``year``; all are empty where none is told.
    """

    supplier: str
    customer: str
    item: str
    stance: Stance
    status: str
    share: str
    op: str
    share_of: str
    year: str
    hedge: str
    rule: str
    because: str
    start: int
    end: int
    is_sure: bool = True
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Ties:
    """The ties of a text, and how many its own company would be in, had somebody said whose text it is."""

    ties: tuple[Tie, ...]
    unnamed: int = 0


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence at its place, who "we" is in it, and who "it" is where it names nobody."""

    marked: MarkedText
    plain: str
    start: int
    own: str
    other: str


@dataclass(frozen=True, slots=True)
class _Fit:
    """A wording that fits a place of a sentence, and what the sentence does with it."""

    match: Any
    pattern: SupplyPattern
    told: _Sentence
    stance: Stance
    status: str
    hedge: str
    because: str

    @property
    def is_sure(self) -> bool:
        """False where it begins with a name of one word and may speak of a segment: "Payroll was 58% of revenue"."""
        words = str(self.match.group())
        names = self.told.marked.named(words)
        alone = (
            not self.told.marked.text[: self.match.start()].rpartition("|")[2].strip()
            and words.startswith(MARK[0])
            and len(names) == 1
        )
        return not (self.pattern.lone and alone and " " not in names[0])


@dataclass(frozen=True, slots=True)
class _Sides:
    """The parties of a match; a side is None where "we" stands for nobody who is known."""

    suppliers: tuple[str, ...] | None
    customers: tuple[str, ...] | None


def read_supplies(text: str, *, own: str = "", chief: str = "", prose: bool = False) -> Ties:
    """The ties a text tells, in reading order.

    ``own`` is the company that speaks as "we", ``chief`` the one an article is about, for "its". ``prose`` says that
    it is no transcript; of one, what an analyst asks is left out.
    """
    words, small = supply_words(), small_words(text)
    found: list[Tie] = []
    unnamed = 0
    turns = () if prose else read_turns(text)
    for turn in turns or (Turn("", "", "", "text", 0, 0, len(text), is_question=False),):
        if turn.is_question or turn.role == "operator":
            continue
        for start, end in sentences(text, turn.text_start, turn.end):
            plain = text[start:end][:LONGEST]
            marked = mark_names(plain, words.names, small)
            if not marked.names:
                continue
            told = _Sentence(marked, " ".join(plain.split()), start, own, chief or own)
            ties, lost = _read(told, words)
            if not ties:
                ties, lost = _read(replace(told, marked=without_asides(marked)), words)
            unnamed += lost
            found.extend(replace(tie, speaker=turn.speaker, end=end) for tie in ties)
    return Ties(tuple(found), unnamed)


def _read(told: _Sentence, words: SupplyWords) -> tuple[list[Tie], int]:
    """The ties of a sentence; a pair of parties is told once, by the first pattern that fits."""
    flat = told.marked.text
    if flat.rstrip(' "”’)').endswith("?"):
        return [], 0
    found: dict[tuple[str, ...], Tie] = {}
    lost, taken = 0, set[str]()
    for pattern in words.patterns:
        for match in pattern.pattern.finditer(flat):
            fit = _fit(match, pattern, told, words)
            sides = _sides(fit) if fit else None
            if fit is None or sides is None:
                continue
            if sides.suppliers is None or sides.customers is None:
                lost += 1
                continue
            for tie in _ties(fit, sides, words):
                pair = f"{tie.supplier}>{tie.customer}"
                key = (pair, tie.year, tie.item)
                if key not in found and (pair not in taken or pattern.more):
                    found[key] = tie
            taken |= {f"{tie.supplier}>{tie.customer}" for tie in found.values()}
    return list(found.values()), 0 if found else min(lost, 1)


def _fit(match: Any, pattern: SupplyPattern, told: _Sentence, words: SupplyWords) -> _Fit | None:
    """A match with what the sentence claims of it; None where it claims nothing."""
    flat = told.marked.text
    before = flat[: match.start()]
    fitted = words.claims["emphatic"].sub("", match.group())
    read = before[max(before.rfind(";"), before.rfind(":")) + 1 :] + fitted
    if words.claims["open"].search(read):
        return None
    stance: Stance = pattern.stance
    if stance == "supplies":
        if words.claims["ended"].search(fitted):
            stance = "ended"
        elif words.claims["denied"].search(fitted) or words.claims["denies"].search(read):
            stance = "ended" if words.claims["since"].search(flat) else "denied"
    status, because = pattern.status, pattern.because
    hedge = words.claims["hedge"].search(read) or words.claims["hedge"].search(flat[match.end() :])
    if words.claims["inferred"].search(read):
        status, because = "inferred", "the text gives it as an estimate or a belief"
    return _Fit(match, pattern, told, stance, status, hedge.group() if hedge else "", because)


def _sides(fit: _Fit) -> _Sides | None:
    """Who stands on each side; None where nobody is named or one would supply itself."""
    held: dict[str, tuple[str, ...] | None] = {}
    named = 0
    for letter, words in fit.match.groupdict().items():
        if letter not in {"S", "T", "C", "D"} or (role_of(letter) in held and not words):
            continue
        names = tuple(dict.fromkeys(without_model(name) for name in fit.told.marked.named(words or "")))
        if names:
            named += 1
            held[role_of(letter)] = names
        elif held.get(role_of(letter)) is None:
            held[role_of(letter)] = _meant(words or "our", fit.match, fit.told)
    if not named or (fit.pattern.needs == "names" and named < 2):
        return None
    suppliers, customers = held.get("S"), held.get("C")
    if suppliers and customers and set(suppliers) & set(customers):
        return None
    return _Sides(suppliers, customers)


def _meant(words: str, match: Any, told: _Sentence) -> tuple[str, ...] | None:
    """Who "we" or "its" is: the speaker of the sentence, or whose text it is; None where that is not known."""
    if words.casefold() in _SELF:
        return (told.own,) if told.own else None
    speaker = _SPEAKER.search(told.marked.text[: match.start()])
    names = told.marked.named(speaker[0]) if speaker else ()
    return names[-1:] or ((told.other,) if told.other else None)


def _ties(fit: _Fit, sides: _Sides, words: SupplyWords) -> Iterator[Tie]:
    """The ties of a wording, with their shares; those that go on ("and memory chips from Micron") among them."""
    marked, groups = fit.told.marked, fit.match.groupdict()
    item = item_of(groups.get("item") or "", words)
    if item is None:
        return
    suppliers, customers = sides.suppliers or (), sides.customers or ()
    years = _years(fit.told.plain) if groups.get("share") else ()
    shares = _shares(groups.get("share") or "")
    empty = Tie(
        "", "", item, fit.stance, fit.status, "", "", "", "", fit.hedge, fit.pattern.id, fit.because, fit.told.start, 0,
        fit.is_sure,
    )  # fmt: skip
    for number, (supplier, customer) in enumerate(product(suppliers, customers)):
        each = replace(empty, supplier=supplier, customer=customer)
        for share, op, year in _parts_of(shares, years, number, len(suppliers) * len(customers), marked.text):
            yield replace(each, share=share, op=op, share_of=fit.pattern.share_of if share else "", year=year)
    if fit.pattern.more:
        for item_, names in _going_on(marked, fit.match.end(), words):
            for supplier, customer in product(names, customers):
                yield replace(empty, supplier=supplier, customer=customer, item=item_)


def _parts_of(
    shares: Sequence[tuple[str, str]], years: Sequence[str], number: int, parties: int, flat: str
) -> Iterator[tuple[str, str, str]]:
    """Share, operator and year of one of the parties: shares go with the parties, or with the years, in their order."""
    year = years[0] if len(years) == 1 else ""
    if not shares:
        yield "", "", ""
    elif parties == 1 and len(shares) > 1:
        for place, (share, op) in enumerate(shares):
            yield share, op, years[place] if len(years) == len(shares) else ""
    elif len(shares) == parties:
        yield *shares[number], year
    elif parties > 1 and "each" in flat.split():
        yield *shares[0], year
    else:
        yield "", "", ""


def _shares(words: str) -> tuple[tuple[str, str], ...]:
    found = []
    op = ""
    for each in _NUMBER.finditer(words):
        told = (each["about"] or "").strip().casefold()
        for many in (told, told.split()[-1] if told else ""):
            op = _OPERATORS.get(many, op)
        number = each["number"].casefold()
        if number in {"third", "thirds"}:
            continue
        found.append((_PARTS.get(number, number), op))
    return tuple(found)


def _years(flat: str) -> tuple[str, ...]:
    for found in _YEARS.finditer(flat):
        return tuple(each.group() for each in _YEAR.finditer(found["years"]))
    return ()


def item_of(words: str, held: SupplyWords) -> str | None:
    """What is supplied, without what leads to it and follows it; "" for none told, None where it is no goods."""
    cut = held.items["stop"].search(words)
    item = words[: cut.start()] if cut else words
    item = held.items["lead"].sub("", item.strip(" .,;")).strip()
    if held.items["none"].search(item.casefold()):
        return None
    return str(item) if any(sign.isalpha() for sign in item) else ""


def _going_on(marked: MarkedText, at: int, words: SupplyWords) -> Iterator[tuple[str, tuple[str, ...]]]:
    while found := _FURTHER.search(marked.text[at:]):
        item, names = item_of(found["item"], words), marked.named(found["S"])
        if item is None or not names:
            return
        yield item, names
        at += found.end()

"""Terms that a contract defines: where they are defined, what they stand for, where they are used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from debar.clauses.listings import find_listings
from debar.clauses.owners import find_owners
from debar.clauses.places import find_groups
from debar.clauses.vocabulary import phrases
from debar.model.clauses import Definition, OwnershipTerms, PlaceTerms, Words

_MEANS = re.compile(
    r"\"([^\"\n]{2,60})\"\s*(?:\([^()\n]{0,60}\)\s*)?(?:means?|shall mean|refers? to|shall include|includes?)\b"
)
_GROUP = re.compile(
    r"\((?:[^()\"]{0,60}?\b(?:collectively|together|each|any|all)\b[^()\"]{0,40}?|the |an? )?\"([^\"()\n]{2,60})\"\s*\)"
)
_TAIL = re.compile(r"(?:[\s.;]|;\s*and\b|\[[^\[\]\n]{0,40}\])+\Z")
_COLLECTIVE = re.compile(r"\b(?:collectively|together|all)\b")
#: Terms nobody defined whose name says what they are for.
_UNDEFINED = re.compile(
    r"\b(?:Sanctioned|Restricted|Prohibited|Embargoed|Targeted|Target|Excluded)\s+(?:Countr(?:y|ies)|Jurisdictions?"
    r"|Territor(?:y|ies)|Regions?)\b"
)
#: Definitions of one text that are looked for in it.
MOST = 300


@dataclass(slots=True)
class Term:
    """One defined term while it is worked out; ``inner`` are the terms its own words use."""

    name: str
    words: Words
    lists: list[str] = field(default_factory=list)
    places: PlaceTerms = field(default_factory=PlaceTerms)
    ownership: OwnershipTerms | None = None
    inner: tuple[str, ...] = ()
    shown: bool = True

    def definition(self) -> Definition:
        """As the model says it."""
        return Definition(self.name, self.words, tuple(dict.fromkeys(self.lists)), self.places, self.ownership)


@dataclass(frozen=True, slots=True)
class Use:
    """A term used at ``[start, end)``; ``term`` is None where nobody defined it."""

    start: int
    end: int
    name: str
    term: Term | None


def is_definition(folded: str, start: int, end: int) -> bool:
    """Whether the sentence defines a term."""
    return bool(_MEANS.search(folded, start, min(end, start + 200)))


def find_terms(text: str, folded: str, spans: Iterable[tuple[int, int]]) -> dict[str, Term]:
    """The terms that the sentences define and that name lists, places or owners, by name, in order."""
    found: dict[str, Term] = {}
    for start, end in spans:
        if len(found) >= MOST or '"' not in folded[start:end]:
            continue
        made = list(_by_meanings(text, folded, start, end)) or list(_by_brackets(text, folded, start, end))
        for term in made:
            found.setdefault(term.name, term)
    _resolve(text, found)
    return {name: term for name, term in found.items() if term.lists or term.places.mode or term.ownership}


def _by_meanings(text: str, folded: str, start: int, end: int) -> Iterator[Term]:
    """The definitions of a sentence; several stand in one where they are a list, one after another."""
    if not is_definition(folded, start, end):
        return
    found = list(_MEANS.finditer(folded, start, end))
    stops = [each.start() for each in found[1:]] + [end]
    yield from (_by_meaning(text, folded, means, stop) for means, stop in zip(found, stops, strict=True))


def _by_meaning(text: str, folded: str, means: re.Match[str], end: int) -> Term:
    tail = _TAIL.search(text, means.end(), end)
    stop = tail.start() if tail else end
    groups = find_groups(folded, means.end(), stop)
    owners = find_owners(folded, means.end(), stop)
    spared = [(group.start, group.end) for group in groups]
    lists = find_listings(text, folded, means.end(), stop, spared)
    return Term(
        text[means.start(1) : means.end(1)],
        Words(means.start(), stop, text[means.start() : stop]),
        [item.id for item in lists],
        groups[0].terms(text) if groups else PlaceTerms(),
        owners[0].terms if owners else None,
    )


def _by_brackets(text: str, folded: str, start: int, end: int) -> Iterator[Term]:
    """``(all together as "Black List")``, ``(each, a "Sanctioned Country")``: they name what stands before them."""
    for found in _GROUP.finditer(folded, start, end):
        name = text[found.start(1) : found.end(1)]
        words = Words(found.start(), found.end(), text[found.start() : found.end()])
        groups = find_groups(folded, start, found.start())
        if groups and 0 <= found.start() - groups[-1].end <= 3:
            yield Term(name, words, places=groups[-1].terms(text))
            continue
        spared = [(group.start, group.end) for group in groups]
        lists = find_listings(text, folded, start, found.start(), spared)
        if _COLLECTIVE.search(folded, found.start(), found.start(1)) and lists:
            yield Term(name, words, [item.id for item in lists])
        elif lists and found.start() - lists[-1].end <= 3 and not _known(folded[found.start(1) : found.end(1)]):
            yield Term(name, words, [lists[-1].id], shown=False)


def _known(name: str) -> bool:
    """Whether the vocabulary reads the name by itself: "OFAC", "SDN List"."""
    return any(phrases(table).first(name) for table in ("lists", "authorities"))


def _resolve(text: str, terms: Mapping[str, Term]) -> None:
    """Take over what the terms used inside a definition stand for; a circle of definitions ends where it began."""
    for term in terms.values():
        inside = find_uses(text, term.words.start, term.words.end, terms)
        term.inner = tuple(use.name for use in inside if use.term is not None and use.term is not term)
    for term in terms.values():
        seen, waiting = {term.name}, list(term.inner)
        while waiting:
            name = waiting.pop(0)
            if name in seen:
                continue
            seen.add(name)
            inner = terms[name]
            if inner.lists and "any list" in term.lists:
                term.lists.remove("any list")  # "any Sanctions List" is the list that the term stands for
            term.lists.extend(item for item in inner.lists if item not in term.lists)
            if inner.places.mode and (not term.places.mode or _is_only(term.places, name)):
                term.places = inner.places
            waiting.extend(inner.inner)
        if term.ownership and not term.ownership.over:
            term.ownership = replace(term.ownership, over=tuple(dict.fromkeys(term.lists)))


def _is_only(places: PlaceTerms, name: str) -> bool:
    """Whether the description is no more than another term: "an Embargoed Territory"."""
    words = places.description.removeprefix("an ").removeprefix("any ").removeprefix("a ").removeprefix("the ")
    return not places.codes and bool(re.fullmatch(_plural(name), words))


def find_uses(text: str, start: int, end: int, terms: Mapping[str, Term]) -> list[Use]:
    """Where the terms are used in ``text[start:end]``, as they are capitalised, in order."""
    found: list[Use] = []
    if terms:
        pattern = _any_of(tuple(terms))
        for match in pattern.finditer(text, start, end):
            name = _named(match[0], terms)
            if name and not _quoted(text, match.start()):
                found.append(Use(match.start(), match.end(), name, terms[name]))
    for match in _UNDEFINED.finditer(text, start, end):
        if not _quoted(text, match.start()) and not any(use.start <= match.start() < use.end for use in found):
            found.append(Use(match.start(), match.end(), match[0], None))
    return sorted(found, key=lambda use: use.start)


def _quoted(text: str, at: int) -> bool:
    """Whether the word stands in quotes: there it is defined, not used."""
    return at > 0 and text[at - 1] in "\"“”'‘"


def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    shapes = sorted((_plural(name) for name in names), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(shapes) + r")(?!\w)")


def _plural(name: str) -> str:
    stem = re.escape(re.sub(r"(?:ies|y|s)$", "", name)).replace(r"\ ", r"\s+")
    return stem + r"(?:ies|y|s|\(s\))?"


def _named(words: str, terms: Mapping[str, Term]) -> str:
    flat = " ".join(words.split())
    return next((name for name in terms if re.fullmatch(_plural(name), flat)), "")

"""One sentence -> its obligations: the stretch of every trigger, and what is named in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from debar.clauses import limb_words
from debar.clauses.listings import Listing, find_listings
from debar.clauses.owners import Owners, find_owners
from debar.clauses.places import PlaceGroup, find_groups
from debar.clauses.provisions import Piece, find_pieces, find_triggers
from debar.clauses.terms import Term, Use, find_uses
from debar.clauses.text import limbs
from debar.clauses.vocabulary import Hit, phrases
from debar.model.clauses import ListTerms, Obligation, PlaceTerms, Words

_POINTED = re.compile(
    r"\b(?:clauses?|paragraphs?|sections?|limbs?|items?)\s+((?:\([a-z0-9]{1,4}\)(?:[\s,]|\band\b|\bor\b"
    r"|\bto\b)*)+)(?:above\b|below\b)?"
)
_LABEL = re.compile(r"\(([a-z0-9]{1,4})\)")
_CONNECTED = re.compile(r"(?:[\s,;:)]|\b(?:and|or|either|that|which|is|are|on)\b)*")
_LEAD = re.compile(r"(?:[\s,;:)\"]|\b(?:and|or)\b(?=\s))*")
_TRAIL = re.compile(r"(?:[\s,;:.(]|\s(?:and|or|and that|provided)(?=[\s,;.]*$))+$")
_PURPOSE = re.compile(
    r"\b(?:for|involved (?:with|in)|in relation to|in connection with|engage|to (?:develop|design|produce|support"
    r"|conduct|build)|development|design|production|purposes?)\b"
)
_ADDRESSED = re.compile(r"\s+to (?:the )?(?:government|agency|customer|buyer)\b")
_GENERAL = ("export control law", "sanctions law")
#: Law that names whose sanctions they are: outside a promise to comply, that speaks of parties under them.
_SANCTIONS = (*_GENERAL, "OFAC regulations", "US sanctions")
#: How deep into a duty its verb may stand.
_SOON = 140


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int
    terms: PlaceTerms
    government: bool = False


@dataclass(slots=True)
class _Named:
    """What one piece names."""

    piece: Piece
    owners: list[Owners] = field(default_factory=list)
    places: list[_Place] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    uses: list[Hit] = field(default_factory=list)
    equipment: list[Hit] = field(default_factory=list)
    laws: list[Hit] = field(default_factory=list)
    terms: list[Use] = field(default_factory=list)


def read_sentence(text: str, folded: str, terms: Mapping[str, Term]) -> list[Obligation]:
    """The obligations of one sentence, in order; offsets are into the sentence, ids are empty."""
    parts = limbs(folded)
    triggers = find_triggers(text, folded, parts)
    if not triggers:
        return []
    named = [_named(text, folded, piece, terms) for piece in find_pieces(folded, triggers, parts)]
    found: list[Obligation] = []
    for each in named:
        negative = each.piece.trigger.modality != "must"
        found.extend(
            _Reader(text, folded, each, named, terms).negative()
            if negative
            else _Reader(text, folded, each, named, terms).positive()
        )
    return sorted(found, key=lambda item: (item.words.start, item.words.end))


def _named(text: str, folded: str, piece: Piece, terms: Mapping[str, Term]) -> _Named:
    start, end = piece.start, piece.end
    owners = find_owners(folded, start, end)
    uses = find_uses(text, start, end, terms)
    groups = [
        group
        for group in find_groups(folded, start, end)
        if not _within(group.start, owners) and not _is_term(group, uses)
    ]
    uses = [use for use in uses if not _within(use.start, groups)]
    laws = [hit for hit in phrases("laws").find(folded, start, end) if not _within(hit.start, groups)]
    equipment = list(phrases("equipment").find(folded, start, end))
    complies = piece.trigger.modality == "must" and phrases("compliance").first(folded, start, end)
    spared = [(item.start, item.end) for item in owners] + [(group.start, group.end) for group in groups]
    spared += [(hit.start, hit.end) for hit in equipment]
    spared += [(hit.start, hit.end) for hit in laws if complies or hit.row.id not in _SANCTIONS]
    spared += [(use.start, use.end) for use in uses]
    if exception := limb_words.lifted(folded, start, end):
        spared.append(exception)
    context = piece.heads[0][0] if piece.heads else start
    listings = find_listings(text, folded, start, end, spared, context=context)
    laws = [hit for hit in laws if not any(item.start <= hit.start < item.end for item in listings)]
    places = [_by_name(text, folded, group) for group in groups]
    places += [_by_term(folded, use) for use in uses if _names_places(use) and not _within(use.start, owners)]
    return _Named(
        piece,
        owners,
        _merged(sorted(places, key=lambda place: place.start)),
        listings,
        _purposes(folded, piece),
        equipment,
        laws,
        [use for use in uses if use.term and (use.term.lists or use.term.ownership)],
    )


def _within(at: int, spans: Sequence[Owners | PlaceGroup]) -> bool:
    return any(span.start <= at < span.end for span in spans)


def _is_term(group: PlaceGroup, uses: Sequence[Use]) -> bool:
    """Whether the description is no more than a defined term: "any Sanctioned Jurisdiction"."""
    return not group.codes and any(
        group.start <= use.start and use.end >= group.end and _names_places(use) for use in uses
    )


def _names_places(use: Use) -> bool:
    """Whether the term stands for places alone; one that also stands for parties is a party."""
    return use.term is None or bool(use.term.places.mode and not use.term.lists and not use.term.ownership)


def _by_name(text: str, folded: str, group: PlaceGroup) -> _Place:
    end = limb_words.government_after(folded, group.end) if group.codes and not group.described else group.end
    government = end > group.end or limb_words.government_before(folded, group.start)
    return _Place(group.start, end, group.terms(text), government)


def _by_term(folded: str, use: Use) -> _Place:
    end = limb_words.government_after(folded, use.end)
    terms = PlaceTerms(term=use.name, undefined=True) if use.term is None else replace(use.term.places, term=use.name)
    return _Place(use.start, end, terms, end > use.end)


def _merged(places: list[_Place]) -> list[_Place]:
    """One place named twice in a row ("to X or for use in X") is one."""
    out: list[_Place] = []
    for place in places:
        if out and out[-1].terms == place.terms and not out[-1].government and not place.government:
            out[-1] = replace(out[-1], end=place.end)
        else:
            out.append(place)
    return out


def _purposes(folded: str, piece: Piece) -> list[Hit]:
    """End uses, where they are what something is used for."""
    hits = phrases("end_uses").find_each(folded, piece.start, piece.end)
    return [hit for hit in hits if _PURPOSE.search(folded, piece.start, hit.end)]


def _ends(named: _Named) -> list[int]:
    return [item.end for item in named.listings] + [place.end for place in named.places]


class _Reader:
    """What one piece obliges to; ``all_named`` is what the whole sentence names."""

    def __init__(
        self, text: str, folded: str, named: _Named, all_named: list[_Named], terms: Mapping[str, Term]
    ) -> None:
        self._text, self._folded, self._named, self._all, self._terms = text, folded, named, all_named, terms
        self._piece = named.piece
        self._status = named.piece.trigger.status

    def negative(self) -> Iterator[Obligation]:
        """Limbs of "shall not" and of "is not"."""
        yield from self._parties()
        yield from self._ownership()
        yield from self._places_and_uses()
        yield from self._equipment()
        yield from self._pointed()
        comply = phrases("compliance").first(self._folded, self._piece.start, self._piece.end)
        if comply and comply.row.id == "violate" and self._named.laws and comply.start <= self._named.laws[0].start:
            yield self._comply()

    def positive(self) -> Iterator[Obligation]:
        """Limbs of "shall": to comply with named law, and duties."""
        comply = phrases("compliance").first(self._folded, self._piece.start, self._piece.end)
        if comply and comply.row.id == "comply" and self._named.laws and comply.start <= self._named.laws[0].start:
            yield self._comply()
            return
        duty = phrases("duties").first(self._folded, self._piece.start, min(self._piece.end, self._piece.start + _SOON))
        if duty:
            yield self._duty(duty)

    def _made(self, start: int, end: int, **given: object) -> Obligation:
        trigger = self._piece.trigger
        made = Obligation("", trigger.modality, "duty", self._words(start, end), who=trigger.who, to=trigger.to)
        if trigger.modality == "must_not":
            made = replace(made, unless=limb_words.unless(self._text, self._folded, self._piece))
        return replace(made, **given)  # type: ignore[arg-type]  # each caller names fields of Obligation

    def _words(self, start: int, end: int) -> Words:
        return Words(start, end, self._text[start:end])

    def _deed(self, start: int, end: int) -> dict[str, object]:
        """``about`` and ``actions`` of a limb whose words begin at ``start``."""
        if self._status:
            return {"about": limb_words.about_state(self._folded, self._piece, start)}
        deeds = limb_words.actions(self._folded, self._piece, end)
        return {"about": limb_words.about_deed(self._folded, self._piece, self._piece.start, end), "actions": deeds}

    def _parties(self) -> Iterator[Obligation]:
        for item in self._named.listings:
            lists = ListTerms((item.id,), item.alias, open_ended=item.open_ended)
            given = self._deed(self._piece.start if not self._status else item.start, item.start)
            yield self._made(item.start, item.end, kind="party", lists=lists, open_ended=item.open_ended, **given)
        for use in self._named.terms:
            if use.term and not _within(use.start, self._named.owners):
                lists = ListTerms(tuple(dict.fromkeys(use.term.lists)), term=use.name)
                yield self._made(
                    use.start,
                    use.end,
                    kind="party",
                    lists=lists,
                    places=use.term.places,
                    ownership=use.term.ownership,
                    **self._deed(use.start, use.start),
                )

    def _ownership(self) -> Iterator[Obligation]:
        for item in self._named.owners:
            terms = replace(item.terms, over=self._over(item))
            if not terms.over:
                continue
            yield self._made(
                item.start, item.end, kind="ownership", ownership=terms, **self._deed(item.start, item.start)
            )

    def _over(self, item: Owners) -> tuple[str, ...]:
        """The owners that the test looks for: named beside it, pointed at, or spoken of around it."""
        inside = find_listings(self._text, self._folded, item.by, item.end, [])
        if re.search(r"\bgovernments?\b", self._folded[item.by : item.end]):
            return ("places",)
        ids = [each.id for each in inside if each.group != "generic"]
        for use in find_uses(self._text, item.by, item.end, self._terms):
            ids += use.term.lists if use.term else []
        if ids:
            return tuple(dict.fromkeys(ids))
        if pointed := _POINTED.search(self._folded, item.by, item.end):
            labels = set(_LABEL.findall(pointed[1]))
            return self._lists_of([each for each in self._all if each.piece.limb.label in labels])
        around = self._all
        if item.back:
            own = [each for each in self._all if each.piece.limb == self._piece.limb]
            before = [
                each for each in self._all if each.piece.end <= self._piece.start and (each.listings or each.places)
            ]
            around = own if any(each.listings for each in own) else before[-1:] or self._all
        after = [each for each in around if each.piece.end > item.end]
        found = self._lists_of(after if not item.back else around, since=0 if item.back else item.end)
        return found or self._lists_of(self._all) or tuple(each.id for each in inside)

    def _lists_of(self, named: Sequence[_Named], since: int = 0) -> tuple[str, ...]:
        found: list[str] = []
        for each in named:
            found += [item.id for item in each.listings if item.start >= since]
            found += [id_ for use in each.terms if use.term and use.start >= since for id_ in use.term.lists]
        places = any(place.start >= since for each in named for place in each.places)
        return tuple(dict.fromkeys([*found, *(["places"] if places else [])]))

    def _places_and_uses(self) -> Iterator[Obligation]:
        places, uses = self._named.places, self._named.uses
        if places:
            first = min(
                (item.start for item in self._named.listings if item.start > places[0].end), default=self._piece.end
            )
            apart = [hit for hit in uses if hit.start > first]
            uses = [hit for hit in uses if hit.start <= first]
            if apart:
                yield self._use([], apart)
        if uses and not (places and places[0].start < uses[0].start):
            yield self._use(places, uses)
            return
        for number, place in enumerate(places):
            if self._status and not place.terms.term and not self._tied(place):
                continue
            following = places[number + 1].start if number + 1 < len(places) else self._piece.end
            mine = [hit for hit in uses if place.end <= hit.start < following]
            yield self._place(place, mine)

    def _use(self, places: list[_Place], uses: list[Hit]) -> Obligation:
        exception = limb_words.lifted(self._folded, uses[-1].end, self._piece.end)
        start, end = self._trimmed(self._piece.start, exception[0] if exception else self._piece.end)
        given = self._deed(end, end)
        given["about"] = ()
        return self._made(
            start,
            end,
            kind="use",
            uses=tuple(hit.row.id for hit in uses),
            places=places[0].terms if places else PlaceTerms(),
            **given,
        )

    def _place(self, place: _Place, uses: list[Hit]) -> Obligation:
        end = max([place.end, *(hit.end for hit in uses)])
        start = self._start_of(place)
        given = self._deed(start if self._status else self._piece.start, place.end)
        if not self._status:
            given["about"] = (
                ("government",)
                if place.government
                else limb_words.about_deed(self._folded, self._piece, self._piece.start, place.start, place.end)
            )
        laws = tuple(dict.fromkeys(hit.row.id for hit in self._named.laws if hit.row.id not in _GENERAL))
        uses_named = tuple(hit.row.id for hit in uses)
        return self._made(start, end, kind="place", places=place.terms, uses=uses_named, references=laws, **given)

    def _tied(self, place: _Place) -> bool:
        """Whether something says how a party is bound to the place: "located in"."""
        return phrases("ties").first(self._folded, self._piece.start, place.start) is not None

    def _start_of(self, place: _Place) -> int:
        """Where the words about the place begin: at "located", else after what was named before it."""
        named = self._named
        ends = [end for end in _ends(named) if end <= place.start]
        start = max([self._piece.start, *ends])
        connected = (
            _CONNECTED.match(self._folded, start, place.start)
            if ends
            else _LEAD.match(self._folded, start, place.start)
        )
        start = connected.end() if connected else start
        tie = phrases("ties").first(self._folded, start, place.start)
        return tie.start if tie else start

    def _equipment(self) -> Iterator[Obligation]:
        for hit in self._named.equipment[:1]:
            start, _ = self._trimmed(self._piece.start, hit.end)
            addressed = _ADDRESSED.match(self._folded, hit.end, self._piece.end)
            end = addressed.end() if addressed else hit.end
            to = limb_words.addressee(self._text, hit.end, end) if addressed else self._piece.trigger.to
            laws = tuple(dict.fromkeys(law.row.id for law in self._named.laws))
            deeds = limb_words.actions(self._folded, self._piece, hit.start)
            lists = ListTerms((hit.row.id,))
            yield self._made(start, end, kind="equipment", lists=lists, actions=deeds, to=to, references=laws)

    def _pointed(self) -> Iterator[Obligation]:
        """Deeds with "any person covered by clauses (a) or (b)"."""
        pointed = _POINTED.search(self._folded, self._piece.start, self._piece.end)
        if self._status or not pointed or _within(pointed.start(), self._named.owners):
            return
        labels = tuple(_LABEL.findall(pointed[1]))
        limbs_meant = [each for each in self._all if each.piece.limb.label in labels and each is not self._named]
        lists = tuple(id_ for id_ in self._lists_of(limbs_meant) if id_ != "places")
        if limbs_meant:
            start, end = self._trimmed(self._piece.start, pointed.end())
            yield self._made(
                start, end, kind="party", refers_to=labels, lists=ListTerms(lists), **self._deed(start, pointed.start())
            )

    def _comply(self) -> Obligation:
        trigger = self._piece.trigger
        begin = trigger.opens if trigger.opens >= 0 else self._piece.start
        start, end = self._trimmed(begin, self._piece.end)
        ids = tuple(dict.fromkeys(hit.row.id for hit in self._named.laws))
        special = tuple(id_ for id_ in ids if id_ not in _GENERAL)
        after = Piece(trigger, self._named.laws[-1].end, self._piece.end, self._piece.limb)
        covers = limb_words.deeds_covered(self._folded, after)
        opened = bool(re.search(r"including (?:but not limited to|without limitation)", self._folded[start:end]))
        return self._made(
            start, end, kind="comply", actions=("comply",), covers=covers, references=special or ids, open_ended=opened
        )

    def _duty(self, duty: Hit) -> Obligation:
        start, end = self._trimmed(self._piece.start, self._piece.end)
        allowed = limb_words.within(self._text, self._folded, start, end)
        allowed = allowed or limb_words.within(self._text, self._folded, *self._piece.trigger.subject)
        to = limb_words.addressee(self._text, start, end)
        return self._made(start, end, kind="duty", actions=(duty.row.id,), within=allowed, to=to)

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        lead = _LEAD.match(self._folded, start, end)
        start = lead.end() if lead else start
        trail = _TRAIL.search(self._folded[:end], start)
        return start, trail.start() if trail else end

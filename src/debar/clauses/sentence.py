"""One sentence -> its obligations: the stretch of every trigger, and what is named in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from debar.clauses import limb_words
from debar.clauses.listings import Listing, find_listings
from debar.clauses.named import GENERAL, Earlier, Named, Place, ends, name_piece, within
from debar.clauses.owners import Owners
from debar.clauses.provisions import Piece, barred_pieces, find_pieces, find_triggers
from debar.clauses.terms import Term, find_uses
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
_ADDRESSED = re.compile(r"\s+to (?:the )?(?:government|agency|customer|buyer)\b")
#: How deep into a duty its verb may stand.
_SOON = 140
_SUCH_PERSON = re.compile(r"\b(?:any|all|an?)\s+such\s+(?:persons?|part(?:y|ies)|entit(?:y|ies)|individuals?)\b")


def read_sentence(text: str, folded: str, terms: Mapping[str, Term], earlier: Earlier) -> list[Obligation]:
    """The obligations of one sentence, in order; offsets are into the sentence, ids are empty.

    ``earlier`` is what "any such country" may point at.
    """
    parts = limbs(folded)
    triggers = find_triggers(text, folded, parts, earlier.who)
    pieces = find_pieces(folded, triggers, parts) + barred_pieces(folded, parts)
    named = [name_piece(text, folded, piece, terms, earlier) for piece in pieces]
    found: list[Obligation] = []
    for each in named:
        negative = each.piece.trigger.modality != "must"
        found.extend(
            _Reader(text, folded, each, named, terms).negative()
            if negative
            else _Reader(text, folded, each, named, terms).positive()
        )
    return sorted(found, key=lambda item: (item.words.start, item.words.end))


class _Reader:
    """What one piece obliges to; ``all_named`` is what the whole sentence names."""

    def __init__(
        self,
        text: str,
        folded: str,
        named: Named,
        all_named: list[Named],
        terms: Mapping[str, Term],
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
        yield from self._such_persons()
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
            lists = ListTerms(self._meant(item), item.alias, open_ended=item.open_ended)
            given = self._deed(self._piece.start if not self._status else item.start, item.start)
            yield self._made(item.start, item.end, kind="party", lists=lists, open_ended=item.open_ended, **given)
        for use in self._named.terms:
            if use.term and not within(use.start, self._named.owners):
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

    def _lists_of(self, named: Sequence[Named], since: int = 0) -> tuple[str, ...]:
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

    def _use(self, places: list[Place], uses: list[Hit]) -> Obligation:
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

    def _place(self, place: Place, uses: list[Hit]) -> Obligation:
        end = max([place.end, *(hit.end for hit in uses)])
        start = self._start_of(place)
        given = self._deed(start if self._status else self._piece.start, place.end)
        if not self._status:
            given["about"] = (
                ("government",)
                if place.government
                else limb_words.about_deed(self._folded, self._piece, self._piece.start, place.start, place.end)
            )
        laws = tuple(dict.fromkeys(hit.row.id for hit in self._named.laws if hit.row.id not in GENERAL))
        uses_named = tuple(hit.row.id for hit in uses)
        return self._made(start, end, kind="place", places=place.terms, uses=uses_named, references=laws, **given)

    def _tied(self, place: Place) -> bool:
        """Whether something says how a party is bound to the place: "located in"."""
        return phrases("ties").first(self._folded, self._piece.start, place.start) is not None

    def _start_of(self, place: Place) -> int:
        """Where the words about the place begin: at "located", else after what was named before it."""
        named = self._named
        before = [end for end in ends(named) if end <= place.start]
        start = max([self._piece.start, *before])
        connected = (
            _CONNECTED.match(self._folded, start, place.start)
            if before
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
        if self._status or not pointed or within(pointed.start(), self._named.owners):
            return
        labels = tuple(_LABEL.findall(pointed[1]))
        limbs_meant = [each for each in self._all if each.piece.limb.label in labels and each is not self._named]
        lists = tuple(id_ for id_ in self._lists_of(limbs_meant) if id_ != "places")
        if limbs_meant:
            start, end = self._trimmed(self._piece.start, pointed.end())
            yield self._made(
                start, end, kind="party", refers_to=labels, lists=ListTerms(lists), **self._deed(start, pointed.start())
            )

    def _meant(self, item: Listing) -> tuple[str, ...]:
        """The ids of a list; "any such list" is those named before."""
        if item.group == "generic" and " such " in self._folded[item.start : item.end]:
            return self._before() or (item.id,)
        return (item.id,)

    def _before(self) -> tuple[str, ...]:
        """The lists named before this piece, in the sentence or shortly before it."""
        named = [each for each in self._all if each.piece.end <= self._piece.start]
        return tuple(id_ for id_ in self._lists_of(named) if id_ != "places") or self._named.earlier.lists

    def _such_persons(self) -> Iterator[Obligation]:
        """Deeds with "any such person" where nothing else says who is meant."""
        named = self._named
        such = _SUCH_PERSON.search(self._folded, self._piece.start, self._piece.end)
        if self._status or not such or named.listings or named.terms or named.owners or named.places:
            return
        lists = self._before()
        if lists:
            places = PlaceTerms("fixed", self._named.earlier.places) if self._named.earlier.places else PlaceTerms()
            given = self._deed(self._piece.start, such.start())
            yield self._made(such.start(), such.end(), kind="party", lists=ListTerms(lists), places=places, **given)

    def _comply(self) -> Obligation:
        trigger = self._piece.trigger
        begin = trigger.opens if trigger.opens >= 0 else self._piece.start
        start, end = self._trimmed(begin, self._piece.end)
        ids = tuple(dict.fromkeys(hit.row.id for hit in self._named.laws))
        special = tuple(id_ for id_ in ids if id_ not in GENERAL)
        after = Piece(trigger, self._named.laws[-1].end, self._piece.end, self._piece.limb)
        covers = limb_words.deeds_covered(self._folded, after)
        opened = bool(re.search(r"including (?:but not limited to|without limitation)", self._folded[start:end]))
        return self._made(
            start, end, kind="comply", actions=("comply",), covers=covers, references=special or ids, open_ended=opened
        )

    def _duty(self, duty: Hit) -> Obligation:
        start, end = self._trimmed(self._piece.start, self._piece.end)
        allowed = limb_words.within(self._text, self._folded, start, end)
        lead = self._piece.trigger.subject
        if not allowed and lead[0] == 0:  # later ones follow the time of another duty
            allowed = limb_words.within(self._text, self._folded, *lead)
        to = limb_words.addressee(self._text, start, end)
        return self._made(start, end, kind="duty", actions=(duty.row.id,), within=allowed, to=to)

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        lead = _LEAD.match(self._folded, start, end)
        start = lead.end() if lead else start
        trail = _TRAIL.search(self._folded[:end], start)
        return start, trail.start() if trail else end

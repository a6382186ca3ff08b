"""What one stretch of a clause names: lists, places, owners, end uses, equipment, law, defined terms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from debar.clauses import limb_words
from debar.clauses.listings import Listing, find_listings
from debar.clauses.owners import Owners, find_owners
from debar.clauses.places import PlaceGroup, find_groups, left_out
from debar.clauses.provisions import Piece
from debar.clauses.terms import Term, Use, find_uses
from debar.clauses.vocabulary import Hit, phrases
from debar.model.clauses import PlaceTerms

_PURPOSE = re.compile(
    r"\b(?:for|involved (?:with|in)|in relation to|in connection with|engage|to (?:develop|design|produce|support"
    r"|conduct|build)|development|design|production|purposes?|to (?:any |an? |the )?(?=military))\b"
)
GENERAL = ("export control law", "sanctions law")
#: Law that names whose sanctions they are: outside a promise to comply, that speaks of parties under them.
_SANCTIONS = (*GENERAL, "OFAC regulations", "US sanctions")
#: What points back at places, lists and persons named before.
_SUCH_PLACE = re.compile(
    r"\b(?:(?:any|an?|all|each|those|the|in|of|to|from)\s+such|(?:in|of|to|from|into)\s+(?:those|these|said))\s+(?:countr(?:y|ies)|territor(?:y|ies)|jurisdictions?|regions?"
    r"|destinations?|places?)\b"
)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The lists and the codes of places that the sentences shortly before named, and whom they bound."""

    lists: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    who: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A place named at ``[start, end)``; ``government`` says that its government is meant."""

    start: int
    end: int
    terms: PlaceTerms
    government: bool = False


@dataclass(slots=True)
class Named:
    """What one piece names."""

    piece: Piece
    owners: list[Owners] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    uses: list[Hit] = field(default_factory=list)
    equipment: list[Hit] = field(default_factory=list)
    laws: list[Hit] = field(default_factory=list)
    terms: list[Use] = field(default_factory=list)
    earlier: Earlier = field(default_factory=Earlier)


def name_piece(text: str, folded: str, piece: Piece, terms: Mapping[str, Term], earlier: Earlier) -> Named:
    """Return what the piece names; offsets are into the sentence that it stands in."""
    start, end = piece.start, piece.end
    owners = find_owners(folded, start, end)
    uses = [use for use in find_uses(text, start, end, terms) if not left_out(folded, use.start)]
    groups = [
        group
        for group in find_groups(folded, start, end)
        if not within(group.start, owners) and not _is_term(group, uses)
    ]
    uses = [use for use in uses if not within(use.start, groups)]
    laws = [hit for hit in phrases("laws").find(folded, start, end) if not within(hit.start, groups)]
    equipment = list(phrases("equipment").find(folded, start, end))
    complies = piece.trigger.modality == "must" and phrases("compliance").first(folded, start, end)
    spared = [(item.start, item.end) for item in owners] + [(group.start, group.end) for group in groups]
    spared += [(hit.start, hit.end) for hit in equipment]
    spared += [(hit.start, hit.end) for hit in laws if complies or hit.row.id not in _SANCTIONS]
    spared += [(use.start, use.end) for use in uses]
    if exception := limb_words.lifted(folded, start, end):
        spared.append(exception)
        uses = [use for use in uses if not exception[0] <= use.start < exception[1]]
    context = piece.heads[0][0] if piece.heads else start
    listings = find_listings(text, folded, start, end, spared, context=context)
    listings, uses = _defined(listings, uses)
    laws = [hit for hit in laws if not any(item.start <= hit.start < item.end for item in listings)]
    places = [_by_name(text, folded, group) for group in groups]
    places += _such_places(folded, piece, earlier)
    places += [_by_term(folded, use) for use in uses if _names_places(use) and not within(use.start, owners)]
    return Named(
        piece,
        owners,
        _merged(sorted(places, key=lambda place: place.start)),
        listings,
        _purposes(folded, piece),
        equipment,
        laws,
        [use for use in uses if use.term and (use.term.lists or use.term.ownership)],
        earlier,
    )


def _defined(listings: list[Listing], uses: list[Use]) -> tuple[list[Listing], list[Use]]:
    """Generic words with a defined term in them ("any Sanctions") are the term."""
    kept, terms = list(listings), list(uses)
    for number, use in enumerate(terms):
        for item in listings:
            if item.group == "generic" and use.term and use.term.lists and item.start <= use.start < item.end:
                terms[number] = replace(use, start=item.start)
                kept = [each for each in kept if each is not item]
    return kept, terms


def within(at: int, spans: Sequence[Owners | PlaceGroup]) -> bool:
    """Return whether the offset lies in one of the spans."""
    return any(span.start <= at < span.end for span in spans)


def _is_term(group: PlaceGroup, uses: Sequence[Use]) -> bool:
    """Whether the description is no more than a defined term: "any Sanctioned Jurisdiction"."""
    return not group.codes and any(
        group.start <= use.start and use.end >= group.end and _names_places(use) for use in uses
    )


def _names_places(use: Use) -> bool:
    """Whether the term stands for places alone; one that also stands for parties is a party."""
    return use.term is None or bool(use.term.places.mode and not use.term.lists and not use.term.ownership)


def _by_name(text: str, folded: str, group: PlaceGroup) -> Place:
    end = limb_words.government_after(folded, group.end) if group.codes and not group.described else group.end
    government = end > group.end or limb_words.government_before(folded, group.start)
    return Place(group.start, end, group.terms(text), government)


def _by_term(folded: str, use: Use) -> Place:
    end = limb_words.government_after(folded, use.end)
    terms = PlaceTerms(term=use.name, undefined=True) if use.term is None else replace(use.term.places, term=use.name)
    return Place(use.start, end, terms, end > use.end)


def _such_places(folded: str, piece: Piece, earlier: Earlier) -> list[Place]:
    """ "Any such country": the places named before in the sentence, else shortly before it."""
    found = []
    for such in _SUCH_PLACE.finditer(folded, piece.start, piece.end):
        before = [code for group in find_groups(folded, 0, such.start()) for code in group.codes]
        codes = tuple(dict.fromkeys(before)) or earlier.places
        if codes:
            found.append(Place(such.start(), such.end(), PlaceTerms("fixed", codes)))
    return found


def _merged(places: list[Place]) -> list[Place]:
    """One place named twice in a row ("to X or for use in X") is one."""
    out: list[Place] = []
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


def ends(named: Named) -> list[int]:
    """Return where each list and each place that was named ends."""
    return [item.end for item in named.listings] + [place.end for place in named.places]

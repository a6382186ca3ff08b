"""Who the parties of transactions are on the lists: each distinct party is looked up once, however often it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from debar.model import (
    Designation,
    Evidence,
    Identification,
    NameMatch,
    OwnerListing,
    Participant,
    PartyQuery,
    Standing,
    Strength,
)
from debar.screening.conclude import known
from debar.screening.reference import Reference
from debar.screening.suppliers import ground_asked
from debar.transactions.vocabulary import kind_in_name

#: Distinct parties remembered; beyond that the memory starts anew, so that it stays flat on any file.
REMEMBERED = 50_000
#: Parties looked up together.
TOGETHER = 2_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A listed party that a participant is (``firm``) or may be. ``listings`` are those known, of all days."""

    entity: str
    list: str
    caption: str
    maker: str
    firm: bool
    strength: Strength
    because: str
    kind: str
    listings: tuple[Designation, ...]

    def identification(self, participant: Participant, on: date | None) -> Identification:
        """As a finding tells it: who, in which role, on which list, why, and where that is published."""
        cited = [c for listing in self.listings if on is None or listing.in_force(on) for c in listing.citations]
        return Identification(
            kind=self.kind,
            text=participant.name or ", ".join(value for _, value in participant.identifiers),
            field=participant.role,
            strength=self.strength,
            because=f"{self.caption} on {self.list}: {self.because}",
            maker=self.maker,
            entity=self.entity,
            evidence=tuple(Evidence(c.title, c.url) for c in dict.fromkeys(cited))[:4],
        )


class PartyScreen:
    """Looks participants up. ``known_at`` ignores listings that nobody could know on that day."""

    def __init__(self, reference: Reference, known_at: date | None = None) -> None:
        self._reference = reference
        self._known_at = known_at
        self._found: dict[PartyQuery, tuple[Listed, ...]] = {}
        self.looked_up = 0

    def meet(self, participants: Iterable[Participant]) -> None:
        """Look up those not met yet, together: many at once cost less than one by one."""
        queries = dict.fromkeys(query_of(party) for party in participants)
        fresh = [query for query in queries if query not in self._found and (query.name or query.identifiers)]
        if len(self._found) + len(fresh) > REMEMBERED:
            self._found.clear()
            fresh = [query for query in queries if query.name or query.identifiers]
        for start in range(0, len(fresh), TOGETHER):
            some = fresh[start : start + TOGETHER]
            self.looked_up += len(some)
            matches = self._reference.match(some, known_at=self._known_at, ever=True)
            for query, found in zip(some, matches, strict=True):
                self._found[query] = tuple(self._listed(query, found))

    def of(self, participant: Participant) -> tuple[Listed, ...]:
        """Return the listed parties that a participant is or may be; firm ones alone where there are some."""
        query = query_of(participant)
        if query not in self._found and (query.name or query.identifiers):
            self.meet([participant])
        return self._found.get(query, ())

    def _listed(self, query: PartyQuery, matches: Sequence[NameMatch]) -> Iterator[Listed]:
        borne = {e.id for kind, value in query.identifiers for e in self._reference.by_identifier(kind, value)}
        found = [self._one(query, match, by_number=match.entity.id in borne) for match in matches if match.outcome]
        firm = [listed for listed in found if listed.firm]
        yield from firm or found

    def _one(self, query: PartyQuery, match: NameMatch, *, by_number: bool) -> Listed:
        decided = by_number and match.outcome == "match"
        strength = Strength.EXACT if decided else ground_asked(match)
        if not decided and kind_in_name(query.name)[0] and _of_another_country(query, match):
            strength = Strength.WEAK  # a ministry or an army of that name is one in every country
        return Listed(
            entity=match.entity.id,
            list=match.entity.list,
            caption=match.entity.caption,
            maker=self._reference.maker_of_entity(match.entity.id),
            firm=strength in (Strength.EXACT, Strength.STRONG),
            strength=strength,
            because=match.because,
            kind="identifier" if decided else "name",
            listings=known(match.entity.designations, self._known_at),
        )


def _of_another_country(query: PartyQuery, match: NameMatch) -> bool:
    mine, theirs = ({code[:2].lower() for code in codes} for codes in (query.countries, match.entity.countries))
    return bool(mine and theirs and not mine & theirs)


def query_of(participant: Participant) -> PartyQuery:
    """Return what is asked of the lists for a participant."""
    return PartyQuery(
        participant.name,
        schema=participant.schema,
        identifiers=participant.identifiers,
        birth_dates=(participant.birth_date,) if participant.birth_date else (),
        countries=(participant.country,) if participant.country else (),
        addresses=(participant.address,) if participant.address else (),
    )


def in_force(found: Iterable[Listed], on: date | None) -> list[Listed]:
    """Return those of which a listing held on the day, or may have."""
    return [one for one in found if on is None or any(listing.in_force(on) for listing in one.listings)]


def owner_listings(party: str, found: Iterable[Listed], on: date) -> Iterator[OwnerListing]:
    """The listings of an owner as the ownership rules count them; what is not certain makes none that is firm."""
    for one in found:
        for listing in one.listings:
            standing = listing.standing(on)
            if standing is Standing.NO:
                continue
            yield OwnerListing(
                party=party,
                list=listing.list,
                program=listing.program,
                firm=one.firm and standing is Standing.YES,
                because=f"{one.entity} {one.caption}: {one.because}",
                url=next((citation.url for citation in listing.citations if citation.url), ""),
            )

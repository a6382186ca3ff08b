"""Names against the parties of a reference: candidates, comparison, and the filters of a question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from debar.errors import InputError
from debar.model import FILED_AS, Designation, Entity, NameMatch, PartyQuery, Standing
from debar.names.compare import Comparison, compare
from debar.names.identifiers import labelled_identifiers, normalize_identifier
from debar.names.match import firms_reach, match_many
from debar.names.normalize import normalize
from debar.names.profiles import DEFAULT, Profile
from debar.screening.circumstances import REACH, has_circumstances, reaches_lower, weigh
from debar.screening.reference import Reference

#: A name number of the index and how it compares.
Hit = tuple[int, Comparison]

#: Candidate names looked at for a query: more when a filter may take most of them away.
NEAREST = 10
NEAREST_FILTERED = 60


#: (subject in normal form, listed party as it stands now) -> why a person set this pair aside, empty when none did.
#: It gets the whole entry, so that a decision may lapse when the list changes it.
Settled = Callable[[str, Entity], str]


@dataclass(frozen=True, slots=True)
class Question:
    """Which parties count; see :meth:`Reference.match`.

    ``settled`` tells of earlier decisions of a person, by :func:`subject_key` and listed party; ``profile`` is the way
    names are judged. ``today`` is the day of asking, until which a listing has not ended that ends later.
    """

    lists: tuple[str, ...] = ()
    schema: str = ""
    as_of: date | None = None
    known_at: date | None = None
    threshold: float | None = None
    limit: int = 10
    ever: bool = False
    firms: bool = False
    settled: Settled | None = None
    profile: Profile = DEFAULT
    today: date | None = None

    @property
    def least(self) -> float:
        """The score below which nothing is given."""
        return self.profile.review if self.threshold is None else self.threshold


def match_names(
    reference: Reference, queries: Sequence[str | PartyQuery], asked: Question
) -> list[tuple[NameMatch, ...]]:
    """Return, for each query, the listed parties it may be, best first; pairs set aside earlier stand last.

    What is known of a party beside its name is weighed (:mod:`debar.screening.circumstances`), and a listed party that
    bears one of its identifiers is found whatever the names, also where the name holds it (``EVER GIVEN IMO 9811000``).
    Raises InputError for a schema that does not exist.
    """
    return [
        _answer(reference, query, hits, asked)
        for query, hits in zip(queries, _hits(reference, queries, asked), strict=True)
    ]


def subject_key(query: str | PartyQuery) -> str:
    """The normal form of what is asked, facts and all, under which a person's decision on it is remembered.

    A decision on a name alone does not hold for the name with a birth date, nor the other way round. The order of
    the facts, and how they are spelt, does not matter.
    """
    if isinstance(query, str):
        return normalize(query) or query.strip()
    identifiers = (normalize_identifier(*pair) for pair in query.identifiers)
    facts = {
        "schema": {query.schema},
        "identifier": {f"{found.kind} {found.value}" for found in identifiers if found is not None},
        "born": {normalize(day) for day in query.birth_dates},
        "country": {country.lower() for country in query.countries},
        "address": set(map(normalize, query.addresses)),
    }
    said = (f"{fact} {value}" for fact, values in facts.items() for value in sorted(values - {""}))
    return " | ".join((subject_key(query.name), *said))


def _hits(reference: Reference, queries: Sequence[str | PartyQuery], asked: Question) -> Iterator[Sequence[Hit]]:
    """The names that each query is compared with; lower ones too where what else is known may raise them."""
    nearest = NEAREST_FILTERED if asked.lists or asked.schema or asked.as_of or asked.known_at else NEAREST
    names = [labelled_identifiers(query if isinstance(query, str) else query.name)[0] for query in queries]
    reaching = {
        number: name
        for number, (query, name) in enumerate(zip(queries, names, strict=True))
        if isinstance(query, PartyQuery) and reaches_lower(query)
    }
    now = ["" if number in reaching else name for number, name in enumerate(names)]
    if asked.firms:
        reached = firms_reach(reference.names, now, asked.least)
        now = [name if is_reached else "" for name, is_reached in zip(now, reached, strict=True)]
    found = match_many(reference.names, now, threshold=asked.least, limit=nearest, profile=asked.profile)
    if reaching:
        lower = min(asked.least, asked.profile.review) - REACH
        lowered = match_many(
            reference.names, list(reaching.values()), threshold=lower, limit=NEAREST_FILTERED, profile=asked.profile
        )
        for number, hits in zip(reaching, lowered, strict=True):
            found[number] = hits
    return iter(found)


def _answer(
    reference: Reference, query: str | PartyQuery, hits: Sequence[Hit], asked: Question
) -> tuple[NameMatch, ...]:
    party = _as_told(query)
    if not hits and (party is None or not party.identifiers):
        return ()
    if party is not None and party.schema and party.schema not in FILED_AS:
        raise InputError(f"schema {party.schema!r}: no such kind of party; take one of {', '.join(FILED_AS)}")
    name = query if isinstance(query, str) else query.name
    best: dict[str, NameMatch] = {}
    for number, comparison in hits:
        entity = reference.entity(int(reference.names.owners[number]))
        if entity.id not in best:
            best[entity.id] = _as_match(name, entity, reference.names.name(number), comparison)
    if party is not None:
        for entity in _identified(reference, party):
            if entity.id not in best:
                best[entity.id] = _by_identifier(party, entity)
        profile = asked.profile
        best = {
            id_: weigh(party, match.entity, match, accept=profile.match, look=profile.review)
            for id_, match in best.items()
        }
    return _chosen(query, best.values(), asked)


def _as_told(query: str | PartyQuery) -> PartyQuery | None:
    """What is known of a party, with the identifiers that its name holds; None where it is the name alone."""
    party = PartyQuery(query) if isinstance(query, str) else query
    if identifiers := labelled_identifiers(party.name)[1]:
        party = replace(party, identifiers=tuple(dict.fromkeys((*party.identifiers, *identifiers))))
    return party if has_circumstances(party) else None


def _as_match(query: str, entity: Entity, name: str, comparison: Comparison) -> NameMatch:
    return NameMatch(
        query=query,
        entity=entity,
        name=name,
        score=comparison.score,
        outcome=comparison.outcome,
        because=comparison.because,
        parts=comparison.parts,
    )


def _identified(reference: Reference, party: PartyQuery) -> Iterator[Entity]:
    """The listed parties that bear one of the identifiers."""
    for kind, value in party.identifiers:
        yield from reference.by_identifier(kind, value)


def _by_identifier(party: PartyQuery, entity: Entity) -> NameMatch:
    """A party that an identifier found: its likeliest name, before the identifier is weighed."""
    names = (*entity.names, *entity.weak_names)
    compared = [compare(party.name, name) for name in names]
    best = max(range(len(names)), key=lambda at: (compared[at].score, -at))
    match = _as_match(party.name, entity, names[best], compared[best])
    return match if party.name.strip() else replace(match, because="No name was given.")


def _chosen(query: str | PartyQuery, matches: Iterable[NameMatch], asked: Question) -> tuple[NameMatch, ...]:
    """Those that the question asks for, with what is to be said of their listings; set aside earlier ones last."""
    kept: list[NameMatch] = []
    aside: list[NameMatch] = []
    for match in matches:
        entity = match.entity
        if match.score < asked.least or (asked.lists and entity.list not in asked.lists):
            continue
        if asked.schema and entity.schema not in FILED_AS[asked.schema]:
            continue
        if (standing := _standing(entity, asked)) is Standing.NO:
            continue
        said = " ".join((match.because, *_remarks(entity, match.name, standing, asked)))
        why = asked.settled(subject_key(query), entity) if asked.settled else ""
        if why:
            said = f"Set aside earlier: {why.rstrip('.')}. {said}"
            aside.append(replace(match, outcome="", because=said, settled=why))
        else:
            outcome = match.outcome if standing is Standing.YES else match.outcome and "review"
            kept.append(replace(match, outcome=outcome, because=said))
    return (*sorted(kept, key=_rank)[: asked.limit], *sorted(aside, key=_rank))


def _rank(match: NameMatch) -> tuple[float, str]:
    return -match.score, match.entity.id


def _standing(entity: Entity, asked: Question) -> Standing:
    """Whether a listing holds on the day asked for; without a day, ended ones are kept as a doubt."""
    known_at = asked.known_at
    standings = {
        _standing_of(listing, asked)
        for listing in entity.designations
        if known_at is None or listing.known_from is None or listing.known_from <= known_at
    }
    if Standing.YES in standings or (asked.ever and standings):
        return Standing.YES
    ended = asked.as_of is None and standings
    return Standing.UNKNOWN if ended or Standing.UNKNOWN in standings else Standing.NO


def _standing_of(listing: Designation, asked: Question) -> Standing:
    """Whether a listing holds; one with an end set in advance, as orders of denial have, holds until that day."""
    if asked.as_of is None and asked.today is not None and listing.to is not None and asked.today <= listing.to:
        return Standing.YES
    return listing.standing(asked.as_of)


def _remarks(entity: Entity, name: str, standing: Standing, asked: Question) -> Iterator[str]:
    """What else must be said: whose name it was that matched, and what is not certain of the listing."""
    if name not in entity.names and name not in entity.weak_names:
        yield f"That is its name on another list; this one writes {entity.caption.rstrip('.')}."
    if standing is not Standing.YES:
        yield _doubt(entity, asked)


def _doubt(entity: Entity, asked: Question) -> str:
    """Why it is not certain that the party was listed on the day asked for."""
    if asked.as_of is None:
        last = max(listing.to for listing in entity.designations if listing.to)
        bounded = any(listing.to_bounded for listing in entity.designations if listing.to == last)
        return f"No longer listed: its last listing ended {'by' if bounded else 'on'} {last}."
    notes = [d.note for d in entity.designations if d.standing(asked.as_of) is Standing.UNKNOWN and d.note]
    return f"Whether it was listed on {asked.as_of} is not known: {notes[0] if notes else 'only bounds are known'}."

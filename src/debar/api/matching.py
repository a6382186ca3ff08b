"""``POST /match/{dataset}``: parties described by example against the lists, in the shape of yente 5.5."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from debar.api.parties import Data, Parties
from debar.api.queries import EntityExample, Read, read_example
from debar.desk.answers import parse_date
from debar.errors import InputError
from debar.lists.ftm.export import ftm_id
from debar.model import Entity, NameMatch, PartyQuery
from debar.names.profiles import PROFILES, profile_named

#: Names of yente's algorithms -> our profiles, so that its clients need not change.
ALGORITHMS: Mapping[str, str] = {
    "best": "default",
    "logic-v1": "default",
    "logic-v2": "default",
    "name-based": "default",
    "name-qualified": "default",
    "regression-v1": "default",
    "ofac": "ofac",
}
#: Parties looked at for each of those asked for, as some fall to the filters.
_CANDIDATES = 10
_MOST_CANDIDATES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchOptions:
    """What a client asks of a match beside the parties: filters, scores and how many.

    ``threshold`` is the score from which ``match`` is true; None lets the profile decide, as everywhere in debar.
    ``cutoff`` is the score below which nothing is given; None is the profile's ``review``.
    """

    lists: tuple[str, ...] = ()
    limit: int = 5
    threshold: float | None = None
    cutoff: float | None = None
    algorithm: str = "best"
    without: frozenset[str] = frozenset()
    without_lists: frozenset[str] = frozenset()
    without_schemata: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    changed_since: date | None = None
    as_of: date | None = None
    known_at: date | None = None

    @property
    def profile(self) -> str:
        """The profile that the algorithm means. Raises InputError for one that is not known."""
        if self.algorithm in PROFILES:
            return self.algorithm
        if self.algorithm not in ALGORITHMS:
            known = ", ".join([*PROFILES, *ALGORITHMS])
            raise InputError(f"algorithm: {self.algorithm!r} is not known here; take one of {known}")
        return ALGORITHMS[self.algorithm]


@dataclass(frozen=True, slots=True)
class Asking:
    """All that is asked of the engine beside the parties: requests with the same are answered together."""

    parties: Parties
    lists: tuple[str, ...] = ()
    as_of: date | None = None
    known_at: date | None = None
    cutoff: float | None = None
    limit: int = _CANDIDATES
    profile: str = "default"

    def match(self, queries: Sequence[PartyQuery]) -> Sequence[tuple[NameMatch, ...]]:
        """Return the listed parties that each query may be."""
        return self.parties.desk.match(
            queries,
            lists=self.lists,
            as_of=self.as_of,
            known_at=self.known_at,
            threshold=self.cutoff,
            limit=self.limit,
            profile=self.profile,
        )


Answers = Callable[[Asking, Sequence[PartyQuery]], Awaitable[Sequence[tuple[NameMatch, ...]]]]


async def match_examples(
    parties: Parties, examples: Mapping[str, EntityExample], options: MatchOptions, answers: Answers
) -> dict[str, Data]:
    """Return a response for each example, under its key. ``answers`` asks the engine."""
    read = {key: read_example(example) for key, example in examples.items()}
    asked = [query for each in read.values() for query in each.queries]
    asking = Asking(
        parties,
        options.lists,
        options.as_of,
        options.known_at,
        options.cutoff,
        min(_MOST_CANDIDATES, options.limit * _CANDIDATES) or 1,
        options.profile,
    )
    found = iter(await answers(asking, asked))
    return {
        key: _response(parties, examples[key], each, [next(found) for _ in each.queries], options)
        for key, each in read.items()
    }


def _response(
    parties: Parties,
    example: EntityExample,
    read: Read,
    found: Sequence[Sequence[NameMatch]],
    options: MatchOptions,
) -> Data:
    best: dict[str, NameMatch] = {}
    for match in (match for matches in found for match in matches):
        held = best.get(match.entity.id)
        if held is None or match.score > held.score:
            best[match.entity.id] = match
    kept = [match for match in best.values() if _wanted(match.entity, options)]
    ranked = sorted(kept, key=lambda match: (-match.score, match.entity.id))
    results = [scored(parties, match, options) for match in ranked]
    if options.topics:
        results = [each for each in results if options.topics & set(each["properties"].get("topics", ()))]
    shown = results[: options.limit]
    query = example.echo()
    if read.ignored:
        query["ignored"] = list(read.ignored)
    return {
        "status": 200,
        "results": shown,
        "total": {"value": len(results), "relation": "eq"},
        "query": query,
    }


def _wanted(entity: Entity, options: MatchOptions) -> bool:
    changed = options.changed_since is None or any(
        day is not None and day >= options.changed_since
        for each in entity.designations
        for day in (each.known_from, each.known_to, each.published)
    )
    return (
        changed
        and entity.id not in options.without
        and ftm_id(entity.id) not in options.without
        and entity.list not in options.without_lists
        and entity.schema not in options.without_schemata
    )


def scored(parties: Parties, match: NameMatch, options: MatchOptions) -> Data:
    """Return a match as a scored entity: whether it is one, its score, and what the score rests on."""
    sure = profile_named(options.profile).match if options.threshold is None else options.threshold
    is_match = match.score >= sure and (options.threshold is not None or match.outcome == "match")
    return parties.data(match.entity) | {
        "score": match.score,
        "match": is_match,
        "explanations": explanations(match),
        "outcome": match.outcome,
    }


def explanations(match: NameMatch) -> dict[str, Any]:
    """What a score rests on, by feature: the sentence for the whole, then each aligned word."""
    whole = {"score": match.score, "detail": match.because, "query": match.query, "candidate": match.name}
    words = {
        f"word_{number}": {
            "score": 0.0 if part["how"] in {"missing", "extra"} else 1.0,
            "detail": part["how"],
            "query": part["query"] or None,
            "candidate": part["name"] or None,
        }
        for number, part in enumerate(match.parts, start=1)
    }
    return {"name_match": whole, **words}


def parse_since(value: str) -> date | None:
    """Return the day of ``changed_since``, which clients send as a day or a moment. Raises InputError."""
    return parse_date(value[:10], "changed_since") if value else None

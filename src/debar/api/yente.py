"""The routes that keep yente's shapes (https://www.opensanctions.org/docs/yente/): its clients work unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel, Field

from debar.api.current import CurrentDesk
from debar.api.matching import ALGORITHMS, Answers, MatchOptions, match_examples, parse_since
from debar.api.parties import ALL, Data, Parties
from debar.api.queries import EntityExample
from debar.api.searching import FACETS, SORTS, SearchOptions, search
from debar.desk.answers import parse_date
from debar.errors import InputError
from debar.lists.ftm.export import ftm_id
from debar.model import Entity
from debar.names.profiles import PROFILES
from debar.report.records import age_days

#: Parties in one request, and results for each, at most.
MOST_QUERIES, MOST_RESULTS, MOST_OFFSET = 100, 500, 9_499

Some = Annotated[list[str], Field(max_length=100)]


class MatchRequest(BaseModel):
    """Parties described by example, each under a key of the client's own."""

    queries: dict[str, EntityExample] = Field(min_length=1)
    weights: dict[str, float] = Field(default_factory=dict)
    config: dict[str, Any] = Field(default_factory=dict)


def yente_router(current: CurrentDesk, answers: Answers) -> APIRouter:
    """Return the routes; each request is answered from the lists in use when it comes. ``answers`` asks the engine."""
    router = APIRouter(tags=["Matching and entities (yente)"])
    _add_matching(router, current, answers)
    _add_entities(router, current)
    _add_system(router, current)
    return router


class Filters(BaseModel):
    """What keeps parties in or out; other parameters that clients of yente send are taken and without effect."""

    include_dataset: Some = Field(default_factory=list)
    exclude_dataset: Some = Field(default_factory=list)
    exclude_schema: Some = Field(default_factory=list)
    topics: Some = Field(default_factory=list)


class MatchFilters(Filters):
    """Filters of a match, and from which score on."""

    limit: int = Field(default=5, ge=0, le=MOST_RESULTS)
    threshold: float | None = Field(default=None, ge=0, le=1)
    cutoff: float | None = Field(default=None, ge=0, le=1)
    algorithm: str = "best"
    exclude_entity_ids: Some = Field(default_factory=list)
    changed_since: str = ""
    as_of: str = ""
    known_at: str = ""

    def options(self, lists: tuple[str, ...]) -> MatchOptions:
        """The same as the engine takes them. Raises InputError for what is no day."""
        return MatchOptions(
            lists=lists,
            limit=self.limit,
            threshold=self.threshold,
            cutoff=self.cutoff,
            algorithm=self.algorithm,
            without=frozenset(self.exclude_entity_ids),
            without_lists=_list_ids(self.exclude_dataset),
            without_schemata=frozenset(self.exclude_schema),
            topics=frozenset(self.topics),
            changed_since=parse_since(self.changed_since),
            as_of=parse_date(self.as_of, "as_of"),
            known_at=parse_date(self.known_at, "known_at"),
        )


class SearchFilters(Filters):
    """Filters of a search, and which stretch of its results."""

    q: str = Field(default="", max_length=1_000)
    schema_: str = Field(default="", alias="schema")
    limit: int = Field(default=10, ge=0, le=MOST_RESULTS)
    offset: int = Field(default=0, ge=0, le=MOST_OFFSET)
    fuzzy: bool = False
    simple: bool = False
    countries: Some = Field(default_factory=list)
    facets: Some = Field(default_factory=lambda: list(FACETS))
    sort: Some = Field(default_factory=list)
    filter_op: Literal["OR", "AND"] = "OR"
    changed_since: str = ""

    def options(self, lists: tuple[str, ...]) -> SearchOptions:
        """The same as the search takes them. Raises InputError for a sort, a facet or a day that is not known."""
        unknown = [name for name in self.facets if name not in FACETS]
        if unknown:
            raise InputError(f"facets: {unknown[0]!r} is not counted here; take some of {', '.join(FACETS)}")
        return SearchOptions(
            q=self.q,
            lists=lists,
            schema=self.schema_,
            countries=frozenset(country.lower() for country in self.countries),
            topics=frozenset(self.topics),
            without_lists=_list_ids(self.exclude_dataset),
            without_schemata=frozenset(self.exclude_schema),
            limit=self.limit,
            offset=self.offset,
            fuzzy=self.fuzzy and not self.simple,
            all_filters=self.filter_op == "AND",
            changed_since=parse_since(self.changed_since),
            sort=tuple(map(_parse_sort, self.sort)),
            facets=tuple(self.facets),
        )


def _parse_sort(words: str) -> tuple[str, Literal["asc", "desc"]]:
    """``caption:asc`` as its two parts; without a direction it goes up."""
    name, _, direction = words.partition(":")
    if name not in SORTS or direction not in {"", "asc", "desc"}:
        known = ", ".join(f"{name}:asc" for name in SORTS)
        raise InputError(f"sort: {words!r} is not known here; take {known}, or the same with :desc")
    return name, "desc" if direction == "desc" else "asc"


def _list_ids(datasets: Sequence[str]) -> frozenset[str]:
    return frozenset(name.replace("_", "-") for name in datasets)


def _add_matching(router: APIRouter, current: CurrentDesk, answers: Answers) -> None:
    @router.post("/match/{dataset}", summary="Match parties by example")
    async def match(dataset: str, body: MatchRequest, filters: Annotated[MatchFilters, Query()]) -> JSONResponse:
        """Return, for each party, the listed parties it may be. ``as_of`` asks for listings in force on a day."""
        if len(body.queries) > MOST_QUERIES:
            raise HTTPException(400, f"{len(body.queries)} queries are too many; send at most {MOST_QUERIES}")
        parties = current.parties
        options = filters.options(lists_of(parties, [dataset, *filters.include_dataset]))
        responses = await match_examples(parties, body.queries, options, answers)
        return JSONResponse({"responses": responses, "limit": filters.limit})

    @router.get("/search/{dataset}", summary="Search listed parties by words of their names")
    def search_names(dataset: str, filters: Annotated[SearchFilters, Query()]) -> JSONResponse:
        """Return a page of parties, short names first, with counts by country and list."""
        parties = current.parties
        return JSONResponse(search(parties, filters.options(lists_of(parties, [dataset, *filters.include_dataset]))))


def _add_entities(router: APIRouter, current: CurrentDesk) -> None:
    @router.get("/entities/{entity_id}", summary="One listed party", response_model=None)
    def entity(entity_id: str, nested: bool = True) -> JSONResponse | RedirectResponse:
        """Return a party with its sanctions and documents; debar's own id is sent on to the one of exports."""
        parties = current.parties
        party = _party(parties, entity_id)
        if ftm_id(party.id) != entity_id:
            return RedirectResponse(f"/entities/{ftm_id(party.id)}", 308)
        return JSONResponse(parties.data(party, nested=nested))

    @router.get("/entities/{entity_id}/adjacent", summary="What belongs to a party")
    def adjacent(
        entity_id: str,
        limit: Annotated[int, Query(ge=0, le=MOST_RESULTS)] = 10,
        offset: Annotated[int, Query(ge=0, le=MOST_OFFSET)] = 0,
    ) -> JSONResponse:
        """Return the party and, by property, a page of what hangs on it."""
        parties = current.parties
        party = _party(parties, entity_id)
        found = parties.adjacent(party)
        pages = {name: _page(values, limit, offset) for name, values in found.items()}
        return JSONResponse({"entity": parties.data(party), "adjacent": pages})

    @router.get("/entities/{entity_id}/adjacent/{property_name}", summary="What belongs to a party under one property")
    def adjacent_by(
        entity_id: str,
        property_name: str,
        limit: Annotated[int, Query(ge=0, le=MOST_RESULTS)] = 10,
        offset: Annotated[int, Query(ge=0, le=MOST_OFFSET)] = 0,
    ) -> JSONResponse:
        """Return a page of what hangs on a party under that property."""
        parties = current.parties
        found = parties.adjacent(_party(parties, entity_id))
        return JSONResponse(_page(found.get(property_name, []), limit, offset))


def _page(values: Sequence[Data], limit: int, offset: int) -> Data:
    total = {"value": len(values), "relation": "eq"}
    return {"results": values[offset : offset + limit], "total": total, "limit": limit, "offset": offset}


def _add_system(router: APIRouter, current: CurrentDesk) -> None:
    @router.get("/catalog", summary="The lists in use, and how old they are")
    def catalog() -> JSONResponse:
        """Return every list as a dataset, and ``default``, which holds them all."""
        return JSONResponse(catalog_data(current.parties))

    @router.get("/algorithms", summary="The ways names are judged")
    def algorithms() -> JSONResponse:
        """Return debar's profiles, and yente's names that stand for them."""
        own = [
            {"name": name, "description": f"{profile.description} (version {profile.version})", "docs": {}}
            for name, profile in PROFILES.items()
        ]
        also = [
            {"name": name, "description": f"A name of yente's; answered by debar's profile {profile}.", "docs": {}}
            for name, profile in ALGORITHMS.items()
            if name not in PROFILES and name != "best"
        ]
        return JSONResponse({"algorithms": [*own, *also], "default": "default", "best": "default"})


def catalog_data(parties: Parties) -> Data:
    """Return the lists in use as datasets, and ``default``, which holds them all."""
    today = parties.desk.today
    lists: list[Data] = [
        {
            "name": edition.list.replace("-", "_"),
            "title": edition.title,
            "url": edition.official_url or None,
            "version": edition.sha256[:12],
            "updated_at": f"{edition.current_on.isoformat()}T00:00:00",
            "last_export": f"{edition.retrieved.isoformat()}T00:00:00",
            "entity_count": edition.entities,
            "thing_count": edition.entities,
            "publisher": {"name": edition.authority, "official": True},
            "load": True,
            "index_current": True,
            "index_version": edition.sha256[:12],
            "children": [],
            "age_days": age_days(edition, today),
        }
        for edition in parties.desk.editions
    ]
    names = [each["name"] for each in lists]
    version = str(parties.desk.reference.editions_data["rules"])
    all_of_them = {
        "name": ALL,
        "title": "All lists in use",
        "version": version,
        "entity_count": len(parties),
        "thing_count": len(parties),
        "load": True,
        "index_current": True,
        "index_version": version,
        "children": names,
    }
    return {"datasets": [all_of_them, *lists], "current": [ALL, *names], "outdated": [], "index_stale": False}


def lists_of(parties: Parties, datasets: Sequence[str]) -> tuple[str, ...]:
    """Return the lists that datasets mean. Raises HTTPException 404 for one that is not held."""
    try:
        return parties.lists(datasets)
    except KeyError as error:
        raise HTTPException(404, f"no dataset {error.args[0]!r} is held here; GET /catalog names them") from None


def _party(parties: Parties, entity_id: str) -> Entity:
    try:
        return parties.entity(entity_id)
    except KeyError:
        raise HTTPException(404, "no list in use holds a party with that id") from None

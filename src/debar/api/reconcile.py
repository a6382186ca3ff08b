"""The Reconciliation Service API 0.2 of the W3C community group (https://www.w3.org/community/reports/reconciliation/).

OpenRefine and other clients reconcile a column of names against the lists in use. Scores are 0..100; ``match`` is true
for the one candidate that debar calls a match, and only where no other stands beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from debar import __version__
from debar.api.current import CurrentDesk
from debar.api.matching import Answers, MatchOptions, match_examples
from debar.api.parties import Data, Parties
from debar.api.previews import HEIGHT, POLICY, WIDTH, preview_page
from debar.api.queries import EntityExample
from debar.api.yente import lists_of
from debar.lists.ftm.export import ftm_id
from debar.lists.generic import ftm_words

#: Queries of one batch, and candidates for each, at most.
MOST_QUERIES, MOST_CANDIDATES, DEFAULT_CANDIDATES = 100, 50, 5
_MOST_IDS = 1_000
_MODEL = "https://followthemoney.tech/explorer/"
_SUGGESTED = 20
#: What a column of values can be fetched from, beside the properties that are weighed.
_EXTENSIONS: Mapping[str, str] = {
    "name": "Name",
    "alias": "Other names",
    "country": "Country",
    "address": "Address",
    "topics": "Topics",
    "programId": "Programme",
    "birthDate": "Birth date",
    "notes": "Notes",
}


class ReconcileProperty(BaseModel):
    """What else is known: a property of the model and its values."""

    pid: str
    v: Any


class ReconcileQuery(BaseModel):
    """One name to reconcile."""

    model_config = ConfigDict(extra="ignore")

    query: Annotated[str, Field(max_length=2_000)] = ""
    type: str | list[str] | None = None
    limit: float | None = None
    properties: list[ReconcileProperty] = Field(default_factory=list, max_length=50)
    type_strict: str | None = None

    def example(self) -> EntityExample:
        """The query as a party described by example."""
        types = [self.type] if isinstance(self.type, str) else self.type or []
        properties: dict[str, list[str]] = {"name": [self.query]} if self.query.strip() else {}
        for each in self.properties:
            values = each.v if isinstance(each.v, list) else [each.v]
            properties.setdefault(each.pid, []).extend(map(_text, values))
        return EntityExample(schema=types[0] if len(types) == 1 else "Thing", properties=properties)


class ExtendProperty(BaseModel):
    """A property whose values are wanted."""

    id: str
    settings: dict[str, Any] = Field(default_factory=dict)


class ExtendQuery(BaseModel):
    """Parties, and which of their properties are wanted."""

    ids: list[str] = Field(max_length=_MOST_IDS)
    properties: list[ExtendProperty] = Field(max_length=50)


_QUERIES: TypeAdapter[dict[str, ReconcileQuery]] = TypeAdapter(dict[str, ReconcileQuery])


def reconcile_router(current: CurrentDesk, answers: Answers) -> APIRouter:
    """Return the routes of the service; each list is a service of its own, ``default`` holds all."""
    router = APIRouter(tags=["Reconciliation 0.2"])

    @router.get("/reconcile/{dataset}", summary="Manifest of the service, or a batch of queries")
    async def manifest_or_queries(
        request: Request, dataset: str, queries: str | None = None, extend: str | None = None
    ) -> JSONResponse:
        """Return the manifest; with ``queries`` or ``extend`` what a POST of them returns."""
        return await _answer(current.parties, answers, request, dataset=dataset, queries=queries, extend=extend)

    @router.post("/reconcile/{dataset}", summary="A batch of queries")
    async def reconcile(
        request: Request,
        dataset: str,
        queries: Annotated[str | None, Form()] = None,
        extend: Annotated[str | None, Form()] = None,
    ) -> JSONResponse:
        """Return candidates for each query, or the values that ``extend`` asks for."""
        return await _answer(current.parties, answers, request, dataset=dataset, queries=queries, extend=extend)

    @router.get("/reconcile/{dataset}/preview", summary="One candidate as a small page", response_class=HTMLResponse)
    def preview(dataset: str, id: str) -> HTMLResponse:  # noqa: A002  the name is the specification's
        """Return what a client shows beside a candidate; it may stand in a frame."""
        parties = current.parties
        lists = lists_of(parties, [dataset])
        try:
            party = parties.entity(id)
        except KeyError:
            party = None
        if party is None or (lists and party.list not in lists):
            raise HTTPException(404, "this service holds no party with that id")
        title = next(edition.title for edition in parties.desk.editions if edition.list == party.list)
        return HTMLResponse(preview_page(party, title), headers={"Content-Security-Policy": POLICY})

    _add_suggestions(router, current)
    return router


async def _answer(
    parties: Parties, answers: Answers, request: Request, *, dataset: str, queries: str | None, extend: str | None
) -> JSONResponse:
    lists = lists_of(parties, [dataset])
    if queries is not None:
        return JSONResponse(await _reconciled(parties, answers, lists, queries))
    if extend is not None:
        return JSONResponse(_extended(parties, extend))
    return JSONResponse(manifest(parties, dataset, str(request.base_url).rstrip("/")))


def manifest(parties: Parties, dataset: str, base: str) -> Data:
    """Return the manifest of the service of a dataset, reached under ``base``."""
    service = f"{base}/reconcile/{dataset}"
    titles = {edition.list.replace("-", "_"): edition.title for edition in parties.desk.editions}
    return {
        "versions": ["0.2"],
        "name": f"debar: {titles.get(dataset.replace('-', '_'), 'all lists in use')}",
        "serviceVersion": __version__,
        "identifierSpace": f"{base}/entities/",
        "schemaSpace": _MODEL,
        "documentation": f"{base}/api/docs",
        "defaultTypes": _types(),
        "view": {"url": f"{base}/entities/{{{{id}}}}"},
        "preview": {"url": f"{service}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {
            what: {"service_url": service, "service_path": f"/suggest/{what}"}
            for what in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": service, "service_path": "/extend"},
            "property_settings": [],
        },
    }


async def _reconciled(parties: Parties, answers: Answers, lists: tuple[str, ...], text: str) -> Data:
    asked = _QUERIES.validate_python(_json(text, "queries"))
    if len(asked) > MOST_QUERIES:
        raise HTTPException(400, f"{len(asked)} queries are too many; send at most {MOST_QUERIES}")
    options = MatchOptions(lists=lists, limit=MOST_CANDIDATES)
    examples = {key: query.example() for key, query in asked.items()}
    found = await match_examples(parties, examples, options, answers)
    return {key: {"result": _candidates(found[key]["results"], query)} for key, query in asked.items()}


def _candidates(results: Sequence[Data], query: ReconcileQuery) -> list[Data]:
    sure = [each for each in results if each["match"]]
    limit = DEFAULT_CANDIDATES if query.limit is None else max(0, min(MOST_CANDIDATES, int(query.limit)))
    return [
        {
            "id": each["id"],
            "name": each["caption"],
            "score": round(100 * each["score"], 2),
            "match": each["match"] and len({_bare(every) for every in sure}) == 1,
            "type": [{"id": each["schema"], "name": each["schema"]}],
            "description": f"{', '.join(each['datasets'])}: {each['explanations']['name_match']['detail']}",
            "features": [{"id": "name_match", "value": each["score"]}],
        }
        for each in results[:limit]
    ]


def _bare(party: Data) -> str:
    """What the same party on several lists shares: its caption, so that being listed twice leaves it one match."""
    return str(party["caption"]).casefold()


def _extended(parties: Parties, text: str) -> Data:
    asked = ExtendQuery.model_validate(_json(text, "extend"))
    rows = {}
    for id_ in asked.ids:
        try:
            found = parties.data(parties.entity(id_))["properties"]
        except KeyError:
            found = {}
        rows[id_] = {each.id: [{"str": value} for value in found.get(each.id, ())] for each in asked.properties}
    labels = _labels()
    meta = [{"id": each.id, "name": labels.get(each.id, each.id)} for each in asked.properties]
    return {"meta": meta, "rows": rows}


def _add_suggestions(router: APIRouter, current: CurrentDesk) -> None:
    @router.get("/reconcile/{dataset}/suggest/entity", summary="Parties whose names begin so")
    def suggest_entity(
        dataset: str,
        prefix: Annotated[str, Query(max_length=1_000)] = "",
        cursor: Annotated[int, Query(ge=0, le=10_000)] = 0,
    ) -> JSONResponse:
        """Return up to 20 parties whose names have the words typed so far."""
        parties = current.parties
        lists = lists_of(parties, [dataset])
        found = (parties.desk.reference.entity(owner) for owner in parties.names.owners(prefix))
        kept = [party for party in found if not lists or party.list in lists][cursor : cursor + _SUGGESTED]
        result = [
            {
                "id": ftm_id(party.id),
                "name": party.caption,
                "description": party.list,
                "notable": [{"id": party.schema, "name": party.schema}],
            }
            for party in kept
        ]
        return JSONResponse({"result": result})

    @router.get("/reconcile/{dataset}/suggest/type", summary="Schemata whose names begin so")
    def suggest_type(dataset: str, prefix: str = "") -> JSONResponse:
        """Return the schemata of parties."""
        lists_of(current.parties, [dataset])
        return JSONResponse({"result": [each for each in _types() if _begins(each, prefix)]})

    @router.get("/reconcile/{dataset}/suggest/property", summary="Properties whose names begin so")
    def suggest_property(dataset: str, prefix: str = "") -> JSONResponse:
        """Return the properties that are weighed or can be fetched."""
        lists_of(current.parties, [dataset])
        found = [{"id": id_, "name": name} for id_, name in sorted(_labels().items())]
        return JSONResponse({"result": [each for each in found if _begins(each, prefix)]})

    @router.get("/reconcile/{dataset}/extend", summary="Properties that can be fetched for a type")
    def propose(dataset: str, type: str = "Thing") -> JSONResponse:  # noqa: A002  the name is the specification's
        """Return the properties worth a column."""
        lists_of(current.parties, [dataset])
        properties = [{"id": id_, "name": name} for id_, name in _EXTENSIONS.items()]
        return JSONResponse({"type": type, "properties": properties})


def _types() -> list[Data]:
    return [{"id": name, "name": name} for name, kind in ftm_words.kinds().items() if kind == "party"]


def _labels() -> dict[str, str]:
    return {**{name: name for name in ftm_words.properties()}, **_EXTENSIONS}


def _begins(each: Data, prefix: str) -> bool:
    words = prefix.casefold()
    return words in each["id"].casefold() or words in each["name"].casefold()


def _text(value: object) -> str:
    return str(value.get("name") or value.get("id", "")) if isinstance(value, dict) else str(value)


def _json(text: str, field: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, f"{field}: is no JSON ({error}); send one object, a query under each key") from None

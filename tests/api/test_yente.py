"""The shapes of yente: its own client, from PyPI, works unchanged against a real server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from yente_client import Client
from yente_client.entities import Company, Person
from yente_client.exceptions import APIError


@pytest.fixture
def client(address: str) -> Iterator[Client]:
    with Client(base_url=address, timeout=60) as client:
        yield client


def test_the_client_reads_health_datasets_and_algorithms(client: Client) -> None:
    assert client.healthz().status == client.readyz().status == "ok"
    datasets = {each.name: each for each in client.datasets().datasets}
    assert datasets["us_bis_el"].load
    assert datasets["default"].children
    assert "us_bis_el" in datasets["default"].children
    names = [each.name for each in client.algorithms().algorithms]
    assert {"default", "strict", "ofac", "logic-v2", "regression-v1"} <= set(names)


def test_a_company_is_matched_with_its_explanation(client: Client) -> None:
    found = client.match(Company(name="Hikvision Digital Technology", country="cn"))
    assert found.top is not None
    assert found.top.match
    assert "Hikvision" in found.top.caption
    assert found.top.explanations["name_match"].score == found.top.score
    assert found.top.explanations["name_match"].detail
    assert found.query["properties"]["name"] == ["Hikvision Digital Technology"]


def test_an_innocent_name_has_no_result(client: Client) -> None:
    assert client.match(Company(name="Modesto Sunrise Bakery")).results == []


def test_a_birth_date_that_contradicts_lowers_a_person(client: Client) -> None:
    right = client.match(Person(name="Nicolas Maduro Moros", birthDate="1962-11-23"), datasets=["us_ofac_sdn"])
    wrong = client.match(Person(name="Nicolas Maduro Moros", birthDate="1988-02-01"), datasets=["us_ofac_sdn"])
    assert right.top is not None
    assert right.top.match
    assert wrong.top is None or wrong.top.score < right.top.score


def test_filters_threshold_and_limit_hold(client: Client) -> None:
    name = Company(name="Huawei Technologies")
    every = client.match(name, limit=50)
    assert {dataset for each in every.results for dataset in each.datasets} >= {"us_bis_el", "us_889"}
    only = client.match(name, limit=50, datasets=["us_889", "us_bis_el"], exclude_datasets=["us_bis_el"])
    assert {dataset for each in only.results for dataset in each.datasets} == {"us_889"}
    first = every.results[0]
    without = client.match(name, limit=50, exclude_entities=[first.id])
    assert first.id not in {each.id for each in without.results}
    assert len(client.match(name, limit=2).results) == 2
    assert not any(each.match for each in client.match(name, threshold=1.0).results)
    assert all(each.score >= 0.95 for each in client.match(name, cutoff=0.95).results)


def test_as_of_leaves_out_who_was_not_listed_then(http: httpx.Client) -> None:
    body = {"queries": {"q": {"schema": "Company", "properties": {"name": "Hangzhou Hikvision Digital Technology"}}}}
    found = {
        day: http.post("/match/us_bis_el", params={"as_of": day}, json=body).json()["responses"]["q"]["results"]
        for day in ("2019-10-08", "2019-10-09")
    }
    assert found["2019-10-08"] == []
    assert found["2019-10-09"][0]["match"] is True


def test_a_party_is_fetched_by_the_id_of_exports_and_sent_on_from_our_own(client: Client, http: httpx.Client) -> None:
    party = client.fetch("us-ofac-sdn:22790")
    assert party.id == "us-ofac-sdn.22790"
    assert party.properties["sanctions"]
    assert http.get("/entities/us-ofac-sdn:22790").status_code == 308
    pages = client.adjacent(party.id).adjacent
    assert pages["sanctions"].total.value == len(party.properties["sanctions"])
    one = client.adjacent(party.id, prop="sanctions", limit=1)
    assert len(one.results) == 1
    assert one.total.value == pages["sanctions"].total.value


def test_search_finds_by_words_and_pages(client: Client) -> None:
    found = client.search("huawei tech", countries=["cn"], limit=5)
    assert found.total.value > 5
    assert all(
        any(
            "HUAWEI" in str(name).upper()
            for key in ("name", "alias", "weakAlias")
            for name in each.properties.get(key, ())
        )
        for each in found.results
    )
    assert found.facets["datasets"].values[0].count <= found.total.value
    later = client.search("huawei tech", countries=["cn"], limit=5, offset=5)
    assert not {each.id for each in found.results} & {each.id for each in later.results}
    assert client.search("hikvison digital", fuzzy=True).results


def test_search_counts_topics_orders_and_narrows_as_asked(http: httpx.Client) -> None:
    def asked(**given: object) -> dict[str, Any]:
        done = http.get("/search/default", params={"q": "huawei", "limit": 500, **given})
        assert done.status_code == 200, done.text
        found: dict[str, Any] = done.json()
        return found

    whole = asked()
    assert {each["name"] for each in whole["facets"]["topics"]["values"]} >= {"export.control"}
    names = [each["caption"].casefold() for each in asked(sort="caption:desc")["results"]]
    assert names == sorted(names, reverse=True)
    days = [each["last_change"] for each in asked(sort="last_change:asc")["results"] if each["last_change"]]
    assert days == sorted(days)
    assert set(asked(facets="datasets")["facets"]) == {"datasets"}
    later = asked(changed_since=days[-1])
    assert later["total"]["value"] <= whole["total"]["value"]
    assert {each["last_change"] for each in later["results"]} == {days[-1]}
    assert asked(changed_since="2999-01-01")["total"]["value"] == 0
    both = asked(countries=["cn", "hk"], filter_op="AND")["total"]["value"]
    assert both < asked(countries=["cn", "hk"])["total"]["value"]
    assert asked(schema="LegalEntity")["total"]["value"] >= asked(schema="Company")["total"]["value"] > 0


@pytest.mark.parametrize(("name", "value"), [("sort", "size:asc"), ("sort", "caption:up"), ("facets", "colours")])
def test_a_search_that_is_not_known_is_refused_with_what_is(http: httpx.Client, name: str, value: str) -> None:
    done = http.get("/search/default", params={"q": "huawei", name: value})
    assert (done.status_code, "take" in done.text) == (400, True)


def test_many_queries_at_once_equal_each_alone(http: httpx.Client) -> None:
    names = ["ZTE Corp", "Dahua Technology", "Acme Bakery", "Hytera", "Kaspersky Lab", "Rosoboronexport"] * 8
    queries = {str(at): {"schema": "Company", "properties": {"name": [name]}} for at, name in enumerate(names)}
    together = http.post("/match/default", json={"queries": queries}).json()["responses"]
    for key in ("0", "1", "2", "40"):
        alone = http.post("/match/default", json={"queries": {key: queries[key]}}).json()["responses"]
        assert alone[key] == together[key]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/match/no_such_list", {"queries": {"a": {"schema": "Company", "properties": {"name": ["x"]}}}}, 404),
        ("/match/default", {"queries": {}}, 422),
        ("/match/default?algorithm=guess", {"queries": {"a": {"properties": {"name": ["x"]}}}}, 400),
        ("/match/default?changed_since=soon", {"queries": {"a": {"properties": {"name": ["x"]}}}}, 400),
        ("/match/default", {"queries": {str(n): {} for n in range(101)}}, 400),
        ("/match/default", {"queries": {"a": {"properties": {"name": ["x" * 3_000]}}}}, 422),
    ],
)
def test_what_cannot_be_asked_is_said(http: httpx.Client, path: str, body: object, status: int) -> None:
    answer = http.post(path, json=body)
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_an_unknown_party_is_not_found(client: Client) -> None:
    with pytest.raises(APIError, match="404"):
        client.fetch("us-ofac-sdn.nobody")


def test_names_of_hostile_text_are_answered(http: httpx.Client) -> None:
    for name in ("\u202egnp.exe", "💥" * 500, "' OR 1=1 --", "\x00", "<script>alert(1)</script>", ""):
        body = {"queries": {"q": {"schema": "Company", "properties": {"name": [name]}}}}
        assert http.post("/match/default", json=body).status_code == 200

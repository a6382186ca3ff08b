"""Reconciliation Service API 0.2: manifest, queries, suggestions, extension, as the specification writes them."""

from __future__ import annotations

import json

import httpx
import pytest


def test_the_manifest_has_what_the_specification_requires(http: httpx.Client) -> None:
    manifest = http.get("/reconcile/default").json()
    assert "0.2" in manifest["versions"]
    assert manifest["name"]
    assert manifest["identifierSpace"].startswith("http")
    assert manifest["schemaSpace"].startswith("http")
    assert "{{id}}" in manifest["view"]["url"]
    assert {each["id"] for each in manifest["defaultTypes"]} >= {"Company", "Person"}
    for suggested in manifest["suggest"].values():
        assert http.get(suggested["service_url"] + suggested["service_path"], params={"prefix": "co"}).json()["result"]


def test_a_batch_gives_candidates_under_its_keys(http: httpx.Client) -> None:
    queries = {
        "q0": {"query": "Hangzhou Hikvision Digital Technology Co., Ltd.", "type": "Company", "limit": 3},
        "q1": {"query": "Modesto Sunrise Bakery"},
        "q2": {"query": "Nicolas Maduro", "properties": [{"pid": "birthDate", "v": "1962-11-23"}]},
    }
    found = http.post("/reconcile/default", data={"queries": json.dumps(queries)}).json()
    assert list(found) == ["q0", "q1", "q2"]
    assert found["q1"] == {"result": []}
    first = found["q0"]["result"][0]
    assert 90 <= first["score"] <= 100
    assert first["type"][0]["id"]
    assert isinstance(first["match"], bool)
    assert len(found["q0"]["result"]) <= 3
    assert found["q2"]["result"][0]["name"].startswith("MADURO")
    same = http.get("/reconcile/default", params={"queries": json.dumps(queries)}).json()
    assert same == found


def test_a_list_is_a_service_of_its_own(http: httpx.Client) -> None:
    queries = json.dumps({"q": {"query": "Huawei Technologies", "limit": 20}})
    found = http.post("/reconcile/us_889", data={"queries": queries}).json()["q"]["result"]
    assert found
    assert all(each["id"].startswith("us-889.") for each in found)


def test_values_are_fetched_for_parties(http: httpx.Client) -> None:
    asked = {"ids": ["us-ofac-sdn.22790", "nobody"], "properties": [{"id": "country"}, {"id": "topics"}]}
    found = http.post("/reconcile/default", data={"extend": json.dumps(asked)}).json()
    assert [each["id"] for each in found["meta"]] == ["country", "topics"]
    assert found["rows"]["us-ofac-sdn.22790"]["country"] == [{"str": "ve"}]
    assert found["rows"]["nobody"] == {"country": [], "topics": []}


def test_another_origin_may_ask(http: httpx.Client) -> None:
    answer = http.get("/reconcile/default", headers={"Origin": "https://openrefine.example"})
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("queries", ["{", "[1]", '{"q": 5}', "[" * 100_000])
def test_queries_that_are_none_are_refused(http: httpx.Client, queries: str) -> None:
    answer = http.post("/reconcile/default", data={"queries": queries})
    assert answer.status_code == 400
    assert answer.json()["detail"]

"""Watchman's two routes keep the shape of its API description: flat entities with a match score."""

from __future__ import annotations

import httpx


def test_a_search_gives_flat_entities_best_first(http: httpx.Client) -> None:
    found = http.get("/v2/search", params={"name": "Nicolas Maduro", "type": "person", "limit": 3}).json()["entities"]
    first = found[0]
    assert first["entityType"] == "person"
    assert first["sourceList"] == "us_ofac_sdn"
    assert first["sourceID"] == "22790"
    assert first["person"]["name"] == first["name"]
    assert first["person"]["birthDate"] == "1962-11-23T00:00:00Z"
    assert first["sanctionsInfo"]["programs"]
    assert 0 < first["match"] <= 1
    assert [each["match"] for each in found] == sorted((each["match"] for each in found), reverse=True)


def test_the_least_score_and_the_source_hold(http: httpx.Client) -> None:
    asked = {"name": "Huawei Technologies", "minMatch": "0.9", "source": "us_889", "type": "business"}
    found = http.get("/v2/search", params=asked).json()["entities"]
    assert found
    assert all(each["match"] >= 0.9 and each["sourceList"] == "us_889" for each in found)


def test_a_search_for_nobody_or_an_unknown_kind_is_refused(http: httpx.Client) -> None:
    assert http.get("/v2/search").status_code == 400
    assert http.get("/v2/search", params={"name": "x", "type": "robot"}).status_code == 400
    assert http.get("/v2/search", params={"name": "x", "source": "no_list"}).status_code == 404


def test_the_lists_are_counted_and_hashed(http: httpx.Client) -> None:
    info = http.get("/v2/listinfo").json()
    assert info["lists"]["us_bis_el"] > 3_000
    assert len(info["listHashes"]["us_bis_el"]) == 64

"""A real OpenRefine reconciles a column of vendors against the lists, as a person would."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from api import openrefine

_VENDORS = ["vendor", "Hytera Communications Corporation", "Modesto Sunrise Bakery", "Hikvision Kunming Technology"]


@pytest.fixture(scope="module")
def refine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[openrefine.OpenRefine]:
    if not openrefine.installed():
        pytest.skip(openrefine.INSTALL)
    with openrefine.running(tmp_path_factory.mktemp("openrefine")) as found:
        yield found


def test_a_column_is_reconciled_judged_and_extended(refine: openrefine.OpenRefine, address: str) -> None:
    service = f"{address}/reconcile/us_889"
    manifest = httpx.get(service).json()
    project = refine.create(_VENDORS)
    assert "Company" in refine.guess_types(project, "vendor", service)

    refine.reconcile(project, "vendor", manifest, service)
    (hytera, by_service), (bakery, none), (hikvision, _) = refine.rows(project)
    assert (hytera[0], bakery[0], hikvision[0]) == tuple(_VENDORS[1:])
    assert by_service["j"] == "matched"
    assert by_service["m"]["id"].startswith("us-889.")
    assert "hytera" in by_service["m"]["name"].lower()
    assert none["j"] == "none"
    assert none["c"] == []

    candidate = next(each for each in refine.rows(project)[2][1]["c"] if "Hikvision" in each["name"])
    refine.judge(project, 2, candidate, manifest)
    judged = refine.rows(project)[2][1]
    assert judged["j"] == "matched"
    assert judged["m"]["id"] == candidate["id"]

    refine.extend(project, "vendor", "country", manifest, service)
    assert [cells[1] if len(cells) > 1 else None for cells, _ in refine.rows(project)] == ["cn", None, "cn"]


def test_the_address_that_openrefine_opens_for_a_match_shows_that_party(http: httpx.Client) -> None:
    manifest = http.get("/reconcile/us_889").json()
    id_ = http.get("/reconcile/us_889/suggest/entity", params={"prefix": "hytera"}).json()["result"][0]["id"]
    assert http.get(manifest["view"]["url"].replace("{{id}}", id_)).json()["id"] == id_
    preview = http.get(manifest["preview"]["url"].replace("{{id}}", id_))
    assert preview.headers["content-type"] == "text/html; charset=utf-8"
    assert "frame-ancestors *" in preview.headers["content-security-policy"]
    assert "default-src 'none'" in preview.headers["content-security-policy"]
    assert "Hytera" in preview.text


def test_a_service_previews_its_own_parties_only(http: httpx.Client) -> None:
    assert http.get("/reconcile/us_889/preview", params={"id": "us-ofac-sdn.22790"}).status_code == 404
    assert http.get("/reconcile/default/preview", params={"id": "nobody"}).status_code == 404
    assert http.get("/reconcile/us_ofac_sdn/preview", params={"id": "us-ofac-sdn.22790"}).status_code == 200

"""The shape of trade.gov's Consolidated Screening List API, over a real server and the bundled editions."""

from __future__ import annotations

import httpx
import pytest

PATH = "/consolidated_screening_list/v1/search"
#: The fields of a result in that API.
FIELDS = frozenset(
    "id entity_number name alt_names type source source_information_url source_list_url programs addresses country ids"
    " dates_of_birth places_of_birth nationalities citizenships title start_date end_date federal_register_notice"
    " license_requirement license_policy standard_order remarks call_sign vessel_type vessel_flag vessel_owner"
    " gross_tonnage gross_registered_tonnage".split()
)


def test_a_listing_has_every_field_of_that_interface_and_what_the_list_says(http: httpx.Client) -> None:
    answer = http.get(PATH, params={"name": "Huawei Technologies Co", "sources": "EL"}).json()
    assert answer["total"] == len(answer["results"]) or answer["total"] > 10
    (huawei,) = [each for each in answer["results"] if each["name"] == "Huawei Technologies Co., Ltd."]
    assert set(huawei) == FIELDS
    assert huawei["source"] == "Entity List (EL) - Bureau of Industry and Security"
    assert (huawei["start_date"], huawei["end_date"]) == ("2019-05-16", None)
    assert huawei["federal_register_notice"] == "84 FR 22963"
    assert "EAR" in huawei["license_requirement"]
    assert any("Bantian" in each["address"] for each in huawei["addresses"])
    (used,) = answer["sources_used"]
    assert used["source"] == huawei["source"]
    assert used["source_last_updated"] > "2025"


def test_a_misspelt_name_is_found_with_its_score_best_first(http: httpx.Client) -> None:
    assert http.get(PATH, params={"name": "Hwawei Tecnologies"}).json()["total"] == 0
    found = http.get(PATH, params={"name": "Hwawei Tecnologies Co Ltd", "fuzzy_name": "true"}).json()["results"]
    assert "Huawei" in found[0]["name"]
    scores = [each["score"] for each in found]
    assert scores == sorted(scores, reverse=True)
    assert 0 < scores[0] <= 100


def test_results_are_narrowed_by_source_type_country_address_and_day_and_paged(http: httpx.Client) -> None:
    def total(**asked: str | int) -> int:
        return int(http.get(PATH, params=asked).json()["total"])

    everything = total()
    assert everything > 10_000
    assert total(sources="SDN") + total(sources="EL") == total(sources="SDN,EL") < everything
    assert total(types="Individual") + total(types="Entity") < everything
    assert 0 < total(countries="CN") < total(countries="CN,RU")
    assert 0 < total(address="Bantian") < 50
    assert 0 < total(sources="EL", start_date="2019-05-01 TO 2019-05-31") < 200
    first = http.get(PATH, params={"sources": "EL", "size": 5}).json()["results"]
    second = http.get(PATH, params={"sources": "EL", "size": 5, "offset": 5}).json()["results"]
    assert len({each["id"] for each in [*first, *second]}) == 10


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        ({"sources": "XYZ"}, 400, "DPL"),
        ({"types": "Robot"}, 400, "Individual"),
        ({"start_date": "last year"}, 400, "start_date"),
        ({"start_date": "2019-02-31"}, 400, "start_date"),
        ({"size": 51}, 422, "size"),
        ({"colour": "red"}, 422, "colour"),
    ],
)
def test_what_cannot_be_asked_is_told(http: httpx.Client, asked: dict[str, str], status: int, told: str) -> None:
    answer = http.get(PATH, params=asked)
    assert (answer.status_code, told in answer.text) == (status, True), answer.text

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from debar.model import Designation, Identification, Money, Strength
from debar.report.records import edition_data, finding_data, match_data, to_json
from debar.report.tables import list_data
from unit.report.sample import EDITIONS, HOSTILE, TODAY, finding, hostile, name_match


def test_a_finding_has_exactly_the_contracts_keys() -> None:
    data = finding_data(finding(12))
    assert list(data) == [
        "id", "ground", "outcome", "sentence", "subject", "maker", "identifications", "rules", "not_checked",
        "editions",
    ]  # fmt: skip
    assert {
        "kind",
        "source",
        "row",
        "sha256",
        "text",
        "supplier",
        "date",
        "amount",
        "buyer",
        "funding",
        "original",
    } <= set(data["subject"])
    assert {"kind", "text", "span", "maker", "said", "strength", "because", "evidence"} <= set(
        data["identifications"][0]
    )
    assert set(data["rules"][0]) == {
        "rule", "title", "outcome", "because", "missing", "in_force", "citations", "duties", "would_change",
        "unverified",
    }  # fmt: skip


def test_values_are_written_as_the_contract_shows_them() -> None:
    data = finding_data(finding(12))
    assert data["outcome"] == "depends"
    assert data["maker"] == {"id": "hikvision", "name": "Hangzhou Hikvision Digital Technology Co., Ltd."}
    subject = data["subject"]
    assert subject["date"] == "2021-04-10"
    assert subject["amount"] == {"value": "15476.50", "currency": "USD"}
    assert subject["buyer"] == {
        "name": "Larkfield Unified School District",
        "type": "school-district",
        "state": "CA",
        "evidence": "name grammar",
    }
    assert subject["constructed"] is True
    assert data["identifications"][0]["span"] == [6, 30]
    depends = next(rule for rule in data["rules"] if rule["outcome"] == "depends")
    assert depends["missing"] == ["funding"]
    assert depends["in_force"] == ["2020-08-13", None]
    assert depends["citations"] == [
        {"title": "2 CFR 200.216", "url": "https://www.ecfr.gov/current/title-2/section-200.216"}
    ]


def test_what_is_unknown_is_null_and_what_does_not_apply_is_left_out() -> None:
    bare = replace(finding(1, date=None, amount=None, constructed=False), maker=None, identifications=())
    data = finding_data(bare)
    assert data["maker"] is None
    assert data["subject"]["date"] is None
    assert data["subject"]["amount"] is None
    assert "constructed" not in data["subject"]
    assert "page" not in data["subject"]


def test_the_place_stands_beside_the_row() -> None:
    subject = finding_data(finding(1, place={"sheet": "PO", "page": 3, "line": 7, "row": "never"}))["subject"]
    assert (subject["row"], subject["page"], subject["line"], subject["sheet"]) == (2, 3, 7, "PO")


def test_a_hit_in_the_suppliers_name_has_no_span() -> None:
    hit = Identification(
        kind="name",
        text="ZTE Corp",
        strength=Strength.EXACT,
        because="same name",
        entity="us-889:zte",
        field="supplier",
    )
    data = finding_data(replace(finding(1), identifications=(hit,)))["identifications"][0]
    assert (data["span"], data["field"], data["maker"], data["entity"]) == (None, "supplier", None, "us-889:zte")


def test_dates_decimals_and_sets_among_the_facts_become_json() -> None:
    facts = {"award": date(2021, 3, 1), "share": Decimal("0.50"), "codes": frozenset({"b", "a"}), "x": float("nan")}
    subject = finding_data(finding(1, facts=facts))["subject"]
    assert json.loads(to_json(subject["facts"])) == {
        "award": "2021-03-01",
        "share": "0.50",
        "codes": ["a", "b"],
        "x": "nan",
    }


def test_a_huge_amount_stays_short() -> None:
    assert finding_data(finding(1, amount=Money(Decimal("1E+999999"))))["subject"]["amount"]["value"] == "1E+999999"


@given(st.text())
def test_json_gives_every_text_back_and_prints_no_control_or_direction_mark(text: str) -> None:
    line = to_json({"text": text})
    assert json.loads(line) == {"text": text}
    assert line.isprintable() or not set(line) & set("\x1b\x9b\n\r\u2028\u2029\u202e")
    line.encode("utf-8")
    assert len(line.splitlines()) == 1


def test_json_keeps_a_hostile_record_as_it_was() -> None:
    data = json.loads(to_json(finding_data(hostile())))
    assert data["subject"]["text"] == HOSTILE
    assert data["subject"]["original"] == {"=cmd|' /C calc'!A0": "+1\x00"}


def test_json_is_the_same_each_time() -> None:
    assert to_json(finding_data(finding(7))) == to_json(finding_data(finding(7)))


def test_a_name_match_has_the_contracts_shape() -> None:
    data = match_data(17, "Hangzhou Hikvision Digital", [name_match()], editions={"lists": {"us-bis-el": "b"}})
    assert list(data) == ["row", "query", "matches", "editions"]
    match = data["matches"][0]
    assert match["score"] == 0.9345  # cut, not rounded
    assert (match["entity"], match["list"], match["outcome"]) == ("us-bis-el:hik-1", "us-bis-el", "match")
    assert match["designations"] == [
        {
            "list": "us-bis-el",
            "program": "Entity List",
            "from": "2019-10-09",
            "to": None,
            "citations": [{"title": "84 FR 54002", "url": ""}],
        }
    ]


def test_a_designation_that_ended_says_so() -> None:
    over = Designation(list="us-889", to=date(2020, 1, 2))
    entity = replace(name_match().entity, designations=(over,))
    assert match_data(1, "x", [name_match(entity=entity)])["matches"][0]["designations"][0]["to"] == "2020-01-02"


def test_an_editions_age_counts_from_the_day_it_was_published() -> None:
    assert edition_data(EDITIONS[0], TODAY)["age_days"] == (TODAY - date(2026, 8, 20)).days
    unpublished = replace(EDITIONS[0], published=None)
    assert edition_data(unpublished, TODAY)["age_days"] == (TODAY - date(2026, 11, 1)).days
    assert edition_data(EDITIONS[0], date(2020, 1, 1))["age_days"] == 0


def test_a_shown_list_has_the_contracts_keys() -> None:
    data = list_data(EDITIONS[0], TODAY)
    assert data["entities"] == 16
    assert data["age_days"] == 94
    assert data["edition"]["sha256"] == "a" * 64

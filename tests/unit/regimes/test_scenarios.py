"""Scenario files: read, refused with the place of the mistake, and reported in the shape of the format."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from debar.errors import InputError
from debar.model import Designation
from debar.regimes.scenarios import load_scenarios, make_case, parse_scenarios, run, scenario_files
from debar.regimes.schema import load_rules

RULES = load_rules()
HEAD = "format: debar-scenarios/1\nscenarios:\n"
OWNED = "- {{id: a, date: '2022-05-01', facts: {{owners: [{}]}}}}"
CITY = "- {id: a, date: '2022-05-01', buyer: {type: city, state: OH}, item: {maker: Hikvision}, funding: [own]"


def resolve(name: str, on: date | None) -> tuple[tuple[str, ...], tuple[Designation, ...]]:
    assert on
    return (
        (("hikvision",), (Designation(list="us-bis-el", from_=date(2019, 10, 9)),)) if "Hikvision" in name else ((), ())
    )


def test_a_report_has_the_shape_of_the_format() -> None:
    text = HEAD + CITY + ", expect: [{rule: us-889-b, outcome: not-covered}]}"
    report = run(parse_scenarios(text, "f"), RULES, resolve)
    assert (report["passed"], report["failed"]) == (1, 0)
    case = report["cases"][0]
    assert case["id"] == "a"
    assert case["passed"] is True
    assert case["failures"] == []
    assert case["not_checked"] == ["state law of OH not checked"]
    result = next(r for r in case["results"] if r["rule"] == "us-889-b")
    assert set(result) >= {"rule", "outcome", "because", "missing", "citations"}
    assert result["citations"][0] == {
        "title": "2 CFR 200.216",
        "url": "https://www.ecfr.gov/current/title-2/section-200.216",
    }
    json.dumps(report)


def test_a_case_without_expectations_is_only_reported() -> None:
    case = run(parse_scenarios(HEAD + CITY + "}", "f"), RULES, resolve)["cases"][0]
    assert "passed" not in case
    assert "failures" not in case
    assert "not-covered" not in {result["outcome"] for result in case["results"]}


def test_asking_for_rules_reports_those_rules() -> None:
    case = run(parse_scenarios(HEAD + CITY + ", ask: [us-889]}", "f"), RULES, resolve)["cases"][0]
    assert [result["rule"] for result in case["results"]] == ["us-889-a1a", "us-889-a1b", "us-889-b"]


def test_of_several_rules_of_a_prefix_the_most_severe_counts() -> None:
    text = HEAD + CITY.replace("[own]", "['federal-grant:2022-01-01']")
    text += ", purpose: public safety, expect: [{rule: us-889, outcome: prohibited}]}"
    assert run(parse_scenarios(text, "f"), RULES, resolve)["passed"] == 1


@pytest.mark.parametrize(
    ("expectation", "says"),
    [
        ("{rule: us-889-b, outcome: prohibited}", "expected prohibited, got not-covered"),
        ("{rule: us-nothing, outcome: info}", "no rule of this id"),
        ("{rule: us-889-b, outcome: not-covered, missing: [funding]}", "'funding' is not named as missing"),
    ],
)
def test_a_failure_says_what_was_expected_and_why_it_is_otherwise(expectation: str, says: str) -> None:
    report = run(parse_scenarios(HEAD + CITY + f", expect: [{expectation}]}}", "f"), RULES, resolve)
    assert report["failed"] == 1
    assert says in report["cases"][0]["failures"][0]


def test_a_state_that_is_not_named_as_unchecked_fails() -> None:
    report = run(parse_scenarios(HEAD + CITY + ", not_checked: [KS]}", "f"), RULES, resolve)
    assert report["cases"][0]["failures"] == ["KS is not named in not_checked"]


def test_names_are_resolved_on_the_day_of_the_case() -> None:
    text = (
        HEAD
        + "- {id: a, date: '2022-05-01', counterparty: Hikvision, item: {maker: Hikvision, components: [Hikvision]}}"
    )
    case = make_case(parse_scenarios(text, "f")[0], resolve)
    assert case.item.makers == ("hikvision",)
    assert case.item.components == ("hikvision",)
    assert case.counterparty.makers == ("hikvision",)
    assert case.designations[0].list == "us-bis-el"


def test_unknown_keys_are_noted_and_ignored() -> None:
    scenarios = parse_scenarios(HEAD + CITY + ", colour: red}", "f")
    assert len(scenarios) == 1
    assert "'colour' is not known" in scenarios.notes[0]
    assert run(scenarios, RULES, resolve)["notes"] == list(scenarios.notes)


def test_json_of_the_same_shape_is_read(tmp_path: Path) -> None:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"format": "debar-scenarios/1", "scenarios": [{"id": "a", "date": "2022-05-01"}]}))
    assert load_scenarios(path)[0].date == date(2022, 5, 1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("format: debar-ownership/1\ncases: []", "format is 'debar-ownership/1'"),
        ("scenarios: []", "format is None"),
        ("- a\n- b", "not a scenario file"),
        ("", "not a scenario file"),
        ("format: debar-scenarios/1", "'scenarios' is missing"),
        (HEAD + "- {date: '2022-05-01'}", "scenario 1: key 'id' is missing"),
        (HEAD + "- {id: a}", r"scenario 1 \(a\): key 'date' is missing"),
        (HEAD + "- {id: a, date: soon}", "'soon' is no date"),
        (HEAD + "- {id: a, date: '2022-05-01', action: steal}", "'steal' is not known"),
        (HEAD + "- {id: a, date: '2022-05-01', buyer: {type: king}}", "'king' is not known"),
        (HEAD + "- {id: a, date: '2022-05-01', funding: [gold]}", "'gold' is not known"),
        (HEAD + "- {id: a, date: '2022-05-01', expect: [{rule: x}]}", "'outcome' is missing"),
        (HEAD + "- {id: a, date: '2022-05-01', expect: {rule: x}}", "a list is needed"),
        (HEAD + "- {id: a, date: '2022-05-01'}\n- {id: a, date: '2022-05-01'}", "'a' stands there twice"),
        (HEAD + "- {id: a, date: '2022-05-01', buyer: {state: ZZ}}", r"\(a\)\.buyer\.state: 'ZZ' is no US state"),
        (HEAD + "- {id: a, date: '2022-05-01', buyer: {country: QQ}}", r"\.buyer\.country: 'QQ' is no country"),
        (HEAD + "- {id: a, date: '2022-05-01', buyer: {federal_contractor: top}}", r"federal_contractor: 'top' is not"),
        (HEAD + "- {id: a, date: '2022-05-01', buyer: {branch: royal}}", r"\.buyer\.branch: 'royal' is not known"),
        (HEAD + "- {id: a, date: '2022-05-01', buyer: {dod: maybe}}", r"\.buyer\.dod: 'maybe' is no flag"),
        (HEAD + "- {id: a, date: '2022-05-01', amount: -3}", r"\.amount: -3 is no amount"),
        (HEAD + "- {id: a, date: '2022-05-01', amount: much}", r"\.amount: 'much' is no amount"),
        (HEAD + OWNED.format("{percent: -60}"), r"\.facts\.owners\[0\]\.percent: -60 percent is not within 0 and 100"),
        (HEAD + OWNED.format("{percent: most}"), r"owners\[0\]\.percent: 'most' is no percentage"),
        (HEAD + OWNED.format("{percent: 70}, {percent: 40}"), r"owners: the shares come to 110 percent"),
        (HEAD + OWNED.format("{percent_min: 30, percent_max: 20}"), r"owners\[0\]: from 30 to 20 percent is no range"),
        (HEAD + OWNED.format("{list: us-none}"), r"owners\[0\]\.list: 'us-none' is not known"),
        (HEAD + OWNED.format("{country: QQ}"), r"owners\[0\]\.country: 'QQ' is no country"),
        (HEAD + OWNED.format("70"), r"owners\[0\]: a mapping of keys is needed"),
        (HEAD + "- {id: a, date: '2022-05-01', facts: {owners: X}}", r"owners: a list of owners is needed"),
        (HEAD + "- {id: a, date: '2022-05-01', facts: {voting_interest: 120}}", r"voting_interest: 120 percent is not"),
        (HEAD + "- [x", "not valid YAML"),
        ("{", "not valid JSON"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        parse_scenarios(text, "cases.yml")
    assert str(caught.value).startswith("cases.yml")


def test_a_missing_or_binary_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_scenarios(tmp_path / "none.yml")
    (tmp_path / "b.yml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not a text file"):
        load_scenarios(tmp_path / "b.yml")


def test_the_files_of_a_folder_are_those_below_it_in_the_order_of_their_paths(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    for name in ("b.yml", "more/a.json", "makers.toml"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    assert scenario_files(tmp_path) == [tmp_path / "b.yml", tmp_path / "more" / "a.json"]
    assert scenario_files(tmp_path / "b.yml") == [tmp_path / "b.yml"]


def test_a_folder_without_a_scenario_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no scenario file"):
        scenario_files(tmp_path)

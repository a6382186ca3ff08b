"""Rule files: every fact has a source, mistakes are named with file and key, data survive the compiled reference."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from debar.errors import DataError
from debar.regimes.checklist import rule_row
from debar.regimes.codec import encode
from debar.regimes.rule import Rule
from debar.regimes.schema import load_rules, rules_from_data, rules_to_data

RULES = load_rules()
NEEDED = """
us-889-a1a us-889-a1b us-889-b us-far-52204 us-ndaa18-1634 us-ndaa18-1656 us-fcc-covered-list us-fcc-ea
us-fcc-subsidy us-fcc-usf549 us-fcc-rip-replace us-fcc-sec214 us-bis-entity-list us-bis-huawei-fdpr
us-bis-affiliates50 us-bis-meu us-bis-uvl us-bis-dpl us-ofac-sdn us-ofac-50 us-ofac-fse us-ofac-nscmic
us-ofac-glomag us-dod-1260h us-ndaa23-5949 us-fascsa us-asda us-ndaa20-848 us-tiktok us-ndaa25-1709 us-ndaa24-154
us-uflpa us-cfius us-icts-kaspersky us-icts-vehicles us-ear-embargo-wmd st-vt-2019 st-la-1753-1 st-tx-2116
st-tx-ga48 st-tx-prohibited-tech st-fl-287-138 st-fl-286-101 st-fl-uas st-ga-china st-sd-2023 st-id-2023 st-ar-2023
st-in-2023 st-ne-lb1300 st-tn-ppa st-co-sb151
""".split()

SMALL: dict[str, Any] = {
    "id": "us-test",
    "title": "A rule",
    "short": "The rule",
    "jurisdiction": "US",
    "authority": "nobody",
    "summary": "It bars nothing.",
    "sources": [{"id": "s", "title": "A source"}],
    "phases": [{"id": "p", "from": "2020-01-01", "text": "t", "citations": [{"title": "1 X 1"}], "sources": ["s"]}],
    "clauses": [{"id": "c", "binds": "b", "covers": "c", "says": "It says so.", "outcome": "prohibited"}],
}


def write(folder: Path, data: Any, name: str = "us-test.yml") -> Path:
    (folder / name).write_text(yaml.safe_dump(data), "utf-8")
    return folder


def changed(**changes: Any) -> dict[str, Any]:
    return {**json.loads(json.dumps(SMALL)), **changes}


def test_all_rules_of_the_contract_are_held() -> None:
    assert set(NEEDED) <= {rule.id for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_phase_has_a_source_and_a_citation(rule: Rule) -> None:
    """A phase without a source is refused on load; what no source was read for is marked as such."""
    named = {source.id for source in rule.sources}
    for clause in rule.clauses:
        for phase in rule.phases_of(clause):
            assert phase.sources
            assert set(phase.sources) <= named
            assert phase.citations


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_source_is_used(rule: Rule) -> None:
    parts = (*rule.clauses, *rule.phases, *rule.penalties, *rule.attributes)
    text = json.dumps([encode(part) for part in parts])
    assert [source.id for source in rule.sources if f'"{source.id}"' not in text] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_state_rule_binds_bodies_of_its_own_state(rule: Rule) -> None:
    states = {state for clause in rule.clauses for party in clause.who for state in party.states}
    assert states == ({rule.jurisdiction[3:]} if rule.jurisdiction != "US" else set())


def test_compiled_data_give_equal_rules() -> None:
    text = json.dumps(rules_to_data(RULES))
    again = rules_from_data(json.loads(text))
    assert again == RULES
    assert [rule.version for rule in again] == [rule.version for rule in RULES]


def test_a_version_changes_with_any_fact(tmp_path: Path) -> None:
    one = load_rules(write(tmp_path, SMALL))[0]
    two = load_rules(write(tmp_path, changed(summary="It bars something.")))[0]
    assert one.version != two.version
    assert len(one.version) == 12


def test_a_row_shows_the_phase_of_the_day() -> None:
    rule = next(rule for rule in RULES if rule.id == "us-889-a1a")
    assert rule_row(rule, date(2019, 8, 12))["status"] == "enacted"
    assert rule_row(rule, date(2019, 8, 13))["from"] == "2019-08-13"
    assert rule_row(rule, date(2010, 1, 1))["from"] == "2018-08-13"
    assert rule_row(rule, date(2030, 1, 1))["citation"].startswith("FAR 40.2")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (changed(colour="red"), "unknown key 'colour'"),
        ({k: v for k, v in SMALL.items() if k != "short"}, "key 'short' is missing"),
        (changed(id="nonsense rule"), "no rule id"),
        (changed(clauses=[]), "needs a clause"),
        (changed(phases=[{**SMALL["phases"][0], "from": "2020-02-30"}]), "no date"),
        (changed(phases=[{**SMALL["phases"][0], "to": "2019-01-01"}]), "is before"),
        (changed(phases=[{**SMALL["phases"][0], "sources": []}]), "a source is needed"),
        (changed(phases=[{**SMALL["phases"][0], "sources": ["x"]}]), "'x' is not known"),
        (changed(phases=[{**SMALL["phases"][0], "citations": []}]), "needs a citation"),
        (changed(phases=[{**SMALL["phases"][0], "status": "asleep"}]), "'asleep' is not known"),
        (changed(phases=[SMALL["phases"][0], {**SMALL["phases"][0], "id": "q", "from": "2021-01-01"}]), "overlaps"),
        (changed(clauses=[{**SMALL["clauses"][0], "outcome": "forbidden"}]), "'forbidden' is none of"),
        (changed(clauses=[{**SMALL["clauses"][0], "outcome": "exempt"}]), "not known here"),
        (changed(clauses=[{**SMALL["clauses"][0], "actions": ["steal"]}]), "'steal' is not known"),
        (changed(clauses=[{**SMALL["clauses"][0], "says": "{who} and {colour}"}]), "'colour' is not known"),
        (changed(clauses=[{**SMALL["clauses"][0], "who": [{"types": ["king"]}]}]), "'king' is not known"),
        (changed(clauses=[{**SMALL["clauses"][0], "subjects": [{"in": ["item"]}]}]), "a subject names"),
        (changed(clauses=[{**SMALL["clauses"][0], "tests": [{"field": "fact:user"}]}]), "`missing` must name"),
        (changed(clauses=[{**SMALL["clauses"][0], "tests": [{"field": "fact:x"}]}]), "'x' is not known"),
        (changed(clauses=[{**SMALL["clauses"][0], "tests": [{"field": "moon"}]}]), "no field"),
        (changed(clauses=SMALL["clauses"] * 2), "stands there twice"),
        (["a", "list"], "a mapping is needed"),
    ],
)
def test_a_wrong_rule_file_is_refused_with_file_and_key(tmp_path: Path, data: Any, says: str) -> None:
    with pytest.raises(DataError) as caught:
        load_rules(write(tmp_path, data))
    assert says in str(caught.value)
    assert "us-test.yml" in str(caught.value)


def test_broken_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "us-test.yml").write_text("id: [1\nb: c\n", "utf-8")
    with pytest.raises(DataError, match=r"us-test\.yml, line \d+, column \d+"):
        load_rules(tmp_path)


def test_a_rule_id_given_twice_is_refused(tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    with pytest.raises(DataError, match="another file"):
        load_rules(write(tmp_path, SMALL, "us-test-2.yml"))


def test_yaml_is_not_loaded_at_run_time() -> None:
    """Judging by compiled rules does not import the YAML parser."""
    code = (
        "import sys, debar.regimes.schema, debar.regimes.engine, debar.regimes.scenarios; print('yaml' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

"""A false match is remembered for its ground, and reopened with the reason when what it rests on changes.

Over both databases, with the lists, catalog and rules that ship; a change is made in the data that a judgement reads.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pytest
from sqlalchemy import text

from debar.desk import open_desk
from debar.desk.casework import Decided, make_decision
from debar.desk.desk import Desk
from debar.desk.replay import replay
from debar.model import Finding
from debar.model.casework import KeptScan
from debar.report.records import finding_data
from debar.screening.reference import Reference
from debar.screening.reference_file import Section
from debar.screening.screen import screen
from debar.store import Store
from debar.store.errors import StoreError

TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, tzinfo=UTC)
Data = dict[str, Any]

#: By ground: the text, the supplier, and the maker that is set aside.
GROUNDS: Mapping[str, tuple[str, str, str]] = {
    "brand": ("Dahua tent rental", "", "dahua"),
    "model": ("Hikvision DS-2CD2143G0-I dome camera", "", "hikvision"),
    "relabel": ("LTS CMIP8C42W-28 turret camera", "", "hikvision"),
    "name": ("monthly radio service", "Hytera Communications", "hytera"),
}


@cache
def reference() -> Reference:
    return open_desk(None, today=TODAY).reference


def judged(item: str, supplier: str, maker: str, by: Reference) -> tuple[Finding, Data]:
    asked = {"buyer": "City of Modesto CA", "state": "CA", "date": "2023-05-01"}
    found = Desk(by, TODAY).check_all(item, supplier=supplier, **asked)
    chosen = next(each for each in found if each.maker and each.maker[0] == maker)
    return chosen, finding_data(chosen)


def changed_law(name: str, change: Callable[[Any], None]) -> Reference:
    """The lists under a catalog or rules that differ by ``change``."""
    data = json.loads(reference().law[name][1])
    change(data)
    return reference().with_law({name: ("changed", json.dumps(data).encode())})


def changed_list(id_: str, change: Callable[[Data], None]) -> Reference:
    """The same with one listed party as another edition has it."""
    held = reference()
    records = [
        bytes(held.entities.blob[held.entities.offsets[at] : held.entities.offsets[at + 1]])
        for at in range(len(held.entities))
    ]
    at = list(held.entity_ids).index(id_)
    data = json.loads(records[at])
    change(data)
    records[at] = json.dumps(data).encode()
    ends = [0]
    for record in records:
        ends.append(ends[-1] + len(record))
    offsets = memoryview(b"".join(end.to_bytes(8, "little") for end in ends))
    sections = {
        **held._sections,
        "entities": Section("bytes", (ends[-1],), memoryview(b"".join(records))),
        "entity_offsets": Section("<i8", (len(ends),), offsets),
    }
    return Reference(held._meta, sections)


def set_aside(store: Store, data: Data, by: Reference) -> None:
    made = make_decision(data, by, "false-match", "not theirs", actor="ana", at=AT)
    with store.writing() as writer:
        writer.casework.decide(made)


def standing(store: Store, data: Data, by: Reference) -> tuple[bool, str]:
    found = Decided(store.casework.decisions(), by, TODAY).standing(data)
    assert found is not None
    return found.holds, found.because


@pytest.mark.parametrize("ground", GROUNDS)
def test_a_false_match_holds_in_other_records_while_nothing_changed(store: Store, ground: str) -> None:
    finding, data = judged(*GROUNDS[ground], reference())
    assert ground in {each.kind for each in finding.identifications}
    set_aside(store, data, reference())
    again = {**data, "id": "f" * 20, "subject": {**data["subject"], "row": 99}}
    assert standing(store, again, reference()) == (True, "")


@pytest.mark.parametrize("ground", ["brand", "model", "relabel"])
def test_a_changed_catalog_row_reopens_it(store: Store, ground: str) -> None:
    _, data = judged(*GROUNDS[ground], reference())
    set_aside(store, data, reference())
    rows = [row for hit in data["identifications"] for row in hit["rows"]]
    table, _, id_ = next(row for row in rows if row.startswith(f"{ground}s/")).partition("/")

    def change(catalog: Any) -> None:
        row = next(row for row in catalog["tables"][table] if row["id"] == id_)
        row["evidence"] = [*row["evidence"], row["evidence"][0]] if isinstance(row["evidence"], list) else "changed"

    assert standing(store, data, changed_law("catalog", change)) == (
        False,
        "a catalog row that it rests on has changed",
    )
    other = changed_law("catalog", lambda catalog: catalog["tables"]["terms"].pop())
    assert standing(store, data, other)[0]


@pytest.mark.parametrize("ground", GROUNDS)
def test_a_changed_rule_reopens_it_and_another_rule_does_not(store: Store, ground: str) -> None:
    _, data = judged(*GROUNDS[ground], reference())
    set_aside(store, data, reference())
    made = store.casework.decisions()[0]
    bound = [name.removeprefix("rule:") for name in made.basis if name.startswith("rule:")]
    assert bound

    def change(rules: Any, id_: str) -> None:
        row = next(row for row in rules if row["id"] == id_)
        row["title"] = f"{row['title']} (changed)"

    by = changed_law("rules", lambda rules: change(rules, bound[0]))
    assert standing(store, data, by) == (False, f"the rule {bound[0]} has changed")
    unbound = next(rule.id for rule in reference().rules if rule.id not in bound)
    assert standing(store, data, changed_law("rules", lambda rules: change(rules, unbound)))[0]


def test_another_edition_reopens_it_only_where_it_says_something_else_of_the_party(store: Store) -> None:
    _, data = judged(*GROUNDS["name"], reference())
    set_aside(store, data, reference())
    entity = next(each["entity"] for each in data["identifications"] if each.get("entity"))
    renamed = changed_list(entity, lambda party: party["names"].append("Another Name Ltd"))
    assert standing(store, data, renamed) == (False, "the names or numbers of the listed party have changed")
    listed = changed_list(entity, lambda party: party["designations"].append(party["designations"][0]))
    assert standing(store, data, listed) == (False, "what the lists say of the party has changed")
    other = next(each for each in reference().entity_ids if each not in json.dumps(data))
    assert standing(store, data, changed_list(other, lambda party: party["names"].append("Else")))[0]


def test_each_ground_of_a_pair_is_remembered_by_itself(store: Store) -> None:
    _, data = judged(*GROUNDS["brand"], reference())
    set_aside(store, data, reference())
    hit = {**data["identifications"][0], "kind": "model", "strength": "exact"}
    by_model = {**data, "identifications": [hit]}
    assert standing(store, by_model, reference()) == (False, "it is recognised by model, and was by brand")
    set_aside(store, by_model, reference())
    assert standing(store, by_model, reference())[0]
    assert standing(store, data, reference())[0]


def kept_case(store: Store, by: Reference) -> tuple[Any, Any, Finding]:
    purchase = judged(*GROUNDS["model"], reference())[0].subject
    finding = next(each for each in screen([purchase], by) if each.maker and each.maker[0] == "hikvision")
    scan = KeptScan(id=0, key="k", name="po", at="2026-11-22T00:00:00+00:00", actor="ana", editions=by.editions_data)
    with store.writing() as writer:
        kept = writer.casework.keep_scan(scan, [finding_data(finding)])
        writer.casework.keep_law(by.law)
    return store.casework.finding(finding.id), store.casework.scan(kept.id), finding


def test_a_past_case_is_judged_by_the_rules_and_the_catalog_of_then(store: Store) -> None:
    def repeal(rules: Any) -> None:
        rules[:] = [row for row in rules if row["id"] != "us-889-b"]

    then = changed_law("rules", repeal)
    kept, scan, finding = kept_case(store, then)
    done = replay(Desk(reference(), TODAY), store.casework, kept, scan, finding.subject)
    assert done.same
    assert done.limits == ()
    assert done.again is not None
    assert done.again["editions"]["rules"] == "changed"
    assert "us-889-b" not in {rule["rule"] for rule in done.again["rules"]}


def alter(store: Store, statement: str, **values: str) -> None:
    with store._engine.begin() as connection:
        connection.execute(text(statement), values)
    store.refresh()


def test_what_cannot_be_replayed_as_then_says_why(store: Store) -> None:
    then = changed_law("catalog", lambda catalog: catalog["tables"]["terms"].pop())
    kept, scan, finding = kept_case(store, then)
    desk = Desk(reference(), TODAY)
    alter(store, "DELETE FROM law WHERE name = 'catalog'")
    done = replay(desk, store.casework, kept, scan, finding.subject)
    assert done.limits == ("the catalog of then (changed) was not kept: judged by those of today",)
    with store.writing() as writer:
        writer.casework.keep_law(then.law)
    alter(store, "UPDATE law SET sha256 = :other WHERE name = 'catalog'", other="0" * 64)
    with pytest.raises(StoreError, match="copy of the catalog changed is damaged"):
        replay(desk, store.casework, kept, scan, finding.subject)

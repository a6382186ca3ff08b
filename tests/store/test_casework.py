"""Casework over both databases: scans kept whole, pages by key, decisions, and a log that no edit escapes."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from debar.errors import InputError
from debar.model.casework import FindingDecision, KeptScan
from debar.store import DECIDED, Store, note_of
from debar.store.audit_chain import START

AT = "2026-11-22T00:00:00+00:00"


def finding(number: int, outcome: str = "review", maker: str = "dahua", state: str = "CA") -> dict[str, Any]:
    return {
        "id": f"{number:020x}",
        "outcome": outcome,
        "subject": {"text": f"camera {number} 大华", "date": None, "buyer": {"type": "city", "state": state}},
        "maker": {"id": maker, "name": maker.title()},
    }


def keep(store: Store, findings: list[dict[str, Any]], key: str = "k") -> KeptScan:
    with store.writing() as writer:
        return writer.casework.keep_scan(KeptScan(id=0, key=key, name="po.csv", at=AT, actor="ana"), findings)


def log(store: Store, count: int) -> None:
    with store.writing() as writer:
        for number in range(count):
            writer.casework.log("decide", actor="ana", at=AT, what={"number": number, "why": "a\x1fb 大"})


def change(store: Store, statement: str) -> None:
    with store._engine.begin() as connection:
        connection.execute(text(statement))
    store.refresh()


def test_findings_come_back_whole_most_severe_first_page_by_page(store: Store) -> None:
    outcomes = ["review", "prohibited", "clear", "depends", "prohibited", "duty", "license-required"]
    given = [finding(number, outcomes[number % 7]) for number in range(40)]
    kept = keep(store, given)
    assert kept.findings == 40
    assert store.casework.scan(kept.id) == kept
    seen, after = [], None
    while page := store.casework.findings(kept.id, after=after, limit=7):
        seen += [each.data for each, _ in page]
        after = page[-1][1]
    assert sorted(seen, key=lambda each: each["id"]) == given
    order = ["prohibited", "license-required", "duty", "depends", "review", "clear"]
    assert [each["outcome"] for each in seen] == sorted((each["outcome"] for each in given), key=order.index)


def test_findings_are_filtered_and_counted(store: Store) -> None:
    kept = keep(store, [finding(1, "review"), finding(2, "review", state="TX"), finding(3, "prohibited", "zte")])
    found = store.casework.findings(kept.id, filters={"outcome": "review", "state": "TX"})
    assert [each.id for each, _ in found] == [f"{2:020x}"]
    assert store.casework.counts(kept.id, "maker") == {"dahua": 2, "zte": 1}
    assert store.casework.counts(kept.id, "outcome", {"maker": "zte"}) == {"prohibited": 1}
    with pytest.raises(InputError, match="not filtered"):
        store.casework.findings(kept.id, filters={"text": "x"})


def test_the_same_run_kept_again_takes_the_place_of_the_first(store: Store) -> None:
    first = keep(store, [finding(1), finding(2)])
    again = keep(store, [finding(3)])
    other = keep(store, [finding(4)], key="other")
    assert again.id == first.id != other.id
    assert [each.id for each, _ in store.casework.findings(first.id)] == [f"{3:020x}"]
    assert [scan.id for scan in store.casework.scans()] == [other.id, first.id]


def test_a_finding_is_found_by_the_beginning_of_its_id(store: Store) -> None:
    keep(store, [finding(0xAB << 72), finding(0xAC << 72)])
    assert store.casework.finding("ab").data["id"].startswith("ab")
    for start in ("a", "", "zz", "%"):
        with pytest.raises(InputError):
            store.casework.finding(start)


def test_the_newest_decision_holds_and_all_are_on_record(store: Store) -> None:
    token = store.token()
    assert not note_of(store.shown, DECIDED) if store.shown.startswith("/") else True
    with store.writing() as writer:
        for kind in ("confirmed", "false-match"):
            made = FindingDecision(
                finding="f",
                subject="s",
                about="dahua",
                kind=kind,
                reason="seen",
                actor="ana",
                at=AT,
                basis={"read": "1"},
            )
            writer.casework.decide(made)
    assert [each.kind for each in store.casework.decisions()] == ["false-match"]
    assert [each.kind for each in store.casework.decisions(history=True)] == ["confirmed", "false-match"]
    assert store.casework.decisions()[0].basis == {"read": "1"}
    assert store.token() == token
    with pytest.raises(InputError, match="say why"), store.writing() as writer:
        writer.casework.decide(
            FindingDecision(finding="f", subject="s", about="a", kind="asked", reason=" ", actor="ana", at=AT)
        )


def test_an_untouched_log_is_whole(store: Store) -> None:
    assert store.casework.faults() == ()
    log(store, 5)
    log(store, 5)
    entries = store.casework.entries()
    assert [each.n for each in entries] == list(range(1, 11))
    assert store.casework.faults() == () == store.casework.faults(entries[3].hash)
    assert store.casework.entries(after=8)[0].n == 9
    assert len({each.hash for each in entries} | {START}) == 11


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'bob' WHERE id = 4",
        "UPDATE audit SET what = '{}' WHERE id = 1",
        "UPDATE audit SET what = 'no json' WHERE id = 6",
        "UPDATE audit SET at = '2020-01-01T00:00:00+00:00' WHERE id = 6",
        "DELETE FROM audit WHERE id = 3",
        "DELETE FROM audit WHERE id = 1",
        "UPDATE audit SET id = CASE id WHEN 2 THEN 20 ELSE id END",
        "UPDATE audit SET hash = (SELECT hash FROM audit WHERE id = 5) WHERE id = 4",
    ],
)
def test_any_edit_deletion_or_reorder_is_found(store: Store, statement: str) -> None:
    log(store, 6)
    change(store, statement)
    assert store.casework.faults()
    assert any(fault.where.startswith("audit") for fault in store.verify())


def test_lines_cut_off_at_the_end_are_found_by_a_hash_noted_before(store: Store) -> None:
    log(store, 6)
    head = store.casework.entries()[-1].hash
    change(store, "DELETE FROM audit WHERE id = 6")
    assert store.casework.faults() == ()
    assert store.casework.faults(head)


def test_combinations_add_up_to_every_count(store: Store) -> None:
    given = [finding(n, ("review", "duty")[n % 2], ("zte", "dahua", "")[n % 3], ("CA", "")[n % 2]) for n in range(30)]
    kept = keep(store, given)
    found = store.casework.combinations(kept.id)
    assert sum(found.values()) == 30
    for at, name in enumerate(("outcome", "maker", "state", "buyer_type")):
        sums: dict[str, int] = {}
        for values, count in found.items():
            sums[values[at]] = sums.get(values[at], 0) + count
        assert sums == dict(store.casework.counts(kept.id, name))


def test_the_newest_lines_come_first_page_by_page(store: Store) -> None:
    log(store, 7)
    first = store.casework.newest_entries(limit=3)
    assert [entry.n for entry in first] == [7, 6, 5]
    assert [entry.n for entry in store.casework.newest_entries(first[-1].n)] == [4, 3, 2, 1]


def test_an_id_is_found_by_how_it_begins_and_by_nothing_like_it(store: Store) -> None:
    keep(store, [finding(1), finding(0x10)])
    assert store.casework.finding(f"{1:020x}").n == 1
    for start in ("%", "_", "0" * 18, "g", ""):
        with pytest.raises(InputError):
            store.casework.finding(start)

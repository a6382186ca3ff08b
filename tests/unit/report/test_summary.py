from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from debar.model import Buyer, Money, Outcome, Purchases, Rejection
from debar.report import summary as module
from debar.report.notes import account, constructed, edition_summary, found, not_checked_words, run_warnings
from debar.report.summary import OTHERS, Summary
from unit.report.sample import EDITIONS, TODAY, context, finding


def batch(rows: int, rejected: int = 0, blank: int = 0, source: str = "orders.csv") -> Purchases:
    purchases = [finding(number, source=source).subject for number in range(rows)]
    bad = [Rejection(source, rows + number, "no usable text", "x" * 10_000) for number in range(rejected)]
    return replace(Purchases.of(purchases), rejected=bad, blank=blank)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4)), max_size=5))
def test_rows_are_always_the_judged_and_the_rejected_ones(batches: list[tuple[int, int, int]]) -> None:
    summary = Summary(today=TODAY)
    for rows, rejected, blank in batches:
        summary.add_batch(batch(rows, rejected, blank))
    data = summary.data()
    assert data["rows"] == data["judged"] + data["rejected_count"] == data["judged"] + len(data["rejected"])
    assert data["judged"] == sum(rows for rows, *_ in batches)
    assert data["blank"] == sum(blank for *_, blank in batches)


def test_the_summary_has_the_contracts_keys() -> None:
    data = context().summary().data()
    assert list(data)[:12] == [
        "rows", "blank", "judged", "rejected", "findings",
        "by_outcome", "by_maker", "by_buyer_type", "by_state", "by_year", "amount", "rejected_count",
    ]  # fmt: skip
    assert data["findings"] == 0
    assert data["by_outcome"] == dict.fromkeys(
        ["prohibited", "license-required", "duty", "depends", "review", "clear"], 0
    )


def test_every_finding_is_counted_once_in_every_dimension() -> None:
    summary = Summary(today=TODAY)
    for number in range(40):
        summary.add_finding(finding(number))
    data = summary.data()
    for key in ("by_outcome", "by_maker", "by_buyer_type", "by_state", "by_year"):
        assert sum(data[key].values()) == data["findings"] == 40
    assert data["by_year"]["unknown"] == data["undated"] == 3
    assert data["constructed"] == 14


def test_a_row_with_two_makers_is_two_findings_of_one_row_and_one_amount() -> None:
    summary = Summary(today=TODAY)
    first = finding(1)
    summary.add_finding(first)
    summary.add_finding(replace(first, maker=("dahua", "Dahua")))
    summary.add_finding(finding(1, row=99))
    assert summary.findings == 3
    assert summary.subjects == 2
    assert summary.data()["amount"] == {"USD": "4762.00"}


def test_amounts_are_kept_apart_by_currency_and_impossible_ones_are_left_out() -> None:
    summary = Summary(today=TODAY)
    amounts = [
        Money(Decimal("1.50"), "USD"),
        Money(Decimal(2), "CAD"),
        Money(Decimal(3)),
        Money(Decimal("NaN"), "USD"),
        None,
    ]
    for row, amount in enumerate(amounts):
        summary.add_finding(finding(1, row=row, amount=amount))
    assert summary.data()["amount"] == {"CAD": "2", "USD": "1.50", "unknown": "3"}


def test_a_line_without_identification_is_no_finding() -> None:
    summary = Summary(today=TODAY)
    summary.add_finding(replace(finding(1), identifications=(), outcome=Outcome.CLEAR))
    assert summary.data()["findings"] == 0
    assert summary.data()["by_state"] == {}


def test_a_listed_party_without_maker_is_counted_under_its_own_id() -> None:
    summary = Summary(today=TODAY)
    one = finding(1)
    hit = replace(one.identifications[0], maker="", entity="us-ofac-sdn:36", kind="name")
    summary.add_finding(replace(one, maker=None, identifications=(hit,)))
    assert summary.data()["by_maker"] == {"us-ofac-sdn:36": 1}


def test_rejections_are_all_counted_however_few_are_kept(monkeypatch) -> None:
    monkeypatch.setattr(module, "KEPT_REJECTIONS", 3)
    summary = Summary(today=TODAY)
    summary.add_batch(batch(2, rejected=10))
    data = summary.data()
    assert len(data["rejected"]) == 3
    assert data["rejected_count"] == 10
    assert data["rejected_not_listed"] == 7
    assert data["rejected_by_reason"] == {"no usable text": 10}
    assert data["rows"] == 12


def test_the_text_of_a_rejected_row_is_not_kept() -> None:
    summary = Summary(today=TODAY)
    summary.add_batch(batch(0, rejected=1))
    assert summary.rejected[0].text == ""


def test_endless_different_buyers_are_pooled(monkeypatch) -> None:
    monkeypatch.setattr(module, "KEPT_NAMES", 5)
    summary = Summary(today=TODAY)
    for number in range(20):
        summary.add_finding(finding(number, buyer=Buyer(name=f"Buyer {number}")))
    assert len(summary.tallies["buyer"]) == 6
    assert summary.tallies["buyer"][OTHERS].total() == 15


def test_each_file_has_its_own_account() -> None:
    summary = Summary(today=TODAY)
    summary.add_batch(batch(3, 1, source="a.csv"))
    summary.add_batch(batch(2, source="b.csv"))
    summary.add_batch(Purchases((), (), finding, blank=4), source="c.csv")
    summary.add_finding(finding(1, source="b.csv"))
    assert [(f["source"], f["rows"], f["blank"], f["findings"]) for f in summary.data()["files"]] == [
        ("a.csv", 4, 0, 0),
        ("b.csv", 2, 0, 1),
        ("c.csv", 0, 4, 0),
    ]


def test_a_file_that_cannot_be_read_makes_the_run_partial() -> None:
    summary = Summary(today=TODAY)
    summary.add_unreadable("bad.xlsx", "not a workbook")
    data = summary.data()
    assert data["partial"] is True
    assert data["files"][0]["unreadable"] == "not a workbook"
    assert any("bad.xlsx could not be read: not a workbook" in said for said in run_warnings(summary))


def test_an_edition_is_stale_only_after_the_limit() -> None:
    assert [e.list for e in Summary(today=TODAY, editions=EDITIONS, stale_after=94).stale] == [
        "us-bis-el",
        "us-ofac-sdn",
    ]
    assert [e.list for e in Summary(today=TODAY, editions=EDITIONS, stale_after=93).stale] == [
        "us-fcc-covered",
        "us-bis-el",
        "us-ofac-sdn",
    ]


def test_the_rules_that_spoke_are_counted_and_those_that_did_not_are_not() -> None:
    summary = Summary(today=TODAY)
    summary.add_finding(finding(12))
    assert summary.data()["by_rule"] == {"us-889-b": 1}
    assert summary.data()["missing"] == {"funding": 1}


def test_the_account_is_told_in_sentences() -> None:
    summary = Summary(today=TODAY, editions=EDITIONS)
    summary.add_batch(batch(2, rejected=1, blank=1))
    summary.add_finding(finding(0))
    assert account(summary) == "3 rows = 2 judged + 1 rejected; 1 blank record beside"
    assert found(summary) == "1 finding in 1 row, USD 1,190.50"
    assert run_warnings(summary) == ["1 row was rejected and not judged."]
    assert constructed(summary) == "1 row with a finding is constructed, not real."
    assert constructed(Summary(today=TODAY)) == ""


def test_editions_are_summed_up_with_the_old_and_incomplete_ones_by_name() -> None:
    assert edition_summary(EDITIONS, TODAY, 100) == [
        "Lists: 3 editions (debar lists show).",
        "Older than 100 days, newer listings unknown: us-ofac-sdn (2.6 years), us-bis-el (5 months).",
        "Incomplete: us-ofac-sdn. Derived by others from the official text: us-bis-el.",
    ]
    assert edition_summary(EDITIONS[:1], TODAY, 94) == ["Lists: 1 edition (debar lists show)."]
    assert edition_summary((), TODAY, 94) == []


def test_states_that_were_not_checked_share_one_entry() -> None:
    times = {"state law of OH not checked": 2, "FASC orders not checked": 3, "state law of CA not checked": 4}
    assert not_checked_words(times | {"law of CN not checked": 1}) == [
        "state law of CA 4, OH 2",
        "FASC orders not checked 3",
        "law of CN 1",
    ]

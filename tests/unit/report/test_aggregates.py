"""Purchases added up: counts, money by currency, buyers joined and placed, all without holding records."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.desk.buyers import KnownBuyers
from debar.model import Buyer, Finding, Money, Outcome, Said
from debar.report import aggregates as module
from debar.report.aggregate_tables import currencies, entity_type, make_tables
from debar.report.aggregates import OTHERS, UNKNOWN, Aggregates, settle
from unit.report.sample import finding


def added(findings: list[Finding], register: KnownBuyers | None = None) -> module.Settled:
    told = Aggregates()
    for one in findings:
        told.add(one)
    return settle(told, register)


def tables(settled: module.Settled) -> dict[str, list[dict[str, object]]]:
    return {table.name: table.rows for table in make_tables(settled)}


def second_maker(one: Finding, outcome: Outcome = Outcome.PROHIBITED) -> Finding:
    return replace(one, maker=("dahua", "Dahua"), outcome=outcome)


def test_a_record_of_two_makers_is_one_purchase_of_its_buyer_and_one_of_each_maker() -> None:
    one = finding(1)
    told = added([one, second_maker(one)]).aggregates
    assert told.whole.purchases == 1
    assert told.whole.outcomes == {Outcome.PROHIBITED: 1}
    assert {maker: total.purchases for maker, total in told.tables["maker"].items()} == {"hikvision": 1, "dahua": 1}
    assert told.whole.amount == {"USD": one.subject.amount.value}


def test_money_of_two_currencies_is_never_added() -> None:
    euros = finding(1, row=2, amount=Money(Decimal("10.25"), "EUR"))
    dollars = finding(1, row=3, amount=Money(Decimal(5), "USD"))
    neither = finding(1, row=4, amount=Money(Decimal(7), ""))
    odd = finding(1, row=5, amount=Money(Decimal("NaN"), "USD"))
    settled = added([euros, dollars, neither, odd, finding(1, row=6, amount=None)])
    assert settled.aggregates.whole.amount == {"EUR": Decimal("10.25"), "USD": Decimal(5), UNKNOWN: Decimal(7)}
    assert settled.aggregates.whole.unpriced == 2
    assert currencies(settled) == ("USD", "EUR", UNKNOWN)
    total = tables(settled)["entity_types"][-1]
    assert (total["value_usd"], total["value_eur"], total["value_currency_unknown"]) == ("5", "10.25", "7")
    assert total["transactions"] == 5
    assert total["without_value"] == 2


def test_what_is_removed_forbidden_or_sold_is_no_purchase() -> None:
    removed = finding(5)
    assert removed.identifications[0].said is Said.REMOVED
    told = added([removed, finding(1, row=9, action="sell")]).aggregates
    assert told.whole.purchases == 0
    assert told.mentions == 2


def test_every_table_has_the_sums_of_the_whole() -> None:
    settled = added([finding(number) for number in range(60)], KnownBuyers())
    made, whole = tables(settled), settled.aggregates.whole
    assert whole.purchases > 40
    for name in ("buyers", "buyer_types", "suppliers", "months", "labels"):
        assert sum(int(str(row["purchases"])) for row in made[name]) == whole.purchases, name
        assert sum(Decimal(str(row["value_usd"])) for row in made[name]) == whole.amount["USD"], name
    for name in ("entity_types", "states"):
        rows = [row for row in made[name] if row.get("entity_type") != "TOTAL"]
        assert sum(int(str(row["transactions"])) for row in rows) == whole.purchases, name


def test_the_form_of_the_tables_of_cset_is_kept() -> None:
    made = {table.name: table for table in make_tables(added([finding(number) for number in range(12)]))}
    assert made["entity_types"].columns[:4] == ("entity_type", "entities", "transactions", "value_usd")
    assert made["entity_types"].rows[-1]["entity_type"] == "TOTAL"
    assert made["states"].columns[:3] == ("state", "value_usd", "transactions")
    states = [row["state"] for row in made["states"].rows]
    assert len([state for state in states if state != UNKNOWN]) == 51
    assert entity_type("school-district") == "Public schools"
    assert entity_type("county") == entity_type("city") == "Local governments"


def test_names_of_one_buyer_are_one_entity_and_a_federal_agency_is_one_in_all_states() -> None:
    names = [("City of Mesa", "city", "AZ"), ("MESA, CITY OF", "city", "AZ"), ("City of Mesa", "city", "CA")]
    names += [("Bureau of Land Management", "federal-agency", state) for state in ("UT", "NV")]
    findings = [
        finding(1, row=row, buyer=Buyer(name=name, type=type_, state=state))
        for row, (name, type_, state) in enumerate(names, 1)
    ]
    settled = added(findings, KnownBuyers())
    assert settled.entities(settled.aggregates.whole) == 3
    mesa = next(row for row in tables(settled)["buyers"] if row["state"] == "AZ")
    assert mesa["buyer"] == "City of Mesa"
    assert mesa["purchases"] == 2
    assert mesa["county"] == "Maricopa"
    assert [row["fips"] for row in tables(settled)["counties"]] == ["04013", "06027"]


def test_beyond_the_limit_names_are_pooled_and_the_counts_said_to_be_least(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 3)
    findings = [
        finding(1, row=row, supplier=f"Supplier {row}", buyer=Buyer(name=f"Buyer {row}", type="city", state="TX"))
        for row in range(1, 11)
    ]
    settled = added(findings)
    told = settled.aggregates
    assert not told.exact
    assert told.whole.purchases == 10
    assert told.tables["supplier"][OTHERS].purchases == 7
    assert len(told.by_buyer) == 3
    assert tables(settled)["suppliers"][-1]["supplier"] == OTHERS


def test_no_finding_gives_empty_tables_with_their_columns() -> None:
    made = make_tables(added([]))
    assert [row["transactions"] for table in made if table.name == "states" for row in table.rows] == [0] * 51
    assert all(table.columns for table in made)


@given(st.lists(st.integers(0, 40), max_size=30), st.randoms())
def test_the_order_of_records_changes_no_table(numbers: list[int], dice: object) -> None:
    findings = [finding(number) for number in dict.fromkeys(numbers)]
    turned = sorted(findings, key=lambda _: dice.random())  # type: ignore[attr-defined]
    assert tables(added(findings)) == tables(added(turned))


def test_a_month_is_that_of_the_purchase() -> None:
    settled = added([finding(1, date=date(2021, 3, 31)), finding(1, row=7, date=None)])
    assert [(row["month"], row["purchases"]) for row in tables(settled)["months"]] == [("2021-03", 1), (UNKNOWN, 1)]

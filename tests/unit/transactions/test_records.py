"""Records to transactions: what is read, what is said of what cannot be, and that hostile text does no harm."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.model import Rejection, Transaction
from debar.tables.objects import flatten
from debar.transactions.columns import field_of
from debar.transactions.owners import read_owners
from debar.transactions.places import place_codes
from debar.transactions.records import read_record
from debar.transactions.vocabulary import fields, kind_in_name, regions, roles

PLACE = ("sales.json", 7, "0" * 64)


def read(record: dict[str, Any]) -> Transaction | Rejection:
    cells = {field_of(key): value for key, value in flatten(record).items() if field_of(key)}
    return read_record(cells, {}, PLACE)


def sale(**more: Any) -> Transaction:
    found = read({"seller": {"name": "Acme", "country": "US"}, "buyer": {"name": "Weber", "country": "DE"}, **more})
    assert isinstance(found, Transaction)
    return found


def test_a_record_with_all_its_parts() -> None:
    found = sale(
        **{
            "end user": {"name": "Ministry of Health of Somewhere", "country": "VN"},
            "forwarder": "Fast Lane; Slow Lane",
            "destination": "Viet Nam",
            "transit": "Singapore; Hong Kong",
            "eccn": "ear 99",
            "order date": "2024-03-01",
            "export date": "2024-04-01",
            "amount": "1,250.50",
            "currency": "EUR",
        }
    )
    assert [party.name for party in found.of_role("forwarder")] == ["Fast Lane", "Slow Lane"]
    assert found.of_role("end-user")[0].kind == "government"
    assert (found.destination, found.transit, found.eccn) == ("vn", ("sg", "hk"), "EAR99")
    assert found.date == date(2024, 4, 1)
    assert found.amount is not None
    assert (found.amount.value, found.amount.currency) == (Decimal("1250.50"), "EUR")


def test_parties_may_stand_in_one_list_with_owners_inside() -> None:
    parties = [
        {"role": "consignee", "name": "Weber", "country": "DE", "owners": [{"name": "Alder", "percent": 60}]},
        {"role": "bank", "name": "Third Bank", "swift": "DEUTDEFF"},
    ]
    found = read({"parties": parties, "destination": "DE"})
    assert isinstance(found, Transaction)
    assert [party.role for party in found.participants] == ["consignee", "bank"]
    assert [(stake.owner, stake.owned, stake.least) for stake in found.stakes] == [("Alder", "Weber", Decimal(60))]


def test_a_record_of_nothing_is_rejected_with_the_reason() -> None:
    found = read({"amount": "12"})
    assert isinstance(found, Rejection)
    assert found.reason == "names no party, no destination and no item"
    assert found.row == 7


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({"export date": "soon"}, "no date"),
        ({"destination": "Atlantis"}, "no place known here"),
        ({"eccn": "hello"}, "no ECCN"),
        ({"amount": "many"}, "cannot be read"),
        ({"order date": "2024-02-01", "export date": "2024-01-01"}, "before the order"),
        ({"owners": "Alder 60%; Birch 60%"}, "come to 120 percent"),
        ({"owners": "Alder 130%"}, "over 100"),
        ({"owners": "Alder -5%"}, "below 0"),
        ({"owners": "Weber 50%"}, "owns itself"),
        ({"action": "juggle"}, "is not known"),
        ({"end user": {"name": "Weber", "country": "FR"}}, "in Germany and in France"),
        ({"buyer": {"name": "Acme", "country": "US"}}, "seller and buyer"),
        (
            {"buyer": {"name": "City of Modesto", "country": "US", "type": "federal agency"}},
            "the buyer is given as a federal agency, and 'City of Modesto' is the name of a city",
        ),
        (
            {"end user": {"name": "U.S. Department of Defense", "country": "US", "type": "private"}},
            "the end user is given as",
        ),
    ],
)
def test_what_cannot_be_is_said_and_the_record_is_kept(record: dict[str, Any], problem: str) -> None:
    found = sale(**record)
    assert any(problem in each for each in found.problems), found.problems


def test_a_type_of_buyer_is_a_kind_of_party() -> None:
    found = sale(buyer={"name": "City of Modesto", "country": "US", "type": "city"})
    assert found.problems == ()
    assert next(iter(found.of_role("buyer"))).kind == "government"


@pytest.mark.parametrize(
    ("text", "owner", "bounds"),
    [
        ("Alder Holding 60%", "Alder Holding", (60, 60)),
        ("Alder Holding (60 percent)", "Alder Holding", (60, 60)),
        ("Alder Holding: 25-50%", "Alder Holding", (25, 50)),
        ("Alder Holding", "Alder Holding", (0, 100)),
        ("3M Company 12.5%", "3M Company", (Decimal("12.5"), Decimal("12.5"))),
    ],
)
def test_owners_are_read_with_their_share(text: str, owner: str, bounds: tuple[Any, Any]) -> None:
    (stake,) = read_owners(text, "Weber", ("a", 1))
    assert stake.owner == owner
    assert (stake.least, stake.most) == bounds


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Crimea", ("ua-43",)),
        ("Donetsk", ("ua-14",)),
        ("Bandar Abbas, Iran", ("ir",)),
        ("UAE", ("ae",)),
        ("", ()),
        ("unknown", ()),
        ("Atlantis", None),
    ],
)
def test_places_are_read_to_codes(text: str, codes: tuple[str, ...] | None) -> None:
    assert place_codes(text) == codes


def test_names_of_bodies_of_a_state_are_known_and_names_of_firms_are_none() -> None:
    assert kind_in_name("Ministry of Interior of Syria")[0] == "government"
    assert kind_in_name("People’s Liberation Army Unit 61486")[0] == "military"
    assert kind_in_name("Armyworm Pest Control LLC") == ("", "")
    assert kind_in_name("Navya Textiles") == ("", "")


def test_the_tables_are_whole() -> None:
    assert set(roles().values()) >= {"seller", "buyer", "end-user", "consignee", "bank", "investor", "target"}
    assert {"destination", "eccn", "end_use", "exported"} <= set(fields().values())
    assert regions()["sevastopol"] == "ua-40"


HARD = ["[" * 5_000, '{"a":' * 2_000, "\u202e" * 10_000, "😀" * 10_000, "9" * 10_000]
HOSTILE = st.text(max_size=200) | st.sampled_from(HARD)


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "destination", "transit", "text", "eccn", "end_use",
                "exported", "amount", "owners", "parties", "stakes",
                "party/buyer/1/name", "party/buyer/1/country", "party/end-user/1/name", "party/bank/1/id:swift",
                "party/seller/1/kind", "kind", "action", "fact:voting_interest",
            ]
        ),
        HOSTILE,
    )
)  # fmt: skip
def test_any_text_gives_a_transaction_or_a_reason(cells: dict[str, str]) -> None:
    found = read_record(cells, {}, PLACE)
    assert isinstance(found, Rejection) or found.row == 7

"""Which heading means what, and what becomes of headings that mean nothing."""

from __future__ import annotations

import pytest

from debar.errors import MappingError
from debar.transactions.columns import field_of, map_columns, meant_by


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Buyer", "party/buyer/1/name"),
        ("Customer Name", "party/buyer/1/name"),
        ("end_user/country", "party/end-user/1/country"),
        ("EndUserCountry", "party/end-user/1/country"),
        ("Country of End User", "party/end-user/1/country"),
        ("Ultimate Consignee Address", "party/consignee/1/address"),
        ("Buyer UEI", "party/buyer/1/id:uei"),
        ("intermediate consignee 2 name", "party/intermediate-consignee/2/name"),
        ("Country of Ultimate Destination", "destination"),
        ("ECCN", "eccn"),
        ("Ship Date", "exported"),
        ("Payment Date", "paid"),
        ("Beneficial Owners", "owners"),
        ("buyer owners", "party/buyer/1/owners"),
        ("Colour", ""),
        ("Buyer's favourite colour", ""),
        ("", ""),
    ],
)
def test_headings_mean_what_people_mean(heading: str, field: str) -> None:
    assert field_of(heading) == field


def test_what_is_not_read_is_said() -> None:
    columns = map_columns(["Buyer", "Colour", "Destination"])
    assert columns.unread == ("Colour",)
    assert "not read: Colour" in columns.explain(["Buyer", "Colour", "Destination"])


def test_a_mapping_overrules_a_heading_and_can_leave_one_out() -> None:
    columns = map_columns(["Who", "Buyer", "Use"], ["buyer=Who", "end_use="])
    assert dict(columns.by_position) == {0: "party/buyer/1/name"}
    assert set(columns.unread) == {"Buyer", "Use"}


@pytest.mark.parametrize("mapping", [["colour=Who"], ["buyer"], ["buyer=Nobody"]])
def test_a_mapping_to_nothing_is_an_error_that_says_what_there_is(mapping: list[str]) -> None:
    with pytest.raises(MappingError) as error:
        map_columns(["Who", "What"], mapping, "sales.csv")
    assert "buyer" in str(error.value) or "'Nobody'; it has: Who, What" in str(error.value)


def test_a_table_without_a_party_place_or_item_is_no_table_of_transactions() -> None:
    with pytest.raises(MappingError, match="--map buyer=Column"):
        map_columns(["Colour", "Amount"], (), "sales.csv")


def test_a_slip_of_the_pen_is_read_and_told() -> None:
    header = ["Shiper", "Custmer", "Custmer Country", "Freight Forwader", "Dest Country", "ECCN No.", "Intended Use"]
    columns = map_columns(header)
    assert [columns.by_position[at] for at in range(4)] == [
        "party/seller/1/name", "party/buyer/1/name", "party/buyer/1/country", "party/forwarder/1/name",
    ]  # fmt: skip
    assert columns.unread == ()
    assert "buyer name = Custmer (taken for 'customer')" in columns.explain(header)


def test_a_column_that_is_written_right_outweighs_one_that_is_not() -> None:
    header = ["Custmer", "Customer", "Item"]
    columns = map_columns(header)
    assert columns.unread == ("Custmer",)
    assert columns.by_position[1] == "party/buyer/1/name"


def test_a_heading_left_out_by_the_user_is_not_brought_back() -> None:
    columns = map_columns(["Custmer", "Item"], ["buyer="])
    assert columns.unread == ("Custmer",)


@pytest.mark.parametrize("heading", ["cost", "Gender", "Custommmer", "Owmer", "", "x" * 10_000, "Вuyer"])
def test_words_further_off_or_short_are_not_put_right(heading: str) -> None:
    assert meant_by(heading) == ""

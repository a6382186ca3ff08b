"""Names of buyers joined into buyers, and names that must stay apart."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.model import Buyer
from debar.procurement.buyer_groups import BuyerGroups
from debar.procurement.buyers import classify


def groups(*names: tuple[str, str]) -> BuyerGroups:
    return BuyerGroups([classify(name, state) for name, state in names])


@pytest.mark.parametrize(
    "names",
    [
        [
            ("CITY OF MESA", "AZ"),
            ("Mesa, City of", "AZ"),
            ("Mesa (AZ) City", ""),
            ("Mesa", "AZ"),
            ("City of Mesa, Ariz.", ""),
        ],
        [
            ("Washington County", "OR"),
            ("WASHINGTON CO", "OR"),
            ("County of Washington", "OR"),
            ("CNTY OF WASHINGTON", "OR"),
        ],
        [("GWINNETT CO BOE", "GA"), ("Gwinnett County Public Schools", "GA"), ("GWINNETT CNTY SCHOOL DIST", "GA")],
        [("LAUSD", ""), ("Los Angeles Unified School District", "CA"), ("L.A. UNIFIED SCHOOL DIST", "CA")],
        [("SAN ANTONIO ISD", ""), ("San Antonio Independent School District", "TX")],
        [("CITY OF N LAS VEGAS", "NV"), ("City of North Las Vegas", "NV")],
        [("City of Saint Louis", "MO"), ("ST LOUIS CITY OF", "MO"), ("St. Louis, City of", "MO")],
        [("MODESTO IRRIG DIST", "CA"), ("Modesto Irrigation District", "")],
        [("City of Modesto", "CA"), ("CITY OF MODESTOO", "CA")],
    ],
)
def test_names_of_one_buyer_are_one_group(names: list[tuple[str, str]]) -> None:
    found = groups(*names)
    assert len(found) == 1, [group.names for group in found]
    (group,) = found
    assert set(group.names) == {name for name, _ in names}
    assert group.evidence.startswith(f"{len(set(names))} names with")


@pytest.mark.parametrize(
    "names",
    [
        [("Washington County", "OR"), ("Washington County", "PA"), ("Washington County", "")],
        [("City of Mesa", "AZ"), ("City of Mesa", "CO"), ("Mesa County", "CO")],
        [("Town of Ithaca", "NY"), ("City of Ithaca", "NY"), ("Ithaca", "NY")],
        [("City of Las Vegas", "NV"), ("City of North Las Vegas", "NV")],
        [("Gwinnett County", "GA"), ("Gwinnett County Public Schools", "GA")],
        [("Lincoln Elementary School", "CA"), ("Lincoln High School", "CA")],
        [("ISD 622", "MN"), ("ISD 623", "MN")],
        [("Bend-La Pine Schools", "OR"), ("La Grande School District", "OR")],
        [("Harris County MUD 191", "TX"), ("Harris County MUD 119", "TX")],
    ],
)
def test_buyers_that_are_several_stay_apart(names: list[tuple[str, str]]) -> None:
    assert len(groups(*names)) == len(names)


def test_the_fullest_name_stands_for_the_group() -> None:
    (group,) = groups(("MODESTO IRRIG DIST", "CA"), ("Modesto Irrigation District", "CA"))
    assert group.name == "Modesto Irrigation District"


def test_a_group_is_found_by_its_buyer_and_order_changes_nothing() -> None:
    buyers = [classify(name, "CA") for name in ("City of Modesto", "MODESTO, CITY OF", "Modesto", "City of Oakland")]
    expected = list(BuyerGroups(buyers))
    for seed in range(5):
        shuffled = random.Random(seed).sample(buyers, len(buyers))  # noqa: S311 - an order, not a secret
        assert list(BuyerGroups(shuffled)) == expected
    assert BuyerGroups(buyers).of(buyers[2]).name == "City of Modesto"
    with pytest.raises(KeyError):
        BuyerGroups(buyers).of(Buyer("Somebody else"))


@given(st.lists(st.tuples(st.text(max_size=30), st.sampled_from(["", "TX", "CA"])), max_size=12))
def test_every_buyer_is_in_one_group_of_its_type_and_state(names: list[tuple[str, str]]) -> None:
    buyers = [classify(name, state) for name, state in names]
    found = BuyerGroups(buyers)
    for buyer in buyers:
        group = found.of(buyer)
        assert (group.type, group.state) == (buyer.type, buyer.state)
        assert buyer.name in group.names
    assert sum(len(group.names) for group in found) == len({(b.name, b.type, b.state) for b in buyers})


@pytest.mark.parametrize(
    "names",
    [
        ("北京市", "上海市"),
        ("नगर निगम दिल्ली", "नगर निगम दिल्लू"),
        ("Киев", "Львов"),
        ("بلدية دبي", "بلدية عجمان"),
        ("???", "!!!"),
        ("市", "是"),
    ],
)
@pytest.mark.parametrize("buyer", [Buyer(), Buyer(type="city", state="TX"), Buyer(type="private")])
def test_names_of_other_scripts_are_compared_by_their_own_letters(names: tuple[str, str], buyer: Buyer) -> None:
    one, other = (replace(buyer, name=name) for name in names)
    found = BuyerGroups([one, other, replace(one, name=f"  {names[0]} ")])
    assert len(found) == (2 if names[0][0].isalnum() else 3)
    assert found.of(one) != found.of(other)


def test_accents_and_wide_letters_make_no_other_buyer() -> None:
    assert len(groups(("Doña Ana County", "NM"), ("DONA ANA COUNTY", "NM"), ("Ｄｏｎａ Ana County", "NM"))) == 1
    assert len(groups(("Łódź Imports", ""), ("Lodz Imports", ""))) == 1

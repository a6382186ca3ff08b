"""The buyers of a report: joined where they are one, apart where nothing can be compared, placed where it is known."""

from __future__ import annotations

from debar.desk.buyers import KnownBuyers
from debar.model import Buyer


def test_names_in_other_scripts_are_never_joined_for_want_of_letters() -> None:
    names = [
        Buyer("بلدية شركة"),
        Buyer("杭州"),
        Buyer("City of Mesa", "city", "AZ"),
        Buyer("Mesa, City of", "city", "AZ"),
    ]
    assert [buyer.name for buyer in KnownBuyers().group(names)] == [
        "بلدية شركة",
        "杭州",
        "City of Mesa",
        "City of Mesa",
    ]


def test_a_federal_agency_is_one_buyer_in_all_states() -> None:
    agencies = [Buyer("Bureau of Land Management", "federal-agency", state) for state in ("UT", "NV")]
    assert len(set(KnownBuyers().group(agencies))) == 1


def test_a_city_has_a_point_and_an_unplaced_buyer_none() -> None:
    site = KnownBuyers().site(Buyer("City of Mesa", "city", "AZ"))
    assert site is not None
    assert site.county == "04013"
    assert KnownBuyers().site(Buyer("City of Mesa")) is None

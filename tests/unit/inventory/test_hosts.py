"""Sightings of one host become one device; what says that it is another stays apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from debar.inventory import merge_sightings
from debar.model import Sighting


def seen(row: int, *, ips: str = "", macs: str = "", asset: str = "") -> Sighting:
    return Sighting(source="s", row=row, ips=tuple(ips.split()), macs=tuple(macs.split()), asset=asset)


def rows(*sightings: Sighting) -> list[list[int]]:
    return [[s.row for s in device.sightings] for device in merge_sightings(sightings)]


def test_a_shared_mac_or_asset_number_makes_one_device() -> None:
    assert rows(
        seen(1, ips="10.0.0.1", macs="4419B6000001"),
        seen(2, ips="10.0.0.9", macs="4419B6000001"),
        seen(3, ips="10.0.0.3"),
    ) == [[1, 2], [3]]
    assert rows(seen(1, asset="A-1"), seen(2, asset="a-1 ", ips="10.0.0.1"), seen(3, ips="10.0.0.1")) == [[1, 2, 3]]


def test_a_shared_address_makes_one_device_unless_something_says_otherwise() -> None:
    assert rows(seen(1, ips="10.0.0.1"), seen(2, ips="10.0.0.1", macs="4419B6000001")) == [[1, 2]]
    assert rows(seen(1, ips="10.0.0.1", macs="4419B6000002"), seen(2, ips="10.0.0.1", macs="4419B6000001")) == [
        [1],
        [2],
    ]
    assert rows(seen(1, ips="10.0.0.1", asset="A"), seen(2, ips="10.0.0.1", asset="B")) == [[1], [2]]


def test_what_may_be_either_of_two_hosts_stays_alone() -> None:
    either = seen(3, ips="10.0.0.1")
    first, second = seen(1, ips="10.0.0.1", macs="4419B6000002"), seen(2, ips="10.0.0.1", macs="4419B6000001")
    assert rows(first, second, either) == [[1], [2], [3]]


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "10.0.0.1", "10.0.0.2"]), st.sampled_from(["", "4419B6000001", "4419B6000002"])),
        max_size=12,
    )
)
def test_no_sighting_is_lost_or_doubled(pairs: list[tuple[str, str]]) -> None:
    sightings = [seen(i, ips=ip, macs=mac) for i, (ip, mac) in enumerate(pairs)]
    merged = merge_sightings(sightings)
    assert sorted(s.row for device in merged for s in device.sightings) == list(range(len(pairs)))
    assert len({mac for device in merged for mac in device.macs}) == sum(bool(device.macs) for device in merged)

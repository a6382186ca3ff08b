"""Which networks a redirect may lead into."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.lists.fetch_reach import LINK_LOCAL, LOOPBACK, PRIVATE, PUBLIC, kind_of_address, kind_of_host, may_follow

KINDS = (PUBLIC, PRIVATE, LINK_LOCAL, LOOPBACK)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("8.8.8.8", PUBLIC),
        ("2606:4700::1111", PUBLIC),
        ("10.1.2.3", PRIVATE),
        ("172.16.0.1", PRIVATE),
        ("192.168.1.1", PRIVATE),
        ("100.64.0.1", PRIVATE),
        ("224.0.0.1", PRIVATE),
        ("0.0.0.0", PRIVATE),  # noqa: S104  nothing is bound
        ("fd00::1", PRIVATE),
        ("127.0.0.1", LOOPBACK),
        ("127.8.8.8", LOOPBACK),
        ("::1", LOOPBACK),
        ("::ffff:127.0.0.1", LOOPBACK),
        ("64:ff9b::7f00:1", LOOPBACK),
        ("2002:7f00:1::", LOOPBACK),
        ("64:ff9b::a01:203", PRIVATE),
        ("169.254.169.254", LINK_LOCAL),
        ("::ffff:169.254.169.254", LINK_LOCAL),
        ("fe80::1%eth0", LINK_LOCAL),
    ],
)
def test_an_address_is_of_the_network_that_it_leads_to(address: str, kind: str) -> None:
    assert kind_of_address(address) == kind


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("www.treasury.gov", PUBLIC),
        ("www.treasury.gov.", PUBLIC),
        ("localhost", LOOPBACK),
        ("LOCALHOST.", LOOPBACK),
        ("a.localhost", LOOPBACK),
        ("intranet", PRIVATE),
        ("printer.local", PRIVATE),
        ("metadata.google.internal", PRIVATE),
        ("[::1]", LOOPBACK),
        ("127.1", LOOPBACK),
        ("0x7f000001", LOOPBACK),
        ("2130706433", LOOPBACK),
        ("017700000001", LOOPBACK),
        ("10.1", PRIVATE),
    ],
)
def test_a_host_is_judged_by_its_name_in_every_spelling(host: str, kind: str) -> None:
    assert kind_of_host(host) == kind


@pytest.mark.parametrize("first", KINDS)
@pytest.mark.parametrize("then", KINDS)
def test_a_redirect_stays_in_its_kind_of_network_or_leads_outward(first: str, then: str) -> None:
    assert may_follow(first, then) == (then in {PUBLIC, first})


@given(st.integers(0, 2**32 - 1))
def test_an_ipv4_address_inside_an_ipv6_one_counts_the_same(number: int) -> None:
    plain = str(ipaddress.IPv4Address(number))
    nat64 = str(ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) | number))
    assert kind_of_address(f"::ffff:{plain}") == kind_of_address(nat64) == kind_of_address(plain)

"""A MAC address is known in every spelling that is used, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.inventory.addresses import find_ip, mac_of_ip, parse_ip
from debar.inventory.mac import find_mac, parse_mac


@pytest.mark.parametrize(
    "written",
    [
        "44:19:b6:01:02:0a",
        "44-19-B6-01-02-0A",
        "4419.b601.020a",
        "4419b601020a",
        "4419b6-01020a",
        "44 19 B6 01 02 0A",
        "44.19.B6.01.02.0A",
        "0x4419B601020A",
        "4419-b601-020a",
        "44:19:b6:1:2:a",
        "01:44:19:b6:01:02:0a",
        "014419b601020a",
        '"44:19:B6:01:02:0A"',
    ],
)
def test_every_spelling_is_the_same_address(written: str) -> None:
    assert parse_mac(written) == "4419B601020A"


@pytest.mark.parametrize(
    "written",
    ["", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:fb", "192.168.1.64", "44:19:b6", "camera", "4" * 50],
)
def test_what_names_no_device_is_none(written: str) -> None:
    assert parse_mac(written) == ""


@given(st.integers(min_value=1, max_value=2**48 - 1).filter(lambda n: not n >> 40 & 1))
def test_spellings_agree_on_any_address(number: int) -> None:
    digits = f"{number:012X}"
    pairs = [digits[i : i + 2] for i in range(0, 12, 2)]
    quads = [digits[i : i + 4] for i in range(0, 12, 4)]
    spellings = [
        ":".join(pairs),
        "-".join(pairs).lower(),
        ".".join(quads),
        digits.lower(),
        f"{digits[:6]}-{digits[6:]}",
    ]
    assert {parse_mac(spelling) for spelling in spellings} == {digits}
    found, (start, end) = find_mac(f"x {spellings[0]} y")
    assert (found, start, end) == (digits, 2, 19)


@given(st.text(max_size=300))
def test_whatever_the_text_what_is_found_in_it_is_an_address_that_stands_there(text: str) -> None:
    for parse, find in ((parse_mac, find_mac), (parse_ip, find_ip)):
        found, (start, end) = find(text)
        assert parse(text[start:end]) == found
        assert parse(parse(text)) == parse(text)


def test_addresses_have_one_form() -> None:
    assert parse_ip("2001:0db8::0001%eth0/64") == "2001:db8::1"
    assert parse_ip("::ffff:10.0.0.5") == "10.0.0.5"
    assert parse_ip("10.0.0.5:8000") == "10.0.0.5"
    assert parse_ip("999.1.1.1") == parse_ip("224.0.0.251") == ""


def test_an_ipv6_address_made_of_a_mac_gives_it() -> None:
    assert mac_of_ip("fe80::4619:b6ff:fe01:20a") == "4419B601020A"
    assert mac_of_ip("2001:db8::1") == mac_of_ip("10.0.0.1") == ""

"""MAC addresses in every spelling that scanners, switches and servers write, brought to 12 upper-case digits."""

from __future__ import annotations

import re

_PAIR = "[0-9A-Fa-f]{2}"
#: Pairs joined by ``:`` ``-`` ``.`` ``_`` or a blank (leading zeros may be lost), three or two groups, or one number.
_SPELLINGS = (
    re.compile(r"[0-9A-Fa-f]{1,2}(?:([:\-. _])[0-9A-Fa-f]{1,2})(?:\1[0-9A-Fa-f]{1,2}){4}"),
    re.compile(r"[0-9A-Fa-f]{4}([.\-: ])[0-9A-Fa-f]{4}\1[0-9A-Fa-f]{4}"),
    re.compile(r"[0-9A-Fa-f]{6}[\-: ][0-9A-Fa-f]{6}"),
    re.compile(r"(?:0[xX])?[0-9A-Fa-f]{12}"),
)
_BESIDE = r"(?<![0-9A-Fa-f:.\-]){}(?![0-9A-Fa-f:\-]|\.[0-9A-Fa-f])"
#: In running text only spellings that are nothing else.
_IN_TEXT = re.compile(
    _BESIDE.format(
        rf"(?:{_PAIR}([:\-]){_PAIR}(?:\1{_PAIR}){{4}}|[0-9A-Fa-f]{{1,2}}(?::[0-9A-Fa-f]{{1,2}}){{5}}"
        r"|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}|[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}"
        r"|[0-9A-Fa-f]{6}-[0-9A-Fa-f]{6})"
    )
)
_CUT = re.compile("[:\\-. _]")
#: The kind of hardware that DHCP puts before the address (RFC 2132, 9.14): 1 is Ethernet.
_ETHERNET = re.compile(r"(?:0?1)[:\-](?=[0-9A-Fa-f]{1,2}[:\-])|01(?=[0-9A-Fa-f]{12}$)")


def parse_mac(text: str) -> str:
    """Return the 12 digits of an address written in any usual way; empty when it is none, or nobody's.

    Nobody's are all zeros, all ones and group addresses: they name no device.
    """
    text = text.strip().strip("\"'<>()[]").strip()
    if len(text) > 40:
        return ""
    digits = _digits(text) or _digits(_ETHERNET.sub("", text, count=1))
    if not digits or digits == "000000000000" or int(digits[:2], 16) & 1:
        return ""
    return digits


def find_mac(line: str) -> tuple[str, tuple[int, int]]:
    """Return the first address in running text and its place; ``("", (0, 0))`` when there is none."""
    for match in _IN_TEXT.finditer(line):
        digits = parse_mac(match.group())
        if digits:
            return digits, match.span()
    return "", (0, 0)


def mac_of_ipv6(address: str) -> str:
    """Return the MAC address that an IPv6 address was made of (RFC 4291, appendix A); empty when of none.

    ``address`` is written in full (``ipaddress.IPv6Address.exploded``).
    """
    digits = address.replace(":", "")[16:].upper()
    if digits[6:10] != "FFFE":
        return ""
    return parse_mac(f"{int(digits[:2], 16) ^ 2:02X}{digits[2:6]}{digits[10:]}")


def _digits(text: str) -> str:
    for spelling in _SPELLINGS:
        if spelling.fullmatch(text):
            parts = _CUT.split(text.lower().removeprefix("0x"))
            if len(parts) == 6:
                parts = [part.zfill(2) for part in parts]
            return "".join(parts).upper()
    return ""

"""Identifiers whose form FollowTheMoney checks, in the form it writes. A value without it is kept as a plain number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_DIGITS = {char: place for place, char in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_USCC = {char: place for place, char in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}


def in_format(format_: str, value: str) -> str:
    """Return the value as the model writes that format; empty when it has not that form."""
    check = _CHECKS.get(format_)
    if check is None:
        return value
    if not check(value):
        return ""
    return _WRITTEN[format_](value) if format_ in _WRITTEN else value


def _lei(value: str) -> bool:
    """ISO 17442: 20 characters, ISO 7064 MOD 97-10."""
    if not re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", value):
        return False
    return int("".join(str(_DIGITS[char]) for char in value)) % 97 == 1


def _uscc(value: str) -> bool:
    """GB 32100-2015: 18 characters, weights 3**i modulo 31."""
    if not re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}", value):
        return False
    total = sum(_USCC[char] * pow(3, place, 31) for place, char in enumerate(value[:17]))
    return _USCC[value[17]] == (31 - total % 31) % 31


def _inn(value: str) -> bool:
    """Russian tax number: 10 digits (organisations) or 12 (persons), weighted sums modulo 11 modulo 10."""
    if not re.fullmatch(r"[0-9]{10}|[0-9]{12}", value):
        return False
    weights = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
    checked = (9,) if len(value) == 10 else (10, 11)
    return all(
        sum(w * int(d) for w, d in zip(weights[len(weights) - at :], value, strict=False)) % 11 % 10 == int(value[at])
        for at in checked
    )


def _ogrn(value: str) -> bool:
    """Russian registration number: 13 digits modulo 11, or 15 modulo 13."""
    if not re.fullmatch(r"[0-9]{13}|[0-9]{15}", value):
        return False
    return int(value[:-1]) % (len(value) - 2) % 10 == int(value[-1])


def _imo(value: str) -> bool:
    """IMO number of a ship (weights 7 to 2) or of a company (weights 8 6 4 2 9 7)."""
    if not re.fullmatch(r"[0-9]{7}", value):
        return False
    digits = [int(char) for char in value]
    ship = sum(digit * (7 - place) for place, digit in enumerate(digits[:6])) % 10
    company = sum(digit * weight for digit, weight in zip(digits, (8, 6, 4, 2, 9, 7), strict=False))
    return any(digits) and digits[6] in (ship, (11 - company % 11) % 10)


def _bic(value: str) -> bool:
    """ISO 9362: four letters or digits of a party, a country, a place, and a branch or none."""
    return bool(re.fullmatch(r"[A-Z]{6}[0-9A-Z]{2}(?:[0-9A-Z]{3})?", value))


def _uei(value: str) -> bool:
    """SAM.gov: 12 letters and digits without I and O, not beginning with 0."""
    return bool(re.fullmatch(r"[1-9A-HJ-NP-Z][0-9A-HJ-NP-Z]{11}", value))


def _ssn(value: str) -> bool:
    """Nine digits with dashes; 000, 666 and 900 to 999 are never given."""
    return bool(re.fullmatch(r"(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}", value))


_CHECKS: Mapping[str, Callable[[str], bool]] = {
    "lei": _lei,
    "uscc": _uscc,
    "inn": _inn,
    "ogrn": _ogrn,
    "imo": _imo,
    "bic": _bic,
    "uei": _uei,
    "ssn": _ssn,
}
#: How the model writes a value: an IMO number with its letters, a BIC without its branch, an SSN without dashes.
_WRITTEN: Mapping[str, Callable[[str], str]] = {
    "imo": lambda value: f"IMO{value}",
    "bic": lambda value: value[:8],
    "ssn": lambda value: value.replace("-", ""),
}

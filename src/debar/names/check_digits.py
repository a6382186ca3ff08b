"""Check digits of identifiers, each after the standard that its docstring names.

Every function takes letters and digits (A-Z, 0-9) of the length the identifier has and says whether they agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

_GB32100 = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12 = (3, 7, *_INN_10)
_GB11714 = (3, 7, 9, 10, 5, 8, 4, 2)


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def iso7064(code: str) -> bool:
    """ISO 7064 MOD 97-10, as in ISO 17442: letters are 10 to 35, the whole number leaves 1 when divided by 97."""
    return int("".join(str(int(character, 36)) for character in code)) % 97 == 1


def gb32100(code: str) -> bool:
    """GB 32100-2015, annex A: weights are powers of 3 modulo 31, over an alphabet without I, O, S, V and Z."""
    values = [_GB32100.find(character) for character in code]
    if min(values) < 0:
        return False
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values[:-1]))
    return (31 - total % 31) % 31 == values[-1]


def gb11714(code: str) -> bool:
    """GB 11714-1997: weighted modulo 11, where 10 is written X and 11 is written 0."""
    total = sum(int(character, 36) * weight for character, weight in zip(code, _GB11714, strict=False))
    return code[-1] == "0123456789X0"[11 - total % 11]


def inn(code: str) -> bool:
    """Order of the Federal Tax Service MMV-7-6/435, annex: modulo 11, then modulo 10; persons have two check digits."""
    if len(code) == 10:
        return _weighted(code, _INN_10) % 11 % 10 == int(code[9])
    eleventh = _weighted(code, _INN_12[1:]) % 11 % 10
    return eleventh == int(code[10]) and _weighted(code, _INN_12) % 11 % 10 == int(code[11])


def ogrn(code: str) -> bool:
    """Order of the Ministry of Finance 165n: what comes before the last digit, modulo 11 (13 with 15 digits)."""
    return int(code[:-1]) % (len(code) - 2) % 10 == int(code[-1])


def edrpou(code: str) -> bool:
    """State Statistics Service of Ukraine: weights 1 to 7 (7 1 to 6 from 30 to 60 million) modulo 11, else 2 more."""
    order = (7, 1, 2, 3, 4, 5, 6) if 30_000_000 <= int(code) <= 60_000_000 else (1, 2, 3, 4, 5, 6, 7)
    rest = _weighted(code, order) % 11
    if rest == 10:
        rest = _weighted(code, [weight + 2 for weight in order]) % 11 % 10
    return rest == int(code[7])


def imo(code: str) -> bool:
    """IMO Resolution A.1117(30): the first six digits times 7 to 2; the sum ends in the seventh."""
    return _weighted(code, (7, 6, 5, 4, 3, 2)) % 10 == int(code[6])


def luhn(code: str) -> bool:
    """ISO 6166, annex: letters as two digits, then every second digit from the right doubled (ISO/IEC 7812-1)."""
    digits = "".join(str(int(character, 36)) for character in code)[::-1]
    total = sum(int(digit) for digit in digits[::2])
    return (total + sum(sum(divmod(2 * int(digit), 10)) for digit in digits[1::2])) % 10 == 0


#: The name of a check, as the table of kinds has it -> the check.
CHECKS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "iso7064-97": iso7064,
        "gb32100": gb32100,
        "gb11714": gb11714,
        "inn": inn,
        "ogrn": ogrn,
        "edrpou": edrpou,
        "imo": imo,
        "luhn": luhn,
    }
)

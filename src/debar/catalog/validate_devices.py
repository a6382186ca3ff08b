"""What the tables of device marks must keep to; see :mod:`debar.catalog.validate`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import re2

from debar.catalog.devices import CERTAINTIES, SIGNALS, STANDINGS
from debar.catalog.patterns import compile_pattern
from debar.catalog.rows import FIRM_QUALITIES
from debar.model import Strength

Row = Mapping[str, Any]
Problems = Iterator[str]
Known = Mapping[str, set[str]]

REQUIRED = {
    "registrants": ("name", "standing", "evidence"),
    "ouis": ("registrant", "evidence"),
    "fingerprints": ("brand", "signal", "pattern", "certainty", "example", "counter", "evidence"),
    "fcc_grantees": ("name", "strength", "evidence"),
    "enterprises": ("name", "evidence"),
}
_PREFIX = re.compile(r"[0-9A-F]{6}|[0-9A-F]{7}|[0-9A-F]{9}")
_GRANTEE = re.compile(r"[A-Z][A-Z0-9]{2}|[0-9][A-Z0-9]{4}")


def _brand(row: Row, known: Known) -> Problems:
    if row["brand"] and row["brand"] not in known["brands"]:
        yield f"brand {row['brand']!r} is no id of brands.yaml"
    if not row["brand"] and not row["note"]:
        yield "it has no brand; say in its note who it is"


def _registrant(row: Row, known: Known, _quality: Any) -> Problems:
    if row["standing"] not in STANDINGS:
        yield f"standing is {row['standing']!r}; it can be {', '.join(STANDINGS)}"
    if (row["standing"] == "other") != (not row["brand"]):
        yield "its standing is other exactly when it has no brand"
    yield from _brand(row, known)


def _oui(row: Row, known: Known, _quality: Any) -> Problems:
    if not _PREFIX.fullmatch(row["id"]):
        yield f"{row['id']!r} is no block of addresses: 6, 7 or 9 upper-case hexadecimal digits"
    if row["registrant"] not in known["registrants"]:
        yield f"registrant {row['registrant']!r} is no id of registrants.tsv"


def _fingerprint(row: Row, known: Known, quality: Mapping[str, str]) -> Problems:
    yield from _brand(row, known)
    if row["signal"] not in SIGNALS:
        yield f"signal is {row['signal']!r}; it can be {', '.join(sorted(SIGNALS))}"
    if row["certainty"] not in CERTAINTIES:
        yield f"certainty is {row['certainty']!r}; it can be {', '.join(CERTAINTIES)}"
    if row["certainty"] == "strong" and {quality.get(source) for source in row["evidence"]} == {"memory"}:
        yield "it is strong and rests on memory; call it weak or give its source"
    try:
        pattern = compile_pattern(row["pattern"])
    except re2.error as error:
        yield f"its pattern is not RE2: {error}"
        return
    if not pattern.search(row["example"]):
        yield f"its example {row['example']!r} does not match; mend the pattern or the example"
    if pattern.search(row["counter"]):
        yield f"its counter-example {row['counter']!r} matches; mend the pattern or the example"


def _grantee(row: Row, known: Known, quality: Mapping[str, str]) -> Problems:
    yield from _brand(row, known)
    if not _GRANTEE.fullmatch(row["id"]):
        yield f"{row['id']!r} is no grantee code: three characters, or five where the first is a digit"
    if row["strength"] not in set(Strength):
        yield f"strength is {row['strength']!r}; it can be {', '.join(Strength)}"
    firm = FIRM_QUALITIES.intersection(quality.get(source, "") for source in row["evidence"])
    if row["strength"] == Strength.STRONG and not firm:
        yield "it is strong without a named source; call it lead or give its source"


def _enterprise(row: Row, known: Known, _quality: Any) -> Problems:
    yield from _brand(row, known)
    if not row["id"].isdigit():
        yield f"{row['id']!r} is no enterprise number"


CHECKS: Mapping[str, Callable[[Row, Any, Any], Problems]] = {
    "registrants": _registrant,
    "ouis": _oui,
    "fingerprints": _fingerprint,
    "fcc_grantees": _grantee,
    "enterprises": _enterprise,
}

"""Countries as files of every kind write them -> ISO 3166-1 alpha-2 codes; an unknown spelling is never an error here.

Names and their spellings come from ``countries.tsv``, three-letter codes from ``alpha3.tsv``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from debar.lists import countries

#: A two-letter code, also of a region (``gb-sct``), as FollowTheMoney writes countries.
_CODE = re.compile(r"[a-z]{2}(?:-[a-z0-9]{1,3})?")


@cache
def _alpha3() -> dict[str, str]:
    text = (files("debar.lists") / "alpha3.tsv").read_text("utf-8")
    return {row["alpha3"].casefold(): row["alpha2"] for row in csv.DictReader(text.splitlines(), delimiter="\t")}


@cache
def codes_or_none(text: str) -> tuple[str, ...] | None:
    """Return the lower-case codes of a country given as name or as code of two or three letters.

    Empty for what is no country (empty text, a region without a code), None for what is not known.
    """
    plain = " ".join(text.split()).casefold()
    if not plain:
        return ()
    if plain in _alpha3():
        return (_alpha3()[plain],)
    if countries.known(plain):
        return countries.codes(plain)
    if _CODE.fullmatch(plain) and plain[:2] in _alpha2():
        return (plain,)
    return None


@cache
def _alpha2() -> frozenset[str]:
    """Every two-letter code of the standard, with those in use beside it (Kosovo, the European Union, unknown)."""
    return frozenset(_alpha3().values()) | {"xk", "eu", "zz"}


def known_codes(texts: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (codes, unknown spellings) of several countries, each once, in their order."""
    found: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for text in texts:
        codes = codes_or_none(text)
        if codes is None:
            unknown[text] = None
        else:
            found.update(dict.fromkeys(codes))
    return tuple(found), tuple(unknown)

"""What OFAC's enhanced and advanced XML call a feature, a tie or a part of an address -> a party's fields."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from debar.errors import DataError
from debar.lists import ofac, ofac_remarks
from debar.lists.ofac import Party

#: The parts of an address, as both XML forms name them, in the order of the delimited form.
STREETS = ("ADDRESS1", "ADDRESS2", "ADDRESS3")


@cache
def _uses() -> Mapping[str, tuple[str, str]]:
    rows = ofac_remarks.table("ofac_features.tsv", "feature", "use")
    for row in rows:
        if row["use"] not in {"note", "column", "drop"}:
            raise DataError(f"lists/ofac_features.tsv: {row['feature']!r} has no known use: {row['use']!r}")
    return {row["feature"].casefold(): (row["use"], row["as"]) for row in rows}


def add_feature(party: Party, feature: str, value: str) -> None:
    """Put one feature where the delimited form has it: in a column, or among the notes of the remarks."""
    use, name = _uses().get(feature.casefold(), ("note", feature))
    if use == "drop" or not value:
        return
    if use == "column":
        if not getattr(party, name):
            setattr(party, name, value)
            return
        name = feature  # a second one has no column
    party.notes.append(f"{name} {value}")


def add_relation(party: Party, relation: str, other: str) -> None:
    """Note a tie to another party: ``Linked To`` as in the remarks, and what kind of tie it is as a detail."""
    party.notes.append(f"Linked To: {other}")
    if relation:
        party.details.append(("relationship", f"{relation}: {other}"))


def address_line(parts: Mapping[str, str], country: str) -> str:
    """Return an address on one line from its named parts; parts of other names come after the streets."""
    known = {*STREETS, "CITY", "STATE/PROVINCE", "POSTAL CODE"}
    streets = [parts.get(name, "") for name in STREETS]
    others = [value for name, value in parts.items() if name not in known]
    town = (parts.get("CITY", ""), parts.get("STATE/PROVINCE", ""), parts.get("POSTAL CODE", ""))
    return ofac.address_line([*streets, *others], *town, country)

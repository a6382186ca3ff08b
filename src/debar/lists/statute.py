"""Companies that a statute names itself: a small table re-keyed from the law, its citations on it -> entities.

The table is YAML: ``list``, ``program``, ``enacted``, ``citation`` (title, url), ``extends_to``, ``note``, ``scope``
or ``purpose``, and ``companies`` with ``name``, ``paragraph`` and perhaps ``short`` and ``purpose_limited``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import yaml

from debar.errors import FormatError
from debar.lists.ids import derived_id
from debar.lists.parsing import Given, Layout
from debar.model import Citation, Designation, Entity


def _listing(row: Mapping[str, Any], table: Mapping[str, Any], citation: Citation) -> Designation:
    limited = bool(row.get("purpose_limited", False))
    scope = f"{row['name']} and {table['extends_to']}"
    if limited or "scope" in table:
        scope += f": {table['purpose'] if limited else table['scope']}"
    return Designation(
        list=table["list"],
        program=table["program"],
        from_=table["enacted"],
        published=table["enacted"],
        citations=(citation,),
        scope=" ".join(scope.split()),
        note=" ".join(table["note"].split()),
        details=(
            ("paragraph", row["paragraph"]),
            *((("purpose_limited", "yes" if limited else "no"),) if "purpose" in table else ()),
        ),
    )


def parse(given: Given) -> Iterator[Entity]:
    """Yield the companies of ``names``, named from the day of enactment. Raises FormatError for a broken table."""
    file = given.files["names"]
    try:
        table: Mapping[str, Any] = yaml.safe_load(file.read())
        if table["list"] != given.list_id or not isinstance(table["enacted"], date):
            raise FormatError(f"{file.name}: is the table of {table['list']!r}, or its day of enactment is no date")
        citation = Citation(table["citation"]["title"], table["citation"]["url"])
        for row in table["companies"]:
            given.log.rows += 1
            yield Entity(
                id=derived_id(given.list_id, row["name"], "cn", citation.title),
                list=given.list_id,
                schema="Company",
                names=tuple(filter(None, (row["name"], row.get("short", "")))),
                countries=("cn",),
                designations=(_listing(row, table, citation),),
            )
    except (KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise FormatError(f"{file.name}: not a table of companies that a statute names ({error!r})") from error


def layout(list_id: str) -> Layout:
    """Return the layout of the table of one list."""
    marked = re.compile(rb"^list: " + re.escape(list_id).encode() + rb"\s*$", re.MULTILINE)

    def recognise(name: str, head: bytes) -> str:  # noqa: ARG001 - told by content
        return "names" if marked.search(head) and b"\ncompanies:" in head else ""

    return Layout(
        id=f"{list_id}-names",
        recognise=recognise,
        parse=parse,
        needs=("names",),
        proven="the names of the statute, re-keyed",
    )

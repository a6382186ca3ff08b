"""The names in the statute (``names.yml`` beside this file) -> entities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import yaml

from debar.errors import FormatError
from debar.lists.ids import derived_id
from debar.model import Citation, Designation, Entity

LIST = "us-889"


def parse(files: Mapping[str, bytes], day: date) -> Iterator[Entity]:  # noqa: ARG001 - the statute has one edition
    """The companies of ``files["names"]``, in force from the day of enactment. Raises FormatError for a broken file."""
    try:
        data = yaml.safe_load(files["names"])
        citation = Citation(data["citation"]["title"], data["citation"]["url"])
        for row in data["companies"]:
            limited = bool(row["purpose_limited"])
            listing = Designation(
                list=LIST,
                program="US-MCCAIN-889",
                from_=data["enacted"],
                published=data["enacted"],
                citations=(citation,),
                scope=f"{row['name']} and {data['extends_to']}" + (f": {data['purpose']}" if limited else ""),
                note=data["note"],
                details=(("paragraph", row["paragraph"]), ("purpose_limited", "yes" if limited else "no")),
            )
            yield Entity(
                id=derived_id(LIST, row["name"], "cn", citation.title),
                list=LIST,
                schema="Company",
                names=(row["name"],),
                countries=("cn",),
                designations=(listing,),
            )
    except (KeyError, TypeError, yaml.YAMLError) as error:
        raise FormatError(f"us_889/names.yml: broken ({error!r})") from error

"""SAM exclusions, aggregated by unique entity id -> the records of the section 889 companies and their affiliates."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date

from debar.errors import FormatError
from debar.model import Designation, Entity

LIST = "us-sam-exclusions"

#: Whole words; the file has no column that ties an affiliate to its parent.
_COMPANIES = re.compile(r"\b(?:HUAWEI|HIKVISION|DAHUA|HYTERA|ZTE|HISILICON|FUTUREWEI|EZVIZ|LOREX)\b")
_NEEDED = (
    "excluded_uei",
    "First_excluded_name_clean",
    "First_excluded_city",
    "First_excluded_state",
    "First_Excluding Agency",
    "First_Exclusion Type",
    "First_Exclusion Program",
    "Min_exclusion_start_date_parsed",
    "Max_exclusion_end_date_parsed",
)


def _entity(row: Mapping[str, str]) -> Entity:
    start = date.fromisoformat(row["Min_exclusion_start_date_parsed"])
    end = row["Max_exclusion_end_date_parsed"]
    place = ", ".join(part for part in (row["First_excluded_city"], row["First_excluded_state"]) if part)
    listing = Designation(
        list=LIST,
        program=row["First_Exclusion Type"],
        from_=start,
        to=date.fromisoformat(end) if end else None,
        published=start,
        note=f"excluded by {row['First_Excluding Agency']}",
        details=(("agency", row["First_Excluding Agency"]), ("exclusion program", row["First_Exclusion Program"])),
    )
    return Entity(
        id=f"{LIST}:{row['excluded_uei']}",
        list=LIST,
        schema="Company",
        names=(row["First_excluded_name_clean"],),
        addresses=(place,) if place else (),
        identifiers=(("uei", row["excluded_uei"]),),
        designations=(listing,),
    )


def parse(files: Mapping[str, bytes], day: date) -> Iterator[Entity]:  # noqa: ARG001 - each record carries its own dates
    """The records of ``files["exclusions"]`` that name one of the companies. Raises FormatError without a column."""
    reader = csv.DictReader(io.StringIO(files["exclusions"].decode("utf-8"), newline=""))
    missing = [column for column in _NEEDED if column not in (reader.fieldnames or ())]
    if missing:
        raise FormatError(f"SAM exclusions: no column {missing[0]!r}")
    for row in reader:
        if _COMPANIES.search(row["First_excluded_name_clean"].upper()):
            yield _entity(row)

"""Lists of subsidiaries as companies file them: each with its name, place and share as it is written."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from debar.ownership.readers.exhibit21 import exhibit_of

LABELLED = Path(__file__).parents[2] / "golden" / "subsidiaries"
REGISTRANTS = {
    "table.html": ("table.tsv", "KESTREL VISION HOLDINGS, INC"),
    "leaders.txt": ("leaders.tsv", "ALDER RADIO CORPORATION"),
    "plain.txt": ("plain.tsv", "Linden Drones, Inc"),
    "first.html": ("first.tsv", "Rowan Semiconductor plc"),
    "first.txt": ("first_txt.tsv", "Yarrow Networks Co"),
}


@pytest.mark.parametrize("name", REGISTRANTS)
def test_every_subsidiary_is_read_with_its_place_and_share(name: str) -> None:
    expected, registrant = REGISTRANTS[name]
    with (LABELLED / expected).open(encoding="utf-8", newline="") as file:
        wanted = [(row["name"], row["place"], row["share"]) for row in csv.DictReader(file, delimiter="\t")]
    exhibit = exhibit_of((LABELLED / name).read_text(encoding="utf-8"))
    assert [(row.name, row.place, row.share.rstrip(" %")) for row in exhibit.rows] == wanted
    assert (exhibit.registrant, exhibit.refused) == (registrant, ())

"""Lists of subsidiaries as companies file them: each with its name, place and share as it is written."""

from __future__ import annotations

import csv
import subprocess
from datetime import date
from pathlib import Path

import pytest

from debar.dossiers.read import read_file
from debar.model.dossier_ties import Subsidiary
from debar.ownership.readers.exhibit21 import exhibit_of

LABELLED = Path(__file__).parents[2] / "golden" / "subsidiaries"
REGISTRANTS = {
    "table.html": ("table.tsv", "KESTREL VISION HOLDINGS, INC"),
    "leaders.txt": ("leaders.tsv", "ALDER RADIO CORPORATION"),
    "plain.txt": ("plain.tsv", "Linden Drones, Inc"),
    "first.html": ("first.tsv", "Rowan Semiconductor plc"),
    "first.txt": ("first_txt.tsv", "Yarrow Networks Co"),
}


def labelled(name: str) -> list[tuple[str, str, str]]:
    with (LABELLED / name).open(encoding="utf-8", newline="") as file:
        return [(row["name"], row["place"], row["share"]) for row in csv.DictReader(file, delimiter="\t")]


@pytest.mark.parametrize("name", REGISTRANTS)
def test_every_subsidiary_is_read_with_its_place_and_share(name: str) -> None:
    expected, registrant = REGISTRANTS[name]
    exhibit = exhibit_of((LABELLED / name).read_text(encoding="utf-8"))
    assert [(row.name, row.place, row.share.rstrip(" %")) for row in exhibit.rows] == labelled(expected)
    assert (exhibit.registrant, exhibit.refused) == (registrant, ())


@pytest.mark.parametrize("name", REGISTRANTS)
def test_the_same_page_printed_as_a_pdf_gives_the_same_subsidiaries(name: str, chromium: str, tmp_path: Path) -> None:
    expected, registrant = REGISTRANTS[name]
    path = tmp_path / f"{name}.pdf"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command = [chromium, *flags, f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={path}"]
    subprocess.run([*command, (LABELLED / name).as_uri()], check=True, capture_output=True, timeout=120)
    reading = read_file(path.read_bytes(), path.name, form="subsidiaries", today=date(2026, 11, 22))
    found = [record for record in reading.records if isinstance(record, Subsidiary)]
    assert [(each.name, each.place, each.share) for each in found] == labelled(expected)
    assert {each.parent for each in found} == {registrant}
    assert not reading.refused

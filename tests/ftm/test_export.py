"""What is exported as FollowTheMoney is what the followthemoney package takes, and what our own reader gives back."""

from __future__ import annotations

import io
import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from debar.lists import bundled
from debar.lists.ftm import export_ftm, ftm_id, without_schema, write_ftm
from debar.lists.ftm.words import programme
from debar.lists.generic.ftm import LAYOUT
from debar.lists.parsing import File, Given, Log
from debar.model import Citation, Correction, Designation, Entity

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def listed() -> tuple[Entity, ...]:
    return tuple(entity for list_id in bundled.list_ids() for entity in bundled.entities(list_id))


@pytest.fixture(scope="session")
def exported(listed: tuple[Entity, ...]) -> str:
    out = io.StringIO()
    write_ftm(listed, bundled.editions(), out)
    return out.getvalue()


@pytest.fixture(scope="session")
def judge() -> str:
    """The Python of the environment that holds followthemoney; absent: skipped, or failed where all is required."""
    path = os.environ.get("DEBAR_FTM_PYTHON") or str(ROOT / ".venv-ftm" / "bin" / "python")
    if not Path(path).exists():
        absent = "no followthemoney: scripts/ftm_venv.sh"
        if os.environ.get("DEBAR_REQUIRE_ALL") == "1":
            pytest.fail(absent)
        pytest.skip(absent)
    return path


def judged(judge: str, text: str) -> dict[str, Any]:
    script = ROOT / "tests" / "ftm" / "judge_export.py"
    ran = subprocess.run([judge, script], input=text, capture_output=True, text=True, check=True, encoding="utf-8")
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_the_followthemoney_package_takes_every_value_of_every_bundled_list(judge: str, exported: str) -> None:
    found = judged(judge, exported)
    assert found["problems"] == []
    assert found["counts"]["Sanction"] > 1_000


def test_the_judge_refuses_what_is_wrong(judge: str) -> None:
    wrong = {
        "id": "us:1",
        "caption": "",
        "schema": "Thing",
        "datasets": ["us-889"],
        "properties": {},
    }
    bad = {**wrong, "id": "a", "schema": "Company", "datasets": ["a"], "properties": {"leiCode": ["1"], "hat": ["2"]}}
    assert judged(judge, f"{json.dumps(wrong)}\n{json.dumps(bad)}\n")["found"] >= 3


def test_every_party_and_listing_is_in_the_export_or_named_as_left_out(
    listed: tuple[Entity, ...], exported: str
) -> None:
    lines = [json.loads(line) for line in exported.splitlines()]
    left_out = set(without_schema(listed))
    targets = [line["id"] for line in lines if line["target"]]
    assert sorted(targets) == sorted(ftm_id(entity.id) for entity in listed if entity.id not in left_out)
    listings = sum(len(entity.designations) for entity in listed if entity.id not in left_out)
    assert sum(line["schema"] == "Sanction" for line in lines) == listings
    assert left_out == {entity.id for entity in listed if entity.schema == "Thing"}


def read_back(text: str, tmp_path: Path) -> Mapping[str, Entity]:
    path = tmp_path / "export.ftm.json"
    path.write_text(text, encoding="utf-8")
    given = Given("own", {"entities": File("export.ftm.json", path=path)}, date(2026, 11, 22), Log())
    return {entity.id: entity for entity in LAYOUT.parse(given)}


def days(listings: Iterable[Designation]) -> list[tuple[date | None, ...]]:
    """The days a listing gives as such; what is a bound only, or before the year 1000, is told in words."""
    known = date(1000, 1, 1)
    found = [
        (
            None if each.from_bounded else each.from_,
            None if each.to_bounded else each.to,
            each.published,
        )
        for each in listings
    ]
    return sorted(
        ((tuple(day if day and day >= known else None for day in each)) for each in found),
        key=str,
    )


def test_our_own_reader_gives_back_names_schema_countries_and_days(
    listed: tuple[Entity, ...], exported: str, tmp_path: Path
) -> None:
    back = read_back(exported, tmp_path)
    parties = [entity for entity in listed if entity.schema not in {"Thing", "Address"}]
    assert len(back) == len(parties)
    for entity in parties:
        found = back[f"own:{ftm_id(entity.id)}"]
        assert found.schema == entity.schema
        if all(len(name) <= 384 for name in entity.names):
            assert {" ".join(name.split()) for name in entity.names} == set(found.names)
            assert found.caption == " ".join(entity.caption.split())
        assert set(found.countries) == set(entity.countries) - {"an"}
        if len({*entity.designations}) == len(entity.designations):
            assert {*days(found.designations)} == {*days(entity.designations)}


def test_our_own_reader_gives_back_the_identifiers_that_a_property_tells(
    listed: tuple[Entity, ...], exported: str, tmp_path: Path
) -> None:
    back = read_back(exported, tmp_path)
    told = {"lei", "uei", "cage", "uscc", "duns", "tax-id", "registration", "passport", "mmsi", "call-sign"}
    for entity in listed:
        found = back.get(f"own:{ftm_id(entity.id)}")
        if found is None:
            continue
        values = {value for _, value in found.identifiers}
        for kind, value in entity.identifiers:
            plain = " ".join(value.split())
            if kind in told and entity.schema in {"Organization", "Company", "Person"} and len(plain) <= 64:
                assert plain in values, (entity.id, kind, value)


@pytest.mark.parametrize(
    ("list_id", "program", "key"),
    [
        ("us-bis-el", "US-BIS-EL", "US-BIS-EL"),
        ("us-889", "US-MCCAIN-889", "US-MCCAIN-889"),
        ("us-fcc-covered", "US-FCC", "US-FCC"),
        ("us-dod-1260h", "US-DOD-1260H", "US-DOD-1260H"),
        ("us-ofac-nscmic", "CMIC-EO13959", "US-NS-CMIC"),
        ("us-ofac-sdn", "RUSSIA-EO14024", "US-RUSHAR"),
        ("us-ofac-cons", "NS-PLC", "US-NS-PLC"),
        ("us-state-isn", "Missile Sanctions laws", "US-DOS-ISN"),
        ("eu-fsf", "EU-RUS", "EU-RUS"),
        ("own", "Blacklist", None),
    ],
)
def test_a_programme_has_the_key_that_the_field_uses(list_id: str, program: str, key: str | None) -> None:
    found = programme(list_id, program)
    assert (found.key if found else None) == key


LISTING = Designation(
    list="us-bis-el", program="US-BIS-EL", from_=date(2020, 6, 5), citations=(Citation("85 FR 34505"),)
)
PARTY = Entity(id="us-bis-el:a", list="us-bis-el", schema="Company", names=("Qixing",), designations=(LISTING,))


def test_a_day_that_is_only_a_bound_is_no_start_date() -> None:
    bounded = replace(LISTING, from_bounded=True, from_after=date(2020, 6, 1))
    _, sanction = export_ftm([replace(PARTY, designations=(bounded,))], [])
    assert "startDate" not in sanction["properties"]
    assert sanction["properties"]["summary"] == [
        "came into force after 2020-06-01 and by 2020-06-05; the list gives no date"
    ]


def test_a_correction_is_told_beside_the_day_that_holds() -> None:
    corrected = replace(LISTING, corrections=(Correction("from", "2019-10-09", "2020-06-05", Citation("85 FR 34505")),))
    _, sanction = export_ftm([replace(PARTY, designations=(corrected,))], [])
    assert sanction["properties"]["startDate"] == ["2020-06-05"]
    assert "the list says 2019-10-09" in sanction["properties"]["summary"][0]


def test_a_listing_that_has_ended_gives_no_topic() -> None:
    ended = replace(LISTING, to=date(2021, 1, 1))
    assert "topics" in next(export_ftm([PARTY], []))["properties"]
    assert "topics" not in next(export_ftm([replace(PARTY, designations=(ended,))], []))["properties"]


def test_first_and_last_seen_are_the_clock_of_knowledge() -> None:
    known = replace(LISTING, known_from=date(2022, 5, 16), known_to=date(2023, 1, 1))
    for data in export_ftm([replace(PARTY, designations=(known,))], []):
        assert (data["first_seen"], data["last_seen"]) == ("2022-05-16", "2023-01-01")


@pytest.mark.parametrize("own", ["a b", "a/b", "QDe.004", "Ω", "-"])
def test_ids_are_ones_the_model_takes_and_never_shared(own: str) -> None:
    found = ftm_id(f"own:{own}")
    assert found.isascii()
    assert not set(found) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")
    assert found != ftm_id(f"own:{own}!")

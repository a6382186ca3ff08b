"""The editions that ship: what the manifest says is what is in them, and the facts that must hold do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from debar.errors import DataError
from debar.lists import bundled, source
from debar.model import Entity

EDITIONS = Path(str(files("debar.lists"))) / "editions"
BUDGET = 6 * 1024 * 1024


@pytest.fixture(scope="module")
def held() -> Mapping[str, tuple[Entity, ...]]:
    return {list_id: tuple(bundled.entities(list_id)) for list_id in bundled.list_ids()}


def test_every_list_of_the_main_job_ships() -> None:
    needed = (
        "us-889 us-bis-dpl us-bis-el us-bis-meu us-dhs-uflpa us-dod-1260h us-fcc-covered us-ofac-cons us-ofac-nscmic"
    )
    assert set(needed.split()) | {"us-ofac-sdn", "us-sam-exclusions"} <= set(bundled.list_ids())


@pytest.mark.parametrize("list_id", bundled.list_ids())
def test_an_edition_is_the_one_its_manifest_row_describes(list_id: str, held: Mapping[str, tuple[Entity, ...]]) -> None:
    edition = bundled.edition(list_id)
    data = (EDITIONS / f"{list_id}.jsonl.gz").read_bytes()
    assert hashlib.sha256(data).hexdigest() == edition.sha256
    assert len(held[list_id]) == edition.entities
    assert edition.completeness in {"full", "partial", "derived"}
    assert edition.note
    assert edition.licence
    assert edition.official_url.startswith("https://")
    assert edition.parts
    for file in bundled.provenance(list_id):
        assert len(file["sha256"]) == 64
        assert file["path"]
        assert bool(file["repository"]) == bool(file["commit"])


@pytest.mark.parametrize("list_id", bundled.list_ids())
def test_an_edition_fulfils_what_its_source_expects(list_id: str, held: Mapping[str, tuple[Entity, ...]]) -> None:
    described = source.load(list_id)
    described.check(held[list_id])
    assert described.authority == bundled.edition(list_id).authority


@pytest.mark.parametrize("list_id", bundled.list_ids())
def test_a_shrunken_edition_would_be_refused(list_id: str, held: Mapping[str, tuple[Entity, ...]]) -> None:
    with pytest.raises(DataError, match="not a whole edition"):
        source.load(list_id).check(held[list_id][: len(held[list_id]) // 3])


@pytest.mark.parametrize("list_id", bundled.list_ids())
def test_ids_are_unique_and_carry_their_list(list_id: str, held: Mapping[str, tuple[Entity, ...]]) -> None:
    ids = [entity.id for entity in held[list_id]]
    assert len(set(ids)) == len(ids)
    assert all(entity.startswith(f"{list_id}:") and len(entity) > len(list_id) + 1 for entity in ids)


@pytest.mark.parametrize("list_id", bundled.list_ids())
def test_every_party_has_a_name_and_a_listing_of_its_list(list_id: str, held: Mapping[str, tuple[Entity, ...]]) -> None:
    for entity in held[list_id]:
        assert entity.designations
        assert all(name.strip() == name and name for name in (*entity.names, *entity.weak_names)), entity.id
        for listing in entity.designations:
            assert listing.list == list_id
            assert listing.known_from is not None, entity.id
            if listing.from_ and listing.to:
                assert listing.from_ <= listing.to, entity.id


@pytest.mark.parametrize("list_id", bundled.list_ids())
def test_no_listing_is_known_after_its_edition(list_id: str, held: Mapping[str, tuple[Entity, ...]]) -> None:
    last = bundled.edition(list_id).retrieved
    for entity in held[list_id]:
        assert all(listing.known_from is None or listing.known_from <= last for listing in entity.designations), (
            entity.id
        )


def test_no_address_row_of_the_entity_list_is_a_name(held: Mapping[str, tuple[Entity, ...]]) -> None:
    entities = held["us-bis-el"]
    assert not [name for entity in entities for name in entity.names if name.startswith("Address ")]
    only = [entity for entity in entities if entity.schema == "Address"]
    assert len(only) == 19
    assert not any(entity.by_name for entity in only)


def test_the_rule_of_9_october_2019_added_28_parties(held: Mapping[str, tuple[Entity, ...]]) -> None:
    added = [
        entity
        for entity in held["us-bis-el"]
        if any(citation.title == "84 FR 54004" for citation in entity.designations[0].citations)
    ]
    assert len(added) == 28
    assert {entity.designations[0].from_ for entity in added} == {date(2019, 10, 9)}
    captions = {entity.caption for entity in added}
    assert {"Hangzhou Hikvision Digital Technology Co., Ltd.", "Dahua Technology"} <= captions


def test_the_covered_list_has_its_16_rows_with_dates_and_scope(held: Mapping[str, tuple[Entity, ...]]) -> None:
    listings = [entity.designations[0] for entity in held["us-fcc-covered"]]
    rows = {int(dict(listing.details)["row"]): listing.from_ for listing in listings}
    assert sorted(rows) == list(range(1, 17))
    assert rows[1] == rows[5] == date(2021, 3, 12)
    assert (rows[11], rows[12], rows[16]) == (date(2024, 7, 23), date(2025, 12, 22), date(2026, 7, 28))
    limited = {
        dict(listing.details)["row"] for listing in listings if dict(listing.details)["purpose_limited"] == "yes"
    }
    assert limited == {"3", "4", "5"}
    assert all(len(listing.scope) > 60 for listing in listings)


def test_the_five_gsa_records_of_13_december_2019_are_there(held: Mapping[str, tuple[Entity, ...]]) -> None:
    found = {
        dict(entity.identifiers)["uei"]
        for entity in held["us-sam-exclusions"]
        if entity.designations[0].from_ == date(2019, 12, 13) and "GSA" in entity.designations[0].note
    }
    assert found == {"L78SCHFL4JN8", "ED47N4Z1K8S9", "Y3NYMV2P5446", "DUKCMD4EJJG8", "HWEKRJ3F3N29"}


def test_hikvision_huawei_and_dahua_are_not_on_the_sdn_list(held: Mapping[str, tuple[Entity, ...]]) -> None:
    names = " | ".join(
        name for entity in held["us-ofac-sdn"] for name in (*entity.names, *entity.weak_names)
    ).casefold()
    assert not any(company in names for company in ("hikvision", "huawei", "dahua technology"))


def test_sdn_ids_are_the_numbers_of_the_list(held: Mapping[str, tuple[Entity, ...]]) -> None:
    first = next(entity for entity in held["us-ofac-sdn"] if entity.id == "us-ofac-sdn:36")
    assert first.names == ("AEROCARIBBEAN AIRLINES", "AERO-CARIBBEAN")
    assert all(entity.id.partition(":")[2].isdigit() for entity in held["us-ofac-sdn"])


def test_the_shipped_editions_keep_within_their_budget() -> None:
    assert sum(path.stat().st_size for path in EDITIONS.iterdir()) <= BUDGET


def test_the_manifest_names_no_path_of_a_machine() -> None:
    for list_id in bundled.list_ids():
        assert not any(Path(file["path"]).is_absolute() or "\\" in file["path"] for file in bundled.provenance(list_id))


def test_a_changed_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {key: dict(row) for key, row in bundled._manifest().items()}
    rows["us-889"]["sha256"] = "0" * 64
    monkeypatch.setattr(bundled, "_manifest", lambda: rows)
    with pytest.raises(DataError, match="sha256"):
        list(bundled.entities("us-889"))


def test_an_unknown_list_is_refused_with_the_known_ones() -> None:
    with pytest.raises(DataError, match="us-bis-el"):
        list(bundled.entities("us-bis-xx"))


def test_age_counts_from_the_day_an_edition_speaks_for() -> None:
    edition = bundled.edition("us-ofac-sdn")
    assert edition.dated == date(2024, 5, 3)
    assert bundled.age_days(edition, date(2024, 5, 13)) == 10
    assert bundled.age_days(edition, date(2020, 1, 1)) == 0


def test_reading_the_manifest_opens_no_edition() -> None:
    text = json.loads((EDITIONS / "manifest.json").read_text("utf-8"))
    assert [edition.list for edition in bundled.editions()] == sorted(row["list"] for row in text["editions"])

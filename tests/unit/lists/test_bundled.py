"""The histories that ship: what their headers say is what is in them, and the facts that must hold do."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from debar.errors import DataError
from debar.history import changes, replay, state
from debar.lists import bundled, records, source
from debar.lists.checks import Tally
from debar.lists.clocks import settle
from debar.lists.corrections import load
from debar.lists.diffs import compare_days, compare_editions
from debar.model import Entity, Standing

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
def test_a_history_holds_the_editions_its_header_describes(list_id: str) -> None:
    history = bundled.chronicle(list_id)
    order = [(edition.dated, edition.retrieved_at) for edition in history.editions]
    assert order == sorted(order)
    assert bundled.edition(list_id) == history.editions[-1]
    assert history.editions[-1].note
    held = [0] * len(history.editions)
    last = ("", ())
    for version in history.versions():
        assert (version.key, version.spans) > last
        assert records.text(records.entity(version.record, list_id=list_id, authority="")) == version.record
        last = (version.key, version.spans)
        for first, end in version.spans:
            for place in range(first, end + 1):
                held[place] += 1
    assert held == [edition.entities for edition in history.editions]


@pytest.mark.parametrize("list_id", bundled.list_ids())
def test_every_edition_says_where_it_is_from(list_id: str) -> None:
    described = source.load(list_id)
    for place, edition in enumerate(bundled.chronicle(list_id).editions):
        assert (edition.list, edition.authority, edition.origin) == (list_id, described.authority, "bundled")
        assert edition.completeness in {"full", "partial", "derived"}
        assert edition.licence
        assert edition.official_url.startswith("https://")
        assert edition.parts
        assert edition.parser.startswith(f"{edition.layout}/")
        assert len(edition.sha256) == 64
        for file in bundled.provenance(list_id, place):
            assert len(file["sha256"]) == 64
            assert file["path"]
            assert not Path(file["path"]).is_absolute()
            assert bool(file["repository"]) == bool(file["commit"])


@pytest.mark.parametrize("list_id", bundled.list_ids())
def test_the_newest_edition_fulfils_what_its_source_expects(list_id: str) -> None:
    history, expected = bundled.chronicle(list_id), source.load(list_id).expect
    last = len(history.editions) - 1
    now = [records.entity(each.record, list_id=list_id, authority="") for each in state(history, last)]
    lacks = history.editions[last].lacks
    tally, third = Tally.expecting(expected), Tally.expecting(expected)
    assert len(list(tally.count(now))) == history.editions[last].entities
    assert tally.breaches(expected, lacks) == ()
    list(third.count(now[: len(now) // 3]))
    assert third.breaches(expected, lacks), "a shrunken edition would be refused"


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
def test_no_listing_is_known_outside_the_days_of_the_editions(
    list_id: str, held: Mapping[str, tuple[Entity, ...]]
) -> None:
    days = [edition.retrieved for edition in bundled.chronicle(list_id).editions]
    for entity in held[list_id]:
        for listing in entity.designations:
            assert listing.known_from in days, entity.id
            assert listing.known_to is None or listing.known_to in days, entity.id
            assert listing.from_ is not None, "what the list does not date is bounded by its editions"


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


def damaged(folder: Path, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    (folder / "us-889.jsonl.gz").write_bytes(data)
    monkeypatch.setattr(bundled, "_folder", lambda: folder)
    bundled.list_ids.cache_clear()
    bundled._header.cache_clear()


@pytest.fixture
def fresh() -> Iterator[None]:
    """What was read of damaged files is forgotten again."""
    yield
    bundled.list_ids.cache_clear()
    bundled._header.cache_clear()


@pytest.mark.usefixtures("fresh")
def test_a_damaged_file_is_refused_with_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = (EDITIONS / "us-889.jsonl.gz").read_bytes()
    plain = gzip.decompress(good)
    flipped = bytearray(good)
    flipped[len(good) // 2] ^= 0xFF
    cut = gzip.compress(plain[:-40])
    for data in (b"", b"<html>", good[:200], bytes(flipped), cut, gzip.compress(b"{}\n"), gzip.compress(b"\xff\n")):
        damaged(tmp_path, monkeypatch, data)
        with pytest.raises(DataError, match=r"lists/editions/us-889\.jsonl\.gz.*install debar again"):
            list(bundled.entities("us-889"))


def test_an_unknown_list_is_refused_with_the_known_ones() -> None:
    with pytest.raises(DataError, match="us-bis-el"):
        list(bundled.entities("us-bis-xx"))


def test_age_counts_from_the_day_an_edition_speaks_for() -> None:
    edition = bundled.edition("us-ofac-sdn")
    assert edition.dated == date(2024, 5, 3)
    assert bundled.age_days(edition, date(2024, 5, 13)) == 10
    assert bundled.age_days(edition, date(2020, 1, 1)) == 0


def by_id(held: Mapping[str, tuple[Entity, ...]], entity_id: str) -> Entity:
    return next(entity for entity in held[entity_id.partition(":")[0]] if entity.id == entity_id)


def test_the_xinjiang_bureau_is_blocked_from_the_documented_day(held: Mapping[str, tuple[Entity, ...]]) -> None:
    listing = by_id(held, "us-ofac-sdn:29159").designations[0]
    assert listing.standing(date(2020, 7, 8)) is Standing.NO
    assert listing.standing(date(2020, 7, 9)) is Standing.YES
    assert (listing.corrections[0].stated, listing.known_from) == ("", date(2021, 4, 25))
    assert "sm1055" in listing.corrections[0].citation.url


def test_a_party_without_a_documented_day_is_only_bounded(held: Mapping[str, tuple[Entity, ...]]) -> None:
    listing = by_id(held, "us-ofac-sdn:34489").designations[0]
    assert (listing.from_after, listing.from_, listing.from_bounded) == (date(2021, 12, 30), date(2022, 2, 23), True)
    assert listing.standing(date(2022, 1, 31)) is Standing.UNKNOWN


def test_who_left_the_sdn_list_is_still_told_of(held: Mapping[str, tuple[Entity, ...]]) -> None:
    """United Company Rusal was on the edition of 2019-01-04, not on that of 2021-04-25; both days are documented."""
    for listing in by_id(held, "us-ofac-sdn:24228").designations:
        assert (listing.from_, listing.to, listing.to_bounded) == (date(2018, 4, 6), date(2019, 1, 26), False)
        assert "27 January 2019" in listing.note
        assert listing.known_to == date(2019, 1, 4)
        assert {each.field for each in listing.corrections} == {"from", "published", "to"}
    undocumented = by_id(held, "us-ofac-sdn:306").designations[0]
    assert undocumented.to is None
    gone = next(e.designations[0] for e in held["us-ofac-sdn"] if e.designations[0].to == date(2019, 1, 3))
    assert (gone.to_after, gone.to_bounded) == (date(2015, 1, 17), True)
    assert gone.standing(date(2017, 1, 1)) is Standing.UNKNOWN


def test_huawei_is_on_the_entity_list_five_days_before_it_was_printed(held: Mapping[str, tuple[Entity, ...]]) -> None:
    dated = {
        (listing.from_, listing.published)
        for entity in held["us-bis-el"]
        for listing in entity.designations
        if listing.citations and listing.citations[0].title == "84 FR 22963"
    }
    assert dated == {(date(2019, 5, 16), date(2019, 5, 21))}


def test_replaying_the_diffs_of_the_denied_persons_list_rebuilds_every_edition() -> None:
    history = bundled.chronicle("us-bis-dpl")
    held = {version.key: version.record for version in state(history, 0)}
    for place in range(1, len(history.editions)):
        held = replay(held, changes(history, place - 1, place))
        assert held == {version.key: version.record for version in state(history, place)}


def test_a_diff_of_the_sdn_list_is_the_difference_of_its_entry_numbers() -> None:
    """From 23 to 24 February 2022 OFAC added 15 entries and removed none."""
    history = bundled.chronicle("us-ofac-sdn")
    new = next(at for at, each in enumerate(history.editions) if each.dated == date(2022, 2, 24))
    before, after = ({version.key for version in state(history, at)} for at in (new - 1, new))
    diff = compare_editions(history, new - 1, new)
    assert {each.entity for each in diff.added} == after - before
    assert (len(diff.added), diff.removed, diff.changed) == (15, (), ())


def test_the_28_parties_of_9_october_2019_are_one_question(held: Mapping[str, tuple[Entity, ...]]) -> None:
    diff = compare_days(held["us-bis-el"], date(2019, 10, 8), date(2019, 10, 9))
    assert (len(diff.began), diff.ended, diff.corrected) == (28, (), ())
    printed = compare_days(held["us-bis-el"], date(2019, 5, 20), date(2019, 5, 21))
    assert printed.began == ()
    assert {each.listing.from_ for each in printed.corrected} == {date(2019, 5, 16)}


def test_as_known_in_2023_nothing_newer_is_said() -> None:
    entities = list(settle(bundled.chronicle("us-bis-dpl"), load(), date(2023, 1, 1)))
    days = {each.known_from for entity in entities for each in entity.designations}
    assert max(day for day in days if day) == date(2022, 9, 7)
    assert not any(
        each.to_bounded and each.to and each.to > date(2022, 9, 7) for e in entities for each in e.designations
    )

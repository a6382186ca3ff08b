"""The catalog as it ships: sourced rows, dated owners, names that resolve, a value that survives a round trip."""

from __future__ import annotations

import json
from datetime import date

import pytest

from debar.catalog import Catalog, load
from debar.catalog.rows import FIRM_QUALITIES
from debar.model import Strength

CATALOG = load()


def test_every_row_of_every_table_names_a_source() -> None:
    sourced = [*CATALOG.makers.values(), *CATALOG.affiliates, *CATALOG.brands.values(), *CATALOG.relabels]
    for row in [*sourced, *CATALOG.not_relabels, *CATALOG.grammars, *CATALOG.terms]:
        assert row.evidence, row.id
        assert all(source in CATALOG.sources for source in row.evidence), row.id


def test_a_strong_relabel_rests_on_a_named_source() -> None:
    for row in CATALOG.relabels:
        qualities = {CATALOG.sources[source].quality for source in row.evidence}
        assert row.strength is not Strength.STRONG or qualities & FIRM_QUALITIES, row.id


def test_the_catalog_is_as_wide_as_promised() -> None:
    assert len(CATALOG.makers) >= 31
    assert len(CATALOG.brands) >= 100
    assert len(CATALOG.relabels) >= 100
    assert len(CATALOG.grammars) >= 57


def test_a_round_trip_through_json_keeps_the_catalog_and_its_version() -> None:
    again = Catalog.from_data(json.loads(json.dumps(CATALOG.to_data())))
    assert again == CATALOG
    assert again.version == CATALOG.version


def test_the_version_changes_with_any_cell() -> None:
    data = json.loads(json.dumps(CATALOG.to_data()["tables"]))
    data["relabels"][0]["note"] += " changed"
    assert Catalog.from_tables(data).version != CATALOG.version


@pytest.mark.parametrize(
    ("maker", "on", "owners"),
    [
        ("hikvision", "2020-01-01", ("hikvision",)),
        ("ezviz", "2020-01-01", ("ezviz", "hikvision")),
        ("hisilicon", "2020-01-01", ("hisilicon", "huawei")),
        ("lorex", "2017-12-31", ("lorex",)),
        ("lorex", "2018-01-01", ("lorex", "dahua")),
        ("lorex", "2022-11-24", ("lorex", "dahua")),
        ("lorex", "2022-11-25", ("lorex",)),
        ("honor", "2020-11-17", ("honor", "huawei")),
        ("honor", "2020-11-18", ("honor",)),
        ("sepura", "2017-05-24", ("sepura",)),
        ("sepura", "2017-05-25", ("sepura", "hytera")),
        ("sepura", "2023-01-01", ("sepura",)),
        ("teltronic", "2020-01-01", ("teltronic", "hytera")),
        ("norsat", "2020-01-01", ("norsat", "hytera")),
        ("comnet-usa", "2023-01-01", ("comnet-usa", "pacific-networks")),
        ("nubia", "2020-01-01", ("nubia",)),
    ],
)
def test_an_owner_counts_on_the_days_it_owned(maker: str, on: str, owners: tuple[str, ...]) -> None:
    assert CATALOG.owners(maker, date.fromisoformat(on)) == owners


def test_without_a_day_only_owners_of_today_count() -> None:
    assert CATALOG.owners("lorex", None) == ("lorex",)
    assert CATALOG.owners("ezviz", None) == ("ezviz", "hikvision")


@pytest.mark.parametrize(
    ("name", "makers"),
    [
        ("Hikvision", ("hikvision",)),
        ("Hikvision USA", ("hikvision",)),
        ("HANGZHOU HIKVISION DIGITAL TECHNOLOGY CO LTD", ("hikvision",)),
        ("Hangzhou Hikvision", ("hikvision",)),
        ("Zhejiang Dahua", ("dahua",)),
        ("大华", ("dahua",)),
        ("HiSilicon", ("hisilicon",)),
        ("TP-Link", ("tp-link",)),
        ("DJI", ("dji",)),
        ("Kaspersky", ("kaspersky",)),
        ("Hesai", ("hesai",)),
        ("Acronis", ("acronis",)),
        ("Huawei Technologies Canada Co., Ltd.", ("huawei",)),
        ("LTS", ()),
        ("Hangzhou", ()),
        ("unlisted sub, owned 100% by Dahua", ()),
        ("ComNet of Danbury", ()),
        ("", ()),
    ],
)
def test_a_company_name_resolves_to_its_maker(name: str, makers: tuple[str, ...]) -> None:
    assert CATALOG.maker_of(name) == makers


def test_a_listed_party_is_told_from_a_unit_of_it() -> None:
    assert CATALOG.maker_of_party(["Huawei Technologies Co., Ltd."]) == ("huawei", True)
    assert CATALOG.maker_of_party(["Huawei Cloud France"]) == ("huawei", False)
    assert CATALOG.maker_of_party(["Acme Corp"]) == ("", False)


def test_the_days_of_a_relabel_are_whole_years_and_months_where_written_so() -> None:
    perf = next(row for row in CATALOG.relabels if row.id == "honeywell-dahua-1")
    assert (perf.period.first, perf.period.last) == (date(2014, 1, 1), date(2022, 5, 31))

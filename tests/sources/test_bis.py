"""The lists of the Bureau of Industry and Security, on real entries."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import debar.lists.sources.us_bis_el as el_folder
from debar.errors import FormatError
from debar.lists.sources.us_bis_dpl.parse import parse as parse_dpl
from debar.lists.sources.us_bis_el.parse import parse as parse_el
from debar.lists.sources.us_bis_el.tidy import tidy
from debar.lists.sources.us_bis_meu.parse import parse as parse_meu
from debar.lists.sources.us_bis_uvl.parse import parse as parse_uvl
from debar.model import Entity

HERE = Path(__file__).parent
DAY = date(2026, 7, 9)


def el_files() -> dict[str, bytes]:
    folder = Path(el_folder.__path__[0])
    tables = {name: (folder / f"{name}.yml").read_bytes() for name in ("repairs", "composites", "effective_dates")}
    return {**tables, "entities": (HERE / "us_bis_el" / "entities.json").read_bytes()}


@pytest.fixture(scope="module")
def entity_list() -> list[Entity]:
    return list(parse_el(el_files(), DAY))


def named(entities: list[Entity], caption: str) -> Entity:
    return next(entity for entity in entities if entity.caption == caption)


def test_the_rule_of_9_october_2019_dates_hikvision_and_dahua(entity_list: list[Entity]) -> None:
    for caption in ("Hangzhou Hikvision Digital Technology Co., Ltd.", "Dahua Technology"):
        listing = named(entity_list, caption).designations[0]
        assert (listing.from_, listing.known_from) == (date(2019, 10, 9), date(2019, 10, 9))
        assert listing.citations[0].title == "84 FR 54004"
        assert listing.citations[0].url == "https://www.federalregister.gov/citation/84-FR-54004"
        assert not listing.in_force(date(2019, 10, 8))
        assert listing.in_force(date(2019, 10, 9))


def test_huawei_is_in_force_before_it_was_published(entity_list: list[Entity]) -> None:
    listing = named(entity_list, "Huawei Technologies Co., Ltd.").designations[0]
    assert (listing.from_, listing.known_from) == (date(2019, 5, 16), date(2019, 5, 21))
    assert "published 2019-05-21" in listing.note


def test_parties_under_the_huawei_entry_are_parties_of_their_own(entity_list: list[Entity]) -> None:
    marine = named(entity_list, "Huawei Marine Networks Co., Ltd.")
    assert "HMN Technologies" in marine.names
    assert ("named under the entry of", "Huawei Technologies Co., Ltd.") in marine.designations[0].details
    assert all("Marine" not in name for name in named(entity_list, "Huawei Technologies Co., Ltd.").names)


def test_an_entry_without_a_name_is_an_address_and_not_matched_by_name(entity_list: list[Entity]) -> None:
    only = [entity for entity in entity_list if entity.schema == "Address"]
    assert len(only) == 1
    assert not only[0].by_name
    assert only[0].caption.startswith("14C, Hung Shui Kiu Main Street")
    assert only[0].countries == ("cn", "hk")


def test_an_address_stuck_to_an_alias_comes_off(entity_list: list[Entity]) -> None:
    software = named(entity_list, "Huawei Technologies (UK) Co., Ltd.")
    assert "Huawei Software Technologies Co. Ltd." in software.names
    assert "300 South Oak Way, Green Park, Reading, RG2 6UF" in software.addresses
    assert "Sergey Albrecht" in named(entity_list, "Sergey Grinenko").names


def test_a_date_left_out_of_one_entry_is_that_of_the_same_page_elsewhere(entity_list: list[Entity]) -> None:
    found = [
        entity.designations[0] for entity in entity_list if entity.caption in {"Antcorp System", "EKT Electronics"}
    ]
    assert all(listing.from_ or "no publication date" in listing.note for listing in found)


def test_the_footnote_glued_to_the_requirement_is_told(entity_list: list[Entity]) -> None:
    assert ("footnote", "4") in named(entity_list, "Dahua Technology").designations[0].details


@pytest.mark.parametrize(
    ("written", "names", "acronyms"),
    [
        ("National University of Defense Technology (NUDT)", ["National University of Defense Technology"], ["NUDT"]),
        ("HiSilicon Technologies Co., Ltd (HiSilicon)", ["HiSilicon Technologies Co., Ltd", "HiSilicon"], []),
        ("Broad Engineering (Pakistan)", [], []),
        ("Corad Technology (Shenzhen) Ltd.", [], []),
        ("CNOOC Limited (a subsidiary of China National Offshore Oil Corporation)", ["CNOOC Limited"], []),
        ("Gazprom Neft (a.k.a. Gazprom Neft OAO", ["Gazprom Neft OAO"], []),
    ],
)
def test_short_forms_are_kept_and_places_are_no_names(written: str, names: list[str], acronyms: list[str]) -> None:
    found = tidy(written, (), {})
    assert set(names) <= set(found.names)
    assert list(found.acronyms) == acronyms
    assert not {"Pakistan", "Shenzhen"} & set(found.names)


def test_wording_that_names_no_one_is_kept_as_wording() -> None:
    found = tidy("Department of Atomic Energy", ("Nuclear reactors (including power plants)",), {})
    assert found.names == ("Department of Atomic Energy",)
    assert found.wording == ("Nuclear reactors (including power plants)",)


def test_an_extract_cut_short_is_refused() -> None:
    content = json.loads(el_files()["entities"])
    content["entities"].pop()
    with pytest.raises(FormatError, match="cut short"):
        list(parse_el({**el_files(), "entities": json.dumps(content).encode()}, DAY))
    with pytest.raises(FormatError, match="not an extract"):
        list(parse_el({**el_files(), "entities": b"<html>"}, DAY))


def test_a_denied_person_with_several_addresses_is_one_party_with_its_term() -> None:
    found = list(parse_dpl({"entities": (HERE / "us_bis_dpl" / "entities.json").read_bytes()}, DAY))
    tetrabal = named(found, "TETRABAL CORPORATION")
    assert len(tetrabal.addresses) == 3
    assert {listing.to for listing in tetrabal.designations} == {date(2056, 6, 29)}
    assert named(found, "SABA AGNESE").designations[0].from_ == date(1985, 7, 11)
    mahan = named(found, "MAHAN AIRWAYS").designations[0]
    assert mahan.known_from == date(2008, 3, 21)
    assert ("effective date of the current order", "2025-10-27") in mahan.details


def test_military_end_users_are_dated_by_their_rule() -> None:
    found = list(parse_meu({"entities": (HERE / "us_bis_meu" / "entities.json").read_bytes()}, DAY))
    assert {entity.designations[0].from_ for entity in found} <= {date(2020, 12, 23), date(2021, 1, 15)}
    assert all(entity.countries == ("cn",) for entity in found)


def test_unverified_parties_are_found_by_header_and_other_lists_left_alone() -> None:
    data = (HERE / "us_bis_uvl" / "csl.csv").read_bytes()
    found = list(parse_uvl({"csl": data}, date(2022, 5, 16)))
    assert len(found) == data.count(b"Unverified List (UVL)") == 2
    assert all(entity.designations[0].known_from == date(2022, 5, 16) for entity in found)
    with pytest.raises(FormatError, match="alt_names"):
        list(parse_uvl({"csl": data.replace(b"alt_names", b"aka", 1)}, date(2022, 5, 16)))

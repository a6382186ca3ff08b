"""Covered List, section 889, 1260H, UFLPA, SAM and State Department lists, on real rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from debar.errors import FormatError
from debar.lists import sources
from debar.lists.sources.us_889.parse import parse as parse_889
from debar.lists.sources.us_dhs_uflpa.parse import parse as parse_uflpa
from debar.lists.sources.us_dhs_uflpa.parse import read_cell
from debar.lists.sources.us_dod_1260h.parse import parse as parse_1260h
from debar.lists.sources.us_fcc_covered.parse import parse as parse_covered
from debar.lists.sources.us_sam_exclusions.parse import parse as parse_sam
from debar.lists.sources.us_state_ddtc.parse import parse as parse_ddtc
from debar.lists.sources.us_state_isn.parse import parse as parse_isn
from debar.model import Entity

HERE = Path(__file__).parent
SOURCES = Path(sources.__path__[0])


def by_caption(entities: list[Entity]) -> dict[str, Entity]:
    return {entity.caption: entity for entity in entities}


def covered(table: bytes | None = None) -> dict[str, Entity]:
    files = {
        "table": table or (HERE / "us_fcc_covered" / "table.csv").read_bytes(),
        "rows": (SOURCES / "us_fcc_covered" / "rows.yml").read_bytes(),
    }
    return by_caption(list(parse_covered(files, date(2026, 8, 20))))


def test_purpose_limited_rows_of_the_covered_list_are_told_from_the_others() -> None:
    limited = {name: dict(entity.designations[0].details)["purpose_limited"] for name, entity in covered().items()}
    assert limited["Hangzhou Hikvision Digital Technology Company"] == "yes"
    assert limited["Huawei Technologies Company"] == "no"


def test_one_row_may_name_two_providers() -> None:
    found = covered()
    rows = {dict(found[name].designations[0].details)["row"] for name in ("Pacific Networks Corp", "ComNet (USA) LLC")}
    assert len(rows) == 1


def test_a_category_row_is_kept_with_its_updates_and_never_matched_by_name() -> None:
    drones = covered()["Uncrewed aircraft systems and UAS critical components produced in a foreign country"]
    assert not drones.by_name
    updates = [value for key, value in drones.designations[0].details if key == "updated"]
    assert updates == ["2026-01-07", "2026-03-18", "2026-06-15", "2026-07-21"]
    assert drones.designations[0].from_ == date(2025, 12, 22)
    assert "Visit -" not in drones.designations[0].scope


def test_a_party_reached_by_reference_says_so() -> None:
    dji = covered()["Shenzhen Da-Jiang Innovations Sciences and Technologies Company Limited"]
    assert "reached by reference" in dji.designations[0].note
    assert "Pub. L. 118-159 sec. 1709(a)(1)" in [cite.title for cite in dji.designations[0].citations]


def test_a_category_nobody_described_yet_is_refused() -> None:
    table = b'covered_equipment_or_services,date_of_inclusion_on_covered_list\nForeign toasters.,"July 1, 2027"\n'
    with pytest.raises(FormatError, match="Foreign toasters"):
        covered(table)
    with pytest.raises(FormatError, match="no rows"):
        covered(b"covered_equipment_or_services,date_of_inclusion_on_covered_list\n")


def test_section_889_names_five_companies_two_of_them_without_purpose_limit() -> None:
    found = list(parse_889({"names": (SOURCES / "us_889" / "names.yml").read_bytes()}, date(2018, 8, 13)))
    assert len(found) == 5
    free = [entity.caption for entity in found if ("purpose_limited", "no") in entity.designations[0].details]
    assert free == ["Huawei Technologies Company", "ZTE Corporation"]
    assert {entity.designations[0].citations[0].title for entity in found} == {"Pub. L. 115-232 sec. 889(f)(3)"}


def chinese_military() -> dict[str, Entity]:
    files = {
        "entities": (HERE / "us_dod_1260h" / "entities.json").read_bytes(),
        "history": "\n".join(
            [
                "parties:",
                '  - {name: "Zhejiang Dahua Technology Co., Ltd.", named_on: [2022-10-05, 2026-06-08]}',
                '  - {name: "Costar Group Co., Ltd.", named_on: [2025-01-07], dropped: 2026-06-08}',
                "new_on_2026_06_08: [Alibaba Group Holding Limited]",
                "splits:",
                "  - written: COMAC America Corporation Shanghai Aircraft Design and Research Institute",
                "    names: [COMAC America Corporation, Shanghai Aircraft Design and Research Institute]",
            ]
        ).encode(),
    }
    return by_caption(list(parse_1260h(files, date(2026, 6, 8))))


def test_subsidiaries_named_in_a_group_are_parties_of_their_own() -> None:
    found = chinese_military()
    for name in (
        "Chengdu Dahua Wisdom Information Technology Co., Ltd.",
        "China South Industries Group Corporation No. 59 Research Institute Co., Ltd.",
        "Changan US R&D Center, Inc.",
        "Kiekert USA Inc.",
        "Shanghai Aircraft Design and Research Institute",
    ):
        assert dict(found[name].designations[0].details)["subsidiary of"]


def test_earlier_editions_date_a_party_and_a_dropped_one_ends_the_day_before() -> None:
    found = chinese_military()
    dahua, costar = found["Zhejiang Dahua Technology Co., Ltd."], found["Costar Group Co., Ltd."]
    assert dahua.designations[0].from_ == date(2022, 10, 5)
    assert costar.designations[0].to == date(2026, 6, 7)
    assert not costar.designations[0].in_force(date(2026, 6, 8))
    assert "may have been listed before" in found["Shenzhen DJI Technology Co., Ltd."].designations[0].note


def test_a_uflpa_party_on_two_sublists_is_one_party_with_two_listings() -> None:
    found = by_caption(
        list(parse_uflpa({"page": (HERE / "us_dhs_uflpa" / "page.html").read_bytes()}, date(2026, 7, 9)))
    )
    hoshine = found["Hoshine Silicon Industry (Shanshan) Co., Ltd"]
    assert [dict(listing.details)["sublist"] for listing in hoshine.designations] == ["(i)", "(v)"]
    assert {listing.scope for listing in hoshine.designations} == {"and subsidiaries"}
    assert len(found) == 5


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        (
            "Jiangsu Meike Co., Ltd. (also known as Meike Co. and formerly known as Jiangsu Gaozhao Co., Ltd.)",
            ("Jiangsu Meike Co., Ltd.", "Meike Co.", "Jiangsu Gaozhao Co., Ltd."),
        ),
        (
            "Juye Cotton and Linen Station of the Heze Cotton and Linen Corporation",
            ("Juye Cotton and Linen Station of the Heze Cotton and Linen Corporation",),
        ),
        ("Xinjiang Energy (Group) Co., Ltd.", ("Xinjiang Energy (Group) Co., Ltd.",)),
    ],
)
def test_a_uflpa_cell_is_taken_apart(cell: str, names: tuple[str, ...]) -> None:
    assert read_cell(cell).names == names


def test_a_uflpa_page_with_a_table_missing_is_refused() -> None:
    page = (HERE / "us_dhs_uflpa" / "page.html").read_bytes()
    with pytest.raises(FormatError, match="2 tables"):
        list(parse_uflpa({"page": page.replace(b"<table", b"<div", 1)}, date(2026, 7, 9)))


def test_only_the_section_889_companies_of_sam_are_taken() -> None:
    data = (HERE / "us_sam_exclusions" / "exclusions.csv").read_bytes()
    found = list(parse_sam({"exclusions": data}, date(2026, 1, 13)))
    assert data.count(b"\n") - 1 > len(found) == 2
    hikvision = next(entity for entity in found if entity.id.endswith("L78SCHFL4JN8"))
    assert hikvision.identifiers == (("uei", "L78SCHFL4JN8"),)
    assert hikvision.designations[0].from_ == date(2019, 12, 13)
    with pytest.raises(FormatError, match="excluded_uei"):
        list(parse_sam({"exclusions": b"a,b\n1,2\n"}, date(2026, 1, 13)))


def test_debarred_parties_of_one_row_are_told_apart_and_aliases_split() -> None:
    files = {role: (HERE / "us_state_ddtc" / f"{role}.json").read_bytes() for role in ("statutory", "administrative")}
    files["splits"] = (SOURCES / "us_state_ddtc" / "splits.yml").read_bytes()
    found = by_caption(list(parse_ddtc(files, date(2025, 8, 25))))
    assert {"Kam-Tech Systems, Ltd.", "David Menashe"} <= set(found)
    assert found["Panchernikov, Igor"].names == ("Panchernikov, Igor", "Maru, Mike")
    acety = found["Acety, Edwin"]
    assert (acety.schema, acety.birth_dates) == ("Person", ("November 1975",))


def test_an_expired_nonproliferation_measure_has_its_end_and_an_active_one_none() -> None:
    found = by_caption(
        list(parse_isn({"entities": (HERE / "us_state_isn" / "entities.json").read_bytes()}, date(2025, 5, 1)))
    )
    shahid = found["Shahid Hemmat Industrial Group"].designations
    assert len(shahid) > 3
    assert any(listing.to == date(2011, 2, 2) and listing.from_ == date(2009, 2, 2) for listing in shahid)
    assert [listing.to for listing in found["Choe Chun-Sik"].designations] == [None]

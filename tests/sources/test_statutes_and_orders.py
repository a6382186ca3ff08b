"""Sections 889, 5949 and 154, 1260H, 1286, the annex to E.O. 14032 and the Withhold Release Orders, on real rows."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files

import pytest

from debar.errors import FormatError
from debar.lists.parsing import File
from debar.lists.sources.us_dod_1260h.parse import read_history
from debar.model import Entity
from sources.samples import by_caption, layout_of, read, sample


def names(list_id: str) -> File:
    folder = list_id.replace("-", "_")
    return File("names.yml", (files("debar.lists") / "sources" / folder / "names.yml").read_bytes())


def listed(list_id: str) -> dict[str, Entity]:
    return by_caption(read(list_id, names(list_id))[0])


def extracted(list_id: str) -> dict[str, Entity]:
    return by_caption(read(list_id, File("extract.json", sample(list_id, "entities.json")))[0])


def test_section_889_names_five_companies_two_of_them_without_purpose_limit() -> None:
    found = listed("us-889").values()
    assert len(found) == 5
    free = [entity.caption for entity in found if ("purpose_limited", "no") in entity.designations[0].details]
    assert free == ["Huawei Technologies Company", "ZTE Corporation"]
    assert {entity.designations[0].citations[0].title for entity in found} == {"Pub. L. 115-232 sec. 889(f)(3)"}


@pytest.mark.parametrize(
    ("list_id", "count", "enacted", "ban", "names_too"),
    [
        ("us-ndaa-5949", 3, date(2022, 12, 23), "2027-12-23", {"SMIC", "CXMT", "YMTC"}),
        ("us-ndaa-154", 6, date(2023, 12, 22), "2027-10-01", {"CATL"}),
    ],
)
def test_a_statute_names_its_companies_and_says_when_its_ban_begins(
    list_id: str, count: int, enacted: date, ban: str, names_too: set[str]
) -> None:
    found = list(listed(list_id).values())
    assert len(found) == count
    assert {entity.designations[0].from_ for entity in found} == {enacted}
    assert all(ban in entity.designations[0].note for entity in found)
    assert names_too == {name for entity in found for name in entity.names[1:]}
    assert all("successor" in entity.designations[0].scope for entity in found)


def test_the_names_of_one_statute_are_not_taken_for_those_of_another() -> None:
    assert layout_of("us-889", names("us-ndaa-154")) == ""
    assert layout_of("us-ndaa-154", names("us-ndaa-154")) == "us-ndaa-154-names"


def test_a_broken_table_of_names_is_refused() -> None:
    data = names("us-889").read().replace(b"  - {name: ZTE Corporation,", b"  - {title: ZTE Corporation,")
    with pytest.raises(FormatError, match=r"names\.yml.*name"):
        read("us-889", File("names.yml", data))


def test_subsidiaries_named_in_a_group_are_parties_of_their_own() -> None:
    found = extracted("us-dod-1260h")
    for name in (
        "Chengdu Dahua Wisdom Information Technology Co., Ltd.",
        "China South Industries Group Corporation No. 59 Research Institute Co., Ltd.",
        "Changan US R&D Center, Inc.",
        "Kiekert USA Inc.",
        "Shanghai Aircraft Design and Research Institute",
    ):
        assert dict(found[name].designations[0].details)["subsidiary of"]


def test_a_party_begins_on_the_first_edition_known_to_name_it_and_has_no_day_where_none_is_known() -> None:
    found = extracted("us-dod-1260h")
    dahua, costar = found["Zhejiang Dahua Technology Co., Ltd."], found["Costar Group Co., Ltd."]
    assert dahua.designations[0].from_ == date(2022, 10, 5)
    assert [cite.title for cite in dahua.designations[0].citations] == ["91 FR 35189"]
    assert costar.designations[0].to == date(2026, 6, 7)
    assert not costar.designations[0].in_force(date(2026, 6, 8))
    assert found["Alibaba Group Holding Limited"].designations[0].from_ == date(2026, 6, 8)
    unknown = found["China North Industries Group Corporation Limited"].designations[0]
    assert (unknown.from_, unknown.published, unknown.note) == (None, None, "")


def test_a_party_that_a_later_edition_drops_is_not_kept_alive_by_the_table_of_earlier_ones() -> None:
    data = json.loads(sample("us-dod-1260h", "entities.json"))
    data["entities"] = [row for row in data["entities"] if "Dahua" not in row["name"]]
    data["count"] = len(data["entities"])
    found = by_caption(read("us-dod-1260h", File("x.json", json.dumps(data).encode()))[0])
    assert "Zhejiang Dahua Technology Co., Ltd." not in found


def test_a_broken_table_of_editions_is_refused() -> None:
    with pytest.raises(FormatError, match="broken"):
        read_history(b"parties: [{named_on: [2021-06-03]}]")


def test_an_extract_that_lost_rows_is_refused() -> None:
    data = sample("us-dod-1260h", "entities.json").replace(b'"count": 7', b'"count": 80')
    with pytest.raises(FormatError, match="cut short"):
        read("us-dod-1260h", File("x.json", data))


def test_talent_programs_of_section_1286_are_never_matched_by_name() -> None:
    found = extracted("us-dod-1286")
    beihang = found["Beijing University of Aeronautics and Astronautics"]
    assert beihang.by_name
    assert "Beihang University" in beihang.names
    assert not found["River Talents Plan"].by_name
    assert beihang.designations[0].from_ is None


def test_the_annex_is_in_force_two_months_after_the_order() -> None:
    found = extracted("us-eo14032-annex")["AERO ENGINE CORPORATION OF CHINA"].designations[0]
    assert (found.from_, found.published) == (date(2021, 8, 2), date(2021, 6, 3))
    assert [cite.title for cite in found.citations] == ["86 FR 30145"]


def test_a_vessel_with_an_order_and_a_finding_is_one_party_with_two_listings() -> None:
    found = extracted("us-cbp-wro")["Da Wang"]
    assert found.schema == "Vessel"
    assert [dict(listing.details)["kind"] for listing in found.designations] == ["withhold release order", "finding"]
    assert [listing.from_ for listing in found.designations] == [date(2020, 8, 18), date(2022, 1, 28)]
    assert "87 FR 4634" in [cite.title for cite in found.designations[1].citations]


def test_goods_of_a_region_are_kept_and_never_matched_and_producers_of_one_row_told_apart() -> None:
    found = extracted("us-cbp-wro")
    assert not found["Cotton of Turkmenistan"].by_name
    assert {"Agropecuarios Tom S.A. de C.V.", "Horticola Tom S.A. de C.V."} <= set(found)
    assert found["Horticola Tom S.A. de C.V."].designations[0].scope == "Fresh Tomatoes; and their subsidiaries"

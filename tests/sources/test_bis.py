"""The Entity List, the Unverified List and the Military End-User List, on real entries in every form they come in.

``part744.xml`` holds entries of the lists in the structure in which the eCFR gives its supplements; it is no file as
served.
"""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.errors import FormatError
from debar.lists import ecfr, registry
from debar.lists.ecfr_entry import take_apart
from debar.lists.parsing import File, Given, Log
from debar.lists.sources.us_bis_el.tidy import tidy
from debar.model import Entity
from sources.samples import by_caption, layout_of, read, sample

PART = File("title-15-part-744.xml", sample("us-bis-el", "part744.xml"))
EXTRACT = File("bis_entity_list.json", sample("us-bis-el", "entities.json"))
CSL = File("consolidated.csv", sample("us-csl", "consolidated_2022-05-16.csv"))


@pytest.fixture(scope="module")
def entity_list() -> dict[str, Entity]:
    return by_caption(read("us-bis-el", EXTRACT)[0])


def parsed(list_id: str, layout_id: str, role: str, data: bytes) -> list[Entity]:
    layout = next(each for each in registry.layouts(list_id) if each.id == layout_id)
    return list(layout.parse(Given(list_id, {role: File("file", data)}, date(2026, 7, 9), Log())))


def test_the_rule_of_9_october_2019_dates_hikvision_and_dahua(entity_list: dict[str, Entity]) -> None:
    for caption in ("Hangzhou Hikvision Digital Technology Co., Ltd.", "Dahua Technology"):
        listing = entity_list[caption].designations[0]
        assert (listing.from_, listing.published) == (date(2019, 10, 9), date(2019, 10, 9))
        assert listing.citations[0].title == "84 FR 54004"
        assert listing.citations[0].url == "https://www.federalregister.gov/citation/84-FR-54004"
        assert not listing.in_force(date(2019, 10, 8))
        assert listing.in_force(date(2019, 10, 9))


def test_huawei_is_dated_as_the_list_cites_it_for_the_correction_to_stand_beside(
    entity_list: dict[str, Entity],
) -> None:
    huawei = entity_list["Huawei Technologies Co., Ltd."]
    assert huawei.designations[0].from_ == date(2019, 5, 21)


def test_parties_under_the_huawei_entry_are_parties_of_their_own(entity_list: dict[str, Entity]) -> None:
    marine = entity_list["Huawei Marine Networks Co., Ltd."]
    assert "HMN Technologies" in marine.names
    assert ("named under the entry of", "Huawei Technologies Co., Ltd.") in marine.designations[0].details
    assert all("Marine" not in name for name in entity_list["Huawei Technologies Co., Ltd."].names)


def test_an_entry_without_a_name_is_an_address_and_not_matched_by_name(entity_list: dict[str, Entity]) -> None:
    only = [entity for entity in entity_list.values() if entity.schema == "Address"]
    assert len(only) == 1
    assert not only[0].by_name
    assert only[0].caption.startswith("14C, Hung Shui Kiu Main Street")
    assert only[0].countries == ("cn", "hk")


def test_an_address_stuck_to_an_alias_comes_off(entity_list: dict[str, Entity]) -> None:
    software = entity_list["Huawei Technologies (UK) Co., Ltd."]
    assert "Huawei Software Technologies Co. Ltd." in software.names
    assert "300 South Oak Way, Green Park, Reading, RG2 6UF" in software.addresses
    assert "Sergey Albrecht" in entity_list["Sergey Grinenko"].names


def test_a_date_left_out_of_one_entry_is_that_of_the_same_page_elsewhere(entity_list: dict[str, Entity]) -> None:
    found = [
        entity.designations[0]
        for entity in entity_list.values()
        if entity.caption in {"Antcorp System", "EKT Electronics"}
    ]
    assert found
    assert all(listing.from_ or "no publication date" in listing.note for listing in found)


def test_the_footnote_glued_to_the_requirement_is_told(entity_list: dict[str, Entity]) -> None:
    assert ("footnote", "4") in entity_list["Dahua Technology"].designations[0].details


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
    content = json.loads(EXTRACT.read())
    content["entities"].pop()
    with pytest.raises(FormatError, match="cut short"):
        parsed("us-bis-el", "extract", "entities", json.dumps(content).encode())
    with pytest.raises(FormatError, match="not an extract"):
        parsed("us-bis-el", "extract", "entities", b"<html>")


def test_the_supplement_in_xml_gives_the_parties_of_the_extract_under_the_same_ids(
    entity_list: dict[str, Entity],
) -> None:
    found, log = read("us-bis-el", PART)
    assert (log.rows, log.rejections, len(found)) == (7, 1, 6)
    assert log.rejected[0].what == "reserved, names no one"
    by_id = {entity.id: entity for entity in entity_list.values()}
    shared = [entity for entity in found if entity.id in by_id]
    assert len(shared) >= 3
    for entity in shared:
        other = by_id[entity.id]
        assert entity.names == other.names
        assert entity.addresses == other.addresses
        assert entity.designations[0].citations == other.designations[0].citations
        assert entity.designations[0].from_ == other.designations[0].from_


def test_the_xml_gives_the_review_policy_and_the_whole_requirement() -> None:
    hikvision = by_caption(read("us-bis-el", PART)[0])["Hangzhou Hikvision Digital Technology Co., Ltd."]
    details = dict(hikvision.designations[0].details)
    assert details["license review policy"].startswith("Case-by-case review")
    assert hikvision.names == ("Hangzhou Hikvision Digital Technology Co., Ltd.", "Hikvision")


def test_a_country_stands_for_the_rows_under_it_and_one_name_under_two_is_two_parties() -> None:
    found, _ = read("us-bis-el", PART)
    ghoura = [entity for entity in found if entity.caption == "Abdul Satar Ghoura"]
    assert [entity.countries for entity in ghoura] == [("af",), ("pk",)]
    assert all("See alternate" not in address for entity in ghoura for address in entity.addresses)


def test_one_part_of_the_cfr_holds_three_lists() -> None:
    unverified, _ = read("us-bis-uvl", PART)
    military, _ = read("us-bis-meu", PART)
    assert [entity.caption for entity in unverified] == ["AECC South Industry Co. Ltd", "AW Industrial Ltd"]
    assert {entity.countries for entity in unverified} == {("cn",)}
    assert military[0].caption == "Academy of Aerospace Solid Propulsion Technology (AASPT)"
    assert military[0].designations[0].from_ == date(2020, 12, 23)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"License requirement</TH>", b"Permit</TH>", r"line \d+: no column 'license requirement'"),
        (b'Supplement No. 4 to Part 744" TYPE', b'Supplement No. 9 to Part 744" TYPE', "no Supplement No. 4"),
        (b"</TBODY></TABLE></DIV></DIV>\n</DIV9>", b"", r"line \d+"),
        (b"<DIV5", b"<!DOCTYPE x><DIV5", "document type"),
    ],
)
def test_a_damaged_supplement_is_refused_with_its_place(old: bytes, new: bytes, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        parsed("us-bis-el", "ecfr-xml", "part", PART.read().replace(old, new, 1))


def test_xml_that_breaks_off_is_refused_and_a_row_of_another_width_rejected() -> None:
    data = PART.read()
    with pytest.raises(FormatError, match="breaks off"):
        parsed("us-bis-el", "ecfr-xml", "part", data[: data.index(b"PAKISTAN")])
    log = Log()
    wide = File("part.xml", data.replace(b"<TR><TD>PAKISTAN</TD>", b"<TR><TD>PAKISTAN</TD><TD/>", 1))
    assert len(list(ecfr.entries(wide, ecfr.Supplement(4), log))) == 5
    assert log.rejected[-1].what == "6 cells, the table has 5 columns"


@pytest.mark.parametrize(
    ("cell", "name", "aliases", "address"),
    [
        ("Limited Liability Company Yandex", "Limited Liability Company Yandex", (), ""),
        (
            "SMIC (Beijing) Corp., a.k.a., the following one alias:\n—SMIC Beijing.\nNo. 18 Wen Chang Road, Beijing",
            "SMIC (Beijing) Corp.",
            ("SMIC Beijing",),
            "No. 18 Wen Chang Road, Beijing",
        ),
        (
            "A Trading Co., Ltd., a.k.a., the following two aliases: —A Co.; and —A Group. 5 Main Street, Minsk",
            "A Trading Co., Ltd.",
            ("A Co.", "A Group"),
            "5 Main Street, Minsk",
        ),
        (
            "HiSilicon Technologies Co., Ltd (HiSilicon), Bantian, Shenzhen",
            "HiSilicon Technologies Co., Ltd (HiSilicon)",
            (),
            "Bantian, Shenzhen",
        ),
        ("X GmbH, f.k.a. Y GmbH. Karolinenstrasse 21C, Berlin", "X GmbH", ("Y GmbH",), "Karolinenstrasse 21C, Berlin"),
    ],
)
def test_a_cell_is_taken_apart(cell: str, name: str, aliases: tuple[str, ...], address: str) -> None:
    found = take_apart(cell)
    assert (found.name, found.aliases, found.address) == (name, aliases, address)


@given(st.text(alphabet="Ab,.;—()\n 1akf", max_size=80))
def test_taking_a_cell_apart_never_fails_and_makes_nothing_up(cell: str) -> None:
    found = take_apart(cell)
    for part in (found.name, *found.aliases, found.address):
        assert set(part) <= {*cell, " ", ";"}  # lines of an address are divided by semicolons
        assert part == part.strip()


def test_the_csv_of_the_agency_has_a_row_for_each_address_and_alias_of_a_party() -> None:
    found, log = read("us-bis-el", File("el.csv", sample("us-bis-el", "ita.csv")))
    assert (log.rows, log.rejections, len(found)) == (18, 0, 5)
    farid = by_caption(found)["Fazal Rahim Farid"]
    assert farid.names == ("Fazal Rahim Farid", "Fazel Rahim Farid", "Farid", "Engineer Idris")
    assert len(farid.addresses) == 2
    assert farid.designations[0].from_ == date(2011, 11, 21)
    qazi = by_caption(found)["Qazi Abdallah"]
    assert [listing.citations[0].title for listing in qazi.designations] == ["76 FR 71867", "76 FR 10001"]
    assert layout_of("us-bis-meu", File("el.csv", sample("us-bis-el", "ita.csv"))) == ""


def test_the_unverified_list_as_csv_without_utf8_is_read_and_said_so() -> None:
    found, log = read("us-bis-uvl", File("uvl.csv", sample("us-bis-uvl", "ita.csv")))
    assert (log.rows, len(found)) == (19, 13)
    assert by_caption(found)["Training 2 Business Academy"].names[1:] == ("T2BA", "Academy of Business Training")
    assert "53–59 Wuhu Street" in by_caption(found)["Advent International Limited"].addresses[0]
    assert "Windows-1252" in log.warned[0].what
    assert {"from", "published", "citations"} <= log.lacks


def test_unverified_parties_of_the_csl_are_found_by_header_and_undated() -> None:
    found, log = read("us-bis-uvl", CSL)
    assert len(found) == CSL.read().count(b"Unverified List (UVL)") == 3
    assert all(entity.designations[0].from_ is None for entity in found)
    assert {"from", "published"} <= log.lacks


def test_military_end_users_are_dated_by_their_rule() -> None:
    found, _ = read("us-bis-meu", File("bis_meu.json", sample("us-bis-meu", "entities.json")))
    assert {entity.designations[0].from_ for entity in found} <= {date(2020, 12, 23), date(2021, 1, 15)}
    assert all(entity.countries == ("cn",) for entity in found)


def test_the_csl_and_the_extract_give_a_party_one_id(entity_list: dict[str, Entity]) -> None:
    csl = by_caption(read("us-bis-el", CSL)[0])
    name = "Hangzhou Hikvision Digital Technology Co., Ltd."
    assert csl[name].id == entity_list[name].id
    assert csl["Huawei Technologies Co., Ltd. (Huawei)"].id == entity_list["Huawei Technologies Co., Ltd."].id
    marine = "Huawei Marine Networks Co., Ltd."
    assert csl[marine].id == entity_list[marine].id


def test_an_unknown_destination_is_kept_with_a_warning() -> None:
    data = PART.read().replace(b"PAKISTAN", b"ATLANTIS")
    found, log = read("us-bis-el", File("part.xml", data))
    assert len(found) == 6
    assert any("'ATLANTIS'" in warned.what for warned in log.warned)


def test_an_entry_in_which_no_name_can_be_read_is_rejected_and_counted() -> None:
    data = PART.read().replace(
        b"Address 16, 14C, Hung Shui Kiu Main Street, Yuen Long, N.T., Hong Kong.", b"Address 16, ."
    )
    found, log = read("us-bis-el", File("part.xml", data))
    assert (log.rows, log.rejections, len(found)) == (7, 2, 5)
    assert any("no name can be read" in rejected.what for rejected in log.rejected)

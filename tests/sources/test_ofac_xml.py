"""OFAC's XML forms, and that a party reads the same in every form of one list."""

from __future__ import annotations

from datetime import date

import pytest

from debar.errors import FormatError
from debar.lists import records
from debar.lists.diffs import compare_records
from debar.lists.parsing import File, choose
from debar.model import Citation, Entity
from sources.ofac_samples import LAYOUTS, changed, cons_files, read, sample, sdn_files

SAMPLES = (("us_ofac_sdn", "sdn.xml"), ("us_ofac_sdn", "sdn_enhanced.xml"), ("us_ofac_cons", "cons_advanced.xml"))


def differences(old: Entity, new: Entity, lacks: set[str]) -> dict[str, object]:
    return dict(compare_records(records.packed(old), records.packed(new), lacks))


def unequal(list_id: str, one: list[File], other: list[File], numbers: set[str]) -> dict[str, dict[str, object]]:
    """The parties to which two forms of a list give other values in a field that both give; all must be in both."""
    (before, first), (after, second) = read(list_id, one), read(list_id, other)
    assert numbers <= before.keys() & after.keys()
    found = {number: differences(before[number], after[number], first.lacks | second.lacks) for number in numbers}
    return {number: fields for number, fields in found.items() if fields}


def test_classic_xml_and_delimited_files_agree() -> None:
    """Parties that did not change between the XML of June 2021 and the delimited files of December 2025."""
    same = {"9639", "9674", "9688", "9705", "9712", "9715", "30950", "30951", "30954"}
    assert unequal("us-ofac-cons", [sample("us_ofac_cons", "consolidated.xml")], cons_files(), same) == {}


def test_advanced_xml_and_delimited_files_agree() -> None:
    """Parties that did not change between the advanced XML of March 2020 and the delimited files of December 2025."""
    same = {"9639", "9640", "9674", "9688", "9705", "9712", "9715", "15268"}
    assert unequal("us-ofac-cons", [sample("us_ofac_cons", "cons_advanced.xml")], cons_files(), same) == {}


def test_enhanced_xml_and_delimited_files_agree() -> None:
    """On a sample of the enhanced form made after the delimited one; names in other scripts are its own."""
    one = changed(sample("us_ofac_sdn", "sdn_enhanced.xml"), "闫小兵".encode(), b"YAN, Xiaobing")
    assert unequal("us-ofac-sdn", [one], sdn_files(), {"36", "2674", "15055", "25308"}) == {}
    two = changed(
        sample("us_ofac_cons", "cons_enhanced.xml"),
        "杭州海康威视数字技术股份有限公司".encode(),
        b"HIKVISION",
    )
    assert unequal("us-ofac-cons", [two], cons_files(), {"9640", "30946"}) == {}


def test_the_same_party_has_one_id_in_all_forms() -> None:
    forms = (["cons_prim.csv"], ["consolidated.xml"], ["cons_advanced.xml"])
    found = [read("us-ofac-cons", [sample("us_ofac_cons", name) for name in names])[0]["9639"].id for names in forms]
    assert set(found) == {"us-ofac-cons:9639"}


def test_classic_xml_gives_the_day_it_was_published() -> None:
    found, log = read("us-ofac-sdn", [sample("us_ofac_sdn", "sdn.xml")])
    assert log.published == date(2014, 7, 16)
    assert len(found) == sample("us_ofac_sdn", "sdn.xml").read().count(b"<sdnEntry>") == 4
    jimale = found["6982"]
    assert jimale.schema == "Person"
    assert jimale.names[0] == "JIM'ALE, Ahmed Nur Ali"
    assert jimale.birth_dates == ("20 May 1954", "circa 1954")
    assert jimale.countries == ("ae", "dj", "so")
    assert ("passport", "A0181988") in jimale.identifiers


def test_the_newer_namespace_reads_the_same() -> None:
    old = sample("us_ofac_sdn", "sdn.xml")
    newer = b"https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML"
    assert (
        read("us-ofac-sdn", [changed(old, b"http://tempuri.org/sdnList.xsd", newer)])[0]
        == (read("us-ofac-sdn", [old])[0])
    )


@pytest.mark.parametrize("stated", [b"3", b"5"])
def test_another_number_of_entries_than_stated_is_noted_as_a_part(stated: bytes) -> None:
    file = sample("us_ofac_sdn", "sdn.xml")
    broken = changed(file, b"<Record_Count>4<", b"<Record_Count>" + stated + b"<")
    _, log = read("us-ofac-sdn", [broken])
    assert log.part == f"sdn.xml: says it holds {stated.decode()} entries (Record_Count) and holds 4"


def test_enhanced_xml_dates_listings_by_the_list() -> None:
    found, log = read("us-ofac-sdn", [sample("us_ofac_sdn", "sdn_enhanced.xml")])
    listing = found["25308"].designations[0]
    assert (listing.from_, listing.published) == (date(2019, 8, 21), date(2019, 8, 21))
    assert listing.citations == (Citation("Kingpin Act"),)
    assert {("on list", "SDN List"), ("measure", "Block")} <= set(listing.details)
    assert log.published == date(2024, 5, 3)
    assert not log.lacks & {"from", "published"}


def test_names_in_other_scripts_are_names() -> None:
    found, _ = read("us-ofac-cons", [sample("us_ofac_cons", "cons_enhanced.xml")])
    assert "杭州海康威视数字技术股份有限公司" in found["30946"].names


def test_advanced_xml_dates_listings_by_their_entries() -> None:
    found, log = read("us-ofac-cons", [sample("us_ofac_cons", "cons_advanced.xml")])
    listing = found["9639"].designations[0]
    assert (listing.program, listing.from_) == ("NS-PLC", date(2006, 4, 12))
    vtb = found["17013"].designations[0]
    assert (vtb.program, vtb.from_) == ("UKRAINE-EO13662", date(2014, 7, 29))
    assert vtb.citations == (Citation("Executive Order 13662 (Ukraine)"),)
    assert log.published == date(2020, 3, 17)


def test_relationships_are_ties_to_a_named_party() -> None:
    found, _ = read("us-ofac-cons", [sample("us_ofac_cons", "cons_advanced.xml")])
    details = dict(found["18267"].designations[0].details)
    assert details["relationship"] == f"Owned or Controlled By: {found['17022'].caption}"
    assert details["linked to"] == found["17022"].caption


@pytest.mark.parametrize(("folder", "name"), SAMPLES)
def test_xml_that_breaks_off_is_refused_with_its_line(folder: str, name: str) -> None:
    file = sample(folder, name)
    data = file.read()
    list_id = folder.replace("_", "-")
    with pytest.raises(FormatError, match=rf"{name}, line \d+: breaks off"):
        read(list_id, [File(name, data[: len(data) * 2 // 3])])


@pytest.mark.parametrize(("folder", "name"), SAMPLES)
def test_xml_with_a_document_type_is_none_of_ofacs(folder: str, name: str) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + sample(folder, name).read().partition(b"?>")[2]
    assert choose(LAYOUTS[folder.replace("_", "-")], [File(name, bomb)]) is None


def test_the_file_of_changes_is_no_edition() -> None:
    """OFAC serves the changes of a day in the shape of the enhanced form, under another namespace."""
    delta = changed(
        sample("us_ofac_sdn", "sdn_enhanced.xml"),
        b"https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ENHANCED_XML",
        b"https://www.treasury.gov/ofac/DeltaFile/1.0",
    )
    assert choose(LAYOUTS["us-ofac-sdn"], [delta]) is None
    marked = changed(sample("us_ofac_sdn", "sdn_enhanced.xml"), b'<entity id="36">', b'<entity id="36" action="add">')
    with pytest.raises(FormatError, match="holds changes only"):
        read("us-ofac-sdn", [marked])


def test_the_file_of_another_list_is_refused_by_the_lists_it_names() -> None:
    other = File("download.xml", sample("us_ofac_cons", "cons_enhanced.xml").read())
    assert choose(LAYOUTS["us-ofac-sdn"], [other]) is None
    advanced = File("download.xml", sample("us_ofac_cons", "cons_advanced.xml").read())
    with pytest.raises(FormatError, match="not one of its 11 parties is on the SDN List"):
        read("us-ofac-sdn", [advanced])


def test_a_new_element_is_told_of() -> None:
    file = changed(
        sample("us_ofac_sdn", "sdn.xml"), b"<sdnType>Entity</sdnType>", b"<sdnType>Entity</sdnType><lei>1</lei>"
    )
    _, log = read("us-ofac-sdn", [file])
    assert any("unknown elements, not read: lei" in problem.what for problem in log.warned)

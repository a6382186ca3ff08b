"""The NS-CMIC List from OFAC's non-SDN files and from an extract of its PDF, under one set of ids."""

from __future__ import annotations

import json
from datetime import date

from debar.lists.parsing import File
from debar.lists.sources.us_ofac_nscmic.parse import known_numbers
from sources.ofac_samples import cons_files, read, sample


def test_the_companies_of_the_consolidated_files_are_kept_and_no_others() -> None:
    found, log = read("us-ofac-nscmic", cons_files())
    assert sorted(found) == ["30946", "30947", "30950", "30951", "30954"]
    assert {listing.program for entity in found.values() for listing in entity.designations} == {"CMIC-EO13959"}
    assert {entity.schema for entity in found.values()} == {"Company"}
    assert any("12 parties" in note for note in log.notes)


def test_classic_and_enhanced_xml_give_the_same_companies() -> None:
    classic, _ = read("us-ofac-nscmic", [sample("us_ofac_cons", "consolidated.xml")])
    enhanced, _ = read("us-ofac-nscmic", [sample("us_ofac_cons", "cons_enhanced.xml")])
    assert sorted(classic) == ["30950", "30951", "30954"]
    assert sorted(enhanced) == ["30946"]


def test_the_ban_is_dated_by_effect_and_publication_in_every_form() -> None:
    forms = (cons_files(), [sample("us_ofac_cons", "cons_enhanced.xml")], [sample("us_ofac_nscmic", "entities.json")])
    listings = [read("us-ofac-nscmic", files)[0]["30946"].designations[0] for files in forms]
    assert {(each.from_, each.published) for each in listings} == {(date(2021, 8, 2), date(2021, 6, 3))}
    assert len({each.citations for each in listings}) == 1
    assert len({each.note for each in listings}) == 1


def test_the_extract_alone_has_the_numbers_of_the_consolidated_files() -> None:
    found, log = read("us-ofac-nscmic", [sample("us_ofac_nscmic", "entities.json")])
    assert list(found) == ["30946", "30947", "32087"]
    assert not log.rejected
    csv, _ = read("us-ofac-nscmic", cons_files())
    assert found["30946"].identifiers == (("uscc", "91330000733796106P"),)
    assert found["30946"].addresses == csv["30946"].addresses


def test_a_company_without_a_known_number_is_rejected_by_name() -> None:
    content = json.loads(sample("us_ofac_nscmic", "entities.json").read())
    content["entities"][0] |= {"name": "Unheard Of Co.", "aliases": [], "notes": ""}
    file = File("ofac_nscmic.json", json.dumps(content).encode())
    found, log = read("us-ofac-nscmic", [file])
    assert len(found) == 2
    assert "Unheard Of Co." in log.rejected[0].what


def test_every_number_is_known_by_code_or_name() -> None:
    numbers = known_numbers()
    assert len(set(numbers.names.values())) == 68
    assert set(numbers.codes.values()) <= set(numbers.names.values())

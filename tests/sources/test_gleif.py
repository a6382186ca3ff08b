"""Level 1 data of the Global LEI Index, on two real records."""

from __future__ import annotations

import json
from datetime import date

import pytest

from debar.errors import FormatError
from debar.lists import records
from debar.lists.parsing import File
from sources.samples import layout_of, read, sample

DATA = sample("gleif", "lei-data.xml")


def test_an_entity_of_the_register_has_its_identifiers_and_no_listing() -> None:
    entities, log = read("gleif", File("lei-data.xml", DATA))
    bank = next(entity for entity in entities if entity.id == "gleif:097900BHF50000076475")
    assert bank.names == (
        "VÚB Generali dôchodková správcovská spoločnosť, a.s.",
        "VUB GENERALI DOCHODKOVA SPRAVCOVSKA SPOLOCNOST, AS",
    )
    assert bank.identifiers == (("lei", "097900BHF50000076475"), ("registration", "35903058"))
    assert bank.countries == ("sk",)
    assert all(entity.designations == () for entity in entities)
    assert log.published == date(2023, 11, 6)
    assert "claims 2,495,059 records and holds 2" in log.warned[0].what


def test_an_entity_without_listing_survives_its_record() -> None:
    for entity in read("gleif", File("lei-data.xml", DATA))[0]:
        kept = json.loads(json.dumps(records.packed(entity)))
        assert records.unpacked(kept, list_id="gleif", authority="") == entity


def test_the_same_lei_twice_is_rejected_and_no_lei_too() -> None:
    twice = DATA.replace(b"ZZZWS8Y6XVKM0Q9RJQ79", b"097900BHF50000076475")
    entities, log = read("gleif", File("lei-data.xml", twice))
    assert (len(entities), log.rejections) == (1, 1)
    _, log = read("gleif", File("lei-data.xml", DATA.replace(b"ZZZWS8Y6XVKM0Q9RJQ79", b"ZZZ")))
    assert "'ZZZ' is no LEI" in log.rejected[0].what


def test_a_file_that_breaks_off_or_declares_entities_is_refused() -> None:
    with pytest.raises(FormatError):
        read("gleif", File("lei-data.xml", DATA[:-200]))
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + DATA.partition(b"?>")[2]
    assert layout_of("gleif", File("lei-data.xml", bomb)) == ""


def test_relationships_and_exceptions_of_the_index_are_not_taken_for_it() -> None:
    assert layout_of("gleif", File("rr.xml", b'<rr:RelationshipData xmlns:rr="http://x"></rr:RelationshipData>')) == ""


def test_json_records_give_the_same_entity() -> None:
    record = {
        "LEI": "097900BHF50000076475",
        "Entity": {
            "LegalName": "VÚB Generali",
            "OtherEntityNames": [{"type": "PREVIOUS_LEGAL_NAME", "OtherEntityName": "VUB"}],
            "LegalAddress": {"FirstAddressLine": "Mlynské nivy 1", "City": "Bratislava", "Country": "SK"},
            "RegistrationAuthority": {
                "RegistrationAuthorityID": "RA000526",
                "RegistrationAuthorityEntityID": "35903058",
            },
            "LegalJurisdiction": "SK",
            "EntityCategory": "GENERAL",
        },
    }
    found = read("gleif", File("lei-data.json", json.dumps([record]).encode()))[0][0]
    assert found.names == ("VÚB Generali", "VUB")
    assert found.addresses == ("Mlynské nivy 1, Bratislava, SK",)
    assert found.identifiers == (("lei", "097900BHF50000076475"), ("registration", "35903058"))

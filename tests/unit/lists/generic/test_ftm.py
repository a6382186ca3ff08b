"""FollowTheMoney and OpenSanctions' simple csv, in the shape of the published exports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debar.errors import DebarError, FormatError
from debar.lists.generic import ftm_words
from debar.lists.generic.simple_csv import several
from debar.lists.parsing import File
from debar.model import Entity
from sources.samples import by_caption, layout_of, read

LIST = "mine"
COMPANY: Mapping[str, Any] = {
    "id": "NK-1",
    "caption": "Acme Drones",
    "schema": "Company",
    "properties": {
        "name": ["ACME DRONES LLC", "Acme Drones"],
        "alias": ["Акме"],
        "weakAlias": ["AD"],
        "jurisdiction": ["ru"],
        "country": ["cn", "ru"],
        "addressEntity": ["addr-1"],
        "innCode": ["7704484400"],
        "imoNumber": ["IMO9247429"],
        "topics": ["sanction"],
        "programId": ["US-BIS-EL", "EU-UKR"],
    },
    "datasets": ["b", "a"],
    "referents": ["x"],
    "target": True,
}
SANCTION: Mapping[str, Any] = {
    "id": "s-1",
    "caption": "Entity List",
    "schema": "Sanction",
    "properties": {
        "entity": ["NK-1"],
        "programId": ["US-BIS-EL"],
        "authority": ["Bureau of Industry and Security"],
        "authorityId": ["88 FR 76128"],
        "startDate": ["2023-11-02", "2024-01-01"],
        "listingDate": ["2023-11-06"],
        "sourceUrl": ["https://www.federalregister.gov/citation/88-FR-76128"],
    },
    "target": False,
}
ADDRESS: Mapping[str, Any] = {"id": "addr-1", "schema": "Address", "properties": {"full": ["1 Main St, Izhevsk"]}}
PASSPORT: Mapping[str, Any] = {"id": "p-1", "schema": "Passport", "properties": {"holder": ["NK-1"], "number": ["A1"]}}


def ftm(*records: Mapping[str, Any]) -> File:
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    return File("entities.ftm.json", lines.encode())


def test_a_party_gets_what_records_of_their_own_say_of_it_wherever_they_stand() -> None:
    before, _ = read(LIST, ftm(SANCTION, ADDRESS, PASSPORT, COMPANY))
    after, log = read(LIST, ftm(COMPANY, PASSPORT, ADDRESS, SANCTION))
    assert before == after
    acme = after[0]
    assert (acme.id, acme.schema) == ("mine:NK-1", "Company")
    assert acme.names == ("Acme Drones", "ACME DRONES LLC", "Акме")
    assert acme.weak_names == ("AD",)
    assert acme.countries == ("cn", "ru")
    assert acme.addresses == ("1 Main St, Izhevsk",)
    assert acme.identifiers == (("imo", "9247429"), ("inn", "7704484400"), ("passport", "A1"))
    assert log.rows == 4
    assert log.notes == ["1 Address, 1 Passport, 1 Sanction: joined to the party they belong to"]


def test_a_sanction_is_a_listing_and_a_programme_without_one_is_another() -> None:
    europe, bis = read(LIST, ftm(COMPANY, SANCTION))[0][0].designations
    assert (bis.program, bis.authority) == ("US-BIS-EL", "Bureau of Industry and Security")
    assert (bis.from_, bis.published, bis.to) == (date(2023, 11, 2), date(2023, 11, 6), None)
    assert [(cite.title, cite.url[-5:]) for cite in bis.citations] == [("88 FR 76128", "76128")]
    assert (europe.program, europe.from_) == ("EU-UKR", None)
    assert ("dataset", "a") in europe.details


def test_a_sanction_nested_in_its_party_is_the_same_listing() -> None:
    nested = {**COMPANY, "properties": {**COMPANY["properties"], "sanctions": [SANCTION], "addressEntity": [ADDRESS]}}
    assert read(LIST, ftm(nested))[0] == read(LIST, ftm(COMPANY, SANCTION, ADDRESS))[0]


def test_statements_give_the_same_entity_as_properties() -> None:
    statements = [
        {"prop": name, "value": value} for name, values in COMPANY["properties"].items() for value in values
    ] + [{"prop": "id", "value": "hash"}]
    made = {key: value for key, value in COMPANY.items() if key != "properties"} | {"statements": statements}
    assert read(LIST, ftm(made, ADDRESS))[0] == read(LIST, ftm(COMPANY, ADDRESS))[0]


def test_what_is_no_party_or_no_target_is_counted_and_named() -> None:
    entities, log = read(
        LIST,
        ftm(
            COMPANY,
            {**COMPANY, "id": "NK-2", "target": False},
            {"id": "o", "schema": "Ownership", "properties": {"owner": ["NK-1"], "asset": ["NK-2"]}},
            {"id": "w", "schema": "CryptoWallet", "properties": {"publicKey": ["1x"]}},
            {**SANCTION, "id": "s-2", "properties": {"entity": ["NK-9"]}},
        ),
    )
    assert len(entities) == 1
    assert (log.rows, log.rejections) == (5, 0)
    said = " | ".join(log.notes)
    for what in (
        "1 Ownership: relations",
        "1 CryptoWallet: no parties",
        "1 parties that the file itself",
        "1 sanctions name",
    ):
        assert what in said


def test_a_party_without_target_flag_is_kept() -> None:
    plain = {key: value for key, value in COMPANY.items() if key not in ("target", "caption", "datasets", "referents")}
    found = read(LIST, ftm(plain))[0][0]
    assert found.caption == "ACME DRONES LLC"
    assert len(found.designations) == 2


def test_broken_lines_nameless_and_repeated_parties_are_rejected_with_their_line() -> None:
    nameless = {"id": "NK-3", "caption": "Company", "schema": "Company", "properties": {}, "target": True}
    data = ftm(COMPANY, COMPANY, nameless).read() + b"{broken\n[1]\n" + b'{"id": 5}\n'
    entities, log = read(LIST, File("x.json", data))
    assert len(entities) == 1
    assert [problem.where for problem in log.rejected] == [f"x.json, line {n}" for n in (2, 3, 4, 5, 6)]
    assert "stands on an earlier line" in log.rejected[0].what
    assert "no name" in log.rejected[1].what


def test_a_file_that_breaks_off_or_is_one_document_is_refused() -> None:
    with pytest.raises(FormatError, match=r"line 2.*breaks off"):
        read(LIST, File("x.json", ftm(COMPANY, SANCTION).read()[:-40]))
    with pytest.raises(FormatError, match="one JSON object a line"):
        read(LIST, File("x.json", json.dumps([COMPANY]).encode()))


def test_dates_that_are_less_than_a_day_are_kept_as_details() -> None:
    vague = {**SANCTION, "properties": {**SANCTION["properties"], "startDate": ["2023"]}}
    bis = read(LIST, ftm(COMPANY, vague))[0][0].designations[1]
    assert bis.from_ is None
    assert ("startDate", "2023") in bis.details


@given(st.permutations(sorted(COMPANY["properties"]["name"] + ["Z", "A"])), st.permutations(["cn", "ru", "kp"]))
def test_the_order_of_values_in_an_export_changes_nothing(names: list[str], countries: list[str]) -> None:
    def with_order(names: list[str], countries: list[str]) -> list[Entity]:
        properties = {**COMPANY["properties"], "name": names, "country": countries}
        return read(LIST, ftm({**COMPANY, "properties": properties}))[0]

    assert with_order(names, countries) == with_order(sorted(names), sorted(countries))


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from(["id", "schema", "caption", "target", "properties", "statements", "datasets"]), _VALUES
    ),
    st.dictionaries(st.sampled_from([*ftm_words.properties(), "sanctions", "startDate", "topics"]), _VALUES),
)
def test_no_record_brings_the_reader_down(record: dict[str, Any], properties: dict[str, Any]) -> None:
    whole = {"id": "x", "schema": "Company", "properties": properties, **record}
    sanction = {"id": "s", "schema": "Sanction", "properties": {**properties, "entity": ["x"]}}
    data = ftm(COMPANY, whole, sanction)
    try:
        entities, log = read(LIST, data, layout="followthemoney")
    except DebarError:
        return
    assert log.rows == 3
    assert all(isinstance(entity, Entity) and all(entity.names) for entity in entities)


HEADER = (
    '"id","schema","name","aliases","birth_date","countries","addresses","identifiers","sanctions","phones","emails"'
)
LATER = ',"program_ids","dataset","first_seen","last_seen","last_change"\n'
EARLIER = ',"dataset","first_seen","last_seen","last_change"\n'
CELLS = '"NK-1","Vessel","ROSALIN","Sun;""Gold; Star""","","lr;pa","","IMO9253325;Q42","""""","",""'


def simple(text: str) -> File:
    return File("targets.simple.csv", text.encode())


def test_simple_csv_is_read_with_and_without_program_ids() -> None:
    seen = ',"X","2025-10-06T14:15:21","2026-03-13T05:41:01","2026-02-24T05:42:24"\n'
    later, log = read(LIST, simple(HEADER + LATER + CELLS + ',"EU-UKR;UA-WS-MARE"' + seen))
    ship = later[0]
    assert ship.names == ("ROSALIN", "Gold; Star", "Sun")
    assert ship.identifiers == (("imo", "9253325"), ("wikidata", "Q42"))
    assert [listing.program for listing in ship.designations] == ["EU-UKR", "UA-WS-MARE"]
    assert {"from", "to", "published"} <= log.lacks
    earlier, _ = read(LIST, simple(HEADER + EARLIER + CELLS + seen))
    assert [listing.program for listing in earlier[0].designations] == [""]
    assert earlier[0].names == ship.names


def test_rows_of_simple_csv_that_name_no_party_are_counted_and_repeated_ids_rejected() -> None:
    row = CELLS + ',"","X","","",""\n'
    wallet = row.replace("Vessel", "CryptoWallet").replace("NK-1", "NK-2")
    entities, log = read(LIST, simple(HEADER + LATER + row + wallet + row))
    assert len(entities) == 1
    assert log.notes == ["1 CryptoWallet: no parties, not read"]
    assert "'NK-1' stands there twice" in log.rejected[0].what


def test_a_cell_of_several_values_is_a_record_of_its_own() -> None:
    assert several('"He said ""Z""";b') == ('He said "Z"', "b")
    assert several('""') == ()


def test_each_kind_of_file_is_told_by_its_content() -> None:
    assert layout_of(LIST, ftm(COMPANY)) == "followthemoney"
    assert layout_of(LIST, simple(HEADER + LATER)) == "targets-simple-csv"
    assert layout_of(LIST, File("entities.ftm.json", b"id,schema,name,alias\n1,Company,A,\n")) == "user-list"


def test_every_property_and_schema_of_the_tables_has_a_meaning() -> None:
    assert ftm_words.properties()["uniqueEntityId"].type == "uei"
    assert ftm_words.kinds()["Sanction"] == "sanction"
    assert by_caption(read(LIST, ftm(COMPANY))[0])["Acme Drones"].by_name

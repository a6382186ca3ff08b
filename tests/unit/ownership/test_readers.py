"""Files of stakes in every format that is read, and what is wrong with them."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.errors import DebarError, FormatError, InputError, MappingError
from debar.ownership.graph import StakeGraph, percent_of
from debar.ownership.percent import read_day, read_percent
from debar.ownership.readers.opening import StakeOptions, read_listed, read_stakes
from debar.ownership.readers.reading import Reading

Row = tuple[str, str, str, str, str]


def write(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def rows(graph: StakeGraph) -> list[Row]:
    """(owner, owned, least, most, relation) of each stake."""
    words = ("shares", "votes", "control", "director")
    return [
        (
            graph.holders[graph.owner[n]].caption,
            graph.holders[graph.owned[n]].caption,
            f"{percent_of(graph.least[n]):f}",
            f"{percent_of(graph.most[n]):f}",
            words[graph.relation[n]],
        )
        for n in range(len(graph.owner))
    ]


def read(tmp_path: Path, name: str, text: str, **options: Any) -> tuple[list[Row], Reading]:
    reading = read_stakes([write(tmp_path, name, text)], StakeOptions(**options))
    return rows(reading.builder.finish()), reading


@pytest.mark.parametrize(
    ("words", "least", "most"),
    [
        ("60", "60", "60"),
        (" 60 % ", "60", "60"),
        ("33,33%", "33.33", "33.33"),
        ("25-50", "25", "50"),
        ("25 to 50 percent", "25", "50"),
        ("25–50%", "25", "50"),
        ("more than 50%", "50.000000001", "100"),
        (">75", "75.000000001", "100"),
        ("75%+", "75.000000001", "100"),
        ("at least 25", "25", "100"),
        ("50 or more", "50", "100"),
        ("<10%", "0", "9.999999999"),
        ("up to 30", "0", "30"),
        ("", "0", "100"),
        ("unknown", "0", "100"),
        ("-5", "-5", "-5"),
        ("0.6", "0.6", "0.6"),
    ],
)
def test_percentages_as_people_write_them(words: str, least: str, most: str) -> None:
    assert read_percent(words) == (Decimal(least), Decimal(most))


@pytest.mark.parametrize(
    "words", ["ca. 50", "approx. 50 %", "lots", "half", "1/3", "1e5", "NaN", "60 60", "٦٠٪x", "9" * 10_000, "\u202e06"]
)
def test_what_is_no_percentage_is_none(words: str) -> None:
    assert read_percent(words) is None


@given(st.text(max_size=200))
def test_any_words_give_bounds_or_none(words: str) -> None:
    found = read_percent(words)
    assert found is None or all(isinstance(end, Decimal) and end.is_finite() for end in found)


def test_partial_days_take_the_widest() -> None:
    assert read_day("2020") == date(2020, 1, 1)
    assert read_day("2020-02", last=True) == date(2020, 2, 29)
    assert read_day("2020-02-03T00:00:00Z") == date(2020, 2, 3)
    with pytest.raises(ValueError, match="no day of the calendar"):
        read_day("2021-02-30")
    with pytest.raises(ValueError, match="no date"):
        read_day("03/04/2021")


def test_a_table_under_usual_headings(tmp_path: Path) -> None:
    text = "Shareholder;Company;Ownership %;Since;Listed;Program\nX Ltd;A GmbH;60;2020;SDN;SDGT\nx  LTD;B;25-50;;;\n"
    found, reading = read(tmp_path, "s.csv", text)
    assert found == [("X Ltd", "A GmbH", "60", "60", "shares"), ("X Ltd", "B", "25", "50", "shares")]
    assert [(each.party, each.list, each.program) for each in reading.listings] == [("x ltd", "us-ofac-sdn", "SDGT")]


def test_every_record_is_a_stake_or_accounted_for(tmp_path: Path) -> None:
    text = (
        "owner,owned,percent,from,to\nX,A,60,,\n,A,5,,\n\nX,,5,,\nX,B,-3,,\nX,C,120,,\nX,D,many,,\n"
        "X,E,50,2024-01-01,2020-01-01\nX,X,10,,\nX,F,5,soon,\n"
    )
    found, reading = read(tmp_path, "s.csv", text)
    assert reading.rows == 9
    assert [each.row for each in reading.rejected] == [2, 4]
    assert {each.row: each.reason for each in reading.doubtful} == {
        5: "a stake of -3 percent: below 0",
        6: "a stake of 120 percent: over 100",
        7: "'many' is no percentage",
        8: "held from 2024-01-01 to 2020-01-01: the dates are reversed",
        9: "a party that owns itself",
        10: "'soon' is no date; write YYYY-MM-DD",
    }
    assert len(found) == 7
    assert [row[2:4] for row in found if row[1] == "X"] == [("10", "10")]  # its own shares: the figure stands
    assert all(row[2:4] == ("0", "100") for row in found[1:] if row[1] != "X")


def test_columns_told_and_columns_missing(tmp_path: Path) -> None:
    text = "who,what,how much\nX,A,60\n"
    found, _ = read(tmp_path, "s.csv", text, mapping=["owner=who", "owned=what", "percent=how much"])
    assert found == [("X", "A", "60", "60", "shares")]
    with pytest.raises(MappingError, match="no columns of owner and owned"):
        read(tmp_path, "s.csv", text)
    with pytest.raises(MappingError, match="has no column 'whom'"):
        read(tmp_path, "s.csv", text, mapping=["owner=whom"])
    with pytest.raises(MappingError, match="field=Column"):
        read(tmp_path, "s.csv", text, mapping=["color=who"])


def test_nominees_votes_and_ids(tmp_path: Path) -> None:
    text = (
        "owner,owned,percent,relation,nominee,nominee for,owner id\nN,A,60,,yes,,n-1\n"
        "N,B,60,,,X,n-1\nN,C,55,voting rights,,,n-1\n"
    )
    found, reading = read(tmp_path, "s.csv", text)
    assert found[1:] == [("X", "B", "60", "60", "shares"), ("N", "C", "55", "55", "votes")]
    remarks = reading.builder.finish().remarks
    assert remarks[0].nominee
    assert (remarks[1].of_record, remarks[1].nominee) == ("n-1", False)


def bods(id_: str, kind: str, details: dict[str, Any], **more: Any) -> dict[str, Any]:
    base = {
        "statementId": f"s-{id_}",
        "recordId": id_,
        "recordType": kind,
        "recordDetails": details,
        "statementDate": "2024-01-01",
    }
    return base | more


BODS = [
    bods("p1", "person", {"names": [{"fullName": "Ada Example"}], "isComponent": False}),
    bods(
        "e1",
        "entity",
        {
            "name": "Alder Ltd",
            "jurisdiction": {"code": "GB"},
            "identifiers": [{"scheme": "XI-LEI", "id": "5493001KJTIIGC8Y1R12"}],
        },
    ),
    bods(
        "r1",
        "relationship",
        {
            "subject": "e1",
            "interestedParty": "p1",
            "interests": [
                {
                    "type": "shareholding",
                    "directOrIndirect": "direct",
                    "share": {"exclusiveMinimum": 25, "maximum": 50},
                    "startDate": "2020-01-01",
                },
                {"type": "votingRights", "share": {"exact": 60}},
                {"type": "boardMember"},
            ],
        },
    ),
    bods(
        "r2",
        "relationship",
        {
            "subject": "e1",
            "interestedParty": {"reason": "subjectUnableToConfirmOrIdentifyBeneficialOwner"},
            "interests": [{"type": "shareholding", "share": {"exact": 30}}],
        },
    ),
    bods(
        "r3",
        "relationship",
        {
            "subject": "e1",
            "interestedParty": "p1",
            "interests": [{"type": "shareholding", "directOrIndirect": "indirect", "share": {"exact": 20}}],
        },
    ),
]


@pytest.mark.parametrize("lines", [False, True])
def test_bods(tmp_path: Path, *, lines: bool) -> None:
    text = "\n".join(map(json.dumps, BODS)) if lines else json.dumps(BODS)
    found, reading = read(tmp_path, "b.json", text)
    assert found == [
        ("Ada Example", "Alder Ltd", "25.000000001", "50", "shares"),
        ("Ada Example", "Alder Ltd", "60", "60", "votes"),
        ("Ada Example", "Alder Ltd", "0", "100", "director"),
        (found[3][0], "Alder Ltd", "30", "30", "shares"),
        ("Ada Example", "Alder Ltd", "0", "20", "shares"),
    ]
    graph = reading.builder.finish()
    assert graph.remarks[3].nominee
    assert graph.holders[graph.number("e1")].identifiers == (("lei", "5493001KJTIIGC8Y1R12"),)


def test_of_several_bods_statements_of_a_record_the_newest_counts(tmp_path: Path) -> None:
    closed = bods("r1", "relationship", BODS[2]["recordDetails"], recordStatus="closed", statementDate="2024-06-01")
    _, reading = read(tmp_path, "b.json", json.dumps([*BODS, closed]))
    graph = reading.builder.finish()
    ended = [number for number in range(len(graph.end)) if graph.end[number] == date(2024, 6, 1).toordinal()]
    assert len(ended) == 3
    assert len(graph.end) == 5


def test_bods_before_0_4_is_told(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"before version 0\.4"):
        read(tmp_path, "b.json", json.dumps([{"statementID": "1", "statementType": "entityStatement"}]))


GLEIF = (
    "Relationship.StartNode.NodeID,Relationship.EndNode.NodeID,Relationship.RelationshipType,Relationship.RelationshipStatus,"
    "Relationship.Period.1.startDate,Relationship.Period.1.endDate,Relationship.Period.1.periodType,"
    "Relationship.Quantifiers.1.QuantifierAmount,Relationship.Quantifiers.1.QuantifierUnits\n"
    "CHILD,PARENT,IS_DIRECTLY_CONSOLIDATED_BY,ACTIVE,2019-01-01T00:00:00Z,,RELATIONSHIP_PERIOD,75.5,PERCENTAGE\n"
    "CHILD,TOP,IS_ULTIMATELY_CONSOLIDATED_BY,ACTIVE,2019-01-01,2020-01-01,RELATIONSHIP_PERIOD,,\n"
    "FUND,MANAGER,IS_FUND-MANAGED_BY,ACTIVE,,,,,\nCHILD,,IS_DIRECTLY_CONSOLIDATED_BY,ACTIVE,,,,,\n"
)


def test_gleif_relationships(tmp_path: Path) -> None:
    found, reading = read(tmp_path, "rr.csv", GLEIF)
    assert found == [
        ("PARENT", "CHILD", "75.5", "75.5", "shares"),
        ("PARENT", "CHILD", "0", "100", "control"),
        ("TOP", "CHILD", "0", "100", "shares"),
        ("TOP", "CHILD", "0", "100", "control"),
    ]
    assert [each.row for each in reading.rejected] == [4]
    assert any("IS_FUND-MANAGED_BY" in note for note in reading.notes)


PSC = [
    {
        "company_number": "01234567",
        "data": {
            "kind": "individual-person-with-significant-control",
            "name": "Mr Ada Example",
            "date_of_birth": {"year": 1970, "month": 1},
            "natures_of_control": ["ownership-of-shares-25-to-50-percent", "voting-rights-50-to-75-percent"],
            "notified_on": "2016-04-06",
        },
    },
    {
        "company_number": "07654321",
        "data": {
            "kind": "corporate-entity-person-with-significant-control",
            "name": "Alder Ltd",
            "identification": {"registration_number": "1234567", "country_registered": "England"},
            "natures_of_control": [
                "ownership-of-shares-75-to-100-percent-as-trust",
                "right-to-appoint-and-remove-directors",
            ],
            "ceased_on": "2020-01-01",
            "notified_on": "2016-04-06",
        },
    },
    {
        "company_number": "1",
        "data": {"kind": "persons-with-significant-control-statement", "statement": "no-individual"},
    },
    {"data": {"kind": "totals#persons-of-significant-control-snapshot", "persons_of_significant_control_count": 3}},
    {"company_number": "2", "data": {"kind": "individual-person-with-significant-control", "name": "Nobody"}},
]


def test_people_with_significant_control(tmp_path: Path) -> None:
    found, reading = read(tmp_path, "psc.jsonl", "\n".join(map(json.dumps, PSC)))
    assert found == [
        ("Mr Ada Example", "Alder Ltd", "25.000000001", "50", "shares"),
        ("Mr Ada Example", "Alder Ltd", "50.000000001", "74.999999999", "votes"),
        ("Alder Ltd", "gb-coh:07654321", "75", "100", "shares"),
        ("Alder Ltd", "gb-coh:07654321", "0", "100", "control"),
    ]
    assert [each.row for each in reading.rejected] == [5]
    assert reading.rows == 5
    assert len(reading.notes) == 2


FTM = [
    {
        "id": "c1",
        "schema": "Company",
        "properties": {"name": ["Alder Ltd"], "jurisdiction": ["gb"], "leiCode": ["5493001KJTIIGC8Y1R12"]},
    },
    {"id": "p1", "schema": "Person", "properties": {"name": ["Ada Example"]}},
    {
        "id": "o1",
        "schema": "Ownership",
        "properties": {"owner": ["p1"], "asset": ["c1"], "percentage": ["51%"], "startDate": ["2020"]},
    },
    {"id": "d1", "schema": "Directorship", "properties": {"director": ["p1"], "organization": ["c1"]}},
    {"id": "o2", "schema": "Ownership", "properties": {"owner": ["p1"]}},
    {"id": "x1", "schema": "Sanction", "properties": {"entity": ["p1"]}},
]


def test_followthemoney(tmp_path: Path) -> None:
    found, reading = read(tmp_path, "e.json", "\n".join(map(json.dumps, FTM)))
    assert found == [
        ("Ada Example", "Alder Ltd", "51", "51", "shares"),
        ("Ada Example", "Alder Ltd", "0", "100", "director"),
    ]
    assert [each.row for each in reading.rejected] == [5]


EXHIBIT = """<html><body><p>Exhibit 21.1</p><p>Subsidiaries of Alder Corp.</p><table>
<tr><th>Name of Subsidiary</th><th>Jurisdiction of Incorporation</th><th>Percentage Owned</th></tr>
<tr><td>Birch LLC (1)</td><td>Delaware</td><td>100</td><td>%</td></tr>
<tr><td>C&eacute;dre SA</td><td>France</td><td></td></tr></table></body></html>"""


def test_exhibit_21(tmp_path: Path) -> None:
    found, reading = read(tmp_path, "ex21.htm", EXHIBIT)
    assert found == [
        ("Alder Corp", "Birch LLC", "100", "100", "shares"),
        ("Alder Corp", "Cédre SA", "0", "100", "shares"),
        ("Alder Corp", "Cédre SA", "0", "100", "control"),
    ]
    graph = reading.builder.finish()
    assert [holder.country for holder in graph.holders] == ["", "US", ""]


def test_exhibit_21_as_text_needs_its_parent(tmp_path: Path) -> None:
    text = "EXHIBIT 21\nSUBSIDIARIES OF THE REGISTRANT\n\nName        Jurisdiction\nBirch LLC   Nevada\n"
    with pytest.raises(FormatError, match="--parent"):
        read(tmp_path, "ex21.txt", text)
    found, _ = read(tmp_path, "ex21.txt", text, parent="Alder Corp")
    assert found[0] == ("Alder Corp", "Birch LLC", "0", "100", "shares")


def test_a_table_of_listed_parties(tmp_path: Path) -> None:
    reading = read_stakes([write(tmp_path, "s.csv", "owner,owned,percent\nX,A,60\n")])
    read_listed(write(tmp_path, "l.csv", "party,list,program,from,to\nX,us-bis-el,,2020-01-01,\n,SDN,,,\n"), reading)
    assert [(each.party, each.list, each.from_) for each in reading.listings] == [("X", "us-bis-el", date(2020, 1, 1))]
    assert reading.rejected_count == 1
    with pytest.raises(MappingError, match="party and list"):
        read_listed(write(tmp_path, "m.csv", "a,b\n1,2\n"), reading)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("e.csv", ""),
        ("e.csv", "owner,owned,percent\n,,5\n"),
        ("e.json", "{"),
        ("e.json", "[1, 2]"),
        ("e.json", "7"),
        ("e.jsonl", "nonsense\n"),
        ("e.html", "<html><body>nothing here</body></html>"),
        ("e.xml", "<?xml version='1.0'?><a/>"),
        ("e.csv", "\x00\x01\x02" * 500),
    ],
)
def test_a_file_without_stakes_is_told(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(DebarError, match=r"e\.\w+"):
        read(tmp_path, name, text)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_stakes([tmp_path / "none.csv"])


@given(
    st.lists(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=8),
            lambda x: (
                st.lists(x, max_size=3)
                | st.dictionaries(
                    st.sampled_from(
                        [
                            "recordDetails",
                            "recordType",
                            "recordId",
                            "subject",
                            "interestedParty",
                            "interests",
                            "share",
                            "exact",
                            "schema",
                            "properties",
                            "owner",
                            "asset",
                            "data",
                            "kind",
                            "natures_of_control",
                            "identification",
                            "names",
                        ]
                    ),
                    x,
                    max_size=4,
                )
            ),
            max_leaves=12,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_hostile_records_never_make_a_traceback(tmp_path_factory: pytest.TempPathFactory, records: list[Any]) -> None:
    path = write(tmp_path_factory.mktemp("h"), "h.jsonl", "\n".join(json.dumps(each) for each in records))
    told, reading = "", Reading()
    try:
        reading = read_stakes([path])
    except DebarError as error:
        told = str(error)
    assert not told or "h.jsonl" in told
    assert reading.rejected_count <= reading.rows

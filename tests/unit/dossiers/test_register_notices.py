"""Documents of the Federal Register: each party by itself, with its own words, action, day and number."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from debar.dossiers.lamps import light
from debar.dossiers.read import Reading, read_file
from debar.dossiers.register_lists import read_register_words
from debar.dossiers.view_places import entries_of
from debar.errors import DataError, FormatError
from debar.model.dossiers import ListAction

GOLDEN = Path(__file__).parents[2] / "golden" / "register"
FILES = ("document.json", "ofac.txt", "orders.txt", "page.json", "rule_2019.txt", "rule_2021.htm", "rule_2024.xml")
Found = tuple[str, str, str, str, str, str]


def reading(file: str, content: bytes | None = None) -> Reading:
    return read_file(
        (GOLDEN / file).read_bytes() if content is None else content,
        file,
        form="federal-register",
        today=date(2026, 1, 1),
    )


def actions(read: Reading) -> list[ListAction]:
    return [each for each in read.records if isinstance(each, ListAction)]


def parties(file: str) -> set[Found]:
    return {
        (file, each.number, each.effective.iso if each.effective else "", each.list, each.action, party)
        for each in actions(reading(file))
        for party in each.parties
    }


def expected(table: str) -> set[Found]:
    with (GOLDEN / table).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {(row["file"], row["number"], row["effective"], row["list"], row["action"], row["party"]) for row in rows}


def test_every_party_of_the_golden_set_and_none_besides() -> None:
    """Each document gives its own parties with list, action, effective day and number."""
    found = set().union(*(parties(file) for file in (*FILES, "uflpa.xml", "uvl.txt")))
    assert found == expected("expected.tsv")


@pytest.mark.parametrize("file", FILES)
def test_a_party_is_quoted_from_its_own_document(file: str) -> None:
    """The first quotation of a record is the party's name, between its document's beginning and its number's end."""
    read = reading(file)
    assert not read.refused
    for each in actions(read):
        if each.parties and file != "page.json":
            bare = "".join(part for part in each.quotations[0].quote.replace("&amp;", "&") if part.isalnum())
            assert bare == "".join(part for part in each.parties[0] if part.isalnum())


def test_results_of_a_page_keep_apart() -> None:
    """A party of one result is quoted between that result's braces, and no other result has it."""
    text = (GOLDEN / "page.json").read_text(encoding="utf-8")
    starts = {each["document_number"]: text.index(each["title"][:60]) for each in json.loads(text)["results"]}
    order = sorted(starts.values())
    for each in actions(reading("page.json")):
        begins = starts[each.number]
        ends = next((start for start in order if start > begins), len(text))
        assert all(begins - 2 <= quotation.start < ends for quotation in each.quotations), each.number


def test_other_names_bring_a_party_into_its_dossier() -> None:
    """The aliases of an entry are names that the record is about."""
    (hikvision,) = [each for each in actions(reading("rule_2019.txt")) if each.parties == ("Hikvision",)]
    assert hikvision.about == ("Hikvision", "Hangzhou Hikvision Digital Technology Co., Ltd.", "Haikang Weishi")


def test_a_notice_without_names_says_so() -> None:
    """An abstract that names nobody gives one record that waits for a person and belongs to no company."""
    (only,) = actions(reading("document.json"))
    assert only.parties == only.about == ()
    assert only.confidence < 0.9
    assert only.notes[0].startswith("the parties are not printed here")


@pytest.mark.parametrize(
    ("party", "state"), [("Sky Harbor General Trading LLC", "dark"), ("Sandvine Incorporated", "lit")]
)
def test_a_removal_lights_no_list(party: str, state: str) -> None:
    """Taken off a list is no warning of being on one; added is."""
    records = [each for each in actions(reading("rule_2024.xml")) if each.parties == (party,)]
    lamps = {lamp.id: lamp.state for lamp in light(entries_of(records, ()), [party], read=("listing",))}
    assert lamps["named-on-a-list"] == state


@pytest.mark.parametrize("content", [b'{"results": [{"title": "x"}]}', b'{"document_number": "1"', b"{}"])
def test_json_without_documents_is_refused(content: bytes) -> None:
    """Broken or foreign JSON is named as such."""
    with pytest.raises(FormatError, match=r"Give the answer as it came|Fetch it again"):
        reading("x.json", content)


def test_a_list_without_its_source_is_refused() -> None:
    """Words of a list need a source, an address and whether it was confirmed."""
    with pytest.raises(DataError, match="list 1: source"):
        read_register_words('[[list]]\nid = "x"\nwords = ["a"]\n')

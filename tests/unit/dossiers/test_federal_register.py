"""Documents of the Federal Register: each party a record of its own, with its own action and the words that name it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from debar.dossiers.read import read_file
from debar.errors import FormatError
from debar.model.dossiers import ListAction

FOLDER = Path(__file__).parents[2] / "golden" / "register"
EXPECTED: dict[str, list[dict[str, Any]]] = yaml.safe_load((FOLDER / "expected.yaml").read_text("utf-8"))
TODAY = date(2026, 11, 22)


def read(content: bytes, name: str) -> list[ListAction]:
    reading = read_file(content, name, form="federal-register", today=TODAY)
    assert reading.refused == {}
    return [each for each in reading.records if isinstance(each, ListAction)]


@pytest.mark.parametrize("name", EXPECTED)
def test_each_party_stands_under_its_own_document_list_and_action(name: str) -> None:
    found: dict[tuple[str, str, str], list[str]] = {}
    for each in read((FOLDER / name).read_bytes(), name):
        found.setdefault((each.number, each.list, each.action), []).extend(each.parties)
    assert found == {(str(row["number"]), row["list"], row["action"]): row["parties"] for row in EXPECTED[name]}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_first_words_quoted_are_the_party_s_name(name: str) -> None:
    for each in read((FOLDER / name).read_bytes(), name):
        if each.parties:
            quoted = (
                each.quotations[0]
                .quote.replace("&amp;", "&")
                .encode()
                .decode("unicode_escape" if "\\u" in each.quotations[0].quote else "utf-8")
            )
            assert " ".join(quoted.split()) == each.parties[0]


def test_a_page_of_results_gives_each_document_its_own_parties_and_days() -> None:
    found = read((FOLDER / "results.json").read_bytes(), "results.json")
    days = {(each.number, each.day.iso if each.day else "") for each in found}
    assert days == {("2024-50001", "2024-06-03"), ("2024-50002", "2024-06-04"), ("2024-50003", "2024-06-05")}


def test_two_documents_of_one_title_are_quoted_each_at_its_own_place() -> None:
    results = [
        {
            "title": "Additions to the Entity List",
            "document_number": f"2024-6000{n}",
            "action": "Rule",
            "abstract": f"It adds Company{n} LLC to the Entity List.",
        }
        for n in (1, 2)
    ]
    found = read(json.dumps({"results": results}).encode(), "page.json")
    assert [each.parties for each in found] == [("Company1 LLC",), ("Company2 LLC",)]
    assert len({each.quotations[-1].start for each in found}) == 2


@pytest.mark.parametrize("content", [b'{"results": [{"title": "x"}]}', b'{"results": [{"title": ', b'{"a": 1}'])
def test_json_without_a_document_is_refused(content: bytes) -> None:
    with pytest.raises(FormatError):
        read(content, "x.json")

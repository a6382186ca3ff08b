"""Where lists are downloaded from: complete descriptions, checked on load, that the lists' own layouts can read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from debar.errors import DataError
from debar.lists.downloads import Download, addresses, read_downloads
from debar.lists.registry import layouts
from debar.lists.source import load, source_ids

GOOD: dict[str, Any] = {
    "layout": "csv",
    "files": {"a": "a.csv", "b": "b.csv"},
    "from": [{"a": "https://x.gov/A.CSV", "b": "https://x.gov/B.CSV"}],
}
BY_HAND: dict[str, Any] = {"layout": "page", "files": {"a": "a.html"}, "manual": "A script.", "instruction": "Save it."}


@dataclass(frozen=True)
class Listed:
    downloads: tuple[Download, ...]
    id: str = "us-x"


def test_every_file_of_every_place_is_told_in_the_order_of_asking() -> None:
    listed = Listed(read_downloads([GOOD, BY_HAND], where="x"))
    told = [(row.layout, row.order, row.role, row.url, row.filename, row.manual) for row in addresses(listed)]
    assert told == [
        ("csv", 1, "a", "https://x.gov/A.CSV", "a.csv", ""),
        ("csv", 1, "b", "https://x.gov/B.CSV", "b.csv", ""),
        ("page", 1, "a", "", "a.html", "A script. Save it."),
    ]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"url": "x"}, "unknown key 'url'"),
        ({"layout": ""}, "'layout' must be text"),
        ({"layout": 3}, "'layout' must be text"),
        ({"files": {}}, "'files' must map roles to texts"),
        ({"files": {"a": "a.csv", "b": "a.csv"}}, "two files of the same name"),
        ({"files": {"a": "../a.csv", "b": "b.csv"}}, "plain file name"),
        ({"files": {"a": "A.CSV", "b": "b.csv"}}, "plain file name in lower case"),
        ({"from": []}, "needs either 'from'"),
        ({"manual": "why"}, "needs either 'from'"),
        ({"from": "https://x.gov"}, "needs either 'from'"),
        ({"from": [{"a": "https://x.gov"}]}, r"from\[0\]: must give an address for each of a, b"),
        ({"from": [{"a": "ftp://x.gov", "b": "https://x.gov"}]}, "is no web address"),
        ({"from": [["https://x.gov"]]}, "must map roles to texts"),
        ({"days_back": -1}, "'days_back' must be"),
        ({"days_back": "7"}, "'days_back' must be"),
    ],
)
def test_a_wrong_description_is_refused_with_the_place(change: dict[str, Any], wrong: str) -> None:
    with pytest.raises(DataError, match=r"^x: download\[0\].*" + wrong):
        read_downloads([GOOD | change], where="x")


def test_what_only_a_person_can_fetch_needs_an_instruction() -> None:
    with pytest.raises(DataError, match="'manual' with 'instruction'"):
        read_downloads([BY_HAND | {"instruction": ""}], where="x")


def test_a_layout_stands_once() -> None:
    with pytest.raises(DataError, match="names a layout twice"):
        read_downloads([GOOD, GOOD], where="x")
    with pytest.raises(DataError, match="must be a list"):
        read_downloads({"csv": GOOD}, where="x")


@pytest.mark.parametrize("list_id", source_ids())
def test_every_list_says_where_it_comes_from_in_a_layout_that_it_reads(list_id: str) -> None:
    known = {layout.id: layout for layout in layouts(list_id)}
    assert load(list_id).downloads
    for download in load(list_id).downloads:
        assert download.layout in known
        assert set(known[download.layout].needs) <= set(download.files)
        for place in download.places:
            assert all(url.startswith("https://") for url in place.values())

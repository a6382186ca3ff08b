"""The official sources: the shipped data, what is asked of them, and what of their answers is believed."""

from __future__ import annotations

import json
from contextlib import suppress
from importlib.resources import files
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from debar.dossiers.official import OfficialRequest, official_source, official_sources, questions, read_official
from debar.dossiers.official_answers import read_lookup, read_page
from debar.errors import DataError, FormatError, InputError

SHIPPED = files("debar.dossiers").joinpath("data/official_sources.toml").read_text(encoding="utf-8")
ONE = """
[[sources]]
id = "one"
title = "One"
publisher = "An office"
terms = "free"
hosts = ["one.example"]
rate = [5, 10]
id_pattern = '(?P<number>[0-9]+)'
[[sources.facts]]
what = "the rate"
source = "https://one.example/help"
[[sources.requests]]
name = "file"
address = "https://one.example/{number}"
form = "xml"
"""


def test_every_shipped_source_is_whole() -> None:
    for source in official_sources().values():
        assert all(said.startswith("https://") for _, said in source.facts)
        assert source.by_name or source.id_pattern or all(not request.wants for request in source.requests)


def test_another_source_needs_no_code() -> None:
    (source,) = read_official(ONE, "one.toml").values()
    assert [each.address for each in questions(source, "", ("7", "8"), "")] == [
        "https://one.example/7",
        "https://one.example/8",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rate = [5, 10]", "rate = [0, 10]", "rate"),
        ("rate = [5, 10]", "", "'rate' is missing"),
        ("rate = [5, 10]", "rate = [5, 10]\nspeed = 3", "'speed'"),
        ("https://one.example/{number}", "http://one.example/{number}", "https://"),
        ("https://one.example/{number}", "https://two.example/{number}", "one.example"),
        ("https://one.example/{number}", "https://one.example/{name}", "name"),
        ('form = "xml"', 'form = "yaml"', "yaml"),
        ('form = "xml"', 'form = "xml"\nnext = "next"', "pages"),
        ('source = "https://one.example/help"', 'source = ""', "source"),
        ("[0-9]+)", "[0-9]+", "id_pattern"),
        ('title = "One"', 'title = "One"\nkey = "ONE_KEY"', "key"),
        ('id = "one"', 'id = "one', "not TOML"),
    ],
)
def test_data_that_breaks_its_layout_is_refused(old: str, new: str, said: str) -> None:
    assert old in ONE
    with pytest.raises(DataError, match=r"one\.toml") as raised:
        read_official(ONE.replace(old, new), "one.toml")
    assert said in str(raised.value)


def test_a_source_twice_is_refused() -> None:
    with pytest.raises(DataError, match="twice"):
        read_official(ONE + ONE, "one.toml")


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_a_name_stays_one_parameter(name: str) -> None:
    plain = " ".join(name.split())
    source = official_source("lda")
    if not plain:
        with pytest.raises(InputError):
            questions(source, name, (), "")
        return
    if any("\ud800" <= char <= "\udfff" for char in plain):
        with pytest.raises(InputError, match="cannot be sent"):
            questions(source, name, (), "")
        return
    (question,) = questions(source, name, (), "")
    asked = parse_qs(urlsplit(question.address).query, keep_blank_values=True)
    assert asked["client_name"] == [plain.replace('"', " ")]
    assert urlsplit(question.address).hostname == "lda.senate.gov"


@pytest.mark.parametrize("text", ["../../etc", "117-HR", "117-hr-3919/../x", "1" * 100, "", "117-hr-٣"])
def test_an_id_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="117-HR-3919"):
        questions(official_source("bills"), "", (text,), "")


@pytest.mark.parametrize(
    ("source", "about", "ids", "since", "said"),
    [
        ("lda", "", (), "", "--about"),
        ("lda", "x", ("7",), "", "--id"),
        ("lda", "x" * 201, (), "", "200"),
        ("bills", "x", (), "", "--id"),
        ("bills", "", ("117-HR-1",), "2020-01-01", "--since"),
        ("fara-bulk", "x", (), "", "whole"),
        ("fara-bulk", "", ("7",), "", "--id"),
    ],
)
def test_what_a_source_cannot_be_asked_is_said(
    source: str, about: str, ids: tuple[str, ...], since: str, said: str
) -> None:
    with pytest.raises(InputError) as raised:
        questions(official_source(source), about, ids, since)
    assert said in str(raised.value)


def test_an_unknown_source_names_the_known() -> None:
    with pytest.raises(InputError, match="fara-bulk, fara, lda"):
        official_source("x" * 10_000)


def dumped(value: object) -> bytes:
    return json.dumps(value).encode()


def requests() -> list[OfficialRequest]:
    return [request for source in official_sources().values() for request in source.requests]


@given(st.sampled_from(requests()), st.binary(max_size=200))
def test_no_bytes_are_a_traceback(request_: OfficialRequest, content: bytes) -> None:
    with pytest.raises(FormatError):
        read_page(content, request_, "the answer")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from([each for each in requests() if each.form not in {"zip", "xml"}]),
    st.dictionaries(
        st.sampled_from(["results", "count", "next", "bill", "filings", "ROWSET", "ROW", "detail"]), VALUES, max_size=4
    ),
)
def test_no_json_is_a_traceback(request_: OfficialRequest, value: object) -> None:
    with suppress(FormatError):
        page = read_page(json.dumps(value).encode(), request_, "the answer", about="Acme", since="2020-01-01")
        assert page.count is None or page.count >= 0


COLUMNS = ("accessionNumber", "filingDate", "reportDate", "form", "items", "primaryDocument", "primaryDocDescription")


@pytest.mark.parametrize("pages", [3, "abc", [3], [{}], [{"name": ""}], {"name": "x"}])
def test_an_index_with_broken_pages_is_refused(pages: object) -> None:
    (request,) = official_source("edgar").requests
    index = {"cik": "1", "name": "x", "filings": {"recent": {column: [] for column in COLUMNS}, "files": pages}}
    with pytest.raises(FormatError, match="older pages"):
        read_page(json.dumps(index).encode(), request, "the answer")


@pytest.mark.parametrize(
    ("names", "believed"),
    [
        (["LEGO SYSTEMS, INC.", "LEGO SYSTEM A/S"], True),
        (["LEGO SYSTEMS, INC.", "PFIZER, INC."], True),
        (["PFIZER, INC.", "ACME, INC.", "LEGO SYSTEMS, INC."], False),
        (["OTHER, INC."], False),
        ([], True),
    ],
)
def test_items_of_other_names_are_not_believed(names: list[str], believed: bool) -> None:
    (request,) = official_source("lda").requests
    results = [{"filing_uuid": str(number), "client": {"name": name}} for number, name in enumerate(names)]
    content = json.dumps({"count": len(names), "next": None, "results": results}).encode()
    if believed:
        assert len(read_page(content, request, "the answer", about="LEGO Systems Inc").items) == len(names)
    else:
        with pytest.raises(FormatError, match="ignored"):
            read_page(content, request, "the answer", about="LEGO Systems Inc")


@given(st.binary(max_size=100) | st.recursive(st.none() | st.text(max_size=5), st.lists, max_leaves=4).map(dumped))
@example(b'{"0": {"cik_str": Infinity, "title": "Acme"}}')
def test_no_register_is_a_traceback(content: bytes) -> None:
    with suppress(FormatError):
        assert read_lookup(content, "Acme", "the answer") == ()


def test_hostile_names_of_servers_stay_on_one_line() -> None:
    (request,) = official_source("lda").requests
    said = "\u202e\x1b[31mred\n" + "x" * 10_000
    with pytest.raises(FormatError) as raised:
        read_page(json.dumps({"detail": said}).encode(), request, "the answer")
    text = str(raised.value)
    assert text.isprintable()
    assert len(text) < 400

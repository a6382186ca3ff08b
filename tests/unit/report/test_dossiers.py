"""Dossiers out: every claim leads to its words, text of strangers stays text, and the same bytes come again."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.dossiers.view import compare_pages, make_page
from debar.errors import InputError
from debar.model.dossier_pages import DossierPage, Mark, PageText
from debar.model.dossiers import Day, Quotation, Record, Told
from debar.report.context import Context
from debar.report.dossiers.axes import day_words, days, make_axis
from debar.report.dossiers.data import MARK_COLUMNS, mark_data, mark_row
from debar.report.dossiers.documents import document_views
from debar.report.dossiers.headlines import WRITTEN, lead, written
from debar.report.dossiers.networks import network_picture
from debar.report.dossiers.pdfs import make_dossier_pdf
from debar.report.dossiers.time_lines import MOST_DRAWN, NARROW, WIDE, time_line
from debar.report.dossiers.writers import FORMATS, write_comparison, write_dossier
from debar.report.tables import write_rows
from unit.dossiers.dossier_sample import (
    HOSTILE,
    NAME,
    SHA256,
    TEXT,
    TODAY,
    contact,
    for_another,
    listings,
    page_text,
    quote,
    records,
)
from unit.report.sample import finding

CONTEXT = Context(today=TODAY, version="0.1")
SVG = "{http://www.w3.org/2000/svg}"


def page(held: list[Record] | None = None, **options: Any) -> DossierPage:
    given_ = {"today": TODAY, "listings": listings(), "texts": [page_text()]} | options
    return make_page(NAME, records() if held is None else held, **given_)


def written_as(format_: str, made: DossierPage | None = None) -> str:
    out = io.StringIO()
    write_dossier(page() if made is None else made, format_, out, CONTEXT)
    return out.getvalue()


class Reader(HTMLParser):
    """What stands in a page: ids, targets, tags, and the words inside each element with an id that is a quotation."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: Counter[str] = Counter()
        self.quoted: dict[str, str] = {}
        self.attributes: list[tuple[str, str]] = []
        self._open: list[str] = []
        self._in_reference = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        self.attributes += held.items()
        if "id" in held:
            self.ids.append(held["id"])
        if tag == "a":
            self.links.append(held.get("href", ""))
            self._in_reference = held.get("class") == "ref"
        if tag == "mark":
            self._open.append(held.get("id", ""))
            if held.get("id"):
                self.quoted[held["id"]] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._open.pop()
        if tag == "a":
            self._in_reference = False

    def handle_data(self, data: str) -> None:
        for id_ in self._open:
            if id_ and not self._in_reference:
                self.quoted[id_] += data


def test_every_claim_leads_to_the_highlighted_words_of_its_document_and_back() -> None:
    made = page()
    found = Reader(written_as("html", made))
    for mark in made.marks:
        assert f"e{mark.number}" in found.ids
        for place, words in enumerate(mark.quotations, 1):
            assert f"#q{mark.number}-{place}" in found.links
            if words.quote not in HOSTILE:
                assert found.quoted[f"q{mark.number}-{place}"] == words.quote


def test_ids_stand_once_and_every_link_inside_the_page_has_its_place() -> None:
    found = Reader(written_as("html"))
    assert [id_ for id_, times in Counter(found.ids).items() if times > 1] == []
    inside = [link[1:] for link in found.links if link.startswith("#")]
    assert set(inside) <= set(found.ids)


def test_the_page_has_no_script_and_fetches_nothing() -> None:
    found = Reader(written_as("html"))
    assert found.tags["script"] == found.tags["img"] == found.tags["iframe"] == found.tags["link"] == 0
    assert not [value for name, value in found.attributes if name == "src" or name.startswith("on")]
    policy = next(value for name, value in found.attributes if name == "content" and "src" in value)
    assert policy.startswith("default-src 'none'")
    assert {link.partition(":")[0] for link in found.links if not link.startswith("#")} <= {"https", "http"}


def test_hostile_text_stays_text_in_every_format() -> None:
    html = written_as("html")
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "\u202e" not in html
    markdown = written_as("markdown")
    assert "<script>" not in markdown
    assert "\u202e" not in written_as("gexf") + markdown


def test_claim_and_response_both_stand() -> None:
    for text in (written_as("html"), written_as("markdown")):
        assert "Borealis Optics stocks up against restrictions" in text
        assert "declined to comment" in text
        assert "Borealis declined to comment." in text


def test_stated_inferred_disputed_and_unconfirmed_look_different() -> None:
    text = written_as("html")
    for status in ("stated", "inferred", "disputed"):
        assert f"is-{status}" in text
    assert text.count("to be confirmed</span>") == 1
    assert "hedged: “reportedly”" in text
    svg = time_line(page())
    held = {m["fill"] for m in re.finditer(r'<circle [^>]*fill="(?P<fill>[^"]+)"', svg)}
    assert "#fff" in held
    assert any(fill.startswith("url(#") for fill in held)
    assert any(fill.startswith("#") and fill != "#fff" for fill in held)


def test_what_it_means_for_the_buyer_stands_with_what_to_look_at() -> None:
    own = [finding(number) for number in range(4)]
    maker = own[0].maker
    assert maker is not None
    text = written_as("html", page(findings=own, names=(maker[0],)))
    assert "What it means for you" in text
    assert "Harbor Security Supply LLC</bdi> (" in text
    assert "Ask how long spare parts and replacements will be supplied" in text
    assert "What it means for you" not in written_as("html")


def test_an_inferred_day_says_from_what() -> None:
    assert "written “April 4”, the rest inferred, from the period of the filing" in written_as("html")


@pytest.mark.parametrize("format_", [each for each in FORMATS if each != "pdf"])
def test_the_same_dossier_gives_the_same_bytes(format_: str) -> None:
    assert written_as(format_) == written_as(format_, page(list(reversed(records()))))


@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_every_shape_of_the_time_line_lies_inside_it(frame: Any) -> None:
    root = ElementTree.fromstring(time_line(page(), frame))  # noqa: S314 - our own
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    assert width == frame.width
    for shape in root.iter():
        for name in ("x", "cx", "x1", "x2"):
            if name in shape.attrib and shape.tag != f"{SVG}pattern":
                assert -1 <= float(shape.attrib[name]) <= width + 1
        for name in ("y", "cy", "y1", "y2"):
            if name in shape.attrib:
                assert 0 <= float(shape.attrib[name]) <= height
    links = [each.attrib["href"] for each in root.iter(f"{SVG}a")]
    assert len(set(links)) == len(links) > 5


def many(number: int) -> list[Record]:
    first = date(2010, 1, 1)
    words = quote("about sanctions")
    return [
        replace(
            contact(),
            quotations=(words,),
            day=Day(iso=(first + timedelta(days=place)).isoformat()),
            agents=(f"Agent {place}",),
        )
        for place in range(number)
    ]


def test_thousands_of_records_become_columns_and_pages_that_say_what_they_leave_out() -> None:
    made = page(many(3_000))
    svg = time_line(made)
    assert svg.count("<rect") + svg.count("<circle") < 400
    assert svg.count("<circle") < MOST_DRAWN
    html = written_as("html", made)
    assert html.count('class="entry ') == WRITTEN + len(listings())
    assert f"{3_000 - WRITTEN:,} of Contacts" in html
    assert f"{3_000 - WRITTEN:,} of Contacts" in written_as("markdown", made)
    assert len(rows_of(made)) == 3_002


def test_what_came_before_the_first_listing_is_written_out_first() -> None:
    made = page(many(6_000))
    shown = {mark.number for mark in written(made)}
    window = [number for number in made.before[0].marks if made.marks[number - 1].lane == "contact"]
    assert len(window) == WRITTEN
    assert set(window) <= shown


def test_the_columns_of_a_crowded_lane_add_up() -> None:
    lane = next(each for each in page(many(900)).lanes if each.id == "contact")
    assert sum(map(sum, lane.months.values())) == lane.count == 900


def test_the_network_draws_what_the_records_say_and_no_more() -> None:
    made = page()
    root = ElementTree.fromstring(network_picture(made.network))  # noqa: S314 - our own
    assert len(list(root.iter(f"{SVG}path"))) == len(made.network.edges)
    assert sum(each.attrib.get("stroke-dasharray") is not None for each in root.iter(f"{SVG}path")) == sum(
        edge.status != "stated" for edge in made.network.edges
    )
    assert network_picture(page([], listings=[]).network) == ""


def test_footnotes_of_the_markdown_are_all_there() -> None:
    text = written_as("markdown")
    called = re.findall(r"\[\^(\d+-\d+)\](?!:)", text)
    noted = re.findall(r"^\[\^(\d+-\d+)\]:", text, re.MULTILINE)
    assert sorted(called) == sorted(noted)
    assert len(set(noted)) == len(noted) > 8
    assert SHA256 in text


def rows_of(made: DossierPage) -> list[dict[str, str]]:
    out = io.StringIO()
    write_rows([mark_row(mark_data(mark, None)) for mark in made.marks], MARK_COLUMNS, "csv", out, CONTEXT)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def test_the_csv_has_every_record_with_its_words() -> None:
    made = page()
    rows = rows_of(made)
    assert [int(row["number"]) for row in rows] == [mark.number for mark in made.marks]
    row = next(row for row in rows if row["lane"] == "payment")
    assert (row["amount"], row["currency"], row["start"], row["end"]) == ("210000", "USD", "2019-03", "2019-05")
    assert row["quote"] in TEXT


def test_no_cell_of_the_csv_is_run_by_a_spreadsheet() -> None:
    attack = "=1+2 is what the filing says"
    text = PageText(sha256="b" * 64, name="a", kind="text", text=attack)
    words = Quotation(document="b" * 64, start=0, end=len(attack), quote=attack)
    made = page([Told(quotations=(words,), source=attack, hedge="@SUM(A1)")], texts=[text])
    (row,) = [row for row in rows_of(made) if row["lane"] == "news"]
    assert row["quote"] == row["title"] == row["source"] == f"'{attack}"
    assert row["hedge"] == "'@SUM(A1)"


def test_the_graph_names_only_nodes_that_it_has() -> None:
    root = ElementTree.fromstring(written_as("gexf").encode())  # noqa: S314 - our own
    space = "{http://gexf.net/1.3}"
    nodes = {node.attrib["id"] for node in root.iter(f"{space}node")}
    edges = list(root.iter(f"{space}edge"))
    assert edges
    assert {edge.attrib[end] for edge in edges for end in ("source", "target")} <= nodes


def test_followthemoney_entities_stand_once_and_name_only_each_other() -> None:
    entities = [json.loads(line) for line in written_as("ftm").splitlines()]
    ids = [entity["id"] for entity in entities]
    assert len(set(ids)) == len(ids)
    schemata = Counter(entity["schema"] for entity in entities)
    assert {"Company", "Document", "Representation", "Payment", "Event", "Sanction", "Person"} <= set(schemata)
    for entity in entities:
        for name in ("agent", "client", "payer", "beneficiary", "involved", "organizer", "entity", "proof"):
            assert set(entity["properties"].get(name, ())) <= set(ids)


def test_the_pdf_holds_the_claims_and_is_the_same_again() -> None:
    pytest.importorskip("typst")
    made = make_dossier_pdf(page(), CONTEXT)
    assert made.startswith(b"%PDF")
    assert make_dossier_pdf(page(), CONTEXT) == made
    pypdf = pytest.importorskip("pypdf")
    text = " ".join("".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(made)).pages).split())
    assert "Borealis Optics" in text
    assert "Evidence, record" in text


def test_two_companies_stand_on_one_scale() -> None:
    other = make_page("Meridian Radio", [for_another()], today=TODAY)
    for format_ in ("html", "markdown", "json"):
        out = io.StringIO()
        write_comparison(compare_pages(page(), other), format_, out, CONTEXT)
        assert "Meridian Radio" in out.getvalue()
        assert "Sam Reed" in out.getvalue()
    with pytest.raises(InputError, match="html, markdown, json"):
        write_comparison(compare_pages(page(), other), "csv", io.StringIO(), CONTEXT)


def test_a_format_that_is_not_offered_is_named_with_those_that_are() -> None:
    with pytest.raises(InputError, match="html, markdown, ftm, gexf, pdf"):
        written_as("docx")


@pytest.mark.parametrize("format_", [each for each in FORMATS if each != "pdf"])
def test_a_company_without_any_record_is_no_all_clear(format_: str) -> None:
    made = make_page(NAME, [], today=TODAY)
    text = written_as(format_, made)
    if format_ in {"html", "markdown"}:
        assert "no all-clear" in text
    assert "none of the lists read" in lead(made)


@given(st.lists(st.tuples(st.integers(0, 190), st.integers(1, 60)), min_size=1, max_size=40), st.integers(0, 1))
def test_quotations_that_lie_in_or_across_each_other_are_each_marked_and_the_text_is_whole(
    spans: list[tuple[int, int]], kind: int
) -> None:
    text = ("Words of a story, told at length; " * 8)[:250]
    whole = PageText(sha256="a" * 64, name="a.txt", kind="text", text=text)
    marks = [
        Mark(
            number=number,
            lane="mention" if kind else "news",
            title="t",
            quotations=(Quotation(document="a" * 64, start=start, end=start + long, quote=text[start : start + long]),),
        )
        for number, (start, long) in enumerate(spans, 1)
    ]
    (view,) = document_views(marks, {"a" * 64: whole})
    assert "".join(piece.text for piece in view.pieces) == text
    assert sum(piece.kind == "open" for piece in view.pieces) == sum(piece.kind == "close" for piece in view.pieces)
    assert sorted(piece.id for piece in view.pieces if piece.id) == sorted(f"q{mark.number}-1" for mark in marks)


def test_of_a_long_document_stands_what_is_quoted_and_how_much_is_left_out() -> None:
    text = "x" * 100_000 + "the claim" + "y" * 100_000
    words = Quotation(document="a" * 64, start=100_000, end=100_009, quote="the claim")
    mark = Mark(number=1, lane="news", title="t", quotations=(words,))
    (view,) = document_views([mark], {"a" * 64: PageText(sha256="a" * 64, name="a", kind="text", text=text)})
    shown = "".join(piece.text for piece in view.pieces)
    assert "the claim" in shown
    assert len(shown) < 2_000
    assert len(shown) + sum(piece.number for piece in view.pieces if piece.kind == "cut") == len(text)


def test_days_of_any_precision_have_a_first_and_a_last_day() -> None:
    assert days("2020-02") == (date(2020, 2, 1), date(2020, 2, 29))
    assert days("2019") == (date(2019, 1, 1), date(2019, 12, 31))
    assert days("9999-12") == (date(9999, 12, 1), date.max)
    assert [day_words(iso) for iso in ("2018-12-07", "2018-12", "2018")] == ["7 Dec 2018", "Dec 2018", "2018"]


@given(st.lists(st.dates(date(1, 1, 1), date.max), min_size=1, max_size=30))
def test_an_axis_holds_the_latest_days_whatever_the_years(found: list[date]) -> None:
    axis = make_axis([day.isoformat() for day in found], 0, 100)
    assert axis is not None
    assert axis.first <= max(found) <= axis.last
    assert all(0 <= axis.at(day) <= 100 for day in found)
    ticks = axis.ticks(14)
    assert len(ticks) <= 15
    assert ticks == sorted(ticks, key=lambda tick: tick[0])


def test_one_day_long_before_the_others_does_not_stretch_the_line() -> None:
    axis = make_axis(["1905-06-24", "2018-01-01", "2019-01-01"], 0, 100)
    assert axis is not None
    assert axis.first.year >= 2017
    assert axis.at(date(1905, 6, 24)) == 0

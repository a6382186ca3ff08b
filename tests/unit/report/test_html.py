from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from importlib.resources import files

import pytest

from debar.model import Outcome
from debar.report.html.assets import script, style
from debar.report.html.charts import time_line, year_chart
from debar.report.html.writer import HtmlWriter
from debar.report.summary import Summary
from unit.report.sample import TODAY, context, finding, hostile
from unit.report.test_writers import written

FONTS = files("debar.report.html") / "fonts"


class Page(HTMLParser):
    """Every tag with its attributes, ids, and the text outside of style and script."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.marks: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "input", "br", "link", "img"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data) -> None:
        if self.open and self.open[-1] == "mark":
            self.marks.append(data)
        if not self.open or self.open[-1] not in ("style", "script"):
            self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def words(self) -> str:
        return " ".join("".join(self.text).split())


def page_of(findings: list, **more: object) -> Page:
    return Page(written("html", findings, **more))


@pytest.mark.parametrize("findings", [[], [finding(1)], [hostile()], [finding(n) for n in range(30)]])
def test_the_page_is_well_formed_and_every_id_stands_once(findings: list) -> None:
    page = page_of(findings)
    assert page.open == []
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_the_page_asks_nothing_of_the_network() -> None:
    source = written("html", [finding(number) for number in range(30)])
    page = Page(source)
    assert not page.all("link")
    assert not page.all("img")
    assert not page.all("iframe")
    assert all("src" not in attributes for _, attributes in page.tags)
    assert set(re.findall(r"url\((.{5})", style())) <= {"data:", "#h-c)", "#h-d)", "#h-l)", "#h-r)"}
    assert "@import" not in source


def test_the_policy_lets_run_only_the_pages_own_style_and_script() -> None:
    source = written("html", [finding(1)])
    policy = next(m["content"] for m in Page(source).all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        (body,) = re.findall(rf"<{tag}>(.*?)</{tag}>", source, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{rule} 'sha256-{digest}'" in policy
    assert not any(
        name == "style" or name.startswith("on") for _, attributes in Page(source).tags for name in attributes
    )


def test_a_hostile_record_stays_text() -> None:
    page = page_of([hostile(), finding(0)])
    assert len(page.all("script")) == 1
    assert not page.all("img")
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert "<script>alert(1)</script>" in page.words
    assert "{{7*7}}" in page.words
    assert "\u202e" not in page.words


def test_only_web_addresses_become_links() -> None:
    page = page_of([hostile(), finding(0), finding(12)])
    addresses = {attributes["href"] for attributes in page.all("a")}
    assert "https://www.fcc.gov/oet/ea/fccid" in addresses
    assert all(re.match(r"https?://|#", address or "") for address in addresses)
    assert "1 more in the json format" in page.words


def test_the_hit_is_marked_in_the_table_and_in_the_finding() -> None:
    assert page_of([finding(12)]).marks == ["HIKVISION DS-2CD2143G0-I"] * 2


def test_a_finding_answers_the_five_questions() -> None:
    words = page_of([finding(12)]).words
    for question in (
        "1. What was bought?",
        "2. Who made it?",
        "3. Which rules reach the maker?",
        "4. Do they bind this buyer?",
        "5. Were they in force that day?",
        "Missing: funding.",
        "state law of CA not checked",
    ):
        assert question in words


def test_rules_that_name_the_maker_are_told_in_full_and_every_other_rule_is_there() -> None:
    one = finding(12)
    rules = [replace(told, near=told.rule == "us-bis-el") for told in one.rules]
    words = page_of([replace(one, rules=tuple(rules))]).words
    assert "15 CFR 744.11Exports to a listed party need a license" in words
    assert "Not coveredus-bis-elThe list restricts exports to the party" in words
    assert "2 other rules do not reach this" in words
    assert "us-889-a1a The provision binds executive agencies; this buyer is not one." in words


def test_a_long_page_gives_rules_that_do_not_reach_a_finding_by_id() -> None:
    words = page_of([finding(12) for _ in range(201)]).words
    assert "us-889-a1a, us-bis-el, us-far-52.204-25The jsonl format holds the reasons." in words
    assert "The provision binds executive agencies; this buyer is not one." not in words


def test_a_time_line_is_cut_to_the_years_about_the_purchase() -> None:
    one = finding(12)
    old = replace(one.rules[0], in_force=(date(1977, 1, 1), date(2099, 1, 1)))
    line = str(time_line(one.subject, (old, one.rules[1]), TODAY))
    assert re.findall(r'class="tick"[^>]*>(\d+)<', line) == [str(year) for year in range(2017, 2027, 2)]
    assert "1 Jan 1977 to 1 Jan 2099" in line


def test_an_outcome_is_never_colour_alone() -> None:
    source = written("html", [finding(number) for number in range(30)])
    for shown in re.findall(r'<span class="v .">(.*?)</span>', source):
        assert "<use href=" in shown
    assert 'class="v c"><svg class="i" aria-hidden="true"><use href="#s-c"/></svg>Depends on funding' in source


def test_constructed_rows_are_marked_and_announced() -> None:
    page = page_of([finding(0), finding(1)])
    assert "1 of 2 rows with a finding is made up to show the tool" in page.words
    assert [a.get("class") for a in page.all("span")].count("tag") == 1
    assert "made up" not in page_of([finding(1)]).words


def test_stale_partial_and_unread_are_said_aloud() -> None:
    told = context()
    summary = told.summary()
    summary.add_unreadable("bad<b>.csv", "not text")
    summary.partial = "stopped by Ctrl-C"
    out = io.StringIO()
    HtmlWriter(out, told).close(summary)
    words = Page(out.getvalue()).words
    assert "This run is partial: stopped by Ctrl-C" in words
    assert "bad<b>.csv could not be read: not text" in words
    assert "2.6 years ▲ stale" in words
    assert "This is derived: others extracted it from the official text." in words


def test_no_finding_is_not_told_as_clearance() -> None:
    assert "That is not clearance" in page_of([]).words
    assert "“Clear” is never “allowed”" in page_of([]).words


def test_the_page_keeps_the_most_severe_findings_and_says_how_many_it_left_out() -> None:
    told, out = context(), io.StringIO()
    summary = told.summary()
    writer = HtmlWriter(out, told, shown=5)
    for number in range(40):
        outcome = Outcome.PROHIBITED if number in (17, 33) else Outcome.REVIEW
        one = replace(finding(number), outcome=outcome)
        summary.add_finding(one)
        writer.finding(one)
    writer.close(summary)
    page = Page(out.getvalue())
    shown = [a for a in page.all("tbody") if a.get("class") == "f"]
    assert [a["data-outcome"] for a in shown] == ["prohibited"] * 2 + ["review"] * 3
    assert "This page shows the 5 most severe findings. 35 further ones are counted above and not shown" in page.words
    for number in (17, 33, 0, 1, 2):
        assert f"Finding f{number:05d}" in page.words


def test_a_very_long_text_is_cut_and_said_to_be() -> None:
    source = written("html", [hostile("HIKVISION" + "A" * 1_000_000)])
    assert len(source) < 400_000
    assert "the text has 1,000,009 characters" in Page(source).words


def test_headings_labels_and_landmarks_are_there() -> None:
    page = page_of([finding(number) for number in range(30)])
    assert len(page.all("h1")) == 1
    assert page.all("html")[0]["lang"] == "en"
    assert {"main", "header", "nav", "footer"} <= {tag for tag, _ in page.tags}
    ids = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    assert {attributes["href"] for attributes in page.all("a") if (attributes["href"] or "").startswith("#")} <= {
        f"#{name}" for name in ids
    }
    assert all(set((a["aria-labelledby"] or "").split()) <= ids for _, a in page.tags if "aria-labelledby" in a)
    assert all("scope" in attributes for attributes in page.all("th"))


def test_filters_stay_hidden_until_the_script_shows_them() -> None:
    page = page_of([finding(number) for number in range(30)])
    assert "hidden" in page.all("form")[0]
    assert "form.hidden = false" in script()
    assert {a.get("data-by") for a in page.all("fieldset")} == {"outcome", "maker", "type"}


def test_the_time_line_draws_each_dated_rule_and_the_day_of_the_purchase() -> None:
    one = finding(12)
    line = str(time_line(one.subject, one.rules, TODAY))
    assert line.count('height="10"') == 5
    assert 'class="day"' in line
    assert "The purchase is of 10 Apr 2021. 2 CFR 200.216 since 13 Aug 2020" in line
    assert 'class="day"' not in str(time_line(replace(one.subject, date=None), one.rules, TODAY))
    assert str(time_line(one.subject, (), TODAY)) == ""


def test_every_place_in_a_chart_lies_within_its_width() -> None:
    summary = Summary(today=TODAY)
    for number in range(40):
        summary.add_finding(finding(number))
    one = finding(3)
    charts = str(year_chart(summary.tallies["year"], summary.rules.values())) + str(
        time_line(one.subject, one.rules, TODAY)
    )
    places = [float(place) for place in re.findall(r'(?:x|x1|x2|width)="([\d.]+)%"', charts)]
    assert len(places) > 40
    assert all(0 <= place <= 100.01 for place in places)


def test_the_chart_of_years_names_the_days_rules_began() -> None:
    summary = Summary(today=TODAY)
    for number in range(40):
        summary.add_finding(finding(number))
    chart = str(year_chart(summary.tallies["year"], summary.rules.values()))
    assert "2 CFR 200.216, Aug 2020" in chart
    assert chart.count('class="mark"') == 2


def test_a_purchase_in_the_first_or_last_year_of_the_calendar_is_drawn() -> None:
    one = finding(12)
    for day in (date.min, date.max):
        assert "<svg" in str(time_line(replace(one.subject, date=day), one.rules, TODAY))


def test_the_typefaces_are_those_the_manifest_names_and_small_enough() -> None:
    manifest = json.loads((FONTS / "VENDOR.json").read_text())
    total = 0
    for face in manifest:
        content = (FONTS / face["file"]).read_bytes()
        total += len(content)
        assert hashlib.sha256(content).hexdigest() == face["sha256"]
        assert "SIL Open Font License" in (FONTS / face["licence_file"]).read_text()
        assert face["family"] in style()
    assert total <= 180_000
    assert {face["file"] for face in manifest} == {p.name for p in FONTS.iterdir() if p.name.endswith(".woff2")}

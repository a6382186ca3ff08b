"""A guide is written as a page to read, as Markdown, as an HTML page that needs nothing else, and as data."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from debar.errors import InputError
from debar.model import Buyer
from debar.regimes.guide import Guide, make_guide
from debar.regimes.rule import Obligation
from debar.regimes.schema import load_rules
from debar.report.context import Context
from debar.report.guides import within, write_guide
from debar.report.html.assets import style

TODAY = date(2026, 11, 22)
RULES = load_rules()


def guide(**buyer: object) -> Guide:
    return make_guide(RULES, Buyer(**{"type": "city", "state": "OH", **buyer}), TODAY)  # type: ignore[arg-type]


def written(made: Guide, format_: str) -> str:
    out = io.StringIO()
    write_guide(made, format_, out, Context(today=TODAY, width=100, version="1"))
    return out.getvalue()


class Page(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__()
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(f"{tag}.{name}", value) for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("format_", ["table", "markdown", "html", "json"])
def test_every_format_says_what_binds_what_to_do_what_to_write_and_what_to_ask(format_: str) -> None:
    text = " ".join(written(guide(), format_).split())
    for words in ("Section 889(b)", "List every source of money", "No covered equipment", "Which company produced"):
        assert words in text
    for words in ("since 13 August 2020", "within 10 business days", "30 September", "state law of OH not checked"):
        assert words.removeprefix("within " if format_ == "html" else "") in text.replace("Since", "since")


def test_the_data_carry_every_citation() -> None:
    data = json.loads(written(guide(), "json"))
    assert data["on"] == "2026-11-22"
    rows = [rule for group in data["binds"] for rule in group["rules"]]
    rows += [row for key in ("steps", "clauses", "questions") for row in data[key]]
    assert rows
    assert all(row["citations"] for row in rows)
    assert {duty["within"] for duty in data["duties"]} >= {"within 1 business day", "within 10 business days"}


def test_the_page_fetches_nothing_and_allows_only_its_own_style() -> None:
    page = Page(written(guide(), "html"))
    fetched = [value for name, value in page.attributes if name in ("link.href", "script.src", "img.src")]
    assert not fetched
    policy = next(
        value for name, value in page.attributes if name == "meta.content" and value and "default-src" in value
    )
    digest = base64.b64encode(hashlib.sha256(style("guide.css").encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    ids = [value for name, value in page.attributes if name.endswith(".id")]
    targets = [value[1:] for name, value in page.attributes if name == "a.href" and value and value.startswith("#")]
    assert set(targets) <= set(ids)
    assert len(set(ids)) == len(ids)


def test_words_from_data_are_escaped() -> None:
    made = guide()
    hostile = replace(made, clauses=(replace(made.clauses[0], text="<script>alert(1)</script> & more"),))
    page = written(hostile, "html")
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page


def test_the_terminal_page_keeps_its_width() -> None:
    assert max(len(line) for line in written(guide(type="university", state="TX"), "table").splitlines()) <= 100


def test_a_rule_that_is_not_confirmed_says_so() -> None:
    assert "Not confirmed: that the suspension was not extended" in " ".join(written(guide(), "markdown").split())


def test_another_format_is_refused() -> None:
    with pytest.raises(InputError, match="not written as pdf"):
        written(guide(), "pdf")


@pytest.mark.parametrize(
    ("duty", "words"),
    [
        ({"days": 1}, "within 1 business day"),
        ({"days": 30, "calendar": True}, "within 30 days"),
        ({"each_year": "02-29"}, "each year by 29 February"),
        ({}, ""),
    ],
)
def test_terms_are_told_in_words(duty: dict[str, object], words: str) -> None:
    assert within(Obligation(who="a", what="b", cite="c", **duty)) == words  # type: ignore[arg-type]

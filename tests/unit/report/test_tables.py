from __future__ import annotations

import io
import json
from datetime import date

import pytest

from debar.errors import InputError
from debar.report.tables import list_page, lists_table, page, rules_table, write_data
from unit.report.sample import EDITIONS, context

RULES = [
    {
        "rule": "us-889-b",
        "title": "Grants may not pay [bold]x[/]",
        "who": ["recipient", "subrecipient"],
        "from": date(2020, 8, 13),
        "to": None,
        "citation": "2 CFR 200.216\x1b[31m",
        "extra": {"deep": [1, 2]},
    },
    {"rule": "us-889-a1a", "title": "Agencies", "who": [], "from": date(2019, 8, 13)},
]


def shown(function, *arguments: object, format_: str = "table") -> str:
    out = io.StringIO()
    function(*arguments, format_, out, context())
    return out.getvalue()


def test_lists_are_shown_with_their_age_and_what_they_are() -> None:
    text = shown(lists_table, EDITIONS)
    assert "! 2.6 years, stale" in text
    assert "14,912" in text
    assert "derived" in text
    assert "Newest citation" not in text, "notes stand on each list's own page"
    assert "Newest citation" in shown(list_page, EDITIONS[1])


def test_lists_as_json_are_an_array_with_ages() -> None:
    data = json.loads(shown(lists_table, EDITIONS, format_="json"))
    assert [one["list"] for one in data] == ["us-fcc-covered", "us-bis-el", "us-ofac-sdn"]
    assert data[0]["age_days"] == 94


def test_one_list_is_shown_in_full() -> None:
    text = shown(list_page, EDITIONS[2])
    assert "sha256" in text
    assert "2024-03-24" in text
    data = json.loads(shown(list_page, EDITIONS[2], format_="json"))
    assert (data["entities"], data["edition"]["list"]) == (14912, "us-ofac-sdn")


def test_rules_are_a_table_that_fits_the_terminal_and_obeys_no_markup() -> None:
    text = shown(rules_table, RULES)
    assert "us-889-b" in text
    assert "recipient," in text
    assert "subrecipient" in text
    assert "2020-08-13" in text
    assert "\x1b" not in text
    assert "[bold]" in text
    assert max(map(len, text.splitlines())) <= 80


def test_rules_as_json_hold_every_key() -> None:
    assert json.loads(shown(rules_table, RULES, format_="json"))[0]["extra"] == {"deep": [1, 2]}
    assert len(shown(rules_table, RULES, format_="jsonl").splitlines()) == 2
    assert shown(rules_table, RULES, format_="csv").splitlines()[0] == "rule,title,who,effect,from,to,citation"


def test_no_rule_gives_an_empty_array_and_no_error() -> None:
    assert json.loads(shown(rules_table, [], format_="json")) == []
    assert shown(rules_table, []) is not None


def test_one_thing_is_shown_key_by_key_without_empty_ones() -> None:
    out = io.StringIO()
    page(RULES[0] | {"nested": [{"a": "1\x9b"}, {"b": ["x", "y"]}]}, out, context(), title="us-889-b")
    text = out.getvalue()
    assert "who: recipient, subrecipient" in text
    assert "to:" not in text
    assert "b: x, y" in text
    assert "\x9b" not in text


@pytest.mark.parametrize("format_", ["xlsx", "html"])
def test_formats_not_offered_are_refused(format_: str) -> None:
    with pytest.raises(InputError, match="Choose one of"):
        shown(rules_table, RULES, format_=format_)
    with pytest.raises(InputError, match="Choose one of"):
        write_data({}, format_, io.StringIO())

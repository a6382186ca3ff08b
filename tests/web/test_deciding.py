"""Deciding on a page: kept with its reason and a line of the log, seen wherever the finding is; and no other's form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from lxml import html

from api.conftest import start_server, stop_server
from web.conftest import HOSTILE, keep_scan
from web.test_pages import check_markup, words


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server whose store these tests alone decide in."""
    store: Path = tmp_path_factory.mktemp("deciding") / "store.sqlite3"
    keep_scan(store)
    process, address = start_server(str(store))
    yield address
    stop_server(process)


@pytest.fixture
def client(own: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=own, timeout=60, follow_redirects=True) as browser:
        yield browser


def findings(client: httpx.Client) -> list[str]:
    return re.findall(r'href="(/app/findings/[0-9a-f]+)', client.get("/app/scans/1").text)


def form(client: httpx.Client, path: str) -> tuple[str, dict[str, str]]:
    """The action of a finding's form and its hidden fields."""
    found = html.fromstring(client.get(path).text).xpath("//form[@method='post']")[0]
    return found.get("action"), {
        each.get("name"): each.get("value") for each in found.xpath(".//input[@type='hidden']")
    }


def test_a_decision_is_kept_logged_and_shown(client: httpx.Client) -> None:
    path = findings(client)[0]
    action, hidden = form(client, path)
    sent = {**hidden, "kind": "waived", "reason": f"replaced in summer {HOSTILE}", "until": "2027-06-30"}
    page = client.post(action, data=sent)
    assert page.status_code == 200
    assert page.url.path == path
    check_markup(page.text)
    assert "Decided: waived until 2027-06-30" in words(page)
    assert "replaced in summer" in words(page)
    assert "waived" in words(client.get("/app/scans/1"))
    log = client.get("/app/audit?verify=1")
    check_markup(log.text)
    assert "Every line is as it was written." in words(log)
    assert "as waived" in words(log)
    exported = client.get("/app/scans/1/export?format=jsonl").text
    assert '"as": "waived"' in exported


def test_a_later_decision_counts_and_the_first_stays_in_the_history(client: httpx.Client) -> None:
    path = findings(client)[1]
    for kind, reason in (("asked", "asked the grant office"), ("false-match", "a mount, not the camera")):
        action, hidden = form(client, path)
        client.post(action, data={**hidden, "kind": kind, "reason": reason})
    told = words(client.get(path))
    assert "Decided: false match" in told
    assert told.index("a mount, not the camera") < told.index("asked the grant office")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose what you decide."),
        ({"kind": "confirmed"}, "Say why"),
        ({"kind": "confirmed", "reason": "  "}, "Say why"),
        ({"kind": "confirmed", "reason": "seen", "until": "2027-01-01"}, "goes with a waiver only"),
        ({"kind": "waived", "reason": "seen", "until": "never"}, "is no date"),
        ({"kind": "nonsense", "reason": "seen"}, "Choose what you decide."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    client: httpx.Client, sent: dict[str, str], said: str
) -> None:
    path = findings(client)[2]
    action, hidden = form(client, path)
    page = client.post(action, data={**hidden, **sent})
    assert page.status_code == 400
    assert said in words(page)
    typed = html.fromstring(page.text).get_element_by_id("reason").text or ""
    assert typed.strip() == sent.get("reason", "").strip()
    assert "Decided:" not in words(client.get(path))


def test_forms_of_other_pages_are_not_taken(own: str, client: httpx.Client) -> None:
    path = findings(client)[3]
    action, hidden = form(client, path)
    good = {**hidden, "kind": "confirmed", "reason": "seen"}
    foreign = client.post(action, data=good, headers={"origin": "https://example.org"})
    assert foreign.status_code == 403
    for data in ({**good, "form_token": ""}, {**good, "form_token": "x" * 43}, {"kind": "confirmed", "reason": "r"}):
        assert client.post(action, data=data).status_code == 403
    with httpx.Client(base_url=own, timeout=60) as without_cookie:
        assert without_cookie.post(action, data=good).status_code == 403
        empty = {"cookie": "debar_form="}
        assert without_cookie.post(action, data={**good, "form_token": ""}, headers=empty).status_code == 403
    assert "Decided:" not in words(client.get(path))
    assert client.post(action, data=good, headers={"origin": own}).status_code == 200

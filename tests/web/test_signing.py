"""Pages of a server with accounts: who is let in, where signing in leads, what another workspace and role see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from api.conftest import start_server, stop_server
from api.test_accounts import PASSWORD
from debar.desk.people import add_account
from debar.model.casework import KeptScan
from debar.store import open_store
from debar.web.signing_page import own_page

AT = datetime.now(UTC)
HTML = {"accept": "text/html"}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, desk_store: Path) -> Iterator[str]:
    """The address of a server with accounts of two workspaces, each with a kept scan."""
    url = str(tmp_path_factory.mktemp("signing") / "store.sqlite3")
    with open_store(str(desk_store)) as opened:
        judged = opened.casework.findings(1, limit=1)[0][0].data
    with open_store(url) as opened:
        for name, role, workspace in (
            ("vera", "viewer", "north"),
            ("ana", "analyst", "north"),
            ("sol", "admin", "south"),
        ):
            add_account(opened, name, PASSWORD, role=role, workspace=workspace, actor="t", at=AT)
        for workspace, id_ in (("north", "aaaa0001"), ("south", "bbbb0001")):
            scan = KeptScan(id=0, key="k", name=f"{workspace}.csv", at=AT.isoformat(), actor="t")
            with opened.writing() as writer:
                writer.casework_in(workspace).keep_scan(scan, [{**judged, "id": id_}])
    process, address = start_server(url, "--rate", "0")
    yield address
    stop_server(process)


@pytest.fixture
def browser(base: str) -> Iterator[httpx.Client]:
    """A browser that has not signed in."""
    with httpx.Client(base_url=base, timeout=60, headers=HTML, follow_redirects=True) as client:
        yield client


def token(page: httpx.Response) -> str:
    return re.findall(r'name="form_token" value="([^"]+)"', page.text)[0]


def sign_in(browser: httpx.Client, name: str, password: str = PASSWORD, asked: str = "/app/scans") -> httpx.Response:
    form = browser.get(asked)
    assert form.url.path == "/app/login", form.url
    where = re.findall(r'<form class="signing" method="post" action="([^"]+)"', form.text)[0]
    return browser.post(where, data={"form_token": token(form), "name": name, "password": password})


def test_who_has_not_signed_in_is_led_to_the_form_and_back_to_the_page_asked_for(browser: httpx.Client) -> None:
    page = sign_in(browser, "ana", asked="/app/entities?q=Hikvision")
    assert (page.status_code, page.url.path, page.url.params["q"]) == (200, "/app/entities", "Hikvision")
    assert "<bdi>ana</bdi>" in page.text


def test_a_wrong_password_shows_the_form_again_and_lets_nobody_in(browser: httpx.Client) -> None:
    page = sign_in(browser, "ana", "wrong words of no use")
    assert page.status_code == 401
    assert "Not signed in." in page.text
    assert "wrong words" not in page.text
    assert browser.get("/app/scans").url.path == "/app/login"


def test_a_form_of_another_site_signs_nobody_in(browser: httpx.Client) -> None:
    form = browser.get("/app/login")
    sent = {"form_token": token(form), "name": "ana", "password": PASSWORD}
    assert browser.post("/app/login", data=sent, headers={"origin": "https://evil.example"}).status_code == 403
    assert browser.post("/app/login", data=sent | {"form_token": "x" * 43}).status_code == 403


def test_pages_show_the_casework_of_the_own_workspace_only(browser: httpx.Client) -> None:
    page = sign_in(browser, "sol")
    assert "south.csv" in page.text
    assert "north.csv" not in page.text
    assert browser.get("/app/findings/bbbb0001").status_code == 200
    assert browser.get("/app/findings/aaaa0001").status_code == 404
    assert browser.get("/app/scans/1").status_code == 404
    assert browser.get("/app/scans/1/export").status_code == 404
    assert "ana" not in browser.get("/app/audit").text


def test_a_viewer_reads_and_is_not_offered_nor_allowed_a_decision(browser: httpx.Client) -> None:
    sign_in(browser, "vera")
    page = browser.get("/app/findings/aaaa0001")
    assert page.status_code == 200
    assert "Save decision" not in page.text
    sent = {"form_token": token(page), "kind": "asked", "reason": "may I"}
    refused = browser.post("/app/findings/aaaa0001/decision", data=sent)
    assert refused.status_code == 403
    assert "decide" in refused.text


def test_an_analyst_decides_under_the_own_name(browser: httpx.Client) -> None:
    sign_in(browser, "ana")
    page = browser.get("/app/findings/aaaa0001")
    sent = {"form_token": token(page), "kind": "asked", "reason": "the vendor answers"}
    decided = browser.post("/app/findings/aaaa0001/decision", data=sent)
    assert decided.status_code == 200
    assert "<b>asked</b>, <bdi>ana</bdi>" in decided.text


def test_signing_out_ends_the_session(browser: httpx.Client) -> None:
    page = sign_in(browser, "ana")
    held = browser.cookies["debar_session"]
    assert browser.post("/app/logout", data={"form_token": token(page)}).url.path == "/app/login"
    browser.cookies.set("debar_session", held)
    assert browser.get("/app/scans").url.path == "/app/login"


@pytest.mark.parametrize(
    "asked",
    ["https://evil.example/", "//evil.example", "/app/\\evil.example", "/app/login", "", "/app/a\nb", "javascript:1"],
)
def test_signing_in_leads_to_pages_of_this_desk_only(asked: str) -> None:
    assert own_page(asked) == "/app/"

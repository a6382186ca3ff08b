"""The page of watches and its interface: what changed is shown to the own workspace, put away, ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx
import pytest
from lxml import etree

from api.conftest import start_server, stop_server
from api.test_accounts import PASSWORD
from debar.desk.people import add_account
from debar.model.deliveries import Channel
from debar.model.watches import Alert, Stand, Watch
from debar.store import open_store

AT = datetime.now(UTC)
HOSTILE = 'Acme <script>alert(1)</script> "&'


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with accounts of two workspaces, each with a watch and an alert."""
    url = str(tmp_path_factory.mktemp("watching") / "store.sqlite3")
    with open_store(url) as opened:
        for name, role, workspace in (
            ("vera", "viewer", "north"),
            ("ana", "analyst", "north"),
            ("sol", "analyst", "south"),
        ):
            add_account(opened, name, PASSWORD, role=role, workspace=workspace, actor="t", at=AT)
        for workspace in ("north", "south"):
            with opened.writing() as writer:
                watches = writer.watches_in(workspace)
                made = watches.add(Watch(id=0, name=f"{workspace} {HOSTILE}", kind="party", subject=HOSTILE, at="2026"))
                watches.advance(made.id, "2026", gone=(), changed=[Stand(key="k", text="t")])
                title = f"{workspace} {HOSTILE} is now on own."
                alert = Alert(id=0, watch=made.id, name="w", at="2026-11-22T09:00:00", what="listed", title=title)
                watches.alert([alert])
                address = f"https://hooks.example.com/{workspace}/secret-part"
                made = Channel(id=0, name=f"{workspace} hook", kind="webhook", address=address)
                writer.deliveries_in(workspace).add_channel(made)
    process, address = start_server(url, "--rate", "0")
    yield address
    stop_server(process)


@contextmanager
def browser(base: str, name: str) -> Iterator[httpx.Client]:
    """A browser that has signed in."""
    with httpx.Client(base_url=base, timeout=60, headers={"accept": "text/html"}, follow_redirects=True) as client:
        form = client.get("/app/watch")
        where = re.findall(r'<form class="signing" method="post" action="([^"]+)"', form.text)[0]
        client.post(where, data={"form_token": token(form), "name": name, "password": PASSWORD})
        yield client


def token(page: httpx.Response) -> str:
    return re.findall(r'name="form_token" value="([^"]+)"', page.text)[0]


def test_the_own_workspace_s_changes_are_shown_as_text(base: str) -> None:
    with browser(base, "vera") as client:
        page = client.get("/app/watch")
        assert "north Acme &lt;script&gt;" in page.text
        assert "south" not in page.text
        assert 'action="/app/watch/seen"' in page.text
        assert "Put the marked ones away" not in page.text


def test_where_alerts_go_is_told_of_the_own_workspace_and_without_what_opens_it(base: str) -> None:
    with browser(base, "vera") as client:
        page = client.get("/app/watch").text
    assert "webhook <bdi>hooks.example.com</bdi>" in page
    assert "north hook" in page
    assert "secret-part" not in page


def test_a_viewer_changes_nothing(base: str) -> None:
    with browser(base, "vera") as client:
        sent = {"form_token": token(client.get("/app/watch")), "name": f"north {HOSTILE}", "alerts": "1"}
        for path in ("/app/watch", "/app/watch/remove", "/app/watch/seen"):
            assert client.post(path, data=sent).status_code == 403


def test_alerts_are_put_away_by_name_and_only_in_the_own_workspace(base: str) -> None:
    with browser(base, "ana") as client:
        sent = {"form_token": token(client.get("/app/watch")), "alerts": ["1", "2"]}
        assert "ana, " in client.post("/app/watch/seen", data=sent).text
    with browser(base, "sol") as client:
        assert "sol, " not in client.get("/app/watch").text
        assert client.get("/api/alerts").json()["alerts"][0]["seen"] == ""


def test_a_watch_is_made_and_ended_on_the_page_and_no_file_is_read(base: str) -> None:
    with browser(base, "ana") as client:
        sent = {"form_token": token(client.get("/app/watch")), "name": "a list", "kind": "list", "subject": "us-bis-el"}
        assert "a list" in client.post("/app/watch", data=sent).text
        again = client.post("/app/watch", data=sent)
        assert again.status_code == 400
        assert "is there already" in again.text
        wrong = client.post("/app/watch", data={**sent, "name": "x", "kind": "vendors", "subject": "/etc/passwd"})
        assert (wrong.status_code, "root:" in wrong.text) == (400, False)
        ended = client.post("/app/watch/remove", data=sent)
        assert "<bdi>a list</bdi>" not in ended.text


def test_a_form_of_another_site_changes_nothing(base: str) -> None:
    with browser(base, "ana") as client:
        for path in ("/app/watch", "/app/watch/remove", "/app/watch/seen"):
            assert client.post(path, data={"form_token": "x", "alerts": "1"}).status_code == 403


def test_watches_alerts_and_feed_over_http(base: str) -> None:
    with browser(base, "sol") as client:
        assert [each["name"] for each in client.get("/api/watches").json()["watches"]] == [f"south {HOSTILE}"]
        page = client.get("/api/alerts", params={"limit": 1}).json()
        assert (len(page["alerts"]), page["next"]) == (1, page["alerts"][0]["id"])
        assert client.get("/api/alerts", params={"before": page["next"]}).json() == {"alerts": [], "next": None}
        feed = etree.fromstring(client.get("/api/alerts.atom").content)
        assert "<script>" in feed.findtext("{*}entry/{*}title")

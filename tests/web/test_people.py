"""People on the settings page: what an admin may change of whom, what ends at once, and that each change is logged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from lxml import html

from api.conftest import start_server, stop_server
from api.test_accounts import PASSWORD
from debar.desk.people import add_account, add_key, make_password
from debar.store import open_store
from web.test_pages import check_markup, words

AT = datetime.now(UTC)
PEOPLE = "/app/settings/people"
ACCOUNTS = (
    ("vera", "viewer", "main"),
    ("ana", "analyst", "main"),
    ("ben", "approver", "main"),
    ("kim", "analyst", "main"),
    ("lee", "analyst", "main"),
    ("pat", "analyst", "main"),
    ("dana", "admin", "main"),
    ("sol", "admin", "south"),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with accounts of two workspaces; each test leaves them as they were, or uses its own."""
    url = str(tmp_path_factory.mktemp("people") / "store.sqlite3")
    with open_store(url) as opened:
        for name, role, workspace in ACCOUNTS:
            add_account(opened, name, PASSWORD, role=role, workspace=workspace, actor="t", at=AT)
    return url


@pytest.fixture(scope="module")
def base(store: str) -> Iterator[str]:
    """The address of a server over it."""
    process, address = start_server(store, "--rate", "0")
    yield address
    stop_server(process)


def token(page: httpx.Response) -> str:
    return re.findall(r'name="form_token" value="([^"]+)"', page.text)[0]


@contextmanager
def signed_in(base: str, name: str, password: str = PASSWORD) -> Iterator[tuple[httpx.Client, str]]:
    """A browser in which somebody has signed in, and the token of its forms."""
    with httpx.Client(base_url=base, timeout=60, follow_redirects=True, headers={"accept": "text/html"}) as client:
        form = token(client.get("/app/login"))
        page = client.post("/app/login", data={"form_token": form, "name": name, "password": password})
        assert page.status_code == 200, words(page)
        yield client, token(page)


def shown_password(page: httpx.Response) -> str:
    assert page.status_code == 200, words(page)
    password: str = (
        html.fromstring(page.text).xpath("//section[@aria-labelledby='password']/p[contains(@class, 'secret')]")[0].text
    )
    return password


def log(client: httpx.Client) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = client.get("/api/audit?limit=1000").json()["entries"]
    return entries


def test_an_account_is_made_with_a_password_that_is_shown_once(base: str) -> None:
    with signed_in(base, "dana") as (dana, form):
        made = dana.post(PEOPLE, data={"form_token": form, "name": "joe", "role": "analyst"})
        password = shown_password(made)
        check_markup(made.text)
        assert password not in dana.get("/app/settings").text
        assert password not in str(log(dana))
        with signed_in(base, "joe", password) as (joe, _):
            assert joe.get("/api/me").json()["name"] == "joe"
        added = [each for each in log(dana) if each["action"] == "account-add" and each["actor"] == "dana"]
        assert [each["what"] for each in added] == [{"account": "joe", "role": "analyst", "workspace": "main"}]


def test_a_role_counts_at_once_and_is_logged_with_what_it_was(base: str) -> None:
    with signed_in(base, "dana") as (dana, form), signed_in(base, "kim") as (kim, _):
        assert kim.get("/app/settings").status_code == 403
        page = dana.post(f"{PEOPLE}/kim/role", data={"form_token": form, "role": "admin"})
        assert "kim , admin" in words(page)
        assert kim.get("/app/settings").status_code == 200
        dana.post(f"{PEOPLE}/kim/role", data={"form_token": form, "role": "viewer"})
        assert kim.get("/app/settings").status_code == 403
        changes = [each["what"] for each in log(dana) if each["action"] == "account-role"]
        assert changes == [
            {"account": "kim", "from": "analyst", "to": "admin"},
            {"account": "kim", "from": "admin", "to": "viewer"},
        ]


def test_disabling_ends_sessions_and_keys_at_once(base: str, store: str) -> None:
    with open_store(store) as opened:
        key, _ = add_key(opened, "lee", "script", scopes=["ask"], days=9, actor="t", at=AT)
    program = httpx.Client(base_url=base, headers={"authorization": f"ApiKey {key}"}, timeout=60)
    with program, signed_in(base, "dana") as (dana, form), signed_in(base, "lee") as (lee, _):
        assert program.get("/api/me").status_code == 200
        page = dana.post(f"{PEOPLE}/lee/disable", data={"form_token": form})
        assert "lee , analyst, disabled" in words(page)
        assert program.get("/api/me").status_code == 401
        assert lee.get("/app/scans").url.path == "/app/login"
        dana.post(f"{PEOPLE}/lee/enable", data={"form_token": form})
        assert lee.get("/app/scans").url.path == "/app/login"
        actions = [each["action"] for each in log(dana)]
        assert actions.index("account-disable") < actions.index("account-enable")


def test_a_new_password_ends_the_old_one_and_the_sessions(base: str) -> None:
    with signed_in(base, "dana") as (dana, form), signed_in(base, "pat") as (pat, _):
        password = shown_password(dana.post(f"{PEOPLE}/pat/password", data={"form_token": form}))
        assert pat.get("/app/scans").url.path == "/app/login"
        with signed_in(base, "pat", password):
            pass
        assert "account-password" in [each["action"] for each in log(dana)]


@pytest.mark.parametrize("name", ["vera", "ana", "ben"])
def test_only_admins_change_people(base: str, name: str) -> None:
    with signed_in(base, name) as (client, form):
        before = client.get("/api/audit").json()
        for path, more in (
            ("", {"name": "mallory", "role": "admin"}),
            (f"/{name}/role", {"role": "admin"}),
            ("/dana/disable", {}),
            ("/dana/enable", {}),
            ("/dana/password", {}),
        ):
            assert client.post(f"{PEOPLE}{path}", data={"form_token": form, **more}).status_code == 403, path
        assert client.get("/app/settings").status_code == 403
        assert client.get("/api/audit").json() == before


def test_forms_of_others_are_not_taken(base: str) -> None:
    with signed_in(base, "dana") as (dana, form):
        for sent, headers in (
            ({}, {}),
            ({"form_token": "x" * 43}, {}),
            ({"form_token": form}, {"origin": "https://evil.example"}),
        ):
            for path in ("", "/ana/disable", "/ana/role", "/ana/password"):
                more = {"name": "mallory", "role": "admin"}
                refused = dana.post(f"{PEOPLE}{path}", data={**sent, **more}, headers=headers)
                assert refused.status_code == 403, (sent, path)
        assert "mallory" not in words(dana.get("/app/settings"))
        assert "ana , analyst, since" in words(dana.get("/app/settings"))


@pytest.mark.parametrize(
    ("path", "more", "said"),
    [
        ("/sol/disable", {}, "no account is named"),
        ("/sol/role", {"role": "viewer"}, "no account is named"),
        ("/sol/password", {}, "no account is named"),
        ("/nobody/disable", {}, "no account is named"),
        ("/dana/disable", {}, "your own account"),
        ("/dana/role", {"role": "viewer"}, "your own account"),
        ("/ana/role", {"role": "king"}, "king"),
        ("", {"name": "ana", "role": "viewer"}, "is there already"),
        ("", {"name": "sol", "role": "viewer"}, "is there already"),
        ("", {"name": "<b>", "role": "viewer"}, "small letters"),
        ("", {"name": "joe", "role": ""}, "role"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(base: str, path: str, more: dict[str, str], said: str) -> None:
    with signed_in(base, "dana") as (dana, form):
        before = dana.get("/api/audit?limit=1000").json()
        page = dana.post(f"{PEOPLE}{path}", data={"form_token": form, **more})
        assert page.status_code == 400
        assert said in words(page)
        check_markup(page.text)
        assert dana.get("/api/audit?limit=1000").json() == before


def test_a_password_that_is_made_never_holds_the_name() -> None:
    made = {make_password("a") for _ in range(50)}
    assert len(made) == 50
    assert not [each for each in made if "a" in each]

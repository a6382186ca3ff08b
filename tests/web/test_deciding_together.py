"""Two people at the pages: one decides findings together, another one approves; accounts, forms and rights real."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from lxml import html

from api.conftest import start_server, stop_server
from web.conftest import keep_scan
from web.test_pages import check_markup, words

PASSWORD = "correct horse battery staple nine"  # noqa: S105  of a server of this test alone


def run(*words_: str) -> None:
    environment = {**os.environ, "DEBAR_TODAY": "2026-11-22"}
    done = subprocess.run(
        [sys.executable, "-m", "debar", *words_], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with accounts, over a kept scan, which wants a second person for confirming."""
    folder: Path = tmp_path_factory.mktemp("together")
    store, secret = folder / "store.sqlite3", folder / "password"
    keep_scan(store)
    secret.write_text(f"{PASSWORD}\n", "utf-8")
    run("settings", "--second-person", "confirmed", "--store", str(store))
    for name, role in (
        ("ana", "analyst"),
        ("ben", "approver"),
        ("cy", "approver"),
        ("vic", "viewer"),
        ("eve", "admin"),
    ):
        run("user", "add", name, "--role", role, "--password-file", str(secret), "--store", str(store))
    process, address = start_server(str(store))
    yield address
    stop_server(process)


@contextmanager
def sign_in(own: str, name: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=own, timeout=60, follow_redirects=True) as client:
        fields = hidden(client.get("/app/login").text)
        page = client.post("/app/login", data={**fields, "name": name, "password": PASSWORD})
        assert page.status_code == 200, page.text[:500]
        yield client


def hidden(text: str, at: int = 0) -> dict[str, str]:
    form = html.fromstring(text).xpath("//main//form[@method='post']")[at]
    return {each.get("name"): each.get("value") for each in form.xpath(".//input[@type='hidden']")}


def test_what_one_proposes_together_another_approves_and_nobody_their_own(own: str) -> None:
    with sign_in(own, "ana") as ana, sign_in(own, "ben") as ben, sign_in(own, "vic") as vic:
        first = ana.get("/app/scans/1")
        assert "Decide together" in words(first)
        assert "Decide together" not in words(vic.get("/app/scans/1"))
        assert vic.get("/app/scans/1/decide").status_code == 403
        path = "/app/scans/1/decide?maker=hikvision"
        form = ana.get(path)
        check_markup(form.text)
        assert "Needs a second person." in words(form)
        sent = {**hidden(form.text), "kind": "confirmed", "reason": "seen on site <b>"}
        shown = ana.post(path, data=sent)
        check_markup(shown.text)
        assert "would be confirmed" in words(shown)
        assert "They wait then until a second person approves them." in words(shown)
        confirm = hidden(shown.text)
        done = ana.post("/app/scans/1/decide/confirm?maker=hikvision", data=confirm)
        again = ana.post("/app/scans/1/decide/confirm?maker=hikvision", data=confirm)
        assert done.status_code == again.status_code == 200
        assert "for a second person" in words(done)
        assert words(done) == words(again)
        own_page = ana.get("/app/proposals")
        assert "This is your own" in words(own_page)
        check_markup(own_page.text)
        wait = ben.get("/app/proposals")
        fields = hidden(wait.text)
        assert vic.post("/app/proposals", data={**fields, "ruling": "approved"}).status_code == 403
        assert ana.post("/app/proposals", data={**fields, "ruling": "approved"}).status_code == 403
        silent = ben.post("/app/proposals", data={**fields, "ruling": "rejected"})
        assert silent.status_code == 400
        assert "say why" in words(silent)
        assert "Nothing waits" in words(ben.post("/app/proposals", data={**fields, "ruling": "approved"}))
        finding = html.fromstring(ben.get("/app/scans/1?maker=hikvision").text).xpath("//a[@class='go']/@href")[0]
        assert "ana, approved by ben: seen on site <b>" in words(ben.get(finding))


def test_an_approver_cannot_approve_their_own_and_a_stale_preview_is_refused(own: str) -> None:
    with sign_in(own, "ben") as ben, sign_in(own, "cy") as cy:
        path = "/app/scans/1/decide?maker=dahua"
        sent = {**hidden(ben.get(path).text), "kind": "confirmed", "reason": "seen"}
        shown = hidden(ben.post(path, data=sent).text)
        finding = html.fromstring(cy.get("/app/scans/1?maker=dahua").text).xpath("//a[@class='go']/@href")[0]
        action = finding.partition("?")[0] + "/decision"
        cy.post(action, data={**hidden(cy.get(finding).text), "kind": "confirmed", "reason": "mine"})
        assert "Waits for a second person: confirmed, cy" in words(cy.get(finding))
        refused = ben.post("/app/scans/1/decide/confirm?maker=dahua", data=shown)
        assert refused.status_code == 409
        assert "1 left the view, were decided or wait" in words(refused)
        fields = {"numbers": "2", "ruling": "approved", "form_token": hidden(cy.get(finding).text)["form_token"]}
        mine = cy.post("/app/proposals", data=fields)
        assert mine.status_code == 400
        assert "cy's own" in words(mine)


def test_the_same_over_http_with_rights_of_each_role(own: str) -> None:
    with sign_in(own, "ana") as ana, sign_in(own, "ben") as ben, sign_in(own, "vic") as vic:
        keys = {client: {"X-CSRF-Token": client.get("/api/me").json()["csrf"]} for client in (ana, ben, vic)}
        asked = {"as": "asked", "because": "asked the school", "where": {"maker": "huawei"}}
        path = "/api/scans/1/decisions/preview"
        assert vic.post(path, json=asked, headers=keys[vic]).status_code == 403
        plan = ana.post(path, json=asked, headers=keys[ana]).json()
        assert plan["count"] == len(plan["findings"]) == 1
        confirm = {"token": plan["token"], "count": 1}
        kept = ana.post("/api/decisions/confirm", json=confirm, headers=keys[ana]).json()
        assert kept == ana.post("/api/decisions/confirm", json=confirm, headers=keys[ana]).json()
        assert (kept["kept"], kept["waiting"]) == (1, 0)
        wrong = ana.post("/api/decisions/confirm", json={**confirm, "token": "f" * 32}, headers=keys[ana])
        assert wrong.status_code == 400
        ruling = {"numbers": [1], "ruling": "approved"}
        assert ana.post("/api/proposals/ruling", json=ruling, headers=keys[ana]).status_code == 403
        assert ben.put("/api/settings", json={"second_person": []}, headers=keys[ben]).status_code == 403
        assert ben.get("/api/settings").json() == {"second_person": ["confirmed"]}


def test_an_admin_sets_second_persons_and_makes_and_revokes_a_key_that_is_shown_once(own: str) -> None:
    with sign_in(own, "eve") as eve, sign_in(own, "ben") as ben:
        assert ben.get("/app/settings").status_code == 403
        assert "Settings" not in ben.get("/app/scans").text
        page = eve.get("/app/settings")
        check_markup(page.text)
        assert "eve , admin" in words(page)
        token = hidden(page.text)["form_token"]
        made = eve.post(
            "/app/settings/keys", data={"form_token": token, "owner": "ana", "name": "<b>", "scopes": "ask"}
        )
        check_markup(made.text)
        key = html.fromstring(made.text).xpath("//p[contains(@class, 'secret')]")[0].text
        assert key.startswith("debar_")
        assert key not in eve.get("/app/settings").text
        with httpx.Client(base_url=own, headers={"authorization": f"ApiKey {key}"}, timeout=60) as program:
            assert program.get("/api/me").is_success
        beyond = {"form_token": token, "owner": "vic", "name": "x", "scopes": "manage"}
        assert "may give a key some of" in words(eve.post("/app/settings/keys", data=beyond))
        assert eve.post("/app/settings/keys", data={**beyond, "form_token": "x"}).status_code == 403
        ended = eve.post("/app/settings/keys/1/revoke", data={"form_token": token})
        assert "revoked" in words(ended)
        saved = eve.post("/app/settings/second-person", data={"form_token": token, "kinds": ["waived", "asked"]})
        assert saved.status_code == 200
        assert eve.get("/api/settings").json() == {"second_person": ["waived", "asked"]}
        assert {"setting", "key-add", "key-revoke"} <= {
            each["action"] for each in eve.get("/api/audit").json()["entries"]
        }

"""Signing in by a real identity provider: who comes in, as whom, and what is not believed."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from api.conftest import start_server, stop_server
from api.test_accounts import PASSWORD
from debar.desk.oidc import Provider, ProviderError, ProviderSettings, load_provider
from debar.desk.people import add_account, set_disabled
from debar.errors import InputError
from debar.store import open_store

from .provider import CLIENT, SECRET, LocalProvider

AT = datetime.now(UTC)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LocalProvider, str, str]]:
    """A provider, and a server that lets its people in over a store with the accounts of ana and old."""
    folder: Path = tmp_path_factory.mktemp("oidc")
    url, file, provider = str(folder / "store.sqlite3"), folder / "oidc.toml", LocalProvider()
    with open_store(url) as opened:
        for name in ("ana", "old", "bea"):
            add_account(opened, name, PASSWORD, role="analyst", workspace="main", actor="t", at=AT)
        set_disabled(opened, "old", disabled=True, actor="t", at=AT)
    (folder / "secret").write_text(f"{SECRET}\n", "utf-8")
    port = _free_port()
    file.write_text(
        f'issuer = "{provider.issuer}"\nclient_id = "{CLIENT}"\nclient_secret_file = "secret"\n'
        f'address = "http://127.0.0.1:{port}"\nlabel = "City sign-on"\n'
        '[roles]\nbuyers = "analyst"\nheads = "approver"\n',
        "utf-8",
    )
    process, base = start_server(url, "--rate", "0", "--port", str(port), "--oidc", str(file))
    provider.back.append(f"{base}/app/oidc/back")
    yield provider, base, url
    stop_server(process)
    provider.close()


def _free_port() -> int:
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def provider(held: tuple[LocalProvider, str, str]) -> LocalProvider:
    found = held[0]
    found.person, found.claims, found.published = "p-1", {"preferred_username": "ana"}, {}
    return found


@pytest.fixture
def browser(held: tuple[LocalProvider, str, str]) -> Iterator[httpx.Client]:
    """A browser that has not signed in."""
    headers = {"accept": "text/html"}
    with httpx.Client(base_url=held[1], timeout=60, headers=headers, follow_redirects=True) as client:
        yield client


def log_of(held: tuple[LocalProvider, str, str]) -> list[tuple[str, str]]:
    with open_store(held[2]) as opened:
        return [(entry.action, entry.actor) for entry in opened.casework.entries()]


def test_the_form_offers_the_provider_and_leads_back_to_the_page_asked_for(
    provider: LocalProvider, browser: httpx.Client, held: tuple[LocalProvider, str, str]
) -> None:
    form = browser.get("/app/scans")
    assert "City sign-on" in form.text
    page = browser.get("/app/oidc/start", params={"next": "/app/scans"})
    assert (page.status_code, page.url.path) == (200, "/app/scans")
    assert "<bdi>ana</bdi>" in page.text
    assert "code_challenge" not in str(page.url)
    assert len(provider.verifiers[-1]) >= 43
    assert {("account-bind", "ana"), ("login", "ana")} <= set(log_of(held))


def test_who_is_given_a_name_later_is_somebody_else(provider: LocalProvider, browser: httpx.Client) -> None:
    browser.get("/app/oidc/start")
    browser.cookies.clear()
    provider.person = "p-2"
    page = browser.get("/app/oidc/start")
    assert page.status_code == 401
    assert "no account here is yours" in page.text
    assert browser.get("/app/scans").url.path == "/app/login"


def test_a_person_renamed_at_the_provider_keeps_the_account(provider: LocalProvider, browser: httpx.Client) -> None:
    browser.get("/app/oidc/start")
    browser.cookies.clear()
    provider.claims = {"preferred_username": "anna.renamed"}
    assert "<bdi>ana</bdi>" in browser.get("/app/oidc/start").text


def test_a_disabled_account_comes_in_by_no_door(provider: LocalProvider, browser: httpx.Client) -> None:
    provider.person, provider.claims = "p-2", {"preferred_username": "old"}
    assert browser.get("/app/oidc/start").status_code == 401


def test_an_account_is_made_for_whom_a_group_gives_a_role_and_for_nobody_else(
    provider: LocalProvider, browser: httpx.Client, held: tuple[LocalProvider, str, str]
) -> None:
    provider.person, provider.claims = "p-2", {"preferred_username": "Nia", "groups": ["others"]}
    assert browser.get("/app/oidc/start").status_code == 401
    provider.claims = {"preferred_username": "Nia", "groups": ["others", "buyers", "heads"]}
    assert "<bdi>nia</bdi>" in browser.get("/app/oidc/start").text
    with open_store(held[2]) as opened:
        assert opened.people.account("nia").role == "approver"
    form = httpx.post(f"{held[1]}/api/login", json={"name": "nia", "password": ""}, timeout=60)
    assert form.status_code == 401


def test_an_answer_to_another_browser_lets_nobody_in(provider: LocalProvider, browser: httpx.Client) -> None:
    assert provider.person == "p-1"
    with httpx.Client(base_url=str(browser.base_url), timeout=60) as thief:
        asked = thief.get("/app/oidc/start")
        answer = httpx.get(asked.headers["location"], timeout=60).headers["location"]
    page = browser.get(answer)
    assert page.status_code == 401
    assert "asked nothing" in page.text
    browser.get("/app/oidc/start", follow_redirects=False)
    assert "not to what this browser asked" in browser.get(answer).text


def test_an_answer_is_used_once(provider: LocalProvider, browser: httpx.Client) -> None:
    asked = browser.get("/app/oidc/start", follow_redirects=False)
    answer = httpx.get(asked.headers["location"], timeout=60).headers["location"]
    assert browser.get(answer, follow_redirects=False).status_code == 303
    assert browser.get(answer, follow_redirects=False).status_code == 401
    assert provider.person == "p-1"


def test_a_session_of_before_ends_when_another_begins(provider: LocalProvider, browser: httpx.Client) -> None:
    assert provider.person == "p-1"
    browser.get("/app/oidc/start")
    first = browser.cookies["debar_session"]
    browser.get("/app/oidc/start")
    assert browser.cookies["debar_session"] != first
    old = httpx.get(f"{browser.base_url}/api/me", cookies={"debar_session": first}, timeout=60)
    assert old.status_code == 401


@pytest.mark.parametrize("asked", ["https://evil.example/", "//evil.example", "/app/../..//evil.example\\@x", "/other"])
def test_no_other_site_is_led_to(provider: LocalProvider, browser: httpx.Client, asked: str) -> None:
    assert provider.person == "p-1"
    start = browser.get("/app/oidc/start", params={"next": asked}, follow_redirects=False)
    answer = httpx.get(start.headers["location"], timeout=60).headers["location"]
    where = browser.get(answer, follow_redirects=False).headers["location"]
    assert where.startswith("/app/")
    assert "evil" not in urlsplit(where).netloc


@pytest.fixture
def asking(provider: LocalProvider) -> Provider:
    """The asking side by itself, with a clock that a test may set."""
    return Provider(settings(provider), lambda: datetime.now(UTC))


def settings(provider: LocalProvider, **changed: Any) -> ProviderSettings:
    made: dict[str, Any] = {
        "issuer": provider.issuer,
        "client_id": CLIENT,
        "secret": SECRET,
        "address": provider.back[0].removesuffix("/app/oidc/back"),
        "label": "x",
        "name_claim": "preferred_username",
        "groups_claim": "groups",
        "workspace": "main",
        "roles": {},
    }
    return ProviderSettings(**{**made, **changed})


def come_back(asking: Provider) -> tuple[str, dict[str, str]]:
    """Go to the provider and back; return what the browser kept and the query it came back with."""
    where, kept = asking.begin("/app/")
    answer = httpx.get(where, timeout=60).headers["location"]
    return kept, {name: values[0] for name, values in parse_qs(urlsplit(answer).query).items()}


def test_keys_that_the_provider_changes_are_asked_for_anew(provider: LocalProvider, asking: Provider) -> None:
    asking.finish(*come_back(asking))
    provider.rotate()
    kept, answer = come_back(asking)
    with pytest.raises(ProviderError, match="not valid"):
        asking.finish(kept, answer)
    asking._keys = (time.monotonic() - 61, asking._keys[1])
    assert asking.finish(*come_back(asking))[0].name == "ana"


def test_an_answer_that_took_too_long_is_refused(provider: LocalProvider) -> None:
    moment = [datetime.now(UTC)]
    asking = Provider(settings(provider), lambda: moment[0])
    kept, answer = come_back(asking)
    moment[0] += timedelta(seconds=601)
    with pytest.raises(ProviderError, match="too old"):
        asking.finish(kept, answer)


LIES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "another issuer": lambda claims: {**claims, "iss": "https://evil.example"},
    "another client": lambda claims: {**claims, "aud": "other"},
    "several clients, none of them named as ours": lambda claims: {**claims, "aud": [CLIENT, "other"]},
    "over": lambda claims: {**claims, "exp": claims["exp"] - 1_000_000},
    "no end": lambda claims: {name: value for name, value in claims.items() if name != "exp"},
    "another question": lambda claims: {**claims, "nonce": "other"},
    "nobody": lambda claims: {name: value for name, value in claims.items() if name != "sub"},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_signed_token_that_is_not_for_us_now_is_refused(
    provider: LocalProvider, asking: Provider, monkeypatch: pytest.MonkeyPatch, lie: str
) -> None:
    kept, answer = come_back(asking)
    nonce = json.loads(base64.urlsafe_b64decode(kept + "=="))["nonce"]
    now = int(time.time())
    honest = {"iss": provider.issuer, "aud": CLIENT, "exp": now + 60, "iat": now, "sub": "s", "nonce": nonce}
    honest["preferred_username"] = "ana"
    monkeypatch.setattr(asking, "_token", lambda *_: signed(provider, honest))
    assert asking.finish(kept, answer)[0].subject == "s"
    monkeypatch.setattr(asking, "_token", lambda *_: signed(provider, LIES[lie](honest)))
    with pytest.raises(ProviderError):
        asking.finish(kept, answer)


@pytest.mark.parametrize("how", ["none", "HS256"])
def test_a_token_that_anybody_could_sign_is_refused(
    provider: LocalProvider, asking: Provider, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    kept, answer = come_back(asking)
    claims = {"iss": provider.issuer, "aud": CLIENT, "exp": int(time.time()) + 60, "sub": "s"}
    if how == "none":
        parts = [{"alg": "none"}, claims]
        token = (
            ".".join(base64.urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in parts) + "."
        )
    else:
        token = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))
    monkeypatch.setattr(asking, "_token", lambda *_: token)
    with pytest.raises(ProviderError, match="not valid"):
        asking.finish(kept, answer)


def signed(provider: LocalProvider, claims: dict[str, Any]) -> str:
    """A token signed with the provider's own key."""
    from joserfc.jwk import RSAKey

    key = RSAKey.import_key(provider.key.key.export_key())
    return jwt.encode({"alg": "RS256", "kid": provider.key.kid}, claims, key)


@pytest.mark.parametrize(
    ("published", "words"),
    [
        ({"issuer": "https://evil.example"}, "another name"),
        ({"authorization_endpoint": "http://198.51.100.7/authorize"}, "no safe"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "no safe"),
    ],
)
def test_what_a_provider_publishes_of_itself_is_checked(
    provider: LocalProvider, asking: Provider, published: dict[str, str], words: str
) -> None:
    provider.published = published
    with pytest.raises(ProviderError, match=words):
        asking.begin("/app/")


def test_a_provider_that_is_gone_is_said_on_the_page(provider: LocalProvider) -> None:
    asking = Provider(settings(provider, issuer="http://127.0.0.1:9"), lambda: datetime.now(UTC))
    with pytest.raises(ProviderError, match="cannot be asked"):
        asking.begin("/app/")


def test_an_e_mail_address_that_is_not_verified_names_nobody(provider: LocalProvider) -> None:
    asking = Provider(settings(provider, name_claim="email"), lambda: datetime.now(UTC))
    provider.claims = {"email": "ana@example.gov"}
    with pytest.raises(ProviderError, match="not verified"):
        asking.finish(*come_back(asking))
    provider.claims = {"email": "Ana@example.gov", "email_verified": True}
    assert asking.finish(*come_back(asking))[0].name == "ana@example.gov"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("issuer = 1", "issuer has the wrong form"),
        ('issuer = "https://a.example"\nclient_id = "x"', "address is missing"),
        ('issuer = "http://a.example"\nclient_id = "x"\naddress = "https://b.example"', "no https address"),
        (
            'issuer = "https://a.example"\nclient_id = "x"\naddress = "https://b.example"\nrole = "x"',
            "'role' is not known",
        ),
        ('issuer = "https://a.example"\nclient_id = "x"\naddress = "https://b.example"\n[roles]\nx = "boss"', "roles"),
        (
            'issuer = "https://a.example"\nclient_id = "x"\naddress = "https://b.example"\nclient_secret_file = "no"',
            "read",
        ),
        ("[[[", "cannot be read"),
    ],
)
def test_a_file_that_says_it_wrongly_is_refused_with_the_place(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "oidc.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=words):
        load_provider(str(path))

"""A server with accounts: who is let in, sessions, keys, forged requests, workspaces, attacks; a real one each."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from fastapi.routing import APIRoute

from api.conftest import start_server, stop_server
from debar.api.access import OPEN, Access
from debar.api.app import create_app
from debar.api.current import CurrentDesk
from debar.desk.people import add_account, add_key
from debar.model.casework import KeptScan
from debar.model.people import SCOPES
from debar.store import open_store

PASSWORD = "violet anchor seven lamps"  # noqa: S105
AT = datetime.now(UTC)


def finding(id_: str) -> dict[str, Any]:
    return {
        "id": id_,
        "ground": "g",
        "outcome": "review",
        "subject": {"kind": "purchase", "text": "ZTE phone", "buyer": {}, "date": None},
        "maker": {"id": "zte", "name": "ZTE"},
        "identifications": [{"kind": "maker", "text": "ZTE", "strength": "name", "maker": "zte"}],
        "rules": [],
    }


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with accounts of two workspaces, a kept scan in each."""
    url = str(tmp_path_factory.mktemp("accounts") / "store.sqlite3")
    with open_store(url) as opened:
        for name, role, workspace in (
            ("vera", "viewer", "north"),
            ("ana", "analyst", "north"),
            ("root", "admin", "north"),
            ("sol", "admin", "south"),
        ):
            add_account(opened, name, PASSWORD, role=role, workspace=workspace, actor="t", at=AT)
        for workspace, id_ in (("north", "aaaa0001"), ("south", "bbbb0001")):
            scan = KeptScan(id=0, key="k", name=f"{workspace}.csv", at=AT.isoformat(), actor="t")
            with opened.writing() as writer:
                writer.casework_in(workspace).keep_scan(scan, [finding(id_)])
    return url


@pytest.fixture(scope="module")
def address(store: str) -> Iterator[str]:
    """The address of a server over that store."""
    process, base = start_server(store, "--rate", "0")
    yield base
    stop_server(process)


@pytest.fixture
def http(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client


def sign_in(http: httpx.Client, name: str) -> dict[str, str]:
    """Sign in; return the header that goes with changes."""
    answer = http.post("/api/login", json={"name": name, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return {"X-CSRF-Token": answer.json()["csrf"]}


def make_key(store: str, owner: str, *scopes: str) -> dict[str, str]:
    with open_store(store) as opened:
        key, _ = add_key(opened, owner, "test", scopes=scopes, days=1, actor="t", at=datetime.now(UTC))
    return {"Authorization": f"ApiKey {key}"}


def test_nobody_unknown_is_let_in_anywhere_but_at_the_door(http: httpx.Client) -> None:
    described = create_app(CurrentDesk(None), access=Access()).openapi()["paths"]
    closed = [(verb, path) for path, verbs in described.items() for verb in verbs if path not in OPEN]
    assert len(closed) > 20
    for verb, path in [*closed, ("get", "/api/docs"), ("get", "/api/openapi.json"), ("get", "/nowhere")]:
        answer = http.request(verb.upper(), path.replace("{", "").replace("}", ""))
        assert answer.status_code == 401, (verb, path)
    assert http.get("/healthz").status_code == 200


def test_every_route_says_what_it_needs() -> None:
    app = create_app(CurrentDesk(None))
    unguarded = {"/healthz", "/readyz", "/api/login", "/api/logout", "/api/me"}
    for route in app.routes:
        if isinstance(route, APIRoute) and route.path not in unguarded:
            needed = {getattr(each.call, "scope", None) for each in route.dependant.dependencies} & set(SCOPES)
            assert needed, route.path


def test_a_session_s_cookie_is_hidden_bound_and_ended(http: httpx.Client) -> None:
    answer = http.post("/api/login", json={"name": "ana", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert answer.json()["csrf"] not in cookie
    assert http.get("/api/me").json()["name"] == "ana"
    token = http.cookies["debar_session"]
    assert http.post("/api/logout", headers={"X-CSRF-Token": answer.json()["csrf"]}).status_code == 200
    assert http.get("/api/me", headers={"Cookie": f"debar_session={token}"}).status_code == 401


def test_a_planted_session_is_not_taken_over(http: httpx.Client) -> None:
    planted = {"Cookie": "debar_session=planted-by-somebody"}
    answer = http.post("/api/login", json={"name": "ana", "password": PASSWORD}, headers=planted)
    assert "planted-by-somebody" not in answer.headers["set-cookie"]
    http.cookies.clear()
    assert http.get("/api/me", headers=planted).status_code == 401


def test_a_change_needs_the_token_of_the_session_and_a_page_of_ours(http: httpx.Client, address: str) -> None:
    token = sign_in(http, "ana")
    path, body = "/api/findings/aaaa0001/decisions", {"as": "asked", "because": "asked the supplier"}
    assert http.post(path, json=body).status_code == 403
    assert http.post(path, json=body, headers={"X-CSRF-Token": "0" * 64}).status_code == 403
    for sent in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert http.post(path, json=body, headers={**token, **sent}).status_code == 403
        assert http.post("/api/login", json={"name": "a", "password": "b"}, headers=sent).status_code == 403
    assert http.post(path, json=body, headers={**token, "Origin": address}).status_code == 200


def test_roles_and_scopes_are_kept(http: httpx.Client, store: str) -> None:
    path, body = "/api/findings/aaaa0001/decisions", {"as": "asked", "because": "asked the supplier"}
    token = sign_in(http, "vera")
    assert http.post(path, json=body, headers=token).status_code == 403
    assert http.get("/api/scans").status_code == 200
    assert http.get("/metrics").status_code == 403
    http.cookies.clear()
    ask = make_key(store, "root", "ask")
    assert http.get("/api/scans", headers=ask).status_code == 403
    assert http.get("/catalog", headers=ask).status_code == 200
    measure = make_key(store, "root", "measure")
    text = http.get("/metrics", headers=measure).text
    assert 'debar_requests_total{method="GET",route="/catalog",status="200"} ' in text
    assert http.get("/catalog", headers=measure).status_code == 403
    bearer = {"Authorization": ask["Authorization"].replace("ApiKey", "Bearer")}
    assert http.get("/catalog", headers=bearer).status_code == 200


def test_what_is_in_another_workspace_is_as_if_it_were_not_there(http: httpx.Client, store: str) -> None:
    north, south = make_key(store, "root", "read", "decide"), make_key(store, "sol", "read", "decide")
    mine = http.get("/api/scans", headers=north).json()["scans"]
    theirs = http.get("/api/scans", headers=south).json()["scans"]
    assert [each["name"] for each in mine] == ["north.csv"]
    assert [each["name"] for each in theirs] == ["south.csv"]
    id_ = theirs[0]["id"]
    assert http.get(f"/api/scans/{id_}/findings", headers=south).json()["findings"][0]["id"] == "bbbb0001"
    absent = http.get("/api/scans/999", headers=north)
    for path in (f"/api/scans/{id_}", f"/api/scans/{id_}/findings", "/api/findings/bbbb0001"):
        refused = http.get(path, headers=north)
        assert refused.status_code == absent.status_code == 404, path
        assert "south" not in refused.text
    body = {"as": "asked", "because": "x"}
    assert http.post("/api/findings/bbbb0001/decisions", json=body, headers=north).status_code == 404
    actors = {each["actor"] for each in http.get("/api/audit", headers=south).json()["entries"]}
    assert "ana" not in actors


@pytest.mark.parametrize(
    "hostile",
    [
        "' OR 1=1 --",
        "%",
        "_",
        "\\",
        "aaaa' UNION SELECT password FROM account--",
        "../../etc/passwd",
        "%2e%2e%2f",
        "a\0b",
    ],
)
def test_hostile_text_in_each_place_finds_nothing_and_breaks_nothing(
    http: httpx.Client, store: str, hostile: str
) -> None:
    key = make_key(store, "root", "ask", "read", "decide")
    quoted = httpx.QueryParams({"x": hostile})["x"]
    for name in ("outcome", "maker", "state", "buyer_type", "after", "limit"):
        answer = http.get("/api/scans/1/findings", params={name: quoted}, headers=key)
        assert answer.status_code in {200, 400, 422}, (name, answer.text)
        assert answer.status_code != 200 or answer.json()["findings"] == [], name
    for path in ("/api/findings/{}", "/api/scans/{}", "/entities/{}", "/match/{}", "/reconcile/{}", "/{}"):
        answer = http.get(path.format(quote(hostile, safe="")), headers=key)
        assert answer.status_code in {307, 404, 405, 422}, (path, answer.status_code)
    for body in ({"name": hostile, "password": hostile}, {"name": "root", "password": hostile}):
        assert http.post("/api/login", json=body).status_code in {401, 422, 429}
    assert http.get("/api/scans", headers=key).status_code == 200


def test_names_in_headers_do_not_make_headers(http: httpx.Client, store: str) -> None:
    key = make_key(store, "root", "ask")
    for path in ("/match/x%0d%0aSet-Cookie:%20a=b", "/entities/x%0d%0aX-Evil:%201", "/%0d%0aX-Evil:%201"):
        answer = http.get(path, headers={**key, "Origin": "https://x.example"})
        assert "x-evil" not in answer.headers
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "body", [b"{", b"", b"[]", b"null", b'{"a":' * 5_000, b"\xff\xfe", b'{"names": [1e999]}', b"NaN"]
)
def test_what_is_no_json_is_told_so(http: httpx.Client, store: str, body: bytes) -> None:
    key = {**make_key(store, "root", "ask"), "Content-Type": "application/json"}
    for path in ("/api/check", "/api/match", "/match/default"):
        assert http.post(path, content=body, headers=key).status_code in {400, 422}, path


def test_huge_queries_are_refused(http: httpx.Client, store: str) -> None:
    key = make_key(store, "root", "ask", "read")
    assert http.get("/search/default", params={"q": "x" * 60_000}, headers=key).status_code in {400, 413, 414, 422}
    many = "&".join(f"schema=S{number}" for number in range(5_000))
    assert http.get(f"/search/default?q=zte&{many}", headers=key).status_code < 500
    deep = {"queries": {str(number): {"properties": {"name": ["x"]}} for number in range(5_000)}}
    assert http.post("/match/default", json=deep, headers=key).status_code in {400, 413, 422}
    assert http.get("/api/scans", params={"limit": 10**30}, headers=key).status_code == 422
    assert http.get("/api/audit", params={"after": 10**30}, headers=key).status_code == 422
    assert http.get(f"/api/scans/{10**30}", headers=key).status_code == 422


def test_guessing_a_password_is_slowed_for_the_account(tmp_path: Path) -> None:
    url = str(tmp_path / "s.sqlite3")
    with open_store(url) as opened:
        add_account(opened, "ana", PASSWORD, role="viewer", actor="t", at=AT)
    process, base = start_server(url)
    try:
        answers = [httpx.post(f"{base}/api/login", json={"name": "ana", "password": f"guess {n}"}) for n in range(9)]
        assert [each.status_code for each in answers[:5]] == [401] * 5
        assert answers[-1].status_code == 429
        assert int(answers[-1].headers["retry-after"]) >= 1
    finally:
        stop_server(process)
    with open_store(url) as opened:
        assert [each.action for each in opened.casework.entries()].count("login-failed") < 9


def test_strangers_who_ask_too_often_wait_others_do_not(store: str) -> None:
    process, base = start_server(store)
    try:
        key = make_key(store, "root", "ask")
        answers = [httpx.get(f"{base}/catalog", timeout=60) for _ in range(30)]
        assert answers[0].status_code == 401
        assert answers[-1].status_code == 429
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert httpx.get(f"{base}/catalog", headers=key, timeout=60).status_code == 200
    finally:
        stop_server(process)


def test_requests_are_logged_without_what_was_asked_or_by_whom(store: str) -> None:
    process, base = start_server(store, "--log")
    key = make_key(store, "root", "ask")
    answer = httpx.get(f"{base}/search/default", params={"q": "Jane Doe"}, headers=key, timeout=60)
    told = "\n".join(line for line in stop_server(process).splitlines() if line.startswith("{"))
    assert answer.headers["x-request-id"] in told
    assert '"route": "/search/{dataset}"' in told
    assert not any(secret in told for secret in ("Jane", "127.0.0.1", "root", key["Authorization"]))


def test_heads_that_come_slowly_are_not_waited_for(address: str) -> None:
    host, port = address.removeprefix("http://").split(":")

    def slow(begin: bytes, byte: bytes, *, after: bytes = b"") -> str:
        with socket.create_connection((host, int(port)), timeout=60) as raw:
            if after:
                raw.sendall(after)
                assert b" 200 " in raw.recv(65_536)
            raw.sendall(begin)
            return _drip(raw, byte)

    whole = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    with ThreadPoolExecutor(3) as pool:
        ends = (
            pool.submit(slow, b"", b""),
            pool.submit(slow, b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ", b"a"),
            pool.submit(slow, b"GET /healthz HTTP/1.1\r\nX-A: ", b"a", after=whole),
        )
        assert [each.result() for each in ends] == ["closed"] * 3


def _drip(raw: socket.socket, byte: bytes) -> str:
    """Send a byte at a time until the server closes; or say that it never did."""
    raw.settimeout(1)
    for _ in range(45):
        try:
            raw.sendall(byte)
            if raw.recv(65_536) == b"":
                return "closed"
        except TimeoutError:
            continue
        except OSError:
            return "closed"
    return "still open"


def test_behind_a_proxy_cookies_are_bound_to_https_and_only_it_is_believed(store: str, address: str) -> None:
    said = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}
    body = {"name": "ana", "password": PASSWORD}
    process, base = start_server(store, "--behind", "127.0.0.1", "--workers", "2")
    try:
        answer = httpx.post(f"{base}/api/login", json=body, headers=said, timeout=60)
        assert answer.headers["set-cookie"].startswith("__Host-debar_session=")
        assert "Secure" in answer.headers["set-cookie"]
        assert "strict-transport-security" in answer.headers
        cookie = answer.headers["set-cookie"].partition(";")[0]
        assert httpx.get(f"{base}/api/me", headers={**said, "Cookie": cookie}, timeout=60).json()["name"] == "ana"
        key = make_key(store, "root", "ask", "measure")
        for _ in range(6):
            assert httpx.get(f"{base}/catalog", headers=key, timeout=60).status_code == 200
        line = 'debar_requests_total{method="GET",route="/catalog",status="200"} 6\n'
        for _ in range(30):
            if line in (text := httpx.get(f"{base}/metrics", headers=key, timeout=60).text):
                break
            time.sleep(0.5)
        assert line in text, "the processes of a server add up"
    finally:
        stop_server(process)
    unbelieved = httpx.post(f"{address}/api/login", json=body, headers=said, timeout=60)
    assert "Secure" not in unbelieved.headers["set-cookie"]


def test_other_addresses_need_accounts_and_encryption(store: str, tmp_path: Path) -> None:
    def serve(*options: str) -> str:
        command = [sys.executable, "-m", "debar", "serve", "--port", "0", "--host", "0.0.0.0", *options]  # noqa: S104
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert ended.returncode == 2
        return ended.stderr

    assert "debar user add" in serve("--store", str(tmp_path / "none.sqlite3"))
    assert "--certificate" in serve("--store", store)
    assert "go together" in serve("--store", store, "--certificate", "x.pem")


def test_other_sites_may_only_ask_the_user_of_this_machine(tmp_path: Path) -> None:
    url = str(tmp_path / "s.sqlite3")
    with open_store(url) as opened, opened.writing() as writer:
        scan = KeptScan(id=0, key="k", name="a.csv", at=AT.isoformat(), actor="t")
        writer.casework.keep_scan(scan, [finding("aaaa0001")])
    process, base = start_server(url)
    try:
        assert httpx.get(f"{base}/api/scans", timeout=60).status_code == 200
        for sent in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            assert httpx.get(f"{base}/api/scans", headers=sent, timeout=60).status_code == 403
            body = {"as": "asked", "because": "x"}
            decided = httpx.post(f"{base}/api/findings/aaaa0001/decisions", json=body, headers=sent, timeout=60)
            assert decided.status_code == 403
            assert httpx.get(f"{base}/reconcile/default", headers=sent, timeout=60).status_code == 200
        with open_store(url) as opened:
            add_account(opened, "ana", PASSWORD, role="viewer", actor="t", at=AT)
        time.sleep(2.5)
        assert httpx.get(f"{base}/api/scans", timeout=60).status_code == 401
    finally:
        stop_server(process)

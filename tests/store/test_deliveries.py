"""Alerts are sent to a real mail server and a real web server: once, signed, tried again, given up in the open."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from lxml import etree

from debar.desk.deliveries import (
    WAITS,
    MailServer,
    Sent,
    add_channel,
    deliver,
    parse_mail_server,
    remove_channel,
    signature,
)
from debar.errors import InputError
from debar.model.deliveries import Channel
from debar.model.watches import Alert, Watch
from debar.report.digest import write_digest_page, write_digest_text, write_feed
from debar.store import open_store

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
HOSTILE = 'Acme <script>alert(1)</script>\r\nBcc: x@evil.example "&\u202e'


class Mailbox:
    """What a mail server took."""

    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  the library's name
        self.mails.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=default)))
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, MailServer]]:
    box = Mailbox()
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, MailServer(host="127.0.0.1", port=port, sender="debar@example.gov")
    controller.stop()


class Hook:
    """A web server that takes what is posted and answers as told."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                outer.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(outer.status)
                if outer.status == 302:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/hook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()
    yield made
    made.close()


def tell(url: str, *titles: str, workspace: str = "main") -> None:
    with open_store(url) as store:
        watches = store.watches_in(workspace).all()
        with store.writing() as writer:
            writing = writer.watches_in(workspace)
            watch = watches[0] if watches else writing.add(Watch(id=0, name="w", kind="list", subject="own"))
            alerts = (
                Alert(
                    id=0, watch=watch.id, name="w", at=NOW.isoformat(), what="listed", title=title, link="entities/a:1"
                )
                for title in titles
            )
            writing.alert(alerts)


def webhook(url: str, hook: Hook, workspace: str = "main") -> Channel:
    channel = Channel(id=0, name="hook", kind="webhook", address=hook.url, private=True, actor="t")
    return add_channel(url, channel, now=NOW, workspace=workspace)


def test_a_mail_holds_the_digest_once_and_no_header_of_the_text(url: str, mailbox: tuple[Mailbox, MailServer]) -> None:
    box, server = mailbox
    tell(url, "told before the channel was there")
    add_channel(url, Channel(id=0, name="desk", kind="email", address="desk@example.gov"), now=NOW)
    tell(url, f"{HOSTILE} is now on us-bis-el.", "Zeta is now on us-bis-el.")
    assert deliver(url, now=NOW, mail=server, base="https://debar.example.gov") == Sent(sent=1)
    assert deliver(url, now=NOW, mail=server) == Sent()
    [(to, mail)] = box.mails
    assert to == ["desk@example.gov"]
    assert mail["bcc"] is None
    text = mail.get_body(("plain",)).get_content()
    assert "Zeta is now on us-bis-el." in text
    assert "https://debar.example.gov/app/entities/a:1" in text
    assert "told before" not in text
    assert "<script>" not in mail.get_body(("html",)).get_content()


def test_a_webhook_is_signed_numbered_and_sent_once(url: str, hook: Hook) -> None:
    channel = webhook(url, hook)
    tell(url, "Zeta is now on own.")
    assert deliver(url, now=NOW) == Sent(sent=1)
    assert deliver(url, now=NOW) == Sent()
    [(headers, body)] = hook.got
    mac = signature(channel.secret, headers["debar-timestamp"], body)
    assert headers["debar-signature"] == f"sha256={mac}"
    assert json.loads(body)["alerts"][0]["title"] == "Zeta is now on own."
    assert str(json.loads(body)["delivery"]) == headers["debar-delivery"]


def test_what_is_not_taken_is_tried_again_later_and_given_up_in_the_open(url: str, hook: Hook) -> None:
    webhook(url, hook)
    hook.status = 500
    tell(url, "Zeta is now on own.")
    moment = NOW
    for wait in WAITS:
        assert deliver(url, now=moment) == Sent(waiting=1)
        assert deliver(url, now=moment + wait - timedelta(seconds=1)) == Sent()
        moment += wait
    assert deliver(url, now=moment) == Sent(dead=1)
    assert len(hook.got) == len(WAITS) + 1
    with open_store(url) as store:
        [dead] = store.deliveries_in().recent("dead")
        [state] = store.deliveries_in().states()
        assert store.deliveries_in("other").states() == ()
    assert (state.channel.name, state.sent, state.waiting, state.given_up) == ("hook", 0, 0, 1)
    assert state.last_error == dead.error == "the answer was 500"
    hook.status = 200
    assert deliver(url, now=moment) == Sent()
    assert deliver(url, now=moment, revive=True) == Sent(sent=1)


def test_a_redirect_is_not_followed(url: str, hook: Hook) -> None:
    webhook(url, hook)
    hook.status = 302
    tell(url, "Zeta is now on own.")
    assert deliver(url, now=NOW) == Sent(waiting=1)
    assert len(hook.got) == 1


def test_a_name_that_leads_into_a_private_network_is_not_reached(url: str, hook: Hook) -> None:
    with open_store(url) as store, store.writing() as writer:
        for number, host in enumerate(("127.0.0.1", "localhost", "no-such-name.invalid")):
            address = hook.url.replace("127.0.0.1", host)
            writer.deliveries_in().add_channel(Channel(id=0, name=f"x{number}", kind="webhook", address=address))
    tell(url, "Zeta is now on own.")
    said: list[str] = []
    assert deliver(url, now=NOW, say=said.append) == Sent(waiting=3)
    assert sum("private network" in each for each in said) == 2
    assert hook.got == []


@pytest.mark.parametrize(
    "address",
    [
        "https://10.0.0.1/x",
        "https://169.254.169.254/latest",
        "https://localhost/x",
        "https://[::1]/x",
        "https://0x7f000001/",
        "https://desk.internal/x",
        "http://hooks.example.org/x",
        "ftp://hooks.example.org/x",
        "https://user:pw@hooks.example.org/x",
        "file:///etc/passwd",
    ],
)
def test_addresses_that_lead_inside_or_unencrypted_are_refused(url: str, address: str) -> None:
    with pytest.raises(InputError, match="--webhook"):
        add_channel(url, Channel(id=0, name="x", kind="webhook", address=address), now=NOW)


@pytest.mark.parametrize("address", ["desk", "a@b", "a@b.example\r\nBcc: x@y.example", "a b@example.org"])
def test_what_is_no_mail_address_is_refused(url: str, address: str) -> None:
    with pytest.raises(InputError, match="--email"):
        add_channel(url, Channel(id=0, name="x", kind="email", address=address), now=NOW)


def test_another_workspace_is_told_nothing(url: str, hook: Hook) -> None:
    webhook(url, hook, workspace="south")
    tell(url, "Zeta is now on own.")
    assert deliver(url, now=NOW, workspace="south") == Sent()
    assert deliver(url, now=NOW) == Sent()
    assert hook.got == []


def test_a_channel_that_is_removed_gets_nothing_more(url: str, hook: Hook) -> None:
    webhook(url, hook)
    tell(url, "Zeta is now on own.")
    remove_channel(url, "hook", now=NOW, actor="t")
    assert deliver(url, now=NOW) == Sent()
    with pytest.raises(InputError, match="none yet"):
        remove_channel(url, "hook", now=NOW, actor="t")


def test_without_a_mail_server_mails_wait(url: str) -> None:
    add_channel(url, Channel(id=0, name="desk", kind="email", address="desk@example.gov"), now=NOW)
    tell(url, "Zeta is now on own.")
    said: list[str] = []
    assert deliver(url, now=NOW, say=said.append) == Sent(waiting=1)
    assert said == ["desk: not sent: no mail server: set DEBAR_SMTP"]


def test_the_address_of_a_mail_server_is_read() -> None:
    made = parse_mail_server("smtps://desk%40example.gov:p%40ss@mail.example.gov")
    assert made == MailServer(
        host="mail.example.gov",
        port=465,
        user="desk@example.gov",
        password="p@ss",  # noqa: S106
        is_tls=True,
        sender="desk@example.gov",
    )
    assert parse_mail_server("") is None
    for wrong in ("mail.example.gov", "http://mail.example.gov", "smtp://:25", "smtp://h:port"):
        with pytest.raises(InputError, match="DEBAR_SMTP"):
            parse_mail_server(wrong)


def test_digest_and_feed_show_hostile_text_as_text() -> None:
    alerts = [
        Alert(id=2, watch=1, name=HOSTILE, at=NOW.isoformat(), what="listed", title=HOSTILE, link="entities/a:1"),
        Alert(id=1, watch=1, name="w", at=NOW.isoformat(), what="reopened", title="Look again.", link="findings/5f"),
    ]
    page = write_digest_page(alerts, "https://debar.example.gov")
    assert "<script>" not in page
    assert page.index("Look again.") < page.index("Acme")
    assert write_digest_text(alerts).startswith("Look again. (and 1 more)")
    feed = etree.fromstring(write_feed(alerts, base="https://debar.example.gov", name="main"))
    atom = "{http://www.w3.org/2005/Atom}"
    assert [each.findtext(f"{atom}id") for each in feed.findall(f"{atom}entry")] == [
        "urn:debar:alert:main:2",
        "urn:debar:alert:main:1",
    ]
    assert feed.findtext(f"{atom}updated") == NOW.isoformat()

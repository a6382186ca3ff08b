"""Sending alerts: mails (RFC 5321, over TLS) and signed webhooks, tried again and given up in the open.

A delivery is kept before it is sent and settled after, so that a process that is killed sends again rather than never;
each carries its number, by which whoever gets it twice can tell. Webhooks reach public addresses only, unless the
channel allows private ones; the address that was judged is the one connected to, and no redirect is followed.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import unquote, urlsplit

import httpcore
import httpx

from debar.errors import InputError
from debar.lists.fetch_network import Budget, NameLookupError, ReachError, open_pool
from debar.lists.fetch_reach import LOOPBACK, PUBLIC, kind_of_host
from debar.model.deliveries import CHANNEL_KINDS, Channel, Delivery
from debar.model.people import MAIN
from debar.model.watches import Alert
from debar.report.digest import digest_title, write_digest_page, write_digest_text
from debar.report.records import to_json
from debar.store import open_store

#: Waits before each further try; after the last one a delivery is given up.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
#: Alerts of one delivery.
MOST = 200
_SECONDS = 20.0
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_SECRET = 16
_OK = range(200, 300)


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of what was due: deliveries sent, to be tried again, given up."""

    sent: int = 0
    waiting: int = 0
    dead: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mails are handed in: ``smtp://USER:PASSWORD@HOST:PORT`` with STARTTLS, or ``smtps://`` with TLS at once."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    is_tls: bool = False
    sender: str = ""


def parse_mail_server(address: str, sender: str = "") -> MailServer | None:
    """Return the mail server an address names; None for none. Raises InputError for what is no such address."""
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise InputError("DEBAR_SMTP: an address smtp://USER:PASSWORD@HOST:PORT or smtps://… is wanted")
    try:
        port = parts.port or (465 if parts.scheme == "smtps" else 587)
    except ValueError as error:
        raise InputError("DEBAR_SMTP: the port is no number") from error
    user = unquote(parts.username or "")
    chosen = sender or (user if _MAIL.fullmatch(user) else f"debar@{parts.hostname}")
    return MailServer(
        host=parts.hostname,
        port=port,
        user=user,
        password=unquote(parts.password or ""),
        is_tls=parts.scheme == "smtps",
        sender=chosen,
    )


def add_channel(url: str, channel: Channel, *, now: datetime, workspace: str = MAIN) -> Channel:
    """Keep a channel and return it, a webhook's with its new secret, which is shown this once.

    Raises InputError for a bad name or address, and for a private address that is not allowed.
    """
    if channel.kind not in CHANNEL_KINDS or not re.fullmatch(r"[\w .@-]{1,80}", channel.name):
        raise InputError("a channel is an email or a webhook, and has a name of letters, digits, space and . @ - _")
    secret = ""
    if channel.kind == "email":
        if not _MAIL.fullmatch(channel.address):
            raise InputError(f"--email {channel.address!r} is no mail address")
    else:
        _check_webhook(channel.address, private=channel.private)
        secret = secrets.token_urlsafe(_SECRET * 2)
    kept = Channel(
        id=0,
        name=channel.name,
        kind=channel.kind,
        address=channel.address,
        secret=secret,
        private=channel.private,
        actor=channel.actor,
        at=_text(now),
    )
    with open_store(url) as store, store.writing() as writer:
        made = writer.deliveries_in(workspace).add_channel(kept)
        what = {"channel": made.name, "kind": made.kind}
        writer.casework_in(workspace).log("channel-add", actor=made.actor, at=made.at, what=what)
    return made


def remove_channel(url: str, name: str, *, now: datetime, actor: str, workspace: str = MAIN) -> None:
    """Send nothing more to a channel. Raises InputError for none of that name."""
    with open_store(url, create=False) as store:
        channel = store.deliveries_in(workspace).channel(name)
        with store.writing() as writer:
            writer.deliveries_in(workspace).end_channel(channel.id, _text(now))
            writer.casework_in(workspace).log("channel-remove", actor=actor, at=_text(now), what={"channel": name})


def deliver(
    url: str,
    *,
    now: datetime,
    workspace: str = MAIN,
    mail: MailServer | None = None,
    base: str = "",
    revive: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Sent:
    """Send what is due; ``revive`` takes up what was given up. ``base`` is the desk's address, for links."""
    with open_store(url, create=False) as store:
        with store.writing() as writer:
            writing = writer.deliveries_in(workspace)
            writing.prepare(_text(now), MOST)
        if revive:
            dead = [each.id for each in store.deliveries_in(workspace).recent("dead", 1_000)]
            with store.writing() as writer:
                writer.deliveries_in(workspace).revive(dead, _text(now))
        due = store.deliveries_in(workspace).due(_text(now))
        counts = {"sent": 0, "due": 0, "dead": 0}
        for each in due:
            alerts = {
                alert.id: alert
                for alert in store.watches_in(workspace).alerts(
                    after=min(each.alerts) - 1, before=max(each.alerts) + 1, limit=MOST * 100
                )
            }
            error = _send(each, [alerts[id_] for id_ in each.alerts if id_ in alerts], mail=mail, base=base, now=now)
            state, wait = ("sent", timedelta()) if not error else _next(each.attempts)
            counts[state] += 1
            if error:
                say(f"{each.channel.name}: not sent: {error}" + ("; given up" if state == "dead" else ""))
            with store.writing() as writer:
                writer.deliveries_in(workspace).settle(
                    each.id,
                    state=state,
                    attempts=each.attempts + 1,
                    due=_text(now + wait),
                    error=error,
                    at=_text(now),
                )
    return Sent(counts["sent"], counts["due"], counts["dead"])


def signature(secret: str, at: str, body: bytes) -> str:
    """Return the HMAC-SHA256, in hexadecimal digits, of ``at``, a full stop and the body."""
    return hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()


def _next(attempts: int) -> tuple[str, timedelta]:
    return ("due", WAITS[attempts]) if attempts < len(WAITS) else ("dead", timedelta())


def _send(delivery: Delivery, alerts: list[Alert], *, mail: MailServer | None, base: str, now: datetime) -> str:
    """Send one delivery; return why it could not be, empty when it was."""
    if delivery.channel.kind == "email":
        return _send_mail(delivery, alerts, mail, base=base, now=now)
    return _post(delivery, alerts, base=base, now=now)


def _send_mail(delivery: Delivery, alerts: list[Alert], server: MailServer | None, *, base: str, now: datetime) -> str:
    if server is None:
        return "no mail server: set DEBAR_SMTP"
    message = EmailMessage()
    message["Subject"] = " ".join(digest_title(alerts).split())
    message["From"], message["To"] = server.sender, delivery.channel.address
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(f"debar-{delivery.id}", domain=server.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message["Debar-Delivery"] = str(delivery.id)
    message.set_content(write_digest_text(alerts, base))
    message.add_alternative(write_digest_page(alerts, base), subtype="html")
    context = ssl.create_default_context()
    try:
        if server.is_tls:
            opened: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS, context=context)
        else:
            opened = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
        with opened as session:
            if not server.is_tls and kind_of_host(server.host) != LOOPBACK:
                session.starttls(context=context)
            if server.user:
                session.login(server.user, server.password)
            session.send_message(message)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return f"the mail server {server.host} does not take it ({type(error).__name__})"
    return ""


def _post(delivery: Delivery, alerts: list[Alert], *, base: str, now: datetime) -> str:
    channel, at = delivery.channel, str(int(now.timestamp()))
    body = to_json({"delivery": delivery.id, "alerts": [_data(each, base) for each in alerts]}).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "debar",
        "Debar-Delivery": str(delivery.id),
        "Debar-Timestamp": at,
        "Debar-Signature": f"sha256={signature(channel.secret, at, body)}",
    }
    try:
        status = _request(channel, headers, body)
    except ReachError as error:
        return f"the address leads into a private network ({error}); --allow-private allows it"
    except (NameLookupError, httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
        return f"no answer ({type(error).__name__})"
    except (OSError, ValueError) as error:
        return f"it cannot be reached ({type(error).__name__})"
    return "" if status in _OK else f"the answer was {status}"


def _request(channel: Channel, headers: Mapping[str, str], body: bytes) -> int:
    budget = Budget(_SECONDS)
    if not channel.private:
        # As a step that follows a public address: every address that the name has must be public then.
        budget.first, budget.hop = PUBLIC, 1
    with open_pool(httpx.URL(channel.address), "", budget) as pool:
        sent = [("Host", httpx.URL(channel.address).netloc.decode("ascii")), *headers.items()]
        with pool.stream("POST", channel.address, headers=sent, content=body) as answer:
            return int(answer.status)


def _data(alert: Alert, base: str) -> Mapping[str, object]:
    return {
        "id": alert.id,
        "at": alert.at,
        "watch": alert.name,
        "what": alert.what,
        "title": alert.title,
        "link": f"{base.rstrip('/')}/app/{alert.link}" if base and alert.link else "",
        "detail": dict(alert.detail),
    }


def _check_webhook(address: str, *, private: bool) -> None:
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise InputError(f"--webhook {address!r} is no address") from error
    if url.scheme not in {"https", "http"} or not url.host or url.userinfo:
        raise InputError(f"--webhook {address!r}: an https address without a name and password is wanted")
    if private:
        return
    if kind_of_host(url.host) != PUBLIC:
        raise InputError(f"--webhook {address!r} leads into a private network; --allow-private allows it")
    if url.scheme != "https":
        raise InputError(f"--webhook {address!r}: what is sent over http others can read; give an https address")


def _text(at: datetime) -> str:
    return at.isoformat(timespec="seconds")

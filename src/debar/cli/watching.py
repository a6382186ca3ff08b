"""What ``debar watch`` does."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from debar.cli.deciding import moment
from debar.cli.output import FOUND, JUDGED, NOT_JUDGED, open_output, tell, today
from debar.desk import open_desk
from debar.desk.answers import parse_date
from debar.desk.deliveries import add_channel, deliver, parse_mail_server, remove_channel
from debar.desk.library import user
from debar.desk.watching import add_watch, remove_watch, run_watches
from debar.errors import InputError
from debar.model.deliveries import Channel
from debar.model.watches import Alert, Watch
from debar.report.delimited import write_csv
from debar.report.digest import write_digest_page, write_digest_text, write_feed
from debar.report.records import to_json
from debar.report.text import plain
from debar.store import default_url, open_store

_WATCHES = ("name", "kind", "subject", "lists", "threshold", "only", "since", "looked_at")
_CHANNELS = ("name", "kind", "address", "sent", "waiting", "given_up", "last_error")
_ALERTS = ("id", "at", "watch", "what", "title")


def add_one(
    name: str, given: Mapping[str, str], *, lists: Sequence[str], threshold: float | None, only: str, store: str
) -> None:
    """Keep a watch. Raises InputError unless one thing to watch is given."""
    chosen = [(kind, subject) for kind, subject in given.items() if subject.strip()]
    if len(chosen) != 1:
        options = ", ".join(f"--{kind}" for kind in given)
        raise InputError(f"say one thing to watch: {options}")
    kind, subject = chosen[0]
    watch = Watch(
        id=0,
        name=name,
        kind=kind,
        subject=subject,
        lists=tuple(lists),
        threshold=threshold,
        only=only,
        actor=user(),
    )
    url = store or default_url()
    desk = open_desk(url, today=today(), tell=tell)
    made, count = add_watch(url, watch, now=moment(), desk=desk, say=_say)
    things = "1 thing" if count == 1 else f"{count:,} things"
    tell(f"{made.name}: {things} watched from how they stand now. debar watch run tells what changes.")


def remove_one(name: str, store: str) -> None:
    """End a watch."""
    ended = remove_watch(store or default_url(), name, now=moment(), actor=user())
    tell(f"{ended.name} is watched no longer; what was told of it stays.")


def show_watches(store: str, chosen: str, output: str | None) -> None:
    """Write what is watched."""
    with open_store(store or default_url(), create=False) as opened:
        rows = [
            {
                "name": each.name,
                "kind": each.kind,
                "subject": each.subject,
                "lists": ",".join(each.lists),
                "threshold": "" if each.threshold is None else each.threshold,
                "only": each.only,
                "since": each.at,
                "looked_at": each.ran,
            }
            for each in opened.watches_in().all()
        ]
    _write(rows, rows, _WATCHES, chosen, output, "Nothing is watched yet: debar watch add NAME --party …")


def run_all(names: Sequence[str], store: str, chosen: str, output: str | None, *, exit_zero: bool) -> int:
    """Look at all watches or some, and write their alerts; return the exit code."""
    url = store or default_url()
    with open_store(url, create=False) as opened:
        watched = len(opened.watches_in().all())
    if not watched:
        raise InputError("nothing is watched yet: debar watch add NAME --party … begins")
    desk = open_desk(url, today=today(), tell=tell)
    done = run_watches(url, now=moment(), actor=user(), names=names, desk=desk, say=_say)
    _write_alerts(done.alerts, chosen, output, "")
    for name, reason in done.failed.items():
        tell(f"debar: {name}: not looked at: {reason}")
    looked = sum(done.looked_at.values())
    changes = "1 change" if len(done.alerts) == 1 else f"{len(done.alerts):,} changes"
    watches = "1 watch" if len(done.looked_at) == 1 else f"{len(done.looked_at):,} watches"
    things = "1 thing" if looked == 1 else f"{looked:,} things"
    failed = f"; not looked at: {len(done.failed):,}" if done.failed else ""
    tell(f"{changes}; {watches} of {things} looked at{failed}.")
    if done.failed:
        return NOT_JUDGED
    return FOUND if done.alerts and not exit_zero else JUDGED


def show_alerts(store: str, limit: int, day: str, chosen: str, output: str | None) -> None:
    """Write what was told."""
    asked = parse_date(day, "--day") if day else None
    with open_store(store or default_url(), create=False) as opened:
        watches = opened.watches_in()
        found = watches.alerts(limit=limit) if asked is None else watches.alerts_of_day(asked.isoformat(), limit)[::-1]
    _write_alerts(found, chosen, output, "Nothing was told yet.")


def write_digest(store: str, day: str, base: str, output: str | None) -> None:
    """Write the digest of a day, as a page where the output is named so."""
    asked = parse_date(day, "--day") or moment().date()
    with open_store(store or default_url(), create=False) as opened:
        alerts = opened.watches_in().alerts_of_day(asked.isoformat())
    is_page = bool(output) and str(output).lower().endswith((".html", ".htm"))
    with open_output(output) as out:
        out.write(write_digest_page(alerts, base) + "\n" if is_page else write_digest_text(alerts, base))


def write_alert_feed(store: str, base: str, limit: int, output: str | None) -> None:
    """Write the newest alerts as an Atom feed."""
    with open_store(store or default_url(), create=False) as opened:
        alerts = opened.watches_in().alerts(limit=limit)
    with open_output(output) as out:
        out.write(write_feed(alerts, base=base.rstrip("/"), name="main").decode("utf-8"))


def send_due(store: str, base: str, *, revive: bool, quiet: bool) -> int:
    """Send what is due; return the exit code."""
    mail = parse_mail_server(os.environ.get("DEBAR_SMTP", ""), os.environ.get("DEBAR_SMTP_FROM", ""))
    done = deliver(store or default_url(), now=moment(), mail=mail, base=base, revive=revive, say=_say)
    if not quiet or done.sent or done.waiting or done.dead:
        tell(f"{done.sent:,} sent, {done.waiting:,} to be tried again, {done.dead:,} given up.")
    return NOT_JUDGED if done.waiting or done.dead else JUDGED


def add_one_channel(name: str, email: str, webhook: str, store: str, *, private: bool) -> None:
    """Keep a channel; print a webhook's secret. Raises InputError unless one address is given."""
    if bool(email) == bool(webhook):
        raise InputError("say one address: --email ADDRESS or --webhook ADDRESS")
    channel = Channel(
        id=0,
        name=name,
        kind="email" if email else "webhook",
        address=email or webhook,
        private=private,
        actor=user(),
    )
    made = add_channel(store or default_url(), channel, now=moment())
    if made.secret:
        print(made.secret)  # noqa: T201  the answer
    tell(f"Alerts from now on go to {made.name}." + (" The secret signs them; not shown again." if made.secret else ""))


def show_channels(store: str, chosen: str, output: str | None) -> None:
    """Write the channels, with what waits and what was given up."""
    with open_store(store or default_url(), create=False) as opened:
        rows = [
            {
                "name": each.channel.name,
                "kind": each.channel.kind,
                "address": each.channel.address,
                "sent": each.sent,
                "waiting": each.waiting,
                "given_up": each.given_up,
                "last_error": each.last_error,
            }
            for each in opened.deliveries_in().states()
        ]
    _write(rows, rows, _CHANNELS, chosen, output, "Alerts are sent nowhere yet: debar watch channel add NAME --email …")


def remove_one_channel(name: str, store: str) -> None:
    """End a channel."""
    remove_channel(store or default_url(), name, now=moment(), actor=user())
    tell(f"Nothing more is sent to {name}.")


def alert_data(alert: Alert) -> dict[str, Any]:
    """Return an alert as JSON-ready data."""
    return {
        "id": alert.id,
        "at": alert.at,
        "watch": alert.name,
        "what": alert.what,
        "title": alert.title,
        "link": alert.link,
        "seen": alert.seen,
        "detail": dict(alert.detail),
    }


def _write_alerts(alerts: Sequence[Alert], chosen: str, output: str | None, none: str) -> None:
    data = [alert_data(each) for each in alerts]
    rows = [{name: each[name] for name in _ALERTS} for each in data]
    _write(rows, data, _ALERTS, chosen, output, none)


def _write(
    rows: Sequence[Mapping[str, Any]],
    data: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    chosen: str,
    output: str | None,
    none: str,
) -> None:
    with open_output(output) as out:
        if chosen == "json":
            out.write(to_json(list(data)) + "\n")
        elif chosen == "jsonl":
            out.write("".join(to_json(each) + "\n" for each in data))
        elif chosen == "csv":
            write_csv(rows, columns, out)
        elif rows:
            table = [columns, *([plain(str(row[name])) for name in columns] for row in rows)]
            widths = [max(map(len, column)) for column in zip(*table, strict=True)]
            for line in table:
                cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
                out.write("  ".join(cells).rstrip() + "\n")
    if not rows and none:
        tell(none)


def _say(sentence: str) -> None:
    tell(f"debar: {sentence}")

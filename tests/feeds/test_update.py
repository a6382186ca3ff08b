"""``debar lists update`` against a real server that serves a whole list, well or badly.

The list is OFAC's non-SDN one, made whole from the real sample rows: each row many times under other numbers. In every
bad case the edition before stays in force, the reason is recorded and shown, and what depends on a fresh list says so.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from debar.desk.library import Library
from debar.lists import updating as updating_module
from debar.lists.fetch_types import FetchOptions
from debar.lists.updating import Updated
from debar.store.engine import connect_to
from debar.store.place import place_of
from feeds import server
from feeds.server import Behaviour, Exchange, Feed, good, status

LIST = "us-ofac-cons"
SAMPLES = Path(__file__).parents[1] / "sources" / "us_ofac_cons"
FILES = ("cons_prim.csv", "cons_alt.csv", "cons_add.csv", "cons_comments.csv")
NOW = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
Rows = list[list[str]]


def read(name: str) -> Rows:
    text = (SAMPLES / name).read_text("ascii")
    return [row for row in csv.reader(io.StringIO(text)) if len(row) > 1]


def written(rows: Rows) -> bytes:
    """The rows in OFAC's own layout: quoted texts, bare numbers and nulls, CRLF, a lone Ctrl-Z at the end."""
    lines = (",".join(cell if cell.isdigit() or cell == "-0- " else f'"{cell}"' for cell in row) for row in rows)
    return "".join(f"{line}\r\n" for line in lines).encode("ascii") + b"\x1a"


def whole(copies: int = 40) -> dict[str, Rows]:
    """A list of several hundred parties: the sample's rows under other numbers and with other names.

    Most of the list are companies, so the sample's few persons are copied less often.
    """
    persons = {row[0] for row in read("cons_prim.csv") if row[2] == "individual"}
    return {
        name: [
            [str(int(row[0]) + 100_000 * copy), *_renamed(name, row[1:], copy)]
            for copy in range(copies)
            for row in read(name)
            if copy % 5 == 0 or row[0] not in persons
        ]
        for name in FILES
    }


def _renamed(name: str, cells: list[str], copy: int) -> list[str]:
    place = {"cons_prim.csv": 0, "cons_alt.csv": 2}.get(name)
    if place is None or not copy:
        return cells
    return [f"{cell} {copy}" if number == place else cell for number, cell in enumerate(cells)]


WHOLE = whole()
PARTIES = len(WHOLE["cons_prim.csv"])


@dataclass
class Updating:
    """A store, a feed that it is updated from, and a day that goes on."""

    feed: Feed
    folder: Path
    library: Library
    days: int = 0
    changes: dict[str, Any] = field(default_factory=dict)

    def serve(self, rows: Mapping[str, Rows], **fields: Any) -> None:
        for name in FILES:
            self.path(name, good(written(rows[name]), **fields))

    def path(self, name: str, behaviour: Behaviour) -> None:
        self.feed[f"/{LIST}/{name}"] = behaviour

    def run(self, **changed: Any) -> Updated:
        """Update on the next day."""
        self.days += 1
        self.library.now = NOW + timedelta(days=self.days)
        changed = {"mirror": self.feed.url, **changed}
        options = FetchOptions(
            proxy="", layout="ofac-delimited", clock=lambda: self.library.now, back_off=0, tries=2, connect=2,
            answer=2, read=2, total=8, window=0.1, slowest=10_000, **changed,
        )  # fmt: skip
        (updated,) = self.library.update([LIST], options)
        return updated

    def held(self) -> tuple[int, str, date]:
        """The number of parties and the hash of the edition in force, and the day its age is counted from."""
        (holding,) = self.library.holdings(LIST)
        return holding.edition.entities, holding.edition.sha256, holding.edition.current_on


@pytest.fixture
def updating(tmp_path: Path) -> Iterator[Updating]:
    with Feed() as feed:
        library = Library(f"sqlite:///{tmp_path / 'store.db'}", NOW, exists=False)
        made = Updating(feed, tmp_path, library)
        made.serve(WHOLE, etag='"1"')
        first = made.run()
        assert first.outcome == "new", first.reason
        yield made
        library.store.close()


def test_a_whole_list_is_taken_and_not_asked_for_twice(updating: Updating) -> None:
    parties, sha256, day = updating.held()
    assert parties == PARTIES
    assert updating.run().outcome == "unchanged"
    assert updating.feed.last().headers["If-None-Match"] == '"1"'
    assert updating.held() == (parties, sha256, day + timedelta(days=1))  # it is known to be of this day now
    updating.serve(WHOLE, etag='"2"')  # other validators, the same bytes
    assert updating.run().outcome == "unchanged"
    assert updating.held() == (parties, sha256, day + timedelta(days=2))


def test_a_change_is_taken_with_what_it_changes(updating: Updating) -> None:
    less = {name: [row for row in rows if row[0] != "9640"] for name, rows in WHOLE.items()}
    less["cons_prim.csv"] = [*less["cons_prim.csv"], ["9999999", "NEW PARTY", *read("cons_prim.csv")[0][2:]]]
    updating.serve(less, etag='"2"')
    updated = updating.run()
    assert updated.outcome == "new", updated.reason
    assert updated.imported is not None
    assert updated.imported.added is not None
    counts = updated.imported.added.counts
    assert (counts.added, counts.removed, counts.changed) == (1, 1, 0)


def test_a_list_that_goes_back_to_its_former_text_is_taken_too(updating: Updating) -> None:
    first = updating.held()
    more = {**WHOLE, "cons_prim.csv": [*WHOLE["cons_prim.csv"], ["9999999", "NEW", *read("cons_prim.csv")[0][2:]]]}
    updating.serve(more, etag='"2"')
    assert updating.run().outcome == "new"
    updating.serve(WHOLE, etag='"3"')
    updated = updating.run()
    assert updated.outcome == "new", updated.reason
    assert updating.held()[0] == first[0]


# What the server does with cons_prim.csv, and words of the reason.
BODY = written(WHOLE["cons_prim.csv"])
PRIMARY = WHOLE["cons_prim.csv"]
SHRUNKEN = PRIMARY[: len(PRIMARY) * 7 // 10]
BAD: Mapping[str, tuple[Callable[[], Behaviour], str, str]] = {
    "0 bytes": (server.empty, "failed", "0 bytes"),
    "HTML with status 200": (server.page, "failed", "web page, title 'Access denied'"),
    "truncated body": (lambda: server.cut(BODY, len(BODY) // 2), "failed", "broke off after"),
    "wrong content length": (lambda: server.understated(BODY, len(BODY) // 2), "failed", "it declares"),
    "slow drip": (lambda: server.drip(BODY, 0.02), "failed", "is too slow"),
    "redirect loop": (lambda: server.redirect(f"/{LIST}/cons_prim.csv"), "failed", "in a circle"),
    "server error": (lambda: status(503), "failed", "503 Service Unavailable"),
    "gone": (lambda: status(410), "failed", "410 Gone"),
    "never-ending": (lambda: server.endless(), "failed", "over the limit"),  # noqa: PLW0108  one form for all
    "shrunken by 30 %": (lambda: good(written(SHRUNKEN)), "refused", ""),
    "cut in the middle of a row": (lambda: good(BODY[: len(BODY) * 98 // 100]), "refused", ""),
    "a new column": (lambda: good(written([[*row, "new"] for row in PRIMARY])), "refused", ""),
    "a column less": (lambda: good(written([row[:-1] for row in PRIMARY])), "refused", ""),
    "another list": (lambda: good(b"name,country\r\nACME,CN\r\n" * 300), "refused", ""),
    "an error as JSON": (lambda: good(b'{"error": "internal"}', content_type="application/json"), "refused", ""),
    "only NUL bytes": (lambda: good(bytes(5000)), "refused", ""),
    "only blank lines": (lambda: good(b"\r\n" * 500), "refused", ""),
}


@pytest.mark.parametrize("case", BAD)
def test_whatever_the_server_does_the_edition_before_stays_in_force(updating: Updating, case: str) -> None:
    behaviour, outcome, reason = BAD[case]
    before = updating.held()
    updating.path("cons_prim.csv", behaviour())
    updated = updating.run(largest=5_000_000)
    assert updated.outcome == outcome, updated.reason
    assert reason in updated.reason
    assert updated.reason
    assert updating.held() == before
    (holding,) = updating.library.holdings(LIST)
    assert holding.attempts[0].outcome == outcome
    assert holding.attempts[0].reason == updated.reason
    updating.serve(WHOLE, etag='"9"')  # once the server has recovered, so has the list
    assert updating.run().outcome == "unchanged"


def test_the_same_rows_twice_are_told_and_count_once(updating: Updating) -> None:
    before = updating.held()
    updating.path("cons_prim.csv", good(written(PRIMARY + PRIMARY[:20])))
    updated = updating.run()
    assert updated.outcome in {"new", "refused"}
    if updated.outcome == "new":
        assert updated.imported is not None
        assert updated.imported.account is not None
        assert updated.imported.account.warnings + updated.imported.account.rejections > 0
        assert updating.held()[0] == PARTIES
    else:
        assert updating.held() == before


def test_a_file_of_the_set_that_is_missing_is_no_edition_without_it(updating: Updating) -> None:
    before = updating.held()
    more = {**WHOLE, "cons_prim.csv": [*PRIMARY, ["9999999", "NEW", *PRIMARY[0][2:]]]}
    updating.serve(more, etag='"2"')
    updating.path("cons_alt.csv", status(404))
    updated = updating.run()
    assert (updated.outcome, "cons_alt.csv answered 404" in updated.reason) == ("failed", True)
    assert updating.held() == before


def test_what_was_refused_is_asked_for_again_in_full(updating: Updating) -> None:
    """A refused answer must not be remembered: "not changed since" would hide for ever that it was never taken."""
    for _ in range(2):
        updating.path("cons_prim.csv", good(written(SHRUNKEN), etag='"bad"'))
        assert updating.run().outcome == "refused"


def test_a_mirror_on_disk_brings_the_same_list_without_any_network(updating: Updating) -> None:
    folder = updating.folder / "mirror" / LIST
    folder.mkdir(parents=True)
    for name in FILES:
        (folder / name.upper()).write_bytes(written(WHOLE[name]))
    asked = len(updating.feed.requests)
    before = updating.held()
    (copy,) = updating.library.update([LIST], FetchOptions(mirror=str(folder.parent)))
    assert copy.outcome in {"new", "unchanged"}, copy.reason
    assert updating.held()[:2] == before[:2]
    (folder / "CONS_PRIM.CSV").write_bytes(b"")
    (broken,) = updating.library.update([LIST], FetchOptions(mirror=str(folder.parent)))
    assert (broken.outcome, "is empty (0 bytes)" in broken.reason) == ("failed", True)
    assert updating.held()[:2] == before[:2]
    assert len(updating.feed.requests) == asked


def test_a_set_without_its_end_is_refused_when_parties_are_gone_too(updating: Updating) -> None:
    before = updating.held()
    lines = BODY.splitlines(keepends=True)
    updating.path("cons_prim.csv", good(b"".join(lines[: len(lines) * 9 // 10])))
    updated = updating.run()
    assert (updated.outcome, "Ctrl-Z" in updated.reason) == ("refused", True), updated.reason
    assert updating.held() == before
    updating.path("cons_prim.csv", good(BODY.removesuffix(b"\x1a")))
    assert updating.run().outcome == "new"  # the end of the file alone is a warning


def test_an_answer_of_unknown_length_is_refused_when_parties_are_gone_too(updating: Updating) -> None:
    before = updating.held()
    less = written(PRIMARY[: len(PRIMARY) * 9 // 10])
    updating.path("cons_prim.csv", server.raw(b"HTTP/1.0 200 OK\r\n\r\n" + less))
    updated = updating.run()
    assert (updated.outcome, "did not say how long the file is" in updated.reason) == ("refused", True), updated.reason
    assert updating.held() == before
    updating.path("cons_prim.csv", server.raw(b"HTTP/1.0 200 OK\r\n\r\n" + BODY))
    assert updating.run().outcome == "unchanged"


# ---------------------------------------------------------------- a list that says its day

UN = Path(__file__).parents[1] / "sources" / "un_sc"


def nations(day: str, copies: int = 200) -> bytes:
    """The real records of the United Nations list many times over, generated on a day."""
    text = (UN / "consolidated_2026-02-27.xml").read_text("utf-8")
    text = re.sub(r'dateGenerated="[^"]*"', f'dateGenerated="{day}T10:00:00.000Z"', text, count=1)

    def many(found: re.Match[str]) -> str:
        return "".join(re.sub("<DATAID>", f"<DATAID>{copy}", found[0]) for copy in range(10, 10 + copies))

    return re.sub(r"<(INDIVIDUAL|ENTITY)>.*?</\1>", many, text, flags=re.DOTALL).encode()


@pytest.mark.parametrize(("day", "reason"), [("2019-03-01", "older than the edition"), ("2031-03-01", "but was there")])
def test_an_edition_of_an_impossible_or_earlier_day_replaces_nothing_and_confirms_nothing(
    updating: Updating, day: str, reason: str
) -> None:
    options = FetchOptions(mirror=updating.feed.url, proxy="", tries=1, clock=lambda: updating.library.now)
    updating.feed["/un-sc/consolidated.xml"] = good(nations("2026-10-20"))
    (first,) = updating.library.update(["un-sc"], options, accept_smaller=True)
    assert first.outcome == "new", first.reason
    (before,) = updating.library.holdings("un-sc")
    updating.library.now += timedelta(days=3)
    updating.feed["/un-sc/consolidated.xml"] = good(nations(day))
    (updated,) = updating.library.update(["un-sc"], options, accept_smaller=True)
    assert (updated.outcome, reason in updated.reason) == ("refused", True), updated.reason
    (after,) = updating.library.holdings("un-sc")
    assert after.edition == before.edition


# ---------------------------------------------------------------- several places


@pytest.fixture
def two_places(updating: Updating, monkeypatch: pytest.MonkeyPatch) -> Updating:
    """The list as described, but served by two places of the feed."""
    described = updating_module.load(LIST)
    download = described.downloads[0]
    places = tuple(
        {role: f"{updating.feed.url}/{place}/{name}" for role, name in download.files.items()} for place in "12"
    )
    source = replace(described, downloads=(replace(download, places=places),))
    monkeypatch.setattr(updating_module, "load", lambda _: source)
    return updating


def serve_at(updating: Updating, place: str, rows: Mapping[str, Rows]) -> None:
    for name in FILES:
        updating.feed[f"/{place}/{name}"] = good(written(rows[name]))


def test_when_the_files_of_a_place_are_refused_the_next_place_is_asked(two_places: Updating) -> None:
    more = {**WHOLE, "cons_prim.csv": [*PRIMARY, ["9999999", "NEW", *PRIMARY[0][2:]]]}
    serve_at(two_places, "1", {**WHOLE, "cons_prim.csv": SHRUNKEN})
    serve_at(two_places, "2", more)
    updated = two_places.run(mirror="")
    assert (updated.outcome, updated.url) == ("new", f"{two_places.feed.url}/2/cons_prim.csv")
    assert "it has shrunk" in updated.reason  # a broken place must not go unseen
    assert two_places.held()[0] == PARTIES + 1
    serve_at(two_places, "2", WHOLE)
    two_places.feed["/1/cons_prim.csv"] = server.empty()
    assert "from another place, as better ones failed" in two_places.run(mirror="").reason


def test_when_all_places_are_refused_or_fail_each_is_told(two_places: Updating) -> None:
    before = two_places.held()
    serve_at(two_places, "1", {**WHOLE, "cons_prim.csv": SHRUNKEN})
    two_places.feed["/2/cons_prim.csv"] = status(403)
    updated = two_places.run(mirror="")
    assert updated.outcome == "refused"
    assert "it has shrunk" in updated.reason
    assert "/2/cons_prim.csv answered 403 Forbidden" in updated.reason
    assert two_places.held() == before


def test_a_list_that_only_a_person_can_fetch_does_not_end_an_update_from_a_mirror(updating: Updating) -> None:
    updating.serve(WHOLE, etag='"2"')
    options = FetchOptions(mirror=updating.feed.url, proxy="", tries=1)
    manual, other = updating.library.update(["us-bis-dpl", LIST], options)
    assert (manual.outcome, other.outcome) == ("manual", "unchanged")
    (attempt,) = updating.library.store.attempts("us-bis-dpl")
    assert (attempt.outcome, "dpl.csv answered 404" in attempt.reason) == ("manual", True)


def test_a_store_that_takes_nothing_is_told_of_each_list_and_nothing_more_is_asked_of_other_places(
    two_places: Updating,
) -> None:
    more = {**WHOLE, "cons_prim.csv": [*PRIMARY, ["9999999", "NEW", *PRIMARY[0][2:]]]}
    serve_at(two_places, "1", more)
    with sqlite3.connect(two_places.folder / "store.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        two_places.library.store._wait = 0.1
        two_places.library.store._engine = connect_to(place_of(two_places.library.url), wait=0.1)
        updated = two_places.run(mirror="")
        other.execute("ROLLBACK")
    other.close()
    assert (updated.outcome, "another process has been writing" in updated.reason) == ("failed", True)
    assert not any(asked.path.startswith("/2/") for asked in two_places.feed.requests)


# ---------------------------------------------------------------- the command


def environment(updating: Updating, day: str) -> dict[str, str]:
    return {
        **os.environ,
        "DEBAR_STORE": f"sqlite:///{updating.folder / 'store.db'}",
        "DEBAR_TODAY": day,
        "NO_COLOR": "1",
        "COLUMNS": "200",
    }


def command(updating: Updating, day: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    arguments = (sys.executable, "-m", "debar", *arguments)
    return subprocess.run(
        arguments, capture_output=True, text=True, env=environment(updating, day), timeout=120, check=False
    )


def test_the_command_says_what_failed_keeps_the_edition_and_a_stale_list_judges_nothing(updating: Updating) -> None:
    updating.path("cons_prim.csv", server.page("Down for maintenance"))
    done = command(updating, "2026-12-24", "lists", "update", LIST, "--mirror", updating.feed.url, "--layout",
                   "ofac-delimited", "--format", "json")  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert (
        f"{updating.feed.url}/{LIST}/cons_prim.csv answered with a web page, title 'Down for maintenance'"
        in done.stderr
    )
    assert "what is held so far stays in force" in done.stderr
    assert "failed" in json.dumps(json.loads(done.stdout))
    shown = command(updating, "2026-12-24", "lists", "show", LIST)
    assert "Down for maintenance" in shown.stdout + shown.stderr
    name = "HANGZHOU HIKVISION DIGITAL TECHNOLOGY CO., LTD."
    stale = command(updating, "2026-12-24", "match", name, "--lists", LIST, "--max-age", "30")
    assert (stale.returncode, "older than 30 days" in stale.stderr) == (3, True), stale.stderr


def test_an_update_that_is_killed_leaves_the_edition_before_and_goes_on_where_it_was(updating: Updating) -> None:
    before = updating.held()
    more = {**WHOLE, "cons_prim.csv": [*PRIMARY, ["9999999", "NEW", *PRIMARY[0][2:]]]}
    body = written(more["cons_prim.csv"])
    half = len(body) // 2
    updating.serve(more, etag='"2"')

    def stops(exchange: Exchange) -> None:
        exchange.head(200, content_length=len(body), etag='"2"')
        exchange.send(body[:half])
        exchange.wait()

    updating.path("cons_prim.csv", stops)
    cache = updating.folder / "cache"
    process = subprocess.Popen(
        [sys.executable, "-m", "debar", "lists", "update", LIST, "--mirror", updating.feed.url],
        env={**environment(updating, "2026-11-20"), "DEBAR_CACHE_DIR": str(cache)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and not any(part.stat().st_size == half for part in cache.rglob("*.part")):
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert updating.held() == before
    assert list(updating.library.verify()) == []
    updating.serve(more, etag='"2"')
    assert updating.run(cache=cache / "downloads").outcome == "new"
    assert updating.held()[0] == PARTIES + 1
    asked = [each.headers.get("Range") for each in updating.feed.requests if each.path.endswith("cons_prim.csv")]
    assert asked[-1] == f"bytes={half}-"

"""Fetching from a real server on the loopback address, which serves real samples and misbehaves.

Times are small options; none is measured.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from debar.errors import FetchError, InputError
from debar.lists.downloads import Download
from debar.lists.fetch import fetch
from debar.lists.fetch_types import Fetched, FetchOptions, Try
from feeds import server
from feeds.server import Behaviour, Exchange, Feed, good, in_turn, status

SAMPLES = Path(__file__).parents[1] / "sources" / "us_ofac_sdn"
SDN = (SAMPLES / "sdn.csv").read_bytes()
ALT = (SAMPLES / "alt.csv").read_bytes()
LONG = SDN * 200
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Listed:
    """A list, as far as fetching needs to know it."""

    downloads: tuple[Download, ...]
    id: str = "us-ofac-sdn"


@dataclass(frozen=True)
class Known:
    etag: str = ""
    last_modified: str = ""
    sha256: str = ""


@dataclass
class Fetching:
    """A list whose one file (role ``primary``, unless said otherwise) is served by the feed."""

    feed: Feed
    into: Path
    known: dict[str, Known] = field(default_factory=dict)
    tried: list[Try] = field(default_factory=list)
    paused: list[float] = field(default_factory=list)
    options: FetchOptions = field(default_factory=FetchOptions)

    def source(self, *places: Mapping[str, str], names: Mapping[str, str] | None = None, days_back: int = 0) -> Listed:
        files = names or {role: f"{role}.csv" for role in places[0]}
        urls = tuple({role: self.feed.url + path for role, path in place.items()} for place in places)
        return Listed((Download("some", files, urls, days_back),))

    def run(self, source: Listed | None = None, **changed: Any) -> Fetched:
        options = replace(self.options, pause=self.paused.append, **changed)
        folder = self.into / str(len(list(self.into.iterdir())))
        return fetch(
            source or self.source({"primary": "/sdn.csv"}),
            remembered=lambda address: self.known.get(address.removeprefix(self.feed.url).removesuffix("#us-ofac-sdn")),
            options=options,
            into=folder,
            told=self.tried.append,
        )

    def serve(self, behaviour: Behaviour, **changed: Any) -> Fetched:
        self.feed["/sdn.csv"] = behaviour
        return self.run(**changed)

    def fails(self, behaviour: Behaviour, **changed: Any) -> str:
        with pytest.raises(FetchError) as caught:
            self.serve(behaviour, **changed)
        assert caught.value.exit_code == 3
        return str(caught.value)

    def outcomes(self) -> list[tuple[str, int]]:
        return [(each.outcome, each.status) for each in self.tried]


@pytest.fixture
def fetching(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fetching]:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    options = FetchOptions(
        clock=lambda: NOW, connect=2, answer=2, read=2, total=8, window=0.2, cache=tmp_path / "cache", tries=3
    )
    (tmp_path / "into").mkdir()
    with Feed() as feed:
        yield Fetching(feed, tmp_path / "into", options=options)


def body(fetched: Fetched, role: str = "primary") -> bytes:
    return fetched.files[role].read()


# ---------------------------------------------------------------- good answers


def test_the_bytes_come_as_they_are_with_their_hash_and_validators(fetching: Fetching) -> None:
    fetched = fetching.serve(good(SDN, etag='"one"', last_modified=server.LAST_MODIFIED))
    (answer,) = fetched.answers
    assert body(fetched) == SDN
    assert (answer.sha256, answer.size) == (hashlib.sha256(SDN).hexdigest(), len(SDN))
    assert (answer.etag, answer.last_modified) == ('"one"', server.LAST_MODIFIED)
    assert fetched.retrieved_at == NOW
    assert not fetched.unchanged
    assert fetching.outcomes() == [("fetched", 200)]


def test_a_packed_answer_is_unpacked(fetching: Fetching) -> None:
    assert body(fetching.serve(good(LONG, coding="gzip"))) == LONG


def test_an_answer_in_chunks_and_one_without_any_length_are_whole(fetching: Fetching) -> None:
    def chunked(exchange: Exchange) -> None:
        exchange.head(200, transfer_encoding="chunked")
        for part in (SDN[:1000], SDN[1000:], b""):
            exchange.send(f"{len(part):x}\r\n".encode() + part + b"\r\n")

    fetched = fetching.serve(chunked)
    assert (body(fetched), fetched.answers[0].note) == (SDN, "")
    fetched = fetching.serve(server.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n\r\n" + SDN))
    assert body(fetched) == SDN
    assert "did not say how long" in fetched.answers[0].note


def test_not_changed_is_told_by_etag_date_or_the_same_bytes(fetching: Fetching) -> None:
    sha256 = hashlib.sha256(SDN).hexdigest()
    for known in (Known('"one"', "", sha256), Known("", server.LAST_MODIFIED, sha256)):
        fetching.known["/sdn.csv"] = known
        fetched = fetching.serve(good(SDN, etag=known.etag or None, last_modified=known.last_modified or None))
        assert fetched.unchanged
        assert fetched.files == {}
        assert fetched.answers[0].sha256 == sha256
    assert fetching.outcomes() == [("unchanged", 304)] * 2
    fetching.known["/sdn.csv"] = Known('"old"', "", sha256)
    fetched = fetching.serve(good(SDN, etag='"new"'))
    assert fetched.unchanged
    assert fetched.answers[0].etag == '"new"'


def test_another_etag_brings_the_new_bytes(fetching: Fetching) -> None:
    fetching.known["/sdn.csv"] = Known('"one"', "", hashlib.sha256(SDN).hexdigest())
    fetched = fetching.serve(good(SDN + SDN, etag='"two"'))
    assert not fetched.unchanged
    assert body(fetched) == SDN + SDN


def test_an_edition_is_all_files_even_when_only_one_has_changed(fetching: Fetching) -> None:
    source = fetching.source({"primary": "/sdn.csv", "aliases": "/alt.csv"})
    fetching.feed["/sdn.csv"] = good(SDN, etag='"2"')
    fetching.feed["/alt.csv"] = good(ALT, etag='"1"')
    fetching.known = {
        "/sdn.csv": Known('"1"', "", "old"),
        "/alt.csv": Known('"1"', "", hashlib.sha256(ALT).hexdigest()),
    }
    fetched = fetching.run(source)
    assert not fetched.unchanged
    assert (body(fetched, "primary"), body(fetched, "aliases")) == (SDN, ALT)
    assert [answer.role for answer in fetched.answers] == ["primary", "aliases"]


def test_when_one_file_of_the_best_place_fails_all_come_from_the_next(fetching: Fetching) -> None:
    source = fetching.source(
        {"primary": "/a/sdn.csv", "aliases": "/a/alt.csv"}, {"primary": "/sdn.csv", "aliases": "/alt.csv"}
    )
    fetching.feed["/a/sdn.csv"] = good(SDN + SDN)
    fetching.feed["/a/alt.csv"] = server.page()
    fetching.feed["/sdn.csv"] = good(SDN)
    fetching.feed["/alt.csv"] = good(ALT)
    fetched = fetching.run(source)
    assert (body(fetched), body(fetched, "aliases"), fetched.order) == (SDN, ALT, 2)
    assert "web page" in fetched.tries[1].reason


def test_a_dated_address_is_asked_for_the_latest_day_that_is_there(fetching: Fetching) -> None:
    source = fetching.source({"primary": "/{date}/part.xml"}, names={"primary": "part.xml"}, days_back=3)
    fetching.feed["/2026-11-20/part.xml"] = good(b"<ECFR/>", content_type="application/xml")
    fetched = fetching.run(source)
    assert str(fetched.day) == "2026-11-20"
    assert fetched.answers[0].address == fetching.feed.url + "/{date}/part.xml#us-ofac-sdn"
    assert [each.status for each in fetched.tries] == [404, 404, 200]
    fetching.known["/{date}/part.xml"] = Known('"x"', "", hashlib.sha256(b"<ECFR/>").hexdigest())
    again = fetching.run(source)
    assert again.unchanged
    assert "If-None-Match" not in fetching.feed.last().headers


def test_a_page_is_taken_where_the_list_is_a_page(fetching: Fetching) -> None:
    fetching.feed["/list"] = server.page("UFLPA Entity List")
    fetched = fetching.run(fetching.source({"page": "/list"}, names={"page": "uflpa.html"}))
    assert b"UFLPA Entity List" in body(fetched, "page")


def test_two_lists_in_one_file_are_remembered_apart(fetching: Fetching) -> None:
    """What one list took must not make the other believe that it has it already."""
    fetching.feed["/sdn.csv"] = good(SDN, etag='"1"')
    first = fetching.run()
    fetching.known = {each.address: Known(each.etag, "", each.sha256) for each in first.answers}
    other = replace(fetching.source({"primary": "/sdn.csv"}), id="us-other")
    assert not fetching.run(other).unchanged


def test_an_archive_gives_the_one_file_of_the_kind(fetching: Fetching) -> None:
    fetching.feed["/sdn.csv"] = good(zipped({"readme.txt": b"-", "SDN.CSV": LONG}), content_type="application/zip")
    assert body(fetching.run()) == LONG


# ---------------------------------------------------------------- wrong answers


def test_gzip_that_the_server_does_not_declare_is_undone_too(fetching: Fetching) -> None:
    packed = gzip.compress(LONG, mtime=0)
    assert body(fetching.serve(good(packed, content_type="application/octet-stream"))) == LONG
    reason = fetching.fails(good(packed[:-20]))
    assert "its packed body ends too early" in reason
    assert "unpack to more than" in fetching.fails(good(gzip.compress(bytes(40_000_000))))


def zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


WRONG: Mapping[str, tuple[Callable[[], Behaviour], str]] = {
    "0 bytes": (server.empty, "sent an empty file (0 bytes) (tried 3 times)"),
    "a web page": (lambda: server.page("Access Denied"),
                   "answered with a web page, title 'Access Denied', where the file should be"),
    "a web page called csv": (lambda: server.page("Gone\x1b[31m", content_type="text/csv"), "title 'Gone [31m'"),
    "a packed web page": (
        lambda: good(b"<!-- x --><html><title>Busy</title>", coding="gzip", content_type="text/html"), "title 'Busy'"),
    "no title": (lambda: good(b"hello", content_type="text/html"), "web page, without a title"),
    "404": (lambda: status(404), "answered 404 Not Found"),
    "403": (lambda: status(403), "answered 403 Forbidden"),
    "204": (lambda: status(204), "answered 204 No Content"),
    "999": (lambda: server.raw(b"HTTP/1.1 999 \r\nContent-Length: 0\r\n\r\n"), "answered 999"),
    "500 for ever": (lambda: status(500), "answered 500 Internal Server Error (tried 3 times)"),
    "304 unasked": (lambda: status(304), "answered 304 Not Modified"),
    "fewer bytes declared than sent": (lambda: server.understated(SDN, 100), "bytes more than the 100 it declares"),
    "cut, no validator": (lambda: server.cut(SDN, 1000), "broke off after 1,000 bytes"),
    "no answer": (server.hang_up, "sent no valid answer"),
    "rubbish": (lambda: server.raw(b"\x16\x03\x01 not http \r\n\r\n"), "sent no valid answer"),
    "two lengths": (
        lambda: server.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\nhello"), "valid answer"),
    "an unknown coding": (lambda: good(SDN, coding="br"), "packed its answer as 'br'"),
    "a damaged packing": (lambda: _packed(b"\x1f\x8b\x08\0rubbish"), "cannot be unpacked"),
    "a cut packing": (lambda: _packed(gzip.compress(LONG)[:-20]), "its packed body ends too early"),
    "a bomb": (lambda: _packed(gzip.compress(bytes(40_000_000))), "unpack to more than 16,777,216"),
    "an archive of two": (lambda: good(zipped({"a.csv": SDN, "b.csv": SDN})), "holds 2 files that end in .csv"),
    "an archive of none": (lambda: good(zipped({"a.pdf": SDN})), "holds 0 files that end in .csv"),
    "a cut archive": (lambda: good(zipped({"a.csv": LONG})[:-30]), "archive is damaged"),
    "an archive as a bomb": (lambda: good(zipped({"a.csv": bytes(40_000_000)})), "more than 16,777,216 bytes"),
    "a redirect to nowhere": (lambda: status(302), "redirects without saying where"),
    "a redirect to a file": (lambda: server.redirect("file:///etc/passwd"), "file:///etc/passwd, which is no web"),
    "a redirect to itself": (lambda: server.redirect("/sdn.csv"), "redirects in a circle"),
    "a redirect to no address": (lambda: server.redirect("http://[::1"), "leads to no valid address"),
    "a redirect to a neighbour": (lambda: server.redirect("http://10.0.0.1/x"), "into a private network"),
    "a redirect to the cloud's data": (lambda: server.redirect("http://169.254.169.254/l"), "into a private network"),
}  # fmt: skip


def _packed(data: bytes) -> Behaviour:
    def answer(exchange: Exchange) -> None:
        exchange.head(200, content_length=len(data), content_encoding="gzip", content_type="text/csv")
        exchange.send(data)

    return answer


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_answer_is_refused_with_address_and_reason(fetching: Fetching, case: str) -> None:
    behaviour, reason = WRONG[case]
    said = fetching.fails(behaviour())
    assert reason in said
    assert said.startswith("not fetched, and what is held so far stays in force.")
    assert f"{fetching.feed.url}/sdn.csv" in said
    assert {each.outcome for each in fetching.tried} == {"failed"}
    assert all(each.reason for each in fetching.tried)


def test_a_server_that_says_nothing_is_left(fetching: Fetching) -> None:
    assert "sent no answer within 0.3 s (tried 2 times)" in fetching.fails(server.silent(), answer=0.3, tries=2)


def test_a_head_that_drips_is_left(fetching: Fetching) -> None:
    assert "sent no answer" in fetching.fails(server.drip(b"", 0.02, head=True), answer=0.3, tries=1)


def test_a_body_that_drips_is_left(fetching: Fetching) -> None:
    assert "is too slow" in fetching.fails(server.drip(SDN, 0.02), slowest=10_000, window=0.1)


def test_a_body_that_stops_is_left(fetching: Fetching) -> None:
    def stops(exchange: Exchange) -> None:
        exchange.head(200, content_length=len(SDN))
        exchange.send(SDN[:500])
        exchange.wait()

    assert "broke off after 500 bytes (nothing more for 0.2 s)" in fetching.fails(stops, read=0.2, tries=1)


def test_a_fetch_ends_after_the_whole_time_whatever_comes(fetching: Fetching) -> None:
    assert "took longer than 0.4 s" in fetching.fails(server.drip(SDN, 0.02), slowest=0, total=0.4)


def test_a_body_without_end_is_cut_at_the_limit(fetching: Fetching) -> None:
    assert "over the limit of 1,000,000" in fetching.fails(server.endless(), largest=1_000_000)
    assert not list(fetching.options.cache.glob("*.part")) if fetching.options.cache else False


def test_a_declared_size_over_the_limit_is_refused_before_it_comes(fetching: Fetching) -> None:
    said = fetching.fails(server.cut(LONG, 10), largest=1000)
    assert f"sends {len(LONG):,} bytes or more, over the limit of 1,000" in said
    assert fetching.feed.count("/sdn.csv") == 1


def test_nobody_listening_is_said_so(fetching: Fetching) -> None:
    with Feed() as gone:
        url = gone.url
    source = Listed((Download("some", {"a": "a.csv"}, ({"a": url},)),))
    with pytest.raises(FetchError, match=r"could not be reached: .*refused.*Check the network and the proxy"):
        fetching.run(source)


def test_a_name_that_is_nowhere_is_not_tried_again(fetching: Fetching) -> None:
    nowhere = Download("some", {"a": "a.csv"}, ({"a": "https://lists.invalid./a.csv"},))
    with pytest.raises(FetchError, match=r"could not be reached: the name lists\.invalid\. could not be looked up"):
        fetching.run(Listed((nowhere,)))
    assert fetching.paused == []


# ---------------------------------------------------------------- tried again, resumed


def test_pauses_double_and_a_server_that_recovers_is_believed(fetching: Fetching) -> None:
    fetched = fetching.serve(in_turn(status(500), status(503), good(SDN)))
    assert body(fetched) == SDN
    assert fetching.paused == [1, 2]
    assert fetching.outcomes() == [("failed", 500), ("failed", 503), ("fetched", 200)]


@pytest.mark.parametrize("asked", ["3", "Sun, 22 Nov 2026 09:30:03 GMT"])
def test_a_server_that_asks_to_wait_is_given_the_time(fetching: Fetching, asked: str) -> None:
    fetching.serve(in_turn(status(429, retry_after=asked), good(SDN)))
    assert fetching.paused == [3]


def test_a_server_that_asks_to_wait_too_long_is_given_up(fetching: Fetching) -> None:
    said = fetching.fails(status(429, retry_after="86400"))
    assert "asked to wait 86400 s, longer than the 60 s allowed" in said
    assert fetching.paused == []


def test_an_unreadable_wish_to_wait_counts_as_none(fetching: Fetching) -> None:
    fetching.serve(in_turn(status(503, retry_after="soon"), good(SDN)))
    assert fetching.paused == [1]


def test_a_cut_transfer_goes_on_where_it_broke_off(fetching: Fetching) -> None:
    fetched = fetching.serve(in_turn(server.cut(LONG, 90_000, etag='"v1"'), good(LONG, etag='"v1"')))
    assert body(fetched) == LONG
    asked = fetching.feed.last().headers
    assert (asked["Range"], asked["If-Range"]) == ("bytes=90000-", '"v1"')
    assert fetching.tried[-1].got == len(LONG) - 90_000


def test_a_cut_packed_transfer_goes_on_too(fetching: Fetching) -> None:
    packed = gzip.compress(LONG, mtime=0)
    cut = server.cut(packed, 300, etag='"v1"', content_encoding="gzip")
    assert body(fetching.serve(in_turn(cut, good(LONG, etag='"v1"', coding="gzip")))) == LONG
    assert fetching.feed.last().headers["Range"] == "bytes=300-"


def test_a_later_run_goes_on_where_an_earlier_one_broke_off(fetching: Fetching) -> None:
    fetching.fails(server.cut(LONG, 50_000, last_modified=server.LAST_MODIFIED), tries=1)
    assert body(fetching.serve(good(LONG, last_modified=server.LAST_MODIFIED))) == LONG
    assert fetching.feed.last().headers["If-Range"] == server.LAST_MODIFIED
    assert not list(fetching.into.parent.glob("cache/*.part"))


def test_a_file_that_changed_meanwhile_is_fetched_anew(fetching: Fetching) -> None:
    fetched = fetching.serve(in_turn(server.cut(LONG, 90_000, etag='"v1"'), good(SDN, etag='"v2"')))
    assert body(fetched) == SDN


def test_a_server_without_ranges_is_asked_for_all(fetching: Fetching) -> None:
    fetched = fetching.serve(in_turn(server.cut(LONG, 90_000, etag='"v1"'), good(LONG, etag='"v1"', ranges=False)))
    assert body(fetched) == LONG


@pytest.mark.parametrize("etag", ['W/"v1"', None])
def test_without_a_strong_validator_nothing_is_joined(fetching: Fetching, etag: str | None) -> None:
    assert body(fetching.serve(in_turn(server.cut(LONG, 90_000, etag=etag), good(LONG, etag=etag)))) == LONG
    assert "Range" not in fetching.feed.last().headers


@pytest.mark.parametrize(
    "fields",
    [
        {"content_range": f"bytes 0-99/{len(LONG)}"},
        {"content_range": f"bytes 90000-{len(LONG) - 1}/{len(LONG) + 7}"},
        {"content_range": f"bytes 90000-90099/{len(LONG)}"},
        {"content_range": "lines 4-5"},
        {},
        {"content_range": f"bytes 90000-{len(LONG) - 1}/{len(LONG)}", "etag": '"v2"'},
    ],
)
def test_another_part_than_was_asked_for_is_never_joined(fetching: Fetching, fields: Mapping[str, str]) -> None:
    def other(exchange: Exchange) -> None:
        exchange.head(206, content_length=100, **fields)
        exchange.send(LONG[:100])

    fetched = fetching.serve(in_turn(server.cut(LONG, 90_000, etag='"v1"'), other, good(LONG, etag='"v1"')))
    assert body(fetched) == LONG
    assert "another part of the file" in fetching.tried[1].reason


def test_a_range_that_cannot_be_served_begins_anew(fetching: Fetching) -> None:
    fetched = fetching.serve(in_turn(server.cut(LONG, 90_000, etag='"v1"'), status(416), good(SDN)))
    assert body(fetched) == SDN


def test_two_runs_at_once_do_not_write_into_one_partial_file(fetching: Fetching) -> None:
    inner: list[bytes] = []

    def meanwhile(exchange: Exchange) -> None:
        if exchange.number == 1:
            inner.append(body(fetching.run()))
        good(LONG, etag='"v1"')(exchange)

    assert body(fetching.serve(meanwhile)) == LONG
    assert inner == [LONG]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.lists(st.integers(0, len(SDN)), min_size=1, max_size=4), st.booleans())
def test_however_often_a_transfer_is_cut_the_bytes_are_right(fetching: Fetching, cuts: list[int], packed: bool) -> None:
    data = gzip.compress(SDN, mtime=0) if packed else SDN
    coding = "gzip" if packed else None

    def cutting(exchange: Exchange) -> None:
        wanted = exchange.header("Range").removeprefix("bytes=").removesuffix("-")
        begin = int(wanted) if wanted else 0
        fields: dict[str, str | None] = {}
        if begin:
            fields["content_range"] = f"bytes {begin}-{len(data) - 1}/{len(data)}"
        exchange.head(
            206 if begin else 200, content_length=len(data) - begin, etag='"1"', content_encoding=coding, **fields
        )
        exchange.send(data[begin : max(begin, left.pop())] if left else data[begin:])

    left = list(cuts)
    assert body(fetching.serve(cutting, tries=6, back_off=0)) == SDN


# ---------------------------------------------------------------- redirects


def test_redirects_are_followed_five_times(fetching: Fetching) -> None:
    for number in range(6):
        fetching.feed[f"/{number}"] = server.redirect(f"{number + 1}", 301 + number % 2)
    fetching.feed["/5"] = good(SDN)
    fetched = fetching.serve(server.redirect("/1"))
    assert body(fetched) == SDN
    assert (fetched.answers[0].address, fetched.answers[0].url) == (
        fetching.feed.url + "/sdn.csv#us-ofac-sdn",
        fetching.feed.url + "/5",
    )
    fetching.feed["/5"] = server.redirect("/6")
    fetching.feed["/6"] = good(SDN)
    assert "redirects more than 5 times" in fetching.fails(server.redirect("/1"))


def test_a_loop_of_redirects_is_told(fetching: Fetching) -> None:
    fetching.feed["/b"] = server.redirect("/sdn.csv")
    assert "redirects in a circle, back to" in fetching.fails(server.redirect("/b"))


# ---------------------------------------------------------------- proxies


def test_all_goes_through_the_proxy_and_its_names_are_judged(fetching: Fetching) -> None:
    """A public name is asked of the proxy; what it answers must not send us to our own machine."""
    files = {"primary": "sdn.csv"}
    at = "http://lists.example.com/sdn.csv"
    source = Listed((Download("some", files, ({"primary": at},)),))
    fetching.feed[at] = good(SDN)
    assert body(fetching.run(source, proxy=fetching.feed.url)) == SDN
    for to in (fetching.feed.url, "http://localhost/x", "http://2130706433/x", "http://intranet/x", "http://[::1]/x"):
        fetching.feed[at] = server.redirect(to)
        with pytest.raises(FetchError, match="into a private network"):
            fetching.run(source, proxy=fetching.feed.url)


def test_the_proxy_of_the_environment_is_used_unless_told_otherwise(
    fetching: Fetching, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = "http://lists.example.com/sdn.csv"
    source = Listed((Download("some", {"primary": "sdn.csv"}, ({"primary": at},)),))
    monkeypatch.setenv("http_proxy", fetching.feed.url)
    fetching.feed[at] = good(SDN)
    assert body(fetching.run(source)) == SDN
    assert body(fetching.serve(good(SDN))) == SDN  # the loopback address is never asked of a proxy
    assert fetching.feed.last().path == "/sdn.csv"


def test_a_proxy_of_another_kind_is_refused(fetching: Fetching) -> None:
    with pytest.raises(InputError, match=r"must be an http:// or https:// address, found socks5"):
        fetching.run(proxy="socks5://user:secret@127.0.0.1:1080")


def test_a_proxy_of_another_kind_in_the_environment_is_refused_without_showing_its_password(
    fetching: Fetching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "socks5://me:secret@127.0.0.1:1080")
    source = Listed((Download("some", {"a": "a.csv"}, ({"a": "https://lists.example.com/a.csv"},)),))
    with pytest.raises(InputError, match="must be an http:// or https:// address") as caught:
        fetching.run(source)
    assert "secret" not in str(caught.value)


def test_a_proxy_that_refuses_is_named(fetching: Fetching) -> None:
    at = "https://lists.example.com/sdn.csv"
    source = Listed((Download("some", {"primary": "sdn.csv"}, ({"primary": at},)),))
    with pytest.raises(FetchError, match="through the proxy"):
        fetching.run(source, proxy=fetching.feed.url)


# ---------------------------------------------------------------- mirrors


def test_a_mirror_on_disk_gives_the_files_of_the_list(fetching: Fetching, tmp_path: Path) -> None:
    source = fetching.source({"primary": "/sdn.csv", "aliases": "/alt.csv"})
    folder = tmp_path / "mirror" / "us-ofac-sdn"
    folder.mkdir(parents=True)
    (folder / "PRIMARY.CSV").write_bytes(SDN)
    with pytest.raises(FetchError, match=r"aliases.csv does not exist. Put the files there"):
        fetching.run(source, mirror=str(tmp_path / "mirror"))
    (folder / "aliases.csv").write_bytes(ALT)
    fetched = fetching.run(source, mirror=str(tmp_path / "mirror"))
    assert (body(fetched), body(fetched, "aliases")) == (SDN, ALT)
    assert fetching.feed.requests == []
    fetching.known = {each.address.removesuffix("#us-ofac-sdn"): Known("", "", each.sha256) for each in fetched.answers}
    assert fetching.run(source, mirror=str(tmp_path / "mirror")).unchanged


def test_an_archive_in_a_mirror_is_opened_too(fetching: Fetching, tmp_path: Path) -> None:
    folder = tmp_path / "mirror" / "us-ofac-sdn"
    folder.mkdir(parents=True)
    (folder / "primary.csv").write_bytes(zipped({"SDN.CSV": SDN}))
    assert body(fetching.run(mirror=str(tmp_path / "mirror"))) == SDN
    (folder / "primary.csv").write_bytes(zipped({"a.csv": SDN, "b.csv": SDN}))
    with pytest.raises(FetchError, match="cannot be unpacked: its archive holds 2 files"):
        fetching.run(mirror=str(tmp_path / "mirror"))


@pytest.mark.parametrize(
    ("data", "reason"), [(b"", "is empty"), (b"<html><title>No</title>", "web page, title 'No'"), (LONG, "larger than")]
)
def test_a_mirror_on_disk_is_not_believed_either(fetching: Fetching, tmp_path: Path, data: bytes, reason: str) -> None:
    folder = tmp_path / "mirror" / "us-ofac-sdn"
    folder.mkdir(parents=True)
    (folder / "primary.csv").write_bytes(data)
    with pytest.raises(FetchError, match=reason):
        fetching.run(mirror=str(tmp_path / "mirror"), largest=100_000)


def test_a_mirror_that_is_no_directory_is_the_users_mistake(fetching: Fetching, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no directory"):
        fetching.run(mirror=str(tmp_path / "nowhere"))
    with pytest.raises(InputError, match="a directory or an http"):
        FetchOptions(mirror="ftp://host/x")


def test_a_mirror_on_the_web_is_asked_by_list_and_file_name(fetching: Fetching) -> None:
    fetching.feed["/lists/us-ofac-sdn/primary.csv"] = good(SDN)
    fetched = fetching.run(mirror=fetching.feed.url + "/lists/")
    assert body(fetched) == SDN
    assert fetched.answers[0].url == fetching.feed.url + "/lists/us-ofac-sdn/primary.csv"


def test_name_and_password_of_a_mirror_are_sent_and_never_shown(fetching: Fetching) -> None:
    where = fetching.feed.url.replace("http://", "http://me:secret@")
    fetching.feed["/us-ofac-sdn/primary.csv"] = in_turn(status(500), good(SDN), status(404))
    fetched = fetching.run(mirror=where)
    assert fetching.feed.last().headers["Authorization"].startswith("Basic ")
    with pytest.raises(FetchError) as caught:
        fetching.run(mirror=where)
    assert "secret" not in f"{fetched}{caught.value}{fetching.tried}"


def test_a_mirror_has_what_only_a_person_can_fetch(fetching: Fetching, tmp_path: Path) -> None:
    by_hand = Download(
        "some", {"primary": "primary.csv"}, reason="The page is built by script.", instruction="Save it."
    )
    source = Listed((by_hand,))
    with pytest.raises(FetchError, match=r"only a person can fetch it: The page is built by script\. Save it\."):
        fetching.run(source)
    (tmp_path / "mirror" / "us-ofac-sdn").mkdir(parents=True)
    (tmp_path / "mirror" / "us-ofac-sdn" / "primary.csv").write_bytes(SDN)
    assert body(fetching.run(source, mirror=str(tmp_path / "mirror"))) == SDN


# ---------------------------------------------------------------- options


def test_a_layout_that_the_list_has_not_is_the_users_mistake(fetching: Fetching) -> None:
    with pytest.raises(InputError, match="no download of the layout 'pdf'; there are some"):
        fetching.run(layout="pdf")


def test_a_list_without_any_address_says_so(fetching: Fetching) -> None:
    with pytest.raises(FetchError, match="no address is known"):
        fetching.run(Listed(()))


@pytest.mark.parametrize("change", [{"tries": 0}, {"total": -1.0}, {"read": float("nan")}, {"back_off": float("inf")}])
def test_numbers_that_make_no_sense_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="the option"):
        FetchOptions(**change)


def test_a_full_disk_is_a_sentence(fetching: Fetching) -> None:
    fetching.feed["/sdn.csv"] = good(SDN)
    with pytest.raises(FetchError, match=r"could not be written to .*"):
        fetching.run(cache=Path("/dev/null/cache"))

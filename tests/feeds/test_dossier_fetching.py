"""Originals from official services: a real server on the loopback address serves their forms and their quirks.

Times are handed in; none is measured.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from debar.desk.dossier_fetching import FetchedFile, FetchOrder, OfficialFetch
from debar.desk.dossier_files import given_files
from debar.desk.dossier_originals import NOTES, Originals, notes_of
from debar.dossiers.official import official_source
from debar.errors import InputError
from debar.lists.fetch_types import FetchOptions
from feeds.server import Exchange, Feed, cut, drip, good, in_turn, page, redirect, silent, status

SAMPLES = Path(__file__).parents[1] / "unit" / "dossiers"
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LDA = "/api/v1/filings/?client_name=LEGO%20Systems&page_size=25&ordering=dt_posted"
FARA = "/api/v1/ForeignPrincipals/json/Active/6227"
FARA_ENDED = "/api/v1/ForeignPrincipals/json/Terminated/6227"
FARA_DOCUMENTS = "/api/v1/RegDocs/json/6227"
BULK = "/bulk/zip/FARA_All_ForeignPrincipals.csv.zip"
BILL = "/bulkdata/BILLSTATUS/117/hr/BILLSTATUS-117hr6658.xml"
EDGAR = "/submissions/CIK0001318605.json"
ENTRY = json.loads((SAMPLES / "samples" / "lda_api_Q1_2025_lego_excerpt.json").read_text("utf-8"))
ENTRY = ENTRY.get("results", [ENTRY])[0]
FARA_ROW = {"ROWNUM": 1, "REGISTRATION_NUMBER": 6227, "REGISTRANT_NAME": "BCW LLC", "FP_NAME": "Hikvision USA, Inc."}


class Clock:
    """Seconds that pass when somebody pauses."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    def read(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


@dataclass
class Service:
    """An official source whose place a local server takes."""

    feed: Feed
    folder: Path
    clock: Clock = field(default_factory=Clock)
    options: FetchOptions = field(default_factory=lambda: FetchOptions(tries=3, answer=5, read=5))

    def fetch(
        self, name: str, environment: Mapping[str, str] | None = None, *, dated: bool = True, **asked: Any
    ) -> list[FetchedFile]:
        order = FetchOrder(source=official_source(name), mirror=self.feed.url, environment=environment or {}, **asked)
        options = replace(self.options, pause=self.clock.pause)
        originals = Originals(self.folder, dated=dated)
        return list(OfficialFetch(order, originals, options, now=NOW, clock=self.clock.read).run())

    def lda(self, **asked: Any) -> list[FetchedFile]:
        return self.fetch("lda", about="LEGO Systems", **asked)

    def paths(self) -> list[str]:
        return [each.path for each in self.feed.requests]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with Feed() as feed:
        yield Service(feed, tmp_path / "originals")


def sent(value: object, **fields: Any) -> Any:
    return good(json.dumps(value).encode(), content_type="application/json", **fields)


def filings(*ids: str, count: int, onward: str | None = None, client: str = "LEGO SYSTEMS, INC.") -> dict[str, Any]:
    results = [{**ENTRY, "filing_uuid": each, "client": {**ENTRY["client"], "name": client}} for each in ids]
    return {"count": count, "next": onward, "previous": None, "results": results}


def only(done: list[FetchedFile], outcome: str) -> FetchedFile:
    (found,) = [each for each in done if each.outcome == outcome]
    return found


def test_pages_are_followed_to_the_last(service: Service) -> None:
    # the service writes its own address, and without https, as it stands behind a proxy
    service.feed[LDA] = sent(filings("a", "b", count=3, onward=f"http://lda.senate.gov{LDA}&page=2"))
    service.feed[f"{LDA}&page=2"] = sent(filings("c", count=3), coding="gzip")
    done = service.lda()
    assert [(each.outcome, each.items) for each in done] == [("fetched", 2), ("fetched", 1)]
    assert service.paths() == [LDA, f"{LDA}&page=2"]
    first, second = (each.note for each in done)
    assert first
    assert second
    assert first.address == f"https://lda.senate.gov{LDA}"
    assert (first.file, second.file) == (
        "lda-filings-LEGO-Systems_2026-11-22.json",
        "lda-filings-LEGO-Systems-2_2026-11-22.json",
    )
    assert json.loads((service.folder / second.file).read_bytes())["results"][0]["filing_uuid"] == "c"


def test_a_first_day_is_asked_for(service: Service) -> None:
    address = f"{LDA}&filing_dt_posted_after=2024-05-01"
    service.feed[address] = sent(filings("a", count=1))
    assert service.lda(since="2024-05-01")[0].outcome == "fetched"


def test_a_key_is_sent_to_its_place_only(service: Service) -> None:
    with Feed() as other:
        other["/moved"] = sent(filings("a", count=1))
        service.feed[LDA] = redirect(f"{other.url}/moved")
        done = service.lda(environment={"LDA_API_KEY": "s3cret-key"})
        assert done[0].outcome == "fetched"
        assert service.feed.last().headers["Authorization"] == "Token s3cret-key"
        assert "Authorization" not in other.last().headers
    assert "s3cret-key" not in (service.folder / NOTES).read_text("utf-8")


def test_a_key_that_a_server_says_back_is_not_shown(service: Service) -> None:
    service.feed[LDA] = sent({"detail": "Invalid token s3cret-key."})
    failed = only(service.lda(environment={"LDA_API_KEY": "s3cret-key"}), "failed")
    assert "Invalid token ***" in failed.fault


@pytest.mark.parametrize("key", ["with space", "línea", "x" * 201, "a\nb:c"])
def test_what_can_be_no_key_is_refused_unseen(service: Service, key: str) -> None:
    with pytest.raises(InputError, match="LDA_API_KEY") as raised:
        service.lda(environment={"LDA_API_KEY": key})
    assert key not in str(raised.value)


def test_a_key_that_is_needed_is_asked_for(service: Service) -> None:
    with pytest.raises(InputError, match=r"CONGRESS_API_KEY"):
        service.fetch("congress", ids=("117-HR-3919",))
    service.feed["/v3/bill/117/hr/3919?format=json"] = sent({"bill": {"number": "3919"}, "request": {}})
    done = service.fetch("congress", ids=("117-HR-3919",), environment={"CONGRESS_API_KEY": "abcd1234"})
    assert done[0].outcome == "fetched"
    assert service.feed.last().headers["X-Api-Key"] == "abcd1234"


def test_requests_keep_the_pace(service: Service) -> None:
    ids = [str(number) for number in range(20)]
    for number, each in enumerate(ids, start=1):
        onward = f"https://lda.senate.gov{LDA}&page={number + 1}" if number < len(ids) else None
        service.feed[LDA + (f"&page={number}" if number > 1 else "")] = sent(filings(each, count=20, onward=onward))
    assert len(service.lda()) == 20
    assert service.clock.pauses == [60]  # 15 a minute without a key
    service.clock.pauses.clear()
    service.lda(environment={"LDA_API_KEY": "s3cret-key"})
    assert service.clock.pauses == []  # 120 with one


def test_a_service_that_asks_to_wait_is_waited_for(service: Service) -> None:
    service.feed[LDA] = in_turn(status(429, retry_after=31), sent(filings("a", count=1)))
    assert service.lda()[0].outcome == "fetched"
    assert service.clock.pauses == [31]


def test_a_service_that_asks_to_wait_too_long_is_left(service: Service) -> None:
    service.feed[LDA] = status(429, retry_after=3600)
    failed = only(service.lda(), "failed")
    assert "429" in failed.fault
    assert "3600 s" in failed.fault
    assert len(service.feed.requests) == 1


def test_a_filter_that_was_ignored_is_found_out(service: Service) -> None:
    service.feed[LDA] = sent(filings("a", "b", count=1_800_000, client="PFIZER, INC."))
    done = service.lda()
    assert [each.outcome for each in done] == ["failed"]
    assert "ignored" in done[0].fault
    assert [path for path in service.folder.iterdir() if path.suffix == ".json"] == []


def test_a_page_that_comes_twice_is_said(service: Service) -> None:
    service.feed[LDA] = sent(filings("a", "b", count=4, onward=f"https://lda.senate.gov{LDA}&page=2"))
    service.feed[f"{LDA}&page=2"] = sent(filings("a", "b", count=4))
    incomplete = only(service.lda(), "incomplete")
    assert "2 of 4 items came, 2 came twice" in incomplete.fault


def test_a_page_that_names_itself_ends(service: Service) -> None:
    service.feed[LDA] = sent(filings("a", count=2, onward=f"https://lda.senate.gov{LDA}"))
    incomplete = only(service.lda(), "incomplete")
    assert "asked already" in incomplete.fault
    assert len(service.feed.requests) == 1


@pytest.mark.parametrize("onward", ["https://example.org/x", "http://169.254.169.254/latest", "file:///etc/passwd"])
def test_a_next_page_elsewhere_is_not_followed(service: Service, onward: str) -> None:
    service.feed[LDA] = sent(filings("a", count=2, onward=onward))
    done = service.lda()
    assert [each.outcome for each in done] == ["fetched", "failed", "incomplete"]
    assert "none of its places" in done[1].fault
    assert len(service.feed.requests) == 1


def test_pages_beyond_the_limit_are_said(service: Service) -> None:
    service.feed[LDA] = sent(filings("a", count=9, onward=f"https://lda.senate.gov{LDA}&page=2"))
    incomplete = only(service.lda(pages=1), "incomplete")
    assert "limit of 1 pages" in incomplete.fault
    assert "1 of 9 items came" in incomplete.fault


def test_nothing_is_no_fault(service: Service) -> None:
    service.feed[LDA] = sent({"count": 0, "next": None, "previous": None, "results": []})
    assert [each.outcome for each in service.lda()] == ["none"]
    assert notes_of(service.folder) == {}


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (sent({"detail": "Request was throttled."}), "Request was throttled"),
        (good(b'{"count": 1, "results": [{"fil', content_type="application/json"), "no JSON object"),
        (good(b"[1, 2]", content_type="application/json"), "no JSON object"),
        (good(b"\xff\xfe\x00", content_type="application/json"), "not UTF-8"),
        (sent({"count": "many", "results": []}), "no count"),
        (sent({"count": 1, "results": ["x"]}), "no list of items"),
        (page("Down for maintenance"), "web page, title 'Down for maintenance'"),
        (status(403), "403 Forbidden"),
        (silent(), "sent no answer"),
        (drip(b"x" * 4000, 0.05), "too slow"),
    ],
)
def test_what_is_no_answer_is_said_and_not_kept(service: Service, behaviour: Any, said: str) -> None:
    service.feed[LDA] = behaviour
    service.options = replace(service.options, tries=2, answer=0.5, read=0.5, window=0.3, slowest=10_000)
    done = service.lda()
    assert [each.outcome for each in done] == ["failed"]
    assert said in done[0].fault
    assert "lda.senate.gov" in done[0].fault
    assert [path.name for path in service.folder.iterdir() if path.is_file()] == []


def test_an_error_with_status_200_is_asked_again(service: Service) -> None:
    error = good(b"{ Success: false, Message: Rate limit exceeded }", content_type="application/json")
    service.feed[FARA] = in_turn(error, sent({"ROWSET": {"ROW": FARA_ROW}}))
    service.feed[FARA_ENDED] = sent({"ROWSET": ""})
    done = service.fetch("fara", ids=("6227",))
    # one principal comes without its list; none is an empty text; 404 where the service holds no document
    assert [each.outcome for each in done] == ["fetched", "none", "none"]
    assert done[0].items == 1
    assert "404" in done[2].fault
    assert service.feed.count(FARA) == 2
    assert service.feed.last().headers["User-Agent"].startswith("Mozilla/5.0 (compatible; debar/")


def test_an_error_with_status_200_that_stays_is_quoted(service: Service) -> None:
    service.feed[FARA] = good(b"{ Success: false, Message: Rate limit exceeded }", content_type="application/json")
    failed = only(service.fetch("fara", ids=("6227",)), "failed")
    assert "Rate limit exceeded" in failed.fault
    assert "asked 3 times" in failed.fault


def packed(name: str, content: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return whole.getvalue()


REGISTER = (SAMPLES / "samples" / "fara_principals_2025-04-11.csv").read_bytes()


def test_a_cut_transfer_goes_on_where_it_was_cut(service: Service) -> None:
    body = packed("FARA_All_ForeignPrincipals.csv", REGISTER)
    service.feed[BULK] = in_turn(cut(body, len(body) // 2, etag='"1"'), good(body, etag='"1"'))
    fetched = only(service.fetch("fara-bulk"), "fetched")
    assert fetched.path
    assert fetched.path.name == "fara-principals_2026-11-22.csv.zip"
    assert fetched.path.read_bytes() == body
    assert [each.headers.get("Range") for each in service.feed.requests if each.path == BULK] == [
        None,
        f"bytes={len(body) // 2}-",
    ]


def test_a_cut_transfer_goes_on_in_the_next_run(service: Service) -> None:
    body = packed("FARA_All_ForeignPrincipals.csv", REGISTER)
    service.options = replace(service.options, tries=1)
    service.feed[BULK] = in_turn(cut(body, 1000, etag='"1"'), good(body, etag='"1"'))
    assert "broke off" in service.fetch("fara-bulk")[0].fault
    assert service.fetch("fara-bulk")[0].outcome == "fetched"
    assert [each.headers["Range"] for each in service.feed.requests if "Range" in each.headers] == ["bytes=1000-"]


def test_what_did_not_change_is_not_sent_again(service: Service) -> None:
    body = packed("FARA_All_ForeignPrincipals.csv", REGISTER)
    service.feed[BULK] = good(body, etag='"1"')
    first, second = service.fetch("fara-bulk")[0], service.fetch("fara-bulk")[0]
    assert (first.outcome, second.outcome) == ("fetched", "unchanged")
    assert first.path == second.path
    assert service.feed.requests[4].headers["If-None-Match"] == '"1"'
    (service.folder / str(first.note and first.note.file)).unlink()
    assert service.fetch("fara-bulk")[0].outcome == "fetched"  # the file is gone, so it is asked for whole


def test_another_copy_of_the_day_stands_beside_the_first(service: Service) -> None:
    service.feed[BULK] = in_turn(good(packed("a.csv", b"1")), good(packed("a.csv", b"2")))
    names = [service.fetch("fara-bulk")[0].note for _ in range(2)]
    assert [note and note.file for note in names] == [
        "fara-principals_2026-11-22.csv.zip",
        "fara-principals_2026-11-22_2.csv.zip",
    ]


@pytest.mark.parametrize("body", [b"Service unavailable", packed("a.csv", REGISTER)[:-30]])
def test_what_is_no_archive_is_not_kept(service: Service, body: bytes) -> None:
    service.feed[BULK] = good(body, content_type="application/zip")
    failed = service.fetch("fara-bulk")[0]
    assert failed.outcome == "failed"
    assert "no whole zip archive" in failed.fault


def test_a_bill_is_a_whole_file(service: Service) -> None:
    body = (SAMPLES / "bills" / "current_117hr6658.xml").read_bytes()
    service.feed[BILL] = in_turn(good(body[:2000], content_type="text/xml"), good(body, content_type="text/xml"))
    done = service.fetch("bills", ids=("117-HR-6658",))
    assert [each.outcome for each in done] == ["fetched"]
    assert done[0].path
    assert done[0].path.read_bytes() == body


def columns(*rows: tuple[str, str, str, str]) -> dict[str, list[str]]:
    blank = [""] * len(rows)
    return {
        "accessionNumber": [row[0] for row in rows],
        "filingDate": [row[1] for row in rows],
        "reportDate": blank,
        "form": [row[2] for row in rows],
        "items": blank,
        "primaryDocument": [row[3] for row in rows],
        "primaryDocDescription": blank,
    }


def filer(service: Service) -> None:
    """An index with an older page, and the documents that it names."""
    rows = [
        ("0001318605-24-000001", "2024-01-05", "8-K", "old.htm"),
        ("0001318605-24-000002", "2024-03-05", "4", "form4.xml"),
        ("0001318605-24-000003", "2024-04-05", "8-K", "new.htm"),
    ]
    pages = [{"name": "CIK0001318605-submissions-001.json", "filingTo": "2020-12-31"}]
    index = {"cik": "1318605", "name": "Tesla, Inc.", "filings": {"recent": columns(*rows), "files": pages}}
    service.feed[EDGAR] = sent(index, coding="gzip")
    service.feed["/submissions/CIK0001318605-submissions-001.json"] = sent(
        columns(("0001318605-20-000009", "2020-05-05", "10-K", "tenk.htm"))
    )
    report = b"<html><head><title>8-K</title></head><body>FORM 8-K</body></html>"
    for folder, name in (("000131860524000001", "old.htm"), ("000131860524000003", "new.htm")):
        service.feed[f"/Archives/edgar/data/1318605/{folder}/{name}"] = good(report, content_type="text/html")


def test_an_index_with_its_older_pages_and_newest_reports(service: Service) -> None:
    filer(service)
    done = service.fetch("edgar", ids=("1318605",), contact="Ann Doe ann@example.org", documents=1)
    assert [each.outcome for each in done] == ["fetched", "fetched", "fetched", "left"]
    assert done[2].address.endswith("/000131860524000003/new.htm")
    assert done[2].about == "Tesla, Inc."
    assert done[3].fault == "1 document named and not fetched; --documents 2 fetches all."
    assert service.feed.last().headers["User-Agent"].endswith("Ann Doe ann@example.org")


def test_older_pages_that_end_before_the_first_day_are_not_asked_for(service: Service) -> None:
    filer(service)
    done = service.fetch("edgar", ids=("1318605",), contact="ann@example.org", since="2024-02-01", documents=9)
    assert [each.outcome for each in done] == ["fetched", "fetched"]
    assert done[1].address.endswith("new.htm")


TICKERS = {
    "0": {"cik_str": 1318605, "ticker": "TSLA", "title": "Tesla, Inc."},
    "1": {"cik_str": 1652044, "ticker": "GOOG", "title": "Alphabet Inc."},
    "2": {"cik_str": 1652044, "ticker": "GOOGL", "title": "Alphabet Inc."},
    "3": {"cik_str": 1, "ticker": "A", "title": "Acme Optics Inc"},
    "4": {"cik_str": 2, "ticker": "B", "title": "Acme Foods Inc"},
}


@pytest.mark.parametrize("name", ["Tesla, Inc.", "tesla"])
def test_a_number_is_looked_up_by_name(service: Service, name: str) -> None:
    filer(service)
    service.feed["/files/company_tickers.json"] = sent(TICKERS)
    done = service.fetch("edgar", about=name, contact="ann@example.org")
    assert [each.outcome for each in done] == ["fetched", "fetched", "left"]
    assert EDGAR in service.paths()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Acme", "several numbers: 1 Acme Optics Inc; 2 Acme Foods Inc"),
        ("Hikvision", "no number"),
        ("Opti", "no number"),
    ],
)
def test_a_name_of_none_or_of_several_is_said(service: Service, name: str, said: str) -> None:
    service.feed["/files/company_tickers.json"] = sent(TICKERS)
    with pytest.raises(InputError, match=said):
        service.fetch("edgar", about=name, contact="ann@example.org")


@pytest.mark.parametrize("contact", ["", "Ann Doe", "ann@", "ann@example.org\x01", "ü@example.org", "x" * 300 + "@a.b"])
def test_the_sec_is_told_whom_to_write_to(service: Service, contact: str) -> None:
    with pytest.raises(InputError, match="DEBAR_CONTACT"):
        service.fetch("edgar", ids=("1318605",), contact=contact)


def register(count: int, onward: str | None, *numbers: str) -> dict[str, Any]:
    results = [
        {
            "document_number": number,
            "title": "Addition of Certain Entities to the Entity List",
            "publication_date": "2019-10-09",
            "full_text_xml_url": f"https://www.federalregister.gov/documents/full_text/xml/2019/10/09/{number}.xml",
        }
        for number in numbers
    ]
    return {"count": count, "next_page_url": onward, "results": results}


def answer_register(exchange: Exchange) -> None:
    sent(register(10_000, None, "2019-22210"))(exchange)


def test_a_query_that_the_service_cuts_off_is_said(service: Service) -> None:
    order = FetchOrder(source=official_source("federal-register"), about="Hikvision", mirror=service.feed.url)
    (question,) = order.questions()
    service.feed[order.place(question.address).removeprefix(service.feed.url)] = answer_register
    done = service.fetch("federal-register", about="Hikvision", documents=1)
    assert [each.outcome for each in done] == ["fetched", "incomplete", "failed"]
    assert "no more than 10,000 items" in done[1].fault
    assert done[2].address.endswith("2019-22210.xml")
    assert "404" in done[2].fault


def test_full_texts_are_asked_for_at_their_own_pace(service: Service) -> None:
    order = FetchOrder(source=official_source("federal-register"), about="Hikvision", mirror=service.feed.url)
    numbers = ["2019-22210", "2019-22211", "2019-22212"]
    address = order.place(order.questions()[0].address).removeprefix(service.feed.url)
    service.feed[address] = sent(register(3, None, *numbers))
    for number in numbers:
        service.feed[f"/documents/full_text/xml/2019/10/09/{number}.xml"] = good(b"<RULE></RULE>")
    service.feed["/documents/full_text/xml/2019/10/09/2019-22212.xml"] = good(b"Please try again later")
    done = service.fetch("federal-register", about="Hikvision", documents=3)
    assert [each.outcome for each in done] == ["fetched"] * 3 + ["failed"]
    assert "no XML" in done[3].fault
    assert service.clock.pauses == [1, 1]


def test_no_document_at_all(service: Service) -> None:
    order = FetchOrder(source=official_source("federal-register"), about="Nobody Ltd", mirror=service.feed.url)
    address = order.place(order.questions()[0].address).removeprefix(service.feed.url)
    service.feed[address] = sent({"count": 0, "description": "Documents matching"})  # and no results
    assert [each.outcome for each in service.fetch("federal-register", about="Nobody Ltd")] == ["none"]


def test_a_folder_of_originals_tells_where_they_are_from(service: Service) -> None:
    service.feed[LDA] = sent(filings("a", count=1))
    note = service.lda()[0].note
    assert note
    (given,) = given_files([str(service.folder)])
    assert (given.address, given.retrieved) == (f"https://lda.senate.gov{LDA}", "2026-11-22T09:30:00+00:00")
    path = service.folder / note.file
    path.write_bytes(path.read_bytes() + b"\n")  # another file by now
    (given,) = given_files([str(service.folder)])
    assert (given.address, given.retrieved) == ("", "")


@pytest.mark.parametrize("line", ["{", "[]", '{"file": 1}', "[" * 2000, '"x"', "null"])
def test_notes_that_are_none_are_passed_over(tmp_path: Path, line: str) -> None:
    (tmp_path / NOTES).write_text(f"{line}\n", "utf-8")
    assert notes_of(tmp_path) == {}


@pytest.mark.parametrize("mirror", ["ftp://example.org", "/srv/files", "http://", "127.0.0.1:80"])
def test_a_mirror_is_an_address(mirror: str) -> None:
    with pytest.raises(InputError, match="--mirror"):
        FetchOrder(source=official_source("lda"), about="x", mirror=mirror).questions()


def test_documents_are_not_asked_of_a_source_without_any() -> None:
    with pytest.raises(InputError, match="--documents"):
        FetchOrder(source=official_source("lda"), about="x", documents=3).questions()

"""Every page: what it shows, that nothing in it is markup of strangers, its headers, states and links."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import httpx
import pytest
from lxml import html

from api.conftest import start_server, stop_server

PAGES = (
    "/app/",
    "/app/?q=Hikvision+DS-2CD2143G0-I%0Aacme+bakery&buyer=Quarry+Falls+ISD&state=TX&date=2023-07-06",
    "/app/scans",
    "/app/scans/1",
    "/app/scans/1?outcome=review",
    "/app/entities?q=hikvision",
    "/app/dossiers",
    "/app/dossiers/of?name=hikvision",
    "/app/rules",
    "/app/rules/us-889-b?as_of=2021-01-01",
    "/app/lists",
    "/app/watch",
    "/app/settings",
    "/app/proposals",
    "/app/audit?verify=1",
)
SCRIPT = "<script>alert(1)</script>"


def words(answer: httpx.Response) -> str:
    """The text of a page's main part, in single spaces."""
    main = html.fromstring(answer.text).get_element_by_id("main")
    return " ".join(" ".join(main.itertext()).split())


def check_markup(text: str) -> None:
    """Nothing on a page runs but our own module, nothing has a handler or a style of its own."""
    page = html.fromstring(text)
    scripts = page.xpath("//script")
    assert [each.get("type") for each in scripts] == ["module"]
    assert scripts[0].get("src").startswith("/app/static/desk.")
    assert not page.xpath("//img|//iframe|//object|//style|//@style|//base")
    assert not [name for each in page.iter("*") for name in each.attrib if name.startswith("on")]
    assert not [each for each in page.xpath("//@href|//@src|//@action") if each.lower().startswith("javascript")]
    assert "\u202e" not in text


def all_pages(desk: httpx.Client, finding: str) -> tuple[str, ...]:
    entity = re.search(r'href="(/app/entities/[^"?]+)"', desk.get("/app/entities?q=hikvision").text)
    assert entity
    return (*PAGES, finding, entity[1])


def test_every_page_reads_without_script_and_is_labelled(desk: httpx.Client, finding: str) -> None:
    for path in all_pages(desk, finding):
        answer = desk.get(path)
        assert answer.status_code == 200, path
        check_markup(answer.text)
        page = html.fromstring(answer.text)
        assert page.get("lang") == "en"
        assert len(page.xpath("//h1")) == 1, path
        assert len(page.xpath("//main")) == 1
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), f"{path}: {sorted(each for each in ids if ids.count(each) > 1)}"
        labels = set(page.xpath("//label/@for"))
        for field in page.xpath("//input[not(@type='hidden')]|//select|//textarea"):
            assert field.get("id") in labels or field.xpath("ancestor::label"), f"{path}: {html.tostring(field)[:80]!r}"
        for named in page.xpath("//@aria-labelledby|//@aria-describedby"):
            assert set(named.split()) <= set(ids), f"{path}: {named}"


def test_links_of_every_page_lead_somewhere(desk: httpx.Client, finding: str) -> None:
    found = set()
    for path in all_pages(desk, finding):
        found |= set(html.fromstring(desk.get(path).text).xpath("//@href|//@src"))
    own = sorted(each for each in found if each.startswith("/"))
    rules = [each for each in own if each.startswith("/app/rules/")]
    for path in [each for each in own if each not in rules] + rules[:5]:
        assert desk.get(path).status_code == 200, path


def test_hostile_text_is_shown_and_never_run(desk: httpx.Client, finding: str) -> None:
    shown = "<img src=x onerror=alert(1)>"
    for path in ("/app/scans", "/app/scans/1", finding, "/app/audit"):
        answer = desk.get(path)
        assert shown in words(answer), path
        check_markup(answer.text)
    for path in ("/app/?q={}&buyer={}", "/app/entities?q={}", "/app/audit?head={}", "/app/rules?as_of={}", "/app/{}"):
        answer = desk.get(path.replace("{}", SCRIPT))
        assert answer.status_code in {200, 400, 404}
        check_markup(answer.text)
    for name in ("outcome", "maker", "state", "buyer_type", "after"):
        check_markup(desk.get("/app/scans/1", params={name: SCRIPT}).text)
    check_markup(desk.get("/app/", params={"q": SCRIPT, "date": SCRIPT, "state": SCRIPT, "funding": SCRIPT}).text)


def test_headers_and_files_with_hashed_names(desk: httpx.Client) -> None:
    answer = desk.get("/app/")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "style-src 'self'" in policy
    assert answer.headers["cache-control"] == "private, no-cache"
    style = re.search(r"/app/static/desk\.[0-9a-f]{12}\.css", answer.text)
    assert style
    sheet = desk.get(style[0])
    assert "immutable" in sheet.headers["cache-control"]
    for font in re.findall(r"url\(([^)#]+\.woff2)\)", sheet.text):
        assert desk.get(f"/app/static/{font}").headers["content-type"] == "font/woff2"
    for missing in ("desk.css", "..%2fassets.py", "desk.000000000000.css"):
        assert desk.get(f"/app/static/{missing}").status_code == 404


def test_other_sites_may_ask_the_interface_and_never_read_pages(desk: httpx.Client) -> None:
    origin = {"origin": "https://example.org"}
    assert desk.get("/api/lists", headers=origin).headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in desk.get("/app/scans/1", headers=origin).headers
    asking = {**origin, "access-control-request-method": "POST"}
    assert "access-control-allow-origin" not in desk.options("/app/scans/1", headers=asking).headers


def test_the_start_leads_to_the_pages(desk: httpx.Client) -> None:
    assert desk.get("/", follow_redirects=True).url.path == "/app/"
    assert desk.get("/app", follow_redirects=True).url.path == "/app/"


def test_screen_groups_by_rule_and_says_what_is_not_known(desk: httpx.Client) -> None:
    asked = {"q": "Hikvision DS-2CD2143G0-I\n\nacme bakery\nZTE MF833V", "state": "TX", "date": "2023-07-06"}
    page = desk.get("/app/", params={**asked, "buyer": "Quarry Falls ISD"})
    heads = [" ".join(each.text_content().split()) for each in html.fromstring(page.text).xpath("//main//h2")]
    assert any("889(b)" in each for each in heads)
    assert heads[-1] == "Nothing recognised"
    told = words(page)
    assert "3 lines screened: 2 findings, nothing recognised in 1." in told
    assert "No buyer was said" not in told
    assert "No buyer was said" in words(desk.get("/app/", params=asked))
    federal = desk.get("/app/", params={**asked, "buyer_type": "federal-agency"})
    assert "Prohibited" in words(federal)


def test_screen_takes_some_lines_and_counts_the_rest(desk: httpx.Client) -> None:
    page = desk.get("/app/", params={"q": "\n".join(f"part {number}" for number in range(43))})
    assert "3 further lines were not screened" in words(page)


@pytest.mark.parametrize(("name", "value"), [("date", "soon"), ("state", "Atlantis"), ("funding", "pirates")])
def test_screen_says_what_it_does_not_understand_and_keeps_the_form(desk: httpx.Client, name: str, value: str) -> None:
    page = desk.get("/app/", params={"q": "Hikvision camera", name: value})
    assert page.status_code == 400
    assert value in words(page)
    assert "Hikvision camera" in html.fromstring(page.text).get_element_by_id("q").text


def test_a_scan_is_counted_filtered_and_exported_as_shown(desk: httpx.Client) -> None:
    everything = [json.loads(line) for line in desk.get("/app/scans/1/export?format=jsonl").text.splitlines()]
    assert len(everything) == 4
    page = html.fromstring(desk.get("/app/scans/1").text)
    for link in page.xpath("//*[@class='facets']//a"):
        count = int(link.xpath(".//*[@class='n']")[0].text_content())
        under = html.fromstring(desk.get(link.get("href")).text)
        rows = under.xpath("//table//tbody/tr")
        assert len(rows) == count, link.get("href")
        export = under.xpath("//a[text()='csv']/@href")[0]
        assert len(list(csv.DictReader(io.StringIO(desk.get(export).text)))) == count
        assert "This view:" in under.get_element_by_id("main").text_content()


def test_a_scan_is_seen_by_months_in_facets_table_and_export(desk: httpx.Client) -> None:
    page = desk.get("/app/scans/1", params={"from": "2021-01", "to": "2023-07"})
    assert "Months: 2021-01 to 2023-07" in page.text
    days = re.findall(r'class="c-d mono">([^<]+)<', page.text)
    assert sorted(set(days)) == ["2021-03-18", "2023-07-06"]
    sent = desk.get("/app/scans/1/export", params={"from": "2021-01", "to": "2023-07"})
    assert {row["date"] for row in csv.DictReader(io.StringIO(sent.text))} == set(days)
    alone = desk.get("/app/scans/1", params={"to": "2019-05"})
    assert set(re.findall(r'class="c-d mono">([^<]+)<', alone.text)) == {"2019-05-02"}
    assert re.search(r"from=2021-01&amp;to=2021-12", alone.text), "years are a facet"
    assert 'data-state="TX"' in page.text


@pytest.mark.parametrize("value", ["2021", "2021-13", "0000-01", "2021-01-01", "x' OR 1=1", "２０２１-01"])
def test_a_month_that_is_none_is_said(desk: httpx.Client, value: str) -> None:
    page = desk.get("/app/scans/1", params={"from": value})
    assert page.status_code == 400
    assert "is no month; write it as 2021-03" in page.text


def test_an_export_guards_spreadsheets_and_is_logged(desk: httpx.Client) -> None:
    answer = desk.get("/app/scans/1/export?format=csv&state=TX")
    assert answer.headers["content-disposition"] == 'attachment; filename="scan-1-TX.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert all(row["supplier"].startswith("'=SUM") for row in rows)
    assert 'export filters {"state": "TX"}' in words(desk.get("/app/audit"))


def test_rules_and_their_text_turn_on_the_day(desk: httpx.Client) -> None:
    before = words(desk.get("/app/rules/us-889-b?as_of=2019-01-01"))
    after = words(desk.get("/app/rules/us-889-b?as_of=2022-01-01"))
    assert "In force on 1 January 2022" in after
    assert "In force on 1 January 2019" not in before
    wrong = desk.get("/app/rules?as_of=soon")
    assert wrong.status_code == 400
    assert "Shown as of today" in words(wrong)


def test_entities_are_found_and_shown_with_their_listings(desk: httpx.Client) -> None:
    found = desk.get("/app/entities?q=hangzhou+hikvision")
    link = html.fromstring(found.text).xpath("//a[@class='go']/@href")[0]
    page = words(desk.get(link))
    assert "Pub. L. 115-232 sec. 889(f)(3)" in page
    assert "FCC" in page
    assert "No party is named so" in words(desk.get("/app/entities?q=zwiebelkuchenmanufaktur"))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/app/scans/99", 404),
        ("/app/scans/x", 400),
        (f"/app/scans/{10**30}", 404),
        ("/app/findings/%00", 404),
        ("/app/scans/1?after=x", 400),
        ("/app/scans/1?outcome=x", 400),
        ("/app/scans/1/export?format=exe", 400),
        ("/app/findings/ffffffff", 404),
        ("/app/entities/none:1", 404),
        ("/app/rules/none", 404),
        ("/app/audit?head=x", 400),
        ("/app/nowhere", 404),
    ],
)
def test_errors_are_pages_that_say_what_to_do(desk: httpx.Client, path: str, status: int) -> None:
    answer = desk.get(path)
    assert answer.status_code == status
    check_markup(answer.text)
    assert "What was kept stays as it is." in words(answer)


def test_old_lists_are_said_on_every_page(desk: httpx.Client) -> None:
    banner = html.fromstring(desk.get("/app/scans").text).xpath("//*[@role='note']")[0].text_content()
    assert "Stale:" in banner
    assert "Newer listings are unknown here" in banner


def test_without_a_store_pages_say_how_to_begin(tmp_path: Path) -> None:
    process, address = start_server(str(tmp_path / "none.sqlite3"))
    try:
        with httpx.Client(base_url=address, timeout=60) as client:
            assert "No scan is kept yet" in words(client.get("/app/scans"))
            assert "The log has no line yet" in words(client.get("/app/audit?verify=1"))
            assert client.get("/app/scans/1").status_code == 404
            assert client.get("/app/findings/abc").status_code == 404
        assert not (tmp_path / "none.sqlite3").exists()
    finally:
        stop_server(process)


def test_dossiers_are_found_by_name_and_joined_to_own_findings(desk: httpx.Client) -> None:
    index = desk.get("/app/dossiers")
    assert re.search(r'href="/app/dossiers/of\?name=Kestrel', index.text)
    page = desk.get("/app/dossiers/of", params={"name": "Kestrel"})
    assert page.status_code == 200
    assert "Chinese customers were ordering ahead" in page.text
    hikvision = desk.get("/app/dossiers/of", params={"name": "Hikvision"})
    assert "2 findings of Hikvision" in hikvision.text, "the kept camera and the relabelled one"
    assert "Chinese customers were ordering ahead" not in hikvision.text


def test_a_dossier_of_nobody_says_so_and_a_period_that_is_none_is_said(desk: httpx.Client) -> None:
    none = desk.get("/app/dossiers/of", params={"name": f"Zzyzx Nobody {SCRIPT}"})
    assert none.status_code == 404
    assert SCRIPT not in none.text
    wrong = desk.get("/app/dossiers/of", params={"name": "Kestrel", "since": "2024", "until": "2020"})
    assert wrong.status_code == 400

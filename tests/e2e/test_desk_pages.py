"""The desk's pages in a real browser: nothing is refused or sticks out, keys move, a decision is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.conftest import start_server, stop_server
from e2e.chromium import Page, browse
from e2e.test_report_page import STICKING_OUT
from web.conftest import keep_documents, keep_scan

#: 390 is a phone; 720 is a desk's screen at 200 % zoom.
WIDTHS = (390, 720, 1440)
PAGES = (
    "/app/",
    "/app/?q=Hikvision+DS-2CD2143G0-I%0AHuawei&buyer=Quarry+Falls+ISD&state=TX&date=2023-07-06",
    "/app/scans",
    "/app/scans/1",
    "/app/jobs",
    "/app/entities?q=hikvision",
    "/app/entities/us-889:13bfaef033",
    "/app/dossiers",
    "/app/dossiers/of?name=Kestrel",
    "/app/dossiers/of?name=hikvision",
    "/app/rules",
    "/app/rules/us-889-b",
    "/app/lists",
    "/app/watch",
    "/app/proposals",
    "/app/settings",
    "/app/scans/1/decide",
    "/app/audit?verify=1",
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Iterator[str]:  # noqa: ARG001  the cache is set first
    store = tmp_path_factory.mktemp("desk") / "store.sqlite3"
    keep_scan(store)
    keep_documents(store)
    process, address = start_server(str(store))
    yield address
    stop_server(process)


@pytest.fixture(scope="module")
def page(chromium: str) -> Iterator[Page]:
    with browse(chromium) as opened:
        yield opened


def first_finding(page: Page, base: str) -> str:
    page.open(f"{base}/app/scans/1")
    address: str = page.evaluate("document.querySelector('a.go').href")
    return address


def test_nothing_sticks_out_or_is_refused_at_any_width(page: Page, base: str) -> None:
    for path in (*PAGES, first_finding(page, base).removeprefix(base)):
        for width in WIDTHS:
            page.resize(width)
            page.open(f"{base}{path}")
            page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} at {width}"
            if width == min(WIDTHS):
                assert page.evaluate(STICKING_OUT) == [], path
            assert page.complaints == [], path
            assert all(url.startswith(base) for url in page.requests), path


def test_targets_can_be_hit_and_hostile_text_ran_nowhere(page: Page, base: str) -> None:
    page.resize(390)
    for path in ("/app/scans/1", "/app/audit", first_finding(page, base).removeprefix(base)):
        page.open(f"{base}{path}")
        small = """[...document.querySelectorAll('button, input, select, summary, nav a, a.go, a.btn')]
          .filter(each => each.getClientRects().length && !each.closest('.out, label'))
          .filter(each => each.getBoundingClientRect().height < 23.5).map(each => each.outerHTML.slice(0, 100))"""
        assert page.evaluate(small) == [], path
        assert page.evaluate("document.querySelectorAll('img, main script').length") == 0


def test_keys_move_along_rows_and_can_be_turned_off(page: Page, base: str) -> None:
    page.resize(1440)
    page.open(f"{base}/app/scans/1")
    links = "[...document.querySelectorAll('a.go')]"
    page.tab.keyboard.press("j")
    page.tab.keyboard.press("j")
    assert page.evaluate(f"{links}.indexOf(document.activeElement)") == 1
    page.tab.keyboard.press("k")
    assert page.evaluate(f"{links}.indexOf(document.activeElement)") == 0
    page.tab.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "quick"
    page.tab.keyboard.press("j")
    assert page.evaluate("document.activeElement.value") == "j"
    page.evaluate("document.getElementById('keys').click()")
    page.open(f"{base}/app/scans/1")
    page.tab.keyboard.press("j")
    assert page.evaluate(f"{links}.indexOf(document.activeElement)") == -1
    page.evaluate("document.getElementById('keys').click()")


@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_against_wcag_on_any_page(page: Page, base: str, width: int) -> None:
    page.resize(width)
    found: list[str] = []
    for path in (*PAGES, first_finding(page, base).removeprefix(base)):
        page.open(f"{base}{path}")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        found += [f"{path} {each}" for each in page.violations()]
    assert not found, "\n".join(found)


def test_a_state_is_clicked_and_months_are_dragged_over_to_see_only_those(page: Page, base: str) -> None:
    page.resize(1440)
    page.open(f"{base}/app/scans/1")
    page.evaluate("document.querySelector('.map [data-state=TX]').dispatchEvent(new MouseEvent('click'))")
    page.tab.wait_for_url("**?state=TX")
    page.evaluate("document.querySelector('.brush').scrollIntoView()")
    left, top, width, height = page.evaluate(
        "(box => [box.left, box.top, box.width, box.height])"
        "(document.querySelector('.brush svg').getBoundingClientRect())"
    )
    first, last = (int(page.evaluate(f"document.querySelector('.brush').dataset.{name}")) for name in ("first", "last"))
    month = width / (12 * (last - first + 1))
    mouse, middle = page.tab.mouse, top + height / 2
    mouse.move(left + 2.5 * month, middle)
    mouse.down()
    mouse.move(left + 20.5 * month, middle)
    mouse.move(left + 26.5 * month, middle)
    mouse.up()
    page.tab.wait_for_url(f"**?state=TX&from={first}-03&to={first + 2}-03")
    assert f"Months: {first}-03 to {first + 2}-03" in page.evaluate("document.querySelector('.view').textContent")

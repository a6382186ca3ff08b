"""The HTML report of the demo in a real browser: it works, complains of nothing and asks nothing of the network."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.chromium import Page, browse

VISIBLE = "[...document.querySelectorAll('tbody.f')].filter(row => row.offsetParent !== null)"
#: Elements that stick out of the screen and are in no box that scrolls by itself.
STICKING_OUT = """[...document.body.querySelectorAll('*')].filter(element => {
  if (element.closest('svg, .scroll, .skip') || element.getBoundingClientRect().width === 0) return false;
  return element.getBoundingClientRect().right > document.documentElement.clientWidth + 1;
}).map(element => element.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Path:
    """The report that `debar demo` writes."""
    folder = tmp_path_factory.mktemp("report")
    environment = {**os.environ, "DEBAR_TODAY": "2026-11-22", "DEBAR_CACHE_DIR": str(cache)}
    command = [sys.executable, "-m", "debar", "demo", "-o", "report.html"]
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=300, check=True)
    return folder / "report.html"


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Page]:
    with browse(chromium) as page:
        yield page


@pytest.fixture
def page(browser: Page, report: Path) -> Page:
    """The report, freshly opened on a desk's screen."""
    browser.resize(1280)
    browser.open(report.as_uri())
    return browser


def visible(page: Page) -> list[str]:
    """The outcomes of the findings that can be seen, in their order."""
    seen: list[str] = page.evaluate(f"{VISIBLE}.map(row => row.dataset.outcome)")
    return seen


def test_the_page_has_no_complaint_and_asks_only_for_itself(page: Page, report: Path) -> None:
    page.evaluate("document.fonts.ready.then(() => new Promise(done => setTimeout(done, 300)))")
    assert page.complaints == []
    assert page.requests == [report.as_uri()]


def test_the_policy_stops_a_request_and_the_browser_says_so(page: Page) -> None:
    """What the test above rests on: a page that did ask for something would be noticed."""
    page.evaluate("fetch('https://example.invalid/').catch(() => 0)")
    assert any("Content Security Policy" in complaint for complaint in page.complaints)


def test_the_embedded_typefaces_are_used(page: Page) -> None:
    page.evaluate("document.fonts.ready.then(() => true)")
    faces = page.evaluate("[...document.fonts].map(face => [face.family.replaceAll('\"', ''), face.status])")
    assert {family for family, status in faces if status == "loaded"} >= {"Public Sans", "Source Serif 4"}


def test_every_finding_is_seen_at_first_most_severe_first(page: Page) -> None:
    seen = visible(page)
    order = ["prohibited", "license-required", "duty", "depends", "review", "clear"]
    assert len(seen) > 20
    assert seen == sorted(seen, key=order.index)
    assert page.evaluate("document.getElementById('shown').textContent") == f"{len(seen)} shown"


def test_a_box_that_is_unchecked_hides_its_findings_and_the_count_says_so(page: Page) -> None:
    before = visible(page)
    page.evaluate("""document.querySelector('fieldset[data-by="outcome"] input[value="prohibited"]').click()""")
    after = visible(page)
    assert after == [outcome for outcome in before if outcome != "prohibited"]
    assert 0 < len(after) < len(before)
    shown = page.evaluate("document.getElementById('shown').textContent")
    assert shown == f"{len(after)} of {len(before)} shown"


def test_search_takes_words_in_any_order_and_show_all_brings_everything_back(page: Page) -> None:
    before = visible(page)
    page.evaluate(
        """(() => { const q = document.getElementById('q'); q.value = 'pd682 HYTERA';
        q.dispatchEvent(new Event('input', {bubbles: true}));
        return new Promise(done => setTimeout(done, 400)); })()"""
    )
    assert page.evaluate(f"{VISIBLE}.map(row => row.dataset.maker)") == ["hytera"]
    page.evaluate("document.querySelector('form.filters button[type=reset]').click()")
    page.evaluate("new Promise(done => setTimeout(done, 100))")
    assert visible(page) == before


def test_a_search_without_an_answer_says_so(page: Page) -> None:
    page.evaluate(
        """(() => { const q = document.getElementById('q'); q.value = 'nothing of the kind';
        q.dispatchEvent(new Event('input', {bubbles: true}));
        return new Promise(done => setTimeout(done, 400)); })()"""
    )
    assert visible(page) == []
    assert page.evaluate("document.getElementById('none').offsetParent !== null")


def test_a_pointer_shows_only_its_outcome(page: Page) -> None:
    page.evaluate("""document.querySelector('a[data-only="depends"]').click()""")
    assert set(visible(page)) == {"depends"}


def test_a_heading_sorts_by_its_column_both_ways(page: Page) -> None:
    button = "document.querySelector('th[data-sort=day] button')"
    days = f"{VISIBLE}.map(row => row.dataset.day).filter(Boolean)"
    page.evaluate(f"{button}.click()")
    ascending = page.evaluate(days)
    page.evaluate(f"{button}.click()")
    descending = page.evaluate(days)
    assert ascending == sorted(ascending)
    assert descending == sorted(descending, reverse=True)
    assert ascending != descending
    assert page.evaluate("document.querySelector('th[data-sort=day]').getAttribute('aria-sort')") == "descending"


def test_a_link_to_a_finding_opens_it(page: Page) -> None:
    is_open = "document.querySelector('#finding-2 details').open"
    assert page.evaluate(is_open) is False
    page.evaluate("(location.hash = 'finding-2', new Promise(done => setTimeout(done, 200)))")
    assert page.evaluate(is_open) is True


@pytest.mark.parametrize("width", [1280, 768, 390, 320])
def test_no_screen_scrolls_sideways_not_even_with_every_finding_open(page: Page, width: int) -> None:
    page.resize(width)
    page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
    assert page.evaluate("document.documentElement.clientWidth") == width
    assert page.evaluate(STICKING_OUT) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_finding_can_be_opened_by_keyboard(page: Page) -> None:
    page.evaluate("document.querySelector('#finding-1 summary').focus()")
    page.tab.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('#finding-1 details').open") is True


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_against_wcag(page: Page, width: int) -> None:
    page.resize(width)
    page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
    assert page.violations() == []

"""An admin changes people in a real browser, on a phone as on a desk: all can be reached, read and pressed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.conftest import start_server, stop_server
from api.test_accounts import PASSWORD
from debar.desk.people import add_account, add_key
from debar.store import open_store
from e2e.chromium import Page, browse
from e2e.test_desk_pages import WIDTHS
from e2e.test_report_page import STICKING_OUT

AT = datetime.now(UTC)
LONGEST = "a-name.as_long@as-names-of-accounts-may-be-in-a-store-of-debar-64"[:64]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Iterator[str]:  # noqa: ARG001  the cache is set first
    """A server with accounts, one of them with the longest name there can be, and a key."""
    store = str(tmp_path_factory.mktemp("people") / "store.sqlite3")
    with open_store(store) as opened:
        for name, role in (("dana", "admin"), ("ana", "analyst"), (LONGEST, "viewer")):
            add_account(opened, name, PASSWORD, role=role, actor="t", at=AT)
        add_key(opened, "ana", "a script", scopes=["ask"], days=9, actor="t", at=AT)
    process, address = start_server(store)
    yield address
    stop_server(process)


@pytest.fixture(scope="module")
def page(chromium: str, base: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A browser in which the admin has signed in."""
    with browse(chromium, tmp_path_factory.mktemp("profile")) as opened:
        opened.open(f"{base}/app/login")
        opened.evaluate("document.querySelector('[name=name]').value = 'dana'")
        opened.evaluate(f"document.querySelector('[name=password]').value = '{PASSWORD}'")
        press(opened, "form.signing button")
        yield opened


def press(page: Page, selector: str) -> None:
    """Press a button that sends a form, and wait for the page that answers."""
    page.events.clear()
    page.evaluate(f"document.querySelector('{selector}').click()")
    while not any(event["method"] == "Page.loadEventFired" for event in page.events):
        page._receive()


def words(page: Page, selector: str) -> str:
    return " ".join(str(page.evaluate(f"document.querySelector('{selector}').textContent")).split())


def check_fits(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(STICKING_OUT) == [] or width > min(WIDTHS)
    small = """[...document.querySelectorAll('main button, main input, main select')]
      .filter(each => each.getClientRects().length && !each.closest('.out, label'))
      .filter(each => each.getBoundingClientRect().height < 23.5).map(each => each.outerHTML.slice(0, 100))"""
    assert page.evaluate(small) == []
    nameless = """[...document.querySelectorAll('main button, main input:not([type=hidden]), main select')]
      .filter(each => !(each.labels?.length || each.ariaLabel || each.textContent.trim())).length"""
    assert page.evaluate(nameless) == 0
    assert page.complaints == []


def test_the_page_of_settings_fits_every_width_and_what_is_pressed_is_large_and_named(page: Page, base: str) -> None:
    for width in WIDTHS:
        page.resize(width)
        page.open(f"{base}/app/settings")
        check_fits(page, width)


def test_an_account_is_made_given_a_role_shut_out_and_let_in_again(page: Page, base: str) -> None:
    page.resize(390)
    page.open(f"{base}/app/settings")
    page.evaluate("document.getElementById('account').value = 'joe'")
    page.evaluate("document.getElementById('role').value = 'analyst'")
    press(page, '[action="/app/settings/people"] button')
    assert len(words(page, "[aria-labelledby=password] .hash")) == 29
    check_fits(page, 390)
    page.evaluate("document.querySelector('[action=\"/app/settings/people/joe/role\"] select').value = 'approver'")
    press(page, '[action="/app/settings/people/joe/role"] button')
    assert "joe, approver, since" in words(page, ".people")
    press(page, '[action="/app/settings/people/joe/disable"] button')
    assert "joe, approver, disabled" in words(page, ".people")
    press(page, '[action="/app/settings/people/joe/enable"] button')
    assert "joe, approver, since" in words(page, ".people")
    page.open(f"{base}/app/audit")
    told = words(page, "table")
    for line in ("account add", "account role", "account disable", "account enable"):
        assert line in told

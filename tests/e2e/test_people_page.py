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
def page(chromium: str, base: str) -> Iterator[Page]:
    """A browser in which the admin has signed in."""
    with browse(chromium) as opened:
        opened.open(f"{base}/app/login")
        opened.tab.locator("form.signing [name=name]").fill("dana")
        opened.tab.locator("form.signing [name=password]").fill(PASSWORD)
        opened.tab.locator("form.signing button").click()
        opened.tab.get_by_role("button", name="Sign out").wait_for()
        yield opened


def check_page(page: Page, width: int) -> None:
    """Nothing sticks out or is refused, what is pressed is large enough, axe finds nothing against WCAG."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width == min(WIDTHS):
        assert page.evaluate(STICKING_OUT) == []
    small = """[...document.querySelectorAll('main button, main input, main select')]
      .filter(each => each.getClientRects().length && !each.closest('.out, label'))
      .filter(each => each.getBoundingClientRect().height < 23.5).map(each => each.outerHTML.slice(0, 100))"""
    assert page.evaluate(small) == []
    assert page.complaints == []
    assert page.violations() == []


def test_the_page_of_settings_fits_every_width_and_axe_finds_nothing(page: Page, base: str) -> None:
    for width in WIDTHS:
        page.resize(width)
        page.open(f"{base}/app/settings")
        check_page(page, width)


def test_an_account_is_made_given_a_role_shut_out_and_let_in_again(page: Page, base: str) -> None:
    page.resize(390)
    page.open(f"{base}/app/settings")
    page.tab.get_by_label("Name to sign in with").fill("joe")
    page.tab.get_by_label("Role", exact=True).select_option("analyst")
    page.tab.get_by_role("button", name="Make the account").click()
    secret = page.tab.locator("[aria-labelledby=password] .hash").inner_text()
    assert len(secret) == 29
    check_page(page, 390)
    joe = page.tab.locator(".people li", has_text="joe")
    joe.get_by_label("Role of joe").select_option("approver")
    joe.get_by_role("button", name="Set role of joe").click()
    joe.get_by_text("joe, approver, since").wait_for()
    joe.get_by_role("button", name="Disable joe").click()
    joe.get_by_text("joe, approver, disabled").wait_for()
    joe.get_by_role("button", name="Let in again joe").click()
    joe.get_by_text("joe, approver, since").wait_for()
    assert secret not in page.tab.content()
    page.open(f"{base}/app/audit")
    told = page.tab.locator("table").inner_text()
    for line in ("account add", "account role", "account disable", "account enable"):
        assert line in told

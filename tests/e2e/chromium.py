"""A headless Chromium, the machine's own, driven by Playwright."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import playwright.sync_api
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars")
#: Milliseconds an answer may take on a busy machine.
PATIENCE = 60_000
#: The rules of WCAG 2.2, levels A and AA.
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


class Page:
    """One tab: ``tab`` is Playwright's. What it asks for and complains of is kept until the next page is opened."""

    def __init__(self, tab: playwright.sync_api.Page) -> None:
        self.tab = tab
        self.requests: list[str] = []
        self.complaints: list[str] = []
        tab.on("request", lambda request: self._note_request(request.url))
        tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        tab.on("console", self._note_message)

    def open(self, url: str) -> None:
        """Go to a page and wait until it is loaded."""
        self.requests.clear()
        self.complaints.clear()
        self.tab.goto(url)

    def evaluate(self, expression: str) -> Any:
        """Return the value of a JavaScript expression; a promise is waited for."""
        return self.tab.evaluate(expression)

    def resize(self, width: int, height: int = 900) -> None:
        """Give the page the size of a screen."""
        self.tab.set_viewport_size({"width": width, "height": height})

    def violations(self) -> list[str]:
        """Return what axe finds against WCAG 2.2 AA: the rule, and where."""
        found = Axe().run(self.tab, options={"runOnly": {"type": "tag", "values": list(RULES)}})
        return [
            f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
            for each in found.response["violations"]
            for node in each["nodes"]
        ]

    def _note_request(self, url: str) -> None:
        if not url.startswith("data:"):
            self.requests.append(url)

    def _note_message(self, message: playwright.sync_api.ConsoleMessage) -> None:
        if message.type in {"error", "warning", "assert"}:
            self.complaints.append(message.text)


@contextmanager
def browse(chromium: str) -> Iterator[Page]:
    """Yield a page of a fresh browser, which ends with it."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=list(FLAGS))
        context = browser.new_context(accept_downloads=True)
        context.set_default_timeout(PATIENCE)
        yield Page(context.new_page())
        browser.close()

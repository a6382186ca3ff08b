"""How a fetch can go wrong, and how an address may be shown while saying so."""

from __future__ import annotations

import httpx

from debar.errors import FetchError
from debar.lists.fetch_content import printable


class RefusalError(FetchError):
    """One address did not give the file, and asking again would not help. ``status``: 0 when no answer came."""

    def __init__(self, text: str, status: int = 0) -> None:
        super().__init__(text)
        self.status = status


class PassingError(Exception):
    """What may be gone at the next try. ``wait``: the seconds that the server asks to wait, None when it does not."""

    def __init__(self, text: str, status: int = 0, wait: float | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.wait = wait


def shown(url: httpx.URL | str) -> str:
    """Return an address as it may be shown and kept: without name and password."""
    try:
        return printable(str(httpx.URL(url).copy_with(userinfo=b"")), 500)
    except httpx.InvalidURL:
        return printable(str(url).rpartition("@")[2], 500)

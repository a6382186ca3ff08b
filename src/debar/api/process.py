"""What a process of a server is made of: the interface over the store that the environment names."""

from __future__ import annotations

import logging
import os
from datetime import date

from fastapi import FastAPI

from debar.api.app import create_app
from debar.api.current import CurrentDesk

STORE_VARIABLE = "DEBAR_SERVE_STORE"
#: The day ages are counted to, set by whoever starts the server for output that must not change; else the calendar's.
TODAY_VARIABLE = "DEBAR_SERVE_TODAY"

_log = logging.getLogger("debar.serve")


def store_served() -> str:
    """Return the store named by ``DEBAR_SERVE_STORE`` ("" is the user's own)."""
    return os.environ.get(STORE_VARIABLE, "")


def make_current() -> CurrentDesk:
    """Return the desk over that store, on the day of the environment or the calendar's."""
    fixed = os.environ.get(TODAY_VARIABLE)
    today = date.today if not fixed else lambda: date.fromisoformat(fixed)
    return CurrentDesk(store_served(), today=today)


def make_interface(current: CurrentDesk) -> FastAPI:
    """Return the HTTP interface over a desk; what it tells goes to the log."""
    return create_app(current, tell=_log.warning)

"""What each process of a server runs: the application over the store that the environment names."""

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


def make_app() -> FastAPI:
    """Return the application over the store named by ``DEBAR_SERVE_STORE`` ("" is the user's own)."""
    fixed = os.environ.get(TODAY_VARIABLE)
    today = date.today if not fixed else lambda: date.fromisoformat(fixed)
    return create_app(CurrentDesk(os.environ.get(STORE_VARIABLE, ""), today=today), tell=_log.warning)

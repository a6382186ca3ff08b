"""What each process of a server runs: the application over the store that the environment names."""

from __future__ import annotations

import logging
import os

from fastapi import FastAPI

from debar.api.app import create_app
from debar.api.current import CurrentDesk

STORE_VARIABLE = "DEBAR_SERVE_STORE"

_log = logging.getLogger("debar.serve")


def make_app() -> FastAPI:
    """Return the application over the store named by ``DEBAR_SERVE_STORE`` ("" is the user's own)."""
    return create_app(CurrentDesk(os.environ.get(STORE_VARIABLE, "")), tell=_log.warning)

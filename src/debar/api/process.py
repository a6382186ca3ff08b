"""What a process of a server is made of: the interface over the store that the environment names."""

from __future__ import annotations

import logging
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from debar.api.access import Access
from debar.api.app import create_app
from debar.api.current import CurrentDesk
from debar.api.figures import Figures
from debar.api.jobs import Uploads
from debar.api.rates import PER_MINUTE, Rates
from debar.desk.oidc import Provider, load_provider
from debar.desk.signing_in import SignIn

STORE_VARIABLE = "DEBAR_SERVE_STORE"
#: The day ages are counted to, set by whoever starts the server for output that must not change; else the calendar's.
TODAY_VARIABLE = "DEBAR_SERVE_TODAY"
#: The folder where the processes add up their figures; whether requests are logged; requests a minute of one client.
FIGURES_VARIABLE, LOG_VARIABLE, RATE_VARIABLE = "DEBAR_SERVE_FIGURES", "DEBAR_SERVE_LOG", "DEBAR_SERVE_RATE"
#: The file that names an identity provider; the folder for files that are sent.
OIDC_VARIABLE, UPLOADS_VARIABLE = "DEBAR_SERVE_OIDC", "DEBAR_SERVE_UPLOADS"

_log = logging.getLogger("debar.serve")


def store_served() -> str:
    """Return the store named by ``DEBAR_SERVE_STORE`` ("" is the user's own)."""
    return os.environ.get(STORE_VARIABLE, "")


def make_current() -> CurrentDesk:
    """Return the desk over that store, on the day of the environment or the calendar's."""
    fixed = _fixed_day()
    return CurrentDesk(store_served(), today=(lambda: fixed) if fixed else date.today)


def make_uploads(current: CurrentDesk) -> Uploads:
    """Return where files that are sent go."""
    return Uploads(current, os.environ.get(UPLOADS_VARIABLE, ""))


def make_access(current: CurrentDesk, **pages: Any) -> Access:
    """Return who is let in to the store of a desk; ``pages`` are what :class:`Access` takes of them."""
    rates = Rates(int(os.environ.get(RATE_VARIABLE, PER_MINUTE)))
    url = current.store or ""
    return Access(SignIn(url, _now), url, rates=rates, **pages)


def make_provider() -> Provider | None:
    """Return the identity provider that people may sign in by; None for none."""
    path = os.environ.get(OIDC_VARIABLE, "")
    return Provider(load_provider(path), _now) if path else None


def make_interface(current: CurrentDesk, access: Access, uploads: Uploads) -> FastAPI:
    """Return the HTTP interface over a desk; what it tells goes to the log, requests too where that is asked."""
    folder = os.environ.get(FIGURES_VARIABLE)
    if os.environ.get(LOG_VARIABLE):
        _log_requests()
    figures = Figures(Path(folder) if folder else None)
    return create_app(current, access=access, figures=figures, uploads=uploads, today=_fixed_day(), tell=_log.warning)


def _fixed_day() -> date | None:
    fixed = os.environ.get(TODAY_VARIABLE)
    return date.fromisoformat(fixed) if fixed else None


def _now() -> datetime:
    return datetime.now(UTC)


def _log_requests() -> None:
    log = logging.getLogger("debar.requests")
    log.setLevel(logging.INFO)
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.StreamHandler(sys.stderr))

"""What each process of ``debar serve`` runs: the HTTP interface and the pages over one store."""

from __future__ import annotations

from fastapi import FastAPI

from debar.api.process import make_access, make_current, make_interface, make_provider, store_served
from debar.web.application import DOORS, add_pages


def make_app() -> FastAPI:
    """Return the application over the store that the environment names; see :mod:`debar.api.process`."""
    current = make_current()
    access = make_access(current, **DOORS)
    app = make_interface(current, access)
    add_pages(app, current, access, store_served(), make_provider())
    return app

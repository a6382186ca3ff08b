"""What each process of ``debar serve`` runs: the HTTP interface and the pages over one store."""

from __future__ import annotations

import gc

from fastapi import FastAPI

from debar.api.process import make_access, make_current, make_interface, make_provider, make_uploads, store_served
from debar.web.application import DOORS, add_pages

#: How many objects more than before let the collector look: what a request leaves behind is mostly freed without it,
#: and each full look holds up all requests under way. Lists and law are set aside for good.
_COLLECT = (20_000, 20, 20)


def make_app() -> FastAPI:
    """Return the application over the store that the environment names; see :mod:`debar.api.process`."""
    current = make_current()
    access = make_access(current, **DOORS)
    uploads = make_uploads(current)
    app = make_interface(current, access, uploads)
    add_pages(app, current, access, store_served(), make_provider(), uploads=uploads)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT)
    return app

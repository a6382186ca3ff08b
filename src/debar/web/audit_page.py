"""The log of what was done, the newest line first, and whether it is as it was written."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from debar.errors import InputError
from debar.report.records import to_json
from debar.report.text import plain, shorten
from debar.web.rendering import Pages, address

ON_A_PAGE = 50
_FAULTS = 100
_HASH = re.compile(r"[0-9a-f]{64}")
_LONGEST = 2_000


def audit_router(pages: Pages) -> APIRouter:
    """Return the route."""
    router = APIRouter(prefix="/audit")

    @router.get("")
    def audit(request: Request, before: str = "", verify: str = "", head: str = "") -> HTMLResponse:
        """Show lines of the log; with ``verify`` also what is wrong with it."""
        noted = head.strip().lower()
        if noted and not _HASH.fullmatch(noted):
            raise InputError("the noted hash has 64 digits, 0 to 9 and a to f: copy it whole, or leave it empty")
        start = int(before) if before.isdecimal() and len(before) < 19 else 0
        values: dict[str, Any] = {"faults": None, "more_faults": 0}
        with pages.casebook.reading(request) as casework:
            found = casework.newest_entries(start, ON_A_PAGE + 1) if casework else ()
            if verify and casework:
                faults = casework.faults(noted)
                values = {"faults": faults[:_FAULTS], "more_faults": max(len(faults) - _FAULTS, 0)}
        shown, more = found[:ON_A_PAGE], found[ON_A_PAGE:]
        return pages.render(
            request,
            "audit.html.j2",
            section="audit",
            title="Audit",
            head=head[:64],
            rows=[(entry, [(plain(name), _words(value)) for name, value in entry.what.items()]) for entry in shown],
            first=not start,
            first_href=address("audit"),
            next_href=address("audit", before=shown[-1].n) if more else "",
            **values,
        )

    return router


def _words(value: object) -> str:
    text = to_json(value) if isinstance(value, (dict, list)) else str(value)
    return shorten(plain(text), _LONGEST)

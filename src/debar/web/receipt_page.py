"""The receipt of a finding as a file: page, print or data; each one that is given is a line of the log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from debar.api.access import principal_of
from debar.desk.answers import parse_date
from debar.desk.receipts import log_receipt, make_receipt
from debar.errors import InputError
from debar.report.html.receipt import make_receipt_page
from debar.report.receipt_pdf import make_receipt_pdf
from debar.report.receipts import receipt_text
from debar.report.text import plain, shorten
from debar.web.casebook import moment_on
from debar.web.kept import read_finding
from debar.web.rendering import Pages

#: Forms of a receipt, and what each is to a browser.
RECEIPTS: Mapping[str, str] = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "json": "application/json",
}


def receipt_router(pages: Pages) -> APIRouter:
    """Return the route under ``/findings``."""
    router = APIRouter(prefix="/findings")

    @router.get("/{id_}/receipt.{form}")
    def receipt(request: Request, id_: str, form: str, as_of: str = "") -> Response:
        """Give a receipt of the finding, and log that it was given."""
        if form not in RECEIPTS or not pages.casebook.exists() or not (id_.isascii() and id_.isalnum()):
            raise HTTPException(404, f"no receipt of {shorten(plain(id_), 40)} as {shorten(plain(form), 10)}")
        desk, principal = pages.current.desk, principal_of(request)
        day = parse_date(as_of, "as of") or desk.today
        with pages.casebook.opened() as store:
            casework = store.casework_in(principal.workspace)
            try:
                casework.finding(id_)
            except InputError:
                raise HTTPException(404, f"no finding {shorten(id_, 40)} is kept here") from None
            made = make_receipt(desk, casework, id_, day, principal.workspace)
            content = render_receipt(made, form)
            with store.writing() as writer:
                log_receipt(writer, made, content, form, actor=principal.actor, at=moment_on(desk.today))
        name = f"receipt-{made['finding']['id'][:8]}-{made['as_of']}.{form}"
        headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "private, no-store"}
        return Response(content, media_type=RECEIPTS[form], headers=headers)

    return router


def render_receipt(receipt: Mapping[str, Any], form: str) -> bytes:
    """Return the receipt's data as one of ``RECEIPTS``. Raises MissingExtraError when a pdf cannot be laid out."""
    if form == "json":
        return f"{receipt_text(receipt)}\n".encode()
    finding = read_finding(receipt["finding"])
    if form == "pdf":
        return make_receipt_pdf(receipt, finding)
    return make_receipt_page(receipt, finding).encode()

"""A receipt as one page that needs no other file, made to be printed, with its data in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from debar.model import Finding
from debar.report.html.assets import content_policy, style
from debar.report.html.writer import environment
from debar.report.receipts import HASH, HOW_TO_CHECK, receipt_view
from debar.report.words import NOT_ADVICE

_SHEET = "receipt.css"


def make_receipt_page(receipt: Mapping[str, Any], finding: Finding) -> str:
    """Return the page of a receipt; ``finding`` is the one in its data."""
    view = receipt_view(receipt, finding)
    return (
        environment()
        .get_template("receipt.html.j2")
        .render(
            r=view,
            f=view.finding,
            hash_heading=HASH,
            how_to_check=HOW_TO_CHECK,
            not_advice=NOT_ADVICE,
            policy=content_policy(_SHEET),
            # A file of this package, and JSON in which no character of markup is left as it is.
            style=Markup(style(_SHEET)),  # noqa: S704
            carried=Markup(view.carried),  # noqa: S704
        )
    )

"""The page of a guide: what binds, what to do, clauses and questions; made to be printed."""

from __future__ import annotations

from datetime import date
from typing import TextIO

from markupsafe import Markup

from debar.model import Outcome
from debar.report.context import Context
from debar.report.html.assets import content_policy, style
from debar.report.html.writer import environment
from debar.report.records import Data
from debar.report.text import long_date, plain, web_address
from debar.report.words import look

_SHEET = "guide.css"


def write_guide_page(guide: Data, out: TextIO, context: Context) -> None:
    """Write the guide's data (:func:`debar.report.guides.guide_data`) as one HTML page that needs no other file."""
    page = environment().get_template("guide.html.j2")
    out.writelines(
        page.generate(
            guide=guide,
            title=f"What binds {plain(guide['buyer']['words'])}",
            on=long_date(date.fromisoformat(guide["on"])),
            made=long_date(context.today),
            version=plain(context.version),
            when={"before": "Before you buy", "at": "At award and renewal", "after": "Afterwards"},
            beyond=("deed", "informs"),
            look=lambda outcome: look(Outcome(outcome)),
            address=web_address,
            policy=content_policy(_SHEET),
            # It is a file of this package.
            style=Markup(style(_SHEET)),  # noqa: S704
        )
    )

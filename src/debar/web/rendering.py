"""Pages from templates: what every page shows around its own content, escaped throughout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from debar import __version__
from debar.api.access import Access
from debar.api.current import CurrentDesk
from debar.desk import Desk
from debar.model.people import Principal
from debar.report.notes import age_words
from debar.report.records import age_days
from debar.report.summary import STALE_AFTER
from debar.report.text import long_date, money, plain, score_words, web_address
from debar.report.words import NOT_ADVICE, look, words_of
from debar.web.assets import load_assets
from debar.web.casebook import Casebook
from debar.web.forgery import FIELD, form_token, keep_token

#: The parts of the desk: path under ``/app``, and its word.
SECTIONS: tuple[tuple[str, str], ...] = (
    ("", "Screen"),
    ("scans", "Scans"),
    ("entities", "Entities"),
    ("dossiers", "Dossiers"),
    ("rules", "Rules"),
    ("lists", "Lists"),
    ("watch", "Watch"),
    ("audit", "Audit"),
)
#: The part that only those who manage see.
SETTINGS = ("settings", "Settings")
ROOT = "/app/"


@cache
def environment() -> Environment:
    """The templates, autoescaped; a name that a page does not give is an error."""
    made = Environment(
        loader=PackageLoader("debar.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"plain": plain, "web": web_address, "words": words_of, "long_date": long_date, "money": money}
    made.globals |= {"root": ROOT, "sections": SECTIONS, "not_advice": NOT_ADVICE, "version": __version__}
    made.globals |= {"look": look, "address": address, "form_field": FIELD, "score_words": score_words}
    return made


def load_templates() -> None:
    """Compile every template now, so that no first page pays for it."""
    made = environment()
    for name in made.list_templates():
        made.get_template(name)


def address(path: str, given: Mapping[str, str] | None = None, **changed: str | int | None) -> str:
    """Return an address under ``/app/`` with what is asked in its query; what is None or empty is left out."""
    asked = {**(given or {}), **changed}
    query = urlencode({name: value for name, value in asked.items() if value not in (None, "")})
    return f"{ROOT}{path}{f'?{query}' if query else ''}"


@dataclass(frozen=True, slots=True)
class Pages:
    """The desk and the casework that pages show. ``current`` gives the desk of the moment, taken once a request."""

    current: CurrentDesk
    casebook: Casebook
    access: Access
    #: What the identity provider is called where there is one.
    provider: str = ""

    def render(
        self, request: Request, template: str, *, section: str, title: str, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """Return a page: a template with its own values and those of every page."""
        token = form_token(request)
        around: dict[str, Any] = {"section": section, "title": title, "token": token, "assets": load_assets().names}
        around |= {"account": signed_in(request), "sections": _sections(request)}
        content = environment().get_template(template).render(around | _lists_told(self.current.desk) | values)
        response = HTMLResponse(content, status, headers={"cache-control": "private, no-cache"})
        keep_token(request, response, token)
        return response


def _sections(request: Request) -> tuple[tuple[str, str], ...]:
    found = getattr(request.state, "principal", None)
    manages = isinstance(found, Principal) and "manage" in found.scopes
    return (*SECTIONS, SETTINGS) if manages else SECTIONS


def signed_in(request: Request) -> str:
    """Return the name of the account that a page is shown to; empty on a server without accounts, and before."""
    found = getattr(request.state, "principal", None)
    return found.actor if isinstance(found, Principal) and found.via == "session" else ""


def _lists_told(desk: Desk) -> dict[str, Any]:
    """How many lists are in use, how old the newest and those that are stale are."""
    ages = {edition.list: age_days(edition, desk.today) for edition in desk.editions}
    stale = sorted((name for name, age in ages.items() if age > STALE_AFTER), key=lambda name: -ages[name])
    return {
        "list_count": len(ages),
        "newest": age_words(min(ages.values())) if ages else "",
        "stale": [(name, age_words(ages[name])) for name in stale],
        "stale_after": STALE_AFTER,
        "today": desk.today,
    }

"""A listed party as a small page, shown beside a candidate by clients of the Reconciliation API (its section 6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from debar.model import Entity

#: Pixels of the frame that a preview is made for.
WIDTH, HEIGHT = 430, 300
#: It loads nothing and runs nothing, and alone of all pages may stand in a frame of another site: it has no controls.
POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *"
_MOST = 6


def preview_page(party: Entity, title: str) -> str:
    """Return the page of a party on the list of that title: names, countries, why and since when it is listed."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in _facts(party, title))
    name = escape(party.caption)
    head = f'<meta charset="utf-8"><title>{name}</title>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body><h1>{name}</h1><dl>{rows}</dl></body></html>\n'


def _facts(party: Entity, title: str) -> Iterator[tuple[str, str]]:
    yield "List", title
    yield "Kind", party.schema
    if party.names[1:]:
        yield "Other names", _some(party.names[1:])
    if party.countries:
        yield "Countries", _some(party.countries)
    for each in party.designations[:_MOST]:
        since = each.from_ or each.published
        until = f", until {each.to.isoformat()}" if each.to else ""
        yield "Listed", f"{each.program or title}{f', since {since.isoformat()}' if since else ''}{until}"
    if len(party.designations) > _MOST:
        yield "Listed", f"{len(party.designations) - _MOST} more times"


def _some(values: Iterable[str]) -> str:
    """The first few, and how many more there are."""
    found = list(values)
    more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
    return "; ".join(found[:_MOST]) + more

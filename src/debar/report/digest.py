"""Alerts for people and for readers of news: a digest as text and page, and an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from debar.model.watches import Alert
from debar.report.text import plain
from debar.report.words import NOT_ADVICE

#: Kinds of changes in the order of a digest, with their headings: what touches decisions and purchases stands first.
HEADINGS: tuple[tuple[str, str], ...] = (
    ("reopened", "Decisions to look at again"),
    ("outcome", "Your purchases, judged otherwise"),
    ("listed", "Newly listed"),
    ("unlisted", "No longer listed"),
    ("changed", "Changed entries and rules"),
    ("record", "New in dossiers"),
    ("edition", "New editions of lists"),
)
_ATOM = "http://www.w3.org/2005/Atom"
_LONGEST = 200


def digest_title(alerts: Sequence[Alert]) -> str:
    """Return the digest's title: what is gravest and how many changes there are in all."""
    if not alerts:
        return "Nothing has changed"
    kinds = [kind for kind, _ in HEADINGS]
    first = min(alerts, key=lambda each: (kinds.index(each.what), each.id))
    more = f" (and {len(alerts) - 1:,} more)" if len(alerts) > 1 else ""
    title = plain(first.title)
    return (title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1]}…") + more


def write_digest_text(alerts: Sequence[Alert], base: str = "") -> str:
    """Return the digest as plain text; ``base`` is the address of the desk, for links."""
    lines = [digest_title(alerts), ""]
    for heading, some in _sections(alerts):
        lines += [heading, ""]
        for each in some:
            lines.append(f"- {plain(each.title)} [{plain(each.name)}]")
            lines += [f"  {link_of(each, base)}"] if base and each.link else []
        lines.append("")
    return "\n".join([*lines, NOT_ADVICE, ""])


def write_digest_page(alerts: Sequence[Alert], base: str = "") -> str:
    """Return the digest as a page that stands alone, as mail programs show it too."""
    sections = [
        (heading, [(plain(each.title), plain(each.name), each.at, link_of(each, base)) for each in some])
        for heading, some in _sections(alerts)
    ]
    return _template().render(title=digest_title(alerts), sections=sections, not_advice=NOT_ADVICE)


def write_feed(alerts: Sequence[Alert], *, base: str, name: str) -> bytes:
    """Return an Atom feed of alerts, the newest first; ``name`` tells this desk's feed from others."""
    feed = Element("feed", {"xmlns": _ATOM})
    SubElement(feed, "title").text = f"debar: {name}"
    SubElement(feed, "id").text = f"urn:debar:feed:{quote(name, safe='')}"
    SubElement(feed, "updated").text = alerts[0].at if alerts else "1970-01-01T00:00:00+00:00"
    SubElement(SubElement(feed, "author"), "name").text = "debar"
    if base:
        SubElement(feed, "link", {"href": f"{base}/app/watch"})
    for each in alerts:
        entry = SubElement(feed, "entry")
        SubElement(entry, "title").text = plain(each.title)
        SubElement(entry, "id").text = f"urn:debar:alert:{quote(name, safe='')}:{each.id}"
        SubElement(entry, "updated").text = each.at
        SubElement(entry, "category", {"term": each.what})
        SubElement(entry, "summary").text = f"{plain(each.name)}: {plain(each.title)}"
        if base:
            SubElement(entry, "link", {"href": link_of(each, base) or f"{base}/app/watch"})
    return tostring(feed, encoding="unicode").join(('<?xml version="1.0" encoding="utf-8"?>\n', "\n")).encode("utf-8")


def link_of(alert: Alert, base: str) -> str:
    """Return the whole address that an alert leads to; empty for none."""
    return f"{base.rstrip('/')}/app/{quote(alert.link, safe='/?=&:')}" if base and alert.link else ""


def _sections(alerts: Sequence[Alert]) -> list[tuple[str, list[Alert]]]:
    found = [(heading, [each for each in alerts if each.what == kind]) for kind, heading in HEADINGS]
    return [(heading, some) for heading, some in found if some]


@cache
def _template() -> Template:
    made = Environment(
        loader=PackageLoader("debar.report", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return made.get_template("digest.html.j2")

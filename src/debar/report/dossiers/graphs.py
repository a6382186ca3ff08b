"""The network of a dossier as GEXF 1.3 (https://gexf.net/schema.html), for Gephi and the like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from debar.model.dossier_pages import DossierPage
from debar.report.text import plain

_NODE = (("role", "string"), ("records", "integer"))
_EDGE = (("status", "string"), ("first", "string"), ("last", "string"), ("records", "string"))


def write_gexf(page: DossierPage, out: TextIO) -> None:
    """Write actors as nodes and their ties as weighted edges; ``records`` of an edge are the numbers of its marks."""
    out.writelines(f"{line}\n" for line in _lines(page))


def _lines(page: DossierPage) -> Iterator[str]:
    network = page.network
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<gexf xmlns="http://gexf.net/1.3" version="1.3">'
    about = f"<creator>debar</creator><description>{_text(page.name)}</description>"
    yield f'<meta lastmodifieddate="{page.made}">{about}</meta>'
    yield '<graph defaultedgetype="directed" mode="static">'
    for kind, names in (("node", _NODE), ("edge", _EDGE)):
        yield f'<attributes class="{kind}">'
        yield from (
            f'<attribute id="{place}" title="{name}" type="{type_}"/>' for place, (name, type_) in enumerate(names)
        )
        yield "</attributes>"
    yield f'<nodes count="{len(network.actors)}">'
    for actor in network.actors:
        values = _values(actor.role, str(actor.count))
        yield f"<node id={_attribute(actor.id)} label={_attribute(actor.name)}>{values}</node>"
    yield "</nodes>"
    yield f'<edges count="{len(network.edges)}">'
    for number, edge in enumerate(network.edges):
        values = _values(edge.status, edge.first, edge.last, " ".join(map(str, edge.marks)))
        yield (
            f'<edge id="{number}" source={_attribute(edge.one)} target={_attribute(edge.other)}'
            f' label={_attribute(edge.relation)} weight="{edge.count}">{values}</edge>'
        )
    yield "</edges></graph></gexf>"


def _values(*values: str) -> str:
    held = "".join(
        f'<attvalue for="{place}" value={_attribute(value)}/>' for place, value in enumerate(values) if value
    )
    return f"<attvalues>{held}</attvalues>"


def _text(words: str) -> str:
    return escape(_allowed(words))


def _attribute(words: str) -> str:
    return quoteattr(_allowed(words))


def _allowed(words: str) -> str:
    """One line without what XML 1.0 has no place for."""
    return "".join(each for each in plain(words) if each not in "\ufffe\uffff")

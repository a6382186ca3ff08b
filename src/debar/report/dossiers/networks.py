"""The network of a dossier as SVG: columns from who pays to who is reached, an edge for what the records say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from debar.model.dossier_pages import Actor, Edge, Network
from debar.report.dossiers.axes import text_width
from debar.report.text import plain, shorten

#: Roles from left to right with their titles; `_TOGETHER` are those of one column.
ROLES: Mapping[str, str] = {
    "supplier": "Suppliers",
    "customer": "Customers",
    "subsidiary": "Subsidiaries",
    "principal": "Principals",
    "firm": "Firms",
    "person": "Their people",
    "official": "Officials",
    "body": "Offices",
    "partner": "Others",
}
_TOGETHER = (
    ("supplier", "customer", "subsidiary"),
    ("principal", "partner"),
    ("firm",),
    ("person",),
    ("official",),
    ("body",),
)
_COLOURS = {
    "supplier": "#5E6975",
    "customer": "#5E6975",
    "subsidiary": "#15202B",
    "principal": "#15202B",
    "firm": "#17456F",
    "person": "#17456F",
    "official": "#4A3D8F",
    "body": "#4A3D8F",
    "partner": "#5E6975",
}
#: Relations drawn with an arrow, as both directions occur in one column.
_POINTING = frozenset({"supplies", "supplied", "owns"})
_HEAD = (
    '<defs><marker id="to" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits='
    '"userSpaceOnUse" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="#5E7A94"/></marker></defs>'
)
_SIZE, _ROW, _TOP, _WIDTH = 11.5, 34, 34, 1180
_BOX = 26


def network_picture(network: Network, *, links: bool = True) -> str:
    """The network as one SVG; empty without an edge. Lines are as thick as their records are many."""
    columns = _columns(network)
    if not network.edges or not columns:
        return ""
    places = _places(columns)
    height = _TOP + _ROW * max(len(held) for held in columns) + 8
    parts = [_HEAD] if any(edge.relation in _POINTING for edge in network.edges) else []
    parts += [_edge(edge, places, links=links) for edge in network.edges]
    for held in columns:
        parts.append(_title(held, places))
        parts += [_node(actor, places[actor.id]) for actor in held]
    label = "; ".join(_edge_words(edge, network) for edge in network.edges[:40])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="group"'
        f' aria-label="{escape(label)}" font-family="Public Sans, system-ui, sans-serif" font-size="{_SIZE:g}">'
        f"{''.join(parts)}</svg>"
    )


def _edge_words(edge: Edge, network: Network) -> str:
    names = {actor.id: plain(actor.name) for actor in network.actors}
    return f"{names[edge.one]} {edge.relation} {names[edge.other]} ({edge.count:,}, {edge.status})"


def _columns(network: Network) -> list[list[Actor]]:
    """Actors by role, each column ordered by the places of whom they are tied to, so that lines cross less."""
    held = [[actor for role in roles for actor in network.actors if actor.role == role] for roles in _TOGETHER]
    columns = [column for column in held if column]
    tied: dict[str, list[str]] = {}
    for edge in network.edges:
        tied.setdefault(edge.one, []).append(edge.other)
        tied.setdefault(edge.other, []).append(edge.one)
    columns = [[actor for actor in column if actor.id in tied] for column in columns]
    columns = [column for column in columns if column]
    for place in (*range(1, len(columns)), *range(len(columns) - 2, -1, -1), *range(1, len(columns))):
        rows = {actor.id: row / max(len(column), 1) for column in columns for row, actor in enumerate(column)}
        columns[place] = sorted(columns[place], key=lambda actor: (_middle(actor, tied, rows), actor.name))
    return columns


def _middle(actor: Actor, tied: Mapping[str, Sequence[str]], rows: Mapping[str, float]) -> float:
    places = [rows[other] for other in tied.get(actor.id, ()) if other in rows]
    return round(sum(places) / len(places), 6) if places else 0


def _places(columns: Sequence[Sequence[Actor]]) -> dict[str, tuple[float, float, float]]:
    """x, y and width of each actor's box."""
    tallest = max(len(column) for column in columns)
    step = _WIDTH / len(columns)
    width = min(step * 0.84, 230.0)
    places = {}
    for number, column in enumerate(columns):
        x = 0.5 + number * (_WIDTH - width - 1) / max(len(columns) - 1, 1)
        top = _TOP + (tallest - len(column)) * _ROW / 2
        for row, actor in enumerate(column):
            places[actor.id] = (round(x, 1), round(top + row * _ROW, 1), round(width, 1))
    return places


def _title(column: Sequence[Actor], places: Mapping[str, tuple[float, float, float]]) -> str:
    x, _, _ = places[column[0].id]
    words = " · ".join(ROLES[role] for role in dict.fromkeys(actor.role for actor in column))
    return f'<text x="{x}" y="16" font-weight="600" fill="#45505C">{escape(words)}</text>'


def _node(actor: Actor, place: tuple[float, float, float]) -> str:
    x, y, width = place
    name = plain(actor.name)
    while text_width(name, _SIZE) > width - 16 and len(name) > 4:
        name = shorten(name, len(name) - 2)
    colour = _COLOURS[actor.role]
    is_own = actor.role == "principal"
    fill, ink = (colour, "#fff") if is_own else ("#fff", "#15202B")
    return (
        f"<g><title>{escape(plain(actor.name))}: {actor.count:,} records</title>"
        f'<rect x="{x}" y="{y}" width="{width}" height="{_BOX}" fill="{fill}" stroke="{colour}"/>'
        f'<text x="{x + 8}" y="{y + 17}" fill="{ink}">{escape(name)}</text></g>'
    )


def _edge(edge: Edge, places: Mapping[str, tuple[float, float, float]], *, links: bool) -> str:
    one, other = places[edge.one], places[edge.other]
    at_end = one[0] <= other[0]
    if not at_end:
        one, other = other, one
    y1, y2 = one[1] + _BOX / 2, other[1] + _BOX / 2
    x1, x2 = one[0] + one[2], other[0]
    if x1 > x2:
        x1, x2 = one[0], other[0]
        path = f"M{x1} {y1}C{x1 - 18:.1f} {y1},{x2 - 18:.1f} {y2},{x2} {y2}"
    else:
        middle = (x1 + x2) / 2
        path = f"M{x1} {y1}C{middle:.1f} {y1},{middle:.1f} {y2},{x2} {y2}"
    dash = {"stated": "", "inferred": ' stroke-dasharray="6 4"', "disputed": ' stroke-dasharray="2 3"'}[edge.status]
    width = min(1.2 + edge.count.bit_length() * 0.5, 6)
    told = f"{edge.relation}, {edge.count:,} records, {edge.status}"
    head = f' marker-{"end" if at_end else "start"}="url(#to)"' if edge.relation in _POINTING else ""
    line = (
        f'<path d="{path}" fill="none" stroke="#5E7A94" stroke-opacity=".8" stroke-width="{width:.1f}"{dash}{head}>'
        f"<title>{escape(told)}</title></path>"
    )
    return f'<a href="#e{edge.marks[0]}">{line}</a>' if links and edge.marks else line


def edge_rows(network: Network) -> Iterator[tuple[str, str, str, Edge]]:
    """Every edge as (from, relation, to, edge), those with the most records first."""
    names = {actor.id: actor.name for actor in network.actors}
    for edge in sorted(network.edges, key=lambda each: (-each.count, names[each.one], names[each.other])):
        yield names[edge.one], edge.relation, names[edge.other], edge

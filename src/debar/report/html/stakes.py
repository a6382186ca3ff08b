"""A chain of ownership drawn as SVG: owners above what they own; and the page that holds such drawings."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from textwrap import wrap
from typing import Any, TextIO

from markupsafe import Markup

from debar.model import Finding
from debar.ownership.chain import Chain, percent_words
from debar.report.context import Context
from debar.report.html.assets import content_policy, style
from debar.report.html.writer import environment
from debar.report.stakes import Told, node
from debar.report.text import long_date, plain, shorten
from debar.report.words import NOT_ADVICE, count, look

#: Parties drawn on one page; the data formats hold all.
SHOWN = 200
_WIDE, _GAP, _BETWEEN, _EDGE = 248, 28, 66, 16
#: Characters in a line of a name and of what is said of it, and the lines of each that a box holds.
_LINE, _SAYS, _LINES = 25, 34, 3
#: Room for a line that goes by the side.
_LANE = 96
Place = tuple[float, float]
_COLOURS = {"p": "#9A1B1E", "l": "#86286B", "r": "#4A3D8F", "n": "#2C5E4C"}
_INK, _PAPER, _FONT = "#15202B", "#FFFFFF", "Public Sans, system-ui, sans-serif"


def draw_chain(told: Told) -> str:
    """Return one chain as an SVG that needs nothing else, with its content in ``desc`` for who cannot see it."""
    chain, judgement = told.chain, told.judgement
    rows = _rows(chain)
    level = {party: at for at, row in enumerate(rows) for party in row}
    far = [link for link in chain.links if level[link.owned] - level[link.owner] != 1]
    inner = max(len(row) for row in rows) * (_WIDE + _GAP) - _GAP + 2 * _EDGE
    width = inner + len(far) * _LANE + _EDGE * bool(far)
    texts = {party: _texts(node(judgement, party)) for party in level}
    high = max(16 + 18 * len(name) + 15 * len(says) for name, says in texts.values())
    height = len(rows) * (high + _BETWEEN) - _BETWEEN + 2 * _EDGE
    places: dict[int, Place] = {}
    for at, row in enumerate(rows):
        start = (inner - (len(row) * (_WIDE + _GAP) - _GAP)) / 2
        top = _EDGE + at * (high + _BETWEEN)
        places |= {party: (start + n * (_WIDE + _GAP), top) for n, party in enumerate(row)}
    words = {link: percent_words(link.least, link.most, control=link.control) for link in chain.links}
    lanes = {link: inner + _EDGE + number * _LANE for number, link in enumerate(far)}
    ways = {link: (places[link.owner], places[link.owned], lanes.get(link), high) for link in chain.links}
    lines = [_line(*way) for way in ways.values()]
    labels = [_label(*way, words[link]) for link, way in ways.items()]
    boxes = [_box(places[party], high, node(judgement, party), *texts[party]) for party in places]
    title = escape(f"{node(judgement, chain.party).name}. {told.title}")
    says = "; ".join(
        f"{node(judgement, link.owner).name} {words[link]} of {node(judgement, link.owned).name}"
        for link in chain.links
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="{_FONT}"><title>{title}</title><desc>{escape(says)}</desc>'
        '<defs><marker id="end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        f'<path d="M0 0 8 4 0 8z" fill="{_INK}"/></marker></defs>'
        f'<rect width="{width}" height="{height}" fill="{_PAPER}"/>{"".join((*lines, *boxes, *labels))}</svg>'
    )


def _rows(chain: Chain) -> list[list[int]]:
    """The parties row by row, the one asked about last, owners above what they own; a cycle moves nobody."""
    emitted = list(dict.fromkeys(link.owned for link in chain.links))
    order = {party: at for at, party in enumerate(emitted)}
    depth = {chain.party: 0}
    for party in reversed(emitted):
        for link in chain.into(party):
            if order.get(link.owner, -1) < order[party]:
                depth[link.owner] = max(depth.get(link.owner, 0), depth.get(party, 0) + 1)
    deepest = max(depth.values())
    rows = [[party for party in chain.parties if depth.get(party, 0) == deepest - at] for at in range(deepest + 1)]
    return [row for row in rows if row]


def _texts(drawn: Any) -> tuple[list[str], list[str]]:
    """A party's name, and what is said of it, in lines that fit its box; the whole stands in the box's title."""
    return _fit(drawn.name, _LINE), _fit(drawn.says, _SAYS)


def _fit(text: str, room: int) -> list[str]:
    lines = wrap(shorten(text, room * _LINES), room, break_on_hyphens=False) or [""]
    return [*lines[: _LINES - 1], shorten(" ".join(lines[_LINES - 1 :]), room)] if len(lines) >= _LINES else lines


def _line(above: Place, below: Place, lane: float | None, high: float) -> str:
    """A line from an owner down to what it owns in the next row; other lines go by a lane beside all boxes."""
    (x1, y1), (x2, y2) = above, below
    if lane is None:
        way = f"M{x1 + _WIDE / 2} {y1 + high}L{x2 + _WIDE / 2} {y2}"
    else:
        way = f"M{x1 + _WIDE} {y1 + high / 2}H{lane}V{y2 + high / 2}H{x2 + _WIDE}"
    return f'<path d="{way}" fill="none" stroke="{_INK}" stroke-width="1.4" marker-end="url(#end)"/>'


def _label(above: Place, below: Place, lane: float | None, high: float, words: str) -> str:
    (x1, y1), (x2, y2) = above, below
    if lane is None:
        # Nearer to the owner, so that the labels of several lines into one box keep apart.
        x, y = x1 + _WIDE / 2 + (x2 - x1) * 0.38, y1 + high + (y2 - y1 - high) * 0.38
    else:
        x, y = lane, (y1 + y2 + high) / 2
    return (
        f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" font-size="13" font-weight="600" fill="{_INK}" '
        f'stroke="{_PAPER}" stroke-width="5" paint-order="stroke">{escape(words)}</text>'
    )


def _box(place: Place, high: float, drawn: Any, name: Sequence[str], says: Sequence[str]) -> str:
    (x, y), colour = place, _COLOURS[drawn.css]
    middle, top = x + _WIDE / 2, y + (high - 18 * len(name) - 15 * len(says)) / 2
    lines = [
        f'<text x="{middle}" y="{top + 14 + 18 * at}" text-anchor="middle" font-size="14" font-weight="600" '
        f'fill="{_INK}">{escape(line)}</text>'
        for at, line in enumerate(name)
    ]
    lines += [
        f'<text x="{middle}" y="{top + 12 + 18 * len(name) + 15 * at}" text-anchor="middle" font-size="11.5" '
        f'fill="{colour}">{escape(line)}</text>'
        for at, line in enumerate(says)
    ]
    return (
        f'<g><title>{escape(drawn.name)}: {escape(drawn.says)}</title><rect x="{x}" y="{y}" width="{_WIDE}" '
        f'height="{high}" rx="3" fill="{_PAPER}" stroke="{colour}" stroke-width="1.6"/>{"".join(lines)}</g>'
    )


class SvgWriter:
    """The drawing of the first party and rule: for ``--why``."""

    def __init__(self, out: TextIO, context: Context) -> None:  # noqa: ARG002 - all writers are made alike
        self._out = out
        self._drawn = False

    def finding(self, finding: Finding, told: Sequence[Told]) -> None:  # noqa: ARG002 - the drawing says it
        """Draw the party, by the rule that says most."""
        if not self._drawn and told:
            self._drawn = True
            self._out.write(draw_chain(told[0]) + "\n")

    def close(self, account: dict[str, Any], said: Sequence[str]) -> None:
        """Nothing."""


class StakesPage:
    """One page of parties with their drawings."""

    def __init__(self, out: TextIO, context: Context) -> None:
        self._out = out
        self._context = context
        self._parties: list[dict[str, Any]] = []
        self._left_out = 0

    def finding(self, finding: Finding, told: Sequence[Told]) -> None:
        """Keep the party's drawing; beyond the most that a page shows it is counted."""
        if len(self._parties) >= SHOWN:
            self._left_out += 1
            return
        self._parties.append(
            {
                "name": plain(finding.subject.text),
                "look": look(finding.outcome),
                "sentence": plain(finding.sentence),
                # Drawn here; every word in it is escaped.
                "drawings": [{"title": each.title, "svg": Markup(draw_chain(each))} for each in told],  # noqa: S704
                "notes": list(dict.fromkeys(plain(s) for each in told for _, s, _ in each.answer.flags)),
                "rules": [(r.title, plain(r.because), r.citations) for r in finding.rules],
            }
        )

    def close(self, account: dict[str, Any], said: Sequence[str]) -> None:
        """Write the page."""
        context = self._context
        stream = (
            environment()
            .get_template("stakes.html.j2")
            .generate(
                title=context.title or "Ownership",
                account=f"{count(account['parties'], 'party', 'parties')}, {count(account['stakes'], 'stake')}, "
                f"{count(account['findings'], 'finding')}",
                as_of=long_date(context.as_of or context.today),
                made=long_date(context.today),
                version=plain(context.version),
                parties=self._parties,
                left_out=self._left_out,
                said=[plain(sentence) for sentence in said],
                not_advice=NOT_ADVICE,
                policy=content_policy(),
                style=Markup(style()),  # noqa: S704  a file of this package
            )
        )
        self._out.writelines(stream)

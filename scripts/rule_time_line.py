"""Time lines of rules, drawn as SVG files: each phase a bar, its first day numbered and told below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from debar.model import Outcome
from debar.regimes.rule import Clause, Phase, Rule
from debar.regimes.timing import BINDING
from debar.report.text import short_date, shorten

WIDTH, LEFT, RIGHT = 860, 14, 846
BAR, LINE, GAP = 14, 19, 12
#: How a status is told and drawn: fill, edge, and what it means to a reader.
STATUS = {
    "enacted": ("#E8EEF4", "#17456F", "law, not yet binding"),
    "in-force": ("#9A1B1E", "#9A1B1E", "binding"),
    "not-confirmed": ("#F6DEDC", "#9A1B1E", "not confirmed"),
    "suspended": ("url(#hatch)", "#8A4B00", "suspended"),
    "excepted": ("#7FA493", "#2C5E4C", "excepted"),
    "beside": ("#E9D9A6", "#8A6A12", "beside it"),
    "informs": ("#DDDDE6", "#5E6975", "informs, binds nobody by itself"),
    "adopted": ("#E8EEF4", "#17456F", "adopted, not yet binding"),
    "scheduled": ("#F6DEDC", "#9A1B1E", "due to bind"),
    "repealed": ("#C9C4B6", "#767F89", "over"),
    "expired": ("#C9C4B6", "#767F89", "expired"),
    "sunset": ("#C9C4B6", "#767F89", "ended by its own terms"),
}
_STYLE = (
    "text{font-family:'Public Sans','Segoe UI',Helvetica,Arial,sans-serif;fill:#15202B}"
    ".b{font-weight:600;font-size:13.5px}.t{font-size:13px}.k{font-size:12px;fill:#45505C}"
    ".n{font-size:11px;font-weight:600;text-anchor:middle}.y{stroke:#DAD6CB}"
)
_HATCH = (
    '<pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="7" height="7" fill="#FDF1DF"/><rect width="2.5" height="7" fill="#B86A0B"/></pattern>'
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a picture: what it is about, and the phases in order; ``informs`` where no clause of it binds."""

    label: str
    phases: tuple[Phase, ...]
    informs: bool = False


def rows_of(rule: Rule) -> list[Row]:
    """Return a row for each distinct history of a rule's clauses; clauses of one history share a row."""
    shared: dict[tuple[Phase, ...], list[Clause]] = {}
    for clause in rule.clauses:
        shared.setdefault(rule.phases_of(clause), []).append(clause)
    alone = len(shared) == 1
    return [
        Row(
            "" if alone else ", ".join(clause.id.replace("-", " ") for clause in clauses),
            phases,
            all(clause.outcome is Outcome.INFO for clause in clauses),
        )
        for phases, clauses in shared.items()
    ]


def binding_rows(rule: Rule) -> list[Row]:
    """Return the rows of clauses that bind; all rows of a rule that only informs."""
    rows = rows_of(rule)
    return [row for row in rows if not row.informs] or rows


def word_of(phase: Phase, *, informs: bool) -> str:
    """Return how a phase's status is told."""
    status = "informs" if informs and phase.status in BINDING else phase.status
    return STATUS[status][2] if status in STATUS else status


def waivers_of(rule: Rule) -> list[Row]:
    """Return a row for each exception or waiver that holds between days."""
    found = {one.id: one for clause in rule.clauses for one in clause.exemptions if one.from_ or one.to}
    return [
        Row(
            f"exception: {id_.replace('-', ' ')}",
            (Phase(id=id_, from_=one.from_, to=one.to, status="excepted", text=one.text, citations=(), sources=()),),
        )
        for id_, one in found.items()
    ]


def attributes_of(rule: Rule) -> list[Row]:
    """Return a row for each waiver, new coding, decision or pending text beside the phases that has days."""
    return [
        Row(
            shorten(f"{one.kind.replace('-', ' ')}{f' for {one.who}' if one.who else ''}", 100),
            (Phase(id=one.id, from_=one.from_, to=one.to, status="beside", text=one.text, citations=(), sources=()),),
        )
        for one in rule.attributes
        if one.from_ or one.to
    ]


def rule_picture(rule: Rule) -> str:
    """Return the time line of one rule as an SVG document."""
    rows = [*rows_of(rule), *waivers_of(rule), *attributes_of(rule)]
    axis = _axis(phase for row in rows for phase in row.phases)
    parts, y = [], 8.0
    for row in rows:
        drawn, y = _row(row, axis, y)
        parts += drawn
    words = f"{rule.id}: " + ". ".join(_told(phase, informs=row.informs) for row in rows for phase in row.phases)
    return _document([*_ticks(axis, y), *parts], y + 20, words)


def overview(rules: Sequence[Rule]) -> str:
    """Return one picture of when each rule binds, a bar a rule, as an SVG document."""
    lines = sorted(((rule, binding_rows(rule)) for rule in rules), key=lambda line: _first_day(line[1]))
    axis = Axis(date(2013, 1, 1), _axis(p for _, rows in lines for row in rows for p in row.phases).end, left=210)
    parts, y = [], 12.0
    for rule, rows in lines:
        parts.append(f'<text class="t" x="{LEFT}" y="{y + 11:.0f}">{escape(rule.id)}</text>')
        phases = [(phase, row.informs) for row in rows for phase in row.phases]
        phases.sort(key=lambda pair: pair[0].status in BINDING)
        parts += [_bar(phase, axis, y, informs=informs) for phase, informs in phases]
        y += BAR + 6
    y += 4
    return _document([*_grid(axis, y), *_ticks(axis, y), *parts, *_key(y + 40)], y + 54, "When each rule binds")


def _first_day(rows: Sequence[Row]) -> date:
    phases = [phase for row in rows for phase in row.phases if phase.status in BINDING]
    return min((phase.from_ or date.min for phase in phases), default=date.max)


@dataclass(frozen=True, slots=True)
class Axis:
    """Days along the picture; days before the first are drawn at its left edge."""

    start: date
    end: date
    left: float = LEFT

    def at(self, day: date) -> float:
        """The place of a day, in pixels."""
        share = (day - self.start).days / max((self.end - self.start).days, 1)
        return self.left + (RIGHT - self.left) * min(max(share, 0.0), 1.0)


def _axis(phases: Iterable[Phase]) -> Axis:
    days = [day for phase in phases for day in (phase.from_, phase.to) if day] or [date(2018, 1, 1)]
    first, last = min(days), max(days)
    return Axis(date(first.year, 1, 1), date(last.year + 2, 1, 1))


def _row(row: Row, axis: Axis, y: float) -> tuple[list[str], float]:
    parts = []
    if row.label:
        parts.append(f'<text class="b" x="{LEFT}" y="{y + 12:.0f}">{escape(row.label)}</text>')
        y += 20
    y += 14
    parts += _grid(axis, y + BAR + 3, y - 2)
    taken = -99.0
    for number, phase in enumerate(row.phases, 1):
        parts.append(_bar(phase, axis, y, informs=row.informs))
        x = max(axis.at(phase.from_ or axis.start) + 4, taken + 13)
        parts.append(f'<text class="n" x="{x:.1f}" y="{y - 4:.1f}">{number}</text>')
        taken = x
    y += BAR + 16
    for number, phase in enumerate(row.phases, 1):
        parts.append(f'<text class="t" x="{LEFT + 4}" y="{y:.0f}">{number}</text>')
        words = shorten(f"{_told(phase, informs=row.informs)}. {' '.join(phase.text.split())}", 124)
        parts.append(f'<text class="t" x="{LEFT + 24}" y="{y:.0f}">{escape(words)}</text>')
        y += LINE
    return parts, y + GAP


def _bar(phase: Phase, axis: Axis, y: float, *, informs: bool) -> str:
    fill, edge, _ = STATUS.get(_drawn_as(phase, informs=informs), STATUS["repealed"])
    left, right = axis.at(phase.from_ or axis.start), axis.at(phase.to or axis.end)
    width = max(right - left, 2.5)
    bar = f'<rect x="{left:.1f}" y="{y:.1f}" width="{width:.1f}" height="{BAR}" fill="{fill}" stroke="{edge}"/>'
    if phase.from_:
        bar += f'<line x1="{left:.1f}" x2="{left:.1f}" y1="{y - 2:.1f}" y2="{y + BAR + 2:.1f}" stroke="#fff"/>'
    if phase.to is None:
        tip = f"{RIGHT},{y - 3:.1f} {RIGHT + 9},{y + BAR / 2:.1f} {RIGHT},{y + BAR + 3:.1f}"
        bar += f'<polygon points="{tip}" fill="{edge}"/>'
    return bar


def _drawn_as(phase: Phase, *, informs: bool) -> str:
    if informs and phase.status in BINDING:
        return "informs"
    doubted = phase.status == "in-force" and phase.unverified and phase.unverified_until is None
    return "not-confirmed" if doubted else phase.status


def _told(phase: Phase, *, informs: bool) -> str:
    since = short_date(phase.from_) if phase.from_ else "no known start"
    until = f" to {short_date(phase.to)}" if phase.to else " on"
    word = word_of(phase, informs=informs)
    doubt = ", not confirmed" if phase.unverified and phase.unverified_until is None else ""
    return f"{since}{until}: {word}{doubt}"


def _marked_years(axis: Axis) -> Iterator[tuple[int, float]]:
    years = range(axis.start.year, axis.end.year + 1)
    for year in years[:: max(1, -(-len(years) // 10))]:
        yield year, axis.at(date(year, 1, 1))


def _grid(axis: Axis, bottom: float, top: float = 4) -> Iterator[str]:
    for _, x in _marked_years(axis):
        yield f'<line class="y" x1="{x:.1f}" x2="{x:.1f}" y1="{top:.0f}" y2="{bottom:.0f}"/>'


def _ticks(axis: Axis, y: float) -> Iterator[str]:
    for year, x in _marked_years(axis):
        end = ' text-anchor="end"' if x > RIGHT - 30 else ""
        yield f'<text class="k" x="{x:.1f}" y="{y + 13:.0f}"{end}>{year}</text>'


def _key(y: float) -> Iterator[str]:
    x = 150.0
    for status in ("in-force", "not-confirmed", "enacted", "suspended", "informs"):
        fill, edge, words = STATUS[status]
        yield f'<rect x="{x:.0f}" y="{y - 10:.0f}" width="18" height="11" fill="{fill}" stroke="{edge}"/>'
        yield f'<text class="k" x="{x + 24:.0f}" y="{y:.0f}">{words}</text>'
        x += 44 + 6.2 * len(words)


def _document(parts: Iterable[str], height: float, words: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
        f'height="{height:.0f}" role="img" aria-label="{escape(words)}">\n'
        f"<style>{_STYLE}</style><defs>{_HATCH}</defs>"
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )

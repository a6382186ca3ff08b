"""Purchases added up as the page wants them: map, months, ranks, tables, what the figures do not say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from debar.model import SEVERITY
from debar.places import STATES
from debar.report.aggregate_tables import ReportTable, make_tables
from debar.report.aggregates import OTHERS, UNKNOWN, Settled, Total
from debar.report.context import Context
from debar.report.html.charts import month_chart, outcome_bar
from debar.report.installed import Standing
from debar.report.maps import MapPoint, draw_map
from debar.report.method import amount_words, headline, limits, method, whole_money
from debar.report.summary import Summary
from debar.report.text import plain, shorten
from debar.report.words import count, look, words_of

_RANKED, _DOTS, _PAIRS, _NAME = 8, 2_000, 12, 90
_STANDING = {
    Standing.NOT_SAID: "bought; nothing later is on record",
    Standing.IN_USE: "a later record shows it in use",
    Standing.REMOVED: "a removal is on record after the last purchase",
    Standing.BOUGHT_AGAIN: "bought again after a removal",
    Standing.ORDER_UNKNOWN: "bought and removed; which came last is not known",
    Standing.REMOVED_ONLY: "a removal is on record, no purchase",
    Standing.MENTIONED: "named, no purchase on record",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a ranking: name, bar, purchases, money."""

    name: str
    bar: Markup
    count: int
    money: str


def added_up_view(summary: Summary, settled: Settled, context: Context) -> dict[str, Any]:
    """What the page shows of purchases; ``bought`` is False when no finding is one."""
    told = settled.aggregates
    tables = {table.name: table for table in make_tables(settled)}
    bought = told.whole.purchases > 0
    stats = {"stats": _stats(summary, settled)} if bought else {}
    return stats | {
        "headline": headline(summary, settled),
        "limits": limits(summary, settled),
        "method": method(context),
        "bought": bought,
        "map": state_map(settled),
        "state_rows": _cells(tables["states"], "transactions"),
        "months": month_chart(
            {key: total.outcomes for key, total in told.tables["month"].items()}, summary.rules.values()
        ),
        "entity_rows": _cells(tables["entity_types"], "transactions"),
        "money_heads": _money_heads(tables["states"]),
        "bought_ranks": [
            ("Suppliers", *rank(told.tables["supplier"], told.supplier_names)),
            ("Makers", *rank(told.tables["maker"], told.maker_names)),
            ("Kinds of buyers", *rank(told.tables["buyer_type"], {})),
        ],
        "bought_buyers": rank(_buyers(settled), {}),
        "installed": _installed(tables["installed_base"]),
        "standings": _standings(settled),
    }


def _stats(summary: Summary, settled: Settled) -> list[tuple[str, str]]:
    whole = settled.aggregates.whole
    buyers = settled.entities(whole)
    sums = [
        (whole_money(value, currency), "at order price")
        for currency, value in sorted(whole.amount.items(), key=lambda item: (item[0] == UNKNOWN, -item[1], item[0]))
    ]
    return [
        (f"{summary.judged:,}", "row judged" if summary.judged == 1 else "rows judged"),
        (f"{whole.purchases:,}", "purchase" if whole.purchases == 1 else "purchases"),
        (f"{buyers:,}", "named buyer" if buyers == 1 else "named buyers"),
        *sums[:2],
    ]


def state_map(settled: Settled, id_: str = "map") -> Markup:
    """The map of purchases by state, with a dot for each buyer whose place is known; empty without any state."""
    told = settled.aggregates.tables["state"]
    values = {code: float(total.purchases) for code, total in told.items() if code in STATES}
    if not values:
        return Markup("")
    placed = [
        MapPoint(shorten(plain(buyer.name), _NAME), site.state, site.latitude, site.longitude, float(total.purchases))
        for buyer, site, total in zip(settled.groups, settled.sites, settled.by_buyer, strict=True)
        if site and site.latitude is not None and site.longitude is not None and total.purchases
    ]
    points = sorted(placed, key=lambda point: (-point.value, point.name, point.state))[:_DOTS]
    title = "Purchases by state" + ("; a dot is a buyer" if points else "")
    # Drawn in this package, every word of records escaped there.
    return Markup(draw_map(values, title=title, unit="purchases", points=points, id_=id_))  # noqa: S704


def rank(table: dict[str, Total], words: dict[str, str]) -> tuple[list[Row], int]:
    """The rows with most purchases, pooled ones last, and how many more there are."""
    ordered = sorted(table.items(), key=lambda item: (item[0] == OTHERS, -item[1].purchases, item[0]))
    highest = max((total.purchases for _, total in ordered[:_RANKED]), default=1)
    rows = [
        Row(_name(key, words), _bar(total, highest), total.purchases, amount_words(total.amount, 1))
        for key, total in ordered[:_RANKED]
    ]
    return rows, len(ordered) - len(rows)


def _bar(total: Total, highest: int) -> Markup:
    words = ", ".join(f"{total.outcomes[o]:,} {look(o).word}" for o in SEVERITY if total.outcomes[o])
    return outcome_bar(total.outcomes, words, of=highest)


def _buyers(settled: Settled) -> dict[str, Total]:
    named: dict[str, Total] = {}
    for buyer, total in zip(settled.groups, settled.by_buyer, strict=True):
        if total.purchases:
            state = f", {buyer.state}" if buyer.state else ""
            named.setdefault(f"{shorten(buyer.name, _NAME)}{state}", Total()).merge(total)
    return named


def _name(key: str, words: dict[str, str]) -> str:
    if key == OTHERS:
        return "all others"
    if key == UNKNOWN:
        return "not known"
    return shorten(plain(words.get(key) or words_of(key) if key.islower() else words.get(key, key)), _NAME)


def _money_heads(table: ReportTable) -> list[str]:
    columns = (column.removeprefix("value_") for column in table.columns if column.startswith("value_"))
    return ["currency unknown" if column == "currency_unknown" else column.upper() for column in columns]


def _cells(table: ReportTable, counted: str) -> list[tuple[str, list[str]]]:
    """Heading and figures of each row that has purchases."""
    money = [column for column in table.columns if column.startswith("value_")]
    return [
        (
            _row_name(row[table.columns[0]]),
            [f"{row['entities']:,}", f"{row[counted]:,}", *(_figure(row[column]) for column in money)],
        )
        for row in table.rows
        if row[counted]
    ]


def _row_name(key: str) -> str:
    if key in STATES:
        return STATES[key].name
    return {UNKNOWN: "Not known", "TOTAL": "All"}.get(key, plain(key))


def _figure(value: str) -> str:
    try:
        return f"{round(float(value)):,}" if value != "0" else "–"
    except (ValueError, OverflowError):
        return value


def _standings(settled: Settled) -> list[tuple[str, int]]:
    bases = [base.standing for base in settled.installed.values()]
    return [(words, bases.count(standing)) for standing, words in _STANDING.items() if standing in bases]


def _installed(table: ReportTable) -> tuple[list[list[str]], int]:
    """The largest pairs of buyer and maker, and how many more there are."""
    shown = table.rows[:_PAIRS]
    return [list(_pair(row)) for row in shown], len(table.rows) - len(shown)


def _pair(row: dict[str, Any]) -> Iterable[str]:
    state = f", {plain(row['state'])}" if row["state"] else ""
    yield f"{shorten(plain(row['buyer']), _NAME)}{state}"
    yield plain(row["maker_name"])
    pieces = f", {row['pieces']:,} pieces at least" if row["pieces"] else ""
    yield f"{count(row['purchases'], 'purchase')}{pieces}"
    yield str(row["last_bought"] or "no date")
    yield _STANDING[Standing(row["standing"])]
    yield row["unknown"] or "–"

"""A scan in pictures: where its buyers are, when they bought, and what to read first; all of one view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from debar.model import Finding, Outcome
from debar.places.states import STATES
from debar.report.html.charts import chart_years, month_chart
from debar.report.html.page_view import outcome_pointers
from debar.report.maps import draw_map
from debar.report.summary import RuleAccount
from debar.report.words import binds
from debar.web.facets import Combinations, count_by
from debar.web.rendering import address


def draw_pictures(
    combinations: Combinations,
    filters: Mapping[str, str],
    path: str,
    *,
    counts: Counter[Outcome],
    findings: Iterable[Finding],
) -> dict[str, Any]:
    """Return the pictures of a view for the page of a scan.

    ``counts`` are the view's findings by outcome; the chart says when the rules began that bind in ``findings``.
    """
    states = {
        code: float(counted.total())
        for code, counted in count_by(combinations, filters, "state").items()
        if code in STATES
    }
    months = {month: counted for month, counted in count_by(combinations, filters, "month").items() if month}
    # Drawn in this package from codes of states and numbers alone.
    picture = Markup(draw_map(states, title="Findings by state", unit="findings")) if states else Markup("")  # noqa: S704
    return {
        "map": picture,
        "months": month_chart(months, _began(findings), "Findings"),
        "years": chart_years(months),
        "undated": count_by(combinations, filters, "month").get("", Counter()).total(),
        "month_href": address(path, {key: value for key, value in filters.items() if key not in {"from", "to"}}),
        "state_href": address(path, {key: value for key, value in filters.items() if key != "state"}),
        "pointers": [
            (pointer, address(path, {**filters, "outcome": pointer.outcome})) for pointer in outcome_pointers(counts)
        ],
    }


def _began(findings: Iterable[Finding]) -> list[RuleAccount]:
    accounts: dict[str, RuleAccount] = {}
    for finding in findings:
        for rule in finding.rules:
            if binds(rule):
                account = accounts.setdefault(
                    rule.rule, RuleAccount(rule.rule, rule.title or rule.rule, rule.in_force[0])
                )
                account.times += 1
    return list(accounts.values())

"""Two dossiers as data: their lanes beside each other, and who stands in both."""

from __future__ import annotations

from dataclasses import asdict

from debar.model.dossier_pages import Comparison
from debar.report.records import Data


def comparison_data(comparison: Comparison) -> Data:
    """Two companies as JSON-ready data: their lanes beside each other, and who stands in both."""
    pages = (comparison.one, comparison.other)
    return {
        "companies": [
            {
                "name": page.name,
                "listed": [asdict(each) for each in page.listed],
                "lanes": {
                    lane.id: {"count": lane.count, "first": lane.first, "last": lane.last} for lane in page.lanes
                },
                "lamps": {lamp.id: {"state": lamp.state, "count": lamp.count} for lamp in page.lamps},
            }
            for page in pages
        ],
        "shared": [
            {"name": name, "role": role, "records": [list(one), list(other)]}
            for name, role, one, other in comparison.shared
        ],
    }

"""JSON as data portals write it -> records."""

from __future__ import annotations

from typing import Any

import pytest

from debar.tables.objects import records_in

ROWS = [{"vendor": "ACME", "amount": 5}, {"vendor": "BETA", "amount": 6}]
SOCRATA = {
    "meta": {
        "view": {
            "name": "Contracts",
            "columns": [
                {"id": -1, "name": "sid", "dataTypeName": "meta_data", "fieldName": ":sid"},
                {"id": 2, "name": "Vendor", "dataTypeName": "text", "fieldName": "vendor"},
                {"id": 3, "name": "Amount", "dataTypeName": "number", "fieldName": "amount"},
            ],
            "grants": [{"inherited": False, "type": "viewer"}],
        }
    },
    "data": [["row-1", "ACME", "5"], ["row-2", "BETA", None]],
}
CKAN = {
    "help": "https://example.org",
    "success": True,
    "result": {
        "fields": [{"type": "int", "id": "_id"}, {"type": "text", "id": "vendor"}],
        "records": ROWS,
        "_links": {"start": "/api"},
        "total": 2,
    },
}


@pytest.mark.parametrize(
    "document",
    [
        ROWS,
        CKAN,
        {"results": ROWS, "page_metadata": {"page": 1}, "messages": [{"note": "x"}]},
        {"value": ROWS, "@odata.context": "https://example.org"},
        {"odd name": ROWS},
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "geometry": None, "properties": r} for r in ROWS],
        },
        {"fields": [{"name": "vendor"}], "features": [{"attributes": r, "geometry": {"x": 1}} for r in ROWS]},
        [["vendor", "amount"], ["ACME", 5], ["BETA", 6]],
        {"fields": [{"id": "vendor"}, {"id": "amount"}], "records": [["ACME", 5], ["BETA", 6]]},
        {"columns": ["vendor", "amount"], "data": [["ACME", 5], ["BETA", 6]]},
    ],
)
def test_the_records_of_a_portal(document: Any) -> None:
    assert records_in(document) == ROWS


def test_socrata_rows_take_their_names_from_the_columns_beside_them() -> None:
    assert records_in(SOCRATA) == [
        {"sid": "row-1", "Vendor": "ACME", "Amount": "5"},
        {"sid": "row-2", "Vendor": "BETA", "Amount": None},
    ]


def test_a_cell_beyond_the_columns_is_kept_and_a_name_that_repeats_is_numbered() -> None:
    document = {"columns": ["a", "a"], "rows": [["1", "2", "3"]]}
    assert records_in(document) == [{"a": "1", "a (2)": "2", "column 3": "3"}]


@pytest.mark.parametrize(
    "document", [{"a": ROWS, "b": ROWS}, {"a": 1}, [], [[1, 2], [3, 4]], [["a", "b"], [1]], 7, "x"]
)
def test_no_list_of_records_is_guessed(document: Any) -> None:
    assert records_in(document) is None

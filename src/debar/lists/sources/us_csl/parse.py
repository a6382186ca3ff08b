"""The Consolidated Screening List, csv and JSON export -> entities. Each of its lists has its own rows in it."""

from __future__ import annotations

from debar.lists import csl_parties

LAYOUTS = csl_parties.layouts(
    proven="the csv of 2022-05-16 (14,160 rows, 29 columns), 115 rows of 2019-12-03 (28 columns), 4,226 of 2023-11-30"
)

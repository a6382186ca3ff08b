"""The Consolidated (non-SDN) List in each of OFAC's forms -> entities."""

from __future__ import annotations

from debar.lists.ofac import CONS
from debar.lists.ofac_layouts import layouts

LIST = CONS.id
LAYOUTS = layouts(
    CONS,
    delimited="cons_prim.csv of 2025-03-26, 2025-04-21 and 2025-12-19, the last with all its files",
    advanced="cons_advanced.xml of 2020-03-17",
)

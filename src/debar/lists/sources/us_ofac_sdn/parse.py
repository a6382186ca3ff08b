"""The SDN List in each of OFAC's forms -> entities."""

from __future__ import annotations

from debar.lists.ofac import SDN
from debar.lists.ofac_layouts import layouts

LIST = SDN.id
LAYOUTS = layouts(
    SDN,
    delimited="sdn.csv of 16 days from 2021-08-18 to 2024-05-03, and sets of others' copies from 2015 to 2025",
)

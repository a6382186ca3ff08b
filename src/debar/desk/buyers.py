"""The buyers of a report: which names are one buyer, and where each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from debar.model import Buyer
from debar.procurement.buyer_groups import BuyerGroups
from debar.procurement.buyer_places import Site, locate


class KnownBuyers:
    """Joins names by the rules of ``procurement.buyer_groups`` and places buyers by their names."""

    def group(self, buyers: Sequence[Buyer]) -> list[Buyer]:
        """For each buyer the one that stands for its group, under the group's fullest name.

        A federal agency is one buyer in whatever states its records place it.
        """
        told = [replace(buyer, state="") if buyer.type == "federal-agency" else buyer for buyer in buyers]
        groups = BuyerGroups(told)
        return [replace(buyer, name=groups.of(buyer).name) for buyer in told]

    def site(self, buyer: Buyer) -> Site | None:
        """Where the buyer is; None when its name and state do not tell."""
        return locate(buyer)

"""Entries and decisions for one claim each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from debar.model import Entity
from debar.store.types import PartyDecision


def entry(id_: str, name: str = "", **fields: Any) -> Entity:
    fields = {"schema": "Company", "countries": ("cn",), "names": (name or f"Party {id_}",), **fields}
    return Entity(id=id_, list=id_.partition(":")[0], **fields)


def decided(
    a: str, b: str, decision: str, day: int = 1, because: str = "seen in the register of companies"
) -> PartyDecision:
    return PartyDecision(a, b, decision, because, "ana", datetime(2026, 3, day, tzinfo=UTC))

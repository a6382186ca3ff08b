"""The real lists that ship with debar, but the long SDN list; and entries made up for one claim each."""

from __future__ import annotations

import pytest

from debar.lists import bundled
from debar.lists.parties import Register
from debar.model import Entity


@pytest.fixture(scope="session")
def listed() -> tuple[Entity, ...]:
    lists = (list_id for list_id in bundled.list_ids() if list_id != "us-ofac-sdn")
    return tuple(entity for list_id in lists for entity in bundled.entities(list_id))


@pytest.fixture(scope="session")
def register(listed: tuple[Entity, ...]) -> Register:
    return Register(listed)

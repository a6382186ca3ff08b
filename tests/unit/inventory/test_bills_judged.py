"""Bills of materials are judged by who made each device, not by who sells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from debar.desk import Desk

BOMS = sorted((Path(__file__).parent / "boms").iterdir())


@pytest.mark.parametrize("path", BOMS, ids=lambda path: path.name)
def test_makers_of_components(path: Path, desk: Desk) -> None:
    found = {f.subject.place["bom_ref"]: f for f in desk.devices(path)}
    makers = {reference: f.maker[0] for reference, f in found.items() if f.maker}
    expected = {"cam-1": "hikvision", "cam-2": "dahua", "fw": "huawei"}
    assert makers == expected | ({} if "1.5" in path.name else {"soc-3": "hisilicon"})
    if "soc-3" in found:
        assert all(one.component for one in found["soc-3"].identifications)

"""Every source's layouts are found by its folder; an id without one gets the generic layouts."""

from __future__ import annotations

import pytest

from debar.lists import generic
from debar.lists.places import codes_or_none
from debar.lists.registry import LAYOUTS, layouts
from debar.lists.source import source_ids


@pytest.mark.parametrize("list_id", source_ids())
def test_every_source_has_layouts_with_ids_of_their_own(list_id: str) -> None:
    found = layouts(list_id)
    assert LAYOUTS[list_id] is found
    assert len({layout.id for layout in found}) == len(found) > 0
    for layout in found:
        assert layout.needs
        assert layout.version >= 1


@pytest.mark.parametrize("list_id", source_ids())
@pytest.mark.parametrize("data", [b"", b"<!DOCTYPE html><html><body>Service Unavailable</body></html>", b"\0" * 64])
def test_no_layout_of_a_source_takes_an_empty_file_or_an_error_page(list_id: str, data: bytes) -> None:
    assert [layout.id for layout in layouts(list_id) if layout.recognise("x.csv", data)] == []


def test_an_id_without_a_source_is_read_by_the_generic_layouts() -> None:
    assert layouts("my-suppliers") == generic.LAYOUTS
    assert "my-suppliers" not in LAYOUTS
    assert [layout.id for layout in generic.LAYOUTS] == ["followthemoney", "targets-simple-csv", "user-list"]


@pytest.mark.parametrize(
    ("written", "codes"),
    [("CHN", ("cn",)), ("cn", ("cn",)), ("China", ("cn",)), ("KOSOVO", ("xk",)), ("", ()), ("Atlantis", None)],
)
def test_countries_are_known_by_name_and_by_code(written: str, codes: tuple[str, ...] | None) -> None:
    assert codes_or_none(written) == codes

"""Whatever a file holds, it is read, rejected or refused with a reason: nothing else is ever raised."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from debar.errors import DebarError
from debar.inventory import merge_sightings, open_inventory
from debar.model import Sighting

FILES = sorted(p for folder in ("written", "boms") for p in (Path(__file__).parent / folder).iterdir())
JUNK = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [b"\0", b"<", b"&a;", b"[[", b"null", b"-1", b"1e999", b"9" * 30, "\u202e".encode(), b"\\x", b"{}"]
    ),
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 60), JUNK), max_size=6),
    end=st.one_of(st.just(1.0), st.floats(0, 1)),
)
def test_a_changed_file_does_no_harm(
    path: Path, tmp_path: Path, edits: list[tuple[float, int, bytes]], end: float
) -> None:
    content = path.read_bytes()
    for where, lost, put in edits:
        at = int(where * len(content))
        content = content[:at] + put + content[at + lost :]
    changed = tmp_path / "changed"
    changed.write_bytes(content[: int(end * len(content))])
    try:
        records = [record for file in open_inventory(changed) for record in file.records()]
    except DebarError:
        return
    sightings = [record for record in records if isinstance(record, Sighting)]
    assert sum(len(device.sightings) for device in merge_sightings(sightings)) == len(sightings)

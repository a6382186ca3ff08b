"""A curated row without evidence, or one that says the same as another, is refused with its place."""

from __future__ import annotations

import pytest

from debar.errors import DataError
from debar.lists.parties.curated import read_curated

SOUND = """
sources:
  law: {title: A law, url: https://www.govinfo.gov/, retrieved: '2026-11-22'}
parties:
- id: qixing
  name: Qixing Co., Ltd.
  members:
  - {lists: [x, y], name: "Qixing Co., Ltd.", because: the full legal name, evidence: [law]}
"""


def test_a_sound_file_is_read() -> None:
    (party,) = read_curated(SOUND, "made.yml")
    assert party.members[0].evidence[0].title == "A law"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("evidence: [law]", "evidence: []", "none empty"),
        ("evidence: [law]", "evidence: [hearsay]", "unknown source hearsay"),
        (", evidence: [law]", "", "needs exactly"),
        ("lists: [x, y]", "lists: [x, x]", "stands twice"),
        ("title: A law, ", "", "needs title, url and retrieved"),
        ("parties:", "people:", "not laid out"),
        ("sources:", "sources: [", "not laid out"),
    ],
)
def test_a_broken_file_is_refused_and_named(old: str, new: str, said: str) -> None:
    with pytest.raises(DataError, match=said) as caught:
        read_curated(SOUND.replace(old, new), "made.yml")
    assert "made.yml" in str(caught.value)

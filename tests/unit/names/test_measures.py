"""Many pairs weighed together: every measure and link is what the pair gives alone, to the digit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from debar.names import measures
from debar.names.align import Link
from debar.names.evidence import Evidence, weigh
from debar.names.measures import Weighed
from debar.names.pairing import links_of
from debar.names.prepared import Prepared, prepare

WORDS = (
    *("hangzhou", "hikvision", "hikvison", "hik", "vision", "technology", "technologies", "tech", "huawei", "hua"),
    *("bank", "banks", "of", "the", "rossiya", "rossiia", "ivan", "ivanova", "ivanov", "john", "jon", "muhammad"),
    *("mohammed", "mhmd", "bin", "j", "m", "7601", "7602", "3rd", "h1kvision", "co", "ltd", "gmbh", "trading", "wei"),
    *("iran", "iraq", "niger", "nigeria", "f76", "f77", "61398a", "z1o", "z10"),
)
NAMES = st.one_of(st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join), st.text(max_size=16))


def weighed(names: list[Prepared], *, person: bool, thing: bool) -> tuple[Weighed, list[tuple[Evidence, list[Link]]]]:
    """Each name beside each, weighed together and alone."""
    left, right = (side.ravel() for side in np.indices((len(names), len(names))))
    together = Weighed(names, left, right, np.full(len(left), person), np.full(len(left), thing))
    together.add_strings(np.arange(len(left)))
    alone = [weigh(one, other, person=person, thing=thing) for one in names for other in names]
    return together, alone


def links_told(together: Weighed, pairs: Sequence[int]) -> list[list[Link]]:
    found = together.links(np.array(pairs, dtype=np.int64))
    return [links_of(links) if isinstance(links, bytes) else links for links in found]


@settings(max_examples=60)
@given(st.lists(NAMES, min_size=9, max_size=11), st.booleans(), st.booleans())
def test_pairs_weighed_together_are_what_each_is_alone(texts: list[str], person: bool, thing: bool) -> None:
    """Nine names beside each other are more pairs than are weighed one by one."""
    names = [name for text in texts for name in prepare(text, person=person)[:1]]
    together, alone = weighed(names, person=person, thing=thing)
    for n, (evidence, links) in enumerate(alone):
        assert Evidence(*together.measures[n].tolist()) == evidence
        assert links_told(together, [n]) == [links]
        assert bool(together.linked[n]) == bool(links)


def test_names_of_very_many_words_are_weighed_as_well() -> None:
    """A pair with too many cells for columns is left to be weighed alone; its neighbours are not."""
    many = " ".join(f"word{n}x" for n in range(40))
    names = [prepare(text)[0] for text in (many, f"{many} more", *WORDS[:8])]
    together, alone = weighed(names, person=False, thing=False)
    assert [Evidence(*row) for row in together.measures.tolist()] == [evidence for evidence, _ in alone]
    assert links_told(together, range(len(alone))) == [links for _, links in alone]


def test_few_and_no_pairs_are_weighed_too() -> None:
    for names in ([], [prepare("Zebrawood Quoin")[0]]):
        together, alone = weighed(names, person=False, thing=False)
        assert together.measures.shape == (len(alone), len(Evidence._fields))
        assert together.linked.tolist() == [bool(links) for _, links in alone]


def test_what_is_held_at_once_changes_nothing() -> None:
    """Pairs are weighed in stretches, wherever one ends."""
    names = [prepare(" ".join(WORDS[n : n + 3]))[0] for n in range(12)]
    whole, _ = weighed(names, person=True, thing=False)
    at_once, measures._CELLS = measures._CELLS, 50
    try:
        parts, _ = weighed(names, person=True, thing=False)
    finally:
        measures._CELLS = at_once
    assert np.array_equal(whole.measures, parts.measures)
    assert links_told(whole, range(len(whole.linked))) == links_told(parts, range(len(whole.linked)))

"""What an index keeps of a listed name gives the same name back, and nothing for the search for cycles to walk."""

from __future__ import annotations

import gc

from debar.names.index import COMPANY, PERSON, NameIndex
from debar.names.match import match_many
from debar.names.prepared import prepare

NAMES = ("Zebrawood 27 Quoin GmbH", "Dr. Abd al-Rahman bin Quoin", "Quoin Three dba Zebrawood", "")


def test_a_name_kept_is_the_name_as_it_was_made_ready() -> None:
    kinds = [COMPANY, PERSON, COMPANY, COMPANY]
    index = NameIndex.build(NAMES, range(len(NAMES)), kinds)
    for number, name in enumerate(NAMES):
        made = prepare(name, index.frequencies, person=kinds[number] == PERSON)
        assert index.prepared(number) == index.prepared(number) == made
        assert all(isinstance(each.numbers, frozenset) for each in index.prepared(number))


def test_kept_names_are_no_work_for_the_search_for_cycles() -> None:
    index = NameIndex.build(NAMES, range(len(NAMES)))
    match_many(index, NAMES)
    for _ in range(3):
        gc.collect()
    assert index._prepared
    assert not any(gc.is_tracked(kept) for kept in index._prepared.values())

"""Listed names are kept as the strings that a comparison in full would make of them."""

from __future__ import annotations

import numpy as np
import pytest

from debar.names import strings
from debar.names.index import COMPANY, PERSON, NameIndex
from debar.names.prepared import prepare

NAMES = (
    ("Hangzhou Hikvision Digital Technology Co., Ltd.", COMPANY),
    ("Acme Trading LLC dba Blue Harbour", COMPANY),
    ("Dr. Abd al-Rahman Muhammad", PERSON),
    ("Иванов Пётр Сергеевич", PERSON),
    ("华为技术有限公司", COMPANY),
    ("LLC", COMPANY),
    ("H", COMPANY),
    ("", PERSON),
    ("7", COMPANY),
)


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return NameIndex.build([name for name, _ in NAMES], range(len(NAMES)), [kind for _, kind in NAMES])


def test_the_strings_kept_are_those_of_the_names_made_ready(index: NameIndex) -> None:
    kept = index.strings(np.arange(len(NAMES)))
    for (name, kind), found in zip(NAMES, kept, strict=True):
        assert list(found) == strings.strings_of(prepare(name, person=kind == PERSON))


def test_names_are_read_in_the_order_asked_and_more_than_once(index: NameIndex) -> None:
    first, second, third = index.strings(np.array([3, 0, 3]))
    assert first == third
    assert second[0][0] == prepare(NAMES[0][0])[0].compact


def test_an_index_of_no_names_has_no_strings() -> None:
    assert NameIndex.build([], []).strings(np.empty(0, dtype=np.int64)) == []

"""A person's name that is spelt another way is the same name with the last name first as with the first name first."""

from __future__ import annotations

import pytest

from debar.names.compare import compare
from debar.names.evidence import edits_apart, weigh
from debar.names.index import PERSON, NameIndex
from debar.names.match import match_many
from debar.names.prepared import prepare

PAIRS = [
    ("Mohammed Hassan", "HASAN, Muhammad"),
    ("Mohammed Hasan", "HASAN, Muhammad"),
    ("Jon Smith", "SMITH, John"),
    ("John Smith", "SMITH, Jon"),
    ("Steven Johnson", "JOHNSON, Stephen"),
    ("Hussain Ali", "ALI, Hussein"),
    ("Ali Hussain", "HUSSEIN, Ali"),
    ("Sergei Ivanov", "IVANOV, Sergey"),
    ("Yusuf Omar", "OMAR, Youssef"),
    ("Catherine Brown", "BROWN, Katherine"),
    ("Aleksei Nikolaev", "NIKOLAYEV, Alexey"),
    ("Abd al-Rahman Yusuf", "YOUSSEF, Abdul Rahman"),
]


@pytest.mark.parametrize(("query", "listed"), PAIRS)
def test_another_spelling_in_another_order_is_a_match(query: str, listed: str) -> None:
    for one, other in ((query, listed), (listed, query)):
        assert compare(one, other, "Person").outcome == "match"


@pytest.mark.parametrize(("query", "listed"), PAIRS)
def test_a_search_for_it_finds_it(query: str, listed: str) -> None:
    for asked, name in ((query, listed), (listed, query)):
        index = NameIndex.build([name], [1], [PERSON])
        assert [comparison.outcome for _, comparison in match_many(index, [asked])[0]] == ["match"]


@pytest.mark.parametrize(("query", "listed"), PAIRS)
def test_the_order_of_the_words_changes_neither_edits_nor_likeness(query: str, listed: str) -> None:
    (left, right) = (prepare(name, person=True)[-1] for name in (query, listed))
    evidence, links = weigh(left, right, person=True, thing=False)
    assert evidence.edits == min(edits_apart(left, right, links)) <= 3
    assert evidence.letters >= 0.7


@pytest.mark.parametrize(
    ("query", "listed"),
    [("Jon Young", "Yong Sang JON"), ("Mohammad Ricky", "Muhamad Ricky ARDHAN"), ("Sean Qazi", "Qasi SA'ID JAN")],
)
def test_names_with_words_over_are_read_in_their_own_order(query: str, listed: str) -> None:
    (left, right) = (prepare(name, person=True)[-1] for name in (query, listed))
    assert edits_apart(left, right, weigh(left, right, person=True, thing=False)[1]) == ()


def test_the_words_of_a_business_stay_in_their_order() -> None:
    (left, right) = (prepare(name)[-1] for name in ("Zebrawod Quoin", "Quoin Zebrawood"))
    assert weigh(left, right, person=False, thing=False)[0].edits > 3

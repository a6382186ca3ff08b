"""The index: the same from arrays, whatever else is in it, one query at a time or all at once."""

from __future__ import annotations

from collections import Counter
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debar.errors import DataError
from debar.names.compare import REVIEW, compare
from debar.names.index import COMPANY, PERSON, SCHEMATA, VESSEL, NameIndex
from debar.names.match import match_many
from debar.names.normalize import words
from debar.names.prepared import ways

LISTED = (
    ("Hangzhou Hikvision Digital Technology Co., Ltd.", COMPANY),
    ("Zhejiang Dahua Technology Co., Ltd.", COMPANY),
    ("Huawei Technologies Co., Ltd.", COMPANY),
    ("Hytera Communications Corporation Limited", COMPANY),
    ("ZTE Corporation", COMPANY),
    ("AO Kaspersky Lab", COMPANY),
    ("National Iranian Oil Company", COMPANY),
    ("Mikhail Petrovich BEDUNKEVICH", PERSON),
    ("Ali Hasan ZURAIK", PERSON),
    ("Vladimir Mikhaylovich BOGDANOV", PERSON),
    ("ROSEBUD", VESSEL),
    ("Fu Yuan Yu 7890", VESSEL),
)
NAMES = [name for name, _ in LISTED]
KINDS = [kind for _, kind in LISTED]
QUERIES = [
    "Hangzhou Hikvision Digital",
    "HANGZHOU HIKVISION DIG",
    "Hik Vision",
    "HIKVISON USA",
    "ZTE (USA) Inc",
    "Kaspersky Lab",
    "NIOC",
    "Mikhail P. Bedunkevich",
    "VladimirMikhaylovichBOGDANOV",
    "Zuraik, Ali H.",
    "M/V Rosebud",
    "HOME DEPOT #7001",
    "AZTEC LIMOUSINE",
    "",
    "Acme LLC dba Huawei Technologies",
]


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return NameIndex.build(NAMES, range(len(NAMES)), KINDS)


def named(index: NameIndex, query: str) -> set[str]:
    return {index.name(number) for number, _ in match_many(index, [query])[0]}


def test_arrays_give_the_index_back(index: NameIndex) -> None:
    again = NameIndex.from_arrays({key: array.copy() for key, array in index.arrays().items()})
    assert again.candidates(QUERIES) == index.candidates(QUERIES)
    assert match_many(again, QUERIES) == match_many(index, QUERIES)
    assert [again.name(n) for n in range(len(again))] == NAMES


def test_read_only_arrays_will_do(index: NameIndex) -> None:
    arrays = index.arrays()
    for array in arrays.values():
        array.flags.writeable = False
    assert match_many(NameIndex.from_arrays(arrays), QUERIES) == match_many(index, QUERIES)


def test_a_missing_array_is_named_in_the_error(index: NameIndex) -> None:
    arrays = index.arrays()
    del arrays["gram_names"]
    with pytest.raises(DataError, match="gram_names"):
        NameIndex.from_arrays(arrays)


def test_names_and_owners_must_run_in_parallel() -> None:
    with pytest.raises(DataError, match="length"):
        NameIndex.build(["a", "b"], [1])


def test_candidates_come_nearest_first_and_within_the_limit(index: NameIndex) -> None:
    for found in index.candidates(QUERIES, limit=3):
        assert len(found) <= 3
        assert [s for _, s in found] == sorted((s for _, s in found), reverse=True)
        assert all(0.0 < similarity <= 1.0 for _, similarity in found)
    assert index.candidates(["hikvision"])[0][0][0] == 0


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("M. Bedunkevich", NAMES[7]),
        ("HANGZHOUHIKVISIONDIGITALTECHNOLOGY", NAMES[0]),
        ("H1KV1S1ON", NAMES[0]),
        ("Hikvision Dgital Hangzou", NAMES[0]),
        ("NIOC", NAMES[6]),
        ("ZTE", NAMES[4]),
        ("ZTE Gesellschaft mit beschraenkter Haftung", NAMES[4]),
        ("Kaspersky Lab, Joint Stock Company", NAMES[5]),
        ("bdnkvch mkhl", NAMES[7]),
        ("PAYMENT TO ROSEBUD", NAMES[10]),
    ],
)
def test_the_right_name_is_the_first_candidate(index: NameIndex, query: str, name: str) -> None:
    assert index.name(index.candidates([query])[0][0][0]) == name


def test_a_party_is_one_candidate_however_many_names_it_has() -> None:
    index = NameIndex.build(["Acme Trading", "Acme Trading Ltd", "Acme Traders", "Acme Tools"], [7, 7, 7, 8])
    found = index.candidates(["Acme Trading"], limit=2)[0]
    assert [int(index.owners[name]) for name, _ in found] == [7, 8]


def test_the_acronym_of_a_long_name_leads_to_the_short_one() -> None:
    index = NameIndex.build(["NIOC", "National Indian Cooperative", "Iranian Oil Terminals"], [0, 1, 2])
    number, similarity = index.candidates(["National Iranian Oil Company"])[0][0]
    assert (number, similarity) == pytest.approx((0, 0.95))


def test_acronyms_of_two_names_do_not_make_them_alike() -> None:
    index = NameIndex.build(["Alpha Beta Gamma Delta", "Arctic Bear Guild Drapers"], [0, 1])
    assert index.candidates(["Arctic Bear Guild Drapery"])[0][0][0] == 1


def test_what_is_read_of_the_postings_is_bounded_and_the_right_name_is_still_found() -> None:
    """Twenty thousand names that begin alike: the rare letters of the query decide."""
    names = [f"Muhammad Ali {a}{b}{c} Trading" for a in "bdfgklmnprst" for b in "aeiou" for c in "bdfgklmnprstvz"]
    names = [f"{name} {end}" for name in names for end in ("one", "two", "six", "ten", "old", "new", "red", "far")]
    index = NameIndex.build(names, range(len(names)))
    wanted = [0, 777, len(names) - 1]
    found = index.candidates([names[number] for number in wanted])
    assert [hits[0][0] for hits in found] == wanted


@pytest.mark.parametrize(
    "query", ["", "   ", "\u202e\u202d", "🛢️🛢️", "1", "LLC", "é" * 10_000, "a b " * 5_000, "x" * 10_000]
)
def test_odd_queries_have_candidates_or_none(index: NameIndex, query: str) -> None:
    assert len(index.candidates([query])[0]) <= 10


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=30), max_size=6), st.lists(st.text(max_size=30), max_size=6))
def test_any_text_may_be_listed_or_asked(names: list[str], queries: list[str]) -> None:
    index = NameIndex.build(names, range(len(names)))
    together = index.candidates(queries)
    assert together == [index.candidates([query])[0] for query in queries]
    assert all(0.0 < similarity <= 1.0 for found in together for _, similarity in found)
    for name, found in zip(names, index.candidates(names), strict=True):
        assert not words(name) or "".join(words(index.name(found[0][0]))) == "".join(words(name))


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Hangzhou Hikvision Digital", NAMES[0]),
        ("HANGZHOU HIKVISION DIG", NAMES[0]),
        ("HangzhouHikvision Digital Technology", NAMES[0]),
        ("Hangzhou Hik vision Digital Technology", NAMES[0]),
        ("Hangzhou Hikvison Digital", NAMES[0]),
        ("ZTE", NAMES[4]),
        ("NIOC", NAMES[6]),
        ("Bedunkevich, Mikhail P.", NAMES[7]),
        ("VladimirMikhaylovichBOGDANOV", NAMES[9]),
        ("Acme LLC dba Huawei Technologies", NAMES[2]),
    ],
)
def test_a_listed_party_is_found(index: NameIndex, query: str, name: str) -> None:
    assert name in named(index, query)


@pytest.mark.parametrize(
    "query", ["AL HIKMAH", "SELZTER", "CLOREX", "LIMOUSINE", "AZTEC", "HOME DEPOT #7001", "", "##"]
)
def test_clean_names_find_nothing(index: NameIndex, query: str) -> None:
    assert match_many(index, [query]) == [[]]


def test_one_by_one_is_the_same_as_all_together(index: NameIndex) -> None:
    assert [match_many(index, [query])[0] for query in QUERIES] == match_many(index, QUERIES)


def test_a_query_asked_twice_is_answered_twice(index: NameIndex) -> None:
    first, second = match_many(index, ["ZTE", "ZTE"])
    assert first == second != []


def test_hits_are_in_the_order_of_score_then_name(index: NameIndex) -> None:
    for hits in match_many(index, QUERIES, threshold=0.4):
        assert hits == sorted(hits, key=lambda hit: (-hit[1].score, hit[0]))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text("bcdfgjklmpqvwxz", min_size=6, max_size=10).map(lambda w: f"qx{w} wq{w}"), max_size=5))
def test_adding_unrelated_names_removes_no_match(added: list[str]) -> None:
    """Words that begin with qx or wq are like no word of the list or the queries."""
    before = NameIndex.build(NAMES, range(len(NAMES)), KINDS)
    after = NameIndex.build([*NAMES, *added], range(len(NAMES) + len(added)), [*KINDS, *[COMPANY] * len(added)])
    for old, new in zip(match_many(before, QUERIES), match_many(after, QUERIES), strict=True):
        assert old == [hit for hit in new if hit[0] < len(NAMES)]


WORDS = (
    "hikvision dahua huawei hangzhou zhejiang technology limited ali hasan zuraik bogdanov petrol trading 7 b".split()
)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join), min_size=1, max_size=12),
    st.randoms(use_true_random=False),
)
def test_a_name_is_always_found_by_its_own_words_and_letters(names: list[str], random: Random) -> None:
    """As it stands, in any order of its words, and run together: what the full comparison gives is given here."""
    kinds = [PERSON if "ali" in name.split() else COMPANY for name in names]
    index = NameIndex.build(names, range(len(names)), kinds)
    asked = [way for name in names for way in (name, _shuffled(name, random), name.replace(" ", ""))]
    for place, hits in enumerate(match_many(index, asked, limit=50)):
        number, query = place // 3, asked[place]
        score = compare(query, names[number], SCHEMATA[kinds[number]], index.frequencies).score
        assert query != names[number] or score == 1.0
        if score >= REVIEW:
            assert (number, score) in {(n, hit.score) for n, hit in hits}, (query, names[number])


def _shuffled(name: str, random: Random) -> str:
    words_of = name.split()
    random.shuffle(words_of)
    return " ".join(words_of)


def test_what_is_plausible_comes_by_query_and_the_same_letters_first(index: NameIndex) -> None:
    """Each pair once a way to read the name, its points infinite where the letters or words are the same."""
    asked = [words(query) for query in (*QUERIES, *NAMES)]
    query, number, points = index.plausible(asked, REVIEW)
    rows = list(zip(query.tolist(), (-points).tolist(), number.tolist(), strict=True))
    assert rows == sorted(rows)
    pairs = Counter((q, n) for q, _, n in rows)
    assert all(count <= len(ways(NAMES[n])) for (_, n), count in pairs.items())
    certain = {(q, n) for q, minus, n in rows if minus == -np.inf}
    assert certain >= {(len(QUERIES) + n, n) for n in range(len(NAMES))}


@pytest.mark.parametrize(("query", "kind"), [("KIM Chol", PERSON), ("Song, Kim", PERSON), ("Co Li", COMPANY)])
def test_short_common_words_in_another_order_are_found(query: str, kind: int) -> None:
    index = NameIndex.build(["Chol KIM", "Kim SONG", "Li Co"], range(3), [kind] * 3)
    (hits,) = match_many(index, [query])
    assert {tuple(sorted(words(index.name(number)))) for number, _ in hits} >= {tuple(sorted(words(query)))}


def test_an_empty_index_finds_nothing() -> None:
    empty = NameIndex.build([], [])
    assert match_many(empty, ["ZTE"]) == [[]]
    assert empty.candidates(["ZTE"]) == [[]]
    assert len(empty) == 0


def test_the_arrays_hold_no_objects(index: NameIndex) -> None:
    assert all(isinstance(array, np.ndarray) and not array.dtype.hasobject for array in index.arrays().values())


@pytest.mark.parametrize(
    ("query", "listed", "kind"),
    [
        ("E. Titova", "TITOVA, Elena Borisovna", PERSON),
        ("G. N. Timchenko", "TIMCHENKO, Gennady Nikolayevich", PERSON),
        ("Igor S. Ivanov", "IVANOV, Igor Sergeevich", PERSON),
        ("Evgueni Prigojine", "PRIGOZHIN, Yevgeniy Viktorovich", PERSON),
        ("SMIC", "Semiconductor Manufacturing International Corporation", COMPANY),
        ("ZTE (USA) Inc", "ZTE Corporation", COMPANY),
        ("Dajiang Chuangxin Keji", "深圳市大疆创新科技有限公司", COMPANY),
    ],
)
def test_what_the_comparison_would_say_yes_to_is_not_lost_before(query: str, listed: str, kind: int) -> None:
    """Initials, other languages' spellings, acronyms, places behind, and every reading of a listed name."""
    assert listed in named(NameIndex.build([listed, "Zebra"], [0, 1], [kind, COMPANY]), query)

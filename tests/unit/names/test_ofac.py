"""Treasury's search, as its FAQ 249 describes it: the published examples, and the batch against one pair at a time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debar.names.index import NameIndex
from debar.names.ofac import LONGEST, match_ofac, score, soundex

LISTED = (
    "MADURO MOROS, Nicolas",
    "FLORES DE MADURO, Cilia Adela",
    "HABBASH, George",
    "EMMA",
    "EMMATEL",
    "PUTIN, Vladimir Vladimirovich",
    "HUAWEI TECHNOLOGIES CO., LTD.",
    "11420 CORP.",
    "SMITH, John",
    "",
    "...",
    "A",
)
INDEX = NameIndex.build(LISTED, range(len(LISTED)))
EMPTY = NameIndex.build([], [])

words = st.sampled_from(
    ["maduro", "nicolas", "nikolas", "emma", "emmy", "putin", "vladmir", "corp", "of", "a", "smyth"]
)
texts = st.one_of(st.text(max_size=25), st.lists(words, max_size=6).map(" ".join))


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("washington", "w252"),
        ("lee", "l000"),
        ("gutierrez", "g362"),
        ("pfister", "p236"),
        ("jackson", "j250"),
        ("tymczak", "t522"),
        ("vandeusen", "v532"),
        ("ashcraft", "a261"),
        ("robert", "r163"),
        ("rupert", "r163"),
        ("", ""),
        ("4th", ""),
    ],
)
def test_soundex_codes_names_as_the_national_archives_do(word: str, code: str) -> None:
    """The examples of the National Archives; what begins with no letter has no code."""
    assert soundex(word) == code


def test_a_name_that_was_asked_for_in_part_scores_in_full() -> None:
    """Treasury's search shows 100 for ``Maduro``; the other words of the listed name cost nothing."""
    assert score("Maduro", "MADURO MOROS, Nicolas") == 1.0
    assert score("Nicolas Maduro", "MADURO MOROS, Nicolas") == 1.0


def test_whole_names_are_compared_by_jaro_winkler() -> None:
    """Treasury's search shows 87 for ``emma daniels`` against EMMA: Jaro 7/9, four letters of prefix."""
    assert score("emma daniels", "EMMA") == pytest.approx(7 / 9 + 0.4 * 2 / 9, abs=1e-4)


def test_whole_names_of_other_first_letters_are_not_compared() -> None:
    """Treasury's search shows nothing from 80 on for ``George Bush``: half the parts of HABBASH, George are his."""
    assert score("George Bush", "HABBASH, George") == 0.5


def test_equal_sound_raises_a_part_and_never_to_the_full() -> None:
    """Smyth for Smith: one part alike by sound, one the same."""
    assert 0.95 < score("John Smyth", "SMITH, John") < 1.0
    assert score("Jahn Smyth", "SMITH, John") > score("Jahn Smyph", "SMITH, John")


def test_parts_that_are_less_than_half_the_same_count_nothing() -> None:
    """Huawei and H are of one sound, and still are not compared."""
    assert score("Huawei", "S DE H") == 0.0


def test_the_best_names_come_first_and_explain_themselves() -> None:
    """The hits by score, then by number; because says which technique gave the score, parts what stands for what."""
    ((first, second, *rest),) = match_ofac(INDEX, ["Nikolas Maduro"], 0.5)
    assert (first[0], second[0]) == (0, 1)
    assert first[1].score == score("Nikolas Maduro", LISTED[0]) > second[1].score
    assert first[1].because == (
        "As Treasury's search: parts of the names 98% alike (nikolas for nicolas 96% by Jaro-Winkler and Soundex, "
        "maduro is the same); whole names 0%."
    )
    assert first[1].parts == (
        {"query": "nikolas", "name": "nicolas", "how": "spelling"},
        {"query": "maduro", "name": "maduro", "how": "exact"},
    )
    assert sorted(rest, key=lambda hit: (-hit[1].score, hit[0])) == rest


def test_because_names_the_whole_names_when_they_gave_the_score() -> None:
    """The higher of the two techniques is the score, and both are told."""
    (((number, found), *_),) = match_ofac(INDEX, ["emma daniels"], 0.8, 1)
    assert LISTED[number] == "EMMATEL"
    assert found.because == "As Treasury's search: whole names 87% alike by Jaro-Winkler; their parts 46%."
    assert found.outcome == "review"


def test_the_same_name_is_a_match() -> None:
    """100 is an exact match; punctuation and case do not count."""
    (((number, found),),) = match_ofac(INDEX, ["11420 Corp"], 1.0)
    assert (number, found.score, found.outcome, found.because) == (7, 1.0, "match", "The names are the same.")


def test_the_limit_and_the_threshold_hold() -> None:
    """No more hits than asked for, none below the threshold."""
    assert len(match_ofac(INDEX, ["Maduro"], 0.9, 1)[0]) == 1
    assert [number for number, _ in match_ofac(INDEX, ["Maduro"], 0.99)[0]] == [0, 1]
    assert match_ofac(INDEX, ["Maduro"], 0.9, 0) == [[]]


@pytest.mark.parametrize("query", ["", " ", "\x00", "\ud800", "😀", "of", "a" * 100_000, "ab " * 50_000])
def test_what_is_no_name_matches_nothing(query: str) -> None:
    """Empty, one letter, no letters, far too many: no hit and no failure."""
    assert match_ofac(INDEX, [query], 0.85) == [[]]
    assert score(query, "MADURO MOROS, Nicolas") < 0.85


def test_an_index_without_names_gives_no_hit() -> None:
    """Nothing listed, nothing found."""
    assert match_ofac(EMPTY, ["Maduro", ""]) == [[], []]


def test_only_the_first_letters_of_a_long_name_are_compared() -> None:
    """What stands past the longest compared name changes nothing, so the cost is bounded."""
    long = "maduro " * LONGEST
    assert score(long, "MADURO") == score(long + "putin", "MADURO")


@settings(deadline=None)
@given(st.lists(texts, max_size=6))
def test_the_batch_gives_what_one_pair_at_a_time_gives(queries: list[str]) -> None:
    """Each query, alone or beside others, gets the names and scores that comparing every pair would give."""
    for query, hits in zip(queries, match_ofac(INDEX, queries, 0.5, 100), strict=True):
        expected = [(n, found) for n, name in enumerate(LISTED) if (found := score(query, name)) >= 0.5]
        assert [(n, c.score) for n, c in hits] == sorted(expected, key=lambda hit: (-hit[1], hit[0]))


@given(texts, texts)
def test_scores_are_within_nought_and_one(query: str, name: str) -> None:
    """A score is 0..1, and 1 on the same name as soon as it has a letter."""
    assert 0.0 <= score(query, name) <= 1.0
    assert score(query, query) in (0.0, 1.0)

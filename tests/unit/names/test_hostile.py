"""Names that nobody bears: none fails, none matches everything, none costs more than its length."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from debar.names.compare import compare
from debar.names.index import COMPANY, PERSON, VESSEL, NameIndex
from debar.names.match import match_many
from debar.names.normalize import MOST_LETTERS, MOST_WORDS, normalize, words
from debar.names.ofac import match_ofac

LISTED = (
    ("Hangzhou Hikvision Digital Technology Co., Ltd.", COMPANY),
    ("Huawei Technologies Co., Ltd.", COMPANY),
    ("ZTE Corporation", COMPANY),
    ("11420 CORP.", COMPANY),
    ("EMMA LLC", COMPANY),
    ("THE", COMPANY),
    ("National Iranian Oil Company", COMPANY),
    ("MADURO MOROS, Nicolas", PERSON),
    ("BEDUNKEVICH, Mikhail Petrovich", PERSON),
    ("FU YUAN YU 7890", VESSEL),
    ("EMMA", VESSEL),
    ("", COMPANY),
    ("???", COMPANY),
)
INDEX = NameIndex.build([name for name, _ in LISTED], range(len(LISTED)), [kind for _, kind in LISTED])

#: Patterns to be repeated; what grows with each of them is another part of the engine.
ENDLESS = {
    "one word": "a",
    "one word, said again": "huawei ",
    "letters": "a b c d ",
    "dotted letters": "a.",
    "joined by hyphens": "a-",
    "apostrophes": "'a",
    "brackets": "((",
    "NUL": "\x00",
    "lone surrogates": "\ud800",
    "emoji": "😀",
    "right-to-left marks": "\u202e",
    "combining marks": "\u0301",
    "Han": "深圳",
    "Hangul": "한",
    "Arabic": "محمد ",
    "a ligature of eighteen letters": "\ufdfa",
    "mixed scripts": "Иaα深",
    "legal forms": "co ltd llc ",
    "a legal form that stands last": "as ",
    "noise": "mr mrs ",
    "numbers": "1234 ",
    "Roman numerals": "i v x ",
    "stop words": "the and of ",
    "names in one field": "a dba b ",
    "other names in one field": "a aka b ",
    "abbreviations": "intl mfg ",
}

SHORT = {
    "empty": "",
    "blanks": " \t\n\u00a0",
    "one letter": "a",
    "NUL": "\x00",
    "lone surrogate": "\ud800",
    "emoji": "😀😀",
    "control characters": "".join(map(chr, range(32))),
    "bidi characters": "\u202a\u202b\u202d\u202e\u202c\u2066\u2069",
    "punctuation": "-.,;:!?()[]{}",
    "a legal form": "LLC",
    "legal forms": "CO LTD",
    "a number": "12345",
    "numbers": "1 2 3 4 5",
    "the": "the",
    "and": "and",
    "of": "of",
    "small words": "the and of",
}


def _distinct(count: int) -> str:
    """So many different words of letters, the same at every run."""
    return " ".join(f"{_letters(n * 7919 % 456_976)}q" for n in range(count))


def _letters(number: int) -> str:
    return "".join(chr(97 + number // 26**place % 26) for place in range(4))


def _endless(pattern: str, size: int) -> str:
    return ("acme " + pattern * (size // len(pattern) + 1))[:size]


def _steps(work: Callable[[], Any]) -> int:
    """How many lines of Python the work runs: a cost that no clock and no other process moves."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def _reads(name: str) -> None:
    """Everything that is done with a name somebody asked about."""
    normalize(name)
    compare(name, "Huawei Technologies Co., Ltd.")
    compare(name, name[::-1], "Person")
    match_many(INDEX, [name])
    INDEX.candidates([name])
    match_ofac(INDEX, [name])


@pytest.mark.parametrize("name", SHORT.values(), ids=SHORT.keys())
def test_what_is_hardly_a_name_matches_next_to_nothing(name: str) -> None:
    """At most the one listed name that is the same, and the ship of that name; nothing fails.

    Some candidates share letters with it, but less than half of the list does more than in passing.
    """
    _reads(name)
    (hits,) = match_many(INDEX, [name])
    assert all(words(LISTED[number][0]) == words(name) for number, _ in hits)
    alike = [number for number, similarity in INDEX.candidates([name])[0] if similarity >= 0.25]
    assert len(alike) < len(LISTED) / 2


@pytest.mark.parametrize("pattern", ENDLESS.values(), ids=ENDLESS.keys())
def test_ten_thousand_characters_match_next_to_nothing(pattern: str) -> None:
    """A field of 10,000 characters fails nothing and is at most one listed party's name."""
    name = _endless(pattern, 10_000)
    _reads(name)
    assert len(match_many(INDEX, [name])[0]) <= 1


@pytest.mark.parametrize("pattern", ENDLESS.values(), ids=ENDLESS.keys())
def test_a_million_characters_are_cut_to_what_is_compared(pattern: str) -> None:
    """Of 1,000,000 characters, ligatures written out, no more is compared than of the longest name."""
    name = _endless(pattern, 1_000_000 // len(unicodedata.normalize("NFKC", pattern)) * len(pattern))
    found = words(name)
    assert len(found) <= MOST_WORDS
    assert all(len(word) <= MOST_LETTERS for word in found)
    listed = "Huawei Technologies Co., Ltd."
    assert compare(name, listed) == compare(" ".join(found), listed)


@pytest.mark.parametrize("pattern", ENDLESS.values(), ids=ENDLESS.keys())
def test_twice_the_text_takes_no_more_than_twice_the_steps(pattern: str) -> None:
    """The lines of Python that run grow no faster than the text, whatever it repeats."""
    once, twice = _endless(pattern, 4_000), _endless(pattern, 8_000)
    _reads(twice + "warm")
    assert _steps(lambda: _reads(twice)) <= 2.2 * _steps(lambda: _reads(once)) + 500


#: Two names each that differ only behind what is compared of them.
LONG = {
    "64 words": ("kalash " * 64 + "HUAWEI", "kalash " * 64 + "SBERBANK"),
    "word by word": ("kalash " * 64 + "HUAWEI", "kalash " * 64 + "kalash"),
    "with and without": ("bank " * 64 + "sberbank", "bank " * 64),
    "200 letters": ("x" * 200 + "huawei", "x" * 200 + "sberbank"),
    "200 letters and no more": ("x" * 200, "x" * 201),
    "a form behind": ("kalash " * 64 + "ltd", "kalash " * 64 + "gmbh"),
    "numbers": ("1 " * 65 + "2", "1 " * 65 + "3"),
    "both": ("ali " * 70 + "x" * 300, "ali " * 70 + "x" * 301),
}


@pytest.mark.parametrize("schema", ["LegalEntity", "Company", "Person", "Vessel"])
@pytest.mark.parametrize(("left", "right"), LONG.values(), ids=LONG.keys())
def test_names_that_differ_behind_what_is_compared_are_at_most_worth_a_look(left: str, right: str, schema: str) -> None:
    """What was cut off is never taken for the same; the same long name is, however it is written."""
    for one, other in ((left, right), (right, left)):
        assert compare(one, other, schema).outcome != "match"
    assert compare(left, left.upper().replace(" ", " - "), schema).score == 1.0


def test_a_listed_name_that_was_cut_is_found_by_the_whole_of_it_alone() -> None:
    left, right = LONG["64 words"]
    index = NameIndex.build([left], [1], [COMPANY])
    same, other = match_many(index, [left.lower(), right])
    assert [hit.score for _, hit in same] == [1.0]
    assert not any(hit.is_match for _, hit in other)


def test_one_word_said_five_thousand_times_is_no_other_name() -> None:
    """Repeating a listed word makes no listed name of it that has other words."""
    name = "technologies " * 5_000
    _reads(name)
    assert match_many(INDEX, [name]) == [[]]


def test_five_thousand_words_cost_no_more_than_the_longest_name() -> None:
    """5,000 different words, and as many others, run the steps that the first words of both would."""
    name = _distinct(5_000)
    other = " ".join(reversed(name.split()))
    heads = " ".join(words(name)), " ".join(words(other))
    compare(*heads)
    assert _steps(lambda: compare(name, other)) <= 1.1 * _steps(lambda: compare(*heads))
    assert match_many(INDEX, [name]) == [[]]


def test_hostile_names_do_not_disturb_their_neighbours() -> None:
    """In one batch with all of them a plain name has the hits it has alone."""
    plain = "Huawei Technologies"
    batch = [plain, *SHORT.values(), *(_endless(pattern, 2_000) for pattern in ENDLESS.values()), plain]
    found = match_many(INDEX, batch)
    assert found[0] == found[-1] == match_many(INDEX, [plain])[0]
    assert LISTED[found[0][0][0]][0] == "Huawei Technologies Co., Ltd."


def test_hostile_names_can_be_listed() -> None:
    """An index is built of them, and finds the plain name among them."""
    names = [*(_endless(pattern, 1_000) for pattern in ENDLESS.values() if "\ud800" not in pattern), "ZTE Corporation"]
    index = NameIndex.build(names, range(len(names)))
    assert [number for number, _ in match_many(index, ["ZTE Corp"])[0]] == [len(names) - 1]

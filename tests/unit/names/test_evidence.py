"""The measures of two names: each says what its name says, and the same whichever name comes first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.names.evidence import Evidence, weigh
from debar.names.prepared import GENERIC, prepare

WORDS = (
    *("hangzhou", "hikvision", "hikvison", "digital", "technology", "tech", "huawei", "hua", "wei", "dahua", "bank"),
    *("of", "the", "rossiya", "emma", "al", "bin", "muhammad", "mohammed", "n", "g", "trading", "china", "v", "vi"),
    *("7601", "7602", "3rd", "co", "ltd", "llc", "gmbh", "zebrawood", "quoin", "marl"),
)
NAMES = st.one_of(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), st.text(max_size=20))


def measured(left: str, right: str, *, person: bool = False, thing: bool = False) -> Evidence:
    """The measures of the first names of two texts."""
    one, other = (prepare(text, person=person)[0] for text in (left, right))
    return weigh(one, other, person=person, thing=thing)[0]


#: A word that a name repeats may be linked in more than one way; ``compare`` weighs in one order of the names.
ONCE = NAMES.filter(lambda name: prepare(name) and len(set(name.split())) == len(name.split()))


@given(ONCE, ONCE, st.booleans(), st.booleans())
def test_every_measure_is_the_same_both_ways_and_within_its_bounds(
    left: str, right: str, person: bool, thing: bool
) -> None:
    there, back = (measured(*names, person=person, thing=thing) for names in ((left, right), (right, left)))
    assert there == pytest.approx(back)
    assert all(0.0 <= getattr(there, name) <= 1.0 for name in ("share", "least", "order", "letters", "prefix"))
    assert all(value >= 0.0 for name, value in zip(Evidence._fields, there, strict=True) if name not in SIGNED)


#: Measures that are -1 where there is nothing between the names at all.
SIGNED = ("edits", "numbers")


@given(NAMES.filter(prepare), st.booleans())
def test_of_a_name_and_itself_nothing_is_over(name: str, person: bool) -> None:
    found = measured(name, name, person=person)
    assert (found.lost, found.over_more, found.odd_more, found.clash, found.trades, found.kinds) == (0.0,) * 6
    assert (found.letters, found.edits, found.order, found.least, found.forms) == (1.0, -1.0, 1.0, 1.0, 0.0)


def test_what_is_shared_is_counted_by_how_the_words_are_alike() -> None:
    assert measured("Zebrawood Quoin", "Zebrawood Quoin").same > 0
    assert measured("Zebrawood Quoin", "Zebrawod Quoin").alike > 0
    assert measured("Services Group", "Service Group").known > 0
    assert measured("Zebrawood Quoinmarl", "Zebrawood Quoinm").cut > 0
    assert measured("John Zebrawood", "J Zebrawood", person=True).initials > 0
    found = measured("Zebrawood Quoin", "Zebrawod Quoin")
    assert found.total == pytest.approx(found.same + found.alike + found.known + found.cut + found.initials)


def test_a_rarer_word_in_common_tells_more() -> None:
    common, rare = measured("Global Trading", "Global Trading"), measured("Zebrawood Quoin", "Zebrawood Quoin")
    assert rare.same > common.same
    assert rare.rarest > GENERIC
    assert rare.distinct > common.distinct


def test_more_edits_lose_more_and_leave_less_alike() -> None:
    one, two = measured("Zebrawo Marl", "Zebrawk Marl"), measured("Zebrawo Marl", "Zebrafk Marl")
    assert 0 < one.lost < two.lost
    assert 1 > one.least > two.least
    assert (one.edits, two.edits) == (1, 2)
    assert one.letters > two.letters


def test_words_of_one_name_alone_are_over_on_the_side_that_has_them() -> None:
    found = measured("Zebrawood", "Zebrawood Quoin Trading Hangzhou")
    assert found.over_less == found.odd_less == 0.0
    assert found.over_more > found.odd_more > 0.0
    assert (found.trades, found.kinds) == (1.0, 1.0)
    assert 0 < found.share < measured("Zebrawood", "Zebrawood").share


def test_only_words_quite_unlike_clash_and_only_where_both_names_have_one() -> None:
    assert measured("Zebrawood Marl", "Zebrawood").clash == 0.0
    assert measured("Zebrawood Marl", "Zebrawood Quoin").clash > 0.0
    assert measured("Zebrawood Quonm", "Zebrawood Quoix").clash == 0.0


def test_an_initial_tells_nothing_while_a_whole_word_beside_it_is_missing() -> None:
    assert measured("J Zebrawood", "John Zebrawood", person=True).initials > 0.0
    assert measured("J Quoin Zebrawood", "John Zebrawood", person=True).initials == 0.0


def test_order_first_and_last_say_where_the_common_words_stand() -> None:
    assert measured("Zebrawood Quoin", "Quoin Zebrawood").order == 0.0
    assert measured("Zebrawood Quoin Marl", "Zebrawood Quoin Marl").order == 1.0
    found = measured("Zebrawood Quoin Marl", "Zebrawood Quoin")
    assert (found.first, found.last) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("left", "right", "numbers"),
    [
        ("Base 3", "Base 3", -1.0),
        ("Base III", "3rd Base", -1.0),
        ("724th Institute", "Institute No. 724", -1.0),
        ("724th Institute", "725th Institute", 1.0),
        ("Base 3", "Base 4", 1.0),
        ("Base 3", "Base", 0.5),
        ("Base", "Base", 0.0),
    ],
)
def test_numbers_are_the_same_or_different_or_in_one_alone(left: str, right: str, numbers: float) -> None:
    assert measured(left, right).numbers == numbers


@pytest.mark.parametrize(
    ("left", "right", "forms"),
    [
        ("Quoin GmbH", "Quoin GmbH", 0.0),
        ("Quoin Ltd", "Quoin Limited", 0.0),
        ("Quoin", "Quoin GmbH", 1.0),
        ("Quoin GmbH", "Quoin Inc", 2.0),
    ],
)
def test_legal_forms_are_the_same_or_in_one_alone_or_different(left: str, right: str, forms: float) -> None:
    assert measured(left, right).forms == forms


def test_a_legal_form_beside_a_person_is_told_and_what_a_ship_has_over_counts_for_ships_alone() -> None:
    assert measured("Ian Quoin", "Ian Quoin Ltd", person=True).firm == 1.0
    assert measured("Ian Quoin", "Ian Quoin", person=True).firm == 0.0
    assert measured("Emma Quoin", "Emma", thing=True).thing > 0.0
    assert measured("Emma Quoin", "Emma").thing == 0.0


def test_the_whole_is_measured_as_strings_too() -> None:
    found = measured("Zebra Wood", "Zebrawood Marl")
    assert found.prefix == pytest.approx(9 / 13)
    assert (found.words, found.length) == (2.0, 9.0)
    assert measured("Zebrawood", "Zebra Wood").edits == -1.0
    assert found.given == pytest.approx(min(measured(n, n).given for n in ("Zebra Wood", "Zebrawood Marl")))

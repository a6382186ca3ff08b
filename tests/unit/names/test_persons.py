"""Names of persons: titles, forms of a given name, gendered surnames, patronymics."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.names.compare import compare
from debar.names.data import read_rows
from debar.names.index import COMPANY, PERSON, NameIndex
from debar.names.match import match_many
from debar.names.normalize import normalize
from debar.names.persons import (
    equivalents,
    is_given_name,
    is_patronymic_of,
    is_short_patronymic,
    is_surname,
    is_title,
    joined,
    same_name,
    sound_alike,
    without_titles,
)
from debar.names.prepared import prepare

words = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("left", "right", "how"),
    [
        ("bill", "william", "nickname"),
        ("sasha", "aleksandr", "nickname"),
        ("pepe", "jose", "nickname"),
        ("muhammad", "mohamed", "same name"),
        ("muhammad", "mehmet", "same name"),
        ("yusuf", "joseph", "same name"),
        ("sergey", "siarhei", "same name"),
        ("abdurrahmon", "abdelrahmane", "same name"),
        ("ivanov", "ivanova", "gendered form"),
        ("putin", "putina", "gendered form"),
        ("kovalskiy", "kovalskaya", "gendered form"),
        ("zelenskyy", "zelenska", "gendered form"),
        ("novak", "novakova", "gendered form"),
        ("papadopoulos", "papadopoulou", "gendered form"),
        ("kazlauskas", "kazlauskiene", "gendered form"),
        ("kovalskiy", "kovalskyy", "same name"),
        ("petrosyan", "petrosian", "same name"),
        ("ivanovich", "ivanovych", "patronymic"),
        ("leonidovich", "leanidavich", "patronymic"),
        ("nikolaevich", "mykolayovych", "patronymic"),
        ("ivanovich", "ivanovna", "gendered form"),
    ],
)
def test_two_forms_of_one_name_share_a_key_and_say_how(left: str, right: str, how: str) -> None:
    likeness, said = same_name(left, right)
    assert said == how
    assert 0.8 <= likeness < 1


@pytest.mark.parametrize(
    ("left", "right"), [("marina", "marin"), ("ivanova", "ivan"), ("salim", "salman"), ("hasan", "husayn")]
)
def test_other_names_share_no_key(left: str, right: str) -> None:
    assert same_name(left, right) == (0.0, "")


def test_man_and_woman_are_less_alike_than_two_spellings() -> None:
    assert same_name("ivanov", "ivanova")[0] < same_name("ivanov", "ivanoff")[0]


@given(words, words)
def test_likeness_by_keys_is_symmetric_and_one_only_on_itself(left: str, right: str) -> None:
    assert same_name(left, right) == same_name(right, left)
    assert same_name(left, left)[0] == 1.0
    assert left == right or same_name(left, right)[0] < 1.0


@given(words)
def test_keys_are_few_begin_with_the_word_and_come_once(word: str) -> None:
    keys = equivalents(word)
    assert keys[0].key == word
    assert len({key.key for key in keys}) == len(keys) <= 12


def test_a_hostile_word_has_only_its_own_key() -> None:
    assert len(equivalents("abdov" * 2_000)) == 1


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("lt col dr john smith phd", "john smith"),
        ("haji abdul manan", "abdul manan"),
        ("rear admiral ali fadavi", "ali fadavi"),
        ("dr", "dr"),
        ("john smith jr", "john smith"),
    ],
)
def test_titles_are_taken_off_but_never_the_last_word(name: str, kept: str) -> None:
    assert " ".join(without_titles(name.split())) == kept


def test_titles_are_known_by_the_word() -> None:
    assert is_title("sheikh")
    assert not is_title("hikvision")


@pytest.mark.parametrize("name", ["abd al rahman", "abdul rahman", "abd rahman", "abdur rahman"])
def test_a_servants_name_is_one_word_however_it_is_parted(name: str) -> None:
    assert joined((*name.split(), "noor")) == ("abdulrahman", "noor")


def test_names_of_religion_are_joined() -> None:
    assert joined("nur al din abd allah abu bakr".split()) == ("nuruddin", "abdallah", "abubakr")


def test_given_names_and_surnames_are_told_from_other_words() -> None:
    assert is_given_name("vladimir")
    assert is_surname("smith")
    assert is_surname("tymoshenko")
    assert not is_given_name("technology")
    assert not is_surname("technology")


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("name_families.tsv", ("family", "spellings", "nicknames", "source")),
        ("given_names.tsv", ("word", "source")),
        ("surnames.tsv", ("word", "source")),
        ("titles.tsv", ("title", "place", "kind", "source")),
    ],
)
def test_tables_hold_normal_forms_and_each_key_once(table: str, columns: tuple[str, ...]) -> None:
    rows = read_rows(table, columns)
    keys = [(row[columns[0]], row.get("place", "")) for row in rows]
    assert len(keys) == len(set(keys))
    assert all(normalize(row[columns[0]]) == row[columns[0]] for row in rows)


def test_at_least_four_hundred_families_are_known() -> None:
    assert len(read_rows("name_families.tsv", ("family", "spellings", "nicknames", "source"))) >= 400


@pytest.mark.parametrize(
    ("russian", "foreign"),
    [
        ("prigozhin", "prigojine"),
        ("zhukov", "joukov"),
        ("zhukov", "schukow"),
        ("putin", "poutine"),
        ("ulyukaev", "uljukajew"),
        ("khodorkovskiy", "jodorkovski"),
        ("prigozhin", "prigozjin"),
    ],
)
def test_a_russian_surname_is_known_as_other_languages_write_it(russian: str, foreign: str) -> None:
    assert sound_alike(russian, foreign)
    assert same_name(russian, foreign)[0] >= 0.9


@pytest.mark.parametrize(("one", "other"), [("zhukov", "zykin"), ("putin", "putina"), ("ivanov", "petrov")])
def test_other_surnames_and_those_of_the_other_gender_do_not_sound_alike(one: str, other: str) -> None:
    assert not sound_alike(one, other)


def test_a_patronymic_is_no_longer_form_of_the_surname_it_begins_with() -> None:
    assert is_patronymic_of("ivanovich", "ivanov")
    assert not is_short_patronymic("ivanovich", "ivanov")
    assert is_short_patronymic("sergeevich", "serg")


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("Putin V.V.", "PUTIN, Vladimir Vladimirovich"),
        ("V.V.Putin", "PUTIN, Vladimir Vladimirovich"),
        ("Путин В.В.", "PUTIN, Vladimir Vladimirovich"),
        ("I.I. Sechin", "SECHIN, Igor Ivanovich"),
        ("Sechin I.I.", "SECHIN, Igor Ivanovich"),
        ("J.M. Garcia Perez", "GARCIA PEREZ, Jose Maria"),
        ("Pushkin A.S.", "PUSHKIN, Aleksandr Sergeevich"),
    ],
)
def test_initials_of_a_person_need_no_spaces(asked: str, listed: str) -> None:
    assert compare(asked, listed, "Person").outcome == "match"
    spaced = asked.replace(".", ". ")
    assert compare(asked, listed, "Person").score >= compare(spaced, listed, "Person").score - 0.01


def test_letters_with_dots_in_the_name_of_a_business_stay_one_word() -> None:
    assert compare("CONSTRUCTORA H.L.P.", "CONSTRUCTORA H.L.T.", "Company").outcome != "match"
    for text in ("U.S.A. Steel", "Kalashnikov S.P.A.", "Kalashnikov L.L.C.", "Kalashnikov S.A."):
        assert compare(text, text.replace(".", ""), "Company").score == 1.0
    assert [len(prepare(text)) for text in ("U.S.A. Steel", "H.L.P. Steel", "Kalashnikov S.A.")] == [1, 1, 1]


def test_a_listed_person_with_initials_is_found_by_the_whole_name() -> None:
    index = NameIndex.build(["SECHIN I.I.", "Alpha Trading LLC"], [0, 1], [PERSON, COMPANY])
    assert [number for number, _ in match_many(index, ["Igor Ivanovich Sechin"])[0]] == [0]


def test_another_gender_of_a_surname_is_said_before_its_spelling() -> None:
    assert "ivanova for ivanov (gendered form)" in compare("Olga Ivanova", "IVANOV, Oleg", "Person").because
    assert compare("Olga Ivanova", "IVANOV, Oleg", "Person").outcome == ""


@pytest.mark.parametrize(
    ("asked", "listed"), [("Anna Ershova", "YERSHOVA, Anna"), ("Maria Zacharova", "ZAKHAROVA, Maria")]
)
def test_surnames_of_two_women_are_no_gendered_forms(asked: str, listed: str) -> None:
    assert "gendered form" not in {part["how"] for part in compare(asked, listed, "Person").parts}

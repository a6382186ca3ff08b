"""One name in another script has several Latin readings, and lists may hold any of them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.names.normalize import words
from debar.names.scripts import MOST, readings, translation, wade_giles

ANY_SCRIPT = st.text(
    alphabet=st.characters(codec="utf-8")
    | st.sampled_from("张伟王有限公司김정은주식회사محمد بن شركةъйіїщЂבעлΩüø株式会社"),
    max_size=60,
)


@given(ANY_SCRIPT)
def test_readings_are_few_distinct_begin_with_the_plain_one_and_are_normal_words(text: str) -> None:
    found = readings(text)
    assert found[0] == words(text)
    assert 1 <= len(found) <= MOST
    assert len(set(found)) == len(found)
    assert all(re.fullmatch("[a-z0-9]+", word) for reading in found for word in reading)
    assert all(found[1:])


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_ascii_has_one_reading(text: str) -> None:
    text = text.replace(".", " ")
    assert readings(text) == (words(text),)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("杭州海康威视数字技术股份有限公司", "hangzhou hikvision digital technology co ltd"),
        ("杭州海康威视数字技术股份有限公司", "hangzhou haikangweishi shuzi jishu gufen youxian gongsi"),
        ("國際電子進出口有限公司", "international electronics import export co ltd"),
        ("中国电子科技集团公司第三十八研究所", "china electronics technology group company 38 research institute"),
        ("张伟", "zhang wei"),
        ("张晓明", "zhang xiaoming"),
        ("张晓明", "chang hsiao ming"),
        ("張偉", "cheung wei"),
        ("欧阳锋", "ouyang feng"),
        ("김정은", "kim jong un"),
        ("박근혜", "park geun hye"),
        ("리설주", "ri sol ju"),
        ("삼성전자 주식회사", "samsung electronics co ltd"),
        ("三菱重工業株式会社", "mitsubishi heavy industries co ltd"),
        ("صدام حسين التكريتي", "saddam husayn al tikriti"),
        ("عبدالله محمد العبيدي", "abdallah muhammad al ubaydi"),
        ("شركة النور للتجارة العامة", "company al nur for trading general"),
        ("بانک ملی ایران", "bank melli iran"),
        ("ОАО Завод Молот", "oao plant molot"),
        ("Сергій Гриценко", "serhiy hrytsenko"),
        ("Ђорђевић Љубиша", "djordjevic ljubisa"),
        ("Müller Ørsted", "mueller oersted"),
        ("Τράπεζα Αθηνών", "bank athinon"),
        ('חברת כהן בע"מ', "company cohen ltd"),
    ],
)
def test_a_name_has_the_reading_that_lists_use(text: str, reading: str) -> None:
    assert tuple(reading.split()) in readings(text)


def test_arabic_with_its_vowel_marks_is_read_by_them_alone() -> None:
    assert readings("مُحَمَّد") == (words("مُحَمَّد"),)


@pytest.mark.parametrize(
    ("pinyin", "wade"), [("xiao", "hsiao"), ("zhang", "chang"), ("cai", "tsai"), ("deng", "teng"), ("guo", "kuo")]
)
def test_pinyin_syllables_have_their_wade_giles_form(pinyin: str, wade: str) -> None:
    assert wade_giles(pinyin) == wade


def test_romanised_business_words_have_their_english() -> None:
    assert translation("zavod") == "plant"
    assert translation("jishu") == "technology"
    assert translation("hikvision") == ""


@pytest.mark.parametrize(
    "text", ["张" * 10_000, "م" * 10_000, "第" + "一" * 10_000, "\u202e김" * 5_000, "ё" * 10_000, "e\u0301" * 5_000]
)
def test_long_hostile_texts_have_only_the_plain_reading(text: str) -> None:
    assert len(readings(text)) == 1

"""A name without a word of its own is never a match for a name that has a word more, of its own or not."""

from __future__ import annotations

import pytest

from debar.names.compare import compare
from debar.names.contradictions import has_own
from debar.names.index import COMPANY, NameIndex
from debar.names.match import match_many
from debar.names.prepared import prepare

#: A general name, and one with a word of its own beside the same words.
OWN = [
    ("北京科技有限公司", "北京中芯科技有限公司"),
    ("上海贸易有限公司", "上海宏达贸易有限公司"),
    ("深圳电子有限公司", "深圳华强电子有限公司"),
    ("Beijing Technology Co., Ltd.", "Beijing Zhongxin Technology Co., Ltd."),
    ("Guangzhou Electronics Limited", "GUANGZHOU OME ELECTRONICS LIMITED"),
    ("Dubai General Trading LLC", "NOOR DUBAI GENERAL TRADING LLC"),
    ("Torgovaya Kompaniya", "TORGOVAYA KOMPANIYA ZVEZDA"),
    ("Power Equipment Manufacturing Company", "QUOIN POWER EQUIPMENT MANUFACTURING COMPANY"),
    ("Ministerstvo Oborony", "MINISTERSTVO OBORONY ROSSII"),
]
#: Two general names, of which one has a place or a word of structure that the other has not.
GENERAL = [
    ("Republic of Congo", "DEMOCRATIC REPUBLIC OF THE CONGO"),
    ("Republic of Korea", "DEMOCRATIC PEOPLE'S REPUBLIC OF KOREA"),
    ("Islamic Republic of Iraq", "ISLAMIC REPUBLIC OF IRAN"),
    ("Islamic Emirate of Afghanistan", "ISLAMIC REPUBLIC OF AFGHANISTAN"),
    ("Kingdom of Saudi Arabia", "KINGDOM OF BAHRAIN"),
    ("Republic of Niger", "FEDERAL REPUBLIC OF NIGERIA"),
    ("Republic of Guinea", "REPUBLIC OF EQUATORIAL GUINEA"),
    ("République du Congo", "RÉPUBLIQUE DÉMOCRATIQUE DU CONGO"),
    ("Ministry of Defence", "MINISTRY OF DEFENCE OF UKRAINE"),
    ("Ministry of Defence", "MINISTRY OF DEFENSE OF IRAN"),
    ("Ministry of Defence of India", "MINISTRY OF DEFENCE OF THE RUSSIAN FEDERATION"),
    ("Ministry of Foreign Affairs", "MINISTRY OF FOREIGN AFFAIRS OF BELARUS"),
    ("Federal Security Service", "FEDERAL SECURITY SERVICE OF THE RUSSIAN FEDERATION"),
]


@pytest.mark.parametrize(("general", "listed"), [*OWN, *GENERAL])
def test_a_general_name_is_no_match_for_one_with_another_word(general: str, listed: str) -> None:
    for schema in ("Company", "Organization", "LegalEntity"):
        for query, name in ((general, listed), (listed, general)):
            assert compare(query, name, schema).outcome != "match"


@pytest.mark.parametrize(("general", "listed"), OWN[:4])
def test_a_search_for_one_finds_no_match_either(general: str, listed: str) -> None:
    for query, name in ((general, listed), (listed, general)):
        index = NameIndex.build([name], [1], [COMPANY])
        assert not any(comparison.is_match for _, comparison in match_many(index, [query])[0])


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("Ministry of Defense of the Russian Federation", "MINISTRY OF DEFENCE OF THE RUSSIAN FEDERATION"),
        ("北京科技有限公司", "北京科技股份有限公司"),
        ("Republic of the Congo", "REPUBLIC OF CONGO"),
        ("Nuclear Power Production & Development", "NUCLEAR POWER PRODUCTION AND DEVELOPMENT COMPANY"),
        ("Chemical Industres Group", "CHEMICAL INDUSTRIES GROUP"),
        ("Bank Melli", "BANK MELLI IRAN"),
        ("Iran Communication Industries", "IRAN COMMUNICATIONS INDUSTRIES GROUP"),
    ],
)
def test_general_names_of_the_same_words_and_names_with_their_own_still_match(query: str, listed: str) -> None:
    for one, other in ((query, listed), (listed, query)):
        assert compare(one, other, "Organization").outcome == "match"


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("Beijing Technology Co Ltd", False),
        ("Republic of Congo", False),
        ("Respublika Belarus", False),
        ("Jomhuri Eslami Iran", False),
        ("Hangzhou Hikvision", True),
        ("BM Systems", True),
        ("11420 Corp", True),
        ("A & B Trading", True),
        ("Ltd", True),
    ],
)
def test_which_names_have_a_word_of_their_own(name: str, own: bool) -> None:
    assert has_own(prepare(name)[-1]) is own

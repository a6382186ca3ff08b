"""Words that mix scripts read as they look, whichever letters were typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.names.compare import compare
from debar.names.data import read_rows
from debar.names.index import NameIndex
from debar.names.lookalikes import in_one_script
from debar.names.match import match_many
from debar.names.normalize import normalize
from debar.names.scripts import readings

_ROWS = read_rows("lookalikes.tsv", ("letter", "script", "latin", "reads", "source"))
_INTO = {
    script: {row["latin"]: row["letter"] for row in _ROWS if row["script"] == script and row["reads"] == "both"}
    for script in ("Cyrillic", "Greek")
}
_LISTED = ("HIKVISION", "Huawei Technologies", "Bank Melli", "Rosneft", "Sberbank", "Zhejiang Dahua Technology")


def test_what_is_said_of_letters_is_known() -> None:
    assert {row["reads"] for row in _ROWS} == {"both", "latin", "small"}
    assert all(len(row["letter"]) == 1 and row["latin"].isascii() and not row["letter"].isascii() for row in _ROWS)


@pytest.mark.parametrize("script", ["Cyrillic", "Greek"])
@given(data=st.data())
def test_latin_words_with_letters_of_another_script_read_as_before(script: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(_LISTED))
    swapped = data.draw(st.lists(st.booleans(), min_size=len(name), max_size=len(name)))
    text = "".join(_INTO[script].get(c, c) if swap else c for c, swap in zip(name, swapped, strict=True))
    assert normalize(text) == normalize(name)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("POCHEФTЬ", "РОСНЕФТЬ"),
        ("CБEPБAHK", "Сбербанк"),
        ("НПО Bымпeл", "НПО Вымпел"),
        ("Bектop", "Вектор"),
        ("Днiпро", "Дніпро"),
        ("нikvision", "hikvision"),
        ("XЕНАХ Сorp", "XEHAX Corp"),
        ("АEPOПOPT Москва", "АЭРОПОРТ Москва".replace("Э", "Е")),
    ],
)
def test_words_of_two_scripts_read_in_the_one_that_all_letters_fit(text: str, meant: str) -> None:
    assert normalize(text) == normalize(meant)


@pytest.mark.parametrize(
    "text", ["Роснефть Corp", "Müller Ørsted", "ГАЗprombankЫ", "ΑΒΓ", "СССР", "CCCP", "ООО Ромашка"]
)
def test_words_of_one_script_and_words_that_fit_none_stay(text: str) -> None:
    assert in_one_script(text) == text


@pytest.mark.parametrize(
    ("text", "reading"),
    [("ВР plc", "bp plc"), ("Завод MOCKBA", "zavod moskva"), ("Рosneft", "rosneft"), ("НIKVISION", "nikvision")],
)
def test_what_may_be_meant_otherwise_is_another_reading(text: str, reading: str) -> None:
    assert tuple(reading.split()) in readings(text)


def test_a_disguised_name_is_found_on_a_list_and_a_disguised_listing_too() -> None:
    index = NameIndex.build([*_LISTED, "Аlрhа Вrаvо Тrаding"], list(range(len(_LISTED) + 1)))
    queries = ["НIKVISION", "HUАWEI TECHNOLOGIES", "ВАNК МЕLLI", "Alpha Bravo Trading"]
    best = [hits[0] for hits in match_many(index, queries)]
    assert [number for number, _ in best] == [0, 1, 2, 6]
    assert all(comparison.is_match for _, comparison in best)
    assert compare("ZТЕ Соrроrаtiоn", "ZTE Corporation").score == 1.0


@given(st.text(alphabet=st.sampled_from("АВСабвнABCabcΑΒαβ Жж1-"), max_size=30))
def test_reading_in_one_script_keeps_the_number_of_letters_and_is_done_once(text: str) -> None:
    once = in_one_script(text)
    assert len(once) == len(text)
    assert in_one_script(once) == once

"""Legal forms, noise around a name, and the tables they come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from debar.errors import DataError
from debar.names import data
from debar.names.compare import compare
from debar.names.legal import (
    abbreviations,
    form_at,
    is_form_word,
    legal_forms,
    numbers,
    other_names,
    split_legal_form,
    with_series,
    without_noise,
)
from debar.names.normalize import normalize, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ltd", "Limited"),
        ("AG", "Aktiengesellschaft"),
        ("GmbH", "Gesellschaft mit beschränkter Haftung"),
        ("OOO", "Obshchestvo s ogranichennoi otvetstvennostyu"),
        ("PAO", "Public Joint Stock Company"),
        ("Sdn. Bhd.", "Sendirian Berhad"),
        ("K.K.", "Kabushiki Kaisha"),
        ("S.A.", "Sociedad Anónima"),
        ("A.Ş.", "Anonim Şirketi"),
        ("ООО", "Общество с ограниченной ответственностью"),
        ("ФГУП", "Федеральное государственное унитарное предприятие"),
        ("株式会社", "K.K."),
        ("(주)", "주식회사"),
        ("S. de R.L.", "Sociedad de Responsabilidad Limitada"),
        ("sp. z o.o.", "Spółka z ograniczoną odpowiedzialnością"),
        ("ehf.", "einkahlutafélag"),
    ],
)
def test_a_form_and_its_short_form_are_of_one_class(one: str, other: str) -> None:
    core, forms = split_legal_form(words(f"Zebra {one}"))
    assert (core, forms) == split_legal_form(words(f"Zebra {other}"))
    assert core == ("zebra",)
    assert len(forms) == 1


@pytest.mark.parametrize("name", ["OOO Argument", "Argument OOO", "JSC Argument", "Argument Co., Ltd."])
def test_forms_are_taken_off_at_either_end(name: str) -> None:
    assert split_legal_form(words(name))[0] == ("argument",)


def test_a_name_that_is_only_a_legal_form_keeps_its_words() -> None:
    assert split_legal_form(("limited",)) == (("limited",), ())


def test_an_ambiguous_form_counts_only_at_its_place() -> None:
    assert form_at(("as", "roma"), 0) is None
    assert form_at(("roma", "as"), 1) is not None


def test_every_listed_form_is_in_normal_form() -> None:
    assert all(normalize(" ".join(form)) == " ".join(form) for form in legal_forms())


def test_misspelt_words_of_legal_forms_are_known_and_names_are_not() -> None:
    assert is_form_word("otvet5tvenn0styu")
    assert is_form_word("compani")
    assert not is_form_word("hikvision")


def test_one_field_may_hold_two_names() -> None:
    assert other_names(words("Acme LLC dba Zebra Tools")) == [("acme", "llc"), ("zebra", "tools")]
    assert other_names(words("Acme LLC")) == [("acme", "llc")]


@pytest.mark.parametrize(
    "text", ["c/o Tajco Group", "ATTN: Tajco Group", "PAYMENT TO Tajco Group INV 20231", "Tajco Group VENDOR 00412"]
)
def test_what_stands_around_a_name_is_taken_off(text: str) -> None:
    assert without_noise(words(text)) == ("tajco", "group")


def test_noise_is_never_taken_off_until_nothing_is_left() -> None:
    assert without_noise(("mr", "dr")) == ("dr",)


def test_number_words_have_their_digits() -> None:
    assert (numbers()["three"], numbers()["iii"], numbers()["third"]) == ("3", "3", "3")


def test_a_table_with_a_hole_is_refused_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t.tsv").write_text("a\tb\nx\ty\nx\t\n", encoding="utf-8")
    monkeypatch.setattr(data, "_FOLDER", tmp_path)
    with pytest.raises(DataError, match="line 3"):
        data.read_rows("t.tsv", ("a", "b"))
    with pytest.raises(DataError, match="header"):
        data.read_rows("t.tsv", ("a", "c"))


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("legal_forms.tsv", ("form", "class", "place", "jurisdiction", "source")),
        ("noise_words.tsv", ("phrase", "place", "kind", "source")),
        ("numbers.tsv", ("word", "value", "kind", "source")),
        ("lookalikes.tsv", ("letter", "script", "latin", "reads", "source")),
        ("numbered_words.tsv", ("text", "script", "kind", "source")),
        ("script_forms.tsv", ("text", "latin", "script", "source")),
        ("spelling_variants.tsv", ("letters", "sound", "context", "source")),
        ("word_kinds.tsv", ("word", "kind", "source")),
        ("general_words.tsv", ("word", "kind", "source")),
        ("opposites.tsv", ("word", "opposite", "source")),
        ("script_words.tsv", ("text", "latin", "english", "script", "kind", "source")),
        ("han_surnames.tsv", ("text", "pinyin", "wade_giles", "hong_kong", "source")),
        ("han_variants.tsv", ("traditional", "simplified", "source")),
        ("korean_surnames.tsv", ("text", "south", "north", "source")),
        ("japanese_surnames.tsv", ("text", "latin", "source")),
        ("arabic_names.tsv", ("text", "latin", "source")),
        ("word_weights.tsv", ("word", "vendors", "invented", "listed", "source")),
    ],
)
def test_every_row_of_every_table_is_whole_and_said_once(table: str, columns: tuple[str, ...]) -> None:
    rows = data.read_rows(table, columns)
    keys = [
        (row[columns[0]], row.get("script", row.get("place", "")) if table != "legal_forms.tsv" else "") for row in rows
    ]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    "name",
    [
        "carlyle partners iv",
        "bt",
        "corporate express",
        "spa terminus",
        "sal martinez",
        "chartered surveyors",
        "just eat",
    ],
)
def test_words_of_names_that_look_like_forms_are_kept(name: str) -> None:
    assert split_legal_form(tuple(name.split())) == (tuple(name.split()), ())


def test_spelt_initials_of_a_name_do_not_end_in_a_form() -> None:
    assert split_legal_form(("batteries", "u", "s", "a"))[0] == ("batteries", "u", "s", "a")
    assert split_legal_form(("constructora", "rofi", "s", "a"))[0] == ("constructora", "rofi")


def test_every_form_names_a_source_and_hundreds_an_entry_of_the_code_list() -> None:
    rows = data.read_rows("legal_forms.tsv", ("form", "class", "place", "jurisdiction", "source"))
    assert sum("ELF code list" in row["source"] for row in rows) > 750


@pytest.mark.parametrize(
    ("word", "value"), [("2nd", "2"), ("21st", "21"), ("13th", "13"), ("vi", "6"), ("xxx", "30"), ("drei", "3")]
)
def test_ordinals_and_romans_have_their_digits(word: str, value: str) -> None:
    assert numbers()[word] == value


def test_a_last_roman_letter_of_a_series_is_a_number_and_an_initial_is_not() -> None:
    assert with_series(("blackstone", "v")) == ("blackstone", "5")
    assert with_series(("smith", "a", "v")) == ("smith", "a", "v")
    assert with_series(("v",)) == ("v",)


@pytest.mark.parametrize(
    "text", ["M/V Bosco Gilan", "MT Bosco Gilan", "Bosco Gilan IMO 9123456", "Bosco Gilan (IMO No. 9)"]
)
def test_what_stands_around_a_vessels_name_is_taken_off(text: str) -> None:
    assert without_noise(words(text)) == ("bosco", "gilan")


@pytest.mark.parametrize(
    "text", ["Acme d.b.a. Zebra", "Acme D/B/A Zebra", "Acme t/a Zebra", "Acme f.k.a. Zebra", "Acme T AS Zebra"]
)
def test_the_signs_of_another_name_are_known_however_spelt(text: str) -> None:
    assert other_names(words(text)) == [("acme",), ("zebra",)]


def test_a_state_of_winding_up_is_no_part_of_the_name() -> None:
    assert without_noise(words("Anvyra Health Ltd (in administration)")) == ("anvyra", "health", "ltd")


def test_abbreviations_of_business_words_are_spelt_out() -> None:
    assert without_noise(words("Zebra Mfg Intl Corp")) == ("zebra", "manufacturing", "international", "corp")
    assert without_noise(words("Intl Zebra")) == ("international", "zebra")


def test_no_abbreviation_is_part_of_a_legal_form_and_none_is_spelt_out_twice() -> None:
    short = abbreviations().keys()
    assert not short & {word for form in legal_forms() for word in form}
    assert not short & set(abbreviations().values())


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("Intl Trading House Kalashnikov", "INTERNATIONAL TRADING HOUSE KALASHNIKOV"),
        ("Natl Iranian Oil", "NATIONAL IRANIAN OIL COMPANY"),
        ("Hytera Comms Corp", "HYTERA COMMUNICATIONS CORPORATION LIMITED"),
    ],
)
def test_plain_abbreviations_are_spelt_out_at_the_head_of_a_name_too(asked: str, listed: str) -> None:
    assert compare(asked, listed, "Company").outcome == "match"


def test_a_last_co_counts_as_company_in_an_acronym() -> None:
    assert compare("National Iranian Oil Co", "NIOC", "Company").outcome == "review"

"""Identifiers: one vocabulary, one normal form, check digits after their standards, and no crash on anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.names.check_digits import CHECKS
from debar.names.identifiers import (
    LONGEST,
    Identifier,
    guess,
    identifier_kinds,
    known_kind,
    labelled_identifiers,
    normalize_identifier,
    refined,
    same_identifier,
)

#: Numbers of real listed parties and of examples in the standards, as lists write them -> normal form, country.
SOUND = [
    ("lei", "253400V1H6ART1UQ0N98", "253400V1H6ART1UQ0N98", ""),
    ("USCC", "91110000 71093019X7", "9111000071093019X7", "cn"),
    ("organization-code", "79247030-9", "792470309", "cn"),
    ("INN", "7702070139", "7702070139", "ru"),
    ("ogrn", "1027739609391", "1027739609391", "ru"),
    ("edrpou", "00032112", "00032112", "ua"),
    ("IMO number", "IMO 9074092", "9074092", ""),
    ("isin", "CND100020NC4", "CND100020NC4", ""),
    ("vat", "ES B83031682", "B83031682", "es"),
    ("V.A.T. Number", "CHE-267.936.404", "E267936404", "ch"),
    ("SWIFT/BIC", "BBTK BY 2X XXX", "BBTKBY2X", ""),
    ("Unique Entity ID (SAM)", "UEI: L78SCHFL4JN8", "L78SCHFL4JN8", ""),
    ("passport:ru", "53 0325856", "530325856", "ru"),
    ("D-U-N-S Number", "54-295-7624", "542957624", ""),
    ("US FEIN", "52-1943868", "521943868", "us"),
    ("website", "https://www.Example.com/ru?x", "example.com", ""),
    ("E-mail", "mailto:Info@Example.COM", "info@example.com", ""),
    ("phone", "Tel. 00 7 (495) 123-45-67 ext. 12", "74951234567", ""),
    ("aircraft tail number", "EP-MMH", "EPMMH", ""),
]
#: One character of a sound number changed.
UNSOUND = [
    ("lei", "253400V1H6ART1UQ0N99"),
    ("uscc", "9111000071093019X8"),
    ("organization-code", "792470308"),
    ("inn", "7702070138"),
    ("inn", "500100732258"),
    ("ogrn", "1027739609392"),
    ("edrpou", "00032113"),
    ("imo", "9074093"),
    ("isin", "CND100020NC5"),
    ("uei", "O78SCHFL4JN8"),
    ("cage", "1234"),
    ("ssn", "666-12-3456"),
]


@pytest.mark.parametrize(("label", "written", "value", "country"), SOUND)
def test_a_sound_number_has_one_normal_form_and_no_fault(label: str, written: str, value: str, country: str) -> None:
    assert normalize_identifier(label, written) == Identifier(known_kind(label.partition(":")[0]), value, country)


@pytest.mark.parametrize(("kind", "written"), UNSOUND)
def test_a_wrong_check_digit_or_form_is_said_and_the_number_kept(kind: str, written: str) -> None:
    found = normalize_identifier(kind, written)
    assert found is not None
    assert found.value in found.fault
    assert found.of_kind.words in found.fault


@pytest.mark.parametrize("written", ["", " ", "n/a", "N.A.", "none", "000000000", "-", "Unknown", "9" * 400])
def test_a_cell_without_a_number_holds_none(written: str) -> None:
    assert all(normalize_identifier(kind, written) is None for kind in ("uei", "tax-id", "passport"))


def test_every_kind_that_a_table_of_the_lists_knows_is_in_the_vocabulary() -> None:
    """The spellings that lists give are kept in the records; here each is one kind."""
    spelt = "uei lei cage duns uscc tax-id vat registration imo passport national-id swift fein TIN ИНН"
    assert [known_kind(word) for word in spelt.split()[:11]] == spelt.split()[:11]
    assert [known_kind(word) for word in ("swift", "fein", "TIN", "nonsense")] == ["bic", "ein", "tax-id", ""]


def test_a_kind_of_a_list_alone_is_kept_under_its_own_name_and_decides_nothing() -> None:
    found = normalize_identifier("BankPartyId", "77AB12")
    assert found == Identifier("bankpartyid", "77AB12")
    assert found.of_kind.says == "supports"


@pytest.mark.parametrize(
    ("value", "likeliest"),
    [
        ("253400V1H6ART1UQ0N98", "lei"),
        ("9111000071093019X7", "uscc"),
        ("7702070139", "inn"),
        ("1027739609391", "ogrn"),
        ("9074092", "imo"),
        ("x@example.com", "email"),
        ("www.example.com", "website"),
        ("L78SCHFL4JN8", "uei"),
    ],
)
def test_an_unlabelled_number_is_guessed_by_its_check_digits_first(value: str, likeliest: str) -> None:
    assert guess(value)[0] == likeliest


def test_nothing_is_guessed_of_what_is_no_number() -> None:
    assert guess("Main Street") == ()


def test_a_number_is_the_same_under_the_wider_kind_that_lists_file_it_under() -> None:
    inn, tax, register = (Identifier(kind, "7702070139") for kind in ("inn", "tax-id", "registration"))
    assert same_identifier(inn, tax)
    assert same_identifier(tax, inn)
    assert not same_identifier(inn, register)
    assert not same_identifier(Identifier("tax-id", "7702070139", "ru"), Identifier("tax-id", "7702070139", "pl"))


def test_a_number_of_a_wide_kind_is_refined_only_where_country_and_check_digit_agree() -> None:
    given = Identifier("registration", "1027739609391")
    assert refined(given, ("ru",)).kind == "ogrn"
    assert refined(given, ("us",)) is given
    assert refined(Identifier("registration", "1027739609392"), ("ru",)).kind == "registration"


@given(st.sampled_from(sorted(identifier_kinds())), st.text(max_size=LONGEST + 20))
def test_any_text_of_any_kind_is_read_and_read_again_alike(kind: str, text: str) -> None:
    found = normalize_identifier(kind, text)
    again = found and normalize_identifier(kind, found.value)
    if found is not None and kind not in ("vat", "phone", "website", "email"):
        assert again is not None
        assert again.value == found.value
    guess(text)


@given(st.sampled_from(sorted(CHECKS)), st.data())
def test_a_check_digit_finds_every_single_wrong_digit_or_most(check: str, data: st.DataObject) -> None:
    """Where the standard promises it (LEI, USCC, ISIN digits), a number with one digit changed never passes."""
    examples = {"iso7064-97": "253400V1H6ART1UQ0N98", "gb32100": "9111000071093019X7", "luhn": "CND100020NC4"}
    if check not in examples:
        return
    code = examples[check]
    assert CHECKS[check](code)
    at = data.draw(st.sampled_from([n for n, character in enumerate(code) if character.isdigit()]))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != code[at]]))
    assert not CHECKS[check](code[:at] + digit + code[at + 1 :])


@pytest.mark.parametrize(
    ("text", "name", "identifiers"),
    [
        ("EVER GIVEN IMO 9811000", "EVER GIVEN", (("imo", "9811000"),)),
        ("M/V EVER GIVEN (IMO No. 9811000)", "M/V EVER GIVEN", (("imo", "9811000"),)),
        ("EVER GIVEN imo number: 9811000", "EVER GIVEN", (("imo", "9811000"),)),
        ("EVER GIVEN IMO9811000", "EVER GIVEN", (("imo", "9811000"),)),
        (
            "Otkritie, INN 7710170659, OGRN 1027739704772",
            "Otkritie",
            (("inn", "7710170659"), ("ogrn", "1027739704772")),
        ),
        ("Otkritie LEI 253400V1H6ART1UQ0N98 Group", "Otkritie Group", (("lei", "253400V1H6ART1UQ0N98"),)),
        ("IMO 9811000", "IMO 9811000", (("imo", "9811000"),)),
        ("EVER GIVEN IMO 9811001", "EVER GIVEN IMO 9811001", ()),
        ("EVER GIVEN 9811000", "EVER GIVEN 9811000", ()),
        ("PALIMO 9811000", "PALIMO 9811000", ()),
        ("Holiday Inn 7001", "Holiday Inn 7001", ()),
    ],
)
def test_a_labelled_number_whose_check_digit_fits_is_read_out_of_a_name(
    text: str, name: str, identifiers: tuple[tuple[str, str], ...]
) -> None:
    assert labelled_identifiers(text) == (name, identifiers)


@given(st.text(alphabet="IMO imo9811000 .:#(,", max_size=450))
def test_any_text_leaves_a_name(text: str) -> None:
    name, identifiers = labelled_identifiers(text)
    assert bool(name.strip()) == bool(text.strip())
    assert set(identifiers) <= {("imo", text[at : at + 7]) for at in range(len(text))}

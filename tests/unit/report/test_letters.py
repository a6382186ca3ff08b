"""Letters ask for what is missing, name the law only where it is held, and let no record speak as markup."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.desk.buyers import KnownBuyers
from debar.errors import InputError
from debar.model import Buyer
from debar.places import STATES
from debar.report.letters import (
    FORMATS,
    LISTED,
    Letter,
    Letters,
    format_letter,
    records_law,
    records_laws,
    write_letters,
)
from unit.report.sample import HOSTILE, TODAY, finding, hostile


def letters_of(*findings) -> list[Letter]:
    kept = Letters()
    for one in findings:
        kept.add(one)
    return kept.letters(KnownBuyers())


def letter_to(type_: str, state: str, **more: object) -> str:
    buyer = Buyer(name="Example body", type=type_, state=state)
    return " ".join(format_letter(letters_of(finding(1, buyer=buyer, **more))[0], "txt", TODAY).split())


def test_the_law_of_the_state_is_named_where_it_is_held_and_else_in_general_words() -> None:
    assert "under the Texas Public Information Act (Tex. Gov't Code ch. 552)" in letter_to("city", "TX")
    assert "under the Freedom of Information Act (5 U.S.C. 552)" in letter_to("federal-agency", "TX")
    assert "under your public records law" in letter_to("city", "WY")
    assert "records law" not in letter_to("private", "TX").lower()


def test_every_law_has_a_known_state_and_a_source() -> None:
    for state, law in records_laws().items():
        assert state == "US" or state in STATES
        assert law.source.startswith("http")
    assert records_law(Buyer(type="unknown", state="TX")) is None


def test_a_letter_asks_for_funding_purpose_day_and_place_and_lists_the_purchases() -> None:
    text = letter_to("city", "FL", date=None, reference="PO-7")
    for words in ("Who paid", "What it is for", "(1 record bears no date)", "Where it was installed", "order PO-7"):
        assert words in text, words
    assert "orders.csv row 2" in text
    assert text.startswith("22 November 2026")


def test_names_of_one_buyer_get_one_letter_and_what_was_removed_none() -> None:
    buyers = [Buyer(name=name, type="city", state="AZ") for name in ("City of Mesa", "MESA, CITY OF")]
    made = letters_of(*(finding(1, row=n, buyer=buyer) for n, buyer in enumerate(buyers)), finding(5, row=9))
    assert [(letter.buyer.name, letter.times) for letter in made] == [("City of Mesa", 2)]


def test_a_finding_without_a_buyer_is_counted_and_not_written_to() -> None:
    kept = Letters()
    kept.add(finding(1, buyer=Buyer()))
    assert kept.unnamed == 1
    assert kept.letters() == []


def test_a_long_list_is_cut_and_says_so() -> None:
    letter = letters_of(*(finding(1, row=row) for row in range(LISTED + 30)))[0]
    assert letter.times == LISTED + 30
    assert "30 further records of the same kind are not listed here." in format_letter(letter, "txt", TODAY)


@pytest.mark.parametrize("format_", FORMATS)
def test_no_record_is_markup_in_a_letter(format_: str) -> None:
    text = format_letter(letters_of(hostile(HOSTILE * 100))[0], format_, TODAY)
    assert not set(text) & set("\x1b\x9b\x00\u202e")
    if format_ == "html":
        assert "<script" not in text
        assert "<svg" not in text


def test_each_buyer_has_a_file_of_its_own_whatever_its_name(tmp_path: Path) -> None:
    names = ["../../etc/passwd", "杭州市", "x" * 500, "", "City of Mesa", "CON"]
    letters = [Letter(Buyer(name=name, type="city", state="TX")) for name in names]
    written = write_letters(tmp_path / "out", letters, "txt", date(2026, 1, 1))
    assert len(set(written)) == len(names)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(written)
    assert all(len(name) < 100 for name in written)


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="choose another folder"):
        write_letters(tmp_path / "file", [Letter(Buyer(name="a"))], "txt", TODAY)


@given(st.text(max_size=300))
def test_any_name_and_text_gives_a_letter(text: str) -> None:
    letter = letters_of(finding(1, text=text, supplier=text, buyer=Buyer(name=text or "x", type="city", state="TX")))[0]
    for format_ in FORMATS:
        format_letter(letter, format_, TODAY).encode("utf-8", "replace")


def test_a_citation_that_was_read_only_in_a_guide_is_to_be_checked() -> None:
    laws = records_laws()
    for state in (state for state in laws if state != "US"):
        text = letter_to("city", state)
        assert f"under the {laws[state].name} ({laws[state].citation})" in text
        assert ("[check the citation]" in text) == (laws[state].checked == "no")
    assert {law.checked for law in laws.values()} == {"yes", "no"}

"""Words that turn a clause round, point back, or bar without "shall not"."""

from __future__ import annotations

import pytest

from debar.clauses import read_clauses
from debar.documents import document_of


@pytest.mark.parametrize(
    "text",
    [
        "Vendor certifies that it does not boycott Israel and will not boycott Israel.",
        "Supplier shall not participate in any boycott of Israel.",
        "Contractor shall not discriminate on the grounds of national origin, including against nationals of Iran.",
        'Distributor shall not sell outside the Territory. "Territory" means Germany and Austria.',
        "Distributor shall not export the Products to any country other than Germany, Austria or Switzerland.",
    ],
)
def test_what_bars_no_dealing_is_no_obligation(text: str) -> None:
    assert read_clauses(text).obligations == ()


@pytest.mark.parametrize(
    ("text", "actions"),
    [
        ("Any sale or re-export of the Goods to Iran is strictly prohibited.", ("sell", "reexport")),
        ("Diversion of the Goods to Iran is not permitted.", ("divert",)),
        ("The Widgets may not be exported to Iran.", ("export",)),
        ("Buyer is prohibited from reselling the Goods to Iran.", ("resell",)),
    ],
)
def test_a_ban_in_the_passive_is_read(text: str, actions: tuple[str, ...]) -> None:
    (item,) = read_clauses(text).obligations
    assert (item.modality, item.places.codes, item.actions) == ("must_not", ("ir",), actions)


def test_such_points_at_the_places_and_lists_named_before() -> None:
    reading = read_clauses(
        "Licensee shall not export the Software to Cuba or to anyone on the SDN List. Licensee represents that it "
        "is not located in any such country or on any such list."
    )
    *_, place, party = reading.obligations
    assert place.places.codes == ("cu",)
    assert party.lists.ids == ("OFAC SDN",)


def test_nothing_is_pointed_at_where_nothing_was_named() -> None:
    reading = read_clauses("Licensee shall not export the Software to any such country.")
    assert all(not item.places.codes for item in reading.obligations)


def test_definitions_in_one_list_are_each_their_own() -> None:
    reading = read_clauses(
        'In this Agreement: "Listed Person" means a person on the SDN List; and "Barred Place" means each of Iran and '
        "Cuba. Buyer shall not sell to a Listed Person or into a Barred Place."
    )
    found = {item.term: item for item in reading.definitions}
    assert found["Listed Person"].lists == ("OFAC SDN",)
    assert found["Listed Person"].places.codes == ()
    assert found["Barred Place"].places.codes == ("ir", "cu")
    assert {item.places.codes for item in reading.obligations} == {(), ("ir", "cu")}


def test_a_figure_that_repeats_a_word_begins_no_limb() -> None:
    reading = read_clauses(
        "Contractor shall not export to Iran. "
        "Contractor shall notify the City within one (1) business day of discovery."
    )
    assert reading.obligations[-1].within == "within one (1) business day"


def test_a_military_end_user_limits_the_ban_on_a_place() -> None:
    (item,) = read_clauses("Buyer shall not transfer the Goods to any military end-user in Russia.").obligations
    assert (item.kind, item.uses, item.places.codes) == ("use", ("military end user",), ("ru",))


@pytest.mark.parametrize("unseen", ["\u200b", "\xad", "\u2060", "\u202e", "\ufeff"])
def test_characters_that_no_text_shows_hide_no_place(unseen: str) -> None:
    text = f"Buyer shall not export to Ir{unseen}an or Cuba."
    assert read_clauses(document_of(text.encode(), "terms.txt").text).obligations[0].places.codes == ("ir", "cu")
    page = f"<html><body><p>{text}</p></body></html>"
    assert read_clauses(document_of(page.encode(), "terms.html").text).obligations[0].places.codes == ("ir", "cu")

"""What the reader makes of single wordings, and of texts that are none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debar.clauses import read_clauses
from debar.clauses.owners import find_owners
from debar.clauses.text import fold, limbs, sentences
from debar.model.clauses import ClauseReading, Obligation, OwnershipTerms


def only(text: str) -> Obligation:
    reading = read_clauses(text)
    assert len(reading.obligations) == 1, reading.obligations
    return reading.obligations[0]


@pytest.mark.parametrize(
    ("words", "terms"),
    [
        ("owned 50% or more, directly or indirectly, by a person on the SDN List", ("50", ">=", "indirect")),
        ("more than 25% owned by any person on the SDN List", ("25", ">", "")),
        ("fifty percent (50%) or more owned in the aggregate by one or more SDNs", ("50", ">=", "aggregate")),
        ("owned or controlled, directly or indirectly, by any SDN", (None, "", "indirect control")),
        ("at least 33.5 per cent. owned by an SDN", ("33.5", ">=", "")),
        ("majority owned by an SDN", ("50", ">", "")),
        ("controlled by any SDN", (None, "", "control")),
        ("wholly owned by an SDN", ("100", ">=", "")),
        ("wholly or partly owned by an SDN", (None, "", "")),
        ("directly owned 25% or more by any one SDN", ("25", ">=", "direct alone")),
        ("50% or more owned, individually or in the aggregate, by SDNs", ("50", ">=", "aggregate")),
    ],
)
def test_ownership_is_read_as_it_is_worded(words: str, terms: tuple[str | None, str, str]) -> None:
    item = only(f"Customer represents that it is not {words}.")
    threshold, operator, marks = terms
    assert (item.kind, item.words.text) == ("ownership", words)
    assert item.ownership == OwnershipTerms(
        None if threshold is None else Decimal(threshold),
        operator,  # type: ignore[arg-type]
        indirect={"indirect": True, "direct": False}.get(next(iter({"indirect", "direct"} & {*marks.split()}), "")),
        aggregate={"aggregate": True, "alone": False}.get(next(iter({"aggregate", "alone"} & {*marks.split()}), "")),
        control="control" in marks,
        over=("OFAC SDN",),
    )


def test_property_that_is_owned_is_no_ownership_test() -> None:
    folded = fold(
        "title to the goods owned by the seller passes; copyright is owned, and the room is controlled for heat"
    )
    assert [item.terms.threshold for item in find_owners(folded, 0, len(folded))] == [None]  # read, and yields nothing:
    assert read_clauses("Buyer shall not remove marks from goods owned by the Seller.").obligations == ()


@pytest.mark.parametrize(
    ("text", "codes", "mode", "description"),
    [
        ("You may not use it in Cuba or Iran.", ("cu", "ir"), "fixed", ""),
        (
            "You may not export it to any country that is or becomes subject to a U.S. embargo.",
            (),
            "dynamic",
            "any country that is or becomes subject to a U.S. embargo",
        ),
        (
            "Buyer shall not ship to Syria or any other country under EU sanctions.",
            ("sy",),
            "fixed and dynamic",
            "any other country under EU sanctions",
        ),
        (
            "Buyer shall not ship to an embargoed country (currently Cuba and Iran).",
            ("cu", "ir"),
            "dynamic with snapshot",
            "an embargoed country",
        ),
    ],
)
def test_places_are_fixed_or_described(text: str, codes: tuple[str, ...], mode: str, description: str) -> None:
    places = only(text).places
    assert (places.codes, places.mode, places.description) == (codes, mode, description)


@pytest.mark.parametrize(
    "text",
    [
        "Customer shall not use the Service outside Germany.",
        "Payment shall be made within 30 days, and the Supplier shall notify Buyer of delays.",
        "The Entity List is maintained by the U.S. Department of Commerce.",
        "Our company is not owned by anybody in Iran, as its founder said.",
        "Lawyers say that buyers must comply with the Export Administration Regulations.",
        "The supplier shall deliver to our office in Cuba, Missouri.",
        "",
    ],
)
def test_what_binds_nobody_about_sanctions_gives_nothing(text: str) -> None:
    assert read_clauses(text).obligations == ()


def test_what_lifts_a_prohibition_is_kept() -> None:
    item = only("Customer shall not export the Software to Iran unless authorized by the U.S. Government.")
    assert item.unless == "unless authorized by the U.S. Government"
    other = only("Without prior authorization from the U.S. government, you shall not export the Software to Iran.")
    assert other.unless == "Without prior authorization from the U.S. government"


def test_a_term_that_nobody_defines_is_said_to_be_undefined() -> None:
    item = only("You are not located in a Restricted Country.")
    assert (item.places.term, item.places.undefined, item.places.codes) == ("Restricted Country", True, ())


def test_definitions_that_go_in_a_circle_end() -> None:
    text = '"Black List" means any Grey List and the SDN List. "Grey List" means any Black List.'
    text += " You are not on any Grey List."
    item = only(text)
    assert item.lists.ids == ("OFAC SDN",)


def test_passive_wording_names_no_obligor() -> None:
    item = only("This software may not be exported or re-exported to Cuba, Iran & Syria.")
    assert (item.modality, item.who, item.actions) == ("must_not", "", ("export", "reexport"))
    assert item.places.codes == ("cu", "ir", "sy")


def test_acting_for_others_reaches_the_party_itself_only_where_said() -> None:
    alone = only("You are not acting on behalf of any person who is located in Iran.")
    both = only("You are not, and are not acting on behalf of, any person who is located in Iran.")
    assert (alone.about, both.about) == (("principal",), ("self", "principal"))


def test_sentences_do_not_end_at_short_forms_nor_within_an_enumeration() -> None:
    text = fold(
        "You agree that:\n\n(a) the U.S. Department of\nCommerce counts; and\n\n(b) no. 3 does.\n\nNext one. Last"
    )
    assert [text[start:end].strip()[:9] for start, end in sentences(text)] == ["you agree", "next one.", "last"]


def test_marks_are_limbs_and_references_are_not() -> None:
    found = limbs(fold("It shall not (a) sell (i) here or(ii) there, or (b) act under clause (a) or (b) or list(s)."))
    assert [limb.label for limb in found] == ["", "a", "i", "ii", "b"]
    assert len(found[2].above) == 2


@pytest.mark.parametrize("case", ["upper", "quotes"])
def test_capitals_and_quotes_change_nothing(case: str) -> None:
    text = "Customer shall not sell to any person on the “Entity List”, nor to Iran’s government or Cuba."
    other = text.upper() if case == "upper" else text.translate({0x201C: 34, 0x201D: 34, 0x2019: 39})
    here, there = read_clauses(text), read_clauses(other)
    assert [item.about for item in here.obligations] == [("counterparty",), ("government",), ("counterparty",)]
    assert _shape(here) == _shape(there)


def _shape(reading: ClauseReading) -> list[object]:
    return [
        (item.kind, item.lists.ids, item.places.codes, item.words.start, item.words.end) for item in reading.obligations
    ]


PIECES = """you shall not will must is are Customer represents that not neither nor (a) (b) (i) owned controlled 50% or
    more by Entity List SDN List Iran Cuba any country subject to sanctions "Term" means ( ) , ; : . “ ” clause (a)
    weapons nuclear for unless in the aggregate directly or indirectly OFAC EU’s government including such as currently
    😀 é"""
WORDS = st.sampled_from([*PIECES.split(), "\n\n", "\n", "\u202e"])


@settings(max_examples=300)
@given(st.lists(WORDS, max_size=80).map(" ".join) | st.text(max_size=300))
def test_any_text_is_read_and_every_quotation_stands_in_it(text: str) -> None:
    assert len(fold(text)) == len(text)
    reading = read_clauses(text)
    for item in (*reading.obligations, *reading.definitions):
        assert text[item.words.start : item.words.end] == item.words.text
        assert item.words.text.strip()


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_words_around_a_clause_move_it_and_change_nothing(before: str) -> None:
    clause = "The Supplier shall not sell Goods to any person on the Entity List."
    lead = before.replace('"', " ") + ".\n\n"
    found = [item for item in read_clauses(lead + clause).obligations if item.words.start >= len(lead)]
    assert [(item.words.text, item.words.start - len(lead)) for item in found] == [
        (item.words.text, item.words.start) for item in read_clauses(clause).obligations
    ]


def test_a_sentence_without_end_is_read_in_parts_and_said() -> None:
    reading = read_clauses("You shall not sell to Iran " + "and so on " * 5_000)
    assert reading.obligations[0].places.codes == ("ir",)
    assert len(reading.notes) == 1
    assert "read in parts" in reading.notes[0]


def test_a_clause_that_frees_forbids_nothing() -> None:
    text = (
        "Owners shall not be obliged to comply with orders that expose them to sanctions imposed by the United States."
    )
    assert read_clauses(text).obligations == ()


def test_a_promise_for_others_beside_ones_own_is_one_prohibition() -> None:
    item = only("Licensee shall not, and shall cause its affiliates not to, sell to any party on the Entity List.")
    assert (item.modality, item.who, item.actions, item.lists.ids) == (
        "must_not", "Licensee", ("sell",), ("BIS Entity List",),
    )  # fmt: skip


def test_sanctions_of_a_named_authority_are_that_authoritys() -> None:
    item = only("Vendor represents that it is not the target of any U.S. sanctions administered by OFAC.")
    assert item.lists.ids == ("OFAC",)


@pytest.mark.parametrize(
    "text",
    [
        "There is no doubt that you are in a market that is growing in China and Russia.",
        "As you know, the goods are not what they buy in Iran.",
        "You are not wrong about Iran.",
    ],
)
def test_talk_of_places_states_nothing(text: str) -> None:
    assert read_clauses(text).obligations == ()

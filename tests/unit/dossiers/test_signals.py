"""Signals: three outcomes, each with its rule and its words; what is asked or denied is no signal."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from benchmarks.signals import answers_of
from hypothesis import given, settings
from hypothesis import strategies as st

from debar.dossiers.signals import judge_sentence, read_signals
from debar.dossiers.signals_weighing import read_weights
from debar.dossiers.signals_words import read_words, signal_words
from debar.errors import DataError

LABELLED = Path(__file__).parents[2] / "golden" / "signals"


def scores(name: str) -> tuple[float, float]:
    """Precision of ``signal``, recall of ``signal`` and ``review`` together."""
    with (LABELLED / name).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["label"] != "either"]
    outcomes = [(row["label"] == "positive", judge_sentence(row["text"]).outcome) for row in rows]
    signals = [positive for positive, outcome in outcomes if outcome == "signal"]
    caught = [outcome != "no" for positive, outcome in outcomes if positive]
    return sum(signals) / max(len(signals), 1), sum(caught) / len(caught)


@pytest.mark.parametrize("name", ["said.tsv", "written.tsv"])
def test_labelled_sentences_stay_above_their_floors(name: str) -> None:
    precision, recall = scores(name)
    assert precision >= 0.97
    assert recall >= 0.93


@pytest.mark.parametrize(("half", "least"), [("seen", 0.88), ("judged", 0.72)])
def test_both_halves_of_the_families_stay_above_their_floors(half: str, least: float) -> None:
    count = Counter((each.label, each.outcome) for each in answers_of(LABELLED / "families.tsv", half))
    right, wrong = count["signal", "signal"], count["no", "signal"]
    assert right >= 0.9 * (right + wrong)
    assert right + count["signal", "review"] >= least * (right + count["signal", "review"] + count["signal", "no"])
    assert count["no", "review"] <= 0.5 * (count["no", "review"] + count["no", "no"])


def test_what_only_its_words_speak_for_goes_to_review_and_never_further() -> None:
    reading = judge_sentence("The chairman said that he had war-gamed being blacklisted.")
    assert (reading.outcome, reading.rule) == ("review", "weighed")
    assert reading.signal_class == "prepare_for_listing"
    readings = [each for name in ("families.tsv", "later.tsv") for each in answers_of(LABELLED / name)]
    assert {each.outcome for each in readings if each.rule == "weighed"} == {"review"}


@pytest.mark.parametrize(
    ("row", "says"), [("word a\tmuch\tx", "row 2"), ("word a\t1.0", "row 2"), ("word a\t1.0\t", "no source")]
)
def test_a_wrong_row_of_weights_is_named(row: str, says: str) -> None:
    with pytest.raises(DataError, match=says):
        read_weights(f"mark\tweight\tsource\n{row}\n", "signals_weights.tsv")


def test_a_later_set_once_unseen_raises_no_false_signal() -> None:
    precision, recall = scores("later.tsv")
    assert precision == 1.0
    assert recall >= 0.85


def test_sentences_drawn_from_ordinary_calls_raise_no_false_signal() -> None:
    with (LABELLED / "ordinary.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert rows
    false = [
        row["text"] for row in rows if row["label"] == "negative" and judge_sentence(row["text"]).outcome == "signal"
    ]
    assert false == []
    missed = [row["text"] for row in rows if row["label"] == "positive" and judge_sentence(row["text"]).outcome == "no"]
    assert missed == []


def test_a_signal_names_its_rule_and_the_words_it_stands_on() -> None:
    text = "Good year.\n\nWe stockpile raw components because of the entity list. Costs fell."
    (found,) = [item for item in read_signals(text) if item.outcome == "signal"]
    assert text[found.start : found.end] == found.quote == "We stockpile raw components because of the entity list."
    assert (found.signal_class, found.rule) == ("stockpile_by_target", "stock-by-target")
    assert {text[word.start : word.end].lower() for word in found.words} == {"stockpile", "entity list"}


def test_the_restriction_may_stand_in_the_sentences_beside() -> None:
    alone = judge_sentence("So it is a safe move to stockpile raw components.")
    beside = judge_sentence(
        "So it is a safe move to stockpile raw components.", before="There was news of export controls."
    )
    assert (alone.outcome, beside.outcome) == ("review", "signal")


def test_an_analyst_asks_and_the_company_answers() -> None:
    text = (
        "Operator: Our first question comes from the line of Ann Lee.\n"
        "Ann Lee - Example Securities: Chinese customers are stockpiling ahead of the Entity List, I suppose.\n"
        "Bo Chen - Chief Executive Officer: Yes, our customers are stockpiling chips because of the Entity List.\n"
    )
    found = read_signals(text, everything=True)
    by_speaker = {item.speaker: item for item in found if "stockpil" in item.quote}
    assert (by_speaker["Ann Lee"].outcome, by_speaker["Ann Lee"].stance) == ("no", "question")
    assert (by_speaker["Bo Chen"].outcome, by_speaker["Bo Chen"].speaker_firm) == ("signal", "Chief Executive Officer")


def test_a_denial_is_kept_as_a_denial() -> None:
    found = judge_sentence("We have not seen any customers stockpiling because of the entity list.")
    assert (found.outcome, found.stance) == ("no", "denied")


def test_a_hedge_is_a_field() -> None:
    assert (
        judge_sentence("Before it was sanctioned it had reportedly built up 12 months' worth of US parts.").hedge
        == "reportedly"
    )


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_every_reading_quotes_its_text(text: str) -> None:
    for found in read_signals(text + " Sanctions made us stockpile chips.", everything=True):
        assert (text + " Sanctions made us stockpile chips.")[found.start : found.end] == found.quote


@pytest.mark.parametrize(
    "unit", ["stockpile ", "sanctions. ", "If \n", "A B C - D: ", "？", "\u202e😀 ", "a" * 50, "Xy Xy "]
)
def test_hostile_text_is_read_to_its_end(unit: str) -> None:
    read_signals(unit * (10_000 // len(unit)))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("source = 'x'\n[[rules]]\nid = 'a'\n", "needs all or any"),
        ("source = 'x'\n[features]\na = ['(']\n", "feature a"),
        ("source = 'x'\n[[rules]]\nid = 'a'\nall = ['b']\n", "no such feature: b"),
        ("[features]\n", "no source"),
        ("not toml", "not TOML"),
    ],
)
def test_a_wrong_data_file_says_which_row(text: str, says: str) -> None:
    with pytest.raises(DataError, match=says):
        read_words(text, "signals.toml")


def test_the_shipped_rules_have_ids_of_their_own() -> None:
    ids = [rule.id for rule in signal_words().rules]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("sentence", "outcome", "stance"),
    [
        ("We have not increased our inventories because of the Entity List.", "no", "denied"),
        ("The sanctions did not lead us to build safety stock.", "no", "denied"),
        ("Unlike Huawei, which stockpiled chips before the sanctions, we hold no extra inventory.", "no", "denied"),
        ("Our inventory rose because of a new product, and export controls were not a factor.", "no", "denied"),
        ("The company denied it had applied for an export licence to ship to Huawei.", "no", "denied"),
        ("We have no plans to switch suppliers because of the Entity List.", "no", "denied"),
        ("After the Entity List action against Huawei, our competitors increased inventories.", "no", "other-subject"),
        ("We would build up inventory if we were placed on the Entity List.", "review", "said"),
        ("We could not get parts after the ban, so we stockpiled chips from Huawei.", "signal", "said"),
        ("Because customers cannot rely on supply under the sanctions, they stockpiled our parts.", "signal", "said"),
        ("It did not wait for the sanctions and built up nine months of chip inventory.", "signal", "said"),
        ("We are not only building inventory ahead of the Entity List decision.", "signal", "said"),
        ("To guard against a cut-off of American supply we stocked up on sensors.", "signal", "said"),
    ],
)
def test_a_negation_or_condition_counts_in_its_own_clause_only(sentence: str, outcome: str, stance: str) -> None:
    reading = judge_sentence(sentence, subject="Hikvision")
    assert (reading.outcome, reading.stance) == (outcome, stance)


@pytest.mark.parametrize(
    ("sentence", "kind", "name", "signal_class"),
    [
        (
            "Before Huawei was sanctioned, customers bought a stock of chips for a year.",
            "customer",
            "customers",
            "stockpile_by_customer",
        ),
        (
            "Before Huawei was sanctioned, it had reportedly built up 12 months' worth of US parts.",
            "named",
            "Huawei",
            "stockpile_by_target",
        ),
        ("After the sanctions ZTE stockpiled chips, as we did in spring.", "named", "ZTE", "stockpile_by_target"),
        (
            "Chips were stockpiled by Huawei before the entity list took effect.",
            "named",
            "Huawei",
            "stockpile_by_target",
        ),
        ("Our rivals fear the sanctions, so we built up inventory of chips.", "own", "", "stockpile_by_target"),
        ("Hikvision built up stocks because of sanctions against Huawei.", "own", "", "stockpile_by_target"),
        ("Unlike ZTE, Hikvision stockpiled chips before the sanctions.", "own", "", "stockpile_by_target"),
        (
            "Because customers cannot rely on supply under the sanctions, they stockpiled our parts.",
            "customer",
            "customers",
            "stockpile_by_customer",
        ),
        (
            "We saw Chinese camera makers carry more inventory than usual given the threat of restrictions.",
            "customer",
            "Chinese camera makers",
            "stockpile_by_customer",
        ),
        ("The sanctions against Huawei cost us a tenth of revenue, which fell.", "own", "", "restriction_impact"),
        ("Orders from Huawei declined after the U.S. ban.", "unsaid", "", "restriction_impact"),
        ("Micron said orders from Huawei declined after the ban.", "named", "Micron", "restriction_impact"),
        (
            "Before Washington blacklisted the network maker, it had laid in a year's supply of chips.",
            "named",
            "the network maker",
            "stockpile_by_target",
        ),
        ("Safety stock was raised because of the Entity List.", "unsaid", "", "stockpile_by_target"),
    ],
)
def test_the_subject_of_the_clause_is_the_party(sentence: str, kind: str, name: str, signal_class: str) -> None:
    reading = judge_sentence(sentence, subject="Hikvision")
    assert (reading.outcome, reading.party.kind, reading.party.name) == ("signal", kind, name)
    assert reading.signal_class == signal_class

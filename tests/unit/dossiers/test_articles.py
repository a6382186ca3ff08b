"""An article written with its records before its reader: every record is found, and nothing below its end."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from benchmarks.articles import score
from hypothesis import given, settings
from hypothesis import strategies as st

from debar.dossiers.article_records import article_records
from debar.dossiers.articles import Article, read_article
from debar.dossiers.articles_lobbying import Lobbying, read_lobbying
from debar.dossiers.articles_parties import find_claims, find_organizations, find_places, find_protagonist
from debar.dossiers.articles_people import People, find_people
from debar.dossiers.articles_purchases import find_purchases
from debar.dossiers.articles_said import (
    count_conflicts,
    find_counts,
    find_events,
    find_mentions,
    find_responses,
    find_sayings,
)
from debar.dossiers.articles_signals import find_signals
from debar.dossiers.evidence import Source, text_source
from debar.dossiers.totals import check_rate
from debar.model.dossiers import BillMention, Clause, Signal

HERE = Path(__file__).parents[2] / "golden" / "articles"
TEXT = (HERE / "own_lobbying.txt").read_text(encoding="utf-8")
EXPECTED: dict[str, Any] = yaml.safe_load((HERE / "own_lobbying.yaml").read_text(encoding="utf-8"))


def read(text: str, published: date | None = None) -> tuple[Article, Source, People, Lobbying]:
    article = read_article(text, published=published)
    source = text_source(text.encode(), text, "article.txt", "news")
    people = find_people(article)
    return article, source, people, read_lobbying(article, source, people)


ARTICLE, SOURCE, PEOPLE, LOBBYING = read(TEXT)


def test_the_frame_of_the_page() -> None:
    assert (ARTICLE.title, ARTICLE.author, str(ARTICLE.published)) == (
        EXPECTED["title"],
        EXPECTED["author"],
        EXPECTED["published"],
    )
    assert TEXT[ARTICLE.body_end :].startswith(EXPECTED["forbidden_from"])
    assert [TEXT[slice(*span)] for span in ARTICLE.left_out] == ["Subscribe To Our Newsletter"]


def test_engagements_and_payments() -> None:
    told = [
        {"firm": e.firm, "client": e.client, "start": e.start.iso if e.start else "", "fee": e.fee, "per": e.fee_per}
        for e in LOBBYING.engagements
    ]
    assert told == EXPECTED["engagements"]
    paid = [
        {"payer": p.payer, "beneficiary": p.beneficiary, "amount": p.amount, "start": p.start.iso, "end": p.end.iso}
        for p in LOBBYING.payments
        if p.start and p.end
    ]
    assert paid == EXPECTED["payments"]


def test_contacts_take_their_year_from_the_period() -> None:
    told = []
    for item in LOBBYING.contacts:
        assert item.day is not None
        assert item.day.inferred
        assert "2021-10 to 2022-01" in item.day.because
        row: dict[str, Any] = {"day": item.day.iso, "agents": list(item.agents)}
        row |= {"officials": [official.name for official in item.officials], "methods": list(item.methods)}
        told.append(row | ({"bills": list(item.bills)} if item.bills else {}))
    assert told == EXPECTED["contacts"]


@pytest.mark.parametrize("post", EXPECTED["posts"], ids=lambda post: post["person"])
def test_posts(post: dict[str, str]) -> None:
    assert any(role.person == post["person"] and role.post.startswith(post["post"]) for role in PEOPLE.roles)


def test_signals_responses_quotes_events_and_counts() -> None:
    sayings = find_sayings(ARTICLE, SOURCE, PEOPLE)
    signals = find_signals(ARTICLE, SOURCE, sayings, "Kestrel")
    for row in EXPECTED["signals"]:
        assert any(item.signal_class == row["class"] and row["within"] in item.quotation.quote for item in signals), row
    answers = {(item.by, item.answer) for item in find_responses(ARTICLE, SOURCE)}
    assert answers == {(row["by"], row["answer"]) for row in EXPECTED["responses"]}
    for row in EXPECTED["quotes"]:
        assert any(item.speaker == row["speaker"] and row["within"] in item.quotation.quote for item in sayings), row
    events = find_events(ARTICLE, SOURCE)
    for row in EXPECTED["events"]:
        found = [item for item in events if row["within"] in item.quotation.quote]
        assert [(item.day.iso if item.day else None, item.hedge) for item in found] == [
            (row["day"], row.get("hedge", ""))
        ]
    assert [(item.value, item.unit) for item in find_counts(ARTICLE, SOURCE)] == [
        (row["value"], row["unit"]) for row in EXPECTED["counts"]
    ]


def test_what_may_happen_is_no_event_and_nothing_comes_from_below_the_body() -> None:
    sayings = find_sayings(ARTICLE, SOURCE, PEOPLE)
    signals = find_signals(ARTICLE, SOURCE, sayings, "Kestrel")
    quoted = [
        item.quotation for item in (*sayings, *signals, *find_events(ARTICLE, SOURCE), *find_counts(ARTICLE, SOURCE))
    ]
    quoted += [item.quotation for item in find_mentions(ARTICLE, SOURCE)]
    quoted += [item for record in (*LOBBYING.contacts, *LOBBYING.payments) for item in record.quotations]
    assert all(item.end <= ARTICLE.body_end for item in quoted)
    assert all("could be cut off" not in item.quote for item in (e.quotation for e in find_events(ARTICLE, SOURCE)))


def test_two_outlets_two_numbers_are_both_shown() -> None:
    counts = []
    for text in (
        "List\n\nIt added 28 entities, one of which had 18 subordinate offices.\n",
        "List\n\nThe order names 19 subordinate government agencies and eight commercial firms.\n",
    ):
        article, source, _, _ = read(text)
        counts += find_counts(article, source)
    (conflict,) = count_conflicts(counts)
    assert (conflict.first.value, conflict.second.value) == (18, 19)


def test_a_surname_misspelt_means_the_one_introduced() -> None:
    people = People(names=["Denny Rehberg", "Peter Krug"])
    assert people.resolve("Rehburg") == "Denny Rehberg"
    assert people.resolve("Smith") == "Smith"


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.sampled_from('On May 2,AaBb \n"“”:.$1.called told\u202e😀'), max_size=300))
def test_every_record_quotes_the_text(text: str) -> None:
    if not text:
        return
    article, source, people, lobbying = read(text, date(2020, 1, 1))
    for record in (*lobbying.contacts, *lobbying.payments, *lobbying.engagements):
        assert all(text[item.start : item.end] == item.quote for item in record.quotations)
    assert all(
        text[x.quotation.start : x.quotation.end] == x.quotation.quote for x in find_sayings(article, source, people)
    )


@pytest.mark.parametrize(
    "unit",
    [
        "On May 2, A called B ",
        "“a b c ",
        "Xy Zw, the official at ",
        "$1 per month ",
        "Aa ",
        "\u202e😀",
        "a, the director ",
    ],
)
def test_hostile_pages_are_read(unit: str) -> None:
    article, source, people, _ = read("T\n\n" + unit * (10_000 // len(unit)), date(2020, 1, 1))
    sayings = find_sayings(article, source, people)
    find_signals(article, source, sayings)
    find_events(article, source)
    find_responses(article, source)


def test_parties_places_purchases_and_claims_of_a_text() -> None:
    text = (
        "Cameras\n\nAcross the country the research firm Openlens found that more than 40 school districts purchased "
        "cameras from Hikvision and Dahua.\n\nHe pointed to the city of Fresno, California, installing Dahua recorders "
        "in buses.\n\nJapan-based parent company Mitoru sued. Openlens said it had read the orders of four years.\n"
    )
    article, source, _, _ = read(text, date(2021, 5, 28))
    bodies = {(item.name, item.type, item.country) for item in find_organizations(article, source)}
    assert bodies == {
        ("Openlens", "research firm", ""),
        ("Hikvision", "company", "CN"),
        ("Dahua", "company", "CN"),
        ("Mitoru", "company", "JP"),
    }
    assert [(item.name, item.kind) for item in find_places(article, source)] == [("Fresno, California", "city")]
    bought = [(item.buyer, item.brands) for item in find_purchases(article, source)]
    assert bought == [("more than 40 school districts", ("Hikvision", "Dahua")), ("Fresno", ("Dahua",))]
    assert [item.by for item in find_claims(article, source)] == ["Openlens"]


def test_what_was_paid_is_laid_beside_the_contract_rate() -> None:
    (hired,), (paid,) = LOBBYING.engagements, LOBBYING.payments
    check = check_rate(hired, paid)
    assert check is not None
    assert (check.months, check.expected, check.paid) == (4, 180000, 212500)
    assert round(check.differs_by, 3) == Decimal("0.181")


def test_a_weekday_is_resolved_by_the_article_and_says_so() -> None:
    article, source, _, _ = read("T\n\nThe agency opened an inquiry on Tuesday.\n", date(2021, 5, 28))
    (event,) = find_events(article, source)
    assert event.day is not None
    assert (event.day.iso, event.day.inferred) == ("2021-05-25", True)


def test_the_same_told_in_another_order_of_words() -> None:
    """The firm after the verb and the month behind it, money received, a contact dated at its end."""
    _, _, people, told = read((HERE / "own_retained.txt").read_text(encoding="utf-8"))
    (hired,) = told.engagements
    assert (hired.firm, hired.client, hired.start and hired.start.iso) == (
        "Harbor Lane Strategies",
        "Orrin Optics",
        "2020-03",
    )
    (paid,) = told.payments
    assert (paid.payer, paid.amount, paid.start and paid.start.iso, paid.end and paid.end.iso) == (
        "Orrin Optics",
        "310000",
        "2020-04",
        "2020-09",
    )
    days = [(item.day and item.day.iso, item.agents, item.officials[0].name, item.bills) for item in told.contacts]
    assert sorted(days, key=str) == [
        ("2020-06-04", ("Kim Soderberg",), "Paul Reyes", ("116-HR-6395",)),
        ("2020-07-09", ("Kim Soderberg",), "Gina Holt", ()),
    ]
    assert "Wei Zhang" in people.names


def test_a_company_no_list_knows_is_what_its_article_is_about() -> None:
    """The title's party that acts most in the body is the chief one, not the listed one named beside it."""
    text = (HERE / "own_stockpile.txt").read_text(encoding="utf-8")
    article, _, people, _ = read(text)
    assert find_protagonist(article, people.names) == "Halcyon"
    records = list(article_records(text_source(text.encode(), text, "a.txt", "news")))
    clauses = [each for each in records if isinstance(each, Clause)]
    assert {each.party for each in clauses} == {"Halcyon"}
    assert [(each.term, each.lists) for each in clauses if each.modality == "means"] == [
        ("Restricted Lists", ("OFAC SDN", "BIS Entity List"))
    ]


def test_a_bill_named_at_a_contact_is_of_the_congress_of_the_contact() -> None:
    text = (
        "Lens Hires Firm\n\nBy Ann Lee, Published on May 02, 2019\n\nIn August 2018, Lens Optics hired Oak Group on a "
        "$5,000 per month contract.\n\nOn December 11, 2018, Oak lobbyist Dee Marsh called Will Strand about H.R. 7123."
        "\n\nH.R. 7 is another.\n"
    )
    records = article_records(text_source(text.encode(), text, "a.txt", "news"))
    bills = {each.bill: each.because for each in records if isinstance(each, BillMention)}
    assert set(bills) == {"115-HR-7123", "116-HR-7"}
    assert "2018-12-11" in bills["115-HR-7123"]


def test_a_signal_bears_the_day_it_was_said_and_names_no_customer_on_its_own() -> None:
    text = (
        "Hikvision Supplier Sees Orders\n\nBy Ann Lee, Published on Sep 09, 2019\n\nThe supplier Ambra told investors "
        "in a June earnings call:\n\nOur Chinese customers accumulate inventory as they fear the Entity List.\n"
    )
    records = article_records(text_source(text.encode(), text, "a.txt", "news"))
    (signal,) = [each for each in records if isinstance(each, Signal) and each.speaker]
    assert (signal.day and signal.day.iso, signal.day and signal.day.inferred) == ("2019-06", True)
    assert signal.status == "inferred"
    assert signal.notes == ("the words name no customer; that Hikvision is one is not said",)


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Elm County paid Bolt Inc. $1,200 for 3 Dahua domes in May 2020.", ("Elm County", "Bolt Inc.", "3", "1200")),
        ("The City of Elm spent $2.5 million on radios made by Hytera.", ("City of Elm", "", "", "2500000")),
        ("Elm County bought two Hikvision domes from Bolt for $90.", ("Elm County", "Bolt", "2", "90")),
    ],
)
def test_a_purchase_told_has_its_buyer_seller_number_and_money(sentence: str, wanted: tuple[str, ...]) -> None:
    article, source, _, _ = read(f"T\n\n{sentence}\n", date(2021, 1, 1))
    (told,) = find_purchases(article, source)
    assert (told.buyer, told.seller, told.quantity, told.amount) == wanted


@pytest.mark.parametrize(
    "sentence", ["Elm County would buy 3 Dahua domes if it paid.", "Elm County bought 3 tables for $90."]
)
def test_what_may_be_bought_and_other_goods_are_no_purchase(sentence: str) -> None:
    article, source, _, _ = read(f"T\n\n{sentence}\n", date(2021, 1, 1))
    assert find_purchases(article, source) == []


@pytest.mark.parametrize(
    ("name", "floor", "astray"),
    [
        ("own_district", 31, 0),
        ("own_stockpile", 31, 0),
        ("own_terminal", 72, 1),
        ("own_rotor", 61, 0),
        ("own_scanner", 44, 1),
        ("own_drone", 27, 0),
        ("own_router", 32, 0),
        ("own_port", 28, 0),
        ("own_battery", 27, 0),
    ],
)
def test_the_import_finds_what_the_articles_hold(name: str, floor: int, astray: int) -> None:
    """Rows of articles found through the whole import, none forbidden; the number found never falls."""
    expected = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    verdicts = Counter(each.verdict for each in score(HERE / f"{name}.txt", expected))
    assert verdicts["found"] >= floor
    assert not verdicts["forbidden"]
    assert verdicts["misquoted"] <= astray


def test_the_day_of_an_article_is_at_its_head_and_not_in_its_body() -> None:
    """A frame line or a dateline dates an article; a day that its body tells of does not."""
    body = "Nobody in the hall had read all of the report that lay on the table before them, when the committee met "
    body += "again on April 6, 2021 to hear the makers of cameras speak of their trade.\n"
    assert read_article(f"A title\n\nHarbor Weekly — 17 February 2022\n\n{body}").published == date(2022, 2, 17)
    assert read_article(f"A title\n\nCOLUMBIA, June 4, 2024 (Wire) — {body}").published == date(2024, 6, 4)
    assert read_article(f"A title\n\n{body}").published is None


def test_payments_by_months_and_quarters() -> None:
    """A payment of some months, or of a quarter, has its first and last month, and goes to the firm told."""
    _, _, _, told = read(
        "A title\n\n"
        "Orrin Optics Inc. hired the Langtry Group on January 8, 2024 at a monthly fee of $28,000. In the three months "
        "ended March 31, the Langtry Group received $84,000. It also uses Cassandra Row, which reported $90,000 from "
        "Orrin Optics for the second quarter of 2023.\n",
        date(2024, 6, 4),
    )
    assert [(each.firm, each.start and each.start.iso, each.fee, each.fee_per) for each in told.engagements] == [
        ("Langtry Group", "2024-01-08", "28000", "month")
    ]
    paid = [(each.beneficiary, each.start and each.start.iso, each.end and each.end.iso) for each in told.payments]
    assert paid == [("Langtry Group", "2024-01", "2024-03"), ("Cassandra Row", "2023-04", "2023-06")]


def test_contacts_by_two_people_and_by_a_noun() -> None:
    """Both who act stand at a contact; "had a call" is a call; "the same subject" is the one told before."""
    _, _, _, told = read(
        "A title\n\n"
        "On March 18, 2024, lobbyist Sadie McCrossin met Commerce Department adviser Paul Lindqvist about licenses. "
        "On March 19, 2024 she and her colleague Jerome Batiste had a video call with Nora Hutchins, a staffer of the "
        "Senate Commerce Committee, on the same subject.\n"
    )
    assert [(each.agents, each.methods, each.purpose) for each in told.contacts] == [
        (("Sadie McCrossin",), ("meeting",), "licenses"),
        (("Sadie McCrossin", "Jerome Batiste"), ("call",), "licenses"),
    ]
    assert [each.officials[0].office for each in told.contacts] == ["Commerce Department", "Senate Commerce Committee"]

"""The page of a dossier as data: what stands where, on which words, and what is not concluded."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.dossiers.lamps import lamp_rules, read_lamp_rules
from debar.dossiers.view import compare_pages, make_page
from debar.dossiers.view_windows import months_before
from debar.errors import DataError, InputError
from debar.model import Finding, Money, Outcome, Purchase
from debar.model.dossier_pages import DossierPage
from debar.model.dossiers import Count, Day, Engagement, Record, Told
from debar.model.kept import Decision, Kept
from unit.dossiers.dossier_sample import (
    NAME,
    SHA256,
    TEXT,
    TODAY,
    contact,
    engagement,
    for_another,
    listings,
    page_text,
    payment,
    quote,
    records,
    stock,
    vague_contact,
    weak_signal,
)


def made(held: list[Any] | None = None, **options: Any) -> DossierPage:
    given_ = {"today": TODAY, "listings": listings(), "texts": [page_text()]} | options
    return make_page(NAME, records() if held is None else held, **given_)


def lamp(page: DossierPage, id_: str) -> Any:
    return next(each for each in page.lamps if each.id == id_)


def test_every_mark_rests_on_words_that_stand_in_the_document() -> None:
    for mark in made().marks:
        if mark.lane != "listing":
            assert mark.quotations
        for words in mark.quotations:
            assert words.document == SHA256
            assert TEXT[words.start : words.end] == words.quote


def test_marks_are_numbered_in_the_order_of_their_days_and_undated_ones_come_last() -> None:
    marks = list(made().marks)
    assert [mark.number for mark in marks] == list(range(1, len(marks) + 1))
    starts = [mark.start for mark in marks]
    dated = [start for start in starts if start]
    assert dated == sorted(dated)
    assert starts == dated + [""] * (len(starts) - len(dated))


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_show(shuffle: random.Random) -> None:
    mixed = records()
    shuffle.shuffle(mixed)
    page, other = made(mixed), made()
    assert list(page.marks) == list(other.marks)
    assert (page.lanes, page.network, page.lamps, page.before) == (
        other.lanes,
        other.network,
        other.lamps,
        other.before,
    )


def test_one_thing_told_twice_is_one_mark_with_both_quotations() -> None:
    again = replace(contact(), quotations=(quote("Ann Poole of Granite Counsel called Lee Hart"),), status="inferred")
    page = made([contact(), again], listings=[])
    assert len(page.marks) == 1
    assert len(page.marks[0].quotations) == 2
    assert page.marks[0].status == "stated"
    assert page.marks[0].others == 1


def test_a_disputed_copy_makes_the_mark_disputed() -> None:
    page = made([contact(), replace(contact(), status="disputed", source="other")], listings=[])
    assert [mark.status for mark in page.marks] == ["disputed"]


def test_a_sentence_whose_words_are_another_record_is_not_told_twice() -> None:
    told = Told(quotations=engagement().quotations, day=Day(iso="2019-03-01"))
    other = Told(quotations=(quote("A supplier reportedly sees orders pulled in."),))
    assert [mark.record for mark in made([engagement(), told, other], listings=[]).marks] == [engagement(), other]


def test_a_day_that_the_calendar_does_not_have_is_no_day() -> None:
    page = made([replace(contact(), day=Day(iso="2019-02-31"))], listings=[])
    assert page.marks[0].start == ""
    assert any("bear no day" in note for note in page.notes)


def test_the_head_says_on_which_lists_and_since_when() -> None:
    page = made(titles={"us-bis-el": "Entity List"})
    assert [(each.title or each.program, each.since, each.by) for each in page.listed] == [
        ("Entity List", "2019-10-09", False),
        ("OTHER", "2021-06-01", True),
    ]


def test_the_window_counts_only_what_surely_lies_in_the_months_before() -> None:
    window = made().before[0]
    assert (window.listed.since, window.since, window.months) == ("2019-10-09", "2018-10-09", 12)
    # The contact of "2019" may be later than the listing; the step of the bill is older than the window.
    assert window.counts == {"engagement": 1, "payment": 1, "contact": 2, "signal": 2, "terms": 2, "news": 1}
    assert window.earlier == {"bill": 1}
    number, days = window.firsts["engagement"]
    assert made().marks[number - 1].record == engagement()
    assert days == (date(2019, 10, 9) - date(2019, 3, 1)).days


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 36))
def test_months_before_a_day_are_whole_months(day: date, months: int) -> None:
    earlier = date.fromisoformat(months_before(day.isoformat(), months))
    assert (day.year * 12 + day.month) - (earlier.year * 12 + earlier.month) == months
    assert earlier.day == day.day or (earlier + timedelta(days=1)).day == 1


def test_a_lamp_names_its_evidence_its_rule_and_its_source() -> None:
    page = made()
    lit = lamp(page, "stocks-up")
    assert lit.state == "lit"
    assert [page.marks[number - 1].record for number in lit.marks] == [stock()]
    for each in page.lamps:
        assert each.rule
        assert each.because
        assert each.source.url.startswith("https://")
        assert bool(each.marks) == (each.state in {"lit", "review"})


def test_what_waits_for_a_person_lights_no_lamp_fully() -> None:
    assert lamp(made(), "customers-stock-up").state == "review"
    accepted = Kept(
        id="1", record=weak_signal(), decision=Decision(verdict="accepted", actor="D", reason="read", at="")
    )
    assert lamp(made([accepted]), "customers-stock-up").state == "lit"
    assert not made([accepted], listings=[]).marks[0].waits


def test_what_a_person_refused_is_left_out() -> None:
    refused = Kept(id="1", record=stock(), decision=Decision(verdict="refused", actor="D", reason="wrong", at=""))
    assert len(made([refused], listings=[]).marks) == 0


def test_what_is_only_inferred_lights_no_lamp_fully() -> None:
    assert lamp(made([vague_contact()]), "lobbies-on-sanctions").state == "review"
    assert lamp(made([contact()]), "lobbies-on-sanctions").state == "lit"


def test_a_lamp_without_a_source_read_is_not_dark() -> None:
    page = made([engagement()])
    assert lamp(page, "stocks-up").state == "unread"
    assert lamp(page, "lobbies-on-sanctions").state == "dark"
    assert any("no all-clear" in note for note in page.notes)


def test_what_a_firm_does_for_another_client_lights_nothing() -> None:
    assert lamp(made([for_another()]), "lobbies-on-sanctions").state == "dark"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (("source =", "sauce ="), "source is missing"),
        (('kinds = ["signal"]', 'kinds = ["rumour"]'), "kinds and reads"),
        (('url = "https', 'url = "ftp'), "https address"),
        (('values = ["a"]', 'values = ["a"]\nweight = 3'), "not known: weight"),
        (('values = ["a"]', 'values = ["a"]\nwords = ["(unclosed"]'), "lamp 1"),
        (("schema = 1", "schema ="), "lamps.toml"),
    ],
)
def test_a_faulty_rule_is_refused_with_its_place(change: tuple[str, str], what: str) -> None:
    good = (
        'schema = 1\n[[lamp]]\nid = "a"\ntitle = "A"\nkinds = ["signal"]\nfield = "signal"\nvalues = ["a"]\n'
        'reads = ["signal"]\nrule = "r"\nbecause = "b"\nsource = "s"\nurl = "https://example.org"\nfor_you = "f"\n'
        'read = "the place itself, on 2026-01-02"\n'
    )
    assert len(read_lamp_rules(good)) == 1
    with pytest.raises(DataError, match=what):
        read_lamp_rules(good.replace(*change))


def test_a_lamp_whose_source_was_not_read_never_burns_fully(monkeypatch: pytest.MonkeyPatch) -> None:
    """A citation from memory is marked as such, and asks for review where a confirmed one would be lit."""
    assert lamp(made([contact()]), "lobbies-on-sanctions").state == "lit"
    rules = tuple(replace(rule, read="") for rule in lamp_rules())
    monkeypatch.setattr("debar.dossiers.lamps.lamp_rules", lambda: rules)
    assert lamp(made([contact()]), "lobbies-on-sanctions").state == "review"


def test_every_lamp_says_what_was_read_and_when_or_that_it_is_not_confirmed() -> None:
    """Each source ends with the place and day it was read at, or says that it was not."""
    for rule in lamp_rules():
        told = re.search(r"\((?:read at .+, on \d{4}-\d\d-\d\d|not confirmed: .+)\)$", rule.source.title)
        assert told, rule.id
        assert bool(rule.read) == told[0].startswith("(read at")


def test_the_rules_of_the_package_are_read_and_have_no_weight() -> None:
    assert len({rule.id for rule in lamp_rules()}) == len(lamp_rules()) >= 10


def test_the_network_holds_those_who_act_with_the_records_of_each_tie() -> None:
    page = made()
    names = {actor.id: (actor.name, actor.role) for actor in page.network.actors}
    ties = {(names[edge.one][0], edge.relation, names[edge.other][0]): edge for edge in page.network.edges}
    called = ties["Ann Poole", "reached", "Lee Hart"]
    assert [page.marks[number - 1].record for number in called.marks] == [vague_contact(), contact()]
    assert called.status == "stated"
    # With and without its legal form the firm is one.
    assert sum(role == "firm" for _, role in names.values()) == 1
    assert ties["Meridian Radio", "hired", "Granite Counsel"].count == 1


def test_a_tie_that_is_only_inferred_says_so_and_crowds_are_counted() -> None:
    assert {edge.status for edge in made([vague_contact()], listings=[]).network.edges} == {"inferred"}
    many: list[Record] = [replace(engagement(), firm=f"Firm {number}") for number in range(40)]
    network = made(many, listings=[]).network
    assert network.left_out == {"firm": 40 - sum(actor.role == "firm" for actor in network.actors)}
    shown = {actor.id for actor in network.actors}
    assert all({edge.one, edge.other} <= shown for edge in network.edges)


def test_names_of_the_company_are_one_actor() -> None:
    other: Engagement = replace(engagement(), client="Borealis Optics Co., Ltd.")
    page = made([engagement(), other], listings=[], names=("Borealis Optics Co., Ltd.",))
    assert [actor.id for actor in page.network.actors if actor.role == "principal"] == ["principal:"]


def test_money_that_differs_from_the_contract_rate_is_a_check_and_no_fact() -> None:
    page = made()
    (check,) = page.checks
    assert "$210,000 were paid in 3 months" in check.because
    assert "+40.0%" in check.because
    assert [type(page.marks[number - 1].record).__name__ for number in check.marks] == ["Engagement", "Payment"]
    lane = next(each for each in page.lanes if each.id == "payment")
    assert lane.totals == {("receipt", "USD"): Decimal(210000)}


def test_money_that_was_passed_on_is_not_added_twice() -> None:
    page = made([payment(), replace(payment(), beneficiary="Sub LLC", through="Granite Counsel")])
    assert next(each for each in page.lanes if each.id == "payment").totals == {("receipt", "USD"): Decimal(210000)}


def test_two_documents_that_count_differently_are_shown_as_differing() -> None:
    one = Count(quotations=(quote("on March 1"),), value=18, op="=", unit="offices")
    other = replace(one, value=19, quotations=(replace(one.quotations[0], document="b" * 64),))
    (check,) = made([one, other], listings=[]).checks
    assert check.title == "Sources differ"
    assert "18 and 19 offices" in check.because
    assert made([one, replace(one, value=500)], listings=[]).checks == ()


def finding(maker: str, day: date, supplier: str = "Harbor Supply") -> Finding:
    bought = Purchase(
        source="po.csv",
        row=1,
        sha256="c" * 64,
        text="camera",
        supplier=supplier,
        date=day,
        amount=Money(Decimal("10.50"), "USD"),
    )
    return Finding(
        id=maker, ground="g", outcome=Outcome.DEPENDS, sentence="s", subject=bought, maker=(maker, maker.title())
    )


def test_what_it_means_for_the_buyer_is_told_from_the_buyers_own_findings() -> None:
    own = [
        finding("borealis", date(2018, 1, 1)),
        finding("borealis", date(2020, 1, 1)),
        finding("zenith", date(2020, 1, 1)),
    ]
    found = made(findings=own, names=("borealis",)).exposure
    assert found is not None
    assert (found.findings, found.left_out, found.vendors) == (2, 1, (("Harbor Supply", 2),))
    assert (found.first, found.last, found.after_first_sign) == ("2018-01-01", "2020-01-01", 1)
    assert found.amounts == {"USD": Decimal("21.00")}
    assert made().exposure is None


def test_a_period_keeps_what_may_lie_in_it() -> None:
    page = made(since="2019-04", until="2019-06")
    kept = [mark.record for mark in page.marks]
    # An open engagement and a payment reach into it, the contact of "2019" may; the rest is earlier or later.
    for inside in (engagement(), payment(), contact(), vague_contact(), stock()):
        assert inside in kept
    assert weak_signal() not in kept
    with pytest.raises(InputError, match="ends before it begins"):
        made(since="2020", until="2019")
    with pytest.raises(InputError, match="1 to 240"):
        made(months=0)


def test_two_companies_share_the_people_who_act_for_both() -> None:
    other = make_page("Meridian Radio", [for_another()], today=TODAY)
    found = compare_pages(made(), other)
    assert [(name, role) for name, role, _, _ in found.shared] == [
        ("Granite Counsel", "firm"),
        ("Sam Reed", "official"),
    ]
    for _, _, mine, theirs in found.shared:
        assert mine
        assert theirs


def test_a_company_without_any_record_has_a_page() -> None:
    page = make_page(NAME, [], today=TODAY)
    assert (len(page.marks), page.lanes, page.before, page.exposure) == (0, (), (), None)
    assert {each.state for each in page.lamps} == {"unread", "dark"}

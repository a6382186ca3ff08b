"""`debar check`: the right answer for this buyer, this money, this purpose, this day, with its citation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Check = Callable[..., dict[str, Any]]

MODESTO = (
    "Hikvision DS-K1T671TM temperature terminal",
    "--buyer",
    "City of Modesto",
    "--state",
    "CA",
    "--date",
    "2020-09-01",
    "--purpose",
    "public safety",
)


def rule(finding: dict[str, Any], id_: str) -> dict[str, Any]:
    found: dict[str, Any] = next(r for r in finding["rules"] if r["rule"] == id_)
    return found


def test_own_money_bars_nothing_for_a_city(check: Check) -> None:
    finding = check(*MODESTO, "--funding", "own")
    assert finding["outcome"] == "clear"
    assert rule(finding, "us-889-b")["outcome"] == "not-covered"
    assert finding["subject"]["buyer"]["type"] == "city"


def test_a_federal_grant_may_not_pay_for_it(check: Check) -> None:
    finding = check(*MODESTO, "--funding", "federal-grant:2020-09-01")
    assert finding["outcome"] == "prohibited"
    decided = rule(finding, "us-889-b")
    assert decided["outcome"] == "prohibited"
    assert any("200.216" in c["title"] for c in decided["citations"])


def test_without_funding_the_answer_depends_and_names_it(check: Check) -> None:
    finding = check(*MODESTO)
    assert finding["outcome"] == "depends"
    assert "funding" in rule(finding, "us-889-b")["missing"]


def test_the_entity_list_is_never_a_purchase_ban(check: Check) -> None:
    for funding in ("own", "federal-grant:2020-09-01", "unknown"):
        finding = check(*MODESTO, "--funding", funding)
        assert rule(finding, "us-bis-entity-list")["outcome"] in {"not-covered", "info"}


def test_a_weak_relabel_is_explained_and_needs_review(check: Check) -> None:
    finding = check("LTS CMIP8C42W-28", "--buyer-type", "federal-agency", "--date", "2021-03-18")
    assert finding["outcome"] == "review"
    assert finding["maker"]["id"] == "hikvision"
    relabel = next(i for i in finding["identifications"] if i["kind"] == "relabel")
    assert relabel["strength"] == "weak"
    assert relabel["evidence"]
    start, end = relabel["span"]
    assert finding["subject"]["text"][start:end] == relabel["text"]


def test_an_own_brand_is_firm_enough_to_prohibit(check: Check) -> None:
    finding = check(
        "HiLook IPC-T240H",
        "--buyer-type",
        "federal-agency",
        "--date",
        "2021-03-18",
        "--purpose",
        "public safety",
    )
    assert finding["outcome"] == "prohibited"
    assert rule(finding, "us-889-a1a")["outcome"] == "prohibited"


def test_the_day_before_the_rule_is_not_yet_effective(check: Check) -> None:
    question = ("HIKVISION DS-2CD2143G0-I", "--buyer-type", "federal-agency", "--purpose", "public safety")
    before = check(*question, "--date", "2019-08-12")
    after = check(*question, "--date", "2019-08-13")
    assert rule(before, "us-889-a1a")["outcome"] == "not-yet-effective"
    assert rule(after, "us-889-a1a")["outcome"] == "prohibited"


def test_a_state_without_a_rule_here_is_said_to_be_not_checked(check: Check) -> None:
    finding = check("Dahua IPC-HFW5442T-ZE", "--buyer-type", "city", "--state", "OH", "--date", "2023-01-01")
    assert any("OH" in sentence for sentence in finding["not_checked"])


def test_a_louisiana_parish_is_barred_whatever_the_money(check: Check) -> None:
    finding = check(
        "Dahua IPC-HFW5442T-ZE camera",
        "--buyer-type",
        "county",
        "--state",
        "LA",
        "--date",
        "2022-06-15",
        "--funding",
        "own",
    )
    assert rule(finding, "st-la-1753-1")["outcome"] == "prohibited"


def test_a_party_on_the_sdn_list_is_blocked(check: Check) -> None:
    finding = check("AEROCARIBBEAN AIRLINES", "--buyer-type", "private", "--date", "2024-06-01")
    assert finding["outcome"] == "prohibited"
    assert rule(finding, "us-ofac-sdn")["outcome"] == "blocked"


def test_a_text_that_only_forbids_a_maker_is_clear(check: Check) -> None:
    finding = check(
        "Axis P3245-V cameras, NDAA compliant, no Hikvision or Dahua allowed",
        "--buyer-type",
        "federal-agency",
        "--date",
        "2022-01-05",
        "--purpose",
        "public safety",
    )
    assert finding["outcome"] in {"clear", "review"}
    assert all(i["said"] != "bought" for i in finding["identifications"])


def test_nothing_found_is_clear_and_says_it_is_no_permission(check: Check) -> None:
    finding = check("24 EA BALLPOINT PENS", "--buyer-type", "city", "--state", "TX", "--date", "2023-01-01")
    assert finding["outcome"] == "clear"
    assert not finding["identifications"]
    assert "not permission" in finding["sentence"]


def test_every_answer_names_its_editions(check: Check) -> None:
    finding = check("Hikvision DS-2CD2143G0-I")
    assert {"us-889", "us-fcc-covered", "us-bis-el", "us-ofac-sdn"} <= set(finding["editions"]["lists"])


def test_exit_codes_follow_the_threshold(run: Any) -> None:
    question = ("check", "HIKVISION DS-2CD2143G0-I", "--buyer-type", "federal-agency", "--date", "2021-03-18")
    assert run(*question, "--purpose", "public safety").returncode == 1
    assert run(*question, "--purpose", "public safety", "--exit-zero").returncode == 0
    assert run(*question).returncode == 0, "depends is below the default threshold"
    assert run(*question, "--fail-on", "depends").returncode == 1


def test_stale_lists_are_said_aloud_and_refused_on_request(run: Any) -> None:
    told = run("check", "Hikvision DS-2CD2143G0-I", "--format", "json")
    assert "us-ofac-sdn" in told.stderr
    refused = run("check", "Hikvision DS-2CD2143G0-I", "--max-age", "30")
    assert refused.returncode == 3
    assert "us-ofac-sdn" in refused.stderr


def test_wrong_words_are_answered_with_the_right_ones(run: Any) -> None:
    done = run("check", "x", "--buyer-type", "citty")
    assert done.returncode == 2
    assert "city" in done.stderr
    assert run("check", "x", "--date", "soon").returncode == 2
    assert run("check").returncode == 2


@pytest.mark.parametrize(
    ("day", "outcome"), [("2022-09-30", "clear"), ("2022-11-01", "review"), ("2022-12-28", "prohibited")]
)
def test_a_day_between_two_editions_is_for_a_person_and_says_why(check: Any, day: str, outcome: str) -> None:
    """The party is on OFAC's list of 28 December 2022 and not on that of 30 September; the list has no dates."""
    finding = check("Pingtan Marine Enterprise Ltd.", "--buyer-type", "private", "--date", day)
    assert finding["outcome"] == outcome
    assert ("on which day is not known" in finding["sentence"]) == (outcome == "review")

"""What the rules name is what the catalog holds: a name that nobody has would bind nobody."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from itertools import chain

import pytest

from debar.catalog import load
from debar.model import Buyer, Outcome, Purchase
from debar.regimes.rule import Clause, Rule
from debar.regimes.schema import load_rules
from debar.screening.reference import Reference
from debar.screening.screen import screen

CATALOG = load()
RULES = load_rules()
LABELS = {brand.name for brand in CATALOG.brands.values()}


def makers_named(part: object) -> set[str]:
    """Every maker in a clause, whatever part of it names it."""
    if isinstance(part, tuple):
        return set(chain.from_iterable(map(makers_named, part)))
    if not is_dataclass(part):
        return set()
    return set(chain.from_iterable(_of_field(field.name, getattr(part, field.name)) for field in fields(part)))


def _of_field(name: str, value: object) -> set[str]:
    if name == "makers" and isinstance(value, tuple):
        return set(value)
    return makers_named(value)


def labels_named(clause: Clause) -> set[str]:
    return {label for subject in clause.subjects for label in subject.brands_not}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_maker_that_a_rule_names_is_in_the_catalog(rule: Rule) -> None:
    assert makers_named(rule.clauses) - CATALOG.makers.keys() == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_label_that_a_rule_names_is_in_the_catalog(rule: Rule) -> None:
    assert set(chain.from_iterable(map(labels_named, rule.clauses))) - LABELS == set()


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("TikTok for Business subscription", Outcome.PROHIBITED),
        ("CapCut Pro licenses", Outcome.NOT_COVERED),
        ("CapCut Pro and TikTok app licenses", Outcome.PROHIBITED),
    ],
)
def test_the_tiktok_ban_reaches_tiktok_and_not_other_applications(
    reference: Reference, text: str, outcome: Outcome
) -> None:
    buyer = Buyer("Bureau of Sample Lands", "federal-agency")
    bought = Purchase(source="t", row=1, sha256="0" * 64, text=text, date=date(2024, 3, 1), buyer=buyer)
    said = [each.outcome for found in screen([bought], reference) for each in found.rules if each.rule == "us-tiktok"]
    assert said == [outcome]

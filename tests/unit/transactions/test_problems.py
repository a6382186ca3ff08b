"""What a record says that a person must look at: who pays from elsewhere, who sells on to nobody named."""

from __future__ import annotations

import pytest

from debar.model import Participant, Transaction
from debar.transactions.problems import contradictions

BUYER = Participant(role="buyer", name="Istanbul Elektronik AS", country="tr")


def sale(*more: Participant) -> Transaction:
    seller = Participant(role="seller", name="Acme", country="us")
    return Transaction(source="sales.csv", row=1, sha256="0" * 64, participants=(seller, *more), destination="tr")


def test_a_stranger_who_pays_from_a_third_country_is_asked_about() -> None:
    (said,) = contradictions(sale(BUYER, Participant(role="payer", name="Bright Ltd", country="hk")))
    assert said.startswith("Bright Ltd in Hong Kong pays")


@pytest.mark.parametrize(
    "payer",
    [
        Participant(role="payer", name="Istanbul Elektronik A.S.", country="tr"),
        Participant(role="payer", name="Istanbul Holding", country="tr"),
        Participant(role="payer", name="Acme Leasing", country="us"),
        Participant(role="payer", name="Bright Ltd"),
        Participant(role="bank", name="Bank of China", country="cn"),
    ],
    ids=["same", "same country", "country of the seller", "no country", "bank"],
)
def test_others_who_pay_are_not(payer: Participant) -> None:
    assert contradictions(sale(BUYER, payer)) == ()


def test_a_distributor_without_an_end_user_is_asked_about() -> None:
    reseller = Participant(role="buyer", name="Kazakh TOO (distributor)", country="kz")
    (said,) = contradictions(sale(reseller))
    assert said == "Kazakh TOO (distributor) is said to be a distributor, and no end user is named: ask who it is"
    assert contradictions(sale(reseller, Participant(role="end-user", name="City of Almaty"))) == ()

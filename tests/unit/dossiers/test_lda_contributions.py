"""Contributions that reports LD-203 list, as the LDA API answers them."""

from __future__ import annotations

import json
from typing import Any

from debar.dossiers.evidence import Source
from debar.dossiers.lda import lda_records
from debar.dossiers.lda_json import read_lda_json
from debar.model.dossiers import Payment

ITEM = {
    "contribution_type_display": "FECA",
    "contributor_name": "Self",
    "payee_name": "Example for Senate",
    "honoree_name": "Jane Example",
    "amount": "1000.00",
    "date": "2025-03-04",
}


def _read(**changes: Any) -> tuple[list[Payment], list[str]]:
    filing = {
        "filing_uuid": "00000000-0000-0000-0000-000000000001",
        "filing_type_display": "Mid-Year Report",
        "filing_year": 2025,
        "registrant": {"id": 1, "name": "Acme Advocates"},
        "no_contributions": False,
        "contribution_items": [ITEM],
        **changes,
    }
    text = json.dumps({"results": [filing]})
    found = read_lda_json(Source(sha256="0" * 64, name="ld203.json", kind="json", text=text))
    return [each for each in lda_records(found.filings) if isinstance(each, Payment)], found.refused


def test_a_contribution_is_a_payment_of_its_registrant_on_its_day() -> None:
    (payment,), refused = _read()
    assert not refused
    assert (payment.payer, payment.beneficiary) == ("Acme Advocates", "Example for Senate")
    assert (payment.amount, payment.basis) == ("1000.00", "contribution")
    assert payment.start is not None
    assert payment.start.iso == "2025-03-04"
    assert payment.purpose == "FECA; in honour of Jane Example"
    assert payment.confidence == 1.0


def test_self_in_the_report_of_a_lobbyist_is_the_lobbyist() -> None:
    (payment,), _ = _read(lobbyist={"first_name": "John", "last_name": "Doe"})
    assert payment.payer == "John Doe"
    assert "Acme Advocates" in payment.about


def test_a_committee_that_gives_is_the_payer() -> None:
    (payment,), _ = _read(contribution_items=[{**ITEM, "contributor_name": "Acme PAC"}])
    assert payment.payer == "Acme PAC"


def test_contributions_of_an_amendment_wait_for_a_person() -> None:
    (payment,), _ = _read(filing_type="MA", filing_type_display="")
    assert payment.confidence < 0.9
    assert "amendment" in payment.notes[0]


def test_a_report_with_an_amount_that_is_none_is_refused_with_its_reason() -> None:
    payments, refused = _read(contribution_items=[{**ITEM, "amount": "lots"}])
    assert not payments
    assert "'lots' is no amount" in refused[0]

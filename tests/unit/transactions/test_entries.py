"""The licence requirement of an entry decides how firm the answer is."""

from __future__ import annotations

import pytest

from debar.model import Designation, Outcome, RuleResult, Strength
from debar.regimes.schema import load_rules
from debar.transactions.entries import narrow
from debar.transactions.screened import Listed

RULES = {rule.id: rule for rule in load_rules()}


def said(scope: str, eccn: str) -> RuleResult:
    result = RuleResult(rule="us-bis-entity-list", outcome=Outcome.LICENSE_REQUIRED, because="It needs a licence.")
    listing = Designation(list="us-bis-el", scope=scope)
    listed = Listed(
        entity="us-bis-el:1",
        list="us-bis-el",
        caption="A",
        maker="",
        firm=True,
        strength=Strength.STRONG,
        because="",
        kind="name",
        listings=(listing,),
    )
    return narrow(result, RULES, [listed], eccn, None)


@pytest.mark.parametrize(
    ("scope", "eccn", "outcome"),
    [
        ("For all items subject to the EAR. (See § 744.11 of the EAR)", "", Outcome.LICENSE_REQUIRED),
        ("For all items subject to the EAR. (See § 744.11 of the EAR)", "EAR99", Outcome.LICENSE_REQUIRED),
        (
            "For items on the CCL and EAR99 items listed in supplement no. 7 to part 746",
            "5A992",
            Outcome.LICENSE_REQUIRED,
        ),
        ("For items on the CCL and EAR99 items listed in supplement no. 7 to part 746", "EAR99", Outcome.REVIEW),
        ("For items on the CCL and EAR99 items listed in supplement no. 7 to part 746", "", Outcome.DEPENDS),
        ("For all items subject to the EAR when used in projects specified in § 746.8(a)(4)", "EAR99", Outcome.REVIEW),
        ("", "EAR99", Outcome.LICENSE_REQUIRED),
    ],
)
def test_an_entry_is_no_firmer_than_its_words(scope: str, eccn: str, outcome: Outcome) -> None:
    result = said(scope, eccn)
    assert result.outcome is outcome
    assert scope.rstrip(".") in result.because
    assert result.missing == (("ECCN",) if outcome is Outcome.DEPENDS else ())

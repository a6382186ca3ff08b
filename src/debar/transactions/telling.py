"""Results put together to what a finding tells: one a rule and thing, the sentence, the subject, what it rests on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from debar.model import (
    AMOUNTS_TO,
    SEVERITY,
    Buyer,
    Identification,
    Outcome,
    Purchase,
    RuleResult,
    Strength,
    Transaction,
)
from debar.regimes.terms import phrase
from debar.transactions.cases import action_of, buying, role_words
from debar.transactions.places import place_name, place_words

#: The rule that reads a contract's clause as a fact of a case; a clause that is given as a document is read whole.
CONTRACT = "contract-tc"
#: What is told of a record that contradicts itself.
RECORD = "record"


def merge(results: Iterable[RuleResult]) -> tuple[RuleResult, ...]:
    """Of one rule on one thing the most severe result; of rules that reach nothing one line each."""
    best: dict[tuple[str, str], RuleResult] = {}
    for result in results:
        detail = result.because if result.rule == RECORD or result.rule.startswith(CONTRACT) else ""
        key = (result.rule, f"{result.about}\x1f{detail}")
        if key not in best or _rank(result) < _rank(best[key]):
            best[key] = result
    said = {rule for (rule, _), result in best.items() if result.outcome is not Outcome.NOT_COVERED}
    kept = [r for (rule, _), r in best.items() if r.outcome is not Outcome.NOT_COVERED or rule not in said]
    return tuple(sorted(kept, key=lambda r: (_rank(r), r.rule == CONTRACT, r.rule, r.about)))


def _rank(result: RuleResult) -> tuple[int, bool]:
    amount = AMOUNTS_TO.get(result.outcome, Outcome.CLEAR)
    return SEVERITY.index(amount), result.outcome is Outcome.NOT_COVERED


def identify_places(transaction: Transaction, results: Sequence[RuleResult]) -> Iterator[Identification]:
    """What else makes a finding of a record: a place or an end use that a rule speaks of, or a contradiction."""
    told = [result for result in results if result.outcome in AMOUNTS_TO]
    if not told:
        return
    if transaction.destination and any(not result.about or "in " in result.about for result in told):
        words = place_name(transaction.destination)
        yield _of_field("place", words, "destination", f"The goods go to {words}.")
    if transaction.end_use and any("use" in result.because for result in told):
        yield _of_field("end-use", transaction.end_use[:400], "end use", "The end use that the record states.")
    for problem in transaction.problems:
        yield _of_field("record", problem, "record", "The record contradicts itself or cannot be read.")
    if not transaction.destination and not transaction.end_use and not transaction.problems:
        yield _of_field("document", transaction.reference or transaction.text[:200], "record", "As the record states.")


def _of_field(kind: str, text: str, field: str, because: str) -> Identification:
    return Identification(kind=kind, text=text, field=field, strength=Strength.EXACT, because=because)


def make_subject(transaction: Transaction, on: date | None) -> Purchase:
    """Return the record as findings show it: seller, buyer, item, days, and every party in its role as facts."""
    seller = next(iter(transaction.of_role("seller")), None)
    parties = [
        {
            key: value
            for key, value in (
                ("role", role_words(party.role)),
                ("name", party.name),
                ("country", place_words(party.place) if party.place else ""),
                ("kind", party.kind),
            )
            if value
        }
        for party in transaction.participants
    ]
    facts = {
        "parties": parties,
        "destination": place_words(transaction.destination) if transaction.destination else "",
        "transit": [place_words(place) for place in transaction.transit],
        "eccn": transaction.eccn,
        "maker": transaction.maker,
        "order_date": transaction.ordered,
        "export_date": transaction.exported,
        "payment_date": transaction.paid,
        "completion_date": transaction.completed,
        **transaction.facts,
    }
    buyer = buying(transaction) if transaction.kind != "deal" else Buyer()
    return Purchase(
        source=transaction.source,
        row=transaction.row,
        sha256=transaction.sha256,
        text=transaction.text or transaction.reference,
        kind="transaction",
        supplier=seller.name if seller else "",
        manufacturer=transaction.maker,
        date=on,
        amount=transaction.amount,
        buyer=buyer,
        purpose=transaction.end_use,
        action=action_of(transaction),
        reference=transaction.reference,
        facts={key: value for key, value in facts.items() if value},
        original=transaction.original,
    )


def make_sentence(outcome: Outcome, results: Sequence[RuleResult], found: Sequence[Identification]) -> str:
    """Return what holds, in one sentence or two, by the most severe result."""
    deciding = next((r for r in results if AMOUNTS_TO.get(r.outcome, Outcome.CLEAR) is outcome), None)
    if outcome is Outcome.CLEAR or deciding is None:
        named = next(
            (f"{one.text} was found on a list" for one in found if one.entity), "no party was found on the lists"
        )
        return f"No rule held here bars this transaction, and {named}. Clear is not permission."
    if outcome is Outcome.DEPENDS:
        missing = dict.fromkeys(m for r in results if r.outcome is Outcome.DEPENDS for m in r.missing)
        facts = ", ".join(phrase("fact", fact) for fact in missing)
        return f"It depends on what is not known: {facts}. {deciding.because}"
    if outcome is Outcome.REVIEW:
        return f"A person must look. {deciding.because}"
    return deciding.because


def digest(*parts: str) -> str:
    """Return a stable hash of some texts."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:20]

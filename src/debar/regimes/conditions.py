"""The tests that all rules share, each three-valued: it holds, it fails, or a named fact is missing to say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from debar.model import Funding, OwnerTest
from debar.regimes.reading import Owner, Reading, as_number, as_text
from debar.regimes.rule import Clause, FactTest, MoneyTest, Party, PurposeTest
from debar.regimes.terms import FACTS, affirms, listed, maker_name, phrase, phrases, purpose_name, words_pattern


class Holds(Enum):
    """The three values."""

    YES = "holds"
    NO = "fails"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a test says, why (a clause of a sentence), which facts are missing, and what would change it."""

    holds: Holds
    because: str = ""
    missing: tuple[str, ...] = ()
    change: str = ""


YES = Answer(Holds.YES)


def both(answers: Iterable[Answer]) -> Answer:
    """All must hold: the first failure decides, else everything missing is missing together."""
    unknown: list[Answer] = []
    for answer in answers:
        if answer.holds is Holds.NO:
            return answer
        if answer.holds is Holds.UNKNOWN:
            unknown.append(answer)
    if not unknown:
        return YES
    return Answer(Holds.UNKNOWN, "; ".join(a.because for a in unknown), _missing(unknown))


def either(answers: Iterable[Answer]) -> Answer:
    """One is enough: the first that holds decides, else the unknown ones are missing, else the first failure stands."""
    unknown: list[Answer] = []
    failed: Answer | None = None
    for answer in answers:
        if answer.holds is Holds.YES:
            return answer
        if answer.holds is Holds.UNKNOWN:
            unknown.append(answer)
        elif failed is None:
            failed = answer
    if unknown:
        return Answer(Holds.UNKNOWN, unknown[0].because, _missing(unknown))
    return failed or YES


def _missing(answers: Sequence[Answer]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for answer in answers for name in answer.missing))


# --- who ------------------------------------------------------------------------------------------


def bound(clause: Clause, reading: Reading, short: str) -> Answer:
    """Whether the party whose duty is asked about is bound by the clause."""
    if not clause.who:
        return YES
    answer = either(_party(party, reading) for party in clause.who)
    if answer.holds is not Holds.NO:
        return answer
    because = f"{short} binds {clause.binds}; {answer.because or describe(reading) + ' is not among them'}."
    return Answer(Holds.NO, because, change=f"It would reach {clause.binds}.")


def describe(reading: Reading) -> str:
    """What a sentence calls the party whose duty is asked about."""
    buyer = reading.case.buyer
    if buyer.role:
        return phrase("role", buyer.role)
    if reading.contractor in ("prime", "sub"):
        return f"a federal {reading.contractor} contractor"
    return phrase("buyer", buyer.type)


def meets(parties: Iterable[Party], reading: Reading) -> Answer:
    """Whether the party is one of these."""
    return either(_party(party, reading) for party in parties)


def _party(party: Party, reading: Reading) -> Answer:
    return both(_party_answers(party, reading))


def _party_answers(party: Party, reading: Reading) -> Iterable[Answer]:
    if party.us_person and not reading.domestic:
        yield Answer(Holds.NO, "the buyer is not in the United States")
    if party.states:
        yield _in_state(party, reading)
    if party.types or party.types_not:
        yield _of_type(party, reading)
    if party.roles:
        yield YES if reading.case.buyer.role in party.roles else Answer(Holds.NO)
    if party.contractor:
        yield _contracts(party, reading)
    if party.branch:
        yield _in_branch(party, reading)
    if party.dod is not None:
        yield _in_defense(party, reading)
    for test in party.needs:
        yield check_fact(test, reading)


def _in_state(party: Party, reading: Reading) -> Answer:
    if not reading.domestic:
        return Answer(Holds.NO, "the buyer is not in the United States")
    if reading.state in party.states:
        return YES
    names = phrases("state", party.states)
    where = "the buyer's state is not known" if not reading.state else f"the buyer is not in {names}"
    return Answer(Holds.NO, where)


def _of_type(party: Party, reading: Reading) -> Answer:
    kind = reading.case.buyer.type
    if kind == "unknown" or not kind:
        if party.unknown_type == "bound":
            return YES
        if party.unknown_type == "not-bound":
            return Answer(Holds.NO, "the buyer's type is not known")
        return Answer(Holds.UNKNOWN, "the buyer's type is not known", ("buyer type",))
    inside = (not party.types or kind in party.types) and kind not in party.types_not
    return YES if inside else Answer(Holds.NO)


#: What is done by users, as told apart from buyers.
USING = ("use", "operate")


def _contracts(party: Party, reading: Reading) -> Answer:
    tier = reading.contractor
    if tier in party.contractor or (tier == "unknown" and set(party.contractor) == {"prime", "sub"}):
        return YES
    if tier == "unknown":
        return Answer(Holds.UNKNOWN, "it is not said whether it is the prime contractor", ("contractor tier",))
    buyer = reading.case.buyer
    if reading.case.action in USING and buyer.type in ("", "unknown") and not buyer.federal_contractor:
        # Of those who use a thing, contractors are the ones bound; a purchase binds its buyer by his type.
        return Answer(Holds.UNKNOWN, "it is not said whether the user is a federal contractor", ("buyer type",))
    return Answer(Holds.NO)


def _in_branch(party: Party, reading: Reading) -> Answer:
    """A federal body is taken for an executive agency unless another branch is named."""
    branch = reading.branch or "executive"
    return YES if branch == party.branch else Answer(Holds.NO, f"the buyer belongs to the {branch} branch")


def _in_defense(party: Party, reading: Reading) -> Answer:
    if reading.case.buyer.dod is None:
        because = "it is not said whether the agency belongs to the Department of Defense"
        return Answer(Holds.UNKNOWN, because, ("dod",))
    if reading.case.buyer.dod == party.dod:
        return YES
    return Answer(Holds.NO, "the buyer is not said to belong to the Department of Defense")


# --- action ---------------------------------------------------------------------------------------


def reached(clause: Clause, reading: Reading, short: str) -> Answer:
    """Whether what is done is what the clause is about."""
    action = reading.case.action
    if not clause.actions or action in clause.actions:
        return YES
    doing = phrases("action", clause.actions)
    because = clause.other_action or f"{short} reaches {doing}; {phrase('action', action)} is not reached."
    return Answer(Holds.NO, because, change=f"It would reach {doing}.")


# --- facts ----------------------------------------------------------------------------------------


def check_fact(test: FactTest, reading: Reading) -> Answer:
    """Whether a fact of the case holds."""
    value = _value(test, reading)
    verdict = Holds(test.absent) if value is None else compare(test, value)
    name = (test.missing or test.field.partition(":")[2] or test.field).replace("_", " ")
    if verdict is Holds.NO:
        return Answer(Holds.NO, test.why_not, change=f"Another {name} would change it.")
    if verdict is Holds.UNKNOWN:
        return Answer(Holds.UNKNOWN, test.why_unknown or f"the {name} is not known", (name,))
    return YES


#: Words that the value of a fact may have and still be read.
MOST_WORDS = 8


def given(test: FactTest, reading: Reading) -> bool:
    """True when the case gives the fact that a test reads."""
    return _value(test, reading) is not None


def _value(test: FactTest, reading: Reading) -> Any:
    """The value of a test's field; None when the case does not give it."""
    kind, _, key = test.field.partition(":")
    item = reading.case.item
    if kind == "fact":
        return reading.fact(key) or None
    if kind == "capability":
        return item.capabilities.get(key)
    if kind == "fcc_grant":
        return (item.fcc_grant or "none") if item.fcc_grant or item.fcc_grant_known else None
    if kind == "amount":
        return reading.case.amount.value if reading.case.amount else None
    if kind == "purpose":
        return reading.case.purpose.strip() or None
    return (item.origin if kind == "origin" else item.text).strip() or None


def compare(test: FactTest, value: Any) -> Holds:
    """Return what a test says of the value of its field."""
    if test.at_least is not None:
        number = as_number(value)
        return Holds.UNKNOWN if number is None else (Holds.YES if number >= Decimal(test.at_least) else Holds.NO)
    if test.before is not None:
        value = "earlier" if isinstance(value, date) and value < test.before else "new"
    text = as_text(value)
    kind, _, key = test.field.partition(":")
    if kind == "fact" and FACTS[key]["kind"] != "text":
        return _read_fact(test, text)
    if words_pattern(test.fails).search(text):
        return Holds.NO
    return Holds.YES if words_pattern(test.holds).search(text) else Holds(test.other)


def _read_fact(test: FactTest, text: str) -> Holds:
    """A fact in a few words is read; in prose a known word is no answer, and a person has to read it."""
    if len(text.split(None, MOST_WORDS)) > MOST_WORDS:
        known = words_pattern(test.fails + test.holds).search(text)
        return Holds.UNKNOWN if known else Holds(test.other)
    if affirms(test.fails, text):
        return Holds.NO
    return Holds.YES if affirms(test.holds, text) else Holds(test.other)


# --- money ----------------------------------------------------------------------------------------


def paid(money: MoneyTest, reading: Reading, short: str, *, any_award: bool = False) -> Answer:
    """Whether money of a kind that the clause speaks of is in the case; ``any_award`` looks at the kind alone."""
    kinds = phrases("funding", money.kinds)
    ours = [source for source in reading.case.funding if source.kind in money.kinds]
    if any(any_award or _award_counts(money, source) for source in ours):
        return YES
    undated = any(source.award is None for source in ours)
    if undated:
        return Answer(Holds.UNKNOWN, "the date of the award is not known", ("award date",))
    if _money_unknown(reading) and (
        not money.ask or either(_party(p, reading) for p in money.ask).holds is not Holds.NO
    ):
        return Answer(Holds.UNKNOWN, f"it is not said whether {kinds} pays for it", ("funding",))
    change = f"{kinds[:1].upper()}{kinds[1:]} in the purchase would bring it under the rule."
    if ours:
        return Answer(Holds.NO, f"{short} does not reach this award: {money.earlier}.", change=change)
    return Answer(Holds.NO, f"{short} follows the money: it needs {kinds}, and none is named.", change=change)


def unsettled(money: MoneyTest, reading: Reading) -> bool:
    """True when the case has money of a kind for which the law is not settled."""
    return any(source.kind in money.unsettled for source in reading.case.funding)


def _award_counts(money: MoneyTest, source: Funding) -> bool:
    return money.award_from is None or (source.award is not None and source.award >= money.award_from)


def _money_unknown(reading: Reading) -> bool:
    return not reading.case.funding or any(source.kind == "unknown" for source in reading.case.funding)


# --- purpose --------------------------------------------------------------------------------------


def purposed(test: PurposeTest, reading: Reading, makers: Sequence[str]) -> Answer:
    """Whether the stated purpose is one that counts; holds for makers that the law does not limit by purpose.

    A limited maker that passes says which purpose counted.
    """
    if any(maker not in test.makers for maker in makers):
        return YES
    counted = [purpose for purpose in test.purposes if purpose in reading.purposes]
    if not counted and _guards_government(test, reading):
        counted = ["government-facilities"]
    if counted:
        return Answer(Holds.YES, f"the purpose given, {purpose_name(counted[0])}, is one that the law lists")
    names = listed(maker_name(maker) for maker in makers) or "this maker"
    wanted = listed(purpose_name(purpose) for purpose in test.purposes)
    stated = reading.case.purpose.strip()[:60]
    found = f'the purpose given ("{stated}") is not recognised as one of these' if stated else "no purpose is given"
    because = f"equipment of {names} is covered only for {wanted}, and {found}"
    return Answer(Holds.UNKNOWN, because, ("purpose",))


def _guards_government(test: PurposeTest, reading: Reading) -> bool:
    """True when the purpose is the security of a building and the building is a government facility."""
    if "facility-security" not in reading.purposes or not test.facility:
        return False
    return meets(test.facility, reading).holds is Holds.YES


# --- owners ---------------------------------------------------------------------------------------


def owned(test: OwnerTest, reading: Reading) -> Answer:
    """Whether owners of the kind asked for hold enough of the other side."""
    listed_ones = [owner for owner in reading.owners if owner.list in test.lists]
    others = [owner for owner in reading.owners if owner.list not in test.lists and owner.country in test.countries]
    if not test.government:
        return _held(test, [*listed_ones, *others])
    counted = [*listed_ones, *(owner for owner in others if owner.government)]
    held = _held(test, counted)
    if held.holds is Holds.YES:
        return held
    unsaid = [owner for owner in others if owner.government is None]
    if unsaid and _held(test, [*counted, *unsaid]).holds is not Holds.NO:
        return Answer(Holds.UNKNOWN, "it is not said whether the owner is a government", ("government owner",))
    return held


def _held(test: OwnerTest, counted: Sequence[Owner]) -> Answer:
    """Whether these owners hold enough."""
    if not counted:
        return Answer(Holds.NO)
    if not test.aggregate:
        return either(_enough([owner], test) for owner in counted)
    return _enough(counted, test)


def _enough(owners: Sequence[Owner], test: OwnerTest) -> Answer:
    least = sum((owner.least for owner in owners if owner.least is not None), Decimal(0))
    if _passes(least, test):
        return YES
    if any(owner.most is None for owner in owners):
        return Answer(Holds.UNKNOWN, "the percentage held is not known", ("ownership percentage",))
    most = sum((owner.most for owner in owners if owner.most is not None), Decimal(0))
    if _passes(most, test):
        return Answer(Holds.UNKNOWN, "the percentage held is only known as a range", ("ownership percentage",))
    return Answer(Holds.NO, f"the owners named hold {least} percent together")


def _passes(share: Decimal, test: OwnerTest) -> bool:
    return share > test.percent if test.more else share >= test.percent

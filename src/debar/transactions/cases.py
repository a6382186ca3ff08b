"""A transaction as the cases that rules look at: who acts, towards whom, in which place; each with what it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from debar.model import Buyer, Case, Counterparty, Designation, Item, Participant, Transaction
from debar.procurement.buyers import classify
from debar.transactions.places import country_of, place_name, place_words
from debar.transactions.screened import Listed

US = "us"
#: Roles on the side of who sells; the others are those to whom, or through whom, it goes.
SELLING = ("seller", "payee")
#: The roles in the words in which the rules name them.
_ROLE_WORDS = {"intermediate-consignee": "intermediate consignee", "end-user": "end user"}
_KINDS = {"military-intelligence": "military intelligence"}
_DEAL_RIGHTS = ("critical_technology", "critical_infrastructure", "sensitive_data")


@dataclass(frozen=True, slots=True)
class View:
    """One case of a transaction. ``about`` names whom or what it is about; ``at_most_review`` why it may be no more."""

    case: Case
    about: str = ""
    at_most_review: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """The item as it was identified: makers with their owners on the day, kinds, listings of the makers."""

    makers: tuple[str, ...] = ()
    brand: str = ""
    categories: tuple[str, ...] = ()
    listings: tuple[Designation, ...] = ()


def role_words(role: str) -> str:
    """A role as people write it: ``end user``."""
    return role.replace("-", " ")


def about(participant: Participant) -> str:
    """Whom a result is about: ``end user Acme``."""
    return f"{role_words(participant.role)} {participant.name}".strip()


def main_view(transaction: Transaction, thing: Thing, on: date | None) -> View:
    """Return the case of who sells (of who invests, in a deal) towards nobody on a list, at the destination."""
    other = next(iter(_others(transaction)), None)
    case = Case(
        date=on,
        buyer=_actor(transaction),
        action=action_of(transaction),
        item=_item(transaction, thing),
        counterparty=Counterparty(name=other.name if other and other.name else "the other party"),
        designations=thing.listings,
        purpose=transaction.end_use,
        facts=_facts(transaction, transaction.destination, None),
    )
    return View(case)


def place_views(transaction: Transaction, main: Case) -> Iterator[View]:
    """Yield a case for each further place that is touched, and for each party that is a body of a state."""
    seen = {transaction.destination}
    for participant in _others(transaction):
        place = participant.place or transaction.destination
        of_state = participant.kind not in ("", "private")
        if place and (place not in seen or of_state):
            seen.add(place)
            facts = _facts(transaction, place, participant)
            case = replace(main, facts=facts, action=_crossing(transaction, place))
            yield View(case, f"{about(participant)} in {place_name(place)}")
    for place, why in transaction.mentions:
        if place not in seen:
            facts = _facts(transaction, place, None)
            yield View(
                replace(main, facts=facts, action=_crossing(transaction, place)),
                f"the record on {place_name(place)}",
                why,
            )
    for place in transaction.transit:
        if place not in seen:
            seen.add(place)
            why = f"the goods only pass through {place_name(place)}"
            yield View(replace(main, facts=_facts(transaction, place, None)), f"transit {place_name(place)}", why)


def party_view(transaction: Transaction, main: Case, participant: Participant, found: Sequence[Listed]) -> View:
    """Return the case in which a participant is the other side, with its listings."""
    facts = _facts(transaction, transaction.destination or participant.place, participant)
    case = replace(main, counterparty=_counterparty(participant, found), facts=facts)
    if participant.role in SELLING:
        case = replace(case, buyer=buying(transaction), action=_buying_action(transaction))
    return View(case, about(participant))


def buying_view(transaction: Transaction, main: Case) -> View | None:
    """Return the purchase as its buyer in the United States sees it; None when nobody there buys."""
    buyer = buying(transaction)
    if buyer.country != "US" or transaction.kind == "deal":
        return None
    seller = next(iter(transaction.of_role("seller")), None)
    other = Counterparty(name=seller.name) if seller else main.counterparty
    action = _buying_action(transaction)
    return View(
        replace(main, buyer=buyer, action=action, counterparty=other, amount=transaction.amount),
        f"buyer {buyer.name}".strip(),
    )


def through_the_us(transaction: Transaction, view: View) -> View | None:
    """Return the case as a US person's who takes part where the seller is abroad; None when nobody does."""
    buyer = view.case.buyer
    if buyer.country in ("", "US") or view.case.action not in ("export", "sell", "resell", "contract"):
        return None
    here = next((p for p in transaction.participants if p.country == US and p.role not in ("seller",)), None)
    dollars = transaction.amount is not None and transaction.amount.currency == "USD"
    if here is None and not dollars:
        return None
    why = f"{about(here)} takes part in the United States" if here else "payment in US dollars may go through a US bank"
    case = replace(view.case, buyer=Buyer(name=here.name if here else "a US bank", type="private", country="US"))
    return View(case, view.about, f"{why}, and a US person may not take part in what is barred to it")


def action_of(transaction: Transaction) -> str:
    """What is done: as the record says, else ``acquire`` in a deal, ``export`` across a border, ``sell`` within one."""
    if transaction.action:
        return transaction.action
    if transaction.kind == "deal":
        return "acquire"
    return _crossing(
        transaction, transaction.destination or next((p.place for p in _others(transaction) if p.place), "")
    )


def _crossing(transaction: Transaction, place: str) -> str:
    if transaction.action or transaction.kind == "deal":
        return transaction.action or "acquire"
    seller = next((p.country for p in transaction.of_role("seller") if p.country), US)
    return "export" if place and country_of(place) != seller else "sell"


def buying(transaction: Transaction) -> Buyer:
    """Who buys, with the type that the name tells (city, school district ...) where it is in the United States."""
    party = next(iter(transaction.of_role("buyer", "end-user", "consignee", "investor")), None)
    if party is None:
        return Buyer()
    country = party.country.upper() or ("US" if transaction.destination == US else "")
    return _classified(party.name, country) if country in ("", "US") else Buyer(party.name, "private", "", country)


@lru_cache(maxsize=1 << 14)
def _classified(name: str, country: str) -> Buyer:
    found = classify(name, "", country) if name else Buyer()
    return replace(found, name=name, country=found.country or country)


def _actor(transaction: Transaction) -> Buyer:
    if transaction.kind == "deal":
        investor = next(iter(transaction.of_role("investor")), None)
        role = "investor" if investor and investor.country == US else "foreign-investor"
        country = investor.country.upper() if investor else ""
        return Buyer(investor.name if investor else "", "private", "", country, role)
    seller = next(iter(transaction.of_role("seller")), None)
    country = seller.country.upper() if seller else ""
    name = seller.name if seller else ""
    return Buyer(name, "private", "", country, "exporter" if country in ("", "US") else "reexporter")


def _buying_action(transaction: Transaction) -> str:
    seller = next((p.country for p in transaction.of_role("seller") if p.country), "")
    buyer = buying(transaction).country
    return "import" if seller and buyer == "US" and seller != US else "buy"


def _others(transaction: Transaction) -> tuple[Participant, ...]:
    """The participants on the other side, who uses it first."""
    order = ("end-user", "buyer", "consignee", "target")
    found = [p for p in transaction.participants if p.role not in (*SELLING, "investor")]
    return tuple(sorted(found, key=lambda p: order.index(p.role) if p.role in order else len(order)))


def _counterparty(participant: Participant, found: Sequence[Listed]) -> Counterparty:
    firm = [one for one in found if one.firm] or found
    makers = tuple(dict.fromkeys(one.maker for one in firm if one.maker))
    listings = tuple(dict.fromkeys(listing for one in firm for listing in one.listings))
    name = participant.name or (firm[0].caption if firm else "")
    return Counterparty(name=name, makers=makers, designations=listings)


def _item(transaction: Transaction, thing: Thing) -> Item:
    categories = (transaction.category,) if transaction.category else ()
    return Item(
        text=transaction.text,
        makers=thing.makers,
        brand=thing.brand,
        categories=tuple(dict.fromkeys((*thing.categories, *categories))),
        origin=place_words(transaction.origin) if transaction.origin else "",
    )


def _facts(transaction: Transaction, place: str, participant: Participant | None) -> Mapping[str, Any]:
    facts: dict[str, Any] = {key: value for key, value in transaction.facts.items() if key not in _DEAL_RIGHTS}
    if place:
        facts["destination"] = place_words(place)
    if transaction.end_use:
        facts["end_use"] = transaction.end_use
    if transaction.eccn:
        facts["eccn"] = transaction.eccn
    if participant is not None:
        facts["party_role"] = _ROLE_WORDS.get(participant.role, participant.role)
        if participant.kind:
            facts["end_user_kind"] = _KINDS.get(participant.kind, participant.kind)
    if transaction.kind == "deal":
        facts |= _deal_facts(transaction)
    return facts


def _deal_facts(transaction: Transaction) -> dict[str, Any]:
    """What of a deal follows from its columns: what the business deals in, and whether the investor is foreign."""
    said = transaction.facts
    found: dict[str, Any] = {}
    words = {key: str(said.get(key, "")).strip().casefold() for key in _DEAL_RIGHTS}
    deals_in = [key.replace("_", " ") for key, value in words.items() if value in ("yes", "true", "y", "1", "x")]
    if deals_in:
        found["tid_us_business"] = ", ".join((*deals_in, str(said.get("tid_us_business", ""))))
    elif not said.get("tid_us_business") and all(
        value in ("no", "false", "n", "0", "none") for value in words.values()
    ):
        found["tid_us_business"] = "none"
    investor = next(iter(transaction.of_role("investor")), None)
    if "foreign_person" not in said and investor is not None and investor.country:
        found["foreign_person"] = "no" if investor.country == US else "yes"
    return found

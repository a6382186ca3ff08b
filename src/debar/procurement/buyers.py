"""Who a buyer is, read from its name: type, state, branch, each with its evidence and how sure it is.

Asked in this order: bodies known by a short name (``data/known_buyers.tsv``), the grammar of names
(``data/name_grammar.tsv``), the registrants of .gov domains (CISA, public domain). The grammar goes before the
register, as that gives many courts and authorities the type of their city; register and gazetteer know the state.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from debar.model import BUYER_TYPES, Buyer
from debar.places import STATES, find_places, state_code
from debar.procurement.buyer_names import name_key, split_name
from debar.procurement.buyer_places import states_of
from debar.procurement.name_grammar import NameRule, fitting_rules, grammar_examples
from debar.procurement.registrants import Registrant, dotgov_published, known_body, registrant

__all__ = ["BuyerReading", "classify", "dotgov_published", "grammar_examples", "name_key", "read_buyer", "state_code"]

#: How sure a reading is: said by the record, a fact of a list or an exclusive form, usual but not exclusive, not known.
GIVEN, CERTAIN, LIKELY, OPEN = "given", "certain", "likely", "open"
_GOVERNMENTS = frozenset(BUYER_TYPES) - {
    "private",
    "nonprofit",
    "unknown",
    "federal-contractor",
    "foreign-government",
    "university",
    "hospital",
    "tribal",
}
_INCORPORATED = frozenset({"city", "town", "village", "borough", "township"})
_FEW = 8
_HOME = frozenset({"", "US", "USA", "UNITED STATES", "UNITED STATES OF AMERICA"})
#: Types whose name places them in a state; others work across states or abroad.
_OF_A_STATE = frozenset(BUYER_TYPES) - {
    "private",
    "nonprofit",
    "unknown",
    "federal-agency",
    "federal-contractor",
    "foreign-government",
}


@dataclass(frozen=True, slots=True)
class BuyerReading:
    """A buyer, and how sure its type and its state are: ``given``, ``certain``, ``likely`` or ``open``."""

    buyer: Buyer
    type_confidence: str
    state_confidence: str


@dataclass(frozen=True, slots=True)
class _Found:
    buyer: Buyer
    confidence: str
    states: frozenset[str] = frozenset()


def classify(name: str, state: str = "", country: str = "") -> Buyer:
    """The buyer of that name. ``state`` (code or name) and ``country`` are what the record says besides.

    A name that tells nothing gives the type ``unknown``; ``evidence`` is a sentence in every case. A federal agency has
    ``dod`` and ``branch`` set. Never raises for a name.
    """
    return read_buyer(name, state, country).buyer


@lru_cache(maxsize=131_072)
def read_buyer(name: str, state: str = "", country: str = "", *, register: bool = True) -> BuyerReading:
    """The same with how sure type and state are; without ``register`` the list of .gov domains is not asked."""
    given = state_code(state) if state else ""
    parts = split_name(name)
    key = name_key(parts.plain)
    if not key:
        return BuyerReading(Buyer(state=given, country=country, evidence="the record names no buyer"), OPEN, OPEN)
    where = given or parts.state
    listed = registrant(key) if register else None
    found = _read_name(key, where, country, listed)
    if found is None and parts.aside and name_key(parts.aside) != key:
        inner = read_buyer(parts.aside, where, country, register=register)
        found = _Found(inner.buyer, inner.type_confidence) if inner.buyer.type != "unknown" else None
    if found is None:
        found = _Found(Buyer(evidence=f"the name {parts.plain!r} fits no known kind of buyer"), OPEN)
    buyer = _with_department(found.buyer, parts.aside)
    known_state, sure = where or buyer.state, GIVEN if given else CERTAIN
    if not known_state:
        known_state, sure, note = _state_of(buyer, found.states, key, listed, country)
        buyer = replace(buyer, evidence=buyer.evidence + note) if note else buyer
    whole = Buyer(
        name=" ".join(name.split()),
        type=buyer.type,
        state=known_state,
        country=country or buyer.country,
        dod=buyer.dod,
        branch=buyer.branch,
        evidence=buyer.evidence,
    )
    return BuyerReading(_abroad(whole), found.confidence, sure)


def _read_name(key: str, where: str, country: str, listed: Registrant | None) -> _Found | None:
    abroad = country.upper() not in _HOME
    known = None if abroad else known_body(key)
    if known and where in ("", known.state):
        if known.at == "place" and (found := _by_grammar(key, known.state, country, listed)):
            return replace(found, buyer=replace(found.buyer, state=known.state))
        federal = known.type == "federal-agency"
        why = f"known as {known.body} ({known.source})"
        branch = "executive" if federal else ""
        return _Found(
            Buyer(type=known.type, state=known.state, dod=False if federal else None, branch=branch, evidence=why),
            CERTAIN,
        )
    return _by_grammar(key, where, country, listed) or _by_list(listed, where) or _by_short_name(key, where, listed)


def _by_grammar(key: str, state: str, country: str, listed: Registrant | None) -> _Found | None:
    for rule in fitting_rules(key):
        attributes = rule.attributes
        if ("nostate" in attributes and state) or ("needstate" in attributes and not state):
            continue
        if "at" in rule.told and state not in rule.told["at"].split("+"):
            continue
        at_home = bool(state) or listed is not None or (country.upper() in _HOME and country)
        if "us" in attributes and rule.states & states_of(key, rule.type):
            at_home = True
        if ("us" in attributes and not at_home) or ("abroad" in attributes and listed and not country):
            return _Found(Buyer(evidence=f"the name fits two countries: {rule.why}"), OPEN)
        if listed and not state and _register_knows_better(listed, rule):
            return None
        return _Found(_told(rule, key), LIKELY if rule.type in ("private", "nonprofit") else CERTAIN, rule.states)
    return None


def _register_knows_better(listed: Registrant, rule: NameRule) -> bool:
    """A federal body is federal whatever its name is like, and what has a .gov domain is no firm or charity."""
    if listed.type == "federal-agency":
        return rule.type not in ("federal-agency", "court")
    return rule.type in ("private", "nonprofit", "unknown")


def _told(rule: NameRule, key: str) -> Buyer:
    federal = rule.type == "federal-agency"
    return Buyer(
        type=rule.type,
        state=rule.state(key),
        country=rule.told.get("country", ""),
        dod="dod" in rule.attributes if federal else None,
        branch=rule.told.get("branch", "executive") if federal else "",
        evidence=f"read from the name: {rule.why}",
    )


def _by_list(listed: Registrant | None, state: str) -> _Found | None:
    if listed is None or (state and listed.states and state not in listed.states and listed.type != "federal-agency"):
        return None
    federal = listed.type == "federal-agency"
    why = f"the .gov list of {dotgov_published()} has a registrant of that name"
    return _Found(Buyer(type=listed.type, dod=False if federal else None, branch=listed.branch, evidence=why), CERTAIN)


def _by_short_name(key: str, state: str, listed: Registrant | None) -> _Found | None:
    """A town whose name is cut short: ``Dallas`` in a known state."""
    if listed is not None or not state:
        return None
    towns = [place for place in find_places(key, state) if place.kind in _INCORPORATED]
    why = f"{towns[0].name} is a {towns[0].kind} of {STATES[state].name} (Census gazetteer)" if towns else ""
    return _Found(Buyer(type="city", evidence=why), LIKELY) if towns else None


def _with_department(buyer: Buyer, aside: str) -> Buyer:
    """Forest Service (Department of ...): a federal body under the Department of Defense is part of it."""
    if buyer.type == "federal-agency" and not buyer.dod and aside and classify(aside).dod:
        return replace(buyer, dod=True, evidence=f"{buyer.evidence}; {aside} is the Department of Defense")
    return buyer


def _state_of(
    buyer: Buyer, form: frozenset[str], key: str, listed: Registrant | None, country: str
) -> tuple[str, str, str]:
    """The state that the register or the gazetteer knows, how sure, and why; empty where several have such a place."""
    if buyer.type not in _OF_A_STATE or (country or buyer.country).upper() not in _HOME:
        return "", OPEN, ""
    if listed is not None and len(listed.states) == 1:
        return listed.states[0], CERTAIN, f"; the .gov list of {dotgov_published()} has it in {listed.states[0]} only"
    states = states_of(key, buyer.type)
    narrowed = states & form if form else states
    if len(narrowed) == 1:
        (state,) = narrowed
        among = f" among the states with names of this form ({', '.join(sorted(form))})" if len(states) > 1 else ""
        return state, LIKELY, f"; the place in the name is in {state} only{among} (Census gazetteer)"
    if not narrowed and len(form) == 1:
        (state,) = form
        return state, LIKELY, f"; only {STATES[state].name} has bodies of this form"
    several = sorted(set(listed.states) if listed else narrowed or states)
    if not several:
        return "", OPEN, ""
    told = ", ".join(several) if len(several) <= _FEW else f"{len(several)} states"
    source = "the .gov list has the name" if listed else "the place in the name is"
    return "", OPEN, f"; {source} in {told}, so the state is open"


def _abroad(buyer: Buyer) -> Buyer:
    if buyer.country.upper() in _HOME or buyer.type not in _GOVERNMENTS:
        return buyer
    return replace(
        buyer,
        type="foreign-government",
        dod=None,
        branch="",
        evidence=f"{buyer.evidence}; the country is {buyer.country}",
    )

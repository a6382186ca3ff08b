"""Who a buyer is, read from its name: type, state, branch, with the evidence.

Two sources decide: a grammar of names (``data/name_grammar.tsv``, the first pattern that fits) and the registrants of
.gov domains (``data/dotgov.tsv.gz``, CISA, public domain). The grammar is asked first for the type, as the list gives
many courts and authorities the type of their city; the list knows the state.
"""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from debar.errors import DataError
from debar.model import BUYER_TYPES, Buyer
from debar.procurement.headings import read_rows

_NOT_WORD = re.compile(r"[^0-9a-z]+")
_ASIDE = re.compile(r"\s*\(([^()]*)\)\s*$")
_INVERTED = re.compile(
    r"(.+?),\s*((?:united states\s+)?(?:dept\.?|department|office|bureau|city|town|county|state|village|university"
    r"|government|commonwealth)\s+of(?:\s+the)?)$",
    re.IGNORECASE,
)
_STATE_TAIL = re.compile(r"(?:,\s*|\s+\()([A-Z]{2})\)?$|\s([A-Z]{2})$")
#: State codes that also end names for another reason (Arapahoe CO, Sign IN): they need a comma or parentheses.
_WORDLIKE_CODES = frozenset({"AL", "CO", "DE", "ID", "IN", "LA", "ME", "MS", "OH", "OK", "OR", "PA", "VA"})
_SHORT = {
    "dept": "department",
    "dep": "department",
    "univ": "university",
    "cnty": "county",
    "twp": "township",
    "us": "united states",
    "govt": "government",
    "natl": "national",
    "admin": "administration",
    "auth": "authority",
    "dist": "district",
    "comm": "commission",
}
_DOTGOV_TYPES = {
    "City": "city",
    "County": "county",
    "State or territory": "state",
    "Federal": "federal-agency",
    "Federal - Executive": "federal-agency",
    "Federal - Legislative": "federal-agency",
    "Federal - Judicial": "federal-agency",
    "Special district": "special-district",
    "Interstate": "special-district",
    "School district": "school-district",
    "Tribal": "tribal",
}
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
_HOME = frozenset({"", "US", "USA", "UNITED STATES", "UNITED STATES OF AMERICA"})


@dataclass(frozen=True, slots=True)
class _Rule:
    type: str
    attributes: frozenset[str]
    pattern: re.Pattern[str]
    why: str
    example: str


@dataclass(frozen=True, slots=True)
class _Registrant:
    type: str
    branch: str
    states: tuple[str, ...]


@lru_cache(maxsize=65_536)
def classify(name: str, state: str = "", country: str = "") -> Buyer:
    """The buyer of that name. ``state`` (code or name) and ``country`` are what the record says besides.

    A name that tells nothing gives the type ``unknown``; ``evidence`` is a sentence in every case. A federal agency has
    ``dod`` and ``branch`` set. Never raises for a name.
    """
    given = state_code(state)
    outer, inner = _split_aside(" ".join(name.split()))
    plain, tail = _split_state(outer)
    key = name_key(plain)
    if not key:
        return Buyer(state=given, country=country, evidence="the record names no buyer")
    where = given or tail
    listed = _registrants().get(key)
    found = _by_grammar(key, where, country, listed) or _by_list(listed, where) or _by_short_name(key, where)
    if found is None and inner and name_key(inner) != key:
        found = classify(inner, where, country)
        found = None if found.type == "unknown" else found
    if found is None:
        found = Buyer(evidence=f"the name {plain!r} fits no known kind of buyer")
    if found.type == "federal-agency" and not found.dod and inner and classify(inner).dod:
        found = replace(found, dod=True, evidence=f"{found.evidence}; {inner} is the Department of Defense")
    found = replace(found, name=" ".join(name.split()), state=where or found.state, country=country or found.country)
    return _abroad(_with_state(found, listed, where))


def name_key(name: str) -> str:
    """The form names are compared in: small letters, usual short forms written out, inversions undone."""
    text = name.strip().replace("&", " and ")
    inverted = _INVERTED.fullmatch(text)
    if inverted:
        text = f"{inverted[2]} {inverted[1]}"
    text = re.sub(r"\b([A-Za-z])\.(?=[A-Za-z]\b)", r"\1", text.lower()).replace("'", "").replace("’", "")
    words = [_SHORT.get(word, word) for word in _NOT_WORD.sub(" ", text).split()]
    if words[:1] == ["the"]:
        words = words[1:]
    return " ".join(words)


def state_code(text: str) -> str:
    """The two-letter code of a state or territory given by code or name; empty when it is none."""
    text = " ".join(text.split())
    return text.upper() if text.upper() in _states() else _state_names().get(text.casefold(), "")


def grammar_examples() -> list[tuple[str, str]]:
    """The (example name, type) of every pattern: each must be found by its own pattern."""
    return [(rule.example, rule.type) for rule in _grammar()]


def registrants() -> list[tuple[str, tuple[str, ...]]]:
    """The (name key, states) of every registrant of the bundled .gov list."""
    return [(key, listed.states) for key, listed in _registrants().items()]


def _split_aside(name: str) -> tuple[str, str]:
    """``FOREST SERVICE (AGRICULTURE, DEPARTMENT OF)``: the name, and what stands in parentheses after it."""
    match = _ASIDE.search(name)
    if not match or match[1].upper() in _states():
        return name, ""
    return name[: match.start()], match[1]


def _split_state(name: str) -> tuple[str, str]:
    match = _STATE_TAIL.search(name)
    code = (match[1] or match[2]) if match else ""
    if not match or code not in _states() or (match[2] and code in _WORDLIKE_CODES):
        return name, ""
    return name[: match.start()], code


def _by_grammar(key: str, state: str, country: str, listed: _Registrant | None) -> Buyer | None:
    for rule in _grammar():
        attributes = rule.attributes
        if ("nostate" in attributes and state) or ("needstate" in attributes and not state):
            continue
        match = rule.pattern.search(key)
        if not match:
            continue
        at_home = bool(state) or listed is not None or (country.upper() in _HOME and country)
        if ("us" in attributes and not at_home) or ("abroad" in attributes and listed and not country):
            return Buyer(evidence=f"the name fits two countries: {rule.why}")
        told = dict(part.split("=", 1) for part in attributes if "=" in part)
        if listed and listed.type == "federal-agency" and not state and rule.type not in ("federal-agency", "court"):
            return None
        federal = rule.type == "federal-agency"
        return Buyer(
            type=rule.type,
            state=state_code(match[1]) if "state" in told else "",
            country=told.get("country", ""),
            dod="dod" in attributes if federal else None,
            branch=told.get("branch", "executive") if federal else "",
            evidence=f"read from the name ({match[0].strip()}): {rule.why}",
        )
    return None


def _by_list(listed: _Registrant | None, state: str) -> Buyer | None:
    if listed is None or (state and listed.states and state not in listed.states and listed.type != "federal-agency"):
        return None
    federal = listed.type == "federal-agency"
    return Buyer(
        type=listed.type,
        dod=False if federal else None,
        branch=listed.branch,
        evidence=f"the .gov list of {dotgov_published()} has a registrant of that name",
    )


def _by_short_name(key: str, state: str) -> Buyer | None:
    """A town or county whose name is cut short: ``Dallas`` in a known state, ``Arapahoe Co``."""
    if key.endswith(" co") and (listed := _registrants().get(f"{key}unty")):
        return replace(_with_state(Buyer(type="county"), listed, state), evidence="short for the name of a county")
    for rank in ("city", "town", "village"):
        listed = _registrants().get(f"{rank} of {key}")
        if listed and state in listed.states:
            return Buyer(
                type="city", evidence=f"the .gov list of {dotgov_published()} has the {rank} of that name in {state}"
            )
    return None


def _with_state(buyer: Buyer, listed: _Registrant | None, said: str) -> Buyer:
    """The same with the state the list knows, where only one state has a body of that name."""
    if buyer.state or listed is None or buyer.type in ("federal-agency", "unknown", "foreign-government"):
        return buyer
    if len(listed.states) != 1:
        states = ", ".join(listed.states)
        return replace(
            buyer, evidence=f"{buyer.evidence}; the .gov list has the name in {states}, so the state is open"
        )
    note = f"{buyer.evidence}; the .gov list of {dotgov_published()} has it in {listed.states[0]} only"
    return replace(buyer, state=said or listed.states[0], evidence=note)


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


@lru_cache(maxsize=1)
def _states() -> dict[str, str]:
    return {code: name for code, name, _source in read_rows("states.tsv", ("code", "name", "source"))}


@lru_cache(maxsize=1)
def _state_names() -> dict[str, str]:
    return {name.casefold(): code for code, name in _states().items()}


@lru_cache(maxsize=1)
def _grammar() -> tuple[_Rule, ...]:
    names = "|".join(sorted(map(re.escape, _state_names()), key=len, reverse=True)).replace("\\ ", " ")
    codes = "|".join(_states()).lower()
    rules = []
    for kind, attributes, pattern, why, example in read_rows(
        "name_grammar.tsv", ("type", "attributes", "pattern", "why", "example")
    ):
        if kind not in BUYER_TYPES:
            raise DataError(f"name_grammar.tsv: {kind!r} is no buyer type ({', '.join(BUYER_TYPES)}).")
        try:
            compiled = re.compile(pattern.replace("{state}", f"(?:{names})").replace("{code}", codes))
        except re.error as error:
            raise DataError(f"name_grammar.tsv: the pattern {pattern!r} is wrong: {error}.") from error
        rules.append(_Rule(kind, frozenset(attributes.split(",")), compiled, why, example))
    return tuple(rules)


@lru_cache(maxsize=1)
def _dotgov() -> tuple[str, list[str]]:
    packed = (files("debar.procurement") / "data" / "dotgov.tsv.gz").read_bytes()
    source, header, *rows = gzip.decompress(packed).decode().splitlines()
    if header != "key\ttype\tstate" or not source.startswith("# source: "):
        raise DataError("dotgov.tsv.gz: must begin with its source and the columns key, type, state.")
    return source, rows


def dotgov_published() -> str:
    """The ISO date of the bundled .gov list."""
    match = re.search(r"published (\d{4}-\d{2}-\d{2})", _dotgov()[0])
    if not match:
        raise DataError("dotgov.tsv.gz: its first line names no date (published YYYY-MM-DD).")
    return match[1]


@lru_cache(maxsize=1)
def _registrants() -> dict[str, _Registrant]:
    found: dict[str, _Registrant] = {}
    for line in _dotgov()[1]:
        key, kind, state = line.split("\t")
        known = found.get(key)
        branch = kind.partition(" - ")[2].lower() if kind.startswith("Federal") else ""
        if kind not in _DOTGOV_TYPES:
            raise DataError(f"dotgov.tsv.gz: {kind!r} is no type of registrant known here.")
        if known is None:
            found[key] = _Registrant(_DOTGOV_TYPES[kind], branch, (state,) if state else ())
        elif state and state not in known.states:
            found[key] = replace(known, states=tuple(sorted((*known.states, state))))
    return found

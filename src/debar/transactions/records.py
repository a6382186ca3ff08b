"""One record of a file -> a transaction, or the reason why it is none. What cannot be read is said, never dropped."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from debar.model import (
    ACTIONS,
    FILED_AS,
    PARTY_KINDS,
    Buyer,
    Participant,
    Rejection,
    Stake,
    Transaction,
)
from debar.procurement.amounts import currency_code, parse_amount
from debar.procurement.dates import parse_date
from debar.procurement.headings import plain
from debar.regimes.contradiction import contradiction
from debar.transactions.mentions import mentions
from debar.transactions.owners import read_owners, read_stakes
from debar.transactions.places import address_places, country_of, place_codes, place_name
from debar.transactions.problems import contradictions
from debar.transactions.vocabulary import ATTRIBUTES, kind_in_name, roles

_DAYS = ("ordered", "exported", "paid", "completed")
_NAMES = {"ordered": "order date", "exported": "export date", "paid": "payment date", "completed": "completion date"}
_DEALS = ("deal", "investment", "acquisition", "merger", "joint venture")
_FACTS = "fact:"
#: Parties of one record; more are no transaction.
MOST_PARTIES = 60
_SHOWN = 60
#: What stands in the place of a name.
_NOBODY = frozenset(
    {"unknown", "not known", "n/a", "na", "none", "null", "nil", "tbd", "tba", "to be determined", "-", "--", "?"}
)


@dataclass(slots=True)
class _Draft:
    """A record while it is read: what is known, and what could not be read."""

    source: str
    row: int
    cells: dict[str, str]
    problems: list[str] = field(default_factory=list)
    parties: list[Participant] = field(default_factory=list)
    stakes: list[Stake] = field(default_factory=list)


def read_record(
    cells: Mapping[str, str], original: Mapping[str, str], place: tuple[str, int, str], *, day_first: bool = False
) -> Transaction | Rejection:
    """Return the transaction of one record; ``cells`` are by field, ``place`` is (source, row, sha256).

    It is rejected when it names no party, no place and no item.
    """
    source, row, sha256 = place
    draft = _Draft(source, row, {name: value.strip() for name, value in cells.items() if value.strip()})
    _read_parties(draft)
    get = draft.cells.get
    if not draft.parties and not get("destination") and not get("text"):
        return Rejection(source, row, "names no party, no destination and no item")
    days = {name: _day(name, draft, day_first=day_first) for name in _DAYS}
    destination = _place("destination", draft)
    transaction = Transaction(
        source=source,
        row=row,
        sha256=sha256,
        kind=_kind(draft),
        reference=get("reference", ""),
        action=_action(draft),
        text=get("text", ""),
        maker=get("maker", ""),
        eccn=_eccn(draft),
        category=get("category", ""),
        origin=_place("origin", draft),
        end_use=get("end_use", ""),
        participants=tuple(draft.parties),
        destination=destination,
        transit=_transit(draft),
        ordered=days["ordered"],
        exported=days["exported"],
        paid=days["paid"],
        completed=days["completed"],
        amount=parse_amount(get("amount", ""), currency_code(get("currency", ""))),
        stakes=tuple(draft.stakes),
        facts={name.removeprefix(_FACTS): value for name, value in draft.cells.items() if name.startswith(_FACTS)},
        original=dict(original),
    )
    if get("amount") and transaction.amount is None:
        draft.problems.append(f"the amount {get('amount', '')[:_SHOWN]!r} cannot be read")
    said = mentions(transaction)
    problems = (*draft.problems, *contradictions(transaction))
    return (
        replace(transaction, mentions=said, problems=tuple(dict.fromkeys(problems)))
        if problems or said
        else transaction
    )


def _kind(draft: _Draft) -> str:
    said = plain(draft.cells.get("kind", ""))
    if said and any(word in said for word in _DEALS):
        return "deal"
    return "deal" if not said and any(party.role in ("investor", "target") for party in draft.parties) else "sale"


def _action(draft: _Draft) -> str:
    said = draft.cells.get("action", "").lower().replace(" ", "-").replace("_", "-")
    if said and said not in ACTIONS:
        draft.problems.append(f"the action {said[:_SHOWN]!r} is not known ({', '.join(ACTIONS)})")
        return ""
    return said


def _eccn(draft: _Draft) -> str:
    said = " ".join(draft.cells.get("eccn", "").upper().split())
    if said in {"", "-", "N/A", "NA", "NONE", "UNKNOWN", "TBD"}:
        return ""
    if said.replace(" ", "") == "EAR99":
        return "EAR99"
    if not _is_eccn(said):
        draft.problems.append(f"{said[:_SHOWN]!r} is no ECCN (such as 5A992) and not EAR99")
        return ""
    return said


def _is_eccn(said: str) -> bool:
    """A category of 0 to 9, a product group of A to E, three digits, and perhaps a paragraph (15 CFR 738.2)."""
    head = said[:5]
    return len(head) == 5 and head[0].isdigit() and head[1] in "ABCDE" and head[2:].isdigit()


def _day(name: str, draft: _Draft, *, day_first: bool) -> date | None:
    said = draft.cells.get(name, "")
    found = parse_date(said[:_SHOWN], day_first=day_first) if said else None
    if said and found is None:
        draft.problems.append(f"the {_NAMES[name]} {said[:_SHOWN]!r} is no date; write it as 2026-11-22")
    return found


def _place(name: str, draft: _Draft) -> str:
    said = draft.cells.get(name, "")
    codes = place_codes(said)
    if codes is None:
        draft.problems.append(f"the {name} {said[:_SHOWN]!r} is no place known here")
    elif len(codes) > 1 and len({country_of(code) for code in codes}) > 1:
        draft.problems.append(
            f"the {name} {said[:_SHOWN]!r} names several places: {', '.join(place_name(code) for code in codes)}"
        )
        return ""
    return codes[0] if codes else ""


def _transit(draft: _Draft) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for part in draft.cells.get("transit", "").replace("|", ";").split(";"):
        codes = place_codes(part)
        if codes is None:
            draft.problems.append(f"the transit place {part.strip()[:_SHOWN]!r} is no place known here")
        found.update(dict.fromkeys(codes or ()))
    return tuple(found)


# --- parties --------------------------------------------------------------------------------------


def _read_parties(draft: _Draft) -> None:
    grouped: dict[tuple[str, str], dict[str, str]] = {}
    for name in [name for name in draft.cells if name.startswith("party/")]:
        _, role, number, attribute = name.split("/")
        grouped.setdefault((role, number), {})[attribute] = draft.cells.pop(name)
    for (role, _), cells in grouped.items():
        for one in _several(cells):
            _take_party(role, one, draft)
    for one in _objects(draft.cells.pop("parties", ""), "parties", draft):
        role = roles().get(plain(str(one.get("role", ""))), "")
        if not role:
            draft.problems.append(f"a party has the role {str(one.get('role', ''))[:_SHOWN]!r}, which is none here")
        _take_party(role or "agent", _cells_of(one), draft)
    owned = next(
        (p for role in ("end-user", "buyer", "investor", "target") for p in draft.parties if p.role == role), None
    )
    if draft.cells.get("owners"):
        if owned is None:
            draft.problems.append("owners are given, and nobody whom they could own")
        else:
            draft.stakes += read_owners(draft.cells["owners"], owned.name, (draft.source, draft.row))
    draft.stakes += read_stakes(draft.cells.get("stakes", ""), (draft.source, draft.row))


def _several(cells: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """Several parties of one role in one cell, by ``;``, when nothing else is said of them or as often."""
    names = [name.strip() for name in cells.get("name", "").split(";")]
    if len(names) < 2 or cells.get("name", "").lstrip().startswith("["):
        yield cells
        return
    places = [place.strip() for place in cells.get("country", "").split(";")]
    for at, name in enumerate(names):
        if name:
            place = places[at] if len(places) == len(names) else (places[0] if len(places) == 1 else "")
            yield {"name": name, "country": place}


def _take_party(role: str, cells: Mapping[str, str], draft: _Draft) -> None:
    name = cells.get("name", "")
    if name.lstrip().startswith(("[", "{")):
        for one in _objects(name, role, draft):
            _take_party(role, _cells_of(one), draft)
        return
    if name.strip().casefold() in _NOBODY:
        draft.problems.append(f"the {_words(role)} is not named ({name.strip()!r}): ask who it is")
        cells, name = {key: value for key, value in cells.items() if key != "name"}, ""
    if not (name or any(key.startswith("id:") for key in cells)):
        if cells.get("country"):
            _take_unnamed(role, cells, draft)
        return
    if len(draft.parties) >= MOST_PARTIES:
        draft.problems.append(f"more than {MOST_PARTIES} parties are named; the others are not looked at")
        return
    codes = place_codes(cells.get("country", "")) or ()
    if cells.get("country") and not codes:
        draft.problems.append(f"the country of the {_words(role)} {cells['country'][:_SHOWN]!r} is no place known here")
    region = next((code for code in (place_codes(cells.get("region", "")) or ()) if "-" in code), "")
    address = ", ".join(part for part in (cells.get("address", ""), cells.get("city", "")) if part)
    inside = address_places(address, codes[0] if codes else "") if address and not region else ()
    region = region or next((each for each in inside if "-" in each and (not codes or country_of(each) in codes)), "")
    code = next(iter((*codes, *((region,) if region else ()), *inside)), "")
    kind, because = _party_kind(name, cells.get("kind", ""), draft)
    doubt = contradiction(Buyer(name, _plain_kind(cells.get("kind", "")), country=country_of(code)))
    if doubt:
        draft.problems.append(doubt.replace("the buyer", f"the {_words(role)}", 1))
    draft.parties.append(
        Participant(
            role=role,
            name=" ".join(name.split()),
            country=country_of(code),
            region=region or (code if "-" in code else ""),
            address=address,
            identifiers=tuple((key[3:], value) for key, value in cells.items() if key.startswith("id:")),
            birth_date=cells.get("birth_date", ""),
            schema=cells.get("schema", "") if cells.get("schema", "") in FILED_AS else "",
            kind=kind,
            kind_because=because,
        )
    )
    if cells.get("owners"):
        draft.stakes += read_owners(cells["owners"], name, (draft.source, draft.row))


def _take_unnamed(role: str, cells: Mapping[str, str], draft: _Draft) -> None:
    codes = place_codes(cells["country"])
    if not codes:
        draft.problems.append(f"the country of the {_words(role)} {cells['country'][:_SHOWN]!r} is no place known here")
        return
    region = codes[0] if "-" in codes[0] else ""
    draft.parties.append(Participant(role=role, name="", country=country_of(codes[0]), region=region))


#: Types of buyers as kinds of parties; of the types left out either may be.
_KIND_OF_TYPE = {
    **dict.fromkeys(("federal-agency", "county", "city", "school-district", "court", "special-district"), "government"),
    **dict.fromkeys(("nonprofit", "federal-contractor"), "private"),
    **dict.fromkeys(("university", "utility", "transit", "hospital", "tribal"), ""),
}


def _plain_kind(said: str) -> str:
    return plain(said).replace(" ", "-")


def _party_kind(name: str, said: str, draft: _Draft) -> tuple[str, str]:
    words = _plain_kind(said)
    if words in PARTY_KINDS:
        return words, "as the record says"
    if words in _KIND_OF_TYPE:
        kind = _KIND_OF_TYPE[words]
        return kind, f"the record says {said[:_SHOWN]!r}" if kind else ""
    if any(part in ("government", "state", "public", "ministry") for part in words.split("-")) and words:
        return "government", f"the record says {said[:_SHOWN]!r}"
    if words in ("company", "commercial", "civil", "civilian", "person", "individual", "organization"):
        return "private", f"the record says {said[:_SHOWN]!r}"
    if words:
        draft.problems.append(f"the kind of party {said[:_SHOWN]!r} is not known ({', '.join(PARTY_KINDS)})")
    kind, found = kind_in_name(name)
    return (kind, f"its name holds {found!r}") if kind else ("", "")


def _words(role: str) -> str:
    return role.replace("-", " ")


# --- lists of objects in a cell --------------------------------------------------------------------


def _objects(text: str, what: str, draft: _Draft) -> Iterator[Mapping[str, Any]]:
    """The objects of a JSON list (or the one object) that stands in a cell; plain words are names."""
    if not text:
        return
    try:
        value = json.loads(text) if text.lstrip().startswith(("[", "{")) else [{"name": text}]
    except (ValueError, RecursionError):
        draft.problems.append(f"{what}: {text[:_SHOWN]!r} is no list that can be read")
        return
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, Mapping):
            yield each
        elif isinstance(each, str):
            yield {"name": each}
        else:
            draft.problems.append(f"{what}: {str(each)[:_SHOWN]!r} is no party")


def _cells_of(one: Mapping[str, Any]) -> dict[str, str]:
    """A party as an object -> its attributes; unknown keys that name an identifier are one."""
    cells: dict[str, str] = {}
    for key, value in one.items():
        words = plain(str(key))
        attribute = ATTRIBUTES.get(words)
        if attribute == "owners" or isinstance(value, (list, dict)):
            text = json.dumps(value, ensure_ascii=False, default=str)
        else:
            text = "" if value is None else str(value)
        if attribute:
            cells[attribute] = text
        elif words == "identifiers" and isinstance(value, Mapping):
            cells |= {f"id:{kind}": str(number) for kind, number in value.items()}
        elif words not in ("role", "identifiers"):
            cells.setdefault(f"id:{words.replace(' ', '_')}", text)
    return cells

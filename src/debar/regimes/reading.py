"""A case as the rules read it: what every rule asks of it, worked out once. Free facts of any shape are made safe."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any, NamedTuple

from debar.model import Case, Counterparty, Designation
from debar.regimes.terms import LISTS, PURPOSES, categories_in, maker_name, recognise_purpose

_FOREIGN_WORDS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Owner:
    """A holder of the other side as the facts give it; ``least`` and ``most`` are percent, None when not said.

    ``government`` is whether it is a government or a body of one, None when not said.
    """

    name: str
    list: str
    country: str
    least: Decimal | None
    most: Decimal | None
    government: bool | None = None


#: How a fact says yes or no.
YES_NO = {"true": True, "yes": True, "false": False, "no": False}


#: The branches of a government.
BRANCHES = frozenset({"executive", "legislative", "judicial"})


#: Slots that drafts leave for the day and for the other side's name; no text of a case can hold them.
DAY_SLOT, NAME_SLOT = (f"\ufdd0{secrets.token_hex(8)}\ufdd1" for _ in range(2))

#: What was worked out before, by a key that names it; whoever passes one on keeps alive what its keys stand for.
Known = dict[Any, Any]


class Candidates(NamedTuple):
    """The clauses (by identity) that may reach cases alike in the subject, and those that may name their maker."""

    reaching: frozenset[int]
    naming: frozenset[int]


@dataclass(frozen=True)
class Reading:
    """The case with what follows from it alone. Never raises, whatever the facts hold.

    ``of_party`` and ``of_subject`` hold what rules said of cases that are alike in the party, or in the thing and the
    other side; ``candidates`` are the clauses to look at for those, None where nobody looked. With
    ``slots`` sentences leave room for the day and the other side's name, so that they serve for all cases alike.
    """

    case: Case
    of_party: Known = field(default_factory=dict, repr=False, compare=False)
    of_subject: Known = field(default_factory=dict, repr=False, compare=False)
    candidates: Candidates | None = field(default=None, repr=False, compare=False)
    slots: bool = field(default=False, repr=False, compare=False)

    @property
    def on(self) -> date | None:
        """The day judged."""
        return self.case.date

    def on_day(self, day: date | None) -> Reading:
        """Return the same on another day."""
        return self if day == self.on else replace(self, case=replace(self.case, date=day))

    @property
    def day(self) -> str:
        """What a sentence calls the day."""
        return DAY_SLOT if self.slots else str(self.on)

    @cached_property
    def categories(self) -> frozenset[str]:
        """Kinds of the thing: the catalog's, else those that its text names in everyday words."""
        return frozenset(self.case.item.categories) or categories_in(self.case.item.text)

    @cached_property
    def labels(self) -> frozenset[str]:
        """The labels of the thing, as the catalog calls them; empty when none is known."""
        item = self.case.item
        return frozenset(item.brands or ((item.brand,) if item.brand else ()))

    @cached_property
    def purposes(self) -> frozenset[str]:
        """The purposes that the case states."""
        return frozenset(recognise_purpose(self.case.purpose)) & frozenset(PURPOSES)

    @cached_property
    def state(self) -> str:
        """The buyer's state, in capitals."""
        return self.case.buyer.state.strip().upper()

    @cached_property
    def domestic(self) -> bool:
        """True unless the buyer is said to be in another country."""
        return self.case.buyer.country.strip().upper() in ("", "US", "USA")

    @cached_property
    def branch(self) -> str:
        """The branch of government as given, else empty; so too for words that name none."""
        said = (self.case.buyer.branch or self.fact("branch")).strip().casefold()
        return said if said in BRANCHES else ""

    @cached_property
    def contractor(self) -> str:
        """``prime``, ``sub``, ``unknown`` (a contractor of unknown tier) or ``none``."""
        said = self.case.buyer.federal_contractor
        if said in ("prime", "sub"):
            return said
        return "unknown" if self.case.buyer.type == "federal-contractor" and not said else "none"

    @cached_property
    def owners(self) -> tuple[Owner, ...]:
        """The owners of the other side that the facts name."""
        return read_owners(self.case.facts.get("owners"))

    @cached_property
    def listed(self) -> tuple[Designation, ...]:
        """The other side's listings, with those that the facts state for the day."""
        stated = read_lists(self.case.facts.get("counterparty_lists"))
        return self.case.counterparty.designations + tuple(Designation(list=name) for name in stated)

    @cached_property
    def counterparty_named(self) -> bool:
        """True when the case says who the other side is."""
        return bool(self.case.counterparty.name.strip() or self.case.counterparty.makers or self.listed or self.owners)

    def used_by_counterparty(self, makers: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the makers whose things the counterparty is said to use."""
        resolved = self.case.facts.get("counterparty_uses_makers")
        if isinstance(resolved, (list, tuple)) and resolved:
            return tuple(maker for maker in makers if maker in resolved)
        words = f" {_FOREIGN_WORDS.sub(' ', self.fact('counterparty_uses').casefold())} "
        return tuple(maker for maker in makers if f" {maker.replace('-', ' ')} " in words)

    def fact(self, key: str) -> str:
        """A free fact as text; empty when it is not given."""
        return as_text(self.case.facts.get(key))

    @cached_property
    def thing(self) -> str:
        """What a sentence calls the thing: its makers, else its text."""
        item = self.case.item
        names = list(dict.fromkeys(maker_name(maker) for maker in (item.makers or item.components)))
        if names:
            return names[0] if len(names) == 1 else f"{names[0]} ({', '.join(names[1:])})"
        return item.brand or item.text.strip()[:60] or "the item"

    @cached_property
    def other_side(self) -> str:
        """What a sentence calls the other side."""
        party = self.case.counterparty
        name = name_of(party)
        if not name:
            return next((maker_name(maker) for maker in party.makers), "the other party")
        return NAME_SLOT + dots_after(name) if self.slots else name


def name_of(party: Counterparty) -> str:
    """Return the name by which sentences call the other side; empty when it has none."""
    return party.name.strip()[:80]


def dots_after(name: str) -> str:
    """Return the full stops at the end of a name: one that ends a sentence shares them with it."""
    return name[len(name.rstrip(".")) :]


def as_text(value: Any) -> str:
    """A fact of any shape as text: booleans as ``true`` and ``false``, nothing as empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ", ".join(as_text(item) for item in value)
    return str(value).strip()


def as_number(value: Any) -> Decimal | None:
    """A number of any shape, None when it is none."""
    try:
        number = Decimal(str(value).strip().rstrip("%"))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def read_owners(value: Any) -> tuple[Owner, ...]:
    """The owners that a fact of any shape names."""
    entries = [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, (list, tuple)) else []
    return tuple(_owner(entry) for entry in entries)


def read_lists(value: Any) -> tuple[str, ...]:
    """The lists that a fact of any shape names."""
    return tuple(name for name in (value if isinstance(value, (list, tuple)) else [value]) if name in LISTS)


def _owner(entry: Mapping[Any, Any]) -> Owner:
    exact = _share(entry.get("percent", entry.get("pct")))
    least = exact if exact is not None else _share(entry.get("percent_min"))
    most = exact if exact is not None else _share(entry.get("percent_max"))
    country = as_text(entry.get("country")).upper()
    government = YES_NO.get(as_text(entry.get("government")).casefold())
    return Owner(as_text(entry.get("name")), as_text(entry.get("list")), country, least, most, government)


def _share(value: Any) -> Decimal | None:
    """A percentage; None for what none can be."""
    number = as_number(value)
    return number if number is not None and 0 <= number <= 100 else None

"""Purchases added up by buyer, kind of buyer, state, supplier, maker, label, rule and month, as findings come.

A purchase is one record with a thing that its text says was bought; with two makers in it, it counts once for its buyer
and once for each maker, so that sums over makers may exceed the whole. Money of different currencies is never added.
Memory follows the number of different buyers, suppliers and makers, each up to a limit, never the number of records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from debar.model import SEVERITY, Buyer, Finding, Outcome, Purchase, RuleResult, Said
from debar.report.installed import Installed
from debar.report.words import binds

#: Different names kept one by one in each table; further ones are pooled under ``OTHERS``.
KEPT = 100_000
#: Buyer and maker kept one by one in the installed base, and buyers remembered in all sets together.
KEPT_PAIRS = 250_000
KEPT_MEMBERS = 1_000_000

OTHERS, UNKNOWN = "(others)", "unknown"
BY = ("buyer_type", "state", "supplier", "maker", "label", "rule", "month")
#: What a record may be about for its money to be money spent on the thing.
SPENDS = frozenset({"buy", "renew", "lease", "contract", "acquire", "import"})


@dataclass(slots=True)
class Total:
    """Purchases of one row of a table. ``amount`` is by currency; ``unpriced`` are those without an amount."""

    purchases: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    amount: dict[str, Decimal] = field(default_factory=dict)
    unpriced: int = 0
    undated: int = 0
    first: date | None = None
    last: date | None = None
    buyers: set[int] = field(default_factory=set)

    def add(self, subject: Purchase, outcome: Outcome) -> None:
        """Count one purchase and what it came to."""
        self.purchases += 1
        self.outcomes[outcome] += 1
        money = subject.amount
        if money and money.value.is_finite():
            currency = money.currency or UNKNOWN
            self.amount[currency] = self.amount.get(currency, Decimal(0)) + money.value
        else:
            self.unpriced += 1
        if subject.date is None:
            self.undated += 1
        else:
            self.first = min(self.first or subject.date, subject.date)
            self.last = max(self.last or subject.date, subject.date)

    def merge(self, other: Total) -> None:
        """Add the purchases of another row to this one."""
        self.purchases += other.purchases
        self.outcomes.update(other.outcomes)
        for currency, value in other.amount.items():
            self.amount[currency] = self.amount.get(currency, Decimal(0)) + value
        self.unpriced += other.unpriced
        self.undated += other.undated
        self.first = min(filter(None, (self.first, other.first)), default=None)
        self.last = max(filter(None, (self.last, other.last)), default=None)
        self.buyers |= other.buyers


class Site(Protocol):
    """Where a buyer is: state, five-digit county (may be empty) and a point (None when only the state is known)."""

    @property
    def state(self) -> str:
        """The code of the state."""

    @property
    def county(self) -> str:
        """The county's FIPS code; empty when not known."""

    @property
    def latitude(self) -> float | None:
        """In degrees."""

    @property
    def longitude(self) -> float | None:
        """In degrees."""


class BuyerRegister(Protocol):
    """Knows which names are one buyer, and where buyers are."""

    def group(self, buyers: Sequence[Buyer]) -> Sequence[Buyer]:
        """For each buyer the one that stands for its group."""

    def site(self, buyer: Buyer) -> Site | None:
        """Where the buyer is; None when nothing tells."""


class Aggregates:
    """Takes findings one by one, those of one record after another; the tables are right once ``finish`` was called.

    ``mentions`` are records with a finding that say nothing was bought (removed, forbidden, mentioned ...) or that are
    about selling; they are in no table but the installed base. ``exact`` is False when a limit was reached and
    numbers of buyers may be too low.
    """

    def __init__(self) -> None:
        self.whole = Total()
        self.mentions = 0
        self.exact = True
        self.buyers: list[Buyer] = []
        self.by_buyer: list[Total] = []
        self.tables: dict[str, dict[str, Total]] = {name: {} for name in BY}
        self.maker_names: dict[str, str] = {}
        self.supplier_names: dict[str, str] = {}
        self.rule_titles: dict[str, str] = {}
        self.installed: dict[tuple[int, str], Installed] = {}
        self.pooled: Counter[str] = Counter()
        self._ordinals: dict[tuple[str, str, str, str], int] = {}
        self._members = 0
        self._place: tuple[object, ...] = ()
        self._held: list[Finding] = []

    def add(self, finding: Finding) -> None:
        """Take one finding."""
        subject = finding.subject
        place = (subject.source, subject.sha256, subject.row, tuple(map(str, subject.place.items())), subject.text)
        if place != self._place:
            self.finish()
            self._place = place
        self._held.append(finding)

    def finish(self) -> None:
        """Count the record that is still held; may be called at any time, also twice."""
        held, self._held, self._place = self._held, [], ()
        if held:
            self._count(held)

    def _count(self, findings: list[Finding]) -> None:
        subject = findings[0].subject
        buyer = self._ordinal(subject.buyer)
        spent = subject.action in SPENDS
        bought = [finding for finding in findings if spent and _says(finding, Said.BOUGHT)]
        for finding in findings:
            self._install(buyer, finding, bought=finding in bought)
        if not bought:
            self.mentions += 1
            return
        worst = _worst(bought)
        self.whole.add(subject, worst)
        if buyer is not None:
            self.by_buyer[buyer].add(subject, worst)
            self._join(self.whole, buyer)
        supplier = " ".join(subject.supplier.upper().split())
        self.supplier_names.setdefault(supplier, subject.supplier)
        for name, key in (
            ("buyer_type", subject.buyer.type or UNKNOWN),
            ("state", subject.buyer.state or UNKNOWN),
            ("supplier", supplier or UNKNOWN),
            ("month", subject.date.isoformat()[:7] if subject.date else UNKNOWN),
        ):
            self._add(name, key, subject, worst, buyer)
        self._count_makers(bought, buyer)

    def _count_makers(self, findings: Sequence[Finding], buyer: int | None) -> None:
        """Count the purchase once under each of its makers, labels and rules."""
        subject = findings[0].subject
        makers: dict[str, list[Finding]] = {}
        labels: dict[str, list[Finding]] = {}
        rules: dict[str, RuleResult] = {}
        for finding in findings:
            maker, name = maker_of(finding)
            self.maker_names.setdefault(maker, name)
            makers.setdefault(maker, []).append(finding)
            labels.setdefault(label_of(finding), []).append(finding)
            rules |= {rule.rule: rule for rule in finding.rules if binds(rule)}
        for name, groups in (("maker", makers), ("label", labels)):
            for key, group in groups.items():
                self._add(name, key, subject, _worst(group), buyer)
        worst = _worst(findings)
        for rule in rules.values():
            title = rule.citations[0].title if rule.citations else rule.title
            self.rule_titles.setdefault(rule.rule, title or rule.rule)
            self._add("rule", rule.rule, subject, worst, buyer)

    def _add(self, name: str, key: str, subject: Purchase, outcome: Outcome, buyer: int | None) -> None:
        table = self.tables[name]
        if key not in table and len(table) >= KEPT:
            self.pooled[name] += 1
            key = OTHERS
        total = table.setdefault(key, Total())
        total.add(subject, outcome)
        if buyer is not None:
            self._join(total, buyer)

    def _join(self, total: Total, buyer: int) -> None:
        if buyer in total.buyers:
            return
        if self._members >= KEPT_MEMBERS:
            self.exact = False
            return
        self._members += 1
        total.buyers.add(buyer)

    def _ordinal(self, buyer: Buyer) -> int | None:
        """The number of the buyer; None for one without a name, or beyond the limit."""
        if not buyer.name:
            return None
        key = (buyer.name, buyer.type, buyer.state, buyer.country)
        known = self._ordinals.get(key)
        if known is None:
            if len(self.buyers) >= KEPT:
                self.pooled["buyer"] += 1
                self.exact = False
                return None
            known = self._ordinals[key] = len(self.buyers)
            self.buyers.append(buyer)
            self.by_buyer.append(Total())
        return known

    def _install(self, buyer: int | None, finding: Finding, *, bought: bool) -> None:
        maker, name = maker_of(finding)
        if buyer is None or maker == UNKNOWN:
            return
        if (buyer, maker) not in self.installed and len(self.installed) >= KEPT_PAIRS:
            self.pooled["installed"] += 1
            return
        self.maker_names.setdefault(maker, name)
        removed = _says(finding, Said.REMOVED) and not bought
        self.installed.setdefault((buyer, maker), Installed()).add(finding.subject, bought=bought, removed=removed)


@dataclass(frozen=True, slots=True)
class Settled:
    """The same with names of one buyer joined and buyers placed: what tables, charts and maps are made from.

    ``groups`` are the buyers, ``sites`` where they are (None: not known), ``by_buyer`` their purchases, all in one
    order; ``group_of`` is the number of the group of each buyer of the aggregates; ``counties`` are by FIPS code.
    """

    aggregates: Aggregates
    groups: tuple[Buyer, ...]
    sites: tuple[Site | None, ...]
    by_buyer: tuple[Total, ...]
    group_of: tuple[int, ...]
    counties: Mapping[str, Total]
    installed: Mapping[tuple[int, str], Installed]

    def entities(self, total: Total) -> int:
        """How many buyers, each group counted once."""
        return len({self.group_of[buyer] for buyer in total.buyers})


def settle(aggregates: Aggregates, register: BuyerRegister | None = None) -> Settled:
    """Return the aggregates with buyers joined and placed; without a register every name is a buyer of its own."""
    aggregates.finish()
    heads = list(register.group(aggregates.buyers) if register else aggregates.buyers)
    numbers: dict[tuple[str, str, str, str], int] = {}
    groups: list[Buyer] = []
    totals: list[Total] = []
    group_of: list[int] = []
    for number, head in enumerate(heads):
        key = (head.name, head.type, head.state, head.country)
        if key not in numbers:
            numbers[key] = len(groups)
            groups.append(head)
            totals.append(Total())
        group_of.append(numbers[key])
        totals[numbers[key]].merge(aggregates.by_buyer[number])
        totals[numbers[key]].buyers.add(number)
    sites = [register.site(buyer) if register else None for buyer in groups]
    counties: dict[str, Total] = {}
    for site, total in zip(sites, totals, strict=True):
        if site and site.county and total.purchases:
            counties.setdefault(site.county, Total()).merge(total)
    installed: dict[tuple[int, str], Installed] = {}
    for (buyer, maker), base in aggregates.installed.items():
        installed.setdefault((group_of[buyer], maker), Installed()).merge(base)
    return Settled(
        aggregates=aggregates,
        groups=tuple(groups),
        sites=tuple(sites),
        by_buyer=tuple(totals),
        group_of=tuple(group_of),
        counties=counties,
        installed=installed,
    )


def maker_of(finding: Finding) -> tuple[str, str]:
    """The maker's id and name; else those of the listed party that was found."""
    if finding.maker:
        return finding.maker
    party = next((found for found in finding.identifications if found.entity), None)
    return (party.entity, party.text or party.entity) if party else (UNKNOWN, UNKNOWN)


def label_of(finding: Finding) -> str:
    """``relabel`` when the label is not the maker's, ``own label``, or ``party`` when only a supplier was found."""
    kinds = {found.kind for found in finding.identifications}
    if "relabel" in kinds:
        return "relabel"
    return "own label" if finding.maker else "party"


def _says(finding: Finding, said: Said) -> bool:
    return any(found.said is said for found in finding.identifications)


def _worst(findings: Iterable[Finding]) -> Outcome:
    return min((finding.outcome for finding in findings), key=SEVERITY.index)

"""The account of a run: every record judged or rejected, every finding counted, memory flat however long the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from debar.model import SEVERITY, Edition, Finding, Outcome, Purchases, Rejection, RuleResult
from debar.report.aggregates import OTHERS, UNKNOWN, Aggregates, maker_of
from debar.report.records import Data, edition_data
from debar.report.text import number
from debar.report.words import binds, missing_facts

#: An edition older than this many days is called stale when the user sets no limit of his own.
STALE_AFTER = 90

#: Rejections kept one by one; all are counted, by source and by reason.
KEPT_REJECTIONS = 250_000

#: Different names (buyers, things not checked) counted one by one; further ones are pooled under ``OTHERS``.
KEPT_NAMES = 20_000

#: What the findings are counted by.
DIMENSIONS = ("maker", "buyer_type", "state", "year", "buyer")

Tally = dict[str, Counter[Outcome]]


@dataclass(slots=True)
class FileAccount:
    """Records of one source: ``rows`` = ``judged`` + ``rejected``; blank ones stand beside.

    ``unreadable`` says why it could not be read, ``aside`` why nothing in it is a record; ``sha256`` is known once it
    has a finding.
    """

    source: str
    judged: int = 0
    rejected: int = 0
    blank: int = 0
    findings: int = 0
    unreadable: str = ""
    aside: str = ""
    sha256: str = ""

    @property
    def rows(self) -> int:
        """All records that are not blank."""
        return self.judged + self.rejected


@dataclass(slots=True)
class RuleAccount:
    """How often one rule had something to say, and since when it is in force."""

    rule: str
    title: str
    since: date | None
    times: int = 0


@dataclass
class Summary:
    """Counts of a scan. ``today`` is the day ages are counted to; ``partial`` says why a run ended before its input;
    ``devices`` how many devices the records of inventories became (None: they were no inventories); ``aggregates`` are
    kept when they are set before the first finding; ``view`` says which findings are counted here, and ``outside`` how
    many of the run are not; ``law`` names the version of the rules."""

    today: date
    editions: tuple[Edition, ...] = ()
    stale_after: int = STALE_AFTER
    as_of: date | None = None
    known_at: date | None = None
    partial: str = ""
    findings: int = 0
    subjects: int = 0
    devices: int | None = None
    constructed: int = 0
    undated: int = 0
    relabelled: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    by_outcome: Counter[Outcome] = field(default_factory=Counter)
    tallies: dict[str, Tally] = field(default_factory=lambda: {name: {} for name in DIMENSIONS})
    missing: Counter[str] = field(default_factory=Counter)
    not_checked: Counter[str] = field(default_factory=Counter)
    set_aside: int = 0
    maker_names: dict[str, str] = field(default_factory=dict)
    amount: dict[str, Decimal] = field(default_factory=dict)
    rules: dict[str, RuleAccount] = field(default_factory=dict)
    files: dict[str, FileAccount] = field(default_factory=dict)
    aggregates: Aggregates | None = None
    view: str = ""
    outside: int = 0
    law: str = ""
    _last_subject: tuple[Any, ...] = ()

    @property
    def judged(self) -> int:
        """Records that were judged."""
        return sum(account.judged for account in self.files.values())

    @property
    def rejected_count(self) -> int:
        """Records that could not be judged."""
        return sum(account.rejected for account in self.files.values())

    @property
    def blank(self) -> int:
        """Records without any content."""
        return sum(account.blank for account in self.files.values())

    @property
    def rows(self) -> int:
        """All records that are not blank: judged and rejected ones."""
        return self.judged + self.rejected_count

    @property
    def stale(self) -> tuple[Edition, ...]:
        """The editions older than ``stale_after`` days."""
        return tuple(edition for edition in self.editions if (self.today - edition.current_on).days > self.stale_after)

    def add_batch(self, purchases: Purchases, source: str = "") -> None:
        """Count one batch of records: judged, rejected and blank ones. ``source`` names the file they come from."""
        name = source or _source_of(purchases)
        self.add_records(name, judged=len(purchases), rejected=purchases.rejected, blank=purchases.blank)

    def add_records(self, source: str, *, judged: int, rejected: Sequence[Rejection], blank: int) -> None:
        """Count records of one source: how many were judged and blank, and each rejected one."""
        account = self._file(source)
        account.judged += judged
        account.blank += blank
        self._reject(rejected, account)

    def add_unreadable(self, source: str, reason: str) -> None:
        """Note a file that could not be read at all; it makes the run partial."""
        self._file(source).unreadable = reason
        self.partial = self.partial or "not every file could be read"

    def add_aside(self, source: str, reason: str) -> None:
        """Note a file, or a part of one, that holds no records by its nature; the run is complete without it."""
        self._file(source).aside = reason

    def add_finding(self, finding: Finding) -> None:
        """Count one finding. A subject without identification (a line of ``--all``) is none and is not counted."""
        if not finding.identifications:
            return
        subject = finding.subject
        self.findings += 1
        self.by_outcome[finding.outcome] += 1
        file = self._file(subject.source)
        file.findings += 1
        file.sha256 = file.sha256 or subject.sha256
        self.law = self.law or str(finding.editions.get("rules", ""))
        if self.aggregates is not None:
            self.aggregates.add(finding)
        maker, maker_name = maker_of(finding)
        self.maker_names.setdefault(maker, maker_name)
        self._tally("maker", maker, finding.outcome)
        self._tally("buyer_type", subject.buyer.type or UNKNOWN, finding.outcome)
        self._tally("state", subject.buyer.state or UNKNOWN, finding.outcome)
        self._tally("year", f"{subject.date.year:04d}" if subject.date else UNKNOWN, finding.outcome)
        self._tally("buyer", subject.buyer.name or UNKNOWN, finding.outcome)
        self.set_aside += finding.set_aside
        self.relabelled += any(found.kind == "relabel" for found in finding.identifications)
        if finding.outcome is Outcome.DEPENDS:
            self.missing.update(missing_facts(finding.rules))
        _count(self.not_checked, finding.not_checked)
        for rule in finding.rules:
            self._rule(rule)
        self._subject(finding)

    def take_account(self, run: Summary) -> None:
        """Take over the account of the records from the run of which this counts a part of the findings."""
        own = self.files
        self.files = {
            name: replace(file, findings=own[name].findings if name in own else 0) for name, file in run.files.items()
        }
        self.rejected, self.reasons, self.partial = run.rejected, run.reasons, run.partial
        self.devices, self.today = run.devices, run.today
        self.outside = run.findings - self.findings

    def data(self) -> Data:
        """The summary as JSON-ready data; ``amount`` maps a currency to the sum over subjects with a finding."""
        data: Data = {
            "rows": self.rows,
            "blank": self.blank,
            "judged": self.judged,
            "rejected": [{"source": r.source, "row": r.row, "reason": r.reason} for r in self.rejected],
            "findings": self.findings,
            "by_outcome": {str(outcome): self.by_outcome[outcome] for outcome in SEVERITY},
        }
        data |= {f"by_{name}": totals(self.tallies[name]) for name in DIMENSIONS if name != "buyer"}
        if self.devices is not None:
            data["devices"] = self.devices
        data["amount"] = {currency: number(self.amount[currency]) for currency in sorted(self.amount)}
        data |= {
            "rejected_count": self.rejected_count,
            "rejected_not_listed": self.rejected_count - len(self.rejected),
            "rejected_by_reason": dict(sorted(self.reasons.items())),
            "subjects": self.subjects,
            "constructed": self.constructed,
            "undated": self.undated,
            "by_rule": {rule: self.rules[rule].times for rule in sorted(self.rules)},
            "missing": dict(sorted(self.missing.items())),
            **({"set_aside": self.set_aside} if self.set_aside else {}),
            "not_checked": dict(sorted(self.not_checked.items())),
            "files": [_file_data(account) for account in self.files.values()],
            "editions": [edition_data(edition, self.today) for edition in self.editions],
            "stale": [edition.list for edition in self.stale],
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "judged_on": self.today.isoformat(),
            "partial": bool(self.partial),
            "partial_reason": self.partial,
        }
        return data | ({"view": self.view, "findings_outside_view": self.outside} if self.view else {})

    def _file(self, source: str) -> FileAccount:
        return self.files.setdefault(source, FileAccount(source))

    def _reject(self, rejected: Sequence[Rejection], account: FileAccount) -> None:
        account.rejected += len(rejected)
        for rejection in rejected:
            self.reasons[rejection.reason if len(self.reasons) < KEPT_NAMES else OTHERS] += 1
            if len(self.rejected) < KEPT_REJECTIONS:
                # The text is left behind: it may be megabytes.
                bare = rejection if not rejection.text else Rejection(rejection.source, rejection.row, rejection.reason)
                self.rejected.append(bare)

    def _tally(self, dimension: str, key: str, outcome: Outcome) -> None:
        tally = self.tallies[dimension]
        if key not in tally and len(tally) >= KEPT_NAMES:
            key = OTHERS
        tally.setdefault(key, Counter())[outcome] += 1

    def _rule(self, result: RuleResult) -> None:
        if binds(result) and (result.rule in self.rules or len(self.rules) < KEPT_NAMES):
            account = self.rules.setdefault(
                result.rule, RuleAccount(result.rule, _short_title(result), result.in_force[0])
            )
            account.times += 1

    def _subject(self, finding: Finding) -> None:
        """Count a subject once, however many makers were found in it: its findings come one after another."""
        subject = finding.subject
        key = (subject.source, subject.sha256, subject.row, tuple(map(str, subject.place.items())), subject.text)
        if key == self._last_subject:
            return
        self._last_subject = key
        self.subjects += 1
        self.constructed += subject.constructed
        self.undated += subject.date is None
        if subject.amount and subject.amount.value.is_finite():
            currency = subject.amount.currency or UNKNOWN
            self.amount[currency] = self.amount.get(currency, Decimal(0)) + subject.amount.value


def totals(tally: Mapping[str, Counter[Outcome]]) -> dict[str, int]:
    """Counts over all outcomes, by key in alphabetical order."""
    return {key: tally[key].total() for key in sorted(tally)}


def most(tally: Mapping[str, Counter[Outcome]], limit: int) -> list[tuple[str, Counter[Outcome]]]:
    """The ``limit`` keys with the highest counts, ties in alphabetical order; pooled ones last."""
    return sorted(tally.items(), key=lambda item: (item[0] == OTHERS, -item[1].total(), item[0]))[:limit]


def _source_of(purchases: Purchases) -> str:
    if len(purchases):
        return purchases.make(0).source
    return purchases.rejected[0].source if purchases.rejected else ""


def _short_title(result: RuleResult) -> str:
    return result.citations[0].title if result.citations else result.title or result.rule


def _count(counter: Counter[str], words: Iterable[str]) -> None:
    for word in words:
        counter[word if word in counter or len(counter) < KEPT_NAMES else OTHERS] += 1


def _file_data(account: FileAccount) -> Data:
    data: Data = {
        "source": account.source,
        "rows": account.rows,
        "blank": account.blank,
        "judged": account.judged,
        "rejected": account.rejected,
        "findings": account.findings,
    }
    said = {"unreadable": account.unreadable, "aside": account.aside}
    return data | {name: reason for name, reason in said.items() if reason}

"""Bills: their identity, what happened to them when, and where they stood on a day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, cast, get_args

from debar.errors import DataError, InputError

Chamber = Literal["House", "Senate", ""]
BillStatus = Literal[
    "introduced",
    "reported",
    "discharged",
    "passed-house",
    "passed-senate",
    "passed-both",
    "presented",
    "vetoed",
    "signed",
    "enacted",
    "died",
    "not-yet",
]
BillType = Literal["HR", "S", "HRES", "SRES", "HJRES", "SJRES", "HCONRES", "SCONRES"]
_STATUSES = ("introduced", "reported", "discharged", "passed", "presented", "vetoed", "signed", "enacted")
_FIRST_JANUARY_3 = 74
"""The first Congress that began on 3 January (Twentieth Amendment, section 1); those before began on 4 March."""

_BY_TEXT: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (status, chamber, re.compile(pattern, re.IGNORECASE))
    for status, chamber, pattern in (
        ("enacted", "", r"^became (?:public|private) law\b"),
        ("signed", "", r"^signed by president\b"),
        ("vetoed", "", r"^(?:pocket )?vetoed by president\b"),
        ("presented", "", r"^presented to president\b"),
        ("passed", "House", r"^passed(?:/agreed to in)? house\b|^on passage passed\b"),
        ("passed", "Senate", r"^passed(?:/agreed to in)? senate\b"),
        ("reported", "House", r"^reported .{0,80}\bh\. rept\."),
        ("introduced", "House", r"^introduced in house\b"),
        ("introduced", "Senate", r"^introduced in senate\b"),
    )
)


@dataclass(frozen=True, slots=True, order=True)
class BillId:
    """A bill of one Congress, written ``117-S-1790``."""

    congress: int
    type: BillType
    number: int

    def __str__(self) -> str:
        return f"{self.congress}-{self.type}-{self.number}"

    @classmethod
    def read(cls, text: str) -> BillId:
        """Read ``117-S-1790``. Raises InputError for another form."""
        found = re.fullmatch(r"(\d{1,3})-?([A-Za-z]+)-?(\d{1,5})", text.strip())
        if not found or found[2].upper() not in get_args(BillType):
            raise InputError(f"no bill id: {text!r}; write it as congress-type-number, such as 117-S-1790")
        return cls(int(found[1]), cast("BillType", found[2].upper()), int(found[3]))


@dataclass(frozen=True, slots=True)
class BillAction:
    """One action as published. ``status`` is what it brings about, empty for the many that move nothing."""

    day: date
    code: str
    chamber: Chamber
    system: str
    text: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class BillEvent:
    """A step of a bill: one for each real step, although several systems report it."""

    day: date
    chamber: Chamber
    status: str
    text: str
    code: str
    systems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill, its actions as published and its steps in order of day."""

    id: BillId
    title: str
    introduced: date
    sponsors: tuple[str, ...]
    cosponsors: tuple[str, ...]
    laws: tuple[str, ...]
    titles: tuple[str, ...]
    summaries: tuple[str, ...]
    related: tuple[BillId, ...]
    actions: tuple[BillAction, ...]
    events: tuple[BillEvent, ...]
    notes: tuple[str, ...] = ()
    updated: date | None = None

    @property
    def known_until(self) -> date:
        """The day up to which the file can tell: that of its last update, else of its last action."""
        return self.updated or max((each.day for each in self.actions), default=self.introduced)


def congress_on(day: date) -> int:
    """The Congress that sat on a day; from the 74th on each begins on 3 January of an odd year.

    Raises InputError before 3 January 1935.
    """
    congress = (day.year - 1789) // 2 + 1
    if day.year % 2 and (day.month, day.day) < (1, 3):
        congress -= 1
    if congress < _FIRST_JANUARY_3:
        raise InputError(f"{day}: Congresses before the 74th (1935) are not held; give the Congress by number")
    return congress


def congress_ends(congress: int) -> date:
    """The day a Congress ends and its open bills die."""
    return date(1789 + 2 * congress, 1, 3)


def status_on(bill: Bill, day: date) -> BillStatus:
    """Where a bill stood at the end of a day, by the actions held; ``died`` after its Congress without a law."""
    steps = [event for event in bill.events if event.day <= day]
    if day < bill.introduced:
        return "not-yet"
    if any(event.status == "enacted" for event in steps):
        return "enacted"
    if day >= congress_ends(bill.id.congress):
        return "died"
    passed = {event.chamber for event in steps if event.status == "passed"}
    standing: BillStatus = "introduced"
    for event in steps:
        if event.status == "passed":
            standing = "passed-both" if len(passed) == 2 else ("passed-house" if "House" in passed else "passed-senate")
        elif event.status in {"presented", "vetoed", "signed"} or not passed:
            standing = cast("BillStatus", event.status)
    return standing


@cache
def action_statuses() -> dict[str, tuple[Chamber, str]]:
    """Action code -> chamber and status. Raises DataError that names the row when the table is wrong."""
    text = files("debar.dossiers").joinpath("data/legislation_actions.tsv").read_text(encoding="utf-8")
    table: dict[str, tuple[Chamber, str]] = {}
    for number, line in enumerate(text.splitlines()[1:], start=2):
        cells = line.split("\t")
        if len(cells) != 4 or cells[1] not in get_args(Chamber) or cells[2] not in _STATUSES or not cells[3]:
            raise DataError(f"legislation_actions.tsv, row {number}: wants code, chamber, status, source: {line!r}")
        table[cells[0]] = (cast("Chamber", cells[1]), cells[2])
    return table


def action_of(day: date, code: str, system: str, text: str) -> BillAction:
    """An action with its status: by its code first, by its words where the code says nothing."""
    chamber, status = action_statuses().get(code, ("", ""))
    if not status:
        for by_text, where, pattern in _BY_TEXT:
            if pattern.search(text):
                chamber, status = cast("Chamber", where), by_text
                break
    return BillAction(day, code, chamber, system, text, status)


def events_of(actions: Iterable[BillAction]) -> tuple[BillEvent, ...]:
    """One event for each step: the same step of several systems is joined, the Library of Congress's words first."""
    steps: dict[tuple[date, str, str], list[BillAction]] = {}
    for action in actions:
        if action.status:
            steps.setdefault((action.day, action.status, action.chamber), []).append(action)
    found = []
    for (day, status, chamber), told in steps.items():
        best = min(told, key=lambda item: item.system != "Library of Congress")
        systems = tuple(sorted({item.system for item in told if item.system}))
        found.append(BillEvent(day, cast("Chamber", chamber), status, best.text, best.code, systems))
    order = {status: index for index, status in enumerate(_STATUSES)}
    return tuple(sorted(found, key=lambda item: (item.day, order[item.status], item.chamber)))

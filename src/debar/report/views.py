"""A view: the findings that fit conditions such as ``state=TX``, the same for every format it is written in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from debar.errors import InputError
from debar.model import SEVERITY, Finding
from debar.report.aggregates import UNKNOWN, label_of, maker_of
from debar.report.text import plain
from debar.report.words import binds

_Read = Callable[[Finding], Iterable[str]]


def _year(finding: Finding) -> Iterable[str]:
    return (f"{finding.subject.date.year:04d}" if finding.subject.date else UNKNOWN,)


def _month(finding: Finding) -> Iterable[str]:
    return (finding.subject.date.isoformat()[:7] if finding.subject.date else UNKNOWN,)


#: What a condition may be about, and the values a finding has there; words are compared without regard to case.
FIELDS: Mapping[str, _Read] = MappingProxyType(
    {
        "outcome": lambda finding: (str(finding.outcome),),
        "maker": maker_of,
        "label": lambda finding: (label_of(finding),),
        "buyer": lambda finding: (finding.subject.buyer.name or UNKNOWN,),
        "buyer-type": lambda finding: (finding.subject.buyer.type or UNKNOWN,),
        "state": lambda finding: (finding.subject.buyer.state or UNKNOWN,),
        "supplier": lambda finding: (finding.subject.supplier or UNKNOWN,),
        "year": _year,
        "month": _month,
        "rule": lambda finding: (rule.rule for rule in finding.rules if binds(rule)),
        "said": lambda finding: (str(found.said) for found in finding.identifications),
        "funding": lambda finding: (funding.kind for funding in finding.subject.funding),
    }
)


@dataclass(frozen=True, slots=True)
class Condition:
    """``field`` has one of the ``values``; ``apart`` turns it round: none of them."""

    field: str
    values: frozenset[str]
    written: str
    apart: bool = False

    def fits(self, finding: Finding) -> bool:
        """True when the finding fits."""
        found = {_key(value) for value in FIELDS[self.field](finding)}
        return found.isdisjoint(self.values) if self.apart else not found.isdisjoint(self.values)


@dataclass(frozen=True, slots=True)
class View:
    """All conditions hold; without one, every finding fits."""

    conditions: tuple[Condition, ...] = ()

    def fits(self, finding: Finding) -> bool:
        """True when the finding is in the view."""
        return all(condition.fits(finding) for condition in self.conditions)

    @property
    def words(self) -> str:
        """The conditions as they were written, joined by ``and``; empty for everything."""
        return " and ".join(condition.written for condition in self.conditions)

    def __bool__(self) -> bool:
        return bool(self.conditions)


def read_view(conditions: Sequence[str]) -> View:
    """Return the view of conditions ``field=value`` or ``field!=value``; several values are parted by commas.

    Raises:
        InputError: a condition has another form, an unknown field or an outcome that no finding has.
    """
    return View(tuple(_read(condition) for condition in conditions))


def _read(text: str) -> Condition:
    name, equals, told = text.partition("=")
    apart = name.endswith("!")
    field = name.removesuffix("!").strip().lower().replace("_", "-")
    if field == "relabel":
        field, told = "label", "relabel" if _key(told) in ("yes", "true", "1") else "own label,party"
    if not equals or not told.strip():
        raise InputError(f"--where {plain(text)!r}: write field=value, such as state=TX or outcome=prohibited,depends")
    if field not in FIELDS:
        raise InputError(f"--where {plain(text)!r}: {field!r} is no field; choose one of: relabel, {', '.join(FIELDS)}")
    # A name may hold a comma; a code never does.
    values = [told] if field in ("buyer", "supplier") else told.split(",")
    keys = frozenset(_key(value) for value in values if value.strip())
    if field == "outcome" and (odd := sorted(keys - set(SEVERITY))):
        raise InputError(f"--where {plain(text)!r}: {odd[0]!r} is no outcome; choose one of: {', '.join(SEVERITY)}")
    return Condition(field, keys, plain(text.strip()), apart)


def _key(value: str) -> str:
    return " ".join(value.split()).casefold()

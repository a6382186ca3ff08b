"""What people do with findings: scans that are kept, decisions, and the log of what was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from debar.model.words import nothing

#: What a person may decide of a finding.
DECISIONS: tuple[str, ...] = ("confirmed", "false-match", "waived", "asked")
#: What a second person may say of a proposed one.
RULINGS: tuple[str, ...] = ("approved", "rejected")
#: Those that take a finding off the desk while they hold.
SETS_ASIDE = frozenset({"false-match", "waived"})


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptScan:
    """A run whose findings the store keeps. ``key`` tells the same run again; ``at`` is ISO in UTC."""

    id: int
    key: str
    name: str
    at: str
    actor: str
    question: Mapping[str, Any] = field(default_factory=nothing)
    editions: Mapping[str, Any] = field(default_factory=nothing)
    summary: Mapping[str, Any] = field(default_factory=nothing)
    findings: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFinding:
    """A finding as it was judged: its place in the scan (from 1) and its data as the contract's JSON has it."""

    scan: int
    n: int
    id: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingDecision:
    """What a person decided of a finding, and what that rests on.

    ``kind`` is one of ``DECISIONS``. ``subject`` is the normal form of what was judged and ``about`` the maker or
    listed party: a false match holds for this pair wherever it comes again. ``basis`` has a digest of each thing the
    decision rests on, by name; where one of them changes the decision no longer holds. ``until`` is the last day of a
    waiver. ``approver`` is the second person, where one was needed.
    """

    finding: str
    subject: str
    about: str
    kind: str
    reason: str
    actor: str
    at: str
    basis: Mapping[str, str] = field(default_factory=nothing)
    until: date | None = None
    id: int = 0
    approver: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A decision that a second person must approve, by number. ``ruling`` is empty while it waits.

    ``batch`` is the token of the preview that it was made from with others; empty when it was made alone.
    """

    id: int
    decision: FindingDecision
    batch: str = ""
    ruling: str = ""
    ruled_by: str = ""
    ruled_at: str = ""
    ruled_because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What was shown to a person before many findings were decided at once.

    ``asked`` says which findings and how, ``members`` holds for each finding a digest of what the decision on it rests
    on. ``done`` tells what was kept (``kept``, ``waiting``, first and last line of the log); empty before.
    """

    token: str
    at: str
    actor: str
    asked: Mapping[str, Any]
    members: Mapping[str, str]
    done: Mapping[str, Any] = field(default_factory=nothing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A decision as it stands for one finding today: ``holds``, or why it no longer does."""

    decision: FindingDecision
    holds: bool
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One line of the log. ``hash`` covers the line and the ``hash`` of the line before it."""

    n: int
    at: str
    actor: str
    action: str
    what: Mapping[str, Any]
    hash: str

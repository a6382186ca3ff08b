"""Watches: what is looked at again and again, how it stood, and what was told of its changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from debar.model.words import nothing

#: What may be watched: a party by name, a table of vendors, a table of purchases, kept scans, a whole list, a dossier.
SUBJECTS: tuple[str, ...] = ("party", "vendors", "purchases", "scan", "list", "dossier")
#: What an alert tells, the gravest first.
CHANGES: tuple[str, ...] = ("reopened", "outcome", "listed", "unlisted", "changed", "edition", "record")
#: Which changes a watch tells: all, only what came, only what went.
ONLY: tuple[str, ...] = ("", "added", "removed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What is watched in a workspace. ``subject`` is a name, a file, a list's id or a scan's number.

    ``lists`` are those that count (none: all), ``threshold`` the score from which a name counts, ``only`` one of
    ``ONLY``; ``at`` and ``ran`` are moments (ISO, UTC), ``ended`` is one once it is removed.
    """

    id: int
    name: str
    kind: str
    subject: str
    lists: tuple[str, ...] = ()
    threshold: float | None = None
    only: str = ""
    actor: str = ""
    at: str = ""
    ran: str = ""
    ended: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How one thing of a watch stands. ``key`` tells it again; ``text`` changes when what is told of it changes.

    ``data`` is what an alert says of it: JSON-ready.
    """

    key: str
    text: str
    data: Mapping[str, Any] = field(default_factory=nothing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A change that was found. ``what`` is one of ``CHANGES``, ``title`` a sentence, ``detail`` JSON-ready data.

    ``link`` is a path under the desk's pages (``findings/5f2c19``), empty for none; ``seen`` says by whom and when it
    was put away.
    """

    id: int
    watch: int
    name: str
    at: str
    what: str
    title: str
    detail: Mapping[str, Any] = field(default_factory=nothing)
    link: str = ""
    seen: str = ""

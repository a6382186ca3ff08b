"""Long scans that a server runs on its own: what was asked, and how far they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from debar.model.words import nothing

#: What a job may be in; the last three end it, ``cancelled`` and ``failed`` may be taken up again.
STATES: tuple[str, ...] = ("waiting", "running", "done", "failed", "cancelled")
ENDED = frozenset({"done", "failed", "cancelled"})


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFile:
    """A file that was sent: its ``name`` as it may be shown and stored, ``size`` in bytes, ``sha256`` in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobProgress:
    """How far a job is: the ``share`` of all bytes (0..1), records, findings, the file at hand."""

    share: float = 0.0
    rows: int = 0
    judged: int = 0
    rejected: int = 0
    findings: int = 0
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A scan of files that somebody sent. ``question`` holds what ``debar scan`` takes as options, by name.

    ``folder`` holds its files and results; it is in the ``place`` of the server that took them, and empty once they
    are removed. Moments are ISO in UTC, empty before they come. ``message`` says why a job failed or is partial,
    ``scan`` is the number of the kept scan once it is done, 0 before. ``attempts`` counts how often a process began.
    """

    id: int
    name: str
    files: tuple[JobFile, ...]
    question: Mapping[str, Any] = field(default_factory=nothing)
    place: str = ""
    folder: str = ""
    actor: str = ""
    at: str = ""
    workspace: str = "main"
    state: str = "waiting"
    stopping: bool = False
    attempts: int = 0
    began: str = ""
    ended: str = ""
    progress: JobProgress = JobProgress()
    message: str = ""
    scan: int = 0

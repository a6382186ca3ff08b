"""What every writer is told about a run before it starts, and what every writer can do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from debar.model import Edition, Finding
from debar.report.summary import STALE_AFTER, Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One run. ``today`` is the day ages are counted to; ``colour`` and ``width`` None leave the choice to the stream.

    ``command`` is ``check`` for one subject told in full, anything else for a list of findings.
    """

    today: date
    command: str = "scan"
    title: str = ""
    editions: tuple[Edition, ...] = ()
    stale_after: int = STALE_AFTER
    as_of: date | None = None
    known_at: date | None = None
    version: str = ""
    colour: bool | None = None
    width: int | None = None

    def summary(self) -> Summary:
        """A new account for this run."""
        return Summary(
            today=self.today,
            editions=self.editions,
            stale_after=self.stale_after,
            as_of=self.as_of,
            known_at=self.known_at,
        )


class Writer(Protocol):
    """Takes findings one by one, then the summary; what was given before an interruption is whole on ``out``."""

    def finding(self, finding: Finding) -> None:
        """Take one finding."""

    def close(self, summary: Summary | None = None) -> None:
        """Finish the output; to be called once, also after an interruption (with ``summary.partial`` set).

        ``summary`` has counted the same findings.
        """

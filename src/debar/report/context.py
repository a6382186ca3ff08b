"""What every writer is told about a run before it starts, and what every writer can do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from debar.model import Edition, Finding, Outcome
from debar.report.aggregates import Aggregates, BuyerRegister
from debar.report.summary import STALE_AFTER, Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One run. ``today`` is the day ages are counted to; ``colour`` and ``width`` None leave the choice to the stream.

    ``command`` is ``check`` for one subject told in full, anything else for a list of findings. ``register`` joins the
    names of one buyer and places buyers; ``view`` are the conditions that findings fit, in words; ``fail_on`` is the
    least severe outcome that fails the run.
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
    register: BuyerRegister | None = None
    view: str = ""
    fail_on: Outcome = Outcome.PROHIBITED

    def summary(self, *, aggregates: bool = False) -> Summary:
        """A new account for this run, with purchases added up where ``aggregates`` asks for it."""
        return Summary(
            today=self.today,
            view=self.view,
            aggregates=Aggregates() if aggregates else None,
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

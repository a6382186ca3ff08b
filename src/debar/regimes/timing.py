"""The state of a provision on a day, exactly one for each; and how what was found in a case stands in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from debar.regimes.rule import Phase
from debar.regimes.subjects import Hit

#: What a phase may be. The life of a provision before its first phase is ``none``, after its last one ``expired``.
STATUSES: tuple[str, ...] = (
    "enacted",
    "adopted",
    "in-force",
    "suspended",
    "scheduled",
    "expired",
    "sunset",
    "repealed",
)
#: Those that bind; ``scheduled`` always with a claim that nobody has confirmed yet.
BINDING = ("in-force", "scheduled")


@dataclass(frozen=True, slots=True)
class State:
    """What a provision is on one day. ``phase`` is None before the first phase and after the last one."""

    name: str
    phase: Phase | None
    from_: date | None = None
    to: date | None = None


def state_on(phases: Sequence[Phase], on: date) -> State:
    """Return the one state of a day. Total: phases follow each other without gap or overlap (checked on load)."""
    phase = current(phases, on)
    if phase:
        return State(phase.status, phase, phase.from_, phase.to)
    if phases[0].from_ is not None and on < phases[0].from_:
        return State("none", None)
    return State("expired", None)


def current(phases: Sequence[Phase], on: date) -> Phase | None:
    """Return the phase of a day; None before the first and after the last."""
    return next((p for p in phases if (p.from_ is None or p.from_ <= on) and (p.to is None or on <= p.to)), None)


def shown_phase(phases: Sequence[Phase], on: date | None) -> Phase:
    """Return the phase to show for a day: its own; before all the first, after all or without a day the last."""
    if on is not None:
        for phase in phases:
            if phase.to is None or on <= phase.to:
                return phase
    return phases[-1]


def next_change(phases: Sequence[Phase], on: date) -> Phase | None:
    """Return the first phase that begins after a day."""
    return next((phase for phase in phases if phase.from_ is not None and phase.from_ > on), None)


def doubt_on(phase: Phase, on: date | None) -> str:
    """Return the claim of a phase that nobody has confirmed, where it counts on that day; else empty."""
    return phase.unverified if phase.unverified_until is None or on is None or on < phase.unverified_until else ""


def stretches(phases: Sequence[Phase]) -> tuple[tuple[date | None, date | None], ...]:
    """Return (first day, last day) of each time without interruption in which the phases bind; None is open."""
    found: list[tuple[date | None, date | None]] = []
    joined = False
    for phase in phases:
        if phase.status in BINDING:
            found[-1:] = [(found[-1][0], phase.to)] if joined else [*found[-1:], (phase.from_, phase.to)]
        joined = phase.status in BINDING
    return tuple(found)


def stretch_on(phases: Sequence[Phase], on: date) -> tuple[date | None, date | None]:
    """Return the first and the last day of the time without interruption in which it binds on a day, or next does."""
    for start, end in stretches(phases):
        if end is None or on <= end:
            return start, end
    return None, None


@dataclass(frozen=True, slots=True)
class Timing:
    """How a clause stands in time: ``now``, ``undated``, ``later`` (``start``), ``suspended``, ``ended``, ``never``."""

    kind: str
    phase: Phase | None
    hits: tuple[Hit, ...]
    start: date | None = None


def find_timing(phases: Sequence[Phase], found: Sequence[Hit], on: date | None) -> Timing:
    """Return how a clause with these phases stands on a day towards what was found in the case."""
    if on is None:
        timeless = len(phases) == 1 and phases[0].from_ is None and phases[0].to is None
        firm = _best([hit for hit in found if hit.from_ is None and hit.to is None]) if timeless else ()
        return Timing("now", phases[0], firm) if firm else Timing("undated", phases[-1], _best(found))
    active = _best([hit for hit in found if hit.active(on)])
    phase = current(phases, on)
    if phase and active and phase.status == "suspended":
        return Timing("suspended", phase, active)
    if phase and active and phase.status in BINDING:
        return Timing("now", phase, active)
    binding = [(p, hit, _start(p, hit)) for p in phases if p.status in BINDING for hit in found if _meet(p, hit)]
    later = [entry for entry in binding if entry[2] is not None and entry[2] > on]
    if later:
        nearest, hit, start = min(later, key=lambda entry: entry[2] or date.max)
        return Timing("later", nearest, active or (hit,), start)
    if binding:
        last, hit, _ = binding[-1]
        return Timing("ended", last, (hit,))
    return Timing("never", phase, tuple(found))


def _best(found: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits that need nothing more, else those that do; certain ones first, then verified ones."""
    whole = [hit for hit in found if not hit.missing]
    return tuple(sorted(whole or found, key=lambda hit: (bool(hit.doubt), bool(hit.unverified))))


def _start(phase: Phase, hit: Hit) -> date | None:
    days = [day for day in (phase.from_, hit.from_) if day]
    return max(days) if days else None


def _meet(phase: Phase, hit: Hit) -> bool:
    start, ends = _start(phase, hit), [day for day in (phase.to, hit.to) if day]
    return start is None or not ends or start <= min(ends)

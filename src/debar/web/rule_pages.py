"""The law as data: rules as they stood on a day, and one rule with its text by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import HTMLResponse

from debar.errors import InputError
from debar.places.states import STATES
from debar.regimes.checklist import rule_row
from debar.regimes.rule import Clause, Phase, Rule
from debar.regimes.timing import BINDING, doubt_on, shown_phase, state_on
from debar.report.text import plain, shorten
from debar.report.words import words_of
from debar.web.rendering import Pages, address


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A clause on a day: the phase shown, the state of that day in words, whether it binds then, all its phases."""

    clause: Clause
    phase: Phase
    state: str
    binds: bool
    doubt: str
    phases: tuple[Phase, ...]


def rules_router(pages: Pages) -> APIRouter:
    """Return the routes under ``/rules``."""
    router = APIRouter(prefix="/rules")

    @router.get("")
    def rules(request: Request) -> HTMLResponse:
        """Show every rule with its state on a day."""
        desk = pages.current.desk
        on, error = _day(request.query_params.get("as_of", ""), desk.today)
        return pages.render(
            request,
            "rules.html.j2",
            section="rules",
            title="Rules",
            status=400 if error else 200,
            error=error,
            on=on,
            held=len(desk.rules),
            groups=_groups(desk.rules, on, "" if on == desk.today else on.isoformat()),
        )

    @router.get("/{id_}")
    def rule(request: Request, id_: str) -> HTMLResponse:
        """Show one rule as of a day; 404 for none."""
        desk = pages.current.desk
        held = next((each for each in desk.rules if each.id == id_), None)
        if held is None:
            raise HTTPException(404, f"no rule {shorten(plain(id_), 80)} is held here")
        on, error = _day(request.query_params.get("as_of", ""), desk.today)
        return pages.render(
            request,
            "rule.html.j2",
            section="rules",
            title=held.short or held.title,
            status=400 if error else 200,
            error=error,
            on=on,
            rule=held,
            place=_place(held.jurisdiction),
            clauses=[_clause(held, clause, on) for clause in held.clauses],
            back=address("rules", as_of="" if on == desk.today else on.isoformat()),
        )

    return router


def _day(text: str, today: date) -> tuple[date, str]:
    """The day asked for, else today; and what is wrong with it."""
    try:
        return (date.fromisoformat(text.strip()) if text.strip() else today), ""
    except ValueError:
        said = InputError(f"{shorten(plain(text), 40)!r} is no date; write it as year-month-day, such as 2021-03-18")
        return today, str(said)


def _groups(rules: Iterable[Rule], on: date, as_of: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """Rules by jurisdiction, the federal ones first."""
    ordered = sorted(rules, key=lambda rule: (rule.jurisdiction != "US", _place(rule.jurisdiction), rule.id))
    return [
        (
            place,
            [
                rule_row(rule, on)
                | {"href": address(f"rules/{rule.id}", as_of=as_of), "state": _state_words(rule, rule.clauses[0], on)}
                for rule in held
            ],
        )
        for place, held in groupby(ordered, key=lambda rule: _place(rule.jurisdiction))
    ]


def _place(jurisdiction: str) -> str:
    state = STATES.get(jurisdiction.removeprefix("US-"))
    return state.name if state else "Federal"


def _clause(rule: Rule, clause: Clause, on: date) -> ClauseView:
    phases = rule.phases_of(clause)
    state, shown = state_on(phases, on), shown_phase(phases, on)
    return ClauseView(
        clause, shown, _state_words(rule, clause, on), state.name in BINDING, doubt_on(shown, on), tuple(phases)
    )


def _state_words(rule: Rule, clause: Clause, on: date) -> str:
    name = state_on(rule.phases_of(clause), on).name
    return "not yet there" if name == "none" else words_of(name)

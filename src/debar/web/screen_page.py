"""The page that screens: lines of text and what is known of the buyer in, findings by rule, then by list, out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from debar.desk import Desk
from debar.errors import DebarError
from debar.model import BUYER_TYPES, FUNDING_KINDS, Finding, Outcome
from debar.places.states import STATES
from debar.report.html.headings import headings
from debar.report.html.view import FindingView, finding_view
from debar.report.text import plain
from debar.report.words import READING_ORDER, binds, in_reading_order
from debar.web.rendering import Pages

#: Lines screened at once, and characters of one.
MOST_LINES, MOST_LETTERS = 40, 2_000

_UNLISTED = "Makers of the catalog, under no rule here"


@dataclass(slots=True)
class Group:
    """Findings under one heading: a rule (``id``) or a list."""

    title: str
    id: str = ""
    outcome: Outcome | None = None
    findings: list[FindingView] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form holds; its fields are those of the address."""

    q: str = ""
    buyer: str = ""
    buyer_type: str = ""
    state: str = ""
    date: str = ""
    funding: str = ""
    as_of: str = ""

    @property
    def lines(self) -> list[str]:
        """The lines that say something, each once."""
        return list(dict.fromkeys(line.strip() for line in self.q.splitlines() if line.strip()))

    def question(self) -> dict[str, Any]:
        """What ``Desk.check_all`` takes beside the text."""
        names = ("buyer", "buyer_type", "state", "date", "funding", "as_of")
        return {name: getattr(self, name) for name in names}


def screen_router(pages: Pages) -> APIRouter:
    """Return the route."""
    router = APIRouter()

    @router.get("/")
    def screen(request: Request) -> HTMLResponse:
        """Show the form, and what is found for the lines in it."""
        desk = pages.current.desk
        asked = Asked(**{each.name: request.query_params.get(each.name, "") for each in fields(Asked)})
        lines = asked.lines
        values: dict[str, Any] = {
            "asked": asked,
            "buyer_types": BUYER_TYPES,
            "funding_kinds": FUNDING_KINDS,
            "states": STATES.values(),
            "heads": headings("check"),
            "most": MOST_LINES,
            "left_out": max(len(lines) - MOST_LINES, 0),
            "lines": lines[:MOST_LINES],
            "error": "",
            "groups": [],
            "nothing": [],
            "found": 0,
        }
        status = 200
        try:
            values |= _answers(desk, asked, lines[:MOST_LINES]) if lines else {}
        except DebarError as error:
            values["error"], status = plain(str(error)), 400
        return pages.render(request, "screen.html.j2", section="", title="Screen", status=status, **values)

    return router


def _answers(desk: Desk, asked: Asked, lines: Iterable[str]) -> Mapping[str, Any]:
    """The findings of all lines in groups, and the lines in which nothing was recognised."""
    by_rule: dict[str, Group] = {}
    by_list: dict[str, Group] = {}
    nothing, number = [], 0
    for line in lines:
        for finding in desk.check_all(line[:MOST_LETTERS], **asked.question()):
            if not finding.identifications:
                nothing.append(plain(line))
                continue
            number += 1
            view = finding_view(finding, number, desk.today)
            group = _rule_group(finding, by_rule) or _list_group(finding, by_list, desk)
            group.findings.append(view)
    ruled = sorted(by_rule.values(), key=lambda group: (READING_ORDER.index(group.outcome or Outcome.CLEAR), group.id))
    return {"groups": [*ruled, *by_list.values()], "nothing": nothing, "found": number}


def _rule_group(finding: Finding, groups: dict[str, Group]) -> Group | None:
    """The group of the rule that decides the finding; None where no rule binds."""
    rule = next((each for each in in_reading_order(finding.rules) if binds(each)), None)
    if rule is None:
        return None
    key = f"{rule.outcome} {rule.rule}"
    return groups.setdefault(key, Group(plain(rule.title) or rule.rule, rule.rule, rule.outcome))


def _list_group(finding: Finding, groups: dict[str, Group], desk: Desk) -> Group:
    """The group of the first list that names what was found."""
    entity = next((each.entity for each in finding.identifications if each.entity), "")
    list_id = entity.partition(":")[0]
    titles = {edition.list: edition.title for edition in desk.editions}
    title = f"On a list, under no rule here: {plain(titles.get(list_id, list_id))}" if list_id else _UNLISTED
    return groups.setdefault(list_id, Group(title))

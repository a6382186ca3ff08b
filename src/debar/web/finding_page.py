"""One finding: the sentence, five questions with evidence, what would change it, the decision on it, its history."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from debar.api.access import needs, principal_of
from debar.desk import Desk
from debar.desk.answers import parse_date
from debar.desk.casework import Decided, decisions_on, make_decision
from debar.errors import InputError
from debar.model import SEVERITY, Finding, Outcome
from debar.model.casework import DECISIONS, FindingDecision, KeptFinding, KeptScan
from debar.report.html.headings import headings
from debar.report.html.view import finding_view
from debar.report.lines import decision_line
from debar.report.records import to_json
from debar.report.text import plain, shorten
from debar.report.words import Look, binds, in_reading_order, look
from debar.store.casework import Casework
from debar.web.casebook import moment_on
from debar.web.facets import read_filters, stored
from debar.web.forgery import require_own_form
from debar.web.kept import read_finding
from debar.web.rendering import Pages, address

#: What a decision means, as a choice.
CHOICES: Mapping[str, tuple[str, str]] = {
    "confirmed": ("Confirmed", "It is what the finding says."),
    "false-match": ("False match", "Not that maker or party; holds wherever this text and it come together again."),
    "waived": ("Waived", "It stands, and is let pass, for good or until a day."),
    "asked": ("Asked", "Someone was asked; the answer is awaited."),
}
assert tuple(CHOICES) == DECISIONS  # noqa: S101  each decision there is has its words

#: Where a sentence ends: a full stop before a capital letter, and not one of an abbreviation in a name.
_END = re.compile(r"(?<! Co)(?<! Ltd)(?<! Inc)(?<! Corp)(?<! No)(?<! sec)(?<! [A-Z])\. (?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person has filled in, and what is wrong with it."""

    kind: str = ""
    reason: str = ""
    until: str = ""
    error: str = ""


def _sent(
    kind: Annotated[str, Form()] = "", reason: Annotated[str, Form()] = "", until: Annotated[str, Form()] = ""
) -> Draft:
    return Draft(kind, reason, until)


def finding_router(pages: Pages) -> APIRouter:
    """Return the routes under ``/findings``."""
    router = APIRouter(prefix="/findings")

    @router.get("/{id_}.json")
    def data(request: Request, id_: str) -> Response:
        """Give the finding as the contract's JSON."""
        with pages.casebook.reading(request) as casework:
            kept = _kept(casework, id_)
        headers = {"content-disposition": f'attachment; filename="finding-{kept.id[:8]}.json"'}
        return Response(to_json(kept.data, indent=1), media_type="application/json", headers=headers)

    @router.get("/{id_}")
    def finding(request: Request, id_: str) -> HTMLResponse:
        """Show a finding."""
        return _page(pages, request, id_, Draft())

    @router.post("/{id_}/decision", dependencies=[needs("decide")])
    def decide(
        request: Request,
        id_: str,
        draft: Annotated[Draft, Depends(_sent)],
        form_token: Annotated[str, Form()] = "",
    ) -> Response:
        """Keep a decision and log it; show the finding again, with what is wrong where something is."""
        require_own_form(request, form_token)
        with pages.casebook.reading(request) as casework:
            kept = _kept(casework, id_)
        try:
            made = _decision(pages.current.desk, kept, draft, principal_of(request).actor)
        except InputError as error:
            return _page(pages, request, id_, replace(draft, error=plain(str(error))), status=400)
        try:
            pages.casebook.decide(request, made)
        except InputError as error:
            return _page(pages, request, id_, replace(draft, error=plain(str(error))), status=409)
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{address(f'findings/{kept.id}')}{query}#decision", 303)

    return router


def _kept(casework: Casework | None, id_: str) -> KeptFinding:
    try:
        if casework is not None and id_.isascii() and id_.isalnum():
            return casework.finding(id_)
    except InputError:
        pass
    raise HTTPException(404, f"no finding {shorten(plain(id_), 40)} is kept here")


def _decision(desk: Desk, kept: KeptFinding, draft: Draft, actor: str) -> FindingDecision:
    """The decision that a form asks for. Raises InputError with what to fill in."""
    if draft.kind not in CHOICES:
        raise InputError("Choose what you decide.")
    if not draft.reason.strip():
        raise InputError("Say why: every decision keeps its reason.")
    if draft.until.strip() and draft.kind != "waived":
        raise InputError("A last day goes with a waiver only: choose “Waived”, or leave the day empty.")
    return make_decision(
        kept.data,
        desk.reference,
        draft.kind,
        draft.reason,
        actor=actor,
        at=moment_on(desk.today),
        until=parse_date(draft.until, "last day"),
    )


def _page(pages: Pages, request: Request, id_: str, draft: Draft, status: int = 200) -> HTMLResponse:
    desk = pages.current.desk
    filters = read_filters(request.query_params)
    with pages.casebook.reading(request) as casework:
        kept = _kept(casework, id_)
        assert casework is not None  # noqa: S101  _kept raises then
        scan = casework.scan(kept.scan)
        history = decisions_on(kept.data, casework.decisions(history=True))[::-1]
        standing = Decided(casework.decisions(), desk.reference, desk.today).standing(kept.data)
        following = _following(casework, kept, filters)
    finding = read_finding(kept.data)
    view = finding_view(finding, kept.n, desk.today)
    headline, rest = split_sentence(view.sentence)
    values: dict[str, Any] = {
        "f": view,
        "headline": headline,
        "rest": rest,
        "kept": kept,
        "scan": scan,
        "scan_href": address(f"scans/{kept.scan}", filters),
        "next_href": address(f"findings/{following}", filters, scan=kept.scan) if following else "",
        "action": address(f"findings/{kept.id}/decision", filters),
        "json_href": address(f"findings/{kept.id}.json"),
        "receipts": {form: address(f"findings/{kept.id}/receipt.{form}") for form in ("html", "pdf")},
        "heads": headings("check"),
        "changes": _changes(finding),
        "choices": CHOICES,
        "may_decide": "decide" in principal_of(request).scopes,
        "draft": draft,
        "standing": standing,
        "told": decision_line(standing) if standing else "",
        "history": history,
        "proposals": pages.casebook.proposals(request, finding=kept.id),
        "second_person": pages.casebook.second_person(request),
        "citation": _citation(kept, scan),
    }
    return pages.render(
        request, "finding.html.j2", section="scans", title=shorten(headline, 80), status=status, **values
    )


def split_sentence(text: str) -> tuple[str, str]:
    """Return the first sentence of a text, and what comes after it."""
    end = _END.search(text)
    return (text[: end.start() + 1], text[end.end() :]) if end else (text, "")


def _changes(finding: Finding) -> list[tuple[Look, str, str]]:
    """Look, rule and sentence of all that would change the finding, each sentence once."""
    found: dict[str, tuple[Look, str]] = {}
    for rule in in_reading_order(finding.rules):
        if rule.would_change and binds(rule):
            found.setdefault(plain(rule.would_change), (look(rule.outcome), plain(rule.title) or rule.rule))
    return [(shape, title, words) for words, (shape, title) in found.items()]


def _following(casework: Casework, kept: KeptFinding, filters: Mapping[str, str]) -> str:
    """The id of the finding that comes next in the same view of the scan; empty after the last one."""
    key = (SEVERITY.index(Outcome(kept.data["outcome"])), kept.n)
    found = casework.findings(kept.scan, after=key, limit=1, filters=stored(filters))
    return found[0][0].id if found else ""


def _citation(kept: KeptFinding, scan: KeptScan) -> str:
    """The finding as a footnote cites it: its id, when it was judged and on what it rests."""
    editions = kept.data["editions"]
    lists, catalog = len(editions.get("lists", {})), str(editions.get("catalog", ""))[:12]
    rests = f"{editions.get('rules', '')}; catalog {catalog}; {lists} lists"
    return plain(f"debar finding {kept.id}, judged {scan.at[:10]} by {rests}")

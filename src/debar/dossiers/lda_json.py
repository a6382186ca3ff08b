"""The answers of the LDA REST API: a page with ``results``, or one filing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from debar.dossiers.days import FIRST_LDA, read_day
from debar.dossiers.evidence import Source
from debar.dossiers.lda import Activity, Contribution, Filing, Filings, amount_of, former_post
from debar.dossiers.lda_types import FilingType, filing_type
from debar.errors import FormatError

_RESULTS = re.compile(r'"results"\s*:\s*\[')
#: Filings posted until then name the bodies for the whole filing, not for each activity.
_PER_ACTIVITY = "2021-02-15"
#: The codes of amended reports LD-203: mid-year, year-end.
_AMENDMENTS = frozenset({"MA", "YA"})


def read_lda_json(source: Source) -> Filings:
    """The filings of an answer, contributions (LD-203) included. Raises FormatError when it is no such answer."""
    try:
        whole = json.loads(source.text)
    except (ValueError, RecursionError) as error:
        raise FormatError(
            f"{source.name}: is no JSON ({error}), although the service may have answered 200. Fetch it again."
        ) from None
    if not isinstance(whole, dict) or not ("results" in whole or "filing_uuid" in whole):
        raise FormatError(f"{source.name}: holds no filings of the LDA API (no results, no filing_uuid).")
    found = Filings()
    for number, (value, start, end) in enumerate(_objects(source.text, whole), start=1):
        try:
            found.filings.append(_filing(source, value, start, end))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            found.refused.append(f"result {number}: {type(error).__name__} {error}")
    return found


def _objects(text: str, whole: Mapping[str, Any]) -> Iterator[tuple[Any, int, int]]:
    if "results" not in whole:
        start = text.index("{")
        yield whole, start, len(text.rstrip())
        return
    decoder, head = json.JSONDecoder(), _RESULTS.search(text)
    at = head.end() if head else len(text)
    while True:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        if at >= len(text) or text[at] == "]":
            return
        value, end = decoder.raw_decode(text, at)
        yield value, at, end
        at = end


def _filing(source: Source, value: Mapping[str, Any], start: int, end: int) -> Filing:
    registrant, client = value["registrant"], value.get("client") or {}
    activities = value.get("lobbying_activities") or []
    year = value.get("filing_year")
    return Filing(
        filing_id=str(value["filing_uuid"]),
        type=_type(value),
        type_text=str(value.get("filing_type_display") or value.get("filing_type") or ""),
        year=int(year) if year is not None else None,
        posted=str(value.get("dt_posted") or ""),
        registrant=str(registrant["name"]),
        registrant_id=str(registrant.get("id") or ""),
        client=str(client.get("name") or ""),
        client_id=str(client.get("id") or ""),
        income=amount_of(value.get("income")),
        expenses=amount_of(value.get("expenses")),
        activities=tuple(_activity(each) for each in activities),
        posts=tuple(dict.fromkeys(post for each in activities for post in _posts(each))),
        contributions=tuple(_contribution(value, each) for each in value.get("contribution_items") or []),
        foreign=tuple(
            (str(each.get("name") or ""), str(each.get("country") or ""), str(each.get("ownership_percentage") or ""))
            for each in value.get("foreign_entities") or []
        ),
        quotations=(source.quote(start, end),),
        notes=_notes(value),
    )


def _type(value: Mapping[str, Any]) -> FilingType:
    if "contribution_items" in value:
        words = str(value.get("filing_type_display") or "").casefold()
        amends = "amend" in words or value.get("filing_type") in _AMENDMENTS
        return FilingType("contributions", has_activity=not value.get("no_contributions"), is_amendment=amends)
    period = str(value.get("filing_period_display") or value.get("filing_period") or "")
    return filing_type(str(value.get("filing_type_display") or ""), period.replace("_", "-"))


def _notes(value: Mapping[str, Any]) -> tuple[str, ...]:
    posted, bodies = str(value.get("dt_posted") or ""), "the bodies named stand for the whole filing"
    return (bodies,) if value.get("lobbying_activities") and posted[:10] < _PER_ACTIVITY else ()


def _activity(value: Mapping[str, Any]) -> Activity:
    return Activity(
        issue=str(value.get("general_issue_code_display") or value.get("general_issue_code") or ""),
        text=str(value.get("description") or ""),
        lobbyists=tuple(_person(each) for each in value.get("lobbyists") or []),
        bodies=tuple(str(each.get("name") or "") for each in value.get("government_entities") or []),
    )


def _contribution(filing: Mapping[str, Any], value: Mapping[str, Any]) -> Contribution:
    """One item of a report; "Self" is who files it: the lobbyist in a lobbyist's report, else the registrant."""
    payer = str(value.get("contributor_name") or "").strip()
    if payer.casefold() in {"", "self"}:
        payer = _person(filing) if filing.get("lobbyist") else str(filing["registrant"]["name"])
    return Contribution(
        payer=payer,
        payee=str(value.get("payee_name") or "").strip(),
        honoree=str(value.get("honoree_name") or "").strip(),
        amount=amount_of(value["amount"]),
        day=read_day(str(value.get("date") or ""), first=FIRST_LDA),
        category=str(value.get("contribution_type_display") or value.get("contribution_type") or ""),
    )


def _person(value: Mapping[str, Any]) -> str:
    person = value["lobbyist"]
    parts = (person.get(part) for part in ("first_name", "middle_name", "last_name", "suffix"))
    return " ".join(str(part) for part in parts if part)


def _posts(value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for each in value.get("lobbyists") or []:
        post = former_post(each.get("covered_position"))
        if post:
            yield _person(each), post

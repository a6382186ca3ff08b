"""Bill files: BILLSTATUS XML of both dialects (GPO) and the JSON of the Congress.gov API, version 3."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, cast, get_args

from lxml import etree

from debar.dossiers.legislation import Bill, BillAction, BillId, BillType, action_of, events_of
from debar.errors import FormatError

_TAGS = re.compile(r"<[^<>]{0,400}>")


def read_bill(content: bytes, name: str, *, actions: bytes = b"") -> Bill:
    """A bill out of a BILLSTATUS file or an answer of the Congress.gov API.

    ``actions`` is the API's second answer, ``/bill/…/actions``, which the first only counts.
    Raises FormatError that names the file and what is missing or wrong.
    """
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        return _from_xml(content, name)
    if start == b"{":
        return _from_json(content, name, actions)
    raise FormatError(f"{name}: neither BILLSTATUS XML nor JSON of the Congress.gov API")


def _from_xml(content: bytes, name: str) -> Bill:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise FormatError(f"{name}: not well-formed XML: {error}") from error
    bill = root if root.tag == "bill" else root.find("bill")
    if bill is None:
        raise FormatError(f"{name}: no <bill> inside <{root.tag}>; a BILLSTATUS file is wanted")
    notes: list[str] = []
    return Bill(
        id=_identity(
            bill.findtext("congress"), _first(bill, "type", "billType"), _first(bill, "number", "billNumber"), name
        ),
        title=(bill.findtext("title") or "").strip(),
        introduced=_day(bill.findtext("introducedDate"), f"{name}: introducedDate"),
        sponsors=tuple(_people(bill, "sponsors")),
        cosponsors=tuple(_people(bill, "cosponsors")),
        laws=tuple(
            _law(item.findtext("type"), item.findtext("number"))
            for item in bill.iterfind("laws/item")
            if item.findtext("number")
        ),
        titles=_distinct(item.findtext("title") for item in bill.iterfind("titles/item")),
        summaries=_distinct(_plain(item.text) for item in bill.iterfind("summaries//text")),
        related=tuple(_related(bill)),
        actions=(acts := tuple(_xml_actions(bill, name, notes))),
        events=events_of(acts),
        notes=tuple(notes),
        updated=_updated(_first(bill, "updateDate", "updateDateIncludingText"), name),
    )


def _updated(text: str, name: str) -> date | None:
    return _day(text, f"{name}: updateDate") if text else None


def _first(bill: Any, *tags: str) -> str:
    return next((text for tag in tags if (text := (bill.findtext(tag) or "").strip())), "")


def _identity(congress: object, kind: object, number: object, name: str) -> BillId:
    letters = re.sub(r"[^A-Z]", "", str(kind or "").upper())
    if letters not in get_args(BillType) or not str(congress or "").isdecimal() or not str(number or "").isdecimal():
        raise FormatError(f"{name}: congress {congress!r}, type {kind!r}, number {number!r} name no bill")
    return BillId(int(str(congress)), cast("BillType", letters), int(str(number)))


def _day(text: object, where: str) -> date:
    try:
        return date.fromisoformat(str(text or "")[:10])
    except ValueError:
        raise FormatError(f"{where}: no date: {text!r}") from None


def _people(bill: Any, part: str) -> Iterator[str]:
    for item in bill.iterfind(f"{part}/item"):
        name = " ".join(filter(None, ((item.findtext(tag) or "").strip() for tag in ("firstName", "lastName"))))
        if name or item.findtext("fullName"):
            yield name or (item.findtext("fullName") or "").strip()


def _xml_actions(bill: Any, name: str, notes: list[str]) -> Iterator[BillAction]:
    for number, item in enumerate(bill.iterfind("actions/item"), start=1):
        text = (item.findtext("text") or "").strip()
        where = f"{name}: action {number}"
        if not item.findtext("actionDate"):
            notes.append(f"{where} has no date and was left out: {text[:80]!r}")
            continue
        yield action_of(
            _day(item.findtext("actionDate"), where),
            (item.findtext("actionCode") or "").strip(),
            (item.findtext("sourceSystem/name") or "").strip(),
            text,
        )


def _related(bill: Any) -> Iterator[BillId]:
    for item in bill.iterfind("relatedBills/item"):
        kind = re.sub(r"[^A-Z]", "", (item.findtext("type") or "").upper())
        congress, number = (item.findtext("congress") or "").strip(), (item.findtext("number") or "").strip()
        if kind in get_args(BillType) and congress.isdecimal() and number.isdecimal():
            yield BillId(int(congress), cast("BillType", kind), int(number))


def _law(kind: object, number: object) -> str:
    return f"{'Pvt' if 'private' in str(kind).lower() else 'Pub'}. L. {number}"


def _plain(text: str | None) -> str:
    return " ".join(_TAGS.sub(" ", text or "").split())


def _distinct(texts: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.strip() for text in texts if text and text.strip()))


def _from_json(content: bytes, name: str, actions: bytes) -> Bill:
    bill = _object(content, name).get("bill")
    if not isinstance(bill, dict):
        raise FormatError(f"{name}: no `bill` in it; the answer to /bill/CONGRESS/TYPE/NUMBER is wanted")
    notes: list[str] = []
    told = _object(actions, f"{name} (actions)").get("actions", []) if actions else bill.get("actions", [])
    if not isinstance(told, list):
        count = told.get("count") if isinstance(told, dict) else "?"
        notes.append(f"{name}: holds no actions, only their count ({count}); give the answer to …/actions too")
        told = []
    return Bill(
        id=_identity(bill.get("congress"), bill.get("type"), bill.get("number"), name),
        title=str(bill.get("title") or ""),
        introduced=_day(bill.get("introducedDate"), f"{name}: introducedDate"),
        sponsors=tuple(_json_names(bill.get("sponsors"))),
        cosponsors=tuple(_json_names(bill.get("cosponsors"))),
        laws=tuple(_law(law.get("type"), law.get("number")) for law in bill.get("laws") or ()),
        titles=(),
        summaries=(),
        related=(),
        actions=(acts := tuple(_json_actions(told, bill, name))),
        events=events_of(acts),
        notes=tuple(notes),
        updated=_updated(str(bill.get("updateDate") or ""), name),
    )


def _object(content: bytes, name: str) -> dict[str, Any]:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{name}: not JSON: {error}") from error
    if not isinstance(data, dict):
        raise FormatError(f"{name}: a JSON object is wanted")
    if "error" in data:
        raise FormatError(f"{name}: the service answered with an error: {str(data['error'])[:200]}")
    return data


def _json_names(people: object) -> Iterator[str]:
    for person in people if isinstance(people, list) else ():
        yield " ".join(filter(None, (person.get("firstName"), person.get("lastName")))) or str(
            person.get("fullName", "")
        )


def _json_actions(told: list[dict[str, Any]], bill: dict[str, Any], name: str) -> Iterator[BillAction]:
    for number, item in enumerate([*told, bill.get("latestAction") or {}], start=1):
        if item.get("actionDate"):
            system = (item.get("sourceSystem") or {}).get("name", "")
            yield action_of(
                _day(item["actionDate"], f"{name}: action {number}"),
                str(item.get("actionCode") or ""),
                system,
                str(item.get("text") or ""),
            )

"""Early warnings: rules from ``data/lamps.toml``, lit by records that are named. Nothing is weighed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import re2

from debar.dossiers.view_places import Entry
from debar.dossiers.view_words import facts_of, title_of
from debar.errors import DataError
from debar.model.dossier_pages import LANES, Lamp, LampState
from debar.model.dossiers import Contact, Engagement, Lobbying, Payment, Record, Signal
from debar.model.lists import Citation

#: Marks named at one lamp; its count says how many there are.
MOST_MARKS = 40
_KINDS = frozenset(
    {
        *("listing", "list-action", "signal", "terms-change", "clause", "engagement", "payment", "contact"),
        *("lobbying", "bill-step", "bill-mention", "project"),
    }
)
_TEXTS = ("id", "title", "rule", "because", "source", "url", "for_you")
_LISTS = ("kinds", "reads", "values", "words", "unless_values")
_KNOWN = frozenset({*_TEXTS, *_LISTS, "field", "unless_field", "read"})


@dataclass(frozen=True, slots=True)
class LampRule:
    """One rule: records of ``kinds`` whose ``field`` is one of ``values`` and whose words match, where set.

    ``read`` says where and when its source was read; a rule whose source was not read never burns fully.
    """

    id: str
    title: str
    rule: str
    because: str
    source: Citation
    for_you: str
    kinds: frozenset[str]
    reads: frozenset[str]
    field: str = ""
    values: frozenset[str] = frozenset()
    words: Any = None
    unless_field: str = ""
    unless_values: frozenset[str] = frozenset()
    read: str = ""


@cache
def lamp_rules() -> tuple[LampRule, ...]:
    """The rules of the package. Raises DataError that names the lamp and what is wrong with it."""
    return read_lamp_rules(files("debar.dossiers").joinpath("data/lamps.toml").read_text(encoding="utf-8"))


def read_lamp_rules(text: str) -> tuple[LampRule, ...]:
    """Rules from TOML. Raises DataError as `lamp_rules`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"lamps.toml: {error}") from None
    rules = tuple(_rule(row, number) for number, row in enumerate(data.get("lamp", []), 1))
    if len({rule.id for rule in rules}) != len(rules):
        raise DataError("lamps.toml: two lamps have one id")
    return rules


def light(entries: Sequence[Entry], names: Iterable[str], read: Iterable[str] = ()) -> tuple[Lamp, ...]:
    """All lamps in the order of the file; ``unread`` where no source that could light it was read.

    ``names`` are those of the company: what a firm does for another client, or another party
    against restrictions, lights nothing. ``read`` are lanes whose
    sources were read, whether or not they gave anything.
    """
    own = {bare(name) for name in names}
    by_kind: dict[str, list[int]] = {}
    lanes = set(read)
    clients: dict[str, bool] = {}
    for place, entry in enumerate(entries):
        lanes.add(entry.lane)
        client = _client(entry.record)
        if client and client not in clients:
            clients[client] = any(name in bare(client) for name in own)
        if (client and not clients[client]) or _of_another(entry.record, own):
            continue
        by_kind.setdefault(entry.record.kind if entry.record is not None else "listing", []).append(place)
    return tuple(_lamp(rule, entries, by_kind, lanes) for rule in lamp_rules())


def _client(record: Record | None) -> str:
    if isinstance(record, (Contact, Engagement, Lobbying)):
        return record.client
    return record.payer if isinstance(record, Payment) else ""


def _of_another(record: Record | None, own: set[str]) -> bool:
    """Whether a sentence tells another party's deed; what customers do is told by suppliers and counts."""
    if not isinstance(record, Signal) or record.signal == "stockpile_by_customer" or not bare(record.subject):
        return False
    subject = bare(record.subject)
    return not any(name in subject or subject in name for name in own)


def bare(name: str) -> str:
    """A name without case, marks and blanks."""
    return "".join(each for each in name.casefold() if each.isalnum())


def _lamp(rule: LampRule, entries: Sequence[Entry], by_kind: dict[str, list[int]], lanes: set[str]) -> Lamp:
    seen: dict[str, bool] = {}
    of_kind = sorted(place for kind in rule.kinds for place in by_kind.get(kind, ()))
    is_open = rule.words is None and not rule.values and not rule.unless_values
    hits = of_kind if is_open else [place for place in of_kind if _holds(rule, entries[place], seen)]
    firm: list[int] = []
    others: list[int] = []
    for place in hits:
        (firm if entries[place].is_settled and not entries[place].standing() else others).append(place)
    state: LampState = "lit" if firm and rule.read else "review" if hits else "dark" if rule.reads & lanes else "unread"
    return Lamp(
        id=rule.id,
        title=rule.title,
        state=state,
        rule=rule.rule,
        because=rule.because,
        source=rule.source,
        for_you=rule.for_you,
        marks=tuple(place + 1 for place in (*firm, *others)[:MOST_MARKS]),
        count=len(hits),
    )


def _holds(rule: LampRule, entry: Entry, seen: dict[str, bool]) -> bool:
    record = entry.record
    if record is None:
        return True
    if rule.values and getattr(record, rule.field, "") not in rule.values:
        return False
    if any(getattr(record, name, "") in rule.unless_values for name in rule.unless_field.split()):
        return False
    if getattr(record, "change", "") == "technical":
        return False
    if rule.words is None:
        return True
    text = _words(record)
    if text not in seen:
        seen[text] = bool(rule.words.search(text))
    return seen[text]


def _words(record: Record) -> str:
    """The words a rule reads: what the record says, and the quotation where the record is little else."""
    if isinstance(record, Contact):
        return " ".join((record.purpose, *record.bills)).casefold()[:4_000]
    parts = [title_of(record), *(value for _, value in facts_of(record))]
    if isinstance(record, Signal) or record.kind in {"clause", "terms-change", "project"}:
        parts += [each.quote for each in record.quotations[:2]]
    return " ".join(parts).casefold()[:4_000]


def _rule(row: dict[str, Any], number: int) -> LampRule:
    where = f"lamps.toml, lamp {number} ({row.get('id', 'no id')})"
    for name in _TEXTS:
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise DataError(f"{where}: {name} is missing or empty")
    if not isinstance(row.get("read"), str):
        raise DataError(f'{where}: read is missing: say where and when the source was read, or ""')
    for name in _LISTS:
        if not isinstance(row.get(name, []), list) or not all(isinstance(each, str) for each in row.get(name, [])):
            raise DataError(f"{where}: {name} is no list of texts")
    if set(row) - _KNOWN:
        raise DataError(f"{where}: not known: {', '.join(sorted(set(row) - _KNOWN))}")
    kinds, reads = frozenset(row.get("kinds", ())), frozenset(row.get("reads", ()))
    if not kinds or kinds - _KINDS or not reads or reads - set(LANES):
        raise DataError(f"{where}: kinds and reads must name kinds of records and lanes")
    if bool(row.get("values")) != bool(row.get("field")) or not re.match(r"https://\S+$", row["url"]):
        raise DataError(f"{where}: field and values belong together, and url is an https address")
    return LampRule(
        **{name: row[name] for name in ("id", "title", "rule", "because", "for_you")},
        source=Citation(f"{row['source']} ({_told_read(row['read'])})", row["url"]),
        read=row["read"],
        kinds=kinds,
        reads=reads,
        field=row.get("field", ""),
        values=frozenset(row.get("values", ())),
        words=_pattern(row["words"], where) if row.get("words") else None,
        unless_field=row.get("unless_field", ""),
        unless_values=frozenset(row.get("unless_values", ())),
    )


def _told_read(read: str) -> str:
    return f"read at {read}" if read else "not confirmed: the source was not read, so that this never burns fully"


def _pattern(words: list[str], where: str) -> Any:
    try:
        return re2.compile("|".join(f"(?:{each})" for each in words))
    except re2.error as error:
        raise DataError(f"{where}: {error}") from None

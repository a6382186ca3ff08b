"""Two copies of the FARA register compared: its rows are edited in place and keep no history of their own."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from rapidfuzz.distance import JaroWinkler

from debar.dossiers.evidence import Source, text_source
from debar.dossiers.fara_rows import Placed, placed_rows, split_through
from debar.dossiers.register_rows import read_register
from debar.history import Change, Chronicle, changes, collect
from debar.model import Edition
from debar.model.dossiers import Day, RegisterChange

_EXTRACTOR = "register-changes/1"
_NAME, _FIRM, _ENDED = "Foreign Principal", "Registrant Name", "Foreign Principal Termination Date"
_SAME = ("Registration Number", "Country/Location Represented", "Foreign Principal Registration Date")

#: A copy of the register: the edition it is, its document, and its rows.
Copy = tuple[Edition, Source, Sequence[Placed]]


def copy_of(content: bytes, name: str, retrieved_at: datetime) -> Copy:
    """A bulk csv file of principals as a copy retrieved at a moment (UTC). Raises FormatError as `read_register`."""
    register = read_register(content, name)
    source = text_source(content, register.text, name, "csv", retrieved_at=retrieved_at.isoformat())
    edition = Edition(
        list="us-fara-principals",
        title="Foreign principals registered under FARA",
        authority="US Department of Justice",
        sha256=source.sha256,
        published=None,
        retrieved_at=retrieved_at,
        entities=len(register.rows),
        origin="imported",
    )
    return edition, source, list(placed_rows(register))


def chronicle(copies: Sequence[Copy]) -> Chronicle:
    """The history of the register's principals over its copies, as `debar.history` reads it."""
    return collect("us-fara-principals", [(edition, _records(rows)) for edition, _, rows in copies])


def compare_copies(copies: Sequence[Copy]) -> Iterator[RegisterChange]:
    """What changed from each copy to the next, in the order of their days.

    A principal under the same registration, country and day with another name was renamed; a termination day that was
    not there before ends the engagement. Each change quotes the row of the newer copy, and the older one's beside it.
    """
    ordered = sorted(copies, key=lambda copy: (copy[0].dated, copy[0].retrieved_at))
    history = chronicle(ordered)
    for place in range(1, len(ordered)):
        yield from _steps(ordered[place - 1], ordered[place], list(changes(history, place - 1, place)))


def _records(rows: Sequence[Placed]) -> dict[str, str]:
    return {_key(row.values): json.dumps(dict(row.values), sort_keys=True, ensure_ascii=False) for row in rows}


def _key(values: Mapping[str, str]) -> str:
    return "\t".join((*(values.get(each, "") for each in _SAME), values.get(_NAME, "")))


def _steps(old: Copy, new: Copy, found: list[Change]) -> Iterator[RegisterChange]:
    before = {_key(row.values): row for row in old[2]}
    after = {_key(row.values): row for row in new[2]}
    gone: dict[str, list[Placed]] = defaultdict(list)
    come: dict[str, list[Placed]] = defaultdict(list)
    for each in found:
        group = each.key.rpartition("\t")[0]
        if each.new is None:
            gone[group].append(before[each.key])
        elif each.old is None:
            come[group].append(after[each.key])
        else:
            yield _change(old, new, before[each.key], after[each.key])
    for group in sorted({*gone, *come}):
        yield from _paired(old, new, gone[group], come[group])


def _paired(old: Copy, new: Copy, gone: list[Placed], come: list[Placed]) -> Iterator[RegisterChange]:
    """Names that left and names that came under one registration: the closest are one principal renamed."""
    near = sorted(
        (
            (JaroWinkler.similarity(a.values[_NAME], b.values[_NAME]), i, k)
            for i, a in enumerate(gone[:50])
            for k, b in enumerate(come[:50])
        ),
        reverse=True,
    )
    left, right = set(range(len(gone))), set(range(len(come)))
    for _, i, k in near:
        if i in left and k in right:
            left.remove(i)
            right.remove(k)
            yield _change(old, new, gone[i], come[k])
    for i in sorted(left):
        yield _change(old, new, gone[i], None)
    for k in sorted(right):
        yield _change(old, new, None, come[k])


def _change(old: Copy, new: Copy, before: Placed | None, after: Placed | None) -> RegisterChange:
    row = after or before
    if row is None:
        raise ValueError("a change has a row in one copy at least")
    client, _ = split_through(row.values.get(_NAME, ""))
    quotations = [copy[1].quote(each.start, each.end) for copy, each in ((new, after), (old, before)) if each]
    firm = row.values.get(_FIRM, "")
    fields = _fields(before, after)
    return RegisterChange(
        quotations=tuple(quotations),
        about=tuple(dict.fromkeys((client, firm, *_names(fields)))),
        method="table",
        extractor=_EXTRACTOR,
        source="FARA register",
        change=_kind(before, after),
        firm=firm,
        client=row.values.get(_NAME, ""),
        number=row.values.get("Registration Number", ""),
        fields=fields,
        after=Day(iso=old[0].dated.isoformat()),
        seen=Day(iso=new[0].dated.isoformat()),
    )


def _names(fields: tuple[tuple[str, str, str], ...]) -> Iterator[str]:
    for heading, old, _ in fields:
        if heading in {_NAME, _FIRM} and old:
            yield old


def _kind(before: Placed | None, after: Placed | None) -> str:
    if before is None or after is None:
        return "added" if before is None else "removed"
    if not before.values.get(_ENDED) and after.values.get(_ENDED):
        return "terminated"
    if _bare(before, _NAME) != _bare(after, _NAME):
        return "renamed"
    return "firm-renamed" if _bare(before, _FIRM) != _bare(after, _FIRM) else "edited"


def _bare(row: Placed, heading: str) -> str:
    """A name without case, marks and blanks: to set a comma is not to rename."""
    return "".join(each for each in row.values.get(heading, "").casefold() if each.isalnum())


def _fields(before: Placed | None, after: Placed | None) -> tuple[tuple[str, str, str], ...]:
    if before is None or after is None:
        return ()
    return tuple(
        (heading, before.values.get(heading, ""), value)
        for heading, value in after.values.items()
        if before.values.get(heading, "") != value
    )

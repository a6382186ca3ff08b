"""Releases of one contracting process made one, and releases from the sheets of a flattened workbook.

After the OCDS 1.1 documentation: releases of one ``ocid`` are merged in the order of their dates, later ones overrule
(merging), objects in lists are the same where their ``id`` is; flattened headings are JSON pointers with the index 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeGuard

Release = Mapping[str, Any]

#: Headings of a sheet that tell a flattened release.
_PARTS = ("tender/", "awards/0/", "contracts/0/", "buyer/", "parties/0/", "planning/")
_DEEPEST = 12


def processes(releases: Iterable[Release]) -> Iterator[tuple[Release, list[Release]]]:
    """Each contracting process in the order of its first release: all of it merged, and the releases themselves."""
    groups: dict[object, list[Release]] = {}
    for number, release in enumerate(releases):
        ocid = release.get("ocid")
        groups.setdefault(ocid if isinstance(ocid, str) and ocid else number, []).append(release)
    for group in groups.values():
        yield (group[0] if len(group) == 1 else merged(group)), group


def merged(releases: Sequence[Release]) -> Release:
    """One release that says what several of a process say, the one with the latest date last."""
    whole: dict[str, Any] = {}
    for release in sorted(releases, key=lambda release: str(release.get("date") or "")):
        _merge(whole, release, 0)
    return whole


def _merge(whole: dict[str, Any], more: Mapping[str, Any], depth: int) -> None:
    for name, value in more.items():
        held = whole.get(name)
        if isinstance(value, dict) and isinstance(held, dict) and depth < _DEEPEST:
            whole[name] = dict(held)
            _merge(whole[name], value, depth + 1)
        elif _identified(value) and _identified(held) and depth < _DEEPEST:
            items = {str(item["id"]): item for item in held}
            for item in value:
                same = dict(items.get(str(item["id"]), {}))
                _merge(same, item, depth + 1)
                items[str(item["id"])] = same
            whole[name] = list(items.values())
        elif value is not None:
            whole[name] = value


def _identified(value: Any) -> TypeGuard[list[dict[str, Any]]]:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) and "id" in v for v in value)


def is_flat_release(header: Sequence[str]) -> bool:
    """True for the headings of a sheet of a flattened OCDS workbook."""
    return "ocid" in header and any(name.startswith(_PARTS) for name in header)


def releases_of_sheets(sheets: Iterable[tuple[Sequence[str], Iterable[Sequence[str]]]]) -> list[Release]:
    """The releases that the sheets (headings, rows) of a flattened workbook hold together, by ``ocid`` and ``id``."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for number, (header, rows) in enumerate(sheets):
        if "ocid" not in header:
            continue
        for row_number, row in enumerate(rows):
            cells = {name: cell.strip() for name, cell in zip(header, row, strict=False) if cell.strip()}
            if not cells.get("ocid"):
                continue
            release = found.setdefault((cells["ocid"], cells.get("id", "")), {})
            for name, cell in cells.items():
                _place(release, name.split("/"), cell, cells, f"{number}.{row_number}")
    return list(found.values())


def _place(release: dict[str, Any], steps: Sequence[str], cell: str, cells: Mapping[str, str], row: str) -> None:
    """Puts a cell where its heading points; an object in a list is the one with the id that its row names."""
    here: dict[str, Any] = release
    for depth, step in enumerate(steps[:-1]):
        if step.isdigit():
            continue
        if depth + 1 < len(steps) and steps[depth + 1].isdigit():
            wanted = cells.get("/".join((*steps[: depth + 2], "id")), row)
            items = here.setdefault(step, [])
            if not isinstance(items, list):
                return
            same = [item for item in items[-64:] if item["id"] == wanted]
            if not same:
                items.append({"id": wanted})
            here = same[0] if same else items[-1]
        else:
            inner = here.setdefault(step, {})
            if not isinstance(inner, dict):
                return
            here = inner
    if not steps[-1].isdigit():
        here.setdefault(steps[-1], cell)

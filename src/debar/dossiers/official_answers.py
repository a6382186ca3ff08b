"""What an official service answered, judged: a page of items, where the next one is, or an error told with status 200.

Services answer 200 with texts that are no JSON, with web pages and with cut bodies; each ends in a sentence, none is
taken for "there is nothing".
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from debar.dossiers.fara_rows import read_answer
from debar.dossiers.filings import read_submissions
from debar.dossiers.official import OfficialRequest
from debar.errors import FormatError
from debar.names.normalize import normalize

#: Forms of filings whose text can be read.
_REPORTS = re.compile(r"(?:8-K|10-K|10-Q|20-F|6-K|40-F)(?:/A)?")
_SAID = 240
#: Keys under which services tell an error.
_ERRORS = ("detail", "error", "message", "Message", "errors")


@dataclass(frozen=True, slots=True)
class Page:
    """One answer. ``items`` tells them apart; ``count``: how many there are in all, None when it is not said.

    ``party`` is whose index it is, ``next`` the address of the page after this one; ``older`` names further pages of
    an index; ``documents`` are addresses with the day of each.
    """

    items: tuple[str, ...] = ()
    count: int | None = None
    next: str = ""
    party: str = ""
    older: tuple[str, ...] = ()
    documents: tuple[tuple[str, str], ...] = ()


def read_page(content: bytes, request: OfficialRequest, name: str, *, about: str = "", since: str = "") -> Page:
    """Read an answer. Raises FormatError saying what came instead: an error, no JSON, a cut archive, everything."""
    if request.form == "zip":
        return _archive(content, name)
    text = _text(content, name)
    if request.form == "xml":
        if f"<{request.holds}" not in text or f"</{request.holds}>" not in text:
            raise FormatError(f"{name}: holds no whole <{request.holds}>; it begins {_begin(text)}")
        return Page()
    if request.form == "fara":
        rows = len(read_answer(text, name))
        return Page(tuple(map(str, range(rows))), count=rows)
    whole = _object(text, request, name)
    if request.form == "edgar":
        return _index(content, whole, name, since)
    held = whole[request.holds]
    if isinstance(held, Mapping):
        return Page()
    if not isinstance(held, list) or not all(isinstance(each, dict) and each.get(request.item) for each in held):
        raise FormatError(f"{name}: {request.holds} is no list of items with {request.item}")
    _check_names(held, request, name, about)
    onward = whole.get(request.next) if request.next else ""
    return Page(
        items=tuple(str(each[request.item]) for each in held),
        count=_count(whole.get(request.count), name),
        next=str(onward or ""),
        documents=tuple(_documents(held, request.documents)),
    )


def read_lookup(content: bytes, about: str, name: str) -> tuple[tuple[str, str], ...]:
    """The numbers and names of a register of filers (``cik_str``, ``title``) that a name means.

    Those that are the name, else those that hold it as whole words. Raises FormatError when it is no such register.
    """
    try:
        whole = json.loads(_text(content, name))
        rows = {str(int(row["cik_str"])): str(row["title"]) for row in whole.values()}
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise FormatError(f"{name}: is no register of filers; it begins {_begin(_shown(content))}") from None
    wanted = normalize(about)
    plain = {number: normalize(title) for number, title in rows.items()}
    found = [number for number, title in plain.items() if title == wanted]
    found = found or [number for number, title in plain.items() if wanted and f" {wanted} " in f" {title} "]
    return tuple((number, rows[number]) for number in found)


def _archive(content: bytes, name: str) -> Page:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.namelist()
    except (zipfile.BadZipFile, ValueError, EOFError) as error:
        raise FormatError(f"{name}: is no whole zip archive ({error}); it begins {_begin(_shown(content))}") from None
    if not members:
        raise FormatError(f"{name}: is an archive without files")
    return Page()


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(f"{name}: is not UTF-8 at byte {error.start}; it begins {_begin(_shown(content))}") from None


def _object(text: str, request: OfficialRequest, name: str) -> Mapping[str, Any]:
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        whole = None
    if not isinstance(whole, dict):
        raise FormatError(f"{name}: is no JSON object; it begins {_begin(text)}")
    if request.empty and request.holds not in whole and whole.get(request.count) == 0:
        return {**whole, request.holds: []}
    if request.holds not in whole and not (request.form == "edgar" and "accessionNumber" in whole):
        told = next((f"{key}: {whole[key]}" for key in _ERRORS if key in whole), text)
        raise FormatError(f"{name}: holds no {request.holds}; the service says {_begin(told)}")
    return whole


def _count(value: object, name: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise FormatError(f"{name}: {value!r:.40} is no count of items")
    return value


def _check_names(held: Sequence[Mapping[str, Any]], request: OfficialRequest, name: str, about: str) -> None:
    """Raise FormatError when most items are of other names: the service ignored the filter, and everything came.

    The longest word of the name is looked for by its stem, as services search by stems.
    """
    telling = max(normalize(about).split(), key=len, default="")
    if not (request.names and held and telling):
        return
    stem = telling[: max(4, len(telling) - 3)]
    names = [normalize(str(_at(each, request.names) or "")) for each in held]
    meant = sum(any(word.startswith(stem) for word in each.split()) for each in names)
    if 2 * meant < len(held):
        raise FormatError(
            f"{name}: {len(held) - meant} of {len(held)} items are without {telling!r} in {request.names}; the service "
            "ignored what was asked, and sent something else"
        )


def _at(value: Any, path: str) -> Any:
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _documents(held: Sequence[Mapping[str, Any]], key: str) -> Iterator[tuple[str, str]]:
    for each in held if key else ():
        if each.get(key):
            yield str(each[key]), str(each.get("publication_date") or "")


def _index(content: bytes, whole: Mapping[str, Any], name: str, since: str) -> Page:
    """The index of a filer: its older pages, and its reports from a day on."""
    index = read_submissions(content, name)
    begin = date.fromisoformat(since) if since else date.min
    reports = [each for each in index.filings if _REPORTS.fullmatch(each.form) and each.filed >= begin]
    filings = whole.get("filings")
    pages = filings.get("files") if isinstance(filings, dict) else None
    return Page(
        items=tuple(each.accession for each in index.filings),
        party=index.name,
        older=tuple(str(page["name"]) for page in pages or () if str(page.get("filingTo") or "9") >= since),
        documents=tuple((each.address, each.filed.isoformat()) for each in reports if each.address),
    )


def _shown(content: bytes) -> str:
    return content[:_SAID].decode("utf-8", "replace")


def _begin(text: str) -> str:
    """The first words of a text, as they may stand in a message."""
    plain = "".join(char if char.isprintable() else " " for char in text[:_SAID])
    return repr(" ".join(plain.split()))

"""Where a list is downloaded from: the ``download`` part of a source's description.

A download is one layout of the list with its files by role, and the places that serve it, the best first. An edition
is all files of one place, never a mixture. Lists whose files only a person can get at (pages built by script, captchas,
printed notices) say so, with the reason and what to do; their file names still count, for a mirror.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from debar.errors import DataError

#: Stands for a day (YYYY-MM-DD) in an address that serves the text of any day.
DAY = "{date}"

_KEYS = frozenset({"layout", "files", "from", "days_back", "manual", "instruction"})


@dataclass(frozen=True, slots=True)
class Download:
    """One layout of a list that can be had: ``files`` maps roles to file names, each of ``places`` roles to addresses.

    ``days_back``: how many days before today an address with ``{date}`` is asked for when later days are not there yet.
    ``reason`` and ``instruction`` are given when only a person can get the files; ``places`` is then empty.
    """

    layout: str
    files: Mapping[str, str]
    places: tuple[Mapping[str, str], ...] = ()
    days_back: int = 0
    reason: str = ""
    instruction: str = ""

    @property
    def manual(self) -> bool:
        """Whether only a person can get the files."""
        return not self.places


@dataclass(frozen=True, slots=True)
class Place:
    """One row of what would be fetched. ``order`` counts the places of a layout from 1; ``url`` is "" for a manual one.

    ``filename`` is the name that a mirror keeps the file under, in a folder named as the list.
    """

    list: str
    layout: str
    order: int
    role: str
    url: str
    filename: str
    manual: str = ""


class Listed(Protocol):
    """What of a source is needed to fetch it."""

    @property
    def id(self) -> str:
        """The list."""

    @property
    def downloads(self) -> tuple[Download, ...]:
        """Where it can be had, the best first."""


def addresses(source: Listed) -> Iterator[Place]:
    """Yield every file of every place of a list, in the order in which they are tried."""
    for download in source.downloads:
        for role, filename in download.files.items():
            if download.manual:
                manual = f"{download.reason} {download.instruction}"
                yield Place(source.id, download.layout, 1, role, "", filename, manual)
        for order, place in enumerate(download.places, start=1):
            for role, url in place.items():
                yield Place(source.id, download.layout, order, role, url, download.files[role])


def read_downloads(data: object, *, where: str) -> tuple[Download, ...]:
    """Return the downloads of a description, as parsed. Raises DataError naming what is missing, wrong or unknown."""
    if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
        raise DataError(f"{where}: 'download' must be a list of mappings")
    found = tuple(_download(item, f"{where}: download[{number}]") for number, item in enumerate(data))
    layouts = [download.layout for download in found]
    if len(set(layouts)) != len(layouts):
        raise DataError(f"{where}: 'download' names a layout twice")
    return found


def _download(data: Mapping[str, object], where: str) -> Download:
    unknown = sorted(set(data) - _KEYS)
    if unknown:
        raise DataError(f"{where}: unknown key {unknown[0]!r}; known are {', '.join(sorted(_KEYS))}")
    files = _texts(data.get("files"), f"{where}: 'files'")
    for name in files.values():
        if not name or name != name.lower() or set(name) & set('/\\:*?"<>|') or name.startswith("."):
            raise DataError(f"{where}: {name!r} must be a plain file name in lower case")
    if len(set(files.values())) != len(files):
        raise DataError(f"{where}: two files of the same name")
    reason, instruction, places = _text(data, "manual", where), _text(data, "instruction", where), data.get("from", [])
    if not isinstance(places, list) or bool(places) == bool(reason) or bool(reason) != bool(instruction):
        raise DataError(f"{where}: needs either 'from', a list of places, or 'manual' with 'instruction'")
    days_back = data.get("days_back", 0)
    if not isinstance(days_back, int) or not 0 <= days_back <= 60:
        raise DataError(f"{where}: 'days_back' must be a whole number from 0 to 60")
    return Download(
        layout=_text(data, "layout", where, needed=True),
        files=files,
        places=tuple(_place(place, files, f"{where}: from[{number}]") for number, place in enumerate(places)),
        days_back=days_back,
        reason=reason,
        instruction=instruction,
    )


def _place(data: object, files: Mapping[str, str], where: str) -> Mapping[str, str]:
    place = _texts(data, where)
    if set(place) != set(files):
        raise DataError(f"{where}: must give an address for each of {', '.join(files)}, and for nothing else")
    for url in place.values():
        if not url.startswith(("https://", "http://")):
            raise DataError(f"{where}: {url!r} is no web address")
    return {role: place[role] for role in files}


def _texts(data: object, where: str) -> Mapping[str, str]:
    if (
        not isinstance(data, dict)
        or not data
        or not all(isinstance(item, str) for pair in data.items() for item in pair)
    ):
        raise DataError(f"{where} must map roles to texts")
    return data


def _text(data: Mapping[str, object], key: str, where: str, *, needed: bool = False) -> str:
    value = data.get(key, "")
    if not isinstance(value, str) or (needed and not value.strip()):
        raise DataError(f"{where}: {key!r} must be text, found {value!r}")
    return " ".join(value.split())

"""The official services that dossiers are fetched from, out of ``data/official_sources.toml``; one more needs no code.

Nothing here asks a network: a source says what is to be asked, how often, under which name, and with which key.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args
from urllib.parse import quote, urlsplit

from debar.errors import DataError, InputError

AnswerForm = Literal["zip", "json", "fara", "xml", "edgar"]
_FILE = "official_sources.toml"
_AGENT = "debar/{version} (+https://debar.readthedocs.io)"
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialRequest:
    """One thing to ask of a service; what each field means, the head of the data file tells."""

    name: str
    address: str
    form: AnswerForm
    since: str = ""
    holds: str = ""
    item: str = ""
    count: str = ""
    next: str = ""
    names: str = ""
    most: int = 0
    none: int = 0
    empty: bool = False
    older: str = ""
    documents: str = ""

    @property
    def wants(self) -> frozenset[str]:
        """The names that the address has places for."""
        return frozenset(name for _, name, _, _ in string.Formatter().parse(self.address) if name)

    @property
    def suffix(self) -> str:
        """The ending of the answer's file."""
        return {"zip": ".csv.zip", "xml": ".xml"}.get(self.form, ".json")

    @property
    def has_documents(self) -> bool:
        """Whether its answers name documents that can be fetched too."""
        return bool(self.documents) or self.form == "edgar"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialSource:
    """A service; what each field means, the head of the data file tells. A rate is requests and seconds."""

    id: str
    title: str
    publisher: str
    terms: str
    hosts: tuple[str, ...]
    rate: tuple[int, float]
    requests: tuple[OfficialRequest, ...]
    facts: tuple[tuple[str, str], ...]
    rate_with_key: tuple[int, float] | None = None
    documents_rate: tuple[int, float] | None = None
    agent: str = _AGENT
    key: str = ""
    key_header: str = ""
    key_form: str = ""
    key_from: str = ""
    key_needed: bool = False
    id_pattern: str = ""
    id_means: str = ""
    lookup: str = ""
    advice: str = ""

    @property
    def wants_contact(self) -> bool:
        """Whether the service must be told whom it can write to."""
        return "{contact}" in self.agent

    @property
    def by_name(self) -> bool:
        """Whether something is asked by a party's name."""
        return bool(self.lookup) or any("about" in request.wants for request in self.requests)

    @property
    def asked_by(self) -> str:
        """What a person says to ask it: the options with what each means."""
        ways = ["--about NAME"] if self.by_name else []
        ways += [f"--id, {self.id_means}"] if self.id_pattern else []
        return " or ".join(ways) or "comes whole"

    @property
    def knows_days(self) -> bool:
        """Whether what is fetched can begin at a day."""
        return any(request.since or request.has_documents for request in self.requests)

    def parts(self, text: str) -> Mapping[str, str]:
        """The named parts of an id. Raises InputError for one of another form."""
        asked = bool(self.id_pattern) and len(text) < 80 and text.isascii()
        found = re.fullmatch(self.id_pattern, text.strip().lower()) if asked else None
        if found is None:
            means = self.id_means or f"nothing: {self.id} is not asked by an id"
            raise InputError(f"--id: {text[:80]!r} names none of {self.id}; wanted is {means}")
        return found.groupdict()


@dataclass(frozen=True, slots=True)
class Question:
    """One address to be asked; ``of`` is the name or id that it is asked for, "" for a whole register."""

    request: OfficialRequest
    address: str
    of: str


def questions(source: OfficialSource, about: str, ids: tuple[str, ...], since: str) -> tuple[Question, ...]:
    """What is to be asked of a source; nothing yet for a name whose number is to be looked up first.

    Raises InputError when what the source needs is not given, or what is given not used.
    """
    about = " ".join(about.split())
    if len(about) > _LONGEST_NAME:
        raise InputError(f"--about: {len(about):,} characters; a name has at most {_LONGEST_NAME}")
    if any("\ud800" <= char <= "\udfff" for char in about):  # bytes of a command line that are no text
        raise InputError("--about: holds characters that cannot be sent; write the name once more")
    if about and not source.by_name:
        wanted = f"; it is asked by --id, {source.id_means}" if source.id_pattern else "; it comes whole"
        raise InputError(f"--about: {source.id} cannot be asked by name{wanted}")
    if since and not source.knows_days:
        raise InputError(f"--since: {source.id} cannot be asked from a day on; leave it out")
    if about and source.lookup and not ids:
        return ()
    found = tuple(_asked(source, about, ids, since))
    if not found:
        raise InputError(f"{source.id}: say what to ask for: {source.asked_by}")
    return found


def _asked(source: OfficialSource, about: str, ids: tuple[str, ...], since: str) -> Iterator[Question]:
    whole = [request for request in source.requests if not request.wants]
    if ids and (whole or not source.id_pattern):
        source.parts(ids[0])
    for request in whole:
        yield Question(request, _from(request, request.address, since), "")
    for request in source.requests:
        if about and "about" in request.wants:
            plain = about.replace('"', " ")
            yield Question(request, _from(request, request.address.format(about=quote(plain, safe="")), since), about)
    for text in ids:
        parts = source.parts(text)
        for request in source.requests:
            if request.wants and request.wants <= set(parts):
                yield Question(request, _from(request, request.address.format(**parts), since), text.strip())


def _from(request: OfficialRequest, address: str, since: str) -> str:
    """The address with the first day, where the service takes one."""
    if not (since and request.since):
        return address
    return f"{address}{'&' if '?' in address else '?'}{request.since}={since}"


@cache
def official_sources() -> Mapping[str, OfficialSource]:
    """The shipped sources by id. Raises DataError that names the source when the file breaks its own layout."""
    return read_official(files("debar.dossiers").joinpath(f"data/{_FILE}").read_text(encoding="utf-8"), _FILE)


def official_source(name: str) -> OfficialSource:
    """A shipped source. Raises InputError that lists the sources for an unknown one."""
    sources = official_sources()
    if name not in sources:
        raise InputError(f"{name[:80]!r} is no official source; there are {', '.join(sources)}")
    return sources[name]


def read_official(text: str, name: str) -> Mapping[str, OfficialSource]:
    """Sources out of TOML text. Raises DataError that names the file, the source and the key."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{name}: not TOML: {error}") from error
    found: dict[str, OfficialSource] = {}
    for number, row in enumerate(data.get("sources", ()), start=1):
        source = _source(row, f"{name}: {row.get('id') or f'source {number}'}")
        if source.id in found:
            raise DataError(f"{name}: {source.id} stands there twice")
        found[source.id] = source
    return found


def _source(row: Mapping[str, Any], where: str) -> OfficialSource:
    requests = tuple(
        _built(OfficialRequest, each, f"{where}: requests[{number}]")
        for number, each in enumerate(row.get("requests", ()), start=1)
    )
    facts = tuple((str(each.get("what", "")), str(each.get("source", ""))) for each in row.get("facts", ()))
    plain = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    source: OfficialSource = _built(OfficialSource, {**plain, "requests": requests, "facts": facts}, where)
    if not requests or not facts or not all(what and said for what, said in facts):
        raise DataError(f"{where}: needs requests, and facts that each say their source")
    for rate in (source.rate, source.rate_with_key, source.documents_rate):
        if rate is not None and (len(rate) != 2 or min(rate) <= 0):
            raise DataError(f"{where}: a rate is requests and seconds, [5, 10]; found {rate}")
    if bool(source.key) != bool(source.key_header and "{key}" in source.key_form and source.key_from):
        raise DataError(f"{where}: a key needs its header, its form with {{key}}, and where it is had")
    try:
        parts = set(re.compile(source.id_pattern).groupindex) if source.id_pattern else set()
    except re.error as error:
        raise DataError(f"{where}: id_pattern: {error}") from error
    for request in requests:
        _check_address(request.address, source, f"{where}: {request.name}")
        _check(request, parts, f"{where}: {request.name}")
    if source.lookup:
        _check_address(source.lookup, source, f"{where}: lookup")
    return source


def _check_address(text: str, source: OfficialSource, where: str) -> None:
    address = urlsplit(text)
    if address.scheme != "https" or address.hostname not in source.hosts:
        raise DataError(f"{where}: the address must begin with https:// and one of {', '.join(source.hosts)}")


def _check(request: OfficialRequest, parts: set[str], where: str) -> None:
    if request.form not in get_args(AnswerForm):
        raise DataError(f"{where}: form {request.form!r}; there are {', '.join(get_args(AnswerForm))}")
    if not (request.wants <= {"about"} or request.wants <= parts):
        raise DataError(f"{where}: the address has places for {', '.join(sorted(request.wants))}, unknown here")
    if request.next and not (request.holds and request.item and request.count):
        raise DataError(f"{where}: what has pages needs holds, item and count")


def _built(kind: type[Any], row: Mapping[str, Any], where: str) -> Any:
    known = {each.name: each for each in fields(kind)}
    unknown = sorted(set(row) - set(known))
    lacking = sorted(
        name for name, each in known.items() if each.default is MISSING and (name not in row or row[name] in ("", ()))
    )
    if unknown or lacking:
        said = f"unknown key {unknown[0]!r}" if unknown else f"{lacking[0]!r} is missing"
        raise DataError(f"{where}: {said}; known are {', '.join(known)}")
    return kind(**row)

"""Where a store is: a file for one machine, a PostgreSQL database for several. Nothing here loads SQLAlchemy."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

import platformdirs

from debar.errors import InputError, MissingExtraError
from debar.store.errors import StoreError

#: Marks an SQLite file as a store of debar (``PRAGMA application_id``): the letters "debr".
APPLICATION_ID = 0x64656272
#: The schema that holds the tables in a PostgreSQL database.
SCHEMA = "debar"
#: Seconds to wait for a server to answer.
CONNECT_SECONDS = 10

#: What a store notes the number of its newest decision under: who finds none there need not open it whole.
DECIDED = "decided"

_POSTGRES = {"postgresql", "postgres", "postgresql+psycopg"}
#: A percent sign that stands for itself.
_BROKEN = re.compile("%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Place:
    """One store's place: ``path`` of its file, or ``server``, the URL of its database (with the password, if any)."""

    path: Path | None = None
    server: str = ""

    @property
    def shown(self) -> str:
        """The place as it may be shown: never with a password."""
        if self.path is not None:
            return str(self.path)
        parts = urlsplit(self.server)
        netloc = parts.netloc
        if "@" in netloc:
            user, _, host = netloc.rpartition("@")
            netloc = f"{user.partition(':')[0]}@{host}"
        query = urlencode([(key, "***" if "password" in key.lower() else value) for key, value in _query(parts.query)])
        return urlunsplit((parts.scheme, netloc, parts.path, query, ""))


def _query(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)


def default_url() -> str:
    """Return the store in use when none is named: DEBAR_STORE, or a file in the data folder of the user."""
    return os.environ.get("DEBAR_STORE") or str(Path(platformdirs.user_data_dir("debar")) / "debar.sqlite3")


def place_of(url: str = "") -> Place:
    """Return the place that a path, ``sqlite:///PATH`` or ``postgresql://…`` names; "" is the default one.

    Raises InputError for anything else.
    """
    text = (url or default_url()).strip()
    scheme, separator, rest = text.partition("://")
    if text.partition(":")[0].lower() in _POSTGRES:
        if not separator or not _usable(text):
            raise InputError(
                f"{text.partition(':')[0]}:…: not a usable address of a server; give postgresql://USER:PASSWORD@HOST:PORT"
                "/DATABASE, in the password %25 for %, %40 for @, %2F for /, %23 for # and so on"
            )
        return Place(server=f"postgresql://{rest}")
    if not separator:
        return Place(path=_file(text))
    if scheme.lower() == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return Place(path=_file(unquote(rest[1:])))
    raise InputError(
        f"{scheme}://…: not a store; give the path of a file, sqlite:///PATH or postgresql://USER@HOST/DATABASE"
    )


def _usable(url: str) -> bool:
    """Whether the parts of an address are where they seem: a sign in a password that stands for itself moves them."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  reading it checks it
    except ValueError:
        return False
    elsewhere = f"{parts.path}{parts.query}"
    return "#" not in url and "@" not in elsewhere and parts.netloc.count("@") < 2 and not _BROKEN.search(url)


def _file(text: str) -> Path:
    if "\0" in text:
        raise InputError("the path of the store holds a NUL character; give the path of a file")
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError as error:
        raise InputError(f"{text}: {error}; give the whole path of the store") from None


def file_uri(path: Path, *, reading: bool = False) -> str:
    """Return how SQLite is to open a file: as it is, where its folder cannot be written to and nobody else writes."""
    effective = os.access in os.supports_effective_ids
    if path.exists() and not os.access(path.parent, os.W_OK, effective_ids=effective):
        return f"{path.as_uri()}?mode=ro" + ("" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1")
    return f"{path.as_uri()}?mode={'ro' if reading else 'rwc'}"


def token_of(url: str = "") -> str:
    """Return a text that changes whenever the readable content of the store does; "" when there is no store yet.

    Raises StoreError when there is one that cannot be read.
    """
    return note_of(url, "token")


def note_of(url: str, name: str) -> str:
    """Return what the store notes under a name, without opening it whole; "" when it notes nothing, or is not there.

    Raises StoreError when there is one that cannot be read.
    """
    place = place_of(url)
    return _note_in_file(place, name) if place.path is not None else _note_on_server(place, name)


def _note_in_file(place: Place, name: str) -> str:
    path = place.path
    if path is None or not path.exists():
        return ""
    if path.is_dir():
        raise StoreError(f"{place.shown}: is a directory; give the path of the store's file in it")
    try:
        with closing(sqlite3.connect(file_uri(path, reading=True), uri=True, timeout=10)) as connection:
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'store'").fetchone() is None:
                return ""
            row = connection.execute("SELECT value FROM store WHERE name = ?", (name,)).fetchone()
    except sqlite3.Error as error:
        raise StoreError(f"{place.shown}: cannot be read as a store ({error})") from None
    return str(row[0]) if row else ""


def _note_on_server(place: Place, name: str) -> str:
    psycopg = postgres_driver()
    try:
        with psycopg.connect(place.server, connect_timeout=CONNECT_SECONDS, options=search_path(place)) as connection:
            if connection.execute("SELECT to_regclass('store')").fetchone()[0] is None:
                return ""
            row = connection.execute("SELECT value FROM store WHERE name = %s", (name,)).fetchone()
    except psycopg.Error as error:
        raise StoreError(f"{place.shown}: cannot be read ({first_line(error)})") from None
    return str(row[0]) if row else ""


def search_path(place: Place) -> str:
    """Return the connection options that lead to the store's tables; a search path in the URL itself goes first."""
    own = dict(_query(urlsplit(place.server).query)).get("options", "")
    return own if "search_path" in own else f"{own} -csearch_path={SCHEMA}".strip()


def postgres_driver() -> ModuleType:
    """Return psycopg. Raises MissingExtraError with the install line when it is absent."""
    try:
        return import_module("psycopg")
    except ImportError:
        raise MissingExtraError(
            "a store on PostgreSQL needs psycopg, which is not installed: pip install 'debar[postgres]'"
        ) from None


def first_line(error: BaseException) -> str:
    """Return the first line of an error's text: servers add hints that are of no use here."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]

"""Opening a store: found or made, brought to the newest schema, or refused with the reason."""

from __future__ import annotations

import time
from contextlib import closing
from importlib import resources
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from debar.errors import InputError
from debar.store.engine import connect_to, exclusive, telling
from debar.store.errors import StoreError
from debar.store.place import APPLICATION_ID, SCHEMA, Place, place_of, search_path
from debar.store.reading import Store
from debar.store.schema import HEAD

#: Seconds a writer waits for another one to finish.
WAIT = 60.0


def open_store(url: str = "", *, create: bool = True, wait: float = WAIT) -> Store:
    """Return the store at a place: a path, ``sqlite:///PATH``, ``postgresql://…``; "" is the default one.

    A store that does not exist is made, unless ``create`` is False. An older one is brought to the newest schema.
    Raises InputError when there is none and none may be made, MissingExtraError when the driver for a server is
    absent, StoreError when the place cannot be used: not writable, not a store, of a newer debar, not reachable.
    """
    place = place_of(url)
    if place.path is not None:
        _prepare_file(place, place.path, create=create)
    engine = connect_to(place, wait=wait)
    with telling(place, wait=wait):
        with engine.connect() as connection:
            version = _version(connection, place)
        if version != HEAD:
            if not version and not create:
                raise InputError(f"{place.shown}: no store there yet; import or update a list to make one")
            if version > HEAD:
                raise _newer(place, version)
            _migrate(engine, place, wait)
    return Store(engine, place, wait=wait)


def _prepare_file(place: Place, path: Path, *, create: bool) -> None:
    try:
        if path.is_dir():
            raise StoreError(f"{place.shown}: is a folder; name the file of the store")
        if not path.exists():
            if not create:
                raise InputError(f"{place.shown}: no store there yet; import or update a list to make one")
            path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{place.shown}: cannot be made ({error.strerror}); name a writable place with --store or DEBAR_STORE"
        ) from None


def _newer(place: Place, version: str) -> StoreError:
    return StoreError(
        f"{place.shown}: written by a newer debar (schema {version}, this one knows {HEAD}); install that version"
    )


def _version(connection: Connection, place: Place) -> str:
    """The schema's version; "" for an empty database. Raises StoreError when it belongs to something else."""
    if place.path is None:
        return _version_on_server(connection, place)
    application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
    if not tables and not application:
        return ""
    if application != APPLICATION_ID:
        raise StoreError(
            f"{place.shown}: an SQLite file, but not a store of debar; name another place with --store or DEBAR_STORE"
        )
    return _noted_version(connection, place)


def _version_on_server(connection: Connection, place: Place) -> str:
    if connection.exec_driver_sql("SELECT to_regclass('alembic_version')").scalar_one() is None:
        return ""
    if connection.exec_driver_sql("SELECT to_regclass('party_decision')").scalar_one() is None:
        raise StoreError(f"{place.shown}: the schema in its search path is another program's; name another database")
    return _noted_version(connection, place)


def _noted_version(connection: Connection, place: Place) -> str:
    """The version that the last migration noted. Raises StoreError when the note is gone: nothing is to be guessed."""
    noted = list(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars())
    if len(noted) != 1:
        raise StoreError(
            f"{place.shown}: the store is damaged (it does not say which schema it has); restore it from a backup"
        )
    return str(noted[0])


def _migrate(engine: Engine, place: Place, wait: float) -> None:
    """Bring the schema up to date in one transaction; a process that comes second finds it done."""
    if place.path is not None:
        _set_wal(engine, wait)
    with exclusive(engine, wait=wait) as connection:
        version = _version(connection, place)
        if version == HEAD:
            return
        if version > HEAD:
            raise _newer(place, version)
        if place.path is not None:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        elif search_path(place).endswith(f"search_path={SCHEMA}"):
            _make_schema(connection)
        _run_migrations(connection)


def _make_schema(connection: Connection) -> None:
    there = text("SELECT 1 FROM pg_namespace WHERE nspname = :name")
    if connection.execute(there, {"name": SCHEMA}).scalar_one_or_none() is None:
        connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")


def _set_wal(engine: Engine, wait: float) -> None:
    """Let readers and a writer work side by side. SQLite does not wait for this lock by itself."""
    until = time.monotonic() + wait
    with closing(engine.raw_connection()) as connection:
        while True:
            try:
                connection.cursor().execute("PRAGMA journal_mode = WAL")
            except engine.dialect.loaded_dbapi.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > until:
                    raise OperationalError("PRAGMA journal_mode", None, error) from None
                time.sleep(0.05)
            else:
                return


def _run_migrations(connection: Connection) -> None:
    # Alembic costs a quarter of a second that no command over a store of today's schema pays
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    with resources.as_file(resources.files("debar.store.migrations")) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

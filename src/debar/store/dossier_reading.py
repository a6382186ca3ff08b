"""Reading dossiers from the store: documents, texts, names, and the records about some of the names."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import zstandard
from sqlalchemy import Connection, Row, Select, func, select

from debar.errors import DataError, InputError
from debar.model.dossiers import Quotation
from debar.model.kept import STRONG, Decision, Kept, KeptDocument
from debar.model.record_json import read_record
from debar.store import schema
from debar.store.bulk import batches
from debar.store.editions import SOME


@dataclass(frozen=True, slots=True)
class Held:
    """A document that is kept, with who read it and what the user said of it."""

    document: KeptDocument
    reader: str
    given: Mapping[str, str]
    refused: Mapping[str, int]
    pages: tuple[tuple[int, int, int], ...]


class DossierShelf:
    """What the store holds of dossiers; made by :attr:`debar.store.Store.dossiers`."""

    def __init__(self, reading: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._reading = reading

    def documents(self) -> tuple[Held, ...]:
        """Every document, in the order they came."""
        with self._reading() as connection:
            return tuple(map(_held, connection.execute(_documents().order_by(schema.document.c.id))))

    def document(self, sha256: str) -> Held | None:
        """The document of these bytes; None when it is not kept."""
        with self._reading() as connection:
            row = connection.execute(_documents().where(schema.document.c.sha256 == sha256)).one_or_none()
        return _held(row) if row is not None else None

    def text(self, sha256: str) -> str:
        """The text of a document, as its quotations count in it. Raises InputError when it is not kept."""
        with self._reading() as connection:
            query = select(schema.document.c.text).where(schema.document.c.sha256 == sha256)
            packed = connection.execute(query).scalar_one_or_none()
        if packed is None:
            raise InputError(f"{sha256}: no document with this hash is kept; `debar dossier show` names them")
        return _unpacked(packed)

    def names(self) -> dict[str, int]:
        """Every name that records are about, with its number in the store."""
        with self._reading() as connection:
            rows = connection.execute(select(schema.party_name.c.name, schema.party_name.c.id))
            return {row.name: row.id for row in rows}

    def parties(self, limit: int) -> tuple[tuple[str, int], ...]:
        """The names that most records are about, with how many."""
        held = func.count().label("records")
        query = (
            select(schema.party_name.c.name, held)
            .join(schema.about, schema.about.c.name == schema.party_name.c.id)
            .group_by(schema.party_name.c.id, schema.party_name.c.name)
            .order_by(held.desc(), schema.party_name.c.name)
        )
        with self._reading() as connection:
            return tuple((row.name, row.records) for row in connection.execute(query.limit(limit)))

    def count(self) -> int:
        """How many records there are."""
        with self._reading() as connection:
            return int(connection.execute(select(func.count()).select_from(schema.dossier_record)).scalar_one())

    def records(self, names: Collection[int]) -> tuple[Kept, ...]:
        """The records about any of these names, by their first day, those without one last; with decisions."""
        found: dict[int, Row[Any]] = {}
        quotations: dict[int, list[Quotation]] = {}
        with self._reading() as connection, _no_collection():
            for some in batches(sorted(names), SOME):
                held = select(schema.about.c.record).where(schema.about.c.name.in_(some))
                rows = connection.execute(_records().where(schema.dossier_record.c.id.in_(held))).all()
                found.update(zip((row[0] for row in rows), rows, strict=True))
                quotations.update(_quotations(connection, held))
            return _kept(connection, list(found.values()), quotations)

    def waiting(self, limit: int = 50, names: Collection[int] = ()) -> tuple[Kept, ...]:
        """The records that wait for a person, the surest first: below strong confidence and without a decision."""
        record, decided = schema.dossier_record.c, schema.record_decision.c
        query = _records().where(record.confidence < STRONG, record.key.not_in(select(decided.key)))
        with self._reading() as connection:
            rows = connection.execute(
                _about(query, names).order_by(record.confidence.desc(), record.id).limit(limit)
            ).all()
            quotations = _quotations(connection, [row.id for row in rows])
            return tuple(sorted(_kept(connection, rows, quotations), key=lambda kept: -kept.record.confidence))

    def count_waiting(self, names: Collection[int] = ()) -> int:
        """How many records (about any of these names) wait for a person."""
        record = schema.dossier_record.c
        query = select(func.count()).where(
            record.confidence < STRONG, record.key.not_in(select(schema.record_decision.c.key))
        )
        with self._reading() as connection:
            return int(connection.execute(_about(query, names)).scalar_one())

    def find(self, start: str) -> Kept:
        """The record whose id begins so. Raises InputError for none or several."""
        record = schema.dossier_record.c
        with self._reading() as connection:
            rows = connection.execute(_records().where(record.key.startswith(start, autoescape=True)).limit(3)).all()
            if len(rows) != 1 or not start:
                what = "several records begin" if rows else "no record begins"
                raise InputError(f"{start!r}: {what} so; `debar dossier review` lists ids")
            return _kept(connection, rows, _quotations(connection, [rows[0].id]))[0]


def _about(query: Select[Any], names: Collection[int]) -> Select[Any]:
    """Keep to records about any of the names, when there are some."""
    if not names:
        return query
    held = select(schema.about.c.record).where(schema.about.c.name.in_(sorted(names)))
    return query.where(schema.dossier_record.c.id.in_(held))


def _records() -> Select[Any]:
    record = schema.dossier_record.c
    return select(record.id, record.key, record.kind, record.first, record.text)


def _documents() -> Select[Any]:
    return select(*(column for column in schema.document.c if column.name not in {"text", "blob"}))


def _held(row: Row[Any]) -> Held:
    document = KeptDocument(
        sha256=row.sha256,
        name=row.name,
        kind=row.kind,
        form=row.form,
        address=row.address,
        retrieved_at=row.retrieved_at,
        length=row.length,
        notes=tuple(json.loads(row.notes)["notes"]),
    )
    pages = tuple((each[0], each[1], each[2]) for each in json.loads(row.pages)["pages"])
    return Held(document, row.reader, json.loads(row.given), json.loads(row.refused), pages)


def _unpacked(packed: bytes) -> str:
    try:
        return zstandard.ZstdDecompressor().decompress(packed).decode("utf-8", "surrogatepass")
    except (zstandard.ZstdError, UnicodeDecodeError) as error:
        raise DataError(f"the text of a document is damaged ({error}); restore the store from a backup") from None


def _kept(
    connection: Connection, rows: Sequence[Row[Any]], quotations: Mapping[int, Sequence[Quotation]]
) -> tuple[Kept, ...]:
    ordered = sorted(map(tuple, rows), key=_place)
    decisions = _decisions(connection)
    with _no_collection():
        values = json.loads("[" + ",".join([row[4] for row in ordered]) + "]")
        return tuple(
            [
                Kept(
                    id=key,
                    record=read_record(kind, each, tuple(quotations.get(number, ()))),
                    decision=decisions.get(key),
                )
                for (number, key, kind, _, _), each in zip(ordered, values, strict=True)
            ]
        )


def _place(row: Sequence[Any]) -> tuple[bool, str, int]:
    """By the first day, those without one last, then as they came."""
    return not row[3], row[3], row[0]


@contextmanager
def _no_collection() -> Iterator[None]:
    """Tens of thousands of records are made and all are kept: looking for rubbish among them costs half the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _decisions(connection: Connection) -> dict[str, Decision]:
    rows = connection.execute(select(schema.record_decision).order_by(schema.record_decision.c.id))
    return {row.key: Decision(verdict=row.verdict, actor=row.actor, reason=row.reason, at=row.at) for row in rows}


def _quotations(connection: Connection, records: Select[Any] | Sequence[int]) -> dict[int, list[Quotation]]:
    """The words of some records, in the order of the documents that they were read from."""
    quoted = schema.quotation.c
    query = (
        select(quoted.record, quoted.document, quoted.start_at, quoted.end_at, quoted.page)
        .where(quoted.record.in_(records))
        .order_by(quoted.record, quoted.read_from, quoted.n)
    )
    rows = connection.execute(query).all()
    texts = _texts(connection, {row[1] for row in rows})
    found: dict[int, list[Quotation]] = {}
    for record, document, start, end, page in rows:
        sha256, text = texts[document]
        words = Quotation(document=sha256, start=start, end=end, quote=text[start:end], page=page)
        found.setdefault(record, []).append(words)
    return found


def _texts(connection: Connection, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    table = schema.document.c
    query = select(table.id, table.sha256, table.text).where(table.id.in_(sorted(ids)))
    return {row.id: (row.sha256, _unpacked(row.text)) for row in connection.execute(query)} if ids else {}

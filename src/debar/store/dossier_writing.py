"""Writing dossiers: documents with their texts and bytes, records on their words, people's decisions."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import zstandard
from sqlalchemy import Connection, delete, exists, func, select, update

from debar.errors import DataError, InputError
from debar.model.dossiers import Record
from debar.model.kept import Decision, KeptDocument
from debar.model.record_json import dump, identity, record_values
from debar.store import blobs, schema
from debar.store.bulk import batches, insert_rows, next_id
from debar.store.editions import SOME, storable

_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Given:
    """A document as it is given to the store: its bytes, its text, and who read it how.

    ``reader`` names the reader and its version, ``given`` what the user said of it; both tell whether to read again.
    """

    document: KeptDocument
    content: bytes
    text: str
    reader: str
    given: Mapping[str, str] = field(default_factory=dict)
    pages: Sequence[tuple[int, int, int]] = ()
    refused: Mapping[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The file's name."""
        return self.document.name

    def open(self) -> BinaryIO:
        """Return the bytes as a new binary stream."""
        return io.BytesIO(self.content)


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of the records of a document: new to the store, held already, and gone with an earlier reading."""

    new: int = 0
    known: int = 0
    gone: int = 0


@dataclass(slots=True)
class _Row:
    """A record on its way into the tables."""

    key: str
    record: Record
    values: dict[str, Any]


class DossierWriter:
    """What may be written of dossiers in one transaction; made by :attr:`debar.store.Writer.dossiers`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._documents: dict[str, int] = {}

    def save(self, given: Given, records: Sequence[Record]) -> Saved:
        """Keep a document with its bytes and the records read from it, in the place of an earlier reading of it.

        Every record has quotations, all of documents that are kept. Raises InputError when one has none.
        """
        before = self._keys_of(given.document.sha256)
        document = self._keep_document(given)
        self._forget_reading(document)
        self.add_records(document, records)
        self.drop_unquoted(before)
        after = self._keys_of(given.document.sha256)
        return Saved(len(after - before), len(after & before), len(before - after))

    def derive(self, sha256: str, records: Sequence[Record]) -> None:
        """Add records that rest on a document kept already and on others beside it."""
        self.add_records(self._document(sha256), records)

    def drop_derived(self, sha256: str, kind: str) -> None:
        """Forget the records of a kind that were derived from a document."""
        record, quoted = schema.dossier_record.c, schema.quotation.c
        document = self._document(sha256)
        query = (
            select(record.id)
            .join(schema.quotation, quoted.record == record.id)
            .where(quoted.read_from == document, record.kind == kind)
        )
        for some in batches(list(self._connection.execute(query.distinct()).scalars()), SOME):
            self._connection.execute(
                delete(schema.quotation).where(quoted.read_from == document, quoted.record.in_(some))
            )
        self.drop_unquoted()

    def decide(self, keys: Iterable[str], decision: Decision) -> None:
        """Keep a person's decision on records; earlier ones stay on record, the newest holds."""
        if not decision.reason.strip():
            raise InputError("say why, with --because: every decision is kept with its reason")
        following = next_id(self._connection, schema.record_decision)
        rows = [
            (following + n, key, decision.verdict, storable(decision.actor), storable(decision.reason), decision.at)
            for n, key in enumerate(keys)
        ]
        insert_rows(self._connection, schema.record_decision, rows)

    def _keep_document(self, given: Given) -> int:
        about = given.document
        blob, _ = blobs.put(self._connection, blobs.hashed("document", given), None)
        values = {
            "name": storable(about.name),
            "kind": about.kind,
            "form": about.form,
            "reader": given.reader,
            "given": dump(given.given),
            "address": storable(about.address),
            "retrieved_at": about.retrieved_at,
            "pages": dump({"pages": given.pages}),
            "notes": dump({"notes": about.notes}),
            "refused": dump(dict(given.refused)),
            "length": len(given.text),
            "text": zstandard.ZstdCompressor(level=_LEVEL).compress(given.text.encode("utf-8", "surrogatepass")),
            "blob": blob,
        }
        table = schema.document
        known = self._connection.execute(select(table.c.id).where(table.c.sha256 == about.sha256)).scalar_one_or_none()
        if known is not None:
            self._connection.execute(update(table).where(table.c.id == known).values(**values))
            return int(known)
        row = next_id(self._connection, table)
        insert_rows(
            self._connection,
            table,
            [tuple({"id": row, "sha256": about.sha256, **values}[column.name] for column in table.columns)],
        )
        return row

    def _document(self, sha256: str) -> int:
        if sha256 not in self._documents:
            query = select(schema.document.c.id).where(schema.document.c.sha256 == sha256)
            row = self._connection.execute(query).scalar_one_or_none()
            if row is None:
                raise DataError(f"{sha256}: a record quotes this document, which is not kept")
            self._documents[sha256] = int(row)
        return self._documents[sha256]

    def _keys_of(self, sha256: str) -> set[str]:
        query = (
            select(schema.dossier_record.c.key)
            .join(schema.quotation, schema.quotation.c.record == schema.dossier_record.c.id)
            .join(schema.document, schema.quotation.c.read_from == schema.document.c.id)
            .where(schema.document.c.sha256 == sha256)
        )
        return set(self._connection.execute(query.distinct()).scalars())

    def _forget_reading(self, document: int) -> None:
        self._connection.execute(delete(schema.quotation).where(schema.quotation.c.read_from == document))

    def drop_unquoted(self, keys: Iterable[str] | None = None) -> None:
        """Forget records (of these ids) that no words carry any more."""
        record, quoted = schema.dossier_record.c, schema.quotation.c
        held = exists().where(quoted.record == record.id)
        query = select(record.id).where(~held)
        parts = [query] if keys is None else [query.where(record.key.in_(some)) for some in batches(keys, SOME)]
        for part in parts:
            for some in batches(list(self._connection.execute(part).scalars()), SOME):
                self._connection.execute(delete(schema.about).where(schema.about.c.record.in_(some)))
                self._connection.execute(delete(schema.dossier_record).where(record.id.in_(some)))

    def add_records(self, document: int, records: Sequence[Record]) -> None:
        """Add records read from a document; one that is held already gets the new quotations beside its own."""
        rows = list(_told(records))
        known = self._known([row.key for row in rows])
        following = next_id(self._connection, schema.dossier_record)
        new = []
        for row in rows:
            if row.key not in known:
                known[row.key] = following
                new.append((following, row.key, row.record.kind, *_span(row), row.record.confidence, dump(row.values)))
                following += 1
        insert_rows(self._connection, schema.dossier_record, new)
        self._add_quotations(document, rows, known)
        self._add_names(rows, known)

    def _add_quotations(self, document: int, rows: Sequence[_Row], ids: Mapping[str, int]) -> None:
        insert_rows(
            self._connection,
            schema.quotation,
            [
                (ids[row.key], document, n, self._document(each.document), each.start, each.end, each.page)
                for row in rows
                for n, each in enumerate(row.record.quotations)
            ],
        )

    def _known(self, keys: Sequence[str]) -> dict[str, int]:
        record = schema.dossier_record.c
        found: dict[str, int] = {}
        for some in batches(keys, SOME):
            query = select(record.key, record.id).where(record.key.in_(some))
            found.update({row.key: row.id for row in self._connection.execute(query)})
        return found

    def _add_names(self, rows: Sequence[_Row], ids: Mapping[str, int]) -> None:
        wanted = {storable(name).strip() for row in rows for name in row.record.about} - {""}
        names = self._names(wanted)
        pairs = {
            (names[said], ids[row.key])
            for row in rows
            for name in row.record.about
            if (said := storable(name).strip()) in names
        }
        held: set[tuple[int, int]] = set()
        about = schema.about.c
        for some in batches(sorted({record for _, record in pairs}), SOME):
            query = select(about.name, about.record).where(about.record.in_(some))
            held.update((row.name, row.record) for row in self._connection.execute(query))
        insert_rows(self._connection, schema.about, sorted(pairs - held))

    def _names(self, wanted: set[str]) -> dict[str, int]:
        table = schema.party_name
        found: dict[str, int] = {}
        for some in batches(sorted(wanted), SOME):
            query = select(table.c.name, table.c.id).where(table.c.name.in_(some))
            found.update({row.name: row.id for row in self._connection.execute(query)})
        start = int(self._connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()) + 1
        fresh = {name: start + n for n, name in enumerate(sorted(wanted - found.keys()))}
        insert_rows(self._connection, table, [(row, name) for name, row in fresh.items()])
        return found | fresh


def _told(records: Sequence[Record]) -> Iterator[_Row]:
    """The records with their ids: the same one told again in one document is another one."""
    times: Counter[str] = Counter()
    for record in records:
        if not record.quotations:
            raise InputError(f"{record.kind}: no words quoted; nothing was saved")
        values: dict[str, Any] = json.loads(_storable(dump(record_values(record))))
        first = identity(record, values)
        times[first] += 1
        yield _Row(first if times[first] == 1 else identity(record, values, times[first] - 1), record, values)


def _storable(text: str) -> str:
    """JSON text without what no database takes: NUL and halves of characters."""
    if "\\u0000" in text:
        text = text.replace("\\u0000", "\\ufffd")
    return text if text.isascii() or text.isprintable() else text.encode("utf-8", "replace").decode("utf-8")


def _span(row: _Row) -> tuple[str, str]:
    """The first and last day of a record as sorting texts, empty where it has none."""
    days = [row.values.get(name) for name in ("day", "start", "seen", "end")]
    known = [each[0] for each in days if each]
    return (known[0], known[-1]) if known else ("", "")

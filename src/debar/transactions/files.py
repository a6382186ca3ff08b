"""Files of transactions -> batches: any table that debar reads, JSON and YAML of one or many. One batch in memory."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from debar.errors import FormatError
from debar.model import Rejection, Transaction
from debar.procurement.dates import day_comes_first
from debar.tables import Member, Table, from_records, members, tables_of
from debar.tables.objects import document, is_lines, is_named_lines
from debar.tables.streams import Stream
from debar.transactions.columns import TransactionColumns, map_columns
from debar.transactions.records import read_record

#: Records read at once.
BATCH = 2_000
_WRAPPED = ("transactions", "deals", "records", "results", "data", "items")
_YAML = (".yaml", ".yml")
_MOST_YAML = 8_000_000


@dataclass(slots=True)
class TransactionBatch:
    """Some records of a file: judged ones, rejected ones, and how many were blank."""

    source: str
    transactions: list[Transaction] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    blank: int = 0


@dataclass(slots=True)
class TransactionFile:
    """One table of a file and what its columns say."""

    table: Table
    columns: TransactionColumns

    @property
    def name(self) -> str:
        """What a person finds it by."""
        return self.table.name

    @property
    def explanation(self) -> str:
        """What is read from where, in one line."""
        return self.columns.explain(self.table.header)

    def batches(self) -> Iterator[TransactionBatch]:
        """Yield the records in order, at most ``BATCH`` at a time; they can be read once."""
        table, by_position = self.table, self.columns.by_position
        first = _day_first(table, self.columns)
        for rows in table.batches(BATCH):
            batch = TransactionBatch(table.name)
            for at in range(len(rows)):
                row = rows.first + at
                if at in rows.unreadable:
                    batch.rejected.append(Rejection(table.name, row, rows.unreadable[at]))
                    continue
                cells = rows.row(at)
                if not any(cell.strip() for cell in cells):
                    batch.blank += 1
                    continue
                found = read_record(
                    _cells(by_position, cells),
                    _original(table, cells),
                    (table.name, row, table.sha256),
                    day_first=first,
                )
                batch.transactions.append(found) if isinstance(found, Transaction) else batch.rejected.append(found)
            yield batch


def _cells(by_position: Mapping[int, str], cells: Sequence[str]) -> dict[str, str]:
    """The cells by field; of two with one field the one that is filled."""
    found: dict[str, str] = {}
    for position, name in by_position.items():
        if cells[position].strip() or name not in found:
            found[name] = cells[position]
    return found


def _original(table: Table, cells: Sequence[str]) -> dict[str, str]:
    named = dict(zip(table.header, cells, strict=False))
    beyond = cells[len(table.header) :]
    return {**named, **({"": " | ".join(beyond)} if any(beyond) else {})}


def _day_first(table: Table, columns: TransactionColumns) -> bool:
    days = [at for at, name in columns.by_position.items() if name in ("ordered", "exported", "paid", "completed")]
    return bool(day_comes_first(row[at] for row in table.sample for at in days if at < len(row)))


def open_transactions(path: str | Path, mapping: Sequence[str] = ()) -> Iterator[TransactionFile]:
    """Yield the tables of a file; read each before the next is asked for.

    Raises InputError for a missing file, FormatError for one that cannot be read, MappingError when no column names a
    party, a destination or an item.
    """
    for member in members(path):
        for table in _tables(member):
            yield TransactionFile(table, map_columns(table.header, mapping, table.name))


def read_one(record: Mapping[str, Any], name: str) -> Transaction | Rejection:
    """Return the transaction of one record as JSON or YAML has it, or why it is none; ``name`` says where it stands.

    Raises MappingError when no key names a party, a destination or an item.
    """
    digest = hashlib.sha256(json.dumps(record, sort_keys=True, default=str).encode()).hexdigest()
    member = Member(name, "", digest, "yaml", Stream(io.BytesIO(), name))
    table = from_records(member, [record], "yaml")
    batch = next(TransactionFile(table, map_columns(table.header, (), name)).batches())
    return batch.transactions[0] if batch.transactions else batch.rejected[0]


def _tables(member: Member) -> Iterator[Table]:
    if member.name.lower().endswith(_YAML):
        yield from_records(member, _records(_yaml(member), member.name), "yaml")
    elif member.kind == "json" and not (is_named_lines(member.name) or is_lines(member.stream.peek(65_536))):
        yield from_records(member, _records(document(member.stream), member.name), "json")
    else:
        yield from tables_of(member)


def _yaml(member: Member) -> Any:
    data = member.stream.read_all()
    if len(data) > _MOST_YAML:
        raise FormatError(f"{member.name}: more than {_MOST_YAML // 1_000_000} MB of YAML. Give it as csv or jsonl.")
    try:
        return yaml.load(data.decode("utf-8-sig"), _Plain)  # noqa: S506  a loader of plain values only
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise FormatError(f"{member.name}: is not valid YAML ({_first_line(error)}).") from error


class _Plain(yaml.SafeLoader):
    """Plain values; no aliases, which could make a small file a huge one; days are left as they are written."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("aliases are not read; write the value out")
        return super().compose_node(parent, index)


_Plain.yaml_implicit_resolvers = {
    key: [pair for pair in pairs if pair[0] in ("tag:yaml.org,2002:null", "tag:yaml.org,2002:merge")]
    for key, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _records(value: Any, name: str) -> list[Mapping[str, Any]]:
    """The records of a document: a list of objects, a list under a usual key, or the one object that it is."""
    if isinstance(value, Mapping):
        wrapped = next((value[key] for key in _WRAPPED if isinstance(value.get(key), list)), None)
        value = [value] if wrapped is None else wrapped
    if not isinstance(value, list) or not value or not all(isinstance(each, Mapping) for each in value):
        raise FormatError(f"{name}: holds no transaction. Give an object for each, or a list of objects.")
    return value

"""Records delivered twice: the same file again, a month in two files, rows of two exports that overlap.

A record counts as a repeat when a table read before in the same run holds one with the same cells in the same order,
and it bears a date or a reference. As often as the earlier table holds it: a third one of two is no repeat. Records of
one table are never compared with each other: two equal purchases of one day are two purchases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from debar.model import Coded, Purchase, Purchases, Rejection
from debar.tables import Joined

Keys: TypeAlias = NDArray[np.uint64]

#: Records remembered; further ones are compared with these, and not remembered.
REMEMBERED = 10_000_000
#: Between the cells of a record.
CELLS = "\x1f"
#: The key of a record that is never compared.
NO_KEY = 0
#: Bytes that are read as one number, and the numbers that spread its bits.
_WORD, _GOLDEN = 8, np.uint64(0x9E3779B97F4A7C15)
_FACTORS = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def record_keys(records: Iterable[Joined], told_apart: Sequence[bool] | NDArray[np.bool_]) -> Keys:
    """For each record (its cells joined by `CELLS`) a number that equal ones share, empty cells at the end aside.

    The same in every process. `NO_KEY` for those that are not ``told_apart``.
    """
    keys = np.maximum(np.concatenate([np.empty(0, np.uint64), *map(_hashes, records)]), np.uint64(1))
    return np.where(np.asarray(told_apart, bool), keys, np.uint64(NO_KEY))


def _hashes(records: Joined) -> Keys:
    """A number of 64 bits for each record: its bytes, eight at a time, each mixed with its place, added up.

    The mixing is that of splitmix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
    """
    letters = np.frombuffer(records.data + bytes(_WORD), np.uint8)
    starts, ends = records.starts, records.ends.copy()
    longer = np.arange(len(ends))
    while len(longer := longer[(ends[longer] > starts[longer]) & (letters[ends[longer] - 1] == ord(CELLS))]):
        ends[longer] -= 1
    sizes = ends - starts
    words = sizes // _WORD + 1
    last = np.cumsum(words) - 1
    first = last + 1 - words
    place = np.arange(int(words.sum())) - first.repeat(words)
    # Every place of the bytes begins a word; the last word of a record is cut where the record ends.
    read = np.ndarray(len(letters) - _WORD + 1, "<u8", letters, 0, (1,))[starts.repeat(words) + place * _WORD]
    read[last] &= (np.uint64(1) << (sizes % _WORD * 8).astype(np.uint64)) - np.uint64(1)
    mixed = _mixed(_mixed(read) + (place + 1).astype(np.uint64) * _GOLDEN)
    return _mixed(np.add.reduceat(mixed, first) + sizes.astype(np.uint64)) if len(first) else mixed


def _mixed(values: Keys) -> Keys:
    values = (values ^ values >> np.uint64(30)) * _FACTORS[0]
    values = (values ^ values >> np.uint64(27)) * _FACTORS[1]
    return values ^ values >> np.uint64(31)


def purchase_key(purchase: Purchase) -> int:
    """The key of a record that is no row of a table: what it says, and its reference and place in the process."""
    if not (purchase.date or purchase.reference):
        return NO_KEY
    cells = (purchase.reference, str(purchase.date or ""), purchase.supplier, purchase.text, str(purchase.amount or ""))
    said = CELLS.join((*cells, purchase.buyer.name, str(purchase.place.get("ocid", ""))))
    return int(record_keys([Joined.of([said])], [True])[0])


class KnownRecords:
    """The records of the tables read so far in a run. ``several``: more than one file is to be read.

    ``full`` turns true when there were more than are remembered.
    """

    def __init__(self, *, several: bool, limit: int = REMEMBERED) -> None:
        self.several = several
        self.full = False
        self._left = limit
        self._names: list[str] = []
        self._files: dict[tuple[str, ...], str] = {}
        self._runs: list[tuple[Keys, NDArray[np.int32]]] = []
        self._table = ""
        self._seen: Counter[int] = Counter()
        self._fresh: list[Keys] = []

    def same_file(self, name: str, *content: str) -> str:
        """The name under which the same content was read before; empty, and remembered, when it was not."""
        earlier = self._files.setdefault(content, name)
        return "" if earlier == name else earlier

    def without_repeats(self, name: str, batches: Iterable[Purchases]) -> Iterator[Purchases]:
        """The batches of one table, its repeats rejected with the table that had them first; then it is remembered."""
        self.begin(name)
        for batch in batches:
            yield without(batch, self.repeats(keys_of(batch)), name)

    def begin(self, name: str) -> None:
        """Remember the table that was read, and go on to the one of that name."""
        self._remember(self._table, np.concatenate(self._fresh) if self._fresh else np.empty(0, np.uint64))
        self._table = name
        self._seen = Counter()
        self._fresh = []

    def repeats(self, keys: Keys) -> dict[int, str]:
        """Position -> reason, for the records of the next batch of the table that an earlier one holds."""
        found = self._found(keys)
        if found:
            keys = keys.copy()
            keys[list(found)] = NO_KEY
        self._fresh.append(keys[keys != NO_KEY])
        return found

    def _found(self, keys: Keys) -> dict[int, str]:
        times = np.zeros(len(keys), np.int64)
        table = np.full(len(keys), -1, np.int32)
        for known, tables in self._runs:
            left = np.searchsorted(known, keys, "left")
            hit = np.flatnonzero((known[np.minimum(left, len(known) - 1)] == keys) & (keys != NO_KEY))
            times[hit] += np.searchsorted(known, keys[hit], "right") - left[hit]
            table[hit] = tables[left[hit]]
        found: dict[int, str] = {}
        for position in np.flatnonzero(times).tolist():
            key = int(keys[position])
            self._seen[key] += 1
            if self._seen[key] <= times[position]:
                found[position] = f"duplicate of a row in {self._names[table[position]]}"
        return found

    def _remember(self, name: str, keys: Keys) -> None:
        if len(keys) > self._left:
            self.full = True
            keys = keys[: self._left]
        if not len(keys):
            return
        self._left -= len(keys)
        self._names.append(name)
        tables = np.full(len(keys), len(self._names) - 1, np.int32)
        self._runs.append((np.sort(keys), tables))
        while len(self._runs) > 1 and len(self._runs[-2][0]) <= 2 * len(self._runs[-1][0]):
            self._runs[-2:] = [_merged(*self._runs[-2:])]


def all_repeated(name: str, earlier: str, batches: Iterable[Purchases]) -> Iterator[Purchases]:
    """The batches of a file that was read before: every record rejected."""
    for batch in batches:
        yield without(batch, dict.fromkeys(range(len(batch)), same_as(earlier)), name)


def same_as(earlier: str) -> str:
    """The reason why no record of a file is judged that was read before."""
    return f"duplicate: the same file as {earlier}"


def keys_of(batch: Purchases) -> Keys:
    """The key of each record of a batch."""
    keys = batch.keys() if batch.keys else [purchase_key(batch.make(i)) for i in range(len(batch))]
    return np.asarray(keys, np.uint64)


def numbers_of(batch: Purchases) -> NDArray[np.int64]:
    """The row number of each record of a batch."""
    if batch.numbers is not None:
        return batch.numbers
    return np.fromiter((batch.make(i).row for i in range(len(batch))), np.int64, len(batch))


def _merged(
    left: tuple[Keys, NDArray[np.int32]], right: tuple[Keys, NDArray[np.int32]]
) -> tuple[Keys, NDArray[np.int32]]:
    keys = np.concatenate((left[0], right[0]))
    order = np.argsort(keys, kind="stable")
    return keys[order], np.concatenate((left[1], right[1]))[order]


def without(batch: Purchases, repeated: Mapping[int, str], source: str) -> Purchases:
    """The batch with its ``repeated`` records (position -> reason) rejected."""
    if not repeated:
        return batch
    kept = [i for i in range(len(batch)) if i not in repeated]
    numbers = numbers_of(batch)
    more = [Rejection(source, int(numbers[i]), reason) for i, reason in repeated.items()]
    rejected = sorted((*batch.rejected, *more), key=lambda rejection: rejection.row)
    return replace(
        batch,
        texts=_chosen(batch.texts, kept),
        suppliers=_chosen(batch.suppliers, kept),
        make=lambda i: batch.make(kept[i]),
        rejected=rejected,
        supplier_ids=_chosen(batch.supplier_ids, kept) if batch.supplier_ids else (),
        keys=None,
        numbers=numbers[kept],
    )


def _chosen(values: Sequence[str], kept: Sequence[int]) -> Sequence[str]:
    if isinstance(values, Coded):
        return values.rows(np.array(kept, np.int64))
    return [values[i] for i in kept]

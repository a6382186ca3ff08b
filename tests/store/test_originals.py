"""Original files come back byte by byte and cost about what is new in them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from debar.errors import DataError, InputError
from debar.store import Store, schema
from debar.store.blobs import DEEPEST
from store.lists import InMemory, accept, add, bytes_of, edition, numbered

DAY = date(2024, 1, 1)


def stored_bytes(store: Store) -> int:
    """What all chunks and record texts take."""
    with store._reading() as connection:
        chunks = connection.execute(select(func.sum(func.length(schema.chunk.c.data)))).scalar_one() or 0
        texts = connection.execute(select(func.sum(func.length(schema.record.c.text)))).scalar_one() or 0
        changes = connection.execute(select(func.count()).select_from(schema.change)).scalar_one()
    return int(chunks + texts + 8 * changes)


def mutations(editions: int, records: int) -> list[dict[str, str]]:
    """States of which each changes one percent of the one before; texts that hardly compress."""
    chance = random.Random(7)  # noqa: S311  not for secrets
    state = {f"x:{number:05d}": chance.randbytes(60).hex() for number in range(records)}
    made = [dict(state)]
    for _ in range(editions - 1):
        for key in chance.sample(sorted(state), records // 100):
            state[key] = chance.randbytes(60).hex()
        made.append(dict(state))
    return made


def test_twenty_editions_cost_an_eighth_of_their_copies_and_come_back(store: Store) -> None:
    made = mutations(20, 2_000)
    for number, state in enumerate(made):
        add(store, "x", state, edition(DAY + timedelta(days=number)))
        if number == 0:
            one = stored_bytes(store)
    assert stored_bytes(store) < 20 * one / 8
    for held, state in zip(store.chronicle("x").editions, made, strict=True):
        (original,) = store.originals("x", held.sha256)
        assert b"".join(store.read_original(original.sha256)) == bytes_of(state)
    assert not list(store.verify())


def test_chains_of_differences_stay_short_in_either_order(store: Store) -> None:
    for number in range(2 * DEEPEST + 4):
        add(store, "x", numbered(40, f"edition {number}"), edition(DAY - timedelta(days=number)))
    with store._reading() as connection:
        depths = list(connection.execute(select(schema.blob.c.depth).order_by(schema.blob.c.id)).scalars())
    assert depths[: DEEPEST + 2] == [*range(DEEPEST + 1), 0]
    assert max(depths) == DEEPEST
    assert not list(store.verify())


def test_same_bytes_are_kept_once_and_outlive_the_edition_that_brought_them(store: Store) -> None:
    first = add(store, "x", {"a": "1"}, edition(DAY, sha256="first"), data=b"shared bytes")
    again = add(store, "y", {"a": "1"}, edition(DAY, sha256="again"), data=b"shared bytes")
    assert first.stored > 0 == again.stored
    with store.writing() as writer:
        writer.remove_edition("x", "first")
    (original,) = store.originals("y", "again")
    assert b"".join(store.read_original(original.sha256)) == b"shared bytes"
    with store.writing() as writer:
        writer.remove_edition("y", "again")
    with pytest.raises(InputError, match="no original file"):
        list(store.read_original(original.sha256))
    assert stored_bytes(store) == 0


def test_base_of_a_difference_stays_as_long_as_it_is_needed(store: Store) -> None:
    for number in range(3):
        add(store, "x", numbered(100, f"{number}"), edition(DAY + timedelta(days=number), sha256=f"{number}"))
    with store.writing() as writer:
        writer.remove_edition("x", "0")
    (original,) = store.originals("x", "2")
    assert b"".join(store.read_original(original.sha256)) == bytes_of(numbered(100, "2"))
    assert not list(store.verify())


def test_several_files_keep_order_roles_and_make_one_hash(store: Store) -> None:
    files = [("main", InMemory("SDN.CSV", b"1")), ("add", InMemory("ADD.CSV", b"2")), ("alt", InMemory("ALT.CSV", b""))]
    hashes = set()
    for day, given in enumerate((files, files[:2], list(reversed(files)))):
        with store.writing() as writer:
            sealed = edition(DAY + timedelta(days=day))
            added = writer.add_edition("x", [], given, lambda _, sealed=sealed: sealed, accept)
        hashes.add(added.edition.sha256)
    assert len(hashes) == 2
    kept = store.originals("x", store.chronicle("x").editions[2].sha256)
    assert [(one.role, one.name, one.size) for one in kept] == [
        ("alt", "ALT.CSV", 0),
        ("add", "ADD.CSV", 1),
        ("main", "SDN.CSV", 1),
    ]
    assert [b"".join(store.read_original(one.sha256)) for one in kept] == [b"", b"2", b"1"]


class Shifting:
    """A file that is another one every time it is read."""

    name = "live.csv"

    def __init__(self, opened: Callable[[int], Any]) -> None:
        self._opened, self._times = opened, 0

    def open(self) -> Any:
        self._times += 1
        return self._opened(self._times)


def test_file_that_changes_while_it_is_read_is_refused(store: Store) -> None:
    shifting = Shifting(lambda times: InMemory("", f"content {times}".encode()).open())
    with pytest.raises(InputError, match=r"live\.csv: changed while"), store.writing() as writer:
        writer.add_edition("x", [("a", "1")], [("main", shifting)], lambda _: edition(DAY), accept)
    assert store.list_ids() == ()


def test_large_files_stream_through(store: Store, tmp_path: Path) -> None:
    """Files that do not fit a base are kept whole: eighty MiB that compress to several chunks."""
    path = tmp_path / "large.bin"
    block = random.Random(3).randbytes(1 << 20)  # noqa: S311  not for secrets
    with path.open("wb") as stream:
        for number in range(80):
            stream.write(block[number:] + block[:number])

    class OnDisk:
        name = path.name

        def open(self) -> Any:
            return path.open("rb")

    for hour in (1, 2):
        with store.writing() as writer:
            sealed = edition(DAY, hour=hour)
            writer.add_edition("x", [("a", "1")], [("main", OnDisk())], lambda _, sealed=sealed: sealed, accept)
        with path.open("ab") as stream:
            stream.write(b"more")
    with path.open("rb") as stream:
        (original,) = store.originals("x", store.chronicle("x").editions[1].sha256)
        for piece in store.read_original(original.sha256):
            assert len(piece) <= 1 << 20
            assert stream.read(len(piece)) == piece
        assert stream.read() == b"more"


def test_unknown_edition_is_an_error(store: Store) -> None:
    with pytest.raises(InputError, match="no edition ff"):
        store.originals("x", "ff")
    with pytest.raises(InputError, match="no edition ff"):
        store.account("x", "ff")


def test_damaged_bytes_are_never_given_as_if_whole(store: Store) -> None:
    add(store, "x", numbered(500), edition(DAY))
    (original,) = store.originals("x", store.chronicle("x").editions[0].sha256)
    with store._engine.begin() as connection:
        data = bytearray(connection.execute(select(schema.chunk.c.data)).scalar_one())
        data[len(data) // 2] ^= 0x40
        connection.execute(schema.chunk.update().values(data=bytes(data)))
    store.refresh()
    with pytest.raises(DataError, match=r"damaged|not those"):
        list(store.read_original(original.sha256))

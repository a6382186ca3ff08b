"""Input files as splits: what one task reads.

A large table is cut into stripes by how far its reader has come: of two stripes, one has the batches that end in the
first part of the file, the other the rest. The reader goes through the file from its start in every task, as only it
knows where a record begins, and judges its own stripe alone. Records so have the numbers they have in a scan on one
machine, and each batch is in one stripe. Later stripes are smaller by what it costs to go through those before them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from debar.errors import InputError
from debar.tables.sources import Source

#: Bytes in a stripe, at least.
STRIPE = 16 << 20
#: Bytes of small files that one task reads, at most and at least.
TASK = 64 << 20
_LEAST = 1 << 20
#: Tasks a core, so that a slow one keeps few waiting.
_TASKS = 4
#: What it costs to go through a part of a file, of what it costs to judge it.
_PASSING = 0.1
#: How files begin that are read in one piece, or cost as much to go through as to judge.
_WHOLE = (b"{", b"[", b"<", b"PK", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"\xd0\xcf\x11\xe0", b"%PDF")
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Split:
    """Stripe ``stripe`` of ``stripes`` of ``source``, the input's ``number``-th; ``given`` is its path as given."""

    number: int
    source: Source
    given: str
    stripe: int = 0
    stripes: int = 1

    def place(self, share: float) -> int:
        """The stripe of a batch that ends when this share of the file (0..1) was read."""
        left = 1 - _PASSING
        ends = ((1 - left**end) / (1 - left**self.stripes) for end in range(1, self.stripes))
        return sum(share >= end for end in ends)


def require_readable(paths: Sequence[str]) -> None:
    """Raise InputError for inputs that several machines cannot open: standard input, and addresses."""
    for path in paths:
        if path == "-":
            raise InputError("standard input cannot be read by several machines; save it to a file first")
        if "://" in path:
            raise InputError(
                f"{path}: is no path of this machine. Mount the storage, or read it with Spark and hand the "
                "DataFrame to debar.spark.screen."
            )


def tasks(sources: Sequence[Source], cores: int) -> list[list[Split]]:
    """What each task reads, in the order of the input: stripes of large tables, several small files together."""
    sizes = [Path(one.path).stat().st_size if Path(one.path).is_file() else 0 for one in sources]
    most = min(TASK, max(_LEAST, sum(sizes) // (cores * _TASKS)))
    found: list[list[Split]] = []
    gathered = 0
    for number, (source, size) in enumerate(zip(sources, sizes, strict=True)):
        splits = list(_splits(number, source, size, cores))
        if found and len(splits) == 1 and gathered + size <= most:
            found[-1] += splits
            gathered += size
            continue
        found += [[split] for split in splits]
        gathered = size if len(splits) == 1 else most
    return found


def _splits(number: int, source: Source, size: int, cores: int) -> Iterator[Split]:
    whole = source.aside or source.problem or size < 2 * STRIPE or not _can_be_cut(source.path)
    stripes = 1 if whole else min(cores, size // STRIPE)
    for stripe in range(stripes):
        yield Split(number, _absolute(source), source.path, stripe, stripes)


def _absolute(source: Source) -> Source:
    """The source as a process in another directory finds it."""
    top = str(Path(source.top).absolute()) if source.top else ""
    return replace(source, path=str(Path(source.path).absolute()), top=top)


def _can_be_cut(path: str) -> bool:
    try:
        with Path(path).open("rb") as file:
            head = file.read(512).removeprefix(_MARK).lstrip()
    except OSError:
        return False  # the task says what is wrong with it
    return not head.startswith(_WHOLE)

"""Every real purchase file of a directory read, and its rows accounted for: rows in = judged + rejected.

    python benchmarks/readers.py --data DIR [--write docs/real-files.md]

Each count is checked against a second reader that shares no code with debar: the csv module, python-calamine, the json
module, lxml. ``rows in`` are that reader's records that are not blank, less headings and lines above them.
"""

from __future__ import annotations

import argparse
import bz2
import csv
import gzip
import io
import json
import lzma
import sys
import tarfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import python_calamine
from lxml import etree

from debar.errors import DebarError
from debar.procurement.readers import PurchaseFile, open_purchases
from debar.procurement.repeats import KnownRecords
from debar.tables.sources import Source, sources

csv.field_size_limit(1 << 30)
ATOM = "{http://www.w3.org/2005/Atom}entry"


@dataclass
class Account:
    """What debar made of one file, and the second reader's count (None: it is no judge of this format)."""

    name: str
    tables: int = 0
    layouts: set[tuple[str, ...]] = field(default_factory=set)
    rows: int = 0
    judged: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    blank: int = 0
    notes: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    counted: int | None = None
    headings: int = 0
    seconds: float = 0.0

    @property
    def adds_up(self) -> bool:
        """Whether rows in = judged + rejected, by both readers."""
        right = self.counted is None or self.counted - self.headings == self.rows
        return right and self.rows == self.judged + self.rejected.total()


def account_of(source: Source, known: KnownRecords) -> Account:
    """Read one file with debar and with the second reader."""
    found = Account(source.name)
    began = time.process_time()
    try:
        for file in open_purchases(source, None, known):
            _read(file, found)
    except DebarError as error:
        found.problems.append(str(error))
    found.seconds = time.process_time() - began
    if not found.problems or found.rows:
        found.counted = count_records(Path(source.path))
    return found


def _read(file: PurchaseFile, found: Account) -> None:
    if file.problem or (file.aside and not file.table):
        found.problems.append(file.problem or file.aside)
    for batch in file.batches():
        found.judged += len(batch)
        found.blank += batch.blank
        found.rejected.update(kind_of(rejection.reason) for rejection in batch.rejected)
        found.rows += len(batch) + len(batch.rejected)
    if file.table and file.mapping:
        found.tables += 1
        found.layouts.add(file.mapping.header)
        found.headings += 0 if "json" in file.table.written else len(file.table.title) + file.table.has_header
    found.notes.update(note.lstrip("0123456789, ") for note in file.notes[1:] if "above the header" not in note)


def kind_of(reason: str) -> str:
    """The reason without the name of the other file."""
    if reason.startswith("duplicate of a row in"):
        return "duplicate of a row of another file"
    return "duplicate: the same file" if reason.startswith("duplicate: the same file") else reason.partition(":")[0]


def count_records(path: Path) -> int | None:
    """The records of a file that are not blank, headings included, by other means than debar's."""
    counts = [count_member(name, data) for name, data in unpack(path.name, path.read_bytes())]
    return None if any(count is None for count in counts) else sum(filter(None, counts))


def unpack(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """The files inside, as the standard library opens them."""
    if data[:2] == b"\x1f\x8b":
        yield from unpack(name.removesuffix(".gz").replace(".tgz", ".tar"), gzip.decompress(data))
    elif data[:3] == b"BZh":
        yield from unpack(name, bz2.decompress(data))
    elif data[:6] == b"\xfd7zXZ\0":
        yield from unpack(name, lzma.decompress(data))
    elif data[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for info in archive:
                member = archive.extractfile(info)
                if member and not info.name.endswith((".json", ".md")):
                    yield info.name, member.read()
    elif data[:4] == b"PK\x03\x04" and not name.endswith((".xlsx", ".ods")):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for inner in packed.namelist():
                yield inner, packed.read(inner)
    else:
        yield name, data


def count_member(name: str, data: bytes) -> int | None:
    """The records of one unpacked file."""
    if name.endswith(".xml"):
        return sum(1 for _ in etree.iterparse(io.BytesIO(data), tag=ATOM))
    if name.endswith(".json"):
        return _count_json(json.loads(data))
    if name.endswith(".xlsx"):
        return _count_sheets(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    head = text[:20_000]
    delimiter = max(",\t;|", key=head.count)
    return sum(1 for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(cell.strip() for cell in row))


def _count_json(value: object) -> int | None:
    if isinstance(value, dict) and isinstance(value.get("results"), list):
        return len(value["results"])
    return None


def _count_sheets(data: bytes) -> int | None:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    if any("ocid" in row for row in rows):
        return None
    return sum(1 for row in rows if any(str(cell).strip() for cell in row))


def page(accounts: list[Account]) -> str:
    """The table as a page of the docs."""
    lines = [
        "# Real files",
        "",
        "Real purchase files read from first to last row. `rows in` = `judged` + `rejected`; headings, lines above",
        "them and blank records stand beside. A second reader that shares no code with debar (the csv module,",
        "python-calamine, lxml, the json module) counted the same rows, but for OCDS, where a row is a contract, an",
        "award or a tender. Duplicates are rows that another of these files holds",
        "([how they are told](records.md#duplicates)). Made by",
        "`python benchmarks/readers.py --data DIR --write docs/real-files.md`.",
        "",
        "| file | tables | layouts | rows in | judged | rejected | blank | second reader | mended |",
        "|---|---:|---:|---:|---:|---|---:|---|---|",
    ]
    for one in accounts:
        rejected = "; ".join(f"{times:,} {reason}" for reason, times in one.rejected.most_common()) or "0"
        checked = "–" if one.counted is None else "the same" if one.adds_up else f"{one.counted - one.headings:,}"
        mended = "; ".join(f"{note} ({times} files)" if times > 1 else note for note, times in one.notes.items())
        lines.append(
            f"| {one.name} | {max(one.tables, 1)} | {len(one.layouts) or 1} | {one.rows:,} | {one.judged:,} "
            f"| {rejected} | {one.blank:,} | {checked} | {mended or '–'} |"
        )
    total = sum(one.rows for one in accounts), sum(one.judged for one in accounts)
    rejected_rows = sum(one.rejected.total() for one in accounts)
    lines.append(f"| **all** | | | **{total[0]:,}** | **{total[1]:,}** | **{rejected_rows:,}** | | | |")
    problems = [problem for one in accounts for problem in one.problems]
    if problems:
        lines += ["", "Parts that hold no purchases, as debar says it:", ""] + [f"- {problem}" for problem in problems]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Print the table; exit with 1 when an account does not add up."""
    parser = argparse.ArgumentParser(description="Read real purchase files and account for every row.")
    parser.add_argument("--data", required=True, help="a directory of purchase files")
    parser.add_argument("--write", help="the page to write")
    given = parser.parse_args()
    known = KnownRecords(several=True)
    accounts = [account_of(source, known) for source in sources([given.data]) if not source.aside]
    accounts = _feeds_together([one for one in accounts if one.rows])
    text = page(accounts)
    if given.write:
        Path(given.write).write_text(text, encoding="utf-8")
    print(text)
    seconds = sum(one.seconds for one in accounts)
    print(
        f"{sum(one.rows for one in accounts) / seconds:,.0f} rows/s of processor time, duplicates compared",
        file=sys.stderr,
    )
    return 0 if all(one.adds_up for one in accounts) else 1


def _feeds_together(accounts: list[Account]) -> list[Account]:
    """The pages of one feed as one line."""
    pages: dict[str, Account] = {}
    for one in accounts:
        folder = one.name.rpartition("/")[0]
        if not one.name.endswith(".xml") or not folder:
            pages[one.name] = one
            continue
        same = pages.setdefault(folder, Account(f"{folder}/*.xml", counted=0))
        same.tables += 1
        same.rows += one.rows
        same.judged += one.judged
        same.rejected += one.rejected
        same.counted = (same.counted or 0) + (one.counted or 0)
        same.seconds += one.seconds
    return list(pages.values())


if __name__ == "__main__":
    sys.exit(main())

"""Delivered twice, counted once: same file, same month, overlapping exports; equal rows of one file stay."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import xlsxwriter
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from debar.model import Purchase, Purchases
from debar.procurement.readers import open_purchases
from debar.procurement.repeats import CELLS, KnownRecords, record_keys
from debar.tables import Joined
from debar.tables.sources import sources

HEADER = "Date,Vendor,Description,Amount\n"
JANUARY = "2023-01-05,ACME,IP CAMERA,499.00\n2023-01-06,BETA,RECORDER,99.00\n2023-01-06,BETA,RECORDER,99.00\n"
FEBRUARY = "2023-02-05,ACME,SWITCH,10.00\n"


def account(paths: Iterable[Path | str]) -> tuple[int, Counter[str], list[tuple[str, int]]]:
    """Judged, rejected by reason, place of each rejected row."""
    found = sources(paths)
    known = KnownRecords(several=len(found) > 1)
    judged, reasons, places = 0, Counter[str](), list[tuple[str, int]]()
    for source in found:
        for file in open_purchases(source, None, known):
            for batch in file.batches():
                judged += len(batch)
                assert len(batch.texts) == len(batch.suppliers) == len([batch.make(i) for i in range(len(batch))])
                reasons.update(rejection.reason for rejection in batch.rejected)
                places += [(rejection.source, rejection.row) for rejection in batch.rejected]
    return judged, reasons, places


def write(path: Path, rows: str, header: str = HEADER) -> Path:
    path.write_text(header + rows)
    return path


def test_equal_rows_of_one_file_are_two_purchases(tmp_path: Path) -> None:
    assert account([write(tmp_path / "jan.csv", JANUARY)])[:2] == (3, Counter())


def test_a_month_delivered_twice_is_counted_once_whatever_its_headings(tmp_path: Path) -> None:
    first = write(tmp_path / "jan.csv", JANUARY)
    again = write(tmp_path / "jan-2.csv", JANUARY + FEBRUARY, "DATE,Vendor Name,Item,Amount Paid\n")
    judged, reasons, places = account([first, again])
    assert judged == 4
    assert reasons == {"duplicate of a row in jan.csv": 3}
    assert places == [("jan-2.csv", 1), ("jan-2.csv", 2), ("jan-2.csv", 3)]


def test_a_row_is_a_repeat_as_often_as_the_earlier_file_has_it(tmp_path: Path) -> None:
    row = JANUARY.splitlines(keepends=True)[0]
    judged, reasons, _ = account([write(tmp_path / "a.csv", row * 2), write(tmp_path / "b.csv", row * 3 + FEBRUARY)])
    assert (judged, reasons.total()) == (4, 2)


def test_rows_with_neither_date_nor_reference_are_not_compared(tmp_path: Path) -> None:
    header = "Vendor,Description,Amount\n"
    files = [write(tmp_path / f"{name}.csv", "ACME,IP CAMERA,5\nBETA,CABLE,6\n" + name, header) for name in ("a", "b")]
    assert account(files)[1].total() == 0


def test_the_same_file_under_two_names_is_read_once_even_without_dates(tmp_path: Path) -> None:
    header = "Vendor,Description,Amount\n"
    files = [write(tmp_path / name, "ACME,IP CAMERA,5\nBETA,CABLE,6\n", header) for name in ("a.csv", "b.csv")]
    judged, reasons, _ = account(files)
    assert (judged, reasons) == (2, {"duplicate: the same file as a.csv": 2})


def test_members_of_an_archive_and_quoted_cells_are_compared_by_what_they_say(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("jan.csv", HEADER + JANUARY)
        archive.writestr("copy.csv", HEADER + JANUARY.replace("ACME", '"ACME"'))
        archive.writestr("tabs.tsv", (HEADER + JANUARY).replace(",", "\t"))
    judged, reasons, _ = account([tmp_path / "all.zip"])
    assert (judged, reasons.total()) == (3, 6)


def test_feeds_are_compared_by_reference_day_party_text_and_sum(tmp_path: Path) -> None:
    feed = (Path(__file__).parent / "samples" / "fpds.xml").read_text()
    (tmp_path / "page-1.xml").write_text(feed)
    (tmp_path / "page-2.xml").write_text(feed + "\n")
    judged, reasons, _ = account([tmp_path / "page-1.xml", tmp_path / "page-2.xml"])
    assert judged == reasons.total() > 0


def batch_of(keys: list[int]) -> Purchases:
    made = Purchases.of([Purchase(source="", row=i, sha256="", text=str(key)) for i, key in enumerate(keys, 1)])
    return Purchases(made.texts, made.suppliers, made.make, keys=lambda: np.array(keys, np.uint64))


@given(st.lists(st.lists(st.integers(0, 6), max_size=12), max_size=6), st.integers(1, 5))
def test_each_key_is_kept_as_often_as_the_table_that_has_it_most_however_it_is_cut(
    tables: list[list[int]], size: int
) -> None:
    known = KnownRecords(several=True)
    kept: Counter[str] = Counter()
    for number, keys in enumerate(tables):
        cut = [batch_of(keys[i : i + size]) for i in range(0, len(keys), size)]
        for batch in known.without_repeats(f"t{number}", cut):
            kept.update(batch.texts)
    counts = [Counter(keys) for keys in tables]
    most = {str(key): max(count[key] for count in counts) for key in range(1, 7) if any(c[key] for c in counts)}
    if any(count[0] for count in counts):
        most["0"] = sum(count[0] for count in counts)
    assert kept == most


def test_what_is_beyond_the_memory_is_said_and_kept() -> None:
    known = KnownRecords(several=True, limit=2)
    list(known.without_repeats("a", [batch_of([1, 2, 3])]))
    (again,) = known.without_repeats("b", [batch_of([1, 2, 3])])
    assert known.full
    assert len(again) + len(again.rejected) == 3
    assert len(again.rejected) == 2


def test_keys_fill_their_range_and_empty_cells_at_the_end_do_not_count() -> None:
    keys = record_keys([Joined.of(f"x{CELLS}{i}" for i in range(500))], [True] * 500)
    assert len(set(keys.tolist())) == 500
    records = [Joined.of([f"x{CELLS}", "x"]), Joined.of([f"{CELLS}x", "x"])]
    left, right, other, none = record_keys(records, [True, True, True, False]).tolist()
    assert left == right != other
    assert none == 0


@given(st.lists(st.text(alphabet=f'ab{CELLS}é"\0', max_size=40), max_size=30), st.integers(0, 30))
def test_keys_are_equal_where_records_are_wherever_they_stand(records: list[str], cut: int) -> None:
    keys = record_keys([Joined.of(records[:cut]), Joined.of(records[cut:])], [True] * len(records)).tolist()
    known: dict[str, int] = {}
    for record, key in zip(records, keys, strict=True):
        assert known.setdefault(record.rstrip(CELLS), key) == key
    assert len(set(known.values())) == len(known)


def test_sheets_and_packed_archives_are_compared_too(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "book.xlsx")) as book:
        for name in ("all", "january"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Spending of the Village of Example"])
            sheet.write_row(2, 0, ["Date", "Vendor", "Description", "Amount"])
            sheet.write_row(3, 0, ["2023-01-05", "ACME", "IP CAMERA", "499.00"])
            sheet.write_row(4, 0, ["Total", "", "", "499.00"])
    judged, reasons, _ = account([tmp_path / "book.xlsx"])
    assert (judged, reasons) == (1, {"duplicate of a row in book.xlsx#all": 1, "totals row": 2})
    tarred = io.BytesIO()
    with tarfile.open(fileobj=tarred, mode="w") as archive:
        for name in ("2023/jan.csv", "2023/again.csv"):
            data = (HEADER + JANUARY).encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    (tmp_path / "all.tar.zst").write_bytes(zstandard.compress(tarred.getvalue()))
    judged, reasons, _ = account([tmp_path / "all.tar.zst"])
    assert (judged, reasons) == (3, {"duplicate of a row in all.tar.zst/2023/jan.csv": 3})

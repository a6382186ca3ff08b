"""What the dossier's readers and its store claim, over the public files in a folder: rows, filings, CPU time.

    python benchmarks/dossiers.py [--data FOLDER] [--records 50000]

FOLDER holds ``fara/`` (bulk csv files, ``sunlight_FARA_DATA.zip``), ``fara_text/`` (item 11), ``lda/`` (XML). Without
it only the opening of a large dossier is measured: of so many made-up contacts of one client, out of a store.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import zipfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from debar.desk import open_desk
from debar.desk.dossier_imports import ImportOptions
from debar.desk.dossiers import DossierDesk
from debar.desk.library import open_library
from debar.dossiers.evidence import text_source
from debar.dossiers.influence import read_influence
from debar.dossiers.lda_xml import read_lda_xml, xml_text
from debar.dossiers.register_rows import read_register


def main() -> None:
    """Print one line for each claim."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--records", type=int, default=50_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        large(Path(folder), asked.records)
        if asked.data:
            kept(Path(folder), asked.data / "fara" / "sunlight_FARA_DATA.zip")
    if asked.data:
        registers(asked.data / "fara")
        filings(asked.data / "lda")
        tables(asked.data / "fara_text")
        typed(asked.data / "fara" / "sunlight_FARA_DATA.zip")


def desk_over(folder: Path, name: str) -> DossierDesk:
    """A desk over a store of its own, its lists loaded: their compiling is not measured here."""
    today, store = date(2026, 11, 22), str(folder / name)
    desk = open_desk(store, today=today)
    desk.match("Hikvision")
    return DossierDesk(open_library(store, today=today), lambda: desk)


def large(folder: Path, records: int) -> None:
    """Import and open a dossier of many contacts, in CPU seconds."""
    rows = ["Date,Contact Name,Client,Registrant,Type,Description"]
    for number in range(records):
        day = date(2013, 1, 1) + timedelta(days=number % 3_650)
        rows.append(
            f"{day:%m/%d/%Y},Ann {number % 977},Hikvision,Firm {number % 31},phone,call no {number} about a list"
        )
    table = folder / "large.csv"
    table.write_text("\n".join(rows), encoding="utf-8")
    desk, start = desk_over(folder, "large.sqlite3"), time.process_time()
    (done,) = desk.import_files([str(table)], ImportOptions())
    print(f"{done.new:,} made-up contacts imported: {time.process_time() - start:.2f} s")
    start = time.process_time()
    opened = desk.open("Hikvision")
    print(f"opened, {len(opened.dossier.records):,} records: {time.process_time() - start:.2f} s")
    start = time.process_time()
    page = desk.page(opened)
    print(f"its page, {len(page.marks):,} marks: {time.process_time() - start:.2f} s")


def kept(folder: Path, path: Path) -> None:
    """Import the typed rows into a store, in CPU seconds."""
    desk, start = desk_over(folder, "kept.sqlite3"), time.process_time()
    for each in desk.import_files([str(path)], ImportOptions()):
        name, spent = each.name.rpartition("/")[2], time.process_time() - start
        print(f"{name}: {each.units:,} rows, {each.new:,} kept: {spent:.2f} s")
        start = time.process_time()


def registers(folder: Path) -> None:
    """Rows, shifted rows put back and rows refused in all bulk files."""
    rows = mended = refused = 0
    for path in sorted(folder.glob("*FARA_All*.csv")):
        register = read_register(path.read_bytes(), path.name)
        rows, mended, refused = rows + len(register.rows), mended + register.mended, refused + len(register.refused)
    print(f"FARA bulk: {rows:,} rows; {mended} with shifted columns put back, {refused} refused")


def filings(folder: Path) -> None:
    """Filings of the older XML files, their types, and those refused."""
    count, refused = 0, 0
    types: set[str] = set()
    for path in sorted(folder.glob("*.xml")):
        content = path.read_bytes()
        found = read_lda_xml(text_source(content, xml_text(content, path.name), path.name, "xml"))
        count, refused = count + len(found.filings), refused + len(found.refused)
        types.update(each.type_text for each in found.filings)
    print(f"LDA XML: {count} filings, {len(types)} spellings of type, {refused} refused")


def tables(folder: Path) -> None:
    """Rows of each contact table."""
    for path in sorted(folder.glob("*.txt")):
        admitted = read_influence(path.read_bytes(), path.name, firm="F").admitted
        print(f"item 11, {path.stem}: {len(admitted.records)} rows{'; in an appendix' if admitted.refused else ''}")


def typed(path: Path) -> None:
    """Typed rows with their words checked, in CPU seconds."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            content, start = archive.read(name), time.process_time()
            admitted = read_influence(content, name).admitted
            kinds = Counter(each.kind for each in admitted.records)
            print(
                f"{name}: {dict(kinds)}, {sum(admitted.refused.values())} refused, {time.process_time() - start:.2f} s"
            )


if __name__ == "__main__":
    main()

"""What the dossier's readers claim, over the public files in a folder: rows mended and refused, filings, CPU time.

    python benchmarks/dossiers.py --data FOLDER

FOLDER holds ``fara/`` (bulk csv files, ``sunlight_FARA_DATA.zip``), ``fara_text/`` (item 11) and ``lda/`` (XML).
"""

from __future__ import annotations

import argparse
import time
import zipfile
from collections import Counter
from pathlib import Path

from debar.dossiers.evidence import text_source
from debar.dossiers.influence import read_influence
from debar.dossiers.lda_xml import read_lda_xml, xml_text
from debar.dossiers.register_rows import read_register


def main() -> None:
    """Print one line for each claim."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    registers(data / "fara")
    filings(data / "lda")
    tables(data / "fara_text")
    typed(data / "fara" / "sunlight_FARA_DATA.zip")


def registers(folder: Path) -> None:
    """Rows, shifted rows put back and rows refused in all bulk files."""
    rows = mended = refused = 0
    for path in sorted(folder.glob("*FARA_All*.csv")):
        register = read_register(path.read_bytes(), path.name)
        rows, mended, refused = rows + len(register.rows), mended + register.mended, refused + len(register.refused)
    print(f"FARA bulk: {rows:,} rows; {mended} with shifted columns put back, {refused} refused")


def filings(folder: Path) -> None:
    """Filings of the older XML files, their types, and those refused."""
    count, refused, types = 0, 0, set()
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

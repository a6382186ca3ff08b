"""Makes the table of government names that ships with debar, from the .gov registration data that CISA publishes.

    python scripts/bundle_dotgov.py current-full.csv --published 2026-08-22

The source, https://github.com/cisagov/dotgov-data (CC0), lists every .gov domain with the registrant's name, type, city
and state. One row is kept for each name (in the form names are compared in), type and state; domains
and contacts are left out.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import io
from datetime import date
from pathlib import Path

from debar.procurement.buyer_names import name_key

TARGET = Path(__file__).parents[1] / "src/debar/procurement/data/dotgov.tsv.gz"
SOURCE = "https://github.com/cisagov/dotgov-data current-full.csv"


def read_names(path: Path) -> list[tuple[str, str, str]]:
    """The distinct (key of the name, type, state), sorted; election domains count under their body's type."""
    found: set[tuple[str, str, str]] = set()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kind = row["Domain type"].removesuffix(" - Election")
            names = {row["Organization name"]}
            if kind.startswith("Federal"):
                names.add(row["Suborganization name"])
            for name in names:
                if key := name_key(name):
                    found.add((key, kind, row["State"].strip()))
    return sorted(found)


def main() -> None:
    """Read the csv, write the table, print what was written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument(
        "--published", type=date.fromisoformat, required=True, help="date of the commit the csv is from"
    )
    options = parser.parse_args()
    digest = hashlib.sha256(options.path.read_bytes()).hexdigest()
    rows = read_names(options.path)
    text = f"# source: {SOURCE}, CC0; published {options.published}; sha256 {digest}\nkey\ttype\tstate\n"
    text += "".join("\t".join(row) + "\n" for row in rows)
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, filename="") as file:
        file.write(text.encode())
    TARGET.write_bytes(packed.getvalue())
    print(f"{TARGET.name}: {len(rows)} names, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()

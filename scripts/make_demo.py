"""Write the demo's purchase records: real FPDS contract actions (public domain) and constructed rows, marked so.

    python scripts/make_demo.py FPDS_ACTIONS.csv.gz

The constructed rows are kept in ``scripts/demo_constructed.csv``; the output is ``src/debar/desk/demo/purchases.csv``.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE.parent / "src" / "debar" / "desk" / "demo" / "purchases.csv"
FIELDS = (
    "Record ID",
    "Signed Date",
    "Buyer",
    "Buyer State",
    "Vendor",
    "Description",
    "Obligated Amount",
    "Funding",
    "Purpose",
    "Constructed",
    "Source",
)
TELLING = re.compile(r"kaspersky|surveillance|camera|radio|unmanned|drone|router|switch|antivirus|video", re.I)
PERSONAL = re.compile(r"@|\(?\d{3}\)?[ -.]\d{3}[ -.]\d{4}|POC|MR\.|MS\.", re.I)
MOST = 170


def real_rows(path: Path) -> list[dict[str, str]]:
    """Return about 170 varied actions: all that name Kaspersky, some that sound near, and every n-th of the rest."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        actions = [a for a in csv.DictReader(file) if 12 < len(a["description"]) < 400 and a["signed_date"]]
    actions = [a for a in actions if not PERSONAL.search(a["description"])]
    kept: dict[str, dict[str, str]] = {}
    for action in actions:
        vendors = sum(1 for k in kept.values() if k["vendor_name"] == action["vendor_name"])
        if vendors < 2 and TELLING.search(action["description"]) and len(kept) < MOST // 2:
            kept.setdefault(action["description"], action)
    for action in actions[:: len(actions) // (MOST - len(kept))]:
        kept.setdefault(action["description"], action)
    return [
        {
            "Record ID": f"{a['piid']}/{a['mod']}",
            "Signed Date": a["signed_date"],
            "Buyer": f"{a['agency_name']} ({a['department']})",
            "Buyer State": "",
            "Vendor": a["vendor_name"],
            "Description": " ".join(a["description"].split()),
            "Obligated Amount": a["obligated"],
            "Funding": "",
            "Purpose": "",
            "Constructed": "no",
            "Source": "FPDS-NG contract action, US government work, public domain",
        }
        for a in kept.values()
    ]


def main() -> None:
    """Write the file and print how many rows of each kind it holds."""
    real = real_rows(Path(sys.argv[1]))
    with (HERE / "demo_constructed.csv").open(encoding="utf-8", newline="") as file:
        constructed = list(csv.DictReader(file))
    rows = sorted(real + constructed, key=lambda row: (row["Signed Date"], row["Record ID"]))
    OUT.parent.mkdir(parents=True, exist_ok=True)
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{OUT.name}: {len(real)} real and {len(constructed)} constructed rows")


if __name__ == "__main__":
    main()

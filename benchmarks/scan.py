"""Rows a second and memory of a scan from csv to findings, beside a plain keyword search over the same files.

    python benchmarks/scan.py [FILE...]

Without files, 300,000 card-statement rows are made from a fixed seed. Each runs in a process of its own, pinned to
one core where the system allows it; figures are printed as JSON. The keyword search is what people do by hand: each
line, case-insensitively, for six brand words; it reads no columns, knows no models, relabels, parties or law.
"""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KEYWORDS = ("hikvision", "dahua", "huawei", "zte", "hytera", "dji")
ROWS = 300_000


def main() -> None:
    """Print the figures of each way, run as `scan.py --way WAY FILE...`."""
    if len(sys.argv) > 2 and sys.argv[1] == "--way":
        print(json.dumps(WAYS[sys.argv[2]](sys.argv[3:])))
        return
    with tempfile.TemporaryDirectory() as folder:
        files = sys.argv[1:] or [make_statement(Path(folder) / "statement.csv")]
        report: dict[str, object] = {"files": len(files), "bytes": sum(Path(f).stat().st_size for f in files)}
        for way in WAYS:
            command = [sys.executable, __file__, "--way", way, *files]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            report[way] = json.loads(done.stdout)
        print(json.dumps(report, indent=1))


def scan(files: list[str]) -> dict[str, object]:
    """Scan with debar; the reference is compiled beforehand, opening it is counted."""
    from debar.cli.scan import collect_seldom  # noqa: PLC0415  the other way does not pay for it
    from debar.desk import open_desk  # noqa: PLC0415

    open_desk()
    pin()
    began = time.perf_counter()
    desk = open_desk()
    collect_seldom()
    run = desk.scan(*files)
    findings = sum(1 for _ in run)
    return figures(began, run.summary.rows + run.summary.blank, findings)


def keywords(files: list[str]) -> dict[str, object]:
    """Search the lines of the files (or of an archive's members) for six words."""
    import tarfile  # noqa: PLC0415  only this way reads archives itself

    pin()
    began = time.perf_counter()
    rows = hits = 0
    for file in files:
        if file.endswith((".tgz", ".tar.gz")):
            with tarfile.open(file) as archive:
                streams = [archive.extractfile(member) for member in archive if member.isfile()]
                texts = [stream.read().decode("cp1252", "replace") for stream in streams if stream]
        else:
            texts = [Path(file).read_text(encoding="cp1252", errors="replace")]
        for text in texts:
            for line in text.splitlines():
                rows += 1
                lowered = line.lower()
                hits += any(word in lowered for word in KEYWORDS)
    return figures(began, rows, hits)


def pin() -> None:
    """Keep to one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def figures(began: float, rows: int, hits: int) -> dict[str, object]:
    """Return rows, hits, seconds, rows a second and the process's peak memory in MB."""
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "rows": rows,
        "hits": hits,
        "seconds": round(seconds, 2),
        "rows_per_second": round(rows / seconds),
        "peak_mb": round(peak),
    }


def make_statement(path: Path) -> str:
    """Write invented card statements, about one row in 5,000 naming a maker; return the path."""
    chance = random.Random(889)  # noqa: S311  data, not secrets
    goods = [
        "PRINTER PAPER",
        "HOCKEY TAPE",
        "GROCERY SUPPLIES",
        "HDMI CABLE 6FT",
        "PAINT ROLLERS",
        "CAR WASH",
        "COFFEE",
    ]
    rare = ["HIKVISION DS-2CD2143G0-I CAMERA", "HUAWEI E5577 HOTSPOT", "DJI MAVIC 3 DRONE", "HYTERA PD682 RADIO"]
    shops = [
        f"{a} {b} #{n}"
        for a in ("NORTH", "LAKE", "MAPLE", "QUEEN")
        for b in ("HARDWARE", "FOODS", "SPORTS")
        for n in range(900)
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["Division", "Transaction Date", "Merchant Name", "Transaction Amt.", "Trx Currency", "Purpose"]
        )
        for number in range(ROWS):
            thing = chance.choice(rare) if number % 5000 == 0 else f"{chance.choice(goods)} {chance.randint(1, 99)}"
            day = f"2023-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
            writer.writerow(["PARKS", day, chance.choice(shops), f"{chance.randint(1, 90000) / 100:.2f}", "USD", thing])
    return str(path)


WAYS = {"debar scan": scan, "keyword search": keywords}

if __name__ == "__main__":
    main()

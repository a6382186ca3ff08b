"""Rows a second and memory of a scan, beside what people do without debar, over the same records in the same run.

    python -m benchmarks.procurement [--rows N] [--data FILE ...] [--peers PYTHON] [--kill]

Records are the real contract actions of the demo, repeated and perturbed from a fixed seed: other amounts, days and
numbers, half of the texts and one supplier in fifteen new, one row in 5,000 naming a maker, and one in 500 of the near
cases that make up much of the demo. ``--data`` takes csv files instead. Each way runs in a process of its own; those on
one core are pinned to it where the system allows. A keyword search reads no columns and knows no models, relabels,
parties or law; the pandas script adds the closest of 2,000 listed names for each distinct supplier. ``--kill`` ends a
scan by SIGKILL halfway, resumes it and compares the bytes.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

KEYWORDS = ("hikvision", "dahua", "huawei", "zte", "hytera", "dji")
NAMES = 2_000
SEED = 889
PEERS = Path(".venv-peers/bin/python")
DEMO = Path(__file__).parents[1] / "src/debar/desk/demo/purchases.csv"

_PANDAS = f"""
import re, sys, pandas, rapidfuzz
rows = hits = 0
names = open(sys.argv[1]).read().split("\\n")
for path in sys.argv[4:]:
    for table in pandas.read_csv(path, dtype=str, keep_default_na=False, chunksize=200_000):
        rows += len(table)
        found = table[sys.argv[2]].str.contains("|".join({KEYWORDS!r}), case=False)
        close = {{each: rapidfuzz.process.extractOne(
                     each, names, scorer=rapidfuzz.fuzz.token_sort_ratio, score_cutoff=92)
                 for each in table[sys.argv[3]].unique()}}
        hits += int((found | table[sys.argv[3]].map(lambda each: close[each] is not None)).sum())
print(rows, hits)
"""
_DUCKDB = f"""
import sys, duckdb
column = '"' + sys.argv[1] + '"'
like = " or ".join(f"{{column}} ilike '%{{word}}%'" for word in {KEYWORDS!r})
base = duckdb.connect(config={{"threads": 1}})
count = f"select count(*), count(*) filter (where {{like}}) from read_csv(?, all_varchar=true)"
print(*base.execute(count, [sys.argv[2:]]).fetchone())
"""  # noqa: S608  words of our own


def main() -> None:
    """Print the figures as JSON."""
    if sys.argv[1:2] == ["--way"]:
        print(json.dumps(scan(sys.argv[3:], jobs=int(sys.argv[2]))))
        return
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--rows", type=int, default=1_000_000, help="records to make")
    reader.add_argument("--data", nargs="+", default=[], help="csv files to take instead")
    columns = ("Description", "Vendor")
    reader.add_argument("--columns", nargs=2, default=columns, help="text and supplier, for those that must be told")
    reader.add_argument("--peers", default=str(PEERS), help="Python with pandas, rapidfuzz and duckdb; 'no' for none")
    reader.add_argument("--only", default="", help="ways whose name holds this; 'kill' for none")
    reader.add_argument("--kill", action="store_true", help="kill a scan halfway, resume it, compare the bytes")
    given = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = given.data or [make_records(Path(folder) / "records.csv", given.rows)]
        report: dict[str, Any] = {"files": len(files), "bytes": sum(Path(f).stat().st_size for f in files)}
        for name, command, cores in ways(files, Path(folder), given) if given.only != "kill" else ():
            if given.only in name:
                report[name] = timed(command, cores)
                print(name, report[name], file=sys.stderr)
        if given.kill:
            report["killed and resumed"] = killed(files, Path(folder))
    print(json.dumps(report, indent=1))


def ways(files: list[str], folder: Path, given: argparse.Namespace) -> Iterator[tuple[str, list[str], int]]:
    """Yield the name, the command and the cores of each way; 0 cores stand for all."""
    ours = [sys.executable, "-m", "benchmarks.procurement", "--way"]
    yield "compile the reference (not counted)", [*ours, "1", str(DEMO)], 1
    yield "debar csv, 1 core", [*ours, "1", *files], 1
    yield "debar csv, all cores", [*ours, str(os.cpu_count() or 1), *files], 0
    if all(name.endswith(".csv") for name in files) and (tables := parquet_of(files, folder)):
        yield "debar parquet, 1 core", [*ours, "1", *tables], 1
        yield "debar parquet, all cores", [*ours, str(os.cpu_count() or 1), *tables], 0
    search = (
        "import sys\nrows = hits = 0\nfor path in sys.argv[1:]:\n"
        "    for line in open(path, encoding='utf-8', errors='replace'):\n"
        f"        rows += 1\n        low = line.lower()\n        hits += any(word in low for word in {KEYWORDS!r})\n"
        "print(rows, hits)"
    )
    yield "Python keyword search", [sys.executable, "-c", search, *files], 1
    words = folder / "words.txt"
    words.write_text("\n".join(KEYWORDS) + "\n")
    yield "grep -iF -f", ["grep", "-iFc", "-f", str(words), *files], 1
    if Path(peers := given.peers).exists():
        text, supplier = given.columns
        names = folder / "names.txt"
        names.write_text("\n".join(listed_names()))
        yield "pandas + rapidfuzz", [peers, "-c", _PANDAS, str(names), text, supplier, *files], 1
        yield "DuckDB LIKE", [peers, "-c", _DUCKDB, text, *files], 1


def timed(command: list[str], cores: int) -> dict[str, Any]:
    """Run a command and return seconds, processor seconds and the figures that it prints."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    pinned = _pin if cores == 1 and hasattr(os, "sched_setaffinity") else None
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=pinned)
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    figures: dict[str, Any] = {"seconds": round(seconds, 2), "cpu_seconds": round(cpu, 2)}
    try:
        said = json.loads(done.stdout)
        figures |= said if isinstance(said, dict) else {"said": said}
        figures["rows_per_second"] = round(figures["rows"] / seconds)
        figures["rows_per_cpu_second"] = round(figures["rows"] / cpu)
    except (ValueError, KeyError):
        figures["said"] = (done.stdout or done.stderr).strip()[-200:]
    return figures


def _pin() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def scan(files: list[str], *, jobs: int) -> dict[str, object]:
    """Scan with debar; opening the reference is counted, compiling it is not."""
    from debar.cli.scan import collect_seldom  # noqa: PLC0415  the other ways do not pay for it
    from debar.desk import open_desk  # noqa: PLC0415

    desk = open_desk()
    collect_seldom()
    opened = time.process_time()
    run = desk.scan(*files, jobs=jobs)
    digest = hashlib.sha256()
    findings = 0
    for finding in run:
        findings += 1
        digest.update(finding.id.encode())
    own, workers = (
        resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    rows = run.summary.rows + run.summary.blank
    figures = {"rows": rows, "findings": findings, "sha256_of_ids": digest.hexdigest()[:12], "peak_mb": own}
    if jobs > 1:
        return figures | {"peak_mb_of_a_worker": workers}
    # What opening costs is the same for a line and for ten million.
    after = time.process_time() - opened
    return figures | {"cpu_seconds_to_open": round(opened, 2), "rows_per_cpu_second_once_open": round(rows / after)}


def killed(files: list[str], folder: Path) -> dict[str, object]:
    """Scan whole, then with a SIGKILL halfway and a resumption; return seconds and whether the bytes are the same."""
    line = [sys.executable, "-m", "debar", "scan", *files, "--exit-zero", "-q"]
    whole, cut = folder / "whole.jsonl", folder / "cut.jsonl"
    began = time.perf_counter()
    subprocess.run([*line, "-o", str(whole)], check=True, stderr=subprocess.DEVNULL)
    undisturbed = time.perf_counter() - began
    began = time.perf_counter()
    process = subprocess.Popen([*line, "-o", str(cut), "--resume"], stderr=subprocess.DEVNULL)
    half = whole.stat().st_size / 2
    while process.poll() is None and (not cut.exists() or cut.stat().st_size < half):
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = time.perf_counter() - began
    began = time.perf_counter()
    subprocess.run([*line, "-o", str(cut), "--resume"], check=True, stderr=subprocess.DEVNULL)
    return {
        "undisturbed_seconds": round(undisturbed, 1),
        "seconds_before_the_kill": round(before, 1),
        "seconds_after_it": round(time.perf_counter() - began, 1),
        "same_bytes": whole.read_bytes() == cut.read_bytes(),
        "bytes": whole.stat().st_size,
    }


def listed_names() -> list[str]:
    """Return the first names of listed companies."""
    from debar.desk import open_desk  # noqa: PLC0415

    entities = open_desk().reference.entities
    companies = (entities[n] for n in range(len(entities)))
    found = (each.caption for each in companies if each.schema in ("Company", "Organization"))
    return [name for _, name in zip(range(NAMES), found, strict=False)]


def parquet_of(files: list[str], folder: Path) -> list[str]:
    """Write csv files as parquet, all columns as text, and return the paths; none without pyarrow."""
    try:
        import pyarrow.csv  # noqa: PLC0415  an extra
        import pyarrow.parquet  # noqa: PLC0415
    except ImportError:
        return []
    made = []
    for number, path in enumerate(files):
        with Path(path).open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        options = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(header, pyarrow.string()))
        target = folder / f"{number}.parquet"
        with (
            pyarrow.csv.open_csv(path, convert_options=options) as batches,
            pyarrow.parquet.ParquetWriter(target, batches.schema) as writer,
        ):
            for batch in batches:
                writer.write_batch(batch)
        made.append(str(target))
    return made


def identifier() -> Any:
    """Return what finds the catalog's things in texts."""
    from debar.desk import open_desk  # noqa: PLC0415

    return open_desk().reference.identifier


def make_records(path: Path, rows: int) -> str:
    """Write that many records; return the path."""
    chance = random.Random(SEED)  # noqa: S311  data, not secrets
    with DEMO.open(encoding="utf-8", newline="") as file:
        real = list(csv.DictReader(file))
    plain = [row for row in real if row["Constructed"] == "no"]
    rare = ["HIKVISION DS-2CD2143G0-I CAMERA", "HUAWEI E5577 HOTSPOT", "DJI MAVIC 3 DRONE", "HYTERA PD682 RADIO"]
    near = set(identifier().hits([row["Description"] for row in plain]))
    quiet = [row for number, row in enumerate(plain) if number not in near]
    close = [row for number, row in enumerate(plain) if number in near]
    suppliers = [row["Vendor"] for row in quiet]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(real[0]))
        writer.writeheader()
        for number in range(rows):
            row = dict(chance.choice(close if number % 500 == 3 else quiet))
            row["Record ID"] = f"{row['Record ID']}-{number}"
            row["Signed Date"] = f"{chance.randint(2015, 2025)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
            row["Obligated Amount"] = f"{chance.randint(1, 9_000_000) / 100:.2f}"
            if number % 2:
                row["Description"] += f" LOT {chance.randint(1, 40 * rows)}"
            row["Vendor"] = (
                f"{chance.choice(suppliers)} #{chance.randint(1, 999)}" if number % 15 == 0 else row["Vendor"]
            )
            if number % 5_000 == 17:
                row["Description"] = f"{chance.choice(rare)} {number}"
            writer.writerow(row)
    return str(path)


if __name__ == "__main__":
    main()

"""A scan on Spark beside the scan on one machine: the same rows, the same cores, the same findings.

    python -m benchmarks.spark [--rows N] [--cores N] [--times N] [--data FILE ...]

Records are made as in `benchmarks.procurement`, as csv and as parquet; ``--data`` takes csv files instead. What Spark
costs once (its session, and Python processes that have opened the reference) is timed apart; the local engine starts
its processes in each scan. Each way goes over each file several times, in turn; the fastest counts. Processor seconds
are those of all processes, the JVM included (Linux only). The sha256 over the sorted findings of a scan must be the
same; ``debar.spark.screen``, which knows rows and no files, is compared by row, outcome, maker and sentence.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeAlias

from benchmarks.procurement import make_records, parquet_of
from debar.cli.scan import collect_seldom
from debar.desk import Desk, open_desk
from debar.model import Finding
from debar.report.records import finding_data, to_json
from debar.spark import SparkScan, open_session, screen

#: Goes over a file; returns its findings whole and in short, and the rows judged.
Way: TypeAlias = Callable[[str], tuple[list[str], list[str], int]]


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="records to make")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--times", type=int, default=3, help="how often each way goes over each file")
    parser.add_argument("--data", nargs="+", default=[], help="csv files to take instead")
    asked = parser.parse_args()
    desk = open_desk()
    with tempfile.TemporaryDirectory() as folder:
        made = asked.data or [make_records(Path(folder) / "records.csv", asked.rows)]
        files = [*made, *parquet_of(made, Path(folder))]
        collect_seldom()
        began = time.perf_counter()
        session = open_session(asked.cores)
        opened = time.perf_counter()
        ways = ways_of(session, desk, asked.cores)
        small = Path(folder) / "small.csv"
        small.write_text("Date,Supplier,Description\n2022-05-01,ACME,PAPER\n")
        ways["spark"](str(small))
        report: dict[str, object] = {"cores": asked.cores, "spark session, s": round(opened - began, 1)}
        report["first job, s"] = round(time.perf_counter() - opened, 1)
        for file in files:
            report[Path(file).name] = compared(file, ways, asked.times)
            print(Path(file).name, report[Path(file).name], file=sys.stderr)
        session.stop()
    print(json.dumps(report, indent=1))


def ways_of(session: Any, desk: Desk, cores: int) -> dict[str, Way]:
    """The local engine, the engine Spark and DataFrames."""

    def here(file: str) -> tuple[list[str], list[str], int]:
        scan = desk.scan(file, jobs=cores)
        return *said(scan), scan.summary.judged

    def on_spark(file: str) -> tuple[list[str], list[str], int]:
        scan = SparkScan(session, reference=desk.reference, today=desk.today, paths=(file,))
        return *said(scan), scan.summary.judged

    def frames(file: str) -> tuple[list[str], list[str], int]:
        read = session.read.option("header", "true")
        frame = read.parquet(file) if file.endswith(".parquet") else read.csv(file)
        found = screen(frame, desk=desk).select("outcome", "maker", "sentence").collect()
        return [], ["|".join((row[0], row[1] or "", row[2])) for row in found], 0

    return {"local": here, "spark": on_spark, "frames": frames}


def said(scan: Iterable[Finding]) -> tuple[list[str], list[str]]:
    """Findings whole and in short."""
    whole, short = [], []
    for finding in scan:
        data = finding_data(finding)
        whole.append(to_json(data))
        short.append("|".join((data["outcome"], finding.maker[0] if finding.maker else "", data["sentence"])))
    return whole, short


def compared(file: str, ways: dict[str, Way], times: int) -> dict[str, object]:
    """The figures of all ways on one file. Raises ValueError when their findings differ."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    cpu: dict[str, list[float]] = {name: [] for name in ways}
    whole, short = set(), set()
    for _ in range(times):
        for name, way in ways.items():
            used, began = processor_seconds(), time.perf_counter()
            findings, lines, judged = way(file)
            seconds[name].append(time.perf_counter() - began)
            cpu[name].append(processor_seconds() - used)
            short.add(digest(lines))
            if findings:
                whole.add((digest(findings), len(findings), judged))
    if len(whole) != 1 or len(short) != 1:
        raise ValueError(f"{file}: the ways differ: {whole}, {short}")
    ((sha256, count, judged),) = whole
    figures: dict[str, object] = {"judged": judged, "findings": count, "sha256 of sorted findings": sha256}
    for name in ways:
        figures[name] = {"s": round(min(seconds[name]), 2), "cpu s": round(min(cpu[name]), 2)}
        if name != "local":
            figures[f"{name} / local"] = round(min(seconds[name]) / min(seconds["local"]), 2)
            figures[f"{name} / local, cpu"] = round(min(cpu[name]) / max(min(cpu["local"]), 0.01), 2)
    return figures


def digest(lines: Iterable[str]) -> str:
    """The sha256 over the sorted lines."""
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def processor_seconds() -> float:
    """Processor seconds of this process and all it started, those that ended included; 0 where there is no /proc."""
    times: dict[int, tuple[int, float]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        times[int(stat.parent.name)] = (int(fields[1]), sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK"))
    family = {os.getpid()}
    while more := {pid for pid, (parent, _) in times.items() if parent in family} - family:
        family |= more
    return sum(times[pid][1] for pid in family if pid in times)


if __name__ == "__main__":
    main()

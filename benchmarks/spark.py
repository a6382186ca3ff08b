"""A scan on Spark beside the scan on one machine: the same rows, the same cores, the same findings.

    python benchmarks/spark.py [--rows N] [--cores N]

Card statements are made from a fixed seed, as parquet and as csv. What Spark costs once (its session, and Python
processes that have opened the reference) is timed apart; the local engine starts its processes in each scan. Each
engine scans each file three times, in turn; the fastest counts. The sha256 over the sorted findings must be the same.
Figures are printed as JSON.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet

from benchmarks import scan as statements
from debar.desk import Desk, open_desk
from debar.desk.scans import Scan
from debar.report.records import finding_data, to_json
from debar.spark import SparkScan, open_session

TIMES = 3


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--cores", type=int, default=2)
    asked = parser.parse_args()
    statements.ROWS = asked.rows
    with tempfile.TemporaryDirectory() as folder:
        files = make_files(Path(folder))
        desk = open_desk()
        began = time.perf_counter()
        session = open_session(asked.cores)
        opened = time.perf_counter()
        small = Path(folder) / "small.csv"
        small.write_text("Date,Supplier,Description\n2022-05-01,ACME,PAPER\n")
        paths = tuple(str(small) for _ in range(asked.cores))

        def on_spark(*paths: str) -> Scan:
            return SparkScan(session, reference=desk.reference, today=desk.today, paths=paths)

        list(on_spark(*paths))
        report: dict[str, object] = {
            "rows": asked.rows,
            "cores": asked.cores,
            "spark session, s": round(opened - began, 1),
            "first job, s": round(time.perf_counter() - opened, 1),
        }
        for file in files:
            report[file.suffix[1:]] = compared(file, on_spark, desk, asked.cores)
        session.stop()
    print(json.dumps(report, indent=1))


def compared(file: Path, on_spark: Callable[..., Scan], desk: Desk, cores: int) -> dict[str, object]:
    """The figures of both engines on one file. Raises ValueError when their findings differ."""
    local: list[float] = []
    spark: list[float] = []
    digests = set()
    found = 0
    for _ in range(TIMES):
        for seconds, scan in ((local, desk.scan(file, jobs=cores)), (spark, on_spark(str(file)))):
            began = time.perf_counter()
            findings = [to_json(finding_data(finding)) for finding in scan]
            seconds.append(time.perf_counter() - began)
            digests.add((digest(findings), scan.summary.judged))
            found = len(findings)
    if len(digests) != 1:
        raise ValueError(f"{file.name}: the engines differ: {digests}")
    return {
        "findings": found,
        "sha256 of sorted findings": digests.pop()[0],
        "local, s": round(min(local), 2),
        "spark, s": round(min(spark), 2),
        "spark / local": round(min(spark) / min(local), 2),
    }


def digest(findings: Iterable[str]) -> str:
    """The sha256 over the sorted lines."""
    return hashlib.sha256("\n".join(sorted(findings)).encode()).hexdigest()


def make_files(folder: Path) -> list[Path]:
    """The statements as csv and as parquet, all columns text."""
    made = Path(statements.make_statement(folder / "statement.csv"))
    names = made.open(encoding="utf-8").readline().strip().split(",")
    as_text = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, "string"))
    parquet = made.with_suffix(".parquet")
    pyarrow.parquet.write_table(pyarrow.csv.read_csv(made, convert_options=as_text), parquet, row_group_size=100_000)
    return [made, parquet]


if __name__ == "__main__":
    main()

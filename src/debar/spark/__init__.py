"""Scans on Apache Spark: the same verdicts as on one machine, on as many as there are.

    import debar.spark

    findings = debar.spark.screen(spark.read.parquet("s3://bucket/purchases"), buyer="City of Modesto", state="CA")
    findings.where("outcome = 'prohibited'").write.parquet("s3://bucket/findings")

Needs ``pip install 'debar[spark]'`` and Java 17.
"""

from debar.spark.frames import Totals, answers, findings, rejected, screen, totals
from debar.spark.scans import SparkScan
from debar.spark.session import open_session

__all__ = ["SparkScan", "Totals", "answers", "findings", "open_session", "rejected", "screen", "totals"]

"""The figures as Markdown tables, and the marked places of a page that hold them.

A page marks a block with a line ``<!-- figures: table -->`` before and ``<!-- /figures -->`` after it (table, kinds,
speed), and a number within a sentence as ``<!-- figure: speed.one_median_ms .1f -->0.9<!-- /figure -->``: the path of
the number in the saved figures and how to format it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from benchmarks.matching.figures import Report

_BLOCK = re.compile(r"(<!-- figures: (\w+) -->\n).*?(<!-- /figures -->)", re.S)
_NUMBER = re.compile(r"(<!-- figure: (\S+) (\S+) -->)[^<]*(<!-- /figure -->)")


def is_marked(page: str) -> bool:
    """Whether a page has a marked place."""
    return bool(_BLOCK.search(page) or _NUMBER.search(page))


def fill(page: str, report: Report) -> str:
    """The page with every marked place written anew; raises ValueError for one the figures do not have."""

    def block(found: re.Match[str]) -> str:
        if found[2] not in TABLES:
            raise ValueError(f"there are no figures {found[2]!r}; a page can mark {', '.join(TABLES)}")
        return f"{found[1]}{TABLES[found[2]](report)}\n{found[3]}"

    def number(found: re.Match[str]) -> str:
        return f"{found[1]}{format(_at(report, found[2]), found[3])}{found[4]}"

    return _NUMBER.sub(number, _BLOCK.sub(block, page))


def table(report: Report) -> str:
    """One row a method."""
    lines = [f"| {' | '.join(_COLUMNS)} |", "|---" * len(_COLUMNS) + "|"]
    notes: dict[str, None] = {}
    for row in report["methods"]:
        said = [row["note"]] if row["note"] else []
        if row["clean_asked"] < report["data"]["clean"]:
            said.append(f"over {row['clean_asked']:,} of the clean names, drawn by a fixed seed")
        for note in said:
            notes.setdefault(note)
        marks = " ".join(f"[{[*notes].index(note) + 1}]" for note in said)
        near = row.get("candidates") or {}
        cells = (
            f"{row['method']} {marks}".strip().replace("|", "/"),
            _share(row["vendor_recall"]),
            "" if row["alerts_per_1000"] is None else f"{row['alerts_per_1000']:,.1f}",
            _share(row["query_recall"]),
            f"{row['worst_kind']} {_share(row['worst_recall'])}",
            " / ".join(_share(near[depth]) for depth in ("1", "5", "10", "20")) if near else "",
            f"{row['names_per_second']:,}",
            f"{row['peak_mb']:,}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    lines += [f"| {way} | {why} | | | | | | |" for way, why in report["absent"].items()]
    return "\n".join(
        [*lines, *([""] if notes else []), *(f"[{n}] {note}.  " for n, note in enumerate(notes, 1))]
    ).rstrip()


def kinds(report: Report) -> str:
    """How many changed names find their party, by kind: for review, and as a match."""
    lines = ["| change | found | as a match |", "|---|---|---|"]
    lines += [
        f"| {kind} | {_share(share['review'])} | {_share(share['match'])} |"
        for kind, share in report.get("by_kind", {}).items()
    ]
    return "\n".join(lines)


def speed(report: Report) -> str:
    """What debar takes, of one core."""
    return "\n".join(
        ["| what | figure |", "|---|---|"]
        + [
            f"| {label} | {report['speed'][key]:,}{unit} |"
            for key, (label, unit) in _SPEED.items()
            if key in report.get("speed", {})
        ]
    )


_COLUMNS = (
    "method",
    "listed vendors found",
    "alerts per 1,000 clean names",
    "changed names found",
    "worst kind",
    "right party in 1 / 5 / 10 / 20 candidates",
    "names/s",
    "peak MB",
)
_SPEED: Mapping[str, tuple[str, str]] = {
    "build_seconds": ("index over the listed names built", " s"),
    "index_mb": ("the index", " MB"),
    "vendors_per_second": ("a vendor file, in one call", " names/s"),
    "queries_per_second": ("changed names, in one call", " names/s"),
    "one_median_ms": ("one name at a time, median", " ms"),
    "one_p99_ms": ("one name at a time, 99 of 100 within", " ms"),
    "pairs_per_second": ("pairs compared", " pairs/s"),
    "pairs_found_per_second": ("the same, only those worth a look", " pairs/s"),
    "near_pairs_per_second": ("changed names each beside the ten nearest listed, compared", " pairs/s"),
    "near_pairs_found_per_second": ("the same, only those worth a look", " pairs/s"),
    "near_pairs_again_per_second": ("the same once more, names ready", " pairs/s"),
    "prepared_per_second": ("names of these made ready, which is part of each", " names/s"),
}
TABLES: Mapping[str, Callable[[Report], str]] = {"table": table, "kinds": kinds, "speed": speed}


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _at(report: Report, path: str) -> float:
    value: object = report
    for step in path.split("."):
        if isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, dict) and step in value:
            value = value[step]
        else:
            raise ValueError(f"the figures have no {path!r}: {step!r} is not there")
    if not isinstance(value, int | float):
        raise ValueError(f"{path!r} is no number in the figures")
    return value

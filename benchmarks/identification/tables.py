"""The figures as Markdown tables, and the marked places of a page that hold them.

A page marks a block with a line ``<!-- identify: speed -->`` before and ``<!-- /identify -->`` after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from benchmarks.identification.work import Report

_BLOCK = re.compile(r"(<!-- identify: (\w+) -->\n).*?(<!-- /identify -->)", re.DOTALL)


def is_marked(page: str) -> bool:
    """Whether a page has a marked place."""
    return bool(_BLOCK.search(page))


def fill(page: str, report: Report) -> str:
    """The page with every marked place written anew; raises ValueError for one of an unknown name."""

    def block(found: re.Match[str]) -> str:
        if found[2] not in TABLES:
            raise ValueError(f"there are no figures {found[2]!r}; a page can mark {', '.join(TABLES)}")
        return f"{found[1]}{TABLES[found[2]](report)}\n{found[3]}"

    return _BLOCK.sub(block, page)


def speed(report: Report) -> str:
    """One row a way: texts a second of CPU time."""
    head = ("way", "real texts/s", "first pass", "in so many it finds something", "labelled lines/s", "peak MB")
    made = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for row in report["speed"]:
        real, labelled = row.get("texts"), row["labelled"]
        shown = [f"{real[key]:,}" for key in ("per_second", "first_per_second", "found_in")] if real else [""] * 3
        made.append(f"| {row['method']} | {' | '.join(shown)} | {labelled['per_second']:,} | {row['peak_mb']:,} |")
    made += [f"| {way} | {why} | | | | |" for way, why in report["absent"].items()]
    return "\n".join(made)


def lines(report: Report) -> str:
    """What is found, kept apart and right over all labelled lines, by way and half."""
    made = ["| way | lines | found | kept apart | right |", "|---|---|---|---|---|"]
    for split, title in (("judge", "that nobody reads"), ("tune", "looked at")):
        counts = report["lines"][split]["all"]
        for way in counts["ways"]:
            cells = " | ".join(_figures(counts, way))
            made.append(f"| {way} | {counts['lines']:,} {title} | {cells} |")
    return "\n".join(made)


def kinds(report: Report) -> str:
    """The same by kind of line, of the half that nobody reads, for debar and the first keyword scan."""
    kinds = report["lines"]["judge"]
    ways = list(kinds["all"]["ways"])[:2]
    columns = ("found", "kept apart", "right")
    head = ["kind of line", "lines", *(f"{way.partition(',')[0]}: {column}" for way in ways for column in columns)]
    made = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for kind, counts in kinds.items():
        if kind != "all":
            cells = [kind, f"{counts['lines']:,}", *(cell for way in ways for cell in _figures(counts, way))]
            made.append(f"| {' | '.join(cells)} |")
    return "\n".join(made)


def _figures(counts: Report, way: str) -> list[str]:
    """Shares found, kept apart and right; where nothing is bought, how often it is called so."""
    mine = counts["ways"][way]
    right = _share(mine["found"], mine["called"]) if counts["bought"] else f"{mine['called']} false"
    return [_share(mine["found"], counts["bought"]), _share(mine["spared"], counts["spoken"]), right]


def numbers(report: Report) -> str:
    """By maker: what a number alone tells."""
    made = [
        "| maker | numbers | alone: found | alone: right | with a product word: found | with the label: found |",
        "|---|---|---|---|---|---|",
    ]
    for maker, counts in report["numbers"].items():
        right = counts["hits"] - len(counts["false"])
        cells = [maker, f"{counts['pairs']:,}", _share(counts["firm"], counts["pairs"]), _share(right, counts["hits"])]
        cells += [_share(counts[way], counts["pairs"]) for way in ("with_word", "with_label")]
        made.append(f"| {' | '.join(cells)} |")
    return "\n".join(made)


def records(report: Report) -> str:
    """What is said of the rows of real records."""
    found = report["records"]
    often = found["rows_bought"] * 100_000 / max(found["rows"], 1)
    length = found["characters"] / max(found["texts"], 1)
    rows = {
        "rows": f"{found['rows']:,}",
        f"distinct texts, of {length:.0f} characters on average": f"{found['texts']:,}",
        "rows looked at in full": f"{found['looked_at']:,}",
        "rows in which something is called bought": f"{found['rows_bought']:,}, {often:.2f} in 100,000",
        "rows in which something is only spoken of": f"{found['rows_spoken']:,}",
    }
    made = ["| real purchase records | figure |", "|---|---|"]
    return "\n".join([*made, *(f"| {what} | {figure} |" for what, figure in rows.items())])


TABLES: Mapping[str, Callable[[Report], str]] = {
    "speed": speed,
    "lines": lines,
    "kinds": kinds,
    "numbers": numbers,
    "records": records,
}

#: A table that shows figures of another name.
NEEDS: Mapping[str, str] = {"kinds": "lines"}


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else ""

"""The law as data, measured: what rules cost, and an ownership closure beside networkx doing the same.

    python -m benchmarks.law [--subjects 200000] [--edges 10000000] [--peer-edges 1000000] [--peer-python PATH]
        [--json FILE]
    python -m benchmarks.law --from FILE --markdown PAGE.md [--check]

The graph is generated from a seed: half as many companies as stakes, one to four holders each, whole percents that
come to at most 100, a few listed owners, so that chains of blocked companies branch and join. Every part runs in a
process of its own and is timed by the CPU seconds it spends; memory is that process's largest. The peer is networkx,
which has no such rule: the least fixpoint is written over its DiGraph in the plainest way, and both must find the same
companies. Where the peer's interpreter is not given or lacks networkx, the table says so.
"""

from __future__ import annotations

import argparse
import difflib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks import law_tables

Figures = dict[str, Any]
ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent


def measure(python: str, program: str, edges: int) -> dict[str, Any]:
    """Return what one part reports, or why it could not run."""
    called = [str(HERE / program)] if program.endswith(".py") else ["-m", program]
    done = subprocess.run(
        [python, *called, str(edges)], capture_output=True, text=True, cwd=ROOT, check=False, timeout=3600
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        return {"failed": lines[-1] if lines else f"ended with {done.returncode}"}
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure_all(given: argparse.Namespace) -> Figures:
    """Return the figures of all parts, one after the other."""
    return {
        "rules": measure(sys.executable, "benchmarks.law_rules", given.subjects),
        "debar": measure(sys.executable, "ownership_ours.py", given.edges),
        "debar, peer's size": measure(sys.executable, "ownership_ours.py", given.peer_edges),
        "networkx": measure(given.peer_python, "ownership_networkx.py", given.peer_edges),
    }


def write_page(path: Path, figures: Figures, *, check: bool) -> int:
    """Write the marked places of a page anew, or say how they differ; return 1 when they do."""
    text = path.read_text(encoding="utf-8")
    if not law_tables.is_marked(text):
        raise ValueError(f"{path} marks no place for figures: <!-- law: rules --> and <!-- /law -->")
    fresh = law_tables.fill(text, figures)
    if not check:
        path.write_text(fresh, encoding="utf-8")
        return 0
    different = difflib.unified_diff(text.splitlines(), fresh.splitlines(), str(path), "as measured", lineterm="")
    print("\n".join(different))
    return int(text != fresh)


def main() -> int:
    """Measure and print the tables; 1 when the two closures do not find the same, or a checked page differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edges", type=int, default=10_000_000)
    parser.add_argument("--peer-edges", type=int, default=1_000_000, help="a size that the peer can bear")
    parser.add_argument("--peer-python", default=sys.executable, help="an interpreter that has networkx")
    parser.add_argument("--subjects", type=int, default=200_000, help="subjects of the streams that rules judge")
    parser.add_argument("--from", dest="saved", type=Path, metavar="FILE", help="measure nothing, show saved figures")
    parser.add_argument("--json", type=Path, metavar="FILE", help="save the figures to FILE")
    parser.add_argument("--markdown", type=Path, action="append", default=[], help="write a page's marked places anew")
    parser.add_argument("--check", action="store_true", help="with --markdown: say what differs, end with 1")
    given = parser.parse_args()
    figures: Figures = json.loads(given.saved.read_text(encoding="utf-8")) if given.saved else measure_all(given)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    written = [write_page(page, figures, check=given.check) for page in given.markdown]
    if not written:
        print("\n".join(table(figures) for table in law_tables.TABLES.values()))
    marks = {figures[name]["mark"] for name in ("debar, peer's size", "networkx") if "mark" in figures[name]}
    return max([*written, len(marks) - 1, 0])


if __name__ == "__main__":
    sys.exit(main())

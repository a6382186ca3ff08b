"""The law as data, measured: what rules cost, and an ownership closure beside networkx doing the same.

    python -m benchmarks.law [--subjects 200000] [--edges 10000000] [--peer-edges 300000] [--peer-python PATH]
        [--json FILE]

The graph is generated from a seed: half as many companies as stakes, one to four holders each, whole percents that
come to at most 100, a few listed owners, so that chains of blocked companies branch and join. Every part runs in a
process of its own and is timed by the CPU seconds it spends; memory is that process's largest. The peer is networkx,
which has no such rule: the least fixpoint is written over its DiGraph in the plainest way, and both must find the same
companies. Where the peer's interpreter is not given or lacks networkx, the table says so.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

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


def row(name: str, found: dict[str, Any]) -> str:
    """One line of the table."""
    if "failed" in found:
        return f"| {name} | not measured: {found['failed']} |"
    update = (
        f"{found['update'] * 1000:.2f} ms (largest {found['update_most'] * 1000:.1f})" if "update" in found else "-"
    )
    vague = f"{found['vague']:.2f} s" if "vague" in found else "-"
    return (
        f"| {name} | {found['edges']:,} | {found['reached']:,} | {found['load']:.2f} s | {found['closure']:.2f} s "
        f"| {vague} | {update} | {found['memory'] / 2**30:.2f} GB |"
    )


def rules_row(found: dict[str, Any]) -> str:
    """The line on the rules: sets a CPU second, one by one, each distinct case once, as a stream, and once known."""
    if "failed" in found:
        return f"| not measured: {found['failed']} |"
    rates = " | ".join(f"{found[name]:,.0f}" for name in ("plain", "distinct", "stream", "again", "file"))
    return f"| {found['rules']} | {found['distinct_cases']} | {found['subjects']:,} | {rates} |"


def main() -> int:
    """Measure and print the table; 1 when the two do not find the same."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edges", type=int, default=10_000_000)
    parser.add_argument("--peer-edges", type=int, default=300_000, help="a size that the peer can bear")
    parser.add_argument("--peer-python", default=sys.executable, help="an interpreter that has networkx")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--subjects", type=int, default=200_000, help="subjects of the stream that rules judge")
    given = parser.parse_args()
    rules = measure(sys.executable, "benchmarks.law_rules", given.subjects)
    print("| rules | distinct cases | subjects | by itself, a second | each once | stream | known | national file |")
    print("|---|---|---|---|---|---|---|---|")
    print(rules_row(rules))
    print()
    found = {
        "debar": measure(sys.executable, "ownership_ours.py", given.edges),
        "debar, peer's size": measure(sys.executable, "ownership_ours.py", given.peer_edges),
        "networkx": measure(given.peer_python, "ownership_networkx.py", given.peer_edges),
    }
    print("| | stakes | reached | graph | closure | with 5 % unknown | one stake changed | memory |")
    print("|---|---|---|---|---|---|---|---|")
    for name, each in found.items():
        print(row(name, each))
    if given.json:
        given.json.write_text(json.dumps({"rules": rules, **found}, indent=1) + "\n", encoding="utf-8")
    marks = {found[name].get("mark") for name in ("debar, peer's size", "networkx") if "mark" in found[name]}
    return int(len(marks) > 1)


if __name__ == "__main__":
    sys.exit(main())

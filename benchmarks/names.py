"""Name matching beside its peers, over the same names in the same run: found, false alarms, speed, memory.

    python -m benchmarks.names [DATA] [--only debar] [--peers-from FILE] [--json FILE] [--curve FILE.svg]
    python -m benchmarks.names [DATA] --errors [KIND] [--html FILE]
    python -m benchmarks.names --from FILE --markdown PAGE.md [--check]

DATA is a directory with targets.csv, queries.csv and vendors.csv, or a labelled file as in tests/golden/names, which
is the default; --errors also takes a file of labelled pairs, of which it shows the part for tuning. Every method runs
in a process of its own, on one core, and is timed by the CPU seconds it spends. What the peers need lies in an
environment of their own (scripts/peers_venv.sh); one that is not there is named in the table.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.matching import errors, tables
from benchmarks.matching.figures import Report
from benchmarks.matching.labelled import CLEAN, QUERY, VENDOR, holds_pairs, read, read_pairs
from benchmarks.matching.page import page
from benchmarks.matching.picture import picture
from debar.errors import DebarError
from debar.names.profiles import profile_named

ROOT = Path(__file__).resolve().parent.parent
DEFAULT = ROOT / "tests" / "golden" / "names" / "sample.tsv.gz"
OURS = "debar"


class Way(NamedTuple):
    """A program that measures, whether it needs the peers' environment, and how many clean names it is asked about."""

    module: str
    is_apart: bool
    clean: int


#: All listed names against all asked costs rapidfuzz minutes a thousand, so that it and nomenklatura get a sample.
PEERS: Mapping[str, Way] = {
    "rapidfuzz": Way("benchmarks.peers.rapidfuzz_recipes", is_apart=False, clean=3000),
    "trigrams": Way("benchmarks.peers.trigram_cosine", is_apart=True, clean=0),
    "nomenklatura": Way("benchmarks.peers.nomenklatura_logic", is_apart=True, clean=5000),
    "splink": Way("benchmarks.peers.splink_model", is_apart=True, clean=0),
}


def main() -> int:
    """Measure, or show what was measured, as the command line says."""
    given = _arguments()
    try:
        if given.errors is not None or given.html:
            _show_errors(given)
            return 0
        report = _loaded(given.saved) if given.saved else measure(given)
        text = json.dumps(report, indent=1, ensure_ascii=False)
        if given.json not in {None, "-"}:
            Path(given.json).write_text(text + "\n", encoding="utf-8")
        if given.curve:
            Path(given.curve).write_text(picture(report), encoding="utf-8")
        if given.markdown:
            return max([_fill(Path(name), report, check=given.check) for name in given.markdown])
    except (ValueError, OSError, DebarError) as error:
        print(f"benchmarks.names: {error}", file=sys.stderr)
        return 2
    shown = [show(report) for show in tables.TABLES.values()]
    print(text if given.json == "-" else "\n\n".join(made for made in shown if made.count("\n") > 1))
    return 0


def measure(given: argparse.Namespace) -> Report:
    """Run the ways asked for and put what they print together; peers of an earlier run are taken from its file."""
    data = read(given.data)
    report: Report = {
        "data": {
            "title": data.title,
            "digest": data.digest,
            "listed": len(data.listed),
            "queries": data.count(QUERY),
            "vendors": data.count(VENDOR),
            "clean": data.count(CLEAN),
        },
        "methods": [],
        "curves": {},
        "absent": {},
    }
    only = set(given.only or [OURS, *PEERS])
    earlier = _loaded(given.peers_from) if given.peers_from else None
    if earlier and earlier["data"]["digest"] != data.digest:
        raise ValueError(f"{given.peers_from} was measured over other names; measure the peers over {given.data} too")
    if OURS in only:
        for number, name in enumerate(dict.fromkeys(given.profile or ["default"])):
            profile_named(name)
            more = ["--profile", name, "--clean", str(given.clean), *(["--quick"] if given.quick else [])]
            ran = _run([sys.executable, "-m", "benchmarks.matching.ours", str(given.data), *more])
            if isinstance(ran, str):
                raise ValueError(f"debar, profile {name}: {ran}")
            _add(report, ran, details=not number)
    for name, way in PEERS.items():
        if name not in only or earlier:
            continue
        python = given.peers_venv / "bin" / "python" if way.is_apart else Path(sys.executable)
        clean = min(filter(None, (way.clean, given.clean)), default=0)
        ran = _run([str(python), "-m", way.module, str(given.data), "--clean", str(clean)])
        if isinstance(ran, str):
            report["absent"][name] = ran
        else:
            _add(report, ran, details=False)
    if earlier:
        _take_peers(report, earlier)
    return report


def _run(command: Sequence[str]) -> Report | str:
    """What the program printed, or why there is nothing."""
    print(" ".join(command[1:]), file=sys.stderr)
    if not Path(command[0]).exists():
        return "not installed: scripts/peers_venv.sh"
    alone = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    environment = {**os.environ, **alone, "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return "not installed: scripts/peers_venv.sh" if "ModuleNotFoundError" in last else f"failed: {last}"
    found: Report = json.loads(done.stdout.splitlines()[-1])
    return found


def _add(report: Report, ran: Report, *, details: bool) -> None:
    report["methods"] += ran["methods"]
    report["curves"] |= ran["curves"]
    if details:
        report |= {key: value for key, value in ran.items() if key not in {"methods", "curves"}}


def _take_peers(report: Report, earlier: Report) -> None:
    report["methods"] += [row for row in earlier["methods"] if not row["method"].startswith(OURS)]
    report["curves"] |= {name: points for name, points in earlier["curves"].items() if not name.startswith(OURS)}
    report["absent"] |= earlier["absent"]


def _loaded(path: str) -> Report:
    try:
        found: Report = json.loads(Path(path).read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise ValueError(f"{path} holds no figures of this program: {error}") from None
    return found


def _fill(path: Path, report: Report, *, check: bool) -> int:
    """Write the marked places of a page anew, or say how they differ; returns 1 when they do."""
    text = path.read_text(encoding="utf-8")
    if not tables.is_marked(text):
        raise ValueError(f"{path} marks no place for figures: <!-- figures: table --> and <!-- /figures -->")
    fresh = tables.fill(text, report)
    if not check:
        path.write_text(fresh, encoding="utf-8")
        return 0
    different = difflib.unified_diff(text.splitlines(), fresh.splitlines(), str(path), "as measured", lineterm="")
    print("\n".join(different))
    return int(text != fresh)


def _show_errors(given: argparse.Namespace) -> None:
    profile = profile_named((given.profile or ["default"])[0])
    kind = given.errors or ""
    if holds_pairs(given.data):
        found = errors.collect_pairs(read_pairs(given.data, "" if given.split == "all" else given.split), profile, kind)
    else:
        found = errors.collect(read(given.data).sample(given.clean), profile, kind)
    if not found:
        raise ValueError(f"nothing of the kind {kind!r} in {given.data}; without a kind, all are shown")
    if given.html:
        title = f"Errors: {given.data.name}, profile {profile.name}"
        Path(given.html).write_text(page(found, title), encoding="utf-8")
        print("\n".join(map(errors.headline, found)))
    else:
        print("\n".join(errors.text(found)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.names", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", nargs="?", type=Path, default=DEFAULT, help="directory or labelled file")
    parser.add_argument("--only", action="append", choices=[OURS, *PEERS], help="may be repeated; all without")
    parser.add_argument("--peers-from", metavar="FILE", help="take the peers from the figures saved in FILE")
    parser.add_argument("--from", dest="saved", metavar="FILE", help="measure nothing, show the saved figures")
    parser.add_argument("--profile", action="append", help="profile of debar; may be repeated")
    parser.add_argument("--clean", type=int, default=0, metavar="N", help="at most so many clean names; 0 for all")
    parser.add_argument("--quick", action="store_true", help="debar without its curve, single names and pairs")
    parser.add_argument("--json", nargs="?", const="-", metavar="FILE", help="print JSON, or save it to FILE")
    parser.add_argument("--curve", metavar="FILE.svg", help="draw found against false alarms")
    parser.add_argument("--errors", nargs="?", const="", metavar="KIND", help="what debar got wrong (KIND: or 'clean')")
    parser.add_argument("--split", choices=["tune", "judge", "all"], default="tune", help="of a file of pairs")
    parser.add_argument("--html", metavar="FILE", help="the errors as a page")
    parser.add_argument("--markdown", action="append", metavar="PAGE.md", help="write the marked places of a page anew")
    parser.add_argument("--check", action="store_true", help="with --markdown: say what differs, end with 1")
    parser.add_argument("--peers-venv", type=Path, default=ROOT / ".venv-peers", metavar="DIR")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

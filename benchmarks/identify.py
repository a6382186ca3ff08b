"""Things named in texts: how many texts a second, what is found and what is wrongly called bought, beside keywords.

    python -m benchmarks.identify [RECORDS...] [--pairs FILE] [--json FILE] [--failures]
    python -m benchmarks.identify --from FILE --markdown PAGE.md [--check]

RECORDS are files of purchase records, or folders of them; --pairs is a csv file of label and model number. Without
them only the labelled lines of tests/golden/purchases are measured. Every way runs in a process of its own, alone, and
is timed by the CPU seconds it spends. Hyperscan is installed into an environment of its own, in a cache folder; where
that cannot be, the table says so.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import platformdirs

from benchmarks.identification import lines, numbers, tables
from benchmarks.identification.records import Records
from benchmarks.identification.work import Report, save
from debar.catalog import Catalog, load
from debar.catalog.patterns import form_pattern, spelling_pattern, without_groups
from debar.errors import DebarError
from debar.screening.identify import TextIdentifier

ROOT = Path(__file__).resolve().parent.parent
LABELLED = ROOT / "tests" / "golden" / "purchases" / "rows.tsv"
VENV = platformdirs.user_cache_path("debar") / "benchmarks" / "hyperscan"
HYPERSCAN = "hyperscan==0.9.1"


def main() -> int:
    """Measure, or show what was measured, as the command line says."""
    given = _arguments()
    try:
        report: Report = json.loads(Path(given.saved).read_text(encoding="utf-8")) if given.saved else measure(given)
        if given.json:
            Path(given.json).write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        if given.markdown:
            return _fill(Path(given.markdown), report, check=given.check)
    except (ValueError, OSError, DebarError) as error:
        print(f"benchmarks.identify: {error}", file=sys.stderr)
        return 2
    print("\n\n".join(show(report) for name, show in tables.TABLES.items() if report.get(tables.NEEDS.get(name, name))))
    if given.failures:
        print("\n".join(["", *_failures(report)]))
    return 0


def measure(given: argparse.Namespace) -> Report:
    """All figures: of labelled lines, of records and pairs where given, and of speed."""
    catalog = load()
    identifier = TextIdentifier(catalog)
    labelled = lines.read_lines(LABELLED)
    named = names(catalog)
    ways = {"debar": lines.by_identifier(identifier)}
    ways |= {f"keyword scan, {title}": lines.by_keywords(labels) for title, labels in named.items()}
    report: Report = {
        "catalog": catalog.version[:12],
        "lines": lines.tally(labelled, ways),
        "failures": list(lines.failures(labelled, ways["debar"])),
    }
    if given.pairs:
        report["numbers"] = numbers.measure(numbers.read_pairs(given.pairs), catalog, identifier)
    records = Records(identifier)
    if given.records:
        records.read(given.records)
        report["records"] = records.judged()
    with tempfile.TemporaryDirectory() as folder:
        texts = [line.text for line in labelled]
        save(Path(folder), texts=list(records.texts), labelled=texts, names=named, patterns=patterns(catalog))
        return {**report, **_speeds(folder)}


def names(catalog: Catalog) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """What a keyword scan looks for, maker -> words: the makers' own labels; and every label of the catalog."""
    own: dict[str, list[str]] = defaultdict(list)
    every: dict[str, list[str]] = defaultdict(list)
    for brand in catalog.brands.values():
        makers = {brand.maker, *(row.maker for row in catalog.relabels_of.get(brand.id, ()))} - {""}
        for maker in sorted(makers):
            every[maker] += [brand.name.lower(), *brand.spellings]
        if brand.maker:
            own[brand.maker].append(brand.name.lower())
    return {"makers' labels": own, "every label": every}


def patterns(catalog: Catalog) -> list[str]:
    """Every spelling of a label and every form of a number, each between two characters that are of no word."""
    labels = [
        f"[^0-9A-Za-z](?:{spelling_pattern(word)})[^0-9A-Za-z]"
        for brand in catalog.brands.values()
        for word in brand.spellings
    ]
    counted = [grammar for grammar in catalog.grammars if grammar.tier != "counter"]
    return labels + [without_groups(form_pattern(form)) for grammar in counted for form in grammar.forms]


def _speeds(folder: str) -> Report:
    ways = {
        "debar": (Path(sys.executable), "benchmarks.identification.ours"),
        "keyword scan": (Path(sys.executable), "benchmarks.peers.keyword_scan"),
        "Hyperscan": (VENV / "bin" / "python", "benchmarks.peers.hyperscan_scan"),
    }
    report: Report = {"speed": [], "absent": {}}
    missing = _install()
    for name, (python, module) in ways.items():
        if name == "Hyperscan" and missing:
            report["absent"][name] = missing
            continue
        print(f"-m {module}", file=sys.stderr)
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        command = [str(python), "-m", module, folder]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            report["absent"][name] = f"failed: {(done.stderr.strip().splitlines() or ['no message'])[-1]}"
            continue
        report["speed"] += [json.loads(line) for line in done.stdout.splitlines()]
    return report


def _install() -> str:
    """Make the environment of Hyperscan; says why there is none, or nothing."""
    if (VENV / "installed").exists():
        return ""
    python = VENV / "bin" / "python"
    for command in (
        [sys.executable, "-m", "venv", str(VENV)],
        [str(python), "-m", "pip", "install", "--quiet", "--only-binary", ":all:", HYPERSCAN],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"not installed: {(done.stderr.strip().splitlines() or ['no message'])[-1]}"
    (VENV / "installed").write_text(HYPERSCAN, encoding="utf-8")
    return ""


def _failures(report: Report) -> list[str]:
    """What is wrong: labelled lines of the half looked at, numbers, and rows of records that say bought."""
    found = list(report["failures"])
    for maker, counts in report.get("numbers", {}).items():
        found += [f"{maker}: not alone: {' '.join(pair)}" for pair in counts["missed"]]
        found += [f"{maker}: is not its: {' '.join(pair)}" for pair in counts["false"]]
    return found + [
        f"{each['rows']} rows, {'bought' if each['bought'] else 'spoken of'}: {each['text']} {each['said']}"
        for each in report.get("records", {}).get("found", ())
    ]


def _fill(path: Path, report: Report, *, check: bool) -> int:
    """Write the marked places of a page anew, or say how they differ; returns 1 when they do."""
    text = path.read_text(encoding="utf-8")
    if not tables.is_marked(text):
        raise ValueError(f"{path} marks no place for figures: <!-- identify: speed --> and <!-- /identify -->")
    fresh = tables.fill(text, report)
    if not check:
        path.write_text(fresh, encoding="utf-8")
        return 0
    different = difflib.unified_diff(text.splitlines(), fresh.splitlines(), str(path), "as measured", lineterm="")
    print("\n".join(different))
    return int(text != fresh)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.identify", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("records", nargs="*", type=Path, help="files of purchase records, or folders of them")
    parser.add_argument("--pairs", type=Path, metavar="FILE", help="csv file with the columns brand and model")
    parser.add_argument("--from", dest="saved", metavar="FILE", help="measure nothing, show the saved figures")
    parser.add_argument("--json", metavar="FILE", help="save the figures to FILE")
    parser.add_argument("--failures", action="store_true", help="tell what is wrong, one a line")
    parser.add_argument("--markdown", metavar="PAGE.md", help="write the marked places of a page anew")
    parser.add_argument("--check", action="store_true", help="with --markdown: say what differs, end with 1")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

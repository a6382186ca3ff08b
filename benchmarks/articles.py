"""How much of an article the import finds: rows of an expected file found, missing, misquoted and forbidden.

    python -m benchmarks.articles FOLDER [FOLDER ...] [--failures]

Each ``*.yaml`` in the folders whose ``document.file`` names an article in one of them is scored. The article is
brought in as ``debar dossier import`` does it, into a store of its own; nothing is read beside that path.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from benchmarks.articles_expected import Imported, Outcome, below_the_body, outcomes
from debar.desk import open_desk
from debar.desk.dossier_imports import ImportOptions
from debar.desk.dossiers import DossierDesk
from debar.desk.library import open_library
from debar.dossiers.read import Told
from debar.errors import InputError

_VERDICTS = ("found", "missing", "misquoted", "forbidden")


def main() -> None:
    """Print one line for each article, and with ``--failures`` one for each row that failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--failures", action="store_true")
    asked = parser.parse_args()
    for path, expected in expected_files(asked.folders):
        rows = score(path, expected)
        counted = Counter(each.verdict for each in rows)
        told = ", ".join(f"{counted[verdict]} {verdict}" for verdict in _VERDICTS)
        print(f"{path.name}: {counted['found']} of {len(rows)}; {told}")
        for each in rows if asked.failures else ():
            if each.verdict != "found":
                print(f"  {each.verdict:9} {each.section}: {each.label}")


def expected_files(folders: Sequence[Path]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The articles with what is expected of them. Raises SystemExit where an expected file names no article there."""
    for path in sorted(each for folder in folders for each in folder.glob("*.yaml")):
        expected = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(expected, dict) or not isinstance(expected.get("document"), dict):
            continue
        named = [folder / expected["document"]["file"] for folder in folders]
        article = next((each for each in named if each.is_file()), None)
        if article is None:
            raise SystemExit(f"{path}: {expected['document']['file']} is in none of the folders given")
        yield article, expected


def score(path: Path, expected: dict[str, Any]) -> list[Outcome]:
    """The outcomes of one article; a record below its body is one row more, forbidden."""
    with tempfile.TemporaryDirectory() as folder:
        imported = bring_in(Path(folder), path, expected)
        rows = list(outcomes(expected, imported))
        low = below_the_body(expected, imported)
        return [*rows, *(Outcome("below the body", each, "forbidden") for each in low)]


def bring_in(folder: Path, path: Path, expected: dict[str, Any]) -> Imported:
    """Import one article, and open the dossier of the party most of its records are about."""
    document = expected["document"]
    inferred = document.get("published_inferred") or {}
    day = str(inferred.get("to") or "")
    bring = ImportOptions(form="article", told=Told(day=day))
    (done,) = opened(folder).import_files([str(path)], bring)
    if done.fault:
        raise SystemExit(f"{path}: {done.fault}")
    desk = opened(folder)
    names = [name for name, _ in desk.parties(1_000)]
    held = {kept.id: kept.record for name in names for kept in desk.open(name, exact=True).dossier.records}
    chief = (expected.get("subject") or {}).get("name") or names[0]

    def checks() -> list[str]:
        desk = opened(folder)
        try:
            found = desk.open(chief)
        except InputError:  # no record is about the party: no check either
            return []
        return [check.because for check in desk.page(found).checks]

    def conflicts(words: str) -> list[str]:
        other = folder / "other.txt"
        other.write_text(f"{chief}: what another paper says\n\n{chief} is one of {words}.\n", encoding="utf-8")
        list(opened(folder).import_files([str(other)], bring))
        return checks()

    return Imported(path.read_text(encoding="utf-8"), list(held.values()), checks(), conflicts)


def opened(folder: Path) -> DossierDesk:
    """A desk over the store of the folder as it stands now, as each command opens it."""
    store, today = str(folder / "articles.sqlite3"), date(2026, 11, 22)
    return DossierDesk(open_library(store, today=today), lambda: open_desk(store, today=today))


if __name__ == "__main__":
    main()

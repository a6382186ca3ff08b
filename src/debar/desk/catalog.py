"""The catalog asked about itself: a folder of its files opened or tested, and what it holds counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from debar.catalog import Catalog, load
from debar.catalog.files import model_files, packaged, read_tables
from debar.catalog.validate import breaches
from debar.errors import DataError, InputError
from debar.model import CatalogFailure, CatalogReport, Explanation
from debar.screening.examples import examples_by_kind, failed_examples
from debar.screening.identify import TextIdentifier

#: Bytes of the largest file of a catalog that is read.
_MOST = 10_000_000
#: Characters of the longest text that is explained.
LONGEST = 100_000


def open_catalog(folder: str = "") -> Catalog:
    """Return the catalog of a folder of its data files; of those that ship with debar when none is given.

    Raises InputError when it is no such folder, DataError when a row breaks the layout.
    """
    return load(*_files(folder)) if folder else load()


def explain_text(catalog: Catalog, text: str, on: date | None = None, *, brief: bool = False) -> Explanation:
    """Return what the text names by the catalog as of a day, what that rests on, and what was seen and set aside.

    ``brief`` leaves out the rows of the catalog, and with them their sources.

    Raises InputError for an empty text and for one longer than a record can be.
    """
    if not text.strip():
        raise InputError('nothing to explain: give a line of a record, such as "LTS CMIP8C42W-28 TURRET"')
    if len(text) > LONGEST:
        raise InputError(f"a text of {len(text):,} characters is longer than {LONGEST:,}; give the line in question")
    told = TextIdentifier(catalog).explain(text, on)
    if not brief:
        return told
    return replace(
        told,
        hits=tuple(replace(hit, rows=()) for hit in told.hits),
        aside=tuple(replace(aside, rows=()) for aside in told.aside),
    )


def check_catalog(folder: str = "") -> CatalogReport:
    """Return what reading, validating and trying every example of the catalog shows.

    Raises InputError when the folder or one of its files cannot be read as what it is.
    """
    read, models = _files(folder) if folder else (packaged, model_files())
    try:
        tables = read_tables(read, models)
    except DataError as error:
        raise InputError(f"{folder or 'the packaged catalog'}: {error}") from error
    rows = {table: len(each) for table, each in tables.items()}
    failures = [_failure(place, problem) for place, problem in breaches(tables)]
    if failures:
        return CatalogReport(source=folder, rows=rows, examples={}, failures=tuple(failures))
    catalog = Catalog.from_tables(tables)
    failures = list(failed_examples(catalog))
    return CatalogReport(source=folder, rows=rows, examples=examples_by_kind(catalog), failures=tuple(failures))


def _failure(place: str, problem: str) -> CatalogFailure:
    says, _, todo = problem.partition("; ")
    return CatalogFailure(place=place, problem=says, todo=todo or "mend the row")


def _files(folder: str) -> tuple[Callable[[str], str], tuple[str, ...]]:
    root = Path(folder)
    if not root.is_dir():
        raise InputError(f"{folder}: is no folder; give one that holds brands.yaml, relabels.tsv and models/")
    models = tuple(sorted(f"models/{path.name}" for path in (root / "models").glob("*.yaml")))
    if not models:
        raise InputError(f"{folder}: there is no models/*.yaml in it; copy src/debar/catalog/data and change that")

    def read(name: str) -> str:
        path = root / name
        try:
            if path.stat().st_size > _MOST:
                raise InputError(f"{path}: more than {_MOST:,} bytes is no file of a catalog")
            return path.read_text(encoding="utf-8")
        except OSError as error:
            raise InputError(f"{path}: cannot be read ({error.strerror}); a catalog needs this file") from error
        except UnicodeDecodeError as error:
            raise InputError(f"{path}: is no UTF-8 text (byte {error.start}); save it as UTF-8") from error

    return read, models

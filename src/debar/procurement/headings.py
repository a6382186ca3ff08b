"""The headings that purchase records use, from ``data/columns.tsv``, and how well a heading fits a field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from rapidfuzz import fuzz, process

from debar.errors import DataError

#: Fields whose columns hold codes and numbers by nature: the words that mark a code do not speak against them.
_CODES = frozenset({"reference", "model", "uei", "duns", "cage", "psc", "naics", "modification"})
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_LEAST_FUZZY, _FUZZY = 7, 90.0
_ASIDE = re.compile(r"\([^)]*\)")
#: Added to the rank of a heading that only holds a known phrase.
PHRASE = 1.5
#: Fields that a heading may name by holding a known phrase among other words; the others need the whole heading.
_BY_PHRASE = frozenset(
    {"text", "context", "supplier", "date", "amount", "quantity", "buyer", "manufacturer", "model", "uei"}
)


@dataclass(frozen=True, slots=True)
class Fit:
    """How a heading fits a field: the smaller ``rank``, the better; ``why`` is a sentence part."""

    field: str
    rank: float
    why: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Known headings by field (with rank and source), and the words that speak against a field."""

    known: dict[str, dict[str, tuple[float, str]]]
    against: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The headings debar knows. Raises `DataError` when a data file breaks its layout."""
    known: dict[str, dict[str, tuple[float, str]]] = {}
    for field, heading, rank, source in read_rows("columns.tsv", ("field", "header", "rank", "source")):
        known.setdefault(field, {})[heading] = (float(rank), source)
    against: dict[str, list[str]] = {}
    for field, word, _why in read_rows("column_words_not.tsv", ("field", "word", "why")):
        against.setdefault(field, []).append(word)
    return Vocabulary(known, {field: tuple(words) for field, words in against.items()})


def read_rows(name: str, layout: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The rows of a table in ``data/``. Raises `DataError` when its columns are others or a cell is empty."""
    lines = (files("debar.procurement") / "data" / name).read_text("utf-8").splitlines()
    if tuple(lines[0].split("\t")) != layout:
        raise DataError(f"{name}: the columns must be {', '.join(layout)}.")
    for number, line in enumerate(lines[1:], start=2):
        cells = tuple(line.split("\t"))
        if len(cells) != len(layout) or not all(cells):
            raise DataError(f"{name}, line {number}: needs {len(layout)} filled cells ({', '.join(layout)}).")
        yield cells


def plain(heading: str) -> str:
    """The heading in small letters and single spaces, no accents: ``DeptName`` and ``dept_name`` are ``dept name``."""
    return _NOT_WORD.sub(" ", _unaccented(_CAMEL.sub(" ", heading)).lower()).strip()


def _unaccented(text: str) -> str:
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return "".join(char for char in apart if not unicodedata.combining(char))


@lru_cache(maxsize=4_096)
def fits(heading: str) -> tuple[Fit, ...]:
    """The fields a heading may name, best first: known as it is, known but for a slip, or holding a known phrase."""
    words = vocabulary()
    found: dict[str, Fit] = {}
    for position, form in enumerate(_forms(heading)):
        for field, known in words.known.items():
            fit = _fit(form, field, known, words)
            if fit and position and _speaks_against(plain(heading), field, words):
                continue
            if fit and (field not in found or fit.rank + position * 0.1 < found[field].rank):
                found[field] = Fit(field, fit.rank + position * 0.1, fit.why)
    return tuple(sorted(found.values(), key=lambda fit: (fit.rank, fit.field)))


def _forms(heading: str) -> list[str]:
    """The heading, without what stands in parentheses, and of a path such as ``awards/0/value`` its last steps."""
    steps = [plain(step) for step in re.split(r"[/.]", heading) if plain(step) and not plain(step).isdigit()]
    forms = [plain(heading), plain(_ASIDE.sub("", heading))]
    if len(steps) > 1 and ("/" in heading or heading.islower()):
        forms += [" ".join(steps[-2:]), steps[-1]]
    return list(dict.fromkeys(form for form in forms if form))


def _fit(form: str, field: str, known: dict[str, tuple[float, str]], words: Vocabulary) -> Fit | None:
    if form in known:
        rank, source = known[form]
        return Fit(field, rank, f"heading known from: {source}")
    if len(form) >= _LEAST_FUZZY:
        near = process.extractOne(form, list(known), scorer=fuzz.ratio, score_cutoff=_FUZZY)
        if near and len(near[0]) >= _LEAST_FUZZY:
            return Fit(field, known[near[0]][0] + 0.3, f"heading reads like {near[0]!r}")
    if field not in _BY_PHRASE or _speaks_against(form, field, words):
        return None
    padded = f" {form} "
    inside = [heading for heading in known if len(heading) > 3 and f" {heading} " in padded]
    if not inside:
        return None
    longest = max(inside, key=lambda heading: (len(heading), heading))
    others = 1 - len(longest) / len(form)
    return Fit(field, known[longest][0] + PHRASE + 0.4 * others, f"heading holds {longest!r}")


def _speaks_against(form: str, field: str, words: Vocabulary) -> bool:
    general = () if field in _CODES else words.against.get("*", ())
    return any(f" {word} " in f" {form} " for word in (*general, *words.against.get(field, ())))


def may_hold(field: str, heading: str) -> bool:
    """False for a heading that says its column holds a code, an address or something else than ``field``."""
    return not _speaks_against(plain(heading), field, vocabulary())

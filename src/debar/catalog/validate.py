"""What the catalog's tables must keep to; each breach is a DataError that names the file, the row and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import re2

from debar.catalog import validate_devices
from debar.catalog.files import Tables, place
from debar.catalog.fold import fold
from debar.catalog.patterns import EDGE, compile_pattern, form_pattern
from debar.catalog.rows import BARE, BOUNDARIES, DIRECTIONS, FIRM_QUALITIES, QUALITIES, RELATIONS, TIERS, Form, Period
from debar.errors import DataError
from debar.model import Strength

Row = Mapping[str, Any]
Problems = Iterator[str]

_REQUIRED = {
    "sources": ("title", "quality"),
    "makers": ("name", "short_name", "evidence"),
    "affiliates": ("name", "maker", "relation", "evidence", "strength"),
    "brands": ("name", "bare", "evidence"),
    "relabels": ("brand", "maker", "reach", "scope", "strength", "evidence"),
    "not_relabels": ("subject", "strength", "evidence", "why"),
    "models": ("brand", "tier", "basis", "categories", "forms", "positive", "negative", "evidence"),
    "terms": ("use", "group", "direction", "term", "evidence"),
    "weights": ("weight", "evidence"),
    **validate_devices.REQUIRED,
}
_STRENGTHS = frozenset(Strength) - {Strength.EXACT}


def validate(tables: Tables) -> None:
    """Return when every row keeps to the layout.

    Raises DataError with the first breach of every row that has one.
    """
    first = dict(reversed(list(breaches(tables))))
    if first:
        found = [f"{place}: {problem}" for place, problem in reversed(first.items())]
        raise DataError("the catalog breaks its layout:\n" + "\n".join(found))


def breaches(tables: Tables) -> Iterator[tuple[str, str]]:
    """Every breach of the layout: the file and row, and what is wrong, with what to do behind a semicolon."""
    known = {table: {str(row.get("id", "")) for row in rows} for table, rows in tables.items()}
    quality = {row.get("id", ""): row.get("quality", "") for row in tables["sources"]}
    for table, rows in tables.items():
        seen: set[str] = set()
        for number, row in enumerate(rows, 1):
            where = place(table, number, row)
            for problem in (*_shape(table, row, seen), *_sources(row, quality), *_CHECKS[table](row, known, quality)):
                yield where, problem
            seen.add(str(row.get("id", "")))
    yield from _overlapping_relabels(tables)


def _shape(table: str, row: Row, seen: set[str]) -> Problems:
    id_ = str(row.get("id", ""))
    if not id_:
        yield "it has no id; give it a stable one"
    elif id_ in seen:
        yield "its id stands twice; give it one of its own"
    for column in _REQUIRED[table]:
        if not row.get(column):
            yield f"{column} is empty; fill it"


def _sources(row: Row, quality: Mapping[str, str]) -> Problems:
    for source in row.get("evidence", ()):
        if source not in quality:
            yield f"evidence {source!r} is no id of sources.tsv"


def _one_of(row: Row, column: str, allowed: Any) -> Problems:
    if row.get(column) not in allowed:
        yield f"{column} is {row.get(column)!r}; it can be {', '.join(sorted(allowed))}"


def _points(row: Row, column: str, ids: set[str], table: str) -> Problems:
    if row.get(column) and row[column] not in ids:
        yield f"{column} {row[column]!r} is no id of {table}"


def _period(row: Row) -> Problems:
    try:
        Period.parse(row.get("from", ""), row.get("to", ""))
    except ValueError as error:
        yield f"its period is wrong: {error}; write year, month or day, such as 2022-11"


def _firm(row: Row, quality: Mapping[str, str]) -> Problems:
    """A strong row rests on a named source: an unnamed file is weak, memory is a lead."""
    qualities = {quality.get(source, "") for source in row.get("evidence", ())}
    if row.get("strength") == Strength.STRONG and not qualities & FIRM_QUALITIES:
        yield "it is strong without a named source; call it weak or give its source"
    if row.get("strength") == Strength.WEAK and qualities == {"memory"}:
        yield "it rests on memory alone; call it lead or give its source"


def _source(row: Row, _known: Any, _quality: Any) -> Problems:
    yield from _one_of(row, "quality", QUALITIES)
    if row.get("quality") != "memory" and not row.get("retrieved"):
        yield "retrieved is empty; say when it was read"


def _maker(row: Row, known: Mapping[str, set[str]], quality: Mapping[str, str]) -> Problems:
    for owner in row.get("owners", ()):
        for column in ("name", "relation", "strength", "evidence"):
            if not owner.get(column):
                yield f"an owner has no {column}"
        yield from _one_of(owner, "relation", RELATIONS)
        yield from _one_of(owner, "strength", _STRENGTHS)
        yield from _points(owner, "maker", known["makers"], "makers.yaml")
        yield from _sources(owner, quality)
        yield from _period(owner)
        yield from _firm(owner, quality)


def _affiliate(row: Row, known: Mapping[str, set[str]], quality: Mapping[str, str]) -> Problems:
    yield from _points(row, "maker", known["makers"], "makers.yaml")
    yield from _one_of(row, "strength", _STRENGTHS)
    yield from _period(row)
    yield from _firm(row, quality)


def _brand(row: Row, known: Mapping[str, set[str]], _quality: Any) -> Problems:
    yield from _points(row, "maker", known["makers"], "makers.yaml")
    yield from _one_of(row, "bare", BARE)
    yield from _as_matched(row, "spellings", "doubtful", "typos", "loose", "joined", "cuts", "traps")
    if (
        (row.get("doubtful") or row.get("loose") or row.get("cuts"))
        and row.get("bare") != "model"
        and not row.get("needs")
    ):
        yield "it has doubtful spellings but no product words it needs"


def _as_matched(row: Row, *columns: str) -> Problems:
    for column in columns:
        for word in row.get(column, ()):
            if fold(word) != word:
                yield f"{column} {word!r} is not written as it is matched; write {fold(word)!r}"


def _relabel(row: Row, known: Mapping[str, set[str]], quality: Mapping[str, str]) -> Problems:
    yield from _points(row, "brand", known["brands"], "brands.yaml")
    yield from _points(row, "maker", known["makers"], "makers.yaml")
    yield from _points(row, "model", known["models"], "models")
    yield from _one_of(row, "reach", {"brand", "line"})
    yield from _one_of(row, "strength", _STRENGTHS)
    yield from _period(row)
    yield from _firm(row, quality)


def _not_relabel(row: Row, _known: Any, _quality: Any) -> Problems:
    yield from _one_of(row, "strength", {"strong", "weak", "lead", "declared"})
    yield from _as_matched(row, "words")


def _model(row: Row, known: Mapping[str, set[str]], _quality: Any) -> Problems:
    yield from _points(row, "brand", known["brands"], "brands.yaml")
    yield from _one_of(row, "tier", TIERS)
    yield from _one_of(row, "basis", {"observed", "memory"})
    if row.get("tier") == "context" and not row.get("needs"):
        yield "its tier is context but it names no product words it needs"
    yield from _kinds(row)
    patterns = []
    for form in row.get("forms", ()):
        if form.get("left") not in BOUNDARIES[:2] or form.get("right") not in BOUNDARIES:
            yield "a form has no such boundary; left is word or hyphen, right is word, hyphen or open"
            return
        try:
            patterns.append(compile_pattern(form_pattern(Form(form["left"], form["right"], form["re"]))))
        except re2.error as error:
            yield f"a form is not RE2: {error}"
            return
    yield from _examples(row, patterns)


def _kinds(row: Row) -> Problems:
    for kind in row.get("kinds", ()):
        if not kind.get("when") or not (kind.get("categories") or kind.get("family")):
            yield "a kind has no when, or neither family nor categories"
        try:
            compile_pattern(kind.get("when", ""))
        except re2.error as error:
            yield f"the when of a kind is not RE2: {error}"


def _examples(row: Row, patterns: list[Any]) -> Problems:
    for example in row.get("positive", ()):
        if not any(pattern.search(f"{EDGE}{example}{EDGE}") for pattern in patterns):
            yield f"its positive example {example!r} does not match; mend the form or the example"
    starts = tuple(start.lower() for start in row.get("not_start", ()))
    for example in row.get("negative", ()):
        for pattern in patterns:
            match = pattern.search(f"{EDGE}{example}{EDGE}")
            if match and not (starts and match.group(1).lower().startswith(starts)):
                yield f"its negative example {example!r} matches as {match.group(1)!r}; mend the form or the example"


def _term(row: Row, _known: Any, _quality: Any) -> Problems:
    yield from _one_of(row, "use", {"support", "said", "frame"})
    yield from _one_of(row, "direction", DIRECTIONS)
    if row.get("words") and not str(row["words"]).isdigit():
        yield "words is no number"


def _weight(row: Row, _known: Any, _quality: Any) -> Problems:
    if not re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", str(row.get("weight", ""))):
        yield "weight is no number; run scripts/fit_said.py"


_CHECKS: Mapping[str, Callable[[Row, Any, Any], Problems]] = {
    "sources": _source,
    "makers": _maker,
    "affiliates": _affiliate,
    "brands": _brand,
    "relabels": _relabel,
    "not_relabels": _not_relabel,
    "models": _model,
    "terms": _term,
    "weights": _weight,
    **validate_devices.CHECKS,
}


def _overlapping_relabels(tables: Tables) -> Iterator[tuple[str, str]]:
    """Two whole-label rows for one label, different makers and the same time contradict each other."""
    whole = [(n, row) for n, row in enumerate(tables["relabels"], 1) if row.get("reach") == "brand"]
    for index, (number, row) in enumerate(whole):
        for _, other in whole[:index]:
            if row["brand"] == other["brand"] and row["maker"] != other["maker"] and _overlap(row, other):
                clash = f"{other['id']} gives the whole label to {other['maker']} at the same time"
                yield place("relabels", number, row), f"{clash}; end one, or make both lines"


def _overlap(left: Row, right: Row) -> bool:
    try:
        first, second = (Period.parse(row["from"], row["to"]) for row in (left, right))
    except ValueError:
        return False
    starts = not (first.first and second.last and first.first > second.last)
    return starts and not (second.first and first.last and second.first > first.last)

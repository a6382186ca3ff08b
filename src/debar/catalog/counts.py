"""The catalog counted: makers, labels, families, patterns, relabels by strength, sources by quality, what is memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from debar.catalog.catalog import Catalog
from debar.catalog.rows import Grammar
from debar.model import Strength

#: Table -> the rows that carry evidence of their own.
_WITH_EVIDENCE = ("makers", "affiliates", "brands", "relabels", "not_relabels", "grammars")
#: What tells the makers of devices, and its table.
_MARKS = {
    "address blocks": "ouis",
    "registrants": "registrants",
    "banners and titles": "fingerprints",
    "radio grantees": "fcc_grantees",
    "enterprise numbers": "enterprises",
}


def catalog_counts(catalog: Catalog) -> dict[str, Any]:
    """``total``: the whole catalog; ``makers``: a row a maker, the one with the most families first."""
    rows = [_maker(catalog, maker) for maker in catalog.makers]
    return {"total": _total(catalog), "makers": sorted(rows, key=lambda row: (-row["families"], row["maker"]))}


def grammars_of(catalog: Catalog, maker: str) -> list[Grammar]:
    """The grammars of a maker's own labels, and of those lines of others' labels that are shown to be its goods."""
    found = []
    for grammar in catalog.grammars:
        rows = [row for row in catalog.relabels_of.get(grammar.brand, ()) if row.maker == maker]
        if catalog.brands[grammar.brand].maker == maker or any(_reaches(row.reach, row.model, grammar) for row in rows):
            found.append(grammar)
    return found


def families_of(grammars: Iterable[Grammar]) -> list[str]:
    """The families of these grammars, each once, in order."""
    named = [family for each in grammars for family in (each.family, *(kind.family for kind in each.kinds)) if family]
    return list(dict.fromkeys(named))


def memory_only(catalog: Catalog, evidence: Sequence[str]) -> bool:
    """True when none of these sources is anything but memory."""
    return {catalog.sources[id_].quality for id_ in evidence} == {"memory"}


def _reaches(reach: str, model: str, grammar: Grammar) -> bool:
    return reach == "brand" or model in ("", grammar.id)


def _total(catalog: Catalog) -> dict[str, int | Mapping[str, int]]:
    reported = [grammar for grammar in catalog.grammars if grammar.tier != "counter"]
    return {
        "makers": len(catalog.makers),
        "labels": len(catalog.brands),
        "labels_of_others": sum(not brand.maker for brand in catalog.brands.values()),
        "families": len(families_of(reported)),
        "patterns": sum(len(grammar.forms) for grammar in catalog.grammars),
        "grammars": _counted(grammar.tier for grammar in catalog.grammars),
        "grammars_rest_on": _counted(grammar.basis for grammar in catalog.grammars),
        "relabels": _counted(str(row.strength) for row in catalog.relabels),
        "units_and_affiliates": _counted(str(row.strength) for row in catalog.affiliates),
        "must_raise_no_alarm": _counted(row.strength for row in catalog.not_relabels),
        "words": _counted(term.use for term in catalog.terms),
        "device_marks": {
            word: len(catalog.tables[table]) for word, table in _MARKS.items() if catalog.tables.get(table)
        },
        "sources": _counted(source.quality for source in catalog.sources.values()),
        "memory_only": {table: count for table in _WITH_EVIDENCE if (count := _memory(catalog, table))},
    }


def _memory(catalog: Catalog, table: str) -> int:
    held: Any = getattr(catalog, table)
    rows: Iterable[Any] = held.values() if isinstance(held, Mapping) else held
    return sum(memory_only(catalog, row.evidence) for row in rows)


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(Counter(words).most_common())


def _maker(catalog: Catalog, maker: str) -> dict[str, Any]:
    own = [brand for brand in catalog.brands.values() if brand.maker == maker]
    relabels = [row for row in catalog.relabels if row.maker == maker]
    labels = {row.brand for row in relabels} - {brand.id for brand in own}
    grammars = grammars_of(catalog, maker)
    affiliates = [unit for unit in catalog.affiliates if unit.maker == maker]
    resting: list[Any] = [catalog.makers[maker], *own, *relabels, *grammars, *affiliates]
    strengths = Counter(row.strength for row in relabels)
    return {
        "maker": maker,
        "name": catalog.makers[maker].name,
        "labels": len(own),
        "relabelled": len(labels),
        "families": len(families_of(grammars)),
        "patterns": sum(len(grammar.forms) for grammar in grammars),
        "examples": sum(len(grammar.positive) + len(grammar.negative) for grammar in grammars),
        "relabels": len(relabels),
        "strong": strengths[Strength.STRONG],
        "weak": strengths[Strength.WEAK],
        "lead": strengths[Strength.LEAD],
        "affiliates": len(affiliates),
        "sources": len({id_ for row in resting for id_ in row.evidence}),
        "memory_only": sum(memory_only(catalog, row.evidence) for row in resting),
    }

"""Rows of the catalog as sentences, with their sources: what an explanation shows and a page of the catalog holds."""

from __future__ import annotations

from collections.abc import Iterable

from debar.catalog.catalog import Catalog
from debar.catalog.rows import Brand, Grammar, NotRelabel, Period, Relabel
from debar.model import RowSaid, RowSource

_TIERS = {
    "strong": "the number alone tells the maker",
    "strong-brand": "the number alone tells the label",
    "context": "the number counts beside its label or a product word",
    "brand-word": "the number counts only beside its label",
    "counter": "not to be reported",
}


def row_said(catalog: Catalog, id_: str) -> RowSaid:
    """The row of an id such as ``relabels/lorex-dahua-1`` as a sentence. Raises KeyError when it is not there."""
    table, _, row_id = id_.partition("/")
    if table == "brands":
        brand = catalog.brands[row_id]
        return _said(catalog, id_, brand_words(catalog, brand), brand.evidence)
    if table == "models":
        grammar = catalog.grammar_of[row_id]
        return _said(catalog, id_, grammar_words(grammar), grammar.evidence)
    if table == "relabels":
        relabel = next(row for row in catalog.relabels if row.id == row_id)
        return _said(catalog, id_, relabel_words(catalog, relabel), relabel.evidence)
    if table == "not_relabels":
        innocent = next(row for row in catalog.not_relabels if row.id == row_id)
        return _said(catalog, id_, innocent_words(innocent), innocent.evidence)
    raise KeyError(id_)


def brand_words(catalog: Catalog, brand: Brand) -> str:
    """Whose label it is and how it is written."""
    whose = f"of {catalog.makers[brand.maker].short_name} itself" if brand.maker else "relabels say who makes its goods"
    written = ", ".join((*brand.spellings, *brand.scripts))
    doubtful = f"; only with a product word: {', '.join(brand.doubtful)}" if brand.doubtful else ""
    return f"label {brand.name}, {whose}" + (f"; written {written}" if written else "") + doubtful


def grammar_words(grammar: Grammar) -> str:
    """What the numbers are, what they need to count, and whether they were seen."""
    seen = "seen in public lists or data sheets" if grammar.basis == "observed" else "from memory, so weak alone"
    note = f"; {grammar.note}" if grammar.note else ""
    return f"{grammar.family or 'model numbers'}: {_TIERS[grammar.tier]}; {seen}{note}"


def relabel_words(catalog: Catalog, relabel: Relabel) -> str:
    """Who made what, when, and how strong the ground is."""
    period = period_words(relabel.period)
    note = f"; {relabel.note}" if relabel.note else ""
    maker = catalog.makers[relabel.maker].short_name
    return f"{maker} made {relabel.scope}{', ' + period if period else ''}; the ground is {relabel.strength}{note}"


def innocent_words(row: NotRelabel) -> str:
    """What must not raise an alarm, why, and how that is known."""
    return f"{row.subject} ({row.reach}, {row.strength}): {row.why}"


def period_words(period: Period) -> str:
    """From when to when; empty when both ends are open."""
    first, last = period.first, period.last
    if first and last:
        return f"{first.isoformat()} to {last.isoformat()}"
    if first:
        return f"since {first.isoformat()}"
    return f"until {last.isoformat()}" if last else ""


def sources_of(catalog: Catalog, ids: Iterable[str]) -> tuple[RowSource, ...]:
    """The sources of these ids, each once."""
    found = (catalog.sources[id_] for id_ in dict.fromkeys(ids))
    return tuple(RowSource(id=each.id, quality=each.quality, evidence=each.evidence) for each in found)


def _said(catalog: Catalog, id_: str, says: str, evidence: Iterable[str]) -> RowSaid:
    return RowSaid(id=id_, says=says, sources=sources_of(catalog, evidence))

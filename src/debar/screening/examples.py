"""The catalog tried on its own examples: each number and each spelling read as a text of a buyer would be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from debar.catalog import Brand, Catalog, Grammar, fold
from debar.model import CatalogFailure
from debar.screening.identify import TextIdentifier
from debar.screening.identify_scan import Scanner


def failed_examples(catalog: Catalog) -> Iterator[CatalogFailure]:
    """What does not do what its row says, in the order of the rows."""
    identifier, scanner = TextIdentifier(catalog), Scanner(catalog)
    for grammar in catalog.grammars:
        yield from _of_grammar(catalog, grammar, identifier)
    for brand in catalog.brands.values():
        yield from _of_brand(brand, scanner)
    yield from _of_innocents(catalog, identifier)


def examples_by_kind(catalog: Catalog) -> dict[str, int]:
    """How many examples there are to run."""
    return {
        "numbers that must be found": sum(len(grammar.positive) for grammar in catalog.grammars),
        "numbers that must not": sum(len(grammar.negative) for grammar in catalog.grammars),
        "spellings of labels": sum(len(_spellings(brand)) for brand in catalog.brands.values()),
        "words of what is innocent": sum(len(row.words) for row in catalog.not_relabels),
    }


def _of_grammar(catalog: Catalog, grammar: Grammar, identifier: TextIdentifier) -> Iterator[CatalogFailure]:
    place, row = f"models ({grammar.id})", f"models/{grammar.id}"
    brand = catalog.brands[grammar.brand]
    # A label that is an ordinary word has no spellings: its numbers stand beside a product word then.
    label = (*_spellings(brand), *_product_words(catalog, grammar), "")[0]
    for example in grammar.positive:
        if grammar.tier == "counter":
            if any(row in found.rows for found in identifier.identify(example, None)):
                yield CatalogFailure(
                    place=place,
                    problem=f"{example!r} is reported, though the family must not be",
                    todo="look which other family takes it, with debar catalog explain",
                )
        elif not any(found.model for found in identifier.identify(f"{label} {example}", _on(catalog, grammar))):
            yield CatalogFailure(
                place=place,
                problem=f"{example!r} beside its label is not found",
                todo="debar catalog explain shows what stands in its way",
            )
    for example in grammar.negative:
        if any(row in found.rows for found in identifier.identify(example, None)):
            yield CatalogFailure(
                place=place, problem=f"{example!r} is found, though it is a negative example", todo="mend the form"
            )


def _of_brand(brand: Brand, scanner: Scanner) -> Iterator[CatalogFailure]:
    for spelling in _spellings(brand):
        found = scanner.labels(fold(spelling))
        if not any(hit.brand.id == brand.id for hit in found):
            others = ", ".join(sorted({hit.brand.id for hit in found})) or "nothing"
            yield CatalogFailure(
                place=f"brands.yaml ({brand.id})",
                problem=f"the spelling {spelling!r} is read as {others}",
                todo="take it out of one of the rows",
            )


def _of_innocents(catalog: Catalog, identifier: TextIdentifier) -> Iterator[CatalogFailure]:
    for row in catalog.not_relabels:
        for word in row.words:
            found = identifier.identify(word, None)
            if found and row.reach in ("whole brand", "company name", "word", "substring"):
                yield CatalogFailure(
                    place=f"not_relabels.tsv ({row.id})",
                    problem=f"{word!r} is reported as {found[0].brand}, though it must raise no alarm",
                    todo="give the label a trap, or take the word out",
                )


def _spellings(brand: Brand) -> tuple[str, ...]:
    return (*brand.spellings, *brand.doubtful, *brand.scripts)


def _product_words(catalog: Catalog, grammar: Grammar) -> list[str]:
    return [term.term for term in catalog.terms if term.use == "support" and term.group in grammar.needs]


def _on(catalog: Catalog, grammar: Grammar) -> date | None:
    """A day on which somebody made what the numbers stand for."""
    rows = [row for row in catalog.relabels_of.get(grammar.brand, ()) if row.model in ("", grammar.id)]
    return max((row.period.first for row in rows if row.period.first), default=None)
